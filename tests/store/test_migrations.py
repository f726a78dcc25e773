"""A file becomes what this program needs, whole or not at all, and never someone else's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm_tui.errors import DatabaseError
from crm_tui.models import Task
from crm_tui.services import conversations, deals, parties, tasks, ticket_merging, tickets, upkeep
from crm_tui.services.opening import Desk, open_desk
from crm_tui.services.undo import undo
from crm_tui.store.engines.sqlite.backup import verify
from crm_tui.store.engines.sqlite.connection import APPLICATION_ID, NEWEST, driver
from crm_tui.store.engines.sqlite.engine import open_sqlite
from crm_tui.store.engines.sqlite.upgrade import statements, steps
from tests.builders import a_company, a_desk, column, dump, made_once
from tests.faults import work
from tests.faults.crowd import child
from tests.store import version_1
from tests.store.version_1 import Row

pytestmark = pytest.mark.usefixtures("real_databases")


def test_the_last_step_makes_the_schema_the_program_knows():
    numbers = [number for number, _ in steps()]
    assert numbers == list(range(1, NEWEST + 1))


def test_a_script_is_cut_into_whole_statements():
    script = "CREATE TABLE a (x);\n-- a; comment\nCREATE TRIGGER t AFTER INSERT ON a\n" \
             "BEGIN\n  SELECT 1;\n  SELECT 2;\nEND;\nDROP TABLE a;\n"  # fmt: skip
    found = list(statements(script))
    assert [one.split()[0] for one in found] == ["CREATE", "--", "DROP"]
    assert found[1].endswith("END;")


def test_a_new_file_says_whose_and_how_new_it_is(desk: Desk):
    assert desk.store.value("PRAGMA application_id") == APPLICATION_ID
    assert desk.store.value("PRAGMA user_version") == NEWEST


def test_what_is_saved_is_on_the_disk_before_it_counts(desk: Desk):
    assert desk.store.value("PRAGMA synchronous") == 2


def test_opening_an_up_to_date_file_changes_nothing_in_it(tmp_path: Path):
    with a_desk(tmp_path / "crm.db") as desk:
        a_company(desk)
    before = (tmp_path / "crm.db").read_bytes()
    with a_desk(tmp_path / "crm.db"):
        pass
    assert (tmp_path / "crm.db").read_bytes() == before


def test_a_newer_file_is_left_alone(tmp_path: Path):
    with a_desk(tmp_path / "crm.db"):
        pass
    set_pragma(tmp_path / "crm.db", f"user_version = {NEWEST + 1}")
    before = (tmp_path / "crm.db").read_bytes()
    with pytest.raises(DatabaseError, match="newer version"):
        open_desk(str(tmp_path / "crm.db"))
    assert (tmp_path / "crm.db").read_bytes() == before


def test_a_database_of_another_program_is_left_alone(tmp_path: Path):
    other = tmp_path / "music.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE songs (name)")
    connection.close()
    before = other.read_bytes()
    with pytest.raises(DatabaseError, match="another program"):
        open_desk(str(other))
    assert other.read_bytes() == before


def test_a_program_left_open_notices_that_the_file_was_upgraded(tmp_path: Path):
    with a_desk(tmp_path / "crm.db") as desk:
        party = a_company(desk)
        before = dump(desk)
        set_pragma(tmp_path / "crm.db", f"user_version = {NEWEST + 1}")
        with pytest.raises(DatabaseError, match="upgraded by a newer program"):
            parties.edit(desk, party, {}, {"city": "Győr"})
        assert dump(desk) == before


def set_pragma(path: Path, pragma: str) -> None:
    """Change the header of a file as another program would."""
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA {pragma}")
    connection.commit()
    connection.close()


# A database of version 1


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database of version 1, closed."""
    path = tmp_path / "crm.db"
    made_once(path, "version 1", lambda: version_1.make(path))
    assert version_1.version(path) == 1
    return path


@pytest.fixture
def upgraded(old: Path) -> Iterator[Desk]:
    """A desk of today's program on what was a database of version 1."""

    def upgrade() -> None:
        with a_desk(old):
            pass

    made_once(old, "upgraded", upgrade)
    with a_desk(old) as desk:
        yield desk


def test_an_upgrade_keeps_every_row_as_it_was(old: Path):
    before = version_1.everything(old)
    with a_desk(old) as desk:
        assert desk.user_name == "Anna"
        assert desk.home_country == "IT"
    after = version_1.everything(old)
    assert version_1.version(old) == NEWEST
    assert len(before["task"]) == 2
    for table, rows in before.items():  # a step may add rows of its own, as to `choice`
        assert [kept(new, row) for new, row in zip(after[table], rows, strict=False)] == rows
    for table in ("change_set", "change", "open_change_set"):
        assert after[table] == before[table]


def kept(new: Row, old: Row) -> Row:
    """What a row says now in the columns that it had before."""
    return {name: new[name] for name in old}


def test_an_upgrade_says_nothing_new_of_an_old_task(upgraded: Desk):
    task = Task.get_by_id(1)
    assert (task.due, task.minutes) == (date(2026, 3, 9), 45)
    assert task.start_at == datetime(2026, 3, 9, 9, tzinfo=UTC)
    planned = (task.planned_for, task.planned_at, task.planned_by)
    assert planned == (None, None, None)
    follows = (task.repeats, task.follows_id, task.follows_after, task.attempt)
    assert follows == ("", None, 0, 1)
    came_of = (task.note, task.proposal, task.reason, task.agreed_on, task.entry_id)
    assert came_of == ("", "", "", None, None)


def test_an_upgrade_leaves_a_sound_database(upgraded: Desk):
    assert upgraded.store.rows("PRAGMA foreign_key_check") == []
    assert upgraded.store.rows("PRAGMA integrity_check") == [("ok",)]
    assert upkeep.check(upgraded) == []


def test_an_upgraded_schema_is_that_of_a_new_file(old: Path, tmp_path: Path):
    new = tmp_path / "new.db"
    for path in (old, new):
        with a_desk(path):
            pass
    assert version_1.schema(old) == version_1.schema(new)


def test_an_upgrade_says_how_long_each_kind_of_task_takes(upgraded: Desk, tmp_path: Path):
    minutes = dict(upgraded.store.rows("SELECT code, minutes FROM choice WHERE list = 'task_kind'"))
    assert None not in minutes.values()
    taken = [minutes[kind] for kind in ("call", "visit", "management_visit", "offer", "survey")]
    assert taken == [10, 60, 90, 30, 15]
    others = "SELECT DISTINCT minutes FROM choice WHERE list <> 'task_kind'"
    assert upgraded.store.rows(others) == [(None,)]
    with a_desk(tmp_path / "new.db") as new:
        fresh = dict(new.store.rows("SELECT code, minutes FROM choice WHERE list = 'task_kind'"))
    assert minutes == {**fresh, "survey": 15}


def test_an_upgrade_keeps_the_older_database_beside_it(old: Path):
    before = version_1.everything(old)
    with a_desk(old):
        pass
    backup = old.with_name("crm.db.v1.bak")
    verify(backup)
    assert sorted(file.name for file in old.parent.iterdir()) == ["crm.db", backup.name]
    assert version_1.everything(backup) == before
    with version_1.program():
        opened = open_sqlite(backup, create=False)
        assert opened.execute("SELECT name FROM party").fetchall() == [("Rossi Kft",), ("Ősz Éva",)]
        opened.close()


def test_after_an_upgrade_the_journal_keeps_the_new_columns(upgraded: Desk):
    before = dump(upgraded)
    with upgraded.store.change_set(upgraded.user, "planned") as planned:
        upgraded.store.write(
            "INSERT INTO planning (task_id, day, at, user_id)"
            " VALUES (1, '2026-11-23', '2026-11-20 09:00:00', 1)"
        )
        upgraded.store.write(
            "UPDATE task SET planned_for = '2026-11-23', planned_at = '2026-11-20 09:00:00',"
            " planned_by_id = 1 WHERE id = 1"
        )
    assert journalled(upgraded, planned) == [
        ("planning", None, {
            "id": 1, "task_id": 1, "day": "2026-11-23", "at": "2026-11-20 09:00:00", "user_id": 1,
        }),
        (
            "task",
            {"planned_for": None, "planned_at": None, "planned_by_id": None},
            {"planned_for": "2026-11-23", "planned_at": "2026-11-20 09:00:00", "planned_by_id": 1},
        ),
    ]  # fmt: skip
    assert column(upgraded, "planned_for", "task", 1) == "2026-11-23"
    undo(upgraded)
    assert dump(upgraded) == before


def test_after_an_upgrade_work_and_history_belong_to_deals_as_in_a_new_file(upgraded: Desk):
    before = dump(upgraded)
    deal = deals.add(upgraded, "A printer", party=1)
    deals.move(upgraded, deal, 4)
    task = tasks.add(upgraded, "Send the offer", party=1, deal=deal)
    tasks.finish(upgraded, task, "sent")
    [told] = upgraded.store.rows("SELECT deal_id FROM timeline_entry WHERE task_id = ?", (task,))
    assert told == (deal,)
    with (
        pytest.raises(driver().IntegrityError, match="never changed"),
        upgraded.store.change_set(upgraded.user, "bent history"),
    ):
        upgraded.store.write("UPDATE timeline_entry SET deal_id = NULL")
    assert upkeep.check(upgraded) == []
    for _ in range(4):
        undo(upgraded)
    assert dump(upgraded) == before


def test_after_an_upgrade_what_customers_ask_belongs_to_tickets_as_in_a_new_file(upgraded: Desk):
    before = dump(upgraded)
    ticket = tickets.add(upgraded, "The printer jams", party=1, kind="complaint", body="Again!")
    conversations.reply(upgraded, ticket, "We come tomorrow.")
    other = tickets.add(upgraded, "Still jams", party=1)
    ticket_merging.merge(upgraded, ticket, [other])
    assert column(upgraded, "state", "ticket", other) == "merged"
    assert upkeep.check(upgraded) == []
    for _ in range(4):
        undo(upgraded)
    after = dump(upgraded)
    assert {name for name in after if after[name] != before[name]} == {"business_calendar"}
    zone = column(upgraded, "zone", "business_calendar", 1)
    assert zone == str(upgraded.clock.zone)  # nobody's change: it stays


def journalled(desk: Desk, change_set: int) -> list[tuple[str, Row | None, Row | None]]:
    """The changes of a change set: the table, the columns before and after."""
    rows = desk.store.rows(
        "SELECT record, before, after FROM change WHERE change_set_id = ? ORDER BY id",
        (change_set,),
    )
    return [
        (record, before and json.loads(before), after and json.loads(after))
        for record, before, after in rows
    ]


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE task SET planned_for = '2026-11-23' WHERE id = 1",
        "UPDATE choice SET minutes = 20 WHERE code = 'call'",
        "INSERT INTO planning (task_id, day, at) VALUES (1, '2026-11-23', '2026-11-20 09:00:00')",
        "INSERT INTO day_off (day) VALUES ('2026-12-25')",
        "INSERT INTO silence (party_id, kind, user_id, until, at)"
        " VALUES (1, 'renewal', 1, '2026-12-01', '2026-11-20 09:00:00')",
        "UPDATE task SET deal_id = NULL, version = 9 WHERE id = 1",
        "UPDATE stage SET probability = 15 WHERE id = 1",
        "INSERT INTO goal (created_at, updated_at, name)"
        " VALUES ('2026-11-20 09:00:00', '2026-11-20 09:00:00', 'Cold store')",
        "INSERT INTO competitor_note (party_id, kind, text, day, at)"
        " VALUES (1, 'move', 'went north', '2026-11-20', '2026-11-20 09:00:00')",
        "INSERT INTO target (month, amount_minor, currency) VALUES ('2026-11-01', 5, 'EUR')",
        "INSERT INTO ticket (created_at, updated_at, number, title, state_since, opened_at)"
        " VALUES ('2026-11-20 09:00:00', '2026-11-20 09:00:00', 'T1', 'Jams',"
        " '2026-11-20 09:00:00', '2026-11-20 09:00:00')",
        "INSERT INTO claim (ticket_id, user_id, since, until)"
        " VALUES (1, 1, '2026-11-20 09:00:00', '2026-11-20 09:10:00')",
        "UPDATE sla_policy SET first_response = 30",
        "UPDATE business_calendar SET zone = 'UTC'",
        "UPDATE snippet SET text = 'Go away'",
        "UPDATE macro SET position = 9",
        "INSERT INTO holiday (calendar_id, day) VALUES (1, '2026-12-25')",
        "INSERT INTO mail_message (direction, digest, at)"
        " VALUES ('in', 'abc', '2026-11-20 09:00:00')",
        "UPDATE task SET ticket_id = NULL, version = 9 WHERE id = 1",
        "UPDATE party SET merged_into_id = 2 WHERE id = 1",
        "INSERT INTO alias (party_id, kind, value, folded) VALUES (1, 'name', 'Rossi', 'rossi')",
        "INSERT INTO document (created_at, updated_at, kind)"
        " VALUES ('2026-11-20 09:00:00', '2026-11-20 09:00:00', 'invoice')",
        "INSERT INTO custom_field (created_at, updated_at, record, code, label, kind)"
        " VALUES ('2026-11-20 09:00:00', '2026-11-20 09:00:00', 'deal', 'a', 'A', 'text')",
    ],
)
def test_after_an_upgrade_no_write_passes_the_journal_by(upgraded: Desk, write: str):
    with pytest.raises(driver().IntegrityError, match=r"change\.change_set_id"):
        upgraded.store.write(write)


def test_what_was_done_before_an_upgrade_can_be_taken_back_after_it(upgraded: Desk):
    undo(upgraded)
    task = Task.get_by_id(3)
    assert (task.title, task.kind, task.state) == ("Measure the roof", "survey", "open")
    assert (task.note, task.attempt, task.planned_for) == ("", 1, None)
    assert upkeep.check(upgraded) == []


VERSIONS = {
    2: version_1.TABLES + version_1.AGENDA,
    3: version_1.TABLES + version_1.AGENDA + version_1.PIPELINE,
    4: version_1.TABLES + version_1.AGENDA + version_1.PIPELINE + version_1.SERVICE,
}
"""Later versions, and what their journals keep."""


@pytest.mark.parametrize("number", VERSIONS)
def test_a_database_of_a_later_version_is_upgraded_from_where_it_stands(
    old: Path, tmp_path: Path, number: int
):
    with version_1.program(number, VERSIONS[number]):
        later = open_sqlite(old)
        later.execute("INSERT INTO change_set (at, label) VALUES ('2026-03-07 08:00:00', 'moved')")
        later.execute("INSERT INTO open_change_set SELECT max(id) FROM change_set")
        later.execute("UPDATE task SET due = '2026-03-12', planned_for = '2026-03-12'")
        later.execute("DELETE FROM open_change_set")
        later.close()
    before = version_1.everything(old)
    with a_desk(old) as desk, a_desk(tmp_path / "new.db"):
        assert desk.store.rows("PRAGMA integrity_check") == [("ok",)]
    after = version_1.everything(old)
    for table, rows in before.items():
        assert [kept(new, row) for new, row in zip(after[table], rows, strict=False)] == rows
    assert version_1.schema(old) == version_1.schema(tmp_path / "new.db")
    assert version_1.version(old.with_name(f"crm.db.v{number}.bak")) == number
    with a_desk(old) as desk:
        assert upkeep.check(desk) == []
        undo(desk, desk.store.value("SELECT max(id) FROM change_set"))
        assert column(desk, "due", "task", 1) == "2026-03-09"


@pytest.mark.parametrize(
    "statement",
    [
        "BEGIN IMMEDIATE",
        "ALTER TABLE task ADD COLUMN note",
        "CREATE TABLE silence",
        "UPDATE choice SET minutes",
        "CREATE TABLE stage_change",
        "DROP TRIGGER timeline_entry_kept",
        "CREATE TABLE ticket",
        "ALTER TABLE timeline_entry ADD COLUMN ticket_id",
        "INSERT INTO macro",
        f"PRAGMA user_version = {NEWEST}",
        "COMMIT",
    ],
)
def test_an_upgrade_killed_in_the_middle_leaves_version_1_whole(old: Path, statement: str):
    before, schema = version_1.everything(old), version_1.schema(old)
    with child(work.dies_opening, old, statement) as dying:
        dying.wait_for_death()
    assert version_1.everything(old) == before
    assert version_1.schema(old) == schema
    assert version_1.version(old) == 1
    verify(old.with_name("crm.db.v1.bak"))
    with a_desk(old) as desk:
        assert desk.store.value("PRAGMA user_version") == NEWEST
        assert upkeep.check(desk) == []
