"""Who sells is told of a complaint, who asked for help of the answer; nobody of anything else."""

from __future__ import annotations

import pytest

from crm_tui.services import help_wanted, tasks, tickets
from crm_tui.services.opening import Desk
from crm_tui.store.feed import ChangeFeed
from crm_tui.views import agenda, news
from tests.builders import a_colleague, a_company, a_deal, a_ticket


@pytest.fixture
def bob(desk: Desk) -> Desk:
    return a_colleague(desk, "bob", name="Bob Stone")


def told(desk: Desk, since: int) -> list[str]:
    sets = [row[0] for row in desk.store.rows("SELECT id FROM change_set WHERE id > ?", (since,))]
    return news.for_user(desk, sets)


def newest(desk: Desk) -> int:
    return int(desk.store.value("SELECT max(id) FROM change_set"))


def test_the_owner_is_told_of_a_complaint_in_one_sentence(desk: Desk, bob: Desk):
    firm = a_company(desk)
    before = newest(desk)
    a_ticket(bob, firm, "Labels peel off", kind="complaint")
    assert told(desk, before) == ["complaint from Rossi Kft: Labels peel off (T1)"]
    assert told(bob, before) == []


def test_the_owner_of_an_open_deal_is_told_too(desk: Desk, bob: Desk):
    eva = a_colleague(desk, "eva", name="Eva Kiss")
    firm = a_company(desk)
    a_deal(bob, firm)
    before = newest(desk)
    a_ticket(eva, firm, "Labels peel off", kind="complaint")
    assert told(bob, before) == told(desk, before) != []


def test_a_ticket_that_becomes_a_complaint_is_told_then(desk: Desk, bob: Desk):
    firm = a_company(desk)
    before = newest(desk)
    ticket = a_ticket(bob, firm, "Labels peel off")
    assert told(desk, before) == []
    before = newest(desk)
    tickets.change(bob, [ticket], {"kind": "complaint"})
    assert told(desk, before) == ["complaint from Rossi Kft: Labels peel off (T1)"]


def test_other_work_is_no_news(desk: Desk, bob: Desk):
    firm = a_company(desk)
    before = newest(desk)
    a_ticket(bob, firm)
    tasks.add(bob, "Sign here", party=firm, assignee=desk.user)
    assert told(desk, before) == []
    assert news.for_user(desk, []) == []


def test_whoever_asked_for_help_is_told_the_answer_and_nobody_else(desk: Desk, bob: Desk):
    firm = a_company(desk)
    task = help_wanted.ask(bob, "May I give 5 %?", party=firm)
    before = newest(desk)
    tasks.finish(desk, task, "up to 3 %")
    assert told(bob, before) == [f"{desk.user_name} answers your 'May I give 5 %?': up to 3 %"]
    assert told(desk, before) == []


def test_the_feed_says_which_change_sets_are_those_of_others(desk: Desk, bob: Desk):
    firm = a_company(desk)
    feed = ChangeFeed(desk.store)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bob.store, "session", "another")
        patch.setattr(desk.store.engine, "version", iter(range(100, 200)).__next__)
        a_ticket(bob, firm)
        theirs = newest(desk)
        patch.setattr(bob.store, "session", "mine")
        a_company(desk, "Bianchi Bt")
        seen = feed.look()
    assert seen is not None
    assert theirs in seen.others
    assert newest(desk) not in seen.others


def test_open_requests_for_help_are_a_sheet_whoever_was_asked(desk: Desk, bob: Desk):
    firm = a_company(desk)
    asked = [help_wanted.ask(bob, f"Question {nth}", party=firm) for nth in range(3)]
    asked.append(help_wanted.ask(desk, "And mine?", party=firm, of=bob.user))
    tasks.add(bob, "No question", party=firm, assignee=desk.user)
    tasks.finish(desk, asked[0], "yes")
    sheet = agenda.help_sheet(bob)
    assert list(agenda.all_ids(bob, sheet)) == asked[1:]
    assert [part.key for part in sheet.sections] == ["help"]
