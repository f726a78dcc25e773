"""Random days at the service desk: tickets taken in, triaged, answered, merged, solved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from crm_tui.services import (
    claims,
    conversations,
    days_off,
    deals,
    help_wanted,
    offers,
    parties,
    service_policies,
    snippets,
    tags,
    tasks,
    ticket_merging,
    tickets,
)
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views.tickets import TicketQuery
from tests.histories import EVERY_TEXT, Act, on, one

_NTH = st.integers(0, 9)
_KINDS = st.sampled_from(["request", "complaint", "complaint", "suggestion", "question"])
_PRIORITIES = st.sampled_from(["urgent", "high", "normal", "low"])
_QUEUES = st.sampled_from(["first_line", "second_line", "orders"])
_STATES = st.sampled_from(["open", "waiting_customer", "waiting_inside"])
_TEXTS = st.one_of(st.sampled_from(["It jams", "Still jams", "Thank you"]), EVERY_TEXT)
_DAYS = st.dates(date(2026, 11, 20), date(2026, 12, 5))
_PROMISES = st.sampled_from([None, 1, 30, 480, 5000])
_WEEKS = st.sampled_from(["mon-fri 9-17", "mon-sun 22-24, 0-6", "mon 9-10", "sat 1-4"])
_ZONES = st.sampled_from(["Europe/Budapest", "America/New_York", "Australia/Lord_Howe", "UTC"])


def _add(title: str, kind: str, priority: str, queue: str, nth: int, hours: int) -> Act:
    def act(desk: Desk) -> None:
        party = one(desk, "party", nth) if nth % 3 else None
        at = desk.clock.now() - timedelta(hours=hours)
        tickets.add(
            desk, title, party=party, kind=kind, priority=priority, queue=queue, body=title, at=at
        )

    return act


def _change(nth: int, count: int, fields: dict[str, Any]) -> Act:
    return lambda desk: tickets.change(desk, some(desk, nth, count), fields)


def some(desk: Desk, nth: int, count: int) -> list[int]:
    """A few of the tickets there are."""
    ids = [row[0] for row in desk.store.rows("SELECT id FROM ticket ORDER BY id")]
    return [ids[(nth + more) % len(ids)] for more in range(count)] if ids else [0]


def _on_some(use_case: Callable[..., Any], *args: Any) -> st.SearchStrategy[Act]:
    return st.builds(
        lambda nth, count: lambda desk: use_case(desk, some(desk, nth, count), *args),
        _NTH, st.integers(1, 3),
    )  # fmt: skip


def _merge(nth: int, other: int) -> Act:
    return lambda desk: ticket_merging.merge(
        desk, one(desk, "ticket", nth), [one(desk, "ticket", other)]
    )


def _task(nth: int) -> Act:
    return lambda desk: tasks.add(desk, "come by", ticket=one(desk, "ticket", nth))


def _help(nth: int) -> Act:
    return lambda desk: help_wanted.ask(desk, "a price?", ticket=one(desk, "ticket", nth), of=1)


def _wait(hours: int) -> Act:
    def act(desk: Desk) -> None:
        desk.clock.instant += timedelta(hours=hours, minutes=7)

    return act


def _policy(
    name: str, words: dict[str, str], first: int | None, whole: int | None, calendar: int
) -> Act:
    def act(desk: Desk) -> None:
        promises = {"first_response": first, "resolution": whole}
        where = {"calendar": one(desk, "business_calendar", calendar)}
        service_policies.save_policy(desk, name, {**words, **promises, **where})

    return act


_FIELDS = st.one_of(
    st.fixed_dictionaries({"priority": _PRIORITIES}),
    st.fixed_dictionaries({"kind": _KINDS}),
    st.fixed_dictionaries({"queue": _QUEUES, "title": _TEXTS}),
    st.fixed_dictionaries({"party": st.sampled_from([None, 1, 2])}),
    st.fixed_dictionaries({"assignee": st.sampled_from([None, 1])}),
    st.fixed_dictionaries({"wait_until": st.one_of(st.none(), _DAYS)}),
)
_ADDS = st.builds(
    _add, _TEXTS, _KINDS, _PRIORITIES, _QUEUES, _NTH, st.sampled_from([0, 0, 0, 1, 30])
)

WORK: st.SearchStrategy[Act] = st.one_of(
    _ADDS,
    _ADDS,
    st.builds(_change, _NTH, st.integers(1, 3), _FIELDS),
    st.builds(_change, _NTH, st.integers(1, 3), _FIELDS),
    st.builds(
        lambda nth, state: lambda desk: tickets.set_state(desk, some(desk, nth, 2), state),
        _NTH, _STATES,
    ),
    _on_some(tickets.solve, "answered"),
    _on_some(tickets.close, "answered"),
    _on_some(tickets.reopen),
    _on_some(tickets.tag, tags.parse("vip -cold")),
    _on_some(tickets.tag, tags.parse("cold -vip")),
    on("ticket", conversations.note_in, "It jams again"),
    on("ticket", conversations.reply, "We come tomorrow"),
    on("ticket", lambda desk, ticket: conversations.reply(desk, ticket, "so", state="solved")),
    on("ticket", lambda desk, ticket: conversations.reply(desk, ticket, "psst", internal=True)),
    on("ticket", conversations.rate, 4, "fine"),
    on("ticket", conversations.ask_rating),
    on("ticket", offers.offer, "A new printer"),
    st.builds(_merge, _NTH, _NTH),
    st.builds(_merge, _NTH, _NTH),
    st.builds(_task, _NTH),
    st.builds(_help, _NTH),
    on("task", tasks.finish, "done"),
    on("deal", deals.win),
    on("macro", lambda desk, macro: snippets.run_macro(desk, macro, some(desk, macro, 2))),
    _on_some(tickets.archive),
    on("party", lambda desk, party: parties.archive(desk, [party], "moved")),
    st.builds(_wait, st.sampled_from([1, 3, 20, 70])),
    st.builds(_wait, st.sampled_from([1, 3, 20, 70])),
)  # fmt: skip
"""One change at the service desk; where it cannot be done it is refused."""

RULES: st.SearchStrategy[Act] = st.one_of(
    st.builds(
        _policy, st.sampled_from(["Urgent", "Ours", "Orders"]),
        st.sampled_from([{"queue": "orders"}, {"kind": "complaint"}, {"priority": "low"}, {}]),
        _PROMISES, _PROMISES, _NTH,
    ),
    on("sla_policy", service_policies.remove_policy),
    st.builds(
        lambda name, hours, zone: lambda desk: service_policies.save_calendar(
            desk, name, {"hours": hours, "zone": zone}
        ),
        st.sampled_from(["Office hours", "Night"]), _WEEKS, _ZONES,
    ),
    st.builds(
        lambda day, off: lambda desk: service_policies.set_holiday(desk, 1, day, "Feast", off=off),
        _DAYS, st.booleans(),
    ),
    st.builds(lambda day: lambda desk: days_off.add(desk, day), _DAYS),
    st.builds(lambda day: lambda desk: days_off.remove(desk, day), _DAYS),
)  # fmt: skip
"""A change of what is promised."""

NOBODYS: st.SearchStrategy[Act] = st.one_of(
    on("ticket", claims.claim),
    on("ticket", lambda desk, ticket: claims.claim(desk, ticket, take_over=True)),
    on("ticket", claims.release),
    st.builds(lambda view: lambda desk: claims.claim_first(desk, TicketQuery(view)),
              st.sampled_from(["all", "unowned"])),
    st.just(tickets.close_solved),
)  # fmt: skip
"""What is nobody's change to take back."""

STEPS = st.tuples(
    st.sampled_from(["anna", "bob"]),
    st.one_of(WORK, WORK, WORK, RULES, NOBODYS, st.just(undo), st.just(undo), st.just(redo)),
)
"""What one of two people does."""
