"""E-mail addresses as people write them: recognised, taken apart, made comparable."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

_ATOM = r"""[^\s\x00-\x20\x7f-\x9f".(),:;<>@\[\\\]\u2400-\u2426]+"""
_QUOTED = r'"(?:[^"\\\x00-\x1f\x7f-\x9f]|\\[ -~])*"'
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS: Final = re.compile(
    rf"(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED})@(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Za-z.:]+\])"
)
_LONGEST = 254  # RFC 5321, 4.5.3.1.3: a path of 256 with its angle brackets
_LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1

_NAMED: Final = re.compile(r"<([^<>]*@[^<>]*)>\s*$")
_SCHEME: Final = re.compile(r"mailto:", re.IGNORECASE)
_PIECE: Final = re.compile(r"""(?:"[^"]*"|<[^<>]*>|[^,;|\n"<]|["<])+""")
_SEPARATOR_WORDS: Final = re.compile(r"\s:::\s|\s/\s")


def fold_email(text: str) -> str:
    """The address for comparing: without mailto:, name and angle brackets, in small letters."""
    bare = text.strip()
    named = _NAMED.search(bare)
    if named:
        bare = named[1].strip()
    scheme = _SCHEME.match(bare)
    if scheme:
        bare = bare[scheme.end() :].partition("?")[0]
    return normalize("NFC", bare.strip("<> \t").casefold())


def looks_like_email(text: str) -> bool:
    """Whether the text is one address that mail could be sent to (RFC 5321, without comments)."""
    if len(text) > _LONGEST or not _ADDRESS.fullmatch(text):
        return False
    return len(text.rpartition("@")[0].encode()) <= _LONGEST_LOCAL


def split_emails(text: str) -> list[str]:
    """The addresses of a field that holds several, as typed; what is none stays as a piece."""
    found: list[str] = []
    for piece in _PIECE.findall(_SEPARATOR_WORDS.sub(",", text)):
        parts = piece.split()
        if len(parts) > 1 and all("@" in part for part in parts):
            found += parts
        elif parts:
            found.append(piece.strip())
    return found
