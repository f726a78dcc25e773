"""Tickets for the measurements, with the states, entries and clocks services would have made."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from crm_tui.clock import FixedClock
from crm_tui.models.stored import instant_text
from crm_tui.store.database import Store
from crm_tui.store.desk import Desk
from crm_tui.text.channel_words import KIND_OF_CHANNEL
from crm_tui.text.ticket_clock import Step
from crm_tui.views.service_clocks import ServiceClocks
from tests.perf.population import sentence

OPEN_SHARE = 20
"""Every so many-th ticket is open."""

TITLES = (
    "The printer stops", "Labels come off", "Wrong delivery", "Where is my order",
    "The bill is not right", "A manual for line 2", "How to set the head", "Smaller rolls",
)  # fmt: skip
KINDS = ("request", "request", "question", "complaint", "fault", "order", "suggestion")
QUEUES = ("first_line", "first_line", "second_line", "orders", "complaints")
CHANNELS = ("email", "email", "phone", "web_form", "chat")
CAUSES = ("", "product", "delivery", "billing", "service", "use")
REASONS = ("answered", "answered", "put_right", "put_right", "goodwill", "spam")
COLUMNS = (
    "id, created_at, updated_at, number, title, kind, party_id, product_id, channel, queue,"
    " assignee_id, priority, state, state_since, opened_at, policy_id, first_response_due,"
    " resolution_due, due_at, warn_at, first_responded_at, resolved_at, closing_reason, cause,"
    " rating, rating_asked_at, last_in_at, last_out_at"
)
ENTRIES = (
    "id, at, day, kind, channel, direction, user_id, party_id, subject, body, ticket_id, created_at"
)


class Life(NamedTuple):
    """What became of a ticket: its steps, each by whom, and when it was answered and solved."""

    steps: list[Step]
    answered: datetime | None
    solved: datetime | None


class TicketRows(NamedTuple):
    """The rows of some tickets, by table."""

    tickets: list[tuple[Any, ...]]
    changes: list[tuple[Any, ...]]
    entries: list[tuple[Any, ...]]
    participants: list[tuple[Any, ...]]


def settle_zone(store: Store, clock: FixedClock) -> ServiceClocks:
    """Give the calendars their zone, as the first ticket does; reads clocks from then on."""
    store.write("UPDATE business_calendar SET zone = ?", (str(clock.zone),))
    return ServiceClocks(Desk(store, 1, "user1", "User Number 1"))


def tickets(
    clocks: ServiceClocks, now: datetime, size: int, numbers: Sequence[int], users: int,
    products: int, first_entry: int,
) -> TicketRows:  # fmt: skip
    """The rows of the tickets with these numbers; their entries are numbered from the first on."""
    random_ = random.Random(numbers[0])
    made = TicketRows([], [], [], [])
    for number in numbers:
        life = _life(random_, now, is_open=number % OPEN_SHARE == 0)
        agent = None if life.answered is None and number % 3 else random_.randint(1, users)
        ticket = _ticket(random_, clocks, number, life, (number * 15_485_863) % size + 1, agent,
                         products)  # fmt: skip
        made.tickets.append(ticket)
        before = ""
        for at, state in life.steps:
            user = None if state == "closed" else agent
            made.changes.append((number, instant_text(at), user, before, state))
            before = state
        for entry in _entries(random_, ticket, life, agent):
            row = (first_entry + len(made.entries), *entry)
            made.entries.append(row)
            if row[7] % 5 != 1 and row[3] != "ticket":
                made.participants.append((row[0], row[7] - (row[7] - 1) % 5))
    return made


def _life(random_: random.Random, now: datetime, *, is_open: bool) -> Life:
    """Open ones are of the last days, the others of a year; each waits for its customer a while."""
    opened = now - timedelta(minutes=random_.randrange(30, 12_000 if is_open else 500_000))
    if not is_open:
        opened -= timedelta(days=12)
    steps = [Step(opened, "new")]
    ends = {"new": 0, "waiting_customer": 1, "open": 2, "waiting_inside": 3}
    last = random_.choice(tuple(ends)) if is_open else "closed"
    answered = opened + timedelta(minutes=random_.randrange(5, 700))
    for place, state in enumerate(("waiting_customer", "open", "waiting_inside"), 1):
        if is_open and place > ends[last]:
            break
        at = steps[-1].at + timedelta(minutes=random_.randrange(5, 900))
        if place == 1:
            at = answered
        if at > now:
            break
        if is_open or place < 3:
            steps.append(Step(at, state))
    if is_open:
        return Life(steps, answered if len(steps) > 1 else None, None)
    solved = steps[-1].at + timedelta(minutes=random_.randrange(5, 3_000))
    steps.append(Step(solved, "solved"))
    steps.append(Step(solved + timedelta(days=7), "closed"))
    return Life(steps, answered, solved)


def _ticket(
    random_: random.Random, clocks: ServiceClocks, number: int, life: Life, party: int,
    agent: int | None, products: int,
) -> tuple[Any, ...]:  # fmt: skip
    opened, (since, state) = life.steps[0].at, life.steps[-1]
    kind, queue = random_.choice(KINDS), random_.choice(QUEUES)
    priority = random_.choice(("normal", "normal", "normal", "high", "low", "urgent"))
    if kind == "complaint" and priority in ("normal", "low"):
        priority = "high"
    policy = clocks.policy_for(kind, priority, queue)
    reading = clocks.read(policy.id if policy else None, life.steps, life.answered)
    rated = life.solved is not None and random_.random() < 0.3
    said = [_text(one.at) for one in life.steps]
    heard = said[2] if _was_replied(life) else said[0]
    return (
        number, said[0], said[-1], f"T{number}", random_.choice(TITLES), kind, party,
        random_.randint(1, products) if random_.random() < 0.6 else None,
        random_.choice(CHANNELS), queue, agent, priority, state, _text(since), _text(opened),
        policy.id if policy else None, *map(_text, reading), _text(life.answered),
        _text(life.solved), random_.choice(REASONS) if life.solved else "",
        random_.choice(CAUSES) if life.solved else "",
        random_.choice((1, 2, 3, 4, 4, 5, 5)) if rated else None,
        _text(life.solved) if rated else None, heard, _text(life.answered),
    )  # fmt: skip


def _entries(
    random_: random.Random, ticket: tuple[Any, ...], life: Life, agent: int | None
) -> Iterator[tuple[Any, ...]]:
    """What the customer said, what was answered, and that it was solved."""
    number, party, channel, title = ticket[0], ticket[6], ticket[8], ticket[4]
    kind = KIND_OF_CHANNEL.get(channel, "note")

    def entry(at: datetime, *what: str) -> tuple[Any, ...]:
        kind, channel, direction, subject, body = what
        return (_text(at), at.date().isoformat(), kind, channel, direction, agent, party, subject,
                body, number, _text(at))  # fmt: skip

    yield entry(life.steps[0].at, kind, channel, "in", title, sentence(random_, 8, 25))
    if life.answered:
        yield entry(life.answered, kind, channel, "out", "", sentence(random_, 5, 20))
    if _was_replied(life):
        yield entry(life.steps[2].at, kind, channel, "in", "", sentence(random_, 5, 20))
    if life.solved:
        yield entry(life.solved, "ticket", "", "", f"ticket T{number} solved: put right", "")


def _was_replied(life: Life) -> bool:
    """Whether the customer answered; a ticket that has ended was opened again by ourselves."""
    return life.solved is None and len(life.steps) > 2


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)
