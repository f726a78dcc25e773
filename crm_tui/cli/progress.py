"""How far something is that takes longer than a moment, told on a terminal."""

from __future__ import annotations

import sys
from time import monotonic

_MOMENT_S = 0.5


class Progress:
    """Says how many of something have been read, in one line that is written over."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._started = self._said = monotonic()

    def __call__(self, done: int) -> None:
        """Note that so many are done."""
        now = monotonic()
        if now - self._started > _MOMENT_S and now - self._said > _MOMENT_S / 2:
            self._said = now
            sys.stderr.write(f"\r{done:,} {self._what} read\x1b[K\r")
            sys.stderr.flush()


def progress_of(what: str) -> Progress | None:
    """What tells the progress; None where nobody looks."""
    return Progress(what) if sys.stderr is not None and sys.stderr.isatty() else None
