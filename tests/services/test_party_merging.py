"""Two records of one customer become one, whole, and two again (rules 1, 4, 11, 14, 17)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.clock import FixedClock
from crm_tui.errors import ConflictError, CrmError, NotFoundError, RuleError
from crm_tui.models import Assignment, ContactMethod, Party, Relationship
from crm_tui.services import (
    accounts,
    deals,
    distinct,
    knowledge,
    parties,
    party_joining,
    party_merging,
    tags,
    tasks,
    timeline,
    upkeep,
)
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import callers, card, customers, finding, naming, side_by_side
from crm_tui.views.customers import CustomerQuery
from tests.builders import (
    a_call,
    a_colleague,
    a_company,
    a_deal,
    a_person,
    a_task,
    a_ticket,
    dump,
    index,
    index_made_anew,
)
from tests.histories import CHANGES, a_fresh_desk, happens

JOINED = {
    ("contact_method", "party_id"), ("relationship", "party_id"), ("relationship", "other_id"),
    ("assignment", "party_id"), ("tagging", "party_id"), ("participant", "party_id"),
    ("deal_person", "party_id"), ("distinct_pair", "one_id"), ("distinct_pair", "other_id"),
}  # fmt: skip
"""Columns in which both can stand already; each is joined in a way of its own."""


def references(desk: Desk) -> set[tuple[str, str]]:
    tables = [row[0] for row in desk.store.rows("SELECT name FROM sqlite_master WHERE sql LIKE"
              " 'CREATE TABLE%' AND type = 'table'")]  # fmt: skip
    return {
        (table, row[3])
        for table in tables
        for row in desk.store.rows(f'PRAGMA foreign_key_list("{table}")')
        if row[2] == "party"
    }


def test_no_table_that_refers_to_customers_is_forgotten(desk: Desk):
    assert references(desk) == {*party_joining.MOVED, *JOINED}


def test_no_field_of_a_customer_is_forgotten():
    kept = {"id", "created_at", "updated_at", "version", "archived_at", "merged_into", "kind"}
    derived = {"sort_name", "last_contact_at", "relationship_since", "custom"}
    compared = {*side_by_side.PLAIN, *side_by_side.PEOPLE, *side_by_side.TEXTS}
    assert {*Party._meta.fields} == kept | derived | compared | {*side_by_side.FLAGS}


def filled(desk: Desk, clock: FixedClock) -> tuple[int, int]:
    """Two records of a firm, everything hanging on the second."""
    keep = a_company(desk, "Rossi Kft", emails=["info@rossi.hu"])
    lose = a_company(desk, "Rossi Nyomda", phones=["06 1 234 5678"], city="Győr", industry="print")
    person = a_person(desk, "Anna Rossi", company=lose, title="owner")
    third = a_company(desk, "Bianchi")
    parties.link(desk, lose, third, "supplies")
    clock.instant += timedelta(hours=1)
    a_call(desk, lose)
    a_call(desk, person)  # the firm took part
    a_task(desk, lose)
    deal = a_deal(desk, lose)
    deals.set_part(desk, deal, lose, "pays")
    deals.add_credit(desk, a_deal(desk, third), party=lose, share=20)
    deals.lose(desk, a_deal(desk, third), "competitor", lost_to=lose)
    a_ticket(desk, lose)
    knowledge.add_need(desk, lose, "by night")
    tags.change(desk, [keep, lose], tags.parse("vip"))
    tags.change(desk, [lose], tags.parse("old"))
    distinct.skip(desk, lose, third, "another town")
    with desk.store.change_set(desk.user, "filled"):
        for sql in (
            'INSERT INTO external_id (source, record, value, "row")'
            " VALUES ('x', 'party', 'C7', ?)",
            "UPDATE party SET parent_id = ? WHERE name = 'Bianchi'",
            "UPDATE party SET referred_by_id = ? WHERE name = 'Anna Rossi'",
            "INSERT INTO silence (party_id, kind, user_id, until, at)"
            " VALUES (?, 'cold', 1, '2027-01-01', '2026-01-01 00:00:00')",
            "INSERT INTO opinion (party_id, about, score, at)"
            " VALUES (?, 'service', 1, '2026-01-01 00:00:00')",
            "INSERT INTO need (party_id, text, supplier_id, at)"
            " VALUES (1, 'x', ?, '2026-01-01 00:00:00')",
            "INSERT INTO competitor_note (party_id, kind, text, day, at)"
            " VALUES (?, 'move', 'x', '2026-01-01', '2026-01-01 00:00:00')",
            "INSERT INTO document (created_at, updated_at, kind, party_id)"
            " VALUES ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'order', ?)",
            "INSERT INTO document (created_at, updated_at, kind, contact_id)"
            " VALUES ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'order', ?)",
            "INSERT INTO alias (party_id, kind, value, folded) VALUES (?, 'name', 'Ros', 'ros')",
        ):
            desk.store.write(sql, (lose,))
        for table in ("deal", "ticket"):
            desk.store.write(f"UPDATE {table} SET contact_id = ? WHERE id = 1", (lose,))
    return keep, lose


def test_every_row_of_the_other_moves_and_undo_and_redo_compare_equal(
    desk: Desk, clock: FixedClock
):
    keep, lose = filled(desk, clock)
    gone = a_company(desk, "Rossi 1998")
    party_merging.merge(desk, lose, gone)
    at_all = {
        (table, column)
        for table, column in references(desk)
        if desk.store.value(f"SELECT 1 FROM {table} WHERE {column} = ?", (lose,))
    }
    assert at_all >= references(desk) - {
        ("distinct_pair", "other_id"),
        ("relationship", "party_id"),
    }
    before, before_index = dump(desk), index(desk)

    party_merging.merge(desk, keep, lose)

    left = {
        (table, column)
        for table, column in references(desk)
        if desk.store.value(f"SELECT 1 FROM {table} WHERE {column} = ?", (lose,))
    }
    assert left == set()
    assert not desk.store.value(
        "SELECT 1 FROM external_id WHERE record = 'party' AND \"row\" = ?", (lose,)
    )
    kept = Party.get_by_id(keep)
    assert (kept.name, kept.city, kept.industry, kept.owner_id) == (
        "Rossi Kft", "Győr", "print", desk.user,
    )  # fmt: skip
    assert kept.last_contact_at == clock.now()
    assert card.card(desk, keep).tags == ("old", "vip")
    for said in ("#2", "2", "Rossi Nyomda", "rossi nyomda", "061 2345678", "Rossi 1998", "Ros"):
        assert naming.party(desk, said) == keep
    assert upkeep.check(desk) == []
    assert index(desk) == index_made_anew(desk)
    after, after_index = dump(desk), index(desk)
    undo(desk)
    assert (dump(desk), index(desk)) == (before, before_index)
    redo(desk)
    assert (dump(desk), index(desk)) == (after, after_index)


def test_a_merged_customer_shows_nowhere_but_is_found_by_what_it_was_called(desk: Desk):
    keep, lose = a_company(desk, "Rossi Kft"), a_company(desk, "Nyomda Plusz", phones=["061234567"])
    party_merging.merge(desk, keep, lose)
    for query in (
        CustomerQuery(), CustomerQuery(who="everyone"), CustomerQuery(archived=True),
        CustomerQuery(text="nyomda"), CustomerQuery(text="plusz", archived=True),
    ):  # fmt: skip
        assert lose not in customers.page(desk, query, 0, 50)
        assert customers.count(desk, query) == len(customers.all_ids(desk, query))
    hit, *_ = finding.find(desk, "nyomda")
    assert (hit.id, hit.title, hit.matched) == (keep, "Rossi Kft", "was called Nyomda Plusz")
    assert callers.look_up(desk, "061234567").parties == (keep,)
    assert naming.named(desk, "Nyomda Plusz") == [keep]
    assert naming.party(desk, str(lose)) == keep


def test_it_refuses_itself_what_is_merged_already_and_a_company_with_a_person(desk: Desk):
    firm, other, person = a_company(desk), a_company(desk, "Bianchi"), a_person(desk)
    party_merging.merge(desk, firm, other)
    before = dump(desk)
    for keep, lose, why in (
        (firm, firm, "itself"),
        (firm, other, "already"),
        (other, firm, "already"),
        (firm, person, "company"),
    ):
        for act in (party_merging.merge, party_merging.trial):
            with pytest.raises(RuleError, match=why):
                act(desk, keep, lose)
    with pytest.raises(NotFoundError):
        party_merging.merge(desk, firm, 99)
    with pytest.raises(RuleError, match="brought back"):
        parties.revive(desk, [other])
    assert dump(desk) == before


def test_what_both_tell_differently_is_asked_and_what_is_given_up_is_written_down(desk: Desk):
    keep = a_company(desk, city="Győr", country="Hungary", wants="paper", birthday="1990-01-01")
    lose = a_company(desk, "Nyomda", city="Wien", country="Austria", wants="ink", size="40")
    told = {pair.field: pair for pair in party_merging.trial(desk, keep, lose).conflicts}
    assert set(told) == {"name", "city", "country", "wants"}
    assert (told["city"].keep, told["city"].lose, told["wants"].usual) == ("Győr", "Wien", "both")
    with pytest.raises(RuleError, match="one of the two"):
        party_merging.merge(desk, keep, lose, {"city": "both"})
    with pytest.raises(RuleError, match="zip"):
        party_merging.merge(desk, keep, lose, {"zip": "keep"})

    party_merging.merge(desk, keep, lose, {"city": "lose", "name": "lose"})

    row = Party.get_by_id(keep)
    assert (row.name, row.sort_name, row.city, row.country) == (
        "Nyomda",
        "nyomda",
        "Wien",
        "Austria",
    )
    assert (row.wants, row.size, str(row.birthday)) == ("paper\n\nink", "40", "1990-01-01")
    (event,) = (entry for entry in card.timeline(desk, keep) if entry.kind == "merge")
    assert event.subject == f"merged Nyomda (#{lose}) into it"
    assert event.body == "Given up:\nname: Rossi Kft\ncity: Győr\ncountry: Hungary"
    assert naming.party(desk, "Rossi Kft") == keep
    undo(desk)
    assert Party.get_by_id(keep).wants == "paper"


def test_own_fields_are_joined_like_the_others(desk: Desk):
    keep, lose = a_company(desk), a_company(desk, "Nyomda")
    with desk.store.change_set(desk.user, "own fields"):
        Party.update(custom={"Tier": "A", "Line": "1"}).where(Party.id == keep).execute()
        Party.update(custom={"Tier": "B", "Hall": "3"}).where(Party.id == lose).execute()
    party_merging.merge(desk, keep, lose, {"custom.Line": "lose"})
    assert Party.get_by_id(keep).custom == {"Tier": "A", "Hall": "3"}


def test_one_number_told_twice_keeps_what_either_says_and_an_opt_out_is_never_lost(
    desk: Desk, clock: FixedClock
):
    keep = a_company(desk, phones=["061 2345678"], emails=["a@rossi.hu"])
    lose = a_company(desk, "Nyomda", phones=["+36 1 234 5678", "0630 111 2222"])
    parties.add_method(desk, lose, "email", "A@rossi.hu", label="office", shared=True)
    with desk.store.change_set(desk.user, "opted out"):
        ContactMethod.update(opted_out_at=clock.now()).where(
            ContactMethod.party == lose, ContactMethod.kind == "email"
        ).execute()
    party_merging.merge(desk, keep, lose)
    found = [
        (row.kind, row.value, row.label, row.is_primary, bool(row.opted_out_at))
        for row in ContactMethod.select()
        .where(ContactMethod.party == keep)
        .order_by(ContactMethod.id)
    ]
    assert found == [
        ("phone", "061 2345678", "", True, False),
        ("email", "a@rossi.hu", "office", True, True),
        ("phone", "0630 111 2222", "", False, False),
    ]


def test_one_owner_stays_and_the_other_is_told_as_a_former_one(desk: Desk):
    bob = a_colleague(desk)
    keep, lose = a_company(desk), a_company(bob, "Nyomda")
    accounts.join_team(desk, keep, bob.user)
    accounts.join_team(desk, lose, bob.user)
    party_merging.merge(desk, keep, lose)
    assert Party.get_by_id(keep).owner_id == desk.user
    rows = Assignment.select().where(Assignment.party == keep).order_by(Assignment.id)
    assert [(row.user_id, row.role, row.until is None) for row in rows] == [
        (desk.user, "owner", True), (bob.user, "owner", False), (bob.user, "team", True),
    ]  # fmt: skip
    undo(desk)
    party_merging.merge(desk, keep, lose, {"owner": "lose"})
    assert Party.get_by_id(keep).owner_id == bob.user


def test_nobody_is_related_to_themselves_nor_twice(desk: Desk):
    firm, again = a_company(desk), a_company(desk, "Rossi Nyomda")
    keep = a_person(desk, company=firm)
    lose = a_person(desk, "A. Rossi", company=firm, title="owner")
    parties.link(desk, keep, lose, "knows")
    parties.link(desk, firm, again, "owns")
    party_merging.merge(desk, keep, lose)
    party_merging.merge(desk, firm, again)
    (row,) = Relationship.select()
    assert (row.party_id, row.other_id, row.title) == (keep, firm, "owner")


def test_a_firm_is_never_above_itself(desk: Desk):
    above, middle, below = (a_company(desk, name) for name in ("Above", "Middle", "Below"))
    with desk.store.change_set(desk.user, "built a group"):
        Party.update(parent=above).where(Party.id == middle).execute()
        Party.update(parent=middle).where(Party.id == below).execute()
    party_merging.merge(desk, below, above)
    assert Party.get_by_id(middle).parent_id == below
    assert Party.get_by_id(below).parent_id is None


def test_a_live_record_merged_into_an_archived_one_is_live(desk: Desk):
    keep, lose = a_company(desk), a_company(desk, "Nyomda")
    parties.archive(desk, [keep])
    party_merging.merge(desk, keep, lose)
    assert Party.get_by_id(keep).archived_at is None


def test_a_trial_tells_all_and_writes_nothing(desk: Desk, clock: FixedClock):
    keep, lose = filled(desk, clock)
    before = dump(desk)
    told = party_merging.trial(desk, keep, lose)
    assert [pair.field for pair in told.conflicts] == ["name"]
    assert [pair.field for pair in told.filled] == ["industry", "city"]
    assert dict(told.moves)["deals"] == 1
    assert dump(desk) == before


def test_what_was_changed_since_it_was_compared_is_not_merged(desk: Desk):
    keep, lose = a_company(desk), a_company(desk, "Nyomda")
    seen = side_by_side.compare(desk, keep, lose).versions
    parties.edit(desk, lose, {}, {"city": "Győr"})
    with pytest.raises(ConflictError):
        party_merging.merge(desk, keep, lose, seen=seen)
    assert Party.get_by_id(lose).merged_into_id is None


def test_what_is_said_to_the_merged_one_is_said_to_the_one_that_stays(desk: Desk):
    """Another screen may still show it."""
    keep, lose = a_company(desk), a_company(desk, "Nyomda")
    party_merging.merge(desk, keep, lose)
    entry = timeline.log(desk, lose, "called back", kind="call").entry
    task = tasks.add(desk, "send it", party=lose)
    assert desk.store.value("SELECT party_id FROM timeline_entry WHERE id = ?", (entry,)) == keep
    assert desk.store.value("SELECT party_id FROM task WHERE id = ?", (task,)) == keep
    with pytest.raises(RuleError, match="merged into Rossi Kft"):
        parties.edit(desk, lose, {}, {"city": "Győr"})
    assert upkeep.check(desk) == []


@settings(max_examples=25)
@given(st.lists(CHANGES, max_size=8), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_any_two_of_any_office_are_merged_and_apart_again(changes, pairs):
    with a_fresh_desk() as desk:
        for change in changes:
            happens(desk, change)
        states = [(dump(desk), index(desk))]
        for one, other in pairs[:3]:
            ids = [row[0] for row in desk.store.rows("SELECT id FROM party ORDER BY id")]
            try:
                party_merging.merge(desk, ids[one % len(ids)], ids[other % len(ids)])
            except CrmError:
                assert (dump(desk), index(desk)) == states[-1]
                continue
            assert upkeep.check(desk) == []
            states.append((dump(desk), index(desk)))
        for step, way in ((undo, reversed(states[:-1])), (redo, states[1:])):
            for state in way:
                step(desk)
                assert (dump(desk), index(desk)) == state
