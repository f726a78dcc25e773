"""Random days at a desk: sequences of use cases that any number of people could have done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from crm_tui.errors import CrmError, NotFoundError
from crm_tui.services import (
    accounts,
    deals,
    knowledge,
    parties,
    party_merging,
    tags,
    tasks,
    timeline,
    users,
)
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from tests.builders import dump, furnished, index
from tests.naughty import CONTROLS, MARKUP, WIDE

EVERY_TEXT = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from([*CONTROLS, *MARKUP, *WIDE]),
)
"""Anything a keyboard, a paste or a file can hold."""

Act = Callable[[Desk], Any]

_WORDS = st.sampled_from(["rye bread", "Győr", "vip", "call me", "Ελένη", "x" * 40])
_NAMES = st.sampled_from(["Rossi Kft", "Kovács Bt", "Anna Nagy", "日本語の顧客", "O'Brien"])
_NUMBERS = st.sampled_from(["06 30 123 4567", "+36 1 234 5678", "+44 20 7946 0958", "123456"])
_NTH = st.integers(0, 50)


def one(desk: Desk, table: str, nth: int) -> int:
    """The id of one of the table's rows; 0, which is nobody, where there is none."""
    ids = [row[0] for row in desk.store.rows(f'SELECT id FROM "{table}" ORDER BY id')]
    return ids[nth % len(ids)] if ids else 0


def _add(name: str, kind: str, number: str, nth: int) -> Act:
    def act(desk: Desk) -> None:
        company = one(desk, "party", nth) if kind == "person" else 0
        parties.add(desk, kind, name, phones=[number], company=company or None)

    return act


def _edit(field: str, value: str, nth: int) -> Act:
    return lambda desk: parties.edit(desk, one(desk, "party", nth), {}, {field: value})


def _log(text: str, kind: str, hours: int, nth: int) -> Act:
    def act(desk: Desk) -> None:
        at = desk.clock.now() - timedelta(hours=hours)
        due = date(2026, 12, 1) if hours % 2 else None
        timeline.log(desk, one(desk, "party", nth), text, kind=kind, at=at, due=due)

    return act


def _tag(line: str, nth: int) -> Act:
    return lambda desk: tags.change(desk, [one(desk, "party", nth)], tags.parse(line))


def _hand_over(nth: int, user: int) -> Act:
    return lambda desk: accounts.hand_over(
        desk, [one(desk, "party", nth)], one(desk, "user", user) if user else None, take="fine"
    )


def _plan(desk: Desk, party: int) -> None:
    tasks.add(desk, "send the offer", party=party)


def _suppose(nth: int, stage: int, amount: int) -> Act:
    def act(desk: Desk) -> None:
        party = one(desk, "party", nth) if amount % 2 else None
        deals.add(desk, "A printer", party=party, stage=stage, amount_minor=amount or None)

    return act


def _guess(nth: int, chance: int | None, party: int) -> Act:
    def act(desk: Desk) -> None:
        fields = {"probability": chance, "party": one(desk, "party", party)}
        deals.edit(desk, one(desk, "deal", nth), fields)

    return act


def _move(nth: int, stage: int) -> Act:
    return lambda desk: deals.move(desk, one(desk, "deal", nth), stage)


def _work_on_deal(nth: int, deal: int) -> Act:
    def act(desk: Desk) -> None:
        number = one(desk, "deal", deal)
        tasks.add(desk, "send the offer", party=one(desk, "party", nth), deal=number)

    return act


def _decides(desk: Desk, deal: int) -> None:
    deals.set_part(desk, deal, one(desk, "party", deal), "decides")


def _merge(nth: int, other: int) -> Act:
    return lambda desk: party_merging.merge(
        desk, one(desk, "party", nth), one(desk, "party", other)
    )


def on(table: str, use_case: Callable[..., Any], *args: Any) -> st.SearchStrategy[Act]:
    """A use case on one row of a table."""
    return st.builds(lambda nth: lambda desk: use_case(desk, one(desk, table, nth), *args), _NTH)


def _on_list(use_case: Callable[..., Any], *args: Any) -> st.SearchStrategy[Act]:
    """A use case on a list of parties."""
    return st.builds(
        lambda nth: lambda desk: use_case(desk, [one(desk, "party", nth)], *args), _NTH
    )


CHANGES: st.SearchStrategy[Act] = st.one_of(
    st.builds(_add, _NAMES, st.sampled_from(["company", "person"]), _NUMBERS, _NTH),
    st.builds(_edit, st.sampled_from(["name", "city", "wants", "industry"]), _WORDS, _NTH),
    st.builds(
        _log, _WORDS, st.sampled_from(["call", "note", "visit", "idea"]), st.integers(0, 30), _NTH
    ),
    st.builds(_tag, st.sampled_from(["vip", "-vip", "new -vip", "VIP +cold", "-new"]), _NTH),
    st.builds(_hand_over, _NTH, st.integers(0, 3)),
    _on_list(parties.archive, "moved"),
    _on_list(parties.revive),
    st.builds(_merge, _NTH, _NTH),
    _on_list(parties.set_state, "relationship", "regular"),
    on("party", parties.add_method, "phone", "06 20 555 1234"),
    on("contact_method", parties.remove_method),
    on("relationship", parties.end_link),
    on("party", _plan),
    on("task", tasks.finish, "done"),
    on("task", tasks.drop, "no need"),
    on("timeline_entry", timeline.correct, "no, it was otherwise"),
    on("timeline_entry", timeline.pin),
    on("party", knowledge.add_need, "delivery by night"),
    on("party", accounts.join_team, 1),
    st.builds(lambda nth: lambda desk: users.add(desk, f"user{nth}"), _NTH),
    st.builds(_suppose, _NTH, st.integers(1, 6), st.integers(0, 5)),
    st.builds(_guess, _NTH, st.sampled_from([None, 0, 35, 100]), _NTH),
    st.builds(_move, _NTH, st.integers(1, 5)),
    st.builds(_move, _NTH, st.integers(1, 5)),
    st.builds(_work_on_deal, _NTH, _NTH),
    on("deal", deals.win),
    on("deal", deals.lose, "price"),
    on("deal", deals.reopen),
    on("deal", deals.archive),
    on("deal", deals.set_lines, [{"text": "labels", "price_minor": 145}]),
    on("deal", _decides),
    on("credit", deals.remove_credit),
    st.builds(
        lambda nth: lambda desk: deals.add_credit(desk, one(desk, "deal", nth), user=1, share=30),
        _NTH,
    ),
)
"""One change by one person; on a database where it cannot be done it is refused."""

STEPS = st.tuples(
    st.sampled_from(["anna", "bob"]), st.one_of(CHANGES, CHANGES, CHANGES, st.just(undo),
                                                st.just(redo))
)  # fmt: skip
"""A change, an undo or a redo, by one of two people."""


def happens(desk: Desk, act: Act) -> bool:
    """Whether the act was done; a refusal in words is as good."""
    try:
        act(desk)
    except CrmError:
        return False
    return True


def begin(desk: Desk) -> None:
    """Two firms, a person, a call, a task and a deal, so that most changes can be made."""
    first = parties.add(desk, "company", "Rossi Kft", phones=["06 72 123 456"])
    parties.add(desk, "company", "Bianchi Zrt", emails=["info@bianchi.it"])
    parties.add(desk, "person", "Anna Rossi", company=first, phones=["06 30 123 4567"])
    timeline.log(desk, first, "wants a price", kind="call", follow_up="send it")
    deals.add(desk, "A printer", party=first, amount_minor=289_000)


a_fresh_desk = furnished(begin)
"""A desk on a new database with a few records, for one example of a property."""


def until_there_is_nothing(step: Act, desk: Desk) -> int:
    """Take steps of undo or redo until there is none left; how many there were."""
    steps = 0
    while True:
        try:
            step(desk)
        except NotFoundError:
            return steps
        steps += 1


def all_the_way_back_and_forth(desk: Desk, changes: Iterable[Act]) -> dict[str, list]:
    """Make changes, take all of them back and do them again; what was there before them."""
    start, start_index = dump(desk), index(desk)
    for change in changes:
        happens(desk, change)
    end, end_index = dump(desk), index(desk)
    undone = until_there_is_nothing(undo, desk)
    assert dump(desk) == start
    assert index(desk) == start_index
    assert until_there_is_nothing(redo, desk) == undone
    assert dump(desk) == end
    assert index(desk) == end_index
    return start


BEGUN_WITH = (
    "choice", "pipeline", "stage", "business_calendar", "sla_policy", "snippet", "macro",
)  # fmt: skip
"""Tables that a new database has rows in, of which no journal tells."""


def rows_told_by_the_journal(desk: Desk) -> dict[tuple[str, int], dict]:
    """Every row, by its table and id, as the changes that are kept of it add up."""
    rows: dict[tuple[str, int], dict] = {}
    for record, row, before, after in desk.store.rows(
        'SELECT record, "row", before, after FROM change ORDER BY id'
    ):
        if record in BEGUN_WITH:
            continue
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        known = rows.pop((record, row), {})
        assert {name: known.get(name) for name in old} == old
        if after is not None:
            rows[record, row] = known | new
    return rows


def rows_that_are_there(desk: Desk) -> dict[tuple[str, int], dict]:
    """Every row, by its table and id."""
    found = {}
    for table in dump(desk):
        if table in BEGUN_WITH:
            continue
        names = [row[1] for row in desk.store.rows(f'PRAGMA table_info("{table}")')]
        for row in desk.store.rows(f'SELECT * FROM "{table}"'):
            found[table, row[0]] = dict(zip(names, row, strict=True))
    return found
