"""A whole database read from the folder or zip file it was written into.

Nothing in it is trusted: names are compared with those that can be there and never used as paths,
sizes are bounded before anything is read, and what the manifest does not vouch for is refused.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast
from zipfile import BadZipFile, ZipFile

from crm_tui.errors import UsageError
from crm_tui.exchange import whole_form
from crm_tui.exchange.exporting import Progress
from crm_tui.services.kept_files import files_of
from crm_tui.services.moving_in import Moved, MovedIn, move_in, refuse_full
from crm_tui.services.moving_out import TABLES, columns
from crm_tui.services.opening import Desk
from crm_tui.text.say import quoted

MOST_ENTRIES = 200_000
LARGEST_MANIFEST = 32 << 20
LARGEST_LINE = 64 << 20
LARGEST_FILE = 1 << 30
_DENSEST = 400
"""So many times smaller than its content a part of an archive may be: tables of text never are."""
_SMALL = 1 << 20


class Whole(NamedTuple):
    """A whole database as it lies there: its manifest, and what opens each part."""

    name: str
    manifest: Mapping[str, Any]
    open: Callable[[str], Any]

    def sentences(self) -> list[str]:
        """What it is and what it holds."""
        told = self.manifest
        rows = sum(int(table["rows"]) for table in told["tables"].values())
        files = len(told["files"])
        said = [
            f"A whole database of crm-tui {told['program']}, written {told['written_at']}",
            f"{rows:,} rows in {len(told['tables'])} tables, {files:,} files",
        ]
        if told.get("missing_files"):
            said.append(f"{len(told['missing_files'])} files were missing where it was written")
        return said


def is_whole(path: Path) -> bool:
    """Whether a folder or an archive has the manifest of a whole database."""
    if path.is_dir():
        return (path / whole_form.MANIFEST).is_file()
    if not path.is_file():  # opening a pipe waits for whoever writes into it
        return False
    try:
        with path.open("rb") as stream:
            if stream.read(4) != b"PK\x03\x04":
                return False
        with ZipFile(path) as archive:
            return whole_form.MANIFEST in archive.NameToInfo
    except (OSError, BadZipFile, ValueError):
        return False


@contextmanager
def opened(path: Path) -> Iterator[Whole]:
    """The whole database in a folder or an archive.

    Raises UsageError where it is none, a newer one, or made to do harm.
    """
    if path.is_dir():
        yield _checked(path, _from_folder(path), _names_of_folder(path))
        return
    try:
        with ZipFile(path) as archive:
            _refuse_bomb(path, archive)
            yield _checked(path, _from_archive(archive), set(archive.namelist()))
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UsageError(
            f"{path} cannot be read: {error}.", "Write it anew, or take another copy of it."
        ) from error


def bring_in(desk: Desk, whole_database: Whole, progress: Progress | None = None) -> MovedIn:
    """Bring it into an empty database as one change set, files included.

    Raises RuleError where the database is not empty, UsageError where a part is not what the
    manifest says; nothing stays then.
    """
    refuse_full(desk)
    tables = whole_database.manifest["tables"]
    for table, told in tables.items():
        if strange := sorted({*told["columns"]} - {*columns(desk, table)}):
            raise UsageError(
                f"{table} in {whole_database.name} has a column {quoted(strange[0])}, which this"
                " program does not know.",
                "Take the program that wrote it, or a newer one.",
            )
    _keep_files(desk, whole_database)
    done = 0

    def moved() -> Iterator[Moved]:
        nonlocal done
        for table in TABLES:
            if table not in tables:
                continue
            told = tables[table]
            names = tuple(told["columns"])
            yield Moved(table, names, _rows(whole_database, table, told, names, count))

    def count() -> None:
        nonlocal done
        done += 1
        if progress and not done % 500:
            progress(done)

    return move_in(desk, moved(), f"brought in {Path(whole_database.name).name}")


# What is there


def _checked(path: Path, read: Callable[[str], Any], names: set[str]) -> Whole:
    with read(whole_form.MANIFEST) as stream:
        text = stream.read(LARGEST_MANIFEST + 1)
    try:
        manifest = json.loads(text) if len(text) <= LARGEST_MANIFEST else None
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("form") != whole_form.NAME:
        raise UsageError(f"{path} holds no whole database: its manifest is none of ours.")
    version = manifest.get("version")
    if version != whole_form.VERSION:
        raise UsageError(
            f"{path} is of a newer form ({version}) than this program reads"
            f" ({whole_form.VERSION}).",
            "Take the program that wrote it, or a newer one.",
        )
    problem = _problem(manifest, names)
    if problem:
        raise UsageError(f"{path} is not as it was written: {problem}.", "Write it anew.")
    return Whole(str(path), manifest, read)


def _problem(manifest: dict[str, Any], names: set[str]) -> str:
    """What is wrong with the manifest, or what it does not vouch for; '' where nothing is."""
    tables, files = manifest.get("tables"), manifest.get("files")
    if not isinstance(tables, dict) or not isinstance(files, dict):
        return "its manifest tells neither tables nor files"
    expected = {whole_form.MANIFEST, whole_form.README}
    for table, told in tables.items():
        if table not in TABLES:
            return f"it has a table {quoted(table)}, which this program does not know"
        if not _is_table(told):
            return f"its manifest does not tell what is in {table}"
        expected.add(whole_form.table_name(table))
    for name, size in files.items():
        if not whole_form.FILE.fullmatch(whole_form.file_name(name)):
            return f"{quoted(name)} is the name of no file"
        if not isinstance(size, int) or not 0 <= size <= LARGEST_FILE:
            return f"the file {name} has no size that can be"
        expected.add(whole_form.file_name(name))
    lacking = expected - names - {whole_form.README}
    if lacking:
        return f"{min(lacking)} is missing"
    strange = {name for name in names - expected if not name.endswith("/")}
    return f"{quoted(min(strange))} does not belong to it" if strange else ""


def _is_table(told: object) -> bool:
    if not isinstance(told, dict):
        return False
    columns = told.get("columns")
    return (
        isinstance(told.get("rows"), int)
        and isinstance(told.get("bytes"), int)
        and isinstance(told.get("sha256"), str)
        and isinstance(columns, list)
        and all(isinstance(name, str) for name in columns)
        and "id" in columns
        and len(set(columns)) == len(columns)
    )


def _rows(
    there: Whole,
    table: str,
    told: Mapping[str, Any],
    names: tuple[str, ...],
    count: Callable[[], None],
) -> Iterator[list[Any]]:
    """The rows of a table. Raises UsageError where they are not those the manifest tells of."""
    digest, number = sha256(), 0
    with there.open(whole_form.table_name(table)) as stream:
        while line := stream.readline(LARGEST_LINE + 1):
            digest.update(line)
            number += 1
            count()
            yield _row(there, table, number, line, names)
    if digest.hexdigest() != told["sha256"] or number != told["rows"]:
        raise _altered(there, f"the table {table} has been changed")


def _row(there: Whole, table: str, number: int, line: bytes, names: tuple[str, ...]) -> list[Any]:
    try:
        told = json.loads(line) if len(line) <= LARGEST_LINE else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or set(told) != set(names):
        raise _altered(there, f"line {number} of the table {table} is no row of it")
    values = [told[name] for name in names]
    if any(isinstance(value, (dict, list)) for value in values):
        raise _altered(there, f"line {number} of the table {table} is no row of it")
    return values


def _keep_files(desk: Desk, there: Whole) -> None:
    kept = files_of(desk)
    for name, size in there.manifest["files"].items():
        with there.open(whole_form.file_name(name)) as stream:
            content = stream.read(size + 1)
        digest = blake2b(content, digest_size=20).hexdigest()
        if len(content) != size or f"{digest[:2]}/{digest[2:]}" != name:
            raise _altered(there, f"the file {name} has been changed")
        kept.keep(content)


def _altered(there: Whole, problem: str) -> UsageError:
    return UsageError(f"{there.name} is not as it was written: {problem}.", "Write it anew.")


# Folders and archives


def _from_folder(folder: Path) -> Callable[[str], Any]:
    def read(name: str) -> BinaryIO:
        path = folder / name  # names have been compared with those that can be there
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                raise UsageError(f"{path} is no plain file.", "Write it anew.")
            return path.open("rb")
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}.") from error

    return read


def _names_of_folder(folder: Path) -> set[str]:
    names: set[str] = set()
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            names.add(path.relative_to(folder).as_posix())
        if len(names) > MOST_ENTRIES:
            raise UsageError(f"{folder} holds more than {MOST_ENTRIES:,} files.")
    return names


def _from_archive(archive: ZipFile) -> Callable[[str], Any]:
    def read(name: str) -> BinaryIO:
        return cast(BinaryIO, archive.open(name))

    return read


def _refuse_bomb(path: Path, archive: ZipFile) -> None:
    """Raise UsageError for an archive that says it holds what no export can."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or len({one.filename for one in entries}) < len(entries):
        raise UsageError(f"{path} holds too many parts, or one twice.", "Write it anew.")
    for entry in entries:
        if entry.flag_bits & 1:
            raise UsageError(f"{path} is encrypted.", "Unpack it, and import the folder.")
        if entry.file_size > max(_SMALL, entry.compress_size * _DENSEST):
            raise UsageError(
                f"{path} would grow too large: {quoted(entry.filename)} is packed too densely.",
                "That is no export of this program.",
            )
