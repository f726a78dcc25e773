"""Triage: what a ticket is, how urgent, whose, in which state, until when it waits; one or many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from crm_tui.services import snippets as macros
from crm_tui.services import tags, tickets
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_words import PRIORITY_KEYS, STATE_KEYS, STATES
from crm_tui.tui.actions.asking import ask_day
from crm_tui.tui.actions.chosen_tickets import change_tickets, following, go_on, said
from crm_tui.tui.actions.colleagues import NOBODY, ask_owner
from crm_tui.tui.choice_keys import initialled, keyed
from crm_tui.views import choices, snippets
from crm_tui.views import tickets as views
from crm_tui.views.snippets import MacroRow

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_MINE = "w"
_NONE = "-"
_BY_NAME = "/"
_MOST_BY_KEY = 14


# Fields


def ticket_set_priority(workspace: Workspace) -> None:
    """Say how urgent tickets are."""
    if chosen := workspace.tickets_here():
        workspace.status.choose(
            "priority:",
            list(PRIORITY_KEYS.items()),
            lambda key: change_field(
                workspace, chosen, "priority", PRIORITY_KEYS[key], PRIORITY_KEYS[key]
            ),
        )


def change_field(
    workspace: Workspace, chosen: Sequence[int], field: str, value: object, words: str
) -> None:
    """Give tickets a value of a field."""
    change_tickets(
        workspace, f"{field.replace('_', ' ')} {words}", chosen,
        lambda desk, ids: tickets.change(desk, ids, {field: value}),
        name=_VERBS.get(field, ""),
    )  # fmt: skip


def ticket_set_kind(workspace: Workspace) -> None:
    """Say what tickets are: a request, a complaint, a suggestion; the clocks follow."""
    _choose_listed(workspace, "kind", "ticket_kind")


def ticket_set_queue(workspace: Workspace) -> None:
    """Put tickets into another queue."""
    _choose_listed(workspace, "queue", "queue")


def _choose_listed(workspace: Workspace, field: str, listed: str) -> None:
    if chosen := workspace.tickets_here():
        rows = keyed(choices.choices(workspace.desk, listed))
        workspace.status.choose(
            f"{field}:",
            [(key, row.label) for key, row in rows.items()],
            lambda key: change_field(workspace, chosen, field, rows[key].code, rows[key].label),
        )


def ticket_set_owner(workspace: Workspace) -> None:
    """Give tickets to oneself, to a colleague or to nobody."""
    chosen = workspace.tickets_here()
    if not chosen:
        return
    desk = workspace.desk

    def give(user: int | None, name: str) -> None:
        change_tickets(
            workspace, f"give to {name}", chosen,
            lambda desk, ids: tickets.change(desk, ids, {"assignee": user}),
            name="ticket.set_owner",
        )  # fmt: skip

    others = [(user.login, user.id) for user in choices.users(desk) if user.id != desk.user]
    many = len(others) > _MOST_BY_KEY
    found = {} if many else initialled(others, taken=(_MINE,))
    offered = [(_MINE, "me"), *((key, login) for key, (login, _id) in found.items())]
    offered += [(_NONE, NOBODY), *([(_BY_NAME, "by name")] if many else [])]

    def given(key: str) -> None:
        if key == _MINE:
            give(desk.user, desk.login)
        elif key == _NONE:
            give(None, NOBODY)
        elif key == _BY_NAME:
            ask_owner(workspace, f"{said(workspace, chosen)} to whom", give)
        else:
            login, user = found[key]
            give(user, login)

    workspace.status.choose(f"{said(workspace, chosen)} to:", offered, given)


def ticket_set_tags(workspace: Workspace) -> None:
    """Put tags on tickets and take others off: vip -cold."""
    chosen = workspace.tickets_here()
    if not chosen:
        return
    from crm_tui.tui.actions.changing import tags_begun

    def save(text: str) -> None:
        line = tags.parse(text)
        change_tickets(
            workspace, f"tags {text.strip()}", chosen,
            lambda desk, ids: tickets.tag(desk, ids, line), name="ticket.set_tags",
        )  # fmt: skip

    workspace.status.ask(
        f"tags of {said(workspace, chosen)}:",
        save,
        completions=lambda text: tags_begun(workspace.desk, text),
    )


def ticket_wait(workspace: Workspace) -> None:
    """Let tickets wait until a day, when they are due again; an empty one takes the day away."""
    chosen = workspace.tickets_here()
    if not chosen:
        return

    def save(day: date | None) -> None:
        words = workspace.words()
        if day is not None and day < words.today:
            workspace.status.say(f"{words.day(day)} has passed.", "alert")
            return
        what = f"wait until {words.day(day)}" if day else "wait no more"
        change_tickets(
            workspace, what, chosen,
            lambda desk, ids: tickets.change(desk, ids, {"wait_until": day}),
            name="ticket.wait",
        )  # fmt: skip

    label = f"{said(workspace, chosen)} waits until (empty: no day):"
    ask_day(workspace, label, "waits until", "tomorrow, fri, +3d", save)


def ticket_set_state(workspace: Workspace) -> None:
    """Move tickets to the state of a key; solving or closing them asks for the reason."""
    chosen = workspace.tickets_here()
    if not chosen:
        return

    def put(key: str) -> None:
        state = STATE_KEYS[key]
        if state == "solved" or (state == "closed" and not _all_ended(workspace.desk, chosen)):
            from crm_tui.tui.actions.ticket_closing import ask_ending

            ask_ending(workspace, chosen, closed=state == "closed")
        else:
            change_tickets(
                workspace, STATES[state], chosen,
                lambda desk, ids: put_into(desk, ids, state), name="ticket.set_state",
            )  # fmt: skip

    workspace.status.choose(
        f"{said(workspace, chosen)} is:",
        [(key, STATES[state]) for key, state in STATE_KEYS.items()],
        put,
    )


def _all_ended(desk: Desk, chosen: Sequence[int]) -> bool:
    return all(row.state in views.ENDED for row in views.rows(desk, chosen))


def put_into(desk: Desk, ids: Sequence[int], state: str) -> None:
    """Move tickets to a state; those that had ended are reopened, where it is `open`."""
    rows = views.rows(desk, ids)
    ended = [row.id for row in rows if row.state in ("solved", "closed")]
    if state != "open" or not ended:
        tickets.set_state(desk, ids, state)
    elif len(ended) == len(ids):
        tickets.reopen(desk, ids)
    else:
        with desk.store.change_set(
            desk.user, f"{STATES[state]}: {len(ids)} tickets", origin=desk.origin
        ):
            tickets.reopen(desk, ended)
            tickets.set_state(desk, [one for one in ids if one not in ended], state)


def ticket_archive(workspace: Workspace) -> None:
    """Put tickets away that should not have been any (rule 16)."""
    if chosen := workspace.tickets_here():
        workspace.status.confirm(
            f"archive {said(workspace, chosen)}?",
            lambda: workspace.changes.make(tickets.archive, parties=chosen, of="tickets"),
        )


# Macros


def macro_run(workspace: Workspace) -> None:
    """Take the steps of a macro with tickets, then stay or go on to the next one."""
    chosen = workspace.tickets_here()
    if not chosen:
        return
    found = _macros_by_key(snippets.macros(workspace.desk))
    if not found:
        workspace.status.say("There are no macros; 'crm macro set' makes one.")
        return

    def run(key: str) -> None:
        from crm_tui.tui.actions.ticket_answering import send_waiting, sender

        macro, from_whom, after = found[key], sender(workspace), following(workspace)

        def done(then: str) -> None:
            workspace.changes.say_done()
            if any(verb == "reply" for verb, _value in macro.steps):
                send_waiting(workspace)
            if then == "next" and len(chosen) == 1:
                go_on(workspace, after)

        change_tickets(
            workspace, macro.name, chosen,
            lambda desk, ids: macros.run_macro(desk, macro.id, ids, sender=from_whom),
            name="macro.run", done=done,
        )  # fmt: skip

    workspace.status.choose("macro:", [(key, row.name) for key, row in found.items()], run)


def _macros_by_key(rows: Sequence[MacroRow]) -> dict[str, MacroRow]:
    found = {row.key: row for row in rows if row.key}
    rest = [(row.name, row) for row in rows if not row.key]
    return found | {key: row for key, (_name, row) in initialled(rest, taken=tuple(found)).items()}


# Copying


def ticket_copy_number(workspace: Workspace) -> None:
    """Copy the number."""
    _copy_number(workspace, "", "number")


def ticket_copy_link(workspace: Workspace) -> None:
    """Copy the command that opens this ticket."""
    _copy_number(workspace, "crm open ", "link")


def _copy_number(workspace: Workspace, before: str, what: str) -> None:
    from crm_tui.tui.actions.copying import copy

    if chosen := workspace.tickets_here():
        rows = views.rows(workspace.desk, chosen)
        copy(workspace, ", ".join(f"{before}{row.number}" for row in rows), what)


_VERBS = {"priority": "ticket.set_priority", "kind": "ticket.set_kind", "queue": "ticket.set_queue"}
