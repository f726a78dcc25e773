"""Ending tickets: solved with a reason, closed by an offer, rated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from crm_tui.errors import RuleError
from crm_tui.services import conversations, offers, tickets
from crm_tui.store.desk import Desk
from crm_tui.text.dealline import DealLine
from crm_tui.text.say import quoted
from crm_tui.tui.actions.chosen_tickets import change_tickets, following, go_on, said
from crm_tui.tui.closing import ask_cause, ask_reason
from crm_tui.views import tickets as views
from crm_tui.views.choices import ChoiceRow

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_ENDED = ("solved", "closed")
_RATINGS = (("1", "bad"), ("2", "poor"), ("3", "fair"), ("4", "good"), ("5", "very good"))
_ASKS = "a"


def ticket_solve(workspace: Workspace) -> None:
    """Solve tickets: the reason by one key, then the cause; an ended one is opened again."""
    _solve(workspace, then_next=False)


def ticket_solve_next(workspace: Workspace) -> None:
    """Solve the ticket and work on the next one of the queue."""
    _solve(workspace, then_next=True)


def _solve(workspace: Workspace, *, then_next: bool) -> None:
    chosen = workspace.tickets_here()
    if not chosen:
        return
    row = views.ticket_row(workspace.desk, chosen[0])
    if len(chosen) == 1 and row.state in _ENDED:
        workspace.status.confirm(
            f"{row.number} is {row.state}; open it again?",
            lambda: change_tickets(workspace, "reopen", chosen, tickets.reopen),
        )
    else:
        ask_ending(workspace, chosen, then_next=then_next)


def ask_ending(
    workspace: Workspace, chosen: Sequence[int], *, then_next: bool = False, closed: bool = False
) -> None:
    """Ask why tickets are solved, its note and the cause, and solve them; an offer asks a deal.

    `closed` closes them at once: they wait for no word of the customer, and are no offer.
    """
    work = tickets.close if closed else tickets.solve
    what = "closed" if closed else "solved"

    def reason_known(reason: ChoiceRow, note: str) -> None:
        def end(cause: str) -> None:
            _end(
                workspace, chosen, f"{what}, {reason.label}",
                lambda desk, ids: work(desk, ids, reason.code, note=note, cause=cause),
                then_next=then_next,
            )  # fmt: skip

        if reason.meaning == "offer":
            _ask_offer(workspace, chosen, note, then_next=then_next)
        elif reason.meaning == "spam":  # nobody wants to count where that came from
            end("")
        else:
            ask_cause(workspace.desk, workspace.status, end)

    label = f"{said(workspace, chosen)} {what}:"
    ask_reason(workspace.desk, workspace.status, label, reason_known, offers=not closed)


def _end(
    workspace: Workspace,
    chosen: Sequence[int],
    what: str,
    work: Callable[[Desk, Sequence[int]], int],
    *,
    then_next: bool,
) -> None:
    after = following(workspace)

    def done(_number: object) -> None:
        workspace.changes.say_done()
        if then_next and len(chosen) == 1:
            go_on(workspace, after)

    change_tickets(
        workspace, what, chosen, work, name="ticket.solve", done=done,
    )  # fmt: skip


# By an offer


def ticket_offer(workspace: Workspace) -> None:
    """Close a ticket by a further offer: a deal, linked with it (S106)."""
    if chosen := workspace.tickets_here():
        _ask_offer(workspace, chosen, "", then_next=False)


def _ask_offer(workspace: Workspace, chosen: Sequence[int], note: str, *, then_next: bool) -> None:
    from crm_tui.tui.actions.deals import ask_line, fields_of

    if len(chosen) > 1:
        workspace.status.tell("An offer closes one ticket; take the marks away.")
        return
    row = views.ticket_row(workspace.desk, chosen[0])
    after = following(workspace) if then_next else ()

    def save(line: DealLine) -> None:
        workspace.changes.make(
            lambda desk, _: offers.offer(
                desk, row.id, line.title, note=note, **fields_of(desk, line)
            ),
            parties=chosen,
            of="tickets",
            done=lambda _deal: _offered(workspace, row.id, line.title, after),
        )

    ask_line(workspace, f"{row.number} closed by a deal, as 'pumps 12k 15 Dec':", save)


def _offered(workspace: Workspace, ticket: int, title: str, after: Sequence[int]) -> None:
    """Offer to ask how content they are; the answer goes where answers go."""
    from crm_tui.tui.actions.ticket_answering import ask_rating

    def chosen(key: str) -> None:
        if key == _ASKS:
            ask_rating(workspace, ticket)
        else:
            workspace.status.tell(f"Closed by the deal {quoted(title)}; 3 shows the pipeline.")
        if after:
            go_on(workspace, after)

    workspace.status.choose(
        f"Closed by the deal {quoted(title)}. How content are they?",
        [(_ASKS, "ask them"), ("n", "do not ask")],
        chosen,
    )


# Rated


def ticket_rate(workspace: Workspace) -> None:
    """Keep how content the customer was, 1 to 5, and in which words."""
    chosen = workspace.tickets_here()
    if not chosen:
        return
    if len(chosen) > 1:
        raise RuleError("A rating is of one ticket.", "Take the marks away.")

    def words(key: str) -> None:
        if key == _ASKS:
            from crm_tui.tui.actions.ticket_answering import ask_rating

            ask_rating(workspace, chosen[0])
            return
        workspace.status.ask(
            f"{key} of 5; in their words (Enter: none):",
            lambda text: change_tickets(
                workspace, f"rated {key}", chosen,
                lambda desk, ids: conversations.rate(desk, ids[0], int(key), text),
            ),
        )  # fmt: skip

    offered = [*_RATINGS, (_ASKS, "ask them")]
    workspace.status.choose(f"{said(workspace, chosen)}, rated:", offered, words)
