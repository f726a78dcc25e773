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


async def test_the_newest_change_stands_first_with_who_and_when(desk, rossi, screen):
    parties.edit(builders.a_colleague(desk, "bob"), rossi, {}, {"city": "Szeged"})
    app = Stage(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first = seen(app).split("\n")[1]
        assert " ".join(first.split()) == "> today 10:00 bob changed city of Rossi Kft 1"


async def test_enter_shows_the_fields_before_and_after(desk, rossi, screen):
    parties.edit(desk, rossi, {}, {"city": "Szeged", "lifecycle": "former"})
    app = Stage(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        shown = " ".join(seen(app).split())
        assert "customer Rossi Kft" in shown
        assert "city - Pécs → Szeged" in shown
        assert "lifecycle - prospect → former" in shown
        await pilot.press("q")
        await pilot.pause()
        assert not app.shown.reading
        await pilot.press("q")
        await pilot.pause()
    assert app.answers == [None]


async def test_u_takes_back_the_one_under_the_cursor(desk, rossi, screen):
    parties.edit(desk, rossi, {}, {"city": "Szeged"})
    parties.edit(desk, rossi, {}, {"industry": "wine"})
    wanted = desk.store.value("SELECT max(id) FROM change_set") - 1
    taken: list[int] = []
    app = Stage(screen(taken.append))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("j", "u")
        await pilot.pause()
    assert taken == [wanted]


async def test_what_was_taken_back_is_marked_and_not_taken_back_twice(desk, rossi, screen):
    parties.edit(desk, rossi, {}, {"city": "Szeged"})
    undo.undo(desk)
    taken: list[int] = []
    app = Stage(screen(taken.append))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        rows = seen(app).split("\n")
        assert rows[1].rstrip().endswith("undo")
        assert "taken back" in rows[2]
        await pilot.press("j", "u")
    assert taken == []


async def test_older_changes_are_read_as_far_as_one_goes(desk, rossi, screen):
    for number in range(130):
        parties.edit(desk, rossi, {}, {"industry": f"trade {number}"})
    app = Stage(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("G", "G")
        assert "added colleague anna" in seen(app)


async def test_names_stand_where_the_rows_hold_ids(desk, rossi, screen):
    builders.a_task(desk, rossi, "send the offer")
    app = Stage(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        shown = " ".join(seen(app).split())
        assert "task send the offer" in shown
        assert "party → Rossi Kft" in shown
        assert "assignee → anna" in shown


async def test_instants_are_told_in_the_users_zone(desk, rossi, screen):
    builders.a_call(desk, rossi)
    app = Stage(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "at → today 10:00" in " ".join(seen(app).split())


@pytest.mark.parametrize("text", [*CONTROLS[:6], *MARKUP[:4]])
async def test_hostile_texts_are_inert(desk, rossi, screen, text):
    with desk.store.change_set(desk.user, text):
        desk.store.write("UPDATE party SET city = ? WHERE id = ?", (text.encode("utf-8", "replace")
                         .decode(), rossi))  # fmt: skip
    app = Stage(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert all(line.isprintable() for line in seen(app).split("\n"))
