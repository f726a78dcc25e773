"""The keys that work where help was asked for, narrowed as is typed (key `?`)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.keys.actions import ACTIONS, names
from crm_tui.keys.hints import HelpRow, help_rows
from crm_tui.keys.keymap import Keymap
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Chooser

COLUMNS = (
    Column("Key", 12),
    Column("Does", 14),
    Column("", 46, flex=1),
    Column("Group", 8, drop=1),
)


class HelpScreen(Chooser[str]):
    """Keys and what they do. Dismissed with the name of the action chosen, or with None."""

    def __init__(self, keymap: Keymap, scopes: Sequence[str], *, ascii_only: bool = False) -> None:
        self._places = {name: place for place, name in enumerate(names())}

        def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
            found = help_rows(keymap, scopes, wanted, ascii_only=ascii_only)
            return [(self._places[row.name], _cells(row)) for row in found]

        super().__init__(
            "Keys",
            COLUMNS,
            rows,
            empty="No key here answers to that.",
            explain=lambda key: keymap.said(ACTIONS[key].description),
        )

    def picked(self, key: int) -> str:
        """The name of the action."""
        return ACTIONS[key].name


def _cells(row: HelpRow) -> tuple[str, ...]:
    return row.keys, row.title, row.description, row.group
