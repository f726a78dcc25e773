"""What makes up the figures of a ticket's clocks: each state, and the hours worked in it.

Pure functions of what `views.ticket_card.clocks` returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from crm_tui.text.ticket_clock import Stretch
from crm_tui.text.ticket_words import STATES, say_due
from crm_tui.text.working_time import WorkingSpan
from crm_tui.tui.card.spans import BLANK, cut_line, line, right_aligned, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.service.signs import instant
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.ticket_card import Clock

_NO_CLOCK = "Nothing is promised for this ticket: no policy holds for it."


def clock_lines(
    number: str, clocks: Sequence[Clock], width: int, words: Words, now: datetime
) -> list[Line]:
    """Each clock with its promise, what was used of it, and the stretches that make that up."""
    back = words.press("view.back", "goes back").strip(" ()")
    shown = [right_aligned(line((f"The clocks of {number}", "strong")), (back, "dim"), width,
                           words.ellipsis)]  # fmt: skip
    if not clocks:
        shown += [BLANK, cut_line(line((words.said(_NO_CLOCK), "dim")), width, words.ellipsis)]
    for clock in clocks:
        shown += [BLANK, *_clock(clock, width, words, now)]
    return shown


def say_worked(minutes: int) -> str:
    """So many minutes of work: '7 h 20 min'."""
    hours, rest = divmod(minutes, 60)
    said = (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")
    return " ".join(part for part in said if part)


def _clock(clock: Clock, width: int, words: Words, now: datetime) -> list[Line]:
    promised = f"{say_worked(clock.promised)} promised" if clock.promised else "nothing is promised"
    heading = line((clock.name, "title"), (f"  {promised}, ", ""), _used(clock))
    shown = [heading, _end(clock, words, now)]
    for stretch in clock.stretches:
        shown += _stretch(stretch, width, words)
    return [cut_line(one, width, words.ellipsis) for one in shown if one]


def _used(clock: Clock) -> tuple[str, Tone]:
    over = clock.promised is not None and clock.used > clock.promised
    return f"{say_worked(clock.used)} used", "alert" if over else "strong"


def _end(clock: Clock, words: Words, now: datetime) -> Line:
    if clock.stopped is not None:
        late = clock.due is not None and clock.stopped > clock.due
        verdict = "" if clock.due is None else ", !! late" if late else ", in time"
        return line((f"  stopped {instant(clock.stopped, words)}", ""),
                    (verdict, "alert" if late else "good"))  # fmt: skip
    if clock.due is None:
        return ()
    late = clock.due < now
    said = f"  runs out {instant(clock.due, words)}, {'!! ' if late else ''}"
    return line((said, ""), (say_due(now, clock.due), "alert" if late else ""))


def _stretch(stretch: Stretch, width: int, words: Words) -> list[Line]:
    """A state with its time; below it the hours worked, day by day."""
    until = instant(stretch.end, words) if stretch.end else "now"
    name = STATES.get(stretch.state, stretch.state)
    said = line(
        (f"  {instant(stretch.start, words)} {words.dash} {until}  ", "dim"), span(name, "key"),
        ("" if stretch.counts else ", does not count", "warn"),
    )  # fmt: skip
    minutes = say_worked(stretch.seconds // 60)
    worked = minutes if stretch.counts else f"({minutes})"
    lines = [right_aligned(said, (worked, ""), width, words.ellipsis)]
    days = groupby(stretch.spans, key=lambda one: one.start.astimezone(words.zone).date())
    for day, spans in days:
        parts = list(spans)
        hours = ", ".join(_hours(one, words) for one in parts)
        minutes = say_worked(sum(one.seconds for one in parts) // 60)
        spent = line((f"      {words.day(day)}  {hours}", "dim"))
        lines.append(right_aligned(spent, (minutes, "dim"), width, words.ellipsis))
    return lines


def _hours(one: WorkingSpan, words: Words) -> str:
    start, end = one.start.astimezone(words.zone), one.end.astimezone(words.zone)
    return f"{start:%H:%M}{words.dash}{end:%H:%M}"
