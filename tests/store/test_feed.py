"""Each session notices what the others change, and tells it from its own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crm_tui.errors import ConflictError
from crm_tui.services import accounts, deals, parties, tags, tasks, timeline, users
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.store.feed import ChangeFeed
from crm_tui.views import card, customers
from tests.builders import a_company, a_deal, a_person, column
from tests.neighbour import Neighbour


@pytest.fixture
def bob(desk: Desk, tmp_path: Path) -> Iterator[Neighbour]:
    users.add(desk, "bob", "Bob Kiss")
    with Neighbour(tmp_path / "crm.db", "bob") as neighbour:
        yield neighbour


def test_what_another_process_changes_is_seen_once_with_who_and_what(desk: Desk, bob: Neighbour):
    party = a_company(desk)
    feed = ChangeFeed(desk.store)
    assert feed.look() is None
    bob.does(parties.edit, party, {}, {"city": "Győr"})
    seen = feed.look()
    assert seen is not None
    assert seen.labels == (("Bob Kiss", "changed city of Rossi Kft"),)
    assert seen.parties == frozenset({party})
    assert not seen.mine
    assert feed.look() is None


def test_ones_own_changes_are_no_news(desk: Desk, bob: Neighbour):
    feed = ChangeFeed(desk.store)
    party = a_company(desk)
    seen = feed.look()
    assert seen is None or seen.mine
    bob.does(parties.edit, party, {}, {"city": "Győr"})
    parties.edit(desk, party, {}, {"industry": "bakery"})
    seen = feed.look()
    assert seen is not None
    assert [who for who, _ in seen.labels] == ["Bob Kiss"]
    assert not seen.mine


def test_another_threads_changes_of_this_session_are_its_own(desk: Desk):
    feed = ChangeFeed(desk.store)
    in_a_thread(lambda: a_company(desk))
    seen = feed.look()
    assert seen is not None
    assert seen.mine
    assert seen.labels == ()
    assert len(seen.parties or ()) == 1


def in_a_thread(work) -> None:
    with ThreadPoolExecutor(1) as threads:
        threads.submit(work).result()


def test_a_feed_begins_with_what_comes_after_it(desk: Desk, bob: Neighbour):
    bob.does(a_company)
    feed = ChangeFeed(desk.store)
    assert feed.look() is None


CHANGES = {
    "the customer": lambda desk, at: parties.edit(desk, at.company, {}, {"city": "Győr"}),
    "a number": lambda desk, at: parties.add_method(desk, at.company, "phone", "06 1 234 5678"),
    "a call with its person": lambda desk, at: timeline.log(desk, at.person, "hello", kind="call"),
    "a pin": lambda desk, at: timeline.pin(desk, at.entry),
    "a task": lambda desk, at: tasks.add(desk, "call back", party=at.company),
    "a finished task": lambda desk, at: tasks.finish(desk, at.task, "done"),
    "a tag": lambda desk, at: tags.change(desk, [at.company], tags.parse("vip")),
    "another owner": lambda desk, at: accounts.hand_over(desk, [at.company], 2),
    "someone joining its team": lambda desk, at: accounts.join_team(desk, at.company, 2),
    "someone leaving its team": lambda desk, at: accounts.leave_team(desk, at.company, 1),
    "a person leaving": lambda desk, at: parties.end_link(desk, at.link),
    "a person coming": lambda desk, at: parties.link(desk, at.other, at.company, "works_at"),
    "a deal": lambda desk, at: a_deal(desk, at.company),
    "a deal's words": lambda desk, at: deals.edit(desk, at.deal, {"title": "Two printers"}),
    "a deal moved": lambda desk, at: deals.step(desk, at.deal, 1),
    "a deal won": lambda desk, at: deals.win(desk, at.deal),
    "a deal given to another": lambda desk, at: deals.edit(desk, at.deal, {"party": at.other}),
    "a deal come from another": lambda desk, at: deals.edit(desk, at.theirs, {"party": at.company}),
    "a deal's lines": lambda desk, at: deals.set_lines(desk, at.deal, [{"text": "labels"}]),
    "a part in a deal": lambda desk, at: deals.set_part(desk, at.deal, at.person, "decides"),
    "a part no more": lambda desk, at: deals.set_part(desk, at.deal, at.other, ""),
    "help with a deal": lambda desk, at: deals.add_credit(desk, at.deal, user=1),
    "help no more": lambda desk, at: deals.remove_credit(desk, at.credit),
    "a deal archived": lambda desk, at: deals.archive(desk, at.deal),
    "an undo": lambda desk, at: undo(desk, at.tagged),
}


class Office:
    """A company with everything on it that can change."""

    def __init__(self, desk: Desk) -> None:
        users.add(desk, "cili")
        self.company = a_company(desk)
        self.person = a_person(desk, company=self.company)
        self.other = a_person(desk, "Béla")
        self.link = desk.store.value("SELECT max(id) FROM relationship")
        self.entry = timeline.log(desk, self.company, "likes rye bread").entry
        self.task = tasks.add(desk, "send the offer", party=self.company)
        accounts.join_team(desk, self.company, 1)
        self.deal = a_deal(desk, self.company)
        self.theirs = a_deal(desk, self.other)
        deals.set_part(desk, self.deal, self.other, "advises")
        self.credit = deals.add_credit(desk, self.deal, user=1)
        tags.change(desk, [self.company], tags.parse("new"))
        self.tagged = desk.store.value("SELECT max(id) FROM change_set")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_card_of_a_customer_is_read_again_after(desk: Desk, change):
    office = Office(desk)
    feed = ChangeFeed(desk.store)
    in_a_thread(lambda: change(desk, office))
    seen = feed.look()
    assert seen is not None
    assert office.company in (seen.parties or ())


def test_a_mass_of_changes_asks_to_read_everything_again(desk: Desk):
    with desk.store.change_set(desk.user, "many"):
        chosen = [a_company(desk, f"Firm {number}") for number in range(ChangeFeed.MANY)]
    feed = ChangeFeed(desk.store)
    in_a_thread(lambda: tags.change(desk, chosen, tags.parse("mailing")))
    seen = feed.look()
    assert seen is not None
    assert seen.parties is None


def test_an_import_is_news_when_all_of_it_is_there(desk: Desk):
    with ThreadPoolExecutor(1) as screen:
        feed = screen.submit(ChangeFeed, desk.store).result()
        with desk.store.long_change_set(desk.user, "import accounts.csv") as whole:
            for name in ("Rossi Kft", "Kovács Bt"):
                with whole.part():
                    a_company(desk, name)
                assert screen.submit(feed.look).result() is None
        seen = screen.submit(feed.look).result()
        assert seen.parties == {1, 2}
        assert screen.submit(feed.look).result() is None


def test_an_import_under_way_when_a_feed_begins_is_news_when_it_ends(desk: Desk):
    with ThreadPoolExecutor(1) as screen:
        with desk.store.long_change_set(desk.user, "import accounts.csv") as whole:
            with whole.part():
                party = a_company(desk)
            feed = screen.submit(ChangeFeed, desk.store).result()
        assert screen.submit(feed.look).result().parties == {party}


def test_saving_over_someones_change_shows_both_texts(desk: Desk, bob: Neighbour):
    """Rule 17: a stale save loses neither text."""
    party = a_company(desk, wants="cheap bread")
    opened = card.card(desk, party).fields
    bob.does(parties.edit, party, opened, {"wants": "rye bread"})
    with pytest.raises(ConflictError, match="Someone changed wants of Rossi Kft") as conflict:
        parties.edit(desk, party, opened, {"wants": "fresh bread", "city": "Győr"})
    assert conflict.value.theirs == {"wants": "rye bread"}
    assert conflict.value.ours == {"wants": "fresh bread"}
    assert column(desk, "wants", "party", party) == "rye bread"
    assert column(desk, "city", "party", party) == ""


def test_the_list_shows_what_another_process_added(desk: Desk, bob: Neighbour):
    query = customers.CustomerQuery()
    assert customers.count(desk, query) == 0
    party = bob.does(a_company, "Kovács Bt")
    assert [row.name for row in customers.rows(desk, [party])] == ["Kovács Bt"]
    assert customers.count(desk, query) == 1


def test_two_who_finish_the_same_task_at_once_write_one_entry(desk: Desk, bob: Neighbour):
    """Rule 3, where the other's change is not yet to be seen when one begins."""
    party = a_company(desk)
    task = tasks.add(desk, "send the offer", party=party)
    theirs = bob.begins(tasks.finish, task, "sent by mail")
    assert let_them_end_while_waiting(desk, bob, lambda: tasks.finish(desk, task, "sent")) is None
    assert [entry.id for entry in card.timeline(desk, party)] == [theirs]
    assert column(desk, "result", "task", task) == "sent by mail"


def test_two_who_give_the_same_address_at_once_cannot_both(desk: Desk, bob: Neighbour):
    """Rule 12, where the other's change is not yet to be seen when one begins."""
    one, other = a_person(desk, "Anna"), a_person(desk, "Béla")
    bob.begins(parties.add_method, one, "email", "info@rossi.hu")
    with pytest.raises(Exception, match="belongs to Anna"):
        let_them_end_while_waiting(
            desk, bob, lambda: parties.add_method(desk, other, "email", "info@rossi.hu")
        )


def test_two_who_correct_the_same_entry_at_once_cannot_both(desk: Desk, bob: Neighbour):
    entry = timeline.log(desk, a_company(desk), "wants rye").entry
    bob.begins(timeline.correct, entry, "wants wheat")
    with pytest.raises(Exception, match="corrected already"):
        let_them_end_while_waiting(desk, bob, lambda: timeline.correct(desk, entry, "wants oats"))


def test_two_who_add_the_same_login_at_once_cannot_both(desk: Desk, bob: Neighbour):
    bob.begins(users.add, "dora")
    with pytest.raises(Exception, match="is taken"):
        let_them_end_while_waiting(desk, bob, lambda: users.add(desk, "dora"))


def test_two_who_close_the_same_deal_at_once_cannot_both(desk: Desk, bob: Neighbour):
    deal = a_deal(desk, a_company(desk))
    bob.begins(deals.lose, deal, "price")
    with pytest.raises(Exception, match="is lost"):
        let_them_end_while_waiting(desk, bob, lambda: deals.win(desk, deal))


def test_a_step_begins_where_another_s_step_at_the_same_moment_led(desk: Desk, bob: Neighbour):
    deal = a_deal(desk)
    bob.begins(deals.step, deal, 2)
    moved = let_them_end_while_waiting(desk, bob, lambda: deals.step(desk, deal, 1))
    assert (moved.before, moved.after, moved.back) == ("Need agreed", "Offer", False)


def let_them_end_while_waiting(desk: Desk, them: Neighbour, work):
    """Do the work; the others' change set ends as soon as this one waits for it."""
    told = []

    def waiting(_seconds: float) -> None:
        if not told:
            told.append(them.ends())

    desk.store.on_wait = waiting
    done = work()
    assert told, "there was nothing to wait for"
    return done
