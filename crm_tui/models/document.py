"""What was offered, ordered, delivered, invoiced and paid."""

from __future__ import annotations

from peewee import BigIntegerField, ForeignKeyField, IntegerField, TextField

from crm_tui.models.deal import Deal
from crm_tui.models.fields import DayField, DocumentField
from crm_tui.models.party import Party
from crm_tui.models.product import Product
from crm_tui.models.record import Record, Table
from crm_tui.models.user import User


class Document(Record):
    """A quote, order, contract, delivery, invoice, payment or credit note.

    A payment's `parent` is its invoice, an invoice's its order. The amount is in minor units of
    `currency`, null where it is not known; it may be below zero. `address` is the file or web
    address it is found at.
    """

    kind = TextField()
    number = TextField(default="")
    title = TextField(default="")
    party = ForeignKeyField(Party, null=True, index=False)
    party_id: int | None
    contact = ForeignKeyField(Party, null=True, index=False, backref="+")
    contact_id: int | None
    owner = ForeignKeyField(User, null=True, index=False)
    owner_id: int | None
    deal = ForeignKeyField(Deal, null=True, index=False)
    deal_id: int | None
    parent = ForeignKeyField("self", null=True, index=False)
    parent_id: int | None
    state = TextField(default="")
    issued = DayField(null=True)
    due = DayField(null=True)
    ends = DayField(null=True)
    amount_minor = BigIntegerField(null=True)
    currency = TextField(default="")
    address = TextField(default="")
    note = TextField(default="")
    custom = DocumentField(default=dict)


class DocumentLine(Table):
    """One line of a document; quantities in thousandths, `amount_minor` after the discount."""

    document = ForeignKeyField(Document, index=False)
    document_id: int
    position = IntegerField(default=0)
    product = ForeignKeyField(Product, null=True, index=False)
    product_id: int | None
    text = TextField(default="")
    quantity_milli = BigIntegerField(default=1000)
    price_minor = BigIntegerField(null=True)
    discount_permille = IntegerField(default=0)
    amount_minor = BigIntegerField(null=True)
