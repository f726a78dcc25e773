"""`crm list` and `crm views`: the customer list as the screen shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_tui.cli import filter_words
from crm_tui.cli.layout import columns, counted, say_moment
from crm_tui.cli.meaning import choice
from crm_tui.cli.session import Session, complain
from crm_tui.config import did_you_mean
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.views import choices, customers, naming
from crm_tui.views.customers import SORTS, WHO, CustomerQuery

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk

USUAL = 50
HEADS = ("id", "name", "company", "phone", "city", "state", "owner", "last contact")


def customer_list(
    session: Session,
    words: tuple[str, ...],
    limit: int | None,
    view: str | None,
    filter_text: str | None,
    **said: Any,
) -> None:
    """Show the customers that pass the filters, in order."""
    desk = session.desk
    query = _query(desk, view, said)
    if words or filter_text:
        from crm_tui.text.filters.printing import both

        filtered = filter_words.said(desk, "party", words, filter_text)
        query = query._replace(text=both(query.text, filtered))
    most = USUAL if limit is None else limit
    rows = customers.rows(desk, customers.page(desk, query, 0, most))
    if session.json:
        session.answer(rows)
        return
    session.tell(
        columns(
            (
                (
                    f"#{row.id}", row.name, row.company, row.phone, row.city,
                    row.lifecycle.replace("_", " "), row.owner,
                    say_moment(desk, row.last_contact_at),
                )
                for row in rows
            ),
            HEADS,
        )
    )  # fmt: skip
    total = customers.count(desk, query)
    if total > len(rows):
        complain(f"{counted(total, 'customer')} in all; --limit shows more.")


def views(session: Session) -> None:
    """Show the saved views of the customer list."""
    found = choices.saved_views(session.desk)
    if session.json:
        session.answer(found)
    else:
        session.tell(
            columns(
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
