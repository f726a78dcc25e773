"""The lists of a guided import: columns with samples, and what a trial came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from crm_tui.exchange.plans import Plan
from crm_tui.exchange.report import BECOMES
from crm_tui.exchange.samples import ColumnSamples
from crm_tui.exchange.wishes import Wishes
from crm_tui.services.intake.tally import LEAVE, MAKE, Unknown
from crm_tui.text.fold import fold
from crm_tui.tui.screens.importing.course import Tried
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.record_list import Row

Tab = Literal["refused", "doubtful", "names", "changes", "parts"]
_TABS: tuple[Tab, ...] = ("refused", "doubtful", "names", "changes")

OF_FILE = (
    Column("Column", 18, flex=2),
    Column("becomes", 16, flex=1),
    Column("First value", 24, flex=3),
    Column("because of", 14, drop=1),
)
OF_PARTS = (Column("In the file", 24, flex=1), Column("becomes", 30, flex=3))
"""Of a file that has no columns, such as a calendar."""
OF_TAB: dict[Tab, tuple[Column, ...]] = {
    "refused": (Column("Line", 7, align=">"), Column("Why", 30, flex=2), Column("Row", 30, flex=2)),
    "doubtful": (
        Column("Line", 7, align=">"),
        Column("What", 40, flex=3),
        Column("Row", 20, flex=1),
    ),
    "names": (
        Column("Named as", 11),
        Column("Name in the file", 22, flex=2),
        Column("Rows", 6, align=">"),
        Column("becomes", 16, flex=1),
        Column("Nearly", 16, flex=1, drop=1),
    ),
    "changes": (
        Column("Line", 7, align=">", drop=1),
        Column("Record", 18, flex=2),
        Column("Field", 11),
        Column("As it is", 14, flex=1),
        Column("As in the file", 14, flex=1),
        Column("", 9),
    ),
    "parts": (Column("What comes of each part", 40, flex=1),),
}
EMPTY: dict[Tab, str] = {
    "refused": "No row is refused.",
    "doubtful": "No row is doubtful.",
    "names": "Every name in the file is known here.",
    "changes": "Nothing that is here differs.",
    "parts": "",
}


_SHELL = (
    ("--update takes it over", "u takes it over"),
    ("--revive brings them back", "v brings them back"),
    (" by --map-value", " in the list of names, as by"),
    (": --map-value", ": answer for it in the list of names, as by"),
    ("--as KIND", "a kind by K"),
    ("with --as:", "by K:"),
    ("--sheet TABLE", "a table by S"),
)


def on_screen(said: str) -> str:
    """A sentence with this screen's keys in place of the shell's options."""
    for option, key in _SHELL:
        said = said.replace(option, key)
    return said


class Rows:
    """Rows made when they are looked at; their keys are their places."""

    def __init__(self, count: int, cells: Callable[[int], tuple[str, ...]]) -> None:
        self.count = count
        self._cells = cells

    def row(self, index: int) -> Row:
        """The row at a place."""
        return Row(index, self._cells(index))

    def index_of(self, key: int) -> int | None:
        """The place of a key: the same."""
        return key if key < self.count else None


def column_rows(columns: Sequence[ColumnSamples]) -> Rows:
    """The columns with what becomes of each."""
    return Rows(len(columns), lambda at: _column(columns[at]))


def part_rows(plan: Plan) -> Rows:
    """The parts of a file that has no columns, with what becomes of each."""
    said = [one.partition(" -> ") for one in plan.sentences()]
    return Rows(len(said), lambda at: (said[at][0], said[at][2]))


def _column(one: ColumnSamples) -> tuple[str, ...]:
    first = one.samples[0] if one.samples else None
    return one.name, one.field, _shown(first.raw, first.read) if first else "(empty)", one.reason


def _shown(raw: str, read: str) -> str:
    return raw if read in ("", raw) else f"{raw} -> {read}"


def in_full(one: ColumnSamples) -> list[str]:
    """The samples of a column, a line each."""
    return [_shown(sample.raw, sample.read) for sample in one.samples] or ["No value was seen."]


def tabs_of(tried: Tried) -> tuple[Tab, ...]:
    """The lists of a trial; what comes of parts is one where the import has several."""
    return (*_TABS, "parts") if tried.report.parts else _TABS


def tab_rows(tab: Tab, tried: Tried, wishes: Wishes) -> Rows:
    """What a trial came to, one of its lists."""
    report = tried.report
    if tab == "names":
        names = names_of(tried, wishes)
        return Rows(len(names), lambda at: _name(names[at], wishes))
    if tab == "changes":
        changes = report.changes

        def changed(at: int) -> tuple[str, ...]:
            one = changes[at]
            taken = "" if one.taken else "not taken"
            return str(one.line), one.record, one.field, one.old, one.new, taken

        return Rows(len(changes), changed)
    if tab == "parts":
        return Rows(len(report.parts), lambda at: (report.parts[at].reason,))
    doubts = report.refused if tab == "refused" else tried.doubts

    def doubt(at: int) -> tuple[str, ...]:
        one = doubts[at]
        cells = " | ".join(tried.cells.get(one.line, ()))
        return str(one.line or ""), on_screen(one.reason), cells

    return Rows(len(doubts), doubt)


def names_of(tried: Tried, wishes: Wishes) -> list[Unknown]:
    """The names that nobody here has, and those of which the user has said what becomes."""
    unknown = list(tried.report.unknown)
    there = {(one.field, fold(one.word)) for one in unknown}
    said = [
        Unknown(field, word, 0, 0, "left")
        for field, word, _meaning in wishes.values
        if (field, fold(word)) not in there
    ]
    return [*unknown, *said]


def count_of(tab: Tab, tried: Tried, wishes: Wishes) -> int:
    """How many rows a list of a trial has."""
    report = tried.report
    return {
        "refused": len(report.refused),
        "doubtful": len(tried.doubts),
        "names": len(names_of(tried, wishes)),
        "changes": len(report.changes) + report.more_changes,
        "parts": len(report.parts),
    }[tab]


def answer_to(one: Unknown, wishes: Wishes) -> str:
    """What the user said of a name; '' for nothing."""
    return next(
        (
            meaning
            for field, word, meaning in wishes.values
            if field == one.field and fold(word) == fold(one.word)
        ),
        "",
    )


def _name(one: Unknown, wishes: Wishes) -> tuple[str, ...]:
    answer = answer_to(one, wishes)
    said = {"": BECOMES[one.becomes], MAKE: "made (said)", LEAVE: "left out (said)"}.get(
        answer, f"{answer} (said)"
    )
    return one.field, one.word, f"{one.rows:,}" if one.rows else "", said, one.near
