"""Tickets with all that is known of them, as files hold them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views.customers import moment

PAGE = 500


class WholeTicket(NamedTuple):
    """A ticket in words that other programs and databases understand.

    `company` is the customer where it is a company; `contact` is who asked, with their address.
    `body` is what was said first. The kind, channel, queue, reason and cause are codes.
    """

    id: int
    number: str
    title: str
    body: str
    kind: str
    state: str
    priority: str
    queue: str
    channel: str
    company: str
    contact: str
    email: str
    product: str
    assignee: str
    opened_at: datetime
    first_responded_at: datetime | None
    resolved_at: datetime | None
    first_response_due: datetime | None
    resolution_due: datetime | None
    closing_reason: str
    closing_note: str
    cause: str
    rating: int | None
    rating_words: str
    tags: str
    updated_at: datetime


_INSTANTS = (
    "opened_at", "first_responded_at", "resolved_at", "first_response_due", "resolution_due",
    "updated_at",
)  # fmt: skip
_QUERY = f"""
SELECT t.id, t.number, t.title,
  coalesce((SELECT e.body FROM timeline_entry e WHERE e.ticket_id = t.id AND e.direction = 'in'
    AND NOT EXISTS (SELECT 1 FROM timeline_entry x WHERE x.corrects_id = e.id)
    ORDER BY e.at, e.id LIMIT 1), ''),
  t.kind, t.state, t.priority, t.queue, t.channel,
  CASE WHEN p.kind = 'company' THEN p.name ELSE '' END, coalesce(w.name, ''),
  coalesce((SELECT m.value FROM contact_method m WHERE m.party_id = w.id AND m.kind = 'email'
    ORDER BY m.is_primary DESC, m.id LIMIT 1), ''),
  coalesce(g.name, ''), coalesce(u.login, ''), t.opened_at, t.first_responded_at, t.resolved_at,
  t.first_response_due, t.resolution_due, t.closing_reason, t.closing_note, t.cause, t.rating,
  t.rating_words,
  coalesce((SELECT group_concat(name, ', ') FROM (SELECT n.name FROM ticket_tagging k
    JOIN tag n ON n.id = k.tag_id WHERE k.ticket_id = t.id ORDER BY n.folded)), ''),
  t.updated_at
FROM ticket t
  LEFT JOIN party p ON p.id = t.party_id
  LEFT JOIN party w ON w.id = coalesce(t.contact_id, CASE p.kind WHEN 'person' THEN p.id END)
  LEFT JOIN product g ON g.id = t.product_id
  LEFT JOIN "user" u ON u.id = t.assignee_id
WHERE t.id > ? AND t.archived_at IS NULL AND t.state <> 'merged' {{narrow}}
ORDER BY t.id LIMIT {PAGE}
"""


def whole_tickets(
    desk: Desk, *, user: int | None = None, party: int | None = None, ended: bool = False
) -> Iterator[WholeTicket]:
    """A colleague's tickets or everyone's, a customer's or all, the oldest first, by the page.

    `user` 0 means nobody's. Those that are solved or closed come only where `ended` is said;
    one that was merged never does: it is a part of another.
    """
    narrow, params = "", []
    if user is not None:
        narrow += " AND coalesce(t.assignee_id, 0) = ?"
        params.append(user)
    if party is not None:
        narrow += " AND (t.party_id = ? OR t.contact_id = ?)"
        params += [party, party]
    if not ended:
        narrow += " AND t.state NOT IN ('solved', 'closed')"
    after = 0
    while rows := desk.store.rows(_QUERY.format(narrow=narrow), [after, *params]):
        for row in rows:
            yield _whole(row)
        after = rows[-1][0]


def _whole(row: tuple[Any, ...]) -> WholeTicket:
    values = dict(zip(WholeTicket._fields, row, strict=True))
    for name in _INSTANTS:
        values[name] = moment(values[name])
    return WholeTicket(**values)
