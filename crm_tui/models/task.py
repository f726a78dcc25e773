"""Work that is still to be done, whose day it is, and what stands in its way."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from crm_tui.models.deal import Deal
from crm_tui.models.fields import DayField, InstantField
from crm_tui.models.party import Party
from crm_tui.models.record import Record, Table
from crm_tui.models.ticket import Ticket
from crm_tui.models.user import User


class Task(Record):
    """Something to do, by whom and when; `side` is `us` or `them`, `state` open or ended.

    `planned_for`, `planned_at` and `planned_by` repeat the newest `Planning`. `repeats` is a
    recurrence rule of RFC 5545 or `AFTER=n`; `rule_day` is the day that rule gave it. A task
    that `follows` an open one has no day yet. `proposal` and `reason` say why the program
    proposed it; `entry_id` is the timeline entry it came of (a plain number: the task outlives
    an entry that is taken back).
    """

    kind = TextField(default="other")
    title = TextField()
    note = TextField(default="")
    party = ForeignKeyField(Party, null=True, index=False)
    party_id: int | None
    assignee = ForeignKeyField(User, null=True, index=False)
    assignee_id: int | None
    side = TextField(default="us")
    priority = TextField(default="normal")
    due = DayField(null=True)
    start_at = InstantField(null=True)
    minutes = IntegerField(null=True)
    state = TextField(default="open")
    outcome = TextField(default="")
    result = TextField(default="")
    done_at = InstantField(null=True)
    planned_for = DayField(null=True)
    planned_at = InstantField(null=True)
    planned_by = ForeignKeyField(User, null=True, index=False, backref="+")
    repeats = TextField(default="")
    rule_day = DayField(null=True)
    follows = ForeignKeyField("self", null=True, index=False, backref="followers")
    follows_id: int | None
    follows_after = IntegerField(default=0)
    attempt = IntegerField(default=1)
    proposal = TextField(default="")
    reason = TextField(default="")
    agreed_on = DayField(null=True)
    entry_id = IntegerField(null=True)
    deal = ForeignKeyField(Deal, null=True, index=False)
    deal_id: int | None
    ticket = ForeignKeyField(Ticket, null=True, index=False)
    ticket_id: int | None


class Planning(Table):
    """A task put on a day's sheet: by whom, and when that was."""

    task = ForeignKeyField(Task, index=False)
    day = DayField()
    at = InstantField()
    user = ForeignKeyField(User, null=True, index=False)


class DayOff(Table):
    """A day on which nobody works; with a `user`, a day off of that colleague alone."""

    day = DayField()
    user = ForeignKeyField(User, null=True, index=False)
    name = TextField(default="")


class Silence(Table):
    """A kind of proposal about a party that a user does not want to see before a day."""

    party = ForeignKeyField(Party, index=False)
    kind = TextField()
    user = ForeignKeyField(User, index=False)
    until = DayField()
    at = InstantField()
