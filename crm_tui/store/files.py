"""Files that belong to records: kept beside the database, named by what is in them.

A file is whole and durable before a record names it, so a record never names half a file; what
no record names is left over from something that broke off, and harmless. The names that people
and mails give to files are never used as paths.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

from crm_tui.errors import DatabaseError
from crm_tui.store.engines.sqlite.connection import mode_in, sync_folder

_NAME: Final = re.compile(r"[0-9a-f]{2}/[0-9a-f]{38}")
SHARED = 0o660
_FRESH_S = 3600
"""A file as new as this may be named by a change that is still being written."""


class Files:
    """The folder of a database's files, `<database>-files`; it is made with the first of them."""

    def __init__(self, address: str) -> None:
        database = Path(address).expanduser().resolve()
        self.folder = database.with_name(f"{database.name}-files")

    def keep(self, content: bytes) -> str:
        """Keep a file; the name by which it is found. The same content is kept once.

        Raises DatabaseError where it cannot be written.
        """
        digest = blake2b(content, digest_size=20).hexdigest()
        name = f"{digest[:2]}/{digest[2:]}"
        path = self.folder / name
        try:
            if not _holds(path, len(content)):
                self._make(path.parent)
                _write(path, content, mode_in(self.folder.parent))
            else:
                os.utime(path)  # fresh again: nobody takes it for left over now
        except OSError as error:
            raise DatabaseError(
                f"A file cannot be kept in {self.folder}: {error.strerror}.",
                "Make room, or ask for the right to write there.",
            ) from error
        return name

    def path(self, name: str) -> Path | None:
        """Where a kept file is; None where it is missing or the name is none of ours."""
        if not _NAME.fullmatch(name):
            return None
        path = self.folder / name
        return path if path.is_file() else None

    def missing(self, names: Iterable[str]) -> list[str]:
        """Those of the names whose file is not there."""
        return sorted({name for name in names if self.path(name) is None})

    def remove_others(self, names: Iterable[str]) -> int:
        """Remove the files that none of the names is of, but the newest; how many."""
        known, before = set(names), time.time() - _FRESH_S
        removed = 0
        for name, path in list(self._all()):
            if name not in known and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def copy_to(self, database: Path, *, share: bool = False) -> int:
        """Give another database the files of this one that it lacks; how many.

        Those that two databases of one folder `share` take no room twice: no file is ever written
        to again. Raises DatabaseError where one cannot be read or written.
        """
        other = Files(str(database))
        lacking = [(name, path) for name, path in self._all() if other.path(name) is None]
        for name, path in lacking:
            if not (share and other._link(name, path)):
                other._keep_copy(path)
        return len(lacking)

    def _link(self, name: str, path: Path) -> bool:
        """Have a file of another folder here as well; False on a file system without links."""
        try:
            self._make((self.folder / name).parent)
            os.link(path, self.folder / name)
        except OSError:
            return False
        return True

    def _keep_copy(self, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise DatabaseError(f"{path} cannot be read: {error.strerror}.") from error
        self.keep(content)

    def _all(self) -> Iterator[tuple[str, Path]]:
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            name = f"{path.parent.name}/{path.name}"
            if _NAME.fullmatch(name):
                yield name, path

    def _make(self, folder: Path) -> None:
        mode = 0o2770 if mode_in(self.folder.parent) == SHARED else 0o700
        for one in (self.folder, folder):
            if not one.is_dir():
                one.mkdir(exist_ok=True)
                one.chmod(mode)
                sync_folder(one.parent)


def _holds(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a file under a name of its own and give it the right one when it is durable."""
    descriptor, draft = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(draft).replace(path)
        sync_folder(path.parent)
    finally:
        Path(draft).unlink(missing_ok=True)
