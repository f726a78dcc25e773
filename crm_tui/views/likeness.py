"""Who is here already and could be meant: shown before a new customer is saved (S42)."""

from __future__ import annotations

from datetime import datetime
from difflib import SequenceMatcher
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.emails import looks_like_email
from crm_tui.text.fold import words
from crm_tui.text.phones import digits
from crm_tui.views import callers, card, customers, matching
from crm_tui.views.customers import CustomerQuery, CustomerRow

CLOSE = 0.72
"""So alike two names must be, from 0 to 1, where neither begins with the other."""

_CANDIDATES = 60
_FEWEST_LETTERS = 3
_FEWEST_DIGITS = 6


class Alike(NamedTuple):
    """Someone who is here already, what they are to us, and the last that happened.

    `state` says what is to be known before they are entered anew: archived, lost, or that what
    was typed is the name of one that was merged into them; '' for nothing of that.
    """

    id: int
    name: str
    company: str
    city: str
    phone: str
    owner: str
    lifecycle: str
    archived: bool
    state: str
    last_at: datetime | None
    last_way: str
    last_text: str


def alike(
    desk: Desk, *, name: str = "", phone: str = "", email: str = "", limit: int = 4
) -> list[Alike]:
    """Who has a name like this one, or this number or address; archived parties too.

    The most alike come first; nothing is found by too few letters or digits.
    """
    rows = customers.rows(desk, _ids(desk, name, phone, email))
    former: dict[int, str] = {}
    if name:
        called = _former_names(desk, [row.id for row in rows])
        rated = []
        for row in rows:
            by_name = _likeness(name, row.name)
            by_former = [(_likeness(name, one), one) for one in called.get(row.id, ())]
            best, was = max(by_former, default=(0.0, ""))
            if best > by_name:
                former[row.id] = was
            rated.append((max(best, by_name), row))
        rated.sort(key=lambda pair: -pair[0])
        rows = [row for likeness, row in rated if likeness >= CLOSE]
    return [_with_last(desk, row, former.get(row.id, "")) for row in rows[:limit]]


def _former_names(desk: Desk, parties: list[int]) -> dict[int, list[str]]:
    """Names of those who were merged into these parties, or that these gave up."""
    found: dict[int, list[str]] = {}
    for party, name in desk.store.rows_by_id(
        "SELECT party_id, value FROM alias WHERE party_id IN ({ids}) AND kind = 'name'", parties
    ):
        found.setdefault(party, []).append(name)
    return found


def companies(desk: Desk, text: str, limit: int = 8) -> list[tuple[int, str]]:
    """(id, name) of live companies that the typed text can mean, those it begins first."""
    if not words(text):
        return []
    ids = customers.found_ids(desk, CustomerQuery(text=text, who="companies"), limit=limit)
    return [(row.id, row.name) for row in customers.rows(desk, ids) if not row.archived]


def _ids(desk: Desk, name: str, phone: str, email: str) -> list[int]:
    if phone:
        enough = len(digits(phone)) >= _FEWEST_DIGITS
        found = callers.look_up(desk, phone) if enough else None
        return list(found.parties) if found and found.sure else []
    if email:
        return matching.parties(desk, email, _CANDIDATES) if looks_like_email(email) else []
    typed = words(name)
    if sum(map(len, typed)) < _FEWEST_LETTERS:
        return []
    found_ids = dict.fromkeys(matching.parties(desk, name, _CANDIDATES))
    if len(typed) > 1 and len(found_ids) < _CANDIDATES:
        longest = max(typed, key=len)
        found_ids |= dict.fromkeys(matching.parties(desk, longest, _CANDIDATES))
    return list(found_ids)


def _likeness(typed: str, name: str) -> float:
    one, other = "".join(words(typed)), "".join(words(name))
    if not one or not other:
        return 0.0
    if other.startswith(one) or one.startswith(other):
        return 1.0
    in_any_order = " ".join(sorted(words(typed))), " ".join(sorted(words(name)))
    so_far = one, other[: len(one) + 1]  # a name that is still being typed
    return max(SequenceMatcher(None, *pair).ratio() for pair in (so_far, in_any_order))


def _state(desk: Desk, row: CustomerRow, former: str) -> str:
    told = [f"{former} was merged into them"] if former else []
    told += ["ARCHIVED"] if row.archived else []
    lost = desk.store.row(
        "SELECT d.state, coalesce(c.label, d.lost_reason), d.closed_on FROM deal d"
        " LEFT JOIN choice c ON c.list = 'lost_reason' AND c.code = d.lost_reason"
        " WHERE d.party_id = ? ORDER BY d.state = 'open' DESC, d.closed_on DESC, d.id DESC LIMIT 1",
        (row.id,),
    )
    if lost is not None and lost[0] == "lost":
        told.append(f"lost {lost[2]}, {lost[1]}" if lost[2] else f"lost, {lost[1]}")
    return "; ".join(told)


def _with_last(desk: Desk, row: CustomerRow, former: str) -> Alike:
    last = next(iter(card.timeline(desk, row.id, limit=1)), None)
    return Alike(
        id=row.id,
        name=row.name,
        company=row.company,
        city=row.city,
        phone=row.phone,
        owner=row.owner,
        lifecycle=row.lifecycle,
        archived=row.archived,
        state=_state(desk, row, former),
        last_at=last.at if last else None,
        last_way=(last.channel or last.kind) if last else "",
        last_text=(last.body or last.result or last.subject) if last else "",
    )
