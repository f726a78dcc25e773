"""A calendar file (RFC 5545) taken apart into its components, each with the line it begins on.

Lines are unfolded and grouped here, and only then given to a reader of their own, so that one
broken component costs no other, and so that what was refused can be written back as it stood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange.encoding import Encoding, find_encoding, open_text
from crm_tui.exchange.source import Source

LARGEST = 20 * 1024 * 1024
"""Bytes; a calendar of fifty thousand events is smaller."""
DEEPEST = 16
"""Components within components; RFC 5545 knows three."""

TASKS = ("VTODO", "VEVENT")

_BEGINNING = re.compile(
    r"\ufeff?\s*BEGIN[ \t]*:[ \t]*(?:VCALENDAR|VTODO|VEVENT|VJOURNAL|VFREEBUSY|VTIMEZONE)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"[ \t]*(BEGIN|END)[ \t]*:[ \t]*([A-Za-z0-9-]+)[ \t]*", re.IGNORECASE)
_BREAK = re.compile(rb"\r\n|\r|\n")


class Line(NamedTuple):
    """An unfolded line and the line of the file it begins on."""

    number: int
    text: str


class Component(NamedTuple):
    """A component: its own lines, those of what stands inside it, and why it cannot be used."""

    kind: str
    line: int
    own: tuple[Line, ...]
    inner: tuple[Component, ...] = ()
    problem: str = ""

    def written(self) -> Iterator[str]:
        """The lines of the component as they stood, unfolded."""
        yield f"BEGIN:{self.kind}"
        yield from (line.text for line in self.own)
        for one in self.inner:
            yield from one.written()
        yield f"END:{self.kind}"


class CalendarFile(NamedTuple):
    """A file's components: `tasks` are to-dos and events, `zones` its own time zones.

    `others` are components the program has no place for, `stray` lines outside of any.
    """

    source: Source
    encoding: Encoding
    calendars: int
    tasks: tuple[Component, ...]
    zones: tuple[Component, ...]
    others: tuple[Component, ...]
    stray: tuple[Line, ...]

    def counts(self) -> Counter[str]:
        """How many components there are of each kind."""
        return Counter(one.kind for one in (*self.tasks, *self.others))


def is_calendar(source: Source) -> bool:
    """Whether the file begins as a calendar does, whatever its name ends in.

    Raises UsageError or NotFoundError where it cannot be read.
    """
    with source.open() as stream:
        head = stream.read(512)
    return any(_BEGINNING.match(head.decode(codec, "ignore")) for codec in ("utf-8", "utf-16"))


def read_calendar(source: Source) -> CalendarFile:
    """The components of a calendar file.

    Raises UsageError where it is no text, larger than `LARGEST` or nested deeper than `DEEPEST`.
    """
    with source.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UsageError(
            f"{source.name} is larger than {LARGEST // 1024 // 1024} MB: too large for a calendar.",
            "Export a shorter time from the calendar, or without attachments.",
        )
    encoding, lines = _lines(source, data)
    return _Grouping(source, encoding).all_of(lines)


def _lines(source: Source, data: bytes) -> tuple[Encoding, list[Line]]:
    """The file's lines, unfolded.

    A fold may stand inside a character of several bytes, so bytes are unfolded before they are
    decoded; in UTF-16 and UTF-32 a fold stands between characters and bytes would mislead.
    """
    encoding = find_encoding(source)
    if encoding.codec.startswith(("utf-16", "utf-32")):
        with open_text(source, encoding) as text:
            data = text.read().encode("utf-8", "replace")
    else:
        data = data[encoding.mark :]
    numbers: list[int] = []
    unfolded: list[list[bytes]] = []
    for number, piece in enumerate(_BREAK.split(data), 1):
        if piece[:1] in (b" ", b"\t") and unfolded:
            unfolded[-1].append(piece[1:])
        else:
            unfolded.append([piece])
            numbers.append(number)
    joined = b"\n".join(b"".join(pieces) for pieces in unfolded)
    if not encoding.codec.startswith(("utf-16", "utf-32")):
        encoding = find_encoding(Source(source.name, lambda: BytesIO(joined)))
        texts = joined.decode(encoding.codec, "replace").split("\n")
    else:
        texts = joined.decode("utf-8", "replace").split("\n")
    return encoding, [Line(*pair) for pair in zip(numbers, texts, strict=True)]


class _Open:
    """A component whose end has not come yet."""

    def __init__(self, kind: str, line: int) -> None:
        self.kind = kind
        self.line = line
        self.own: list[Line] = []
        self.inner: list[Component] = []

    def closed(self, problem: str = "") -> Component:
        return Component(self.kind, self.line, tuple(self.own), tuple(self.inner), problem)


class _Grouping:
    """Puts lines into the components they belong to."""

    def __init__(self, source: Source, encoding: Encoding) -> None:
        self._source = source
        self._encoding = encoding
        self._open: list[_Open] = []
        self._calendars = 0
        self._found: list[Component] = []
        self._stray: list[Line] = []

    def all_of(self, lines: list[Line]) -> CalendarFile:
        for line in lines:
            mark = _MARK.fullmatch(line.text)
            if mark and mark[1].upper() == "BEGIN":
                self._begin(mark[2].upper(), line.number)
            elif mark:
                self._end(mark[2].upper(), line)
            elif self._open:
                self._open[-1].own.append(line)
            elif line.text.strip() and not self._calendars:
                self._stray.append(line)
        self._cut_off(0, "the file ends before it does")
        tasks = tuple(one for one in self._found if one.kind in TASKS)
        zones = tuple(one for one in self._found if one.kind == "VTIMEZONE")
        others = tuple(one for one in self._found if one.kind not in (*TASKS, "VTIMEZONE"))
        return CalendarFile(
            self._source, self._encoding, self._calendars, tasks, zones, others, tuple(self._stray)
        )

    def _begin(self, kind: str, line: int) -> None:
        if kind == "VCALENDAR":
            self._cut_off(0, "another calendar begins before it ends")
            self._calendars += 1
            return
        if kind in TASKS:  # neither ever stands inside a component
            self._cut_off(0, f"another {kind} begins before it ends")
        if len(self._open) >= DEEPEST:
            raise UsageError(
                f"{self._source.name} nests components more than {DEEPEST} deep at line {line}.",
                "No calendar program writes that; the file is damaged or made to do harm.",
            )
        self._open.append(_Open(kind, line))

    def _end(self, kind: str, line: Line) -> None:
        if kind == "VCALENDAR":
            self._cut_off(0, "its calendar ends before it does")
            return
        level = next((at for at, one in enumerate(self._open) if one.kind == kind), None)
        if level is None:
            return
        self._cut_off(level + 1, "")
        self._close(self._open.pop().closed())

    def _cut_off(self, level: int, problem: str) -> None:
        """Close what is open from a level on though its end is missing."""
        while len(self._open) > level:
            self._close(self._open.pop().closed(problem))

    def _close(self, component: Component) -> None:
        if self._open:
            self._open[-1].inner.append(component)
        else:
            self._found.append(component)
