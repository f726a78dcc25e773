"""Where mails come from: a pipe, a file with one, an mbox, a Maildir, a folder of messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from crm_tui.errors import NotFoundError, UsageError
from crm_tui.exchange.mail_reading import MOST_BYTES

_SEPARATOR: Final = re.compile(rb"From .{0,300}?\d{1,2}:\d{2}.{0,60}?\d{4}", re.DOTALL)
_ENVELOPE: Final = re.compile(rb"From +[^\s:]")
_ESCAPED: Final = re.compile(rb">{1,50}From ")
_PIECE = 65536


def _nothing() -> None:
    return


class Incoming(NamedTuple):
    """A message as it lies there; `taken` is called when it is in the database for good."""

    name: str
    raw: bytes
    taken: Callable[[], None] = _nothing


def from_pipe(stream: BinaryIO) -> Incoming:
    """The one message that a mail server writes to a pipe."""
    return Incoming("standard input", stream.read(MOST_BYTES + 1))


def from_path(path: Path) -> Iterator[Incoming]:
    """The messages of a file or folder, one at a time, in their order.

    Raises NotFoundError where nothing is there, UsageError for what holds no mail or may not be
    read.
    """
    if path.is_dir():
        return _from_maildir(path) if _is_maildir(path) else _from_folder(path)
    if not path.exists():
        raise NotFoundError(f"There is no file {path}.", "Name a message, an mbox or a Maildir.")
    return _from_file(path)


def _is_maildir(path: Path) -> bool:
    return (path / "new").is_dir() or (path / "cur").is_dir()


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error


def _from_file(path: Path) -> Iterator[Incoming]:
    with _opened(path) as stream:
        if _ENVELOPE.match(stream.read(200)):
            stream.seek(0)
            for number, raw in enumerate(_from_mbox(stream), 1):
                yield Incoming(f"{path} ({number})", raw)
        else:
            stream.seek(0)
            yield Incoming(str(path), stream.read(MOST_BYTES + 1))


def _from_mbox(stream: BinaryIO) -> Iterator[bytes]:
    """The messages of an mbox; a line that begins with From in a text is no new one.

    Of a message that is too long, what is over the limit is passed over.
    """
    lines: list[bytes] = []
    size, begins, after_gap, is_first = 0, True, True, True
    while line := stream.readline(_PIECE):
        if begins and after_gap and (is_first or _SEPARATOR.match(line)):
            if not is_first:
                yield _without_gap(lines)
            lines, size, is_first = [], 0, False
        elif size <= MOST_BYTES:
            lines.append(line[1:] if begins and _ESCAPED.match(line) else line)
            size += len(line)
        after_gap = begins and line in (b"\n", b"\r\n")
        begins = line.endswith(b"\n")
    yield _without_gap(lines)


def _without_gap(lines: list[bytes]) -> bytes:
    """A message without the empty line that an mbox puts behind it."""
    if lines and lines[-1] in (b"\n", b"\r\n"):
        lines.pop()
    return b"".join(lines)


def _from_maildir(path: Path) -> Iterator[Incoming]:
    """The messages of a Maildir, unread ones moved to the read ones when they are taken in."""
    fresh, read = _files_in(path / "new"), _files_in(path / "cur")
    for file in [*fresh, *read]:
        try:
            with _opened(file) as stream:
                raw = stream.read(MOST_BYTES + 1)
        except UsageError:
            if file.exists():
                raise
            continue  # another process has taken it meanwhile
        is_fresh = file.parent.name == "new"
        yield Incoming(str(file), raw, _mover(file, path / "cur") if is_fresh else _nothing)


def _mover(file: Path, read: Path) -> Callable[[], None]:
    def move() -> None:
        read.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            file.rename(read / f"{file.name.partition(':2,')[0]}:2,S")

    return move


def _from_folder(path: Path) -> Iterator[Incoming]:
    """The messages of a folder: files that end in .eml, and those of MH, which are numbers."""
    files = [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and (file.suffix.lower() == ".eml" or file.name.isdigit())
    ]
    if not files:
        raise UsageError(
            f"{path} is no Maildir and holds no messages (.eml).", "Name an mbox or a Maildir."
        )
    for file in files:
        yield from _from_file(file)


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error
