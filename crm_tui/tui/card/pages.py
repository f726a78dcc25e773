"""The pages of a card, and what the cursor can stand on there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from crm_tui.text.width import cell_width
from crm_tui.tui.card.spans import cut_line, joined, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Entry, Line
from crm_tui.views.board import DealCard
from crm_tui.views.card import Card
from crm_tui.views.customer_tickets import CustomerTickets

Page = Literal[
    "timeline", "details", "people", "deals", "tickets", "documents", "tasks", "knowledge"
]
PAGES: tuple[Page, ...] = (
    "timeline", "details", "people", "deals", "tickets", "documents", "tasks", "knowledge",
)  # fmt: skip

NOTHING = CustomerTickets()
"""The tickets of someone who has none."""

What = Literal[
    "entry", "log", "task", "person", "method", "opinion", "need", "deal", "ticket", "document"
]
_KINDS: tuple[What, ...] = (
    "entry", "log", "task", "person", "method", "opinion", "need", "deal", "ticket", "document",
)  # fmt: skip


class Target(NamedTuple):
    """What a line is about: a kind of record and its id.

    `log` is a timeline entry too: the one further down, under its month.
    """

    what: What
    id: int

    @property
    def key(self) -> int:
        """A number of its own for the cursor of a `TextView`; it stays when lines move."""
        return self.id * len(_KINDS) + _KINDS.index(self.what)


class CardLines(NamedTuple):
    """Lines, where the records stand on them, and which record a cursor's key means."""

    lines: tuple[Line, ...]
    entries: tuple[Entry, ...] = ()
    targets: Mapping[int, Target] = MappingProxyType({})

    def under(self, head: Sequence[Line]) -> CardLines:
        """The same below some more lines."""
        moved = (
            Entry(key, first + len(head), last + len(head)) for key, first, last in self.entries
        )
        return CardLines((*head, *self.lines), tuple(moved), self.targets)

    def target(self, key: int | None) -> Target | None:
        """The record that a key of the cursor stands for."""
        return self.targets.get(key) if key is not None else None


class Sheet:
    """Lines as they are written down, with the records they are about."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._entries: list[Entry] = []
        self._targets: dict[int, Target] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, lines: Sequence[Line], about: Target | None = None) -> None:
        """Write lines below those that stand; with `about` the cursor can stand on them."""
        if about is not None and lines:
            first = len(self._lines)
            self._entries.append(Entry(about.key, first, first + len(lines) - 1))
            self._targets[about.key] = about
        self._lines += lines

    def done(self) -> CardLines:
        """All that was written."""
        return CardLines(tuple(self._lines), tuple(self._entries), self._targets)


def pages_of(
    documents: int,
    off: Collection[str] = (),
    deals: Sequence[DealCard] = (),
    asked: CustomerTickets = NOTHING,
) -> tuple[Page, ...]:
    """The pages there are for a customer: without documents there is no page of them.

    Nor is there one of deals or tickets where there are none and their place is `off`.
    """
    hidden: set[Page] = set()
    if not documents:
        hidden.add("documents")
    if "pipeline" in off and not deals:
        hidden.add("deals")
    if "tickets" in off and not (asked.open or asked.ended):
        hidden.add("tickets")
    return tuple(page for page in PAGES if page not in hidden)


def tabs(
    card: Card,
    page: Page,
    width: int,
    words: Words,
    only: str = "",
    deals: Sequence[DealCard] = (),
    *,
    asked: CustomerTickets = NOTHING,
    documents: int = 0,
) -> Line:
    """The names of the pages, the one that is open in brackets, and what the log is narrowed to."""
    present = sum(1 for person in card.people if person.until is None)
    still_open = sum(1 for one in deals if one.state == "open")
    counts = {
        "people": present, "deals": still_open, "tickets": len(asked.open),
        "tasks": len(card.tasks), "documents": documents,
    }  # fmt: skip
    present_pages = pages_of(documents, words.off, deals, asked)
    there = tuple(one for one in PAGES if one == page or one in present_pages)
    titles = {name: span(words.said(name))[0] for name in there}
    names = {
        name: f"{title} {counts[name]}" if counts.get(name) else title
        for name, title in titles.items()
    }
    parts = [
        line((f"[{names[name]}]", "strong")) if name == page else line((names[name], "dim"))
        for name in there
    ]
    narrowed = line(span(f"only {words.way(only, '')}" if only else "", "warn"))
    for gap in ("  ", " "):
        whole = joined([*parts, narrowed], gap)
        if sum(cell_width(text) for text, _tone in whole) <= width:
            return whole
    place = f"page {there.index(page) + 1} of {len(there)}"
    short = joined([parts[there.index(page)], line((place, "dim")), narrowed], "  ")
    return cut_line(short, width, words.ellipsis)
