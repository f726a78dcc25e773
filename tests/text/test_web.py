import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.web import fold_web


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("https://www.Example.COM/", "example.com"),
        ("Example.com/Path/", "example.com/Path"),
        ("HTTP://x.org?Q=1", "x.org?Q=1"),
        ("//x.org/", "x.org"),
        ("www.x.org:8080/a", "x.org:8080/a"),
        ("<http://x.org>", "x.org"),
        ("", ""),
    ],
)
def test_an_address_is_stored_bare(written, folded):
    assert fold_web(written) == folded


@given(st.text(max_size=30), st.sampled_from(["http://", "https://www.", "www.", ""]))
def test_the_scheme_does_not_count(path, start):
    assert fold_web(f"{start}example.com/a{path}x") == fold_web(f"example.com/a{path}x")
