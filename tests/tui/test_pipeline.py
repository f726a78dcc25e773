"""The pipeline from the keyboard: the board, a deal's card, and what is done with deals."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.services import deals as service
from crm_tui.services import parties, pipelines
from crm_tui.services.pipelines import StageLine
from crm_tui.views import board, choices
from crm_tui.views import card as cards
from crm_tui.views import deals as views
from tests import builders
from tests.snapshots import assert_looks_as_before
from tests.tui import market, office
from tests.tui.office import MEDIUM, NARROW, WIDE, a_seat
from tests.tui.stage import seen, until

SNAPSHOTS = Path(__file__).parent / "snapshots" / "pipeline"
SIZES = {"80x24": NARROW, "120x35": MEDIUM, "200x50": WIDE}


@pytest.fixture
def deals(desk, people):
    return market.fill(desk, people)


def stage_of(desk, deal):
    return board.cards(desk, [deal])[0].stage_name


async def at(seat, deal):
    """Put the cursor of the board on a deal."""
    assert seat.workspace.pipeline.go_to(deal)
    await seat.look()


# What is seen


@pytest.mark.parametrize("size", SIZES)
async def test_the_board_and_a_deals_card_look_as_before(desk, deals, tmp_path, size):
    async with a_seat(desk, tmp_path, SIZES[size], place="pipeline") as seat:
        assert_looks_as_before(SNAPSHOTS / f"board-{size}.txt", await seat.press("l", "j"))
        await seat.press("h", "g")
        assert_looks_as_before(SNAPSHOTS / f"open-{size}.txt", await seat.press("enter"))


async def test_in_ascii_the_board_draws_no_other_letters_of_its_own(desk, tmp_path):
    people = office.fill(desk)
    service.add(desk, "Pumps for the hall of Rossi", party=people["rossi"])
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline", ui__ascii=True) as seat:
        screen = await seat.press("enter")
        assert_looks_as_before(SNAPSHOTS / "ascii-120x35.txt", screen)
        assert screen.isascii()


async def test_at_80_columns_one_stage_is_shown_and_its_neighbours_are_named(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        screen = await seat.press("l")
        assert len(seat.workspace.pipeline.list.slots) == 1
        assert "< Lead 3" in screen
        assert "Need agreed 0 >" in screen
        assert "Yearly service" in screen
        assert "Bread line" not in screen


async def test_from_100_columns_all_stages_that_fit_stand_side_by_side(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, (104, 30), place="pipeline") as seat:
        screen = await seat.look()
        for name in ("Lead 3", "Qualified 2", "Need agreed 0", "Offer 2", "Negotiation 1"):
            assert name in screen


async def test_a_board_without_deals_names_the_keys_that_help(desk, people, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        assert "N adds one" in await seat.look()
        for keys in ("l", "j", "G", "x", "L", "space", "enter", "p", "e"):
            await seat.press(keys)
        assert "No deal is chosen" in seat.status


# Moving about


async def test_h_and_l_go_through_the_stages_j_and_k_through_their_deals(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        assert "3 Pipeline 8" in await seat.look()  # the top row counts the open deals
        shown = seat.workspace.pipeline
        assert shown.deal == deals["pumps"]
        await seat.press("j")
        assert shown.deal == deals["bread"]
        await seat.press("l")
        assert shown.deal == deals["cooling"]
        await seat.press("k")
        assert shown.deal == deals["service"]
        await seat.press("l")
        assert shown.deal is None
        await seat.press("l", "l", "l")
        assert shown.deal == deals["frame"]
        await seat.press("h", "h", "h", "h", "G")
        assert shown.deal == deals["parts"]
        await seat.press("g")
        assert shown.deal == deals["pumps"]


async def test_enter_opens_the_deal_then_its_customer_and_q_goes_back_step_by_step(
    desk, deals, tmp_path
):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        for size in (NARROW, MEDIUM):
            await seat.pilot.resize_terminal(*size)
            screen = await seat.press("enter")
            assert "begun in Lead" in screen
            screen = await seat.press("enter")
            assert "[timeline]" in screen
            assert seat.name == "Rossi Kft"
            assert "begun in Lead" in await seat.press("q")
            assert "Qualified 2" in await seat.press("q")
            assert not seat.workspace.layout.beside


async def test_brackets_turn_the_deals_inside_the_card_and_a_search_goes_where_deals_are(
    desk, deals, tmp_path
):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("enter", "right_square_bracket")
        assert seat.workspace.deal.deal == deals["bread"]
        await seat.press("left_square_bracket")
        assert seat.workspace.deal.deal == deals["pumps"]
        await seat.press("q")
        await seat.type("/frame", "enter")
        assert seat.workspace.pipeline.deal == deals["frame"]


async def test_the_open_card_follows_the_cursor_of_the_board(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("enter", "tab", "tab", "j")
        if seat.workspace.pane is not seat.workspace.list:
            await seat.press("shift+tab")
        seat.workspace.list.move_to(1)
        assert seat.workspace.deal.deal == seat.workspace.pipeline.deal


async def test_a_search_narrows_the_board_as_it_is_typed(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        screen = await seat.type("/zalka")
        assert "3 found" in screen
        assert "Pumps" not in screen
        screen = await seat.press("enter", "escape")
        assert "Pumps" in screen


async def test_places_keep_where_one_was_and_a_start_goes_back_to_the_deal_that_was_left(
    desk, deals, tmp_path
):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("l", "j", "1", "2", "3")
        assert seat.workspace.pipeline.deal == deals["cooling"]
    async with a_seat(desk, tmp_path, place="") as seat:
        assert seat.workspace.pipeline.deal == deals["cooling"]


async def test_a_zoomed_board_gives_way_to_the_card_that_is_opened(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        for size in (NARROW, MEDIUM):
            await seat.pilot.resize_terminal(*size)
            await seat.press("z")
            assert "begun in Lead" in await seat.press("enter")
            screen = await seat.press("z")
            assert "begun in Lead" in screen
            assert "Lead 3" not in screen
            assert "Lead 3" in await seat.press("q")


async def test_growing_narrow_with_a_card_open_keeps_the_keys_on_what_is_seen(
    desk, deals, tmp_path
):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("enter", "shift+tab")
        await seat.pilot.resize_terminal(80, 24)
        await seat.look()
        await seat.pilot.pause()
        assert seat.workspace.pane is seat.workspace.deal
        assert "Qualified 2" in await seat.press("q")


@pytest.mark.parametrize("before", [(), ("shift+tab",)])
async def test_growing_narrow_leaves_the_keys_to_the_question_that_stands(
    desk, deals, tmp_path, before
):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("enter", *before, "t", *"ring")
        await seat.pilot.resize_terminal(80, 24)
        await seat.look()
        await seat.press(*" the bell")
        assert "ring the bell" in seat.status
        await seat.press("escape")
        assert seat.workspace.pane is seat.workspace.deal


# Stages


async def test_one_key_moves_a_deal_a_stage_on_and_u_takes_it_back(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        before = builders.dump(desk)
        for key in ("L", "greater_than_sign"):
            await seat.press(key)
            assert stage_of(desk, deals["pumps"]) == "Qualified", key
            assert seat.workspace.pipeline.deal == deals["pumps"]
            assert "Qualified, 10 % → 25 %." in seat.status
            assert cards.timeline(desk, 1, limit=1)[0].kind == "deal"
            await seat.press("u")
            assert builders.changed_since(before, builders.dump(desk)) == {}
            assert seat.workspace.pipeline.deal == deals["pumps"]


async def test_the_stages_checklist_shows_on_the_move(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("L")
        assert "Check: Budget known; Decider named" in seat.status


async def test_a_move_back_is_marked_and_says_so(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await at(seat, deals["control"])
        await seat.press("H")
        assert "Need agreed (back), 60 % → 40 %." in seat.status
        assert views.deal(desk, deals["control"]).steps[-1].back


async def test_there_is_no_stage_before_the_first_nor_after_the_last(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("H")
        assert "no further stage" in seat.status
        await at(seat, deals["frame"])
        await seat.press("L")
        assert "x closes it" in seat.status


async def test_s_moves_to_the_stage_of_a_key(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        screen = await seat.press("s")
        assert "4 Offer 60%" in " ".join(screen.splitlines()[-2:])
        await seat.press("4")
        assert stage_of(desk, deals["pumps"]) == "Offer"


async def test_s_asks_whether_an_own_probability_is_kept(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        for key, kept in (("k", 70), ("s", None)):
            await at(seat, deals["service"])
            await seat.press("s", "5")
            assert "its own probability of 70 %" in seat.status, key
            await seat.press(key)
            assert stage_of(desk, deals["service"]) == "Negotiation"
            own = builders.column(desk, "probability", "deal", deals["service"])
            assert own == kept
            await seat.press("u")
            assert stage_of(desk, deals["service"]) != "Negotiation"


async def test_marked_deals_move_together_after_a_question_by_one_undo(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        before = builders.dump(desk)
        await seat.press("space", "space")
        assert "2 marked" in seat.status
        await seat.press("L", "enter", "L")
        assert "2 deals?" in seat.status
        await seat.press("y")
        assert {stage_of(desk, deals[name]) for name in ("pumps", "bread")} == {"Qualified"}
        assert not seat.workspace.pipeline.list.marks
        await seat.press("u")
        assert builders.changed_since(before, builders.dump(desk)) == {}


async def test_the_star_marks_all_that_are_shown(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("asterisk", "y")
        assert len(seat.workspace.pipeline.list.marks) == 8
        await seat.press("escape")
        assert not seat.workspace.pipeline.list.marks


async def test_repeat_makes_the_last_change_on_another_deal(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.type("wbob", "enter")
        await seat.press("j", "full_stop")
        owners = [one.owner for one in board.cards(desk, [deals["pumps"], deals["bread"]])]
        assert owners == ["bob", "bob"]


# Closing


async def test_won_asks_what_the_customer_gains(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("x", "w")
        screen = await seat.type("a dry hall", "enter")
        shown = views.deal(desk, deals["pumps"])
        assert (shown.card.state, shown.gain) == ("won", "a dry hall")
        assert "Pumps" not in screen.split("takes back")[0].split("Won:")[0]
        assert "Won: Pumps for the hall" in seat.status
        # what undo takes back is said in the room there is after a resize
        assert "takes back: won: Pumps for the hall" not in screen
        await seat.pilot.resize_terminal(160, 40)
        await seat.pilot.pause()
        assert "takes back: won: Pumps for the hall" in seen(seat.workspace)


async def test_lost_needs_its_reason(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("x", "l", "enter", "space")
        assert "lost, why:" in seat.status
        await seat.press("p")
        shown = views.deal(desk, deals["pumps"])
        assert (shown.card.state, shown.lost_reason) == ("lost", "price")


async def test_every_reason_can_be_read_at_80_columns(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        screen = await seat.press("x", "l")
        rows = " ".join(screen.splitlines()[-2:])
        for row in choices.choices(desk, "lost_reason"):
            assert f" {row.key} " in rows


async def test_lost_to_a_competitor_names_a_known_one_by_its_beginning(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("x", "l", "c")
        assert "Gigant AG" in await seat.type("gi", "tab")
        await seat.press("enter")
        shown = views.deal(desk, deals["pumps"])
        assert (shown.lost_reason, shown.lost_to_name) == ("competitor", "Gigant AG")


async def test_a_competitor_is_asked_until_there_is_one_and_a_new_one_is_added(
    desk, deals, tmp_path
):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("x", "l", "c", "enter")
        assert "to whom" in seat.status
        await seat.type("Titan SE", "enter")
        assert "add it as a competitor?" in seat.status
        await seat.press("y")
        shown = views.deal(desk, deals["pumps"])
        assert (shown.card.state, shown.lost_to_name) == ("lost", "Titan SE")
        assert cards.card(desk, shown.lost_to).fields["is_competitor"]
        await seat.press("u")
        assert views.deal(desk, deals["pumps"]).card.state == "open"
        assert not desk.store.value("SELECT count(*) FROM party WHERE name = 'Titan SE'")


async def test_a_reason_that_needs_a_note_is_refused_without(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("x", "l", "o", "enter")
        assert views.deal(desk, deals["pumps"]).card.state == "open"
        await seat.type("they moved", "enter")
        assert views.deal(desk, deals["pumps"]).lost_note == "they moved"


async def test_an_ended_deal_is_opened_again_from_the_list_of_those(desk, deals, tmp_path):
    service.lose(desk, deals["pumps"], "price")
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("v")
        await seat.type("lost lately", "enter", "enter")
        assert "LOST" in await seat.look()
        await seat.press("x")
        assert "open it again?" in seat.status
        await seat.press("y")
        shown = views.deal(desk, deals["pumps"])
        assert (shown.card.state, shown.card.stage_name, shown.lost_reason) == ("open", "Lead", "")


# Fields


async def test_p_sets_an_own_probability_and_an_empty_one_takes_the_stages(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.type("p0", "enter")
        assert builders.column(desk, "probability", "deal", deals["pumps"]) == 0
        await seat.press("p", "ctrl+u", "enter")
        assert builders.column(desk, "probability", "deal", deals["pumps"]) is None
        await seat.type("p120", "enter")
        assert "no probability" in seat.status


async def test_d_sets_the_day_of_closing_and_w_the_owner(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.type("d15 Jan", "enter")
        await seat.type("wbob", "enter")
        card = board.cards(desk, [deals["pumps"]])[0]
        assert (str(card.expected_close), card.owner) == ("2027-01-15", "bob")
        await seat.type("dsomeday", "enter")
        assert "is no day" in seat.status
        await seat.type("wnobody", "enter")
        assert board.cards(desk, [deals["pumps"]])[0].owner == ""


EDITS = (
    ("t", "Pumps and pipes", lambda one: one.card.title, "Pumps and pipes"),
    ("a", "5k EUR", lambda one: (one.card.amount_minor, one.card.currency), (500_000, "EUR")),
    ("c", "Zalka Bt", lambda one: one.card.party_name, "Zalka Bt"),
    ("k", "Anna Rossi", lambda one: one.contact_name, "Anna Rossi"),
    ("l", "2 x pump at 500; installing", lambda one: [
        (line.name, line.quantity_milli, line.price_minor) for line in one.lines
    ], [("pump", 2000, 50_000), ("installing", 1000, None)]),
    ("p", "Anna Rossi: advises", lambda one: [(p.name, p.part) for p in one.people],
     [("Anna Rossi", "advises")]),
    ("h", "Anna Rossi: 30% introduced us", lambda one: [
        (c.name, c.share, c.how) for c in one.credits
    ], [("Anna Rossi", 30, "introduced us")]),
    ("s", "referral", lambda one: one.source, "referral"),
    ("n", "wants it dry", lambda one: one.note, "wants it dry"),
    ("b", "dry feet", lambda one: one.gain, "dry feet"),
)  # fmt: skip


async def test_e_changes_one_field_by_its_key(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        for key, text, now, wanted in EDITS:
            await at(seat, deals["pumps"])
            await seat.press("e", key, "ctrl+u")
            seat.workspace.prompt.value = text
            await seat.press("enter")
            assert now(views.deal(desk, deals["pumps"])) == wanted, key


async def test_a_rival_is_named_with_what_is_known_and_the_card_shows_it(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("e", "r")
        assert "Gigant AG: " in await seat.type("gig", "tab")
        await seat.type("pri", "tab")
        assert "Gigant AG: price: " in seat.status
        await seat.type("a tenth below ours", "enter")
        screen = await seat.press("enter")
        assert "against Gigant AG" in screen
        assert "price a tenth below ours" in screen
        await seat.press("u")
        assert "against" not in await seat.look()


async def test_an_edit_of_what_someone_changed_meanwhile_is_refused(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("e", "t")
        bob = builders.a_colleague(desk, "bob")
        service.edit(bob, deals["pumps"], {"note": "mine"})
        await seat.type("X", "enter")
        assert "Someone has changed" in seat.status


async def test_archive_asks(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("D", "enter", "D")
        assert "archive 'Pumps for the hall'?" in seat.status
        screen = await seat.press("y")
        assert "3 Pipeline 7" in screen


# Adding


async def test_a_deal_is_added_from_the_customers_card_in_one_line(desk, people, tmp_path):
    async with a_seat(desk, tmp_path, party=people["rossi"]) as seat:
        await seat.press("a", "d")
        screen = await seat.type("Pumps 12k 15 Dec")
        assert "12,000.00 HUF" in screen.splitlines()[-1]
        await seat.press("enter")
        (card,) = views.of_party(desk, people["rossi"])
        assert (card.title, card.amount_minor, str(card.expected_close)) == (
            "Pumps", 1_200_000, "2026-12-15",
        )  # fmt: skip
        assert (card.stage_name, card.owner) == ("Lead", "anna")


async def test_a_new_deal_on_the_board_asks_for_whom_and_gets_the_cursor(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("N", "ctrl+u")
        await seat.type("Zalka Bt", "enter")
        await seat.type("Ovens", "enter")
        card = seat.workspace.pipeline.card
        assert (card.title, card.party_name) == ("Ovens", "Zalka Bt")


async def test_a_new_deal_for_the_rows_customer_is_theirs_whoever_else_has_the_name(
    desk, deals, people, tmp_path
):
    builders.a_company(desk, "Rossi Kft", city="Wien")
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("N", "enter")
        await seat.type("Ovens", "enter")
        assert seat.workspace.pipeline.card.party == people["rossi"]


async def test_a_deal_may_have_no_customer_yet(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("N", "ctrl+u", "enter")
        await seat.type("Somebody asked", "enter")
        assert seat.workspace.pipeline.card.party is None
        await seat.press("c")
        assert "no customer yet" in seat.status


async def test_a_task_and_a_call_are_the_deals_and_its_customers(desk, deals, people, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.type("tsend samples tue", "enter")
        row = desk.store.row("SELECT party_id, deal_id FROM task ORDER BY id DESC LIMIT 1")
        assert tuple(row) == (people["rossi"], deals["pumps"])
        await seat.type("cwants it in spring", "enter", "r")
        row = desk.store.row(
            "SELECT party_id, deal_id FROM timeline_entry WHERE kind = 'call'"
            " ORDER BY id DESC LIMIT 1"
        )
        assert tuple(row) == (people["rossi"], deals["pumps"])


# On the customer's card


async def test_the_peek_always_shows_the_open_deal(desk, deals, people, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        seat.workspace.go_to_party(people["Zalka Bt"])
        peek = (await seat.look()).splitlines()[-10:-2]
        assert any("Retrofit of line 3" in line for line in peek)


async def test_the_cards_page_of_deals_opens_them(desk, deals, people, tmp_path):
    service.win(desk, deals["control"])
    async with a_seat(desk, tmp_path, MEDIUM, party=people["rossi"]) as seat:
        screen = await seat.press("l", "l", "l")
        assert "[deals 2]" in screen
        assert "ended" in screen
        screen = await seat.press("g", "enter")
        assert "Yearly service" in screen
        assert seat.workspace.deal.deal == deals["service"]
        assert "DEAL" in seat.status


# Views


async def test_views_by_owner_and_period_and_the_saved_ones(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("v")
        await seat.type("bob", "enter")
        assert seat.workspace.pipeline.total == 2
        await seat.press("V")
        await seat.type("Of Bob", "enter")
        await seat.press("v", "enter")
        assert seat.workspace.pipeline.total == 8
        await seat.press("v")
        await seat.type("of bob", "enter")
        assert seat.workspace.pipeline.total == 2
        await seat.type(":view should be", "enter")
        assert seat.workspace.pipeline.total == 1


async def test_another_pipeline_has_stages_of_its_own(desk, deals, tmp_path):
    stages = [
        StageLine("Asked", "open", 20), StageLine("Sold", "won", 100), StageLine("Gone", "lost", 0),
    ]  # fmt: skip
    rentals = pipelines.add(desk, "Rentals", stages)
    service.add(desk, "A van", pipeline=rentals)
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        screen = await seat.type(":pipeline rent", "enter")
        assert "Asked 1" in screen
        assert "A van" in screen
        assert "Lead" in await seat.type(":pipeline sales", "enter")


async def test_o_sorts_the_columns_and_the_cursor_stays_on_its_deal(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        await seat.press("o", "a")
        assert seat.workspace.pipeline.deal == deals["pumps"]
        await seat.press("g")
        assert seat.workspace.pipeline.deal == deals["bread"]


# Others


async def test_what_others_do_shows_and_the_cursor_stays_in_its_column(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        with builders.a_desk(Path(desk.store.engine.address), login="bob") as other:
            service.move(other, deals["bread"], service.open_stages(desk, 1)[2])
            service.move(other, deals["pumps"], service.open_stages(desk, 1)[1])
        seat.workspace.lookout.look()
        screen = await seat.look()
        assert "Need agreed 1" in screen
        assert "Lead 1" in screen
        assert seat.workspace.pipeline.deal == deals["parts"]


async def test_a_card_one_works_in_stays_when_its_deal_is_moved_by_others(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        await seat.press("enter")
        with builders.a_desk(Path(desk.store.engine.address), login="bob") as other:
            service.move(other, deals["pumps"], service.open_stages(desk, 1)[4])
        seat.workspace.lookout.look()
        screen = await seat.look()
        assert seat.workspace.deal.deal == deals["pumps"]
        assert "Negotiation · 80 %" in screen


async def test_a_long_column_is_read_page_by_page(desk, people, tmp_path):
    with desk.store.change_set(desk.user, "many deals"):
        for number in range(600):
            service.add(desk, f"Deal {number}", party=people["rossi"])
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        columns = seat.workspace.pipeline.columns
        assert columns.read <= 64
        await seat.press("G")
        assert seat.workspace.pipeline.card.title == "Deal 599"
        assert columns.read <= 128


async def test_a_customer_renamed_by_others_shows_on_the_board(desk, deals, people, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        with builders.a_desk(Path(desk.store.engine.address), login="bob") as other:
            opened = cards.card(other, people["rossi"]).fields
            parties.edit(other, people["rossi"], opened, {"name": "Rossi & Sons"})
        await until(seat.pilot, lambda: "Rossi & Sons" in seen(seat.workspace), "the new name")
