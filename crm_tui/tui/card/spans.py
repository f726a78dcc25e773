"""Lines of text put together and fitted: no line is ever wider than it may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width, cut, fit, wrap
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line, Span

LABEL = 8
"""Cells of the label before a fact."""

BLANK: Line = ()

_LEAST = 12
_JOINERS = "\u200d\ufe0f"


def span(value: object, tone: Tone = "") -> Span:
    """The value on one line, harmless, as a span; line ends and gaps become one space."""
    return display(" ".join(str(value).split())).lstrip(_JOINERS).rstrip("\u200d"), tone


def line(*spans: Span) -> Line:
    """A line of these spans; the empty ones are left out."""
    return tuple(one for one in spans if one[0])


def cells(spans: Iterable[Span]) -> int:
    """The cells the spans take."""
    return sum(cell_width(text) for text, _tone in spans)


def cut_line(spans: Line, width: int, ellipsis: str) -> Line:
    """The line in at most `width` cells, the ellipsis at its end where something is lost."""
    if cells(spans) <= width:
        return spans
    left = width - cell_width(ellipsis)
    kept: list[Span] = []
    for text, tone in spans:
        shown = cut(text, left)
        left -= cell_width(shown)
        if shown:
            kept.append((shown, tone))
        if shown != text:
            break
    if left < 0:
        return ()
    last = kept[-1][1] if kept else ""
    return (*kept, (ellipsis, last))


def padded(spans: Line, width: int, ellipsis: str) -> Line:
    """The line in exactly `width` cells."""
    shown = cut_line(spans, width, ellipsis)
    return (*shown, (" " * (width - cells(shown)), "")) if cells(shown) < width else shown


def joined(parts: Iterable[Line], separator: str) -> Line:
    """The parts that are not empty, with the separator between them."""
    spans: list[Span] = []
    for part in parts:
        if part:
            spans += [(separator, "dim"), *part] if spans else part
    return tuple(spans)


class Flow(NamedTuple):
    """Parts set in lines, and whether all of them are there in full."""

    lines: list[Line]
    whole: bool


def flow(
    parts: Sequence[Line],
    width: int,
    *,
    separator: str,
    ellipsis: str,
    most: int = 1,
    least: int = _LEAST,
) -> Flow:
    """The parts, one after the other, in at most `most` lines of at most `width` cells.

    What finds no room is counted at the end of the last line (`+3`). A part is cut where a line
    is too short for it, and at the end of the last line where `least` cells of it can be seen;
    0 is never, for what is wrong in half.
    """
    lines: list[Line] = [()]
    whole = True
    gap = cell_width(separator)
    for number, part in enumerate(parts):
        left = len(parts) - number
        # On the last line room is kept for the count of what may not fit any more.
        kept = len(f" +{left - 1}") if len(lines) == most and left > 1 else 0
        room = width - kept - (cells(lines[-1]) + gap if lines[-1] else 0)
        if lines[-1] and cells(part) > room:
            if len(lines) == most:
                if least and room >= least:
                    lines[-1] = (*lines[-1], (separator, "dim"), *cut_line(part, room, ellipsis))
                    left -= 1
                more = f" +{left}" if left else ""
                return Flow(
                    [
                        line(*lines[-1], (more, "dim")) if n + 1 == most else one
                        for n, one in enumerate(lines)
                    ],
                    whole=False,
                )
            lines.append(())
            room = width - (len(f" +{left - 1}") if len(lines) == most and left > 1 else 0)
        whole = whole and cells(part) <= room
        before = (*lines[-1], (separator, "dim")) if lines[-1] else ()
        lines[-1] = (*before, *cut_line(part, room, ellipsis))
    # In no room at all a line is empty, but it is there.
    return Flow([one for one in lines if one] or lines[: len(parts)], whole)


def labelled(
    name: str, lines: Sequence[Line], label: int = LABEL, tone: Tone = "dim"
) -> list[Line]:
    """The lines behind a label; those that follow the first are indented by it."""
    return [
        (((fit(name, label - 1) + " ") if number == 0 else " " * label, tone), *one)
        for number, one in enumerate(lines)
    ]


def wrapped(value: str, width: int, tone: Tone = "") -> list[Line]:
    """A text of several lines, each at most `width` cells, line ends kept."""
    return [
        ((text.lstrip(_JOINERS).rstrip("\u200d"), tone),) if text else BLANK
        for text in wrap(display(value, multiline=True), width)
    ]


def right_aligned(spans: Line, end: Span, width: int, ellipsis: str) -> Line:
    """The line with a short text at its right edge."""
    taken = cell_width(end[0])
    if not taken or width - taken < taken:
        return cut_line(spans, width, ellipsis)
    return (*padded(spans, width - taken - 1, ellipsis), (" ", ""), end)
