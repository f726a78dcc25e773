"""Which pane has how much of the screen: as classes of the screen, which the styles read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.tui.widgets.bar import Bar

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

LEAST = (60, 15)
"""Columns and rows below which nothing is shown but how large the terminal must be."""


class Layout:
    """The place that is shown, what stands beside its list, and the pane that has it all.

    The screen has the class `at-` with the place's name, `with-` with the id of what stands
    beside the list of its own accord no longer than the user wants it, and `zoom-` with the
    pane that has the whole screen.
    """

    def __init__(self, app: App[Any], list_from: int, place: str) -> None:
        """`list_from` is the width in columns from which there is more than one column."""
        self._app = app
        self._list_from = list_from
        self._place = place
        self._beside: dict[str, tuple[str, ...]] = {}
        self._zoomed = ""
        self._small: Bar | None = None

    @property
    def _screen(self) -> Screen[Any]:
        return self._app.screen_stack[0]

    def first_classes(self) -> str:
        """The classes for the size there is from the start: that saves a second layout."""
        app = self._app
        breakpoints = (app.HORIZONTAL_BREAKPOINTS, app.VERTICAL_BREAKPOINTS)
        classes = [
            [name for least, name in those or () if size >= least][-1]
            for size, those in zip(app.size, breakpoints, strict=True)
        ]
        return " ".join([*classes, f"at-{self._place}"])

    @property
    def narrow(self) -> bool:
        """Whether there is one column only."""
        return self._app.size.width < self._list_from

    def fit(self, width: int, height: int) -> None:
        """Say how large the terminal must be where it is too small."""
        tiny = width < LEAST[0] or height < LEAST[1]
        self._screen.set_class(tiny, "tiny")
        if tiny:
            if self._small is None:
                self._small = Bar(id="small")
                self._screen.mount(self._small)
            text = f"needs {LEAST[0]}x{LEAST[1]}, now {width}x{height}"
            self._small.show(((text, "strong"),))

    def go_to(self, place: str) -> None:
        """Show a place, by its name, with what stood beside its list when it was left."""
        self.zoom("")
        if place != self._place:
            self._set_beside(show=False)
            self._screen.remove_class(f"at-{self._place}")
            self._screen.add_class(f"at-{place}")
            self._place = place
            self._set_beside(show=True)

    # What stands beside a list

    @property
    def beside(self) -> tuple[str, ...]:
        """What stands beside the place's list or in its stead, by ids; the last is shown."""
        return self._beside.get(self._place, ())

    def show_beside(self, cards: Sequence[str]) -> None:
        """Show the last of these beside the list; those before it come back after it."""
        self.zoom("")
        self._set_beside(show=False)
        self._beside[self._place] = tuple(cards)
        self._set_beside(show=True)

    def _set_beside(self, *, show: bool) -> None:
        if self.beside:
            self._screen.set_class(show, f"with-{self.beside[-1]}")

    # The whole screen

    @property
    def zoomed(self) -> str:
        """Which pane has the whole screen, by its id; 'list' for the place's list, '' for none."""
        return self._zoomed

    def zoom(self, pane: str) -> None:
        """Give a pane the whole screen; '' takes it back."""
        if pane == self._zoomed:
            return
        if self._zoomed:
            self._screen.remove_class(f"zoom-{self._zoomed}")
        if pane:
            self._screen.add_class(f"zoom-{pane}")
        self._zoomed = pane
