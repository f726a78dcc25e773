"""What is under way beside the keys: slow reads, changes, whatever waits for the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from crm_tui.errors import CrmError
from crm_tui.store.desk import Desk
from crm_tui.tui.gateway import Gateway, SupersededError

Found = TypeVar("Found")


class Errands:
    """Lets work run beside the keys and knows what has not ended yet.

    `refused` says an error of the CRM to the user; `failed` ends the program as any other
    failure does.
    """

    def __init__(
        self,
        gateway: Gateway,
        *,
        refused: Callable[[CrmError], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._gateway = gateway
        self._refused = refused
        self._failed = failed
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something run; a failure in it is not lost."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            if isinstance(error, CrmError):
                self._refused(error)
            elif isinstance(error, Exception):
                self._failed(error)

    def read(
        self, subject: str, work: Callable[[Desk], Found], then: Callable[[Found], None]
    ) -> None:
        """Read in the thread of reads; a newer read of the subject makes this one void."""

        async def run() -> None:
            try:
                found = await self._gateway.read(subject, work)
            except SupersededError:
                return
            then(found)

        self.begin(run())

    async def settled(self) -> None:
        """Return when nothing is under way any more: for tests and for quitting."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))
