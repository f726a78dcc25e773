"""The views of the customer list that are always there (S33, S1); saved ones come after them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.firm_words import FirmWords
from crm_tui.views.choices import saved_views
from crm_tui.views.customers import SORTS, WHO, CustomerQuery

SORT_KEYS = {
    "n": ("name", "name"),
    "l": ("last_contact", "last contact"),
    "c": ("city", "city"),
    "s": ("lifecycle", "state"),
    "a": ("newest", "newest"),
}
"""The key that chooses an order, the order and its name on the screen."""

SORT_NAMES = dict(SORT_KEYS.values())


class ListView(NamedTuple):
    """A view under its name."""

    name: str
    query: CustomerQuery

    def title(self, firm: FirmWords) -> str:
        """The name as it is shown: that of all customers in the firm's words."""
        return firm.said(self.name) if self.query == CustomerQuery() else self.name


def built_in(desk: Desk) -> list[ListView]:
    """The views everyone has."""
    from crm_tui.views import management_visits

    everyone = CustomerQuery(who="everyone")
    customers = CustomerQuery()
    return [
        ListView("Customers", customers),
        ListView("Mine", everyone._replace(owner=desk.user)),
        ListView("Nobody's", customers._replace(owner=0)),
        ListView("People", everyone._replace(who="people")),
        ListView("Companies", everyone._replace(who="companies")),
        ListView("No next step", customers._replace(missing="next_step")),
        ListView("Never contacted", customers._replace(missing="contact")),
        ListView("Wants not known", customers._replace(missing="wants")),
        ListView(
            "No management visit", customers._replace(unvisited=management_visits.months(desk))
        ),
        ListView("Suppliers", everyone._replace(who="suppliers")),
        ListView("Archived", everyone._replace(archived=True)),
        ListView("Everyone", everyone),
    ]


def all_views(desk: Desk) -> list[ListView]:
    """The views that are always there, then the saved ones."""
    return [
        *built_in(desk),
        *(ListView(row.name, query_of(row.query)) for row in saved_views(desk)),
    ]


def not_visited(months: int) -> ListView:
    """Customers whom nobody of our management has visited for so many months (S27)."""
    name = f"No management visit in {months} {'month' if months == 1 else 'months'}"
    return ListView(name, CustomerQuery(unvisited=months))


def query_of(fields: Mapping[str, Any]) -> CustomerQuery:
    """The query that was kept as fields; what no longer fits is left out."""
    plain = CustomerQuery()
    fitting = {
        name: fields[name]
        for name, value in plain._asdict().items()
        if name in fields and (type(fields[name]) is type(value) or name == "owner")
    }
    if not isinstance(fitting.get("owner"), int | None):
        del fitting["owner"]
    query = plain._replace(**fitting)
    if query.who not in WHO:
        query = query._replace(who=plain.who)
    return query if query.sort in SORTS else query._replace(sort=plain.sort)


def fields_of(query: CustomerQuery) -> dict[str, Any]:
    """The fields in which a query differs from the plain list."""
    plain = CustomerQuery()._asdict()
    return {name: value for name, value in query._asdict().items() if value != plain[name]}
