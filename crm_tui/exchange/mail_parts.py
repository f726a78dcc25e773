"""The parts of a mail: its tree of MIME parts, walked with limits, and what each part holds.

The standard library's parser takes memory and time that a hostile mail can drive up at will, and
raises on some broken ones; here every byte is searched once a level and nothing raises.
"""

from __future__ import annotations

import re
from binascii import Error as BadUu
from binascii import a2b_qp, a2b_uu
from collections.abc import Iterator
from typing import Final, NamedTuple

from crm_tui.exchange.mail_headers import Head, base64_read, split_head

MOST_PARTS = 100
DEEPEST = 10
_LONGEST_BOUNDARY = 200
_TYPE: Final = re.compile(r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}", re.ASCII)


class Part(NamedTuple):
    """A part without parts of its own: its head, its type, and where its content stands.

    `path` are the types of the parts it stands in, the outermost first.
    """

    head: Head
    type: str
    raw: bytes
    start: int
    stop: int
    path: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file name it was given, '' where it has none."""
        return self.head.parameter("content-disposition", "filename") or self.head.parameter(
            "content-type", "name"
        )

    @property
    def is_file(self) -> bool:
        """Whether it is to be kept as a file and not read as a part of the text."""
        if self.head.word("content-disposition") == "attachment" or self.name:
            return True
        return self.type not in ("text/plain", "text/html")

    @property
    def size(self) -> int:
        """Bytes of it as it came, still packed."""
        return self.stop - self.start

    def content(self) -> bytes:
        """What it holds, unpacked as far as it can be."""
        packed = self.raw[self.start : self.stop]
        coding = self.head.word("content-transfer-encoding")
        if coding == "base64":
            return base64_read(packed)
        if coding in ("quoted-printable", "qp", "quotedprintable"):
            return a2b_qp(packed)
        if coding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return _uu_read(packed)
        return packed


class Parts(NamedTuple):
    """The parts of a mail, and what was left together because of a limit."""

    head: Head
    leaves: tuple[Part, ...]
    doubts: tuple[str, ...]


def parts_of(raw: bytes) -> Parts:
    """The parts of a mail in order, those of enclosed mails left in them."""
    head, body = split_head(raw, 0, len(raw))
    leaves: list[Part] = []
    doubts: dict[str, None] = {}
    waiting = [Part(head, _type_of(head, "text/plain"), raw, body, len(raw))]
    while waiting:
        part = waiting.pop()
        inner = _split(part, doubts) if part.type.startswith("multipart/") else []
        if inner:
            waiting += reversed(inner)
        elif len(leaves) < MOST_PARTS:
            leaves.append(_whole(part))
        else:
            doubts[f"It has more than {MOST_PARTS} parts; the others were not read."] = None
            break
    return Parts(head, tuple(leaves), tuple(doubts))


def _whole(part: Part) -> Part:
    """The part as it is read: a multipart in which no parts are found is text."""
    if part.type.startswith("multipart/") and len(part.path) < DEEPEST:
        return part._replace(type="text/plain")
    return part


def _split(part: Part, doubts: dict[str, None]) -> list[Part]:
    """The parts of a multipart; none where it has none, and is text as it stands."""
    if len(part.path) >= DEEPEST:
        doubts["It is nested too deeply; the innermost parts were left together."] = None
        return []
    boundary = part.head.parameter("content-type", "boundary")
    if not boundary:
        return []
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    path = (*part.path, part.type)
    found: list[Part] = []
    for start, stop in _between(part, boundary.encode("utf-8", "replace")):
        if len(found) > MOST_PARTS:
            break
        head, body = split_head(part.raw, start, stop)
        found.append(Part(head, _type_of(head, default), part.raw, body, stop, path))
    return found


def _between(part: Part, boundary: bytes) -> Iterator[tuple[int, int]]:
    """(from, to) of what stands between the lines of a boundary, up to the one that ends all."""
    mark = b"--" + boundary[:_LONGEST_BOUNDARY]
    raw, at = part.raw, part.start
    start: int | None = None
    while (at := raw.find(mark, at, part.stop)) >= 0:
        if at != part.start and raw[at - 1 : at] != b"\n":
            at += len(mark)
            continue
        end = raw.find(b"\n", at, part.stop)
        end = part.stop if end < 0 else end + 1
        rest = raw[at + len(mark) : end].strip()
        if rest in (b"", b"--"):
            if start is not None:
                yield start, _without_line_end(raw, start, at)
            if rest:
                return
            start = end
        at = end
    if start is not None and start < part.stop:
        yield start, part.stop


def _without_line_end(raw: bytes, start: int, stop: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""
    if stop - start >= 2 and raw[stop - 2 : stop] == b"\r\n":
        return stop - 2
    return stop - 1 if stop > start else stop


def _type_of(head: Head, default: str) -> str:
    said = head.word("content-type")
    if said == "text":
        return "text/plain"
    return said if _TYPE.fullmatch(said) else default


def _uu_read(packed: bytes) -> bytes:
    """What uuencoding holds; where it is none of it, the bytes as they are."""
    found, began = [], False
    for line in packed.splitlines():
        if not began:
            began = line.startswith(b"begin ")
        elif line.strip() in (b"end", b"`", b""):
            break
        else:
            try:
                found.append(a2b_uu(line))
            except BadUu:
                return packed
    return b"".join(found) if found else packed
