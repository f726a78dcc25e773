"""`crm plan --walk`: the evening's walk, a question a line and an answer a line (S73)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from crm_tui.cli import planned_day, sheets
from crm_tui.cli.layout import say_date
from crm_tui.cli.session import Session, complain
from crm_tui.errors import CrmError, UsageError
from crm_tui.services import planning, tasks
from crm_tui.services import proposals as proposing
from crm_tui.text.fold import fold
from crm_tui.views import choices, naming, proposals
from crm_tui.views import planning as views
from crm_tui.views import tasks as task_views

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.planning import Candidate
    from crm_tui.views.proposals import Proposal

LEGEND = (
    "t this day, f this week, l later, d DAY, w LOGIN hand over, D WHY drop,",
    "x RESULT done, s silence a proposal, Enter leave it, q end",
)
_DAYS = {
    "t": "tomorrow", "tomorrow": "tomorrow", "f": "week", "week": "week", "l": "later",
    "later": "later",
}  # fmt: skip
_WORDS = {
    "day": "d", "hand": "w", "drop": "D", "done": "x", "silence": "s", "leave": "", "end": "q",
    "quit": "q",
}  # fmt: skip


class _Question(Protocol):
    """What is asked about, and what an answer does; each says what it did."""

    name: dict[str, Any]
    line: str

    def put(self, day: date) -> str: ...
    def hand(self, user: int) -> str: ...
    def drop(self, why: str) -> str: ...
    def finish(self, result: str) -> str: ...
    def silence(self) -> str: ...


class _Task:
    """A task that stands somewhere, or nowhere yet."""

    def __init__(self, desk: Desk, one: Candidate) -> None:
        self._desk = desk
        self._id = one.row.id
        self.name = {"task": self._id}
        why = ", ".join(
            filter(None, (planned_day.WHYS.get(one.why, one.why), sheets.when(desk, one.row)))
        )
        self.line = f"{why}: {sheets.one(one.row)}"

    def put(self, day: date) -> str:
        planning.put(self._desk, [self._id], day)
        return planned_day.full(self._desk, day)

    def hand(self, user: int) -> str:
        tasks.assign(self._desk, self._id, user)
        return f"It is {naming.name_of_user(self._desk, user)}'s now."

    def drop(self, why: str) -> str:
        tasks.drop(self._desk, self._id, why)
        return "Dropped."

    def finish(self, result: str) -> str:
        """An outcome's own words are the outcome; anything else is the result."""
        outcome = _outcome(self._desk, result)
        done = tasks.complete(self._desk, self._id, "" if outcome else result, outcome)
        if done is None or done.again is None:
            return "Done."
        day = task_views.card(self._desk, done.again).day
        return f"Done; it comes back {say_date(self._desk, day)}."

    def silence(self) -> str:
        raise UsageError("A task is not silenced.", "D and why drops it.")


class _Offer:
    """What the program proposes; any day accepts it."""

    def __init__(self, desk: Desk, proposal: Proposal) -> None:
        self._desk = desk
        self._proposal = proposal
        self.name = {"proposal": proposal.name}
        self.line = f"Proposed: {sheets.proposal(proposal)}"

    def put(self, day: date) -> str:
        proposing.accept(self._desk, self._proposal, day)
        return planned_day.full(self._desk, day)

    def hand(self, user: int) -> str:
        desk = self._desk
        name = naming.name_of_user(desk, user)
        label = f"gave a proposal to {name}: {self._proposal.title}"
        with desk.store.change_set(desk.user, label, origin=desk.origin):
            tasks.assign(desk, proposing.accept(desk, self._proposal), user)
        return f"It is {name}'s now."

    def drop(self, why: str) -> str:
        raise UsageError("A proposal is no task yet.", "s silences it.")

    def finish(self, result: str) -> str:
        raise UsageError("A proposal is no task yet.", "t, f, l or d and a day accepts it.")

    def silence(self) -> str:
        proposing.silence(self._desk, self._proposal)
        return "Silenced."


class Walk:
    """The walk: what is asked, what was answered, and the sheet it ends with."""

    def __init__(self, session: Session, day: date) -> None:
        self._session = session
        self._desk = session.desk
        self._days = views.days(self._desk, self._desk.user)._replace(tomorrow=day)
        self._answers: list[dict[str, Any]] = []

    def go(self) -> None:
        """Ask about each task and proposal until all are answered or the answers end.

        Each answer is a change set of its own. At the end the day's sheet is shown.
        """
        _take_any_bytes()
        day = self._days.tomorrow
        asked = list(self._questions())
        self._tell(f"Planning {planned_day.full(self._desk, day)}", *(LEGEND if asked else ()))
        for number, question in enumerate(asked, 1):
            self._tell(f"{number}/{len(asked)} {question.line}")
            if not self._until_answered(question):
                break
        if self._session.json:
            self._session.answer(
                {**planned_day.value_of(self._desk, day), "answers": self._answers}
            )
        else:
            self._tell("", *planned_day.lines_of(self._desk, day))

    def _questions(self) -> Iterator[_Question]:
        desk = self._desk
        for one in planned_day.left(desk, self._days.tomorrow):
            yield _Task(desk, one)
        for proposal in proposals.proposals(desk, desk.user):
            yield _Offer(desk, proposal)

    def _until_answered(self, question: _Question) -> bool:
        """Take answers until one holds; False where the walk is to end."""
        while True:
            answer = _next_line()
            word, _, rest = (answer or "q").partition(" ")
            word = word if len(word) < 2 else word.casefold()
            word = _WORDS.get(word, word)
            if word in ("", "q"):
                return word == ""
            try:
                said = self._do(question, word, rest.strip())
            except CrmError as error:
                complain(error.sentence, error.hint)
                continue
            self._answers.append({**question.name, "answer": word, "said": said})
            self._tell(f"  {said}")
            return True

    def _do(self, question: _Question, word: str, rest: str) -> str:
        if word in _DAYS:
            return question.put(getattr(self._days, _DAYS[word]))
        match word:
            case "d" if rest:
                return question.put(planned_day.meant(self._desk, rest))
            case "w" if rest:
                return question.hand(naming.user(self._desk, rest))
            case "D":
                return question.drop(rest)
            case "x":
                return question.finish(rest)
            case "s":
                return question.silence()
        raise UsageError(f"'{word}' is no answer, or not all of it.", " ".join(LEGEND))

    def _tell(self, *lines: str) -> None:
        """Say something; where standard output is for the one JSON value, beside it."""
        if self._session.json:
            complain(*lines)
        else:
            self._session.tell(lines)


def _outcome(desk: Desk, text: str) -> str:
    wanted = fold(text).strip()
    for row in choices.choices(desk, "outcome"):
        if wanted and wanted in (fold(row.label), row.code, row.code.replace("_", " ")):
            return row.code
    return ""


def _next_line() -> str | None:
    """The next answer, '' for Enter alone; None where there are no more."""
    if sys.stdin is None:
        return None
    if sys.stdout is not None:
        sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip() or " " if line else None


def _take_any_bytes() -> None:
    """Let bytes that are no text be stand-ins, not an end of the walk."""
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
