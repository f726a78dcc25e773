"""What a firm and its people set for themselves."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from crm_tui.models.fields import DocumentField
from crm_tui.models.record import Table
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
