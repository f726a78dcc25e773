"""The head of a mail: its fields, however broken, and the words, addresses and dates in them.

Nothing here raises on what a mail says, and every rule looks at a byte a bounded number of times:
a head is written by whoever likes to.
"""

from __future__ import annotations

import re
from binascii import Error as BadBase64
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from crm_tui.exchange.mail_charsets import decoded, text_of
from crm_tui.services.intake.mail_record import Address
from crm_tui.text.safe import clean

MOST_FIELDS = 1000
LONGEST_FIELD = 20_000
LONGEST_HEAD = 1_000_000
"""Bytes in which a head must end; what goes on longer is read as text."""
LONGEST_PARAMETERS = 4000
_MOST_ADDRESSES = 200
_MOST_IDS = 200

_FIELD: Final = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_KNOWN: Final = re.compile(
    rb"(?:received|date|from|to|cc|subject|sender|reply-to|references|return-path|delivered-to"
    rb"|x-[!-~]+|content-[!-~]+|list-[!-~]+|message-id|mime-version|in-reply-to)$",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_RUN: Final = re.compile(r"(?:=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)+")
_BETWEEN_WORDS: Final = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_PARAMETER: Final = re.compile(
    r";\s*([\w.'-]{1,60}?)(?:\*(\d{1,3}))?(\*)?\s{0,20}=\s{0,20}"
    r'(?:"((?:[^"\\]|\\.){0,500})"|([^;]{0,500}))',
    re.ASCII,
)
_MESSAGE_ID: Final = re.compile(r"<([^<>\s]{1,500})>")
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(hours=1)
"""So far another machine's clock may be ahead of ours without being wrong."""


class Head(NamedTuple):
    """The fields of a head in order: (name in small letters, value as it came, unfolded)."""

    fields: tuple[tuple[str, str], ...]

    def raw(self, name: str) -> str:
        """The first field of a name as it came; '' where there is none."""
        return next((value for known, value in self.fields if known == name), "")

    def text(self, name: str) -> str:
        """The first field of a name, its encoded words read, fit to be stored."""
        return clean(words_read(self.raw(name)))

    def word(self, name: str) -> str:
        """The first word of a field in small letters: a token such as text/plain."""
        return (re.split(r"[;\s]", self.raw(name).strip(), maxsplit=1)[0]).strip("\"'").lower()

    def parameter(self, field: str, name: str) -> str:
        """A parameter of a field, its pieces put together and its encoding read."""
        return _parameter(self.raw(field), name)

    def has(self, *names: str) -> bool:
        """Whether one of the fields is there and says something."""
        return any(known in names and value.strip() for known, value in self.fields)


def split_head(raw: bytes, start: int, stop: int) -> tuple[Head, int]:
    """The head of raw[start:stop] and where the body begins.

    A line that is no field ends the head and belongs to the body, unless more of the head follows:
    then it goes on with the field above it, or with one without a name.
    """
    fields: list[tuple[str, list[bytes]]] = []
    at = start
    while at < stop and at - start < LONGEST_HEAD and len(fields) < MOST_FIELDS:
        line, after = _line(raw, at, stop)
        if not line.strip():
            return _head(fields), after
        found = None if line[:1] in b" \t" else _FIELD.match(line)
        if found:
            fields.append((found[1].decode("ascii").lower(), [found[2]]))
        elif not (at == start and line.startswith((b"From ", b">From "))):
            if not (line[:1] in b" \t" and fields) and not _head_goes_on(raw, after, stop):
                return _head(fields), at
            if not fields:
                fields.append(("", []))
            fields[-1][1].append(line)
        at = after
    return _head(fields), at


def _line(raw: bytes, at: int, stop: int) -> tuple[bytes, int]:
    """The line at `at`, as much of it as a field may have, and where the next one begins."""
    end = raw.find(b"\n", at, stop)
    end = stop if end < 0 else end + 1
    return raw[at : min(end, at + LONGEST_FIELD)].rstrip(b"\r\n"), end


def _head_goes_on(raw: bytes, at: int, stop: int) -> bool:
    """Whether one of the next lines is a field that mails have."""
    for _ in range(3):
        line, at = _line(raw, at, stop)
        if not line.strip():
            return False
        if line[:1] not in b" \t":
            found = _FIELD.match(line)
            return bool(found and _KNOWN.match(found[1]))
    return False


def _head(fields: list[tuple[str, list[bytes]]]) -> Head:
    return Head(
        tuple(
            (name, text_of(b" ".join(line.strip() for line in lines)[:LONGEST_FIELD]))
            for name, lines in fields
        )
    )


def words_read(value: str) -> str:
    """The text of a field with its encoded words read (RFC 2047), those in quotes as well."""
    if "=?" not in value:
        return value
    return _RUN.sub(_run_read, _BETWEEN_WORDS.sub(r"\1", value))


def _run_read(run: re.Match[str]) -> str:
    """Neighbours of one charset are read as one: a character may be cut in two between them."""
    read, packed, known = "", b"", ""
    for charset, encoding, said in _WORD.findall(run[0]):
        if packed and charset.lower() != known:
            read, packed = read + decoded(packed, known.partition("*")[0]).text, b""
        known = charset.lower()
        content = said.encode("utf-8", "replace")
        packed += base64_read(content) if encoding in "bB" else a2b_qp(content, header=True)
    return read + decoded(packed, known.partition("*")[0]).text


def base64_read(packed: bytes) -> bytes:
    """What base64 holds, as much of it as can be read: strange signs and a cut end forgiven."""
    try:
        return a2b_base64(packed)
    except BadBase64:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", packed)
        whole = letters[: len(letters) - (len(letters) % 4 == 1)]
        return a2b_base64(whole + b"=" * (-len(whole) % 4))


def _parameter(value: str, wanted: str) -> str:
    """See RFC 2231: a value in numbered pieces, with a charset in the first of them."""
    pieces: list[tuple[int, bool, str]] = []
    for name, number, is_encoded, quoted, bare in _PARAMETER.findall(value[:LONGEST_PARAMETERS]):
        if name.lower() == wanted:
            said = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare.strip().strip('"')
            pieces.append((int(number or 0), bool(is_encoded), said))
    if not any(is_encoded for _, is_encoded, _ in pieces):
        whole = pieces if len({number for number, _, _ in pieces}) > 1 else pieces[:1]
        return clean(words_read("".join(said for _, _, said in sorted(whole))))
    charset, packed = "", b""
    for number, is_encoded, said in sorted(pieces):
        rest = said
        if is_encoded and not number and rest.count("'") >= 2:
            charset, _, rest = rest.split("'", 2)
        packed += unquote_to_bytes(rest) if is_encoded else rest.encode()
    return clean(decoded(packed, charset).text)


def addresses(value: str) -> list[Address]:
    """The people a field names, in order, the names of groups left out (RFC 5322, 3.4)."""
    found = []
    for piece in _mailboxes(value if "@" in value else words_read(value)):
        if address := _address(piece):
            found.append(address)
        if len(found) == _MOST_ADDRESSES:
            break
    return found


def _mailboxes(value: str) -> Iterator[str]:
    """The pieces between commas, with comments, which may be names of old, in brackets still."""
    piece: list[str] = []
    quoted, comment, angle, escaped = False, 0, False, False
    for sign in value:
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or comment):
            escaped = True
        elif sign == '"' and not comment:
            quoted = not quoted
        elif not quoted and sign in "()":
            comment = max(0, comment + (1 if sign == "(" else -1))
        elif not quoted and not comment and sign in "<>":
            angle = sign == "<"
        elif not quoted and not comment and not angle and sign in ",;":
            yield "".join(piece)
            piece = []
            continue
        elif sign == ":" and not (quoted or comment or angle) and "@" not in piece:
            piece = []  # what stood before is the name of a group
            continue
        piece.append(sign)
    yield "".join(piece)


_ANGLE: Final = re.compile(r"<([^<>]*)>")
_COMMENT: Final = re.compile(r"\(((?:[^()\\]|\\.)*)\)")


def _address(piece: str) -> Address | None:
    comment = _COMMENT.search(piece)
    bare = _COMMENT.sub(" ", piece).strip()
    angle = _ANGLE.search(bare)
    if angle:
        email = "".join(clean(words_read(angle[1].rpartition(":")[2])).split())
        name = bare[: angle.start()].strip() or bare[angle.end() :].strip()
    else:
        words = re.sub(r"\s?@\s?", "@", clean(words_read(bare))).split()
        email = next((word for word in words if "@" in word), "")
        name = " ".join(word for word in words if word != email)
    email = email.strip("\"'<>")
    name = clean(words_read(_unquoted(name or (comment[1] if comment else ""))))
    if "@" not in email:
        name, email = name or email, ""
    return Address(name[:200].rstrip(), email[:320]) if name or email else None


def _unquoted(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name.strip()).strip("\"'").strip()


def message_ids(value: str) -> list[str]:
    """The Message-IDs in a field, without their brackets, in order."""
    found = [one[1] for one in _MESSAGE_ID.finditer(value)]
    if not found and "@" in value and " " not in value.strip():
        found = [value.strip().strip("<>")[:500]]
    return [clean(one) for one in found[-_MOST_IDS:]]


def moment(value: str, now: datetime) -> datetime | None:
    """When a mail says it was written, in UTC; None where it says nothing that can be."""
    from email.utils import parsedate_to_datetime

    try:
        said = parsedate_to_datetime(clean(value)[:100])
        at = said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    if now < at <= now + _AHEAD:
        return now
    return at.replace(microsecond=0) if _EARLIEST <= at <= now else None
