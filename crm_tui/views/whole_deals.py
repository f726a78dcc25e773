"""Deals with all that is known of them, as files hold them."""

from __future__ import annotations

from crm_tui.views.own_keys import uid_sql
from crm_tui.views.whole_records import Field, Kind

_LINES = "SELECT {what} FROM line_item l LEFT JOIN product g ON g.id = l.product_id"
_ONLY_PRODUCT = (
    "CASE WHEN (SELECT count(*) FROM line_item l WHERE l.deal_id = d.id) = 1 THEN"
    f" ({_LINES.format(what='g.name')} WHERE l.deal_id = d.id) END"
)
_ALL_LINES = (
    "(SELECT group_concat(said, '; ') FROM ("
    + _LINES.format(
        what="printf('%.3f', l.quantity_milli / 1000.0) || ' x ' || coalesce(g.name, l.text)"
        " AS said"
    )
    + " WHERE l.deal_id = d.id ORDER BY l.id))"
)

DEALS = Kind(
    "deals",
    "deal",
    "d",
    "LEFT JOIN party p ON p.id = d.party_id LEFT JOIN party w ON w.id = d.contact_id"
    ' LEFT JOIN "user" u ON u.id = d.owner_id LEFT JOIN pipeline i ON i.id = d.pipeline_id'
    " LEFT JOIN stage s ON s.id = d.stage_id LEFT JOIN party c ON c.id = d.lost_to_id"
    " LEFT JOIN choice r ON r.list = 'lost_reason' AND r.code = d.lost_reason",
    (
        Field("number", "d.number"),
        Field("title", "d.title"),
        Field("customer", "p.name"),
        Field("customer uid", uid_sql("party", "p")),
        Field("contact", "w.name"),
        Field("contact uid", uid_sql("party", "w")),
        Field("owner", "u.login"),
        Field("pipeline", "i.name"),
        Field("stage", "s.name"),
        Field("amount", "d.amount_minor || ' ' || d.currency", "money"),
        Field("currency", "d.currency"),
        Field("probability", "d.probability", "number"),
        Field("product", _ONLY_PRODUCT),
        Field("lines", _ALL_LINES),
        Field("opened", "d.opened_on", "day"),
        Field("expected close", "d.expected_close", "day"),
        Field("closed", "d.closed_on", "day"),
        Field("source", "d.source"),
        Field("lost reason", "coalesce(r.label, d.lost_reason)"),
        Field("lost to", "c.name"),
        Field("lost note", "d.lost_note"),
        Field("gain", "d.gain"),
        Field("note", "d.note"),
        Field("archived", "d.archived_at", "instant"),
    ),
    live="d.archived_at IS NULL",
    custom=True,
)
