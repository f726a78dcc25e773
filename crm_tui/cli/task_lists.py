"""`crm task list` and `crm task show`: tasks in lines, and all about one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crm_tui.cli import filter_words, meaning
from crm_tui.cli.layout import (
    columns,
    counted,
    labelled,
    lines_kept,
    one_line,
    say_date,
    say_moment,
    say_when,
)
from crm_tui.cli.session import Session, complain
from crm_tui.errors import UsageError
from crm_tui.text.lasting import say_minutes
from crm_tui.text.say import quoted
from crm_tui.views import choices, naming
from crm_tui.views import tasks as views

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.tasks import TaskCard, Work, WorkQuery

USUAL = 100
_WHOLE = 2000
NO_DAY = ("none", "-", "no")


def listing(
    session: Session,
    words: tuple[str, ...],
    assignee: str | None,
    day: str | None,
    limit: int | None,
    *,
    overdue: bool,
    unattached: bool,
    them: bool,
    done: bool,
    filter_text: str | None,
) -> None:
    """Show tasks: one's own, a colleague's, everyone's, or those with a customer."""
    desk = session.desk
    party = " ".join(words) if filter_words.is_name(words) else None
    if done and (overdue or day in NO_DAY):
        raise UsageError("A task that has ended is not overdue, and has its day.")
    everyone = assignee == "everyone" or (party is not None and assignee is None)
    query = views.WorkQuery(
        party=naming.party(desk, party) if party else None,
        user=None if everyone else naming.user(desk, assignee) if assignee else desk.user,
        side="them" if them else "" if party else "us",
        overdue=overdue,
        day=meaning.day(desk, day) if day and day not in NO_DAY else None,
        no_day=day in NO_DAY,
        unattached=unattached,
        ended=done,
        text=filter_words.said(desk, "task", () if party else words, filter_text),
    )
    most = USUAL if limit is None else limit
    rows = views.listed(desk, query, most)
    if session.json:
        session.answer(rows)
        return
    session.tell(columns(_cells(desk, row) for row in rows))
    _tell_what_else(session, query, len(rows))


def show(session: Session, task: str) -> None:
    """Show all about a task."""
    desk = session.desk
    card = views.card(desk, meaning.record_id(task, "a task"))
    if session.json:
        session.answer({**card._asdict(), "line": line_of(desk, card.id)})
    else:
        session.tell(
            [f"Task {card.id}: {one_line(card.title, _WHOLE)}", *labelled(_fields(desk, card))]
        )


def sentence(desk: Desk, card: TaskCard) -> str:
    """A task in one sentence: what is to be done, when, how long, by whom, with whom."""
    parts = [
        one_line(card.title),
        say_when(desk, card.day, card.start_at),
        say_minutes(card.minutes) if card.minutes else "",
        card.priority if card.priority != "normal" else "",
        _repeats(card.repeats),
        f"after task {card.follows}" if card.follows and not card.day else "",
        f"for {one_line(card.assignee)}" if card.assignee not in ("", desk.login) else "",
        "theirs to do" if card.side == "them" else "",
        f"{one_line(card.party_name)} (#{card.party})" if card.party else "with no customer",
    ]
    return f"Task {card.id}: {', '.join(filter(None, parts))}"


def line_of(desk: Desk, task: int) -> str:
    """The line that says what the task says, for `crm task edit`."""
    from crm_tui.text import taskline
    from crm_tui.views import task_lines

    return taskline.compose(task_lines.told(desk, task).line, desk.clock.today())


def _cells(desk: Desk, row: Work) -> tuple[str, ...]:
    ended = row.done_at is not None
    when = say_moment(desk, row.done_at) if ended else say_when(desk, row.day, row.start_at)
    marks = [
        row.priority if row.priority != "normal" else "",
        "theirs" if row.side == "them" else "",
        f"attempt {row.attempt}" if row.attempt > 1 else "",
        "repeats" if row.repeats and not ended else "",
        row.state if ended or row.state == "doing" else "",
        row.outcome.replace("_", " "),
    ]
    came = one_line(row.result) if ended else ""
    said = ", ".join(filter(None, marks))
    return str(row.id), when, row.title, row.party_name, row.assignee, said, came


def _tell_what_else(session: Session, query: WorkQuery, shown: int) -> None:
    desk = session.desk
    total = views.count(desk, query)
    if total > shown:
        complain(f"{counted(total, 'task')} in all; --limit shows more.")
    if not total:
        complain("No task is listed here.")
    if query.party is None and not query.ended and not query.text:
        alone = total if query.unattached else views.count(desk, query._replace(unattached=True))
        verb = "hangs" if alone == 1 else "hang"
        hint = "" if query.unattached else " (--unattached)"
        if alone:
            session.tell([f"{counted(alone, 'task')} {verb} on no customer's card{hint}."])


def _repeats(rule: str) -> str:
    if not rule:
        return ""
    from crm_tui.text.repeats import say_repeat

    return one_line(say_repeat(rule))


def _fields(desk: Desk, card: TaskCard) -> Iterator[tuple[str, str]]:
    labels = choices.labels(desk)
    yield "with", f"{one_line(card.party_name)} (#{card.party})" if card.party else ""
    yield "when", say_when(desk, card.day, card.start_at) or "no day"
    yield "takes", say_minutes(card.minutes) if card.minutes else ""
    yield "kind", one_line(labels.get(("task_kind", card.kind), card.kind))
    yield "for", one_line(card.assignee)
    yield "side", "theirs to do" if card.side == "them" else ""
    yield "priority", card.priority
    yield "state", card.state
    yield "repeats", _repeats(card.repeats)
    yield "follows", _follows(card)
    yield (
        "followed by",
        "\n".join(
            f"task {one.id}, {quoted(one_line(one.title))}, {_days_after(one.days)}"
            for one in card.followers
        ),
    )
    yield "attempt", str(card.attempt) if card.attempt > 1 else ""
    yield "proposed", one_line(card.reason or card.proposal)
    yield "agreed", say_date(desk, card.agreed_on)
    yield "note", lines_kept(card.note)
    yield "came of", f"entry {card.entry}" if card.entry else ""
    yield (
        "planned",
        "\n".join(
            f"for {say_date(desk, one.day)}, put there {say_moment(desk, one.at)}"
            f"{f' by {one_line(one.user)}' if one.user else ''}"
            for one in card.plannings
        ),
    )
    yield "ended", say_moment(desk, card.done_at)
    yield "outcome", one_line(labels.get(("outcome", card.outcome), card.outcome))
    yield "result", lines_kept(card.result)
    yield "became", f"entry {card.done_entry}" if card.done_entry else ""
    yield "added", say_moment(desk, card.created_at)
    yield "changed", say_moment(desk, card.updated_at) if card.version > 1 else ""
    yield "as a line", one_line(line_of(desk, card.id), _WHOLE)


def _follows(card: TaskCard) -> str:
    if not card.follows:
        return ""
    title = quoted(one_line(card.follows_title))
    return f"task {card.follows}, {title}, {_days_after(card.follows_after)}"


def _days_after(days: int) -> str:
    return f"{counted(days, 'day')} after" if days else "the day it is done"
