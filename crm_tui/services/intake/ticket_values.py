"""A ticket that comes in as a row: what it is, where it stands, and how it got there."""

from __future__ import annotations

from typing import Any, NamedTuple

from crm_tui.services.intake.pick_lists import PickList, codes_said
from crm_tui.services.intake.priority_words import PRIORITY_WORDS
from crm_tui.services.intake.records import TicketRecord
from crm_tui.services.intake.said import SaidCodes
from crm_tui.services.intake.tally import LEAVE, Becomes, Options, Tally
from crm_tui.services.intake.ticket_times import ENDS, TicketTimes, steps_of
from crm_tui.services.intake.ticket_words import (
    DELETED,
    channel_of,
    kind_of,
    plain_word,
    state_meant,
    state_of,
)
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.priorities import PRIORITIES
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.text.ticket_clock import Step
from crm_tui.text.ticket_words import STATES
from crm_tui.views.choices import ChoiceRow

NO_REASON = "no reason in the file"
_STATE_NAMES = [name for code, name in STATES.items() if code != "merged"]
_USUAL_QUEUE = "first_line"
_REQUEST = ChoiceRow("request", "request", "request", "", needs_note=False, needs_party=False)
"""What a ticket is where the pick list has nothing that fits."""


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


class TicketValues:
    """Works out the values of tickets; doubts and refusals go to the tally."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._tally = tally
        self._to_leave = {
            field: options.answered(field, LEAVE)
            for field in ("state", "priority", "channel", "queue")
        }
        self._times = TicketTimes(desk, tally)
        self._kinds = PickList(desk, "ticket_kind")
        self._queues = PickList(desk, "queue")
        self._channels = PickList(desk, "channel")
        self._reasons = PickList(desk, "closing_reason")
        self._causes = PickList(desk, "cause")
        codes = {
            "kind": self._kinds.said("kind", options.told("kind")),
            "queue": self._queues.said("queue", options.told("queue")),
            "channel": self._channels.said("channel", options.told("channel")),
            "state": codes_said(options.told("state"), "state", state_meant, _STATE_NAMES),
            "priority": codes_said(options.told("priority"), "priority", _priority, PRIORITIES),
        }
        self._said = {what: SaidCodes(desk, f"ticket.{what}", now) for what, now in codes.items()}

    def keep_said(self) -> None:
        """Write down what the user said the file's words mean."""
        for said in self._said.values():
            said.keep()

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
            "cause": self._cause(line, record, custom),
            "rating": record.rating,
            "rating_words": clean(record.rating_words, multiline=True),
        }
        told = {name for name in ("kind", "priority", "channel", "queue", "state")
                if getattr(record, name)}  # fmt: skip
        if record.resolved:
            told.add("state")
        told.update(name for name in ("rating", "rating_words", "cause") if values[name])
        if record.is_titled:
            told.add("title")
        is_deleted, state = state == DELETED, "closed" if state == DELETED else state
        times = self._times.read(line, record, state, custom)
        if state == "solved" and times.resolved is None:
            state = "closed"
            self._tally.warn(line, "it is solved, but no time says when; taken as closed")
        elif state == "closed" and times.resolved is None:
            self._tally.warn(line, "it has ended, but no time says when: no period counts it")
        reason, note = self._ending(record, custom) if state in ENDS else ("", "")
        values |= {
            "opened_at": times.opened,
            "first_responded_at": times.responded,
            "resolved_at": times.resolved,
            "closing_reason": reason,
            "closing_note": note,
        }
        if times.responded:
            told.add("first_responded_at")
        return ReadyTicket(values, frozenset(told), custom, steps_of(state, times), is_deleted)

    # What it is

    def _state(self, line: int, record: TicketRecord) -> str | None:
        """The state meant, never guessed; where none is told, what its times say."""
        if not record.state:
            return "closed" if record.resolved else "open" if record.responded else "new"
        found = self._said["state"].find(plain_word(record.state)) or state_of(record.state).state
        if not found:
            word, there = " ".join(record.state.split()), ", ".join(_STATE_NAMES)
            if self._is_news(line, "state", record.state, "refused"):
                problem = f"there is no state {quoted(record.state)} (there are: {there}); say"
                problem += f" which it is by --map-value 'state:{word}=open'"
            else:
                problem = f"the state {quoted(record.state)} is left out"
            self._tally.reject(line, problem)
            return None
        if found == DELETED:
            self._tally.warn_once(line, "it is deleted where it comes from; closed and archived")
        elif plain_word(record.state) not in (plain_word(STATES[found]), plain_word(found)):
            self._say(line, "state", record.state, STATES[found])
        return found

    def _kind(self, line: int, record: TicketRecord, custom: dict[str, str]) -> ChoiceRow:
        word = record.kind
        said = self._said["kind"].find(plain_word(word))
        own = None if said else self._kinds.named(word)
        if own is not None:
            return own
        found = self._kinds.named(said or kind_of(word) or record.usual_kind)
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
        found = (self._said["priority"].find(plain) or _priority(word)) if word else ""
        if word and not found:
            custom.setdefault(column, word)
            if self._is_news(line, "priority", word):
                said = f"{quoted(word)} is no priority; kept as written, 'normal'"
                self._tally.warn_once(line, said)
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
        said = self._said["channel"].find(plain_word(word))
        own = None if said else self._channels.named(word)
        if own is not None or not word:
            return own.code if own else ""
        like, is_all = channel_of(word)
        found = self._channels.named(said or like)
        if found is None:
            if self._is_news(line, "channel", word):
                self._tally.warn_once(line, f"there is no channel {quoted(word)}; kept as written")
        elif said or not is_all:
            self._say(line, "channel", word, found.label)
        if found is None or said or not is_all:
            custom.setdefault(record.columns.get("channel", "channel"), word)
        return found.code if found else ""

    def _queue(self, line: int, record: TicketRecord, custom: dict[str, str]) -> str:
        word = record.queue
        found = self._queues.named(self._said["queue"].find(plain_word(word)) or word)
        if word and found is None:
            custom.setdefault(record.columns.get("queue", "queue"), word)
            if self._is_news(line, "queue", word):
                self._tally.warn_once(line, f"there is no queue {quoted(word)}; kept as written")
        return found.code if found else _USUAL_QUEUE

    def _cause(self, line: int, record: TicketRecord, custom: dict[str, str]) -> str:
        word = record.cause
        found = self._causes.named(word)
        if word and found is None:
            custom.setdefault(record.columns.get("cause", "cause"), word)
            self._tally.warn_once(line, f"there is no cause {quoted(word)}; kept as written")
        return found.code if found else ""

    def _ending(self, record: TicketRecord, custom: dict[str, str]) -> tuple[str, str]:
        """The closing reason and note: what the file says, else whether it was answered."""
        said = self._reasons.named(record.closing_reason) if record.closing_reason else None
        words = [record.closing_reason] if record.closing_reason and said is None else []
        if record.state and state_of(record.state).says_more:
            words.append(record.state)
        words += [record.closing_note] if record.closing_note else []
        is_answered = record.answer or plain_word(record.state).startswith("closed with ")
        meaning = "answered" if is_answered else ""
        found = said or self._reasons.meaning(meaning)
        note = clean(". ".join(words), multiline=True)
        if found is not None and found.needs_note and not note:
            note = NO_REASON
        return (found.code if found else ""), note

    def _is_news(self, line: int, field: str, word: str, becomes: Becomes = "left") -> bool:
        """Note a word that means nothing here, unless the user said to leave it."""
        if fold(word) in self._to_leave[field]:
            return False
        self._tally.unknown(line, field, clean(word), becomes)
        return True

    def _say(self, line: int, what: str, word: str, taken: str) -> None:
        self._tally.warn_once(line, f"the {what} {quoted(word)} is taken as '{taken}'")


def _priority(word: str) -> str:
    return PRIORITY_WORDS.get(plain_word(word), "")
