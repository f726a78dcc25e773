"""What the queue can show: views in triage order, saved ones, those that narrow it or ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.priorities import PRIORITIES
from crm_tui.text.ticket_words import STATES
from crm_tui.views import choices
from crm_tui.views.tickets import ENDED, SORTS, VIEWS, TicketQuery, count

PLACE = "tickets"

SORT_KEYS: Final = {
    "d": ("due", "what runs out first"),
    "p": ("priority", "priority"),
    "n": ("newest", "newest"),
    "o": ("oldest", "oldest"),
    "s": ("said", "what they said last"),
}
"""The key that chooses an order, the order and its name on the screen."""

SORT_NAMES: Final = dict(SORT_KEYS.values())

VIEW_KEYS: Final = {
    "r": "running", "n": "unowned", "m": "mine", "a": "again", "c": "complaints", "o": "all",
}  # fmt: skip
"""The key that chooses a view in triage order."""

_NUMBERS = ("owner", "product", "party")


class QueueView(NamedTuple):
    """Which tickets are shown, under which name."""

    name: str
    query: TicketQuery

    @property
    def triage(self) -> str:
        """Which of the views in triage order this is; empty for others."""
        plain = self.query._replace(sort=TicketQuery().sort, columns="")
        return self.query.view if plain == TicketQuery(self.query.view) else ""


def view_of(code: str, sort: str = "due") -> QueueView:
    """A view in triage order."""
    return QueueView(VIEWS[code], TicketQuery(code, sort=sort))


def first_view(desk: Desk) -> QueueView:
    """The first view in triage order that has tickets: where a day at the desk begins."""
    return view_of(next((code for code in VIEWS if count(desk, TicketQuery(code))), "running"))


def saved(desk: Desk) -> list[QueueView]:
    """The views that everyone, or this user, has saved."""
    return [QueueView(row.name, query_of(row.query)) for row in choices.saved_views(desk, PLACE)]


def offered(desk: Desk) -> list[tuple[str, QueueView]]:
    """Every view there is; what each is by, first."""
    found = [("triage", view_of(code)) for code in VIEWS]
    found += [("saved", view) for view in saved(desk)]
    for state in ("waiting_customer", "waiting_inside"):
        found.append(("state", QueueView(STATES[state], TicketQuery(state=state))))
    for state in ENDED:
        found.append(("ended", QueueView(STATES[state], TicketQuery(state=state))))
    for name, by in (("queue", "queue"), ("kind", "ticket_kind")):
        for row in choices.choices(desk, by):
            found.append((name, QueueView(row.label, query_of({name: row.code}))))
    for priority in PRIORITIES:
        found.append(("priority", QueueView(priority, TicketQuery(priority=priority))))
    for user in choices.users(desk):
        if user.id != desk.user:
            found.append(("owner", QueueView(user.name, TicketQuery(owner=user.id))))
    for row in desk.store.rows(
        "SELECT id, name FROM product WHERE archived_at IS NULL ORDER BY name"
    ):
        found.append(("product", QueueView(row[1], TicketQuery(product=row[0]))))
    return found


def fields_of(query: TicketQuery) -> dict[str, Any]:
    """The fields in which a query differs from the plain queue."""
    plain = TicketQuery()._asdict()
    return {name: value for name, value in query._asdict().items() if value != plain[name]}


def query_of(fields: Mapping[str, Any]) -> TicketQuery:
    """The query that was kept as fields; what no longer fits is left out."""
    found: dict[str, Any] = {}
    for name, plain in TicketQuery()._asdict().items():
        value = fields.get(name)
        if name in _NUMBERS:
            found[name] = value if isinstance(value, int) else None
        elif name != "ids" and type(value) is type(plain):
            found[name] = value
    query = TicketQuery(**found)
    if query.view not in VIEWS:
        query = query._replace(view=TicketQuery().view)
    if query.state not in (*STATES, "any"):
        query = query._replace(state="")
    return query if query.sort in SORTS else query._replace(sort=TicketQuery().sort)


def kept_view(name: object, fields: object) -> QueueView:
    """The view the queue was left with; what runs out where that is not known."""
    if not isinstance(name, str) or not name or not isinstance(fields, Mapping):
        return view_of("running")
    return QueueView(name, query_of(fields))
