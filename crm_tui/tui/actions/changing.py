"""Changing customers, one or all that are marked: owner, tags, state, archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.services import accounts, parties, tags
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.tui.actions.colleagues import ask_owner
from crm_tui.views import choices

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_RELATIONSHIP = "r"
_KEYS = "123456789abcdefghij"


def customer_set_owner(workspace: Workspace) -> None:
    """Say who owns the customers from now on, and what the owner before made of them."""
    if not workspace.someone():
        return

    def chosen(user: int | None, name: str) -> None:
        workspace.status.ask(
            f"to {name}; what should they know (Enter: nothing):",
            lambda take: _hand_over(workspace, user, name, take),
        )

    ask_owner(workspace, f"owner of {workspace.whom()}", chosen)


def _hand_over(workspace: Workspace, user: int | None, name: str, take: str) -> None:
    workspace.changes.make_together(
        f"give to {name}",
        lambda desk, chosen: accounts.hand_over(desk, chosen, user, take=take),
        name="customer.set_owner",
    )


def customer_set_tags(workspace: Workspace) -> None:
    """Put tags on and take others off: vip -cold."""
    if not workspace.someone():
        return

    def save(text: str) -> None:
        line = tags.parse(text)
        workspace.changes.make_together(
            f"tags {text.strip()}",
            lambda desk, chosen: tags.change(desk, chosen, line),
            name="customer.set_tags",
        )

    has = " ".join(workspace.card.card.tags) if workspace.card.card else ""
    now = f" (has {has})" if has and len(workspace.targets()) == 1 else ""
    workspace.status.ask(
        f"tags{now}:", save, completions=lambda text: tags_begun(workspace.desk, text)
    )


def tags_begun(desk: Desk, text: str) -> list[str]:
    """The line of tags with its last one completed, by each tag that begins so."""
    before, _, last = text.rpartition(" ")
    sign = last[:1] if last[:1] in "+-" else ""
    begun = fold(last[len(sign) :])
    lead = f"{before} " if before else ""
    known = [name for name, _count in choices.tags(desk)]
    return [f"{lead}{sign}{name}" for name in known if fold(name).startswith(begun)]


def customer_set_state(workspace: Workspace) -> None:
    """Set the stage of the customer's life or, by r, how far the relationship is (S14)."""
    if not workspace.someone():
        return
    stages = choices.choices(workspace.desk, "lifecycle")
    offered = [(row.key, row.label) for row in stages if row.key]

    def chosen(key: str) -> None:
        if key == _RELATIONSHIP:
            _set_relationship(workspace)
        else:
            _set_state(workspace, "lifecycle", next(row for row in stages if row.key == key))

    workspace.status.choose("state:", [*offered, (_RELATIONSHIP, "relationship")], chosen)


def _set_relationship(workspace: Workspace) -> None:
    rows = choices.choices(workspace.desk, "relationship")
    keyed = dict(zip(_KEYS, rows, strict=False))
    workspace.status.choose(
        "relationship:",
        [(key, row.label) for key, row in keyed.items()],
        lambda key: _set_state(workspace, "relationship", keyed[key]),
    )


def _set_state(workspace: Workspace, field: str, row: choices.ChoiceRow) -> None:
    def save(note: str = "") -> None:
        workspace.changes.make_together(
            f"{field} {row.label}",
            lambda desk, chosen: parties.set_state(desk, chosen, field, row.code, note),
            name="customer.set_state",
        )

    if row.needs_note:
        workspace.status.ask(f"{row.label}, why:", save)
    else:
        save()


def customer_archive(workspace: Workspace) -> None:
    """Put customers away without losing anything, or bring an archived one back (rule 16)."""
    if not workspace.someone():
        return
    chosen = workspace.targets()
    card = workspace.card.card
    if len(chosen) == 1 and card is not None and card.fields["archived_at"] is not None:
        workspace.status.confirm(
            f"bring {card.name} back from the archive?",
            lambda: workspace.changes.make(parties.revive, parties=chosen, name="customer.archive"),
        )
        return
    workspace.status.confirm(
        f"archive {workspace.whom()}?",
        lambda: workspace.changes.make(parties.archive, parties=chosen, name="customer.archive"),
    )
