"""A database as version 1 of the schema left it, with a customer's story in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from crm_tui.store.engines.sqlite import backup, connection, engine, upgrade

TABLES = (
    "user", "party", "contact_method", "relationship", "assignment", "tag", "tagging",
    "external_id", "product", "task", "timeline_entry", "participant", "opinion", "need",
    "choice", "setting", "saved_view",
)  # fmt: skip
"""What the journal of version 1 keeps."""
AGENDA = ("planning", "day_off", "silence")
"""What the journal of version 2 keeps besides."""
PIPELINE = (
    "pipeline", "stage", "goal", "deal", "stage_change", "line_item", "deal_person", "credit",
    "competitor_note", "target",
)  # fmt: skip
"""What the journal of version 3 keeps besides."""
SERVICE = (
    "business_calendar", "holiday", "sla_policy", "ticket", "ticket_state_change", "claim",
    "ticket_tagging", "snippet", "macro", "mail_message", "attachment",
)  # fmt: skip
"""What the journal of version 4 keeps besides."""
STORY = """
INSERT INTO change_set (id, at, user_id, label) VALUES (1, '2026-03-02 08:00:00', NULL, 'story');
INSERT INTO open_change_set VALUES (1);
INSERT INTO user (id, created_at, updated_at, login, name, role, working_hours) VALUES
  (1, '2026-03-02 08:00:00', '2026-03-02 08:00:00', 'anna', 'Anna', 'admin', 'mon-fri 8-16'),
  (2, '2026-03-02 08:00:00', '2026-03-02 08:00:00', 'béla', 'Béla', 'agent', '');
INSERT INTO party (id, created_at, updated_at, version, kind, name, sort_name, owner_id,
  last_contact_at, city, custom) VALUES
  (1, '2026-03-02 08:00:00', '2026-03-03 08:00:00', 4, 'company', 'Rossi Kft', 'rossi kft', 1,
   '2026-03-05 09:30:00', 'Győr', '{"fleet":"12"}'),
  (2, '2026-03-02 08:00:00', '2026-03-02 08:00:00', 1, 'person', 'Ősz Éva', 'osz eva', NULL,
   NULL, '', '{}');
INSERT INTO party_search (rowid, name) VALUES (1, 'rossi kft'), (2, 'osz eva');
INSERT INTO contact_method (party_id, kind, value, normal) VALUES
  (1, 'phone', '06 96 123 456', '+3696123456');
INSERT INTO assignment (party_id, user_id, since) VALUES (1, 1, '2026-03-02');
INSERT INTO task (id, created_at, updated_at, kind, title, party_id, assignee_id, priority,
  due, start_at, minutes, state, result, done_at) VALUES
  (1, '2026-03-02 08:00:00', '2026-03-02 08:00:00', 'visit', 'See the new hall', 1, 1, 'high',
   '2026-03-09', '2026-03-09 09:00:00', 45, 'open', '', NULL),
  (2, '2026-03-02 08:00:00', '2026-03-05 09:30:00', 'call', 'Ask about the offer', 1, 2,
   'normal', '2026-03-05', NULL, NULL, 'done', 'wants it cheaper', '2026-03-05 09:30:00'),
  (3, '2026-03-02 08:00:00', '2026-03-02 08:00:00', 'survey', 'Measure the roof', 2, NULL,
   'low', NULL, NULL, NULL, 'open', '', NULL);
INSERT INTO task_search (rowid, title) VALUES (1, 'see the new hall'), (3, 'measure the roof');
INSERT INTO timeline_entry (at, day, kind, direction, user_id, party_id, body, task_id, created_at)
  VALUES ('2026-03-05 09:30:00', '2026-03-05', 'call', 'out', 2, 1, 'wants it cheaper', 2,
   '2026-03-05 09:30:00');
INSERT INTO entry_search (rowid, words) VALUES (1, 'wants it cheaper');
INSERT INTO choice (list, position, code, label) VALUES ('task_kind', 18, 'survey', 'survey');
UPDATE choice SET label = 'ring' WHERE list = 'task_kind' AND code = 'call';
INSERT INTO setting (name, value) VALUES ('home_country', 'IT');
DELETE FROM open_change_set;

INSERT INTO change_set (id, at, user_id, label) VALUES (2, '2026-03-06 08:00:00', 1, 'removal');
INSERT INTO open_change_set VALUES (2);
DELETE FROM task WHERE id = 3;
DELETE FROM task_search WHERE rowid = 3;
DELETE FROM open_change_set;
"""

Row = dict[str, Any]


@contextmanager
def program(newest: int = 1, tables: Sequence[str] = TABLES) -> Iterator[None]:
    """The program as it was when it knew the first step of the schema alone, or some of them."""
    known = upgrade.steps()[:newest]
    with pytest.MonkeyPatch.context() as patch:
        for module in (connection, upgrade, engine):
            patch.setattr(module, "NEWEST", newest)
        patch.setattr(upgrade, "steps", lambda: known)
        patch.setattr(engine, "JOURNALLED", tables)
        yield


def make(path: Path) -> None:
    """Make the database and write the story into it, in change sets."""
    with program():
        engine.open_sqlite(path).close()
    with closing(connection.connect(path)) as opened:
        opened.executescript(f"BEGIN; {STORY} COMMIT;")


def everything(path: Path) -> dict[str, list[Row]]:
    """Every row of every table in the file, by column.

    Opened to write, so that what a killed process left half done is taken back first.
    """
    with closing(connection.connect(path)) as opened:
        opened.row_factory = connection.driver().Row
        tables = opened.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: [dict(row) for row in opened.execute(f'SELECT * FROM "{name}"')]
            for (name,) in tables
        }


def schema(path: Path) -> dict[tuple[str, str], str | None]:
    """The SQL of each table, index, trigger and view, by kind and name."""
    with closing(backup.open_to_read(path)) as opened:
        rows = opened.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        return {(kind, name): sql for kind, name, sql in rows}


def version(path: Path) -> int:
    """The version that the file says it has."""
    with closing(backup.open_to_read(path)) as opened:
        return int(opened.execute("PRAGMA user_version").fetchone()[0])
