"""Text that a spreadsheet would run as a formula: data stays data (`domain.md` rule 19).

A cell that begins like a formula gets an apostrophe in front on its way out, except where it is a
telephone number or a figure; the same apostrophe is taken away on its way in, so that what was
written out comes back unchanged.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"\s*[=+\-@\t\r\n\x00]")
_FIGURE = re.compile(r"[+-]?[\d ()./-]+")


def guarded(text: str) -> str:
    """The text as it may stand in a cell that a spreadsheet opens."""
    if text.startswith("'") and _DANGEROUS.match(text.lstrip("'")):
        return f"'{text}"
    if _DANGEROUS.match(text) and not _FIGURE.fullmatch(text):
        return f"'{text}"
    return text


def doubled(text: str) -> str:
    """The text as it may stand in a cell that is text for certain, as JSON and workbooks have them.

    Only what looks as if it were guarded gets one apostrophe more, as each loses one on its way in.
    """
    return f"'{text}" if unguarded(text) != text else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put before it."""
    rest = text[1:]
    return rest if text.startswith("'") and guarded(rest) == text else text
