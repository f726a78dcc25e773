"""A ticket that comes in as a row: what it is, where it stands, and how it got there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.services.intake.priority_words import PRIORITY_WORDS
from crm_tui.services.intake.records import TicketRecord
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.services.intake.task_days import instant
from crm_tui.services.intake.ticket_words import (
    DELETED,
    channel_of,
    kind_of,
    plain_word,
    state_meant,
    state_of,
)
from crm_tui.store.desk import Desk
from crm_tui.text.priorities import PRIORITIES
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.text.ticket_clock import Step
from crm_tui.text.ticket_words import STATES
from crm_tui.views import choices
from crm_tui.views.choices import ChoiceRow

NO_REASON = "no reason in the file"
_ENDS = ("solved", "closed")
_USUAL_QUEUE = "first_line"
_REQUEST = ChoiceRow("request", "request", "request", "", needs_note=False, needs_party=False)
"""What a ticket is where the pick list has nothing that fits."""


class Times(NamedTuple):
    """When a ticket came, was answered first and ended; None where no file tells it."""

    opened: datetime
    responded: datetime | None
    resolved: datetime | None


class ReadyTicket(NamedTuple):
    """A record as values of the table, without its number, people and clocks.

    `told` are the values that the file says itself, `custom` what has no field of its own.
    """

    values: dict[str, Any]
    told: frozenset[str]
    custom: dict[str, str]
    steps: tuple[Step, ...]
    is_deleted: bool = False

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.steps[-1].state


class PickList:
    """A pick list, whose entries are found by code, label and meaning."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._rows = choices.choices(desk, name)
        self._named = {plain_word(row.label): row for row in reversed(self._rows)}
        self._named |= {plain_word(row.code): row for row in self._rows}

    def named(self, word: str) -> ChoiceRow | None:
        """The entry that a word names."""
        return self._named.get(plain_word(word)) if word else None

    def meaning(self, meaning: str) -> ChoiceRow | None:
        """The first entry that means this."""
        return next((row for row in self._rows if row.meaning == meaning), None)

    def said(self, what: str, told: Mapping[str, str]) -> dict[str, str]:
        """The codes the user said words mean; NotFoundError for one that there is not."""

        def code(name: str) -> str:
            row = self.named(name)
            return row.code if row else ""

        return _said(told, what, code, [row.label for row in self._rows])


class TicketValues:
    """Works out the values of tickets; doubts and refusals go to the tally."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._tally = tally
        self._zone = desk.clock.zone
        self._now = desk.clock.now().replace(microsecond=0)
        self._kinds = PickList(desk, "ticket_kind")
        self._queues = PickList(desk, "queue")
        self._channels = PickList(desk, "channel")
        self._reasons = PickList(desk, "closing_reason")
        self._said = {
            "kind": self._kinds.said("kind", options.told("kind")),
            "queue": self._queues.said("queue", options.told("queue")),
            "channel": self._channels.said("channel", options.told("channel")),
            "state": _said(options.told("state"), "state", state_meant, STATES),
            "priority": _said(options.told("priority"), "priority", _priority, PRIORITIES),
        }

    def ready(self, line: int, record: TicketRecord) -> ReadyTicket | None:
        """The values of a record; None where the tally has it among the refused."""
        state = self._state(line, record)
        if state is None:
            return None
        custom = dict(record.custom)
        kind = self._kind(line, record, custom)
        values: dict[str, Any] = {
            "title": clean(record.title),
            "kind": kind.code,
            "priority": self._priority(line, record, kind, custom),
            "channel": self._channel(line, record, custom),
            "queue": self._queue(line, record, custom),
            "rating": record.rating,
            "rating_words": clean(record.rating_words, multiline=True),
        }
        told = {name for name in ("kind", "priority", "channel", "queue", "state")
                if getattr(record, name)}  # fmt: skip
        if record.resolved:
            told.add("state")
        told.update(name for name in ("rating", "rating_words") if values[name])
        if record.is_titled:
            told.add("title")
        is_deleted, state = state == DELETED, "closed" if state == DELETED else state
        times = self._times(line, record, state, custom)
        if state == "solved" and times.resolved is None:
            state = "closed"
            self._tally.warn(line, "it is solved, but no time says when; taken as closed")
        elif state == "closed" and times.resolved is None:
            self._tally.warn(line, "it has ended, but no time says when: no period counts it")
        reason, note = self._ending(record, custom) if state in _ENDS else ("", "")
        values |= {
            "opened_at": times.opened,
            "first_responded_at": times.responded,
            "resolved_at": times.resolved,
            "closing_reason": reason,
            "closing_note": note,
        }
        if times.responded:
            told.add("first_responded_at")
        return ReadyTicket(values, frozenset(told), custom, _steps(state, times), is_deleted)

    # What it is

    def _state(self, line: int, record: TicketRecord) -> str | None:
        """The state meant, never guessed; where none is told, what its times say."""
        if not record.state:
            return "closed" if record.resolved else "open" if record.responded else "new"
        found = self._said["state"].get(plain_word(record.state)) or state_of(record.state).state
        if not found:
            there = ", ".join(said for code, said in STATES.items() if code != "merged")
            word = " ".join(record.state.split())
            self._tally.reject(
                line,
                f"there is no state {quoted(record.state)} (there are: {there}); say which it is"
                f" by --map-value 'state:{word}=open'",
            )
            return None
        if found == DELETED:
            self._tally.warn_once(line, "it is deleted where it comes from; closed and archived")
        elif plain_word(record.state) not in (plain_word(STATES[found]), plain_word(found)):
            self._say(line, "state", record.state, STATES[found])
        return found

    def _kind(self, line: int, record: TicketRecord, custom: dict[str, str]) -> ChoiceRow:
        word = record.kind
        own = self._kinds.named(word) if word else None
        if own is not None:
            return own
        code = self._said["kind"].get(plain_word(word)) or kind_of(word) or record.usual_kind
        found = self._kinds.named(code)
        found = found or self._kinds.named("request") or _REQUEST
        if word:
            self._say(line, "type", word, found.label)
            custom.setdefault(record.columns.get("kind", "kind"), word)
        return found

    def _priority(
        self, line: int, record: TicketRecord, kind: ChoiceRow, custom: dict[str, str]
    ) -> str:
        """The priority; a complaint's is high at least."""
        word, column = record.priority, record.columns.get("priority", "priority")
        plain = plain_word(word)
        found = (self._said["priority"].get(plain) or _priority(word)) if word else ""
        if word and not found:
            custom.setdefault(column, word)
            self._tally.warn_once(line, f"{quoted(word)} is no priority; kept as written, 'normal'")
        elif word and plain != found:
            self._say(line, "priority", word, found)
        if kind.meaning == "complaint" and found not in ("urgent", "high"):
            if word and found:
                custom.setdefault(column, word)
                self._tally.warn_once(line, f"a complaint of priority {quoted(word)} is 'high'")
            return "high"
        return found or "normal"

    def _channel(self, line: int, record: TicketRecord, custom: dict[str, str]) -> str:
        word = record.channel
        own = self._channels.named(word) if word else None
        if own is not None or not word:
            return own.code if own else ""
        like, is_all = channel_of(word)
        said = self._said["channel"].get(plain_word(word), "")
        found = self._channels.named(said or like)
        if found is None:
            self._tally.warn_once(line, f"there is no channel {quoted(word)}; kept as written")
        elif said or not is_all:
            self._say(line, "channel", word, found.label)
        if found is None or said or not is_all:
            custom.setdefault(record.columns.get("channel", "channel"), word)
        return found.code if found else ""

    def _queue(self, line: int, record: TicketRecord, custom: dict[str, str]) -> str:
        word = record.queue
        found = self._queues.named(self._said["queue"].get(plain_word(word), word))
        if word and found is None:
            custom.setdefault(record.columns.get("queue", "queue"), word)
            self._tally.warn_once(line, f"there is no queue {quoted(word)}; kept as written")
        return found.code if found else _USUAL_QUEUE

    def _ending(self, record: TicketRecord, custom: dict[str, str]) -> tuple[str, str]:
        """The closing reason and note: what the file says, else whether it was answered."""
        said = self._reasons.named(record.closing_reason) if record.closing_reason else None
        words = [record.closing_reason] if record.closing_reason and said is None else []
        if record.state and state_of(record.state).says_more:
            words.append(record.state)
        is_answered = record.answer or plain_word(record.state).startswith("closed with ")
        meaning = "answered" if is_answered else ""
        found = said or self._reasons.meaning(meaning)
        note = clean(". ".join(words))
        if found is not None and found.needs_note and not note:
            note = NO_REASON
        return (found.code if found else ""), note

    def _say(self, line: int, what: str, word: str, taken: str) -> None:
        self._tally.warn_once(line, f"the {what} {quoted(word)} is taken as '{taken}'")

    # When

    def _times(self, line: int, record: TicketRecord, state: str, custom: dict[str, str]) -> Times:
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
        if resolved is not None and state not in _ENDS:
            custom.setdefault("end", _written(record.resolved))
            resolved = None
        if state in _ENDS and resolved is None and modified is not None and not record.resolved:
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


def _steps(state: str, times: Times) -> tuple[Step, ...]:
    """The steps a file tells of: its opening, its first answer, its end."""
    opened, responded, resolved = times
    steps = {opened: "new"}
    if state in _ENDS:
        end = resolved or max(opened, responded or opened)
        if responded is not None and opened <= responded < end:
            steps[responded] = "open"
        steps[end] = state
    elif state != "new":
        steps[responded or opened] = state
    return tuple(Step(at, one) for at, one in sorted(steps.items()))


def _written(moment: date | datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def _priority(word: str) -> str:
    return PRIORITY_WORDS.get(plain_word(word), "")


def _said(
    told: Mapping[str, str], what: str, meant: Callable[[str], str], known: Iterable[str]
) -> dict[str, str]:
    """The codes that the user said words mean; NotFoundError for one that there is not."""
    found = {}
    for word, name in told.items():
        code = meant(name)
        if not code:
            there = ", ".join(known)
            raise NotFoundError(f"There is no {what} {quoted(name)}.", f"There are: {there}.")
        found[plain_word(word)] = code
    return found
