"""A colleague's sheet as lines of plain text, for a shell, a file or a mail, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_tui.cli.layout import counted, one_line, say_hour, say_when
from crm_tui.text.lasting import say_minutes
from crm_tui.text.say import quoted
from crm_tui.text.width import cell_width, cut, fit, wrap
from crm_tui.views import agenda

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.agenda import Section, Sheet, SheetRow
    from crm_tui.views.proposals import Proposal

MOST = 30
"""Lines of a section that is about now."""

FEW = 5
"""Lines of a section that is an outlook only."""

_BAR = 20
_OVERLAPS = 20
"""Tasks of a day among which those at the same time are named above; each says it itself too."""
_NARROWEST_TEXT = 20
_NAME = 40
_LENGTH = len("10 h 30")
_NUMBER = len("task 1234")
_UNBROKEN = "\xa0"
_NAMES = {
    "overdue": "Overdue",
    "timed": "By hour",
    "untimed": "No hour",
    "later": "Later",
    "no_day": "No day",
    "theirs": "Their side, due",
    "waiting": "Waiting for another task",
}
_FULL = frozenset({"overdue", "timed", "untimed", "theirs"})
_LISTED_BY = {"overdue": " --overdue", "no_day": " --day none", "theirs": " --them"}


class Colleague(NamedTuple):
    """Whose sheet it is."""

    id: int
    login: str
    name: str


def colleague(desk: Desk, said: str | None) -> Colleague:
    """The colleague that is meant; whoever asks, where nobody is said."""
    if not said:
        return Colleague(desk.user, desk.login, desk.user_name)
    from crm_tui.views import choices, naming

    user = naming.user(desk, said)
    found = next(one for one in choices.users(desk, active_only=False) if one.id == user)
    return Colleague(user, found.login, found.name)


def value(desk: Desk, sheet: Sheet, whose: Colleague, limit: int | None) -> dict[str, Any]:
    """A day's sheet for JSON: a list of tasks for each section, `limit` tasks at most in each."""
    rows: dict[str, list[SheetRow]] = {
        name: [] for name in ("overdue", "today", "ahead", "later", "no_day", "theirs", "waiting")
    }
    for part in sheet.sections:
        name = "today" if part.key in ("timed", "untimed") else part.key
        rows[name] += _rows(desk, sheet, part, limit)
    return {**_head(sheet, whose), "overdue_count": sheet.overdue, **rows}


def own_day_value(desk: Desk, sheet: Sheet, whose: Colleague) -> dict[str, Any]:
    """What stands on a sheet's own day, for JSON."""
    own = (part for part in sheet.sections if part.key in ("timed", "untimed"))
    planned = [row for part in own for row in _rows(desk, sheet, part, None)]
    return {**_head(sheet, whose), "planned": planned}


def week_value(desk: Desk, sheet: Sheet, whose: Colleague, limit: int | None) -> dict[str, Any]:
    """A week's sheet for JSON: its days in order, each with its load and its tasks."""
    days = [
        {
            "day": part.day,
            "load_minutes": part.minutes,
            "capacity_minutes": part.capacity,
            "overlaps": part.overlaps,
            "tasks": _rows(desk, sheet, part, limit),
        }
        for part in sheet.sections
    ]
    return {**_head(sheet, whose), "days": days}


def _head(sheet: Sheet, whose: Colleague) -> dict[str, Any]:
    return {
        "user": whose.login,
        "day": sheet.day,
        "load_minutes": sheet.load,
        "capacity_minutes": sheet.capacity,
    }


def lines(
    desk: Desk, sheet: Sheet, whose: Colleague, limit: int | None, width: int
) -> Iterator[str]:
    """A day's sheet: whose it is, how full the day is, and what stands in each section."""
    yield from head(desk, sheet, whose)
    if not sheet.sections:
        yield ""
        yield "Nothing is due, and nothing waits."
        yield "'crm task add PARTY TEXT' adds a task, 'crm plan' plans the next working day."
    elif not sheet.on_day(sheet.day) and not sheet.overdue:
        yield "Nothing stands on this day; what else there is follows."
    for part in sheet.sections:
        yield ""
        yield from _section(desk, sheet, part, whose, limit=limit, width=width)


def own_day_lines(
    desk: Desk, sheet: Sheet, whose: Colleague, limit: int | None, width: int
) -> Iterator[str]:
    """A day's sheet without what does not stand on that day."""
    yield from head(desk, sheet, whose)
    if not sheet.on_day(sheet.day):
        yield "Nothing stands on this day yet."
    for part in sheet.sections:
        if part.key in ("timed", "untimed"):
            yield ""
            yield from _section(desk, sheet, part, whose, limit=limit, width=width)


def head(desk: Desk, sheet: Sheet, whose: Colleague) -> Iterator[str]:
    """Whose sheet it is, of which day, how full that is and what is at the same time there."""
    yield f"{cut(one_line(whose.name), _NAME)}: {_long(sheet.day, sheet.today)}"
    yield f"Load: {load(sheet.load, sheet.capacity)}"
    clashing = [
        str(task)
        for part in sheet.sections
        if part.key == "timed" and part.overlaps
        for task in agenda.ids(desk, sheet, part, 0, _OVERLAPS)
        if task in sheet.overlapping
    ]
    if clashing:
        yield f"At the same time: tasks {', '.join(clashing)}"


def week_lines(
    desk: Desk, sheet: Sheet, whose: Colleague, limit: int | None, width: int
) -> Iterator[str]:
    """A week's sheet: each day with its load, empty ones too."""
    first = sheet.sections[0].day or sheet.day
    yield f"{cut(one_line(whose.name), _NAME)}: the week from {_weekday(first)} {first.year}"
    most = MOST if limit is None else limit
    for part in sheet.sections:
        yield ""
        yield from _section(desk, sheet, part, whose, limit=most, width=width)


def load(minutes: int, capacity: int) -> str:
    """How full a day is, as a bar and in words."""
    if not capacity:
        return f"{say_minutes(minutes)}; no working day"
    filled = min(_BAR, round(minutes * _BAR / capacity))
    if minutes and not filled:
        filled = 1
    over = f", {say_minutes(minutes - capacity)} too much" if minutes > capacity else ""
    bar = "#" * filled + "." * (_BAR - filled)
    return f"[{bar}] {say_minutes(minutes)} of {say_minutes(capacity)}{over}"


def entries(rows: Sequence[tuple[str, SheetRow]], width: int) -> Iterator[str]:
    """A line for each task, with the word that stands before it; longer ones go on below."""
    if not rows:
        return
    before = max(cell_width(word) for word, _ in rows)
    number = max(_NUMBER, *(len(f"task {row.id}") for _, row in rows))
    indent = 2 + (before + 2 if before else 0)
    room = max(_NARROWEST_TEXT, width - indent - _LENGTH - number - 4)
    for word, row in rows:
        end = f"{say_minutes(row.minutes):>{_LENGTH}}  task {row.id}"
        first, *more = wrap(_text(row), room)
        lead = f"  {fit(word, before)}  " if before else "  "
        yield f"{lead}{fit(first, room)}  {end}".replace(_UNBROKEN, " ").rstrip()
        yield from (f"{'':{indent}}{line}".replace(_UNBROKEN, " ").rstrip() for line in more)


def when(desk: Desk, row: SheetRow) -> str:
    """The day and the hour on which a task stands; '' for none."""
    return say_when(desk, row.day, row.start_at)


def one(row: SheetRow) -> str:
    """A task in one line, with how long it takes and its number."""
    said = f"{_text(row)} - {say_minutes(row.minutes)}, task {row.id}"
    return said.replace(_UNBROKEN, " ")


def proposal(found: Proposal) -> str:
    """A proposal in one line: what to do, with whom, and why."""
    phone = one_line(found.phone)
    with_whom = ", ".join(filter(None, (one_line(found.party_name), phone)))
    return f"{one_line(found.title)} - {with_whom} - {one_line(found.reason)}"


def proposal_lines(found: Sequence[Proposal], width: int) -> Iterator[str]:
    """A line for each proposal, with the name that `crm proposal` takes; longer ones go on."""
    names = [one_line(one.name) for one in found]
    before = max(map(cell_width, names), default=0)
    for name, one in zip(names, found, strict=True):
        first, *more = wrap(proposal(one), max(_NARROWEST_TEXT, width - before - 4))
        yield f"  {fit(name, before)}  {first}".rstrip()
        yield from (f"{'':{before + 4}}{line}".rstrip() for line in more)


def _text(row: SheetRow) -> str:
    """What is to be done, with whom, and what else matters; a number is not broken."""
    phone = one_line(row.phone).replace(" ", _UNBROKEN)
    with_whom = ", ".join(filter(None, (one_line(row.party_name), phone)))
    return " - ".join(filter(None, (one_line(row.title), with_whom, ", ".join(_marks(row)))))


def _marks(row: SheetRow) -> Iterator[str]:
    if row.priority != "normal":
        yield row.priority
    if row.state == "doing":
        yield "begun"
    if row.attempt > 1:
        yield f"attempt {row.attempt}"
    if row.repeats:
        yield "repeats"
    if row.overlaps:
        yield "overlaps"
    if row.waits_for:
        yield f"after {quoted(one_line(row.waits_for))}"
    if row.reason:
        yield one_line(row.reason)


def _section(
    desk: Desk,
    sheet: Sheet,
    part: Section,
    whose: Colleague,
    *,
    limit: int | None,
    width: int,
) -> Iterator[str]:
    shown = _shown(part, limit)
    rows = _rows(desk, sheet, part, shown) if shown else []
    yield _title(sheet, part)
    yield from entries([(_when(desk, part, row), row) for row in rows], width)
    if part.total > len(rows):
        of = "" if whose.id == desk.user else f" --of {whose.login}"
        command = f"crm task list{_listed_by(part)}{of}"
        more = f"and {part.total - len(rows):,} more ({command})" if rows else f"in '{command}'"
        yield f"  {one_line(more)}"


def _shown(part: Section, limit: int | None) -> int:
    if part.key == "later":
        return 0
    return limit if limit is not None else MOST if part.key in _FULL else FEW


def _title(sheet: Sheet, part: Section) -> str:
    if part.key != "ahead" or part.day is None:
        return f"{_NAMES.get(part.key, part.key)}: {part.total:,}"
    day = _day(part.day, sheet.today)
    if not part.total:
        return f"{day}: {'nothing' if part.capacity else 'no working day'}"
    full = (
        f"{say_minutes(part.minutes)} of {say_minutes(part.capacity)}"
        if part.capacity
        else (f"{say_minutes(part.minutes)}, no working day")
    )
    clash = f", {part.overlaps} overlap" if part.overlaps else ""
    return f"{day}: {counted(part.total, 'task')}, {full}{clash}"


def _listed_by(part: Section) -> str:
    if part.key in ("timed", "untimed", "ahead"):
        return f" --day {part.day}"
    return _LISTED_BY.get(part.key, "")


def _when(desk: Desk, part: Section, row: SheetRow) -> str:
    return when(desk, row) if part.key in ("overdue", "theirs") else say_hour(desk, row.start_at)


def _rows(desk: Desk, sheet: Sheet, part: Section, limit: int | None) -> list[SheetRow]:
    wanted = agenda.ids(desk, sheet, part, 0, -1 if limit is None else limit)
    return agenda.rows(desk, wanted, sheet.overlapping)


def _long(day: date, today: date) -> str:
    """'today, Fri 20 Nov 2026'."""
    return ", ".join([*_near(day, today), f"{_weekday(day)} {day.year}"])


def _day(day: date, today: date) -> str:
    """'Sat 21 Nov, tomorrow'."""
    return ", ".join([_weekday(day), *_near(day, today)])


def _near(day: date, today: date) -> list[str]:
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    return [near] if near else []


def _weekday(day: date) -> str:
    from crm_tui.text.day_words import MONTHS, WEEKDAYS

    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
