"""The settings on screen: what is set, changed in place, refused at the line, taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from crm_tui.config import Config, load
from crm_tui.keys.keymap import build
from crm_tui.services import firm_settings, pick_lists, pipelines
from crm_tui.services.pipelines import lines_of
from crm_tui.tui.card.words import words_of
from crm_tui.tui.screens.settings.front import FrontPage, Outside, no_file
from crm_tui.tui.screens.settings.screen import SettingsScreen
from crm_tui.views import choices
from crm_tui.views import firm_settings as views
from tests import builders
from tests.builders import dump
from tests.tui.stage import Stage, seen, until


class Around:
    """What the screen asks of the program around it, noted down."""

    def __init__(self, config: Config) -> None:
        self.shown: list[str] = []
        self.edited: list[str] = []
        self.written: list[Path] = []
        self.as_asked = Outside(config, self.shown.append, self.edited.append, self.written.append)


def a_screen(desk, around: Around) -> SettingsScreen:
    def work_on(work):
        try:
            return work(desk)
        finally:
            desk.store.close()

    async def write(work):
        return await asyncio.to_thread(work_on, work)

    return SettingsScreen(
        desk, words_of(desk, build()), lambda board: FrontPage(board, around.as_asked), write
    )


@pytest.fixture
def around(tmp_path) -> Around:
    file = tmp_path / "settings.toml"
    file.write_text('[ui]\nascii = true\n[keys]\n"customer.log_call" = "c"\n')
    return Around(load({"config": str(file)}, {"HOME": str(tmp_path)}))


class Hands:
    """Someone at the screen: goes to a line by its name, presses keys, types, looks."""

    def __init__(self, pilot, screen: SettingsScreen) -> None:
        self.pilot, self.screen = pilot, screen

    async def at(self, name: str) -> None:
        place = self.screen._lines.place_of(name)
        assert place is not None, name
        self.screen.list.move_to(place)
        await self.pilot.pause()

    async def press(self, *keys: str) -> str:
        await self.pilot.press(*keys)
        await until(self.pilot, lambda: not self.screen._saving, "the end of the change")
        await self.pilot.pause()
        return seen(self.pilot.app)

    async def answer(self, *keys: str, text: str) -> str:
        """Press keys and give another answer to what is asked then."""
        await self.press(*keys)
        assert self.screen.prompt.active
        self.screen.prompt.value = text
        return await self.press("enter")


def said(screen: str) -> str:
    return screen.split("\n")[-2]


async def test_firm_words_places_and_own_settings_stand_on_one_page_and_change_in_place(
    desk, around
):
    before = dump(desk)
    screen = a_screen(desk, around)
    app = Stage(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot, screen)
        await hands.at("firm.currency")
        shown = await hands.answer("enter", text="EURO")
        assert "'EURO' is no currency." in said(shown)
        assert "! 'EURO' is no currency. Three letters" in shown, "the line itself says so too"
        await hands.press("enter")
        assert screen.prompt.value == "EURO", "what was refused stands there to be mended"
        await hands.press("escape")
        shown = await hands.answer("enter", text="eur")
        assert said(shown).split() == ["SETTINGS", "Set", "currency", "to", "EUR."]
        assert views.said(desk, "currency") == "EUR"
        await hands.press("x")
        assert views.said(desk, "currency") == "", "as usual again"
        await hands.at("place.tickets")
        shown = await hands.press("enter")
        assert "Switched the place tickets off." in shown
        await hands.at("place.agenda")
        assert "Every firm needs the place" in said(await hands.press("enter"))
        await hands.at("fields.deal")
        await hands.press("enter")
        assert around.shown == ["deal"]
        await hands.at("mine.ui.ascii")
        assert "line 2" in seen(app)
        await hands.press("e")
        assert around.edited == [around.as_asked.config.file]
        for _ in range(3):
            shown = await hands.press("u")
        assert "Taken back" in said(shown)
        await hands.press("q")
    assert app.answers == [None]
    after = dump(desk)
    assert {name for name in before if before[name] != after[name]} <= {"change", "change_set"}


async def test_a_pick_list_is_shown_and_changed_entry_by_entry(desk, around):
    screen = a_screen(desk, around)
    app = Stage(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot, screen)
        await hands.at("list.source")
        await hands.press("enter")
        first, second = (one.code for one in choices.entries(desk, "source")[:2])
        await hands.at(first)
        await hands.answer("enter", text="Trade fair")
        await hands.press("J")
        await hands.at(first)
        await hands.press("x")
        now = choices.entries(desk, "source")
        assert [one.code for one in now[:2]] == [second, first]
        assert (now[1].label, now[1].active) == ("Trade fair", False)
        assert "out of use" in seen(app)
        shown = await hands.answer("a", text="Radio")
        assert "Added Radio to source." in shown
        assert screen.item.cells[0] == "Radio", "the cursor goes to the new one"
        assert "There is 'radio' in this list already" in await hands.answer("a", text="radio")
        await hands.at(second)
        await hands.answer("s", text="7")
        await hands.answer("t", text="15")
        assert "is no number of minutes" in await hands.answer("t", text="soon")
        (entry,) = (one for one in choices.entries(desk, "source") if one.code == second)
        assert (entry.key, entry.minutes) == ("7", 15)
        await hands.press("q")
        assert screen.item.name == "list.source", "back where one came from"


async def test_stages_change_by_keys_and_rule_5_is_said_at_the_line(desk, around):
    sales = desk.store.value("SELECT id FROM pipeline")
    builders.a_deal(desk, builders.a_company(desk), "Forty pumps")
    screen = a_screen(desk, around)
    app = Stage(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot, screen)
        await hands.at(f"pipeline.{sales}")
        shown = await hands.answer("e", text="Lead 50; Offer 20")
        assert "! Offer must be likelier than the stage before it" in shown
        await hands.press("enter")
        lead, qualified, *_ = lines_of(desk, sales)
        await hands.at(f"stage.{lead.id}")
        shown = await hands.answer("p", text="70")
        assert "must be likelier than the stage before it" in said(shown)
        await hands.answer("p", text="15 %")
        await hands.answer("t", text="9")
        await hands.answer("c", text="who decides; by when")
        now = lines_of(desk, sales)[0]
        assert (now.probability, now.stale_days, now.checklist) == (15, 9, "who decides\nby when")
        assert "1 deal stands in Lead." in said(await hands.press("x", "y"))
        await hands.press("J")
        moved = lines_of(desk, sales)
        assert [(one.name, one.probability) for one in moved[:2]] == [
            (qualified.name, 15), (lead.name, 25),
        ], "chances stay with their places"  # fmt: skip
        shown = await hands.answer("a", text="Visit")
        assert [one.name for one in lines_of(desk, sales)][:3] == ["Qualified", "Lead", "Visit"]
        await hands.press("u", "u")  # the second is typed while the first is being written
        await until(
            pilot,
            lambda: [one.name for one in lines_of(desk, sales)][:2] == ["Lead", "Qualified"],
            "the end of both",
        )
        await hands.press("q")
        await hands.answer("r", text="Selling")
        await hands.answer("a", text="Service")
        names = [row[0] for row in desk.store.rows("SELECT name FROM pipeline ORDER BY id")]
        assert names == ["Selling", "Service"]


async def test_what_a_colleague_has_changed_meanwhile_is_asked_about_and_never_lost(desk, around):
    bob = builders.a_colleague(desk)
    code = choices.entries(desk, "source")[0].code
    sales = desk.store.value("SELECT id FROM pipeline")
    screen = a_screen(desk, around)
    app = Stage(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot, screen)
        await hands.at("firm.word.customer")
        await hands.press("enter")
        firm_settings.set_value(bob, "word.customer", "guest")
        screen.prompt.value = "member"
        shown = await hands.press("enter")
        assert "Changed meanwhile to 'guest'" in shown
        assert "Theirs stays" in await hands.press("t")
        assert views.said(desk, "word.customer") == "guest"
        await hands.at("list.source")
        await hands.press("enter", "enter")
        pick_lists.change(bob, "source", code, {"label": "Fair"})
        screen.prompt.value = "Market"
        await hands.press("enter")
        await hands.press("m")
        assert choices.entries(desk, "source")[0].label == "Market"
        await hands.press("q")
        await hands.at(f"pipeline.{sales}")
        await hands.press("enter")
        pipelines.rename(bob, sales, "Theirs")
        screen.read_again()
        await pilot.pause()
        assert "stages of Theirs" in seen(app)


async def test_all_that_the_firm_has_set_is_written_to_a_file_and_read_from_one(
    desk, around, tmp_path
):
    there, new = tmp_path / "there.toml", tmp_path / "new.toml"
    there.write_text('[firm]\ncurrency = "EUR"\n"word.customer" = "member"\n')
    screen = a_screen(desk, around)
    app = Stage(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot, screen)
        assert "That file is there already" in said(await hands.answer("W", text=str(there)))
        await hands.answer("W", text=str(new))
        assert around.written == [new]
        assert "Read settings there.toml" in said(await hands.answer("R", text=str(there)))
        assert views.said(desk, "currency") == "EUR"
        await hands.press("u")
        assert (views.said(desk, "currency"), views.said(desk, "word.customer")) == ("", "")
        there.write_text('[firm]\ncolour = "red"\n')
        assert "The firm has no setting 'colour'" in await hands.answer("R", text=str(there))


async def test_all_keys_of_a_line_are_listed_and_the_line_fits_small_and_large(desk, around):
    screen = a_screen(desk, around)
    app = Stage(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot, screen)
        await hands.at("firm.zone")
        shown = await hands.press("question_mark")
        assert "as usual" in shown
        await hands.press("escape")
        await hands.press("right_square_bracket")
        assert screen.item.name == "firm.word.customer"
        await hands.press("left_square_bracket")
        assert screen.item.name == "firm.home_country"
        for size in ((60, 15), (120, 35)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            lines = seen(app).split("\n")
            assert len(lines) == size[1]
            assert max(map(len, lines)) <= size[0]


def test_a_file_that_is_not_there_is_told_how_to_be_made(tmp_path: Path):
    assert "crm settings --example" in no_file("")
    there = tmp_path / "settings.toml"
    there.touch()
    assert no_file(str(there)) == ""
