"""Brings what a long change set has written from the log into the file, while it goes on writing.

SQLite lets the connection whose commit makes the log long do this. In an import that is a tenth of
all its time, and a colleague whose small write comes at the wrong moment waits for it, too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from crm_tui.store.engines.sqlite.connection import connect, driver


@contextmanager
def log_emptied(path: Path) -> Iterator[Callable[[], None]]:
    """A thread that empties the log; tell it after each commit by what is given.

    Writers and readers do not wait for it. Where it cannot (a full disk), the log stays as long
    as it is and whoever commits next tries.
    """
    committed, ended = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=_empty, args=(path, committed, ended), name="log emptying", daemon=True
    )
    thread.start()
    try:
        yield committed.set
    finally:
        ended.set()
        committed.set()
        thread.join()


def _empty(path: Path, committed: threading.Event, ended: threading.Event) -> None:
    with suppress(driver().Error), closing(connect(path)) as connection:
        while True:
            committed.wait()
            committed.clear()
            is_last = ended.is_set()  # read first: what came before the end is emptied, too
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            if is_last:
                return
