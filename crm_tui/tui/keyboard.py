"""Keys in the order they were pressed, each with what the one before it has changed.

Textual hands a key to the focused widget's own queue: of `/rossi` sent in one go, as a slow
link does, the letters would reach the list before the `/` has moved the focus. Here each key
is dealt with, to its end, before the next is looked at.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual import events
from textual.app import App, ScreenStackError
from textual.widget import Widget

Pressed = events.Key | events.Paste


@runtime_checkable
class TakesKeys(Protocol):
    """A widget, screen or app that wants keys and pastes in order."""

    async def take_key(self, event: Pressed) -> bool:
        """Deal with the key or paste; False leaves it to the next: widget, screen, app."""
        ...


class WritesInOrder:
    """A field that writes by `take_key` alone, where the app does not hand keys on in order too.

    It comes before the Textual class that types on its own, which then sees no key.
    """

    async def take_key(self, event: Pressed) -> bool:
        """See `TakesKeys.take_key`."""
        raise NotImplementedError

    async def on_key(self, event: events.Key) -> None:
        """Write what was typed, and hand on what is no writing."""
        event.prevent_default()
        if await self.take_key(event):
            event.stop()

    async def on_paste(self, event: events.Paste) -> None:
        """Write what was pasted."""
        event.prevent_default()
        event.stop()
        await self.take_key(event)


async def does_as_bound(widget: Widget, key: str) -> bool:
    """Run what the widget itself binds to a key, such as a move of its cursor; False for none."""
    bindings = widget._bindings.key_to_bindings.get(key)  # there is no other way
    if not bindings:
        return False
    await widget.run_action(bindings[0].action)
    return True


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
