"""How complete a customer's card is: which of the basics it has (S55)."""

from __future__ import annotations

from typing import Final, NamedTuple

from crm_tui.store.desk import Desk

# What it is called where it is missing, for whom it counts, where it is there; `p` is the party.
_BASICS: Final = (
    (
        "phone or e-mail",
        "1",
        "EXISTS (SELECT 1 FROM contact_method m WHERE m.party_id = p.id"
        " AND m.kind IN ('phone', 'email') AND m.bad_since IS NULL)",
    ),
    ("city", "1", "p.city <> ''"),
    ("owner", "1", "p.owner_id IS NOT NULL"),
    ("industry", "p.kind = 'company'", "p.kind = 'company' AND p.industry <> ''"),
    ("relationship", "1", "p.relationship NOT IN ('', 'unknown')"),
    (
        "next step",
        "1",
        "EXISTS (SELECT 1 FROM task k WHERE k.party_id = p.id AND k.state IN ('open', 'doing'))",
    ),
)
_REQUIRED: Final = (
    "(SELECT count(*) FROM custom_field f WHERE f.record = 'party' AND f.required"
    " AND f.archived_at IS NULL{})"
)
_FILLED: Final = (
    " AND coalesce((SELECT j.value FROM json_each(p.custom) j WHERE j.key = f.code), '') <> ''"
)
_HAS: Final = " + ".join([*(f"({has})" for _, _, has in _BASICS), _REQUIRED.format(_FILLED)])
_COUNTS: Final = " + ".join([*(f"({counts})" for _, counts, _ in _BASICS), _REQUIRED.format("")])

PERCENT: Final = f"(100 * ({_HAS}) / ({_COUNTS}))"
"""The whole percentage of the basics that party `p` has, as an SQL expression."""


class Completeness(NamedTuple):
    """The percentage of the basics that are there, and what the others are called."""

    percent: int
    missing: tuple[str, ...]


def of(desk: Desk, party: int) -> Completeness | None:
    """How complete a customer's card is; None for one that is gone.

    The basics are a phone number or an e-mail address that works, city, owner, a company's
    industry, the relationship, a next step, and the firm's own fields that are required.
    """
    lacks = ", ".join(f"({counts}) AND NOT ({has})" for _, counts, has in _BASICS)
    found = desk.store.row(f"SELECT {PERCENT}, {lacks} FROM party p WHERE p.id = ?", (party,))
    if found is None:
        return None
    names = [name for (name, _, _), lack in zip(_BASICS, found[1:], strict=True) if lack]
    own = desk.store.rows(
        "SELECT f.label FROM custom_field f JOIN party p ON p.id = ? WHERE f.record = 'party'"
        " AND f.required AND f.archived_at IS NULL"
        f" AND NOT ({_FILLED.removeprefix(' AND ')}) ORDER BY f.position, f.id",
        (party,),
    )
    return Completeness(int(found[0]), (*names, *(str(row[0]) for row in own)))
