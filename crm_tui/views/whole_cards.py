"""Customers and people as address cards hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views.own_keys import own_key
from crm_tui.views.whole_parties import CUSTOMERS, PEOPLE, Way, ways_of
from crm_tui.views.whole_records import Asked, day, ids, instant, keys, pages


class WholeCard(NamedTuple):
    """What an address card tells; the ways to reach them with the principal one first."""

    uid: str
    kind: str
    name: str
    company: str
    job_title: str
    department: str
    nickname: str
    city: str
    region: str
    country: str
    language: str
    birthday: date | None
    tags: tuple[str, ...]
    ways: tuple[Way, ...]
    changed: datetime | None


_TAG_MARK = "\x1f"
_QUERY = """
SELECT p.id, p.created_at, p.kind, p.name, coalesce(c.name, ''), coalesce(r.title, ''),
  coalesce(json_extract(p.custom, '$.Department'), ''),
  coalesce(json_extract(p.custom, '$.Nickname'), ''),
  p.city, p.region, p.country, p.language, p.birthday,
  coalesce((SELECT group_concat(n.name, char(31)) FROM tagging g JOIN tag n ON n.id = g.tag_id
    WHERE g.party_id = p.id), ''), p.updated_at
FROM party p
  LEFT JOIN relationship r ON r.id = (SELECT min(w.id) FROM relationship w
    WHERE w.party_id = p.id AND w.kind = 'works_at' AND w.until IS NULL)
  LEFT JOIN party c ON c.id = r.other_id
WHERE p.id IN ({ids})
"""


def whole_cards(desk: Desk, kind: str, asked: Asked) -> Iterator[WholeCard]:
    """The parties that are asked for. Raises UsageError for an order there is not."""
    numbers = ids(desk, CUSTOMERS if kind == "customers" else PEOPLE, asked)
    return _read(desk, numbers)


def _read(desk: Desk, numbers: Sequence[int]) -> Iterator[WholeCard]:
    for page in pages(numbers):
        found = {row[0]: row for row in desk.store.rows_by_id(_QUERY, page)}
        ways = ways_of(desk, page)
        own, _ = keys(desk, "party", page)
        for number in page:
            if (row := found.get(number)) is None:
                continue  # somebody has taken it away meanwhile
            tags = sorted(filter(None, row[13].split(_TAG_MARK)), key=str.casefold)
            values = (
                own.get(number) or own_key("party", number, row[1]),
                *row[2:12],
                day(row[12]),
                tuple(tags),
                tuple(ways.get(number, ())),
                instant(row[14]),
            )
            yield WholeCard._make(values)
