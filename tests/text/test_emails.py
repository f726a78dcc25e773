import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.emails import fold_email, looks_like_email, split_emails

ANYTHING = st.text(max_size=40) | st.text('ab@.<>",; |:/\\[]', max_size=30)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        (" Anna.Rossi@Example.COM ", "anna.rossi@example.com"),
        ("mailto:Anna@x.it?subject=hello", "anna@x.it"),
        ("Anna Rossi <Anna@X.it>", "anna@x.it"),
        ("<anna@x.it>", "anna@x.it"),
        ("Jo\u0301zsef@Példa.hu", "józsef@példa.hu"),
    ],
)
def test_an_address_has_one_form_to_compare(written, folded):
    assert fold_email(written) == folded


@given(ANYTHING)
def test_nothing_written_breaks(text):
    fold_email(text)
    assert looks_like_email(text) in {True, False}
    for piece in split_emails(text):
        assert piece.strip() == piece != ""


def test_a_field_with_several_addresses_comes_apart():
    assert split_emails('"Rossi, Anna" <a@x.it>; b@y.it, c@z.it d@q.it | e@r.it') == [
        '"Rossi, Anna" <a@x.it>',
        "b@y.it",
        "c@z.it",
        "d@q.it",
        "e@r.it",
    ]
    assert split_emails("a@x.it ::: b@y.it / c@z.it\nnot an address") == [
        "a@x.it",
        "b@y.it",
        "c@z.it",
        "not an address",
    ]
    assert split_emails(" ;, ") == []


@pytest.mark.parametrize(
    "text", ["a@b.it", "józsef@példa.hu", "o'neill+crm@x-y.co.uk", '"a b"@c.it']
)
def test_addresses_are_recognised(text):
    assert looks_like_email(text)


@pytest.mark.parametrize(
    "text", ["", "a", "@bob", "a@", "a b@c.it", "a@b@c", "a@-b.it", "a@b.it\n"]
)
def test_other_texts_are_not(text):
    assert not looks_like_email(text)


@pytest.mark.real_data
def test_published_addresses_are_judged_as_their_authors_do(address_tests):
    verdicts = {"VALID_CATEGORY": [], "DNSWARN": [], "ERR": []}
    for test in ET.parse(address_tests).getroot().iter("test"):
        # The set writes a control character as its picture.
        address = "".join(
            chr(ord(c) - 0x2400) if 0x2400 <= ord(c) < 0x2420 else c
            for c in test.findtext("address") or ""
        )
        category = test.findtext("category").removeprefix("ISEMAIL_")
        if category in verdicts:
            verdicts[category].append((address, looks_like_email(address)))
    assert len(verdicts["ERR"]) > 50
    assert [a for a, ok in verdicts["VALID_CATEGORY"] + verdicts["DNSWARN"] if not ok] == []
    assert [a for a, ok in verdicts["ERR"] if ok] == []
