"""Every write belongs to a change set, happens whole or not at all, and is kept (rule 1)."""

from __future__ import annotations

import json

import pytest

from crm_tui.errors import CrmError
from crm_tui.models import Party, Tag, TimelineEntry
from crm_tui.services import parties, tags, tasks, timeline
from crm_tui.services.opening import Desk
from tests.builders import a_call, a_company, a_person, column, dump, labels


def journal(desk: Desk) -> list[tuple]:
    return desk.store.rows('SELECT record, "row", before, after FROM change ORDER BY id')


def test_a_write_outside_a_change_set_fails(desk: Desk):
    party = a_company(desk)
    before = dump(desk)
    with pytest.raises(Exception, match="NOT NULL constraint failed: change"):
        Party.update(city="Győr").where(Party.id == party).execute()
    with pytest.raises(Exception, match="NOT NULL constraint failed: change"):
        Tag.create(name="vip", folded="vip")
    with pytest.raises(Exception, match="NOT NULL constraint failed: change"):
        desk.store.write("DELETE FROM party")
    assert dump(desk) == before


def test_a_change_set_keeps_who_when_why_and_from_where(desk: Desk):
    a_company(desk, "Rossi Kft")
    row = desk.store.row(
        "SELECT user_id, at, label, origin, session, finished FROM change_set"
        " ORDER BY id DESC LIMIT 1"
    )
    assert tuple(row) == (
        desk.user, "2026-11-20 09:00:00", "added Rossi Kft", "shell", desk.store.session, 1,
    )  # fmt: skip


def test_the_journal_keeps_each_row_before_and_after(desk: Desk):
    party = a_company(desk, city="Pécs")
    already = len(journal(desk))
    parties.edit(desk, party, {}, {"city": "Győr"})
    record, row, before, after = journal(desk)[already]
    assert (record, row) == ("party", party)
    assert json.loads(before)["city"] == "Pécs"
    assert json.loads(after)["city"] == "Győr"
    assert "name" not in json.loads(after)


def test_a_change_set_that_fails_leaves_nothing_behind(desk: Desk):
    party = a_company(desk)
    before, sets = dump(desk), labels(desk)

    def half_done() -> None:
        with desk.store.change_set(desk.user, "half done"):
            a_person(desk, company=party)
            a_call(desk, party)
            raise KeyError("broke")

    with pytest.raises(KeyError):
        half_done()
    assert dump(desk) == before
    assert labels(desk) == sets
    assert not timeline_of(desk, party)


def timeline_of(desk: Desk, party: int) -> list:
    return list(TimelineEntry.select().where(TimelineEntry.party == party))


def test_a_refused_address_leaves_no_half_made_person_behind(desk: Desk):
    a_person(desk, "Anna", emails=["anna@rossi.hu"])
    before, sets = dump(desk), labels(desk)
    with pytest.raises(CrmError, match="belongs to Anna"):
        a_person(desk, "Béla", phones=["06 1 234 5678"], emails=["ANNA@rossi.hu"])
    assert dump(desk) == before
    assert labels(desk) == sets


def test_a_change_set_in_which_nothing_changed_leaves_no_trace(desk: Desk):
    party = a_company(desk)
    sets = labels(desk)
    parties.edit(desk, party, {}, {"name": "Rossi Kft"})
    tags.change(desk, [party], tags.parse("-nobody-has-it"))
    parties.revive(desk, [party])
    assert labels(desk) == sets


def test_use_cases_inside_a_change_set_are_one_change_set(desk: Desk):
    sets = labels(desk)
    with desk.store.change_set(desk.user, "took a new customer on"):
        party = a_company(desk)
        timeline.log(desk, party, "came in", channel="visit_to_us")
        tasks.add(desk, "send the offer", party=party)
        tags.change(desk, [party], tags.parse("new"))
    assert labels(desk) == [*sets, "took a new customer on"]


def test_a_use_case_says_what_it_did_unless_it_is_a_part_of_a_greater_one(desk: Desk):
    sets = labels(desk)
    party = a_company(desk, "Rossi Kft")
    parties.edit(desk, party, {}, {"city": "Szeged"})
    with desk.store.change_set(desk.user, "tidied up"):
        parties.edit(desk, party, {}, {"city": "Pécs"})
    assert labels(desk) == [*sets, "added Rossi Kft", "changed city of Rossi Kft", "tidied up"]


def test_the_desk_works_on_after_a_change_set_has_failed(desk: Desk):
    with pytest.raises(ZeroDivisionError), desk.store.change_set(desk.user, "broke"):
        raise ZeroDivisionError
    party = a_company(desk)
    assert column(desk, "name", "party", party) == "Rossi Kft"


@pytest.mark.parametrize(
    "change",
    [
        {"body": "never said"},
        {"at": "2020-01-01 00:00:00"},
        {"outcome": "bought"},
        {"result": "sold"},
        {"party": None},
        {"user": None},
        {"subject": "other"},
        {"minutes": 5},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_an_entry_of_the_timeline_says_can_never_be_updated(desk: Desk, change):
    entry = a_call(desk, a_company(desk), "wants a price", outcome="reached")
    before = dump(desk)
    with (
        pytest.raises(Exception, match=r"by a new one, never changed|stays with whom it is about"),
        desk.store.change_set(desk.user, "rewrote history"),
    ):
        TimelineEntry.update(**change).where(TimelineEntry.id == entry).execute()
    assert dump(desk) == before


def test_the_version_moves_with_each_change_of_a_record(desk: Desk):
    party = a_company(desk)
    versions = [column(desk, "version", "party", party)]
    for city in ("Pécs", "Győr"):
        parties.edit(desk, party, {}, {"city": city})
        versions.append(column(desk, "version", "party", party))
    assert versions == [1, 2, 3]


def test_a_logged_call_is_no_new_version_of_the_customer(desk: Desk):
    party = a_company(desk)
    a_call(desk, party)
    assert column(desk, "version", "party", party) == 1
