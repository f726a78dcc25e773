"""The service desk: its queue with thousands of open tickets beside ten, triage, reports."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from crm_tui.services import claims, conversations, tickets
from crm_tui.services.undo import undo
from crm_tui.store.desk import Desk
from crm_tui.views import (
    figures,
    loyalty,
    service_offers,
    service_quality,
    service_times,
    service_volume,
    ticket_card,
)
from crm_tui.views import tickets as queue
from crm_tui.views.service_figures import Chosen
from crm_tui.views.tickets import TicketQuery, TicketRow
from tests.perf import ticket_screen
from tests.perf.desk import at_desk, beside_ten
from tests.perf.measure import Line, line, repeated, timed

PAGE = 40
FEW = 10
ROUNDS = 40
MANY = 1000


def measure(path: Path, size: str) -> Iterator[Line]:
    """The queue of all open tickets, beside that of a copy in which all but ten are put away."""
    few = path.with_name(f"{path.stem}.ten.db")
    thinned(path, few)
    yield from beside_ten(few, path, size, _questions, _open, "open tickets", ROUNDS)
    with at_desk(path) as desk:
        yield from _reports(desk, size)
    yield from ticket_screen.measure(few, path, size)
    with at_desk(path) as desk:
        yield from _triage(desk, size)
    few.unlink()


def thinned(path: Path, copy: Path) -> None:
    """Make a copy in which ten tickets are open; the others are put away."""
    shutil.copy(path, copy)
    with at_desk(copy) as desk, desk.store.change_set(desk.user, "put tickets away"):
        desk.store.write(
            "UPDATE ticket SET archived_at = updated_at WHERE resolved_at IS NULL AND id NOT IN"
            " (SELECT id FROM ticket WHERE resolved_at IS NULL ORDER BY id LIMIT ?)",
            (FEW,),
        )


def first_screen(desk: Desk, query: TicketQuery, offset: int = 0) -> list[TicketRow]:
    """What stands on the screen when the queue opens: how many there are, the first lines."""
    queue.count(desk, query)
    return queue.rows(desk, queue.page(desk, query, offset, PAGE))


def _open(desk: Desk) -> int:
    return queue.count(desk, TicketQuery())


def _questions(desk: Desk) -> list[tuple[str, Callable[[], object]]]:
    middle = _open(desk) // 2
    return [
        ("the queue with its first lines", lambda: first_screen(desk, TicketQuery())),
        ("a page from its middle", lambda: first_screen(desk, TicketQuery(), middle)),
        ("the counts of its views", lambda: queue.counts(desk)),
        ("what runs out", lambda: first_screen(desk, TicketQuery("running"))),
        ("new and nobody's", lambda: first_screen(desk, TicketQuery("unowned"))),
        ("one's own", lambda: first_screen(desk, TicketQuery("mine"))),
        ("complaints", lambda: first_screen(desk, TicketQuery("complaints"))),
        ("the queue by priority", lambda: first_screen(desk, TicketQuery(sort="priority"))),
        ("the queue of a search", lambda: first_screen(desk, TicketQuery(text="printer"))),
    ]


def _reports(desk: Desk, size: str) -> Iterator[Line]:
    number = desk.store.value("SELECT count(*) FROM ticket")
    reports: list[tuple[str, Callable[[], object]]] = [
        ("what came in, by month", lambda: service_volume.volume(desk, Chosen(), ["month"])),
        ("what came in, by cause", lambda: service_volume.volume(desk, Chosen(), ["cause"])),
        ("the backlog", lambda: service_volume.backlog(desk, Chosen(), ["agent"])),
        ("response times", lambda: service_times.times(desk, Chosen(), ["priority"])),
        ("satisfaction", lambda: service_quality.satisfaction(desk, Chosen(), ["agent"])),
        ("service and sales", lambda: loyalty.groups(loyalty.served(desk, Chosen()))),
        ("offers", lambda: service_offers.offers(desk, figures.Chosen(), ["year"])),
        ("suggestions", lambda: service_volume.suggestions(desk, Chosen(), ["product"])),
    ]
    for what, ask in reports:
        yield line(f"report of {number:,} tickets: {what}", size, repeated(ask, 5), "1.5 s")


def _triage(desk: Desk, size: str) -> Iterator[Line]:
    query = TicketQuery()
    chosen = queue.all_ids(desk, query)
    opened = [timed(lambda one=one: ticket_card.ticket(desk, one)) for one in chosen[:ROUNDS]]
    yield line("a ticket with its conversation", size, opened)
    claimed = [timed(lambda one=one: claims.claim(desk, one)) for one in chosen[:ROUNDS]]
    yield line("claiming a ticket", size, claimed, "p95 60 ms")

    def change_and_look(row: TicketRow) -> None:
        priority = "high" if row.priority == "urgent" else "urgent"
        tickets.change(desk, [row.id], {"priority": priority})
        first_screen(desk, query)

    lines = queue.rows(desk, chosen[:ROUNDS])
    told = [timed(lambda row=row: change_and_look(row)) for row in lines]
    yield line("a change of priority and the queue anew", size, told, "p95 60 ms")
    undone = [timed(lambda: undo(desk)) for _ in range(ROUNDS)]
    yield line("taking that back", size, undone, "p95 60 ms")
    answered = [timed(lambda one=one: conversations.reply(desk, one, "We look into it."))
                for one in chosen[ROUNDS : 2 * ROUNDS]]  # fmt: skip
    yield line("answering a ticket", size, answered, "p95 60 ms")
    yield from _at_once(desk, size, chosen[-MANY:])


def _at_once(desk: Desk, size: str, many: list[int]) -> Iterator[Line]:
    """Changes of a thousand tickets, each one change set and one undo."""
    for what, deed in (
        ("the queue", lambda: tickets.change(desk, many, {"queue": "second_line"})),
        ("the priority", lambda: tickets.change(desk, many, {"priority": "urgent"})),
        ("the owner", lambda: tickets.change(desk, many, {"assignee": desk.user})),
        ("the state", lambda: tickets.set_state(desk, many, "waiting_inside")),
    ):
        yield line(f"changing {what} of {len(many):,} tickets", size, [timed(deed)], "1 s")
    yield line("taking that back, one undo", size, [timed(lambda: undo(desk))], "1 s")
