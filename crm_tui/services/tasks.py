"""Tasks: what is to be done, by whom and when; done, they are the customer's history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_tui.errors import ConflictError, NotFoundError, RuleError, SeveralMatchError
from crm_tui.models import Planning, Task
from crm_tui.services import attempts, entries, standing
from crm_tui.store.desk import Desk
from crm_tui.text.priorities import PRIORITIES
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted, say_day
from crm_tui.views import choices, naming, workdays

if TYPE_CHECKING:
    from crm_tui.text.taskline import TaskLine

SIDES = ("us", "them")
OPEN = ("open", "doing")
_COPIED = (
    "kind", "title", "note", "party_id", "deal_id", "ticket_id", "assignee_id", "side",
    "priority", "minutes", "repeats", "rule_day", "agreed_on", "proposal", "reason",
)  # fmt: skip


class Finished(NamedTuple):
    """What came of finishing a task: its entry in the timeline, and the task that follows.

    `again` is the same task once more: another attempt, or the next one by its repeat rule.
    `freed` are the tasks that followed this one and have their day now; `step` is the next step.
    """

    entry: int
    again: int | None
    freed: tuple[int, ...]
    step: int | None


def add(
    desk: Desk,
    title: str,
    *,
    party: int | None = None,
    deal: int | None = None,
    ticket: int | None = None,
    due: date | None = None,
    start_at: datetime | None = None,
    minutes: int | None = None,
    assignee: int | None = None,
    kind: str = "other",
    priority: str = "normal",
    side: str = "us",
    note: str = "",
    repeats: str = "",
    follows: int | None = None,
    follows_after: int = 0,
    attempt: int = 1,
    proposal: str = "",
    reason: str = "",
    agreed_on: date | None = None,
    entry: int | None = None,
) -> int:
    """Add a task, for whoever adds it unless said otherwise; the new id.

    With an hour its day is that hour's, where it was said. A task that `follows` an open one
    has no day until that one has ended; then it gets one, `follows_after` days later. `entry`
    is the timeline entry it came of.

    Raises RuleError for an empty title, an unknown kind, priority or side, a rule that cannot
    be followed, a day to come on which it was agreed, and for a task to follow that has ended;
    NotFoundError for one that is gone.
    """
    title = _title(title)
    _check(desk, kind, priority, side, repeats, minutes)
    _refuse_to_come(desk, agreed_on)
    with desk.store.change_set(desk.user, f"added task: {title}", origin=desk.origin):
        due, start_at = _day_and_hour(desk, due, start_at)
        if follows is not None:
            _refuse_ended(follows)
            due = start_at = None
        made = Task.create(
            **stamps(desk), title=title, party=standing.party(desk, party),
            deal=deal, ticket=standing.ticket(desk, ticket), due=due, start_at=start_at,
            minutes=minutes, assignee=assignee or desk.user, kind=kind, priority=priority,
            side=side, note=clean(note, multiline=True), repeats=repeats,
            rule_day=due if repeats else None, follows=follows, follows_after=follows_after,
            attempt=attempt, proposal=proposal, reason=reason,
            agreed_on=agreed_on, entry_id=entry, **_planned(desk, due),
        )  # fmt: skip
        _note_planning(desk, [made.id], due)
    return int(made.id)


def add_line(desk: Desk, line: TaskLine, party: int | None = None, **more: Any) -> int:
    """Add a task as it was typed in a line; the new id. Raises what `add` raises."""
    return add(desk, line.title, party=party, **(_of_line(desk, line) | more))


def add_named(desk: Desk, line: TaskLine) -> int:
    """Add a task whose line may name its customer before a colon: `Rossi: call about the bread`.

    What names nobody, or several, stays in the title of a task that hangs on no customer. Gives
    the new id; raises what `add` raises.
    """
    from crm_tui.text.task_words import kind_of

    lead, colon, rest = line.title.partition(":")
    if colon and rest.strip():
        try:
            party = naming.party(desk, lead.strip())
        except (NotFoundError, SeveralMatchError):
            return add_line(desk, line)
        rest = rest.strip()
        return add_line(desk, line._replace(title=rest, kind=kind_of(rest.split())), party)
    return add_line(desk, line)


def change(desk: Desk, task: int, line: TaskLine, version: int) -> None:
    """Make a task say what a line says, which was written when the task had that version.

    Raises ConflictError, with nothing changed, where someone has changed it since (rule 17);
    NotFoundError for a task that is gone; RuleError for what `add` refuses.
    """
    title = _title(line.title)
    said = _of_line(desk, line)
    _check(desk, said["kind"], said["priority"], said["side"], said["repeats"], said["minutes"])
    with desk.store.change_set(desk.user, f"changed task: {title}", origin=desk.origin):
        row = _open_one(task)
        if row.version != version:
            raise ConflictError(
                f"Someone has changed this task meanwhile; it says {quoted(row.title)} now.",
                "Your line is kept; open the task again to see both.",
            )
        said["due"], said["start_at"] = _day_and_hour(desk, said["due"], said["start_at"])
        said["assignee"] = said["assignee"] or row.assignee_id
        if line.kind is None or title == row.title:
            said["kind"] = row.kind  # no word of the line says it, or none has changed
        moved = said["due"] != row.due
        if moved or said["repeats"] != row.repeats:
            said["rule_day"] = said["due"] if said["repeats"] else None
        values = said | (_planned(desk, said["due"]) if moved else {})
        if said["due"]:
            values["follows"] = None  # whoever gives it a day waits no longer
        _update(desk, [task], title=title, **values)
        if moved:
            _note_planning(desk, [task], said["due"])


def finish(
    desk: Desk,
    task: int,
    result: str = "",
    outcome: str = "",
    *,
    minutes: int | None = None,
    then: TaskLine | None = None,
) -> int | None:
    """End a task with its result; the id of the timeline entry it became.

    As `complete`, for whoever needs no more than that. None where it had ended before.
    """
    done = complete(desk, task, result, outcome, minutes=minutes, then=then)
    return done.entry if done else None


def complete(
    desk: Desk,
    task: int,
    result: str = "",
    outcome: str = "",
    *,
    minutes: int | None = None,
    then: TaskLine | None = None,
) -> Finished | None:
    """End a task with its result, in one change set with all that follows of it.

    Exactly one entry is written; finishing again changes nothing and gives None (rule 3). After
    an attempt that reached nobody the task comes back by itself, and what follows it waits on.
    Otherwise a repeating one is there again for its next day, and what followed it gets its
    day. `then` is the next step with the customer; `minutes` how long it really took.

    Raises RuleError for an empty result without an outcome, and for an unknown outcome.
    """
    result = clean(result, multiline=True)
    with desk.store.change_set(desk.user, "finished a task", origin=desk.origin) as change_set:
        row = _one(task)
        if row.state not in OPEN:
            return None
        if not result and not outcome:
            raise RuleError("What came of it? A finished task needs its result.")
        choices.refuse_unknown(desk, "outcome", outcome)
        _update(
            desk, [task], state="done", result=result, outcome=outcome, done_at=desk.clock.now()
        )
        entry = entries.finished_task(desk, row, result, outcome, minutes)
        nobody = attempts.reached_nobody(desk, outcome)
        again = _try_again(desk, row) if nobody else _repeat(desk, row)
        freed = () if nobody else _free_followers(desk, row)
        step = add_line(desk, then, row.party_id, entry=entry) if then else None
        label = f"finished task: {row.title}{_and_again(desk, again)}"
        desk.store.relabel(change_set, "finished a task", label)
    return Finished(entry, again, freed, step)


def drop(desk: Desk, task: int, why: str) -> None:
    """End a task that will not be done; the reason is kept as its result and in the timeline.

    A repeating one is there again for its next day; what followed it waits no longer and has no
    day. Dropping again changes nothing. Raises RuleError without a reason, NotFoundError for a
    task that is gone.
    """
    why = clean(why, multiline=True)
    with desk.store.change_set(desk.user, "dropped a task", origin=desk.origin) as change_set:
        row = _one(task)
        if row.state not in OPEN:
            return
        if not why:
            raise RuleError("Why is it dropped? A few words are enough.")
        _update(desk, [task], state="dropped", result=why, done_at=desk.clock.now())
        if row.party_id is not None:
            entries.dropped_task(desk, row, why)
        again = _repeat(desk, row)
        _update(desk, _followers(row), follows=None)
        label = f"dropped task: {row.title}{_and_again(desk, again)}"
        desk.store.relabel(change_set, "dropped a task", label)


def move(desk: Desk, task: int, due: date | None, *, at: time | None = None) -> None:
    """Give a task another day, or none; its hour stays unless another is said.

    Who put it there and when is kept (S73). Raises NotFoundError for a task that is gone and
    RuleError for one that has ended.
    """
    with desk.store.change_set(desk.user, "moved a task", origin=desk.origin) as change_set:
        row = _open_one(task)
        start_at = _hour_on(desk, row, due, at)
        day, start_at = _day_and_hour(desk, due, start_at)
        _update(
            desk, [task], due=day, start_at=start_at, follows=None if day else row.follows_id,
            **_planned(desk, day),
        )  # fmt: skip
        _note_planning(desk, [task], day)
        when = say_day(day, desk.clock.today()) if day else "no day"
        desk.store.relabel(change_set, "moved a task", f"moved to {when}: {row.title}")


def shift(desk: Desk, task: int, days: int) -> date:
    """Move a task some working days on, or back; the day it stands on then.

    What is overdue or has no day comes to today first; nothing is moved into the past.
    """
    row = _open_one(task)
    today = desk.clock.today()
    hours = workdays.of(desk, row.assignee_id or desk.user)
    day = workdays.local_day(row.due, row.start_at, desk.clock.zone)
    steps = abs(days)
    if day is None or day < today:
        day, steps = today, steps - 1
    for _ in range(steps):
        day = hours.after(day) if days > 0 else max(today, hours.before(day))
    move(desk, task, day)
    return day


def assign(desk: Desk, task: int, user: int) -> None:
    """Give a task to a colleague. Raises NotFoundError and RuleError as `move`."""
    name = naming.name_of_user(desk, user)
    with desk.store.change_set(desk.user, "gave a task", origin=desk.origin) as change_set:
        row = _open_one(task)
        _update(desk, [task], assignee=user)
        desk.store.relabel(change_set, "gave a task", f"gave to {name}: {row.title}")


def prioritise(desk: Desk, task: int, priority: str) -> None:
    """Say how much a task matters. Raises RuleError for an unknown priority."""
    _check(desk, "other", priority, "us", "", None)
    before = f"made a task {priority}"
    with desk.store.change_set(desk.user, before, origin=desk.origin) as change_set:
        row = _open_one(task)
        _update(desk, [task], priority=priority)
        desk.store.relabel(change_set, before, f"priority {priority}: {row.title}")


def agree(desk: Desk, task: int, day: date | None) -> None:
    """Say on which day both sides agreed on a task (S6); None: they have not.

    Raises RuleError for a day to come, otherwise as `move`.
    """
    _refuse_to_come(desk, day)
    with desk.store.change_set(desk.user, "agreed on a task", origin=desk.origin) as change_set:
        row = _open_one(task)
        _update(desk, [task], agreed_on=day)
        said = f"agreed on {say_day(day, desk.clock.today())}" if day else "not agreed on"
        desk.store.relabel(change_set, "agreed on a task", f"{said}: {row.title}")


def start(desk: Desk, task: int) -> None:
    """Say that a task is being done now."""
    with desk.store.change_set(desk.user, "began a task", origin=desk.origin) as change_set:
        row = _open_one(task)
        if row.state == "open":
            _update(desk, [task], state="doing")
        desk.store.relabel(change_set, "began a task", f"began: {row.title}")


def reached(desk: Desk, party: int, result: str, outcome: str) -> int | None:
    """End the task that brought a missed call back, now that the call has reached them.

    The entry of the call is its history. It repeats, and what follows it gets its day, as when
    it is finished itself. The task's id, None where no call was to come back.
    """
    found = desk.store.value(
        "SELECT id FROM task WHERE party_id = ? AND assignee_id = ? AND attempt > 1"
        " AND state IN ('open', 'doing') ORDER BY due, start_at, id LIMIT 1",
        (party, desk.user),
    )
    if found is None:
        return None
    row = _one(found)
    ended = desk.clock.now()
    _update(desk, [row.id], state="done", result=result, outcome=outcome, done_at=ended)
    _repeat(desk, row)
    _free_followers(desk, row)
    return int(row.id)


def come_back(desk: Desk, party: int, name: str) -> int:
    """Bring a call back that reached nobody; the task that does it.

    The call that stood on the agenda for it is moved; where there was none, one is added.
    """
    at = attempts.next_try(desk, desk.user)
    found = desk.store.value(
        "SELECT k.id FROM task k JOIN choice c ON c.list = 'task_kind' AND c.code = k.kind"
        " WHERE k.party_id = ? AND k.assignee_id = ? AND k.side = 'us' AND c.meaning = 'call'"
        " AND k.state IN ('open', 'doing') AND (k.due IS NULL OR k.due <= ? OR k.attempt > 1)"
        " ORDER BY k.due IS NULL, k.due, k.start_at, k.id LIMIT 1",
        (party, desk.user, desk.clock.today().isoformat()),
    )
    if found is None:
        return add(desk, f"Call {name}", party=party, start_at=at, kind="call_back", attempt=2)
    day, start_at = _day_and_hour(desk, None, at)
    _update(
        desk, [found], due=day, start_at=start_at, follows=None, state="open",
        attempt=Task.attempt + 1, **_planned(desk, day),
    )  # fmt: skip
    _note_planning(desk, [found], day)
    return int(found)


# What is written


def stamps(desk: Desk) -> dict[str, Any]:
    """The instants of a new record."""
    now = desk.clock.now()
    return {"created_at": now, "updated_at": now}


def _update(desk: Desk, tasks: Sequence[int], **values: Any) -> None:
    Task.update(
        **values, updated_at=desk.clock.now(), version=Task.version + 1
    ).where(Task.id.in_(tasks)).execute()  # fmt: skip


def _planned(desk: Desk, day: date | None) -> dict[str, Any]:
    if day is None:
        return {"planned_for": None, "planned_at": None, "planned_by": None}
    return {
        "planned_for": day,
        "planned_at": desk.clock.now(),
        "planned_by": desk.user or None,
    }


def _note_planning(desk: Desk, tasks: Sequence[int], day: date | None) -> None:
    if day is None:
        return
    for task in tasks:
        Planning.create(task=task, day=day, at=desk.clock.now(), user=desk.user or None)


def _and_again(desk: Desk, again: int | None) -> str:
    """What a label adds where the task comes back: when that is."""
    if again is None:
        return ""
    row = _one(again)
    day = say_day(row.due, desk.clock.today()) if row.due else "some day"
    hour = f" {row.start_at.astimezone(desk.clock.zone):%H:%M}" if row.start_at else ""
    return f"; it comes back {day}{hour}"


# What follows


def _again(desk: Desk, row: Task, **values: Any) -> int:
    """The same task once more, open, on another day."""
    kept = {name: getattr(row, name) for name in _COPIED}
    made = Task.create(**stamps(desk), **(kept | values))
    return int(made.id)


def _try_again(desk: Desk, row: Task) -> int:
    at = attempts.next_try(desk, row.assignee_id or desk.user)
    due, start_at = _day_and_hour(desk, None, at)
    again = _again(
        desk, row, due=due, start_at=start_at, attempt=row.attempt + 1, **_planned(desk, due)
    )
    _note_planning(desk, [again], due)
    _update(desk, _followers(row), follows=again)
    return again


def _repeat(desk: Desk, row: Task) -> int | None:
    """The next one of a repeating task; None where it does not repeat, or no more."""
    if not row.repeats:
        return None
    from crm_tui.text.recurrence import next_of

    today = desk.clock.today()
    found = next_of(row.repeats, row.rule_day or row.due or today, today)
    if found is None:
        return None
    day, rule = found
    return _again(
        desk, row, due=day, start_at=_hour_on(desk, row, day, None), repeats=rule, rule_day=day
    )


def _followers(row: Task) -> list[int]:
    found = Task.select(Task.id).where(Task.follows == row.id, Task.state.in_(OPEN))
    return [follower.id for follower in found.order_by(Task.id)]


def _free_followers(desk: Desk, row: Task) -> tuple[int, ...]:
    followers = [_one(follower) for follower in _followers(row)]
    hours = workdays.of(desk, row.assignee_id or desk.user)
    for follower in followers:
        day = hours.from_(desk.clock.today() + timedelta(follower.follows_after))
        _update(desk, [follower.id], due=day, follows=None, **_planned(desk, day))
        _note_planning(desk, [follower.id], day)
    return tuple(follower.id for follower in followers)


# What is refused


def _title(title: str) -> str:
    title = clean(title)
    if not title:
        raise RuleError("A task needs a title.", "Say in a few words what is to be done.")
    return title


def _check(
    desk: Desk, kind: str, priority: str, side: str, repeats: str, minutes: int | None
) -> None:
    choices.refuse_unknown(desk, "task_kind", kind)
    if priority not in PRIORITIES:
        raise RuleError(f"There is no priority '{priority}'.", f"One of: {', '.join(PRIORITIES)}.")
    if side not in SIDES:
        raise RuleError(f"There is no side '{side}'.", "A task is for us or for them.")
    if minutes is not None and not 0 < minutes <= 24 * 60:
        raise RuleError("A task takes between a minute and a day.", "For example: 20m, 1h30.")
    if repeats:
        from crm_tui.text.recurrence import check_rule

        if not check_rule(repeats):
            raise RuleError(f"The rule {quoted(repeats)} cannot be followed.", "Such as: every mon")


def _refuse_to_come(desk: Desk, agreed_on: date | None) -> None:
    if agreed_on is not None and agreed_on > desk.clock.today():
        raise RuleError(
            f"{agreed_on} is still to come.", "Both sides have agreed on a task today or before."
        )


def _one(task: int) -> Task:
    row: Task | None = Task.get_or_none(Task.id == task)
    if row is None:
        raise NotFoundError("This task is not there any more.")
    return row


def _open_one(task: int) -> Task:
    row = _one(task)
    if row.state not in OPEN:
        raise RuleError(f"This task is {row.state} already.", "Take back what ended it first.")
    return row


def _refuse_ended(follows: int) -> None:
    row = _one(follows)
    if row.state not in OPEN:
        raise RuleError("The task to follow has ended already.", "Give the new one a day.")


# Days and hours


def _day_and_hour(
    desk: Desk, due: date | None, start_at: datetime | None
) -> tuple[date | None, datetime | None]:
    """A task's day and hour: where there is an hour, its day is that hour's, where it was said."""
    if start_at is None:
        return due, None
    if start_at.tzinfo is None:
        start_at = start_at.replace(tzinfo=desk.clock.zone)
    return start_at.astimezone(desk.clock.zone).date(), start_at


def _hour_on(desk: Desk, row: Task, day: date | None, at: time | None) -> datetime | None:
    """The instant on a day at a clock time, or at the task's own hour."""
    if day is None or (at is None and row.start_at is None):
        return None
    if at is None:
        at = row.start_at.astimezone(desk.clock.zone).time()
    return workdays.instant(day, at, desk.clock.zone)


def _of_line(desk: Desk, line: TaskLine) -> dict[str, Any]:
    start_at = None
    if line.due and line.at:
        start_at = workdays.instant(line.due, line.at, desk.clock.zone)
    return {
        "kind": line.kind or "other",
        "due": line.due,
        "start_at": start_at,
        "minutes": line.minutes,
        "priority": line.priority or "normal",
        "assignee": naming.user(desk, line.assignee) if line.assignee else None,
        "side": line.side,
        "repeats": line.repeats,
    }
