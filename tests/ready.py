"""The program in readiness: a shell script of many commands need not load it for each of them.

In a folder stands a `crm` that does nothing but hand its words and its streams to a process that
has loaded the program; a child of that process does what they say, as `crm` would.
"""

from __future__ import annotations

import gc
import marshal
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

from tests.quick import quick_databases

_PROGRAM = """#!{python} -IS
import marshal, os, sys
from _socket import AF_UNIX, SCM_RIGHTS, SOCK_SEQPACKET, SOL_SOCKET, socket
line = socket(AF_UNIX, SOCK_SEQPACKET)
line.connect({address!r})
said = marshal.dumps((os.getcwd(), sys.argv[1:], dict(os.environ)))
streams = b"".join(one.to_bytes(4, sys.byteorder) for one in (0, 1, 2))
line.sendmsg([said], [(SOL_SOCKET, SCM_RIGHTS, streams)])
sys.exit(int(line.recv(8)))  # nothing is said by a child that did not come to its end
"""
_LONGEST = 1 << 16


@contextmanager
def ready_program(folder: Path) -> Iterator[None]:
    """Put a `crm` in the folder, on databases that cost little; it works inside the block."""
    address = str(folder / "line")
    program = folder / "crm"
    program.write_text(_PROGRAM.format(python=sys.executable, address=address))
    program.chmod(0o755)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(address)
        door.listen()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.ready", str(door.fileno()), str(folder)],
            cwd=Path(__file__).parent.parent, pass_fds=[door.fileno()], stdin=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _serve(door: socket.socket, folder: Path) -> None:
    from crm_tui.cli import clicked
    from crm_tui.cli.commands import COMMANDS

    for module in {command.module for command in COMMANDS}:
        import_module(f"crm_tui.cli.{module}")
    clicked.read(["--version"])
    gc.freeze()
    with quick_databases(folder):
        while True:
            line, _ = door.accept()
            with line:
                if not os.fork():
                    _answer(line)
            with suppress(ChildProcessError):  # children that have come to their end
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass


def _answer(line: socket.socket) -> None:
    from crm_tui.cli.main import run

    try:
        said, streams, *_ = socket.recv_fds(line, _LONGEST, 3)
        folder, words, environment = marshal.loads(said)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
        sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace")
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        line.send(str(run(words)).encode())
    finally:
        os._exit(0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
