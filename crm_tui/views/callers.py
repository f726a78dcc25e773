"""Who is calling: from a number, in any notation, to every party that has it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store.caches import CONTACT_KINDS
from crm_tui.store.desk import Desk
from crm_tui.text.phones import digits, normalise, reversed_digits
from crm_tui.views import matching

SURE = 7
"""So many last digits name a number (rule 13)."""


class LastContact(NamedTuple):
    """One of the last contacts with a caller."""

    id: int
    at: datetime | None
    kind: str
    channel: str
    user: str
    body: str
    outcome: str
    result: str


class OpenTask(NamedTuple):
    """Something still to be done for a caller."""

    id: int
    title: str
    due: str
    assignee: str


class OpenDeal(NamedTuple):
    """A deal with a caller that has not ended; the amount in minor units, null where not known."""

    id: int
    number: str
    title: str
    amount_minor: int | None
    currency: str
    stage: str
    probability: int
    expected_close: str | None
    owner: str


class OpenTicket(NamedTuple):
    """What a caller waits for; `due` is when its next clock runs out, null where none runs."""

    id: int
    number: str
    title: str
    kind: str
    priority: str
    state: str
    due: datetime | None
    owner: str


class Caller(NamedTuple):
    """What stands on the screen before the first word is said."""

    id: int
    name: str
    kind: str
    company: str
    title: str
    phones: tuple[str, ...]
    owner: str
    likes: str
    spoken_to_how: str
    archived: bool
    last_contacts: tuple[LastContact, ...]
    open_deals: tuple[OpenDeal, ...]
    open_tickets: tuple[OpenTicket, ...]
    open_tasks: tuple[OpenTask, ...]


class LookUp(NamedTuple):
    """The parties a number belongs to; `sure` unless only a fragment of it matched."""

    parties: tuple[int, ...]
    sure: bool


_PARTY = """
SELECT p.id, p.name, p.kind,
  coalesce((SELECT c.name FROM relationship r JOIN party c ON c.id = r.other_id
    WHERE r.party_id = p.id AND r.kind = 'works_at' AND r.until IS NULL LIMIT 1), ''),
  coalesce((SELECT r.title FROM relationship r
    WHERE r.party_id = p.id AND r.kind = 'works_at' AND r.until IS NULL LIMIT 1), ''),
  coalesce((SELECT u.login FROM "user" u WHERE u.id = p.owner_id), ''),
  p.likes, p.spoken_to_how, p.archived_at IS NOT NULL
FROM party p WHERE p.id = ?
"""
_KINDS = ", ".join(f"'{kind}'" for kind in CONTACT_KINDS)
_LAST = f"""
SELECT e.id, e.at, e.kind, e.channel, coalesce(u.login, ''), e.body, e.outcome, e.result
FROM timeline_entry e LEFT JOIN "user" u ON u.id = e.user_id
WHERE e.id IN (
  SELECT id FROM (SELECT id FROM timeline_entry WHERE party_id = ? AND kind IN ({_KINDS})
    ORDER BY at DESC, id DESC LIMIT ?) AS own
  UNION
  SELECT entry_id FROM (SELECT q.entry_id FROM participant q JOIN timeline_entry f
    ON f.id = q.entry_id WHERE q.party_id = ? AND f.kind IN ({_KINDS})
    ORDER BY f.at DESC, f.id DESC LIMIT ?) AS shared)
ORDER BY e.at DESC, e.id DESC LIMIT ?
"""
_TASKS = """
SELECT k.id, k.title, coalesce(k.due, ''), coalesce(u.login, '')
FROM task k LEFT JOIN "user" u ON u.id = k.assignee_id
WHERE k.party_id = ? AND k.state IN ('open', 'doing') ORDER BY k.due IS NULL, k.due, k.id LIMIT ?
"""
# One arm for each index; an OR over both would read neither in order of the close.
_DEALS = """
SELECT d.id, d.number, d.title, d.amount_minor, d.currency, s.name,
  coalesce(d.probability, s.probability), d.expected_close, coalesce(u.login, '')
FROM deal d JOIN stage s ON s.id = d.stage_id LEFT JOIN "user" u ON u.id = d.owner_id
WHERE d.id IN (
  SELECT id FROM deal WHERE party_id = ? AND state = 'open' AND archived_at IS NULL
  UNION SELECT id FROM deal WHERE contact_id = ? AND state = 'open' AND archived_at IS NULL)
ORDER BY d.expected_close IS NULL, d.expected_close, d.id LIMIT ?
"""
_WAITS = "state IN ('new', 'open', 'waiting_customer', 'waiting_inside') AND archived_at IS NULL"
_TICKETS = f"""
SELECT t.id, t.number, t.title, t.kind, t.priority, t.state, t.due_at, coalesce(u.login, '')
FROM ticket t LEFT JOIN "user" u ON u.id = t.assignee_id
WHERE t.id IN (
  SELECT id FROM ticket WHERE party_id = ? AND {_WAITS}
  UNION SELECT id FROM ticket WHERE contact_id = ? AND {_WAITS}
  UNION SELECT id FROM ticket WHERE {_WAITS} AND party_id IN (
    SELECT party_id FROM relationship
    WHERE other_id = ? AND kind = 'works_at' AND until IS NULL))
ORDER BY t.due_at IS NULL, t.due_at, t.id LIMIT ?
"""


def look_up(desk: Desk, number: str) -> LookUp:
    """Every party with the number (rules 12 and 13).

    The exact normal form, else the national form in the home country, else the last digits
    (seven at least), else any number that contains what was typed. Persons come before
    companies, the newest contact first.
    """
    number = number[: matching.LOOKED_AT]
    typed = digits(number)
    international = number.strip().startswith(("+", "00"))
    tail = typed.lstrip("0")
    if len(tail) < 3:
        return LookUp((), sure=False)
    reverse = reversed_digits(tail)
    rows = desk.store.rows(
        "SELECT party_id, normal FROM contact_method"
        " WHERE kind = 'phone' AND reversed_digits <> '' AND reversed_digits >= ?"
        " AND reversed_digits < ?",  # <> '' opens the index, which leaves empty ones out
        (reverse, reverse + ":"),
    )
    if not rows and len(tail) >= SURE:
        rows = matching.numbers(desk, number)
    exact = [party for party, normal in rows if international and normal == "+" + tail]
    if not exact and len(tail) >= SURE and len({normal for _, normal in rows}) > 1:
        home = normalise(number, desk.home_country)
        exact = [party for party, normal in rows if home and normal == home]
    sure = bool(exact) or len(tail) >= SURE or len({party for party, _ in rows}) == 1
    parties = exact or [party for party, _ in rows]
    if not parties:
        parties, sure = desk.store.engine.find_digits(tail, matching.ENOUGH), False
    return LookUp(_in_calling_order(desk, parties), sure)


def _in_calling_order(desk: Desk, parties: list[int]) -> tuple[int, ...]:
    rows = desk.store.rows_by_id(
        "SELECT id, kind, last_contact_at FROM party WHERE id IN ({ids})", sorted(set(parties))
    )
    rows.sort(key=lambda row: row[2] or "", reverse=True)
    rows.sort(key=lambda row: row[1] != "person")
    return tuple(row[0] for row in rows)


def caller(
    desk: Desk, party: int, contacts: int = 3, tasks: int = 5, deals: int = 5, tickets: int = 5
) -> Caller | None:
    """What to know of a party before the first word; None when it is gone."""
    found = desk.store.row(_PARTY, (party,))
    if found is None:
        return None
    number, name, kind, company, title, owner, likes, spoken_to, archived = found
    phones = desk.store.rows(
        "SELECT value FROM contact_method WHERE party_id = ? AND kind = 'phone'"
        " ORDER BY is_primary DESC, id",
        (party,),
    )
    last = desk.store.rows(_LAST, (party, contacts, party, contacts, contacts))
    return Caller(
        id=number,
        name=name,
        kind=kind,
        company=company,
        title=title,
        phones=tuple(row[0] for row in phones),
        owner=owner,
        likes=likes,
        spoken_to_how=spoken_to,
        archived=bool(archived),
        last_contacts=tuple(LastContact(row[0], moment(row[1]), *row[2:]) for row in last),
        open_deals=tuple(OpenDeal(*row) for row in desk.store.rows(_DEALS, (party, party, deals))),
        open_tickets=tuple(
            OpenTicket._make([*row[:6], moment(row[6]), row[7]])
            for row in desk.store.rows(_TICKETS, (party, party, party, tickets))
        ),
        open_tasks=tuple(OpenTask(*row) for row in desk.store.rows(_TASKS, (party, tasks))),
    )
