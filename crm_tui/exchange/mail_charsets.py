"""From the bytes of a mail to text, whatever charset they say they are in."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# What mails call charsets that Python calls otherwise, or wrongly with a narrower one's name.
_MEANT: Final = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "x-unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "default": "utf-8",
}
# Codecs that are no charset of anybody's mail, and slow or not what they seem.
_NONE: Final = re.compile(r"idna|punycode|.*escape|undefined|mbcs|oem|rot.?13|charmap", re.DOTALL)


class Decoded(NamedTuple):
    """A text; `whole` is false where bytes did not fit and a stand-in took their place."""

    text: str
    whole: bool


def decoded(content: bytes, charset: str = "") -> Decoded:
    """The text of bytes in a charset; where they do not fit it, as UTF-8, else Windows-1252."""
    named = charset.strip().strip("\"'").lower()
    for name in dict.fromkeys((_MEANT.get(named, named), "utf-8")):
        if not name or _NONE.fullmatch(name):
            continue
        try:
            return Decoded(content.decode(name), True)
        except (LookupError, UnicodeError, ValueError, TypeError):
            continue
    return Decoded(content.decode("cp1252", "replace"), _fits(content))


def text_of(content: bytes) -> str:
    """The text of bytes that say nothing of their charset, such as those of a head."""
    return decoded(content).text


def _fits(content: bytes) -> bool:
    return not any(sign in content for sign in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))
