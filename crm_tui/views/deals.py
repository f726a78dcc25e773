"""A deal as its card shows it, and lists of deals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, NoReturn

from crm_tui.errors import NotFoundError, SeveralMatchError
from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk
from crm_tui.text.money import Money
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.views import board, customer_tickets, naming, open_tasks, own_fields, workdays
from crm_tui.views.board import DealCard, Sum
from crm_tui.views.open_tasks import OpenTask
from crm_tui.views.own_fields import NOTHING, Held
from crm_tui.views.tickets import TicketRow


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


class DealView(NamedTuple):
    """Everything on a deal's card; money in minor units of its currency.

    `came_of` is the ticket it came of by id, number and title (S107); `complaints` are the open
    ones of its customer (S105).
    """

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
    tasks: tuple[OpenTask, ...]
    came_of: tuple[int, str, str] | None = None
    complaints: tuple[TicketRow, ...] = ()
    own: Held = NOTHING


def deal(desk: Desk, number: int) -> DealView:
    """A deal whole. Raises NotFoundError for one that is not there."""
    row = desk.store.row(
        "SELECT q.name, d.contact_id, coalesce(c.name, ''), d.source, coalesce(g.name, ''),"
        " d.note, d.gain, d.opened_on, d.lost_reason, d.lost_to_id, coalesce(t.name, ''),"
        " d.lost_note, f.id, f.number, f.title FROM deal d JOIN pipeline q ON q.id = d.pipeline_id"
        " LEFT JOIN party c ON c.id = d.contact_id LEFT JOIN party t ON t.id = d.lost_to_id"
        " LEFT JOIN goal g ON g.id = d.goal_id LEFT JOIN ticket f ON f.id = d.ticket_id"
        " WHERE d.id = ?",
        (number,),
    )
    if row is None:
        raise NotFoundError(f"There is no deal {number}.", "'crm deal list' shows them.")
    card = board.cards(desk, [number])[0]
    return DealView._make([
        card, *row[:7], workdays.as_day(row[7]) if row[7] else None,
        *row[8:12], _lines(desk, number), _people(desk, number), _credits(desk, number),
        _steps(desk, number), open_tasks.about(desk, "deal", number),
        row[12:] if row[12] else None,
        customer_tickets.complaints(desk, card.party) if card.party and card.complaints else (),
        own_fields.held(desk, "deal", number),
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


class DealQuery(NamedTuple):
    """Which deals a list shows; None and '' mean any. `state` is open, won, lost or ''.

    `party` are also the deals it is the contact of; `owner` is a user's id, 0 for nobody's.
    `since` and `until` bound the expected close of open deals and the closing day of others.
    `stale` and `no_step` leave the open ones that stand too long, and those without a next task.
    `text` are words or a filter; one that speaks of the state asks for it instead of `state`.
    """

    state: str = "open"
    party: int | None = None
    owner: int | None = None
    stage: int | None = None
    pipeline: int | None = None
    since: date | None = None
    until: date | None = None
    stale: bool = False
    no_step: bool = False
    text: str = ""


class Totals(NamedTuple):
    """How many deals, how many of them without an amount, and the sums, one a currency.

    A won deal weighs its amount, a lost one nothing.
    """

    deals: int
    unknown: int
    sums: tuple[Sum, ...]


class Ending(NamedTuple):
    """How a deal ended: what they gain by it, or the reason (code, label), to whom, the note."""

    gain: str
    reason: str
    reason_label: str
    lost_to: int | None
    lost_to_name: str
    note: str


class Credited(NamedTuple):
    """Help that was credited to someone, with the deal; the share is in percent."""

    deal: int
    number: str
    title: str
    party_name: str
    state: str
    how: str
    share: int | None


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
    """Deals of a query: open ones by expected close, ended ones by their closing day."""
    where, params = _where(desk, query)
    rows = desk.store.rows(
        f"SELECT d.id FROM deal d WHERE {where} ORDER BY {_DAY} IS NULL, {_DAY}, d.id LIMIT ?",
        (*params, limit),
    )
    return board.cards(desk, [row[0] for row in rows])


def all_ids(desk: Desk, query: DealQuery) -> list[int]:
    """Every deal of a query, in the order of `listed`."""
    where, params = _where(desk, query)
    order = f"{_DAY} IS NULL, {_DAY}, d.id"
    rows = desk.store.rows(f"SELECT d.id FROM deal d WHERE {where} ORDER BY {order}", params)
    return [row[0] for row in rows]


def totals(desk: Desk, query: DealQuery) -> Totals:
    """How many deals a query has and what they come to."""
    where, params = _where(desk, query)
    rows = desk.store.rows(
        f"SELECT d.currency, count(*), count(d.amount_minor), coalesce(sum(d.amount_minor), 0),"
        f" coalesce(sum({_WEIGHTED}), 0) FROM deal d JOIN stage s ON s.id = d.stage_id"
        f" WHERE {where} GROUP BY d.currency ORDER BY 4 DESC, d.currency",
        params,
    )
    return Totals(
        sum(row[1] for row in rows),
        sum(row[1] - row[2] for row in rows),
        tuple(Sum(row[0], int(row[3]), int(row[4])) for row in rows if row[2]),
    )


_DAY = "CASE WHEN d.state = 'open' THEN d.expected_close ELSE d.closed_on END"
_WEIGHTED = (
    f"CASE d.state WHEN 'open' THEN {board.WEIGHTED} WHEN 'won' THEN d.amount_minor ELSE 0 END"
)
_NO_STEP = (
    "d.state = 'open' AND NOT EXISTS (SELECT 1 FROM task k WHERE k.deal_id = d.id"
    " AND k.state IN ('open', 'doing')) AND NOT EXISTS (SELECT 1 FROM task k"
    " WHERE k.party_id = d.party_id AND k.deal_id IS NULL AND k.state IN ('open', 'doing'))"
)


def _where(desk: Desk, query: DealQuery) -> tuple[str, list[Any]]:
    parts, params, lifts = _narrowed(desk, query.text)
    if "archived" not in lifts:
        parts.append("d.archived_at IS NULL")
    for column, value in (
        ("state", None if "state" in lifts else query.state or None),
        ("owner_id", query.owner or None),
        ("stage_id", query.stage),
        ("pipeline_id", query.pipeline),
    ):
        if value is not None:
            parts.append(f"d.{column} = ?")
            params.append(value)
    if query.owner == 0:
        parts.append("d.owner_id IS NULL")
    if query.party is not None:
        parts.append("(d.party_id = ? OR d.contact_id = ?)")
        params += [query.party, query.party]
    for sign, bound in ((">=", query.since), ("<=", query.until)):
        if bound is not None:
            parts.append(f"{_DAY} {sign} ?")
            params.append(bound.isoformat())
    if query.stale:
        where, more = _stale(desk)
        parts.append(where)
        params += more
    if query.no_step:
        parts.append(_NO_STEP)
    return " AND ".join(parts), params


def _narrowed(desk: Desk, text: str) -> tuple[list[str], list[Any], frozenset[str]]:
    if not text.strip():
        return [], [], frozenset()
    from crm_tui.views.filtering.compiling import found_by

    found = found_by(desk, "deal", text)
    return [f"({found.condition.where})"], list(found.condition.params), found.lifts


def _stale(desk: Desk) -> tuple[str, list[Any]]:
    """Open deals that stand in their stage for longer than it lets them."""
    today = desk.clock.today()
    stages = desk.store.rows("SELECT id, stale_days FROM stage WHERE stale_days IS NOT NULL")
    each = " OR ".join(["d.stage_id = ? AND d.stage_since < ?"] * len(stages)) or "1 = 0"
    bounds = [
        value for stage, days in stages for value in (stage, (today - timedelta(days)).isoformat())
    ]
    return f"d.state = 'open' AND ({each})", bounds


def endings(desk: Desk, ids: Sequence[int]) -> dict[int, Ending]:
    """How each of these deals ended; open ones are left out."""
    rows = desk.store.rows_by_id(
        "SELECT d.id, d.gain, d.lost_reason, coalesce(c.label, d.lost_reason), d.lost_to_id,"
        " coalesce(p.name, ''), d.lost_note FROM deal d LEFT JOIN party p ON p.id = d.lost_to_id"
        " LEFT JOIN choice c ON c.list = 'lost_reason' AND c.code = d.lost_reason"
        " WHERE d.state <> 'open' AND d.id IN ({ids})",
        ids,
    )
    return {row[0]: Ending(*row[1:]) for row in rows}


def credited_to(desk: Desk, party: int) -> list[Credited]:
    """The help on deals that was credited to a customer, the newest deal first (S29)."""
    rows = desk.store.rows(
        "SELECT d.id, d.number, d.title, coalesce(p.name, ''), d.state, c.how, c.share"
        " FROM credit c JOIN deal d ON d.id = c.deal_id LEFT JOIN party p ON p.id = d.party_id"
        " WHERE c.party_id = ? AND d.archived_at IS NULL ORDER BY d.id DESC, c.id",
        (party,),
    )
    return [Credited(*row) for row in rows]


def party_of(desk: Desk, number: int) -> int | None:
    """The customer of a deal, None for one without."""
    found: int | None = desk.store.value("SELECT party_id FROM deal WHERE id = ?", (number,))
    return found


def list_price(desk: Desk, product: int) -> Money | None:
    """What one of a product costs by its list; None where no price is set."""
    row = desk.store.row("SELECT price_minor, currency FROM product WHERE id = ?", (product,))
    return None if row is None or row[0] is None else Money(row[0], row[1] or desk.currency)


def named(desk: Desk, text: str) -> int:
    """The deal with this id, number (`D12`), key elsewhere or title, or the only one whose title
    begins so.

    `#12` is an id and nothing else. Raises NotFoundError for none and SeveralMatchError, listing
    them, for several; also where one deal has as its number or key the id of another.
    """
    found = naming.numbered(desk, "deal", text)
    if len(found) > 1:
        _refuse_to_pick(desk, text.strip(), sorted(found))
    return found.pop() if found else _by_title(desk, text.strip())


def _by_title(desk: Desk, text: str) -> int:
    from crm_tui.text.fold import words

    typed = clean(text)
    wanted = words(typed)
    ids = desk.store.engine.find_deals(wanted, board.FOUND_MOST) if wanted else []
    found = naming.titled(desk, "deal", typed, ids)
    if not found:
        raise NotFoundError(f"There is no deal {quoted(typed)}.", "'crm deal list' shows them.")
    if len(ids) == board.FOUND_MOST:  # there may be more, and the one that is meant among them
        _refuse_to_pick(desk, typed, ids)
    if len(found) > 1:
        _refuse_to_pick(desk, typed, found)
    return found[0]


def _refuse_to_pick(desk: Desk, typed: str, ids: Sequence[int]) -> NoReturn:
    shown = sorted(ids, reverse=True)[:20]
    listed = [
        (card.id, ", ".join(filter(None, (card.number, card.title, card.party_name, card.state))))
        for card in board.cards(desk, shown)
    ]
    more = f" and {len(ids) - 20} more" if len(ids) > 20 else ""
    raise SeveralMatchError(
        f"{quoted(typed)} means {len(listed)} deals{more}.", f"Say which by its id: #{shown[0]}.",
        candidates=listed,
    )  # fmt: skip
