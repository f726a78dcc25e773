"""A deal as its card shows it, and lists of deals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crm_tui.errors import NotFoundError, SeveralMatchError
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.views import board, workdays
from crm_tui.views.board import DealCard
from crm_tui.views.customers import moment


class LineRow(NamedTuple):
    """A line of a deal; the quantity in thousandths, the price of one in minor units."""

    id: int
    product: int | None
    name: str
    quantity_milli: int
    price_minor: int | None


class PartRow(NamedTuple):
    """A person's part in the decision."""

    party: int
    name: str
    part: str


class CreditRow(NamedTuple):
    """Who helped: a customer or a colleague, how, with what share in percent."""

    id: int
    party: int | None
    user: int | None
    name: str
    how: str
    share: int | None


class StepRow(NamedTuple):
    """A step between stages; `days` it had stood in the one before."""

    at: datetime | None
    day: date
    user: str
    before: str
    after: str
    back: bool
    probability: int
    days: int | None


class TaskLine(NamedTuple):
    """An open task of a deal."""

    id: int
    title: str
    due: date | None
    assignee: str


class DealView(NamedTuple):
    """Everything on a deal's card; money in minor units of its currency."""

    card: DealCard
    pipeline: str
    contact: int | None
    contact_name: str
    source: str
    goal: str
    note: str
    gain: str
    opened_on: date | None
    lost_reason: str
    lost_to: int | None
    lost_to_name: str
    lost_note: str
    lines: tuple[LineRow, ...]
    people: tuple[PartRow, ...]
    credits: tuple[CreditRow, ...]
    steps: tuple[StepRow, ...]
    tasks: tuple[TaskLine, ...]


def deal(desk: Desk, number: int) -> DealView:
    """A deal whole. Raises NotFoundError for one that is not there."""
    row = desk.store.row(
        "SELECT q.name, d.contact_id, coalesce(c.name, ''), d.source, coalesce(g.name, ''),"
        " d.note, d.gain, d.opened_on, d.lost_reason, d.lost_to_id, coalesce(t.name, ''),"
        " d.lost_note FROM deal d JOIN pipeline q ON q.id = d.pipeline_id"
        " LEFT JOIN party c ON c.id = d.contact_id LEFT JOIN party t ON t.id = d.lost_to_id"
        " LEFT JOIN goal g ON g.id = d.goal_id WHERE d.id = ?",
        (number,),
    )
    if row is None:
        raise NotFoundError(f"There is no deal {number}.", "'crm deal list' shows them.")
    return DealView._make([
        board.cards(desk, [number])[0], *row[:7], workdays.as_day(row[7]) if row[7] else None,
        *row[8:], _lines(desk, number), _people(desk, number), _credits(desk, number),
        _steps(desk, number), _tasks(desk, number),
    ])  # fmt: skip


def _lines(desk: Desk, number: int) -> tuple[LineRow, ...]:
    rows = desk.store.rows(
        "SELECT i.id, i.product_id, CASE WHEN i.text = '' THEN coalesce(p.name, '') ELSE i.text"
        " END, i.quantity_milli, i.price_minor FROM line_item i"
        " LEFT JOIN product p ON p.id = i.product_id WHERE i.deal_id = ? ORDER BY i.id",
        (number,),
    )
    return tuple(LineRow(*row) for row in rows)


def _people(desk: Desk, number: int) -> tuple[PartRow, ...]:
    rows = desk.store.rows(
        "SELECT p.id, p.name, x.part FROM deal_person x JOIN party p ON p.id = x.party_id"
        " WHERE x.deal_id = ? ORDER BY p.sort_name, p.id",
        (number,),
    )
    return tuple(PartRow(*row) for row in rows)


def _credits(desk: Desk, number: int) -> tuple[CreditRow, ...]:
    rows = desk.store.rows(
        "SELECT c.id, c.party_id, c.user_id, coalesce(p.name, u.name, ''), c.how, c.share"
        ' FROM credit c LEFT JOIN party p ON p.id = c.party_id LEFT JOIN "user" u'
        " ON u.id = c.user_id WHERE c.deal_id = ? ORDER BY c.id",
        (number,),
    )
    return tuple(CreditRow(*row) for row in rows)


def _steps(desk: Desk, number: int) -> tuple[StepRow, ...]:
    rows = desk.store.rows(
        "SELECT c.at, c.day, coalesce(u.login, ''), coalesce(f.name, ''), t.name, c.back,"
        " c.probability FROM stage_change c JOIN stage t ON t.id = c.to_id"
        ' LEFT JOIN stage f ON f.id = c.from_id LEFT JOIN "user" u ON u.id = c.user_id'
        " WHERE c.deal_id = ? ORDER BY c.at, c.id",
        (number,),
    )
    steps: list[StepRow] = []
    since: date | None = None
    for at, day, user, before, after, back, probability in rows:
        on = workdays.as_day(day)
        stood = (on - since).days if since else None
        steps.append(StepRow(moment(at), on, user, before, after, bool(back), probability, stood))
        since = on
    return tuple(steps)


def _tasks(desk: Desk, number: int) -> tuple[TaskLine, ...]:
    rows = desk.store.rows(
        "SELECT k.id, k.title, k.due, coalesce(u.login, '') FROM task k LEFT JOIN \"user\" u"
        " ON u.id = k.assignee_id WHERE k.deal_id = ? AND k.state IN ('open', 'doing')"
        " ORDER BY k.due IS NULL, k.due, k.id",
        (number,),
    )
    return tuple(
        TaskLine(row[0], row[1], workdays.as_day(row[2]) if row[2] else None, row[3])
        for row in rows
    )


class DealQuery(NamedTuple):
    """Which deals a list shows; None and '' mean any. `state` is open, won, lost or ''."""

    state: str = "open"
    party: int | None = None
    owner: int | None = None
    stage: int | None = None
    pipeline: int | None = None
    since: date | None = None
    until: date | None = None


def of_party(desk: Desk, party: int) -> list[DealCard]:
    """A party's deals: open ones first, the soonest to close, then those ended, newest first.

    A person's are those they are the customer or the contact of.
    """
    rows = desk.store.rows(
        "SELECT id FROM deal WHERE (party_id = ? OR contact_id = ?) AND archived_at IS NULL"
        " ORDER BY state <> 'open', CASE WHEN state = 'open' THEN expected_close END IS NULL,"
        " CASE WHEN state = 'open' THEN expected_close END, closed_on DESC, id",
        (party, party),
    )
    return board.cards(desk, [row[0] for row in rows])


def listed(desk: Desk, query: DealQuery, limit: int = 100) -> list[DealCard]:
    """Deals of a query: open ones by expected close, ended ones by their closing day.

    `since` and `until` bound the expected close of open deals and the closing day of others.
    """
    parts, params = ["d.archived_at IS NULL"], []
    for column, value in (
        ("state", query.state or None),
        ("party_id", query.party),
        ("owner_id", query.owner),
        ("stage_id", query.stage),
        ("pipeline_id", query.pipeline),
    ):
        if value is not None:
            parts.append(f"d.{column} = ?")
            params.append(value)
    day = "CASE WHEN d.state = 'open' THEN d.expected_close ELSE d.closed_on END"
    for sign, bound in ((">=", query.since), ("<=", query.until)):
        if bound is not None:
            parts.append(f"{day} {sign} ?")
            params.append(bound.isoformat())
    rows = desk.store.rows(
        f"SELECT d.id FROM deal d WHERE {' AND '.join(parts)}"
        f" ORDER BY {day} IS NULL, {day}, d.id LIMIT ?",
        (*params, limit),
    )
    return board.cards(desk, [row[0] for row in rows])


def named(desk: Desk, text: str) -> int:
    """The deal with this id, number (`D12`) or title, or the only one whose title begins so.

    Raises NotFoundError for none and SeveralMatchError, listing them, for several.
    """
    said = text.strip().removeprefix("#")
    by_number = desk.store.value("SELECT id FROM deal WHERE number = ?", (said.upper(),))
    if by_number is not None:
        return int(by_number)
    if said.isdecimal() and len(said) < 18:
        found = desk.store.value("SELECT id FROM deal WHERE id = ?", (int(said),))
        if found is not None:
            return int(found)
    return _by_title(desk, text)


def _by_title(desk: Desk, text: str) -> int:
    from crm_tui.text.fold import words

    ids = desk.store.engine.find_deals(words(text), 50) if words(text) else []
    rows: Sequence[Any] = desk.store.rows_by_id(
        "SELECT id, number, title FROM deal WHERE id IN ({ids})", ids
    )
    exact = [row for row in rows if fold(row[2]) == fold(text)]
    found = exact or [row for row in rows if fold(row[2]).startswith(fold(text))]
    if not found:
        raise NotFoundError(f"There is no deal '{text}'.", "'crm deal list' shows them.")
    if len(found) > 1:
        listing = "; ".join(f"{row[1]} {row[2]}" for row in found[:9])
        raise SeveralMatchError(f"'{text}' could be several deals: {listing}.")
    return int(found[0][0])
