"""Products with all that is known of them, as files hold them."""

from __future__ import annotations

from crm_tui.views.whole_records import Field, Kind

PRODUCTS = Kind(
    "products",
    "product",
    "g",
    "",
    (
        Field("name", "g.name"),
        Field("code", "g.code"),
        Field("series", "g.series"),
        Field("price", "g.price_minor || ' ' || g.currency", "money"),
        Field("currency", "g.currency"),
        Field("archived", "g.archived_at", "instant"),
    ),
    live="g.archived_at IS NULL",
    custom=True,
)
