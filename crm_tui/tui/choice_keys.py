"""One key for each of several things that are chosen in the status row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from crm_tui.text.fold import fold
from crm_tui.views.choices import ChoiceRow

_LETTERS = "pcbdgftirsloaehjkmnquvwxyz"
_DIGITS = "123456789"

Named = TypeVar("Named")


def keyed(rows: Sequence[ChoiceRow]) -> dict[str, ChoiceRow]:
    """The rows of a pick list by their keys; one without, or with another's, gets a free one."""
    found: dict[str, ChoiceRow] = {}
    for row in rows:
        if row.key and row.key not in found:
            found[row.key] = row
    free = [letter for letter in _LETTERS if letter not in found]
    rest = [row for row in rows if row not in found.values()]
    return found | dict(zip(free, rest, strict=False))


def initialled(
    rows: Sequence[tuple[str, Named]], *, taken: Sequence[str] = ()
) -> dict[str, tuple[str, Named]]:
    """Things with their names by a letter of the name, the first that is free, else a digit."""
    found: dict[str, tuple[str, Named]] = {}
    rest = []
    for row in rows:
        letters = [one for one in fold(row[0]) if one.isascii() and one.isalnum()]
        key = next((one for one in letters if one not in found and one not in taken), None)
        if key is None:
            rest.append(row)
        else:
            found[key] = row
    free = [one for one in _DIGITS + _LETTERS if one not in found and one not in taken]
    return found | dict(zip(free, rest, strict=False))
