"""What a view asks the database, and the steps in which the engine says it would answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pytest

from crm_tui.services.opening import Desk


class Question(NamedTuple):
    """A statement as it went to the engine."""

    sql: str
    params: Any


def questions(desk: Desk, ask: Callable[[], object]) -> list[Question]:
    """Everything that is asked on the way, in order; that nothing is asked is a failure."""
    asked: list[Question] = []
    execute = desk.store.engine.execute

    def noted(sql: str, params: Any = ()) -> Any:
        asked.append(Question(sql, params))
        return execute(sql, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk.store.engine, "execute", noted)
        ask()
    assert asked
    return asked


def steps(desk: Desk, asked: Iterable[Question]) -> list[str]:
    """The steps of the plans of these questions, whether or not there are rows."""
    return [
        row[3]
        for sql, params in asked
        for row in desk.store.rows(f"EXPLAIN QUERY PLAN {sql}", params)
    ]


def plans(desk: Desk, ask: Callable[[], object], about: str = "") -> list[str]:
    """The steps of all that is asked on the way, or of what speaks of one table."""
    asked = questions(desk, ask)
    return steps(desk, [one for one in asked if not about or about in one.sql.split()])
