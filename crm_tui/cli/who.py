"""`crm who`: who is calling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crm_tui.cli.layout import labelled, one_line, say_date, say_moment, say_money
from crm_tui.cli.session import Session, complain
from crm_tui.text.phones import looks_like_number
from crm_tui.views import callers, customers, naming
from crm_tui.views.callers import LookUp
from crm_tui.views.customers import CustomerQuery

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.callers import Caller, LastContact, OpenDeal, OpenTask, OpenTicket

MOST = 20
NOBODY = 3
SEVERAL = 4


def who(session: Session, number: tuple[str, ...]) -> int:
    """Show every customer with the number, persons first (rules 12 and 13); a name serves too.

    Status 3 when nobody has it, 4 when a fragment of a number or name fits several.
    """
    desk = session.desk
    typed = " ".join(number)
    found = _look_up(desk, typed)
    cards = [card for party in found.parties if (card := callers.caller(desk, party))]
    if session.json:
        session.answer([_value(card) for card in cards])
    else:
        session.tell(line for card in cards for line in _block(desk, card))
    if not cards:
        complain(f"Nobody answers to '{typed}'.", "'crm find' looks in notes and texts too.")
        return NOBODY
    if len(cards) > 1 and not found.sure:
        complain(f"'{typed}' fits {len(cards)} customers.", "Type more of it.")
        return SEVERAL
    return 0


def _look_up(desk: Desk, typed: str) -> LookUp:
    if looks_like_number(typed):
        return callers.look_up(desk, typed)
    found = naming.named(desk, typed) or customers.found_ids(
        desk, CustomerQuery(text=typed, who="everyone")
    )
    return LookUp(tuple(found[:MOST]), sure=False)


def _value(card: Caller) -> dict[str, Any]:
    from crm_tui.cli.json_form import money

    deals = []
    for deal in card.open_deals:
        fields = deal._asdict()
        amount = money(fields.pop("amount_minor"), fields.pop("currency"))
        deals.append({**fields, "amount": amount})
    return {**card._asdict(), "open_deals": deals}


def _block(desk: Desk, card: Caller) -> Iterator[str]:
    yield heading(card.id, card.name, card.title, card.company, archived=card.archived)
    yield from labelled(
        [
            ("phones", ", ".join(card.phones)),
            ("owner", card.owner),
            ("likes", one_line(card.likes)),
            ("speak", one_line(card.spoken_to_how)),
            ("last", "\n".join(_contact(desk, one) for one in card.last_contacts)),
            ("deals", "\n".join(_deal(desk, one) for one in card.open_deals)),
            ("tickets", "\n".join(_ticket(desk, one) for one in card.open_tickets)),
            ("to do", "\n".join(_task(desk, one) for one in card.open_tasks)),
        ]
    )


def heading(number: int, name: str, title: str, company: str, *, archived: bool = False) -> str:
    """The line that says which customer: name, what they are where, id."""
    where = " at ".join(part for part in (title, company) if part)
    return "".join(
        [
            f"#{number}  {one_line(name)}",
            f", {one_line(where)}" if where else "",
            "  (archived)" if archived else "",
        ]
    )


def _contact(desk: Desk, entry: LastContact) -> str:
    what = " ".join(part for part in (entry.kind, entry.outcome.replace("_", " ")) if part)
    text = one_line(entry.body or entry.result)
    by = f" ({entry.user})" if entry.user else ""
    return f"{say_moment(desk, entry.at)}  {what}{': ' if text else ''}{text}{by}"


def _deal(desk: Desk, deal: OpenDeal) -> str:
    parts = [
        one_line(deal.title),
        say_money(deal.amount_minor, deal.currency),
        f"{one_line(deal.stage)} {deal.probability} %",
        f"by {say_date(desk, deal.expected_close)}" if deal.expected_close else "",
    ]
    owner = f" ({one_line(deal.owner)})" if deal.owner else ""
    return f"{', '.join(filter(None, parts))}{owner}  {one_line(deal.number)}"


def _ticket(desk: Desk, ticket: OpenTicket) -> str:
    from crm_tui.text.ticket_words import STATES, say_due

    parts = [
        one_line(ticket.title),
        ticket.kind.replace("_", " "),
        ticket.priority if ticket.priority != "normal" else "",
        STATES.get(ticket.state, ticket.state),
        say_due(desk.clock.now(), ticket.due),
    ]
    owner = f" ({one_line(ticket.owner)})" if ticket.owner else ""
    return f"{', '.join(filter(None, parts))}{owner}  {one_line(ticket.number)}"


def _task(desk: Desk, task: OpenTask) -> str:
    due = f"{say_date(desk, task.due)}  " if task.due else ""
    return f"{due}{one_line(task.title)} ({task.assignee})  task {task.id}"
