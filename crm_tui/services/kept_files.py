"""The files that came with mails: found, saved elsewhere, watched over."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.store.desk import Desk
from crm_tui.store.files import Files

_NAMED = """
SELECT file FROM attachment WHERE file <> '' UNION SELECT file FROM mail_message WHERE file <> ''
"""
_ONCE_NAMED = """
SELECT before, after FROM change WHERE record IN ('attachment', 'mail_message')
"""


def files_of(desk: Desk) -> Files:
    """The folder in which the database's files are kept."""
    return Files(desk.store.engine.address)


def attached_file(desk: Desk, attachment: int) -> Path:
    """Where an attachment's file is kept. Raises NotFoundError with why it is not."""
    row = desk.store.row("SELECT name, file, note FROM attachment WHERE id = ?", (attachment,))
    if row is None:
        raise NotFoundError("This file is not there any more.")
    path = files_of(desk).path(row[1])
    if path is None:
        raise NotFoundError(f"{row[0]} is not there: {row[2] or 'its file is missing'}.")
    return path


def save_attached(desk: Desk, ticket: int, folder: Path) -> list[Path]:
    """Copy all files of a ticket's conversation to a folder; the copies.

    A name that is taken gets a number: nothing is written over. Raises RuleError where the folder
    cannot be written to.
    """
    rows = desk.store.rows(
        "SELECT a.name, a.file FROM attachment a JOIN timeline_entry e ON e.id = a.entry_id"
        " WHERE e.ticket_id = ? AND a.file <> '' ORDER BY a.id",
        (ticket,),
    )
    kept = files_of(desk)
    saved = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, file in rows:
            path = kept.path(file)
            if path is not None:
                saved.append(_save(path, folder, name))
    except OSError as error:
        raise RuleError(
            f"Nothing can be saved in {folder}: {error.strerror}.", "Name another folder."
        ) from error
    return saved


def _save(path: Path, folder: Path, name: str) -> Path:
    wanted = Path(name).name or "file"  # a name is never a path, whoever wrote it
    stem, ending = Path(wanted).stem, Path(wanted).suffix
    number = 1
    while True:
        target = folder / (wanted if number == 1 else f"{stem}-{number}{ending}")
        try:
            with target.open("xb") as copy, path.open("rb") as source:
                shutil.copyfileobj(source, copy)
        except FileExistsError:
            number += 1
        else:
            return target


def refused_mail(desk: Desk, number: int) -> bytes:
    """A refused mail as it came. Raises NotFoundError where it is none, or its file is missing."""
    row = desk.store.row("SELECT file FROM mail_message WHERE id = ? AND refused <> ''", (number,))
    path = files_of(desk).path(row[0]) if row else None
    if path is None:
        raise NotFoundError(
            f"There is no refused mail {number}.", "'crm ticket refused' lists them."
        )
    return path.read_bytes()


def missing(desk: Desk) -> list[str]:
    """What is wrong with the files, a sentence each: those that are named and not there."""
    gone = files_of(desk).missing(row[0] for row in desk.store.rows(_NAMED))
    if not gone:
        return []
    what = "a file of a mail is" if len(gone) == 1 else f"{len(gone)} files of mails are"
    return [f"{what} missing in {files_of(desk).folder}, the first of them {gone[0]}"]


def remove_unnamed(desk: Desk) -> int:
    """Remove files that nothing names, nor ever did that undo could bring back; how many."""
    return files_of(desk).remove_others(set(_ever_named(desk)))


def _ever_named(desk: Desk) -> Iterator[str]:
    yield from (row[0] for row in desk.store.rows(_NAMED))
    for texts in desk.store.rows(_ONCE_NAMED):
        for text in filter(None, texts):
            if file := json.loads(text).get("file"):
                yield str(file)
