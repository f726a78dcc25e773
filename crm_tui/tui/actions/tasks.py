"""Verbs on tasks: added, done with a result, moved, handed over, dropped; one or all marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.services import tasks, together
from crm_tui.store.desk import Desk
from crm_tui.text import taskline
from crm_tui.text.say import quoted
from crm_tui.text.taskline import TaskLine
from crm_tui.tui.actions.colleagues import ask_colleague
from crm_tui.tui.actions.task_line import ask_line
from crm_tui.tui.drafts import Draft
from crm_tui.views import choices, help_wanted, naming, task_lines
from crm_tui.views.choices import ChoiceRow

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

NO_OUTCOME = "enter"
_ASKS_NEXT = ("call_back", "next_step")
_PRIORITY_KEYS = {"u": "urgent", "h": "high", "n": "normal", "l": "low"}
_COMES_BACK = "attempt"


def change_tasks(
    workspace: Workspace,
    what: str,
    chosen: Sequence[int],
    work: Callable[[Desk, int], object],
    *,
    name: str = "",
    done: Callable[[object], None] | None = None,
) -> None:
    """Change tasks in one change set, after a question where they are several.

    `done` is given what the work gave, where it is one task.
    """

    def all_of_them(desk: Desk, ids: Sequence[int]) -> object:
        if len(ids) == 1:
            return work(desk, ids[0])
        together.each(desk, ids, f"{what}: {len(ids)} tasks", partial(work, desk))
        return None

    change_together(workspace, what, chosen, all_of_them, name=name, done=done)


def change_together(
    workspace: Workspace,
    what: str,
    chosen: Sequence[int],
    work: Callable[[Desk, Sequence[int]], object],
    *,
    name: str = "",
    done: Callable[[object], None] | None = None,
) -> None:
    """Change tasks by a work that takes them all; they are marked no more once it is done."""

    def changed(result: object) -> None:
        workspace.sheet.unmark(chosen)
        workspace.show_undo()
        if done is not None:
            done(result)
        else:
            workspace.changes.say_done()

    def change() -> None:
        workspace.sheet.let_go(chosen)
        workspace.changes.make(work, name=name, parties=chosen, of="tasks", done=changed)

    workspace.status.confirm_several(what, len(chosen), "tasks", change)


def _named(workspace: Workspace, chosen: Sequence[int]) -> str:
    if len(chosen) > 1:
        return f"{len(chosen):,} tasks"
    return quoted(task_lines.told(workspace.desk, chosen[0]).title)


def _draft(action: str, chosen: Sequence[int]) -> Draft:
    """For whom a text is typed: these tasks, and no others."""
    return Draft(action, None, "", tuple(chosen))


def resume(workspace: Workspace, draft: Draft) -> None:
    """Ask again for a text that was typed for tasks when the program ended."""
    ask = _RESUMED.get(draft.action)
    found = task_lines.open_among(workspace.desk, draft.tasks)
    if ask is None or not found:
        workspace.status.say(f"Its task has ended meanwhile; you had typed: {draft.text}", "warn")
        return
    party = task_lines.told(workspace.desk, found[0]).party
    if party is not None:
        workspace.go_to_party(party)
    workspace.drafts.keep(draft._replace(tasks=tuple(found)))
    ask(workspace, found)


# Adding


def customer_add_task(workspace: Workspace) -> None:
    """Add a task for the customer or the deal: what is to be done next, by when, by whom."""
    about = workspace.place.about_here()
    if about is not None and about.what == "ticket":
        from crm_tui.tui.actions import ticket_adding

        ticket_adding.add_task(workspace)
        return
    if about is not None:
        from crm_tui.tui.actions.deals import add_task

        add_task(workspace, workspace.places.pipeline.deals_here())
        return
    if not workspace.someone():
        return
    target = workspace.card.target if workspace.pane is workspace.card else None
    entry = target.id if target is not None and target.what in ("entry", "log") else None

    def save(line: TaskLine) -> None:
        workspace.changes.make_together(
            "task",
            lambda desk, parties: _add_for(desk, parties, line, entry),
            name="customer.add_task",
        )

    ask_line(workspace, f"task for {workspace.whom()}:", save, draft="customer.add_task")


def _add_for(desk: Desk, parties: Sequence[int], line: TaskLine, entry: int | None) -> None:
    with desk.store.change_set(desk.user, f"added task: {line.title}", origin=desk.origin):
        for party in parties:
            tasks.add_line(desk, line, party, entry=entry)


def task_add(workspace: Workspace) -> None:
    """Add a task that hangs on no customer, or on the one named before a colon."""

    def save(line: TaskLine) -> None:
        workspace.changes.make(lambda desk, _: tasks.add_named(desk, line), parties=())

    label = workspace.said("task (Rossi: ... names a customer):")
    ask_line(workspace, label, save, draft="task.add")


def task_add_following(workspace: Workspace) -> None:
    """Add a task that gets its day when the one under the cursor is done."""
    if chosen := workspace.tasks_here():
        _ask_following(workspace, chosen[:1])


def _ask_following(workspace: Workspace, chosen: Sequence[int]) -> None:
    first = chosen[0]
    party = task_lines.told(workspace.desk, first).party

    def save(line: TaskLine) -> None:
        workspace.changes.make(
            lambda desk, _: tasks.add_line(desk, line, party, follows=first), parties=()
        )

    label = f"when {_named(workspace, [first])} is done:"
    ask_line(workspace, label, save, draft=_draft("task.add_following", [first]))


def task_edit(workspace: Workspace) -> None:
    """Change what the task says, as the line it could have been typed in."""
    if chosen := workspace.tasks_here():
        _ask_what_it_says(workspace, chosen[:1])


def _ask_what_it_says(workspace: Workspace, chosen: Sequence[int]) -> None:
    shown = task_lines.told(workspace.desk, chosen[0])

    def save(line: TaskLine) -> None:
        workspace.changes.make(
            lambda desk, _: tasks.change(desk, chosen[0], line, shown.version), parties=()
        )

    text = taskline.compose(shown.line, workspace.desk.clock.today())
    ask_line(workspace, "task:", save, value=text, draft=_draft("task.edit", chosen[:1]))


# Doing


def task_start(workspace: Workspace) -> None:
    """Say that the task is being done now: colleagues see it."""
    if chosen := workspace.tasks_here():
        change_tasks(workspace, "begin", chosen, tasks.start, name="task.start")


def task_finish(workspace: Workspace) -> None:
    """Finish tasks with a result: a line of text, or one key for the outcome, or both."""
    if chosen := workspace.tasks_here():
        _ask_result(workspace, chosen)


def _ask_result(workspace: Workspace, chosen: Sequence[int]) -> None:
    draft = _draft("task.finish", chosen)
    if help_wanted.are_requests(workspace.desk, chosen):
        workspace.status.ask(
            f"your answer to {_named(workspace, chosen)}:",
            lambda answer: _finish(workspace, chosen, answer, None, asks_next=False),
            draft=draft,
        )
        return
    outcomes = [row for row in choices.choices(workspace.desk, "outcome") if row.key]

    def then(result: str) -> None:
        workspace.status.choose(
            "result:",
            [*((row.key, row.label) for row in outcomes), (NO_OUTCOME, "none")],
            lambda key: _finish(workspace, chosen, result, _by_key(outcomes, key)),
        )

    label = f"result of {_named(workspace, chosen)}:"
    workspace.status.ask(label, then, draft=draft)


def _by_key(outcomes: Sequence[ChoiceRow], key: str) -> ChoiceRow | None:
    return next((row for row in outcomes if row.key == key), None)


def _finish(
    workspace: Workspace,
    chosen: Sequence[int],
    result: str,
    outcome: ChoiceRow | None,
    *,
    asks_next: bool = True,
) -> None:
    code = outcome.code if outcome else ""
    call = workspace.on_call
    minutes = None
    if call is not None and [call.task] == list(chosen):
        seconds = (workspace.desk.clock.now() - call.since).total_seconds()
        minutes = max(1, -(-int(seconds) // 60))

    def done(entry: object) -> None:
        if minutes is not None:
            workspace.hang_up()
        if len(chosen) > 1:
            workspace.changes.say_done()
        elif entry is None:
            _keep_as_note(workspace, chosen[0], result)
        else:
            workspace.changes.say_done()
            if asks_next:
                _offer_next_step(workspace, chosen[0], outcome)

    change_tasks(
        workspace,
        "finish",
        chosen,
        lambda desk, task: tasks.finish(desk, task, result, code, minutes=minutes),
        name="task.finish",
        done=done,
    )


def _keep_as_note(workspace: Workspace, task: int, result: str) -> None:
    """Say that a colleague was first; what was typed is not lost with that (rule 3)."""
    party = task_lines.told(workspace.desk, task).party
    said = "Someone has ended this task meanwhile; nothing was changed."
    if party is not None and workspace.drafts.keep(Draft("customer.add_note", party, result)):
        key = workspace.words().keys.get("customer.add_note", "")
        name = naming.name_of(workspace.desk, party)
        said = f"Someone has ended it meanwhile; {key} on {name} has your text."
    workspace.status.say(said, "warn")


def _offer_next_step(workspace: Workspace, task: int, outcome: ChoiceRow | None) -> None:
    """Ask for what comes next, unless it comes by itself or stands on the agenda already (S5)."""
    party = task_lines.told(workspace.desk, task).party
    meaning = outcome.meaning if outcome else ""
    if party is None or meaning == _COMES_BACK or workspace.prompt.active:
        return
    if meaning not in _ASKS_NEXT and task_lines.next_step(workspace.desk, party) is not None:
        return
    name = naming.name_of(workspace.desk, party)

    def save(line: TaskLine) -> None:
        workspace.changes.make(
            lambda desk, _: tasks.add_line(
                desk, line, party, entry=task_lines.entry_of(desk, task)
            ),
            parties=(),
        )

    label = f"next step with {name} (Enter: none):"
    draft = Draft("customer.add_task", party, "")
    ask_line(workspace, label, save, draft=draft, may_be_empty=True)


def task_drop(workspace: Workspace) -> None:
    """Drop tasks that will not be done; the reason stays with them."""
    if chosen := workspace.tasks_here():
        _ask_why(workspace, chosen)


def _ask_why(workspace: Workspace, chosen: Sequence[int]) -> None:
    def save(why: str) -> None:
        change_tasks(
            workspace, "drop", chosen, lambda desk, task: tasks.drop(desk, task, why),
            name="task.drop",
        )  # fmt: skip

    verb = "are" if len(chosen) > 1 else "is"
    label = f"why {verb} {_named(workspace, chosen)} dropped?"
    workspace.status.ask(label, save, draft=_draft("task.drop", chosen))


# Moving


def task_later(workspace: Workspace) -> None:
    """Move tasks a working day on; what is overdue comes to today first."""
    _shift(workspace, 1)


def task_earlier(workspace: Workspace) -> None:
    """Move tasks a working day back, never before today."""
    _shift(workspace, -1)


def _shift(workspace: Workspace, days: int) -> None:
    if chosen := workspace.tasks_here():
        what = "a day on" if days > 0 else "a day back"
        change_tasks(
            workspace, what, chosen, lambda desk, task: tasks.shift(desk, task, days),
            name="task.later" if days > 0 else "task.earlier",
        )  # fmt: skip


def task_set_date(workspace: Workspace) -> None:
    """Give tasks another day and, where one is said, another hour: fri, +3d, 27 Nov 10:00."""
    chosen = workspace.tasks_here()
    if not chosen:
        return
    clock = workspace.desk.clock

    def read(text: str) -> TaskLine:
        return taskline.parse(f"x {text}", clock.now().astimezone(clock.zone))

    def show(text: str) -> None:
        line = read(text)
        words = workspace.words()
        hour = f" {line.at:%H:%M}" if line.at else ""
        said = f"{words.day(line.due)}{hour}" if line.due else "such as: fri, +3d, 27 Nov 10:00"
        workspace.status.explain([(" due ", "key"), (said, "")])

    def save(text: str) -> None:
        line = read(text)
        if line.due is None or line.title.strip() != "x":
            said = f"{quoted(text)} is no day; such as: fri, +3d, 27 Nov 10:00."
            workspace.status.say(said, "alert")
            return
        change_tasks(
            workspace, f"move to {workspace.words().day(line.due)}", chosen,
            lambda desk, task: tasks.move(desk, task, line.due, at=line.at),
            name="task.set_date",
        )  # fmt: skip

    workspace.status.ask(f"new day of {_named(workspace, chosen)}:", save, on_change=show)


def task_hand_over(workspace: Workspace) -> None:
    """Give tasks to a colleague."""
    chosen = workspace.tasks_here()
    if not chosen:
        return

    def save(user: int, name: str) -> None:
        change_tasks(
            workspace, f"give to {name}", chosen,
            lambda desk, task: tasks.assign(desk, task, user), name="task.hand_over",
        )  # fmt: skip

    ask_colleague(workspace, f"{_named(workspace, chosen)} to whom", save)


def task_set_priority(workspace: Workspace) -> None:
    """Say how much tasks matter."""
    chosen = workspace.tasks_here()
    if not chosen:
        return
    workspace.status.choose(
        "priority:",
        list(_PRIORITY_KEYS.items()),
        lambda key: change_tasks(
            workspace, f"priority {_PRIORITY_KEYS[key]}", chosen,
            lambda desk, task: tasks.prioritise(desk, task, _PRIORITY_KEYS[key]),
            name="task.set_priority",
        ),
    )  # fmt: skip


_RESUMED: dict[str, Callable[[Workspace, Sequence[int]], None]] = {
    "task.add_following": _ask_following,
    "task.edit": _ask_what_it_says,
    "task.finish": _ask_result,
    "task.drop": _ask_why,
}
