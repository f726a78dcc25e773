"""`crm ticket`: recorded, given to somebody, solved, merged, closed by an offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning, ticket_lists
from crm_tui.cli.layout import counted, one_line
from crm_tui.cli.session import Session, complain
from crm_tui.errors import NotFoundError, RuleError, SeveralMatchError, UsageError
from crm_tui.services import claims, conversations, own_fields, ticket_merging, tickets
from crm_tui.services import tags as tagging
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.views import naming
from crm_tui.views import tickets as views

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.tickets import TicketRow

_TOLD = 10
"""So many tickets are told one by one."""

_FIELDS = {
    "title": "title", "kind": "kind", "priority": "priority", "queue": "queue",
    "customer": "party", "party": "party", "contact": "contact", "product": "product",
    "channel": "channel", "cause": "cause", "owner": "assignee", "assignee": "assignee",
    "wait": "wait_until", "wait_until": "wait_until",
}  # fmt: skip
_LISTS = {"kind": "ticket_kind", "queue": "queue", "cause": "cause"}


def add(
    session: Session,
    party: str,
    title: tuple[str, ...],
    *,
    at: str | None,
    body: str | None,
    entry: str | None,
    tags: tuple[str, ...],
    **said: str | None,
) -> None:
    """Record what a customer asked, complained of or suggested; its clocks run from then on.

    A title alone is of no customer, or of the one of the entry that it was made of.
    """
    desk = session.desk
    whose = None if not title or party in meaning.NOBODY else naming.party(desk, party)
    fields: dict[str, Any] = {"party": whose}
    for name, text in said.items():
        if text:
            fields[name] = _meant(desk, name, text, whose)
    fields |= {
        "at": meaning.moment(desk, at) if at else None,
        "body": session.text(body) if body else "",
        "entry": meaning.record_id(entry, "an entry") if entry else None,
    }
    whole = clean(" ".join(title) if title else party)
    if not title and not entry and _is_customer(desk, whole):
        raise RuleError("A ticket needs a title.", f"{whole} is a customer: what do they ask?")
    with desk.store.change_set(desk.user, f"added ticket: {whole}", origin=desk.origin):
        made = tickets.add(desk, whole, **fields)
        if tags:
            tickets.tag(desk, [made], tagging.parse(" ".join(tags)))
    answer(session, [made])


def _is_customer(desk: Desk, text: str) -> bool:
    """Whether what was to be a title is the name of a customer, and nothing was said of them."""
    try:
        found = naming.party(desk, text)
    except (NotFoundError, SeveralMatchError):
        return False
    return fold(naming.name_of(desk, found)) == fold(text)


def edit(session: Session, ticket: str, changes: tuple[str, ...]) -> None:
    """Change fields of tickets; an empty value clears one."""
    desk = session.desk
    chosen = meaning.tickets(desk, ticket)
    fields: dict[str, Any] = {}
    common, own = meaning.own_fields(desk, "ticket", changes)
    for one in common:
        name, text = meaning.change(one, _FIELDS, "A ticket", "priority=high owner=me")
        fields[name] = _meant(desk, name, text, _party_of(desk, chosen)) if text else _nothing(name)
    with desk.store.change_set(desk.user, "changed a ticket", origin=desk.origin):
        changed = tickets.change(desk, chosen, fields) if fields else 0
        changed = max(changed, own_fields.fill(desk, "ticket", chosen, own) if own else 0)
    answer(session, chosen, changed=changed)


def state(session: Session, ticket: str, state: tuple[str, ...], until: str | None) -> None:
    """Put tickets into a state that is no end of theirs with a reason."""
    desk = session.desk
    chosen = meaning.tickets(desk, ticket)
    where = meaning.ticket_state(" ".join(state))
    if where == "solved":
        raise RuleError(
            "A solved ticket needs its closing reason.", f"'crm ticket solve {ticket} REASON'."
        )
    day = meaning.day(desk, until) if until else None
    answer(session, chosen, changed=tickets.set_state(desk, chosen, where, wait_until=day))


def solve(
    session: Session,
    ticket: str,
    reason: tuple[str, ...],
    note: str | None,
    cause: str | None,
) -> None:
    """Solve tickets with the reason; they close by themselves and reopen on a reply."""
    desk = session.desk
    chosen = meaning.tickets(desk, ticket)
    solved = tickets.solve(
        desk,
        chosen,
        meaning.choice(desk, "closing_reason", " ".join(reason)) if reason else "",
        note=note or "",
        cause=meaning.choice(desk, "cause", cause) if cause else "",
    )
    answer(session, chosen, changed=solved)


def reopen(session: Session, ticket: str) -> None:
    """Open tickets again that were solved or closed."""
    chosen = meaning.tickets(session.desk, ticket)
    answer(session, chosen, changed=tickets.reopen(session.desk, chosen))


def assign(session: Session, ticket: str, colleague: str) -> None:
    """Give tickets to a colleague, to oneself or to nobody."""
    desk = session.desk
    chosen = meaning.tickets(desk, ticket)
    owner = meaning.colleague(desk, colleague)
    answer(session, chosen, changed=tickets.change(desk, chosen, {"assignee": owner}))


def wait(session: Session, ticket: str, day: tuple[str, ...]) -> None:
    """Let tickets be due again on a day; '-' is none."""
    desk = session.desk
    chosen = meaning.tickets(desk, ticket)
    said = " ".join(day)
    until = None if said in meaning.NOBODY else meaning.day(desk, said)
    answer(session, chosen, changed=tickets.change(desk, chosen, {"wait_until": until}))


def tag(session: Session, ticket: str, tags: tuple[str, ...]) -> None:
    """Put tags on tickets and take others off."""
    desk = session.desk
    chosen = meaning.tickets(desk, ticket)
    line = tagging.parse(" ".join(tags))
    changed = tickets.tag(desk, chosen, line)
    if session.json:
        session.answer({"tickets": chosen, "on": line.on, "off": line.off, "changed": changed})
    else:
        said = " ".join([*(f"+{name}" for name in line.on), *(f"-{name}" for name in line.off)])
        session.tell([f"{said}: {counted(changed, 'tag')} changed."])


def archive(session: Session, ticket: str) -> None:
    """Put tickets away; nothing is lost (rule 16)."""
    desk = session.desk
    chosen = meaning.tickets(desk, ticket)
    tickets.archive(desk, chosen)
    if session.json:
        session.answer({"tickets": chosen})
    else:
        session.tell([f"Put {counted(len(chosen), 'ticket')} away."])


def merge(session: Session, keep: str, lose: tuple[str, ...]) -> None:
    """Merge tickets into one that stays (rule 11)."""
    desk = session.desk
    left = views.named(desk, keep)
    losers = list(dict.fromkeys(one for text in lose for one in meaning.tickets(desk, text)))
    ticket_merging.merge(desk, left, losers)
    answer(session, [left], merged=losers)


def offer(session: Session, ticket: str, line: tuple[str, ...]) -> None:
    """Close a ticket by an offer: the deal that a line says, both linked (S106)."""
    from crm_tui.services import offers
    from crm_tui.text import dealline

    desk = session.desk
    number = views.named(desk, ticket)
    said = dealline.parse(clean(" ".join(line)), desk.clock.today(), desk.currency)
    fields: dict[str, Any] = {"expected_close": said.close, "probability": said.probability}
    if said.money is not None:
        fields |= {"amount_minor": said.money.amount_minor, "currency": said.money.currency}
    if said.owner:
        fields["owner"] = naming.user(desk, said.owner)
    deal = offers.offer(desk, number, said.title, **fields)
    _answer_with_deal(session, number, deal)


def _answer_with_deal(session: Session, ticket: int, deal: int) -> None:
    from crm_tui.cli import deal_lists
    from crm_tui.views import board

    desk = session.desk
    (card,) = board.cards(desk, [deal])
    if session.json:
        answer(session, [ticket], deal=deal_lists.value(card))
    else:
        answer(session, [ticket])
        session.tell([f"{deal_lists.sentence(desk, card)}."])


def rate(session: Session, ticket: str, rating: str, words: tuple[str, ...]) -> None:
    """Keep how content the customer was, 1 to 5, and their words."""
    number = views.named(session.desk, ticket)
    conversations.rate(session.desk, number, meaning.record_id(rating, "a rating"), " ".join(words))
    row = views.ticket_row(session.desk, number)
    if session.json:
        session.answer({"ticket": number, "rating": row.rating})
    else:
        session.tell([f"{ticket_lists.code(row)} {one_line(row.title)}: rated {row.rating} of 5."])


# Who is on it


def claim(
    session: Session, ticket: str | None, view: str | None, *, following: bool, take_over: bool
) -> int:
    """Say that one is on a ticket, or on the first one of a view that nobody is on.

    Status 5 where a colleague is on it, 3 where the view has none left.
    """
    desk = session.desk
    if following == bool(ticket):
        raise UsageError("Which ticket?", "Its number, or --next for the first that is free.")
    if ticket:
        number: int | None = views.named(desk, ticket)
    else:
        number = claims.claim_first(desk, ticket_lists.query_of(desk, view))
    if number is None:
        if session.json:
            session.answer({"ticket": None, "claim": None})
        complain(session.said("No ticket is left there that nobody is on."))
        return 3
    standing = claims.claim(desk, number, take_over=take_over)
    row = views.ticket_row(desk, number)
    if session.json:
        session.answer({"ticket": number, "claim": standing, "mine": standing.user == desk.user})
    elif standing.user == desk.user:
        session.tell([f"{ticket_lists.sentence(desk, row)}."])
    if standing.user != desk.user:
        complain(
            f"{ticket_lists.code(row)} is taken: {ticket_lists.on_it(desk, row)}.",
            "--take-over takes it.",
        )
        return 5
    return 0


def release(session: Session, ticket: str) -> None:
    """Say that one is not on a ticket any more."""
    number = views.named(session.desk, ticket)
    claims.release(session.desk, number)
    row = views.ticket_row(session.desk, number)
    if session.json:
        session.answer({"ticket": number, "claim": row.claim})
    else:
        on_it = ticket_lists.on_it(session.desk, row)
        session.tell([f"{ticket_lists.code(row)}: {on_it or 'nobody is on it'}."])


def macro(session: Session, ticket: str, name: tuple[str, ...]) -> None:
    """Do the steps of a macro with tickets, in one change; its answers go out by mail."""
    from crm_tui.cli import mail
    from crm_tui.cli.service_settings import macro_named
    from crm_tui.services import snippets

    desk = session.desk
    chosen = meaning.tickets(desk, ticket)
    found = macro_named(desk, " ".join(name))
    then = snippets.run_macro(desk, found.id, chosen, sender=mail.sender(session))
    if any(verb == "reply" for verb, _value in found.steps):
        mail.send_new(session)
    answer(session, chosen, macro=found.name, then=then)


# What is said, and what it means


def _nothing(name: str) -> str | None:
    return None if name in ("party", "contact", "product", "assignee", "wait_until") else ""


def _party_of(desk: Desk, chosen: Sequence[int]) -> int | None:
    """The customer of all of these tickets; None where they have none or several."""
    whose = views.parties_of(desk, chosen)
    return whose[0] if len(whose) == 1 else None


def _meant(desk: Desk, name: str, text: str, party: int | None) -> Any:
    """The value of a field that was said."""
    if text in meaning.NOBODY and _nothing(name) is None:
        return None
    known: dict[str, Callable[[], Any]] = {
        "party": lambda: naming.party(desk, text),
        "contact": lambda: meaning.person(desk, text, party),
        "product": lambda: naming.product(desk, text),
        "assignee": lambda: naming.user(desk, text),
        "channel": lambda: _channel(desk, text),
        "wait_until": lambda: meaning.day(desk, text),
    }
    if name in known:
        return known[name]()
    return meaning.choice(desk, _LISTS[name], text) if name in _LISTS else text


def _channel(desk: Desk, text: str) -> str:
    found, _ = meaning.channel(desk, text)
    if not found:
        raise UsageError(f"{quoted(text)} is no channel.", "For example: phone, e-mail, visit.")
    return found


# What is told


def answer(session: Session, chosen: Sequence[int], **more: Any) -> None:
    """Say how tickets stand now."""
    desk = session.desk
    if session.json:
        rows = views.rows(desk, chosen)
        told = [ticket_lists.value(row) for row in rows]
        session.answer({"ticket": chosen[0], "tickets": told, **more})
        return
    session.tell([f"{ticket_lists.sentence(desk, row)}." for row in _shown(desk, chosen)])
    if len(chosen) > _TOLD:
        session.tell([f"{counted(len(chosen), 'ticket')} in all."])


def _shown(desk: Desk, chosen: Sequence[int]) -> list[TicketRow]:
    return views.rows(desk, list(chosen[:_TOLD]))
