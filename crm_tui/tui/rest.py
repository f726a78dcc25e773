"""What waits until the cursor rests: whoever goes down a list fast reads heads only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

REST_S = 0.15


class Rest:
    """One thing that is done when the cursor has stood still for `REST_S` seconds."""

    def __init__(self, then: Callable[[], None]) -> None:
        self._then = then
        self._timer: asyncio.TimerHandle | None = None

    @property
    def awaited(self) -> bool:
        """Whether it is still to be done."""
        return self._timer is not None

    def begin(self) -> None:
        """Do it after a rest from now on."""
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(REST_S, self._came)

    def stop(self) -> None:
        """Do it no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _came(self) -> None:
        self._timer = None
        self._then()
