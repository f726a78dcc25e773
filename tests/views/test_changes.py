"""Who changed what and when (key U, rule 1)."""

from __future__ import annotations

from crm_tui.services import accounts, parties, tags
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import changes
from tests.builders import a_colleague, a_company


def test_change_sets_are_listed_newest_first_with_who_and_what(desk: Desk):
    bob = a_colleague(desk)
    firm = a_company(desk)
    parties.edit(bob, firm, {}, {"city": "Győr"})
    newest, added, *_ = changes.change_sets(desk)
    assert (newest.user, newest.label, newest.rows) == ("bob", "changed city of Rossi Kft", 1)
    assert (added.user, added.label, added.at) == ("anna", "added Rossi Kft", desk.clock.now())
    assert not newest.undone


def test_the_list_is_read_on_from_where_it_ended_and_kept_to_one_customer(desk: Desk):
    firms = [a_company(desk, f"Firm {number}") for number in range(5)]
    whole = [row.id for row in changes.change_sets(desk)]
    first = changes.change_sets(desk, limit=2)
    rest = changes.change_sets(desk, before=first[-1].id)
    assert [row.id for row in (*first, *rest)] == whole
    assert [row.label for row in changes.change_sets(desk, party=firms[3])] == ["added Firm 3"]


def test_a_change_is_told_field_by_field(desk: Desk):
    firm = a_company(desk, city="Pécs")
    parties.edit(desk, firm, {}, {"city": "Győr", "wants": "rye"})
    newest = changes.change_sets(desk, limit=1)[0].id
    assert changes.changed_fields(desk, newest) == [
        ("party", firm, "city", "Pécs", "Győr"),
        ("party", firm, "wants", "", "rye"),
    ]


def test_a_change_names_those_it_speaks_of(desk: Desk):
    bob = a_colleague(desk)
    firm = a_company(desk)
    accounts.hand_over(desk, [firm], bob.user)
    newest = changes.change_sets(desk, limit=1)[0].id
    told = changes.told(desk, changes.changed_fields(desk, newest))
    assert any("bob" in str(one) and "Rossi Kft" in str(one) for one in told)


def test_an_undone_change_set_is_marked_until_it_is_done_again(desk: Desk):
    firm = a_company(desk)
    tags.change(desk, [firm], tags.parse("vip"))
    tagged = changes.change_sets(desk, limit=1)[0].id
    done = undo(desk)
    rows = {row.id: row for row in changes.change_sets(desk)}
    assert rows[tagged].undone
    assert rows[done.by].undoes == tagged
    undo(desk, done.by)
    assert not {row.id: row for row in changes.change_sets(desk)}[tagged].undone
    assert changes.next_undo(desk) == "tagged a customer +vip"
    assert changes.next_redo(desk) == ""


def test_the_change_sets_of_someone_gone_still_tell_what_they_were(desk: Desk):
    firm = a_company(desk, "Ghost Kft")
    undo(desk)
    newest, added = changes.change_sets(desk, limit=2)
    assert newest.label == "took back: added Ghost Kft"
    told = changes.told(desk, changes.changed_fields(desk, added.id))
    assert all(isinstance(one.field, str) for one in told)
    assert firm == 1
