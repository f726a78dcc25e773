"""The pipeline board: a column a stage with its sums, its deals read page by page (S80).

The sums are added up along an index; a column's deals are read where they come into sight.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.fold import words
from crm_tui.views import pipelines, tickets, workdays
from crm_tui.views.pipelines import StageRow

if TYPE_CHECKING:
    from crm_tui.views.filtering.conditions import Sql

FOUND_MOST = 500

PROBABILITY = "coalesce(d.probability, s.probability)"
"""The probability that counts, in percent: the deal's own, 0 too, else its stage's (rule 6)."""

WEIGHTED = f"(d.amount_minor * {PROBABILITY} + 50) / 100"
"""An amount by its probability, rounded half up to minor units (rule 8)."""

_LIVE = "d.state = 'open' AND d.archived_at IS NULL"
_ORDERS = {
    "close": "d.expected_close NULLS LAST, d.id",
    "amount": "d.amount_minor IS NULL, d.amount_minor DESC, d.id",
    "stage": "d.stage_since, d.id",
    "newest": "d.id DESC",
}
SORTS = tuple(_ORDERS)


class BoardQuery(NamedTuple):
    """Which open deals a board shows.

    `owner` is a user's id, 0 for nobody's, None for anyone's; `since` and `until` bound the
    expected close, both included; `text` are words of the deal or its customer, or a filter.
    """

    pipeline: int = 1
    owner: int | None = None
    product: int | None = None
    source: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    sort: str = "close"


class Sum(NamedTuple):
    """What deals in one currency come to, in minor units; `weighted` by their probability."""

    currency: str
    amount_minor: int
    weighted_minor: int


class BoardColumn(NamedTuple):
    """A stage with how many open deals stand in it, and their sums, one a currency.

    Deals whose amount is not known count but add nothing.
    """

    stage: StageRow
    deals: int
    sums: tuple[Sum, ...]


class DealCard(NamedTuple):
    """A deal on the board. `days` it stands in its stage; `stale` where that is too long.

    `next_due` is the day of its next open task, '' for a task without one, None for no task.
    `complaints` is how many open ones its customer has (S105).
    """

    id: int
    number: str
    title: str
    party: int | None
    party_name: str
    amount_minor: int | None
    currency: str
    probability: int
    own_probability: bool
    owner: str
    expected_close: date | None
    stage: int
    stage_name: str
    state: str
    days: int
    stale: bool
    next_step: str
    next_due: str | None
    closed_on: date | None
    version: int
    complaints: int = 0


_CARDS = f"""
SELECT d.id, d.number, d.title, d.party_id, coalesce(p.name, ''), d.amount_minor, d.currency,
  {PROBABILITY}, d.probability IS NOT NULL, coalesce(u.login, ''), d.expected_close,
  d.stage_id, s.name, d.state, d.stage_since, s.stale_days,
  coalesce(k.title, ''), CASE WHEN k.id IS NOT NULL THEN coalesce(k.due, '') END,
  d.closed_on, d.version
FROM deal d JOIN stage s ON s.id = d.stage_id
  LEFT JOIN party p ON p.id = d.party_id LEFT JOIN "user" u ON u.id = d.owner_id
  LEFT JOIN task k ON k.id = coalesce(
    (SELECT n.id FROM task n WHERE n.deal_id = d.id AND n.state IN ('open', 'doing')
      ORDER BY n.due IS NULL, n.due, n.id LIMIT 1),
    (SELECT n.id FROM task n WHERE n.party_id = d.party_id AND n.deal_id IS NULL
      AND n.state IN ('open', 'doing') ORDER BY n.due IS NULL, n.due, n.id LIMIT 1))
WHERE d.id IN ({{ids}})
"""


def columns(desk: Desk, query: BoardQuery) -> list[BoardColumn]:
    """The open stages of the pipeline with their counts and sums."""
    where, params = _where(desk, query)
    rows = desk.store.rows(
        f"SELECT d.stage_id, d.currency, count(*), coalesce(sum(d.amount_minor), 0),"
        f" coalesce(sum({WEIGHTED}), 0), count(d.amount_minor)"
        f" FROM deal d JOIN stage s ON s.id = d.stage_id WHERE {where}"
        " GROUP BY d.stage_id, d.currency ORDER BY d.currency",
        params,
    )
    return [
        BoardColumn(
            stage,
            sum(row[2] for row in rows if row[0] == stage.id),
            tuple(
                Sum(row[1], int(row[3]), int(row[4]))
                for row in rows
                if row[0] == stage.id and row[5]
            ),
        )
        for stage in pipelines.stages(desk, query.pipeline)
        if stage.kind == "open"
    ]


def page(desk: Desk, query: BoardQuery, stage: int, offset: int, limit: int) -> list[int]:
    """Ids of the deals of a column from `offset` on, in the query's order."""
    where, params = _where(desk, query)
    rows = desk.store.rows(
        f"SELECT d.id FROM deal d WHERE {where} AND d.stage_id = ?"
        f" ORDER BY {_ORDERS[query.sort]} LIMIT ? OFFSET ?",
        (*params, stage, limit, offset),
    )
    return [row[0] for row in rows]


def place_of(desk: Desk, query: BoardQuery, deal: int) -> tuple[int, int] | None:
    """The stage a deal stands in and its place from the column's top; None for one not shown."""
    where, params = _where(desk, query)
    stage = desk.store.value(
        f"SELECT d.stage_id FROM deal d WHERE {where} AND d.id = ?", (*params, deal)
    )
    if stage is None:
        return None
    place = desk.store.value(
        f"SELECT place FROM (SELECT d.id AS id, row_number() OVER (ORDER BY {_ORDERS[query.sort]})"
        f" AS place FROM deal d WHERE {where} AND d.stage_id = ?) AS ranked WHERE id = ?",
        (*params, stage, deal),
    )
    return int(stage), int(place) - 1


def all_ids(desk: Desk, query: BoardQuery) -> list[int]:
    """Every deal the board shows."""
    where, params = _where(desk, query)
    return [row[0] for row in desk.store.rows(f"SELECT d.id FROM deal d WHERE {where}", params)]


def parties_of(desk: Desk, deals: Sequence[int]) -> list[int]:
    """The customers of deals, each once."""
    rows = desk.store.rows_by_id("SELECT DISTINCT party_id FROM deal WHERE id IN ({ids})", deals)
    return sorted({row[0] for row in rows if row[0] is not None})


def ended(desk: Desk, state: str, limit: int) -> list[int]:
    """The deals won or lost last, the newest first."""
    rows = desk.store.rows(
        "SELECT id FROM deal WHERE state = ? AND archived_at IS NULL"
        " ORDER BY closed_on DESC, id DESC LIMIT ?",
        (state, limit),
    )
    return [row[0] for row in rows]


def open_deals(desk: Desk) -> int:
    """How many deals are open, in all pipelines."""
    return int(desk.store.value(f"SELECT count(*) FROM deal d WHERE {_LIVE}"))


def cards(desk: Desk, ids: Sequence[int]) -> list[DealCard]:
    """The cards of these deals, in this order; deals that are gone are left out."""
    today = desk.clock.today()
    rows = desk.store.rows_by_id(_CARDS, ids)
    parties = sorted({row[3] for row in rows if row[3] is not None and row[13] == "open"})
    complaints = tickets.open_complaints(desk, parties)
    found = {row[0]: _card(row, today, complaints.get(row[3], 0)) for row in rows}
    return [found[number] for number in ids if number in found]


def _card(row: Sequence[Any], today: date, complaints: int) -> DealCard:
    days = (today - workdays.as_day(row[14])).days
    is_open = row[13] == "open"
    return DealCard._make([
        *row[:8], bool(row[8]), row[9], workdays.as_day(row[10]) if row[10] else None,
        *row[11:14], days, is_open and row[15] is not None and days > row[15],
        row[16], None if row[17] is None else str(row[17]),
        workdays.as_day(row[18]) if row[18] else None, row[19],
        complaints if is_open else 0,
    ])  # fmt: skip


def _where(desk: Desk, query: BoardQuery) -> tuple[str, list[Any]]:
    parts = [_LIVE, "d.pipeline_id = ?"]
    params: list[Any] = [query.pipeline]
    if query.owner is not None:
        parts.append("d.owner_id = ?" if query.owner else "d.owner_id IS NULL")
        params += [query.owner] if query.owner else []
    if query.product is not None:
        parts.append(
            "EXISTS (SELECT 1 FROM line_item i WHERE i.deal_id = d.id AND i.product_id = ?)"
        )
        params.append(query.product)
    for column, sign, value in (
        ("source", "=", query.source or None),
        ("expected_close", ">=", query.since and query.since.isoformat()),
        ("expected_close", "<=", query.until and query.until.isoformat()),
    ):
        if value is not None:
            parts.append(f"d.{column} {sign} ?")
            params.append(value)
    if query.text.strip():
        narrowed = _found_by(desk, query.text)
        parts.append(f"({narrowed.where})")
        params += narrowed.params
    return " AND ".join(parts), params


def _found_by(desk: Desk, text: str) -> Sql:
    """What a search for plain words finds, or a filter leaves."""
    from crm_tui.views.filtering.compiling import narrowed
    from crm_tui.views.filtering.conditions import ALWAYS
    from crm_tui.views.filtering.deals import search

    said = narrowed(desk, "deal", text)
    if said is not None:
        return said.condition
    return search(desk, text, FOUND_MOST) if words(text) else ALWAYS
