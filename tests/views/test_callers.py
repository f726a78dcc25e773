"""Who is calling: any notation of a number in the book finds its parties (rules 12, 13, 16)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.services import parties, tasks, timeline
from crm_tui.services.opening import Desk
from crm_tui.text.phones import national, normalise, pretty
from crm_tui.views import callers, customers
from crm_tui.views.callers import look_up
from crm_tui.views.customers import CustomerQuery
from tests.builders import a_call, a_company, a_person, dump
from tests.histories import EVERY_TEXT, a_fresh_desk


@pytest.mark.parametrize(
    "typed",
    [
        "+36 30 123 4567", "+36301234567", "0036 30 123 4567", "06 30 123 4567", "06-30-123-4567",
        "(06 30) 123 4567", "tel:+36-30-123-4567", "301234567", "1234567", "+36 (30) 123.45.67",
        "36301234567", "٠٦ ٣٠ ١٢٣ ٤٥٦٧", "+36 30 123 4567 ext. 12",
    ],
)  # fmt: skip
def test_any_notation_finds_the_number(desk: Desk, typed):
    a_person(desk, "Somebody Else", phones=["06 30 999 9999"])
    anna = a_person(desk, "Anna", phones=["06 30 123-45-67"])
    assert look_up(desk, typed) == ((anna,), True)


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("+44 20 7946 0958", "+44 (0)20 7946 0958"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+49 30 123456", "+49 (0)30 123456"),
        ("+7 495 123-45-67", "007 495 1234567"),
        ("+39 06 1234 5678", "+39 06 12345678"),
        ("+1 (212) 555-0123", "1-212-555-0123"),
        ("555 12 x", "55512"),
    ],
)
def test_numbers_of_other_countries_too(desk: Desk, kept, typed):
    party = a_company(desk, phones=[kept])
    assert look_up(desk, typed).parties == (party,)
    assert party in customers.found_ids(desk, CustomerQuery(text=typed))


def test_the_exact_number_wins_over_one_that_ends_alike(desk: Desk):
    """Rule 13, its first step."""
    a_person(desk, "Abroad", phones=["+44 36 3012 34567"])
    home = a_person(desk, "At Home", phones=["+36 30 123 4567"])
    assert look_up(desk, "+36301234567").parties == (home,)


def test_the_home_country_wins_over_a_number_that_ends_alike(desk: Desk):
    """Rule 13, its second step."""
    a_person(desk, "Abroad", phones=["+1 630 123 4567"])
    home = a_person(desk, "At Home", phones=["+36 30 123 4567"])
    assert look_up(desk, "06 30 123 4567") == ((home,), True)


def test_seven_digits_are_sure_and_fewer_only_a_hint(desk: Desk):
    """Rule 13, its third step: an ambiguous short number never opens the first hit."""
    first = a_person(desk, "Anna", phones=["06 30 123 4567"])
    second = a_person(desk, "Béla", phones=["06 20 123 4567"])
    long = look_up(desk, "1234567")
    assert set(long.parties) == {first, second}
    assert long.sure
    short = look_up(desk, "4567")
    assert set(short.parties) == {first, second}
    assert not short.sure
    assert look_up(desk, "301234567") == ((first,), True)


def test_a_piece_out_of_the_middle_is_found_but_not_sure(desk: Desk):
    party = a_person(desk, phones=["06 30 123 4567"])
    assert look_up(desk, "1234") == ((party,), False)


@pytest.mark.parametrize("typed", ["", "1", "12", "+", "no number", "00", "\x1b[2J", "0000"])
def test_what_is_no_number_finds_nobody(desk: Desk, typed):
    a_person(desk, phones=["06 30 123 4567", "0000"])
    assert look_up(desk, typed) == ((), False)


def test_persons_come_first_and_of_them_who_was_spoken_to_last(desk: Desk):
    """Rule 12."""
    number = ["06 1 234 5678"]
    firm = a_company(desk, phones=number)
    never = a_person(desk, "Never", phones=number)
    long_ago = a_person(desk, "Long Ago", phones=number)
    lately = a_person(desk, "Lately", phones=number)
    a_call(desk, firm)
    a_call(desk, long_ago, at=desk.clock.now() - timedelta(days=90))
    a_call(desk, lately, at=desk.clock.now() - timedelta(days=1))
    assert look_up(desk, "06 1 234 5678") == ((lately, long_ago, never, firm), True)


def test_an_archived_caller_is_found_and_marked(desk: Desk):
    """Rule 16."""
    party = a_company(desk, phones=["06 1 234 5678"])
    parties.archive(desk, [party])
    assert look_up(desk, "06 1 234 5678").parties == (party,)
    assert callers.caller(desk, party).archived


def test_the_call_screen_says_who_what_they_like_what_was_and_what_is_open(desk: Desk):
    """S42, S114, S129."""
    firm = a_company(desk, "Rossi Kft")
    anna = a_person(
        desk, "Anna", company=firm, title="buyer", phones=["06 30 123 4567"], likes="rye bread",
        spoken_to_how="slowly",
    )  # fmt: skip
    for day in range(5, 0, -1):
        a_call(desk, anna, f"call {day} days ago", at=desk.clock.now() - timedelta(days=day))
    timeline.log(desk, anna, "a note is no contact")
    later = tasks.add(desk, "later", party=anna, due=date(2026, 12, 24))
    soon = tasks.add(desk, "soon", party=anna, due=date(2026, 11, 21))
    tasks.finish(desk, tasks.add(desk, "called", party=anna, kind="call"), "wants more")
    shown = callers.caller(desk, anna)
    assert (shown.name, shown.company, shown.title) == ("Anna", "Rossi Kft", "buyer")
    assert (shown.likes, shown.spoken_to_how, shown.owner) == ("rye bread", "slowly", "anna")
    assert shown.phones == ("06 30 123 4567",)
    assert [contact.body for contact in shown.last_contacts if contact.body] == [
        "call 1 days ago", "call 2 days ago",
    ]  # fmt: skip
    assert shown.last_contacts[0].result == "wants more"
    assert [task.id for task in shown.open_tasks] == [soon, later]
    assert callers.caller(desk, 99) is None


def test_looking_up_changes_nothing(desk: Desk):
    a_person(desk, phones=["06 30 123 4567"])
    before = dump(desk)
    look_up(desk, "06 30 123 4567")
    callers.caller(desk, 1)
    assert dump(desk) == before


REAL = st.sampled_from([
    "+36209876543", "+3612345678", "+442079460958", "+4930123456", "+12125550123",
    "+390612345678", "+33142345678", "+420601123456", "+41446681800", "+74951234567",
])  # fmt: skip
SEPARATORS = st.sampled_from(["", " ", "-", ".", "/", "  ", " - "])


@settings(max_examples=30)
@given(book=st.lists(REAL, min_size=1, max_size=5, unique=True), data=st.data())
def test_whatever_is_in_the_book_is_found_in_any_notation(book, data):
    with a_fresh_desk() as desk:
        has = {number: a_person(desk, f"P{number}", phones=[number]) for number in book}
        number = data.draw(st.sampled_from(book))
        between = data.draw(SEPARATORS)
        notations = [
            number,
            "00" + number[1:],
            "+" + between.join(number[1:]),
            pretty(number, None),
            number[-9:],
            f"tel:{number}",
        ]
        if inland := national(number, "HU"):
            notations += [inland, between.join(inland)]
        for notation in notations:
            assert has[number] in look_up(desk, notation).parties, notation
        assert look_up(desk, number).parties == (has[number],)


@settings(max_examples=50)
@given(kept=EVERY_TEXT, typed=EVERY_TEXT)
def test_no_text_breaks_the_look_up(kept, typed):
    with a_fresh_desk() as desk:
        a_person(desk, "P", phones=[f"1{kept}"])
        for party in look_up(desk, typed).parties:
            assert callers.caller(desk, party) is not None
        normal = normalise(f"1{kept}", "HU")
        assert normal is None or look_up(desk, normal).parties
