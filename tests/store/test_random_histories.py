"""Whatever people do in whatever order: undo goes all the way back, redo all the way forward."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import IntegrityError

from crm_tui.errors import CrmError
from crm_tui.services import upkeep
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.store.caches import CONTACT_KINDS
from tests.builders import a_colleague, dump, index, index_made_anew
from tests.histories import (
    CHANGES,
    STEPS,
    a_fresh_desk,
    all_the_way_back_and_forth,
    happens,
    rows_that_are_there,
    rows_told_by_the_journal,
    until_there_is_nothing,
)


@settings(max_examples=25)
@given(st.lists(CHANGES, max_size=12))
def test_undoing_everything_compares_equal_to_the_start_and_redoing_to_the_end(changes):
    with a_fresh_desk() as desk:
        cili = a_colleague(desk, "cili")
        start = all_the_way_back_and_forth(cili, changes)
        until_there_is_nothing(undo, cili)
        assert dump(desk) == start


@settings(max_examples=30)
@given(st.lists(STEPS, max_size=20))
def test_what_follows_from_other_rows_always_does(steps):
    """Caches, the index, the journal and each stage; one history for all of them."""
    with a_fresh_desk() as desk:
        people = {"anna": desk, "bob": a_colleague(desk)}
        for login, act in steps:
            before = dump(desk)
            if not happens(people[login], act):
                assert dump(desk) == before
        assert owners_and_contacts(desk) == owners_and_contacts_told_by_the_logs(desk)
        assert upkeep.check(desk) == []
        assert index(desk) == index_made_anew(desk)
        assert rows_told_by_the_journal(desk) == rows_that_are_there(desk)
        no_customer_has_two_owners_and_no_task_two_entries(desk)
        a_deal_stands_where_its_newest_step_led(desk)


def no_customer_has_two_owners_and_no_task_two_entries(desk: Desk) -> None:
    assert not desk.store.rows(
        "SELECT party_id FROM assignment WHERE role = 'owner' AND until IS NULL"
        " GROUP BY party_id HAVING count(*) > 1"
    )
    assert not desk.store.rows(
        "SELECT task_id FROM timeline_entry WHERE task_id IS NOT NULL"
        " AND corrects_id IS NULL GROUP BY task_id HAVING count(*) > 1"
    )


def a_deal_stands_where_its_newest_step_led(desk: Desk) -> None:
    stored = desk.store.rows("SELECT id, stage_id, state, stage_since FROM deal ORDER BY id")
    ends = dict(desk.store.rows("SELECT id, kind FROM stage"))
    newest: dict[int, tuple] = {}
    for deal, stage, day in desk.store.rows(
        "SELECT deal_id, to_id, day FROM stage_change ORDER BY at, id"
    ):
        newest[deal] = (deal, stage, ends[stage], day)
    assert stored == sorted(newest.values())


@settings(max_examples=25)
@given(st.lists(CHANGES, min_size=1, max_size=8), st.integers(0, 7))
def test_a_change_that_breaks_off_leaves_everything_as_it_was(changes, after):
    with a_fresh_desk() as desk:
        for change in changes:
            happens(desk, change)
        before, before_index = dump(desk), index(desk)
        try:
            with desk.store.change_set(desk.user, "broke off"):
                for change in changes[: after + 1]:
                    change(desk)
                raise LookupError
        except (LookupError, CrmError, IntegrityError):
            pass
        assert dump(desk) == before
        assert index(desk) == before_index


def owners_and_contacts(desk: Desk) -> dict[int, tuple]:
    return {
        row[0]: (row[1], row[2])
        for row in desk.store.rows("SELECT id, owner_id, last_contact_at FROM party")
    }


def owners_and_contacts_told_by_the_logs(desk: Desk) -> dict[int, tuple]:
    """Worked out without a query of the program's own."""
    owners = dict(
        desk.store.rows(
            "SELECT party_id, user_id FROM assignment WHERE role = 'owner' AND until IS NULL"
        )
    )
    entries = {
        row[0]: row
        for row in desk.store.rows("SELECT id, at, kind, party_id FROM timeline_entry")
        if row[2] in CONTACT_KINDS
    }
    contacts: dict[int, list[str]] = {}
    for _, at, _, party in entries.values():
        contacts.setdefault(party, []).append(at)
    for entry, party in desk.store.rows("SELECT entry_id, party_id FROM participant"):
        if entry in entries and party:
            contacts.setdefault(party, []).append(entries[entry][1])
    return {
        party: (owners.get(party), max(contacts.get(party, []), default=None))
        for (party,) in desk.store.rows("SELECT id FROM party")
    }
