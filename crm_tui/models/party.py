"""Parties: companies and persons in one table, and what hangs on them."""

from __future__ import annotations

from peewee import BooleanField, ForeignKeyField, IntegerField, TextField

from crm_tui.models.fields import DayField, DocumentField, InstantField
from crm_tui.models.record import Record, Table
from crm_tui.models.user import User


class Party(Record):
    """A company or a person. `owner` and `last_contact_at` are caches of logs.

    One that was `merged_into` another is archived for good (`domain.md` rule 11).
    """

    kind = TextField()
    name = TextField()
    sort_name = TextField()
    parent = ForeignKeyField("self", null=True, index=False)
    is_customer = BooleanField(default=True)
    is_supplier = BooleanField(default=False)
    is_competitor = BooleanField(default=False)
    is_partner = BooleanField(default=False)
    lifecycle = TextField(default="prospect")
    relationship = TextField(default="unknown")
    relationship_since = DayField(null=True)
    wanted = TextField(default="")
    owner = ForeignKeyField(User, null=True, index=False)
    industry = TextField(default="")
    size = TextField(default="")
    city = TextField(default="")
    region = TextField(default="")
    country = TextField(default="")
    language = TextField(default="")
    zone = TextField(default="")
    channel = TextField(default="")
    source = TextField(default="")
    referred_by = ForeignKeyField("self", null=True, index=False)
    not_buying = TextField(default="")
    not_buying_note = TextField(default="")
    wants = TextField(default="")
    likes = TextField(default="")
    motives = TextField(default="")
    worries = TextField(default="")
    decides_how = TextField(default="")
    spoken_to_how = TextField(default="")
    birthday = DayField(null=True)
    custom = DocumentField(default=dict)
    last_contact_at = InstantField(null=True)
    merged_into = ForeignKeyField("self", null=True, index=False, backref="+")
    merged_into_id: int | None


class ContactMethod(Table):
    """A way to reach a party: as typed, and normal so that any notation finds it.

    `reversed_digits` turns 'ends with these digits' into an index range (rule 13).
    """

    party = ForeignKeyField(Party, index=False)
    kind = TextField()
    value = TextField()
    normal = TextField(default="")
    reversed_digits = TextField(default="")
    label = TextField(default="")
    is_primary = BooleanField(default=False)
    shared = BooleanField(default=False)
    bad_since = DayField(null=True)
    opted_out_at = InstantField(null=True)
    consent_at = InstantField(null=True)
    consent_how = TextField(default="")


class Relationship(Table):
    """`party` stands in a relation to `other`: a person `works_at` a company."""

    party = ForeignKeyField(Party, index=False)
    other = ForeignKeyField(Party, index=False)
    kind = TextField()
    title = TextField(default="")
    influence = TextField(default="")
    since = DayField(null=True)
    until = DayField(null=True)


class Assignment(Table):
    """Who of ours works a party, from when to when (rule 4), and what they made of it."""

    party = ForeignKeyField(Party, index=False)
    party_id: int
    user = ForeignKeyField(User, index=False)
    user_id: int
    role = TextField(default="owner")
    since = DayField()
    until = DayField(null=True)
    take = TextField(default="")


class Tag(Table):
    """A word parties are marked with; `folded` makes 'VIP' and 'vip' one tag."""

    name = TextField()
    folded = TextField(unique=True)


class Tagging(Table):
    """A party carries a tag."""

    party = ForeignKeyField(Party, index=False)
    party_id: int
    tag = ForeignKeyField(Tag, index=False)


class ExternalId(Table):
    """The key a record has in the file or system it came from (rule 15).

    `record` names the table, `row` its id; the same key in the same source is the same record.
    """

    source = TextField()
    record = TextField()
    value = TextField()
    row = IntegerField()


class Alias(Table):
    """What a merged party was called or known by; it finds the party it was merged into.

    `kind` is `name`, `id` or `number`; `folded` is what it is looked up by.
    """

    party = ForeignKeyField(Party, index=False)
    party_id: int
    kind = TextField()
    value = TextField()
    folded = TextField()


class DistinctPair(Table):
    """Two parties that look alike and are not the same; `one` has the smaller id."""

    one = ForeignKeyField(Party, index=False, backref="+")
    one_id: int
    other = ForeignKeyField(Party, index=False, backref="+")
    other_id: int
    reason = TextField()
    user = ForeignKeyField(User, null=True, index=False)
    at = InstantField()
