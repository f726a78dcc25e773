"""Work that is still to be done; its place of its own comes with the agenda."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from crm_tui.models.fields import DayField, InstantField
from crm_tui.models.party import Party
from crm_tui.models.record import Record
from crm_tui.models.user import User


class Task(Record):
    """Something to do, by whom and when; `side` is `us` or `them`, `state` open or ended."""

    kind = TextField(default="other")
    title = TextField()
    party = ForeignKeyField(Party, null=True, index=False)
    party_id: int | None
    assignee = ForeignKeyField(User, null=True, index=False)
    side = TextField(default="us")
    priority = TextField(default="normal")
    due = DayField(null=True)
    start_at = InstantField(null=True)
    minutes = IntegerField(null=True)
    state = TextField(default="open")
    outcome = TextField(default="")
    result = TextField(default="")
    done_at = InstantField(null=True)
