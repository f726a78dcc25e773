"""New customers and persons, changed cards, corrected entries of the log."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal

from crm_tui.services import timeline
from crm_tui.views import own_fields
from crm_tui.views.choices import tags

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace
    from crm_tui.views.card import Card

Kind = Literal["company", "person"]


def customer_add(workspace: Workspace) -> None:
    """Add a new customer."""
    _open(workspace, "customer.add", kind="company")


def customer_add_person(workspace: Workspace) -> None:
    """Add a person to the company of the card."""
    card = workspace.card.card
    if card is None or card.fields["kind"] != "company":
        workspace.status.say("Persons are added on the card of their company.")
        return
    _open(workspace, "customer.add_person", kind="person", company=(card.id, card.name))


def record_edit(workspace: Workspace) -> None:
    """Edit the customer; on an entry of the timeline, correct what it says (rule 2)."""
    target = workspace.card.target if workspace.pane is workspace.card else None
    if target is not None and target.what in ("entry", "log"):
        workspace.status.choose(
            "edit:",
            [("c", "correct this entry"), ("e", "the customer")],
            lambda key: _correct(workspace, target.id) if key == "c" else _edit(workspace),
        )
    else:
        _edit(workspace)


def _edit(workspace: Workspace) -> None:
    if (card := workspace.card.card) is not None:
        _open(workspace, "record.edit", card=card)


def _correct(workspace: Workspace, entry: int) -> None:
    row = workspace.card.entry_row(entry)
    if row is None:
        return
    workspace.status.ask(
        "it should say:",
        lambda text: workspace.changes.make(
            lambda desk, _: timeline.correct(desk, entry, text), parties=()
        ),
        value=row.body or row.result or row.subject,
    )


def _open(
    workspace: Workspace,
    action: str,
    *,
    card: Card | None = None,
    kind: Kind = "company",
    company: tuple[int, str] | None = None,
) -> None:
    from crm_tui.tui.card.form import CardForm
    from crm_tui.tui.card.own_lines import OwnLines

    desk = workspace.desk
    about = card.id if card else company[0] if company else None
    draft: Mapping[str, str] = workspace.drafts.take_form(action, about)
    form = CardForm(
        workspace.gateway,
        workspace.words(),
        workspace.keymap,
        card=card,
        kind=kind,
        company=company,
        tags=[name for name, _count in tags(desk)],
        draft=draft,
        own=OwnLines(tuple(own_fields.fields(desk, "party")), desk.currency),
    )
    workspace.open_form(form, action, about, partial(_saved, workspace, is_new=card is None))


def _saved(workspace: Workspace, party: int | None, *, is_new: bool) -> None:
    workspace.lookout.look()
    if party is None:
        workspace.status.say("Nothing was changed.")
        return
    if is_new or party != workspace.party:
        workspace.go_to_party(party)
    workspace.changes.say_done()
