"""What happened with customers, as files hold it.

It is what people did and said. What the timeline tells of deals, how tasks were done and what
tickets began with stands in the files of those, so that nothing comes in twice.
"""

from __future__ import annotations

from crm_tui.views.own_keys import uid_sql
from crm_tui.views.whole_records import Field, Kind

CONTACTS = ("call", "email", "meeting", "visit", "chat", "letter", "contact", "note", "idea")
"""Kinds of entries that people write."""
KEYS = "interaction"
"""Where keys of interactions come from."""

_PEOPLE = (
    "FROM participant t JOIN party c ON c.id = t.party_id AND c.kind = 'person'"
    " WHERE t.entry_id = e.id AND t.party_id IS NOT e.party_id"
)
_FIRST = f"""coalesce((SELECT min(t.id) {_PEOPLE} AND EXISTS (
  SELECT 1 FROM relationship r WHERE r.party_id = c.id AND r.other_id = e.party_id)), 0)"""
_TOLD_BY_TICKET = """e.ticket_id IS NOT NULL AND e.id = (
  SELECT f.id FROM timeline_entry f WHERE f.ticket_id = e.ticket_id AND f.direction = 'in'
    AND NOT EXISTS (SELECT 1 FROM timeline_entry x WHERE x.corrects_id = f.id)
  ORDER BY f.at, f.id LIMIT 1)"""
_TOLD_BY_TASK = (
    "j.id = e.task_id AND (j.entry_id = e.id OR (j.state = 'done' AND j.done_at = e.at))"
)

INTERACTIONS = Kind(
    "interactions",
    "timeline_entry",
    "e",
    "LEFT JOIN party p ON p.id = e.party_id"
    ' LEFT JOIN "user" u ON u.id = e.user_id LEFT JOIN ticket k ON k.id = e.ticket_id'
    " LEFT JOIN deal d ON d.id = e.deal_id",
    (
        Field("at", "e.at", "instant"),
        Field("activity", "e.kind"),
        Field("channel", "e.channel"),
        Field("direction", "e.direction"),
        Field("minutes", "e.minutes", "number"),
        Field("customer", "p.name"),
        Field("customer uid", uid_sql("party", "p")),
        Field("contact", f"(SELECT c.name {_PEOPLE} AND t.id = {_FIRST})"),
        Field("also there", f"(SELECT group_concat(c.name, ', ') {_PEOPLE} AND t.id <> {_FIRST})"),
        Field("user", "u.login"),
        Field("subject", "e.subject"),
        Field("body", "e.body"),
        Field("outcome", "e.outcome"),
        Field("result", "e.result"),
        Field("internal", "e.internal", "flag"),
        Field("pinned", "e.pinned", "flag"),
        Field("deal number", "d.number"),
        Field("ticket number", "k.number"),
    ),
    own=(
        f"e.kind IN ({', '.join(repr(kind) for kind in CONTACTS)})",
        "NOT EXISTS (SELECT 1 FROM timeline_entry x WHERE x.corrects_id = e.id)",
        f"NOT ({_TOLD_BY_TICKET})",
        f"NOT EXISTS (SELECT 1 FROM task j WHERE {_TOLD_BY_TASK})",
    ),
    sources=(KEYS,),
    order="e.at, ",
)
