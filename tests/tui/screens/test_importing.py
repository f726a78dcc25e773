"""Guided import on the screen: found, tried, mended, answered for, taken in, taken back."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from zipfile import ZipFile

import pytest

from crm_tui.config import load
from crm_tui.exchange.exporting_all import write_everything
from crm_tui.exchange.wishes import Wishes
from crm_tui.keys.keymap import build
from crm_tui.services.opening import found_again
from crm_tui.tui.app import run_workspace
from crm_tui.tui.card.words import words_of
from crm_tui.tui.screens.importing.chooser import FileChooser
from crm_tui.tui.screens.importing.course import (
    How,
    draft_from,
    draft_of,
    look_at,
    try_out,
)
from crm_tui.tui.screens.importing.files import listing, say_size
from crm_tui.tui.screens.importing.guide import ImportGuide
from crm_tui.tui.screens.importing.mending import MendScreen
from crm_tui.tui.screens.importing.whole import WholeImport
from crm_tui.tui.state_file import StateFile
from crm_tui.views import imports
from tests.builders import a_colleague, a_company, a_desk, dump
from tests.exchange.test_databases import SHOP, database
from tests.naughty import CONTROLS
from tests.tui.office import MEDIUM, NARROW, a_seat
from tests.tui.stage import Stage, seen, until

PEOPLE = (
    "First Name,Last Name,Company,Owner,Town\n"
    "Anna,Roth,Acme,Zoe Blue,Wien\n"
    ",,,,Graz\n"
    "Carla,Roy,Acme,Zoe Blue,Linz,too much\n"
)


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


@pytest.fixture
def drafts(tmp_path) -> StateFile:
    return StateFile(tmp_path / "state", "import", "db", "anna")


def a_guide(desk, path, drafts, began: threading.Event | None = None) -> ImportGuide:
    """The guide on a stage; work waits for `began` where it is given."""

    def work_on(work):
        if began is not None:
            assert began.wait(60)
        try:
            return work(desk)
        finally:
            desk.store.close()

    async def run(work):
        return await asyncio.to_thread(work_on, work)

    return ImportGuide(path, words_of(desk, build()), run, drafts)


async def rests(pilot, guide: ImportGuide) -> str:
    """Wait until no work is under way; what is seen then."""
    await until(pilot, lambda: not guide._doing, "the end of the work")
    await pilot.pause()
    return seen(pilot.app)


# The whole way, in the workspace


async def test_a_file_is_found_tried_mended_answered_for_taken_in_and_taken_back(
    desk, tmp_path, file
):
    (tmp_path / "notes.md").write_text("no table")
    before = dump(desk)
    async with a_seat(desk, tmp_path, NARROW) as seat:
        screen = await seat.type(f":import {tmp_path}", "enter")
        assert "people.csv" in screen
        assert "notes.md" not in screen
        await seat.type("/peop", "enter")
        guide = seat.workspace.screen
        assert isinstance(guide, ImportGuide)
        screen = await rests(seat.pilot, guide)
        assert "rows are people" in screen
        assert "Encoding: UTF-8" in screen

        await seat.press("G")
        assert "own field" in seen(seat.workspace)
        await seat.press("enter")
        await seat.type("city", "enter")
        screen = await rests(seat.pilot, guide)
        assert "city" in screen.splitlines()[8]
        assert "said" in screen.splitlines()[8]

        await seat.press("t")
        screen = await rests(seat.pilot, guide)
        assert "3 people: 1 new" in screen
        assert "[refused 2]" in screen
        assert dump(desk) == before

        await seat.press("enter")
        assert "too few" not in seen(seat.workspace)
        assert isinstance(mending := seat.workspace.screen, MendScreen)
        assert mending.list.field.name == "First Name"  # the row has no name
        await seat.type("Dora", "escape")
        assert "leave it as it was" in seen(seat.workspace)  # what was typed is asked about
        await seat.press("k", "ctrl+s")
        await seat.press("j", "enter")
        assert "too many cells" in seen(seat.workspace)
        assert isinstance(mending := seat.workspace.screen, MendScreen)
        assert mending.list.field.name == "Town"
        await seat.press("escape")
        await seat.press("tab", "tab")
        screen = seen(seat.workspace)
        assert "Zoe Blue" in screen
        assert "kept in words" in screen
        await seat.press("enter", "m")
        screen = await rests(seat.pilot, guide)
        assert "made (said)" in screen
        await seat.press("t")
        screen = await rests(seat.pilot, guide)
        assert "3 people: 2 new" in screen
        assert "1 mended" in screen

        await seat.press("I")
        assert "Import: 2 new, 0 changed?" in seat.status
        await seat.press("I", "enter")
        assert dump(desk) == before
        await seat.press("y")
        screen = await rests(seat.pilot, guide)
        assert "Read 3 people: 2 created" in screen
        assert "Mended by hand before: line 3." in screen
        assert "people.rejects.csv" in screen
        row = "SELECT u.name, p.city FROM party p JOIN user u ON u.id = p.owner_id"
        assert desk.store.rows(f"{row} WHERE p.name = 'Anna Roth'") == [("Zoe Blue", "Wien")]

        screen = await seat.press("u")
        await until(seat.pilot, lambda: "Taken back" in seat.status, "the undo")
        assert dump(desk) == before
        await seat.press("U")
        assert "imported people.csv" in seen(seat.workspace)
        await seat.press("j", "enter")
        screen = seen(seat.workspace)
        assert "2 created" in screen
        assert "Town -> city (said)" in screen
        await seat.press("q", "q")


async def test_what_cannot_be_read_is_said_where_one_was(desk, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("")
    async with a_seat(desk, tmp_path) as seat:
        await seat.type(f":import {path}", "enter")
        await until(seat.pilot, lambda: "IMPORT" not in seat.status, "the refusal")
        assert " empty.csv is empty" in seat.status  # by its name: there is one line for it
        await seat.type(":import nowhere.csv", "enter")
        assert "There is no file nowhere.csv" in seat.status


# Whole databases


@pytest.fixture
def moved(tmp_path) -> Path:
    """A database of somebody called otherwise, with a company, as `crm export all` writes it."""
    with a_desk(tmp_path / "elsewhere.db", login="root") as there:
        a_colleague(there, "anna")
        a_company(there, "Rossi Kft")
        write_everything(there, tmp_path / "all.zip")
    return tmp_path / "all.zip"


async def test_a_whole_database_comes_into_an_empty_one_and_the_program_begins_anew(
    moved, desk, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        await seat.type(f":import {moved}", "enter")
        screen = seat.workspace.screen
        assert isinstance(screen, WholeImport)
        await until(seat.pilot, lambda: screen.prompt.active, "the question")
        assert "A whole database of crm-tui" in await seat.look()
        assert "rows in" in seen(seat.workspace)
        await seat.press("n")
        assert "IMPORT" not in seat.status
        await seat.type(f":import {moved}", "enter")
        screen = seat.workspace.screen
        await until(seat.pilot, lambda: screen.prompt.active, "the question")
        await seat.press("y")
        await until(seat.pilot, lambda: "Enter opens it" in seen(seat.workspace), "the end of it")
        assert desk.store.rows("SELECT name FROM party") == [("Rossi Kft",)]
        assert "tables brought in" in seen(seat.workspace)
        await seat.pilot.press("enter")
        await until(seat.pilot, lambda: seat.workspace.begins_anew, "the end")
    again = found_again(desk)
    assert again.login == desk.login
    assert again.user != desk.user  # anna was the second there
    assert desk.store.value('SELECT login FROM "user" WHERE id = ?', (again.user,)) == "anna"


async def test_a_whole_database_is_refused_where_there_is_one_and_a_strange_archive_at_once(
    moved, desk, tmp_path
):
    a_company(desk)
    before = dump(desk)
    strange = tmp_path / "photos.zip"
    with ZipFile(strange, "w") as archive:
        archive.writestr("a.jpg", "x")
    async with a_seat(desk, tmp_path) as seat:
        await seat.type(f":import {moved}", "enter")
        await until(seat.pilot, lambda: "Nothing was brought" in seen(seat.workspace), "a refusal")
        assert "can only be brought into an empty one" in seen(seat.workspace)
        await seat.press("y", "enter", "q")
        await seat.type(f":import {strange}", "enter")
        await until(seat.pilot, lambda: "IMPORT" not in seat.status, "the refusal")
        assert "photos.zip" in seat.status
        assert not seat.workspace.begins_anew
    assert dump(desk) == before


def test_the_program_opens_anew_by_the_row_its_user_has_by_then(desk, monkeypatch):
    opened: list[int] = []
    other = a_colleague(desk, "bob").user

    class Opened:
        def __init__(self, _config, at, *_more, **_said) -> None:
            opened.append(at.user)
            self.begins_anew = len(opened) == 1

        def close(self) -> None:
            """Nothing is under way."""

    def run(_workspace) -> int:
        if len(opened) == 1:
            with desk.store.change_set(desk.user, "other rows"):
                for login, user in (("former", desk.user), ("anna", other)):
                    desk.store.write('UPDATE "user" SET login = ? WHERE id = ?', (login, user))
        return 0

    monkeypatch.setattr("crm_tui.tui.terminal.check_terminal", lambda: None)
    monkeypatch.setattr("crm_tui.tui.terminal.prepare_environment", lambda **_more: None)
    monkeypatch.setattr("crm_tui.tui.workspace.Workspace", Opened)
    monkeypatch.setattr("crm_tui.tui.safety.run", run)
    config = load({"db": desk.store.engine.address}, {"HOME": "/nowhere"})
    assert run_workspace(config, desk) == 0
    assert opened == [desk.user, other]


# One part at a time


async def test_a_run_is_stopped_and_leaves_nothing_and_what_was_said_comes_back(
    desk, tmp_path, drafts
):
    path = tmp_path / "many.csv"
    rows = "".join(f"Firm {number},Wien\n" for number in range(900))
    path.write_text("Company,Town\n" + rows)
    before, began = dump(desk), threading.Event()
    began.set()
    guide = a_guide(desk, path, drafts, began)
    app = Stage(guide)
    async with app.run_test(size=MEDIUM) as pilot:
        await rests(pilot, guide)
        await pilot.press("G", "minus")
        assert "left out" in await rests(pilot, guide)
        began.clear()
        await pilot.press("I", "y", "j", "t")
        assert "taking in" in seen(app)
        assert "Wait, or stop it by Escape." in seen(app)
        await pilot.press("escape")
        assert "stopping, nothing of it stays" in seen(app)
        began.set()
        assert "The import was stopped" in await rests(pilot, guide)
        assert guide.view == "columns"
        await pilot.press("q")
    assert app.answers == [None]
    assert dump(desk) == before
    assert imports.imports(desk) == []

    again = a_guide(desk, path, drafts)
    app = Stage(again)
    async with app.run_test(size=NARROW) as pilot:
        screen = await rests(pilot, again)
        assert "What you had said of this file is back." in screen
        assert "left out" in screen
        await pilot.press("X")
        assert "left out" not in await rests(pilot, again)


async def test_rows_of_an_unknown_kind_and_hostile_names_are_asked_about_and_inert(
    desk, tmp_path, drafts
):
    path = tmp_path / "odd\x1b[31m.csv"
    heads = ",".join(f'"{text} {number}"' for number, text in enumerate(CONTROLS[:6]))
    path.write_bytes(f"{heads}\n{',x' * 5}\n".encode("utf-8", "replace"))
    guide = a_guide(desk, path, drafts)
    app = Stage(guide)
    async with app.run_test(size=NARROW) as pilot:
        assert "do not say what the rows are" in await rests(pilot, guide)
        await pilot.press("K", *"customers", "enter")
        screen = await rests(pilot, guide)
        assert "rows are customers" in screen
        await pilot.press("t")
        screen = await rests(pilot, guide)
        assert all(line.isprintable() for line in screen.split("\n"))
        assert "[refused 1]" in screen
        await pilot.press("question_mark")
        await pilot.pause()
        assert "all alike" in seen(app)


async def test_a_file_without_columns_offers_no_keys_for_them(desk, tmp_path, drafts):
    path = tmp_path / "cards.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:4.0\nFN:Alma\n")
    guide = a_guide(desk, path, drafts)
    app = Stage(guide)
    async with app.run_test(size=NARROW) as pilot:
        hints = (await rests(pilot, guide)).splitlines()[-1]
        assert "try it" in hints
        assert "own field" not in hints
        await pilot.press("minus")
        assert "no column here" in await rests(pilot, guide)
        await pilot.press("t")
        screen = await rests(pilot, guide)
        assert "the file ends before the card does (END:VCARD is missing)" in screen.splitlines()[4]
        assert "Row" not in screen.splitlines()[3]


async def test_what_comes_of_each_table_stands_apart_from_what_is_doubtful(desk, tmp_path, drafts):
    guide = a_guide(desk, database(tmp_path / "shop.db", SHOP), drafts)
    app = Stage(guide)
    async with app.run_test(size=NARROW) as pilot:
        await rests(pilot, guide)
        await pilot.press("t")
        await rests(pilot, guide)
        while guide.tab != "doubtful":
            await pilot.press("tab")
        assert "created" not in seen(app)
        await pilot.press("h", "h")
        screen = seen(app)
        assert "[parts 3]" in screen
        assert "Invoice: documents: 2 created, 0 updated" in screen
        await pilot.press("enter")
        assert "only tells what came of each part" in seen(app)


async def test_the_chooser_goes_into_folders_and_out_and_shows_hidden_files(desk, tmp_path):
    for name in ("data/new.csv", "data/.old.csv", "plain.pdf", "a.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Company\nAcme\n")
    chooser = FileChooser(tmp_path, words_of(desk, build()), [str(tmp_path / "a.xlsx"), "/gone"])
    app = Stage(chooser)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        screen = seen(app)
        assert "a.xlsx (taken in before, " in screen
        assert "/gone" not in screen
        assert "plain.pdf" not in screen
        for key, said in (("question_mark", "folder above"), ("P", "no meaning here")):
            await pilot.press(key)
            await pilot.pause()
            assert said in seen(app).splitlines()[-2]
        await pilot.press("slash", *"data", "enter")
        await pilot.pause()
        assert "new.csv" in seen(app)
        assert ".old.csv" not in seen(app)
        await pilot.press("full_stop")
        await pilot.pause()
        assert ".old.csv" in seen(app)
        await pilot.press("h")
        await pilot.pause()
        assert chooser.folder == tmp_path
        await pilot.press("l", "G", "enter")
    assert app.answers == [tmp_path / "data" / "new.csv"]


# The course, without a screen


def test_a_draft_is_kept_as_plain_values_and_mended_rows_only_for_the_same_file(desk, file):
    looked = look_at(desk, file, Wishes("people", {"Town": "city"}))
    how = How(update=True, mended={3: ("a", "b", "c", "d", "e")})
    plain = draft_of(looked, how)
    assert draft_from(plain, file) == (looked.wishes, how)
    file.write_text(PEOPLE + "\n\n")
    assert draft_from(plain, file) == (looked.wishes, How(update=True))
    assert draft_of(look_at(desk, file), How()) == {}
    assert draft_from(None, file) is None


def test_a_file_that_changes_after_it_was_looked_at_is_not_taken_in(desk, file):
    looked = look_at(desk, file)
    file.write_text(PEOPLE + "Bob,Bonn,,,\n")
    with pytest.raises(Exception, match="has been changed since"):
        try_out(desk, looked, How(), progress=lambda _done: None, stop=lambda: False)


def test_a_folder_that_cannot_be_listed_says_so(tmp_path):
    found = listing(tmp_path / "none")
    assert "cannot be listed" in found.problem
    assert [item.name for item in found.items] == ["../"]


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 B"), (999, "999 B"), (1234, "1.2 kB"), (45_600_000, "46 MB")]
)
def test_sizes_are_said_shortly(size, said):
    assert say_size(size) == said
