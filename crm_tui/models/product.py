"""What we sell."""

from __future__ import annotations

from peewee import BigIntegerField, TextField

from crm_tui.models.fields import DocumentField
from crm_tui.models.record import Record


class Product(Record):
    """A product or service; the list price in minor units of `currency`, null where not set."""

    name = TextField()
    code = TextField(default="")
    series = TextField(default="")
    price_minor = BigIntegerField(null=True)
    currency = TextField(default="")
    custom = DocumentField(default=dict)
