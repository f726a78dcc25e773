"""Where the customer list gets its lines: pages of a query, read when the cursor gets there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.firm_words import FirmWords
from crm_tui.text.say import say_age, say_day
from crm_tui.tui.panes.extra_columns import wide
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.record_list import Row
from crm_tui.views import customers, list_columns
from crm_tui.views.customers import CustomerQuery, CustomerRow
from crm_tui.views.list_columns import ListColumn

PAGE = 64
FOUND_PAGE = 32
"""Rows read at once of what a search found: they lie far apart, and the next letter comes soon."""

_KEPT_PAGES = 32

# Of the columns that may be lost the kind goes first and the phone last; the card has it too.
COLUMNS = (
    Column("Name", 16, flex=3),
    Column("Company, city", 12, flex=2),
    Column("Phone", 17, drop=1),
    Column("State", 9, drop=3),
    Column("Last", 6, drop=2, align=">"),
    Column("Next", 11, drop=4),
    Column("Owner", 7, drop=5),
    Column("Kind", 7, drop=6),
)


USUAL = tuple(
    ListColumn(name, title)
    for name, title in (
        ("name", "Name"),
        ("company", "Company"),
        ("phone", "Phone"),
        ("state", "State"),
        ("last", "Last contact"),
        ("next", "Next step"),
        ("owner", "Owner"),
        ("kind", "Kind"),
    )
)
"""The usual columns of the list under the names by which they are chosen."""


class Shown(NamedTuple):
    """The columns a list shows; none for the usual ones."""

    chosen: tuple[ListColumn, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """How wide they are, and what becomes of them in little room."""
        places = {one.name: column for one, column in zip(USUAL, COLUMNS, strict=True)}
        if not self.chosen:
            return COLUMNS
        return tuple(
            places[one.name]._replace(drop=number) if one.name in places else wide(one, number)
            for number, one in enumerate(self.chosen)
        )

    def lines(self, desk: Desk, ids: Sequence[int], wording: Wording) -> list[Row]:
        """The lines of these customers; what the usual ones do not say is one query more."""
        found = customers.rows(desk, ids)
        if not self.chosen:
            return [line(row, wording) for row in found]
        beside = list_columns.values(desk, "party", self.chosen, ids)
        return [self._line(row, beside.get(row.id, {}), wording) for row in found]

    def _line(self, row: CustomerRow, beside: Mapping[str, str], wording: Wording) -> Row:
        usual = line(row, wording)
        said = {one.name: cell for one, cell in zip(USUAL, usual.cells, strict=True)}
        said |= beside
        cells = tuple(said.get(one.name, "") for one in self.chosen)
        return usual._replace(cells=cells, version=hash(cells))


class Wording(NamedTuple):
    """What the words depend on: the pick lists' labels, the time of reading, the firm's words."""

    labels: Mapping[tuple[str, str], str]
    now: datetime
    today: date
    firm: FirmWords = FirmWords()


def line(row: CustomerRow, wording: Wording) -> Row:
    """The line of a customer; what a colour says stands there in words or signs too."""
    state = "archived" if row.archived else wording.labels.get(("lifecycle", row.lifecycle), "")
    last = say_age(row.last_contact_at, wording.now) if row.last_contact_at else ""
    following = _next(row.next_due, wording.today)
    where = row.company or row.city
    cells = (row.name, where, row.phone, state, last, following, row.owner, row.kind)
    return Row(row.id, cells, "dim" if row.archived else "", hash(cells))


def _next(due: str | date, today: date) -> str:
    if not due:
        return ""
    day = due if isinstance(due, date) else date.fromisoformat(due)
    return f"{'!' if day < today else ''}{say_day(day, today)}"


def _read_again(
    desk: Desk,
    pages: Iterable[list[Row]],
    keys: Collection[int],
    wording: Wording,
    shown: Shown,
) -> None:
    pages = [page for page in pages if any(row.key in keys for row in page)]
    at_hand = [row.key for page in pages for row in page if row.key in keys]
    fresh = {row.key: row for row in shown.lines(desk, at_hand, wording)}
    for page in pages:
        page[:] = [fresh.get(row.key, row) for row in page]


USUALLY = Shown()


class QueriedRows:
    """The lines of a query, page by page; only pages near the cursor are kept."""

    def __init__(
        self, desk: Desk, query: CustomerQuery, wording: Wording, shown: Shown = USUALLY
    ) -> None:
        self.query = query
        self.shown = shown
        self.total: int | None = None
        self._desk = desk
        self._wording = wording
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._known = 0
        self._page(0)

    @property
    def count(self) -> int:
        """How many rows there are; before the total is known, how many were seen."""
        return self._known if self.total is None else self.total

    def set_total(self, total: int) -> None:
        """Take the total, which was read meanwhile."""
        self.total = total

    def count_now(self) -> None:
        """Read the total where it is not known yet: the end of the list was asked for."""
        if self.total is None:
            self.total = customers.count(self._desk, self.query)

    def row(self, index: int) -> Row:
        """The row at a place; one whose page grew shorter since is an empty row."""
        number, place = divmod(index, PAGE)
        page = self._page(number)
        if self.total is None and index >= self._known - PAGE // 2:
            self._page(self._known // PAGE)
        return page[place] if place < len(page) else Row(0, ())

    def index_of(self, key: int) -> int | None:
        """The place of a row: in the pages at hand, else, where the order allows, by counting."""
        for number, page in self._pages.items():
            for place, row in enumerate(page):
                if row.key == key:
                    return number * PAGE + place
        found = customers.position(self._desk, self.query, key)
        if found is not None and self.total is None:
            self.count_now()
        return found

    def look_near(self, key: int, index: int) -> int | None:
        """The place of a row, looked for on the page of a place only."""
        page = self._page(max(0, index) // PAGE)
        for place, row in enumerate(page, max(0, index) // PAGE * PAGE):
            if row.key == key:
                return place
        return None

    def read_again(self, keys: Collection[int]) -> None:
        """Read these rows again where they are at hand."""
        _read_again(self._desk, self._pages.values(), keys, self._wording, self.shown)

    def again(self, near: int, wording: Wording) -> QueriedRows:
        """The same query read anew, with the page around a place at hand."""
        fresh = QueriedRows(self._desk, self.query, wording, self.shown)
        fresh.total = self.total
        if self.total is None:
            fresh._known = self._known
        fresh.row(min(near, max(0, fresh.count - 1)))
        return fresh

    def _page(self, number: int) -> list[Row]:
        page = self._pages.get(number)
        if page is not None:
            self._pages.move_to_end(number)
            return page
        ids = customers.page(self._desk, self.query, number * PAGE, PAGE, self.total or 0)
        page = self.shown.lines(self._desk, ids, self._wording)
        self._pages[number] = page
        if len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        if self.total is None and (page or number * PAGE == self._known):
            self._known = max(self._known, number * PAGE + len(page))
            if len(page) < PAGE:
                self.total = self._known
        return page


class FoundRows:
    """The lines of a list of ids: what a search found."""

    def __init__(
        self, desk: Desk, ids: Sequence[int], wording: Wording, shown: Shown = USUALLY
    ) -> None:
        self.ids = list(ids)
        self.shown = shown
        self._desk = desk
        self._wording = wording
        self._pages: dict[int, list[Row]] = {}

    @property
    def count(self) -> int:
        """How many were found."""
        return len(self.ids)

    def row(self, index: int) -> Row:
        """The row at a place."""
        number, place = divmod(index, FOUND_PAGE)
        page = self._pages.get(number)
        if page is None:
            ids = self.ids[number * FOUND_PAGE : (number + 1) * FOUND_PAGE]
            rows = {row.key: row for row in self.shown.lines(self._desk, ids, self._wording)}
            page = self._pages[number] = [rows.get(one, Row(one, ())) for one in ids]
        return page[place]

    def index_of(self, key: int) -> int | None:
        """The place of a row among those found."""
        return self.ids.index(key) if key in self.ids else None

    def read_again(self, keys: Collection[int]) -> None:
        """Read these rows again where they are at hand."""
        _read_again(self._desk, self._pages.values(), keys, self._wording, self.shown)
