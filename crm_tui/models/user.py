"""Who works with the program."""

from __future__ import annotations

from peewee import BooleanField, TextField

from crm_tui.models.fields import DocumentField
from crm_tui.models.record import Record


class User(Record):
    """A colleague. `custom` keeps what an import said beyond these fields."""

    login = TextField(unique=True)
    name = TextField()
    role = TextField(default="agent")
    is_management = BooleanField(default=False)
    email = TextField(default="")
    zone = TextField(default="")
    working_hours = TextField(default="")
    active = BooleanField(default=True)
    custom = DocumentField(default=dict)
