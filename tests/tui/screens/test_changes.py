"""Who changed what and when, field by field, and taking one of them back (rule 1)."""

from __future__ import annotations

import pytest

from crm_tui.keys.keymap import build
from crm_tui.services import parties, undo
from crm_tui.tui.card.words import words_of
from crm_tui.tui.screens.changes import ChangesScreen
from tests import builders
from tests.naughty import CONTROLS, MARKUP
from tests.tui.stage import Stage, seen


@pytest.fixture
def rossi(desk) -> int:
    return builders.a_company(desk, "Rossi Kft", city="Pécs")


@pytest.fixture
def screen(desk):
    def make(take_back=lambda number: None) -> ChangesScreen:
        return ChangesScreen(desk, words_of(desk, build()), take_back)

    return make


async def test_the_newest_change_stands_first_with_who_and_when_and_enter_shows_its_fields(
    desk, rossi, screen
):
    parties.edit(desk, rossi, {}, {"city": "Szeged", "lifecycle": "former"})
    builders.a_call(desk, rossi)
    builders.a_task(desk, rossi, "send the offer")
    parties.edit(builders.a_colleague(desk, "bob"), rossi, {}, {"city": "Eger"})
    app = Stage(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first = seen(app).split("\n")[1]
        assert " ".join(first.split()) == "> today 10:00 bob changed city of Rossi Kft 1"

        async def read(*keys: str) -> str:
            """What is read on another row, and back to the list."""
            await pilot.press(*keys, "enter")
            await pilot.pause()
            shown = " ".join(seen(app).split())
            assert app.shown.reading
            await pilot.press("q")
            await pilot.pause()
            assert not app.shown.reading
            return shown

        shown = await read("j", "j")  # the colleague was added before the change
        # names stand where the rows hold ids
        assert "task send the offer" in shown
        assert "party → Rossi Kft" in shown
        assert "assignee → anna" in shown
        # instants are told in the user's zone
        assert "at → today 10:00" in await read("j")
        # the fields before and after
        shown = await read("j")
        assert "customer Rossi Kft" in shown
        assert "city - Pécs → Szeged" in shown
        assert "lifecycle - prospect → former" in shown
        await pilot.press("q")
        await pilot.pause()
    assert app.answers == [None]


async def test_u_takes_back_the_one_under_the_cursor_and_none_twice(desk, rossi, screen):
    parties.edit(desk, rossi, {}, {"city": "Szeged"})
    wanted = desk.store.value("SELECT max(id) FROM change_set")
    parties.edit(desk, rossi, {}, {"industry": "wine"})
    undo.undo(desk)
    taken: list[int] = []
    app = Stage(screen(taken.append))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        # what was taken back is marked
        rows = seen(app).split("\n")
        assert rows[1].rstrip().endswith("undo")
        assert "taken back" in rows[2]
        assert "taken back" not in rows[3]
        await pilot.press("j", "u")
        await pilot.pause()
        assert taken == []
        # the one under the cursor
        await pilot.press("j", "u")
        await pilot.pause()
    assert taken == [wanted]


async def test_older_changes_are_read_as_far_as_one_goes(desk, rossi, screen):
    for number in range(130):
        parties.edit(desk, rossi, {}, {"industry": f"trade {number}"})
    app = Stage(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("G", "G")
        assert "added colleague anna" in seen(app)


async def test_hostile_texts_are_inert(desk, rossi, screen):
    hostile = [*CONTROLS[:6], *MARKUP[:4]]
    for text in hostile:
        with desk.store.change_set(desk.user, text):
            city = text.encode("utf-8", "replace").decode()
            desk.store.write("UPDATE party SET city = ? WHERE id = ?", (city, rossi))
    app = Stage(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for text in reversed(hostile):
            await pilot.press("enter")
            await pilot.pause()
            assert app.shown.reading, text
            assert all(line.isprintable() for line in seen(app).split("\n")), text
            await pilot.press("q", "j")
            await pilot.pause()
            assert all(line.isprintable() for line in seen(app).split("\n")), text
