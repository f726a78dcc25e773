"""A desk on a generated database, on the day it was generated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_tui.clock import FixedClock
from crm_tui.services.opening import Desk, open_desk
from tests.perf.generate import NOW
from tests.perf.measure import Line, line, repeated

LOGIN = "user1"


@contextmanager
def at_desk(path: Path, login: str = LOGIN) -> Iterator[Desk]:
    """The desk, closed at the end; one at a time, as in the program itself."""
    desk = open_desk(str(path), login=login, clock=FixedClock(NOW), origin="shell")
    try:
        yield desk
    finally:
        desk.store.close()


Questions = Callable[[Desk], list[tuple[str, Callable[[], object]]]]


def beside_ten(
    few: Path, path: Path, size: str, questions: Questions, count: Callable[[Desk], int],
    records: str, rounds: int = 40,
) -> Iterator[Line]:  # fmt: skip
    """The times of questions to a database with ten records of a kind, and to one with many."""
    with at_desk(few) as desk:
        ten = {what: repeated(ask, rounds) for what, ask in questions(desk)}
    with at_desk(path) as desk:
        number = count(desk)
        for what, ask in questions(desk):
            told = repeated(ask, rounds)
            yield line(f"{what}, 10 {records}", size, ten[what])
            yield line(f"{what}, {number:,} {records}", size, told)
