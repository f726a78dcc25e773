"""Running one command line: read, done, answered; every failure a sentence and a status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from crm_tui.cli import direct
from crm_tui.cli.command import Command, Line, Value
from crm_tui.cli.session import Session, complain
from crm_tui.errors import CrmError, SeveralMatchError

INTERRUPTED = 130
PIPE_CLOSED = 141


def run(argv: Sequence[str]) -> int:
    """Do what the words after `crm` say; the exit status of `interface.md`."""
    try:
        status = _read_and_do(argv)
        _flush()
    except CrmError as error:
        status = _fail(error, argv)
    except KeyboardInterrupt:
        complain("Interrupted; nothing half-done was kept.")
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return PIPE_CLOSED
    except Exception as error:
        status = _confess(error, argv)
    return status


def _read_and_do(argv: Sequence[str]) -> int:
    line = None if "_CRM_COMPLETE" in os.environ else direct.read(argv)
    if line is None:
        from crm_tui.cli import clicked

        found = clicked.read(argv)
        if isinstance(found, int):
            return found
        line = found
    return _do(_readable(line))


def _do(line: Line) -> int:
    from importlib import import_module

    command = line.command
    code = getattr(import_module(f"crm_tui.cli.{command.module}"), command.function)
    session = Session(line)
    try:
        status: int | None = code(session, **line.values)
    finally:
        session.close()
    return status or 0


def _readable(line: Line) -> Line:
    """The line with bytes that are no text replaced, but in paths, which may hold any."""
    paths = _paths(line.command)
    return line._replace(
        values={
            name: value if name in paths else _as_text(value) for name, value in line.values.items()
        }
    )


def _paths(command: Command) -> set[str]:
    return {
        *(one.name for one in command.arguments if one.kind == "path"),
        *(one.name for one in command.options if one.kind == "path"),
    }


def _as_text(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(str(_as_text(one)) for one in value)
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return value


def _fail(error: CrmError, argv: Sequence[str]) -> int:
    candidates = error.candidates if isinstance(error, SeveralMatchError) else ()
    complain(
        error.sentence,
        *_pointed(error),
        *(f"  {number}  {title}" for number, title in candidates),
        error.hint,
    )
    if "--json" in argv:
        from crm_tui.cli.json_form import json_text
        from crm_tui.cli.session import write

        listed = [{"id": number, "title": title} for number, title in candidates]
        said = {"error": error.sentence, "hint": error.hint, "kind": error.kind}
        write(json_text({**said, "candidates": listed, **_position(error)}) + "\n")
    if "--debug" in argv:
        _show_traceback()
    return _flushed(error.exit_code)


def _pointed(error: CrmError) -> tuple[str, ...]:
    """The filter that cannot be read, with carets under the place that is meant."""
    from crm_tui.text.filters.tree import FilterError

    pointed = error.pointed() if isinstance(error, FilterError) else ()
    return tuple(f"  {line}" for line in pointed)


def _position(error: CrmError) -> dict[str, int]:
    from crm_tui.text.filters.tree import FilterError

    return {"position": error.start} if isinstance(error, FilterError) else {}


def _confess(error: Exception, argv: Sequence[str]) -> int:
    """Say that the fault is the program's, without the data that an exception may quote."""
    if isinstance(error, OSError) and error.strerror:
        where = f" ({os.fsdecode(error.filename)})" if error.filename else ""
        failed = CrmError(f"The system refused: {error.strerror}{where}.")
        if not error.filename:
            _forget_output()
    else:
        failed = CrmError(
            f"Something is wrong inside the program ({type(error).__name__}).",
            "Nothing half-done was kept. With --debug it says where.",
        )
    return _fail(failed, argv)


def _show_traceback() -> None:
    import traceback

    complain(*traceback.format_exc().splitlines())


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _flushed(status: int) -> int:
    try:
        _flush()
    except OSError:
        _forget_output()
    return status


def _forget_output() -> None:
    """Keep the interpreter from trying once more, and complaining, when it ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        return
