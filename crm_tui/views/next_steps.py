"""Which customers ought to have a next step, and which of them have none (S5, S21)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk

LIVE = "p.lifecycle NOT IN (SELECT code FROM choice WHERE list = 'lifecycle' AND meaning = 'ended')"
BUYING = "p.lifecycle IN (SELECT code FROM choice WHERE list = 'lifecycle' AND meaning = 'buying')"
DUE_ONE = f"p.is_customer = 1 AND ((p.wanted <> '' AND {LIVE}) OR {BUYING})"
"""A customer with a wanted relationship, or one who buys: they ought to have a next step."""

HAS_ONE = (
    "EXISTS (SELECT 1 FROM task k WHERE k.party_id = p.id AND k.state IN ('open', 'doing'){more})"
)
"""An open task of theirs; `{more}` narrows which."""

HAS_NONE = f"NOT {HAS_ONE.format(more='')}"


class WithoutStep(NamedTuple):
    """A customer who ought to have a next step and has none; pick lists by their labels."""

    party: int
    name: str
    wanted: str
    lifecycle: str
    owner: str
    last_contact_at: datetime | None


class StepCount(NamedTuple):
    """How many customers of a colleague ought to have a next step, and how many have none.

    `login` is '' for those whom nobody owns.
    """

    login: str
    name: str
    customers: int
    without: int


def without(desk: Desk, user: int | None = None, limit: int = 50) -> list[WithoutStep]:
    """The customers without a next step, a colleague's or everybody's, by name."""
    labels: dict[tuple[str, str], str] = {
        (row[0], row[1]): row[2]
        for row in desk.store.rows(
            "SELECT list, code, label FROM choice WHERE list IN ('wanted', 'lifecycle')"
        )
    }
    mine = "AND p.owner_id = ?" if user is not None else ""
    rows = desk.store.rows(
        "SELECT p.id, p.name, p.wanted, p.lifecycle, coalesce(u.login, ''), p.last_contact_at"
        ' FROM party p LEFT JOIN "user" u ON u.id = p.owner_id'
        f" WHERE p.archived_at IS NULL {mine} AND {DUE_ONE} AND {HAS_NONE}"
        " ORDER BY p.sort_name, p.id LIMIT ?",
        (*([user] if user is not None else []), limit),
    )
    return [
        WithoutStep(
            party, name, labels.get(("wanted", wanted), wanted),
            labels.get(("lifecycle", state), state), owner, moment(contact),
        )
        for party, name, wanted, state, owner, contact in rows
    ]  # fmt: skip


def counts(desk: Desk, user: int | None = None) -> list[StepCount]:
    """The figures of each colleague who owns such customers, or of one, by name."""
    mine = "AND p.owner_id = ?" if user is not None else ""
    rows = desk.store.rows(
        "SELECT coalesce(u.login, ''), coalesce(u.name, ''), s.customers, s.missing FROM ("
        f" SELECT p.owner_id AS owner, count(*) AS customers,"
        f" count(CASE WHEN {HAS_NONE} THEN 1 END) AS missing FROM party p"
        f" WHERE p.archived_at IS NULL {mine} AND {DUE_ONE} GROUP BY p.owner_id) AS s"
        ' LEFT JOIN "user" u ON u.id = s.owner ORDER BY u.name IS NULL, u.name, u.login',
        (user,) if user is not None else (),
    )
    return [StepCount._make(row) for row in rows]
