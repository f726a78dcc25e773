"""Tags: put on and taken off, many customers at a time."""

from __future__ import annotations

import pytest

from crm_tui.errors import ConflictError, RuleError
from crm_tui.models import Tag
from crm_tui.services import tags
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import card, choices
from tests.builders import a_colleague, a_company, dump, labels


@pytest.mark.parametrize(
    ("line", "on", "off"),
    [
        ("vip", ("vip",), ()),
        ("vip +lead -cold", ("vip", "lead"), ("cold",)),
        ("#vip, #lead", ("vip", "lead"), ()),
        ("- + #", (), ()),
        ("", (), ()),
    ],
)
def test_a_line_says_what_to_put_on_and_what_to_take_off(line, on, off):
    assert tags.parse(line) == (on, off)


def test_tags_are_the_same_whatever_their_case_and_accents(desk: Desk):
    party = a_company(desk)
    tags.change(desk, [party], tags.parse("Prémium"))
    assert tags.change(desk, [party], tags.parse("PREMIUM premium")) == 0
    assert card.card(desk, party).tags == ("Prémium",)
    assert tags.change(desk, [party], tags.parse("-prémium")) == 1
    assert card.card(desk, party).tags == ()


def test_many_customers_are_tagged_in_one_change_set(desk: Desk):
    chosen = [a_company(desk, f"Firm {number}") for number in range(30)]
    tags.change(desk, chosen[:10], tags.parse("new"))
    before, sets = dump(desk), labels(desk)
    assert tags.change(desk, chosen, tags.parse("mailing -new")) == 40
    assert labels(desk) == [*sets, "tagged 30 customers +mailing -new"]
    assert choices.tags(desk) == [("mailing", 30), ("new", 0)]
    undo(desk)
    assert dump(desk) == before


def test_taking_off_what_is_not_there_makes_no_tag(desk: Desk):
    assert tags.change(desk, [a_company(desk)], tags.parse("-unheard")) == 0
    assert Tag.select().count() == 0


@pytest.mark.parametrize("line", ["", "  ", "- +", "\u200b"])
def test_nothing_to_do_is_said(desk: Desk, line):
    with pytest.raises(RuleError, match="Which tags"):
        tags.change(desk, [a_company(desk)], tags.parse(line))


def test_a_tag_that_shows_nothing_is_none(desk: Desk):
    with pytest.raises(RuleError, match="Which tags"):
        tags.change(desk, [a_company(desk)], tags.TagLine(("\u200b", " "), ("",)))


def test_a_tag_first_used_by_one_who_undoes_it_stays_for_the_others(desk: Desk):
    rossi, muller = a_company(desk, "Rossi"), a_company(desk, "Müller")
    bob = a_colleague(desk, "bob")
    tags.change(desk, [rossi], tags.parse("vip"))
    tags.change(bob, [muller], tags.parse("vip"))
    undo(desk)
    assert card.card(desk, rossi).tags == ()
    assert card.card(desk, muller).tags == ("vip",)


def test_a_tag_taken_off_is_not_put_back_beside_the_same_put_on_anew(desk: Desk):
    bob, party = a_colleague(desk), a_company(desk)
    tags.change(bob, [party], tags.parse("vip"))
    tags.change(desk, [party], tags.parse("-vip"))
    tags.change(bob, [party], tags.parse("vip"))
    before = dump(desk)
    with pytest.raises(ConflictError, match="made anew since"):
        undo(desk)
    assert dump(desk) == before
