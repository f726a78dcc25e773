"""Bars drawn as text, for figures that are looked at rather than read."""

from __future__ import annotations

from typing import Final

WIDTH: Final = 20
_EIGHTHS: Final = "▏▎▍▌▋▊▉█"


def bar(value: float, largest: float, *, width: int = WIDTH, ascii_only: bool = False) -> str:
    """A bar as long as the value's part of the largest one, at most `width` cells.

    To an eighth of a cell; in ASCII to a whole one. A value above zero shows at least a sliver,
    zero and below show nothing.
    """
    if value <= 0 or largest <= 0:
        return ""
    part = min(1.0, value / largest)
    if ascii_only:
        return "#" * max(1, round(part * width))
    eighths = max(1, round(part * width * 8))
    whole, rest = divmod(eighths, 8)
    return _EIGHTHS[-1] * whole + (_EIGHTHS[rest - 1] if rest else "")
