"""The store: one open database, through which everything is read and written."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from crm_tui.clock import Clock, SystemClock
from crm_tui.errors import ConflictError, CrmError, DatabaseError
from crm_tui.models.binding import bind
from crm_tui.models.stored import instant_text
from crm_tui.store.engines import Engine, open_engine
from crm_tui.store.rows import Rows


class Store(Rows):
    """An open database. Reads are plain; every write stands inside `change_set`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__(engine)
        self.clock = clock
        self.firm: dict[str, str] = {}
        """What the firm has set for everybody, as it was last read (`services.opening.follow`)."""
        self.session = os.urandom(6).hex()
        self.on_wait: Callable[[float], None] | None = None
        self._open = threading.local()
        bind(lambda: engine.database)

    @classmethod
    def open(cls, address: str, clock: Clock | None = None, *, create: bool = True) -> Store:
        """Open a path or URL, making or upgrading the database where needed.

        Raises DatabaseError (exit status 6) with the reason when that cannot be done.
        """
        return cls(open_engine(address, create=create), clock or SystemClock())

    def close(self) -> None:
        """Close this process's connections."""
        self.engine.close()

    # Writing

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write many new rows of a table at once, inside the open change set."""
        rows = list(rows)
        self.engine.insert(table, columns, rows)
        if (written := getattr(self._open, "written", None)) is not None:
            written.add(table, columns, rows)

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
        leaves no trace. `on_wait`, or else the store's own, hears the seconds spent waiting for
        another process's lock.

        Raises BusyError or DatabaseError, with nothing changed.
        """
        if (joined := getattr(self._open, "id", None)) is not None:
            yield joined
            return
        with self._explained(), self._transaction(on_wait):
            try:
                self._open.id = self._start(user, label, origin, undoes)
                yield self._open.id
                self._finish(self._open.id)
            finally:
                self._open.id = None

    def relabel(self, change_set: int, before: str, label: str) -> None:
        """Say more exactly what the open change set did, now that what it is about has been read.

        Where it has joined a greater one, `before` is not the label: that one's stays.
        """
        self.write(
            "UPDATE change_set SET label = ? WHERE id = ? AND label = ?",
            (label, change_set, before),
        )

    @contextmanager
    def long_change_set(
        self, user: int | None, label: str, *, origin: str = ""
    ) -> Iterator[LongChangeSet]:
        """One change set written in many short transactions, so that nobody waits long for it.

        It counts when all of it is written: where it breaks off, by an error or by the end of
        the process, it is taken back whole: at once, or where that fails by whoever comes next,
        a program that runs or starts, and before another one begins. Only one is under way at a
        time; raises BusyError while another is.
        """
        with self.engine.long_lock(), self._explained():
            self._take_back_unfinished(origin)
            with self._transaction():
                number = self._start(user, label, origin, None, finished=False)
                self.write("DELETE FROM open_change_set")
            try:
                yield LongChangeSet(self, number)
                with self._transaction():
                    self._end_long(number)
            except BaseException as error:
                try:
                    # By nobody: a half of something is not offered to be done again.
                    self._take_back_long(number, 0, f"broke off: {label}", origin)
                except CrmError:  # whoever comes next takes it back
                    if isinstance(error, DatabaseError):
                        raise _half_stays(error) from error
                raise

    def _end_long(self, number: int) -> None:
        if self.value("SELECT 1 FROM change WHERE change_set_id = ? LIMIT 1", (number,)):
            self.write("UPDATE change_set SET finished = 1 WHERE id = ?", (number,))
        else:
            self.write("DELETE FROM change_set WHERE id = ?", (number,))

    def take_back_broken(
        self, origin: str = "", on_begin: Callable[[], None] = lambda: None
    ) -> int:
        """Take back the long change sets that broke off before they were whole; how many.

        Does nothing while one is under way; `on_begin` is called before each, for a large one
        takes its time. Raises BusyError or DatabaseError.
        """
        if not self._unfinished():
            return 0
        with self.engine.long_lock_if_free() as is_free:
            return self._take_back_unfinished(origin, on_begin) if is_free else 0

    def _take_back_unfinished(
        self, origin: str, on_begin: Callable[[], None] = lambda: None
    ) -> int:
        """Take back what is unfinished under the lock: none of it is still being written."""
        broken = self._unfinished()
        for number in broken:
            on_begin()
            self._take_back_long(number, 0, "took back an import that broke off", origin)
        return len(broken)

    def _unfinished(self) -> list[int]:
        return [row[0] for row in self.rows("SELECT id FROM change_set WHERE finished = 0")]

    def _take_back_long(self, number: int, user: int, label: str, origin: str) -> None:
        from crm_tui.store import history

        try:
            history.take_back(self, number, user, label, origin, broken=True)
        except ConflictError:
            # Someone has worked on with what came in: theirs is not to be lost, so it all stays.
            with self._explained(), self._transaction():
                self.write(
                    "UPDATE change_set SET finished = 1,"
                    " label = label || ' (broke off; stays, for others have changed a part)'"
                    " WHERE id = ?",
                    (number,),
                )

    @contextmanager
    def _transaction(self, on_wait: Callable[[float], None] | None = None) -> Iterator[None]:
        self.engine.begin(on_wait or self.on_wait)
        try:
            yield
            self.engine.commit()
        except BaseException:
            self.engine.rollback()
            raise

    @contextmanager
    def part_of(self, number: int) -> Iterator[Part]:
        """One transaction that belongs to a long change set; others' writes come in between."""
        from crm_tui.store import search
        from crm_tui.store.written import Written

        part = Part()
        with self._explained(), self._transaction():
            part.begins()
            after = int(self.value("SELECT coalesce(max(id), 0) FROM change"))
            self.write("INSERT INTO open_change_set (change_set_id) VALUES (?)", (number,))
            self._open.id = number
            self._open.written = Written(search.PARTIES_FROM)
            try:
                yield part
                search.follow(self, number, after, self._open.written)
                self.write("DELETE FROM open_change_set")
            finally:
                self._open.id = self._open.written = None
        part.ends()
        time.sleep(0.002)  # whoever waits for the lock gets it now

    def _start(
        self,
        user: int | None,
        label: str,
        origin: str,
        undoes: int | None,
        *,
        finished: bool = True,
    ) -> int:
        self.write(
            "INSERT INTO change_set (at, user_id, label, origin, session, finished, undoes_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                instant_text(self.clock.now()),
                user or None,
                label,
                origin,
                self.session,
                finished,
                undoes,
            ),
        )
        number = int(self.value("SELECT max(id) FROM change_set"))
        self.write("INSERT INTO open_change_set (change_set_id) VALUES (?)", (number,))
        return number

    def _finish(self, number: int) -> None:
        from crm_tui.store import search

        if self.value("SELECT 1 FROM change WHERE change_set_id = ? LIMIT 1", (number,)):
            search.follow(self, number)
        else:  # an undo stays even if nothing was left to take back: it is done
            self.write("DELETE FROM change_set WHERE id = ? AND undoes_id IS NULL", (number,))
        self.write("DELETE FROM open_change_set")


def _half_stays(error: DatabaseError) -> DatabaseError:
    """Why a long change set broke off, where what it had written could not be taken back."""
    why = error.sentence.removesuffix(".").removesuffix("; nothing was changed")
    return DatabaseError(
        f"{why}; what was written so far still stands.",
        f"{error.hint} It is taken back as soon as that can be done.",
    )


class Part:
    """One transaction of a long change set: how much work was done while others could not write.

    It is told in seconds of this thread's own work: where the machine is busy with other things,
    shorter transactions would be more of them, and all the slower.
    """

    def __init__(self) -> None:
        self._since = 0.0
        self.work_s = 0.0

    def begins(self) -> None:
        """Note that the lock is ours."""
        self._since = time.thread_time()

    def ends(self) -> None:
        """Note that it is free."""
        self.work_s = time.thread_time() - self._since


class LongChangeSet:
    """A change set under way that is written in parts."""

    def __init__(self, store: Store, number: int) -> None:
        self._store = store
        self.id = number

    def part(self) -> AbstractContextManager[Part]:
        """The next transaction of it; keep it short."""
        return self._store.part_of(self.id)
