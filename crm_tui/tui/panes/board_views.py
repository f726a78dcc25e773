"""What the board can show: the views that are always there, the saved ones, how they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import choices, pipelines
from crm_tui.views.board import SORTS, BoardQuery

PLACE = "pipeline"

SORT_KEYS = {
    "c": ("close", "expected close"),
    "a": ("amount", "amount"),
    "s": ("stage", "days in the stage"),
    "n": ("newest", "newest"),
}
"""The key that chooses an order, the order and its name on the screen."""

SORT_NAMES = dict(SORT_KEYS.values())
_DAYS = ("since", "until")
_NUMBERS = ("owner", "product")


class BoardView(NamedTuple):
    """Which deals the board shows, under which name."""

    name: str
    query: BoardQuery


def offered(desk: Desk, shown: BoardQuery) -> list[tuple[str, BoardView]]:
    """Views of the pipeline that is shown, then the other pipelines; what each is by, first."""
    plain = BoardQuery(pipeline=shown.pipeline, sort=shown.sort)
    names = {row.id: row.name for row in pipelines.pipelines(desk)}
    found = [
        ("all", BoardView(names.get(shown.pipeline, "Pipeline"), plain)),
        ("owner", BoardView("Mine", plain._replace(owner=desk.user))),
        ("owner", BoardView("Nobody's", plain._replace(owner=0))),
    ]
    found += [("period", view) for view in _periods(plain, desk.clock.today())]
    for row in choices.saved_views(desk, PLACE):
        found.append(("saved", BoardView(row.name, query_of(row.query))))
    for number, name in names.items():
        if number != shown.pipeline:
            found.append(("pipeline", BoardView(name, BoardQuery(pipeline=number))))
    for user in choices.users(desk):
        if user.id != desk.user:
            found.append(("owner", BoardView(user.name, plain._replace(owner=user.id))))
    products = desk.store.rows("SELECT id, name FROM product WHERE archived_at IS NULL ORDER BY 2")
    found += [("product", BoardView(row[1], plain._replace(product=row[0]))) for row in products]
    sources = choices.choices(desk, "source")
    found += [("source", BoardView(row.label, plain._replace(source=row.code))) for row in sources]
    return found


def _periods(plain: BoardQuery, today: date) -> list[BoardView]:
    first = today.replace(day=1)
    following = _months_on(first, 1)
    quarter = _months_on(first, -((first.month - 1) % 3))
    day = timedelta(1)
    return [
        BoardView("Should be closed by now", plain._replace(until=today - day)),
        BoardView("Closes this month", plain._replace(since=first, until=following - day)),
        BoardView(
            "Closes next month", plain._replace(since=following, until=_months_on(first, 2) - day)
        ),
        BoardView(
            "Closes this quarter",
            plain._replace(since=quarter, until=_months_on(quarter, 3) - day),
        ),
    ]


def _months_on(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def fields_of(query: BoardQuery) -> dict[str, Any]:
    """The fields in which a query differs from the plain board, as JSON has them."""
    plain = BoardQuery()._asdict()
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in query._asdict().items()
        if value != plain[name]
    }


def query_of(fields: Mapping[str, Any]) -> BoardQuery:
    """The query that was kept as fields; what no longer fits is left out."""
    found: dict[str, Any] = {}
    for name, plain in BoardQuery()._asdict().items():
        value = fields.get(name)
        if name in _DAYS:
            found[name] = _day(value)
        elif name in _NUMBERS:
            found[name] = value if isinstance(value, int) else None
        elif type(value) is type(plain):
            found[name] = value
    query = BoardQuery(**found)
    return query if query.sort in SORTS else query._replace(sort=BoardQuery().sort)


def kept_view(desk: Desk, name: object, fields: object) -> BoardView:
    """The view the board was left with; the whole first pipeline where that is not known."""
    if not isinstance(name, str) or not name or not isinstance(fields, Mapping):
        first = pipelines.pipeline_named(desk, "")
        return BoardView(first.name, BoardQuery(pipeline=first.id))
    return BoardView(name, query_of(fields))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
