"""When a ticket that comes in was opened, answered and ended, and the steps that makes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from crm_tui.services.intake.records import TicketRecord
from crm_tui.services.intake.tally import Tally
from crm_tui.services.intake.task_days import instant
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_clock import Step

ENDS = ("solved", "closed")


class Times(NamedTuple):
    """When a ticket came, was answered first and ended; None where no file tells it."""

    opened: datetime
    responded: datetime | None
    resolved: datetime | None


class TicketTimes:
    """Reads the times of tickets; doubts go to the tally, what is left out to the words."""

    def __init__(self, desk: Desk, tally: Tally) -> None:
        self._tally = tally
        self._zone = desk.clock.zone
        self._now = desk.clock.now().replace(microsecond=0)

    def read(self, line: int, record: TicketRecord, state: str, custom: dict[str, str]) -> Times:
        """When it came, was answered and ended, so that nothing lies before its opening."""
        responded = self._moment(line, record.responded, "first answer", custom)
        resolved = self._moment(line, record.resolved, "end", custom)
        modified = self._moment(line, record.modified, "last change", custom)
        opened = self._moment(line, record.opened, "opening", custom)
        known = [at for at in (responded, resolved, modified) if at is not None]
        if opened is None:
            opened = min(known, default=self._now)
            taken = "its earliest time" if known else "now"
            self._tally.warn_once(line, f"no time says when it was opened; taken as {taken}")
        elif not isinstance(record.opened, datetime):
            opened = min([opened, *self._of_same_day(record.opened, known)])
        if responded is not None and responded < opened:
            custom.setdefault("first answer", _written(record.responded))
            self._tally.warn(line, "it was answered before it was opened; that time is left out")
            responded = None
        if resolved is not None and resolved < opened:
            custom.setdefault("end", _written(record.resolved))
            self._tally.warn(line, "it ended before it was opened; that time is left out")
            resolved = None
        if resolved is not None and state not in ENDS:
            custom.setdefault("end", _written(record.resolved))
            resolved = None
        if state in ENDS and resolved is None and modified is not None and not record.resolved:
            resolved = max(modified, opened)
            self._tally.warn_once(line, "no time says when it ended; taken as its last change")
        if responded is not None and resolved is not None and resolved < responded:
            self._tally.warn(line, "it ended before its first answer; kept as the file says")
        return Times(opened, responded, resolved)

    def _moment(
        self, line: int, said: date | datetime | None, what: str, custom: dict[str, str]
    ) -> datetime | None:
        """The instant of a moment or of noon of a day, no time to come."""
        at = instant(said, self._zone)
        if at is None or said is None:
            return None
        at = at.replace(microsecond=0)
        if at <= self._now:
            return at
        if not isinstance(said, datetime) and said <= self._now.astimezone(self._zone).date():
            return self._now
        custom.setdefault(what, _written(said))
        self._tally.warn(line, f"its {what} is a time to come; that time is left out")
        return None

    def _of_same_day(self, day: date | None, instants: Sequence[datetime]) -> Sequence[datetime]:
        """Those on a day, in the user's zone: what came that day came before it was answered."""
        return [at for at in instants if at.astimezone(self._zone).date() == day]


def steps_of(state: str, times: Times) -> tuple[Step, ...]:
    """The steps a file tells of: its opening, its first answer, its end."""
    opened, responded, resolved = times
    steps = {opened: "new"}
    if state in ENDS:
        end = resolved or max(opened, responded or opened)
        if responded is not None and opened <= responded < end:
            steps[responded] = "open"
        steps[end] = state
    elif state != "new":
        steps[responded or opened] = state
    return tuple(Step(at, one) for at, one in sorted(steps.items()))


def _written(moment: date | datetime | None) -> str:
    return "" if moment is None else moment.isoformat()
