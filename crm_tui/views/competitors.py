"""Competitors: won and lost against each, and what is known of them (S85 to S88).

A deal names a competitor when it was lost to them, or when they stand among its people as one who
competes, or as a party that is marked as a competitor.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.periods import Period
from crm_tui.views import figures
from crm_tui.views.dimensions import Key
from crm_tui.views.figures import Chosen
from crm_tui.views.workdays import as_day

PART = "competes"
"""The part of a competitor among the people of a deal."""

KINDS = ("move", "action", "strength", "weakness", "price")


class NoteRow(NamedTuple):
    """Something known of a competitor: what kind, where, since when, from whom."""

    id: int
    kind: str
    text: str
    market: str
    day: date
    source: str
    user: str


class Contest(NamedTuple):
    """How deals ended that named a competitor, in one currency; amounts in minor units.

    `won` were won against it, `lost` went to it, `otherwise` were lost to another or for
    another reason. `win_rate` is won of won and lost; None of neither.
    """

    competitor: int
    name: str
    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    currency: str
    won: int
    won_minor: int
    lost: int
    lost_minor: int
    otherwise: int
    open: int
    win_rate: float | None


_NAMED = f"""
(SELECT x.deal_id, x.party_id FROM deal_person x JOIN party q ON q.id = x.party_id
   WHERE x.part = '{PART}' OR q.is_competitor = 1
 UNION SELECT o.id, o.lost_to_id FROM deal o WHERE o.lost_to_id IS NOT NULL)
"""
_OUTCOME = (
    "CASE WHEN d.state <> 'lost' THEN d.state WHEN d.lost_to_id = n.party_id THEN 'lost'"
    " ELSE 'otherwise' END"
)
_OUTCOMES = ("won", "lost", "otherwise", "open")


def contests(
    desk: Desk, chosen: Chosen, by: Sequence[str] = (), competitor: int | None = None
) -> list[Contest]:
    """How deals ended against each competitor, the one most was lost to first.

    The bounds of the chosen deals are for the closing day; open ones are those open now.
    """
    counts: dict[tuple[int, tuple[Key, ...], str], dict[str, list[int]]] = {}
    for state in ("won", "lost", "open"):
        some = chosen._replace(state=state)
        if state == "open":
            some = some._replace(since=None, until=None)
        for who, outcome, keys, currency, number, amount in _outcomes(desk, some, by, competitor):
            found = counts.setdefault((who, keys, currency), {one: [0, 0] for one in _OUTCOMES})
            found[outcome][0] += number
            found[outcome][1] += amount
    called = dict(
        desk.store.rows_by_id(
            "SELECT id, name FROM party WHERE id IN ({ids})", sorted({which[0] for which in counts})
        )
    )
    named = figures.names(desk, by, [keys for _, keys, _ in counts])
    rows = [
        _contest(who, str(called[who]), keys, named[keys], currency, found)
        for (who, keys, currency), found in counts.items()
    ]
    return sorted(rows, key=lambda one: (-one.lost, -one.won, one.name, one.labels, one.currency))


def _contest(
    who: int,
    name: str,
    keys: tuple[Key, ...],
    labels: tuple[str, ...],
    currency: str,
    found: dict[str, list[int]],
) -> Contest:
    won, lost = found["won"], found["lost"]
    ended = won[0] + lost[0]
    return Contest._make([
        who, name, keys, labels, currency, *won, *lost, found["otherwise"][0], found["open"][0],
        won[0] / ended if ended else None,
    ])  # fmt: skip


def _outcomes(
    desk: Desk, chosen: Chosen, by: Sequence[str], competitor: int | None
) -> list[tuple[int, str, tuple[Key, ...], str, int, int]]:
    only = "" if competitor is None else f"AND n.party_id = {int(competitor)}"
    source = figures.Source(("n.party_id", _OUTCOME), f"JOIN {_NAMED} n ON n.deal_id = d.id {only}")
    return [
        (row.beside[0], row.beside[1], row.keys, row.currency, row.values[0], row.values[1])
        for row in figures.sums(desk, chosen, by, source)
    ]


def notes(desk: Desk, party: int) -> list[NoteRow]:
    """What is known of a competitor, the newest first."""
    rows = desk.store.rows(
        "SELECT n.id, n.kind, n.text, n.market, n.day, n.source, coalesce(u.login, '')"
        ' FROM competitor_note n LEFT JOIN "user" u ON u.id = n.user_id WHERE n.party_id = ?'
        " ORDER BY n.day DESC, n.id DESC",
        (party,),
    )
    return [NoteRow._make([*row[:4], as_day(row[4]), *row[5:]]) for row in rows]


def named_on(desk: Desk, deal: int) -> list[tuple[int, str]]:
    """The competitors a deal names, by name: id and name (S88)."""
    rows = desk.store.rows(
        "SELECT q.id, q.name FROM party q WHERE q.id IN ("
        " SELECT x.party_id FROM deal_person x JOIN party c ON c.id = x.party_id"
        f" WHERE x.deal_id = ? AND (x.part = '{PART}' OR c.is_competitor = 1)"
        " UNION SELECT o.lost_to_id FROM deal o WHERE o.id = ? AND o.lost_to_id IS NOT NULL)"
        " ORDER BY q.sort_name, q.id",
        (deal, deal),
    )
    return [(row[0], row[1]) for row in rows]


def moves(desk: Desk, period: Period, market: str = "") -> list[tuple[str, NoteRow]]:
    """What competitors did in a period (S87), the newest first: whose, and the note."""
    rows = desk.store.rows(
        "SELECT p.name, n.id, n.kind, n.text, n.market, n.day, n.source, coalesce(u.login, '')"
        " FROM competitor_note n JOIN party p ON p.id = n.party_id"
        ' LEFT JOIN "user" u ON u.id = n.user_id WHERE n.day BETWEEN ? AND ?'
        " AND ? IN ('', n.market) ORDER BY n.day DESC, n.id DESC",
        (period.first.isoformat(), period.last.isoformat(), market),
    )
    return [(row[0], NoteRow._make([*row[1:5], as_day(row[5]), *row[6:]])) for row in rows]
