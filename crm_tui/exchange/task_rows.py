"""Rows of tasks: what is to be done, or what was done where the row has an end."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from crm_tui.exchange.cells import Cells, single_spaced
from crm_tui.exchange.made_keys import MadeKeys
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.task_titles import title_of
from crm_tui.services.intake.priority_words import PRIORITY_WORDS
from crm_tui.services.intake.records import TaskRecord
from crm_tui.text.date_columns import parse_date_as
from crm_tui.text.emails import fold_email
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted

_STATES = {
    **dict.fromkeys(
        ("open", "new", "todo", "to do", "not started", "notstarted", "pending", "planned",
         "waiting", "backlog", "scheduled", "needs action", "no", "false", "0", "offen"),
        "open",
    ),
    **dict.fromkeys(
        ("doing", "in progress", "inprogress", "in process", "started", "active", "working"),
        "doing",
    ),
    **dict.fromkeys(
        ("done", "completed", "complete", "closed", "finished", "yes", "true", "1", "x",
         "erledigt"),
        "done",
    ),
    **dict.fromkeys(
        ("dropped", "cancelled", "canceled", "deleted", "abandoned", "wont do", "skipped"),
        "dropped",
    ),
}  # fmt: skip
_SIDES = {**dict.fromkeys(("us", "ours", "we"), "us"),
          **dict.fromkeys(("them", "theirs", "customer", "client"), "them")}  # fmt: skip
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::\d{2})?")


class TaskRows:
    """Turns rows into task records."""

    def __init__(self, columns: ColumnMap) -> None:
        self._cells = Cells(columns)
        self._columns = columns
        self._made_keys = MadeKeys("row-")
        self._extra: list[tuple[str, str]] = []

    def read(self, cells: list[str]) -> tuple[TaskRecord | None, str, list[str]]:
        """(record, problem, doubts) of one row; the record is None where there is a problem."""
        row = self._cells
        row.begin(cells)
        self._extra = []
        due = self._moment("due", "" if row.has("start") else "start_time")
        start, end = self._moment("start", "start_time"), self._moment("end", "end_time")
        is_event = end is not None
        title, note, doubt = title_of(
            row.first("title"), row.lines("note"),
            has_day=bool(due or start or end), what="task",
        )  # fmt: skip
        if not title:
            return None, "the row has neither a title nor a text nor a day", row.doubts
        if doubt:
            row.doubts.append(f"the row {doubt}")
        record = TaskRecord(
            title,
            row.key("external_id"),
            is_event,
            labels=tuple(filter(None, [row.first("kind")])),
            note=note,
            follows=row.key("follows"),
            follows_after=self._number("follows_after", 0),
            attempt=self._number("attempt", 1),
            agreed_on=self._agreed_on(),
            party=single_spaced(row.first("party")),
            party_id=row.key("party_id"),
            email=fold_email(row.first("email")),
            assignee=row.first("assignee"),
            side=self._word("side", _SIDES, "side"),
            priority=self._word("priority", PRIORITY_WORDS, "priority"),
            due=due,
            start=start,
            end=end,
            minutes=self._minutes(),
            state=self._word("status", _STATES, "state"),
            result=row.lines("result"),
            outcome=row.first("outcome"),
            done_at=self._moment("done_at"),
            repeats=self._rule(due or start),
            created=self._moment("created"),
            modified=self._moment("modified"),
        )
        if not record.state and not is_event:
            record = record._replace(state="done" if record.done_at else "open")
        record = record._replace(extra=(*self._extra, *row.custom().items()))
        if not record.external_id:
            record = record._replace(external_id=self._made_keys.of(filter(None, record)))
        return record, "", row.doubts

    def _agreed_on(self) -> date | None:
        moment = self._moment("agreed_on")
        return moment.date() if isinstance(moment, datetime) else moment

    def _number(self, field: str, otherwise: int) -> int:
        written = self._cells.first(field)
        if not written:
            return otherwise
        if written.isascii() and written.isdigit() and len(written) < 5:
            return int(written)
        self._keep(field, written, "is no number")
        return otherwise

    def _moment(self, field: str, hour: str = "") -> date | datetime | None:
        row = self._cells
        written = row.first(field)
        if not written:
            return None
        order = self._columns.date_orders.get(row.index_of(field))
        found = parse_date_as(written, order)
        at = row.first(hour) if hour else ""
        if found is not None and at and not isinstance(found, datetime):
            with_hour = parse_date_as(f"{written} {at}", order)
            midnight = datetime.combine(found, time())
            if with_hour is None:
                self._keep(hour, at, "is no hour")
            elif with_hour == found:  # midnight sharp is said here in a column of its own
                return midnight
            return with_hour or found
        if found is None:
            self._keep(field, written, "is no day that can be read")
        return found

    def _word(self, field: str, known: dict[str, str], what: str) -> str:
        written = self._cells.first(field)
        if not written:
            return ""
        found = known.get(fold(written).replace("-", " ").replace("_", " ").replace("'", ""))
        if found is None:
            self._keep(field, written, f"is no {what} here")
        return found or ""

    def _minutes(self) -> int | None:
        written = self._cells.first("minutes")
        if not written:
            return None
        if clock := _CLOCK.fullmatch(written):
            return int(clock[1]) * 60 + int(clock[2])
        from crm_tui.text.lasting import parse_minutes

        if written.isascii() and written.isdigit() and len(written) < 6:
            return int(written)
        found = parse_minutes(written)
        if found is None:
            self._keep("minutes", written, "is no length")
        return found

    def _rule(self, first: date | datetime | None) -> str:
        written = self._cells.first("repeats")
        if not written:
            return ""
        from crm_tui.text.repeats import parse_repeat

        day = first.date() if isinstance(first, datetime) else first
        found = parse_repeat(written, day)
        if found is None:
            self._keep("repeats", written, "is no repetition that can be followed")
        return found or ""

    def _keep(self, field: str, written: str, why: str) -> None:
        self._cells.doubts.append(f"{quoted(written)} {why}; kept in the note")
        self._extra.append((self._cells.name_of(field), written))
