"""Where the queue gets its tickets: page by page, each drawn in the lines it takes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.tui.card.words import Words
from crm_tui.tui.service.queue_lines import further_line, ticket_lines
from crm_tui.tui.widgets.record_list import GUTTER, Row
from crm_tui.views import list_columns, tickets
from crm_tui.views.customer_value import ValueClasses
from crm_tui.views.list_columns import ListColumn
from crm_tui.views.tickets import TicketQuery, TicketRow

PAGE = 64
_KEPT_PAGES = 32


class Placed(NamedTuple):
    """A line of the queue: the ticket, how it is drawn, and what further columns say of it."""

    ticket: TicketRow
    row: Row
    beside: Mapping[str, str]


class QueueRows:
    """The tickets of a query; only the pages near the cursor are kept."""

    def __init__(
        self,
        desk: Desk,
        query: TicketQuery,
        words: Words,
        values: ValueClasses,
        width: int,
        drafted: Collection[int] = (),
        *,
        further: Sequence[ListColumn] = (),
    ) -> None:
        """`values` say from what sum on a customer is of which class.

        `drafted` are the tickets to which an answer is begun; `further` are the columns shown
        on a line of their own.
        """
        self.query = query
        # A search is made once: its pages would each cost as much again.
        self._found = tickets.all_ids(desk, query) if query.text else None
        self.count = tickets.count(desk, query) if self._found is None else len(self._found)
        """How many there are."""
        self._desk = desk
        self._words = words
        self._values = values
        self._width = max(1, width - GUTTER)
        self._drafted = drafted
        self._further = further
        self._pages: OrderedDict[int, list[Placed]] = OrderedDict()

    def row(self, index: int) -> Row:
        """The line at a place; one whose page grew shorter since is an empty row."""
        placed = self._placed(index)
        return placed.row if placed else Row(0, (), lines=((),))

    def ticket(self, index: int) -> TicketRow | None:
        """The ticket at a place; None beyond the end."""
        placed = self._placed(index) if 0 <= index < self.count else None
        return placed.ticket if placed else None

    def index_of(self, key: int) -> int | None:
        """The place of a ticket: in the pages at hand, among those found, else by counting."""
        for number, page in self._pages.items():
            for place, placed in enumerate(page):
                if placed.ticket.id == key:
                    return number * PAGE + place
        if self._found is not None:
            return self._found.index(key) if key in self._found else None
        return tickets.place_of(self._desk, self.query, key)

    def read_near(self, index: int) -> None:
        """Read the page of a place, so that `index_of` finds what stands there."""
        if self.count:
            self._placed(max(0, min(index, self.count - 1)))

    def fit(self, width: int) -> bool:
        """Draw the tickets at hand in other lines; whether the width is another."""
        width = max(1, width - GUTTER)
        if width == self._width:
            return False
        self._width = width
        for page in self._pages.values():
            page[:] = [self._draw(placed.ticket, placed.beside) for placed in page]
        return True

    def _placed(self, index: int) -> Placed | None:
        number, place = divmod(index, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read(number)
            if len(self._pages) > _KEPT_PAGES:
                self._pages.popitem(last=False)
        return page[place] if place < len(page) else None

    def _read(self, number: int) -> list[Placed]:
        first = number * PAGE
        if self._found is not None:
            ids = self._found[first : first + PAGE]
        else:
            ids = tickets.page(self._desk, self.query, first, PAGE)
        beside = list_columns.values(self._desk, "ticket", self._further, ids)
        return [
            self._draw(one, beside.get(one.id, {}))
            for one in tickets.rows(self._desk, ids, self._values)
        ]

    def _draw(self, ticket: TicketRow, beside: Mapping[str, str]) -> Placed:
        now, me = self._desk.clock.now(), self._desk.user
        drafted = ticket.id in self._drafted
        lines = ticket_lines(ticket, self._width, self._words, now, me, drafted=drafted)
        if self._further:
            said = [(one.title, beside.get(one.name, "")) for one in self._further]
            lines = (*lines, further_line(said, self._width, self._words))
        return Placed(ticket, Row(ticket.id, (), version=hash(lines), lines=lines), beside)
