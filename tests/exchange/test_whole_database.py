"""A whole database goes out and comes into an empty one, row by row and id by id (S109)."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from crm_tui.errors import RuleError, UsageError
from crm_tui.exchange.exporting_all import write_everything, write_kinds
from crm_tui.exchange.importing_all import bring_in, is_whole, opened
from crm_tui.models import Attachment
from crm_tui.services import demo
from crm_tui.services.kept_files import files_of
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.store import whole
from tests.builders import a_call, a_company, a_desk, dump, index, index_made_anew


def everything(desk: Desk) -> dict[str, list[object]]:
    return {
        table: desk.store.rows(f'SELECT * FROM "{table}" ORDER BY id') for table in whole.TABLES
    }


@pytest.fixture
def small(desk: Desk, tmp_path: Path) -> Path:
    """A small database in a folder, with a file that came with a mail."""
    entry = a_call(desk, a_company(desk, "=Rossi \x1b[31m Kft"))
    with desk.store.change_set(desk.user, "a file"):
        name = files_of(desk).keep(b"an attachment")
        Attachment.create(entry=entry, name="a.txt", size=13, file=name)
    write_everything(desk, tmp_path / "out")
    return tmp_path / "out"


@pytest.mark.parametrize("place", ["moved", "moved.zip"])
def test_a_rich_office_comes_back_equal(tmp_path, place):
    with a_desk(tmp_path / "one.db", login="root") as desk:
        demo.fill(desk)
        here = everything(desk)
        counts = write_everything(desk, tmp_path / place)
        assert counts == {table: len(rows) for table, rows in here.items()}
        folder = files_of(desk).folder
        files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with a_desk(tmp_path / "two.db", login="root") as desk:
        before = dump(desk)
        with opened(tmp_path / place) as there:
            came = bring_in(desk, there)
        assert everything(desk) == here
        assert came.added == ""
        assert index(desk) == index_made_anew(desk)
        folder = files_of(desk).folder
        kept = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert kept == {name: files[name] for name in kept}
        assert kept
        with opened(tmp_path / place) as there, pytest.raises(RuleError, match="empty one"):
            bring_in(desk, there)
        undo(desk, came.change_set)
        assert dump(desk) == before


def test_no_table_is_forgotten(desk: Desk):
    """Every table is kept, but the journal, what is derived, and what is there for a moment."""
    tables = {
        row[0]
        for row in desk.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not row[0].startswith(("sqlite_", "party_search", "entry_search", "task_search",
                                  "digits_search", "deal_search", "ticket_search"))
    }  # fmt: skip
    others = {"change_set", "change", "open_change_set", "party_words", "erasing"}
    assert tables - others == set(whole.TABLES)


def test_whoever_brings_it_in_stays_a_colleague(tmp_path, small):
    with a_desk(tmp_path / "two.db", login="carla") as desk:
        with opened(small) as there:
            came = bring_in(desk, there)
        assert came.added == "carla"
        users = [row[0] for row in desk.store.rows('SELECT login FROM "user" ORDER BY id')]
        assert users == ["anna", "carla"]
        (who,) = desk.store.rows("SELECT DISTINCT user_id FROM change_set WHERE user_id NOTNULL")
        assert who[0] == 2


def altered(change: Callable[[Path], object]) -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        change(folder)
        return folder

    return made


def manifest(**more: object) -> Callable[[Path], Path]:
    def change(folder: Path) -> None:
        path = folder / "manifest.json"
        told = json.loads(path.read_text())
        path.write_text(json.dumps({**told, **more}))

    return altered(change)


def packed(folder: Path, name: str, content: bytes) -> Path:
    """The folder as an archive with one part more."""
    target = folder.with_name("packed.zip")
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path in folder.rglob("*"):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
        archive.writestr(name, content)
    return target


def retold(folder: Path) -> None:
    """A table whose manifest tells a column that is none, and fits the file."""
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    told["tables"]["tag"]["columns"] = ["id", 'name"; DROP TABLE party; --']
    path.write_text(json.dumps(told))


SPOILT = {
    "a newer form": (manifest(version=2), "newer form"),
    "another program's": (manifest(form="other"), "none of ours"),
    "no tables": (manifest(tables=[]), "neither tables"),
    "a table nobody knows": (manifest(tables={"sqlite_master": {}}), "does not know"),
    "no manifest's text": (
        altered(lambda folder: (folder / "manifest.json").write_text("[" * 100_000)),
        "none of ours",
    ),
    "a changed row": (
        altered(lambda folder: _replace(folder / "tables/party.jsonl", "Kft", "Zrt")),
        "been changed",
    ),
    "a row more": (
        altered(lambda folder: _replace(folder / "tables/tag.jsonl", "", '{"id":1}\n')), "no row",
    ),
    "a table less": (altered(lambda folder: (folder / "tables/tag.jsonl").unlink()), "is missing"),
    "a changed file": (
        altered(lambda folder: [path.write_bytes(b"an AttachmenT") for path in
                                folder.glob("files/*/*")]), "been changed",
    ),
    "a strange file": (altered(lambda folder: (folder / "x.sh").write_text("x")), "not belong"),
    "a link": (
        altered(lambda folder: (folder / "tables/more.jsonl").symlink_to("/etc/passwd")),
        "not belong",
    ),
    "a way out": (lambda folder: packed(folder, "../../evil", b"x"), "not belong"),
    "a bomb": (lambda folder: packed(folder, "tables/x.jsonl", b"0" * (8 << 20)), "too densely"),
    "a part twice": (lambda folder: packed(folder, "README.txt", b"x"), "one twice"),
    "columns there are not": (altered(retold), "column"),
}  # fmt: skip


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    path.write_text(text.replace(old, new) if old else text + new)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("how", SPOILT)
def test_what_is_not_as_it_was_written_is_refused_and_leaves_nothing(tmp_path, small, how):
    spoil, reason = SPOILT[how]
    place = spoil(small)
    with a_desk(tmp_path / "two.db") as desk:
        before = dump(desk)
        with pytest.raises(UsageError, match=reason), opened(place) as there:
            bring_in(desk, there)
        assert dump(desk) == before


def test_a_cut_archive_is_refused(tmp_path, desk):
    write_everything(desk, tmp_path / "a.zip")
    data = (tmp_path / "a.zip").read_bytes()
    assert is_whole(tmp_path / "a.zip")
    (tmp_path / "a.zip").write_bytes(data[: len(data) // 2])
    assert not is_whole(tmp_path / "a.zip")
    with pytest.raises(UsageError, match="cannot be read"), opened(tmp_path / "a.zip"):
        pass


def test_nothing_is_read_of_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    both = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    os.write(both, b"rows")
    assert not is_whole(pipe)
    assert os.read(both, 4) == b"rows"
    os.close(both)


def test_a_folder_that_is_there_or_that_breaks_off_stays_as_it_was(tmp_path, desk, monkeypatch):
    there = tmp_path / "there"
    there.mkdir()
    (there / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        write_everything(desk, there)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        write_everything(desk, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir() if "new" in path.name) == []


def test_every_kind_can_go_out_as_spreadsheets(tmp_path, desk):
    a_company(desk)
    counts = write_kinds(desk, tmp_path / "sheets.zip", "xlsx")
    assert counts["customers"] == 1
    with ZipFile(tmp_path / "sheets.zip") as archive:
        assert {name.removesuffix(".xlsx") for name in archive.namelist()} == set(counts)
        assert archive.testzip() is None
