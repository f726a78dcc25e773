"""What was typed is saved for whom it was meant, or it is there again."""

from __future__ import annotations

import pytest

from crm_tui.services import parties
from crm_tui.tui.drafts import Draft, Drafts
from crm_tui.tui.state_file import StateFile
from crm_tui.views import card as cards
from tests import builders
from tests.neighbour import Neighbour
from tests.tui import market
from tests.tui.office import MEDIUM, a_seat, fill
from tests.tui.stage import seen, until


@pytest.fixture
def office(desk):
    return fill(desk)


@pytest.fixture
def bob(desk, office):
    with Neighbour(desk.store.engine.path, "bob") as neighbour:
        yield neighbour


def bodies(desk, party):
    return [entry.body for entry in cards.timeline(desk, party)]


async def test_a_text_is_for_whom_it_was_begun_though_another_archives_them(
    desk, office, bob, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        # a note
        await seat.press("home")
        party, name = seat.workspace.party, seat.name
        await seat.type("iwants the new price")
        bob.does(parties.archive, [party])
        seat.workspace.lookout.look()
        await seat.look()
        assert seat.name != name  # the card follows the list, the question does not
        await seat.press("enter")
        assert "wants the new price" in bodies(desk, party)
        # a call, through all its questions
        await seat.press("home")
        seat.workspace.foothold.regain()  # a second later
        party = seat.workspace.party
        await seat.type("cnobody there", "enter", "c")
        bob.does(parties.archive, [party])
        seat.workspace.lookout.look()
        await seat.type("fri", "enter")
        assert "nobody there" in bodies(desk, party)
        assert cards.open_tasks(desk, party)


async def test_what_is_for_many_waits_for_a_yes_and_what_is_for_the_card_is_for_it_alone(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path, MEDIUM) as seat:
        # a no for many keeps the text
        await seat.press("home", "space", "space")
        await seat.type("iclosed on Monday", "enter", "n")
        assert "stands there again" in seat.status
        await seat.press("i")
        assert "closed on Monday" in seat.status
        await seat.press("ctrl+u", "escape")
        # marks in the list take nothing that was meant for the card
        assert len(seat.workspace.list.marks) == 2
        await seat.type(":go Rossi Kft", "enter")
        await seat.type("ifor Rossi alone", "enter")
        found = desk.store.value(
            "SELECT count(*) FROM timeline_entry WHERE body = 'for Rossi alone'"
        )
        assert found == 1
        assert "for Rossi alone" in bodies(desk, office["rossi"])


async def test_a_text_that_was_left_stands_there_again(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, party=office["rossi"]) as seat:
        # up brings back what escape gave up
        await seat.type("ia long note", "escape")
        await seat.press("i")
        assert "a long note" not in seat.status
        await seat.press("up")
        assert "a long note" in seat.status
        await seat.press("enter")
        # a change that changes nothing does not claim an older one
        await seat.type("Tvip", "enter")
        assert "Nothing was changed." in seat.status
        # escape at a later question keeps the text
        await seat.type("cwants a call back", "enter", "c", "escape")
        assert "stands there again" in seat.status
        await seat.press("c")
        assert "wants a call back" in seat.status
        await seat.press("escape")
        # help and the palette in the middle of a note keep it
        for key in ("f1", "ctrl+p"):
            await seat.type(f"ihalf a note {key}", key)
            await seat.press("escape")
            await seat.press("i")
            assert f"half a note {key}" in seat.status, key
            await seat.press("enter")


async def test_a_form_under_another_screen_survives_the_end(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.type("NHalf Kft", "f1")
        seat.workspace.end(129)
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("g")
        assert "Half Kft" in seen(seat.workspace)


@pytest.fixture
def deals(desk, office):
    return market.fill(desk, office)


async def test_a_deal_begun_on_the_board_is_offered_for_its_customer_after_the_end(
    desk, office, deals, tmp_path
):
    async with a_seat(desk, tmp_path, place="pipeline", party=office["Zalka Bt"]) as seat:
        await seat.press("q")
        assert seat.workspace.pipeline.go_to(deals["pumps"])
        await seat.type("adpipes for the hall 3k")
        assert seat.name == "Zalka Bt"
        seat.workspace.end(129)
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("g")
        assert "deal for Rossi Kft" in seat.status
        assert "pipes for the hall 3k" in seat.status


async def test_what_was_begun_for_a_customer_goes_on_for_them_when_the_board_is_shown(
    desk, office, deals, tmp_path
):
    async with a_seat(desk, tmp_path, party=office["Zalka Bt"]) as seat:
        await seat.type("adovens 3k")
        seat.workspace.end(129)
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        assert seat.workspace.pipeline.card.party_name == "Rossi Kft"
        await seat.press("g")
        assert "deal for Zalka Bt" in seat.status
        assert "ovens 3k" in seat.status


async def test_a_deal_that_names_no_colleague_is_asked_for_again_and_still_offered_after_the_end(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path, party=office["rossi"]) as seat:
        await seat.type("adpipes 3k @nemo", "enter")
        assert "pipes 3k @nemo" in seat.status
        seat.workspace.end(129)
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("g")
        assert "deal for Rossi Kft" in seat.status
        assert "pipes 3k @nemo" in seat.status


async def test_opening_who_is_here_already_asks_before_it_drops_a_filled_form(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("N")
        await seat.type("Rossi Kft", "tab", "tab", "tab", "tab")
        await seat.type("Pécs", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "end")
        await seat.press("backspace", "t")
        await until(seat.pilot, lambda: "Here already" in seen(seat.workspace), "the other one")
        screen = await seat.press("ctrl+o")
        assert "Give up what you wrote" in screen
        assert "Pécs" in await seat.press("k")


async def test_what_is_typed_is_seen_behind_a_long_name(desk, tmp_path):
    name = "Société anonyme des chemins de fer départementaux et des transports réunis du Sud"
    party = builders.a_company(desk, name)
    async with a_seat(desk, tmp_path, party=party) as seat:
        await seat.type("imine")
        assert ": mine" in seat.status


class TestDrafts:
    def drafts(self, tmp_path):
        return Drafts(StateFile(tmp_path, "draft", "x.db", "anna"))

    def test_all_that_is_unsaved_is_offered_start_after_start(self, tmp_path):
        drafts = self.drafts(tmp_path)
        drafts.keep(Draft("customer.add_note", 1, "one"))
        drafts.keep(Draft("customer.add_note", 2, "two"))
        drafts.typing(Draft("line.add", 1, "three"))
        drafts.save(("customer.add", None, {"name": "four"}))
        offered = []
        while left := self.drafts(tmp_path).left():
            offered.append(left["text"])
            self.drafts(tmp_path).forget_left()
        assert offered == [{"name": "four"}, "three", "two", "one"]

    def test_what_is_put_off_till_later_is_not_lost_to_a_newer_one(self, tmp_path):
        first, second = self.drafts(tmp_path), self.drafts(tmp_path)
        first.typing(Draft("customer.add_note", 1, "old"))
        first.save(None)
        second.typing(Draft("customer.add_note", 1, "new"))
        second.save(None)
        self.drafts(tmp_path).forget_left()
        assert self.drafts(tmp_path).left()["text"] == "old"

    def test_a_text_counts_as_unsaved_until_it_is_saved(self, tmp_path):
        drafts = self.drafts(tmp_path)
        drafts.typing(Draft("customer.add_note", 1, "being written"))
        draft = drafts.take_typed()
        drafts.save(None)
        assert self.drafts(tmp_path).left()["text"] == "being written"
        drafts.saved(draft)
        assert self.drafts(tmp_path).left() == {}

    def test_a_form_is_offered_on_its_own_customer_only(self, tmp_path):
        drafts = self.drafts(tmp_path)
        drafts.keep_form("record.edit", 1, {"name": "Rossi"})
        assert drafts.take_form("record.edit", 2) == {}
        assert drafts.take_form("customer.add", None) == {}
        assert drafts.take_form("record.edit", 1) == {"name": "Rossi"}
        assert drafts.take_form("record.edit", 1) == {}
