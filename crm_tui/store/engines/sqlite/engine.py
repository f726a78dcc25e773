"""The SQLite engine: one file, many processes."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from crm_tui.errors import BusyError, CrmError, DatabaseError
from crm_tui.store.engines import PartyDocument
from crm_tui.store.engines.sqlite import faults, search, vocabulary
from crm_tui.store.engines.sqlite.connection import (
    FEW_WRITES,
    NEWEST,
    PATIENCE_MS,
    SEVERAL_WRITES,
    connect,
    driver,
    journal_mode,
    library_version,
    real_path,
    refuse_strangers,
    wal_is_safe,
)

LOCK_PATIENCE = 15.0
_SHARED_MEMORY = 32768
"""Bytes that a database in WAL mode needs beside it to be opened at all."""
_NAMED = "Look at --db and CRM_DB."
JOURNALLED = (
    "user", "party", "contact_method", "relationship", "assignment", "tag", "tagging",
    "external_id", "product", "task", "timeline_entry", "participant", "opinion", "need",
    "choice", "setting", "saved_view", "planning", "day_off", "silence",
    "pipeline", "stage", "goal", "deal", "stage_change", "line_item", "deal_person", "credit",
    "competitor_note", "target",
    "business_calendar", "holiday", "sla_policy", "ticket", "ticket_state_change", "claim",
    "ticket_tagging", "snippet", "macro", "mail_message", "attachment",
    "alias", "distinct_pair", "custom_field", "import_mapping", "document", "document_line",
)  # fmt: skip


def open_sqlite(path: Path, *, create: bool = True) -> SqliteEngine:
    """Open, and where needed make or upgrade, the file.

    Raises DatabaseError when it cannot be opened, is not ours, is damaged or newer.
    """
    path = real_path(path)
    engine = SqliteEngine(path)
    try:
        engine.open(create=create)
    except CrmError:
        engine.close()
        raise
    except OSError as error:
        engine.close()
        raise DatabaseError(f"{path} cannot be opened: {error.strerror}.", _NAMED) from error
    except driver().Error as error:
        engine.close()
        known = engine.explain(error)
        if known is None:
            raise
        raise type(known)(f"{path}: {known.sentence}", known.hint) from error
    return engine


def _nothing() -> None:
    pass


class SqliteEngine:
    """Everything of SQLite the store needs; see `Engine` for what each method promises."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.address = str(path)
        self._own = threading.local()
        self._database: Any = None
        self._connections: dict[int, Any] = {}
        self._identity: tuple[int, int] | None = None
        self._in_wal = False
        self._committed: Callable[[], None] = _nothing

    def open(self, *, create: bool) -> None:
        """Connect this thread; make or upgrade the file under a lock first."""
        self._find_file(create=create)
        # Noted before connecting: whoever replaces the file in between is noticed too.
        status = self.path.stat()
        self._identity = (status.st_dev, status.st_ino)
        connection = self._connection()
        if refuse_strangers(connection, self.path) < NEWEST:
            from crm_tui.store.engines.sqlite import upgrade
            from crm_tui.store.engines.sqlite.locks import opening_lock

            with opening_lock(self.path):
                upgrade.upgrade(connection, self.path, JOURNALLED)
        self._in_wal = self._settle_journal() == "wal"

    def _find_file(self, *, create: bool) -> None:
        if not self.path.exists():
            if not create:
                raise DatabaseError(f"There is no database at {self.path}.", _NAMED)
            self._make_file()
        if not self.path.is_file():
            kind = "folder" if self.path.is_dir() else "device"
            raise DatabaseError(
                f"{self.path} is a {kind}, not a database.", "Choose a file with --db."
            )
        if not self.path.stat().st_size:
            raise DatabaseError(
                f"{self.path} is empty: not a database of this program.",
                "Remove the file to start a new database there.",
            )

    def _make_file(self) -> None:
        from crm_tui.store.engines.sqlite import upgrade
        from crm_tui.store.engines.sqlite.locks import opening_lock

        with opening_lock(self.path):
            if not self.path.exists():
                upgrade.make(self.path, JOURNALLED)

    def _settle_journal(self) -> str:
        """The journal mode of the file, changed to the right one for this library if need be."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while True:
            try:
                return self._change_journal(self._connection())
            except driver().OperationalError as error:
                # In WAL mode each connection stands in the way of the others: make room.
                self.close()
                if time.monotonic() > deadline:
                    raise DatabaseError(
                        f"Others have {self.path} open in a way that this older SQLite cannot"
                        " share safely.",
                        "Install the same SQLite everywhere, or let them leave first.",
                    ) from error
                time.sleep(random.uniform(0.005, 0.05))

    def _change_journal(self, connection: Any) -> str:
        mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
        wanted = journal_mode()
        if mode == wanted:
            return mode
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            return str(connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0])
        except driver().OperationalError as error:
            # A rollback journal does as well as WAL, and who only reads harms neither.
            if wanted == "wal" or not faults.is_busy(error):
                return mode
            raise
        finally:
            connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")

    @property
    def database(self) -> Any:
        """See `Engine.database`."""
        if self._database is None:
            from crm_tui.store.engines.sqlite.peewee_database import SharedDatabase

            self._database = SharedDatabase(self.path, self._connection)
        return self._database

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """See `Engine.execute`."""
        return self._connection().execute(sql, params)

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """See `Engine.execute_many`."""
        self._connection().executemany(sql, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """See `Engine.insert`.

        The rows are laid down beside the table first: SQLite sets every page aside that a
        statement with triggers touches, and one statement for all rows touches most pages once.
        What is the same in all of them, as times and empty columns are, is said once.
        """
        connection = self._connection()
        rows = list(rows)
        if not rows:
            return
        by_column = list(zip(*rows, strict=True))
        vary = [nth for nth, values in enumerate(by_column) if len(set(values)) > 1] or [0]
        # Its columns have no types, so that values arrive as they are.
        waiting = f"temp.waiting_{len(vary)}"
        cells = [f"c{nth}" for nth in range(len(vary))]
        connection.execute(f"CREATE TABLE IF NOT EXISTS {waiting} ({', '.join(cells)})")
        connection.executemany(
            f"INSERT INTO {waiting} VALUES ({', '.join('?' * len(vary))})",
            zip(*(by_column[nth] for nth in vary), strict=True),
        )
        said = dict(zip(vary, cells, strict=True))
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(said.get(nth, "?") for nth in range(len(columns)))
        connection.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} FROM {waiting} ORDER BY rowid',
            [column[0] for nth, column in enumerate(by_column) if nth not in said],
        )
        connection.execute(f"DELETE FROM {waiting}")

    def _connection(self) -> Any:
        """The connection of the thread that asks; it ends with the thread."""
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = connect(self.path)
            self._connections[threading.get_ident()] = connection
        return connection

    # Transactions

    def begin(self, on_wait: Callable[[float], None] | None) -> None:
        """See `Engine.begin`. Our own short random pauses are fairer than SQLite's waiting."""
        self._notice_replaced()
        connection = self._connection()
        started = time.monotonic()
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._try_begin(connection):
                waited = time.monotonic() - started
                if waited > LOCK_PATIENCE:
                    raise BusyError(
                        "Someone else is writing to the database; nothing was changed.",
                        "Try again.",
                    )
                if on_wait:
                    on_wait(waited)
                time.sleep(random.uniform(0.001, 0.003))
        finally:
            connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        self._notice_upgrade(connection)
        self._notice_lost_wal(connection)

    @staticmethod
    def _try_begin(connection: Any) -> bool:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except driver().OperationalError as error:
            if faults.is_busy(error):
                return False
            raise
        return True

    def _notice_replaced(self) -> None:
        try:
            status = self.path.stat()
        except OSError:
            status = None
        if self._identity and (not status or (status.st_dev, status.st_ino) != self._identity):
            raise DatabaseError(
                f"{self.path.name} was removed or replaced while it was open; nothing was changed.",
                "Leave the program and start it again.",
            )

    def _notice_upgrade(self, connection: Any) -> None:
        if connection.execute("PRAGMA user_version").fetchone()[0] != NEWEST:
            self.rollback()
            raise DatabaseError(
                "The database was upgraded by a newer program; nothing was changed.",
                "Leave the program and start it again.",
            )

    def _notice_lost_wal(self, connection: Any) -> None:
        """Save what stands in a WAL that somebody removed: this connection still has it open."""
        if not self._in_wal or self._side_file("-wal").exists():
            return
        self.rollback()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raise DatabaseError(
            f"{self._side_file('-wal').name} was removed while the database was open; what was"
            " saved is safe, nothing new was changed.",
            "Leave the program and start it again.",
        )

    def _side_file(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def commit(self) -> None:
        """See `Engine.commit`."""
        self._connection().execute("COMMIT")
        self._committed()

    def rollback(self) -> None:
        """See `Engine.rollback`."""
        connection = self._connection()
        if connection.in_transaction:
            with suppress(driver().Error):
                connection.execute("ROLLBACK")

    def defer_references(self) -> None:
        """See `Engine.defer_references`."""
        self.execute("PRAGMA defer_foreign_keys = ON")

    @contextmanager
    def long_lock(self) -> Iterator[None]:
        """See `Engine.long_lock`."""
        with self.long_lock_if_free() as is_free:
            if not is_free:
                raise BusyError("Another import is under way.", "Wait until it has ended.")
            from crm_tui.store.engines.sqlite.log_emptying import log_emptied

            try:
                self._set(SEVERAL_WRITES)
                with log_emptied(self.path) as self._committed:
                    yield
            finally:
                self._committed = _nothing
                self._set(FEW_WRITES)

    def _set(self, pragmas: Iterable[str]) -> None:
        for pragma in pragmas:
            self.execute(f"PRAGMA {pragma}").fetchall()

    def long_lock_if_free(self) -> AbstractContextManager[bool]:
        """See `Engine.long_lock_if_free`."""
        from crm_tui.store.engines.sqlite.locks import import_lock

        return import_lock(self.path)

    def seconds(self, instant: str) -> str:
        """See `Engine.seconds`."""
        return f"CAST(strftime('%s', {instant}) AS INTEGER)"

    def next_id(self, table: str) -> int:
        """See `Engine.next_id`."""
        row = self.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return int(row[0]) + 1 if row else 1

    def explain(self, error: BaseException) -> CrmError | None:
        """See `Engine.explain`. Of a damaged file the newest backup beside it is named."""
        known = faults.explain(error)
        if known is None:
            return None
        if faults.is_refusal_of_disk(error) and self._is_disk_full():
            return faults.full_disk()
        if faults.is_damage(error):
            from crm_tui.store.engines.sqlite import backup

            newest = backup.newest_beside(self.path)
            if newest is not None:
                known.hint = f"The newest backup here: 'crm restore {newest}'."
        return known

    def _is_disk_full(self) -> bool:
        """Whether there is no room for what SQLite keeps beside an open file in WAL mode."""
        try:
            room = os.statvfs(self.path.parent)
        except OSError:
            return False
        return room.f_bavail * room.f_frsize < _SHARED_MEMORY

    def is_clash(self, error: BaseException) -> bool:
        """See `Engine.is_clash`."""
        return faults.is_clash(error)

    def version(self) -> int:
        """See `Engine.version`."""
        self._notice_replaced()
        try:
            return int(self._connection().execute("PRAGMA data_version").fetchone()[0])
        except driver().Error as error:
            raise self.explain(error) or error from error

    def interrupt(self, thread: int) -> None:
        """See `Engine.interrupt`."""
        connection = self._connections.get(thread)
        if connection is not None:
            with suppress(driver().Error):
                connection.interrupt()

    # Search

    def parties_touched(self, change_set: int) -> list[int]:
        """See `Engine.parties_touched`."""
        return search.parties_touched(self.execute, change_set)

    def changed_parties(self, change_set: int, after: int) -> list[int]:
        """See `Engine.changed_parties`."""
        return search.changed_parties(self.execute, change_set, after)

    def changed_entries(self, change_set: int, after: int) -> list[int]:
        """See `Engine.changed_entries`."""
        return search.changed_entries(self.execute, change_set, after)

    def changed_rows(self, record: str, change_set: int, after: int) -> list[int]:
        """See `Engine.changed_rows`."""
        return search.changed_rows(self.execute, record, change_set, after)

    def changed_tickets(self, change_set: int, after: int) -> list[int]:
        """See `Engine.changed_tickets`."""
        return search.changed_tickets(self.execute, change_set, after)

    def index_parties(self, gone: Sequence[int], documents: Iterable[PartyDocument]) -> None:
        """See `Engine.index_parties`."""
        documents = list(documents)
        vocabulary.learn(self.execute_many, documents)
        search.replace(
            self.execute, self.execute_many, "party_search", search.FIELDS, gone, documents
        )

    def index_entries(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """See `Engine.index_entries`."""
        search.replace(self.execute, self.execute_many, "entry_search", ("words",), gone, documents)

    def index_tasks(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """See `Engine.index_tasks`."""
        search.replace(self.execute, self.execute_many, "task_search", ("title",), gone, documents)

    def index_deals(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """See `Engine.index_deals`."""
        search.replace(self.execute, self.execute_many, "deal_search", ("words",), gone, documents)

    def index_tickets(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """See `Engine.index_tickets`."""
        search.replace(
            self.execute, self.execute_many, "ticket_search", ("words",), gone, documents
        )

    def index_digits(self, gone: Sequence[int], documents: Iterable[tuple[int, str]]) -> None:
        """See `Engine.index_digits`."""
        search.replace(
            self.execute, self.execute_many, "digits_search", ("digits",), gone, documents
        )

    def find_parties(self, words: Sequence[str], limit: int) -> list[int]:
        """See `Engine.find_parties`."""
        return search.find_parties(self.execute, words, limit)

    def find_entries(self, words: Sequence[str], limit: int) -> list[int]:
        """See `Engine.find_entries`."""
        return search.find_newest(self.execute, "entry_search", words, limit)

    def find_tasks(self, words: Sequence[str], limit: int) -> list[int]:
        """See `Engine.find_tasks`."""
        return search.find_newest(self.execute, "task_search", words, limit)

    def find_deals(self, words: Sequence[str], limit: int) -> list[int]:
        """See `Engine.find_deals`."""
        return search.find_newest(self.execute, "deal_search", words, limit)

    def find_tickets(self, words: Sequence[str], limit: int) -> list[int]:
        """See `Engine.find_tickets`."""
        return search.find_newest(self.execute, "ticket_search", words, limit)

    def find_digits(self, digits: str, limit: int) -> list[int]:
        """See `Engine.find_digits`."""
        return search.find_digits(self.execute, digits, limit)

    def find_misspelt(self, words: Sequence[str], limit: int) -> list[int]:
        """See `Engine.find_misspelt`."""
        return search.find_misspelt(self.execute, words, limit)

    def matched_fields(self, party: int, words: Sequence[str]) -> list[str]:
        """See `Engine.matched_fields`."""
        return search.matched_fields(self.execute, party, words)

    def changes_naming(self, party: int) -> dict[int, int]:
        """See `Engine.changes_naming`."""
        return search.changes_naming(self.execute, party)

    def forget_words(self, words: Iterable[str]) -> None:
        """See `Engine.forget_words`."""
        vocabulary.forget(self.execute, words)
        search.tidy(self.execute)

    # The file

    def empty_log(self) -> None:
        """See `Engine.empty_log`."""
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def backup(self, target: Path) -> None:
        """See `Engine.backup`."""
        from crm_tui.store.engines.sqlite import backup

        backup.write(self._connection(), target)

    def check(self) -> list[str]:
        """See `Engine.check`."""
        found: list[str] = []
        try:
            for row in self.execute("PRAGMA integrity_check"):
                if row[0] != "ok":
                    found.append(f"damaged: {row[0]}")
            for table, row, parent, _ in self.execute("PRAGMA foreign_key_check"):
                found.append(f"{table} {row} refers to a {parent} that is not there")
        except driver().Error as error:
            found.append(f"damaged: {self.explain(error) or error}")
        return found

    def facts(self) -> list[tuple[str, str]]:
        """See `Engine.facts`."""
        version = library_version()
        mode = str(self.execute("PRAGMA journal_mode").fetchone()[0])
        reason = "" if wal_is_safe(version) else " (this library has the WAL-reset fault)"
        return [
            ("database", self.address),
            ("engine", "SQLite " + ".".join(map(str, version))),
            ("journal", mode + reason),
            ("size", f"{self.path.stat().st_size:,} bytes"),
        ]

    def release_memory(self) -> None:
        """See `Engine.release_memory`."""
        self._connection().execute("PRAGMA shrink_memory")

    def close(self) -> None:
        """See `Engine.close`. Other threads' connections end with their threads."""
        if self._database is not None and not self._database.is_closed():
            self._database.close()
        connection = getattr(self._own, "connection", None)
        if connection is not None:
            connection.close()
            self._own.connection = None
        self._connections.clear()
