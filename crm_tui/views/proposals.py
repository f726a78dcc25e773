"""What the program proposes to do, each with its reason (S5, S113).

A kind of proposal is a function that finds some customers of a colleague; KINDS has them, the
most urgent first. Another kind, such as a contract that ends, is another entry there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from crm_tui.errors import NotFoundError, UsageError
from crm_tui.models.stored import instant_text, moment
from crm_tui.store.caches import CONTACT_KINDS
from crm_tui.store.desk import Desk
from crm_tui.text.day_words import MONTHS, WEEKDAYS, day_of
from crm_tui.views import management_visits
from crm_tui.views.management_visits import IS_ONE
from crm_tui.views.next_steps import BUYING, DUE_ONE, HAS_NONE, HAS_ONE, LIVE
from crm_tui.views.workdays import as_day

AHEAD = 7
"""Days ahead in which a birthday or an anniversary is proposed."""

RECENT = timedelta(days=14)
"""No contact within this is never too long; a birthday dealt with within it is not said again."""

LONGER = 1.5
"""So many times the usual gap between two contacts is longer than usual."""

FEWEST_CONTACTS = 3
"""Days with contact from which a usual gap can be told."""

LOOKED_AT = 2_000
"""Customers whose contacts are counted at most for one answer, by name."""

_AMONG = 500
"""Customers among whom those without contact for longest come first."""

_OLDEST = 110
_NO_YEAR = (1, 1604)  # how address books write a birthday whose year is not known


class Proposal(NamedTuple):
    """A task the program would make. `title` and `task_kind` are the task's, `reason` its why.

    `day` is the day that matters (the birthday), None where none does; `phone` may be ''.
    """

    kind: str
    party: int
    party_name: str
    phone: str
    title: str
    task_kind: str
    reason: str
    day: date | None

    @property
    def name(self) -> str:
        """How the shell names it: 'birthday:12'."""
        return f"{self.kind}:{self.party}"


class Asked(NamedTuple):
    """Whose proposals are looked for, how many at most, and about which party alone (or any)."""

    user: int
    limit: int
    party: int | None = None


def proposals(desk: Desk, user: int, limit: int = 20) -> list[Proposal]:
    """What is proposed to a colleague about their own customers, the most urgent first.

    One proposal a party; none that is silenced, or from which a task was made that is open.
    """
    found: dict[int, Proposal] = {}
    for kind in KINDS.values():
        for one in kind(desk, Asked(user, limit)):
            found.setdefault(one.party, one)
        if len(found) >= limit:
            break
    return _with_phones(desk, list(found.values())[:limit])


def proposal(desk: Desk, user: int, kind: str, party: int) -> Proposal:
    """The proposal of a kind about a party.

    Raises UsageError for a kind there is not, NotFoundError where it is not proposed (now).
    """
    if kind not in KINDS:
        raise UsageError(f"There is no kind of proposal '{kind}'.", f"One of: {', '.join(KINDS)}.")
    found = KINDS[kind](desk, Asked(user, 1, party))
    if not found:
        raise NotFoundError(
            f"Nothing is proposed by the name {kind}:{party}.", "'crm proposal list' shows all."
        )
    return _with_phones(desk, found)[0]


# What narrows every kind

_MINE = "p.archived_at IS NULL AND p.owner_id = ?"


def _unsettled(desk: Desk, asked: Asked, kind: str) -> tuple[str, list[Any]]:
    """The condition that a party has neither a task of this kind nor silence about it."""
    where = (
        f"NOT {HAS_ONE.format(more=' AND k.proposal = ?')} AND NOT EXISTS (SELECT 1 FROM"
        " silence s WHERE s.user_id = ? AND s.kind = ? AND s.party_id = p.id AND s.until > ?)"
    )
    params: list[Any] = [kind, asked.user, kind, desk.clock.today().isoformat()]
    if asked.party is not None:
        where += " AND p.id = ?"
        params.append(asked.party)
    return where, params


# The kinds


def _birthdays(desk: Desk, asked: Asked) -> list[Proposal]:
    """Persons of one's own, or at one's own companies, whose birthday comes."""
    days = _returning(desk.clock.today(), [*_NO_YEAR, *_years(desk, _OLDEST)])
    where, params = _not_dealt_with(desk, asked, "birthday")
    at_ours = (
        "EXISTS (SELECT 1 FROM relationship r JOIN party c ON c.id = r.other_id"
        " WHERE r.party_id = p.id AND r.kind = 'works_at' AND r.until IS NULL"
        " AND c.owner_id = ? AND c.archived_at IS NULL)"
    )
    rows = desk.store.rows(
        f"SELECT p.id, p.name, p.birthday FROM {_returning_in('birthday', days)}"
        f" AND p.kind = 'person' AND (p.owner_id = ? OR {at_ours})"
        f" AND p.archived_at IS NULL AND {LIVE} AND {where}",
        (*days, asked.user, asked.user, *params),
    )
    found = []
    for party, name, born in rows:
        day, age = _return_of(days, born)
        turns = f", turns {age}" if 0 < age <= _OLDEST else ""
        found.append(
            Proposal("birthday", party, name, "", f"Wish {name} a happy birthday", "call",
                     f"birthday on {_say(day)}{turns}", day)
        )  # fmt: skip
    return _soonest(found, asked.limit)


def _anniversaries(desk: Desk, asked: Asked) -> list[Proposal]:
    """Customers whose relationship with us has lasted whole years."""
    days = _returning(desk.clock.today(), _years(desk, _OLDEST))
    where, params = _not_dealt_with(desk, asked, "anniversary")
    rows = desk.store.rows(
        "SELECT p.id, p.name, p.relationship, p.relationship_since"
        f" FROM {_returning_in('relationship_since', days)} AND {_MINE} AND {LIVE} AND {where}",
        (*days, asked.user, *params),
    )
    labels = dict(desk.store.rows("SELECT code, label FROM choice WHERE list = 'relationship'"))
    found = []
    for party, name, state, since in rows:
        day, years = _return_of(days, since)
        if years < 1:
            continue
        lasted = f"{years} {'year' if years == 1 else 'years'}"
        found.append(
            Proposal("anniversary", party, name, "", f"Thank {name} for {lasted}", "thank_you",
                     f"'{labels.get(state, state)}' for {lasted} on {_say(day)}", day)
        )  # fmt: skip
    return _soonest(found, asked.limit)


def _no_contact(desk: Desk, asked: Asked) -> list[Proposal]:
    """Customers not contacted for longer than usual, the longest by their own measure first."""
    today = desk.clock.today()
    where, params = _unsettled(desk, asked, "no_contact")
    candidates = desk.store.rows(
        f"SELECT p.id, p.name FROM party p WHERE {_MINE} AND p.is_customer = 1"
        # In a CASE: the index of all contacts would be walked along everybody's customers.
        " AND CASE WHEN p.last_contact_at < ? THEN 1 ELSE 0 END = 1"
        f" AND {LIVE} AND {HAS_NONE} AND {where}"
        f" ORDER BY p.sort_name, p.id LIMIT {LOOKED_AT}",
        (asked.user, instant_text(desk.clock.now() - RECENT), *params),
    )
    names = dict(candidates)
    late = []
    for party, last, usual in _rhythms(desk, list(names)):
        passed = (today - last).days
        if passed > RECENT.days and passed > LONGER * usual:
            late.append((passed / usual, party, passed, usual))
    late.sort(key=lambda one: (-one[0], one[1]))
    return [
        Proposal("no_contact", party, names[party], "", f"Call {names[party]}", "call",
                 f"last contact {passed} days ago; usually every {_days(usual)}", None)
        for _, party, passed, usual in late[: asked.limit]
    ]  # fmt: skip


def _rhythms(desk: Desk, parties: list[int]) -> Iterator[tuple[int, date, float]]:
    """(party, day of the last contact, usual days between two) where there were enough.

    Several contacts on a day are one: what counts is on how many days they had to do with us.
    """
    kinds = ", ".join(f"'{kind}'" for kind in CONTACT_KINDS)
    rows = desk.store.rows_by_id(
        f"WITH wanted AS (SELECT id FROM party WHERE id IN ({{ids}}))"
        " SELECT party, min(day), max(day), count(DISTINCT day) FROM ("
        " SELECT w.id AS party, e.day FROM wanted w JOIN timeline_entry e ON e.party_id = w.id"
        f" WHERE e.kind IN ({kinds}) UNION ALL"
        " SELECT w.id, e.day FROM wanted w JOIN participant q ON q.party_id = w.id"
        f" JOIN timeline_entry e ON e.id = q.entry_id WHERE e.kind IN ({kinds})"
        ") AS contacts GROUP BY party",
        parties,
    )
    for party, first, last, number in rows:
        if number >= FEWEST_CONTACTS:
            yield party, as_day(last), (as_day(last) - as_day(first)).days / (number - 1)


def _no_management_visit(desk: Desk, asked: Asked) -> list[Proposal]:
    """Buying customers whom nobody of management has visited for months (S113).

    Where the firm has no management there is nobody to send.
    """
    if not desk.store.value('SELECT 1 FROM "user" WHERE is_management = 1 AND active = 1'):
        return []
    since = _midnight(desk, management_visits.months_ago(desk, management_visits.months(desk)))
    where, params = _unsettled(desk, asked, "no_management_visit")
    planned = HAS_ONE.format(
        more=" AND k.kind IN (SELECT code FROM choice WHERE list = 'task_kind'"
        " AND meaning = 'management')"
    )
    recent = " AND e.at >= ?"
    rows = desk.store.rows(
        "SELECT id, name, created_at FROM ("
        f"SELECT p.id, p.name, p.created_at, p.last_contact_at FROM party p WHERE {_MINE}"
        f" AND p.is_customer = 1 AND {BUYING} AND p.created_at < ? AND NOT {planned}"
        f" AND NOT EXISTS ({_VISIT.format(when=recent)})"
        f" AND NOT EXISTS ({_VISIT_WITH.format(when=recent)}) AND {where}"
        f" ORDER BY p.sort_name, p.id LIMIT {_AMONG}) AS longest"
        " ORDER BY last_contact_at, id LIMIT ?",
        (asked.user, since, since, since, *params, asked.limit),
    )
    visits = _last_visits(desk, [row[0] for row in rows])
    return [
        Proposal("no_management_visit", party, name, "", f"Management visit to {name}",
                 "management_visit", _unvisited(desk, visits.get(party), created), None)
        for party, name, created in rows
    ]  # fmt: skip


_VISIT = f"SELECT 1 FROM timeline_entry e WHERE e.party_id = p.id{{when}} AND {IS_ONE}"
_VISIT_WITH = (
    "SELECT 1 FROM participant q JOIN timeline_entry e ON e.id = q.entry_id"
    f" WHERE q.party_id = p.id{{when}} AND {IS_ONE}"
)


def _last_visits(desk: Desk, parties: list[int]) -> dict[int, date]:
    rows = desk.store.rows_by_id(
        f"SELECT party, max(day) FROM (SELECT e.party_id AS party, e.day FROM timeline_entry e"
        f" WHERE e.party_id IN ({{ids}}) AND {IS_ONE}) AS visits GROUP BY party",
        parties,
    )
    rows += desk.store.rows_by_id(
        "SELECT party, max(day) FROM (SELECT q.party_id AS party, e.day FROM participant q"
        " JOIN timeline_entry e ON e.id = q.entry_id"
        f" WHERE q.party_id IN ({{ids}}) AND {IS_ONE}) AS visits GROUP BY party",
        parties,
    )
    found: dict[int, date] = {}
    for party, day in rows:
        found[party] = max(as_day(day), found.get(party, date.min))
    return found


def _unvisited(desk: Desk, last: date | None, created: Any) -> str:
    today = desk.clock.today()
    if last:
        return f"last visit by management {_months(last, today)} ago"
    known = moment(created) or desk.clock.now()
    begun = known.astimezone(desk.clock.zone).date()
    return f"no visit by management yet; with us for {_months(begun, today)}"


def _no_next_step(desk: Desk, asked: Asked) -> list[Proposal]:
    """Customers with a wanted relationship, or buying, with nothing open (S5)."""
    where, params = _unsettled(desk, asked, "no_next_step")
    rows = desk.store.rows(
        "SELECT id, name, wanted, lifecycle, last_contact_at FROM ("
        "SELECT p.id, p.name, p.wanted, p.lifecycle, p.last_contact_at FROM party p"
        f" WHERE {_MINE} AND {DUE_ONE} AND {HAS_NONE} AND {where}"
        f" ORDER BY p.sort_name, p.id LIMIT {_AMONG}) AS stuck"
        " ORDER BY wanted = '', last_contact_at, id LIMIT ?",
        (asked.user, *params, asked.limit),
    )
    labels: dict[tuple[str, str], str] = {
        (row[0], row[1]): row[2]
        for row in desk.store.rows(
            "SELECT list, code, label FROM choice WHERE list IN ('wanted', 'lifecycle')"
        )
    }
    found = []
    for party, name, wanted, state, contact in rows:
        aim = f"wanted: {labels.get(('wanted', wanted), wanted)}" if wanted else (
            f"life stage: {labels.get(('lifecycle', state), state)}"
        )  # fmt: skip
        found.append(
            Proposal("no_next_step", party, name, "", f"Agree on the next step with {name}",
                     "follow_up", f"{aim}; no next step; {_contact(desk, contact)}", None)
        )  # fmt: skip
    return found


KINDS: dict[str, Callable[[Desk, Asked], list[Proposal]]] = {
    "birthday": _birthdays,
    "anniversary": _anniversaries,
    "no_contact": _no_contact,
    "no_management_visit": _no_management_visit,
    "no_next_step": _no_next_step,
}
"""Every kind of proposal, the most urgent first."""


# Days that come back every year


def _not_dealt_with(desk: Desk, asked: Asked, kind: str) -> tuple[str, list[Any]]:
    """As `_unsettled`; also without a task of this kind that has ended just now."""
    where, params = _unsettled(desk, asked, kind)
    ended = " AND NOT EXISTS (SELECT 1 FROM task k WHERE k.party_id = p.id AND k.proposal = ?"
    return f"{where}{ended} AND k.done_at >= ?)", [
        *params, kind, instant_text(desk.clock.now() - RECENT),
    ]  # fmt: skip


def _years(desk: Desk, number: int) -> range:
    last = desk.clock.today().year + 1
    return range(last - number, last + 1)


def _returning(today: date, years: list[int] | range) -> dict[str, date]:
    """Every day of these years that returns within the next days, with the day it does.

    Whole days, so that an index of days serves. 29 February returns on the 28th where the year
    has none.
    """
    found: dict[str, date] = {}
    for ahead in range(AHEAD + 1):
        day = today + timedelta(ahead)
        for year in years:
            same = day_of(year, day.month, day.day)
            if same:
                found[same.isoformat()] = day
            if (day.month, day.day) == (2, 28) and day_of(day.year, 2, 29) is None:
                leap = day_of(year, 2, 29)
                if leap:
                    found[leap.isoformat()] = day
    return found


def _returning_in(column: str, days: dict[str, date]) -> str:
    """The parties whose day it is. They are few: what else is asked of them is asked last."""
    marks = ", ".join("?" * len(days))
    return (
        f"(SELECT id FROM party WHERE {column} IN ({marks})) AS returning_ones"
        " CROSS JOIN party p WHERE p.id = returning_ones.id"
    )


def _return_of(days: dict[str, date], first: Any) -> tuple[date, int]:
    """The day on which a day of the database returns, and how many years later that is."""
    begun = as_day(first)
    day = days[begun.isoformat()]
    return day, day.year - begun.year


def _soonest(found: list[Proposal], limit: int) -> list[Proposal]:
    return sorted(found, key=lambda one: (one.day or date.max, one.party_name, one.party))[:limit]


# How it is said


def _say(day: date) -> str:
    """A day that stays true however long the reason is kept."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def _days(number: float) -> str:
    whole = max(1, round(number))
    return "day" if whole == 1 else f"{whole} days"


def _months(first: date, today: date) -> str:
    whole = (today.year - first.year) * 12 + today.month - first.month - (today.day < first.day)
    return "1 month" if whole == 1 else f"{whole} months"


def _contact(desk: Desk, at: Any) -> str:
    last = moment(at)
    if last is None:
        return "no contact yet"
    days = (desk.clock.today() - last.astimezone(desk.clock.zone).date()).days
    if days < 1:
        return "last contact today"
    return f"last contact {days} {'day' if days == 1 else 'days'} ago"


def _midnight(desk: Desk, day: date) -> str:
    return instant_text(datetime.combine(day, time.min, desk.clock.zone))


_PHONES = """
SELECT p.id, coalesce(
    (SELECT m.value FROM contact_method m WHERE m.party_id = p.id AND m.kind = 'phone'
      AND m.opted_out_at IS NULL ORDER BY m.bad_since IS NOT NULL, m.is_primary DESC, m.id LIMIT 1),
    (SELECT m.value FROM relationship r JOIN contact_method m ON m.party_id = r.other_id
      WHERE r.party_id = p.id AND r.kind = 'works_at' AND r.until IS NULL AND m.kind = 'phone'
      AND m.opted_out_at IS NULL ORDER BY m.bad_since IS NOT NULL, m.is_primary DESC, m.id LIMIT 1),
    '')
FROM party p WHERE p.id IN ({ids})
"""


def _with_phones(desk: Desk, found: list[Proposal]) -> list[Proposal]:
    """The proposals with a number to call: their own, or else their company's."""
    phones = dict(desk.store.rows_by_id(_PHONES, [one.party for one in found]))
    return [one._replace(phone=phones.get(one.party, "")) for one in found]
