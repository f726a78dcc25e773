"""The rows of a large file, read by a second process while this one writes what it has.

Reading and writing take about equally long, and Python runs only one of them at a time in one
process.
"""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from typing import IO, NoReturn, TypeVar

from crm_tui.errors import CrmError

HERE = 1000
"""So many rows are read by this process: most files end before another would have begun."""
_PART = 100
_AHEAD = 1 << 20
"""Bytes that wait to be taken over, some 2,000 rows; the reading process then waits, too."""

T = TypeVar("T")


@contextmanager
def read_ahead(source: Iterator[T]) -> Iterator[Iterator[T]]:
    """All that the source gives, in its order; what is raised there is raised here.

    The first rows are read at once, the others by a process that ends with the block: forked
    here, it goes on where this one stopped. Where other threads run, no process is forked, as
    what they hold at that moment would stay held in it; then all is read here.
    """
    first = list(islice(source, HERE))
    if len(first) < HERE or threading.active_count() > 1 or (os.cpu_count() or 1) < 2:
        yield chain(first, source)
        return
    out, into = os.pipe()
    reader = os.fork()
    if not reader:
        os.close(out)
        _tell(source, into)
    os.close(into)
    with os.fdopen(out, "rb") as told:
        try:
            yield chain(first, _heard(told))
        finally:
            os.kill(reader, signal.SIGKILL)
            os.waitpid(reader, 0)


def _tell(source: Iterator[object], into: int) -> NoReturn:
    """Writes what the source gives, then what ended it, and ends this process without a trace."""
    with suppress(BaseException), os.fdopen(into, "wb") as told:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        gc.freeze()  # what was there before belongs to the other process, the database above all
        gc.disable()  # rows are made and told by the hundred thousand, and hold no cycles
        with suppress(AttributeError, OSError):  # only Linux has it
            fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, _AHEAD)
        try:
            while part := list(islice(source, _PART)):
                pickle.dump(part, told, pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            pickle.dump(error, told)
        else:
            pickle.dump(None, told)
    os._exit(0)


def _heard(told: IO[bytes]) -> Iterator[T]:
    while True:
        try:
            part = pickle.load(told)  # of our own making
        except (EOFError, pickle.UnpicklingError) as error:
            raise CrmError("The process that read the file has ended early.") from error
        if part is None:
            return
        if isinstance(part, Exception):
            raise part
        yield from part
