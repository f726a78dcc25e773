"""What we know of a customer's mind: opinions and needs (S26, S112)."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from crm_tui.models.fields import InstantField
from crm_tui.models.party import Party
from crm_tui.models.product import Product
from crm_tui.models.record import Table
from crm_tui.models.timeline import TimelineEntry


class Opinion(Table):
    """What a party thinks of our `product`, `service` or `company`, from -2 to 2."""

    party = ForeignKeyField(Party, index=False)
    about = TextField()
    score = IntegerField()
    words = TextField(default="")
    at = InstantField()
    entry = ForeignKeyField(TimelineEntry, null=True, index=False)


class Need(Table):
    """Something a party needs: `open`, `planned`, `met`, or we `cannot`."""

    party = ForeignKeyField(Party, index=False)
    text = TextField()
    product = ForeignKeyField(Product, null=True, index=False)
    state = TextField(default="open")
    supplier = ForeignKeyField(Party, null=True, index=False)
    shared_at = InstantField(null=True)
    at = InstantField()
