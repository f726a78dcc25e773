"""The journal: who changed what, when, and each row before and after (rule 1)."""

from __future__ import annotations

from peewee import BooleanField, ForeignKeyField, IntegerField, TextField

from crm_tui.models.fields import InstantField
from crm_tui.models.record import Table
from crm_tui.models.user import User


class ChangeSet(Table):
    """What one person did in one go; `undoes` names the set it takes back, if it does.

    `session` tells a program its own change sets from other people's; `finished` is false while
    one that is written in parts (an import) is under way.
    """

    at = InstantField()
    user = ForeignKeyField(User, null=True, index=False)
    label = TextField()
    origin = TextField(default="")
    session = TextField(default="")
    finished = BooleanField(default=True)
    undoes = ForeignKeyField("self", null=True, index=False)


class Change(Table):
    """One row made, changed or removed; `before` and `after` are JSON, the changed columns only.

    `before` is null for a row made, `after` for a row removed.
    """

    change_set = ForeignKeyField(ChangeSet, index=False)
    record = TextField()
    row = IntegerField()
    before = TextField(null=True)
    after = TextField(null=True)
