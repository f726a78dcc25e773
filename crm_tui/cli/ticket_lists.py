"""`crm ticket list` and `crm ticket views`: the queue in triage order, a line a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli import chosen_columns, filter_words, meaning
from crm_tui.cli.layout import columns as set_out
from crm_tui.cli.layout import counted, one_line, say_date, say_hour
from crm_tui.cli.session import Session, complain
from crm_tui.config import did_you_mean
from crm_tui.errors import NotFoundError
from crm_tui.text.ticket_words import STATES
from crm_tui.views import choices, list_columns, naming, ticket_duplicates
from crm_tui.views import tickets as views

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.customer_tickets import Ending
    from crm_tui.views.tickets import TicketQuery, TicketRow

    Endings = Mapping[int, Ending]

USUAL = 100
NAMES = ("customer", "kind", "title", "priority", "state", "owner", "clock", "on it")
CHOICE = chosen_columns.usual(*NAMES)
_TITLE = 60


def listing(
    session: Session,
    words: tuple[str, ...],
    *,
    view: str | None,
    state: str | None,
    limit: int | None,
    filter_text: str | None,
    columns: str | None,
    **said: str | None,
) -> None:
    """Show the tickets of a view of the queue, narrowed, and how many each view has."""
    desk = session.desk
    by = said["sort"] or ""
    if by and by not in views.SORTS:
        said["sort"] = None
    query = _narrowed(desk, _viewed(desk, view, state), **said)
    if words or filter_text:
        from crm_tui.text.filters.printing import both

        filtered = filter_words.said(desk, "ticket", words, filter_text)
        query = query._replace(text=both(query.text, filtered))
    most = USUAL if limit is None else limit
    chosen = chosen_columns.meant(desk, "ticket", columns, CHOICE, _with_usual(desk, query.columns))
    if by and by not in views.SORTS:
        ids = chosen_columns.page(
            desk, "ticket", by, lambda: views.all_ids(desk, query), most, orders=views.SORTS
        )
    else:
        ids = views.page(desk, query, 0, most)
    rows = views.rows(desk, ids)
    if session.json:
        told = [(row.id, value(row)) for row in rows]
        session.answer(chosen_columns.with_values(desk, "ticket", chosen, told))
        return
    lines = [(row.id, cells(desk, row)) for row in rows]
    session.tell(chosen_columns.lines(desk, "ticket", chosen, NAMES, lines))
    total = views.count(desk, query)
    if not total:
        complain(session.said("No ticket is listed here."))
    elif total > len(rows):
        complain(f"{counted(total, 'ticket')} in all; --limit shows more.")
    session.tell([*([""] if rows else []), _counted(desk)])


def _with_usual(desk: Desk, kept: str) -> str:
    """The columns of a saved view, which on the screen stand beside the usual ones."""
    further = list_columns.of_kept(desk, "ticket", kept, ())
    return list_columns.kept([*CHOICE, *further]) if further else ""


def list_views(session: Session) -> None:
    """Show the views of the queue with how many tickets each has, and the saved ones."""
    desk = session.desk
    there = views.counts(desk)
    found = [
        {"view": name, "title": title, "tickets": there[name]}
        for name, title in views.VIEWS.items()
    ]
    for saved in choices.saved_views(desk, "tickets"):
        query = views.TicketQuery()._replace(**saved.query)
        found.append({"view": saved.name, "title": "saved", "tickets": views.count(desk, query)})
    if session.json:
        session.answer(found)
    else:
        session.tell(
            set_out((str(one["view"]), str(one["title"]), str(one["tickets"])) for one in found)
        )


def duplicates(session: Session, ticket: tuple[str, ...]) -> None:
    """Show open tickets that may be about the same thing, the likeliest first."""
    desk = session.desk
    number = views.named(desk, " ".join(ticket))
    found = ticket_duplicates.likely(desk, number)
    if session.json:
        session.answer(
            [{**value(one.row), "score": one.score, "reason": one.reason} for one in found]
        )
        return
    session.tell(set_out((*cells(desk, one.row)[:6], one.reason) for one in found))
    if not found:
        complain(session.said("No open ticket looks like it."))


# Which ones


def query_of(desk: Desk, view: str | None) -> TicketQuery:
    """The query of a view of the queue, or of a saved one. Raises NotFoundError."""
    name = view or "all"
    if name in views.VIEWS:
        return views.TicketQuery(name)
    saved = choices.saved_views(desk, "tickets")
    for one in saved:
        if one.name.casefold() == name.casefold():
            return views.TicketQuery()._replace(**one.query)
    known = [*views.VIEWS, *(one.name for one in saved)]
    raise NotFoundError(
        f"There is no view '{name}'.", did_you_mean(name, known) or f"One of: {', '.join(known)}."
    )


def _viewed(desk: Desk, view: str | None, state: str | None) -> TicketQuery:
    query = query_of(desk, view)
    if not state:
        return query
    return query._replace(state="any" if state == "any" else meaning.ticket_state(state))


def _narrowed(
    desk: Desk,
    query: TicketQuery,
    *,
    kind: str | None,
    owner: str | None,
    queue: str | None,
    priority: str | None,
    customer: str | None,
    product: str | None,
    tag: str | None,
    find: str | None,
    sort: str | None,
) -> TicketQuery:
    chosen: dict[str, Any] = {}
    if kind:
        chosen["kind"] = meaning.choice(desk, "ticket_kind", kind)
    if queue:
        chosen["queue"] = meaning.choice(desk, "queue", queue)
    if owner:
        chosen["owner"] = meaning.colleague(desk, owner) or 0
    if customer:
        chosen["party"] = naming.party(desk, customer)
    if product:
        chosen["product"] = naming.product(desk, product)
    if find:
        from crm_tui.text.filters.printing import both, quoted

        chosen["text"] = both(query.text, quoted(find))
    for name, text in (("priority", priority), ("tag", tag), ("sort", sort)):
        if text:
            chosen[name] = text.lstrip("#") if name == "tag" else text
    return query._replace(**chosen)


# One ticket in a line


def value(row: TicketRow) -> dict[str, Any]:
    """A ticket for JSON."""
    return row._asdict()


def code(row: TicketRow) -> str:
    """What to call a ticket by: its number, or its id where that number could be taken for one."""
    return f"#{row.id}" if row.number.isdecimal() else one_line(row.number)


def sentence(desk: Desk, row: TicketRow) -> str:
    """A ticket in one sentence: what, of which kind, how far, until when, whose, from whom."""
    parts = [
        one_line(row.title),
        one_line(row.kind_label),
        row.priority if row.priority != "normal" else "",
        STATES.get(row.state, row.state),
        row.clock(desk.clock.now()),
        f"waits until {say_date(desk, row.wait_until)}" if row.wait_until else "",
        _for(desk, row),
        f"{one_line(row.party_name)} (#{row.party})" if row.party else "from no customer",
    ]
    return f"{code(row)}: {', '.join(filter(None, parts))}"


def cells(desk: Desk, row: TicketRow) -> tuple[str, ...]:
    """A ticket as a row of a table."""
    worth = f" {row.value}" if row.value else ""
    return (
        code(row),
        f"{one_line(row.party_name or row.contact_name, _TITLE)}{worth}",
        row.kind_label,
        one_line(row.title, _TITLE),
        row.priority,
        STATES.get(row.state, row.state),
        row.owner or "nobody",
        row.clock(desk.clock.now()),
        on_it(desk, row),
    )


def on_it(desk: Desk, row: TicketRow) -> str:
    """Who is on a ticket now; '' for nobody."""
    claim = row.claim
    return f"{one_line(claim.name)} since {say_hour(desk, claim.since)}" if claim else ""


def party_lines(desk: Desk, found: Sequence[TicketRow], endings: Endings) -> list[str]:
    """A customer's tickets as lines, ended ones with what came of them; their own name left out."""
    return set_out((*_short(desk, row), _ending(endings.get(row.id))) for row in found)


def _short(desk: Desk, row: TicketRow) -> tuple[str, ...]:
    number, _whose, *more = cells(desk, row)
    return number, *more


def _ending(ending: Ending | None) -> str:
    if ending is None:
        return ""
    offer = " ".join(filter(None, (ending.deal_number, ending.deal_title, ending.deal_state)))
    return ", ".join(one_line(part) for part in (ending.reason, ending.note, offer) if part)


def _for(desk: Desk, row: TicketRow) -> str:
    if not row.owner:
        return "nobody's"
    return f"for {one_line(row.owner)}" if row.assignee != desk.user else ""


def _counted(desk: Desk) -> str:
    there = views.counts(desk)
    return ", ".join(f"{title} {there[name]}" for name, title in views.VIEWS.items())
