"""Two tickets about one thing become one, whole (rule 11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.clock import FixedClock
from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import MailMessage, Task, Ticket
from crm_tui.services import conversations, tags, tasks, ticket_merging, tickets, upkeep
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import ticket_card
from crm_tui.views.ticket_duplicates import likely
from crm_tui.views.tickets import named
from tests.builders import a_company, a_person, a_ticket, dump, index


def bodies(desk: Desk, ticket: int) -> list[str]:
    return [said.entry.body for said in ticket_card.conversation(desk, ticket) if said.entry.body]


def test_all_that_hangs_on_a_ticket_moves_to_the_one_that_stays(desk: Desk, clock: FixedClock):
    firm = a_company(desk)
    keep = a_ticket(desk, body="It jams")
    lose = a_ticket(desk, firm, "Jam", body="Jams!", channel="email", assignee=desk.user)
    clock.instant += timedelta(hours=1)
    entry = conversations.reply(desk, lose, "We look into it.")
    task = tasks.add(desk, "come by", ticket=lose)
    tickets.tag(desk, [keep], tags.parse("vip"))
    tickets.tag(desk, [lose], tags.parse("vip jam"))
    with desk.store.change_set(desk.user, "mail"):
        mail = MailMessage.create(
            direction="out", digest="x", at=clock.now(), ticket=lose, entry=entry
        ).id
    before, before_index = dump(desk), index(desk)

    ticket_merging.merge(desk, keep, [lose])

    kept, lost = Ticket.get_by_id(keep), Ticket.get_by_id(lose)
    assert sorted(bodies(desk, keep)) == ["It jams", "Jams!", "We look into it."]
    assert bodies(desk, lose) == []
    assert Task.get_by_id(task).ticket_id == keep
    assert MailMessage.get_by_id(mail).ticket_id == keep
    assert sorted(ticket_card.ticket(desk, keep).tags) == ["jam", "vip"]
    assert (kept.party_id, kept.channel, kept.assignee_id) == (firm, "email", desk.user)
    assert (kept.first_responded_at, kept.state) == (clock.now(), "open")
    assert (lost.state, lost.merged_into_id, lost.due_at, lost.warn_at) == (
        "merged", keep, None, None,
    )  # fmt: skip
    assert ticket_card.ticket(desk, keep).merged == ((lose, "T2", "Jam"),)
    assert named(desk, "T2") == keep
    assert upkeep.check(desk) == []
    after, after_index = dump(desk), index(desk)
    undo(desk)
    assert (dump(desk), index(desk)) == (before, before_index)
    redo(desk)
    assert (dump(desk), index(desk)) == (after, after_index)


def test_what_the_one_that_stays_knows_is_not_overwritten(desk: Desk):
    first, second = a_company(desk), a_company(desk, "Bianchi Zrt")
    keep = a_ticket(desk, first, channel="phone")
    ticket_merging.merge(desk, keep, [a_ticket(desk, second, channel="email")])
    row = Ticket.get_by_id(keep)
    assert (row.party_id, row.channel, row.state) == (first, "phone", "new")


def test_a_complaint_stays_one_whatever_it_is_merged_into(desk: Desk):
    """S101: none is lost to the reports, and it is at least high."""
    keep = a_ticket(desk)
    lose = a_ticket(desk, kind="complaint", priority="urgent")
    before = dump(desk)
    ticket_merging.merge(desk, keep, [lose])
    row = Ticket.get_by_id(keep)
    assert (row.kind, row.priority) == ("complaint", "high")
    assert upkeep.check(desk) == []
    undo(desk)
    assert dump(desk) == before


def test_what_had_ended_is_open_again_when_something_open_is_merged_into_it(desk: Desk):
    keep, ended, lose = a_ticket(desk), a_ticket(desk), a_ticket(desk)
    tickets.solve(desk, [keep, ended], "answered")
    ticket_merging.merge(desk, keep, [ended])
    assert Ticket.get_by_id(keep).state == "solved"
    before = dump(desk)
    ticket_merging.merge(desk, keep, [lose])
    row = Ticket.get_by_id(keep)
    assert (row.state, row.closing_reason, row.resolved_at) == ("open", "", None)
    assert upkeep.check(desk) == []
    undo(desk)
    assert dump(desk) == before


def test_a_rating_that_was_asked_for_or_given_goes_along(desk: Desk, clock: FixedClock):
    keep, lose = a_ticket(desk), a_ticket(desk)
    conversations.ask_rating(desk, lose)
    conversations.rate(desk, lose, 4, "quick")
    ticket_merging.merge(desk, keep, [lose])
    row = Ticket.get_by_id(keep)
    assert (row.rating, row.rating_words, row.rating_asked_at) == (4, "quick", clock.now())


def test_nothing_is_merged_with_itself_or_twice_or_with_what_is_gone(desk: Desk):
    first, second, third = (a_ticket(desk) for _ in range(3))
    ticket_merging.merge(desk, first, [second])
    before = dump(desk)
    for keep, lose, error in (
        (first, [first], RuleError),
        (third, [first, third], RuleError),
        (third, [second], RuleError),
        (second, [third], RuleError),
        (first, [99], NotFoundError),
    ):
        with pytest.raises(error):
            ticket_merging.merge(desk, keep, lose)
        assert dump(desk) == before


def test_nothing_is_done_on_a_merged_ticket_any_more(desk: Desk):
    keep, lose = a_ticket(desk), a_ticket(desk)
    ticket_merging.merge(desk, keep, [lose])
    before = dump(desk)
    for work in (
        lambda: conversations.reply(desk, lose, "so"),
        lambda: tickets.set_state(desk, [lose], "open"),
        lambda: tickets.solve(desk, [lose], "answered"),
        lambda: tickets.reopen(desk, [lose]),
    ):
        with pytest.raises(RuleError, match="T2 was merged"):
            work()
        assert dump(desk) == before


def test_several_are_merged_in_one_change_and_a_chain_leads_to_the_last(desk: Desk):
    made = [a_ticket(desk, title=f"Jam {nth}") for nth in range(4)]
    ticket_merging.merge(desk, made[1], [made[0]])
    ticket_merging.merge(desk, made[3], made[1:3])
    assert [Ticket.get_by_id(ticket).merged_into_id for ticket in made] == [made[3]] * 3 + [None]
    assert named(desk, "T1") == made[3]


def test_those_that_may_be_about_the_same_are_offered_the_likeliest_first(desk: Desk):
    firm = a_company(desk)
    person = a_person(desk, company=firm)
    ticket = a_ticket(desk, firm, "The printer jams again", contact=person)
    theirs = a_ticket(desk, firm, "Printer jams", contact=person)
    same_firm = a_ticket(desk, firm, "A bill is wrong")
    same_words = a_ticket(desk, None, "the PRINTER jams")
    ended = a_ticket(desk, firm, "The printer jams again")
    tickets.solve(desk, [ended], "answered")
    a_ticket(desk, None, "Where is my order?")
    found = likely(desk, ticket)
    assert [one.row.id for one in found] == [theirs, same_words, same_firm]
    assert [one.reason for one in found] == [
        "the same person, the same words", "the same words", "the same customer",
    ]  # fmt: skip
