"""Databases of any size for the measurements, written set-wise past the journal.

    python -m tests.perf.generate 100k FILE [--entries 10] [--tasks 10k] [--deals 10k]
        [--tickets 100k]

The rows, indexes and search documents are those the program itself would have written; only the
journal of their making is left out. Memory does not grow with the size.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from crm_tui.clock import FixedClock
from crm_tui.store import caches, search
from crm_tui.store.database import Store
from crm_tui.store.engines.sqlite import journal
from crm_tui.store.engines.sqlite.engine import JOURNALLED
from crm_tui.text.fold import fold
from tests.perf import ticket_rows
from tests.perf.population import TAGS, Customer, customers, sentence

USERS = 40
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KINDS = (("call", "phone"), ("email", "email"), ("visit", "visit_to_them"), ("note", ""))
OUTCOMES = ("reached", "reached", "no_answer", "voicemail", "next_step", "")
TASK_KINDS = (
    ("call", "Call about the offer"), ("call", "Ask how the samples did"),
    ("email", "Send the price list"), ("offer", "Offer for the next year"),
    ("visit", "Visit them, look at the line"), ("follow_up", "Follow the delivery"),
)  # fmt: skip
DEALS = ("A printer", "Labels for the season", "Applicator for line 2", "A year of ribbons",
         "Service contract", "Seals and a verifier")  # fmt: skip
CURRENCIES = ("USD", "USD", "USD", "EUR", "GBP")
REASONS = ("price", "no_budget", "no_decision", "need_gone", "feature", "lost_contact")
PRODUCTS = 20
WON, LOST = 6, 7
TICKETS = 100_000
BATCH = 10_000


def generate(
    path: Path,
    size: int,
    entries: int,
    tasks: int | None = None,
    deals: int | None = None,
    tickets: int | None = None,
) -> None:
    """Write a new database with so many customers and so many timeline entries each.

    Every tenth customer has an open task and an open deal unless other numbers of them are said;
    as many deals again are closed. There are as many tickets as customers, a hundred thousand at
    most, a twentieth of them open. Raises FileExistsError where there is a file already.
    """
    if path.exists():
        raise FileExistsError(path)
    store = Store.open(str(path), FixedClock(NOW))
    connection = store.engine.database.connection()
    for pragma in (
        "journal_mode = OFF",
        "synchronous = OFF",
        "foreign_keys = OFF",
        "temp_store = FILE",
    ):
        connection.execute(f"PRAGMA {pragma}")
    with _without_indexes(connection):
        connection.execute("BEGIN")
        _write_users(connection)
        for batch in _batches(customers(size, USERS)):
            _write_customers(connection, batch)
        _write_entries(connection, size, entries)
        deals = size // 10 if deals is None else deals
        _write_tasks(connection, size, size // 10 if tasks is None else tasks, deals)
        _write_deals(connection, size, deals)
        _write_tickets(store, connection, size, min(size, TICKETS) if tickets is None else tickets)
        connection.execute("COMMIT")
    connection.execute("BEGIN")
    for start in range(1, size + 1, BATCH):
        caches.refresh(store, range(start, min(start + BATCH, size + 1)))
    search.rebuild(store)
    connection.execute("COMMIT")
    journal.install(connection.execute, JOURNALLED)
    connection.execute("PRAGMA journal_mode = WAL")
    store.close()


@contextmanager
def _without_indexes(connection: Any) -> Iterator[None]:
    """Without triggers and indexes while the rows come in; the indexes are built afterwards."""
    made = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        " AND (type = 'index' OR type = 'trigger' AND name LIKE 'journal%')"
    ).fetchall()
    for kind, name, _ in made:
        connection.execute(f'DROP {kind} "{name}"')
    yield
    for kind, _, sql in made:
        if kind == "index":
            connection.execute(sql)


def _batches(source: Iterable[Customer]) -> Iterator[list[Customer]]:
    walk = iter(source)
    while batch := list(islice(walk, BATCH)):
        yield batch


def _insert(connection: Any, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)


def _write_users(connection: Any) -> None:
    now = _text(NOW)
    _insert(connection, "user", "id, created_at, updated_at, login, name", (
        (number, now, now, f"user{number}", f"User Number {number}")
        for number in range(1, USERS + 1)
    ))  # fmt: skip
    _insert(connection, "tag", "id, name, folded", (
        (number, tag, fold(tag)) for number, tag in enumerate(TAGS, 1)
    ))  # fmt: skip


def _write_customers(connection: Any, batch: list[Customer]) -> None:
    now, today = _text(NOW), NOW.date().isoformat()
    _insert(connection, "party",
        "id, created_at, updated_at, kind, name, sort_name, lifecycle, relationship, owner_id,"
        " industry, city, country, wants, likes",
        ((c.id, now, now, "company" if c.is_company else "person", c.name, fold(c.name),
          c.lifecycle, "regular", c.owner, c.industry, c.city, c.country, c.wants, c.likes)
         for c in batch),
    )  # fmt: skip
    _insert(connection, "contact_method",
        "party_id, kind, value, normal, reversed_digits, label, is_primary",
        (row for c in batch for row in _methods(c)),
    )  # fmt: skip
    _insert(connection, "assignment", "party_id, user_id, since",
            ((c.id, c.owner, today) for c in batch))  # fmt: skip
    _insert(connection, "relationship", "party_id, other_id, kind, title, since",
            ((c.id, c.company, "works_at", "buyer", today)
             for c in batch if c.company))  # fmt: skip
    _insert(connection, "tagging", "party_id, tag_id",
            ((c.id, tag) for c in batch for tag in c.tags))  # fmt: skip


def _methods(customer: Customer) -> Iterator[tuple[Any, ...]]:
    for number, label in zip(customer.phones, ("office", "mobile"), strict=True):
        normal = number.replace(" ", "")
        yield (customer.id, "phone", number, normal, normal[:0:-1], label, label == "office")
    yield (customer.id, "email", customer.email, customer.email, "", "", 1)


def _write_entries(connection: Any, size: int, entries: int) -> None:
    random_ = random.Random(3)
    for start in range(1, size + 1, BATCH):
        parties = range(start, min(start + BATCH, size + 1))
        _insert(connection, "timeline_entry",
            "id, at, day, kind, channel, direction, minutes, user_id, party_id, body, outcome,"
            " created_at",
            (_entry(random_, (party - 1) * entries + nth, party)
             for party in parties for nth in range(1, entries + 1)),
        )  # fmt: skip
        _insert(connection, "participant", "entry_id, party_id", (
            ((party - 1) * entries + nth, party - (party - 1) % 5)
            for party in parties if party % 5 != 1 for nth in range(1, entries + 1)
        ))  # fmt: skip


def _write_tasks(connection: Any, size: int, number: int, deals: int) -> None:
    """Open tasks of all customers' owners: a quarter is late, a third is for the days to come.

    Every other one of those whose customer has a deal belongs to it.
    """
    owners = [row[0] for row in connection.execute("SELECT owner_id FROM party ORDER BY id")]
    random_ = random.Random(4)
    now = _text(NOW)
    for start in range(1, number + 1, BATCH):
        made = [
            (
                *_task(random_, task, _party(task, size), owners[_party(task, size) - 1]),
                _open_deal(task) if task % 2 and task <= deals else None,
            )
            for task in range(start, min(start + BATCH, number + 1))
        ]
        _insert(connection, "task",
            "id, created_at, updated_at, kind, title, party_id, assignee_id, side, priority, due,"
            " start_at, minutes, planned_for, planned_at, planned_by_id, deal_id", made,
        )  # fmt: skip
        _insert(connection, "planning", "task_id, day, at, user_id",
                ((row[0], row[9], now, row[6]) for row in made if row[9]))  # fmt: skip


def _party(nth: int, size: int) -> int:
    """The customer of the nth open task and of the nth open deal."""
    return (nth * 7919) % size + 1


def _open_deal(nth: int) -> int:
    """The nth open deal: every other one is closed."""
    return 2 * nth - 1


def _write_deals(connection: Any, size: int, number: int) -> None:
    """So many open deals and as many closed ones, each step in the customer's timeline."""
    owners = [row[0] for row in connection.execute("SELECT owner_id FROM party ORDER BY id")]
    probabilities = dict(connection.execute("SELECT id, probability FROM stage"))
    names = dict(connection.execute("SELECT id, name FROM stage"))
    random_ = random.Random(8)
    now = _text(NOW)
    _insert(connection, "product", "id, created_at, updated_at, name, code", (
        (nth, now, now, f"Product Number {nth}", f"P-{nth}") for nth in range(1, PRODUCTS + 1)
    ))  # fmt: skip
    for start in range(1, 2 * number + 1, BATCH):
        made, steps = [], []
        for deal in range(start, min(start + BATCH, 2 * number + 1)):
            party = _party((deal + 1) // 2, size) if deal % 2 else (deal * 104_729) % size + 1
            path = _path(random_, is_open=deal % 2 == 1)
            made.append(_deal(random_, deal, party, owners[party - 1], path))
            begun = [(None, NOW), *path]
            steps += [(made[-1], *pair) for pair in zip(begun, path, strict=False)]
        _insert(connection, "deal",
            "id, created_at, updated_at, number, title, party_id, owner_id, pipeline_id, stage_id,"
            " state, stage_since, amount_minor, currency, probability, expected_close, opened_on,"
            " closed_on, source, lost_reason", made,
        )  # fmt: skip
        _insert(connection, "stage_change",
            "deal_id, at, day, user_id, from_id, to_id, probability",
            ((deal[0], _text(at), at.date().isoformat(), deal[6], before, stage,
              probabilities[stage]) for deal, (before, _), (stage, at) in steps),
        )  # fmt: skip
        _insert(connection, "timeline_entry",
            "at, day, kind, user_id, party_id, subject, deal_id, created_at",
            ((_text(at), at.date().isoformat(), "deal", deal[6], deal[5],
              _told(deal, names.get(before), names[stage]), deal[0], _text(at))
             for deal, (before, _), (stage, at) in steps),
        )  # fmt: skip
        _insert(connection, "line_item", "deal_id, product_id, quantity_milli, price_minor", (
            (deal[0], random_.randint(1, PRODUCTS), 1000, deal[11]) for deal in made
            if deal[0] % 3 == 0 and deal[11] is not None
        ))  # fmt: skip


def _write_tickets(store: Store, connection: Any, size: int, number: int) -> None:
    """So many tickets, a twentieth of them open, with what was said on each."""
    clocks = ticket_rows.settle_zone(store, FixedClock(NOW))
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM timeline_entry").fetchone()
    for start in range(1, number + 1, BATCH):
        numbers = range(start, min(start + BATCH, number + 1))
        made = ticket_rows.tickets(clocks, NOW, size, numbers, USERS, PRODUCTS, last + 1)
        _insert(connection, "ticket", ticket_rows.COLUMNS, made.tickets)
        _insert(connection, "ticket_state_change", "ticket_id, at, user_id, before, after",
                made.changes)  # fmt: skip
        _insert(connection, "timeline_entry", ticket_rows.ENTRIES, made.entries)
        _insert(connection, "participant", "entry_id, party_id", made.participants)
        last += len(made.entries)


def _path(random_: random.Random, *, is_open: bool) -> list[tuple[int, datetime]]:
    """The stages a deal has come through, each with the moment it was reached."""
    reached = random_.choices((1, 2, 3, 4, 5), (30, 25, 20, 15, 10))[0]
    stages = list(range(1, reached + 1))
    if not is_open:
        stages.append(random_.choice((WON, LOST)))
    at = NOW - timedelta(minutes=random_.randrange(600, 60_000 if is_open else 500_000))
    found = [(stage, at + timedelta(minutes=97 * nth)) for nth, stage in enumerate(stages)]
    return [(stage, min(moment, NOW)) for stage, moment in found]


def _deal(
    random_: random.Random, number: int, party: int, owner: int, path: list[tuple[int, datetime]]
) -> tuple[Any, ...]:
    (stage, last), begun = path[-1], path[0][1]
    state = {WON: "won", LOST: "lost"}.get(stage, "open")
    amount = random_.randrange(10_000, 5_000_000) if random_.random() < 0.95 else None
    close = NOW.date() + timedelta(random_.randint(-30, 120))
    return (
        number, _text(begun), _text(last), f"D{number}", random_.choice(DEALS), party, owner, 1,
        stage, state, last.date().isoformat(), amount,
        random_.choice(CURRENCIES) if amount is not None else "",
        random_.randint(0, 100) if state == "open" and random_.random() < 0.1 else None,
        close.isoformat() if random_.random() < 0.9 else None, begun.date().isoformat(),
        last.date().isoformat() if state != "open" else None,
        random_.choice(("web", "referral", "event", "")),
        random_.choice(REASONS) if state == "lost" else "",
    )  # fmt: skip


def _told(deal: tuple[Any, ...], before: str | None, stage: str) -> str:
    if before is None:
        return f"deal {deal[3]} begun: {deal[4]}"
    if stage in ("Won", "Lost"):
        return f"deal {deal[3]} {deal[9]}: {deal[4]}"
    return f"deal {deal[3]}: {before} → {stage}"


def _task(random_: random.Random, number: int, party: int, owner: int) -> tuple[Any, ...]:
    now, today = _text(NOW), NOW.date()
    kind, title = random_.choice(TASK_KINDS)
    due = random_.choices(
        (today - timedelta(random_.randint(1, 60)), today,
         today + timedelta(random_.randint(1, 7)), today + timedelta(random_.randint(8, 90)), None),
        (25, 10, 30, 20, 15),
    )[0]  # fmt: skip
    hour = _hour(random_, due) if due and random_.random() < 0.3 else None
    planned = (due.isoformat(), now, owner) if due else (None, None, None)
    return (
        number, now, now, kind, title, party, owner,
        "them" if random_.random() < 0.05 else "us",
        random_.choice(("normal", "normal", "normal", "high", "low", "urgent")),
        due.isoformat() if due else None, hour,
        random_.choice((20, 30, 45, 60)) if hour or random_.random() < 0.2 else None, *planned,
    )  # fmt: skip


def _hour(random_: random.Random, day: date) -> str:
    return f"{day} {random_.randint(8, 16):02}:{random_.choice((0, 15, 30, 45)):02}:00"


def _entry(random_: random.Random, number: int, party: int) -> tuple[Any, ...]:
    at = NOW - timedelta(minutes=random_.randrange(60, 500_000))
    kind, channel = random_.choice(KINDS)
    return (number, _text(at), at.date().isoformat(), kind, channel, random_.choice(("in", "out")),
            random_.randrange(1, 60), random_.randint(1, USERS), party, sentence(random_, 5, 15),
            random_.choice(OUTCOMES), _text(at))  # fmt: skip


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def size_of(said: str) -> int:
    """A size as people say it: 500, 10k, 1M."""
    units = {"k": 1_000, "m": 1_000_000}
    unit = units.get(said[-1:].lower())
    return int(said[:-1]) * unit if unit else int(said)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.perf.generate", description=__doc__)
    parser.add_argument("size", type=size_of, help="how many customers: 500, 10k, 1M")
    parser.add_argument("path", type=Path, help="the file to write; it must not be there yet")
    parser.add_argument("--entries", type=int, default=10, help="timeline entries a customer")
    parser.add_argument("--tasks", type=size_of, help="open tasks; every tenth customer has one")
    parser.add_argument("--deals", type=size_of, help="open deals; every tenth customer has one")
    parser.add_argument("--tickets", type=size_of, help="tickets; as many as customers, to 100k")
    args = parser.parse_args()
    started = time.perf_counter()
    generate(args.path, args.size, args.entries, args.tasks, args.deals, args.tickets)
    took = time.perf_counter() - started
    print(f"{args.path}: {args.path.stat().st_size / 1e6:,.0f} MB in {took:.1f} s")


if __name__ == "__main__":
    main()
