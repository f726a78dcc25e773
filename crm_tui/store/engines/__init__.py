"""What differs between database engines, one module an engine, behind one protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from crm_tui.errors import UsageError

if TYPE_CHECKING:
    from crm_tui.errors import CrmError


class PartyDocument(NamedTuple):
    """What the search index holds of a party, folded already."""

    id: int
    name: str
    company: str
    email: str
    phone: str
    tags: str
    place: str
    notes: str


class Engine(Protocol):
    """A database engine: everything the store cannot say in portable SQL."""

    address: str

    @property
    def database(self) -> Any:
        """The database as Peewee knows it, for the models; made at its first use."""
        ...

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run a portable statement on this thread's connection; the driver's cursor."""
        ...

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a portable statement once for each of the rows."""
        ...

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write many new rows of a table at once."""
        ...

    def begin(self, on_wait: Callable[[float], None] | None) -> None:
        """Take the write lock; `on_wait` hears the seconds waited so far.

        Raises BusyError when another process keeps the lock, DatabaseError when the file was
        upgraded, replaced or removed under the program.
        """
        ...

    def commit(self) -> None:
        """Make the open transaction durable; raises ConflictError for a broken reference."""
        ...

    def rollback(self) -> None:
        """Forget the open transaction; never raises."""
        ...

    def defer_references(self) -> None:
        """Check references at commit instead of at each statement, in this transaction."""
        ...

    def long_lock(self) -> AbstractContextManager[None]:
        """Held while a change set is written in parts; it ends with the process.

        Raises BusyError while another process holds it.
        """
        ...

    def long_lock_if_free(self) -> AbstractContextManager[bool]:
        """The same lock, if it can be had at once; says whether it was."""
        ...

    def seconds(self, instant: str) -> str:
        """The expression for an instant, an expression too, in whole seconds since 1970."""
        ...

    def next_id(self, table: str) -> int:
        """The id the table's next row gets, never used before; certain inside a transaction."""
        ...

    def explain(self, error: BaseException) -> CrmError | None:
        """The sentence for a driver's error, found under any masks; None if it is not one."""
        ...

    def is_clash(self, error: BaseException) -> bool:
        """Whether a driver's error says that there is such a row already."""
        ...

    def version(self) -> int:
        """A number that moves when another connection has changed the database.

        Raises DatabaseError when the database was replaced, removed or cannot be read.
        """
        ...

    def interrupt(self, thread: int) -> None:
        """Stop the statement that the thread's connection is running, if any."""
        ...

    def parties_touched(self, change_set: int) -> list[int]:
        """Parties whose card shows something else since the change set."""
        ...

    def changes_naming(self, party: int) -> dict[int, int]:
        """The journal's changes (id to change set) of rows that were, or are, a party's."""
        ...

    def changed_parties(self, change_set: int, after: int) -> list[int]:
        """Parties whose search text a change set touched, gone ones included.

        Only the changes with an id above `after` are looked at.
        """
        ...

    def changed_entries(self, change_set: int, after: int) -> list[int]:
        """Timeline entries a change set made or removed, by changes above `after`."""
        ...

    def changed_rows(self, record: str, change_set: int, after: int) -> list[int]:
        """Rows of a record, such as 'task', that the change set's changes above `after` touched."""
        ...

    def changed_tickets(self, change_set: int, after: int) -> list[int]:
        """Tickets the change set's changes above `after` touched."""
        ...

    def index_parties(self, gone: Sequence[int], documents: Iterable[PartyDocument]) -> None:
        """Replace the search documents of the parties `gone` by `documents`."""
        ...

    def index_entries(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """Replace the search documents of the entries `gone` by (id, words)."""
        ...

    def index_tasks(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """Replace the search documents of the tasks `gone` by (id, title)."""
        ...

    def index_deals(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """Replace the search documents of the deals `gone` by (id, words)."""
        ...

    def index_tickets(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """Replace the search documents of the tickets `gone` by (id, words)."""
        ...

    def index_digits(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """Replace the digits of the parties `gone` by (party, digits)."""
        ...

    def find_parties(self, words: Sequence[str], limit: int) -> list[int]:
        """Parties with a word beginning with each of `words` (folded), in no order."""
        ...

    def find_entries(self, words: Sequence[str], limit: int) -> list[int]:
        """Timeline entries with a word beginning with each of `words`, newest first."""
        ...

    def find_tasks(self, words: Sequence[str], limit: int) -> list[int]:
        """Open tasks with a word beginning with each of `words`, newest first."""
        ...

    def find_deals(self, words: Sequence[str], limit: int) -> list[int]:
        """Deals with a word beginning with each of `words`, newest first."""
        ...

    def find_tickets(self, words: Sequence[str], limit: int) -> list[int]:
        """Tickets with a word beginning with each of `words`, newest first."""
        ...

    def find_digits(self, digits: str, limit: int) -> list[int]:
        """Parties with a number that contains `digits`."""
        ...

    def find_misspelt(self, words: Sequence[str], limit: int) -> list[int]:
        """Parties whose name has each word, one typing slip in a word forgiven."""
        ...

    def matched_fields(self, party: int, words: Sequence[str]) -> list[str]:
        """In which fields of the party's document the words were found."""
        ...

    def forget_words(self, words: Iterable[str]) -> None:
        """Leave nothing in the search indexes of words and rows that have gone from them."""
        ...

    def empty_log(self) -> None:
        """Leave nothing of what was deleted in files beside the database, where that is free."""
        ...

    def backup(self, target: Path) -> None:
        """Write a checked copy of the whole database to `target`, in one step."""
        ...

    def check(self) -> list[str]:
        """What is wrong with the database, a sentence each; empty when nothing is."""
        ...

    def facts(self) -> list[tuple[str, str]]:
        """What the database runs on: (name, value) pairs for `crm check`."""
        ...

    def release_memory(self) -> None:
        """Give back what this thread's connection keeps of what it read."""
        ...

    def close(self) -> None:
        """Close every connection of this process."""
        ...


def open_engine(address: str, *, create: bool = True) -> Engine:
    """The engine for a path or URL, opened and upgraded to this program's schema.

    Raises UsageError for an engine this version does not know, DatabaseError when it cannot be
    opened.
    """
    path = _sqlite_path(address)
    from crm_tui.store.engines.sqlite import open_sqlite

    return open_sqlite(path, create=create)


def restore_engine(address: str, source: Path, keep_as: Path) -> None:
    """Put the backup `source` in the place of a database, which is kept as `keep_as`.

    Raises what `open_engine` raises, and BusyError while others have the database open.
    """
    path = _sqlite_path(address)
    from crm_tui.store.engines.sqlite.restore import restore

    restore(path, source, keep_as)


def _sqlite_path(address: str) -> Path:
    scheme, separator, rest = address.partition("://")
    if separator and scheme not in ("sqlite", "file"):
        raise UsageError(
            f"{scheme} databases are not supported by this version.",
            "Give the path of a SQLite file with --db.",
        )
    return Path(rest if separator else address).expanduser()
