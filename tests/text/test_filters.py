"""A filter is read as it is meant, points at what cannot be read, and can be written again."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_tui.text.filters.parsing import parse
from crm_tui.text.filters.printing import both, quoted, written
from crm_tui.text.filters.tree import (
    And,
    Condition,
    FilterError,
    Not,
    Or,
    Value,
    Words,
    conditions,
    plain_text,
)
from crm_tui.text.width import cell_width


def of(name: str, sign: str, *values: str, spaced: bool = False) -> Condition:
    return Condition(name, sign, tuple(Value(one) for one in values), spaced)


def test_conditions_words_and_groups_are_told_apart():
    found = parse("owner:me city:Oslo value>10000 last<30d -tag:cold (a OR b)")
    assert found == And((
        of("owner", ":", "me"), of("city", ":", "Oslo"), of("value", ">", "10000"),
        of("last", "<", "30d"), Not(of("tag", ":", "cold")), Or((Words("a"), Words("b"))),
    ))  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "rossi budapest", "(030) 123 45", "+44 (0)20 7946-0000", "anna@rossi.example", "12:30",
        "https://rossi.example/a?b", "Anna <anna@rossi.example>", "-5%", "24\" screen", "std::map",
        "fish and chips or not", "(unclosed", "o'neil", "a - b",
    ],
)  # fmt: skip
def test_what_people_search_for_stays_plain_words(text: str):
    assert plain_text(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tag:a,b", of("tag", ":", "a", "b")),
        ("tag:a,", of("tag", ":", "a")),
        ("value:>=10k", of("value", ">=", "10k")),
        ("value ≥ 10k", of("value", ">=", "10k", spaced=True)),
        ("value<>1", of("value", "!=", "1")),
        ("value>10000 EUR", of("value", ">", "10000 EUR")),
        ("value:1k..2k EUR", of("value", ":", "1k..2k EUR")),
        ("city: Oslo", of("city", ":", "Oslo", spaced=True)),
        ("city:", of("city", ":")),
        ("city;Oslo", of("city", ";", "Oslo")),
        ("Größe:3", of("Größe", ":", "3")),
        ("last-contact:none", of("last-contact", ":", "none")),
        ('city:"new york",oslo', Condition("city", ":", (Value("new york", True), Value("oslo")))),
        (r'"say \"hi\""', Words('say "hi"')),
        ("„a:b”", Words("a:b")),
        ("a|b", Or((Words("a"), Words("b")))),
        ("NOT a", Not(Words("a"))),
        ("a b OR c d", Or((Words("a b"), Words("c d")))),
        ("x:1 (y:2 AND z:3)", And((of("x", ":", "1"), of("y", ":", "2"), of("z", ":", "3")))),
        ("owner:me +36 1 234", And((of("owner", ":", "me"), Words("+36 1 234")))),
        ("", None),
        ("  ", None),
    ],
)  # fmt: skip
def test_each_form_means_one_thing(text: str, meant):
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("owner:me OR", "OR", "something must follow"),
        ("OR owner:me", "OR", "something must stand before"),
        ("(owner:me", "(", "not closed"),
        ("owner:me)", ")", "no parenthesis was opened"),
        ("x:1 ()", "(", "must stand in the parentheses"),
        ('owner:me "rossi', '"rossi', "the quote is not closed"),
        ("x:1 NOT", "NOT", "something must follow"),
        ("x:1 " + "(" * 40 + "a", "(", "nested too deep"),
        ("x:1 " * 101, "", "100 conditions at most"),
        ("x:" + "1" * 3000, "", "2,000 letters at most"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, place: str, what: str):
    with pytest.raises(FilterError, match=what) as error:
        parse(text)
    assert text[error.value.start : error.value.end] == place
    assert error.value.exit_code == 2


def test_the_place_is_shown_below_the_text_however_wide_its_letters_are():
    error = FilterError("城市:北京 xy:1", 6, 8, "there is no such field.")
    assert str(error) == "xy: there is no such field."
    assert error.pointed() == ("城市:北京 xy:1", " " * 10 + "^^")
    shown, carets = FilterError("a " * 200 + "here b" * 50, 400, 404, "no.").pointed()
    assert cell_width(shown) <= 72
    assert shown[carets.index("^") :].startswith("here")


any_text = st.text() | st.text(alphabet='ab:;<>=!()|"“,-. \\10kdEUR\tNOTAND', max_size=40)


@given(any_text)
@example('x: ("y")')
@example("a:1..2 EUR")
def test_any_text_is_read_or_refused_and_written_it_means_the_same(text: str):
    refused: FilterError | None = None
    try:
        found = parse(text)
    except FilterError as error:
        refused = error
    if refused is None:
        assert parse(written(found)) == found
        assert all(text[one.start : one.end] == one.said for one in conditions(found))
    else:
        assert 0 <= refused.start <= refused.end <= len(text)
        assert "\n" not in "".join(refused.pointed())


@given(st.text())
def test_a_quoted_text_is_words_whatever_it_looks_like(text: str):
    assert parse(quoted(text)) == Words(text)


@given(any_text, any_text)
def test_two_filters_together_ask_for_both(first: str, then: str):
    together = both(first, then)
    if not (first.strip() and then.strip()):
        assert together == (first.strip() or then.strip())
        return
    names = {one.name for one in conditions(parse(together))}
    for text in (first, then):
        with suppress(FilterError):
            assert {one.name for one in conditions(parse(text))} <= names
