"""Which one a typed name means: one, or none is picked in silence (rule 12)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from crm_tui.errors import CrmError, NotFoundError, SeveralMatchError
from crm_tui.services import parties, users
from crm_tui.services.opening import Desk
from crm_tui.views import naming
from tests.builders import a_company, a_person
from tests.histories import EVERY_TEXT, a_fresh_desk


@pytest.fixture
def rossi(desk: Desk) -> int:
    firm = a_company(desk, "Rossi Kft", city="Pécs", phones=["06 72 123 456"])
    a_person(desk, "Anna Verdi", company=firm, emails=["anna@rossi.hu"])
    return firm


@pytest.mark.parametrize(
    "typed",
    ["#1", "1", "Rossi Kft", "rossi kft", "  ROSSI KFT ", "rossi", "Ros", "+36 72 123 456",
     "06 72 123 456"],
)  # fmt: skip
def test_a_customer_is_meant_by_id_name_beginning_or_number(desk: Desk, rossi: int, typed):
    assert naming.party(desk, typed) == rossi


def test_a_person_is_meant_by_an_address_in_any_case(desk: Desk, rossi: int):
    assert naming.party(desk, "ANNA@Rossi.hu") == rossi + 1


@pytest.mark.parametrize("typed", ["Bianchi", "#99", "nobody@rossi.hu", "06 1 999 9999", "", "!"])
def test_what_means_nobody_is_said(desk: Desk, rossi: int, typed):
    with pytest.raises(NotFoundError):
        naming.party(desk, typed)


def test_a_name_of_several_is_refused_with_all_of_them(desk: Desk, rossi: int):
    other = a_company(desk, "Rossi Bt", city="Győr")
    with pytest.raises(SeveralMatchError) as several:
        naming.party(desk, "rossi")
    assert set(several.value.candidates) == {(rossi, "Rossi Kft, Pécs"), (other, "Rossi Bt, Győr")}
    assert several.value.exit_code == 4
    assert naming.party(desk, "rossi bt") == other


def test_an_exact_name_wins_over_longer_ones(desk: Desk):
    short = a_company(desk, "Nagy")
    a_company(desk, "Nagy és Fia")
    assert naming.party(desk, "nagy") == short


def test_two_of_the_same_name_are_told_apart(desk: Desk, rossi: int):
    a_company(desk, "Rossi Kft", city="Eger")
    with pytest.raises(SeveralMatchError, match="means 2 customers"):
        naming.party(desk, "Rossi Kft")


def test_an_ambiguous_short_number_opens_nobody(desk: Desk, rossi: int):
    """A case that breaks others."""
    a_company(desk, "Other", phones=["06 30 555 123"])
    a_company(desk, "Another", phones=["06 20 444 123"])
    with pytest.raises(SeveralMatchError):
        naming.party(desk, "0123")


def test_a_live_customer_is_meant_before_an_archived_one_of_that_name(desk: Desk, rossi: int):
    parties.archive(desk, [rossi])
    assert naming.party(desk, "Rossi Kft") == rossi
    again = a_company(desk, "Rossi Kft")
    assert naming.party(desk, "Rossi Kft") == again


def test_a_colleague_is_meant_by_login_name_or_first_name(desk: Desk):
    bob = users.add(desk, "bob", "Bob Kiss")
    for typed in ("bob", "@bob", "Bob Kiss", "kiss", "BOB"):
        assert naming.user(desk, typed) == bob
    assert naming.user(desk, "me") == desk.user


def test_a_colleague_who_is_not_one_is_said_with_the_nearest(desk: Desk):
    users.add(desk, "bob", "Bob Kiss")
    users.add(desk, "bobby", "Bob Nagy")
    with pytest.raises(NotFoundError) as missing:
        naming.user(desk, "bobb")
    assert "Did you mean bob" in missing.value.hint
    assert naming.user(desk, "bob") == 2


def test_a_family_name_of_two_colleagues_is_refused_with_both(desk: Desk):
    both = {users.add(desk, "cili", "Cili Kovács"), users.add(desk, "dora", "Dóra Kovács")}
    with pytest.raises(SeveralMatchError) as several:
        naming.user(desk, "kovacs")
    assert {number for number, _ in several.value.candidates} == both


@settings(max_examples=60)
@given(EVERY_TEXT)
def test_any_text_means_one_or_is_refused_in_words(text):
    with a_fresh_desk() as desk:
        for mean in (naming.party, naming.user):
            try:
                assert mean(desk, text) > 0
            except CrmError as refusal:
                assert refusal.sentence  # noqa: PT017
