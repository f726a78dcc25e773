"""What a firm and its people set for themselves."""

from __future__ import annotations

from peewee import BooleanField, ForeignKeyField, IntegerField, TextField

from crm_tui.models.fields import DocumentField, ListField
from crm_tui.models.record import Record, Table
from crm_tui.models.user import User


class Setting(Table):
    """A value of the whole database, such as the firm's home country."""

    name = TextField(unique=True)
    value = TextField()


class SavedView(Table):
    """A list as someone likes to see it: search, filters, order. `user` null: for everyone."""

    place = TextField(default="customers")
    name = TextField()
    user = ForeignKeyField(User, null=True, index=False)
    query = DocumentField(default=dict)
    position = IntegerField(default=0)


class CustomField(Record):
    """A field of the firm's own on a `party`, `deal` or `ticket` (S55).

    Its values stand in the record's `custom` under `code`, as text: a number with a point, a day
    as ISO, money as `1054.00 USD`, yes_no as `yes` or `no`, a choice as one of `choices`.
    """

    record = TextField()
    code = TextField()
    label = TextField()
    kind = TextField()
    choices = ListField(default=list)
    position = IntegerField(default=0)
    required = BooleanField(default=False)
