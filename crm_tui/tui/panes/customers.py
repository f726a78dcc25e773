"""The customer list: a view, perhaps narrowed by a search, and where the cursor is in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical

from crm_tui.store.desk import Desk
from crm_tui.text.width import cell_width
from crm_tui.tui.panes.customer_rows import USUAL, FoundRows, QueriedRows, Shown, Wording
from crm_tui.tui.panes.list_views import SORT_NAMES, ListView
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.text_view import Span
from crm_tui.views import customers, list_columns
from crm_tui.views.customers import CustomerQuery
from crm_tui.views.matching import ENOUGH

EMPTY_LIST = "Nobody here.\nN adds a customer, v chooses another view.\nI brings in a file of many."
EMPTY_SEARCH = "Nothing answers to that.\nEscape clears the search."


NEAR = 5000
"""Rows down the list that are read at once at a start."""


class Counted(NamedTuple):
    """How many a query shows, and how many of them in each state."""

    total: int
    states: tuple[tuple[str, int], ...]


class Before(NamedTuple):
    """What was shown when a search began."""

    rows: QueriedRows
    party: int | None
    counted: Counted | None


def counted(desk: Desk, query: CustomerQuery) -> Counted:
    """Count what a query shows; slow on large databases."""
    return Counted(customers.count(desk, query), tuple(customers.totals(desk, query)))


class CustomersPane(Vertical):
    """A title line over the list."""

    DEFAULT_CSS = "CustomersPane { height: 1fr; }"

    def __init__(
        self,
        desk: Desk,
        view: ListView,
        wording: Callable[[], Wording],
        on_cursor: Callable[[int | None], None],
    ) -> None:
        super().__init__(id="customers")
        self.view = view
        self.query_shown = view.query
        self.counted: Counted | None = None
        self._desk = desk
        self._wording = wording
        self._on_cursor = on_cursor
        self._before_search: Before | None = None
        self.title = Bar(id="list-title")
        self._columns = view.query.columns
        self.shown = Shown()
        """The columns that are shown."""
        self.list = RecordList(
            self.shown.columns, empty=EMPTY_LIST, on_cursor=self._moved, id="list"
        )

    def compose(self) -> ComposeResult:
        """The title line and the list."""
        yield self.title
        yield self.list

    # What is shown

    @property
    def party(self) -> int | None:
        """The customer under the cursor."""
        return self.list.cursor_key or None

    @property
    def searched(self) -> str:
        """What the list is narrowed to."""
        return self.query_shown.text

    @property
    def counts_itself(self) -> bool:
        """Whether what is shown was found by words: it is few, and all of it is at hand."""
        return bool(self.query_shown.text) and isinstance(self.list.source, FoundRows)

    def show(self, view: ListView, keep: int | None = None) -> None:
        """Show a view from its start, or with the cursor on one of its customers.

        One that was saved without columns of its own shows those that were chosen last.
        """
        query = view.query._replace(columns=view.query.columns or self._columns)
        self.view = view._replace(query=query)
        self._show_query(query, keep)

    def set_columns(self, columns: str) -> None:
        """Show other columns, as `list_columns` keeps them; '' for the usual ones."""
        self._columns = columns
        self._before_search = None  # its rows have the columns there were
        self.view = self.view._replace(query=self.view.query._replace(columns=columns))
        self._show_query(self.query_shown._replace(columns=columns), self.party)

    def order(self, sort: str, *, reverse: bool) -> None:
        """Sort what is shown; the cursor stays on its customer where that can be found."""
        query = self.query_shown._replace(sort=sort, reverse=reverse)
        self.view = self.view._replace(query=query._replace(text=""))
        self._show_query(query, self.party)

    def restore(self, keep: int | None = None) -> None:
        """Show the view again after the search, the cursor on `keep` or on who was there."""
        before, self._before_search = self._before_search, None
        if before is None:
            self._show_query(self.view.query, keep or self.party)
            return
        self.query_shown = self.view.query
        self.counted = before.counted
        self.list.empty = EMPTY_LIST
        self.list.set_source(before.rows, keep_key=keep or before.party)
        self._say_title()

    def _show_query(self, query: CustomerQuery, keep: int | None) -> None:
        self.query_shown = query
        self.counted = None
        if not query.text:
            self._before_search = None
        self.list.empty = EMPTY_SEARCH if query.text else EMPTY_LIST
        self._show_columns(query.columns)
        if customers.is_search(self._desk, query):
            self._show_ids(customers.found_ids(self._desk, query), keep)
            return
        rows = QueriedRows(self._desk, query, self._wording(), self.shown)
        self.list.set_source(rows, keep_key=keep)
        self._say_title()

    def _show_columns(self, columns: str) -> None:
        """Take the titles and kinds of the columns as they are now."""
        self.shown = Shown(list_columns.of_kept(self._desk, "party", columns, USUAL))
        if self.list.columns != self.shown.columns:
            self.list.set_columns(self.shown.columns)

    # Searching

    def search(self, text: str) -> None:
        """Narrow the list to what answers to a text, at once; an empty text shows the view."""
        if text.strip():
            self._remember()
            self._show_query(self.view.query._replace(text=text.strip()), None)
        else:
            self.restore()

    def show_found(self, ids: Sequence[int], text: str) -> None:
        """Show these customers as what was found for a text."""
        self._remember()
        self.query_shown = self.view.query._replace(text=text)
        self.counted = None
        self.list.empty = EMPTY_SEARCH
        self._show_ids(ids, None)

    def _remember(self) -> None:
        if self._before_search is None and isinstance(self.list.source, QueriedRows):
            self._before_search = Before(self.list.source, self.party, self.counted)

    def _show_ids(self, ids: Sequence[int], keep: int | None) -> None:
        rows = FoundRows(self._desk, ids, self._wording(), self.shown)
        self.list.set_source(rows, keep_key=keep)
        self._say_title()

    # Changes

    def set_counted(self, query: CustomerQuery, found: Counted) -> None:
        """Take the counts, which were read meanwhile, unless another query is shown by now."""
        if query != self.query_shown:
            return
        self.counted = found
        if isinstance(self.list.source, QueriedRows):
            self.list.source.set_total(found.total)
            if self.list.cursor_index >= found.total:
                self.list.move_to(found.total - 1)
        self._say_title()

    def take_changes(self, touched: Collection[int] | None) -> None:
        """Show what was changed: rows at hand are read again; cursor and marks stay."""
        source = self.list.source
        if self._before_search is not None:
            before = self._before_search
            rows = before.rows.again(0, self._wording())
            self._before_search = before._replace(rows=rows)
        if isinstance(source, FoundRows):
            if touched is None:
                self._show_ids(source.ids, self.party)
            else:
                source.read_again(touched)
                self.list.refresh_rows(set(touched))
        elif isinstance(source, QueriedRows):
            fresh = source.again(self.list.cursor_index, self._wording())
            if touched is None or self._looks_different(source, fresh):
                self.list.set_source(
                    fresh, keep_key=self.party, index=min(self.list.cursor_index, fresh.count)
                )
            else:
                source.read_again(touched)
                self.list.refresh_rows(set(touched))

    def _looks_different(self, old: QueriedRows, fresh: QueriedRows) -> bool:
        top = self.list.top_index
        seen = range(top, min(top + self.list.page_size, old.count))
        return any(
            place >= fresh.count or old.row(place).key != fresh.row(place).key for place in seen
        )

    def go_to(self, party: int) -> bool:
        """Put the cursor on a customer; whether it stands in this list."""
        place = self.list.source.index_of(party)
        if place is None:
            return False
        self.list.move_to(place)
        return True

    def go_near(self, party: int, index: int, *, however_far: bool = False) -> bool:
        """Put the cursor on a customer that stands at a place or near it; whether it does.

        A place far down takes long to be read: it is not looked at unless it must be.
        """
        source = self.list.source
        if not isinstance(source, QueriedRows) or (index > NEAR and not however_far):
            return False
        place = source.look_near(party, index)
        if place is None:
            return False
        self.list.move_to(place)
        return True

    def end(self) -> None:
        """Go to the last row, however many there are."""
        if isinstance(self.list.source, QueriedRows):
            self.list.source.count_now()
        self.list.end()

    # Drawing

    def _moved(self, key: int | None, index: int) -> None:
        del index
        self._on_cursor(key or None)

    def on_resize(self) -> None:
        """Say in the title as much as there is room for now."""
        self._say_title()

    def _say_title(self) -> None:
        self.title.show((("  ", ""), *self._title()))

    def _title(self) -> list[Span]:
        query = self.query_shown
        source = self.list.source
        spans: list[Span] = [(self.view.title(self._wording().firm), "strong")]
        if query.text:
            number = self.counted.total if self.counted else source.count
            unread = isinstance(source, QueriedRows) and source.total is None
            more = "+" if unread or (self.counted is None and number == ENOUGH) else ""
            return [*spans, (f"  '{query.text}'  ", ""), (f"{number:,}{more} found", "key")]
        if self.counted is not None:
            spans.append((f" {self.counted.total:,}", "strong"))
        if query.sort != "name" or query.reverse:
            turned = ", reversed" if query.reverse else ""
            spans.append((f"  by {SORT_NAMES[query.sort]}{turned}", ""))
        if self.counted is not None and len(self.counted.states) > 1:
            spans.append((f"  {self._states(self.size.width - _cells(spans) - 4)}", "dim"))
        return spans

    def _states(self, room: int) -> str:
        """How many are in each state, as far as there is room: whole ones only."""
        said = ""
        labels = self._wording().labels
        for code, number in self.counted.states if self.counted else ():
            longer = f"{said} · " if said else ""
            longer += f"{labels.get(('lifecycle', code), code)} {number:,}"
            if cell_width(longer) > room:
                break
            said = longer
        return said


def _cells(spans: Sequence[Span]) -> int:
    return sum(cell_width(text) for text, _tone in spans)
