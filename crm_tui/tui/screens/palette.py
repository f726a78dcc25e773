"""Every action there is with its key, those that work here first (key ctrl+p)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.keys.actions import ACTIONS, by_name, names
from crm_tui.keys.hints import HelpRow, palette, works_in
from crm_tui.keys.keymap import Keymap
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Chooser

COLUMNS = (
    Column("Action", 14),
    Column("Key", 12),
    Column("", 30, flex=1),
    Column("Works in", 18, drop=1),
)


class PaletteScreen(Chooser[str]):
    """All actions. Dismissed with the name of the one to run, or with None."""

    def __init__(self, keymap: Keymap, scopes: Sequence[str], *, ascii_only: bool = False) -> None:
        self._places = {name: place for place, name in enumerate(names())}

        def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
            found = palette(keymap, scopes, wanted, ascii_only=ascii_only)
            return [(self._places[row.name], _cells(row, keymap)) for row in found]

        super().__init__(
            "Action",
            COLUMNS,
            rows,
            empty="No action answers to that.",
            explain=lambda key: keymap.said(ACTIONS[key].description),
        )

    def picked(self, key: int) -> str:
        """The name of the action."""
        return ACTIONS[key].name


def _cells(row: HelpRow, keymap: Keymap) -> tuple[str, ...]:
    action = by_name(row.name)
    where = "here" if row.here or action is None else works_in(action, keymap)
    return row.title, row.keys, row.description, where
