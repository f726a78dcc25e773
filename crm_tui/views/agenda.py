"""What a colleague has to do: the day's sheet, the week, what waits (S70 to S77).

A sheet is a row of sections with their counts; the lines are read page by page where they come
into sight. All that is counted and added up stands in one index (`task_agenda`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk
from crm_tui.text.fold import words
from crm_tui.views import help_wanted, workdays

if TYPE_CHECKING:
    from crm_tui.views.filtering.compiling import Filter

AHEAD_DAYS = 7
"""Days after the sheet's own that are shown one by one."""

USUAL_MINUTES = 15
"""How long a task takes where neither it nor its kind says so."""

FOUND_MOST = 200
_LOOKED_THROUGH = 20_000
_EARLY = date(1, 1, 1)
_OVERLAPS_LOOKED_AT = 500


class AgendaRow(NamedTuple):
    """An open task with its day, and the party it is about."""

    id: int
    title: str
    kind: str
    priority: str
    due: date
    start_at: datetime | None
    party: int | None
    party_name: str
    ticket: int | None = None


class Section(NamedTuple):
    """A part of a sheet: what stands in it, for which day, how many and how long (minutes).

    `key` is overdue, timed, untimed, ahead (a day to come), later, no_day, theirs (the
    customers' side, due), waiting (for another task), unattached, help or found. `capacity` is the
    day's working minutes, None where the section is no day; `overlaps` how many are at the same
    time as another.
    """

    key: str
    day: date | None
    total: int
    minutes: int = 0
    capacity: int | None = None
    overlaps: int = 0


class Sheet(NamedTuple):
    """The sections of a colleague's day, week or search; empty ones are left out.

    `load` is the minutes of the day's own tasks, against `capacity` working minutes.
    `overlapping` are the tasks of the day that are at the same time as another.
    """

    user: int
    day: date
    today: date
    sections: tuple[Section, ...]
    load: int = 0
    capacity: int = 0
    overlapping: frozenset[int] = frozenset()
    text: str = ""

    @property
    def overdue(self) -> int:
        """How many tasks are overdue."""
        return sum(part.total for part in self.sections if part.key == "overdue")

    def on_day(self, day: date) -> int:
        """How many tasks stand on a day."""
        return sum(
            part.total
            for part in self.sections
            if part.day == day and part.key in ("timed", "untimed", "ahead")
        )


class SheetRow(NamedTuple):
    """A line of a sheet. `minutes` is how long it takes, or its kind usually does.

    `day` is the local day it stands on; `phone` is there where it is a call; `waits_for` is the
    title of the task it follows while that one is open.
    """

    id: int
    title: str
    kind: str
    priority: str
    side: str
    state: str
    due: date | None
    start_at: datetime | None
    minutes: int
    party: int | None
    party_name: str
    phone: str
    assignee: str
    attempt: int
    repeats: bool
    planned: bool
    waits_for: str
    overlaps: bool
    day: date | None
    reason: str
    note: str
    ticket: int | None = None


_MINE = "k.assignee_id = ? AND k.side = 'us' AND k.state IN ('open', 'doing')"
_THEIRS = "k.assignee_id = ? AND k.side = 'them' AND k.state IN ('open', 'doing')"
_TAKES = (
    "coalesce(k.minutes, (SELECT c.minutes FROM choice c WHERE c.list = 'task_kind'"
    f" AND c.code = k.kind), {USUAL_MINUTES})"
)
_IN_INDEX_ORDER = "k.due, k.start_at, k.id"
_BY_HOUR = "k.start_at, k.id"
_BY_WEIGHT = (
    "CASE k.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'low' THEN 3 ELSE 2 END, k.id"
)
_PHONE = """coalesce(
    (SELECT m.value FROM contact_method m WHERE m.party_id = k.party_id AND m.kind = 'phone'
      ORDER BY m.bad_since IS NOT NULL, m.is_primary DESC, m.id LIMIT 1),
    (SELECT m.value FROM relationship r JOIN contact_method m ON m.party_id = r.other_id
      WHERE r.party_id = k.party_id AND r.kind = 'works_at' AND r.until IS NULL
      AND m.kind = 'phone' ORDER BY m.is_primary DESC, m.id LIMIT 1), '')"""
_ROWS = f"""
SELECT k.id, k.title, k.kind, k.priority, k.side, k.state, k.due, k.start_at, {_TAKES},
  k.party_id, coalesce(p.name, ''),
  CASE WHEN EXISTS (SELECT 1 FROM choice c WHERE c.list = 'task_kind' AND c.code = k.kind
    AND c.meaning = 'call') THEN {_PHONE} ELSE '' END,
  coalesce(u.login, ''), k.attempt, k.repeats <> '', k.planned_for = k.due,
  coalesce((SELECT b.title FROM task b WHERE b.id = k.follows_id
    AND b.state IN ('open', 'doing')), ''), k.reason, k.note, k.ticket_id
FROM task k LEFT JOIN party p ON p.id = k.party_id LEFT JOIN "user" u ON u.id = k.assignee_id
WHERE k.id IN ({{ids}})
"""


class _Query(NamedTuple):
    """Which tasks stand in a section, and in which order."""

    where: str
    params: tuple[Any, ...]
    order: str = _IN_INDEX_ORDER


def day_sheet(desk: Desk, user: int, day: date | None = None) -> Sheet:
    """The sheet of a colleague's day, today unless said otherwise.

    Today has what is overdue on top; a day's own tasks come by hour, then those without one,
    then the days after, what has no day, and what others owe. Today is the viewer's, asked
    anew at each reading (rule 18).
    """
    today = desk.clock.today()
    day = day or today
    hours = workdays.of(desk, user)
    last = day + timedelta(AHEAD_DAYS)
    wanted: list[tuple[str, date | None]] = [("overdue", today)] if day == today else []
    wanted += [("timed", day), ("untimed", day)]
    wanted += [("ahead", day + timedelta(number)) for number in range(1, AHEAD_DAYS + 1)]
    wanted += [("later", last), ("no_day", None), ("theirs", day), ("waiting", None)]
    return _sheet(desk, user, day, wanted, hours)


def week_sheet(desk: Desk, user: int, day: date | None = None) -> Sheet:
    """The seven days from the Monday of a day's week on, each with its load; none is left out."""
    today = desk.clock.today()
    day = day or today
    monday = day - timedelta(day.weekday())
    days = [monday + timedelta(number) for number in range(7)]
    hours = workdays.of(desk, user)
    return _sheet(desk, user, day, [("ahead", one) for one in days], hours, keep=True)


def unattached(desk: Desk, user: int) -> Sheet:
    """A colleague's open tasks that hang on no customer's card (S75)."""
    today = desk.clock.today()
    return _sheet(desk, user, today, [("unattached", None)], workdays.of(desk, user), keep=True)


def help_sheet(desk: Desk) -> Sheet:
    """Everyone's open requests for help, the oldest first (S38)."""
    today, user = desk.clock.today(), desk.user
    return _sheet(desk, user, today, [("help", None)], workdays.of(desk, user), keep=True)


def search_sheet(desk: Desk, user: int, text: str) -> Sheet:
    """A colleague's open tasks in whose title or customer's name all the words stand.

    A filter may be said instead of words, one that speaks of owner, side or state also for others'
    tasks and for ended ones.
    """
    today = desk.clock.today()
    total = len(_found(desk, user, text))
    sections = (Section("found", None, total),) if total else ()
    return Sheet(user, today, today, sections, text=text)


def _sheet(
    desk: Desk,
    user: int,
    day: date,
    wanted: Sequence[tuple[str, date | None]],
    hours: workdays.Workdays,
    *,
    keep: bool = False,
) -> Sheet:
    sections: list[Section] = []
    overlapping: set[int] = set()
    for key, of_day in wanted:
        section = _section(desk, user, key, of_day)
        if key in ("timed", "ahead") and of_day is not None:
            clashing = _overlapping(desk, user, of_day) if section.total > 1 else frozenset()
            overlapping |= clashing
            section = section._replace(capacity=hours.minutes(of_day), overlaps=len(clashing))
        if section.total or keep:
            sections.append(section)
    own = [
        part for part in sections if part.day == day and part.key in ("timed", "untimed", "ahead")
    ]
    return Sheet(
        user=user,
        day=day,
        today=desk.clock.today(),
        sections=tuple(sections),
        load=sum(part.minutes for part in own),
        capacity=hours.minutes(day),
        overlapping=frozenset(overlapping),
    )


def _section(desk: Desk, user: int, key: str, day: date | None) -> Section:
    if key == "ahead":
        timed, untimed = (_section(desk, user, part, day) for part in _OF_A_DAY)
        return Section(key, day, timed.total + untimed.total, timed.minutes + untimed.minutes)
    query = _query(desk, user, key, day)
    what = f"count(*), coalesce(sum({_TAKES}), 0)" if key in _OF_A_DAY else "count(*), 0"
    count, minutes = desk.store.row(f"SELECT {what} FROM task k WHERE {query.where}", query.params)
    return Section(key, day, int(count), int(minutes))


_OF_A_DAY = ("timed", "untimed")


def _query(desk: Desk, user: int, key: str, day: date | None) -> _Query:
    """Which tasks stand in a section.

    A task with an hour stands on the day that hour has where it is looked at, which may be two
    days before or after its stated one (UTC+14 to UTC-12); the index narrows all alike.
    """
    around = day or _EARLY
    first, following = workdays.bounds(around, desk.clock.zone) if day else ("", "")
    near = [(around + timedelta(step)).isoformat() if day else "" for step in range(-2, 3)]
    match key:
        case "overdue":
            return _Query(
                f"{_MINE} AND k.due <= ? AND CASE WHEN k.start_at IS NULL THEN k.due < ?"
                " ELSE k.start_at < ? END",
                (user, near[-1], around.isoformat(), first),
            )
        case "timed":
            return _Query(
                f"{_MINE} AND k.due IN (?, ?, ?, ?, ?) AND k.start_at >= ? AND k.start_at < ?",
                (user, *near, first, following),
                _BY_HOUR,
            )
        case "untimed":
            return _Query(
                f"{_MINE} AND k.due = ? AND k.start_at IS NULL",
                (user, around.isoformat()),
                _BY_WEIGHT,
            )
        case "later":
            return _Query(
                f"{_MINE} AND k.due >= ? AND CASE WHEN k.start_at IS NULL THEN k.due > ?"
                " ELSE k.start_at >= ? END",
                (user, near[0], around.isoformat(), following),
            )
        case "no_day":
            return _Query(f"{_MINE} AND k.due IS NULL AND k.follows_id IS NULL", (user,), "k.id")
        case "waiting":
            return _Query(f"{_MINE} AND k.due IS NULL AND k.follows_id > 0", (user,), "k.id")
        case "theirs":
            return _Query(f"{_THEIRS} AND k.due <= ?", (user, around.isoformat()))
        case "unattached":
            return _Query(f"{_MINE} AND k.party_id IS NULL", (user,))
        case "help":
            still = f"k.state IN ('open', 'doing') AND {help_wanted.IS_HELP}"
            return _Query(still, (), "k.created_at, k.id")
    raise ValueError(f"no section {key}")


def _overlapping(desk: Desk, user: int, day: date) -> frozenset[int]:
    """The tasks of a day that begin before another one has ended (S72)."""
    query = _query(desk, user, "timed", day)
    rows = desk.store.rows(
        f"SELECT k.id, k.start_at, {_TAKES} FROM task k WHERE {query.where}"
        f" ORDER BY k.start_at, k.id LIMIT {_OVERLAPS_LOOKED_AT}",
        query.params,
    )
    clashing: set[int] = set()
    running, until = 0, datetime.min
    for number, start, minutes in rows:
        begins = start if isinstance(start, datetime) else datetime.fromisoformat(start)
        if begins < until:
            clashing |= {running, number}
        ends = begins + timedelta(minutes=minutes)
        if ends > until:
            running, until = number, ends
    return frozenset(clashing)


def ids(desk: Desk, sheet: Sheet, section: Section, offset: int = 0, limit: int = -1) -> list[int]:
    """The tasks of a section from `offset` on, in their order; all of them without a limit."""
    if section.key == "found":
        found = _found(desk, sheet.user, sheet.text)
        return found[offset:] if limit < 0 else found[offset : offset + limit]
    return section_ids(desk, sheet.user, section.key, section.day, offset, limit)


def section_ids(
    desk: Desk, user: int, key: str, day: date | None, offset: int = 0, limit: int = -1
) -> list[int]:
    """As `ids`, for a section by its key and day."""
    if key == "ahead":
        timed = section_ids(desk, user, "timed", day)
        shown = timed[offset:] if limit < 0 else timed[offset : offset + limit]
        left = limit if limit < 0 else limit - len(shown)
        return shown + section_ids(desk, user, "untimed", day, max(0, offset - len(timed)), left)
    query = _query(desk, user, key, day)
    rows = desk.store.rows(
        f"SELECT k.id FROM task k WHERE {query.where} ORDER BY {query.order} LIMIT ? OFFSET ?",
        (*query.params, limit if limit >= 0 else 1 << 40, offset),
    )
    return [row[0] for row in rows]


def all_ids(desk: Desk, sheet: Sheet) -> Iterator[int]:
    """Every task of a sheet, in its order."""
    for section in sheet.sections:
        yield from ids(desk, sheet, section)


def rows(
    desk: Desk, wanted: Sequence[int], overlapping: Collection[int] = frozenset()
) -> list[SheetRow]:
    """The lines of these tasks, in this order; tasks that are gone are left out."""
    found = {row[0]: _row(desk, row, overlapping) for row in desk.store.rows_by_id(_ROWS, wanted)}
    return [found[number] for number in wanted if number in found]


def parties_of(desk: Desk, tasks: Sequence[int]) -> list[int]:
    """The parties that tasks are about, each once, in the order of the tasks."""
    found = dict(desk.store.rows_by_id("SELECT id, party_id FROM task WHERE id IN ({ids})", tasks))
    return list(dict.fromkeys(found[task] for task in tasks if found.get(task) is not None))


def _row(desk: Desk, row: Sequence[Any], overlapping: Collection[int]) -> SheetRow:
    due = workdays.as_day(row[6]) if row[6] else None
    start_at = moment(row[7])
    return SheetRow._make([
        *row[:6], due, start_at, *row[8:14], bool(row[14]), bool(row[15]), row[16],
        row[0] in overlapping, workdays.local_day(due, start_at, desk.clock.zone), *row[17:],
    ])  # fmt: skip


def _found(desk: Desk, user: int, text: str) -> list[int]:
    from crm_tui.views.filtering.compiling import narrowed

    said = narrowed(desk, "task", text)
    return _plainly_found(desk, user, text) if said is None else _left(desk, user, said)


def _left(desk: Desk, user: int, said: Filter) -> list[int]:
    """What a filter leaves of a colleague's open tasks; it may ask for others' or ended ones."""
    parts, params = [f"({said.condition.where})"], [*said.condition.params]
    if "state" not in said.lifts:
        parts.append("k.state IN ('open', 'doing')")
    if "side" not in said.lifts:
        parts.append("k.side = 'us'")
    if "owner" not in said.lifts:
        parts.append("k.assignee_id = ?")
        params.append(user)
    rows = desk.store.rows(
        f"SELECT k.id FROM task k WHERE {' AND '.join(parts)}"
        f" ORDER BY k.due IS NULL, {_IN_INDEX_ORDER} LIMIT {FOUND_MOST}",
        params,
    )
    return [row[0] for row in rows]


def _plainly_found(desk: Desk, user: int, text: str) -> list[int]:
    wanted = words(text)
    if not wanted:
        return []
    named = " AND ".join("p.sort_name LIKE ? ESCAPE '\\'" for _ in wanted)
    patterns = [f"%{_unwild(word)}%" for word in wanted]
    by_title = _by_title(desk, user, wanted)
    marks = ", ".join("?" * len(by_title))
    rows = desk.store.rows(
        f"SELECT k.id FROM task k LEFT JOIN party p ON p.id = k.party_id WHERE {_MINE}"
        f" AND (k.id IN ({marks}) OR ({named}))"
        f" ORDER BY k.due IS NULL, {_IN_INDEX_ORDER} LIMIT {FOUND_MOST}",
        (user, *by_title, *patterns),
    )
    return [row[0] for row in rows]


def _by_title(desk: Desk, user: int, wanted: Sequence[str]) -> list[int]:
    """A colleague's open tasks with the words in their titles, the newest.

    The index of words holds everyone's tasks, ended ones too: where the newest hits are mostly
    others', one looks further down.
    """
    mine: list[int] = []
    for most in (FOUND_MOST, _LOOKED_THROUGH):
        hits = desk.store.engine.find_tasks(wanted, most)
        own = f"SELECT k.id FROM task k WHERE {_MINE} AND k.id IN ({{ids}})"
        mine = [row[0] for row in desk.store.rows_by_id(own.replace("?", f"{user:d}"), hits)]
        if len(hits) < most or len(mine) >= FOUND_MOST:
            break
    return mine[:FOUND_MOST]


def _unwild(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def due(desk: Desk, user: int, until: date, limit: int = 50) -> list[AgendaRow]:
    """The user's open tasks up to a day of the viewer's, the longest overdue first."""
    last = _query(desk, user, "overdue", until + timedelta(1))
    rows = desk.store.rows(
        "SELECT k.id, k.title, k.kind, k.priority, k.due, k.start_at, k.party_id,"
        " coalesce(p.name, ''), k.ticket_id FROM task k LEFT JOIN party p ON p.id = k.party_id"
        f" WHERE {last.where} ORDER BY {_IN_INDEX_ORDER} LIMIT ?",
        (*last.params, limit),
    )
    return [
        AgendaRow._make([*row[:4], workdays.as_day(row[4]), moment(row[5]), *row[6:]])
        for row in rows
    ]


def minutes_on(desk: Desk, user: int, day: date) -> int:
    """How long a colleague's tasks of a day take, in minutes."""
    return _section(desk, user, "ahead", day).minutes


class Counts(NamedTuple):
    """How many tasks a colleague has overdue and for today."""

    overdue: int
    today: int


def counts(desk: Desk, user: int) -> Counts:
    """What is overdue and what is for today, for the top row."""
    today = desk.clock.today()
    return Counts(
        _section(desk, user, "overdue", today).total, _section(desk, user, "ahead", today).total
    )
