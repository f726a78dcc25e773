"""What a second process reads arrives as if this one had read it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from crm_tui.errors import CrmError, UsageError
from crm_tui.exchange.read_ahead import HERE, read_ahead


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have threads of their own, and only one processor."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def by_whom(count: int) -> Iterator[tuple[int, int]]:
    """Numbers, each with the process that counted it."""
    return ((number, os.getpid()) for number in range(count))


def failing(after: int) -> Iterator[int]:
    yield from range(after)
    raise UsageError("The file ends here.", "Look at it.")


def test_everything_arrives_in_order_and_most_of_it_from_another_process() -> None:
    with read_ahead(by_whom(HERE * 5)) as given:
        told = list(given)
    assert [number for number, _ in told] == list(range(HERE * 5))
    readers = {reader for _, reader in told}
    assert len(readers) == 2
    assert os.getpid() in readers


def test_a_small_file_is_read_by_this_process() -> None:
    with read_ahead(by_whom(HERE - 1)) as given:
        assert {reader for _, reader in given} == {os.getpid()}


def test_nothing_is_forked_beside_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    with read_ahead(by_whom(HERE * 2)) as given:
        told = list(given)
    assert len(told) == HERE * 2
    assert {reader for _, reader in told} == {os.getpid()}


@pytest.mark.parametrize("after", [3, HERE + 3])
def test_an_error_is_raised_here_with_its_hint_after_all_that_came_before(after: int) -> None:
    got: list[int] = []
    with pytest.raises(UsageError) as raised, read_ahead(failing(after)) as given:
        got.extend(given)
    assert raised.value.hint == "Look at it."
    if after > HERE:
        assert got == list(range(HERE))  # the part in which it failed is not told


def test_who_stops_early_leaves_no_process_behind() -> None:
    with read_ahead(by_whom(HERE * 1000)) as given:
        reader = next(reader for _, reader in given if reader != os.getpid())
    with pytest.raises(ProcessLookupError):
        os.kill(reader, 0)


def test_the_end_of_the_other_process_is_no_end_of_the_file() -> None:
    with read_ahead(by_whom(HERE * 1000)) as given:
        reader = next(reader for _, reader in given if reader != os.getpid())
        os.kill(reader, signal.SIGKILL)
        with pytest.raises(CrmError, match="ended early"):
            list(given)
