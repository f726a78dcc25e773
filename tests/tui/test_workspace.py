"""The workspace from the keyboard: find, read, move about."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.services import parties
from tests import builders
from tests.snapshots import assert_looks_as_before
from tests.tui.office import MEDIUM, NARROW, WIDE, a_seat, fill
from tests.tui.stage import seen, until

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = {"80x24": NARROW, "120x35": MEDIUM, "200x50": WIDE}


@pytest.fixture
def office(desk):
    return fill(desk)


async def test_the_list_looks_as_before_at_every_size_with_panes_to_go_round(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("j")
        for name, size in SIZES.items():
            await seat.pilot.resize_terminal(*size)
            assert_looks_as_before(SNAPSHOTS / f"list-{name}.txt", await seat.look())
        # tab goes round the panes
        modes = []
        for _ in range(4):
            modes.append((await seat.press("tab")).splitlines()[-2].split()[0])
        assert modes == ["CARD", "TO", "LIST", "CARD"]
        # the agenda opens the customer of its task
        screen = await seat.press("shift+tab", "shift+tab", "j", "enter")
        assert "! overdue 1" in screen
        assert seat.name == "Müller GmbH"


async def test_where_it_is_narrow_the_list_has_a_peek_and_the_card_the_screen(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path, party=office["rossi"]) as seat:
        assert_looks_as_before(SNAPSHOTS / "card-80x24.txt", await seat.look())
        # the peek at 80x24 always shows the number
        await seat.press("q", "home")
        for _ in range(4):
            screen = await seat.press("j")
            peek = screen.splitlines()[-10:-2]
            number = seat.workspace.card.card.phones[0].value
            assert any(number in line for line in peek)
        # Enter gives the card the screen, and q takes it back
        screen = await seat.press("home", "enter")
        assert not seat.workspace.card.peeking
        assert "Company, city" not in screen
        screen = await seat.press("q")
        assert "Company, city" in screen
        # brackets go through the list from inside the card
        await seat.press("enter")
        before = seat.name
        await seat.press("right_square_bracket")
        assert seat.name != before
        await seat.press("left_square_bracket")
        assert seat.name == before
        assert not seat.workspace.card.peeking


async def test_the_open_card_looks_as_before_where_it_is_wide(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, WIDE, party=office["rossi"]) as seat:
        assert_looks_as_before(SNAPSHOTS / "card-200x50.txt", await seat.look())


async def test_the_card_turns_its_pages_and_leads_on(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, party=office["rossi"]) as seat:
        assert_looks_as_before(SNAPSHOTS / "card-120x35.txt", await seat.look())
        # a key without meaning here says where it has one
        await seat.press("v")
        assert "it works in the list" in seat.status
        # h and l turn the pages
        assert "[details]" in await seat.press("l")
        assert "[people" in await seat.press("l")
        assert "[details]" in await seat.press("h")
        # Enter on a person opens that person
        await seat.press("l", "enter")
        assert seat.name == "Anna Rossi"
        # from the list, the card follows the cursor in the same step
        await seat.press("q", "home")
        top = seat.workspace.party
        seat.workspace.list.move_by(1)
        assert seat.workspace.party == seat.workspace.list.cursor_key != top


async def test_escape_leaves_what_was_begun_and_never_the_program_which_q_does(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        # at the root escape leaves nothing
        await seat.press("escape", "escape", "escape")
        assert seat.workspace.is_running
        assert seat.workspace.return_code is None
        # a prefix shows what can follow, and escape ends it
        screen = await seat.press("a")
        for title in ("log call", "note", "task", "e-mail", "meeting", "visit", "person"):
            assert title in screen
        await seat.press("escape", "j")
        assert not seat.workspace.prompt.active
        # help lists the keys and goes away
        assert "Take back the last change" in await seat.press("question_mark", *"undo")
        await seat.press("escape")
        assert len(seat.workspace.screen_stack) == 1
        # too small a terminal says how large it must be and keeps what is typed
        await seat.type("tsend price")
        await seat.pilot.resize_terminal(48, 12)
        await seat.pilot.pause()
        assert "needs 60x15, now 48x12" in seen(seat.workspace)
        await seat.type("s")
        await seat.pilot.resize_terminal(80, 24)
        await seat.pilot.pause()
        assert "send prices" in seen(seat.workspace)
        # q at the root leaves the program
        await seat.press("escape")
        await seat.pilot.press("q")
        await until(seat.pilot, lambda: seat.workspace.return_code == 0, "the end")


# Finding


async def test_a_search_shows_rows_in_the_key_event_and_goes_as_it_came(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        # escape brings the list back
        await seat.press("j", "j")
        before = seat.name
        screen = await seat.type("/muller")
        assert "1 found" in screen
        assert seat.name == "Müller GmbH"
        screen = await seat.press("escape")
        assert seat.name == before
        assert "Rossi Kft" in screen
        # Enter keeps it, and escape clears it later
        await seat.type("/zalka", "enter")
        assert seat.workspace.list.source.count == 1
        await seat.press("escape")
        assert seat.workspace.list.source.count == 4
        # sorting by last contact brings the newest first
        await seat.press("o", "l", "home")
        assert seat.name in ("Rossi Kft", "Anna Rossi")
        assert "by last contact" in await seat.press("O")
        # a view is chosen by a part of its name
        screen = await seat.type("vnobody", "enter")
        assert "Zalka Bt" in screen
        assert "Rossi" not in screen


async def test_search_finds_archived_customers_and_marks_them(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, (100, 30), ui__list_from=120) as seat:
        screen = await seat.type("/ωmega")
        assert "archived" in screen


async def test_a_saved_view_and_the_place_are_there_at_the_next_start(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("o", "c")
        await seat.type("Vby town", "enter")
        await seat.press("G")
        there = seat.name
    async with a_seat(desk, tmp_path) as seat:
        assert seat.name == there
        assert oct((tmp_path / "state").stat().st_mode & 0o777) == "0o700"
        assert "by town" in await seat.type("vby to")
    # a broken memory of the place does no harm
    for memory in (
        "", "{", "[]", '{"query": 7, "party": "x", "view": []}',
        '{"query": {"sort": "x", "who": 1}}',
    ):  # fmt: skip
        files = list((tmp_path / "state").iterdir())
        assert files
        for file in files:
            file.write_text(memory)
        async with a_seat(desk, tmp_path) as seat:
            assert seat.workspace.list.source.count == 4, memory


# Others


async def test_what_a_colleague_does_is_seen_and_the_cursor_stays(desk, office, tmp_path):
    with builders.a_desk(tmp_path / "crm.db", login="bob") as bob:
        async with a_seat(desk, tmp_path, MEDIUM, party=office["rossi"]) as seat:
            where = seat.workspace.list.cursor_key
            builders.a_call(bob, office["rossi"], "they accept the price")
            await until(
                seat.pilot, lambda: "accept the price" in seen(seat.workspace), "Bob's call"
            )
            assert "Bob Stone: logged a call with Rossi Kft" in seat.status
            assert seat.workspace.list.cursor_key == where
            # a customer they add appears in the list
            parties.add(bob, "company", "Aaa Elektro")
            await until(seat.pilot, lambda: "Aaa Elektro" in seen(seat.workspace), "Aaa Elektro")
            assert seat.name == "Rossi Kft"
            assert seat.workspace.list.cursor_key == where
