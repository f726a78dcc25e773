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


async def resized(seat, size):
    """What is seen in a terminal of another size."""
    await seat.pilot.resize_terminal(*size)
    return await seat.look()


# What is seen


async def test_the_board_and_a_deals_card_look_as_before_at_every_size(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, (104, 30), place="pipeline") as seat:
        # from 100 columns all stages that fit stand side by side
        screen = await seat.look()
        for name in ("Lead 3", "Qualified 2", "Need agreed 0", "Offer 2", "Negotiation 1"):
            assert name in screen
        for name, size in SIZES.items():
            await resized(seat, size)
            assert_looks_as_before(SNAPSHOTS / f"board-{name}.txt", await seat.press("l", "j"))
            await seat.press("h", "g")
            assert_looks_as_before(SNAPSHOTS / f"open-{name}.txt", await seat.press("enter"))
            await seat.press("q")


async def test_in_ascii_the_board_draws_no_other_letters_of_its_own(desk, tmp_path):
    people = office.fill(desk)
    service.add(desk, "Pumps for the hall of Rossi", party=people["rossi"])
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline", ui__ascii=True) as seat:
        screen = await seat.press("enter")
        assert_looks_as_before(SNAPSHOTS / "ascii-120x35.txt", screen)
        assert screen.isascii()


async def test_without_deals_the_board_names_what_helps_and_the_card_adds_the_first(
    desk, people, tmp_path
):
    async with a_seat(desk, tmp_path, party=people["rossi"]) as seat:
        # an empty board names the keys that help
        assert "N adds one" in await seat.press("3")
        for keys in ("l", "j", "G", "x", "L", "space", "enter", "p", "e"):
            await seat.press(keys)
        assert "No deal is chosen" in seat.status
        # a deal is added from the customer's card in one line
        await seat.press("1", "a", "d")
        screen = await seat.type("Pumps 12k 15 Dec")
        assert "12,000.00 HUF" in screen.splitlines()[-1]
        await seat.press("enter")
        (card,) = views.of_party(desk, people["rossi"])
        assert (card.title, card.amount_minor, str(card.expected_close)) == (
            "Pumps", 1_200_000, "2026-12-15",
        )  # fmt: skip
        assert (card.stage_name, card.owner) == ("Lead", "anna")


# Moving about


async def test_at_80_columns_the_keys_go_through_the_stages_and_their_deals(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        assert "3 Pipeline 8" in await seat.look()  # the top row counts the open deals
        shown = seat.workspace.pipeline
        # h and l go through the stages, j and k through their deals
        assert shown.deal == deals["pumps"]
        await seat.press("j")
        assert shown.deal == deals["bread"]
        screen = await seat.press("l")
        assert shown.deal == deals["cooling"]
        # one stage is shown, and its neighbours are named
        assert len(shown.list.slots) == 1
        assert "< Lead 3" in screen
        assert "Need agreed 0 >" in screen
        assert "Yearly service" in screen
        assert "Bread line" not in screen
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
        # brackets turn the deals inside the card
        await seat.press("enter", "right_square_bracket")
        assert seat.workspace.deal.deal == deals["bread"]
        await seat.press("left_square_bracket")
        assert seat.workspace.deal.deal == deals["pumps"]
        await seat.press("q")
        # a search goes where deals are
        await seat.type("/frame", "enter")
        assert shown.deal == deals["frame"]


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
            # a zoomed board gives way to the card that is opened
            await seat.press("z")
            assert "begun in Lead" in await seat.press("enter")
            screen = await seat.press("z")
            assert "begun in Lead" in screen
            assert "Lead 3" not in screen
            assert "Lead 3" in await seat.press("q")


async def test_the_keys_stay_on_what_is_seen_when_a_card_is_open_beside_the_board(
    desk, deals, tmp_path
):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        # the open card follows the cursor of the board
        await seat.press("enter", "tab", "tab", "j")
        if seat.workspace.pane is not seat.workspace.list:
            await seat.press("shift+tab")
        seat.workspace.list.move_to(1)
        assert seat.workspace.deal.deal == seat.workspace.pipeline.deal
        # growing narrow puts them on the card
        await resized(seat, NARROW)
        assert seat.workspace.pane is seat.workspace.deal
        assert "Qualified 2" in await seat.press("q")
        # and leaves them to the question that stands, asked in the card or in the board
        for before in ((), ("shift+tab",)):
            await resized(seat, MEDIUM)
            await seat.press("enter", *before)
            await seat.type("tring")
            await resized(seat, NARROW)
            await seat.type(" the bell")
            assert "ring the bell" in seat.status, before
            await seat.press("escape")
            assert seat.workspace.pane is seat.workspace.deal, before
            await seat.press("q")


async def test_a_search_narrows_the_board_and_one_is_led_back_to_where_one_was(
    desk, deals, tmp_path
):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        # a search narrows the board as it is typed
        screen = await seat.type("/zalka")
        assert "3 found" in screen
        assert "Pumps" not in screen
        screen = await seat.press("enter", "escape")
        assert "Pumps" in screen
        # places keep where one was
        await at(seat, deals["pumps"])
        await seat.press("l", "j", "1", "2", "3")
        assert seat.workspace.pipeline.deal == deals["cooling"]
    # a start goes back to the deal that was left
    async with a_seat(desk, tmp_path, place="") as seat:
        assert seat.workspace.pipeline.deal == deals["cooling"]


# Stages


async def test_one_key_moves_a_deal_a_stage_on_or_back(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        before = builders.dump(desk)
        for key in ("L", "greater_than_sign"):
            await seat.press(key)
            assert stage_of(desk, deals["pumps"]) == "Qualified", key
            assert seat.workspace.pipeline.deal == deals["pumps"]
            assert "Qualified, 10 % → 25 %." in seat.status
            assert cards.timeline(desk, 1, limit=1)[0].kind == "deal"
            # u takes it back
            await seat.press("u")
            assert builders.changed_since(before, builders.dump(desk)) == {}
            assert seat.workspace.pipeline.deal == deals["pumps"]
        # there is no stage before the first nor after the last
        await seat.press("H")
        assert "no further stage" in seat.status
        await at(seat, deals["frame"])
        await seat.press("L")
        assert "x closes it" in seat.status
        # a move back is marked and says so
        await at(seat, deals["control"])
        await seat.press("H")
        assert "Need agreed (back), 60 % → 40 %." in seat.status
        assert views.deal(desk, deals["control"]).steps[-1].back
        # the stage's checklist shows on the move
        await resized(seat, MEDIUM)
        await at(seat, deals["pumps"])
        await seat.press("L")
        assert "Check: Budget known; Decider named" in seat.status


async def test_s_moves_to_the_stage_of_a_key(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        screen = await seat.press("s")
        assert "4 Offer 60%" in " ".join(screen.splitlines()[-2:])
        await seat.press("4")
        assert stage_of(desk, deals["pumps"]) == "Offer"
        # and asks whether an own probability is kept
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
        # the star marks all that are shown
        await seat.press("asterisk", "y")
        assert len(seat.workspace.pipeline.list.marks) == 8
        await seat.press("escape")
        assert not seat.workspace.pipeline.list.marks
        # the point makes the last change on another deal
        await at(seat, deals["pumps"])
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
        assert "takes back: won: Pumps for the hall" in await resized(seat, (160, 40))


async def test_lost_needs_its_reason_and_can_be_opened_again(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        # every reason can be read at 80 columns
        screen = await seat.press("x", "l")
        rows = " ".join(screen.splitlines()[-2:])
        for row in choices.choices(desk, "lost_reason"):
            assert f" {row.key} " in rows
        # one is needed
        await seat.press("enter", "space")
        assert "lost, why:" in seat.status
        await seat.press("p")
        shown = views.deal(desk, deals["pumps"])
        assert (shown.card.state, shown.lost_reason) == ("lost", "price")
        # an ended deal is opened again from the list of those
        await seat.press("v")
        await seat.type("lost lately", "enter", "enter")
        assert "LOST" in await seat.look()
        await seat.press("x")
        assert "open it again?" in seat.status
        await seat.press("y")
        shown = views.deal(desk, deals["pumps"])
        assert (shown.card.state, shown.card.stage_name, shown.lost_reason) == ("open", "Lead", "")


async def test_lost_to_a_competitor_asks_to_whom(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        # a known one is named by its beginning
        await seat.press("x", "l", "c")
        assert "Gigant AG" in await seat.type("gi", "tab")
        await seat.press("enter")
        shown = views.deal(desk, deals["pumps"])
        assert (shown.lost_reason, shown.lost_to_name) == ("competitor", "Gigant AG")
        await seat.press("u")
        # it is asked until there is one, and a new one is added
        await at(seat, deals["pumps"])
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
        # a reason that needs a note is refused without
        await at(seat, deals["pumps"])
        await seat.press("x", "l", "o", "enter")
        assert views.deal(desk, deals["pumps"]).card.state == "open"
        await seat.type("they moved", "enter")
        assert views.deal(desk, deals["pumps"]).lost_note == "they moved"


# Fields


async def test_a_key_sets_the_probability_the_day_of_closing_or_the_owner(desk, deals, tmp_path):
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        # p sets an own probability, and an empty one takes the stage's
        await seat.type("p0", "enter")
        assert builders.column(desk, "probability", "deal", deals["pumps"]) == 0
        await seat.press("p", "ctrl+u", "enter")
        assert builders.column(desk, "probability", "deal", deals["pumps"]) is None
        await seat.type("p120", "enter")
        assert "no probability" in seat.status
        # d sets the day of closing, w the owner
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
        # an edit of what someone changed meanwhile is refused
        await seat.press("e", "t")
        bob = builders.a_colleague(desk, "bob")
        service.edit(bob, deals["pumps"], {"note": "mine"})
        await seat.type("X", "enter")
        assert "Someone has changed" in seat.status


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
        # to archive it asks
        await seat.press("q", "D", "enter", "D")
        assert "archive 'Pumps for the hall'?" in seat.status
        screen = await seat.press("y")
        assert "3 Pipeline 7" in screen


# Adding


async def test_a_new_deal_on_the_board_asks_for_whom_and_gets_the_cursor(
    desk, deals, people, tmp_path
):
    builders.a_company(desk, "Rossi Kft", city="Wien")
    async with a_seat(desk, tmp_path, place="pipeline") as seat:
        # the row's customer is meant, whoever else has the name
        await seat.press("N", "enter")
        await seat.type("Ovens", "enter")
        assert seat.workspace.pipeline.card.party == people["rossi"]
        # another is named
        await seat.press("N", "ctrl+u")
        await seat.type("Zalka Bt", "enter")
        await seat.type("Ovens", "enter")
        card = seat.workspace.pipeline.card
        assert (card.title, card.party_name) == ("Ovens", "Zalka Bt")
        # or none yet
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


async def test_the_customers_card_shows_the_deals_and_opens_them(desk, deals, people, tmp_path):
    service.win(desk, deals["control"])
    async with a_seat(desk, tmp_path) as seat:
        # the peek always shows the open deal
        seat.workspace.go_to_party(people["Zalka Bt"])
        peek = (await seat.look()).splitlines()[-10:-2]
        assert any("Retrofit of line 3" in line for line in peek)
        # the card's page of deals opens them
        await resized(seat, MEDIUM)
        await seat.type(f":go {people['rossi']}", "enter")
        screen = await seat.press("l", "l", "l")
        assert "[deals 2]" in screen
        assert "ended" in screen
        screen = await seat.press("g", "enter")
        assert "Yearly service" in screen
        assert seat.workspace.deal.deal == deals["service"]
        assert "DEAL" in seat.status


# Views


async def test_views_by_owner_and_period_saved_ones_and_other_pipelines(desk, deals, tmp_path):
    stages = [
        StageLine("Asked", "open", 20), StageLine("Sold", "won", 100), StageLine("Gone", "lost", 0),
    ]  # fmt: skip
    rentals = pipelines.add(desk, "Rentals", stages)
    service.add(desk, "A van", pipeline=rentals)
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        # o sorts the columns, and the cursor stays on its deal
        await seat.press("o", "a")
        assert seat.workspace.pipeline.deal == deals["pumps"]
        await seat.press("g")
        assert seat.workspace.pipeline.deal == deals["bread"]
        # v shows an owner's deals, V keeps them by a name
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
        # another pipeline has stages of its own
        screen = await seat.type(":pipeline rent", "enter")
        assert "Asked 1" in screen
        assert "A van" in screen
        assert "Lead" in await seat.type(":pipeline sales", "enter")


# Others


async def test_what_others_do_shows_and_takes_nothing_from_under_the_cursor(
    desk, deals, people, tmp_path
):
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        with builders.a_desk(Path(desk.store.engine.address), login="bob") as other:
            # a customer they rename is renamed on the board
            opened = cards.card(other, people["rossi"]).fields
            parties.edit(other, people["rossi"], opened, {"name": "Rossi & Sons"})
            await until(seat.pilot, lambda: "Rossi & Sons" in seen(seat.workspace), "the new name")
            # the cursor stays in its column when they move its deal
            stages = service.open_stages(desk, 1)
            service.move(other, deals["bread"], stages[2])
            service.move(other, deals["pumps"], stages[1])
            seat.workspace.lookout.look()
            screen = await seat.look()
            assert "Need agreed 1" in screen
            assert "Lead 1" in screen
            assert seat.workspace.pipeline.deal == deals["parts"]
            # a card one works in stays when they move its deal
            await seat.press("enter")
            service.move(other, deals["parts"], stages[4])
            seat.workspace.lookout.look()
            screen = await seat.look()
            assert seat.workspace.deal.deal == deals["parts"]
            assert "Negotiation · 80 %" in screen


async def test_a_long_column_is_read_page_by_page(desk, people, tmp_path):
    with desk.store.change_set(desk.user, "many deals"):
        for number in range(200):
            service.add(desk, f"Deal {number}", party=people["rossi"])
    async with a_seat(desk, tmp_path, MEDIUM, place="pipeline") as seat:
        columns = seat.workspace.pipeline.columns
        assert columns.read <= 64
        await seat.press("G")
        assert seat.workspace.pipeline.card.title == "Deal 199"
        assert columns.read <= 128
