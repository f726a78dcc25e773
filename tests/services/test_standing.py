"""What is written under the id of a merged or an erased one, by another screen or a script.

It reaches the one they became or is refused with a sentence that names it (rule 11); of somebody
whose data were erased nothing is written any more (rule 16).
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from crm_tui import services
from crm_tui.errors import RuleError
from crm_tui.exchange import exporting, importing
from crm_tui.services import (
    accounts,
    claims,
    competitors,
    conversations,
    deals,
    distinct,
    erasure,
    filing,
    help_wanted,
    knowledge,
    offers,
    outbox,
    own_fields,
    parties,
    party_merging,
    proposals,
    quick,
    tags,
    tasks,
    ticket_contacts,
    ticket_merging,
    tickets,
    timeline,
    undo,
    upkeep,
    users,
)
from crm_tui.services.filing import Filled
from crm_tui.services.opening import Desk
from crm_tui.views.proposals import Proposal
from tests.builders import a_company, a_deal, a_person, a_ticket, dump
from tests.services.test_party_merging import references

Write = Callable[[Desk, int], Any]


def a_proposal(party: int) -> Proposal:
    return Proposal("birthday", party, "Rossi", "", "Wish them well", "call", "birthday", None)


def one_like(desk: Desk, party: int) -> int:
    """Another of the same kind."""
    kind = str(desk.store.value("SELECT kind FROM party WHERE id = ?", (party,)))
    return parties.add(desk, kind, "Another")


def _on_a_deal(write: Callable[[Desk, int, int], Any]) -> Write:
    return lambda desk, party: write(desk, a_deal(desk, title="Of nobody"), party)


LANDS: dict[str, Write] = {
    "accounts.hand_over": lambda desk, who: accounts.hand_over(desk, [who], users.add(desk, "cy")),
    "accounts.join_team": lambda desk, who: accounts.join_team(desk, who, users.add(desk, "cy")),
    "accounts.leave_team": lambda desk, who: accounts.leave_team(desk, who, desk.user),
    "competitors.against": _on_a_deal(competitors.against),
    "competitors.note": lambda desk, who: competitors.note(desk, who, "price", "cheaper"),
    "deals.add": lambda desk, who: deals.add(desk, "A press", party=who, contact=who),
    "deals.add_credit": _on_a_deal(lambda desk, deal, who: deals.add_credit(desk, deal, party=who)),
    "deals.edit": _on_a_deal(
        lambda desk, deal, who: deals.edit(desk, deal, {"party": who, "contact": who})
    ),
    "deals.lose": _on_a_deal(
        lambda desk, deal, who: deals.lose(desk, deal, "competitor", lost_to=who)
    ),
    "deals.set_part": _on_a_deal(lambda desk, deal, who: deals.set_part(desk, deal, who, "pays")),
    "distinct.skip": lambda desk, who: distinct.skip(desk, who, a_company(desk, "Verdi"), "no"),
    "filing.create": lambda desk, who: filing.create(
        desk, Filled({"kind": "person", "name": "Ugo"}, employer=filing.Employer(who))
    ),
    "help_wanted.ask": lambda desk, who: help_wanted.ask(desk, "help", party=who, of=desk.user),
    "knowledge.add_need": lambda desk, who: knowledge.add_need(desk, who, "a press"),
    "knowledge.add_opinion": lambda desk, who: knowledge.add_opinion(desk, who, "service", 1),
    "parties.add": lambda desk, who: parties.add(desk, "person", "Ugo", company=who),
    "parties.add_method": lambda desk, who: parties.add_method(desk, who, "phone", "061 234567"),
    "parties.link": lambda desk, who: (
        parties.link(desk, who, a_company(desk, "Verdi"), "supplies"),
        parties.link(desk, a_company(desk, "Bianchi"), who, "supplies"),
    ),
    "parties.set_state": lambda desk, who: parties.set_state(desk, [who], "lifecycle", "dormant"),
    "proposals.accept": lambda desk, who: proposals.accept(desk, a_proposal(who)),
    "proposals.silence": lambda desk, who: proposals.silence(desk, a_proposal(who)),
    "quick.take_down": lambda desk, who: quick.take_down(desk, "call wants a press tue #vip", who),
    "tags.change": lambda desk, who: tags.change(desk, [who, who], tags.parse("vip")),
    "tasks.add": lambda desk, who: tasks.add(desk, "call", party=who),
    "tickets.add": lambda desk, who: tickets.add(desk, "It jams", party=who, contact=who),
    "tickets.change": lambda desk, who: tickets.change(
        desk, [a_ticket(desk)], {"party": who, "contact": who}
    ),
    "timeline.log": lambda desk, who: timeline.log(desk, who, "rang", kind="call", due=None),
    "timeline.log, people": lambda desk, who: timeline.log(
        desk, a_company(desk, "Verdi"), "met", people=[who]
    ),
    "conversations.note_in": lambda desk, who: conversations.note_in(
        desk, a_ticket(desk), "it jams", contact=who
    ),
}
"""What is added to a customer reaches the one they became."""

JUDGES: dict[str, Write] = {
    "filing.change": lambda desk, who: filing.change(
        desk, who, Filled({}), Filled({}, tags=("a",))
    ),
    "own_fields.fill": lambda desk, who: own_fields.fill(desk, "party", [who], {"size": "9"}),
    "parties.archive": lambda desk, who: parties.archive(desk, [who]),
    "parties.edit": lambda desk, who: parties.edit(desk, who, {}, {"city": "Pécs"}),
    "parties.revive": lambda desk, who: parties.revive(desk, [who]),
    "party_merging.merge": lambda desk, who: party_merging.merge(desk, one_like(desk, who), who),
    "party_merging.merge, keep": lambda desk, who: party_merging.merge(
        desk, who, one_like(desk, who)
    ),
    "party_merging.trial": lambda desk, who: party_merging.trial(desk, one_like(desk, who), who),
    "erasure.erase": lambda desk, who: erasure.erase(desk, who, "asked for it"),
}
"""What judges a customer as they stood is refused: it was seen on a card that is another's now."""

NO_WRITES_OF_THEIR_OWN = {
    "entries.note_event", "entries.note_state", "entries.said", "entries.write",
    "entries.write_with", "erasure.preview", "party_joining.counted", "party_joining.move",
    "quick.understand", "tasks.add_line", "tasks.come_back", "tasks.reached",
    "timeline.people_named",
}  # fmt: skip
"""What reads, or is a step of use cases that have found the customer."""


def of_customers() -> set[str]:
    """Every use case that is told a customer."""
    told = {
        "party",
        "parties",
        "person",
        "people",
        "contact",
        "company",
        "other",
        "lost_to",
        "lose",
    }
    return {name for name, given in use_cases() if given & told}


def use_cases() -> list[tuple[str, set[str]]]:
    found = []
    for module in pkgutil.iter_modules(services.__path__, "crm_tui.services."):
        if module.ispkg:
            continue
        room = import_module(module.name)
        for name, work in inspect.getmembers(room, inspect.isfunction):
            if work.__module__ == module.name and not name.startswith("_"):
                called = f"{module.name.rpartition('.')[2]}.{name}"
                found.append((called, set(inspect.signature(work).parameters)))
    return found


def test_no_use_case_that_is_told_a_customer_is_forgotten():
    tried = {name.partition(",")[0] for name in (*LANDS, *JUDGES)}
    of_tickets = {"ticket_merging.merge"}  # loses a ticket
    assert of_customers() - of_tickets <= tried | NO_WRITES_OF_THEIR_OWN


@pytest.fixture
def merged(desk: Desk) -> tuple[int, int]:
    """(the one that stays, the one that was merged into it)."""
    keep, lose = a_company(desk, "Rossi Kft"), a_company(desk, "Nyomda")
    tags.change(desk, [lose], tags.parse("cold"))
    party_merging.merge(desk, keep, lose)
    return keep, lose


def referring(desk: Desk, party: int) -> dict[str, int]:
    """How many rows of which table are about a customer."""
    counts = {
        f"{table}.{column}": int(
            desk.store.value(f"SELECT count(*) FROM {table} WHERE {column} = ?", (party,))
        )
        for table, column in references(desk)
    }
    return {name: count for name, count in counts.items() if count}


@pytest.mark.parametrize("name", LANDS)
def test_what_is_added_to_a_merged_customer_is_added_to_the_one_they_became(
    desk: Desk, merged: tuple[int, int], name: str
):
    keep, lose = merged
    before, theirs = (
        referring(desk, keep),
        desk.store.row("SELECT * FROM party WHERE id = ?", (lose,)),
    )
    own = desk.store.row("SELECT lifecycle FROM party WHERE id = ?", (keep,))
    LANDS[name](desk, lose)
    assert referring(desk, lose) == {}
    assert desk.store.row("SELECT * FROM party WHERE id = ?", (lose,)) == theirs
    now = desk.store.row("SELECT lifecycle FROM party WHERE id = ?", (keep,))
    assert (referring(desk, keep), now) != (before, own) or name == "accounts.leave_team"
    assert upkeep.check(desk) == []


@pytest.mark.parametrize("name", JUDGES)
def test_what_judges_a_merged_customer_is_refused_and_names_the_one_they_became(
    desk: Desk, merged: tuple[int, int], name: str
):
    with pytest.raises(RuleError, match="merged into Rossi Kft"):
        JUDGES[name](desk, merged[1])
    assert referring(desk, merged[1]) == {}


@pytest.fixture
def erased(desk: Desk) -> int:
    """Somebody whose data were erased."""
    person = a_person(desk, "Zsuzsanna Kövesdi", emails=["zs@kovesdi.hu"])
    erasure.erase(desk, person, "asked for it")
    return person


ABOUT_OUR_OWN = {"accounts.hand_over", "accounts.leave_team", "conversations.note_in"}
"""Who of us works them may change, and what was begun with them goes on."""


@pytest.mark.parametrize("name", [*LANDS, *JUDGES])
def test_of_whom_the_data_were_erased_nothing_is_written_any_more(
    desk: Desk, erased: int, name: str
):
    work = {**LANDS, **JUDGES}[name]
    if name in ABOUT_OUR_OWN:
        work(desk, erased)
        return
    before = referring(desk, erased)
    with pytest.raises(RuleError, match=r"erased( on 2026-11-20| already)"):
        work(desk, erased)
    assert referring(desk, erased) == before
    assert desk.store.value("SELECT name FROM party WHERE id = ?", (erased,)) == "erased"


def test_an_erased_one_is_passed_on_with_all_that_a_colleague_leaves_behind(
    desk: Desk, erased: int
):
    firm, bob = a_company(desk), users.add(desk, "bob")
    assert accounts.hand_over(desk, [firm, erased], bob).parties == 2


TICKET_LANDS: dict[str, Write] = {
    "claims.claim": claims.claim,
    "conversations.ask_rating": conversations.ask_rating,
    "conversations.note_in": lambda desk, ticket: conversations.note_in(desk, ticket, "and more"),
    "conversations.rate": lambda desk, ticket: conversations.rate(desk, ticket, 2),
    "help_wanted.ask": lambda desk, ticket: help_wanted.ask(
        desk, "help", ticket=ticket, of=desk.user
    ),
    "tasks.add": lambda desk, ticket: tasks.add(desk, "come by", ticket=ticket),
    "tickets.tag": lambda desk, ticket: tickets.tag(desk, [ticket], tags.parse("vip")),
    "timeline.log": lambda desk, ticket: timeline.log(desk, 1, "rang", ticket=ticket),
}
TICKET_JUDGES: dict[str, Write] = {
    "conversations.reply": lambda desk, ticket: conversations.reply(desk, ticket, "so"),
    "offers.offer": lambda desk, ticket: offers.offer(desk, ticket, "A new one"),
    "outbox.answer": lambda desk, ticket: outbox.answer(desk, ticket, "so"),
    "own_fields.fill": lambda desk, ticket: own_fields.fill(desk, "ticket", [ticket], {"a": "b"}),
    "ticket_contacts.note": lambda desk, ticket: ticket_contacts.note(desk, ticket, "in", ""),
    "ticket_merging.merge": lambda desk, ticket: ticket_merging.merge(
        desk, a_ticket(desk), [ticket]
    ),
    "ticket_merging.merge, keep": lambda desk, ticket: ticket_merging.merge(
        desk, ticket, [a_ticket(desk)]
    ),
    "tickets.archive": lambda desk, ticket: tickets.archive(desk, [ticket]),
    "tickets.change": lambda desk, ticket: tickets.change(desk, [ticket], {"priority": "low"}),
    "tickets.close": lambda desk, ticket: tickets.close(desk, [ticket], "answered"),
    "tickets.reopen": lambda desk, ticket: tickets.reopen(desk, [ticket]),
    "tickets.set_state": lambda desk, ticket: tickets.set_state(desk, [ticket], "open"),
    "tickets.solve": lambda desk, ticket: tickets.solve(desk, [ticket], "answered"),
}
TICKET_STEPS = {
    "claims.release", "entries.note_event", "entries.said", "kept_files.save_attached",
    "standing.ticket", "ticket_news.tell", "tickets.rows_of", "tickets.worked",
}  # fmt: skip
"""What reads, gives up, or is a step of use cases that have found the ticket."""


@pytest.fixture
def merged_ticket(desk: Desk) -> tuple[int, int]:
    """(the ticket that stays, the one that was merged into it)."""
    firm = a_company(desk)
    keep, lose = a_ticket(desk, firm, "It jams"), a_ticket(desk, firm, "Jams")
    ticket_merging.merge(desk, keep, [lose])
    return keep, lose


def about(desk: Desk, ticket: int) -> int:
    """How many rows are about a ticket, its own steps aside."""
    tables = ("claim", "task", "timeline_entry", "mail_message", "deal", "ticket_tagging")
    return sum(
        int(desk.store.value(f"SELECT count(*) FROM {table} WHERE ticket_id = ?", (ticket,)))
        for table in tables
    )


def test_no_use_case_that_is_told_a_ticket_is_forgotten():
    tried = {name.partition(",")[0] for name in (*TICKET_LANDS, *TICKET_JUDGES)}
    told = {name for name, given in use_cases() if given & {"ticket", "tickets"}}
    assert told <= tried | TICKET_STEPS


@pytest.mark.parametrize("name", TICKET_LANDS)
def test_what_is_added_to_a_merged_ticket_is_added_to_the_one_it_became(
    desk: Desk, merged_ticket: tuple[int, int], name: str
):
    keep, lose = merged_ticket
    theirs = desk.store.row("SELECT * FROM ticket WHERE id = ?", (lose,))
    before, own = about(desk, keep), desk.store.row("SELECT * FROM ticket WHERE id = ?", (keep,))
    TICKET_LANDS[name](desk, lose)
    assert about(desk, lose) == 0
    assert desk.store.row("SELECT * FROM ticket WHERE id = ?", (lose,)) == theirs
    now = about(desk, keep), desk.store.row("SELECT * FROM ticket WHERE id = ?", (keep,))
    assert now != (before, own)


@pytest.mark.parametrize("name", TICKET_JUDGES)
def test_what_judges_a_merged_ticket_is_refused_and_names_the_one_it_became(
    desk: Desk, merged_ticket: tuple[int, int], name: str
):
    with pytest.raises(RuleError, match="T2 was merged into T1 It jams"):
        TICKET_JUDGES[name](desk, merged_ticket[1])
    assert about(desk, merged_ticket[1]) == 0


def test_what_reached_the_one_that_stays_is_there_when_both_are_two_again(
    desk: Desk, merged: tuple[int, int]
):
    keep, lose = merged
    before = dump(desk)
    tags.change(desk, [lose], tags.parse("vip"))
    undo.undo(desk)
    assert dump(desk) == before
    undo.undo(desk)
    accounts.hand_over(desk, [lose], users.add(desk, "cy"))
    assert desk.store.value("SELECT owner_id FROM party WHERE id = ?", (lose,)) != desk.user
    assert desk.store.value("SELECT owner_id FROM party WHERE id = ?", (keep,)) == desk.user


def test_a_file_that_went_out_before_a_merge_tells_the_one_that_stays(desk: Desk, tmp_path: Path):
    keep, lose = a_company(desk, "Rossi Kft"), a_company(desk, "Nyomda")
    file = tmp_path / "customers.vcf"
    with file.open("wb") as stream:
        exporting.write(desk, stream, exporting.Export("customers", "vcf"))
    file.write_bytes(file.read_bytes().replace(b"FN:Nyomda", b"NOTE:of old\r\nFN:Nyomda"))
    party_merging.merge(desk, keep, lose)
    theirs = desk.store.row("SELECT * FROM party WHERE id = ?", (lose,))
    assert importing.take_over(desk, importing.look(file), update=True).created == 0
    assert desk.store.row("SELECT * FROM party WHERE id = ?", (lose,)) == theirs
    assert referring(desk, lose) == {}
