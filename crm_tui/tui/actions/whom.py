"""Asking for a customer, who may be nobody yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.errors import CrmError
from crm_tui.store.desk import Desk
from crm_tui.views import naming

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace


def customers_begun(desk: Desk, text: str) -> list[str]:
    """Names of customers that answer to what was typed."""
    from crm_tui.views import customers
    from crm_tui.views.customers import CustomerQuery

    if not text.strip():
        return []
    ids = customers.found_ids(desk, CustomerQuery(text=text, who="everyone"))[:12]
    return [row.name for row in customers.rows(desk, ids)]


def ask_customer(
    workspace: Workspace,
    what: str,
    then: Callable[[int | None, str], None],
    *,
    here: tuple[int | None, str] = (None, ""),
) -> None:
    """Ask for whom something is; `then` gets their id and name, or None and '' for nobody.

    `here` is who is offered: their name means them, whoever else has it.
    """

    def chosen(text: str) -> None:
        if not text.strip():
            then(None, "")
            return
        if text == here[1]:
            then(*here)
            return
        try:
            party = naming.party(workspace.desk, text)
        except CrmError as error:
            workspace.status.refuse(error)
            return
        then(party, naming.name_of(workspace.desk, party))

    workspace.status.ask(
        f"{what} for whom (Tab completes; empty: nobody):",
        chosen,
        value=here[1],
        completions=partial(customers_begun, workspace.desk),
    )
