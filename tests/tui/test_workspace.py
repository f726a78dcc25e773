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


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_looks_as_before(desk, office, tmp_path, size):
    async with a_seat(desk, tmp_path, SIZES[size]) as seat:
        assert_looks_as_before(SNAPSHOTS / f"list-{size}.txt", await seat.press("j"))


@pytest.mark.parametrize("size", SIZES)
async def test_the_open_card_looks_as_before(desk, office, tmp_path, size):
    async with a_seat(desk, tmp_path, SIZES[size], party=office["rossi"]) as seat:
        assert_looks_as_before(SNAPSHOTS / f"card-{size}.txt", await seat.look())


async def test_the_peek_at_80x24_always_shows_the_number(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        for _ in range(4):
            screen = await seat.press("j")
            peek = screen.splitlines()[-10:-2]
            number = seat.workspace.card.card.phones[0].value
            assert any(number in line for line in peek)


async def test_the_card_follows_the_cursor_in_the_same_step(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM) as seat:
        seat.workspace.list.move_by(1)
        assert seat.workspace.party == seat.workspace.list.cursor_key


async def test_enter_gives_the_card_the_screen_when_it_is_narrow_and_q_takes_it_back(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        screen = await seat.press("enter")
        assert not seat.workspace.card.peeking
        assert "Company, city" not in screen
        screen = await seat.press("q")
        assert "Company, city" in screen


async def test_escape_at_the_root_leaves_nothing(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("escape", "escape", "escape")
        assert seat.workspace.is_running
        assert seat.workspace.return_code is None


async def test_q_at_the_root_leaves_the_program(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.pilot.press("q")
        await until(seat.pilot, lambda: seat.workspace.return_code == 0, "the end")


async def test_brackets_go_through_the_list_from_inside_the_card(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("enter")
        before = seat.name
        await seat.press("right_square_bracket")
        assert seat.name != before
        await seat.press("left_square_bracket")
        assert seat.name == before
        assert not seat.workspace.card.peeking


async def test_h_and_l_turn_the_pages_of_the_card(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, party=office["rossi"]) as seat:
        assert "[details]" in await seat.press("l")
        assert "[people" in await seat.press("l")
        assert "[details]" in await seat.press("h")


async def test_enter_on_a_person_of_the_card_opens_that_person(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, party=office["rossi"]) as seat:
        await seat.press("l", "l", "enter")
        assert seat.name == "Anna Rossi"


async def test_tab_goes_round_the_panes(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, WIDE) as seat:
        modes = []
        for _ in range(4):
            modes.append((await seat.press("tab")).splitlines()[-2].split()[0])
        assert modes == ["CARD", "TO", "LIST", "CARD"]


async def test_the_agenda_opens_the_customer_of_its_task(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, WIDE) as seat:
        screen = await seat.press("shift+tab", "j", "enter")
        assert "! overdue 1" in screen
        assert seat.name == "Müller GmbH"


async def test_a_key_without_meaning_here_says_where_it_has_one(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, party=office["rossi"]) as seat:
        await seat.press("v")
        assert "it works in the list" in seat.status


async def test_a_prefix_shows_what_can_follow_and_escape_ends_it(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        screen = await seat.press("a")
        for title in ("log call", "note", "task", "e-mail", "meeting", "visit", "person"):
            assert title in screen
        await seat.press("escape", "j")
        assert not seat.workspace.prompt.active


async def test_too_small_a_terminal_says_how_large_it_must_be_and_keeps_what_is_typed(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        await seat.type("tsend price")
        await seat.pilot.resize_terminal(48, 12)
        await seat.pilot.pause()
        assert "needs 60x15, now 48x12" in seen(seat.workspace)
        await seat.type("s")
        await seat.pilot.resize_terminal(80, 24)
        await seat.pilot.pause()
        assert "send prices" in seen(seat.workspace)


async def test_help_lists_the_keys_and_goes_away(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        assert "Take back the last change" in await seat.press("question_mark", *"undo")
        await seat.press("escape")
        assert len(seat.workspace.screen_stack) == 1


# Finding


async def test_search_shows_rows_in_the_key_event_and_escape_brings_the_list_back(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("j", "j")
        before = seat.name
        screen = await seat.type("/muller")
        assert "1 found" in screen
        assert seat.name == "Müller GmbH"
        screen = await seat.press("escape")
        assert seat.name == before
        assert "Rossi Kft" in screen


async def test_enter_keeps_a_search_and_escape_clears_it_later(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.type("/zalka", "enter")
        assert seat.workspace.list.source.count == 1
        await seat.press("escape")
        assert seat.workspace.list.source.count == 4


async def test_search_finds_archived_customers_and_marks_them(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, (100, 30), ui__list_from=120) as seat:
        screen = await seat.type("/ωmega")
        assert "archived" in screen


async def test_a_view_is_chosen_by_a_part_of_its_name(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        screen = await seat.type("vnobody", "enter")
        assert "Zalka Bt" in screen
        assert "Rossi" not in screen


async def test_sorting_by_last_contact_brings_the_newest_first(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("o", "l", "home")
        assert seat.name in ("Rossi Kft", "Anna Rossi")
        assert "by last contact" in await seat.press("O")


async def test_a_saved_view_is_there_at_the_next_start(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("o", "c")
        await seat.type("Vby town", "enter")
    async with a_seat(desk, tmp_path) as seat:
        assert "by town" in await seat.type("vby to")


async def test_the_place_is_remembered_between_starts(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("G")
        there = seat.name
    async with a_seat(desk, tmp_path) as seat:
        assert seat.name == there
        assert oct((tmp_path / "state").stat().st_mode & 0o777) == "0o700"


@pytest.mark.parametrize(
    "memory",
    ["", "{", "[]", '{"query": 7, "party": "x", "view": []}', '{"query": {"sort": "x", "who": 1}}'],
)
async def test_a_broken_memory_of_the_place_does_no_harm(desk, office, tmp_path, memory):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("G")
    for file in (tmp_path / "state").iterdir():
        file.write_text(memory)
    async with a_seat(desk, tmp_path) as seat:
        assert seat.workspace.list.source.count == 4


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


async def test_a_customer_a_colleague_adds_appears_in_the_list(desk, office, tmp_path):
    with builders.a_desk(tmp_path / "crm.db", login="bob") as bob:
        async with a_seat(desk, tmp_path) as seat:
            there = seat.name
            parties.add(bob, "company", "Aaa Elektro")
            await until(seat.pilot, lambda: "Aaa Elektro" in seen(seat.workspace), "Aaa Elektro")
            assert seat.name == there
