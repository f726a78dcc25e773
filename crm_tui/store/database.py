"""The store: one open database, through which everything is read and written."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crm_tui.clock import Clock, SystemClock
from crm_tui.errors import CrmError
from crm_tui.models.fields import instant_text
from crm_tui.models.record import database as bound_database
from crm_tui.store.engines import Engine, open_engine


class Store:
    """An open database. Reads are plain; every write stands inside `change_set`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self.session = secrets.token_hex(6)
        self._open = threading.local()
        bound_database.initialize(engine.database)

    @classmethod
    def open(cls, address: str, clock: Clock | None = None, *, create: bool = True) -> Store:
        """Open a path or URL, making or upgrading the database where needed.

        Raises DatabaseError (exit status 6) with the reason when that cannot be done.
        """
        return cls(open_engine(address, create=create), clock or SystemClock())

    def close(self) -> None:
        """Close this process's connections."""
        self.engine.close()

    # Reading

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        """All rows of a portable query, with `?` for each parameter."""
        with self._explained():
            return list(self.engine.database.execute_sql(sql, params).fetchall())

    def row(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """The first row of a query, or None."""
        with self._explained():
            return self.engine.database.execute_sql(sql, params).fetchone()

    def value(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, params)
        return found[0] if found else None

    def rows_by_id(self, sql: str, ids: Sequence[int], chunk: int = 400) -> list[Any]:
        """The rows of a query in which `{ids}` stands for a list of ids of any length."""
        found: list[Any] = []
        for start in range(0, len(ids), chunk):
            part = ids[start : start + chunk]
            found += self.rows(sql.replace("{ids}", ",".join("?" * len(part))), part)
        return found

    # Writing

    def write(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one portable statement inside the open change set; how many rows it touched."""
        count: int = self.engine.database.execute_sql(sql, params).rowcount
        return count

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one portable statement for many rows inside the open change set."""
        self.engine.database.cursor().executemany(sql, rows)

    @contextmanager
    def change_set(
        self,
        user: int | None,
        label: str,
        *,
        origin: str = "",
        undoes: int | None = None,
        on_wait: Callable[[float], None] | None = None,
    ) -> Iterator[int]:
        """One transaction, all of which can be taken back (`domain.md` rule 1).

        Yields the change set's id. Inside another change set of the same thread it joins that
        one, so that use cases can be made of use cases. A change set in which nothing changed
        leaves no trace. `on_wait` hears the seconds spent waiting for another process's lock.

        Raises BusyError or DatabaseError, with nothing changed.
        """
        if (joined := getattr(self._open, "id", None)) is not None:
            yield joined
            return
        with self._explained():
            self.engine.begin(on_wait)
            try:
                self._open.id = self._start(user, label, origin, undoes)
                yield self._open.id
                self._finish(self._open.id)
                self.engine.commit()
            except BaseException:
                self.engine.rollback()
                raise
            finally:
                self._open.id = None

    def _start(self, user: int | None, label: str, origin: str, undoes: int | None) -> int:
        self.write(
            "INSERT INTO change_set (at, user_id, label, origin, session, undoes_id)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (instant_text(self.clock.now()), user, label, origin, self.session, undoes),
        )
        number = int(self.value("SELECT max(id) FROM change_set"))
        self.write("INSERT INTO open_change_set (change_set_id) VALUES (?)", (number,))
        return number

    def _finish(self, number: int) -> None:
        from crm_tui.store import search

        if self.value("SELECT 1 FROM change WHERE change_set_id = ? LIMIT 1", (number,)):
            search.follow(self, number)
        else:
            self.write("DELETE FROM change_set WHERE id = ?", (number,))
        self.write("DELETE FROM open_change_set")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn a driver's error into a sentence; everything else passes."""
        try:
            yield
        except CrmError:
            raise
        except Exception as error:
            known = self.engine.explain(error)
            if known is None:
                raise
            raise known from error
