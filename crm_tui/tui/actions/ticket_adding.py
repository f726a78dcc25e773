"""New tickets from anywhere, and what is added to one: notes, tasks, a call for help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.services import conversations, help_wanted, tags, tasks, tickets, together
from crm_tui.store.desk import Desk
from crm_tui.text import ticketline
from crm_tui.text.say import quoted
from crm_tui.text.taskline import TaskLine
from crm_tui.text.ticketline import TicketLine
from crm_tui.tui.actions import own_editing
from crm_tui.tui.actions.asking import understood
from crm_tui.tui.actions.chosen_tickets import change_tickets, said
from crm_tui.tui.actions.task_line import ask_line
from crm_tui.tui.actions.whom import ask_customer
from crm_tui.tui.drafts import Draft
from crm_tui.views import choices, naming
from crm_tui.views import tickets as views

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_LONGEST_TITLE = 120


# New ones


def customer_add_ticket(workspace: Workspace) -> None:
    """Add a ticket for the customer; on an entry of the card's timeline, of that entry."""
    about = workspace.place.about_here()
    if about is not None:
        if about.party is None:
            ticket_add(workspace)
        else:
            ask_ticket(workspace, about.party, about.party_name)
    elif workspace.someone():
        targets = workspace.targets()
        if len(targets) > 1:
            workspace.status.tell("A ticket is one customer's; take the marks away.")
            return
        _ask_of_entry(workspace, targets[0])


def _ask_of_entry(workspace: Workspace, party: int) -> None:
    """Ask for a customer's ticket; where the cursor is on an entry, of that or a new one."""
    name = naming.name_of(workspace.desk, party)
    target = workspace.card.target if workspace.pane is workspace.card else None
    if target is None or target.what not in ("entry", "log"):
        ask_ticket(workspace, party, name)
        return
    row = workspace.card.entry_row(target.id)
    text = titled(row.subject or row.body or row.result) if row else ""

    def chosen(key: str) -> None:
        if key == "e":
            ask_ticket(workspace, party, name, entry=target.id, value=text)
        else:
            ask_ticket(workspace, party, name)

    workspace.status.choose(
        workspace.said("ticket:"), [("e", f"of {quoted(text)}"), ("n", "new")], chosen
    )


def ticket_add(workspace: Workspace) -> None:
    """Add a ticket and say for whom; that may stay open."""
    ask_customer(workspace, "ticket", lambda party, name: ask_ticket(workspace, party, name))


def titled(text: str) -> str:
    """The first line of a text, short enough for a title."""
    return (text.strip().splitlines() or [""])[0][:_LONGEST_TITLE].strip()


def ask_ticket(
    workspace: Workspace,
    party: int | None,
    name: str,
    *,
    entry: int | None = None,
    value: str = "",
) -> None:
    """Ask for a ticket in one line; what is understood of it shows while it is typed."""
    desk = workspace.desk
    rows = choices.choices(desk, "ticket_kind")
    kinds = {word: row.code for row in rows for word in (row.label, row.code)}
    labels = {row.code: row.label for row in rows}
    logins = {user.login for user in choices.users(desk)}

    def show(text: str) -> None:
        line = ticketline.parse(text, kinds)
        told = ticketline.say(line, labels)
        workspace.status.explain(understood(workspace, line.title or "what it is about", told))

    def save(text: str) -> None:
        line = ticketline.parse(text, kinds)
        if not line.title:
            workspace.status.say("Nothing was written.")
            return
        if line.owner and line.owner not in logins:
            workspace.status.say(f"There is no colleague {quoted(line.owner)}.", "alert")
            ask_ticket(workspace, party, name, entry=entry, value=text)
            return
        workspace.changes.make(
            lambda desk, _: add(desk, line, party, entry),
            parties=(),
            done=lambda ticket: _added(workspace, ticket, line.title),
        )

    whom = f" for {name}" if name else ""
    draft = "ticket.add" if party is None else Draft("customer.add_ticket", party, "")
    workspace.status.ask(
        f"{workspace.said('ticket')}{whom}:",
        save,
        value=value,
        on_change=show,
        draft="" if entry else draft,
    )
    if not value and not workspace.prompt.value:
        workspace.status.explain([(" such as: complaint the pump leaks !high @bob #pump", "dim")])


def add(desk: Desk, line: TicketLine, party: int | None, entry: int | None) -> int:
    """Add what a line says, in one change set; the ticket's id."""
    fields: dict[str, Any] = {"kind": line.kind} if line.kind else {}
    if line.owner:
        fields["assignee"] = naming.user(desk, line.owner)
    with desk.store.change_set(desk.user, f"added ticket: {line.title}", origin=desk.origin):
        ticket = tickets.add(
            desk, line.title, party=party, priority=line.priority, entry=entry, **fields
        )
        if line.tags:
            tickets.tag(desk, [ticket], tags.TagLine(line.tags, ()))
    return ticket


def _added(workspace: Workspace, ticket: int, title: str) -> None:
    number = views.ticket_row(workspace.desk, ticket).number
    workspace.places.tickets.pane.go_to(ticket)
    missing = own_editing.still_missing(workspace, "ticket", ticket)
    said = workspace.said(f"Added {number}: {quoted(title)}; 4 shows the tickets.") + missing
    workspace.status.say(said, "warn" if missing else "good")


# Notes and tasks


def _draft(action: str, chosen: Sequence[int]) -> Draft:
    """For which tickets a text is typed."""
    return Draft(action, None, "", tuple(chosen))


def add_note(workspace: Workspace) -> None:
    """Note something on the tickets one is at, for colleagues alone."""
    if chosen := workspace.tickets_here():
        _ask_note(workspace, chosen)


def _ask_note(workspace: Workspace, chosen: Sequence[int]) -> None:
    def save(text: str) -> None:
        if not text.strip():
            workspace.status.say("Nothing was written.")
            return
        change_tickets(
            workspace, "note", chosen, lambda desk, ids: _note(desk, ids, text),
            name="customer.add_note",
        )  # fmt: skip

    workspace.status.ask(
        f"note on {said(workspace, chosen)}, for colleagues:",
        save,
        draft=_draft("customer.add_note", chosen),
    )


def _note(desk: Desk, ids: Sequence[int], text: str) -> None:
    together.each(
        desk, ids, f"noted on {len(ids)} tickets",
        lambda ticket: conversations.reply(desk, ticket, text, internal=True),
    )  # fmt: skip


def add_task(workspace: Workspace) -> None:
    """Add a task for the tickets one is at: what is to be done, by when, by whom."""
    if chosen := workspace.tickets_here():
        _ask_task(workspace, chosen)


def _ask_task(workspace: Workspace, chosen: Sequence[int]) -> None:
    def save(line: TaskLine) -> None:
        change_tickets(
            workspace, "task", chosen, lambda desk, ids: _add_tasks(desk, ids, line),
            name="customer.add_task",
        )  # fmt: skip

    label = f"task for {said(workspace, chosen)}:"
    ask_line(workspace, label, save, draft=_draft("customer.add_task", chosen))


def _add_tasks(desk: Desk, ids: Sequence[int], line: TaskLine) -> None:
    with desk.store.change_set(desk.user, f"added task: {line.title}", origin=desk.origin):
        for row in views.rows(desk, ids):
            tasks.add_line(desk, line, row.party or row.contact, ticket=row.id)


RESUMED = {"customer.add_note": _ask_note, "customer.add_task": _ask_task}
"""What asks again for a text that was typed for tickets, by the action."""


def resume(workspace: Workspace, draft: Draft) -> None:
    """Ask again for a text that was typed for tickets when the program ended."""
    found = [row.id for row in views.rows(workspace.desk, draft.tasks)]
    if not found:
        workspace.status.say(f"Its ticket is gone; you had typed: {draft.text}", "warn")
        return
    if len(found) == 1:
        workspace.open_ticket(found[0])
    workspace.drafts.keep(draft._replace(tasks=tuple(found)))
    RESUMED[draft.action](workspace, found)


# Help


def customer_ask_help(workspace: Workspace) -> None:
    """Ask a manager for help on the customer, the deal or the ticket one is at (S38)."""
    about = workspace.place.about_here()
    if about is not None:
        hangs: dict[str, int | None] = {about.what: about.id, "party": about.party}
        name = about.title
    elif workspace.someone():
        targets = workspace.targets()
        if len(targets) > 1:
            workspace.status.tell("Help is asked for one customer; take the marks away.")
            return
        hangs = {"party": targets[0]}
        name = naming.name_of(workspace.desk, targets[0])
    else:
        return

    def save(text: str) -> None:
        if not text.strip():
            workspace.status.say("Nothing was written.")
            return
        workspace.changes.make(
            lambda desk, _: help_wanted.ask(desk, text, **hangs),
            parties=(),
            done=lambda task: _asked(workspace, task),
        )

    workspace.status.ask(
        f"help wanted on {quoted(name)}; what would help:",
        save,
        draft=Draft("customer.ask_help", hangs["party"], ""),
    )


def _asked(workspace: Workspace, task: int) -> None:
    who = workspace.desk.store.value(
        'SELECT u.name FROM task k JOIN "user" u ON u.id = k.assignee_id WHERE k.id = ?', (task,)
    )
    workspace.status.say(f"{who} is asked for help; the answer will stand here.", "good")
