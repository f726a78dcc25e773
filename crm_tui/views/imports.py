"""What was taken in, how it went, and what was said about files with the same columns."""

from __future__ import annotations

import json
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.models.stored import as_instant
from crm_tui.store.desk import Desk


class ImportRow(NamedTuple):
    """An import: `report` says how it went, `undone` whether it was taken back since."""

    id: int
    at: datetime
    user: str
    file: str
    kind: str
    change_set: int | None
    undone: bool
    report: dict[str, Any]


class KeptMapping(NamedTuple):
    """What was said about a file with certain columns, and when."""

    kind: str
    name: str
    mapping: dict[str, Any]
    at: datetime


_COUNTS = ("created", "updated", "unchanged", "rejected")
_READ = """SELECT r.id, r.at, coalesce(u.name, ''), r.file, r.kind, r.change_set_id,
 EXISTS (SELECT 1 FROM change_set s WHERE s.undoes_id = r.change_set_id
  AND NOT EXISTS (SELECT 1 FROM change_set again WHERE again.undoes_id = s.id)), r.report
FROM import_report r LEFT JOIN "user" u ON u.id = r.user_id"""


def imports(desk: Desk, *, limit: int = 50) -> list[ImportRow]:
    """The imports there were, the newest first."""
    rows = desk.store.rows(f"{_READ} ORDER BY r.id DESC LIMIT ?", (limit,))
    return [_row(row) for row in rows]


def of_change_set(desk: Desk, change_set: int) -> ImportRow | None:
    """The import that a change set was, if it was one whose report is kept."""
    row = desk.store.row(f"{_READ} WHERE r.change_set_id = ?", (change_set,))
    return None if row is None else _row(row)


def numbered(desk: Desk, number: int) -> ImportRow:
    """The import with a number. Raises NotFoundError."""
    row = desk.store.row(f"{_READ} WHERE r.id = ?", (number,))
    if row is None:
        raise NotFoundError(f"There is no import {number}.", "'crm imports' lists them.")
    return _row(row)


def kept_mapping(desk: Desk, signature: str) -> KeptMapping | None:
    """What was said about the last file with these columns."""
    row = desk.store.row(
        "SELECT kind, name, mapping, at FROM import_mapping WHERE signature = ?", (signature,)
    )
    if row is None:
        return None
    return KeptMapping(row[0], row[1], json.loads(row[2]), as_instant(row[3]))


def any_kept(desk: Desk) -> bool:
    """Whether anything was ever said about a file."""
    return desk.store.value("SELECT 1 FROM import_mapping LIMIT 1") is not None


def recent_files(desk: Desk, *, limit: int = 8) -> list[str]:
    """The files taken in last, each once."""
    rows = desk.store.rows(
        "SELECT file FROM import_report WHERE user_id = ? GROUP BY file ORDER BY max(id) DESC"
        " LIMIT ?",
        (desk.user, limit),
    )
    return [row[0] for row in rows]


def sentences(one: ImportRow, zone: tzinfo) -> list[str]:
    """An import in full: what was found in the file, what came of it, what was doubtful."""
    report = one.report
    when = f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}"
    undone = " (taken back)" if one.undone else ""
    said = [one.file, f"{when}, {one.user or 'nobody'}, change {one.change_set}{undone}"]
    said += [counted(one), *report.get("parts", ())]
    said += ["", *report.get("found", ()), ""]
    if mended := report.get("mended"):
        said.append(f"Mended by hand before: line {', '.join(str(line) for line in mended)}.")
    for line, reason in report.get("doubts", ()):
        said.append(f"line {line}: {reason}" if line else reason)
    if more := report.get("more_doubts"):
        said.append(f"{more:,} more are not kept.")
    if path := report.get("rejects_file"):
        said.append(f"The rejected rows are in {path}.")
    return said


def counted(one: ImportRow) -> str:
    """How many rows were read, and what became of them."""
    counts = one.report.get("counts", {})
    told = ", ".join(f"{counts.get(name, 0):,} {name}" for name in _COUNTS)
    return f"{counts.get('read', 0):,} {one.kind}: {told}"


def _row(row: Any) -> ImportRow:
    number, at, user, file, kind, change_set, undone, report = row
    return ImportRow(
        number, as_instant(at), user, file, kind, change_set, bool(undone), json.loads(report)
    )
