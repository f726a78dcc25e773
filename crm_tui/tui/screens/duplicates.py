"""The pairs of customers that may be one: looked at side by side, merged or told apart (S55)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, Protocol

from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.errors import CrmError
from crm_tui.services import distinct, undo
from crm_tui.store.desk import Desk
from crm_tui.text.safe import display
from crm_tui.text.width import wrap
from crm_tui.tui.card.words import Words
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.list_keys import do_key, moves
from crm_tui.tui.screens.side_by_side import Settled, SideBySide
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Listed
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import GUTTER, RecordList
from crm_tui.tui.widgets.text_view import Line, TextView
from crm_tui.views import duplicates
from crm_tui.views.duplicates import Found, Pair, Side

COLUMNS = (
    Column("Score", 5, align=">"),
    Column("Customer", 18, flex=2),
    Column("May be", 18, flex=2),
    Column("Why", 20, flex=3, drop=1),
)
_MOMENT_S = 0.5
"""A search that takes longer tells how far it is."""

_SEARCHING = "Comparing customers"
_KEYS = (
    ("Enter", "side by side"), ("m", "merge"), ("s", "not the same"), ("u", "undo"),
    ("q", "leave"),
)  # fmt: skip


class Database(Protocol):
    """The way to the database; `tui.gateway.Gateway` is one."""

    async def write(self, work: Callable[[Desk], Any]) -> Any:
        """Run work that changes data."""
        ...

    def post(self, work: Callable[[Desk], Found]) -> Awaitable[Found]:
        """Run work that takes its time, beside all else."""
        ...


class DuplicatesScreen(Screen[None]):
    """A list of pairs. Enter shows two side by side, `s` tells them apart, `u` takes back.

    `changed` is called after each change, so that what stands behind shows it.
    """

    DEFAULT_CSS = """
    DuplicatesScreen { layout: vertical; }
    DuplicatesScreen #in-full { height: 3; }
    """
    AUTO_FOCUS = ""

    def __init__(
        self, desk: Desk, database: Database, words: Words, changed: Callable[[], None]
    ) -> None:
        super().__init__()
        self._desk = desk
        self._database = database
        self._words = words
        self._changed = changed
        self._pairs: dict[int, Pair] = {}
        self._sides: dict[int, Side] = {}
        self._before: list[dict[int, Pair]] = []
        self._found: Found | None = None
        self._stopped = False
        self._began = 0.0
        self._share = -1
        self.list = RecordList(
            COLUMNS,
            Listed(()),
            ellipsis=words.ellipsis,
            on_cursor=lambda key, _index: self._say_in_full(key),
        )
        self.in_full = TextView(id="in-full")
        self.prompt = Prompt()

    def compose(self) -> ComposeResult:
        """The list, the pair under the cursor in full, the status row, the keys."""
        yield self.list
        yield self.in_full
        yield self.prompt
        spans = [((key, "key"), (f" {title}  ", "")) for key, title in _KEYS]
        yield Bar([tuple(span for pair in spans for span in pair)])  # type: ignore[misc]

    def on_mount(self) -> None:
        """Begin to search."""
        self.in_full.can_focus = False
        self.set_focus(self.list)
        self.prompt.set_mode("DOUBLES")
        self.prompt.say(f"{_SEARCHING}.", "dim")
        self.run_worker(self._search(), group="search")

    def on_unmount(self) -> None:
        """Stop a search that nobody waits for any more."""
        self._stopped = True

    def on_resize(self) -> None:
        """Wrap what is said in full for the room there is now."""
        self._say_in_full(self.list.cursor_key)

    # The search

    async def _search(self) -> None:
        loop = asyncio.get_running_loop()
        self._began = monotonic()

        def tell(share: float) -> bool:
            if monotonic() - self._began > _MOMENT_S and not self._stopped:
                loop.call_soon_threadsafe(self._say_share, int(100 * share))
            return not self._stopped

        try:
            found = await self._database.post(lambda desk: duplicates.find(desk, progress=tell))
        except CrmError as error:
            self.prompt.say(str(error), "alert")
            return
        if self._stopped:
            return
        self._found = found
        self._sides = duplicates.sides(self._desk, found.pairs)
        self._show(dict(enumerate(found.pairs, 1)))
        self._say_found(found)

    def _say_share(self, share: int) -> None:
        if share != self._share and self._found is None and self.is_attached:
            self._share = share
            self.prompt.say(f"{_SEARCHING}: {share} %. Escape stops.", "dim")

    def _say_found(self, found: Found) -> None:
        if not found.pairs:
            said = f"No two of {found.customers:,} customers look alike."
        else:
            shown = (
                f", the likeliest {len(found.pairs):,}" if found.total > len(found.pairs) else ""
            )
            one = "pair" if found.total == 1 else "pairs"
            said = f"{found.total:,} {one} among {found.customers:,} customers{shown}."
        if found.crowds:
            said += " What very many share was compared by neighbouring names."
        self.prompt.say(said, "dim")

    # The list

    @property
    def pair(self) -> Pair | None:
        """The pair under the cursor."""
        return self._pairs.get(self.list.cursor_key or 0)

    def _show(self, pairs: dict[int, Pair]) -> None:
        self._pairs = pairs
        self.list.empty = "No two look alike." if self._found else ""
        place = self.list.cursor_index
        rows = [
            (
                key,
                (
                    str(pair.score), self._called(pair.one), self._called(pair.other),
                    "; ".join(pair.reasons),
                ),
            )
            for key, pair in pairs.items()
        ]  # fmt: skip
        self.list.set_source(Listed(rows))
        self.list.move_to(min(place, max(0, len(rows) - 1)))
        self._say_in_full(self.list.cursor_key)

    def _called(self, party: int) -> str:
        side = self._sides.get(party)
        return ", ".join(filter(None, (side.name, side.company, side.city))) if side else ""

    def _say_in_full(self, key: int | None) -> None:
        if not self.in_full.is_attached:
            return
        pair = self._pairs.get(key or 0)
        lines: list[Line] = []
        if pair is not None:
            width = max(1, self.size.width - 2 * GUTTER)
            texts = [self._in_full(pair.one), self._in_full(pair.other), "; ".join(pair.reasons)]
            lines = [
                ((" " * GUTTER, ""), (wrap(display(text), width)[0], "" if nth < 2 else "dim"))
                for nth, text in enumerate(texts)
                if text
            ]
        self.in_full.set_lines(lines)

    def _in_full(self, party: int) -> str:
        side = self._sides.get(party)
        if side is None:
            return ""
        last = self._words.moment(side.last_contact_at)
        contact = f"last contact {last}" if side.last_contact_at else "no contact yet"
        parts = (f"#{party} {self._called(party)}", side.phone, side.owner or "nobody's", contact)
        return self._words.dot.join(filter(None, parts))

    # Keys

    async def take_key(self, event: Pressed) -> bool:
        """Move, look side by side, tell apart, take back, leave."""
        keys: dict[str, Callable[[], object]] = {
            **moves(self.list),
            "enter": self._open,
            "l": self._open,
            "m": self._open,
            "right": self._open,
            "s": self._ask_why,
            "u": lambda: self.run_worker(self._undo(), group="write"),
            "q": self._leave,
            "escape": self._leave,
        }
        return do_key(event, keys, self._say_unknown)

    def _say_unknown(self) -> None:
        self.prompt.say("This key has no meaning here; those below have one.")

    def _leave(self) -> None:
        self._stopped = True
        self.dismiss(None)

    def _open(self) -> None:
        pair = self.pair
        if pair is None:
            return
        try:
            screen = SideBySide(
                self._desk, self._database, self._words, pair.one, pair.other,
                f"{pair.score}: {'; '.join(pair.reasons)}",
            )  # fmt: skip
        except CrmError as error:  # someone else was faster
            self.prompt.say(str(error), "warn")
            return
        self.app.push_screen(screen, self._settle)

    def _settle(self, settled: Settled | None) -> None:
        if settled is None:
            return
        self._before.append(self._pairs)
        both = {settled.keep, settled.lose}
        gone = {
            key
            for key, pair in self._pairs.items()
            if set(pair[:2]) == both or (settled.what == "merged" and settled.lose in pair[:2])
        }
        if settled.what == "merged":
            self._sides |= duplicates.sides_of(self._desk, [settled.keep])
        self._show({key: pair for key, pair in self._pairs.items() if key not in gone})
        self.prompt.say(settled.said, "good")
        self._changed()

    def _ask_why(self) -> None:
        pair = self.pair
        if pair is None:
            return
        names = " and ".join(self._sides[party].name for party in pair[:2])

        def told(reason: str) -> None:
            self.run_worker(self._skip(pair, reason, f"{names} are not the same."), group="write")

        self.prompt.ask("why are they not the same:", on_submit=told)

    async def _skip(self, pair: Pair, reason: str, said: str) -> None:
        try:
            await self._database.write(
                lambda desk: distinct.skip(desk, pair.one, pair.other, reason)
            )
        except CrmError as error:
            self.prompt.say(str(error), "alert")
            return
        self._settle(Settled("apart", pair.one, pair.other, said))

    async def _undo(self) -> None:
        try:
            undone = await self._database.write(undo.undo)
        except CrmError as error:
            self.prompt.say(str(error), "alert")
            return
        if self._before:
            pairs = self._before.pop()
            self._sides |= duplicates.sides(self._desk, pairs.values())
            self._show(pairs)
        self.prompt.say(f"Taken back: {undone.label}.")
        self._changed()
