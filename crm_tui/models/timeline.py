"""The timeline: everything that happened, append-only (`domain.md`, Three ideas)."""

from __future__ import annotations

from peewee import BooleanField, ForeignKeyField, IntegerField, TextField

from crm_tui.models.deal import Deal
from crm_tui.models.fields import DayField, InstantField
from crm_tui.models.party import Party
from crm_tui.models.record import Table
from crm_tui.models.task import Task
from crm_tui.models.ticket import Ticket
from crm_tui.models.user import User


class TimelineEntry(Table):
    """One thing that happened. Its time, people, text, outcome and result never change.

    A correction is a new entry that `corrects` the old one (rule 2); only `pinned` may change,
    and `ticket` where two tickets become one.
    `day` is the user's calendar day of `at`, so that reports by day need no time zone.
    """

    at = InstantField()
    day = DayField()
    kind = TextField()
    channel = TextField(default="")
    direction = TextField(default="")
    minutes = IntegerField(null=True)
    user = ForeignKeyField(User, null=True, index=False)
    party = ForeignKeyField(Party, null=True, index=False)
    party_id: int | None
    subject = TextField(default="")
    body = TextField(default="")
    outcome = TextField(default="")
    result = TextField(default="")
    internal = BooleanField(default=False)
    pinned = BooleanField(default=False)
    task = ForeignKeyField(Task, null=True, index=False)
    deal = ForeignKeyField(Deal, null=True, index=False)
    deal_id: int | None
    ticket = ForeignKeyField(Ticket, null=True, index=False)
    ticket_id: int | None
    corrects = ForeignKeyField("self", null=True, index=False)
    created_at = InstantField()


class Participant(Table):
    """A party or a colleague who took part in an entry."""

    entry = ForeignKeyField(TimelineEntry, index=False)
    party = ForeignKeyField(Party, null=True, index=False)
    party_id: int | None
    user = ForeignKeyField(User, null=True, index=False)
    user_id: int | None
