"""What is known of files that came in, and of persons whose data are gone."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from crm_tui.models.fields import DocumentField, InstantField
from crm_tui.models.record import Table


class ImportMapping(Table):
    """What the columns of a file became; `signature` is made of the columns' folded names."""

    signature = TextField(unique=True)
    kind = TextField()
    name = TextField()
    mapping = DocumentField()
    at = InstantField()


class ImportReport(Table):
    """What came of an import. Not journalled: it stays when the import is taken back."""

    change_set_id = IntegerField(null=True)
    user_id = IntegerField(null=True)
    at = InstantField()
    file = TextField()
    kind = TextField()
    report = DocumentField()


class Erasure(Table):
    """That a person's data were erased for good, without the data (`domain.md` rule 16)."""

    at = InstantField()
    user_id = IntegerField(null=True)
    party_id = IntegerField()
    reason = TextField(default="")
    counts = DocumentField(default=dict)


class ErasedAddress(Table):
    """The salted digest of an address or number of an erased person."""

    erasure = ForeignKeyField(Erasure, index=False)
    erasure_id: int
    salt = TextField()
    digest = TextField()
