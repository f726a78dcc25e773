"""The queue: tickets in triage order, read page by page, and each line of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_tui.errors import NotFoundError, SeveralMatchError
from crm_tui.models.stored import instant_text, moment
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold, words
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.text.ticket_words import clock_words
from crm_tui.views import choices, customer_value, naming
from crm_tui.views.customer_value import ValueClasses

if TYPE_CHECKING:
    from crm_tui.views.filtering.compiling import Filter

FOUND_MOST = 500
OPEN = "t.state IN ('new', 'open', 'waiting_customer', 'waiting_inside') AND t.archived_at IS NULL"
"""Tickets that have not ended, in the words of the indexes."""
_OVER = "t.state IN ('solved', 'closed', 'merged') AND t.archived_at IS NULL"

VIEWS = {
    "running": "running out",
    "unowned": "new and nobody's",
    "mine": "mine",
    "again": "mine and due again",
    "complaints": "complaints",
    "all": "all open",
}
"""The views of the queue in triage order, with what a user reads."""

ENDED = ("solved", "closed", "merged")
_OF_STAFF = (
    "t.party_id IN (SELECT r.party_id FROM relationship r"
    " WHERE r.other_id = ? AND r.kind = 'works_at' AND r.until IS NULL)"
)
_SAID_BY = (
    "SELECT t.party_id, t.id FROM ticket t WHERE t.party_id IN ({ids})",
    "SELECT t.contact_id, t.id FROM ticket t WHERE t.contact_id IN ({ids})",
    "SELECT r.other_id, t.id FROM relationship r JOIN ticket t ON t.party_id = r.party_id"
    " WHERE r.other_id IN ({ids}) AND r.kind = 'works_at' AND r.until IS NULL",
)
_BY_DUE = "coalesce(t.due_at, '9999'), t.id"
# Read along the index of openings, few tickets would be looked for among all that ever were.
_OPENED = "coalesce(t.opened_at, '')"
_ORDERS = {
    "due": _BY_DUE,
    "newest": f"{_OPENED} DESC, t.id DESC",
    "oldest": f"{_OPENED}, t.id",
    "priority": (
        "CASE t.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, "
        + _BY_DUE
    ),
    "said": "coalesce(t.last_in_at, '') DESC, t.id DESC",
}
SORTS = tuple(_ORDERS)


class TicketQuery(NamedTuple):
    """Which tickets a queue shows.

    `view` is one of `VIEWS`; a `state` asks for it instead, `any` for all. `owner` is a
    user's id, 0 for nobody's, None for anyone's; `text` are words of the ticket, its customer or
    what was said, or a filter; one that speaks of the state asks for it instead of `view`; `ids`
    are just these. `columns` are those that are shown beside the usual ones, as `list_columns`
    keeps them.
    """

    view: str = "all"
    kind: str = ""
    queue: str = ""
    priority: str = ""
    state: str = ""
    owner: int | None = None
    product: int | None = None
    party: int | None = None
    tag: str = ""
    text: str = ""
    ids: tuple[int, ...] | None = None
    sort: str = "due"
    columns: str = ""


class ClaimRow(NamedTuple):
    """Who is on a ticket, since when and, if nothing else happens, until when."""

    user: int
    name: str
    since: datetime
    until: datetime


class TicketRow(NamedTuple):
    """A line of the queue; `value` is the class of the customer, A, B, C or empty."""

    id: int
    number: str
    title: str
    kind: str
    kind_label: str
    is_complaint: bool
    party: int | None
    party_name: str
    contact: int | None
    contact_name: str
    product: int | None
    product_name: str
    channel: str
    queue: str
    assignee: int | None
    owner: str
    priority: str
    state: str
    opened_at: datetime
    policy: int | None
    first_response_due: datetime | None
    resolution_due: datetime | None
    due_at: datetime | None
    warn_at: datetime | None
    first_responded_at: datetime | None
    resolved_at: datetime | None
    wait_until: str | None
    closing_reason: str
    last_in_at: datetime | None
    last_out_at: datetime | None
    rating: int | None
    version: int
    value: str
    claim: ClaimRow | None

    def clock(self, now: datetime) -> str:
        """What its clock says in words: 'answer due in 40 min', 'late 2 h'."""
        return clock_words(
            now, self.state, self.first_response_due, self.resolution_due, self.first_responded_at
        )


_INSTANTS = (18, 20, 21, 22, 23, 24, 25, 28, 29)
_ROWS = """
SELECT t.id, t.number, t.title, t.kind, coalesce(k.label, t.kind),
  coalesce(k.meaning = 'complaint', 0), t.party_id, coalesce(p.name, ''),
  t.contact_id, coalesce(c.name, ''), t.product_id, coalesce(g.name, ''), t.channel, t.queue,
  t.assignee_id, coalesce(u.login, ''), t.priority, t.state, t.opened_at, t.policy_id,
  t.first_response_due, t.resolution_due, t.due_at, t.warn_at, t.first_responded_at,
  t.resolved_at, t.wait_until, t.closing_reason, t.last_in_at, t.last_out_at, t.rating, t.version
FROM ticket t LEFT JOIN choice k ON k.list = 'ticket_kind' AND k.code = t.kind
  LEFT JOIN party p ON p.id = t.party_id LEFT JOIN party c ON c.id = t.contact_id
  LEFT JOIN product g ON g.id = t.product_id LEFT JOIN "user" u ON u.id = t.assignee_id
WHERE t.id IN ({ids})
"""


def page(desk: Desk, query: TicketQuery, offset: int, limit: int) -> list[int]:
    """Ids of the tickets from `offset` on, in the query's order."""
    where, params = _where(desk, query)
    rows = desk.store.rows(
        f"SELECT t.id FROM ticket t WHERE {where} ORDER BY {_order(query)} LIMIT ? OFFSET ?",
        (*params, limit, offset),
    )
    return [row[0] for row in rows]


def count(desk: Desk, query: TicketQuery) -> int:
    """How many tickets there are of it."""
    where, params = _where(desk, query)
    return int(desk.store.value(f"SELECT count(*) FROM ticket t WHERE {where}", params))


def counts(desk: Desk) -> dict[str, int]:
    """How many tickets each view of the queue has, for whoever asks."""
    return {view: count(desk, TicketQuery(view)) for view in VIEWS}


def place_of(desk: Desk, query: TicketQuery, ticket: int) -> int | None:
    """The place of a ticket from the top; None where it is not among them."""
    where, params = _where(desk, query)
    if (
        desk.store.row(f"SELECT 1 FROM ticket t WHERE t.id = ? AND {where}", (ticket, *params))
        is None
    ):
        return None
    order = _order(query)
    keys, before = order.replace(" DESC", ""), ">" if " DESC" in order else "<"
    return int(
        desk.store.value(
            f"SELECT count(*) FROM ticket t WHERE {where}"
            f" AND ({keys}) {before} (SELECT {keys} FROM ticket t WHERE t.id = ?)",
            (*params, ticket),
        )
    )


def all_ids(desk: Desk, query: TicketQuery) -> list[int]:
    """Every ticket of it, in its order."""
    where, params = _where(desk, query)
    rows = desk.store.rows(
        f"SELECT t.id FROM ticket t WHERE {where} ORDER BY {_order(query)}", params
    )
    return [row[0] for row in rows]


def rows(desk: Desk, ids: Sequence[int], values: ValueClasses | None = None) -> list[TicketRow]:
    """The lines of these tickets, in this order; tickets that are gone are left out.

    `values`, where they are known already, spare the reckoning of the customers' classes.
    """
    found = desk.store.rows_by_id(_ROWS, ids)
    parties = sorted({row[6] for row in found if row[6] is not None})
    worth = customer_value.classes(desk, parties, values) if parties else {}
    on_it = claims(desk, ids)
    lines = {row[0]: _row(row, worth.get(row[6], ""), on_it.get(row[0])) for row in found}
    return [lines[number] for number in ids if number in lines]


def ticket_row(desk: Desk, ticket: int, values: ValueClasses | None = None) -> TicketRow:
    """One line. Raises NotFoundError for a ticket that is not there."""
    found = rows(desk, [ticket], values)
    if not found:
        raise NotFoundError(f"There is no ticket {ticket}.", "'crm ticket list' shows them.")
    return found[0]


def claims(desk: Desk, tickets: Sequence[int]) -> dict[int, ClaimRow]:
    """Who is on these tickets now."""
    now = instant_text(desk.clock.now())
    found = desk.store.rows_by_id(
        'SELECT c.ticket_id, c.user_id, u.name, c.since, c.until FROM claim c JOIN "user" u'
        " ON u.id = c.user_id WHERE c.ticket_id IN ({ids})",
        tickets,
    )
    return {
        row[0]: ClaimRow(row[1], row[2], _at(row[3]), _at(row[4]))
        for row in found
        if str(row[4]) > now
    }


def parties_of(desk: Desk, tickets: Sequence[int]) -> list[int]:
    """The customers of tickets, each once."""
    found = desk.store.rows_by_id(
        "SELECT DISTINCT party_id FROM ticket WHERE id IN ({ids})", tickets
    )
    return sorted({row[0] for row in found if row[0] is not None})


def of_party(
    desk: Desk, party: int, *, ended: int = 5, values: ValueClasses | None = None
) -> list[TicketRow]:
    """A customer's tickets: all open ones, then the last ended.

    With them those that it is the contact of, and a company's people's own.
    """
    sql = (
        f"SELECT t.id FROM ticket t WHERE (t.party_id = ? OR t.contact_id = ? OR {_OF_STAFF})"
        " AND t.archived_at IS NULL AND {which} LIMIT ?"
    )
    still = sql.format(which=f"{OPEN} ORDER BY {_BY_DUE}")
    over = sql.format(
        which="t.state IN ('solved', 'closed') ORDER BY t.state_since DESC, t.id DESC"
    )
    ids = [row[0] for row in desk.store.rows(still, (party, party, party, FOUND_MOST))]
    ids += [row[0] for row in desk.store.rows(over, (party, party, party, ended))]
    return rows(desk, ids, values)


def open_complaints(desk: Desk, parties: Sequence[int]) -> dict[int, int]:
    """How many open complaints each of these customers has, for those who have any (S105)."""
    found: dict[int, int] = {}
    for party, _ticket in complaints_of(desk, parties):
        found[party] = found.get(party, 0) + 1
    return found


def complaints_of(desk: Desk, parties: Sequence[int]) -> set[tuple[int, int]]:
    """(customer, ticket) of each open complaint of these customers (S105).

    A company's are those of the people who work there, too, and a person's those that they said
    for their company.
    """
    kinds = complaint_kinds(desk) if parties else []
    if not kinds:
        return set()
    # A few customers have few tickets: the plus sign has all complaints left unread.
    which = f"{OPEN} AND +t.kind IN ({','.join('?' * len(kinds))})"
    sql = " UNION ".join(f"{said} AND {which}" for said in _SAID_BY)
    found: set[tuple[int, int]] = set()
    for start in range(0, len(parties), 300):
        part = list(parties[start : start + 300])
        one = sql.replace("{ids}", ",".join("?" * len(part)))
        found |= set(desk.store.rows(one, [*part, *kinds] * 3))
    return found


def complaint_kinds(desk: Desk) -> list[str]:
    """The kinds of tickets that mean a complaint."""
    return [row.code for row in choices.choices(desk, "ticket_kind") if row.meaning == "complaint"]


def named(desk: Desk, text: str) -> int:
    """The ticket with this number (`T12`), id, key elsewhere or title, or the only one whose title
    begins so; for one that was merged the one that is left (rule 11).

    `#12` is an id and nothing else. Raises NotFoundError for none and SeveralMatchError, listing
    them, for several; also where one ticket has as its number or key the id of another.
    """
    typed = clean(text).strip()
    found = naming.numbered(desk, "ticket", typed, "T")
    if not found:
        wanted = words(typed)
        ids = desk.store.engine.find_tickets(wanted, FOUND_MOST) if wanted else []
        found = set(naming.titled(desk, "ticket", typed, ids))
    left = sorted({left_of(desk, one) for one in found})
    if not left:
        raise NotFoundError(
            f"There is no ticket {quoted(typed)}.", "'crm ticket list' shows their numbers."
        )
    if len(left) > 1:
        shown = rows(desk, left[:-21:-1])
        told = [(row.number, row.title, row.party_name, row.state) for row in shown]
        raise SeveralMatchError(
            f"{quoted(typed)} could be {len(left)} tickets.",
            f"Say which by its id: #{shown[0].id}.",
            candidates=[
                (row.id, ", ".join(filter(None, said)))
                for row, said in zip(shown, told, strict=True)
            ],
        )
    return left[0]


def left_of(desk: Desk, ticket: int) -> int:
    """The ticket itself, or the one it was merged into."""
    into = desk.store.value("SELECT merged_into_id FROM ticket WHERE id = ?", (ticket,))
    return ticket if into is None else left_of(desk, int(into))


def _at(value: Any) -> datetime:
    found = moment(value)
    assert found is not None
    return found


def _row(row: Sequence[Any], value: str, claim: ClaimRow | None) -> TicketRow:
    cells = list(row)
    cells[5] = bool(cells[5])
    for index in _INSTANTS:
        cells[index] = moment(cells[index])
    cells[26] = None if cells[26] is None else str(cells[26])
    return TicketRow._make([*cells, value, claim])


def _order(query: TicketQuery) -> str:
    if query.state in ENDED and query.sort == "due":  # nothing is due: the last ended first
        return "t.state_since DESC, t.id DESC"
    order = _ORDERS[query.sort]
    return order.replace(_OPENED, "t.opened_at") if query.state == "any" else order


def _where(desk: Desk, query: TicketQuery) -> tuple[str, list[Any]]:
    narrowing = _filter(desk, query.text)
    lifts = narrowing.lifts if narrowing else frozenset()
    if "state" in lifts and not query.state:
        query = query._replace(state="any")
    parts, params = _of_view(desk, query)
    if "archived" in lifts and query.state == "any":
        parts.remove("t.archived_at IS NULL")
    if narrowing is not None:
        parts.append(f"({narrowing.condition.where})")
        params += narrowing.condition.params
    if query.owner is not None:
        parts.append("t.assignee_id = ?" if query.owner else "t.assignee_id IS NULL")
        params += [query.owner] if query.owner else []
    for column, value in (
        ("kind", query.kind or None),
        ("queue", query.queue or None),
        ("priority", query.priority or None),
        ("product_id", query.product),
    ):
        if value is not None:
            parts.append(f"t.{column} = ?")
            params.append(value)
    if query.party is not None:
        parts.append("(t.party_id = ? OR t.contact_id = ?)")
        params += [query.party, query.party]
    if query.tag:
        parts.append(
            "EXISTS (SELECT 1 FROM ticket_tagging g JOIN tag a ON a.id = g.tag_id"
            " WHERE g.ticket_id = t.id AND a.folded = ?)"
        )
        params.append(fold(query.tag))
    if narrowing is None and words(query.text):
        from crm_tui.views.filtering.tickets import search

        found = search(desk, query.text, FOUND_MOST)
        parts.append(f"({found.where})")
        params += found.params
    return " AND ".join(parts), params


def _filter(desk: Desk, text: str) -> Filter | None:
    if not text.strip():
        return None
    from crm_tui.views.filtering.compiling import narrowed

    return narrowed(desk, "ticket", text)


def _of_view(desk: Desk, query: TicketQuery) -> tuple[list[str], list[Any]]:
    if query.ids is not None:
        return [f"t.id IN ({', '.join('?' * len(query.ids))})"], list(query.ids)
    if query.state:
        if query.state == "any":
            return ["t.archived_at IS NULL"], []
        return [_OVER if query.state in ENDED else OPEN, "t.state = ?"], [query.state]
    now = instant_text(desk.clock.now())
    if query.view == "running":
        return [OPEN, "t.warn_at <= ?"], [now]
    if query.view == "unowned":
        return [OPEN, "t.state = 'new'", "t.assignee_id IS NULL"], []
    own = [desk.user, desk.clock.today().isoformat()]
    if query.view == "mine":
        there = "t.state <> 'waiting_customer'"
        return [OPEN, "t.assignee_id = ?", "coalesce(t.wait_until, '') <= ?", there], own
    if query.view == "again":
        return [OPEN, "t.assignee_id = ?", "t.wait_until <= ?"], own
    if query.view == "complaints":
        kinds = complaint_kinds(desk)
        return [OPEN, f"t.kind IN ({', '.join('?' * len(kinds))})"], list(kinds)
    return [OPEN], []
