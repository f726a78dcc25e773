"""Tickets as they come, impossible ones too, and added up by hand: what reports are measured by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from crm_tui.models import Product, Ticket, TicketStateChange, TicketTagging
from crm_tui.services import deals, tags
from crm_tui.services.opening import Desk
from crm_tui.text.ticket_clock import OPEN, Step, worked
from crm_tui.views import service_figures
from crm_tui.views.service_clocks import ServiceClocks
from crm_tui.views.service_figures import Chosen
from tests.builders import FRIDAY_AT_TEN, a_colleague, a_company, furnished
from tests.plain_deals import Row, table

SINCE, UNTIL = date(2026, 9, 30), date(2026, 11, 1)
BYS = st.lists(st.sampled_from(service_figures.DIMENSIONS), max_size=2, unique=True)
STANDING = [name for name in service_figures.DIMENSIONS if name not in ("month", "quarter", "year")]
CHOSEN = st.builds(
    lambda agent, bounds: Chosen(agent, *bounds),
    st.sampled_from([None, None, None, None, 0, 1, 2]),
    st.sampled_from([(None, None)] * 3 + [(SINCE, None), (None, UNTIL), (SINCE, UNTIL)]),
)
"""Which tickets: mostly all of them, so that there is much to count."""

_MINUTES = st.one_of(
    st.integers(0, 180 * 1440),
    st.integers(0, 3000),
    # Around the ends of months in the user's zone, an hour or two before those of the stored days.
    st.builds(lambda day, minute: 1440 * day + minute, st.sampled_from([19, 50, 80]),
              st.integers(500, 700)),
)  # fmt: skip
_AFTER = st.one_of(st.none(), st.integers(-2000, 20000), st.integers(0, 600))
"""So many minutes after the opening; a few before it."""


class Made(NamedTuple):
    """A ticket to be: instants in minutes after its opening, which was `ago` minutes ago."""

    ago: int
    first: str
    steps: list[tuple[int, str]]
    answered: int | None
    answer_due: int | None
    due: int | None
    resolved_off: int | None
    columns: dict[str, Any]
    tags: list[int]


_COLUMNS = st.fixed_dictionaries({
    "kind": st.sampled_from(["request", "complaint", "suggestion", "suggestion"]),
    "priority": st.sampled_from(["urgent", "normal", "low"]),
    "queue": st.sampled_from(["first_line", "orders"]),
    "channel": st.sampled_from(["", "phone", "email"]),
    "cause": st.sampled_from(["", "product", "delivery"]),
    "closing_reason": st.sampled_from(["", "answered", "not_possible", "spam"]),
    "assignee": st.sampled_from([None, 1, 2]), "party": st.sampled_from([None, 1, 2, 3]),
    "product": st.sampled_from([None, 1, 2]), "policy": st.sampled_from([None, 1, 2, 3, 4, 5]),
    "rating": st.sampled_from([None, None, 1, 2, 4, 5]), "asked": st.booleans(),
    "archived": st.sampled_from([False] * 9 + [True]),
})  # fmt: skip
_STATES = ("open", "waiting_customer", "waiting_inside", "solved", "closed", "open", "solved")
MADE = st.builds(
    Made, _MINUTES, st.sampled_from(["new", "new", "open", "waiting_customer"]),
    st.lists(st.tuples(st.integers(0, 4000), st.sampled_from([*_STATES, "merged"])), max_size=5),
    _AFTER, _AFTER, _AFTER, st.sampled_from([0, 0, 0, 0, None, -300, -3000]), _COLUMNS,
    st.lists(st.sampled_from([1, 2]), unique=True, max_size=2),
)  # fmt: skip
TICKETS = st.lists(MADE, min_size=4, max_size=14)


def put(desk: Desk, nth: int, made: Made) -> None:
    """Write a ticket as it was made up, past all rules."""
    opened = FRIDAY_AT_TEN.astimezone(UTC) - timedelta(minutes=made.ago)

    def after(minutes: int | None) -> datetime | None:
        return None if minutes is None else opened + timedelta(minutes=minutes)

    steps, at = [(opened, made.first)], opened
    for minutes, state in made.steps:
        at += timedelta(minutes=minutes)
        steps.append((at, state))
    since, state = steps[-1]
    resolved = None
    if state in ("solved", "closed", "merged") and made.resolved_off is not None:
        resolved = since + timedelta(minutes=made.resolved_off)
    columns = dict(made.columns)
    asked, archived = columns.pop("asked"), columns.pop("archived")
    row = Ticket.create(
        number=f"T{nth}", title="it", state=state, state_since=since, opened_at=opened,
        first_responded_at=after(made.answered), first_response_due=after(made.answer_due),
        resolution_due=after(made.due), due_at=after(made.due) if state in OPEN else None,
        resolved_at=resolved, rating_asked_at=opened if asked else None,
        archived_at=opened if archived else None, created_at=opened, updated_at=opened, **columns,
    )  # fmt: skip
    before = ""
    for moment, state in steps:
        TicketStateChange.create(ticket=row, at=moment, before=before, after=state)
        before = state
    for tag in made.tags:
        TicketTagging.create(ticket=row, tag=tag)


def _furnish(desk: Desk) -> None:
    """Two colleagues, three firms, two products, two tags, a calendar of nights."""
    a_colleague(desk)
    for name, industry in (("Rossi Kft", "bakery"), ("Rival Zrt", ""), ("Bianchi Bt", "bakery")):
        a_company(desk, name, industry=industry)
    tags.change(desk, [1], tags.parse("+vip +early"))
    now = desk.clock.now()
    with desk.store.change_set(desk.user, "furnished"):
        for name in ("oven", "mixer"):
            Product.create(name=name, created_at=now, updated_at=now)
        desk.store.write("UPDATE business_calendar SET zone = 'Europe/Budapest'")
        desk.store.write(
            "INSERT INTO business_calendar (id, created_at, updated_at, name, hours, zone)"
            " VALUES (2, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'Nights',"
            " 'daily 0-4:30, sat off', 'Asia/Kathmandu')"
        )
        desk.store.write(
            "INSERT INTO holiday (calendar_id, day, name) VALUES (1, '2026-10-23', 'national')"
        )
        desk.store.write(
            "INSERT INTO sla_policy (id, created_at, updated_at, name, calendar_id)"
            " VALUES (5, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'Night', 2)"
        )


_furnished = furnished(_furnish)


@contextmanager
def a_service_desk(made: list[Made]) -> Iterator[Desk]:
    """A desk with these tickets, for one example of a property."""
    with _furnished() as desk:
        with desk.store.change_set(desk.user, "tickets"):
            for nth, one in enumerate(made, 1):
                put(desk, nth, one)
        yield desk


def sell(desk: Desk, sales: list[tuple[int | None, int | None, str, int, int | None]]) -> None:
    """Deals of a customer: amount, how they stand, closed so many days ago, of which ticket."""
    for party, amount, state, ago, ticket in sales:
        deal = deals.add(desk, "more", party=party, amount_minor=amount)
        day = desk.clock.today() - timedelta(ago)
        if state == "won":
            deals.win(desk, deal, on=day)
        elif state == "lost":
            deals.lose(desk, deal, "price", on=day)
        if ticket is not None:
            with desk.store.change_set(desk.user, "came of a ticket"):
                desk.store.write(
                    "UPDATE deal SET ticket_id = (SELECT id FROM ticket ORDER BY id LIMIT 1"
                    " OFFSET ?) WHERE id = ?", (ticket, deal),
                )  # fmt: skip


SALES = st.lists(
    st.tuples(
        st.sampled_from([None, 1, 2, 3]), st.one_of(st.none(), st.integers(0, 10**9)),
        st.sampled_from(["won", "won", "won", "lost", "open"]), st.integers(0, 150),
        st.sampled_from([None, None, 0, 2]),
    ),
    max_size=8,
)  # fmt: skip


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def local_day(desk: Desk, text: str | None) -> date | None:
    at = moment(text)
    return at.astimezone(desk.clock.zone).date() if at else None


def counted(desk: Desk, chosen: Chosen) -> list[Row]:
    """The chosen tickets, with the day they are chosen by and their tags."""
    found = []
    for one in table(desk, "ticket"):
        day = local_day(desk, one[chosen.day])
        inside = chosen.since is None or (day is not None and day >= chosen.since)
        inside = inside and (chosen.until is None or (day is not None and day <= chosen.until))
        if (
            inside
            and one["archived_at"] is None
            and one["state"] != "merged"
            and one["closing_reason"] != "spam"
            and chosen.agent in (None, one["assignee_id"] or 0)
        ):
            found.append(one | {"day": day})
    return found


def keys_of(desk: Desk, ticket: Row, by: list[str], day: date | None) -> list[tuple[Any, ...]]:
    """What a ticket counts under; nothing by time without a day."""
    if day is None and {"month", "quarter", "year"} & set(by):
        return []
    party = next((one for one in table(desk, "party") if one["id"] == ticket["party_id"]), {})
    tagged = [g["tag_id"] for g in table(desk, "ticket_tagging") if g["ticket_id"] == ticket["id"]]
    simple = {
        "month": day and f"{day:%Y-%m}", "year": day and f"{day:%Y}",
        "quarter": day and f"{day.year}-Q{(day.month - 1) // 3 + 1}",
        "agent": ticket["assignee_id"], "customer": ticket["party_id"],
        "product": ticket["product_id"], "reason": ticket["closing_reason"],
        "industry": party.get("industry"), "size": party.get("size"),
        "country": party.get("country"),
        **{name: ticket[name] for name in ("kind", "priority", "queue", "channel", "cause")},
    }  # fmt: skip
    combined: list[tuple[Any, ...]] = [()]
    for name in by:
        own = (tagged or [None]) if name == "tag" else [simple[name] or None]
        combined = [(*keys, one) for keys in combined for one in own]
    return combined


def by_keys(desk: Desk, chosen: Chosen, by: list[str]) -> dict[tuple[Any, ...], list[Row]]:
    """The chosen tickets sorted out."""
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for one in counted(desk, chosen):
        for keys in keys_of(desk, one, by, one["day"]):
            found[keys].append(one)
    return dict(found)


class PlainClock(NamedTuple):
    """How a clock went: 'met', 'missed', 'running', 'doubtful' or '', and its working seconds."""

    how: str
    seconds: int | None


def clocks_of(desk: Desk, ticket: Row) -> tuple[PlainClock, PlainClock]:
    """The response and the resolution, reckoned step by step and span by span."""
    clocks = ServiceClocks(desk)
    policy = clocks.policy(ticket["policy_id"])
    time = clocks.time(policy.calendar if policy else 1)
    now, opened = desk.clock.now(), moment(ticket["opened_at"])
    assert opened is not None
    answered, solved = moment(ticket["first_responded_at"]), moment(ticket["resolved_at"])
    ended = solved if ticket["state"] in ("solved", "closed") else None
    steps = [
        Step(moment(one["at"]), one["after"]) for one in table(desk, "ticket_state_change")
        if one["ticket_id"] == ticket["id"]
    ]  # fmt: skip
    first = answered or ended
    response = _plain(moment(ticket["first_response_due"]), first, now)
    if first and first < opened:
        response = PlainClock("doubtful", None)
    elif first:
        response = response._replace(seconds=time.seconds(opened, first))
    still = moment(ticket["state_since"]) if ticket["state"] == "waiting_customer" else now
    resolution = _plain(moment(ticket["resolution_due"]), ended, still)
    if ended and (ended < opened or (answered and ended < answered)):
        resolution = PlainClock("doubtful", None)
    elif ended:
        resolution = resolution._replace(seconds=worked(steps, time, ended))
    if ticket["state"] in ("solved", "closed") and ended is None:
        response = response if first else PlainClock("", None)
        resolution = PlainClock("", None)
    return response, resolution


def _plain(due: datetime | None, at: datetime | None, now: datetime | None) -> PlainClock:
    if due is None:
        return PlainClock("", None)
    if at is not None:
        return PlainClock("met" if at <= due else "missed", None)
    assert now is not None
    return PlainClock("missed" if due < now else "running", None)


def open_at(desk: Desk, ticket: Row, day: date) -> bool:
    """Whether a ticket was open when a day was over; one opened again had been all along."""
    opened, ended = local_day(desk, ticket["opened_at"]), local_day(desk, ticket["resolved_at"])
    if opened is None or opened > day:
        return False
    if ticket["state"] in OPEN:
        return True
    return ended is not None and ended > day


def ended_on(desk: Desk, ticket: Row) -> date | None:
    """The day a ticket counts as solved: that of its opening where it cannot have been its own."""
    if ticket["state"] in OPEN:
        return None
    opened, ended = ticket["opened_at"], ticket["resolved_at"]
    return local_day(desk, opened if ended is None or ended < opened else ended)
