"""From bytes to text: which encoding a file is in, found without ever showing garbage.

Byte-order marks first, then the pattern of NUL bytes (UTF-16 and UTF-32 without a mark), then
strict UTF-8 over the whole file, then Windows-1252, which is a guess and said to be one. The
file is read in pieces, so its size does not matter.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO, NamedTuple, TextIO

from crm_tui.errors import UsageError
from crm_tui.exchange.source import Source

HEAD = 4096
CHUNK = 1 << 20

_FOREIGN = (
    (b"PK\x03\x04", "a spreadsheet or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


class Encoding(NamedTuple):
    """How bytes become text: Python's codec, its name for people, the mark's length in bytes.

    `guessed` means that the file did not say it and another reading is possible. `damaged` means
    that some bytes do not fit; the lines they stand in hold U+FFFD and are to be refused.
    """

    codec: str
    title: str
    mark: int = 0
    guessed: bool = False
    damaged: bool = False
    note: str = ""


UTF_8 = Encoding("utf-8", "UTF-8")
_EIGHT_BIT = Encoding("latin-1", "one byte a letter")


def find_encoding(source: Source) -> Encoding:
    """The encoding of the whole file.

    Raises UsageError where the file is no text or fits no encoding the program knows.
    """
    with source.open() as stream:
        head = stream.read(HEAD)
        _refuse_foreign(source, head)
        encoding = _marked(head) or _by_nul_pattern(head)
        if encoding is None:  # told by the beginning: a disk image is not read to its end
            _refuse_noise(source, head, _EIGHT_BIT)
        stream.seek(0)
        encoding = _verified(source, stream, encoding) if encoding else _eight_bit(source, stream)
    _refuse_noise(source, head, encoding)
    return encoding


def named_encoding(source: Source, name: str) -> Encoding:
    """The encoding the user said; UsageError where it is unknown or does not fit the bytes."""
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)
    except (LookupError, TypeError) as error:
        raise UsageError(
            f"There is no encoding called '{name}'.", "Try utf-8, utf-16 or cp1252."
        ) from error
    with source.open() as stream:
        mark = 3 if codec == "utf-8" and stream.read(3) == codecs.BOM_UTF8 else 0
        stream.seek(0)
        return _verified(source, stream, Encoding(codec, codec, mark))


def open_text(source: Source, encoding: Encoding) -> TextIO:
    """The file as text after its mark, line ends untouched (LF, CR LF and CR all end a line)."""
    stream = source.open()
    stream.seek(encoding.mark)
    errors = "replace" if encoding.damaged else "strict"
    return io.TextIOWrapper(stream, encoding=encoding.codec, errors=errors, newline="")


def _refuse_foreign(source: Source, head: bytes) -> None:
    for signature, what in _FOREIGN:
        if head.startswith(signature):
            raise UsageError(
                f"{source.name} is {what}, not a table of text.", "Save it as CSV and import that."
            )


def _refuse_noise(source: Source, head: bytes, encoding: Encoding) -> None:
    text = head[encoding.mark :].decode(encoding.codec, "replace")
    if len(_NOT_TEXT.findall(text)) > max(2, len(text) // 10):
        raise UsageError(
            f"{source.name} does not look like text.", "Save the data as CSV and import that."
        )


def _marked(head: bytes) -> Encoding | None:
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8", "UTF-8 with byte-order mark", 3)
    for mark, codec in ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")):
        if head.startswith(mark):
            return Encoding(codec, "UTF-32", 4)
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return _contradicted(head) or Encoding(codec, "UTF-16", 2)
    return None


def _contradicted(head: bytes) -> Encoding | None:
    """UTF-32 behind a UTF-16 mark: some exporters write the wrong mark."""
    found = _by_nul_pattern(head[2:])
    if found is None or not found.codec.startswith("utf-32"):
        return None
    note = "the byte-order mark says UTF-16, the text is UTF-32: read as UTF-32"
    return found._replace(mark=2, note=note)


def _by_nul_pattern(head: bytes) -> Encoding | None:
    quarter = len(head) // 4
    if quarter < 2:
        return None
    empty = [head[lane : quarter * 4 : 4].count(0) / quarter for lane in range(4)]
    most, few = 0.6, 0.1
    if min(empty[1:]) > most and empty[0] < few:
        return Encoding("utf-32-le", "UTF-32", guessed=True, note="found by its NUL bytes")
    if min(empty[:3]) > most and empty[3] < few:
        return Encoding("utf-32-be", "UTF-32", guessed=True, note="found by its NUL bytes")
    if min(empty[1], empty[3]) > most and max(empty[0], empty[2]) < few:
        return Encoding("utf-16-le", "UTF-16", guessed=True, note="found by its NUL bytes")
    if min(empty[0], empty[2]) > most and max(empty[1], empty[3]) < few:
        return Encoding("utf-16-be", "UTF-16", guessed=True, note="found by its NUL bytes")
    return None


def _verified(source: Source, stream: BinaryIO, encoding: Encoding) -> Encoding:
    stream.seek(encoding.mark)
    if _misfit(stream, encoding.codec) is not None:
        if encoding.codec == "utf-8":
            return encoding._replace(damaged=True, note="some bytes are not UTF-8")
        raise UsageError(
            f"{source.name} says it is {encoding.title}, but its bytes do not fit that.",
            "Save it again as UTF-8.",
        )
    return encoding


def _eight_bit(source: Source, stream: BinaryIO) -> Encoding:
    misfit = _misfit(stream, "utf-8")
    if misfit is None:
        return UTF_8
    wrong = misfit.decode("utf-8", "replace").count("\ufffd")
    if len(_SEQUENCE.findall(misfit)) > 4 * wrong:
        return Encoding("utf-8", "UTF-8", damaged=True, note="some bytes are not UTF-8")
    stream.seek(0)
    if _misfit(stream, "cp1252") is None:
        note = "neither marked nor UTF-8: taken for Windows-1252"
        return Encoding("cp1252", "Windows-1252", guessed=True, note=note)
    raise UsageError(
        f"{source.name} is in an encoding that cannot be told from its bytes.",
        "Save it again as UTF-8.",
    )


def _misfit(stream: BinaryIO, codec: str) -> bytes | None:
    """The first piece of the stream that does not fit the codec; None where all fits."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    while True:
        piece = stream.read(CHUNK)
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeError:
            return piece or b"\xff"
        if not piece:
            return None
