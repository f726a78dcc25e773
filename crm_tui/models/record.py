"""What every main table has (`domain.md`, Model)."""

from __future__ import annotations

from peewee import AutoField, DatabaseProxy, IntegerField, Model

from crm_tui.models import binding
from crm_tui.models.fields import InstantField

database = DatabaseProxy()
"""The open database; nothing until a store is opened."""
binding.stand_in(database)


class Table(Model):
    """A table with an id, in the database of the open store."""

    id = AutoField()

    class Meta:
        """Peewee's settings, for every table."""

        database = database
        legacy_table_names = False


class Record(Table):
    """A main table: when it was made and changed, its version, and whether it is archived.

    `version` counts changes by people, for optimistic locking (`domain.md` rule 17);
    `archived_at` is null while the record is live (rule 16).
    """

    created_at = InstantField()
    updated_at = InstantField()
    version = IntegerField(default=1)
    archived_at = InstantField(null=True)
