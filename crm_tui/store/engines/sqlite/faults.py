"""SQLite's errors as sentences.

Peewee wraps the driver's error, and a failing ROLLBACK hides the one that caused it, so the
true error is looked for along the whole chain of causes.
"""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.errors import BusyError, ConflictError, CrmError, DatabaseError

_SENTENCES = {
    "SQLITE_FULL": ("The disk is full; nothing was changed.", "Free some space and try again."),
    "SQLITE_IOERR": (
        "The disk refused to read or write the database; nothing was changed.",
        "Look at the disk before you go on.",
    ),
    "SQLITE_READONLY": (
        "The database can only be read here; nothing was changed.",
        "Ask whoever owns the file for the right to write to it and to its folder.",
    ),
    "SQLITE_PERM": ("The database may not be opened.", "Look at the file's permissions."),
    "SQLITE_AUTH": ("The database may not be opened.", "Look at the file's permissions."),
    "SQLITE_CANTOPEN": (
        "The database cannot be opened.",
        "Look whether its folder exists and may be written to.",
    ),
    "SQLITE_CORRUPT": (
        "The database is damaged.",
        "Keep the file, and go back to a backup: 'crm restore FILE'.",
    ),
    "SQLITE_NOTADB": ("This file is not a database of this program.", "Choose another with --db."),
}
# The online backup raises errors without a name.
_NAMES = {
    "database is locked": "SQLITE_BUSY",
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "file is not a database": "SQLITE_NOTADB",
}
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it came from, the outermost first."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [current.__cause__, current.__context__]


def error_names(error: BaseException) -> list[str]:
    """SQLite's own names of the errors in the chain, such as SQLITE_FULL."""
    return [name for cause in causes(error) if (name := _name(cause))]


def full_disk() -> DatabaseError:
    """What is said of a disk without room."""
    return DatabaseError(*_SENTENCES["SQLITE_FULL"])


def _name(error: BaseException) -> str:
    return str(getattr(error, "sqlite_errorname", "") or _NAMES.get(str(error), ""))


def is_busy(error: BaseException) -> bool:
    """Whether another process held the lock."""
    return any(name.startswith(_BUSY) for name in error_names(error))


def is_damage(error: BaseException) -> bool:
    """Whether the file's content is not what it should be."""
    return any(name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) for name in error_names(error))


def is_refusal_of_disk(error: BaseException) -> bool:
    """Whether the system refused to read or write; for want of room too, here and there."""
    return any(name.startswith("SQLITE_IOERR") for name in error_names(error))


def is_clash(error: BaseException) -> bool:
    """Whether a row was refused because there is one like it."""
    return any("UNIQUE constraint" in str(cause) for cause in causes(error))


def explain(error: BaseException) -> CrmError | None:
    """A sentence for the error, or None when it is no error of the database's."""
    names = error_names(error)
    if is_busy(error):
        return BusyError(
            "Someone else is writing to the database; nothing was changed.", "Try again."
        )
    for prefix, (sentence, hint) in _SENTENCES.items():
        if any(name.startswith(prefix) for name in names):
            return DatabaseError(sentence, hint)
    if any("FOREIGN KEY" in str(cause) for cause in causes(error)):  # at COMMIT without a name
        return ConflictError(
            "This hangs together with a record that came or went meanwhile; nothing was changed.",
            "The list of changes (U, crm log-of-changes) shows what came after.",
        )
    return None
