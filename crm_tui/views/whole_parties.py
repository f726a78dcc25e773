"""Customers and people with all that is known of them, as files hold them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views.own_keys import own_key, uid_sql
from crm_tui.views.whole_records import (
    Asked,
    Cell,
    Field,
    Kind,
    Records,
    cast_of,
    custom_cells,
    custom_names,
    ids,
    keys,
    pages,
)

REACHED_BY = (
    ("phone", "phone"), ("email", "email"), ("web", "web"), ("social", "social"),
    ("postal address", "post"),
)  # fmt: skip
"""What the columns of ways to reach somebody are called, and the kind of each."""

_WORKS_AT = (
    "(SELECT {what} FROM relationship r JOIN party c ON c.id = r.other_id"
    " WHERE r.party_id = p.id AND r.kind = 'works_at' AND r.until IS NULL"
    " ORDER BY r.id LIMIT 1)"
)
_TAGS = (
    "(SELECT group_concat(name, ', ') FROM (SELECT n.name FROM tagging g"
    " JOIN tag n ON n.id = g.tag_id WHERE g.party_id = p.id ORDER BY n.folded))"
)

FIELDS = (
    Field("kind", "p.kind"),
    Field("name", "p.name"),
    Field("company", _WORKS_AT.format(what="c.name")),
    Field("company uid", _WORKS_AT.format(what=uid_sql("party", "c"))),
    Field("job title", _WORKS_AT.format(what="r.title")),
    Field("parent", "(SELECT c.name FROM party c WHERE c.id = p.parent_id)"),
    Field("parent uid", f"(SELECT {uid_sql('party', 'c')} FROM party c WHERE c.id = p.parent_id)"),
    Field("owner", '(SELECT u.login FROM "user" u WHERE u.id = p.owner_id)'),
    Field("city", "p.city"),
    Field("region", "p.region"),
    Field("country", "p.country"),
    Field("language", "p.language"),
    Field("time zone", "p.zone"),
    Field("industry", "p.industry"),
    Field("size", "p.size"),
    Field("birthday", "p.birthday", "day"),
    Field("lifecycle", "p.lifecycle"),
    Field("relationship", "p.relationship"),
    Field("relationship since", "p.relationship_since", "day"),
    Field("wanted", "p.wanted"),
    Field("is customer", "p.is_customer", "flag"),
    Field("is supplier", "p.is_supplier", "flag"),
    Field("is competitor", "p.is_competitor", "flag"),
    Field("is partner", "p.is_partner", "flag"),
    Field("preferred channel", "p.channel"),
    Field("source", "p.source"),
    Field("referred by", "(SELECT c.name FROM party c WHERE c.id = p.referred_by_id)"),
    Field("tags", _TAGS),
    Field("wants", "p.wants"),
    Field("likes", "p.likes"),
    Field("motives", "p.motives"),
    Field("worries", "p.worries"),
    Field("decides how", "p.decides_how"),
    Field("spoken to how", "p.spoken_to_how"),
    Field("not buying", "p.not_buying"),
    Field("not buying note", "p.not_buying_note"),
    Field(
        "opted out",
        "(SELECT group_concat(m.value, '; ') FROM contact_method m"
        " WHERE m.party_id = p.id AND m.opted_out_at IS NOT NULL)",
    ),
    Field("created", "p.created_at", "instant"),
    Field("last contact", "p.last_contact_at", "instant"),
    Field("archived", "p.archived_at", "instant"),
)

CUSTOMERS = Kind(
    "customers", "party", "p", "", FIELDS,
    own=("p.merged_into_id IS NULL", "(p.kind = 'company' OR p.is_customer = 1)"),
    live="p.archived_at IS NULL", custom=True,
)  # fmt: skip
"""All companies, and the people who buy for themselves."""
PEOPLE = CUSTOMERS._replace(name="people", own=("p.merged_into_id IS NULL", "p.kind = 'person'"))
"""All people, wherever they work."""


class Way(NamedTuple):
    """A way to reach somebody, the principal one first."""

    kind: str
    value: str
    label: str


def whole_parties(desk: Desk, kind: Kind, asked: Asked) -> Records:
    """The parties that are asked for. Raises UsageError for an order there is not.

    What can be there several times has numbered columns (`phone 1`, `phone 1 type`), as many as
    the one with the most needs.
    """
    numbers = ids(desk, kind, asked)
    widths = _widths(desk)
    custom = custom_names(desk, kind)
    names = ["uid", *(field.name for field in FIELDS)]
    for column, reached in REACHED_BY:
        for number in range(1, widths.get(reached, 1) + 1):
            names += [f"{column} {number}", f"{column} {number} type"]
    columns = (*names, "keys", *custom)
    return Records(columns, len(numbers), _rows(desk, numbers, widths, custom), len(custom))


def ways_of(desk: Desk, page: Sequence[int]) -> dict[int, list[Way]]:
    """How parties are reached."""
    ways: defaultdict[int, list[Way]] = defaultdict(list)
    for party, *way in desk.store.rows_by_id(
        "SELECT party_id, kind, value, label FROM contact_method WHERE party_id IN ({ids})"
        " ORDER BY kind, is_primary DESC, id",
        page,
    ):
        ways[party].append(Way._make(way))
    return ways


def _widths(desk: Desk) -> dict[str, int]:
    """How many ways of each kind the party with the most has."""
    return dict(
        desk.store.rows(
            "SELECT kind, max(many) FROM (SELECT kind, count(*) AS many FROM contact_method"
            " GROUP BY party_id, kind) GROUP BY kind"
        )
    )


def _rows(
    desk: Desk, numbers: Sequence[int], widths: dict[str, int], custom: Sequence[str]
) -> Iterator[list[Cell]]:
    casts = [cast_of(field.kind) for field in FIELDS]
    read = ", ".join(["p.id", "p.created_at", "p.custom", *(field.sql for field in FIELDS)])
    for page in pages(numbers):
        found: dict[int, Any] = {
            row[0]: row
            for row in desk.store.rows_by_id(
                f"SELECT {read} FROM party p WHERE p.id IN ({{ids}})", page
            )
        }
        ways = ways_of(desk, page)
        own, others = keys(desk, "party", page)
        for number in page:
            if (row := found.get(number)) is None:
                continue  # somebody has taken it away meanwhile
            cells: list[Cell] = [own.get(number) or own_key("party", number, row[1])]
            cells += [cast(value) for cast, value in zip(casts, row[3:], strict=True)]
            cells += _way_cells(ways.get(number, ()), widths)
            yield [*cells, others.get(number, ""), *custom_cells(row[2], custom)]


def _way_cells(ways: Sequence[Way], widths: dict[str, int]) -> list[Cell]:
    cells: list[Cell] = []
    for _, kind in REACHED_BY:
        told = [part for way in ways if way.kind == kind for part in (way.value, way.label)]
        cells += told + [""] * (2 * widths.get(kind, 1) - len(told))
    return cells
