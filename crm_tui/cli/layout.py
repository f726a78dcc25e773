"""Plain text for people: columns that line up, days and moments as they are said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from crm_tui.text.safe import display

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.text.firm_words import FirmWords
    from crm_tui.views.own_fields import Held

_firm: list[FirmWords] = []
"""The words of the firm that this run is for, where it has some of its own."""

LONGEST = 160

USUAL_WIDTH = 78
"""Cells of a line that is not written to a terminal: a mail, a file."""

_NARROWEST, _WIDEST = 40, 140


def speak_as(words: FirmWords | None) -> None:
    """Say the program's own texts in a firm's words from now on; None for the usual ones."""
    _firm[:] = [words] if words is not None else []


def said(text: str) -> str:
    """A text of the program's own in the firm's words; never for what people wrote."""
    return _firm[0].said(text) if _firm else text


def columns(rows: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> list[str]:
    """The rows as lines, each column as wide as its widest cell."""
    from crm_tui.text.width import cell_width, fit

    cells = [[one_line(cell) for cell in row] for row in rows]
    if heads and cells:
        cells.insert(0, list(heads))
    if not cells:
        return []
    widths = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def labelled(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """`label  text` lines, the texts one under the other; empty texts are left out."""
    told = [(label, text) for label, text in pairs if text]
    width = max((len(label) for label, _ in told), default=0)
    lines: list[str] = []
    for label, text in told:
        first, *more = text.split("\n")
        lines.append(f"  {label:{width}}  {first}")
        lines += [f"  {'':{width}}  {line}" for line in more]
    return lines


def section(name: str, lines: Iterable[str]) -> Iterator[str]:
    """A part of a card under its name, the lines indented; nothing where it has none."""
    shown = [line if line.startswith(" ") or not line else f"  {line}" for line in lines]
    if shown:
        yield ""
        yield name
        yield from shown


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text harmless, on one line, cut where it is very long."""
    whole = display(" ".join(text.split()) if "\n" in text else text)
    return whole if len(whole) <= longest else f"{whole[: longest - 1]}…"


def lines_kept(text: str) -> str:
    """The text harmless line by line, each cut where it is very long."""
    return "\n".join(one_line(line) for line in text.split("\n"))


def own_values(held: Held) -> Iterator[tuple[str, str]]:
    """What a record's own fields and kept columns hold, for `labelled`."""
    for one in held.said:
        yield one_line(one.label, 30), lines_kept(one.value)


def line_width() -> int:
    """How many cells a line has: nearly those of the terminal, `USUAL_WIDTH` without one."""
    import os
    import sys

    try:
        cells = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError, AttributeError):  # no terminal, or no output at all
        return USUAL_WIDTH
    return max(_NARROWEST, min(cells - 2, _WIDEST)) if cells else USUAL_WIDTH


def say_moment(desk: Desk, moment: datetime | None) -> str:
    """The day and hour of an instant in the user's zone; '' for none."""
    if moment is None:
        return ""
    from crm_tui.text.say import say_day

    local = moment.astimezone(desk.clock.zone)
    return f"{say_day(local.date(), desk.clock.today())} {local:%H:%M}"


def say_date(desk: Desk, day: date | str | None) -> str:
    """A day as people say it, also as the database writes it; '' for none."""
    if not day:
        return ""
    from crm_tui.text.say import say_day

    return say_day(date.fromisoformat(day) if isinstance(day, str) else day, desk.clock.today())


def say_hour(desk: Desk, moment: datetime | None) -> str:
    """The hour of an instant in the user's zone; '' for none."""
    return f"{moment.astimezone(desk.clock.zone):%H:%M}" if moment else ""


def say_when(desk: Desk, day: date | None, start_at: datetime | None) -> str:
    """The day on which a task stands, with its hour where it has one; '' for none."""
    return " ".join(filter(None, (say_date(desk, day), say_hour(desk, start_at))))


def say_money(amount_minor: int | None, currency: str) -> str:
    """An amount as people write it; '' for one that is not known, which is not 0."""
    if amount_minor is None:
        return ""
    from crm_tui.text.amounts import format_money

    return format_money(amount_minor, currency)


def say_sums(sums: Iterable[tuple[str, int]]) -> str:
    """Sums of several currencies as people write them; each comes as (currency, minor units)."""
    return ", ".join(say_money(amount, currency) for currency, amount in sums)


def counted(number: int, one: str, many: str = "") -> str:
    """'1 customer', '3 customers'."""
    return f"{number} {said(one if number == 1 else many or one + 's')}"
