"""When an app under test has nothing left to do: seen in its loop, not guessed from the clock.

Textual's own pilot sleeps 20 ms at least, four times for every key, until the process has been
idle as long: most of what a test of a screen took.
"""

from __future__ import annotations

import asyncio
from time import monotonic, process_time
from typing import Any

from textual._context import active_app
from textual.screen import Screen

SOON_S = 0.02
"""What a timer does within this time from now is waited for, as Textual's pilot does."""

_BREATH_S = 0.001
_BUSY_S = _BREATH_S / 4


async def wait_for_quiet(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Return when all that is ready was done, painted and followed by nothing, in `max_sleep` s."""
    app = active_app.get()
    loop: Any = asyncio.get_running_loop()
    end = monotonic() + max_sleep
    soon = loop.time() + SOON_S
    while monotonic() < end:
        await drained()
        screens = app._screen_stack if app._running else []
        if screens and screens[-1].is_running and screens[-1]._update_timer._active.is_set():
            screens[-1]._on_timer_update()
            continue
        due = [one for one in _due(loop, soon) if one._args[:1] not in _paints(screens)]
        if due:
            await asyncio.sleep(max(0.0, min(one.when() for one in due) - loop.time()))
            continue
        if under_way := getattr(app, "errands", None) and app.errands._tasks:
            await asyncio.wait(set(under_way), timeout=end - monotonic())
            if not under_way:
                continue
        spent = process_time()
        await asyncio.sleep(_BREATH_S)
        if not loop._ready and process_time() - spent < _BUSY_S:
            return


async def drained(*_whose: object) -> bool:
    """Let everything that is ready run, and what it makes ready in turn.

    Then no widget has a message left. Textual's own pilot sends each of them one more to learn it,
    four times for every key: an eighth of what a test of a screen took.
    """
    loop: Any = asyncio.get_running_loop()
    quiet = 0
    while quiet < 3:
        await asyncio.sleep(0)
        quiet = 0 if loop._ready else quiet + 1
    return True


def _due(loop: Any, soon: float) -> list[Any]:
    return [one for one in loop._scheduled if not one._cancelled and one.when() <= soon]


def _paints(screens: list[Screen[Any]]) -> list[tuple[Any, ...]]:
    """What the timers of painting sleep for: they have painted and wait for more to paint."""
    tasks = [one._update_timer._task for one in screens]
    return [(task._fut_waiter,) for task in tasks if task is not None]
