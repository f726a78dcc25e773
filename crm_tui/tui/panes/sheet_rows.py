"""Where the agenda's list gets its lines: sections with headings, their rows read by page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from crm_tui.store.desk import Desk
from crm_tui.tui.agenda.lines import heading, sheet_row
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.record_list import GUTTER, Row
from crm_tui.views import agenda
from crm_tui.views.agenda import Section, Sheet, SheetRow

PAGE = 64


class Placed(NamedTuple):
    """A line of a section: the task, and how it is drawn."""

    task: SheetRow
    row: Row


class Pages(Protocol):
    """Where the tasks of a section come from."""

    def __call__(self, section: int, offset: int, limit: int) -> Sequence[SheetRow]:
        """The tasks of the section with this number, from `offset` on."""
        ...


class SheetRows:
    """The lines of a sheet: a heading for each section, below it its tasks."""

    def __init__(self, sheet: Sheet, pages: Pages, words: Words, width: int) -> None:
        self.sheet = sheet
        self._pages = pages
        self._words = words
        self._width = max(1, width - GUTTER)
        self._read: dict[tuple[int, int], list[Placed]] = {}
        self._headings: dict[int, Row] = {}
        self._starts: list[int] = []
        place = 0
        for section in sheet.sections:
            self._starts.append(place)
            place += 1 + section.total
        self._count = place

    @property
    def count(self) -> int:
        """How many lines there are, headings among them."""
        return self._count

    @property
    def headings(self) -> Sequence[int]:
        """The places of the headings, in order."""
        return self._starts

    def row(self, index: int) -> Row:
        """The line at a place."""
        number, below = self._find(index)
        if below < 0:
            return self._heading(number)
        placed = self._placed(number, below)
        return placed.row if placed else Row(0, ())

    def task(self, index: int) -> SheetRow | None:
        """The task at a place; None for a heading and beyond the end."""
        if not 0 <= index < self._count:
            return None
        number, below = self._find(index)
        placed = self._placed(number, below) if below >= 0 else None
        return placed.task if placed else None

    def section(self, index: int) -> Section:
        """The section in which a line stands."""
        return self.sheet.sections[self._find(index)[0]]

    def index_of(self, key: int) -> int | None:
        """The place of a task, looked for in the pages that were read."""
        for (number, page), placed in self._read.items():
            for place, one in enumerate(placed):
                if one.task.id == key:
                    return self._starts[number] + 1 + page * PAGE + place
        return None

    def all_tasks(self) -> list[int]:
        """Every task, in order."""
        return [
            task.id
            for number, section in enumerate(self.sheet.sections)
            for task in self._pages(number, 0, section.total)
        ]

    def read_near(self, index: int) -> None:
        """Read the page of a place, so that `index_of` finds what stands there."""
        if self._count:
            self.task(max(0, min(index, self._count - 1)))

    def _find(self, index: int) -> tuple[int, int]:
        """The section at a place and the number of the task in it, -1 for its heading."""
        number = bisect_right(self._starts, index) - 1
        return number, index - self._starts[number] - 1

    def _heading(self, number: int) -> Row:
        row = self._headings.get(number)
        if row is None:
            section = self.sheet.sections[number]
            spans = heading(self.sheet, section, self._width, self._words)
            row = self._headings[number] = Row(-1 - number, (), heading=True, spans=spans)
        return row

    def _placed(self, number: int, below: int) -> Placed | None:
        page, place = divmod(below, PAGE)
        placed = self._read.get((number, page))
        if placed is None:
            section = self.sheet.sections[number]
            tasks = self._pages(number, page * PAGE, PAGE)
            placed = [Placed(task, sheet_row(task, section, self._words)) for task in tasks]
            self._read[number, page] = placed
        return placed[place] if place < len(placed) else None


def of_sheet(desk: Desk, sheet: Sheet, words: Words, width: int) -> SheetRows:
    """The lines of a sheet of the database."""

    def pages(section: int, offset: int, limit: int) -> Sequence[SheetRow]:
        ids = agenda.ids(desk, sheet, sheet.sections[section], offset, limit)
        return agenda.rows(desk, ids, sheet.overlapping)

    return SheetRows(sheet, pages, words, width)


def of_parts(
    sheet: Sheet, parts: Sequence[tuple[Section, Sequence[SheetRow]]], words: Words, width: int
) -> SheetRows:
    """The lines of tasks that are at hand, part by part."""
    filled = [(section, rows) for section, rows in parts if rows]

    def pages(section: int, offset: int, limit: int) -> Sequence[SheetRow]:
        return filled[section][1][offset : offset + limit]

    sections = tuple(section._replace(total=len(rows)) for section, rows in filled)
    return SheetRows(sheet._replace(sections=sections), pages, words, width)
