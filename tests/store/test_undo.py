"""Undo takes a whole change set back and refuses where others have been since (rule 1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import ConflictError, NotFoundError
from crm_tui.services import accounts, knowledge, parties, saved_views, tags, tasks, timeline, users
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import changes
from tests.builders import (
    a_call,
    a_colleague,
    a_company,
    a_person,
    a_task,
    column,
    dump,
    index,
    index_made_anew,
)


@pytest.fixture
def rossi(desk: Desk) -> int:
    """A company with a number, a person, a tag, a call and a task."""
    party = a_company(desk, city="Pécs", phones=["06 72 123 456"], emails=["info@rossi.hu"])
    a_person(desk, company=party, phones=["06 30 123 4567"])
    tags.change(desk, [party], tags.parse("vip"))
    a_call(desk, party)
    a_task(desk, party)
    return party


def of(desk: Desk, record: str) -> int:
    return desk.store.value(f"SELECT max(id) FROM {record}")


USE_CASES = {
    "add": lambda desk, party: a_company(desk, "Kovács Bt", phones=["06 1 234 5678"]),
    "add a person": lambda desk, party: a_person(desk, "Béla", company=party, emails=["b@x.hu"]),
    "edit": lambda desk, party: parties.edit(
        desk, party, {}, {"city": "Győr", "name": "Rossi Zrt", "birthday": date(1980, 1, 1)}
    ),
    "state": lambda desk, party: parties.set_state(desk, [party], "relationship", "regular"),
    "archive": lambda desk, party: parties.archive(desk, [party], "moved away"),
    "add a number": lambda desk, party: parties.add_method(
        desk, party, "phone", "06 30 765 4321", primary=True
    ),
    "remove a number": lambda desk, party: parties.remove_method(desk, of(desk, "contact_method")),
    "link": lambda desk, party: parties.link(desk, party, a_company(desk, "X"), "supplies"),
    "end a link": lambda desk, party: parties.end_link(desk, of(desk, "relationship")),
    "log": lambda desk, party: timeline.log(
        desk, party, "wants a price", kind="call", follow_up="send it", due=date(2026, 11, 23)
    ),
    "correct": lambda desk, party: timeline.correct(desk, of(desk, "timeline_entry"), "no, he did"),
    "pin": lambda desk, party: timeline.pin(desk, of(desk, "timeline_entry")),
    "finish a task": lambda desk, party: tasks.finish(desk, of(desk, "task"), "sent"),
    "drop a task": lambda desk, party: tasks.drop(desk, of(desk, "task"), "no need"),
    "move a task": lambda desk, party: tasks.move(desk, of(desk, "task"), date(2026, 12, 1)),
    "tag": lambda desk, party: tags.change(desk, [party], tags.parse("new -vip")),
    "hand over": lambda desk, party: accounts.hand_over(
        desk, [party], a_colleague(desk).user, take="easy"
    ),
    "give to nobody": lambda desk, party: accounts.hand_over(desk, [party], None),
    "join a team": lambda desk, party: accounts.join_team(desk, party, a_colleague(desk).user),
    "opinion": lambda desk, party: knowledge.add_opinion(desk, party, "service", 2),
    "need": lambda desk, party: knowledge.add_need(desk, party, "delivery by night"),
    "add a colleague": lambda desk, party: users.add(desk, "cili"),
    "save a view": lambda desk, party: saved_views.save(desk, "mine", {"owner": 1}),
}


@pytest.mark.parametrize("use_case", USE_CASES.values(), ids=USE_CASES)
def test_after_undo_the_data_compare_equal_and_after_redo_they_are_back(
    desk: Desk, rossi: int, use_case
):
    a_colleague(desk)
    before, found = dump(desk), index(desk)
    with desk.store.change_set(desk.user, "one change"):
        use_case(desk, rossi)
    after, found_after = dump(desk), index(desk)
    assert after != before
    undo(desk)
    assert dump(desk) == before
    assert index(desk) == found
    redo(desk)
    assert dump(desk) == after
    assert index(desk) == found_after == index_made_anew(desk)


def test_undo_says_what_it_took_back(desk: Desk, rossi: int):
    parties.edit(desk, rossi, {}, {"city": "Győr"})
    assert changes.next_undo(desk) == "changed city of Rossi Kft"
    done = undo(desk)
    assert done.label == "changed city of Rossi Kft"
    assert changes.next_redo(desk) == "changed city of Rossi Kft"
    newest, taken_back = changes.change_sets(desk, limit=2)
    assert (newest.label, newest.undoes) == ("took back: changed city of Rossi Kft", taken_back.id)
    assert taken_back.undone


def test_undo_goes_back_step_by_step_and_redo_forward_again(desk: Desk, rossi: int):
    states = [dump(desk)]
    for city in ("Győr", "Eger", "Vác"):
        parties.edit(desk, rossi, {}, {"city": city})
        states.append(dump(desk))
    for state in reversed(states[:-1]):
        undo(desk)
        assert dump(desk) == state
    for state in states[1:]:
        redo(desk)
        assert dump(desk) == state
    for state in reversed(states[:-1]):
        undo(desk)
        assert dump(desk) == state


def test_there_may_be_nothing_to_take_back_or_to_do_again(desk: Desk):
    bob = a_colleague(desk)
    with pytest.raises(NotFoundError, match="nothing to take back"):
        undo(bob)
    with pytest.raises(NotFoundError, match="nothing to do again"):
        redo(desk)
    with pytest.raises(NotFoundError, match="no change 999"):
        undo(desk, 999)


def test_a_new_change_ends_what_can_be_done_again(desk: Desk, rossi: int):
    parties.edit(desk, rossi, {}, {"city": "Győr"})
    undo(desk)
    parties.edit(desk, rossi, {}, {"city": "Eger"})
    with pytest.raises(NotFoundError, match="nothing to do again"):
        redo(desk)


def test_u_takes_back_ones_own_changes_only(desk: Desk, rossi: int):
    bob = a_colleague(desk)
    parties.edit(desk, rossi, {}, {"city": "Győr"})
    parties.edit(bob, rossi, {}, {"industry": "bakery"})
    assert undo(desk).label == "changed city of Rossi Kft"
    assert column(desk, "industry", "party", rossi) == "bakery"


def test_any_change_can_be_taken_back_by_its_number(desk: Desk, rossi: int):
    parties.edit(desk, rossi, {}, {"city": "Győr"})
    wanted = changes.change_sets(desk, limit=1)[0].id
    a_call(desk, rossi)
    undo(desk, wanted)
    assert column(desk, "city", "party", rossi) == "Pécs"
    with pytest.raises(ConflictError, match="taken back already"):
        undo(desk, wanted)


def test_undo_refuses_where_someone_has_changed_the_same_field_since(desk: Desk, rossi: int):
    bob = a_colleague(desk)
    parties.edit(desk, rossi, {}, {"city": "Győr"})
    parties.edit(bob, rossi, {}, {"city": "Eger"})
    before = dump(desk)
    with pytest.raises(ConflictError) as refused:
        undo(desk)
    assert refused.value.sentence == (
        "This cannot be taken back: bob has since changed the same (changed city of Rossi Kft)."
    )
    assert "take the newer one back first" in refused.value.hint
    assert dump(desk) == before


def test_undo_works_again_once_the_newer_change_is_taken_back(desk: Desk, rossi: int):
    bob = a_colleague(desk)
    before = dump(desk)
    parties.edit(desk, rossi, {}, {"city": "Győr"})
    parties.edit(bob, rossi, {}, {"city": "Eger"})
    undo(bob)
    undo(desk)
    assert dump(desk) == before


def test_undo_keeps_what_someone_changed_in_another_field(desk: Desk, rossi: int):
    bob = a_colleague(desk)
    parties.edit(desk, rossi, {}, {"city": "Győr"})
    parties.edit(bob, rossi, {}, {"industry": "bakery"})
    undo(desk)
    assert column(desk, "city", "party", rossi) == "Pécs"
    assert column(desk, "industry", "party", rossi) == "bakery"


def test_an_undo_beside_anothers_change_is_a_version_of_its_own(desk: Desk, rossi: int):
    bob = a_colleague(desk)
    parties.edit(desk, rossi, {}, {"city": "Győr"})
    parties.edit(bob, rossi, {}, {"industry": "bakery"})
    seen_by_bob = column(desk, "version", "party", rossi)
    undo(desk)
    assert column(desk, "version", "party", rossi) > seen_by_bob


def test_undo_is_not_hindered_by_a_column_that_is_only_derived(
    desk: Desk, rossi: int, clock: FixedClock
):
    bob = a_colleague(desk)
    added = a_company(desk, "Kovács Bt")
    a_call(desk, rossi, "first")
    clock.instant += timedelta(hours=1)
    later = a_call(bob, rossi, "second")
    undo(desk)
    assert column(desk, "last_contact_at", "party", rossi) == column(
        desk, "at", "timeline_entry", later
    )
    undo(desk)
    assert column(desk, "id", "party", added) is None


def test_a_customer_someone_has_worked_with_since_is_not_taken_away(desk: Desk):
    bob = a_colleague(desk)
    added = a_company(desk, "Kovács Bt")
    added_by = changes.change_sets(desk, limit=1)[0].id
    a_call(bob, added)
    before = dump(desk)
    with pytest.raises(ConflictError, match="nothing was changed"):
        undo(desk, added_by)
    assert dump(desk) == before


def test_a_customer_someone_has_changed_since_is_not_taken_away(desk: Desk):
    bob = a_colleague(desk)
    added = a_company(desk, "Kovács Bt")
    parties.edit(bob, added, {}, {"city": "Vác"})
    with pytest.raises(ConflictError, match="bob has since changed the same"):
        undo(desk)
    assert column(desk, "city", "party", added) == "Vác"


def test_redo_refuses_where_someone_has_changed_the_same_field_since(desk: Desk, rossi: int):
    bob = a_colleague(desk)
    parties.edit(desk, rossi, {}, {"city": "Győr"})
    undo(desk)
    parties.edit(bob, rossi, {}, {"city": "Eger"})
    with pytest.raises(ConflictError, match="bob has since changed the same"):
        redo(desk)
    assert column(desk, "city", "party", rossi) == "Eger"


def test_the_last_contact_follows_from_the_log_whoever_takes_back_what(
    desk: Desk, rossi: int, clock: FixedClock
):
    bob = a_colleague(desk)
    start = clock.instant
    clock.instant = start + timedelta(hours=2)
    a_call(desk, rossi, "at twelve")
    earlier = a_call(bob, rossi, "at eleven", at=start + timedelta(hours=1))
    undo(desk)
    assert column(desk, "last_contact_at", "party", rossi) == column(
        desk, "at", "timeline_entry", earlier
    )
    undo(bob)
    assert column(desk, "last_contact_at", "party", rossi) == "2026-11-20 09:00:00"


def test_undo_of_what_others_build_on_says_so(desk: Desk, rossi: int):
    bob = a_colleague(desk)
    entry = a_call(desk, rossi)
    timeline.correct(bob, entry, "it was about the price")
    with pytest.raises(ConflictError, match="hangs together with a record"):
        undo(desk)
