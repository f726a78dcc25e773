"""Sheets for the tests, readable: what is not said is usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from textual.app import ComposeResult

from crm_tui.tui.agenda.lines import COLUMNS, heading, sheet_row
from crm_tui.tui.card.words import Words
from crm_tui.tui.safety import SteadyApp
from crm_tui.tui.widgets.record_list import RecordList, Row
from crm_tui.views.agenda import Section, Sheet, SheetRow

TODAY = date(2026, 11, 20)
WORDS = Words(
    today=TODAY,
    zone=ZoneInfo("Europe/Budapest"),
    labels={
        ("task_kind", "call"): "call",
        ("task_kind", "call_back"): "call back",
        ("task_kind", "visit"): "visit",
        ("task_kind", "offer"): "offer",
    },
)
ASCII = WORDS._replace(ascii_only=True)


def day(apart: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(apart)


def at(hour: int, minute: int = 0, apart: int = 0) -> datetime:
    """An instant by the viewer's clock, in winter an hour ahead of UTC."""
    on = day(apart)
    return datetime(on.year, on.month, on.day, hour - 1, minute, tzinfo=UTC)


def task(title: str = "Call back", **given: Any) -> SheetRow:
    """A task of today without an hour."""
    usual: dict[str, Any] = {
        "id": 1, "title": title, "kind": "other", "priority": "normal", "side": "us",
        "state": "open", "due": TODAY, "start_at": None, "minutes": 0, "party": None,
        "party_name": "", "phone": "", "assignee": "anna", "attempt": 1, "repeats": False,
        "planned": False, "waits_for": "", "overlaps": False, "day": TODAY, "reason": "",
        "note": "",
    }  # fmt: skip
    return SheetRow(**(usual | given))


def section(key: str, on: date | None = None, total: int = 1, **more: Any) -> Section:
    """A section of a sheet."""
    return Section(key, on, total, **more)


def sheet(*sections: Section, load: int = 0, capacity: int = 480) -> Sheet:
    """The sheet of today."""
    return Sheet(1, TODAY, TODAY, sections, load, capacity)


class Drawn:
    """The rows of a sheet under their headings."""

    def __init__(
        self, of: Sheet, tasks: Sequence[Sequence[SheetRow]], width: int, words: Words
    ) -> None:
        self.rows: list[Row] = []
        self.headings: list[int] = []
        for number, (part, below) in enumerate(zip(of.sections, tasks, strict=True)):
            self.headings.append(len(self.rows))
            self.rows.append(Row(-number, (), heading=True, spans=heading(of, part, width, words)))
            self.rows += [sheet_row(one, part, words) for one in below]

    @property
    def count(self) -> int:
        return len(self.rows)

    def row(self, index: int) -> Row:
        return self.rows[index]

    def index_of(self, key: int) -> int | None:
        return next((place for place, row in enumerate(self.rows) if row.key == key), None)


class Paper(SteadyApp):
    """A sheet alone on the screen."""

    def __init__(self, source: Drawn, words: Words) -> None:
        super().__init__()
        self.list = RecordList(COLUMNS, source, ellipsis=words.ellipsis)

    def compose(self) -> ComposeResult:
        yield self.list

    def lines(self) -> list[str]:
        return [self.list.render_line(y).text.rstrip() for y in range(self.list.size.height)]
