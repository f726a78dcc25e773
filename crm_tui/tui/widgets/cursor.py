"""The cursor in a line that is typed, and what of the line stands around it."""

from __future__ import annotations

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width, clusters


def around_cursor(typed: str, cursor: int, room: int) -> tuple[str, str]:
    """The text before and after the cursor, its beginning cut so that the cursor shows.

    `room` is in cells.
    """
    before, after = display(typed[:cursor]), display(typed[cursor:])
    excess = cell_width(before) - (room - 2)
    if excess > 0:
        for cluster in clusters(before):
            excess -= cluster.cells
            if excess <= 0:
                return before[cluster.end :], after
    return before, after
