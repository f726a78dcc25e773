"""The foothold: whether what a key is meant for is still what stands under the cursor.

A colleague ends a task in the moment somebody presses the key that would end it: the list has
moved up, and the key would meet the next one, which nobody has meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import NamedTuple

REACTION_S = 1.0
"""A key that comes sooner after a row has gone was meant for that row: so long do people take,
and the lines between them and the program."""

PAUSE_S = 0.5
"""Keys that follow each other sooner were typed in one go: with the first all of them are lost,
for the letters of a text would be verbs without the key that asks for it."""

GONE = "Not done: what was under the cursor has just gone. Press it again for what is there now."

_NEVER = float("-inf")


class Here(NamedTuple):
    """What verbs act on: the row under the cursor, or the marked ones, and the task there."""

    row: tuple[object, ...]
    task: int | None


class Foothold:
    """Notices when others take away what verbs would act on.

    `here` tells what that is at present; a row whose second part is None is none.
    """

    def __init__(self, here: Callable[[], Here]) -> None:
        self._here = here
        self._row_went = self._task_went = _NEVER
        self._refused_at = _NEVER

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note what is gone after what others did is shown."""
        before = self._here()
        yield
        after = self._here()
        if before.row[1] is not None and after.row != before.row:
            self._row_went = monotonic()
        if before.task is not None and after.task != before.task:
            self._task_went = monotonic()

    def is_lost(self, pressed: float, *, task: bool) -> bool:
        """Whether a key, pressed at a monotonic time, was meant for a row that is gone.

        With `task` it is the task there that counts. It is said once.
        """
        went = self._task_went if task else self._row_went
        if pressed - went >= REACTION_S:
            return False
        self.regain()
        self._refused_at = pressed
        return True

    def swallows(self, pressed: float) -> bool:
        """Whether a key belongs to those that were typed in one go with one that was lost."""
        if pressed - self._refused_at >= PAUSE_S:
            return False
        self._refused_at = pressed
        return True

    def regain(self) -> None:
        """Take what is under the cursor as meant: the user has gone there by themselves."""
        self._row_went = self._task_went = _NEVER
