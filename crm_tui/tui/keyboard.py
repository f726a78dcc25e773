"""Keys in the order they were pressed, each with what the one before it has changed.

Textual hands a key to the focused widget's own queue: of `/rossi` sent in one go, as a slow
link does, the letters would reach the list before the `/` has moved the focus. Here each key
is dealt with, to its end, before the next is looked at.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual import events
from textual.app import App, ScreenStackError

Pressed = events.Key | events.Paste


@runtime_checkable
class TakesKeys(Protocol):
    """A widget, screen or app that wants keys and pastes in order."""

    async def take_key(self, event: Pressed) -> bool:
        """Deal with the key or paste; False leaves it to the next: widget, screen, app."""
        ...


class OrderedKeys(App[None]):
    """An app that offers each key to the focused widget, the screen and itself, in turn.

    What none of them takes goes Textual's own way.
    """

    keys_pressed = 0
    """How many keys and pastes came so far: whether someone is there."""

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes out of the stream of events."""
        if (
            isinstance(event, events.Key | events.Paste)
            and not event.is_forwarded
            and await self._taken(event)
        ):
            return
        await super().on_event(event)

    async def _taken(self, event: Pressed) -> bool:
        self.keys_pressed += 1
        try:
            targets: tuple[object, ...] = (self.focused, self.screen, self)
        except ScreenStackError:
            return False
        for target in targets:
            if isinstance(target, TakesKeys) and await target.take_key(event):
                return True
        return False
