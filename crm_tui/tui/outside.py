"""Programs of the user's own that have the terminal for a while: an editor, a mail program."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from textual.app import App, SuspendNotSupported

from crm_tui.errors import CrmError, UsageError

_USUAL = "vi"


def run(app: App[Any], command: Sequence[str]) -> int:
    """Let a program have the terminal until it ends; its exit status.

    Raises CrmError where it cannot be run, or where there is no terminal to give away.
    """
    try:
        with _heedless(signal.SIGINT, signal.SIGQUIT), app.suspend():
            return subprocess.run(command, check=False).returncode
    except SuspendNotSupported:
        raise CrmError("There is no terminal here that another program could have.") from None
    except OSError as error:
        raise CrmError(f"{command[0]} cannot be run: {error.strerror}.") from None


def editor(environ: Mapping[str, str]) -> list[str]:
    """The user's editor as a command: $VISUAL, else $EDITOR, else vi.

    Raises UsageError where that is no command.
    """
    said = environ.get("VISUAL") or environ.get("EDITOR") or _USUAL
    try:
        command = shlex.split(said)
    except ValueError:
        command = []
    if not command:
        raise UsageError(f"$VISUAL or $EDITOR is '{said}', which is no command.")
    return command


def edited(
    text: str, environ: Mapping[str, str], run: Callable[[Sequence[str]], int]
) -> str | None:
    """A text as the user's editor leaves it; None where the editor failed.

    The editor is that of `editor`; the file is the user's alone and goes with it.

    Raises what `editor` and `run` raise.
    """
    command = editor(environ)
    handle, name = tempfile.mkstemp(prefix="answer-", suffix=".txt")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        if run([*command, name]):
            return None
        return path.read_text("utf-8", errors="replace")
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _heedless(*signals: signal.Signals) -> Iterator[None]:
    """Let the keys that interrupt interrupt the other program alone."""

    def heed_not(_number: int, _frame: FrameType | None) -> None:
        """Not SIG_IGN: the other program would inherit that."""

    before = {one: signal.signal(one, heed_not) for one in signals}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
