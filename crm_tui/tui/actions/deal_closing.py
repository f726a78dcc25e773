"""Closing deals: won with what the customer gains, lost with the reason; opening them again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_tui.errors import CrmError, NotFoundError
from crm_tui.services import deals, parties
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted
from crm_tui.tui.actions.deals import change_deals, one_of, said
from crm_tui.tui.choice_keys import keyed
from crm_tui.views import choices, naming
from crm_tui.views.choices import ChoiceRow

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace


def deal_close(workspace: Workspace) -> None:
    """Close deals, or open an ended one again."""
    chosen = workspace.places.pipeline.deals_here()
    if not chosen:
        return
    card = one_of(workspace, chosen)
    if len(chosen) == 1 and card.state != "open":
        workspace.status.confirm(
            f"{said(workspace, chosen)} was {card.state}; open it again?",
            lambda: change_deals(workspace, "reopen", chosen, deals.reopen),
        )
        return
    workspace.status.choose(
        f"close {said(workspace, chosen)}:",
        [("w", "won"), ("l", "lost")],
        lambda key: _win(workspace, chosen) if key == "w" else _ask_reason(workspace, chosen),
    )


def _win(workspace: Workspace, chosen: Sequence[int]) -> None:
    """Ask what the customer gains by it (S20)."""

    def save(gain: str) -> None:
        change_deals(
            workspace, "won", chosen, lambda desk, deal: deals.win(desk, deal, gain=gain),
            name="deal.close",
        )  # fmt: skip

    workspace.status.ask("won; what do they gain by it (empty: not known):", save)


# Lost


def _ask_reason(workspace: Workspace, chosen: Sequence[int]) -> None:
    """Ask for the reason: none, no close (S84)."""
    reasons = choices.choices(workspace.desk, "lost_reason")
    by_key = keyed(reasons)
    workspace.status.choose(
        "lost, why:",
        [(key, row.label) for key, row in by_key.items()],
        lambda key: (
            _ask_competitor(workspace, chosen, by_key[key])
            if by_key[key].needs_party
            else _ask_note(workspace, chosen, by_key[key], None)
        ),
    )


def competitors(desk: Desk) -> list[str]:
    """The names of the competitors we know."""
    rows = desk.store.rows(
        "SELECT name FROM party WHERE is_competitor = 1 AND archived_at IS NULL ORDER BY sort_name"
    )
    return [row[0] for row in rows]


def _ask_competitor(workspace: Workspace, chosen: Sequence[int], reason: ChoiceRow) -> None:
    """Ask to whom it was lost (S85): a competitor we know first, else anybody, else a new one."""
    known = competitors(workspace.desk)

    def then(text: str) -> None:
        name = text.strip()
        if not name:
            workspace.status.say(f"{quoted(reason.label)} needs the competitor named.", "alert")
            _ask_competitor(workspace, chosen, reason)
            return
        try:
            rival = naming.party(workspace.desk, _completed(name, known))
        except NotFoundError:
            workspace.status.confirm(
                f"{quoted(name)} is not known; add it as a competitor?",
                lambda: _ask_note(workspace, chosen, reason, name),
            )
        except CrmError as error:
            workspace.status.refuse(error)
        else:
            _ask_note(workspace, chosen, reason, rival)

    workspace.status.ask(
        "lost to whom (Tab completes):",
        then,
        completions=lambda text: [one for one in known if fold(one).startswith(fold(text))],
    )


def _completed(name: str, known: Sequence[str]) -> str:
    """The only competitor whose name begins so, else the name itself."""
    begun = [one for one in known if fold(one).startswith(fold(name))]
    return begun[0] if len(begun) == 1 else name


def _ask_note(
    workspace: Workspace, chosen: Sequence[int], reason: ChoiceRow, rival: int | str | None
) -> None:
    """Ask for a note where the reason needs one; a rival in words is one to be added."""
    if not reason.needs_note:
        _lose(workspace, chosen, reason, rival, "")
        return

    def then(text: str) -> None:
        if text.strip():
            _lose(workspace, chosen, reason, rival, text)
        else:
            workspace.status.say(f"{quoted(reason.label)} needs a note.", "alert")
            _ask_note(workspace, chosen, reason, rival)

    workspace.status.ask(f"why in a few words ({reason.label}):", then)


def _lose(
    workspace: Workspace,
    chosen: Sequence[int],
    reason: ChoiceRow,
    rival: int | str | None,
    note: str,
) -> None:
    def work(desk: Desk, deal: int) -> None:
        if isinstance(rival, str):
            with desk.store.change_set(desk.user, f"lost to {rival}", origin=desk.origin):
                there = naming.named(desk, rival)
                made = there[0] if there else parties.add(
                    desk, "company", rival, is_competitor=True, is_customer=False
                )  # fmt: skip
                deals.lose(desk, deal, reason.code, lost_to=made, note=note)
        else:
            deals.lose(desk, deal, reason.code, lost_to=rival, note=note)

    change_deals(workspace, f"lost, {reason.label}", chosen, work, name="deal.close")
