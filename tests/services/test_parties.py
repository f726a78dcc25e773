"""Customers: added, changed, put away and brought back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import ConflictError, NotFoundError, RuleError
from crm_tui.models import ContactMethod, Party, Relationship
from crm_tui.services import parties
from crm_tui.services.opening import Desk
from crm_tui.views import card
from tests.builders import a_call, a_company, a_person, column, dump
from tests.naughty import CONTROLS, HARMFUL


def methods(desk: Desk, party: int) -> list[str]:
    return [method.value for method in card.card(desk, party).methods]


def test_a_customer_needs_only_a_name_and_belongs_to_who_adds_it(desk: Desk):
    shown = card.card(desk, a_company(desk, "Rossi Kft"))
    assert shown.name == "Rossi Kft"
    assert shown.owner.login == "anna"
    assert shown.owner.since == "2026-11-20"
    assert shown.fields["is_customer"]


def test_a_person_may_be_a_customer_of_their_own(desk: Desk):
    """S22: a customer is anyone; who stands at a company is one only if said so."""
    firm = a_company(desk)
    private = a_person(desk, "Béla")
    at_work = a_person(desk, "Anna", company=firm, title="buyer")
    assert card.card(desk, private).fields["is_customer"]
    assert not card.card(desk, at_work).fields["is_customer"]
    [anna] = card.card(desk, firm).people
    assert (anna.name, anna.relation, anna.title) == ("Anna", "works_at", "buyer")


def test_a_customer_can_belong_to_nobody(desk: Desk):
    assert card.card(desk, a_company(desk, owner=0)).owner is None


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\x1b"])
def test_a_name_that_shows_nothing_is_refused(desk: Desk, name):
    with pytest.raises(RuleError, match="needs a name"):
        a_company(desk, name)
    party = a_company(desk)
    with pytest.raises(RuleError, match="needs a name"):
        parties.edit(desk, party, {}, {"name": name})


def test_what_is_no_field_of_a_customer_is_refused(desk: Desk):
    with pytest.raises(RuleError, match="no field 'owner_id'"):
        parties.edit(desk, a_company(desk), {}, {"owner_id": 7})
    with pytest.raises(RuleError, match="company or a person"):
        parties.add(desk, "robot", "R2")


@pytest.mark.parametrize("hostile", CONTROLS)
def test_nothing_that_drives_a_terminal_is_stored(desk: Desk, hostile):
    """Rule 19."""
    party = a_company(desk, f"Rossi{hostile}", city=hostile, wants=f"a\n{hostile}")
    parties.add_method(desk, party, "social", f"x{hostile}", label=hostile)
    stored = " ".join(
        str(value) for rows in dump(desk).values() for row in rows for value in row
    ).translate({9: " ", 10: " "})
    assert not HARMFUL & set(stored)


def test_a_long_text_keeps_its_lines(desk: Desk):
    party = a_company(desk, wants="rye\r\nbread")
    assert column(desk, "wants", "party", party) == "rye\nbread"


def test_an_edit_says_what_really_changed(desk: Desk):
    party = a_company(desk, city="Pécs")
    assert parties.edit(desk, party, {}, {"city": "Pécs", "industry": "bakery"}) == ["industry"]
    assert parties.edit(desk, party, {}, {"city": " Pécs "}) == []
    assert column(desk, "version", "party", party) == 2


def test_a_stale_edit_of_the_same_field_shows_both_texts_and_saves_nothing(desk: Desk):
    """Rule 17."""
    party = a_company(desk, wants="cheap bread")
    opened = card.card(desk, party).fields
    parties.edit(desk, party, opened, {"wants": "rye bread"})
    with pytest.raises(ConflictError) as conflict:
        parties.edit(desk, party, opened, {"wants": "fresh bread", "city": "Győr"})
    assert conflict.value.theirs == {"wants": "rye bread"}
    assert conflict.value.ours == {"wants": "fresh bread"}
    assert "wants of Rossi Kft" in conflict.value.sentence
    assert column(desk, "city", "party", party) == ""


def test_a_stale_edit_of_another_field_is_saved_beside_it(desk: Desk):
    party = a_company(desk, wants="cheap bread")
    opened = card.card(desk, party).fields
    parties.edit(desk, party, opened, {"wants": "rye bread"})
    parties.edit(desk, party, opened, {"city": "Győr"})
    assert card.card(desk, party).fields["wants"] == "rye bread"
    assert card.card(desk, party).fields["city"] == "Győr"


def test_the_same_change_by_two_is_no_conflict(desk: Desk):
    party = a_company(desk)
    opened = card.card(desk, party).fields
    parties.edit(desk, party, opened, {"city": "Győr"})
    assert parties.edit(desk, party, opened, {"city": "Győr"}) == []


def test_a_gone_customer_cannot_be_edited(desk: Desk):
    with pytest.raises(NotFoundError, match="not there any more"):
        parties.edit(desk, 99, {}, {"city": "Győr"})


@pytest.mark.parametrize(
    ("field", "code"), [("lifecycle", "royal"), ("relationship", "royal"), ("channel", "owl")]
)
def test_a_code_that_is_in_no_list_is_refused(desk: Desk, field, code):
    party = a_company(desk)
    with pytest.raises(RuleError, match=code):
        parties.edit(desk, party, {}, {field: code})
    with pytest.raises(RuleError, match=code):
        a_company(desk, **{field: code})


def test_a_birthday_is_a_day(desk: Desk):
    party = a_person(desk, birthday="1980-02-29")
    assert Party.get_by_id(party).birthday == date(1980, 2, 29)
    assert parties.edit(desk, party, {}, {"birthday": "1980-02-29"}) == []
    with pytest.raises(RuleError, match="birthday"):
        parties.edit(desk, party, {}, {"birthday": "soon"})
    parties.edit(desk, party, {}, {"birthday": ""})
    assert Party.get_by_id(party).birthday is None


def test_a_change_of_state_is_dated_signed_and_in_the_timeline(desk: Desk, clock: FixedClock):
    """S14, S36."""
    party = a_company(desk)
    clock.instant += timedelta(days=3)
    assert parties.set_state(desk, [party], "relationship", "regular", "orders each week") == 1
    [entry] = card.timeline(desk, party)
    assert (entry.kind, entry.user, entry.day) == ("state", "anna", "2026-11-23")
    assert entry.subject == "relationship: unknown → regular"
    assert entry.body == "orders each week"
    assert column(desk, "relationship_since", "party", party) == "2026-11-23"


def test_a_state_changed_by_an_edit_is_in_the_timeline_too(desk: Desk):
    party = a_company(desk)
    parties.edit(desk, party, {}, {"lifecycle": "customer"})
    assert card.timeline(desk, party)[0].subject == "lifecycle: prospect → customer"


def test_a_state_that_ends_something_needs_a_note(desk: Desk):
    party = a_company(desk)
    with pytest.raises(RuleError, match="needs a note"):
        parties.set_state(desk, [party], "lifecycle", "former")
    with pytest.raises(RuleError, match="not in the list"):
        parties.set_state(desk, [party], "lifecycle", "royal")
    with pytest.raises(RuleError, match="no state 'city'"):
        parties.set_state(desk, [party], "city", "Pécs")
    assert parties.set_state(desk, [party], "lifecycle", "former", "closed down") == 1
    assert parties.set_state(desk, [party], "lifecycle", "former", "again") == 0


def test_an_archived_customer_keeps_everything_and_says_why(desk: Desk):
    """Rule 16, S45."""
    party = a_company(desk, phones=["06 72 123 456"])
    a_call(desk, party)
    assert parties.archive(desk, [party], "closed down") == 1
    assert parties.archive(desk, [party]) == 0
    shown = card.card(desk, party)
    assert shown.fields["archived_at"] is not None
    assert len(shown.phones) == 1
    assert parties.revive(desk, [party], "opened again") == 1
    assert card.card(desk, party).fields["archived_at"] is None
    assert [entry.subject for entry in card.timeline(desk, party)] == [
        "brought back: opened again", "archived: closed down", "",
    ]  # fmt: skip


def test_one_address_belongs_to_one_party_unless_shared(desk: Desk):
    """Rule 12."""
    a_person(desk, "Anna", emails=["info@rossi.hu"])
    other = a_person(desk, "Béla")
    with pytest.raises(RuleError, match=r"belongs to Anna \(#1\) already"):
        parties.add_method(desk, other, "email", "mailto:INFO@Rossi.hu")
    assert methods(desk, other) == []
    parties.add_method(desk, other, "email", "info@rossi.hu", shared=True)
    assert methods(desk, other) == ["info@rossi.hu"]


def test_a_number_may_belong_to_many(desk: Desk):
    for name in ("Anna", "Béla"):
        a_person(desk, name, phones=["06 1 234 5678"])
    assert ContactMethod.select().where(ContactMethod.normal == "+3612345678").count() == 2


def test_the_same_number_in_another_notation_is_the_same(desk: Desk):
    party = a_company(desk, phones=["06 30 123 4567"])
    again = parties.add_method(desk, party, "phone", "+36 (30) 123-45-67")
    assert again == ContactMethod.get().id
    assert methods(desk, party) == ["06 30 123 4567"]


@pytest.mark.parametrize("value", ["", "  ", "\u200b"])
def test_an_empty_number_is_refused(desk: Desk, value):
    with pytest.raises(RuleError, match="says nothing"):
        parties.add_method(desk, a_company(desk), "phone", value)


def test_what_is_no_address_is_refused(desk: Desk):
    with pytest.raises(RuleError, match="not an e-mail address"):
        a_person(desk, emails=["anna at rossi"])
    assert Party.select().count() == 0


def test_the_first_number_is_the_primary_one_until_another_is(desk: Desk):
    party = a_company(desk, phones=["06 1 111 1111", "06 1 222 2222"])
    assert methods(desk, party) == ["06 1 111 1111", "06 1 222 2222"]
    parties.add_method(desk, party, "phone", "06 1 333 3333", primary=True)
    assert methods(desk, party) == ["06 1 333 3333", "06 1 111 1111", "06 1 222 2222"]
    assert ContactMethod.select().where(ContactMethod.is_primary).count() == 1


def test_a_number_is_read_by_the_plan_of_the_customers_country(desk: Desk):
    italian = a_company(desk, country="IT", phones=["06 1234 5678"])
    named = a_company(desk, country="Germany", phones=["030 123456"])
    home = a_company(desk, phones=["06 30 123 4567"])
    normal = {row.party_id: row.normal for row in ContactMethod.select()}
    assert normal == {italian: "+390612345678", named: "+4930123456", home: "+36301234567"}


def test_a_removed_number_is_gone_and_a_gone_one_cannot_be_removed(desk: Desk):
    party = a_company(desk, phones=["06 1 111 1111"])
    method = ContactMethod.get().id
    parties.remove_method(desk, method)
    assert methods(desk, party) == []
    with pytest.raises(NotFoundError):
        parties.remove_method(desk, method)


def test_who_leaves_a_company_keeps_the_history_on_both_cards(desk: Desk, clock: FixedClock):
    """S25."""
    firm = a_company(desk)
    anna = a_person(desk, "Anna", company=firm)
    clock.instant += timedelta(days=30)
    parties.end_link(desk, Relationship.get().id)
    [there] = card.card(desk, firm).people
    [here] = card.card(desk, anna).people
    assert (there.since, there.until) == ("2026-11-20", "2026-12-20")
    assert here.name == "Rossi Kft"


def test_nobody_is_linked_to_themselves(desk: Desk):
    party = a_company(desk)
    with pytest.raises(RuleError, match="linked to themselves"):
        parties.link(desk, party, party, "owns")
