"""Letters of other alphabets, by the Latin key at the same place of the keyboard.

With a Cyrillic layout the key of `q` sends `й`, and no command would answer. These tables are
asked only where a key is a command, never while text is typed. Where two layouts of a script
put one letter on different keys the more common layout stands here: ЙЦУКЕН with the Ukrainian
letters, the Greek and Hebrew standards, Arabic 101, Thai Kedmanee, Korean two-set. The Arabic
letter zain is left out: it is the full stop there and `c` in Persian, and `.` repeats a change.
"""

from __future__ import annotations

_ROWS = (
    # Cyrillic
    ("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"),
    ("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ", 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'),
    ("іїєўІЇЄЎ", "s]'oS}\"O"),
    # Greek
    ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
    ("ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ", "ERTYUIOPASDFGHJKLZXCVBNM"),
    # Hebrew has no capitals: with Shift its layout types Latin ones
    ("קראטוןםפשדגכעיחלךףזסבהנמצתץ", "ertyuiopasdfghjkl;zxcvbnm,."),
    # Arabic
    ("ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوظ", "qwertyuiop[]asdfghjkl;'zxcvnm,/"),
    # Thai
    ("ๆไำพะัีรนยฟหกดเ้่าสวผปแอิืทมใฝ", "qwertyuiopasdfghjkl;zxcvbnm,./"),
    ("๐ฎฑธํ๊ณฯญฤฆฏโฌ็๋ษศซฉฮฺ์", "QERTYUIOPASDFGHJKL:CVBN"),
    # Korean
    ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm"),
    ("ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP"),
)

# An input method left in its full-width mode types ASCII at a fixed distance.
_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST, _FULL_WIDTH_DISTANCE = 0xFF01, 0xFF5E, 0xFEE0
_FULL_WIDTH_SPACE = "\u3000"


def _table() -> dict[str, str]:
    table = {_FULL_WIDTH_SPACE: " "}
    for typed, latin in _ROWS:
        table |= zip(typed, latin, strict=True)
    for code in range(_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST + 1):
        table[chr(code)] = chr(code - _FULL_WIDTH_DISTANCE)
    return table


_TABLE: dict[str, str] = {}


def latin_for(character: str) -> str | None:
    """Return the Latin character on the same key; None where `character` is on no other table."""
    if character.isascii():
        return None
    if not _TABLE:
        _TABLE.update(_table())
    return _TABLE.get(character)
