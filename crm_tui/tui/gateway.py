"""The way to the database for whatever may take its time: the event loop never waits for it.

One thread writes, so that changes happen in the order they were asked for; one reads what is
slow. Each has its own connection. A newer read of the same subject interrupts the older one,
whose answer nobody wants any more.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from crm_tui.store.desk import Desk

PATIENCE_S = 0.3
"""Seconds a write may wait for another's lock before the user is told."""

Answer = TypeVar("Answer")


class SupersededError(Exception):
    """A newer read of the same subject has taken this one's place."""


class Gateway:
    """Runs work on the database outside the event loop and hands back what came of it."""

    def __init__(self, desk: Desk, on_wait: Callable[[], None]) -> None:
        """`on_wait` is called on the event loop when a write has waited for some time."""
        self._desk = desk
        self.changed = False
        """Whether the last write changed anything."""
        self._tell_waiting = on_wait
        self._told = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writer = ThreadPoolExecutor(1, "writer")
        self._reader = ThreadPoolExecutor(1, "reader")
        self._pending: set[asyncio.Future[object]] = set()
        self._newest: dict[str, int] = {}
        self._reading: tuple[str, int] | None = None
        self._lock = threading.Lock()
        self._posting = threading.Lock()

    async def write(self, work: Callable[[Desk], Answer]) -> Answer:
        """Run the work in the thread of writes, after all that was asked for before.

        Raises what the work raises: CrmError with a sentence for the user.
        """
        self._loop = asyncio.get_running_loop()
        self._desk.store.on_wait = self._waited
        return await self._track(self._loop.run_in_executor(self._writer, self._write, work))

    async def read(self, subject: str, work: Callable[[Desk], Answer]) -> Answer:
        """Run the work in the thread of reads.

        Raises SupersededError when a read of the same subject was asked for meanwhile.
        """
        loop = asyncio.get_running_loop()
        number = self._newest[subject] = self._newest.get(subject, 0) + 1
        self._interrupt(subject)
        future = loop.run_in_executor(self._reader, self._read, subject, number, work)
        try:
            answer = await self._track(future)
        except SupersededError:
            raise
        except Exception as error:
            if self._newest[subject] != number:
                raise SupersededError from error
            raise
        if self._newest[subject] != number:
            raise SupersededError
        return answer

    async def post(self, work: Callable[[Desk], Answer]) -> Answer:
        """Run work that waits for others outside, such as a mail server, one after the other.

        Unlike for a write, the program's end does not wait for it. Raises what the work raises.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()

        def run() -> None:
            with self._posting:
                try:
                    answer = work(self._desk)
                except Exception as error:  # whoever waits deals with it
                    tell(future.set_exception, error)
                else:
                    tell(future.set_result, answer)
                finally:
                    self._desk.store.close()

        def tell(how: Callable[..., None], what: object) -> None:
            with suppress(RuntimeError):  # the program has ended meanwhile
                loop.call_soon_threadsafe(how, what)

        threading.Thread(target=run, name="post", daemon=True).start()
        return await self._track(future)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return bool(self._pending)

    async def settled(self) -> None:
        """Return when nothing is under way any more."""
        while self._pending:
            await asyncio.wait(set(self._pending))
            await asyncio.sleep(0)

    def close(self, last: Callable[[Desk], object] | None = None) -> None:
        """Let the writes that were asked for end, and a `last` one; reads are broken off."""
        if last is not None:
            self._writer.submit(last, self._desk)
        if self._reading is not None:
            self._desk.store.engine.interrupt(self._reading[1])
        for thread in (self._writer, self._reader):
            thread.submit(self._desk.store.close)
            thread.shutdown(wait=True, cancel_futures=False)

    async def _track(self, future: asyncio.Future[Answer]) -> Answer:
        pending: asyncio.Future[object] = future  # type: ignore[assignment]
        self._pending.add(pending)
        try:
            # Whoever asked may be gone: what was begun is still done.
            return await asyncio.shield(future)
        finally:
            self._pending.discard(pending)

    def _write(self, work: Callable[[Desk], Answer]) -> Answer:
        self._told = False
        before = self._newest_change()
        answer = work(self._desk)
        self.changed = self._newest_change() != before
        return answer

    def _newest_change(self) -> object:
        return self._desk.store.value(
            "SELECT max(id) FROM change_set WHERE user_id = ?", (self._desk.user,)
        )

    def _waited(self, seconds: float) -> None:
        if seconds > PATIENCE_S and not self._told and self._loop is not None:
            self._told = True
            self._loop.call_soon_threadsafe(self._tell_waiting)

    def _read(self, subject: str, number: int, work: Callable[[Desk], Answer]) -> Answer:
        with self._lock:
            if self._newest[subject] != number:
                raise SupersededError
            self._desk.store.engine.version()  # makes the thread's connection known
            self._reading = subject, threading.get_ident()
        try:
            return work(self._desk)
        finally:
            with self._lock:
                self._reading = None
            # Counting a million rows would leave as much of them in memory as all else takes.
            self._desk.store.engine.release_memory()

    def _interrupt(self, subject: str) -> None:
        with self._lock:
            if self._reading is not None and self._reading[0] == subject:
                self._desk.store.engine.interrupt(self._reading[1])
