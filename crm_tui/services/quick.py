"""The quick line: one sentence becomes a log entry and its follow-up (S47; key `A`)."""

from __future__ import annotations

from datetime import datetime, time
from typing import NamedTuple

from crm_tui.errors import NotFoundError, RuleError, SeveralMatchError
from crm_tui.services import tags, tasks, timeline
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.quickline import QuickLine, named_as, readings, split_candidates
from crm_tui.text.safe import clean
from crm_tui.views import choices, naming

_MISSED = ("attempt", "bad_number")


class Understood(NamedTuple):
    """A quick line with the customer it is about."""

    party: int
    name: str
    line: QuickLine


class TakenDown(NamedTuple):
    """What a quick line made."""

    party: int
    name: str
    entry: int
    task: int | None
    line: QuickLine


def understand(desk: Desk, text: str, party: int | None = None) -> Understood:
    """Read a quick line; the customer is found by name, or is `party` where the line names none.

    Raises RuleError for an empty line, NotFoundError when no customer is named and
    SeveralMatchError, listing them, when the name means several (rule 12).
    """
    text = clean(text)
    if not text:
        raise RuleError(
            "An empty line says nothing.", "Rossi call spoke to Anna wants price by Fri"
        )
    party = naming.standing(desk, party)
    logins = [user.login for user in choices.users(desk)]
    ambiguous: SeveralMatchError | None = None
    first: QuickLine | None = None
    for line in readings(text, desk.clock.today(), users=logins):
        first = first or line
        try:
            found = _customer(desk, line)
        except SeveralMatchError as error:
            ambiguous = ambiguous or error
            continue
        if found is not None:
            return found
    if party is not None and first is not None:
        name = desk.store.value("SELECT name FROM party WHERE id = ?", (party,))
        return Understood(party, str(name), first)
    if ambiguous is not None:
        raise ambiguous
    raise NotFoundError(
        "The line names no customer that is known.",
        "Begin with the name, or add the customer first: 'crm new NAME' or key N.",
    )


def _customer(desk: Desk, line: QuickLine) -> Understood | None:
    """The customer a reading names, whole or at the beginning of its text."""
    if line.who:
        return _found(desk, line.who, line)
    for lead, rest in split_candidates(line.text):
        if not rest:
            continue
        exact = naming.named(desk, lead)
        if len(exact) == 1:
            return _found(desk, lead, named_as(line, lead, rest, desk.clock.today()))
    return None


def _found(desk: Desk, name: str, line: QuickLine) -> Understood | None:
    try:
        party = naming.party(desk, name)
    except NotFoundError:
        return None
    shown = desk.store.value("SELECT name FROM party WHERE id = ?", (party,))
    return Understood(party, str(shown), line)


def take_down(desk: Desk, text: str, party: int | None = None) -> TakenDown:
    """Write a quick line into the log, with its follow-up and tags, in one change set.

    Raises what `understand` raises, and NotFoundError for an unknown `@colleague`.
    """
    found = understand(desk, text, party)
    line = found.line
    assignee = naming.user(desk, line.assignee) if line.assignee else None
    label = f"took down: {found.name} {line.channel_words}".strip()
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        logged = timeline.log(
            desk,
            found.party,
            line.text or line.channel_words or text,
            kind=line.kind,
            channel=line.channel or "",
            direction=line.direction or "",
            minutes=line.minutes,
            outcome=_outcome(desk, line),
            comes_back=not _plans(line),
            people=timeline.people_named(desk, found.party, line.people),
        )
        task = _follow_up(desk, found, assignee)
        if line.tags:
            tags.change(desk, [found.party], tags.TagLine(line.tags, ()))
    return TakenDown(found.party, found.name, logged.entry, task or logged.task, line)


def _plans(line: QuickLine) -> bool:
    """Whether a line says what is to be done next, or by when."""
    return bool(line.follow_up) or line.due is not None


def _outcome(desk: Desk, line: QuickLine) -> str:
    """The outcome a call's text begins with, where it says that nobody was reached.

    'call voicemail' is an attempt, as by key and as by `--outcome`; what else a text tells is
    for people to read.
    """
    said = fold(line.text)
    missed = [
        row.code
        for row in choices.choices(desk, "outcome")
        if row.meaning in _MISSED and _begins(said, fold(row.label))
    ]
    return missed[0] if missed and line.kind == "call" else ""


def _begins(text: str, words: str) -> bool:
    return text.startswith(words) and not text[len(words) : len(words) + 1].isalnum()


def _follow_up(desk: Desk, found: Understood, assignee: int | None) -> int | None:
    line = found.line
    if not _plans(line):
        return None
    start = None
    if line.due and line.due_time:
        start = _instant(desk, datetime.combine(line.due, line.due_time or time()))
    return tasks.add(
        desk,
        line.follow_up or line.text or f"follow up with {found.name}",
        party=found.party,
        due=line.due,
        start_at=start,
        minutes=line.due_minutes,
        assignee=assignee,
        kind="follow_up",
        priority=line.priority or "normal",
    )


def _instant(desk: Desk, local: datetime) -> datetime:
    return local.replace(tzinfo=desk.clock.zone)
