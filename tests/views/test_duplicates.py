"""Pairs that may be one, found through what they share, with what speaks for each (S55)."""

from __future__ import annotations

import pytest

from crm_tui.services import distinct, parties, party_merging
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import duplicates, duplicates_keys
from crm_tui.views.duplicates_scoring import skeleton
from tests.builders import a_company, a_person


def found(desk: Desk, **asked) -> list[tuple[int, int]]:
    return [pair[:2] for pair in duplicates.find(desk, **asked).pairs]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rossi Nyomda Kft.", "ROSSI NYOMDA"),
        ("Blue Ocean Trading Ltd", "Blue Ocean Trading Limited"),
        ("Müller & Söhne GmbH", "Mueller und Sohne"),
        ("Cafe Solaire S.A.", "Café Solaire SA"),
        ("Nordwind Logistik", "Nordwnid Logistik"),
        ("Rossi Nyomda", "Nyomda Rossi"),
        ("Apple Orchard", "Аррle Orchard"),  # the first letters are Cyrillic
    ],
)
def test_a_firm_is_recognised_however_its_name_is_written(desk: Desk, one, other):
    first = a_company(desk, one, city="Győr")
    second = a_company(desk, other, city="Gyor")
    a_company(desk, "Bianchi Zrt", city="Győr")
    assert found(desk) == [(first, second)]


def test_the_reasons_are_told_in_words_and_the_score_grows_with_them(desk: Desk):
    one = a_person(desk, "Anna Kovács", birthday="1980-03-27", city="Győr")
    other = a_person(desk, "Anna Kovacz", birthday="1980-03-27")
    (pair,) = duplicates.find(desk).pairs
    assert pair[:2] == (one, other)
    assert pair.reasons == ("names 91 % alike", "same birthday")
    for party, notation in ((one, "06 30 123 4567"), (other, "+36301234567")):
        parties.add_method(desk, party, "phone", notation)
    (more,) = duplicates.find(desk).pairs
    assert more.reasons == ("names 91 % alike", "same number", "same birthday")
    assert pair.score < more.score <= 100


def test_an_address_finds_two_of_other_names_and_a_household_is_no_pair(desk: Desk):
    one = a_person(desk, "Anna Kovács", emails=["a.kovacs@posta.hu"])
    other = a_person(desk, "Anna Nagy")
    parties.add_method(desk, other, "email", "A.Kovacs@posta.hu", shared=True)
    for name, day in (("Péter Vass", "1961-02-03"), ("Ilona Vass", "1966-09-21")):
        a_person(desk, name, phones=["06 1 234 5678"], birthday=day)
    assert found(desk) == [(one, other)]


def test_a_number_given_to_one_alone_in_an_own_field_speaks_for_a_pair(desk: Desk):
    one, other = a_company(desk, "Rossi Nyomda"), a_company(desk, "Rossi Print")
    a_company(desk, "Rossi Optika")
    with desk.store.change_set(desk.user, "tax numbers"):
        desk.store.write(
            'UPDATE party SET custom = \'{"Tax number":"12345678-2-41"}\' WHERE id IN (?, ?)',
            (one, other),
        )
    (pair,) = duplicates.find(desk).pairs
    assert pair[:2] == (one, other)
    assert "same Tax number" in pair.reasons


def test_a_person_is_never_a_pair_with_a_company_of_the_same_name(desk: Desk):
    a_company(desk, "Anna Rossi", phones=["06 1 234 5678"])
    a_person(desk, "Anna Rossi", phones=["06 1 234 5678"])
    assert found(desk) == []


def test_what_was_told_apart_archived_or_merged_is_no_pair_any_more(desk: Desk):
    one, other, third = (a_company(desk, name) for name in ("Rossi Kft", "Rossi Bt", "Rossi Zrt"))
    assert found(desk) == [(one, other), (one, third), (other, third)]
    distinct.skip(desk, other, one, "two brothers")
    assert found(desk) == [(one, third), (other, third)]
    undo(desk)
    parties.archive(desk, [third])
    assert found(desk) == [(one, other)]
    party_merging.merge(desk, one, other)
    assert found(desk) == []


def test_the_likeliest_come_first_and_the_rest_is_counted(desk: Desk):
    for name in ("Rossi Kft", "Rossi Bt", "Rossi Zrt"):
        a_company(desk, name)
    sure = [a_company(desk, "Bianchi Bolt", phones=["06 1 234 5678"]) for _ in range(2)]
    search = duplicates.find(desk, limit=2)
    assert search.pairs[0][:2] == tuple(sure)
    assert (len(search.pairs), search.total, search.customers, search.whole) == (2, 4, 5, True)
    assert found(desk, among=sure) == [tuple(sure)]
    assert found(desk, least=search.pairs[0].score) == [tuple(sure)]


def test_what_very_many_share_is_compared_by_neighbouring_names_alone(desk: Desk):
    names = [f"{chr(97 + nth % 26)}{nth:03d} works" for nth in range(60)]
    for name in names:
        a_company(desk, name, phones=["06 1 234 5678"])
    search = duplicates.find(desk, least=0)
    assert search.crowds > 0
    assert search.total < 60 * 59 / 2 / 2


def test_a_search_tells_how_far_it_is_and_stops_when_told_to(desk: Desk):
    for name in ("Rossi Kft", "Rossi Bt"):
        a_company(desk, name)
    heard: list[float] = []

    def hear(share: float) -> bool:
        heard.append(share)
        return True

    assert duplicates.find(desk, progress=hear).whole
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    stopped = duplicates.find(desk, progress=lambda share: False)
    assert (stopped.pairs, stopped.whole) == ((), False)


def test_the_doubles_of_one_customer_are_offered_the_likeliest_first(desk: Desk):
    party = a_company(desk, "Rossi Nyomda", phones=["06 1 234 5678"], city="Győr")
    slip = a_company(desk, "Rosi Nyomda")
    same = a_company(desk, "Rossi Nyomda Kft", phones=["06 1 234 5678"])
    apart = a_company(desk, "Rossi Nyomda")
    a_company(desk, "Bianchi Zrt", city="Győr")
    distinct.skip(desk, party, apart, "the brother's")
    parties.archive(desk, [slip])
    likely = duplicates.likely(desk, party)
    assert [pair.other for pair in likely] == [same, slip]
    assert likely[0].reasons == ("same name", "same number")


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("company", "Rossi Nyomda Kft.", ("rossi", "nyomda")),
        ("company", "A. C. M. E. S.p.A.", ("acmespa",)),
        ("company", "Kft", ("kft",)),
        ("person", "Dr. Anna Kovács PhD", ("anna", "kovacs")),
        ("person", "日本語", ("日本語",)),
        ("person", "!", ()),
    ],
)
def test_the_words_that_tell_customers_apart(kind, name, told):
    assert duplicates_keys.names(kind, name) == told


def test_letters_that_look_the_same_are_the_same():
    assert skeleton("раураl") == "paypal"
