"""Service: what customers ask, complain of and suggest, and when it is to be answered."""

from __future__ import annotations

from peewee import BooleanField, ForeignKeyField, IntegerField, TextField

from crm_tui.models.deal import Deal
from crm_tui.models.fields import DayField, DocumentField, InstantField
from crm_tui.models.party import Party, Tag
from crm_tui.models.product import Product
from crm_tui.models.record import Record, Table
from crm_tui.models.user import User


class BusinessCalendar(Record):
    """When a firm answers: the hours of the week in a zone, less holidays.

    `keeps_days_off`: the days on which nobody of ours works are off here, too.
    """

    name = TextField(unique=True)
    hours = TextField(default="mon-fri 9-17")
    zone = TextField(default="")
    keeps_days_off = BooleanField(default=True)


class Holiday(Table):
    """A day on which a calendar's hours do not hold."""

    calendar = ForeignKeyField(BusinessCalendar, index=False)
    day = DayField()
    name = TextField(default="")


class SlaPolicy(Record):
    """How soon tickets are answered and solved, in working minutes of a calendar (rule 10).

    It is for tickets of which each word holds that is not empty; `segment` is the customer's
    industry. Null where there is no promise.
    """

    name = TextField(unique=True)
    position = IntegerField(default=0)
    kind = TextField(default="")
    priority = TextField(default="")
    queue = TextField(default="")
    segment = TextField(default="")
    calendar = ForeignKeyField(BusinessCalendar, index=False)
    calendar_id: int
    first_response = IntegerField(null=True)
    resolution = IntegerField(null=True)
    warn_percent = IntegerField(default=75)


class Ticket(Record):
    """A request, complaint, suggestion, question, order or fault, from any channel.

    `state` and `state_since` repeat its newest `TicketStateChange`; `first_response_due`,
    `resolution_due`, `due_at` and `warn_at` are reckoned from those changes (rule 10): the last
    two are the soonest of the clocks that run, null where none does. `opened_at` is when the
    customer said it. `last_in_at` and `last_out_at` are of the last message of theirs and ours.
    """

    number = TextField(unique=True)
    title = TextField()
    kind = TextField(default="request")
    party = ForeignKeyField(Party, null=True, index=False)
    party_id: int | None
    contact = ForeignKeyField(Party, null=True, index=False, backref="+")
    contact_id: int | None
    product = ForeignKeyField(Product, null=True, index=False)
    product_id: int | None
    channel = TextField(default="")
    queue = TextField(default="first_line")
    assignee = ForeignKeyField(User, null=True, index=False)
    assignee_id: int | None
    priority = TextField(default="normal")
    state = TextField(default="new")
    state_since = InstantField()
    opened_at = InstantField()
    policy = ForeignKeyField(SlaPolicy, null=True, index=False)
    policy_id: int | None
    first_response_due = InstantField(null=True)
    resolution_due = InstantField(null=True)
    due_at = InstantField(null=True)
    warn_at = InstantField(null=True)
    first_responded_at = InstantField(null=True)
    resolved_at = InstantField(null=True)
    wait_until = DayField(null=True)
    closing_reason = TextField(default="")
    closing_note = TextField(default="")
    cause = TextField(default="")
    merged_into = ForeignKeyField("self", null=True, index=False, backref="+")
    merged_into_id: int | None
    offer_deal = ForeignKeyField(Deal, null=True, index=False, backref="+")
    offer_deal_id: int | None
    rating = IntegerField(null=True)
    rating_words = TextField(default="")
    rating_asked_at = InstantField(null=True)
    last_in_at = InstantField(null=True)
    last_out_at = InstantField(null=True)
    custom = DocumentField(default=dict)


class TicketStateChange(Table):
    """A ticket's step from state to state; the first has no `before`."""

    ticket = ForeignKeyField(Ticket, index=False)
    at = InstantField()
    user = ForeignKeyField(User, null=True, index=False)
    before = TextField(default="")
    after = TextField()


class Claim(Table):
    """Who is on a ticket now, and until when that holds by itself.

    `ticket_id` is a plain number: a ticket that is taken back may have been claimed.
    """

    ticket_id = IntegerField(unique=True)
    user = ForeignKeyField(User, index=False)
    user_id: int
    since = InstantField()
    until = InstantField()


class TicketTagging(Table):
    """A ticket with a tag."""

    ticket = ForeignKeyField(Ticket, index=False)
    tag = ForeignKeyField(Tag, index=False)


class Snippet(Record):
    """A text used in answers, with fields in braces such as {first_name}."""

    name = TextField(unique=True)
    text = TextField()
    position = IntegerField(default=0)


class Macro(Record):
    """Several steps of triage under one key, as a JSON list of [verb, value], and what then."""

    name = TextField(unique=True)
    key = TextField(default="")
    steps = TextField(default="[]")
    then = TextField(default="next")
    position = IntegerField(default=0)
