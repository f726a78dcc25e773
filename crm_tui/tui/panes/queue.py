"""The queue of tickets: the line of its views, and the tickets of the view that is shown.

What reads and draws tickets is imported when the queue is first shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from crm_tui.store.desk import Desk
from crm_tui.text.say import quoted
from crm_tui.tui.card.spans import line, span
from crm_tui.tui.panes.searched import with_search
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.record_list import GUTTER, RecordList
from crm_tui.tui.widgets.text_view import Line

if TYPE_CHECKING:
    from datetime import date

    from crm_tui.tui.card.words import Words
    from crm_tui.tui.panes.queue_rows import QueueRows
    from crm_tui.tui.panes.queue_views import QueueView
    from crm_tui.tui.whereabouts import QueueLeft
    from crm_tui.views.customer_value import ValueClasses
    from crm_tui.views.list_columns import ListColumn
    from crm_tui.views.tickets import TicketQuery, TicketRow

EMPTY_SEARCH = "Nothing answers to that.\nEscape clears the search."
_EMPTY = {
    "running": "Nothing runs out.\nl shows what is new and nobody's.",
    "unowned": "Nothing new that is nobody's.\nl shows what is yours.",
    "mine": "Nothing is yours to do.\nh shows what is new and nobody's, l what is due again.",
    "again": "Nothing of yours is due again.\nl shows the complaints.",
    "complaints": "No open complaint.\nl shows all that is open.",
    "all": "No open ticket.\nN adds one; v shows those that ended.",
}
_EMPTY_AT_ALL = "No ticket yet.\nN adds one; 'crm ticket take' brings mail in."
_EMPTY_OTHER = "No ticket here.\nv chooses another view."
_LOOKED_AFTER = 3
"""Tickets below the cursor of which the next one there is gets it, where its own has left."""


class QueuePane(Vertical):
    """The line of the views over the list of tickets."""

    DEFAULT_CSS = "QueuePane { height: 1fr; }"

    def __init__(
        self,
        desk: Desk,
        words: Callable[[], Words],
        left: QueueLeft,
        on_cursor: Callable[[int | None], None],
        drafted: Callable[[], Collection[int]],
    ) -> None:
        """`left` is where the queue was when the program ended.

        `drafted` gives the tickets to which an answer is begun.
        """
        super().__init__(id="queue")
        self.searched = ""
        self.counts: Mapping[str, int] = {}
        """How many tickets each view has, as far as they were counted."""
        self._left = left
        self._view: QueueView | None = None
        self._desk = desk
        self._words = words
        self._on_cursor = on_cursor
        self._drafted = drafted
        self._awake = False
        self._values: tuple[date, ValueClasses] | None = None
        self._before_search: int | None = None
        self._chosen: str | None = None
        self.title = Bar(id="queue-title")
        self.list = RecordList((), header=False, on_cursor=self._moved, id="queue-list")

    def compose(self) -> ComposeResult:
        """The views and the list."""
        yield self.title
        yield self.list

    # What is under the cursor

    @property
    def rows(self) -> QueueRows | None:
        """The lines that are shown; None before the first were read."""
        from crm_tui.tui.panes.queue_rows import QueueRows

        source = self.list.source
        return source if isinstance(source, QueueRows) else None

    @property
    def row(self) -> TicketRow | None:
        """The ticket under the cursor."""
        rows = self.rows
        return rows.ticket(self.list.cursor_index) if rows else None

    @property
    def ticket(self) -> int | None:
        """The ticket under the cursor, by its id."""
        return self.list.cursor_key or None

    @property
    def view(self) -> QueueView:
        """Which tickets are shown, under which name."""
        from crm_tui.tui.panes.queue_views import kept_view

        if self._view is None:
            self._view = kept_view(self._left.name, self._left.fields)
        return self._view

    @property
    def shown(self) -> TicketQuery:
        """What is shown, the search included."""
        query = self.view.query
        return query._replace(text=with_search(query.text, self.searched))

    @property
    def total(self) -> int:
        """How many tickets are shown."""
        return self.list.source.count

    @property
    def left(self) -> QueueLeft:
        """Where the queue is, for the next start."""
        from crm_tui.tui.panes.queue_views import fields_of

        if self._view is None or self._view.query.ids is not None:
            return self._left  # tickets behind a figure are no place to come back to
        ticket = self.ticket or self._left.ticket
        return self._left._replace(
            name=self._view.name, fields=fields_of(self._view.query), ticket=ticket
        )

    # What is shown

    def wake(self) -> None:
        """Read the tickets, when the queue is first shown or shown again."""
        self._awake = True
        if self.rows is None:
            if self._view is None and not self._left.name:
                from crm_tui.tui.panes.queue_views import first_view

                self._view = first_view(self._desk)
            self._read(self._left.ticket)
        else:
            self.read_again()

    def sleep(self) -> None:
        """Read nothing more until the queue is shown again."""
        self._awake = False

    def show(self, view: QueueView, ticket: int | None = None) -> None:
        """Show another view from its start, or with the cursor on one of its tickets."""
        query = view.query._replace(columns=view.query.columns or self._columns())
        self._view, self.searched = view._replace(query=query), ""
        self.list.set_marks(())
        self._awake = True
        self._read(ticket)

    def turn(self, steps: int) -> None:
        """Show the view so many further on in triage order, round and round."""
        from crm_tui.tui.panes.queue_views import view_of
        from crm_tui.views.tickets import VIEWS

        names = list(VIEWS)
        here = self.view.triage
        place = names.index(here) + steps if here else min(steps, 0)
        self.show(view_of(names[place % len(names)], self.view.query.sort if here else "due"))

    def search(self, text: str) -> None:
        """Narrow the view to the tickets that answer to a text; an empty text shows all of it."""
        text = text.strip()
        keep = None
        if not self.searched:
            self._before_search = self.ticket
        elif not text:
            keep = self._before_search
        self.searched = text
        self._read(keep)

    def sort(self, by: str) -> None:
        """Sort the view; the cursor stays on its ticket."""
        self._view = self.view._replace(query=self.view.query._replace(sort=by))
        self._read(self.ticket)

    def set_columns(self, columns: str) -> None:
        """Show further columns, as `list_columns` keeps them; '' for none."""
        self._chosen = columns
        self._view = self.view._replace(query=self.view.query._replace(columns=columns))
        self._read(self.ticket)

    def _columns(self) -> str:
        """The columns that were chosen last: a view without its own shows them."""
        if self._chosen is None:
            kept = self._left.fields.get("columns")
            self._chosen = kept if isinstance(kept, str) else ""
        return self._chosen

    @property
    def further(self) -> tuple[ListColumn, ...]:
        """The columns that are shown beside the usual ones."""
        from crm_tui.views import list_columns

        return list_columns.of_kept(self._desk, "ticket", self.view.query.columns, ())

    def go_to(self, ticket: int) -> bool:
        """Put the cursor on a ticket; whether it stands in this view."""
        place = self.list.source.index_of(ticket)
        if place is None:
            return False
        self.list.move_to(place)
        return True

    def read_again(self) -> None:
        """Show what there is now; the cursor stays on its ticket.

        Where that has left the view, the cursor is on what came after it.
        """
        rows = self.rows
        if not self._awake or rows is None:
            return
        index = self.list.cursor_index
        after = [rows.ticket(index + below) for below in range(1, _LOOKED_AFTER + 1)]
        self._read(self.ticket, index, [one.id for one in after if one])
        if self.list.marks:
            self._unmark_those_gone()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Take how many tickets each view has, which was read meanwhile."""
        self.counts = counts
        self._say_title()

    def all_ids(self) -> list[int]:
        """Every ticket of the view, beyond the screen too."""
        from crm_tui.views import tickets

        return tickets.all_ids(self._desk, self.shown)

    def _read(self, keep: int | None, index: int = 0, after: list[int] | None = None) -> None:
        from crm_tui.tui.panes.queue_rows import QueueRows
        from crm_tui.tui.service.queue_lines import height

        width = self.list.size.width or self.app.size.width
        further = self.further
        self.list.row_height = height(width - GUTTER, further=bool(further))
        rows = QueueRows(
            self._desk,
            self.shown,
            self._words(),
            self.values(),
            width,
            self._drafted(),
            further=further,
        )
        rows.read_near(index)
        kept = next(
            (one for one in (keep, *(after or ())) if one and rows.index_of(one) is not None), None
        )
        self.list.empty = "" if rows.count else self._empty()
        self.list.set_source(rows, keep_key=kept, index=index)
        self._say_title()

    def _empty(self) -> str:
        if self.searched:
            return EMPTY_SEARCH
        if not self._desk.store.value("SELECT 1 FROM ticket LIMIT 1"):
            return _EMPTY_AT_ALL
        return _EMPTY.get(self.view.triage, _EMPTY_OTHER)

    def values(self) -> ValueClasses:
        """From what sum on a customer is of which class; read once a day."""
        from crm_tui.views.customer_value import value_classes

        today = self._desk.clock.today()
        if self._values is None or self._values[0] != today:
            self._values = today, value_classes(self._desk)
        return self._values[1]

    def _unmark_those_gone(self) -> None:
        from crm_tui.views import tickets

        self.list.set_marks(self.list.marks & set(tickets.all_ids(self._desk, self.view.query)))

    # Drawing

    def _moved(self, key: int | None, index: int) -> None:
        del index
        self._on_cursor(key or None)

    def on_resize(self, event: events.Resize) -> None:
        """Set the tickets in the lines there is room for now."""
        del event
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        from crm_tui.tui.service.queue_lines import height

        rows, width = self.rows, self.list.size.width
        if rows is not None and width and rows.fit(width):
            self.list.row_height = height(width - GUTTER, further=bool(self.further))
            self.list.set_source(rows, keep_key=self.ticket, index=self.list.cursor_index)
        self._say_title()

    def _say_title(self) -> None:
        width = self.size.width
        if not width or self._view is None:
            return
        from crm_tui.tui.service.queue_lines import views_line

        words = self._words()
        other = self._other()
        shown = "" if self.searched else self.view.triage
        self.title.show((("  ", ""), *views_line(shown, self.counts, width - 2, words, other)))

    def _other(self) -> Line:
        """What is shown where it is none of the views as they are: a search, a saved view."""
        from crm_tui.tui.panes.queue_views import SORT_NAMES

        view = self.view
        by = f"by {SORT_NAMES[view.query.sort]}" if view.query.sort != "due" else ""
        if self.searched:
            return line(
                span(view.name, "strong"), ("  ", ""), span(quoted(self.searched)),
                (f"  {self.total:,} found", "key"),
            )  # fmt: skip
        if view.triage:
            return line((by, "dim"))
        name = f"[{span(view.name)[0]} {self.total:,}]"
        return line((name, "strong"), (f" {by}" if by else "", "dim"))
