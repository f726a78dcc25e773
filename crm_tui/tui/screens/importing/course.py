"""The course of a guided import, without a screen: what was found, tried and taken in.

Everything here may take its time and runs beside the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange.importing import open_rows, take_over, with_own_fields
from crm_tui.exchange.plans import Plan, TablePlan
from crm_tui.exchange.report import Doubt, Report
from crm_tui.exchange.samples import ColumnSamples, column_samples, rows_at
from crm_tui.exchange.source import file_source
from crm_tui.exchange.wishes import Wishes, look_again, look_as, remembered, remembering
from crm_tui.store.desk import Desk

MOST_ROWS = 2_000
"""So many refused and as many doubtful rows are kept with their cells."""

Mended = Mapping[int, tuple[str, ...]]
Stamp = tuple[int, int]
"""Size and time of change of a file."""


class Looked(NamedTuple):
    """What was found in a file by some wishes; `plan` is None where a `problem` hinders it.

    `day` is when the wishes were said, where they are those of an earlier file; `stamp` tells the
    file from what it may become.
    """

    path: Path
    wishes: Wishes
    plan: Plan | None
    columns: tuple[ColumnSamples, ...] = ()
    problem: str = ""
    day: date | None = None
    stamp: Stamp = (0, 0)


class How(NamedTuple):
    """How the rows are taken in, and which were mended by hand."""

    update: bool = False
    revive: bool = False
    mended: Mended = {}  # noqa: RUF012  never changed in place


class Tried(NamedTuple):
    """What a trial came to: doubts about rows that are taken, and the rows' cells by line."""

    report: Report
    doubts: tuple[Doubt, ...]
    cells: Mended


def look_at(desk: Desk, path: Path, wishes: Wishes | None = None) -> Looked:
    """What is found in a file; without wishes as the last file with the same columns.

    Raises CrmError where the file cannot be read at all; where it only cannot be understood,
    the problem is told.
    """
    day = None
    if wishes is None:
        before = remembered(desk, path)
        wishes, day = (before.wishes, before.day) if before else (Wishes(), None)
    try:
        plan = look_as(path, wishes)
    except UsageError as error:
        open_rows(file_source(path), wishes.said)
        return Looked(path, wishes, None, problem=str(error), stamp=_stamp(path))
    return _found(desk, path, wishes, plan, day)


def wish(desk: Desk, looked: Looked, wishes: Wishes) -> Looked:
    """What is found by other wishes. Raises UsageError for one that cannot be."""
    if looked.plan is None:
        plan: Plan = look_as(looked.path, wishes)
    elif isinstance(looked.plan, TablePlan):
        plan = look_again(looked.plan, looked.wishes, wishes)
    else:
        plan = look_as(looked.path, wishes)
    return _found(desk, looked.path, wishes, plan, None)


def _found(desk: Desk, path: Path, wishes: Wishes, plan: Plan, day: date | None) -> Looked:
    plan = with_own_fields(desk, plan)
    columns = tuple(column_samples(plan, desk)) if isinstance(plan, TablePlan) else ()
    return Looked(path, wishes, plan, columns, day=day, stamp=_stamp(path))


def try_out(
    desk: Desk,
    looked: Looked,
    how: How,
    *,
    progress: Callable[[int], None],
    stop: Callable[[], bool],
) -> Tried:
    """Take the file in without writing anything. Raises StoppedError where it was stopped."""
    plan = _plan(looked, how)
    report = take_over(
        desk, plan, update=how.update, revive=how.revive, trial=True, progress=progress, stop=stop
    )
    refused = {one.line for one in report.refused}
    doubts = tuple(one for one in report.warnings if one.line not in refused)
    wanted = [one.line for one in (*report.refused[:MOST_ROWS], *doubts[:MOST_ROWS])]
    cells = rows_at(plan, wanted) if isinstance(plan, TablePlan) else {}
    return Tried(report, doubts, cells)


def take(
    desk: Desk,
    looked: Looked,
    how: How,
    *,
    progress: Callable[[int], None],
    stop: Callable[[], bool],
) -> Report:
    """Take the file in for good. Raises StoppedError, with nothing left of it."""
    plan = _plan(looked, how)
    return take_over(
        desk,
        plan,
        update=how.update,
        revive=how.revive,
        progress=progress,
        stop=stop,
        remember=remembering(desk, plan, looked.wishes),
    )


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns


def _plan(looked: Looked, how: How) -> Plan:
    if looked.plan is None:
        raise UsageError(looked.problem)
    if _stamp(looked.path) != looked.stamp:
        raise UsageError(
            f"{looked.path.name} has been changed since it was looked at.",
            "Leave by q and begin anew.",
        )
    if isinstance(looked.plan, TablePlan):
        return looked.plan._replace(mended=how.mended)
    return looked.plan


def draft_of(looked: Looked, how: How) -> dict[str, Any]:
    """What was said of a file and not used yet, as plain values; empty where nothing was."""
    plain = {
        "wishes": looked.wishes.as_json(),
        "update": how.update,
        "revive": how.revive,
        "mended": [[line, *cells] for line, cells in how.mended.items()],
    }
    return {**plain, "stamp": list(looked.stamp)} if any(plain.values()) else {}


def draft_from(plain: Any, path: Path) -> tuple[Wishes, How] | None:
    """The wishes of such plain values; None where there are none.

    Rows that were mended count only while the file is as it was.
    """
    if not isinstance(plain, dict) or not isinstance(plain.get("wishes"), dict):
        return None
    mended = {
        row[0]: tuple(str(cell) for cell in row[1:])
        for row in plain.get("mended") or ()
        if plain.get("stamp") == list(_stamp(path))
        and isinstance(row, list)
        and row
        and isinstance(row[0], int)
    }
    how = How(bool(plain.get("update")), bool(plain.get("revive")), mended)
    return Wishes.from_json(plain["wishes"]), how
