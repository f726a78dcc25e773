"""Tasks taken in from calendars and lists.

What is over came about: a past event, and a to-do that says so, is a finished task with its
entry in the timeline, told under the time it took place. Nobody is invented: a task whose
customer is not known stands without one and says in its note whom the file named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from crm_tui.models.stored import instant_text
from crm_tui.services import tasks
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys, KnownParties
from crm_tui.services.intake.records import TaskRecord
from crm_tui.services.intake.tally import Numbered, Options, Tally
from crm_tui.services.intake.task_days import TaskDays, days_of, instant, local_day
from crm_tui.services.intake.team import Colleagues
from crm_tui.services.parties import normal_form
from crm_tui.services.timeline import CHANNEL_OF_KIND
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.views.choices import labels
from crm_tui.views.whole_tasks import task_of_own_key

OPEN = ("open", "doing")
ENDED = ("done", "dropped")
PRIORITIES = ("urgent", "high", "normal", "low")
TOOK_PLACE = "took place (imported)"
DONE = "done (imported)"
DROPPED = "dropped (imported)"

_UNTIL = re.compile(r"UNTIL=(\d{8}T\d{6}Z)")
_ENTRY_KINDS = {
    "call": "call",
    "call_back": "call",
    "visit": "visit",
    "management_visit": "visit",
    "meeting": "meeting",
    "email": "email",
}
_COMPARED = (
    "title", "note", "kind", "side", "priority", "due", "start_at", "minutes", "repeats",
    "attempt", "agreed_on", "party_id", "assignee_id", "state",
)  # fmt: skip
_SHOWN = {
    "party_id": "customer",
    "assignee_id": "assignee",
    "start_at": "hour",
    "agreed_on": "agreed on",
}


class _Ready(NamedTuple):
    """A record as a row of the table, with what the row cannot hold."""

    values: dict[str, Any]
    others: tuple[int, ...]
    follows: str
    modified: datetime | None
    told_at: datetime | None


class TaskIntake:
    """Takes tasks in; one that is known by its key is not doubled."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._keys = KnownKeys(desk, "task")
        self._party_keys = KnownKeys(desk, "party")
        self._known = KnownParties(desk)
        self._inserts = Inserts(desk)
        self._team = Colleagues(desk)
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
        self._seen: set[str] = set()
        self._waiting: list[tuple[int, str, int, int]] = []
        self._touched: set[int] = set()
        self._batch: list[tuple[int, TaskRecord]] = []
        self._now = desk.clock.now()
        self._zone = desk.clock.zone

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Keep the rows of tasks."""
        self._batch = [(line, row) for line, row in batch if isinstance(row, TaskRecord)]

    def take(self, *, write: bool) -> None:
        """Match the batch and write what is new."""
        self._known.forget()
        self._touched.clear()
        self._inserts.begin(write=write)
        self._read()
        for line, record in self._batch:
            self._take_one(line, record, write=write)
        if write:
            self._inserts.write()
            caches.refresh(self._desk.store, sorted(self._touched))
        else:
            self._inserts.forget()

    def close(self, *, write: bool) -> None:
        """Let tasks follow those they wait for, named by key."""
        if write:
            self._keys.forget()
        self._keys.read(self._options.source, [key for _, key, _, _ in self._waiting])
        for task, key, after, line in self._waiting:
            before = self._find(key)
            if before is None:
                self._tally.warn(line, f"the task '{key}' is not known; this one waits for none")
            elif self._leads_to(before, task):
                self._tally.warn(line, f"it would wait for itself by '{key}'; it waits for none")
            elif write:
                self._desk.store.write(
                    "UPDATE task SET follows_id = ?, follows_after = ? WHERE id = ? AND EXISTS"
                    " (SELECT 1 FROM task b WHERE b.id = ? AND b.state IN ('open', 'doing'))",
                    (before, after, task, before),
                )

    def _leads_to(self, before: int, task: int) -> bool:
        """Whether the task before waits, by itself or through others, for this one."""
        passed: set[int] = set()
        waits: int | None = before
        while waits is not None and waits not in passed:
            if waits == task:
                return True
            passed.add(waits)
            waits = self._desk.store.value("SELECT follows_id FROM task WHERE id = ?", (waits,))
        return False

    def _read(self) -> None:
        rows = [row for _, row in self._batch]
        self._keys.read(self._options.source, [row.external_id for row in rows])
        self._party_keys.read(self._options.company_source, [row.party_id for row in rows])
        self._known.read(
            [form for row in rows for _, form in self._addresses(row)],
            [fold(row.party).strip() for row in rows if row.party],
        )

    def _addresses(self, record: TaskRecord) -> list[tuple[str, str]]:
        """(address, normal form) of everyone a record names by e-mail address."""
        said = [record.email, *(address for address, _ in record.people)]
        return [
            (one, normal_form("email", one, "", self._desk.home_country)[0]) for one in said if one
        ]

    def _take_one(self, line: int, record: TaskRecord, *, write: bool) -> None:
        key = record.external_id
        if key in self._seen:
            self._tally.warn(line, "its key stands in the file twice; the first one counts")
            self._tally.unchanged += 1
            return
        self._seen.add(key)
        found = self._find(key)
        ready = self._ready(line, record, found)
        if found is None:
            self._add(line, record, ready)
            self._tally.created += 1
        elif self._change(line, record, ready, found, write=write):
            self._tally.updated += 1
        else:
            self._tally.unchanged += 1

    def _find(self, key: str) -> int | None:
        found = self._keys.find(self._options.source, key)
        return task_of_own_key(self._desk, key) if found is None else found

    # From a record to a row

    def _ready(self, line: int, record: TaskRecord, found: int | None) -> _Ready:
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
        return _Ready(values, others, follows, instant(record.modified, self._zone), told_at)

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
        said = record.repeats
        self._tally.warn(line, f"the rule '{said}' cannot be followed here; kept in the note")
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
        colleague = self._team.find(record.assignee) if record.assignee else None
        if record.assignee and colleague is None:
            self._tally.warn_once(line, f"'{record.assignee}' is no colleague here; yours instead")
            lines.append(f"Assignee: {record.assignee}")
        if record.party_id:
            keyed = self._party_keys.find(self._options.company_source, record.party_id)
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

    def _named(
        self, line: int, record: TaskRecord, task: int | None, lines: list[str]
    ) -> list[int]:
        name = record.party or record.party_id or record.email
        if not name:
            return []
        same = self._known.with_name(fold(record.party).strip()) if record.party else []
        if len(same) == 1:
            return [same[0].id]
        if same and task is not None:
            here = self._desk.store.value("SELECT party_id FROM task WHERE id = ?", (task,))
            if any(one.id == here for one in same):
                return [here]
        many = f"names {len(same)} customers" if same else "is no customer here"
        self._tally.warn(line, f"'{name}' {many}; kept in the note")
        lines.append(f"Customer: {name}")
        return []

    # Writing

    def _add(self, line: int, record: TaskRecord, ready: _Ready) -> None:
        values = ready.values
        changed = min(ready.modified or self._now, self._now)
        created = min(instant(record.created, self._zone) or changed, changed)
        task = self._inserts.add(
            "task", created_at=instant_text(created), updated_at=instant_text(changed), **values
        )
        if record.external_id:
            self._keys.add(self._options.source, record.external_id, task)
            self._inserts.add(
                "external_id",
                source=self._options.source,
                record="task",
                value=record.external_id,
                row=task,
            )
        if ready.follows:
            self._waiting.append((task, ready.follows, record.follows_after, line))
        if values["state"] in ENDED and ready.told_at:
            self._tell(task, ready, ready.told_at)

    def _tell(self, task: int, ready: _Ready, at: datetime) -> None:
        """Write the one entry of a task that has ended (rule 3)."""
        values = ready.values
        done = values["state"] == "done"
        party = values["party_id"]
        if not done and party is None:
            return
        ours = done and values["side"] == "us"
        kind = _ENTRY_KINDS.get(values["kind"], "task") if ours else "task"
        entry = self._inserts.add(
            "timeline_entry",
            at=instant_text(at),
            day=local_day(at, self._zone).isoformat(),
            kind=kind,
            channel=CHANNEL_OF_KIND.get(kind, ""),
            minutes=values["minutes"] if done else None,
            user_id=values["assignee_id"],
            party_id=party,
            subject=values["title"],
            outcome=values["outcome"],
            result=values["result"] if done else f"dropped: {values['result']}",
            task_id=task,
            created_at=instant_text(self._now),
        )
        if party is None:
            return
        self._touched.add(party)
        for other in dict.fromkeys([*ready.others, *self._companies(party)]):
            if other != party:
                self._inserts.add("participant", entry_id=entry, party_id=other)
                self._touched.add(other)

    def _companies(self, party: int) -> list[int]:
        """Where a person works: what happened with them is the company's history too (S68)."""
        return [
            row[0]
            for row in self._desk.store.rows(
                "SELECT other_id FROM relationship"
                " WHERE party_id = ? AND kind = 'works_at' AND until IS NULL",
                (party,),
            )
        ]

    def _change(
        self, line: int, record: TaskRecord, ready: _Ready, found: int, *, write: bool
    ) -> bool:
        """Whether a known task took over what the file says otherwise.

        Only with `update`, and only from a file in which it was not changed earlier than here.
        What has ended stays as it ended.
        """
        row = self._desk.store.row(
            f"SELECT {', '.join(_COMPARED)}, updated_at FROM task WHERE id = ?", (found,)
        )
        if row is None:
            return False
        here = dict(zip((*_COMPARED, "updated_at"), map(_plain, row), strict=True))
        modified = instant_text(ready.modified) if ready.modified else ""
        newer = modified > here["updated_at"]
        if here["state"] in ENDED:
            if newer and ready.values["state"] in OPEN:
                self._tally.warn(line, f"'{record.title}' has ended here; kept as it is")
            return False
        other = self._differences(record, ready, here, newer=newer)
        if not other:
            return False
        shown = ", ".join(_SHOWN.get(name, name) for name in other)
        if modified and modified < here["updated_at"]:
            self._tally.warn(line, f"'{record.title}' was changed here later in {shown}; kept so")
            return False
        if not self._options.update:
            self._tally.warn(
                line,
                f"'{record.title}' is here already and differs in {shown}; kept as it was"
                " (--update takes it over)",
            )
            return False
        if write:
            self._take_over(found, ready, other, modified)
        return True

    def _differences(
        self, record: TaskRecord, ready: _Ready, here: dict[str, Any], *, newer: bool
    ) -> dict[str, Any]:
        said = dict(ready.values)
        if said["party_id"] is None:
            del said["party_id"]
        if not record.assignee:
            del said["assignee_id"]
        if not record.state and said["state"] in OPEN:
            del said["state"]
        for name, unsaid in (("attempt", 1), ("agreed_on", None)):
            if said[name] == unsaid:
                del said[name]
        same_rule = _without_count(said["repeats"]) == _without_count(here["repeats"])
        if here["repeats"] and same_rule and not newer:
            for name in ("due", "start_at", "repeats"):  # the series has gone on meanwhile
                del said[name]
        return {name: said[name] for name in _COMPARED if name in said and said[name] != here[name]}

    def _take_over(self, found: int, ready: _Ready, other: dict[str, Any], modified: str) -> None:
        store = self._desk.store
        state = other.get("state")
        if state in ENDED:
            del other["state"]
        changed = min(modified or instant_text(self._now), instant_text(self._now))
        assignments = "".join(f'"{name}" = ?, ' for name in other)
        store.write(
            f"UPDATE task SET {assignments} updated_at = ?, version = version + 1 WHERE id = ?",
            [*other.values(), changed, found],
        )
        if state == "done":
            tasks.finish(self._desk, found, ready.values["result"], ready.values["outcome"])
        elif state == "dropped":
            tasks.drop(self._desk, found, ready.values["result"] or DROPPED)


def _with(note: str, lines: list[str]) -> str:
    """The note, and below it what has no field of ours."""
    told = [clean(note, multiline=True), *(clean(line, multiline=True) for line in lines)]
    return "\n".join(line for line in told if line)


def _without_count(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if not part.startswith("COUNT="))


def _plain(value: object) -> Any:
    """A stored value as it is compared: engines give days and moments in their own types."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else value
