"""The database as Peewee sees it: the engine's own connections, a thread each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import peewee


class SharedDatabase(peewee.SqliteDatabase):
    """Works on the connections that the engine has opened; only the engine closes them."""

    def __init__(self, path: Path, connection: Callable[[], Any]) -> None:
        super().__init__(str(path), lock_type="IMMEDIATE", autoconnect=True)
        self._engine_connection = connection

    def _connect(self) -> Any:
        connection = self._engine_connection()
        self._add_conn_hooks(connection)  # type: ignore[attr-defined]
        return connection

    def _close(self, conn: Any) -> None:
        """Forget the connection without closing it."""
