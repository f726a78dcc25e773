"""Everything written for the next system (S109): complete as JSON lines, or as spreadsheets."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast
from zipfile import ZIP_DEFLATED, ZipFile

from crm_tui import __version__
from crm_tui.errors import UsageError
from crm_tui.exchange import exporting, whole_form
from crm_tui.exchange.exporting import Export, Progress
from crm_tui.exchange.whole_file import refused, whole_file
from crm_tui.services import moving_out
from crm_tui.services.kept_files import files_of
from crm_tui.services.opening import Desk
from crm_tui.views.whole_records import Asked


class Place(Protocol):
    """Where files go: a folder or an archive."""

    def new(self, name: str) -> Any:
        """A context in which the file of that name is written."""
        ...


def write_everything(desk: Desk, target: Path, progress: Progress | None = None) -> dict[str, int]:
    """Write every table into a folder or zip file that is not there yet; rows by table.

    It is one moment of the database, whatever others write meanwhile. Raises UsageError where it
    cannot be written; nothing of it stays then.
    """
    with _place(target) as place, moving_out.at_one_moment(desk):
        tables: dict[str, dict[str, Any]] = {}
        for table in moving_out.TABLES:
            tables[table] = _write_table(desk, place, table, progress)
        kept = _write_files(desk, place)
        manifest = {
            "form": whole_form.NAME,
            "version": whole_form.VERSION,
            "program": __version__,
            "written_at": f"{desk.clock.now():%Y-%m-%dT%H:%M:%SZ}",
            "tables": tables,
            **kept,
        }
        with place.new(whole_form.README) as stream:
            stream.write(whole_form.ABOUT.encode())
        with place.new(whole_form.MANIFEST) as stream:
            stream.write(json.dumps(manifest, indent=2).encode())
    return {table: told["rows"] for table, told in tables.items()}


def write_kinds(
    desk: Desk, target: Path, form: str, *, raw: bool = False, progress: Progress | None = None
) -> dict[str, int]:
    """Write each kind as a spreadsheet into a folder or zip file; records by kind.

    Archived and ended ones are in it. Raises UsageError where it cannot be written.
    """
    counts: dict[str, int] = {}
    with _place(target) as place:
        for kind in exporting.KINDS:
            export = Export(kind, form, Asked(archived=True), raw=raw)
            with place.new(f"{kind}.{form}") as stream:
                counts[kind] = exporting.write(desk, stream, export, progress).records
    return counts


def _write_table(desk: Desk, place: Place, table: str, progress: Progress | None) -> dict[str, Any]:
    names = moving_out.columns(desk, table)
    digest, count, size = sha256(), 0, 0
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
    with place.new(whole_form.table_name(table)) as stream:
        for row in moving_out.rows(desk, table, names):
            line = encode(dict(zip(names, row, strict=True))).encode("utf-8", "surrogatepass")
            line += b"\n"
            stream.write(line)
            digest.update(line)
            count, size = count + 1, size + len(line)
            if progress and not count % 500:
                progress(count)
    return {"rows": count, "columns": names, "bytes": size, "sha256": digest.hexdigest()}


def _write_files(desk: Desk, place: Place) -> dict[str, Any]:
    """Copy the files that records name; how large each is, and which are missing."""
    kept, sizes, missing = files_of(desk), {}, []
    named = desk.store.rows(
        "SELECT file FROM attachment WHERE file <> '' UNION"
        " SELECT file FROM mail_message WHERE file <> '' ORDER BY 1"
    )
    for (name,) in named:
        path = kept.path(name)
        if path is None:
            missing.append(name)
            continue
        with path.open("rb") as source, place.new(whole_form.file_name(name)) as stream:
            shutil.copyfileobj(source, stream)
        sizes[name] = path.stat().st_size
    return {"files": sizes, "missing_files": missing}


@contextmanager
def _place(target: Path) -> Iterator[Place]:
    """A folder or zip file that takes its name when it is whole."""
    if target.suffix.casefold() == ".zip":
        with whole_file(target) as stream, ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            yield _Archive(archive)
        return
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} is there already.", "Name a new folder, or a file NAME.zip.")
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise refused(target, error) from error
    try:
        yield _Folder(draft)
        if target.exists():
            target.rmdir()
        draft.rename(target)
    except OSError as error:
        raise refused(target, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


class _Archive:
    """A zip file."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def new(self, name: str) -> Iterator[BinaryIO]:
        if name.endswith(".xlsx"):  # put together from its end
            with tempfile.TemporaryFile() as draft:
                yield cast(BinaryIO, draft)
                draft.seek(0)
                with self._archive.open(name, "w", force_zip64=True) as stream:
                    shutil.copyfileobj(draft, stream)
            return
        with self._archive.open(name, "w", force_zip64=True) as stream:
            yield cast(BinaryIO, stream)


class _Folder:
    """A folder; its files are their owner's alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def new(self, name: str) -> Iterator[BinaryIO]:
        path = self._folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
