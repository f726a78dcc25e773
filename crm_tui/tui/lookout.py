"""The lookout: whether others changed something, and what time and what day it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from crm_tui.clock import Clock
from crm_tui.errors import CrmError
from crm_tui.store.feed import ChangeFeed, ChangesSeen

LOOK_EVERY_S = 0.3
"""How often we look whether others changed something: it costs microseconds."""

TAKE_BACK_AFTER_S = 5.0
"""So long we wait before what is unfinished is tried to be taken back, then twice as long."""

TAKE_BACK_AT_LEAST_EVERY_S = 60.0


class Lookout:
    """Looks at the database and at the clock, as long as the program `goes_on`.

    `clock` gives the user's clock, which is another one where they have gone to another zone.
    `changed` is told what was changed since the last look, by others and by us; `minute` and
    `day` are called when the user's minute and day are others, `unfinished` now and then while
    something is written in parts or has broken off, which only whoever tries can tell.
    """

    def __init__(
        self,
        feed: ChangeFeed,
        clock: Callable[[], Clock],
        *,
        goes_on: Callable[[], bool],
        changed: Callable[[ChangesSeen], None],
        minute: Callable[[], None],
        day: Callable[[], None],
        unfinished: Callable[[], None],
        refused: Callable[[CrmError], None],
    ) -> None:
        self._feed = feed
        self._clock = clock
        self._goes_on = goes_on
        self._changed = changed
        self._minute = minute
        self._day = day
        self._unfinished = unfinished
        self._waits_s = TAKE_BACK_AFTER_S
        self._tries_at: float | None = None
        self._refused = refused
        self._today = clock().today()

    def begin(self) -> None:
        """Look from now on."""
        self.tick()
        self._look_again_later()

    def look(self) -> None:
        """Take in what was changed since the last look."""
        try:
            seen = self._feed.look()
        except CrmError as error:
            self._refused(error)
            return
        if seen is not None:
            self._changed(seen)

    def _look_again(self) -> None:
        self.look()
        self._look_at_the_unfinished()
        if self._goes_on():
            self._look_again_later()

    def _look_at_the_unfinished(self) -> None:
        """Let what broke off be taken back, more and more seldom where that does not go."""
        if not self._feed.under_way:
            self._waits_s, self._tries_at = TAKE_BACK_AFTER_S, None
            return
        now = asyncio.get_running_loop().time()
        if self._tries_at is None:
            self._tries_at = now + self._waits_s
        elif now >= self._tries_at:
            self._waits_s = min(2 * self._waits_s, TAKE_BACK_AT_LEAST_EVERY_S)
            self._tries_at = now + self._waits_s
            self._unfinished()

    def _look_again_later(self) -> None:
        self._look_later = asyncio.get_running_loop().call_later(LOOK_EVERY_S, self._look_again)

    def tick(self) -> None:
        """Take note of the time, each minute; what depends on the day follows it (rule 18)."""
        today = self._clock().today()
        if today != self._today:
            self._today = today
            self._day()
        self._minute()
        now = self._clock().now()
        self._tick_later = asyncio.get_running_loop().call_later(60 - now.second, self.tick)
