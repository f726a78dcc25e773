"""A subject tells the title, the tickets it names and whether something is passed on."""

from __future__ import annotations

import pytest

from crm_tui.text.mail_subject import answer_subject, is_forwarded, ticket_numbers, title_of


@pytest.mark.parametrize(
    "subject",
    ["Re: Printer", "RE: AW: Printer", "Fwd: Re: Printer", "SV: Printer", "Re[2]: Printer",
     "WG: Printer", "Antw: Printer", "Re：Printer", "  re :  Printer "],
)  # fmt: skip
def test_the_title_is_the_subject_without_its_prefixes(subject):
    assert title_of(subject, "", "") == "Printer"


@pytest.mark.parametrize("subject", ["Regarding: x", "Fwds: x", "Retail: x", "I: x"])
def test_a_word_that_begins_like_a_prefix_stays(subject):
    assert title_of(subject, "", "") == subject


def test_without_a_subject_the_title_is_how_the_text_begins_or_who_wrote():
    assert title_of("Re:", "\n\nIt burns.\nHelp!", "a@b.example") == "It burns."
    assert title_of("", "", "a@b.example") == "mail from a@b.example"
    assert title_of("", "", "") == "mail from somebody"


def test_a_title_has_at_most_two_hundred_letters():
    assert title_of("x" * 500, "", "") == "x" * 200


def test_the_numbers_of_tickets_are_found_where_they_stand_alone():
    assert ticket_numbers("Re: Printer [T12], also T007 and T12") == ["T12", "T7"]
    assert ticket_numbers("ST12 T12a BT7 t5 T") == []


def test_a_forwarded_mail_is_known():
    assert is_forwarded("Fwd: complaint")
    assert is_forwarded("WG: Beschwerde")
    assert not is_forwarded("Re: Fwd: complaint")


@pytest.mark.parametrize(
    ("title", "subject"),
    [("jams", "Re: jams [T1]"), ("Re: RE: AW: jams", "Re: jams [T1]"), ("Re:", "Re: [T1]"),
     ("jams [T1]", "Re: jams [T1]"), ("T12 jams", "Re: T12 jams [T1]")],
)  # fmt: skip
def test_the_subject_of_an_answer_has_one_re_and_the_number_once(title, subject):
    assert answer_subject(title, "T1") == subject
    assert "T1" in ticket_numbers(subject)
