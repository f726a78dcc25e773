"""Which records an export is asked for by a filter or by the name of a saved view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from crm_tui.config import did_you_mean
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.store.desk import Desk
from crm_tui.text.say import quoted
from crm_tui.views import choices
from crm_tui.views.whole_records import Asked

if TYPE_CHECKING:
    from crm_tui.views.filtering.records import Kind

_RECORDS: Final[dict[str, Kind]] = {
    "customers": "party", "people": "party", "deals": "deal", "tasks": "task", "tickets": "ticket",
}  # fmt: skip
_ALL = 1_000_000_000
_DAYS = ("since", "until")


def filtered(desk: Desk, kind: str, text: str, asked: Asked) -> Asked:
    """What was asked for, and of that only what a filter or search leaves.

    Raises FilterError, which points at the place, UsageError for a kind that has no filters.
    """
    record = _RECORDS.get(kind)
    if record is None:
        raise UsageError(
            f"{kind.capitalize()} cannot be filtered.", f"{', '.join(_RECORDS)} can be."
        )
    from crm_tui.views.filtering.compiling import check, narrowed

    check(desk, record, text)
    said = narrowed(desk, record, text)
    if said is None:
        return asked._replace(within=_found(desk, kind, text, archived=asked.archived))
    return asked._replace(
        where=(*asked.where, f"({said.condition.where})"),
        params=(*asked.params, *said.condition.params),
        archived=asked.archived or "archived" in said.lifts,
    )


def viewed(desk: Desk, kind: str, name: str) -> Sequence[int]:
    """The ids that a view shows, in its order. Raises NotFoundError where there is none."""
    if kind == "customers":
        from crm_tui.views import customers

        plain = customers.CustomerQuery()
        return customers.all_ids(desk, plain._replace(**_saved(desk, "customers", name, plain)))
    if kind == "deals":
        from crm_tui.views import board

        all_deals = board.BoardQuery()
        said = _saved(desk, "pipeline", name, all_deals)
        return board.all_ids(desk, all_deals._replace(**said))
    if kind == "tickets":
        from crm_tui.views import tickets

        queue = tickets.TicketQuery(name if name in tickets.VIEWS else "all")
        if name not in tickets.VIEWS:
            queue = queue._replace(**_saved(desk, "tickets", name, queue, tickets.VIEWS))
        return tickets.all_ids(desk, queue)
    raise UsageError(f"{kind.capitalize()} have no views.", "customers, deals and tickets have.")


def _saved(
    desk: Desk, place: str, name: str, query: NamedTuple, others: Iterable[str] = ()
) -> dict[str, Any]:
    """What a saved view asks for; what no longer fits the query is left out."""
    views = choices.saved_views(desk, place)
    for view in views:
        if view.name.casefold() == name.casefold():
            told = {key: value for key, value in view.query.items() if key in query._fields}
            days = {key: date.fromisoformat(told[key]) for key in _DAYS if told.get(key)}
            return {**told, **days}
    known = [*others, *(view.name for view in views)]
    hint = did_you_mean(name, known) or f"There are: {', '.join(known) or 'none'}."
    raise NotFoundError(f"There is no view {quoted(name)}.", hint)


def _found(desk: Desk, kind: str, text: str, *, archived: bool) -> Sequence[int]:
    """The records that plain words find."""
    if kind == "tickets":
        from crm_tui.views import tickets

        return tickets.all_ids(desk, tickets.TicketQuery(text=text, state="any"))
    if kind == "tasks":
        from crm_tui.views import tasks

        queries = (tasks.WorkQuery(text=text, ended=ended) for ended in (False, True))
        return [row.id for query in queries for row in tasks.listed(desk, query, _ALL)]
    if kind == "deals":
        from crm_tui.views import deals

        query = deals.DealQuery(state="", text=text)
        return [card.id for card in deals.listed(desk, query, _ALL)]
    from crm_tui.views import customers

    found = customers.CustomerQuery(text=text, who="everyone")
    live = customers.all_ids(desk, found)
    return [*live, *customers.all_ids(desk, found._replace(archived=True))] if archived else live
