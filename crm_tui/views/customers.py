"""The customer list: which parties, in which order, and what a line shows.

A list holds a query and asks for pages; it never holds the table. Each order has an index that
serves the default filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.views import matching

if TYPE_CHECKING:
    from crm_tui.views.filtering.compiling import Filter

SORTS = {
    "name": "p.sort_name {dir}, p.id {dir}",
    "last_contact": "p.last_contact_at {reverse}, p.id {reverse}",
    "city": "p.city {dir}, p.id {dir}",
    "lifecycle": "p.lifecycle {dir}, p.sort_name {dir}, p.id {dir}",
    "newest": "p.id {reverse}",
}
"""The orders of the list; `last_contact` and `newest` begin with the newest."""

MANY = 20_000
"""So many ids one statement takes; more are read and sorted in parts."""

FEW = 5_000
"""So many rows are sorted faster than an order is walked for those among them."""

LAST = "\U0010ffff"
"""Stands after every letter: the end of a range of names that begin alike."""

WHO = ("customers", "companies", "people", "suppliers", "partners", "competitors", "everyone")


class CustomerQuery(NamedTuple):
    """What a list shows. `owner` is a user's id, 0 for nobody's; null for anyone's.

    `unvisited` asks for those whom nobody of our management has visited for so many months (S27).
    `columns` are those that are shown, as `list_columns` keeps them; empty for the usual ones.
    """

    text: str = ""
    who: str = "customers"
    owner: int | None = None
    tag: str = ""
    lifecycle: str = ""
    relationship: str = ""
    missing: str = ""
    unvisited: int = 0
    archived: bool = False
    sort: str = "name"
    reverse: bool = False
    columns: str = ""


class CustomerRow(NamedTuple):
    """A line of the list; `version` moves when the line may look different."""

    id: int
    kind: str
    name: str
    company: str
    phone: str
    city: str
    lifecycle: str
    relationship: str
    owner: str
    last_contact_at: datetime | None
    next_due: str
    archived: bool


_ROWS = """
SELECT p.id, p.kind, p.name,
  coalesce((SELECT c.name FROM relationship r JOIN party c ON c.id = r.other_id
    WHERE r.party_id = p.id AND r.kind = 'works_at' AND r.until IS NULL LIMIT 1),
    (SELECT c.name FROM party c WHERE c.id = p.parent_id), ''),
  coalesce((SELECT m.value FROM contact_method m WHERE m.party_id = p.id AND m.kind = 'phone'
    ORDER BY m.is_primary DESC, m.id LIMIT 1), ''),
  p.city, p.lifecycle, p.relationship,
  coalesce((SELECT u.login FROM "user" u WHERE u.id = p.owner_id), ''),
  p.last_contact_at,
  coalesce((SELECT min(k.due) FROM task k WHERE k.party_id = p.id AND k.state = 'open'), ''),
  p.archived_at IS NOT NULL
FROM party p WHERE p.id IN ({ids})
"""
_WHO = {
    "customers": "p.is_customer = 1",
    "companies": "p.kind = 'company'",
    "people": "p.kind = 'person'",
    "suppliers": "p.is_supplier = 1",
    "partners": "p.is_partner = 1",
    "competitors": "p.is_competitor = 1",
    "everyone": "",
}
_MISSING = {
    "wants": "p.wants = ''",
    "next_step": "NOT EXISTS (SELECT 1 FROM task k WHERE k.party_id = p.id AND k.state = 'open')",
    "contact": "p.last_contact_at IS NULL",
    "phone": "NOT EXISTS (SELECT 1 FROM contact_method m WHERE m.party_id = p.id"
    " AND m.kind = 'phone')",
}


_DENSE = [CustomerQuery(who=who) for who in ("customers", "companies", "people", "everyone")]
"""Lists that hold so many of all parties that the newest of them are near the table's end."""


def rows(desk: Desk, ids: Sequence[int]) -> list[CustomerRow]:
    """The lines of these parties, in this order; ids that are gone are left out."""
    found = {
        row[0]: CustomerRow._make([*row[:9], moment(row[9]), str(row[10]), bool(row[11])])
        for row in desk.store.rows_by_id(_ROWS, ids)
    }
    return [found[number] for number in ids if number in found]


def page(desk: Desk, query: CustomerQuery, offset: int, limit: int, total: int = 0) -> list[int]:
    """Ids of the parties from `offset` on, in the query's order.

    Where the `total` is known and the page lies beyond its middle, it is read from the end. A text
    that is a filter narrows the list; one of plain words is searched for.
    """
    if is_search(desk, query):
        return found_ids(desk, query)[offset : offset + limit]
    if query.text:
        return _page_of_filter(desk, query, offset, limit)
    shown, params = _shown(desk, query)
    from_end = total - offset - limit
    backwards = total > 0 and 0 <= from_end < offset
    order = _order(query, turned=backwards)
    ids = [
        row[0]
        for row in desk.store.rows(
            f"SELECT p.id FROM {shown} ORDER BY {order} LIMIT ? OFFSET ?",
            [*params, limit, from_end if backwards else offset],
        )
    ]
    return ids[::-1] if backwards else ids


def count(desk: Desk, query: CustomerQuery) -> int:
    """How many parties the query shows."""
    if is_search(desk, query):
        return len(found_ids(desk, query))
    shown, params = _shown(desk, query._replace(sort="name"))
    return int(desk.store.value(f"SELECT count(*) FROM {shown}", params))


def all_ids(desk: Desk, query: CustomerQuery) -> list[int]:
    """Every party the query shows, beyond the screen too, for changes to all of them."""
    if is_search(desk, query):
        return found_ids(desk, query, limit=1_000_000)
    shown, params = _shown(desk, query)
    return [
        row[0]
        for row in desk.store.rows(f"SELECT p.id FROM {shown} ORDER BY {_order(query)}", params)
    ]


def is_search(desk: Desk, query: CustomerQuery) -> bool:
    """Whether the query's text is plain words, which are searched for, and not a filter."""
    if not query.text:
        return False
    from crm_tui.views.filtering.compiling import is_filter

    return not is_filter(desk, "party", query.text)


def _page_of_filter(desk: Desk, query: CustomerQuery, offset: int, limit: int) -> list[int]:
    """A page of what a filter leaves: few are sorted, for many the order is walked."""
    from crm_tui.views.filtering.conditions import among

    narrowing = _filter(desk, query)
    where, params = _where(desk, query, narrowing=narrowing)
    order = _order(query)
    found = desk.store.rows(f"SELECT p.id FROM party p WHERE {where} LIMIT ?", [*params, FEW + 1])
    if len(found) <= FEW:
        few = among("p.id", [row[0] for row in found])
        where, params = few.where, list(few.params)
        order = f"p.archived_at IS NOT NULL, {order}".replace("p.", "+p.")
    else:
        where, params = _where(desk, query, narrowing=narrowing, walked=True)
    return [
        row[0]
        for row in desk.store.rows(
            f"SELECT p.id FROM party p WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
            [*params, limit, offset],
        )
    ]


def found_ids(desk: Desk, query: CustomerQuery, limit: int = matching.ENOUGH) -> list[int]:
    """Parties that match the words of the query's text and pass its filters, best first.

    A search looks at everyone, archived parties too (rule 16); only the filters that were
    chosen on top of the plain list narrow it. In the order by name, names that begin with the
    text come first and archived parties last. There are up to `limit`; the text is plain words,
    whatever it looks like.
    """
    text = clean(query.text)
    narrowed = query._replace(text="", who="everyone" if query.who == "customers" else query.who)
    first = _beginning_with(desk, narrowed, text, limit) if query.sort == "name" else {}
    if len(first) >= limit:
        return list(first)
    others = [
        number
        for number in matching.parties(desk, text, limit, begun=bool(first))
        if number not in first
    ]
    return [*first, *_passing(desk, narrowed, others)][:limit]


def _beginning_with(desk: Desk, query: CustomerQuery, text: str, limit: int) -> dict[int, None]:
    """Live parties whose name begins with the text, by name; an ordered set."""
    begins = matching.beginning(text)
    if not begins:
        return {}
    shown, params = _shown(desk, query._replace(archived=False))
    # One owner's names are few: the plus sign has them sorted instead of everyone's walked.
    order = "p.sort_name" if query.owner is None else "+p.sort_name"
    found = desk.store.rows(
        f"SELECT p.id FROM {shown} AND p.sort_name >= ? AND p.sort_name < ?"
        f" ORDER BY {order}, p.id LIMIT ?",
        [*params, begins, begins + LAST, limit],
    )
    return {row[0]: None for row in found}


def _passing(desk: Desk, query: CustomerQuery, ids: Sequence[int]) -> list[int]:
    """Those of the ids that pass the query's filters, in its order, archived ones last."""
    where, params = _where(desk, query, archived="")
    passed: list[int] = []
    for start in range(0, len(ids), MANY):
        part = ids[start : start + MANY]
        marks = ",".join("?" * len(part))
        passed += (
            row[0]
            for row in desk.store.rows(
                f"SELECT p.id FROM party p WHERE p.id IN ({marks}) AND {where}"
                f" ORDER BY p.archived_at IS NOT NULL, {_order(query)}",
                [*part, *params],
            )
        )
    return passed


def totals(desk: Desk, query: CustomerQuery) -> list[tuple[str, int]]:
    """(lifecycle, how many) of what the query shows, most first; they add up to its count (S1)."""
    shown, params = _shown(desk, query._replace(sort="name"))
    # A filter beside the state is better served by its own index than by the one that is
    # grouped already; the plus sign keeps the planner from that one.
    plain = query._replace(lifecycle="", sort="name", reverse=False, columns="")
    filtered = plain != CustomerQuery()
    state = "+p.lifecycle" if filtered else "p.lifecycle"
    return [
        (str(state), int(number))
        for state, number in desk.store.rows(
            f"SELECT {state} AS state, count(*) AS n FROM {shown}"
            f" GROUP BY {state} ORDER BY n DESC, state",
            params,
        )
    ]


def position(desk: Desk, query: CustomerQuery, party: int) -> int | None:
    """Where the party stands in the unsearched list ordered by name; None if not in it."""
    if query.text:
        return None
    where, params = _where(desk, query)
    found = desk.store.row(
        f"SELECT p.sort_name FROM party p WHERE p.id = ? AND {where}", [party, *params]
    )
    if found is None or query.sort != "name":
        return None
    before = ">" if query.reverse else "<"
    return int(
        desk.store.value(
            f"SELECT count(*) FROM party p WHERE {where} AND (p.sort_name, p.id) {before} (?, ?)",
            [*params, found[0], party],
        )
    )


def _order(query: CustomerQuery, *, turned: bool = False) -> str:
    descending = query.reverse != turned
    return SORTS[query.sort].format(
        dir="DESC" if descending else "ASC", reverse="ASC" if descending else "DESC"
    )


def _shown(desk: Desk, query: CustomerQuery) -> tuple[str, list[Any]]:
    """The parties a query shows: what stands after FROM, with its parameters.

    A tag that few carry is read from those who carry it, one that many do along the order.
    """
    if query.tag and _is_rare(desk, query.tag):
        where, params = _where(desk, query._replace(tag=""))
        return (
            "tag t CROSS JOIN tagging g CROSS JOIN party p"
            f" WHERE t.folded = ? AND g.tag_id = t.id AND p.id = g.party_id AND {where}"
        ), [query.tag, *params]
    where, params = _where(desk, query)
    plain = query._replace(sort="name", reverse=False, columns="")
    if query.sort == "newest" and plain in _DENSE:
        where = where.replace("p.", "+p.")  # walk the table from its end, no index to sort
    return f"party p WHERE {where}", params


def _is_rare(desk: Desk, tag: str) -> bool:
    carried = desk.store.value(
        "SELECT count(*) FROM (SELECT 1 FROM tagging g JOIN tag t ON t.id = g.tag_id"
        " WHERE t.folded = ? LIMIT ?) AS few",
        (tag, FEW),
    )
    return int(carried) < FEW


def _where(
    desk: Desk,
    query: CustomerQuery,
    archived: str | None = None,
    *,
    narrowing: Filter | None = None,
    walked: bool = False,
) -> tuple[str, list[Any]]:
    """The condition of a query, `narrowing` its text where that is known already.

    Where rows are `walked` in the list's order, the filter only sifts them; else, unless an index
    leads to them, the table is read as it lies, ten times as fast as along an index of the list.
    """
    put_away = "p.archived_at IS NOT NULL AND p.merged_into_id IS NULL"
    state = put_away if query.archived else "p.archived_at IS NULL"
    who = query.who
    narrowing = narrowing or _filter(desk, query)
    if narrowing is not None:  # it asks itself for what the plain list would leave out
        if not query.archived and (narrowing.searches or "archived" in narrowing.lifts):
            state = "p.merged_into_id IS NULL"
        if who == "customers" and (narrowing.searches or "who" in narrowing.lifts):
            who = "everyone"
    parts = [state if archived is None else archived, _WHO[who]]
    if narrowing is not None and not narrowing.indexed and not walked:
        parts = [part.replace("p.", "+p.") for part in parts]
    params: list[Any] = []
    if query.owner is not None:
        parts.append("p.owner_id = ?" if query.owner else "p.owner_id IS NULL")
        params += [query.owner] if query.owner else []
        if query.who != "customers":
            parts.append("p.is_customer IN (0, 1)")  # opens the owners' index down to the name
    if query.tag:
        parts.append(
            "p.id IN (SELECT g.party_id FROM tagging g JOIN tag t ON t.id = g.tag_id"
            " WHERE t.folded = ?)"
        )
        params.append(query.tag)
    for column in ("lifecycle", "relationship"):
        if chosen := getattr(query, column):
            parts.append(f"p.{column} = ?")
            params.append(chosen)
    parts.append(_MISSING.get(query.missing, ""))
    if query.unvisited > 0:
        from crm_tui.views.management_visits import VISITED, months_ago

        parts.append(f"p.id NOT IN ({VISITED})")
        params += [months_ago(desk, query.unvisited).isoformat()] * 2
    if narrowing is not None:
        parts.append(f"({narrowing.condition.where}){' IS TRUE' if walked else ''}")
        params += narrowing.condition.params
    return " AND ".join(part for part in parts if part) or "1 = 1", params


def _filter(desk: Desk, query: CustomerQuery) -> Filter | None:
    if not query.text:
        return None
    from crm_tui.views.filtering.compiling import narrowed

    return narrowed(desk, "party", query.text)
