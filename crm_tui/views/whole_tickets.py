"""Tickets with all that is known of them, as files hold them."""

from __future__ import annotations

from crm_tui.views.own_keys import uid_sql
from crm_tui.views.whole_records import Asked, Field, Kind

_BODY = """(SELECT e.body FROM timeline_entry e WHERE e.ticket_id = t.id AND e.direction = 'in'
    AND NOT EXISTS (SELECT 1 FROM timeline_entry x WHERE x.corrects_id = e.id)
    ORDER BY e.at, e.id LIMIT 1)"""
_ADDRESS = """(SELECT m.value FROM contact_method m WHERE m.party_id = w.id AND m.kind = 'email'
    ORDER BY m.is_primary DESC, m.id LIMIT 1)"""
_TAGS = """(SELECT group_concat(name, ', ') FROM (SELECT n.name FROM ticket_tagging k
    JOIN tag n ON n.id = k.tag_id WHERE k.ticket_id = t.id ORDER BY n.folded))"""

TICKETS = Kind(
    "tickets",
    "ticket",
    "t",
    "LEFT JOIN party p ON p.id = t.party_id LEFT JOIN party w"
    " ON w.id = coalesce(t.contact_id, CASE p.kind WHEN 'person' THEN p.id END)"
    " LEFT JOIN product g ON g.id = t.product_id"
    ' LEFT JOIN "user" u ON u.id = t.assignee_id LEFT JOIN deal d ON d.id = t.offer_deal_id',
    (
        Field("ticket number", "t.number"),
        Field("title", "t.title"),
        Field("description", _BODY),
        Field("kind", "t.kind"),
        Field("state", "t.state"),
        Field("priority", "t.priority"),
        Field("queue", "t.queue"),
        Field("channel", "t.channel"),
        Field("company", "CASE WHEN p.kind = 'company' THEN p.name ELSE '' END"),
        Field("company uid", f"CASE WHEN p.kind = 'company' THEN {uid_sql('party', 'p')} END"),
        Field("contact", "w.name"),
        Field("contact uid", uid_sql("party", "w")),
        Field("contact email", _ADDRESS),
        Field("product", "g.name"),
        Field("assignee", "u.login"),
        Field("opened", "t.opened_at", "instant"),
        Field("first response", "t.first_responded_at", "instant"),
        Field("solved", "t.resolved_at", "instant"),
        Field("answer due", "t.first_response_due", "instant"),
        Field("solution due", "t.resolution_due", "instant"),
        Field("closing reason", "t.closing_reason"),
        Field("closing note", "t.closing_note"),
        Field("cause", "t.cause"),
        Field("rating", "t.rating", "number"),
        Field("rating words", "t.rating_words"),
        Field("offered deal", "d.number"),
        Field("tags", _TAGS),
        Field("modified", "t.updated_at", "instant"),
        Field("archived", "t.archived_at", "instant"),
    ),
    own=("t.state <> 'merged'",),
    live="t.archived_at IS NULL",
    custom=True,
)
"""Kind, channel, queue, reason and cause are codes. What was merged is a part of another."""


def asked_tickets(
    *,
    user: int | None = None,
    party: int | None = None,
    ended: bool = False,
    archived: bool = False,
) -> Asked:
    """A colleague's tickets or everyone's, a customer's or all; `user` 0 means nobody's.

    Those that are solved or closed come only where `ended` is said.
    """
    where: list[str] = []
    params: list[int] = []
    if user is not None:
        where.append("coalesce(t.assignee_id, 0) = ?")
        params.append(user)
    if party is not None:
        where.append("(t.party_id = ? OR t.contact_id = ?)")
        params += [party, party]
    if not ended:
        where.append("t.state NOT IN ('solved', 'closed')")
    return Asked(tuple(where), tuple(params), archived)
