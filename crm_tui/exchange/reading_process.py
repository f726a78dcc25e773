"""The processes of their own in which files are read that can harm whoever reads them.

The program in it has little to lose (`reading_limits`) and is ended when it takes too long.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, cast

from crm_tui.errors import UsageError
from crm_tui.exchange import reading_limits
from crm_tui.exchange.source import Source

PATIENCE = 60.0
"""Seconds after which the process is ended."""
CHUNK = 1 << 16
"""Bytes of its answer that are read at once."""


@contextmanager
def reading(
    source: Source, program: str, refusal: UsageError, *, alone: bool = False
) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """What the program in the file `program` writes about the source, and what it is told.

    With `alone` it has nothing of this machine but Python's own library. Raises `refusal` where
    it fails or is ended.
    """
    python = [sys.executable, "-I" if alone else "-P"]
    with _open_file(source) as handle:
        child = subprocess.Popen(
            [*python, reading_limits.__file__, program, str(handle)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(handle,),
        )
    timer = Timer(PATIENCE, child.kill)
    timer.start()
    try:
        yield cast("IO[bytes]", child.stdout), cast("IO[bytes]", child.stdin)
        ended = child.wait()
    except BrokenPipeError:
        ended = child.wait()
    except BaseException:
        child.kill()
        raise
    finally:
        timer.cancel()
        with child:
            pass
    if ended:
        raise refusal


@contextmanager
def _open_file(source: Source) -> Iterator[int]:
    """The number of an open file with the bytes of the source."""
    with source.open() as stream:
        try:
            handle = stream.fileno()
        except io.UnsupportedOperation:
            with TemporaryFile() as copy:
                copy.write(stream.read())
                copy.seek(0)
                yield copy.fileno()
        else:
            os.lseek(handle, 0, os.SEEK_SET)
            yield handle
