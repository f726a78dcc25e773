"""Who is here already and could be meant (S42)."""

from __future__ import annotations

import pytest

from crm_tui.services import deals, parties, party_merging
from crm_tui.views.likeness import alike, companies
from tests.builders import a_call, a_company, a_deal, a_person


@pytest.mark.parametrize("typed", ["rossi", "ROSSI KFT", "Rosi Kft", "kft rossi", "Rossi K"])
def test_a_name_is_found_however_it_is_written(desk, typed):
    party = a_company(desk, "Rossi Kft")
    assert [one.id for one in alike(desk, name=typed)] == [party]


def test_another_name_is_not_alike(desk):
    a_company(desk, "Rossi Kft")
    assert alike(desk, name="Bianchi Kft") == []
    assert alike(desk, name="Ro") == []


def test_archived_ones_are_shown_with_the_last_that_happened(desk):
    party = a_company(desk, "Rossi Kft")
    a_call(desk, party, "wants a price")
    parties.archive(desk, [party])
    found = alike(desk, name="rossi")[0]
    assert (found.archived, found.state, found.last_way) == (True, "ARCHIVED", "archive")


def test_who_was_lost_or_merged_is_told_before_they_are_entered_anew(desk):
    party, lost = a_company(desk, "Rossi Kft"), a_company(desk, "Bianchi Zrt")
    party_merging.merge(desk, party, a_company(desk, "Nyomda Plusz"))
    deals.lose(desk, a_deal(desk, lost), "price")
    (found,) = alike(desk, name="nyomda plus")
    assert (found.id, found.state) == (party, "Nyomda Plusz was merged into them")
    assert alike(desk, name="rossi")[0].state == ""
    assert alike(desk, name="bianchi")[0].state == "lost 2026-11-20, price"
    a_deal(desk, lost)
    assert alike(desk, name="bianchi")[0].state == ""


@pytest.mark.parametrize("typed", ["+36 30 123 4567", "06-30/123-4567", "301234567"])
def test_a_number_is_found_in_any_notation(desk, typed):
    party = a_company(desk, phones=["+36 30 123 4567"])
    assert [one.id for one in alike(desk, phone=typed)] == [party]


def test_a_few_digits_are_no_number(desk):
    a_company(desk, phones=["+36 30 123 4567"])
    assert alike(desk, phone="4567") == []


def test_an_address_is_found(desk):
    party = a_company(desk, emails=["info@rossi.example"])
    assert [one.id for one in alike(desk, email="INFO@rossi.example")] == [party]
    assert alike(desk, email="info") == []


def test_only_companies_that_live_complete_a_company(desk):
    party = a_company(desk, "Rossi Kft")
    a_person(desk, "Anna Rossi")
    parties.archive(desk, [a_company(desk, "Rossi Old")])
    assert companies(desk, "ross") == [(party, "Rossi Kft")]
    assert companies(desk, " ") == []
