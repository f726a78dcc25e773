"""A bare app that shows one screen and keeps what it was left with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen

import crm_tui.tui
from crm_tui.tui.keyboard import OrderedKeys
from crm_tui.tui.safety import SteadyApp

_PATIENCE_S = 30.0


class Stage(OrderedKeys, SteadyApp):
    """Shows a screen from the start; `answers` holds what it was dismissed with."""

    CSS_PATH = Path(crm_tui.tui.__file__).parent / "styles/kit.tcss"

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self.shown = screen
        self.answers: list[Any] = []

    def on_mount(self) -> None:
        self.push_screen(self.shown, self.answers.append)


async def until(pilot: Pilot[Any], met: Callable[[], bool], what: str = "it") -> None:
    """Let the app work until the condition is met; fails after some patience."""
    end = monotonic() + _PATIENCE_S
    while not met():
        if monotonic() > end:
            raise AssertionError(f"{what} never came:\n{seen(pilot.app)}")
        await pilot.pause(0.01)


async def typed(pilot: Pilot[Any], text: str, *keys: str) -> None:
    """Type a text, as fast as a terminal hands it over, and press keys after it."""
    for letter in text:
        event = events.Key(_character_to_key(letter), letter)
        event.set_sender(pilot.app)
        pilot.app.post_message(event)
    await pilot.pause()
    await pilot.press(*keys)


def seen(app: App[Any]) -> str:
    """The text on the screen, as a reader sees it."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)
