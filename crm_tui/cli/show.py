"""`crm show`: the customer card with its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning, shared_plan
from crm_tui.cli.layout import (
    columns,
    counted,
    labelled,
    one_line,
    own_values,
    said,
    say_date,
    say_moment,
    say_sums,
    section,
)
from crm_tui.cli.session import Session
from crm_tui.cli.who import heading
from crm_tui.errors import NotFoundError
from crm_tui.views import card as cards
from crm_tui.views import deals, naming, won

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.card import Card, EntryRow, Owner, Person
    from crm_tui.views.deals import Credited
    from crm_tui.views.won import Through

USUAL = 15
ALL = 1_000_000
_DEALS = 10


def show(session: Session, party: tuple[str, ...], limit: int | None) -> None:
    """Show the card of the one customer that is meant, or the ticket of a number such as T12.

    Text has the newest entries of the timeline, JSON all of them, unless `limit` says how many.
    """
    desk = session.desk
    if meaning.ticket_of_number(desk, " ".join(party)):
        from crm_tui.cli import ticket_card

        ticket_card.show(session, party, limit)
        return
    number = naming.party(desk, " ".join(party))
    card = cards.card(desk, number)
    if card is None:
        raise NotFoundError(f"There is no customer #{number}.")
    most = limit if limit is not None else ALL if session.json else USUAL
    timeline = cards.timeline(desk, number, limit=most + 1) if most else ()
    if session.json:
        session.answer({**_value(card, timeline[:most]), **_business_value(desk, number)})
    else:
        session.tell(_lines(desk, card, timeline, most))


def _value(card: Card, timeline: tuple[EntryRow, ...]) -> dict[str, Any]:
    place = workplace(card)
    return {
        **card.fields,
        "parent_name": card.parent[1] if card.parent else None,
        "referred_by_name": card.referred_by[1] if card.referred_by else None,
        "company": place.name if place else "",
        "title": place.title if place else "",
        "phones": [method.value for method in card.phones],
        "contact_methods": card.methods,
        "people": card.people,
        "owner": card.owner.login if card.owner else "",
        "owner_since": card.owner.since if card.owner else None,
        "former_owners": card.former_owners,
        "team": card.team,
        "tags": card.tags,
        "completeness": card.complete,
        "erased_on": card.erased or None,
        "contacts": card.contacts,
        "pinned": card.pinned,
        "timeline": timeline,
        "tasks": card.tasks,
        "ended_tasks": card.ended_tasks,
    }


def _business_value(desk: Desk, party: int) -> dict[str, Any]:
    from crm_tui.cli import deal_lists, documents, ticket_lists
    from crm_tui.views import tickets

    found = deals.of_party(desk, party)
    endings = deals.endings(desk, [deal.id for deal in found])
    return {
        "deals": [deal_lists.value(deal, endings.get(deal.id)) for deal in found],
        "tickets": [ticket_lists.value(row) for row in tickets.of_party(desk, party, ended=ALL)],
        "documents": documents.party_value(desk, party),
        "credits": deals.credited_to(desk, party),
        "through": _through_value(won.through(desk, party)),
    }


def _through_value(found: Through) -> dict[str, Any]:
    from crm_tui.cli.json_form import moneys

    return {
        "won": found.won,
        "open": found.open,
        "won_sums": moneys(found.won_sums),
        "open_sums": moneys(found.open_sums),
    }


def workplace(card: Card) -> Person | None:
    """Where a person works today; None for a company and for a person on their own."""
    if card.fields["kind"] != "person":
        return None
    return next(
        (one for one in card.people if one.relation == "works_at" and one.until is None), None
    )


def _lines(desk: Desk, card: Card, timeline: tuple[EntryRow, ...], most: int) -> Iterator[str]:
    place = workplace(card)
    yield heading(
        card.id,
        card.name,
        place.title if place else "",
        place.name if place else "",
        archived=card.fields["archived_at"] is not None,
    )
    yield from labelled(_head(desk, card))
    yield from section("People", columns(_person(one) for one in card.people))
    sides = shared_plan.counted_sides(desk, card)
    yield from section(f"Tasks ({sides})", list(shared_plan.open_lines(desk, card)))
    yield from section("Tasks that ended lately", list(shared_plan.ended_lines(desk, card)))
    yield from section(said("Deals"), _deals(desk, card.id))
    yield from section(said("Tickets"), _tickets(desk, card.id))
    yield from section("Documents", _documents(desk, card.id))
    helped = deals.credited_to(desk, card.id)
    yield from section("Credited", columns(_credit(one) for one in helped))
    yield from section("Business through them", list(_through(won.through(desk, card.id))))
    yield from section("Pinned", [f"  {_text(entry)}" for entry in card.pinned])
    more = "" if len(timeline) <= most else ", the newest; --limit shows more"
    lines = [line for entry in timeline[:most] for line in _entry(desk, entry)]
    yield from section(f"Timeline{more}", lines)


def _head(desk: Desk, card: Card) -> Iterator[tuple[str, str]]:
    fields = card.fields
    if card.erased:
        yield "erased", f"their data, for good, {say_date(desk, card.erased)}"
    for method in card.methods:
        marks = [
            method.label,
            "shared" * method.shared,
            f"bad since {method.bad_since}" * bool(method.bad_since),
        ]
        noted = ", ".join(filter(None, marks))
        yield method.kind, f"{one_line(method.value)}{f' ({noted})' if noted else ''}"
    yield "owner", _owner(desk, card.owner)
    yield "before", "\n".join(_owner(desk, one) for one in card.former_owners)
    yield "team", ", ".join(f"{one.login} ({one.role})" for one in card.team)
    states = (fields["lifecycle"], fields["relationship"])
    yield "state", ", ".join(state.replace("_", " ") for state in states if state != "unknown")
    yield "tags", " ".join(card.tags)
    yield "place", ", ".join(filter(None, (fields["city"], fields["region"], fields["country"])))
    yield "industry", fields["industry"]
    yield "part of", card.parent[1] if card.parent else ""
    for name in cards.PROFILE:
        yield name.replace("_", " "), one_line(fields[name])
    yield from own_values(card.own)
    yield "card", _complete(card)
    yield "contacts", "\n".join(_count(desk, one) for one in card.contacts)


def _complete(card: Card) -> str:
    complete = card.complete
    if complete is None or not complete.missing:
        return ""
    lacking = ", ".join(f"no {one_line(name)}" for name in complete.missing)
    return f"{complete.percent} % complete: {lacking}"


def _owner(desk: Desk, owner: Owner | None) -> str:
    if owner is None:
        return ""
    until = f" to {say_date(desk, owner.until)}" if owner.until else ""
    take = f": {one_line(owner.take)}" if owner.take else ""
    return f"{owner.login}, since {say_date(desk, owner.since)}{until}{take}"


def _count(desk: Desk, one: cards.ChannelCount) -> str:
    tried = f", {counted(one.attempts, 'attempt')}" if one.attempts else ""
    last = f", last {say_moment(desk, one.last)}" if one.last else ""
    return f"{one.channel.replace('_', ' ')}: {counted(one.contacts, 'contact')}{tried}{last}"


def _person(one: Person) -> tuple[str, ...]:
    relation = one.title or one.relation.replace("_", " ")
    gone = f"until {one.until}" if one.until else ""
    return f"#{one.id}", one.name, relation, one.phone, one.email, gone


def _deals(desk: Desk, party: int) -> list[str]:
    """The open deals, and the one that ended last with how it did."""
    found = deals.of_party(desk, party)
    if not found:
        return []
    from crm_tui.cli import deal_lists

    still = [deal for deal in found if deal.state == "open"]
    shown = [*still[:_DEALS], *(deal for deal in found[len(still) :][:1])]
    endings = deals.endings(desk, [deal.id for deal in shown])
    rows = []
    for deal in shown:
        number, title, name, *more = deal_lists.cells(desk, deal, endings.get(deal.id))
        rows.append((number, title, name if deal.party != party else "", *more))
    left = len(still) - _DEALS
    more_of = [f"and {left} more ('crm deal list #{party}')"] if left > 0 else []
    return [*columns(rows), *more_of]


def _tickets(desk: Desk, party: int) -> list[str]:
    """The open tickets, and the one that ended last with what came of it."""
    from crm_tui.views import customer_tickets

    found = customer_tickets.of_customer(desk, party)
    if not found.open and not found.ended:
        return []
    from crm_tui.cli import ticket_lists

    shown = [*found.open, *found.ended[:1]]
    return ticket_lists.party_lines(desk, shown, found.endings)


def _documents(desk: Desk, party: int) -> list[str]:
    from crm_tui.cli import documents

    return documents.party_lines(desk, party)


def _through(found: Through) -> Iterator[str]:
    for word, ids, sums in (
        ("won", found.won, found.won_sums),
        ("open", found.open, found.open_sums),
    ):
        if ids:
            amounts = say_sums(sums) or "amount not known"
            yield f"{counted(len(ids), 'deal')} {word}: {amounts}"


def _credit(one: Credited) -> tuple[str, ...]:
    share = f"{one.share} %" if one.share is not None else ""
    return one.number, one.title, one.party_name, one.state, one.how, share


def _entry(desk: Desk, entry: EntryRow) -> Iterator[str]:
    how = entry.channel.replace("_", " ") or entry.kind
    way = {"in": "from them", "out": "to them"}.get(entry.direction, "")
    minutes = f"{entry.minutes} min" if entry.minutes else ""
    marks = [
        how, way, minutes, entry.outcome.replace("_", " "), entry.ticket_number, entry.user,
        f"with {', '.join(entry.people)}" if entry.people else "",
        f"corrects {entry.corrects}" if entry.corrects else "",
        f"corrected by {entry.corrected_by}" if entry.corrected_by else "",
    ]  # fmt: skip
    said = ", ".join(one_line(mark) for mark in marks if mark)
    yield f"  {say_moment(desk, entry.at)}  {said}  [{entry.id}]"
    text = _text(entry)
    if text:
        yield f"      {text}"


def _text(entry: EntryRow) -> str:
    parts = (entry.subject, entry.body, entry.result)
    return one_line(": ".join(part for part in parts if part), 400)
