"""`crm deal list` and `crm deal show`: deals in lines, and all about one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crm_tui.cli import chosen_columns, filter_words, json_form, meaning
from crm_tui.cli.layout import columns as set_out
from crm_tui.cli.layout import (
    counted,
    labelled,
    lines_kept,
    one_line,
    own_values,
    say_date,
    say_money,
    section,
)
from crm_tui.cli.session import Session, complain
from crm_tui.errors import UsageError
from crm_tui.views import choices, competitors, naming, pipelines
from crm_tui.views import deals as views

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.board import DealCard, Sum
    from crm_tui.views.competitors import NoteRow
    from crm_tui.views.deals import (
        CreditRow,
        DealQuery,
        DealView,
        Ending,
        LineRow,
        StepRow,
        Totals,
    )
    from crm_tui.views.tickets import TicketRow

USUAL = 100
NAMES = ("title", "customer", "amount", "stage", "closes", "owner", "remarks")
CHOICE = chosen_columns.usual(*NAMES)
_WHOLE = 2000


def listing(
    session: Session,
    words: tuple[str, ...],
    *,
    limit: int | None,
    stale: bool,
    no_step: bool,
    filter_text: str | None,
    columns: str | None,
    sort: str | None,
    **said: str | None,
) -> None:
    """Show the open deals, or those that have ended, with what they come to."""
    desk = session.desk
    party = " ".join(words) if filter_words.is_name(words) else None
    query = _query(desk, party, **said)
    filtered = filter_words.said(desk, "deal", () if party else words, filter_text)
    query = query._replace(text=filtered)
    if (stale or no_step) and query.state != "open":
        raise UsageError("A deal that has ended neither stands too long nor lacks a step.")
    query = query._replace(stale=stale, no_step=no_step)
    most = USUAL if limit is None else limit
    chosen = chosen_columns.meant(desk, "deal", columns, CHOICE)
    rows = _sorted(desk, query, sort, most) if sort else views.listed(desk, query, most)
    endings = views.endings(desk, [row.id for row in rows])
    if session.json:
        told = [(row.id, value(row, endings.get(row.id))) for row in rows]
        session.answer(chosen_columns.with_values(desk, "deal", chosen, told))
        return
    lines = [(row.id, cells(desk, row, endings.get(row.id))) for row in rows]
    session.tell(chosen_columns.lines(desk, "deal", chosen, NAMES, lines))
    _tell_totals(session, views.totals(desk, query), len(rows))


def _sorted(desk: Desk, query: DealQuery, sort: str, most: int) -> list[DealCard]:
    from crm_tui.views import board

    ids = chosen_columns.page(desk, "deal", sort, lambda: views.all_ids(desk, query), most)
    return board.cards(desk, ids)


def _query(
    desk: Desk,
    party: str | None,
    *,
    state: str | None,
    stage: str | None,
    pipeline: str | None,
    owner: str | None,
    period: str | None,
) -> DealQuery:
    place = meaning.stage(desk, stage, pipeline) if stage else None
    way = pipelines.pipeline_named(desk, pipeline).id if pipeline else None
    if place and state is None:
        state = place.kind
    query = views.DealQuery(
        state="" if state == "all" else state or "open",
        party=naming.party(desk, party) if party else None,
        owner=(meaning.colleague(desk, owner) or 0) if owner else None,
        stage=place.id if place else None,
        pipeline=way,
    )
    if period is None:
        return query
    from crm_tui.text.periods import parse_period

    days = parse_period(period, desk.clock.today())
    return query._replace(since=days.first, until=days.last)


def _tell_totals(session: Session, totals: Totals, shown: int) -> None:
    if not totals.deals:
        complain(session.said("No deal is listed here."))
        return
    parts = [counted(totals.deals, "deal"), *map(_sum, totals.sums)]
    if totals.unknown:
        parts.append(f"{totals.unknown} without an amount")
    session.tell(["", "; ".join(parts)])
    if totals.deals > shown:
        complain(f"{counted(totals.deals, 'deal')} in all; --limit shows more.")


def _sum(one: Sum) -> str:
    weighted = say_money(one.weighted_minor, one.currency)
    return f"{say_money(one.amount_minor, one.currency)}, weighted {weighted}"


# One deal in a line


def value(card: DealCard, ending: Ending | None = None) -> dict[str, Any]:
    """A deal for JSON; one that has ended with how."""
    fields: dict[str, Any] = {}
    for name, one in card._asdict().items():
        if name == "amount_minor":
            fields["amount"] = json_form.money(card.amount_minor, card.currency)
        elif name == "stage":
            fields |= {"stage": card.stage_name, "stage_id": card.stage}
        elif name not in ("currency", "stage_name"):
            fields[name] = one
    if ending is not None:
        fields |= {
            "gain": ending.gain,
            "lost_reason": ending.reason,
            "lost_to": ending.lost_to,
            "lost_to_name": ending.lost_to_name,
            "lost_note": ending.note,
        }
    return fields


def code(card: DealCard) -> str:
    """What to call a deal by: its number, or its id where that number could be taken for one."""
    return f"#{card.id}" if card.number.isdecimal() else one_line(card.number)


def sentence(desk: Desk, card: DealCard) -> str:
    """A deal in one sentence: what, how much, how far, until when, whose, with whom."""
    parts = [
        one_line(card.title),
        say_money(card.amount_minor, card.currency) or "amount not known",
        f"{one_line(card.stage_name)} {_chance(card)}" if card.state == "open" else card.state,
        _by(desk, card),
        f"for {one_line(card.owner)}" if card.owner not in ("", desk.login) else "",
        f"{one_line(card.party_name)} (#{card.party})" if card.party else "with no customer",
    ]
    return f"{code(card)}: {', '.join(filter(None, parts))}"


def cells(desk: Desk, card: DealCard, ending: Ending | None = None) -> tuple[str, ...]:
    """A deal as a row of a table."""
    said = how_it_ended(ending) if ending else ", ".join(_marks(card))
    where = f"{card.stage_name} {_chance(card)}" if card.state == "open" else card.state
    return (
        code(card), card.title, card.party_name, say_money(card.amount_minor, card.currency), where,
        say_date(desk, card.closed_on if card.closed_on else card.expected_close), card.owner, said,
    )  # fmt: skip


def how_it_ended(ending: Ending) -> str:
    """The reason with the competitor and the note, or what they gain."""
    reason = ": ".join(filter(None, (ending.reason_label, ending.lost_to_name)))
    return ", ".join(one_line(part) for part in (reason, ending.note, ending.gain) if part)


def _by(desk: Desk, card: DealCard) -> str:
    if card.closed_on:
        return f"ended {say_date(desk, card.closed_on)}"
    return f"by {say_date(desk, card.expected_close)}" if card.expected_close else ""


def _marks(card: DealCard) -> Iterator[str]:
    if card.complaints:
        yield counted(card.complaints, "open complaint")
    if card.stale:
        yield f"stale, {counted(card.days, 'day')}"
    if card.next_due is None:
        yield "no next step"


def _chance(card: DealCard) -> str:
    return f"{card.probability} %{' (own)' if card.own_probability else ''}"


# All about one


def show(session: Session, deal: tuple[str, ...]) -> None:
    """Show all about a deal."""
    desk = session.desk
    found = views.deal(desk, views.named(desk, " ".join(deal)))
    if session.json:
        session.answer({**_whole_value(found), "competitors": _rivals_value(desk, found)})
    else:
        session.tell(_whole(desk, found))


def _whole_value(found: DealView) -> dict[str, Any]:
    fields = found._asdict()
    del fields["card"], fields["own"]
    fields["lines"] = line_values(found)
    fields["came_of"] = json_form.named(*found.came_of) if found.came_of else None
    fields["complaints"] = [row._asdict() for row in found.complaints]
    return {**value(found.card), **fields, "custom": found.own.custom}


def line_values(found: DealView) -> list[dict[str, Any]]:
    """The lines of a deal for JSON."""
    values = []
    for line in found.lines:
        fields = line._asdict()
        price = fields.pop("price_minor")
        values.append({**fields, "price": json_form.money(price, found.card.currency)})
    return values


def _whole(desk: Desk, found: DealView) -> Iterator[str]:
    card = found.card
    ended = f"  ({card.state})" if card.state != "open" else ""
    yield f"{code(card)}  {one_line(card.title, _WHOLE)}{ended}"
    yield from labelled(_fields(desk, found))
    currency = card.currency
    yield from section("Lines", set_out(_line(line, currency) for line in found.lines))
    people = ((f"#{one.party}", one.name, one.part) for one in found.people)
    yield from section("People", set_out(people))
    yield from section("Who helped", set_out(map(_credit, found.credits)))
    for rival, name in competitors.named_on(desk, card.id):
        known = set_out(_note(desk, one) for one in competitors.notes(desk, rival))
        yield from section(f"Known of {one_line(name)}", known)
    tasks = ((str(one.id), say_date(desk, one.due), one.title, one.assignee) for one in found.tasks)
    yield from section("Tasks", set_out(tasks))
    yield from section("Steps", set_out(_step(desk, step) for step in found.steps))


def _fields(desk: Desk, found: DealView) -> Iterator[tuple[str, str]]:
    card, labels = found.card, choices.labels(desk)
    yield "id", f"#{card.id}, number {one_line(card.number)}" if code(card)[0] == "#" else ""
    yield "with", f"{one_line(card.party_name)} (#{card.party})" if card.party else "no customer"
    yield "contact", f"{one_line(found.contact_name)} (#{found.contact})" if found.contact else ""
    yield "amount", say_money(card.amount_minor, card.currency) or "not known"
    yield "stage", _stage(desk, card)
    yield "pipeline", one_line(found.pipeline)
    yield "closes", say_date(desk, card.expected_close) if card.state == "open" else ""
    yield "owner", one_line(card.owner) or "nobody"
    yield "next step", _next_step(desk, card)
    yield "source", one_line(labels.get(("source", found.source), found.source))
    yield "came of", " ".join(map(one_line, found.came_of[1:])) if found.came_of else ""
    yield "complaint", "\n".join(_complaint(desk, row) for row in found.complaints)
    yield "goal", one_line(found.goal)
    yield "opened", say_date(desk, found.opened_on)
    yield "ended", say_date(desk, card.closed_on)
    reason = labels.get(("lost_reason", found.lost_reason), found.lost_reason)
    yield "why", one_line(reason)
    yield "lost to", f"{one_line(found.lost_to_name)} (#{found.lost_to})" if found.lost_to else ""
    yield "what was", lines_kept(found.lost_note)
    yield "they gain", lines_kept(found.gain)
    yield "note", lines_kept(found.note)
    yield from own_values(found.own)


def _complaint(desk: Desk, row: TicketRow) -> str:
    """An open complaint of the customer, which whoever sells to them should know of (S105)."""
    told = (row.number, row.title, row.clock(desk.clock.now()))
    return ", ".join(one_line(part) for part in told if part)


def _stage(desk: Desk, card: DealCard) -> str:
    if card.state != "open":
        return one_line(card.stage_name)
    since = say_date(desk, desk.clock.today() - timedelta(card.days))
    stale = f", {counted(card.days, 'day')}, too long" if card.stale else ""
    return f"{one_line(card.stage_name)}, {_chance(card)}, since {since}{stale}"


def _next_step(desk: Desk, card: DealCard) -> str:
    if card.state != "open":
        return ""
    if card.next_due is None:
        return "none"
    return " ".join(filter(None, (say_date(desk, card.next_due[:10]), one_line(card.next_step))))


def _line(line: LineRow, currency: str) -> tuple[str, ...]:
    return say_quantity(line.quantity_milli), line.name, say_money(line.price_minor, currency)


def say_quantity(milli: int) -> str:
    """A quantity in thousandths as people write it: '3', '2.5'."""
    whole, part = divmod(milli, 1000)
    return f"{whole}.{part:03}".rstrip("0").rstrip(".") if part else str(whole)


def _credit(one: CreditRow) -> tuple[str, ...]:
    who = f"#{one.party}" if one.party else "ours"
    return who, one.name, one.how, f"{one.share} %" if one.share is not None else ""


def _note(desk: Desk, one: NoteRow) -> tuple[str, ...]:
    return one.kind, one.text, one.market, say_date(desk, one.day), one.source


def _rivals_value(desk: Desk, found: DealView) -> list[dict[str, Any]]:
    return [
        {"id": rival, "name": name, "notes": competitors.notes(desk, rival)}
        for rival, name in competitors.named_on(desk, found.card.id)
    ]


def _step(desk: Desk, step: StepRow) -> tuple[str, ...]:
    way = " → ".join(filter(None, (step.before, step.after)))
    stood = f"after {counted(step.days, 'day')}" if step.days else ""
    back = " (back)" if step.back else ""
    return say_date(desk, step.day), f"{way}{back}", f"{step.probability} %", stood, step.user
