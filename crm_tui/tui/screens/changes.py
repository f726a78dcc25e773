"""Who changed what and when; a change field by field; taking one back (rule 1, key `U`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.services.opening import Desk
from crm_tui.text.safe import display
from crm_tui.text.width import wrap
from crm_tui.tui.card.spans import BLANK, cut_line, labelled, line, span, wrapped
from crm_tui.tui.card.words import Words
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.list_keys import do_key, moves
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import RecordList, Row
from crm_tui.tui.widgets.text_view import Line, TextView
from crm_tui.views import changes
from crm_tui.views.changes import ChangeSetRow, Told

COLUMNS = (
    Column("When", 16),
    Column("Who", 8),
    Column("What", 24, flex=1),
    Column("Rows", 9, align=">"),
    Column("", 10),
    Column("From", 7, drop=1),
)
LABEL = 16
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")
_PAGE = 100
_MOST_FIELDS = 400

_RECORDS = {
    "party": "customer",
    "contact_method": "number or address",
    "timeline_entry": "log",
    "assignment": "who works them",
    "tagging": "tag of",
    "relationship": "relation of",
    "participant": "who took part",
    "saved_view": "view",
}


class ChangeSets:
    """The change sets as the source of a list; read on as far as it is looked at."""

    def __init__(self, desk: Desk, words: Words) -> None:
        self._desk = desk
        self._words = words
        self._rows: list[ChangeSetRow] = []
        self._all = False
        self._read_on()

    @property
    def count(self) -> int:
        """How many were read, and one more while there are older ones."""
        return len(self._rows) + (not self._all)

    def row(self, index: int) -> Row:
        """The change set at a place, the newest first."""
        if index >= len(self._rows):
            self._read_on()
        if index >= len(self._rows):
            return Row(0, ())
        one = self._rows[index]
        clock = self._words.zone
        hour = f" {one.at.astimezone(clock):%H:%M}" if one.at else ""
        cells = (
            self._words.day(one.at.astimezone(clock).date() if one.at else None) + hour,
            one.user,
            one.label,
            f"{one.rows:,}",
            "taken back" if one.undone else "undo" if one.undoes else "",
            one.origin,
        )
        return Row(one.id, cells, "dim" if one.undone else "")

    def index_of(self, key: int) -> int | None:
        """The place of a change set."""
        return next((place for place, row in enumerate(self._rows) if row.id == key), None)

    def of(self, key: int) -> ChangeSetRow | None:
        """The change set with this id."""
        place = self.index_of(key)
        return None if place is None else self._rows[place]

    def _read_on(self) -> None:
        before = self._rows[-1].id if self._rows else None
        found = changes.change_sets(self._desk, limit=_PAGE, before=before)
        self._rows += found
        self._all = len(found) < _PAGE


def change_lines(
    change_set: ChangeSetRow, fields: Sequence[Told], width: int, words: Words
) -> list[Line]:
    """A change set field by field, before and after, record by record."""
    when = words.moment(change_set.at)
    undone = " (taken back)" if change_set.undone else ""
    lines = [
        line(span(change_set.label, "title"), (undone, "warn")),
        line(span(f"{change_set.user}, {when}, {change_set.rows:,} rows", "dim")),
    ]
    record: tuple[str, int] | None = None
    for one in fields:
        if (one.record, one.row) != record:
            record = one.record, one.row
            kind = _RECORDS.get(one.record, one.record.replace("_", " "))
            lines += [BLANK, line(span(f"{kind} ", "dim"), (" ", ""), span(one.whose, "strong"))]
        lines += _field(one, width, words)
    if len(fields) < change_set.rows:
        lines += [BLANK, line(("The rest is not listed here.", "dim"))]
    return [cut_line(one, width, words.ellipsis) for one in lines]


def _field(one: Told, width: int, words: Words) -> list[Line]:
    before, after = (_value(one.field, value, words) for value in (one.before, one.after))
    room = max(1, width - LABEL - 4)
    arrow = "-> " if words.ascii_only else "\u2192 "
    parts: list[Line] = []
    if before:
        parts += _wrapped("- ", before, room, "dim")
    if after or before:
        parts += _wrapped(arrow, after or "nothing", room, "")
    label = span(one.field.replace("_", " "))[0]
    return labelled(f"  {label}", parts, LABEL + 1)


def _wrapped(sign: str, text: str, room: int, tone: Tone) -> list[Line]:
    rows = wrap(display(text, multiline=True), room)
    gap = " " * len(sign)
    return [((sign if not number else gap, "dim"), (row, tone)) for number, row in enumerate(rows)]


def _value(field: str, value: str | None, words: Words) -> str:
    if value is None or value == "":
        return ""
    if _INSTANT.fullmatch(value):
        local = datetime.fromisoformat(value).replace(tzinfo=UTC).astimezone(words.zone)
        return f"{words.day(local.date())} {local:%H:%M}"
    return words.label(field, value) if (field, value) in words.labels else value


class ChangesScreen(Screen[None]):
    """The list of changes. Enter shows one field by field, `u` takes it back and leaves.

    `take_back` is given the id of the change set; who opened the screen says what came of it.
    """

    DEFAULT_CSS = "ChangesScreen { layout: vertical; }"
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, words: Words, take_back: Callable[[int], None]) -> None:
        super().__init__()
        self._desk = desk
        self._words = words
        self._take_back = take_back
        self._sets = ChangeSets(desk, words)
        self.list = RecordList(
            COLUMNS, self._sets, empty="Nothing was changed yet.", ellipsis=words.ellipsis
        )
        self.text = TextView()
        self.prompt = Prompt()

    def compose(self) -> ComposeResult:
        """The list, the text of one change in its place, the status row."""
        yield self.list
        yield self.text
        yield self.prompt

    def on_mount(self) -> None:
        """Begin with the list."""
        self.text.display = False
        self.prompt.set_mode("CHANGES")
        self._show_list()

    @property
    def reading(self) -> bool:
        """Whether one change is shown field by field."""
        return bool(self.text.display)

    def _show_list(self) -> None:
        self.text.display = False
        self.list.display = True
        self.set_focus(self.list)
        self.prompt.say("Enter shows what was changed, u takes it back, q leaves.", "dim")

    def _show_change(self) -> None:
        found = self._sets.of(self.list.cursor_key or 0)
        if found is None:
            return
        fields = changes.told(
            self._desk, changes.changed_fields(self._desk, found.id, limit=_MOST_FIELDS)
        )
        lines = change_lines(found, fields, self.size.width, self._words)
        self.text.set_lines([*self._report_lines(found.id), *lines])
        self.list.display = False
        self.text.display = True
        self.set_focus(self.text)
        self.prompt.say("u takes this change back, q goes back to the list.", "dim")

    def _report_lines(self, change_set: int) -> list[Line]:
        """What came of an import, above its changes; nothing for other changes."""
        from crm_tui.views import imports

        one = imports.of_change_set(self._desk, change_set)
        if one is None:
            return []
        width = max(1, self.size.width - 1)
        said = imports.sentences(one, self._words.zone)
        return [*(part for text in said for part in wrapped(text, width) or [BLANK]), BLANK]

    async def take_key(self, event: Pressed) -> bool:
        """Move, open, take back, leave."""
        shown: RecordList | TextView = self.text if self.reading else self.list
        keys: dict[str, Callable[[], object]] = {
            **moves(shown),
            "enter": self._show_change,
            "u": self._undo,
            "q": self._back,
            "escape": self._back,
        }
        return do_key(event, keys, lambda: None)

    def _back(self) -> None:
        if self.reading:
            self._show_list()
        else:
            self.dismiss(None)

    def _undo(self) -> None:
        found = self._sets.of(self.list.cursor_key or 0)
        if found is None:
            return
        if found.undone:
            self.prompt.say("This change has been taken back already.", "warn")
            return
        self.dismiss(None)
        self._take_back(found.id)
