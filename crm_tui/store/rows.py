"""The rows of an open database, read and written by portable SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crm_tui.errors import CrmError
from crm_tui.store.engines import Engine


class Rows:
    """What is read from a database and written to it, whoever keeps its change sets."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        """All rows of a portable query, with `?` for each parameter."""
        with self._explained():
            return list(self.engine.execute(sql, params).fetchall())

    def row(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """The first row of a query, or None."""
        with self._explained():
            return self.engine.execute(sql, params).fetchone()

    def value(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, params)
        return found[0] if found else None

    def rows_by_id(self, sql: str, ids: Sequence[int | str], chunk: int = 400) -> list[Any]:
        """The rows of a query in which `{ids}` stands for a list of ids or words of any length."""
        found: list[Any] = []
        for start in range(0, len(ids), chunk):
            part = ids[start : start + chunk]
            found += self.rows(sql.replace("{ids}", ",".join("?" * len(part))), part)
        return found

    def write(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one portable statement inside the open change set; how many rows it touched."""
        count: int = self.engine.execute(sql, params).rowcount
        return count

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one portable statement for many rows inside the open change set."""
        self.engine.execute_many(sql, rows)

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
