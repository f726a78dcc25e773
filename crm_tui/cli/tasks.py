"""`crm task`: added, changed, begun, finished, dropped, moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning
from crm_tui.cli.layout import counted, one_line, say_when
from crm_tui.cli.session import Session, complain
from crm_tui.cli.task_lists import NO_DAY, sentence
from crm_tui.errors import UsageError
from crm_tui.services import tasks
from crm_tui.text.say import quoted
from crm_tui.views import deals, naming
from crm_tui.views import tasks as views

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.services.tasks import Finished
    from crm_tui.text.taskline import TaskLine

_TOLD = 10
"""So many moved tasks are told one by one."""


def add(
    session: Session,
    party: str,
    text: tuple[str, ...],
    *,
    after: str | None,
    days: int | None,
    agreed: str | None,
    note: str | None,
    deal: str | None,
    ticket: str | None,
    **said: Any,
) -> None:
    """Add a task as its line says; options win over the line."""
    desk = session.desk
    customer = None if party in meaning.NOBODY else naming.party(desk, party)
    about = deals.named(desk, deal) if deal else None
    if about and customer is None:
        customer = deals.party_of(desk, about)
    on_ticket = meaning.ticket(desk, ticket) if ticket else None
    if on_ticket and customer is None:
        customer = on_ticket.party
    line = _with_options(desk, meaning.task_line(desk, " ".join(text)), **said)
    made = tasks.add_line(
        desk,
        line,
        customer,
        deal=about,
        ticket=on_ticket.id if on_ticket else None,
        note=note or "",
        agreed_on=meaning.past_day(desk, agreed) if agreed else None,
        **_following(desk, line, after, days),
    )
    _tell_task(session, made, line)


def edit(session: Session, task: str, line: tuple[str, ...]) -> None:
    """Let a task say what a line says (rule 17)."""
    desk = session.desk
    card = views.card(desk, meaning.record_id(task, "a task"))
    said = meaning.task_line(desk, " ".join(line))
    tasks.change(desk, card.id, said, card.version)
    _tell_task(session, card.id, said)


def start(session: Session, task: str) -> None:
    """Say that a task is being done."""
    number = _existing(session.desk, task)
    tasks.start(session.desk, number)
    _answer(session, number, [f"Task {number} is begun."])


def done(
    session: Session,
    task: str,
    result: tuple[str, ...],
    *,
    outcome: str | None,
    minutes: str | None,
    following: str | None,
) -> None:
    """Finish a task with its result (rule 3), and say what comes of it."""
    desk = session.desk
    number = _existing(desk, task)
    finished = tasks.complete(
        desk,
        number,
        " ".join(result),
        meaning.choice(desk, "outcome", outcome) if outcome else "",
        minutes=meaning.minutes(minutes) if minutes else None,
        then=meaning.task_line(desk, following) if following else None,
    )
    nothing: dict[str, Any] = {"entry": None, "again": None, "freed": (), "step": None}
    more = finished._asdict() if finished else nothing
    _answer(session, number, _what_came(desk, number, finished), **more)


def drop(session: Session, task: str, why: tuple[str, ...]) -> None:
    """End a task that will not be done, with the reason."""
    desk = session.desk
    number = meaning.record_id(task, "a task")
    before = views.card(desk, number)
    tasks.drop(desk, number, " ".join(why))
    again = views.repeated(desk, before) if before.done_at is None else None
    told = [f"Task {number} {'is dropped' if before.done_at is None else 'had ended before'}."]
    if again:
        told.append(_comes_back(desk, again))
    _answer(session, number, told, again=again)


def move(
    session: Session,
    task: str,
    day: str | None,
    *,
    at: str | None,
    by: str | None,
    assignee: str | None,
) -> None:
    """Give tasks another day, hour or colleague, in one change set."""
    desk = session.desk
    if not (day or at or by or assignee):
        raise UsageError("Where to?", "A day, --by and working days, or --to and a login.")
    if day and by:
        raise UsageError("A day and --by say two things.", "One of them is enough.")
    numbers = [_existing(desk, one) for one in task.split(",")]
    where = _Where(desk, day, at, by)
    user = naming.user(desk, assignee) if assignee else None
    with desk.store.change_set(desk.user, _label(numbers, where), origin=desk.origin):
        for number in numbers:
            where.put(number)
            if user:
                tasks.assign(desk, number, user)
    told = [f"{sentence(desk, views.card(desk, number))}." for number in numbers[:_TOLD]]
    if len(numbers) > _TOLD:
        told.append(f"{counted(len(numbers), 'task')} are moved.")
    _answer(session, numbers[0], told, tasks=numbers)


class _Where:
    """Where tasks are moved to: a day or none, an hour, so many working days on."""

    def __init__(self, desk: Desk, day: str | None, at: str | None, by: str | None) -> None:
        self._desk = desk
        self._clears = day in NO_DAY
        self._day = meaning.day(desk, day) if day and not self._clears else None
        self._at = meaning.hour(at) if at else None
        self._by = _working_days(by) if by else None
        self.moves = bool(day or at or by)
        if self._clears and self._at:
            raise UsageError("An hour needs a day.")

    def put(self, task: int) -> None:
        """Put a task there."""
        if not self.moves:
            return
        day = self._day
        if self._by is not None:
            day = tasks.shift(self._desk, task, self._by)
            if self._at is None:
                return
        elif day is None and not self._clears:
            day = views.card(self._desk, task).day or self._desk.clock.today()
        tasks.move(self._desk, task, day, at=self._at)


def _working_days(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,3}", text):
        raise UsageError(f"'{text}' is no number of working days.", "For example: 1, 3, -1.")
    return int(text)


def _label(numbers: Sequence[int], where: _Where) -> str:
    verb = "moved" if where.moves else "gave"
    return f"{verb} a task" if len(numbers) == 1 else f"{verb} {len(numbers)} tasks"


def _with_options(
    desk: Desk,
    line: TaskLine,
    *,
    due: str | None,
    at: str | None,
    minutes: str | None,
    assignee: str | None,
    kind: str | None,
    priority: str | None,
    repeat: str | None,
    side: str | None,
) -> TaskLine:
    """The line with what the options say, which win."""
    day = meaning.day(desk, due) if due else line.due
    hour = meaning.hour(at) if at else line.at
    line = line._replace(due=day or (_day_of(desk, hour) if hour else None), at=hour)
    if repeat:
        line = _repeating(desk, line, repeat)
    return line._replace(
        minutes=meaning.minutes(minutes) if minutes else line.minutes,
        assignee=assignee or line.assignee,
        kind=meaning.choice(desk, "task_kind", kind) if kind else line.kind,
        priority=priority or line.priority,
        side=side or line.side,
    )


def _day_of(desk: Desk, hour: time) -> date:
    """The day of an hour without one: today, or tomorrow where it is past."""
    now: datetime = desk.clock.now().astimezone(desk.clock.zone)
    return now.date() if hour > now.time() else now.date() + timedelta(1)


def _repeating(desk: Desk, line: TaskLine, text: str) -> TaskLine:
    from crm_tui.text import repeats

    today = desk.clock.today()
    rule = repeats.parse_repeat(text, line.due or today)
    if rule is None:
        raise UsageError(
            f"'{text}' is no repetition.",
            "For example: every mon, every 2 weeks, monthly, 14 days after done.",
        )
    return line._replace(repeats=rule, due=line.due or repeats.first_day(rule, today))


def _following(
    desk: Desk, line: TaskLine, after: str | None, days: int | None
) -> dict[str, int | None]:
    if after is None:
        if days is not None:
            raise UsageError("--days counts from the task that --after names.")
        return {}
    if line.due:
        raise UsageError(
            "A task that follows another has no day before that one is done.",
            "Leave the day out, or --after; --days says how long after.",
        )
    return {"follows": _existing(desk, after), "follows_after": days or 0}


def _what_came(desk: Desk, number: int, finished: Finished | None) -> Iterator[str]:
    if finished is None:
        yield f"Task {number} was finished before."
        return
    yield f"Task {number} is done; entry {finished.entry} tells of it."
    if finished.again:
        yield _comes_back(desk, finished.again)
    for freed in finished.freed:
        yield f"Now its turn: {sentence(desk, views.card(desk, freed))}."
    if finished.step:
        yield f"Next step: {sentence(desk, views.card(desk, finished.step))}."


def _comes_back(desk: Desk, again: int) -> str:
    card = views.card(desk, again)
    when = say_when(desk, card.day, card.start_at) or "some day"
    attempt = f", attempt {card.attempt}" if card.attempt > 1 else ""
    return f"It comes back {when}{attempt}: task {again}, {one_line(card.title)}."


def _existing(desk: Desk, task: str) -> int:
    number = meaning.record_id(task.strip(), "a task")
    views.must_exist(desk, number)
    return number


def _tell_task(session: Session, task: int, line: TaskLine) -> None:
    for word in line.title.split():
        if word.startswith("@") and len(word) > 1:
            complain(f"{quoted(word)} is no colleague; it stays in the title.")
    card = views.card(session.desk, task)
    _answer(session, task, [f"{sentence(session.desk, card)}."], understood=card)


def _answer(session: Session, task: int, told: Sequence[str] | Iterator[str], **more: Any) -> None:
    if session.json:
        session.answer({"task": task, **more})
    else:
        session.tell(told)
