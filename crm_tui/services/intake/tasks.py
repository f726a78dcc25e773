"""Tasks taken in from calendars and lists.

What is over came about: a past event, and a to-do that says so, is a finished task with its
entry in the timeline, told under the time it took place. Nobody is invented: a task whose
customer is not known stands without one and says in its note whom the file named.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from crm_tui.models.stored import instant_text
from crm_tui.services import tasks
from crm_tui.services.entries import CHANNEL_OF_KIND, kind_of_task
from crm_tui.services.intake.field_changes import FieldChanges
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys, KnownParties
from crm_tui.services.intake.records import TaskRecord
from crm_tui.services.intake.tally import Numbered, Options, Tally
from crm_tui.services.intake.task_days import instant, local_day
from crm_tui.services.intake.task_values import DROPPED, ENDED, OPEN, ReadyTask, TaskValues
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.say import quoted
from crm_tui.views.whole_tasks import task_of_own_key

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


class TaskIntake:
    """Takes tasks in; one that is known by its key is not doubled."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._keys = KnownKeys(desk, "task")
        self._known = KnownParties(desk)
        self._inserts = Inserts(desk)
        self._values = TaskValues(desk, options, tally, self._known, self._inserts)
        self._changes = FieldChanges(desk, tally)
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
        if write:
            self._values.keep_said()
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
                self._tally.warn(
                    line, f"the task {quoted(key)} is not known; this one waits for none"
                )
            elif self._leads_to(before, task):
                self._tally.warn(
                    line, f"it would wait for itself by {quoted(key)}; it waits for none"
                )
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
        self._values.read(rows, self._options.company_source)

    def _take_one(self, line: int, record: TaskRecord, *, write: bool) -> None:
        key = record.external_id
        if key in self._seen:
            self._tally.again(line, "its key stands in the file twice; the first one counts")
            return
        self._seen.add(key)
        found = self._find(key)
        ready = self._values.ready(line, record, found)
        if found is None:
            self._add(line, record, ready)
            self._tally.created += 1
        else:
            self._tally.known(changed=self._change(line, record, ready, found, write=write))

    def _find(self, key: str) -> int | None:
        found = self._keys.find(self._options.source, key)
        return task_of_own_key(self._desk, key) if found is None else found

    def _add(self, line: int, record: TaskRecord, ready: ReadyTask) -> None:
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

    def _tell(self, task: int, ready: ReadyTask, at: datetime) -> None:
        """Write the one entry of a task that has ended (rule 3)."""
        values = ready.values
        done = values["state"] == "done"
        party = values["party_id"]
        if not done and party is None:
            return
        kind = kind_of_task(values["kind"], values["side"]) if done else "task"
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
        self, line: int, record: TaskRecord, ready: ReadyTask, found: int, *, write: bool
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
                self._tally.warn(line, f"{quoted(record.title)} has ended here; kept as it is")
            return False
        other = self._differences(record, ready, here, newer=newer)
        if not other:
            return False
        shown = ", ".join(_SHOWN.get(name, name) for name in other)
        if modified and modified < here["updated_at"]:
            self._tally.warn(
                line, f"{quoted(record.title)} was changed here later in {shown}; kept so"
            )
            return False
        changes = [(name, here[name], value) for name, value in other.items()]
        self._changes.note(line, record.title, changes, taken=self._options.update)
        if not self._options.update:
            self._tally.warn(
                line,
                f"{quoted(record.title)} is here already and differs in {shown}; kept as it was"
                " (--update takes it over)",
            )
            return False
        if write:
            self._take_over(found, ready, other, modified)
        return True

    def _differences(
        self, record: TaskRecord, ready: ReadyTask, here: dict[str, Any], *, newer: bool
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

    def _take_over(
        self, found: int, ready: ReadyTask, other: dict[str, Any], modified: str
    ) -> None:
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


def _without_count(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if not part.startswith("COUNT="))


def _plain(value: object) -> Any:
    """A stored value as it is compared: engines give days and moments in their own types."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else value
