"""A task that comes in as a row: its day, its people, and a note for all that has no field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from crm_tui.models.stored import instant_text
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys, KnownParties
from crm_tui.services.intake.records import TaskRecord
from crm_tui.services.intake.references import References
from crm_tui.services.intake.said import said_parties
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.services.intake.task_days import TaskDays, days_of, instant, local_day
from crm_tui.services.intake.team import Colleagues
from crm_tui.services.parties import normal_form
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.priorities import PRIORITIES
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.views.choices import labels

OPEN = ("open", "doing")
ENDED = ("done", "dropped")
TOOK_PLACE = "took place (imported)"
DONE = "done (imported)"
DROPPED = "dropped (imported)"

_UNTIL = re.compile(r"UNTIL=(\d{8}T\d{6}Z)")


class ReadyTask(NamedTuple):
    """A record as a row of the table, with what the row cannot hold.

    `others` are further customers who take part, `follows` the key of the task it waits for,
    `told_at` the moment under which the timeline tells that it has ended.
    """

    values: dict[str, Any]
    others: tuple[int, ...]
    follows: str
    modified: datetime | None
    told_at: datetime | None


class TaskValues:
    """Works out rows; doubts go to the tally."""

    def __init__(
        self, desk: Desk, options: Options, tally: Tally, known: KnownParties, inserts: Inserts
    ) -> None:
        self._desk = desk
        self._tally = tally
        self._known = known
        self._party_keys = KnownKeys(desk, "party")
        self._company_source = ""
        self._team = Colleagues(desk)
        self._assignees = self._team.said(options.told("assignee"))
        self._parties = said_parties(desk, options.told("party"))
        self._asked_party = References(desk, options, tally, inserts, "party")
        self._asked_assignee = References(desk, options, tally, inserts, "assignee")
        named = labels(desk)
        self._kinds = {
            fold(word): code
            for (pick, code), label in named.items()
            if pick == "task_kind"
            for word in (label, code)
        }
        self._outcomes = {
            fold(word): code
            for (pick, code), label in named.items()
            if pick == "outcome"
            for word in (label, code)
        }
        self._now = desk.clock.now()
        self._zone = desk.clock.zone

    def keep_said(self) -> None:
        """Write down what the user said the file's words mean."""
        self._assignees.keep()
        self._parties.keep()

    def read(self, rows: Sequence[TaskRecord], company_source: str) -> None:
        """Look up the customers that a batch names."""
        self._company_source = company_source
        self._party_keys.read(company_source, [row.party_id for row in rows])
        self._known.read(
            [form for row in rows for _, form in self._addresses(row)],
            [fold(row.party).strip() for row in rows if row.party],
        )

    def ready(self, line: int, record: TaskRecord, found: int | None) -> ReadyTask:
        """The row of a record; `found` is the task it is known as."""
        days = days_of(record, self._zone)
        lines = [*days.lines]
        rule = self._rule(line, record, lines)
        state, result, told_at = record.state, record.result, None
        if rule and days.due and state not in ENDED:
            self._doubt_shifted_days(line, record, days)
            days, rule = self._next_of_series(record, rule, days, lines)
        if not state and record.is_event and not rule and self._is_over(days):
            state, result, told_at = "done", result or TOOK_PLACE, days.took_place
        state = state if state in (*OPEN, *ENDED) else "open"
        done_at = None
        outcome = self._outcomes.get(fold(record.outcome), "") if record.outcome else ""
        if record.outcome and not outcome:
            lines.append(f"Outcome: {record.outcome}")
        if state in ENDED:
            modified = instant(record.modified, self._zone)
            told_at = instant(record.done_at, self._zone) or told_at or modified or self._now
            done_at = told_at = min(told_at, self._now)
            result = result or ("" if outcome else DONE if state == "done" else DROPPED)
        party, others, assignee = self._who(line, record, found, lines)
        kind = self._kind(record, lines)
        follows = record.follows if days.due is None and state in OPEN else ""
        if record.follows and not follows:
            lines.append(f"After: {record.follows}")
        lines += [f"{name}: {value}" for name, value in record.extra]
        values = {
            "kind": kind,
            "title": clean(record.title),
            "note": _with(record.note, lines),
            "party_id": party,
            "assignee_id": assignee,
            "side": record.side if record.side in ("us", "them") else "us",
            "priority": record.priority if record.priority in PRIORITIES else "normal",
            "due": days.due.isoformat() if days.due else None,
            "start_at": instant_text(days.start_at) if days.start_at else None,
            "minutes": days.minutes,
            "state": state,
            "outcome": outcome,
            "result": clean(result, multiline=True),
            "done_at": instant_text(done_at) if done_at else None,
            "repeats": rule,
            "attempt": max(record.attempt, 1),
            "agreed_on": record.agreed_on.isoformat() if record.agreed_on else None,
        }
        return ReadyTask(values, others, follows, instant(record.modified, self._zone), told_at)

    def _is_over(self, days: TaskDays) -> bool:
        return days.over_at is not None and days.over_at <= self._now

    def _rule(self, line: int, record: TaskRecord, lines: list[str]) -> str:
        """The rule by which a task repeats; one that cannot be followed stays in the note."""
        if not record.repeats:
            return ""
        from crm_tui.text.repeats import check_rule

        rule = _UNTIL.sub(self._until_day, record.repeats)
        if check_rule(rule):
            return rule
        said = quoted(record.repeats)
        self._tally.warn(line, f"the rule {said} cannot be followed here; kept in the note")
        lines.append(f"Repeats: {record.repeats}")
        return ""

    def _doubt_shifted_days(self, line: int, record: TaskRecord, days: TaskDays) -> None:
        """A series at night may fall on other weekdays here than where it was written."""
        moment = record.start or record.due
        if isinstance(moment, datetime) and days.start_at and moment.date() != days.due:
            self._tally.warn(line, "its days are those of another time zone; here they differ")

    def _until_day(self, until: re.Match[str]) -> str:
        """The last day of a rule that is said as an instant."""
        try:
            moment = datetime.strptime(until[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            return f"UNTIL={moment.astimezone(self._zone):%Y%m%d}"
        except (ValueError, OverflowError):
            return until[0]

    def _next_of_series(
        self, record: TaskRecord, rule: str, days: TaskDays, lines: list[str]
    ) -> tuple[TaskDays, str]:
        """The day of a series that comes next and the rule from then on; '' where none comes.

        A to-do stays on its day until it is done; an event's days pass by themselves.
        """
        from crm_tui.text.repeats import next_of

        day = days.due
        assert day is not None
        following: tuple[date, str] | None = (day, rule)
        if record.is_event and not record.state and self._is_over(days):
            today = local_day(self._now, self._zone)
            following = next_of(rule, day, max(day, today - timedelta(1)))
            if following and following[0] == today and self._is_over(self._on(days, today)):
                following = next_of(following[1], today, today)
        skipped = {local_day(moment, self._zone) for moment in record.skipped}
        while following and following[0] in skipped:
            skipped.discard(following[0])
            following = next_of(following[1], following[0], following[0])
        if following is None:
            lines.append(f"Repeated: {rule}")
            return days, ""
        return (days if following[0] == day else self._on(days, following[0])), following[1]

    def _on(self, days: TaskDays, day: date) -> TaskDays:
        return days.on(day, self._zone)

    def _kind(self, record: TaskRecord, lines: list[str]) -> str:
        kind = self._kinds.get(fold(record.kind)) if record.kind else None
        rest = []
        for label in record.labels:
            code = self._kinds.get(fold(label))
            if code is None or (kind not in (None, code)):
                rest.append(label)
            else:
                kind = code
        if record.kind and kind is None:
            rest.insert(0, record.kind)
        if rest:
            lines.append(f"Categories: {', '.join(rest)}")
        return kind or record.usual_kind

    def _who(
        self, line: int, record: TaskRecord, task: int | None, lines: list[str]
    ) -> tuple[int | None, tuple[int, ...], int | None]:
        """(customer, other customers who take part, colleague); the note names everyone."""
        found: list[int] = []
        colleague = self._colleague(line, record.assignee, lines) if record.assignee else None
        if record.party_id:
            keyed = self._party_keys.find(self._company_source, record.party_id)
            found += [] if keyed is None else [keyed]
        for address, normal in self._addresses(record):
            ours = self._team.find(address)
            if ours is not None:
                colleague = colleague or ours
                continue
            same = self._known.with_method("email", normal)
            if len(same) > 1:
                self._tally.warn(
                    line, f"'{address}' belongs to {len(same)} customers; linked to none"
                )
            elif same:
                found.append(same[0].id)
        if not found:
            found += self._named(line, record, task, lines)
        found = list(dict.fromkeys(found))
        if len(found) > 1:
            self._tally.warn(line, "several customers take part; it stands with the first of them")
        shown = [name for _, name in record.people]
        if shown:
            lines.append(f"With: {', '.join(dict.fromkeys(shown))}")
        mine = self._desk.user or None
        return (found[0] if found else None), tuple(found[1:]), colleague or mine

    def _colleague(self, line: int, name: str, lines: list[str]) -> int | None:
        found = self._assignees.find(name) or self._team.find(name)
        found = found or self._asked_assignee.make(name)
        if found is None:
            if self._asked_assignee.missing(line, name, "left"):
                said = quoted(name)
                self._tally.warn_once(line, f"{said} is no colleague here; yours instead")
            lines.append(f"Assignee: {name}")
        return found

    def _named(
        self, line: int, record: TaskRecord, task: int | None, lines: list[str]
    ) -> list[int]:
        name = record.party or record.party_id or record.email
        if not name:
            return []
        if (told := self._parties.find(name)) is not None:
            return [told]
        same = self._known.with_name(fold(record.party).strip()) if record.party else []
        if len(same) == 1:
            return [same[0].id]
        if same and task is not None:
            here = self._desk.store.value("SELECT party_id FROM task WHERE id = ?", (task,))
            if any(one.id == here for one in same):
                return [here]
        if not same and (made := self._asked_party.make(name)) is not None:
            return [made]
        many = f"names {len(same)} customers" if same else "is no customer here"
        if same or self._asked_party.missing(line, name, "left"):
            self._tally.warn(line, f"{quoted(name)} {many}; kept in the note")
        lines.append(f"Customer: {name}")
        return []

    def _addresses(self, record: TaskRecord) -> list[tuple[str, str]]:
        """(address, normal form) of everyone a record names by e-mail address."""
        said = [record.email, *(address for address, _ in record.people)]
        return [
            (one, normal_form("email", one, "", self._desk.home_country)[0]) for one in said if one
        ]


def _with(note: str, lines: list[str]) -> str:
    """The note, and below it what has no field of ours."""
    told = [clean(note, multiline=True), *(clean(line, multiline=True) for line in lines)]
    return "\n".join(line for line in told if line)
