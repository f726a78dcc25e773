"""How full a day is: a bar, and the same in words."""

from __future__ import annotations

from crm_tui.text.lasting import say_minutes
from crm_tui.tui.widgets.text_view import Line

BAR = 8
"""Cells of a bar beside a day's name."""


def load_bar(minutes: int, capacity: int | None, cells: int = BAR, *, ascii_only: bool) -> Line:
    """The minutes of a day's tasks against its working minutes; without `cells` words alone.

    A day off has a capacity of 0; with None there is nothing to measure by. A bar is full only
    where the day is, and too much is said in words too.
    """
    said = say_minutes(minutes) if minutes else "0"
    if capacity is None:
        return ((said, ""),) if minutes else ()
    if not capacity:
        return ((f"! {said} on a day off", "alert"),) if minutes else (("day off", "dim"),)
    over = minutes - capacity
    words = f"{said} of {say_minutes(capacity)}"
    if over > 0:
        words = f"! {words}, over by {say_minutes(over)}"
    full, free = ("#", "-") if ascii_only else ("\u2587", "\u2581")
    filled = min(cells, max(1 if minutes else 0, minutes * cells // capacity))
    bar: Line = (
        (full * filled, "alert" if over > 0 else "good"),
        (free * (cells - filled), "dim"),
        (" " if cells else "", ""),
        (words, "alert" if over > 0 else ""),
    )
    return tuple(span for span in bar if span[0])
