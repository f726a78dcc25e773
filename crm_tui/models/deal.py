"""Opportunities: what we may sell, to whom, how far it has come, and how it ended."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, ForeignKeyField, IntegerField, TextField

from crm_tui.models.fields import DayField, DocumentField, InstantField
from crm_tui.models.party import Party
from crm_tui.models.product import Product
from crm_tui.models.record import Record, Table
from crm_tui.models.user import User


class Pipeline(Record):
    """A way of selling with stages of its own."""

    name = TextField(unique=True)
    position = IntegerField(default=0)


class Stage(Record):
    """A step of a pipeline; open ones rise strictly in probability (`domain.md` rule 5).

    A deal that stands in it for more than `stale_days` is stale; `checklist` is the firm's own
    rule, shown when a deal moves here.
    """

    pipeline = ForeignKeyField(Pipeline, index=False)
    pipeline_id: int
    position = IntegerField()
    name = TextField()
    kind = TextField(default="open")
    probability = IntegerField()
    stale_days = IntegerField(null=True)
    checklist = TextField(default="")


class Goal(Record):
    """What the firm wants to reach, by when; deals name the goal they serve (S17)."""

    name = TextField(unique=True)
    note = TextField(default="")
    target_minor = BigIntegerField(null=True)
    currency = TextField(default="")
    since = DayField(null=True)
    until = DayField(null=True)


class Deal(Record):
    """An opportunity. `stage`, `state` and `stage_since` repeat its newest `StageChange`.

    `probability` is its own, in percent, null where the stage's holds; 0 is a value (rule 6).
    The amount is in minor units of `currency`, null where it is not known: that is not 0.
    `ticket_id` is the ticket it came of (S107).
    """

    number = TextField(unique=True)
    title = TextField()
    party = ForeignKeyField(Party, null=True, index=False)
    party_id: int | None
    contact = ForeignKeyField(Party, null=True, index=False, backref="+")
    contact_id: int | None
    owner = ForeignKeyField(User, null=True, index=False)
    owner_id: int | None
    pipeline = ForeignKeyField(Pipeline, index=False)
    pipeline_id: int
    stage = ForeignKeyField(Stage, index=False)
    stage_id: int
    state = TextField(default="open")
    stage_since = DayField()
    amount_minor = BigIntegerField(null=True)
    currency = TextField(default="")
    probability = IntegerField(null=True)
    expected_close = DayField(null=True)
    opened_on = DayField(null=True)
    closed_on = DayField(null=True)
    source = TextField(default="")
    goal = ForeignKeyField(Goal, null=True, index=False)
    lost_reason = TextField(default="")
    lost_to = ForeignKeyField(Party, null=True, index=False, backref="+")
    lost_to_id: int | None
    lost_note = TextField(default="")
    gain = TextField(default="")
    note = TextField(default="")
    ticket_id = IntegerField(null=True)
    custom = DocumentField(default=dict)


class StageChange(Table):
    """A deal's step from stage to stage; `probability` is what it had after that, in percent."""

    deal = ForeignKeyField(Deal, index=False)
    at = InstantField()
    day = DayField()
    user = ForeignKeyField(User, null=True, index=False)
    from_stage = ForeignKeyField(Stage, null=True, index=False, column_name="from_id", backref="+")
    to_stage = ForeignKeyField(Stage, index=False, column_name="to_id", backref="+")
    back = BooleanField(default=False)
    probability = IntegerField()


class LineItem(Table):
    """A line of a deal: a product or a text; the quantity in thousandths, the price of one."""

    deal = ForeignKeyField(Deal, index=False)
    product = ForeignKeyField(Product, null=True, index=False)
    product_id: int | None
    text = TextField(default="")
    quantity_milli = IntegerField(default=1000)
    price_minor = BigIntegerField(null=True)


class DealPerson(Table):
    """A person's part in the decision on a deal: decides, advises, uses, pays, blocks."""

    deal = ForeignKeyField(Deal, index=False)
    party = ForeignKeyField(Party, index=False)
    part = TextField(default="")


class Credit(Table):
    """Who helped a deal along, theirs or ours, how, and with what share in percent (S29)."""

    deal = ForeignKeyField(Deal, index=False)
    party = ForeignKeyField(Party, null=True, index=False)
    user = ForeignKeyField(User, null=True, index=False)
    how = TextField(default="")
    share = IntegerField(null=True)


class CompetitorNote(Table):
    """What is known of a competitor: a move, an action, a strength, a weakness, a price."""

    party = ForeignKeyField(Party, index=False)
    kind = TextField()
    text = TextField()
    market = TextField(default="")
    day = DayField()
    source = TextField(default="")
    user = ForeignKeyField(User, null=True, index=False)
    at = InstantField()


class Target(Table):
    """What is to be won in a month (its first day), by a colleague or, with none, by the firm."""

    user = ForeignKeyField(User, null=True, index=False)
    month = DayField()
    amount_minor = BigIntegerField()
    currency = TextField()
