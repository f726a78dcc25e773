"""Opens the installed demo for real, in a terminal, and leaves it again; for `.ci/run`."""

from __future__ import annotations

import shlex
import sys

from tests.terminal import Terminal


def main(folder: str, command: str) -> int:
    """Run the command in the folder until its customers stand on the screen, then quit it."""
    there = f"cd {shlex.quote(folder)} && exec {command}"
    with Terminal(["bash", "-c", there], columns=100, lines=30) as terminal:
        terminal.wait_for("Customers")
        terminal.send("\x11")
        return terminal.wait_exit()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
