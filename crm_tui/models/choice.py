"""Pick lists as data (S61)."""

from __future__ import annotations

from peewee import BooleanField, IntegerField, TextField

from crm_tui.models.record import Table


class Choice(Table):
    """One entry of a pick list; code relies on `meaning` alone, never on `code` or `label`.

    `key` is the one key that picks it where a choice is made in a breath (outcomes);
    `minutes` how long a task of this kind usually takes.
    """

    list = TextField()
    code = TextField()
    label = TextField()
    position = IntegerField()
    active = BooleanField(default=True)
    needs_note = BooleanField(default=False)
    needs_party = BooleanField(default=False)
    meaning = TextField(default="")
    key = TextField(default="")
    minutes = IntegerField(null=True)
