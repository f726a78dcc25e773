"""`crm list` and `crm views`: the customer list as the screen shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_tui.cli import chosen_columns, filter_words
from crm_tui.cli.layout import columns as set_out
from crm_tui.cli.layout import counted, say_moment
from crm_tui.cli.meaning import choice
from crm_tui.cli.session import Session, complain
from crm_tui.config import did_you_mean
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.views import choices, customers, naming
from crm_tui.views.customers import SORTS, WHO, CustomerQuery

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.customers import CustomerRow

USUAL = 50
NAMES = ("name", "company", "phone", "city", "state", "owner", "last")
HEADS = ("id", *NAMES[:-1], "last contact")
CHOICE = chosen_columns.usual(*NAMES)


def customer_list(
    session: Session,
    words: tuple[str, ...],
    limit: int | None,
    view: str | None,
    filter_text: str | None,
    columns: str | None,
    **said: Any,
) -> None:
    """Show the customers that pass the filters, in order."""
    desk = session.desk
    by = said.pop("sort") or ""
    if by in SORTS:
        said["sort"], by = by, ""
    query = _query(desk, view, said)
    if words or filter_text:
        from crm_tui.text.filters.printing import both

        filtered = filter_words.said(desk, "party", words, filter_text)
        query = query._replace(text=both(query.text, filtered))
    most = USUAL if limit is None else limit
    chosen = chosen_columns.meant(desk, "party", columns, CHOICE, query.columns)
    if by:
        ids = chosen_columns.page(
            desk,
            "party",
            by,
            lambda: customers.all_ids(desk, query),
            most,
            orders=tuple(SORTS),
            reverse=query.reverse,
        )
    else:
        ids = customers.page(desk, query, 0, most)
    rows = customers.rows(desk, ids)
    if session.json:
        told = [(row.id, row._asdict()) for row in rows]
        session.answer(chosen_columns.with_values(desk, "party", chosen, told))
        return
    lines = [(row.id, _cells(desk, row)) for row in rows]
    session.tell(chosen_columns.lines(desk, "party", chosen, NAMES, lines, HEADS))
    total = customers.count(desk, query)
    if total > len(rows):
        complain(f"{counted(total, 'customer')} in all; --limit shows more.")


def _cells(desk: Desk, row: CustomerRow) -> tuple[str, ...]:
    """The number of a customer, and what the columns of the list hold."""
    return (
        f"#{row.id}",
        row.name,
        row.company,
        row.phone,
        row.city,
        row.lifecycle.replace("_", " "),
        row.owner,
        say_moment(desk, row.last_contact_at),
    )


def views(session: Session) -> None:
    """Show the saved views of the customer list."""
    found = choices.saved_views(session.desk)
    if session.json:
        session.answer(found)
    else:
        session.tell(
            set_out(
                (view.name, ", ".join(f"{name} {value}" for name, value in view.query.items()))
                for view in found
            )
        )


def _query(desk: Desk, view: str | None, said: dict[str, Any]) -> CustomerQuery:
    query = _saved(desk, view) if view else CustomerQuery()
    chosen = {name: value for name, value in said.items() if value}
    for name, known in (("who", WHO), ("sort", tuple(SORTS))):
        if name in chosen and chosen[name] not in known:
            raise UsageError(
                f"--{name} cannot be {chosen[name]}.",
                did_you_mean(chosen[name], known) or f"One of: {', '.join(known)}.",
            )
    for name in ("lifecycle", "relationship"):
        if name in chosen:
            chosen[name] = choice(desk, name, chosen[name])
    if "owner" in chosen:
        nobody = chosen["owner"] in ("nobody", "none")
        chosen["owner"] = 0 if nobody else naming.user(desk, chosen["owner"])
    if "unvisited" in chosen:
        from crm_tui.views.management_visits import months_said

        chosen["unvisited"] = months_said(chosen["unvisited"])
    if "tag" in chosen:
        from crm_tui.text.fold import fold

        chosen["tag"] = fold(chosen["tag"].lstrip("#"))
    return query._replace(**chosen)


def _saved(desk: Desk, name: str) -> CustomerQuery:
    known = choices.saved_views(desk)
    for view in known:
        if view.name.casefold() == name.casefold():
            return CustomerQuery()._replace(**view.query)
    raise NotFoundError(
        f"There is no view '{name}'.",
        did_you_mean(name, [view.name for view in known]) or "'crm views' lists them.",
    )
