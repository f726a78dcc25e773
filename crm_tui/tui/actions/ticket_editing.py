"""Changing a ticket field by field: a key says which, the status row asks for its value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from crm_tui.errors import RuleError
from crm_tui.services import tickets
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted
from crm_tui.tui.actions import own_editing
from crm_tui.tui.actions.tickets import ticket_set_kind, ticket_set_queue
from crm_tui.tui.actions.whom import customers_begun
from crm_tui.views import choices, naming
from crm_tui.views import tickets as views
from crm_tui.views.tickets import TicketRow

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace


class Field(NamedTuple):
    """A field as it is asked for: what it is now, what an answer means, what completes it."""

    title: str
    name: str
    now: Callable[[TicketRow], str]
    read: Callable[[Desk, str], object]
    complete: Callable[[Desk, str], list[str]] | None = None


def ticket_edit(workspace: Workspace) -> None:
    """Change a field of the ticket."""
    chosen = workspace.tickets_here()
    if not chosen:
        return
    if len(chosen) > 1:
        workspace.status.tell("One ticket is edited at a time; p, K, Q, w, d and T act on many.")
        return
    row = views.ticket_row(workspace.desk, chosen[0])
    others: dict[str, tuple[str, Callable[[Workspace], None]]] = {
        "k": ("kind", ticket_set_kind),
        "q": ("queue", ticket_set_queue),
    }

    def chosen_field(key: str) -> None:
        if key == own_editing.KEY:
            own_editing.ask(workspace, own_editing.Edited("ticket", row.id, row.number))
        elif key in others:
            others[key][1](workspace)
        else:
            _ask(workspace, row, FIELDS[key])

    offered = [(key, field.title) for key, field in FIELDS.items()]
    offered += [(key, title) for key, (title, _act) in others.items()]
    offered += own_editing.choices(workspace, "ticket")
    workspace.status.choose(f"edit {row.number}:", offered, chosen_field)


def _ask(workspace: Workspace, row: TicketRow, field: Field) -> None:
    def save(text: str) -> None:
        if text.strip() == field.now(row):
            workspace.status.say("Nothing was changed.")
            return
        workspace.changes.make(
            lambda desk, ids: tickets.change(
                desk, ids, {field.name: field.read(desk, text.strip())}, row.version
            ),
            parties=[row.id],
            of="tickets",
        )

    complete = field.complete
    workspace.status.ask(
        f"{field.title} of {row.number}:",
        save,
        value=field.now(row),
        completions=None if complete is None else lambda text: complete(workspace.desk, text),
    )


def _party(desk: Desk, text: str) -> int | None:
    return naming.party(desk, text) if text else None


def _product(desk: Desk, text: str) -> int | None:
    if not text:
        return None
    rows = desk.store.rows("SELECT id, name FROM product WHERE archived_at IS NULL ORDER BY name")
    exact = [row[0] for row in rows if fold(row[1]) == fold(text)]
    begun = [row[0] for row in rows if fold(row[1]).startswith(fold(text))]
    for found in (exact, begun):
        if len(found) == 1:
            return int(found[0])
    raise RuleError(f"There is no one product {quoted(text)}.", "Tab completes it.")


def _products(desk: Desk, text: str) -> list[str]:
    rows = desk.store.rows("SELECT name FROM product WHERE archived_at IS NULL ORDER BY name")
    return [row[0] for row in rows if fold(row[0]).startswith(fold(text))]


def _listed(listed: str) -> Callable[[Desk, str], str]:
    def read(desk: Desk, text: str) -> str:
        if not text:
            return ""
        rows = choices.choices(desk, listed)
        exact = [row.code for row in rows if fold(text) in (fold(row.label), row.code)]
        begun = [row.code for row in rows if fold(row.label).startswith(fold(text))]
        for found in (exact, begun):
            if len(found) == 1:
                return found[0]
        known = ", ".join(row.label for row in rows)
        raise RuleError(f"There is no {listed} {quoted(text)}.", f"One of: {known}.")

    return read


def _labels(listed: str) -> Callable[[Desk, str], list[str]]:
    return lambda desk, text: [
        row.label for row in choices.choices(desk, listed) if fold(row.label).startswith(fold(text))
    ]


FIELDS = {
    "t": Field("title", "title", lambda row: row.title, lambda _desk, text: text),
    "c": Field("customer", "party", lambda row: row.party_name, _party, customers_begun),
    "p": Field("person", "contact", lambda row: row.contact_name, _party, customers_begun),
    "o": Field("product", "product", lambda row: row.product_name, _product, _products),
    "h": Field("channel", "channel", lambda row: row.channel, _listed("channel"),
               _labels("channel")),
    "u": Field("cause", "cause", lambda _row: "", _listed("cause"), _labels("cause")),
}  # fmt: skip
"""What `e` changes, by its key; the rest of a ticket has keys of its own."""
