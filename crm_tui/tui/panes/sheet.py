"""The agenda's list: a day, a week, what hangs on nobody, requests for help, or a search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from crm_tui.store.desk import Desk
from crm_tui.text.say import quoted
from crm_tui.tui.agenda.headings import say_full_day
from crm_tui.tui.agenda.lines import COLUMNS, detail, load_bar
from crm_tui.tui.card.words import Words
from crm_tui.tui.panes.sheet_rows import SheetRows, of_sheet
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.text_view import Line, Span
from crm_tui.views import agenda, task_lines
from crm_tui.views.agenda import Section, Sheet, SheetRow

Kind = Literal["day", "week", "unattached", "help"]

LOOKED_AT = 1_000
"""Tasks of a section among which the cursor's is looked for, when it has moved."""

EMPTY_DAY = "Nothing to do here.\nt or N adds a task, P plans tomorrow, ] shows the next day."
EMPTY_SEARCH = "Nothing answers to that.\nEscape clears the search."


class SheetView(NamedTuple):
    """Which sheet is shown: whose, of what kind, for which day; no day is today, whichever it is.

    `name` is the colleague's where it is not one's own.
    """

    user: int
    kind: Kind = "day"
    day: date | None = None
    name: str = ""


def _same(one: Section, other: Section) -> bool:
    return (one.key, one.day) == (other.key, other.day)


class SheetPane(Vertical):
    """A title line over the list of the sheet, below it the task under the cursor in full."""

    DEFAULT_CSS = "SheetPane { height: 1fr; }"

    def __init__(
        self, desk: Desk, words: Callable[[], Words], on_cursor: Callable[[int | None], None]
    ) -> None:
        super().__init__(id="sheet")
        self.view = SheetView(desk.user)
        self.searched = ""
        self.sheet: Sheet | None = None
        self._desk = desk
        self._words = words
        self._on_cursor = on_cursor
        self._awake = False
        self._let_go: frozenset[int] = frozenset()
        self._before_search: int | None = None
        self._planning: Line | None = None
        self.title = Bar(id="sheet-title")
        self.list = RecordList(COLUMNS, empty=EMPTY_DAY, on_cursor=self._moved, id="sheet-list")
        self.detail = Bar(id="sheet-detail")

    def compose(self) -> ComposeResult:
        """The title line, the list, and what is too long for its line."""
        yield self.title
        yield self.list
        yield self.detail

    # What is under the cursor

    @property
    def rows(self) -> SheetRows | None:
        """The lines that are shown; None before the first were read."""
        source = self.list.source
        return source if isinstance(source, SheetRows) else None

    @property
    def row(self) -> SheetRow | None:
        """The task under the cursor."""
        rows = self.rows
        return rows.task(self.list.cursor_index) if rows else None

    @property
    def party(self) -> int | None:
        """The customer of the task under the cursor."""
        row = self.row
        return row.party if row else None

    def tasks(self) -> list[int]:
        """The tasks a verb acts on: the marked ones, else the one under the cursor."""
        if self.list.marks:
            return sorted(self.list.marks)
        row = self.row
        return [row.id] if row else []

    @property
    def total(self) -> int:
        """How many tasks are shown."""
        rows = self.rows
        return rows.count - len(rows.headings) if rows else 0

    def all_tasks(self) -> list[int]:
        """Every task that is shown, beyond the screen too."""
        rows = self.rows
        return rows.all_tasks() if rows else []

    def unmark(self, tasks: Sequence[int]) -> None:
        """Take the marks off tasks."""
        if not self.list.marks.isdisjoint(tasks):
            self.list.set_marks(self.list.marks.difference(tasks))

    def let_go(self, tasks: Sequence[int]) -> None:
        """Do not follow tasks to where they are put now: the cursor goes on to what comes next."""
        self._let_go = frozenset(tasks)

    # What is shown

    def wake(self) -> None:
        """Read what there is to do, when the agenda is first shown or shown again."""
        self._awake = True
        self.read_again()

    def sleep(self) -> None:
        """Read nothing more until the agenda is shown again."""
        self._awake = False

    def show(self, view: SheetView) -> None:
        """Show another sheet from its top."""
        self.view, self.searched = view, ""
        self._planning = None
        self.list.set_marks(())
        self.list.empty = EMPTY_DAY
        self._awake = True
        self._read(keep=None, index=0)

    def turn(self, steps: int) -> None:
        """Turn to another day, or another week."""
        day = self.view.day or self._desk.clock.today()
        day += timedelta(steps * (7 if self.view.kind == "week" else 1))
        self.show(self.view._replace(day=None if day == self._desk.clock.today() else day))

    def search(self, text: str) -> None:
        """Narrow the agenda to the tasks that answer to a text; an empty text shows all."""
        text = text.strip()
        keep = None
        if not self.searched:
            self._before_search = self.list.cursor_key
        elif not text:
            keep = self._before_search
        self.searched = text
        self.list.empty = EMPTY_SEARCH if self.searched else EMPTY_DAY
        self._read(keep=keep, index=0)

    def read_again(self) -> None:
        """Show what there is now; what has ended is marked no more.

        The cursor stays on its task wherever that stands now, unless it was let go: then only
        below the same heading. Where it is gone the cursor is on what came after it.
        """
        if not self._awake or self._planning is not None:
            return
        if self.list.marks:
            self.list.marks &= set(task_lines.open_among(self._desk, sorted(self.list.marks)))
        rows, index = self.rows, self.list.cursor_index
        row = rows.task(index) if rows else None
        if rows is None or row is None:
            self._read(keep=None, index=index)
        else:
            below = rows.section(index) if row.id in self._let_go else None
            after = rows.task(index + 1) or rows.task(index + 2)
            self._read(keep=row.id, index=index, below=below, after=after.id if after else None)

    def show_rows(self, rows: SheetRows, title: Line, keep: int | None, index: int) -> None:
        """Show lines of one's own under a title, as planning does."""
        self._planning = title
        self.list.set_source(rows, keep_key=keep, index=index)
        self._say_title()

    def _read(
        self,
        keep: int | None,
        index: int,
        *,
        below: Section | None = None,
        after: int | None = None,
    ) -> None:
        self.sheet = self._sheet()
        rows = of_sheet(self._desk, self.sheet, self._words(), self.size.width)
        rows.read_near(index)
        for key in (keep, after):
            if key is not None and self._find(rows, key, below if key == keep else None):
                self.list.set_source(rows, keep_key=key, index=index)
                break
        else:
            self.list.set_source(rows, index=index)
        self._say_title()

    def _find(self, rows: SheetRows, key: int, below: Section | None) -> bool:
        """Read the page on which a task stands, below a heading where one is said."""
        place = rows.index_of(key)
        if place is None:
            if not task_lines.open_among(self._desk, [key]):
                return False
            sections = rows.sheet.sections
            for number, section in enumerate(sections):
                if below is None or _same(section, below):
                    found = agenda.ids(self._desk, rows.sheet, section, 0, LOOKED_AT)
                    if key in found:
                        place = rows.headings[number] + 1 + found.index(key)
                        rows.read_near(place)
                        return True
            return False
        return below is None or _same(rows.section(place), below)

    def _sheet(self) -> Sheet:
        user, day = self.view.user, self.view.day
        if self.searched:
            return agenda.search_sheet(self._desk, user, self.searched)
        if self.view.kind == "week":
            return agenda.week_sheet(self._desk, user, day)
        if self.view.kind == "unattached":
            return agenda.unattached(self._desk, user)
        if self.view.kind == "help":
            return agenda.help_sheet(self._desk)
        return agenda.day_sheet(self._desk, user, day)

    # Drawing

    def _moved(self, key: int | None, index: int) -> None:
        del key, index
        self._say_title()
        self._on_cursor(self.party)

    def on_resize(self, event: events.Resize) -> None:
        """Set the headings anew for the room there is."""
        del event
        if self._awake and self.size.width and self._planning is None:
            self.read_again()
        self._say_title()

    def _say_title(self) -> None:
        self.title.show((("  ", ""), *(self._planning or self._title())))
        row = self.row
        self.detail.show(detail(row, self._words()) if row else ())

    def _title(self) -> Line:
        whose = f"{self.view.name}: " if self.view.name else ""
        if self.searched:
            found = self.total
            return (
                (f"{whose}Tasks", "strong"),
                (f"  {quoted(self.searched)}  ", ""),
                (f"{found:,} found", "key"),
            )
        today = self._desk.clock.today()
        day = self.view.day or today
        if self.view.kind == "unattached":
            return ((f"{whose}Tasks without a customer", "strong"),)
        if self.view.kind == "help":
            return (("Help wanted", "strong"), ("  x answers", "dim"))
        if self.view.kind == "week":
            monday = day - timedelta(day.weekday())
            return ((f"{whose}Week from {say_full_day(monday, today)}", "strong"),)
        spans: list[Span] = [(f"{whose}{say_full_day(day, today)}", "strong")]
        if self.sheet:
            number = self.sheet.on_day(day)
            spans.append((f"  {number:,} task{'' if number == 1 else 's'}", ""))
            if self.sheet.overdue:
                spans.append((f", ! {self.sheet.overdue:,} overdue", "alert"))
            if not number:  # no heading says how the day stands
                ascii_only = self._words().ascii_only
                bar = load_bar(0, self.sheet.capacity, ascii_only=ascii_only)
                spans += [("  ", ""), *bar]
        return tuple(spans)
