"""A file of address cards (vCard 2.1, 3.0, 4.0) taken apart into cards and their properties.

Real cards follow the standards loosely: versions are mixed up or missing, folds and soft line
breaks fall anywhere, pictures stand between. So lines are read one by one, one broken card costs
no other, and what was refused can be written back as it stood. A file of any length takes the
memory of its largest card.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO, NamedTuple

from crm_tui.exchange.encoding import Encoding, find_encoding
from crm_tui.exchange.source import Source

LARGEST = 16 << 20
"""Bytes of a card; a picture of a few megabytes is the largest that phones write."""
_LONGEST_LINE = 4 << 20
_DEEPEST = 8
_WIDE = ("utf-16", "utf-32")
_BEGINNING = re.compile(r"\ufeff?\s*BEGIN[ \t]*:[ \t]*VCARD\b", re.IGNORECASE)
_BEGIN = re.compile(rb"[ \t]*BEGIN[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
_END = re.compile(rb"[ \t]*END[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
_AGENT = re.compile(rb"[ \t]*(?:[\w-]+\.)?AGENT\b[^:]*:[ \t]*", re.IGNORECASE)
_SOFT = re.compile(rb"[^:]*;(?:ENCODING=)?\"?QUOTED-PRINTABLE\b", re.IGNORECASE)
_NAME = re.compile(r"(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARET = re.compile(r"\^([n'^])")


class Card(NamedTuple):
    """A card: the line it begins on, its lines unfolded, and why it cannot be used."""

    line: int
    lines: tuple[bytes, ...]
    problem: str = ""

    def written(self) -> Iterator[bytes]:
        """The card as it stood, unfolded."""
        yield b"BEGIN:VCARD"
        yield from self.lines
        yield b"END:VCARD"


class Property(NamedTuple):
    """A property: group and name in capitals, types in small letters, the value as text.

    `is_data` tells a picture, sound or key, whose value is left out.
    """

    group: str
    name: str
    types: tuple[str, ...]
    params: dict[str, str]
    value: str
    is_data: bool = False

    @property
    def text(self) -> str:
        """The value as text, its escapes undone."""
        return unescaped(self.value)

    @property
    def parts(self) -> list[str]:
        """The components of a value such as a name or an address."""
        return [unescaped(part).strip() for part in _split(self.value, ";")]

    @property
    def texts(self) -> list[str]:
        """The values of a list such as CATEGORIES; some programs escape its commas."""
        return [text for part in self.text.split(",") if (text := part.strip())]


class CardFile(NamedTuple):
    """A file of cards, which can be read again and again."""

    source: Source
    encoding: Encoding

    @property
    def codec(self) -> str:
        """The codec of the lines of its cards, which are UTF-8 where a file's bytes are pairs."""
        return "utf-8" if self.encoding.codec.startswith(_WIDE) else self.encoding.codec

    def cards(self) -> Iterator[Card]:
        """Every card of the file, those that cannot be used with the reason."""
        with self.source.open() as stream:
            yield from _Grouping().all_of(_numbered(stream, self.encoding))


def is_cards(source: Source) -> bool:
    """Whether the file begins as a card does, whatever its name ends in.

    Raises UsageError or NotFoundError where it cannot be read.
    """
    with source.open() as stream:
        head = stream.read(512)
    return any(_BEGINNING.match(head.decode(codec, "ignore")) for codec in ("utf-8", "utf-16"))


def open_cards(source: Source) -> CardFile:
    """A file of cards. Raises UsageError where it is no text."""
    return CardFile(source, find_encoding(source))


def properties(card: Card, codec: str) -> tuple[list[Property], list[str]]:
    """The properties of a card, and the beginnings of lines that are none."""
    found: list[Property] = []
    broken: list[str] = []
    for line in card.lines:
        if not line.strip():
            continue
        one = _property(line, codec)
        if one is None:
            broken.append(_decoded(line[:40], codec).strip())
        else:
            found.append(one)
    return found, broken


def names_of(card: Card) -> Iterator[str]:
    """The names of a card's properties."""
    for line in card.lines:
        named = _NAME.match(line[:100].decode("ascii", "replace"))
        if named is not None and b":" in line:
            yield named[2].upper()


def unescaped(value: str) -> str:
    r"""Text without its escapes; `\n` and `\N` are line ends."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


# Lines


def _numbered(stream: BinaryIO, encoding: Encoding) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, whatever ends them, each with its number; none is read without end."""
    source: BinaryIO = stream
    if encoding.codec.startswith(_WIDE):
        stream.seek(encoding.mark)
        text = TextIOWrapper(stream, encoding=encoding.codec, errors="replace", newline=None)
        number = 0
        while line := text.readline(_LONGEST_LINE):
            number += 1
            yield number, line.rstrip("\n").encode("utf-8", "replace")
        text.detach()
        return
    source.seek(encoding.mark)
    number = 0
    while data := source.readline(_LONGEST_LINE):
        for piece in data.rstrip(b"\r\n").split(b"\r"):
            number += 1
            yield number, piece


class _Grouping:
    """Puts lines into the cards they belong to, unfolded."""

    def __init__(self) -> None:
        self._lines: list[bytearray] = []
        self._begun = 0
        self._size = 0
        self._depth = 0

    def all_of(self, lines: Iterator[tuple[int, bytes]]) -> Iterator[Card]:
        for number, line in lines:
            if _BEGIN.fullmatch(line):
                if self._begun and not self._is_agent():
                    yield self._card("another card begins before it ends")
                if self._begun:
                    self._depth += 1
                else:
                    self._begun = number
            elif not self._begun:
                continue
            elif _END.fullmatch(line):
                if self._depth:
                    self._depth -= 1
                else:
                    yield self._card("")
            elif not self._depth:
                self._add(line)
        if self._begun:
            yield self._card("the file ends before the card does (END:VCARD is missing)")

    def _is_agent(self) -> bool:
        """Whether the card that begins stands inside another: whose agent it is."""
        last = next((one for one in reversed(self._lines) if one.strip()), b"")
        inside = self._depth > 0 or bool(_AGENT.fullmatch(bytes(last)))
        return inside and self._depth < _DEEPEST

    def _add(self, line: bytes) -> None:
        self._size += len(line)
        if self._size > LARGEST:
            return
        last = self._lines[-1] if self._lines else None
        if last is not None and line[:1] in (b" ", b"\t"):
            last += line[1:]
        elif last is not None and last.endswith(b"=") and _SOFT.match(last):
            del last[-1:]
            last += line
        elif line.strip():
            self._lines.append(bytearray(line))

    def _card(self, problem: str) -> Card:
        if self._size > LARGEST:
            problem = f"it is larger than {LARGEST >> 20} MB"
        card = Card(self._begun, tuple(bytes(line) for line in self._lines), problem)
        self._lines, self._begun, self._size, self._depth = [], 0, 0, 0
        return card


# Properties


def _property(line: bytes, codec: str) -> Property | None:
    head, value = _cut(line)
    named = _NAME.match(head)
    if value is None or named is None:
        return None
    params, types = _params(head[named.end() :])
    name = named[2].upper()
    form = params.get("ENCODING", "").upper()
    if form in ("B", "BASE64") or value[:5].lower() == b"data:":
        return Property(named[1] or "", name, types, params, "", is_data=True)
    if form == "QUOTED-PRINTABLE":
        value = a2b_qp(value)
    text = _decoded(value, params.get("CHARSET") or codec)
    if form == "QUOTED-PRINTABLE":  # line ends are themselves there, and a backslash is one
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Property((named[1] or "").lower(), name, types, params, text)


def _cut(line: bytes) -> tuple[str, bytes | None]:
    """Name and parameters, and the value behind the first colon outside of quotes."""
    first = line.find(b":")
    if first >= 0 and b'"' not in line[:first]:
        return line[:first].decode("utf-8", "replace"), line[first + 1 :]
    quoted = False
    for at, sign in enumerate(line):
        if sign == 0x22:
            quoted = not quoted
        elif sign == 0x3A and not quoted:
            return line[:at].decode("utf-8", "replace"), line[at + 1 :]
    # A quote that never ends
    return (
        (line[:first].decode("utf-8", "replace"), line[first + 1 :]) if first >= 0 else ("", None)
    )


def _params(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Parameters by name, and the types, which older cards write without a name."""
    params: dict[str, str] = {}
    types: list[str] = []
    for part in _split(text, ";"):
        name, equals, value = part.strip().partition("=")
        name = name.strip().upper()
        value = _CARET.sub(_uncaret, value.strip().strip('"'))
        if not equals:
            if name in ("BASE64", "B", "QUOTED-PRINTABLE"):
                params["ENCODING"] = name
            else:
                types.append(name.lower())
        elif name == "TYPE":
            types += [one.strip().strip('"').lower() for one in value.split(",")]
        else:
            params.setdefault(name, value)
    if params.get("PREF"):
        types.append("pref")
    return params, tuple(dict.fromkeys(filter(None, types)))


def _uncaret(found: re.Match[str]) -> str:
    return {"n": "\n", "'": '"', "^": "^"}[found[1]]


def _split(text: str, mark: str) -> list[str]:
    """The parts between marks that are neither escaped nor quoted parameters."""
    if "\\" not in text and '"' not in text:
        return text.split(mark)
    parts, start, at, quoted = [], 0, 0, False
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
        elif sign == '"' and mark == ";" and text[:1] == ";":
            quoted = not quoted
        elif sign == mark and not quoted:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def _decoded(data: bytes, codec: str) -> str:
    """The text of some bytes: as said, else as UTF-8, else as most programs of old wrote."""
    for name in (codec, "utf-8", "cp1252"):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return data.decode("latin-1")
