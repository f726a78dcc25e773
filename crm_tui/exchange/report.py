"""What an import did, told as text and as JSON, and the rows it could not take."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir
from types import TracebackType
from typing import Any, NamedTuple, TextIO

from crm_tui.errors import UsageError
from crm_tui.exchange.fields import REJECT_COLUMNS
from crm_tui.exchange.formulas import guarded
from crm_tui.services.intake.tally import Changed, Unknown

SHOWN = 5
BECOMES = {"made": "made", "left": "kept in words", "refused": "refused"}
"""What becomes of a row that names what is not here, in words."""
KEPT_DOUBTS = 500
"""So many doubts are kept with an import's report."""
_COUNTS = ("read", "created", "updated", "unchanged", "rejected")
_TOLD = ("kind", *_COUNTS, "warnings", "rejects_file", "change_set")


class Doubt(NamedTuple):
    """Something about a row that was taken, or the reason why it was not.

    `line` is that of the file, 0 where the doubt is about the whole import.
    """

    line: int
    reason: str


class Report(NamedTuple):
    """The outcome: `read` = `created` + `updated` + `unchanged` + `rejected`.

    `warnings` name every doubtful and every rejected row. `rejects_file` is None where nothing
    was rejected, `change_set` where nothing was written (a trial run, or nothing new). `refused`
    has the rejected ones alone, `unknown` the names that nobody here has, `changes` what differs
    in records that are here (`more_changes`: so many more), `mended` the lines of rows that were
    written otherwise by hand, `parts` what came of each part of an import of several.
    """

    kind: str
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    warnings: tuple[Doubt, ...] = ()
    rejects_file: str | None = None
    change_set: int | None = None
    refused: tuple[Doubt, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    changes: tuple[Changed, ...] = ()
    more_changes: int = 0
    mended: tuple[int, ...] = ()
    parts: tuple[Doubt, ...] = ()

    def as_json(self, *, changes: bool = False) -> dict[str, Any]:
        """The value `crm import --json` prints (`interface.md`, Shell).

        With `changes` it tells field by field what differs, too, and whose names nobody has.
        """
        told = {name: getattr(self, name) for name in _TOLD}
        told["warnings"] = [doubt._asdict() for doubt in self.warnings]
        if self.parts:
            told["parts"] = [one.reason for one in self.parts]
        if changes:
            told["unknown"] = [one._asdict() for one in self.unknown]
            told["changes"] = [one._asdict() for one in self.changes]
        return told

    def as_kept(self, sentences: Sequence[str]) -> dict[str, Any]:
        """What is kept of it with its change set; of many doubts the first."""
        return {
            "found": list(sentences),
            "counts": {name: getattr(self, name) for name in _COUNTS},
            "parts": [one.reason for one in self.parts],
            "doubts": [[one.line, one.reason] for one in self.warnings[:KEPT_DOUBTS]],
            "more_doubts": max(0, len(self.warnings) - KEPT_DOUBTS),
            "rejects_file": self.rejects_file or "",
            "mended": list(self.mended[:KEPT_DOUBTS]),
        }

    def changed_sentences(self) -> list[str]:
        """What differs in records that are here, a line each: field: old -> new."""
        said = [
            f"line {one.line}: {one.record}: {one.field}: {one.old or 'nothing'} -> {one.new}"
            + ("" if one.taken else " (not taken over)")
            for one in self.changes
        ]
        if self.more_changes:
            said.append(f"{self.more_changes:,} more changes are not listed.")
        return said

    @property
    def counted(self) -> str:
        """How many of what were read: '1 person', '1,200 customers'."""
        one = {"people": "person"}.get(self.kind, self.kind.removesuffix("s"))
        return f"{self.read:,} {one if self.read == 1 else self.kind}"

    def sentences(self) -> list[str]:
        """The outcome in a few lines; equal reasons stand in one line with their first rows."""
        said = [
            f"Read {self.counted}: {self.created} created, {self.updated} updated, "
            f"{self.unchanged} unchanged, {self.rejected} rejected."
        ]
        said += [one.reason for one in self.parts]
        if self.mended:
            lines_said = ", ".join(str(line) for line in self.mended[:SHOWN])
            rest = f" and {len(self.mended) - SHOWN} more" if len(self.mended) > SHOWN else ""
            said.append(f"Mended by hand before: line {lines_said}{rest}.")
        lines: dict[str, list[int]] = {}
        for doubt in self.warnings:
            lines.setdefault(doubt.reason, []).append(doubt.line)
        for reason, where in lines.items():
            first = ", ".join(str(line) for line in where[:SHOWN])
            more = f" and {len(where) - SHOWN} more" if len(where) > SHOWN else ""
            said.append(f"line {first}{more}: {reason}" if where[0] else reason)
        if self.rejects_file:
            said.append(f"The rejected rows are in {self.rejects_file}.")
        return said


class Rejects:
    """The file of rejected rows, made when the first one comes.

    Each row stands as it was, behind its line number and the reason; cells that look like
    formulas are made harmless. The mended file can be imported as it is.
    """

    def __init__(self, path: Path, columns: Sequence[str], *, replace: bool = False) -> None:
        self._path = path
        self._columns = columns
        self._replace = replace
        self._stream: TextIO | None = None

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream:
            self._stream.close()

    @property
    def path(self) -> str | None:
        """Where the rows are; None where none was rejected."""
        return str(self._path) if self._stream else None

    def add(self, line: int, reason: str, cells: Sequence[str]) -> None:
        """Writes one row. Raises UsageError where the file cannot be made."""
        if self._stream is None:
            self._stream, self._path = open_new(self._path, replace=self._replace)
            self._write([*REJECT_COLUMNS, *self._columns])
        self._write([str(line), reason, *cells])

    def _write(self, cells: Sequence[str]) -> None:
        if self._stream:
            csv.writer(self._stream).writerow([guarded(cell) for cell in cells])


def open_new(path: Path, *, replace: bool = False) -> tuple[TextIO, Path]:
    """A file for rejected rows that only its owner may read, and where it stands.

    Where there is one of that name already the next number is taken, unless it is to `replace`.
    Raises UsageError where it cannot be made.
    """
    how = os.O_TRUNC if replace else os.O_EXCL
    number = 1
    while True:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
            return os.fdopen(handle, "w", encoding="utf-8", newline=""), path
        except FileExistsError:
            stem = path.stem.removesuffix(f"-{number}")
            number += 1
            path = path.with_name(f"{stem}-{number}{path.suffix}")
        except OSError as error:
            raise UsageError(
                f"The rejected rows cannot be written to {path}: {error.strerror}.",
                "Name another file with --rejects.",
            ) from error


def rejects_beside(source: str, ending: str = "csv") -> Path:
    """Where rejected rows of a file go unless said otherwise: beside it, here, or for a while."""
    path = Path(source)
    folders = (path.parent, Path(), Path(gettempdir()))
    folder = next((folder for folder in folders if os.access(folder, os.W_OK)), folders[-1])
    return folder / f"{path.stem}.rejects.{ending}"
