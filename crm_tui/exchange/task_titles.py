"""What a task is called whose file gives it no title."""

from __future__ import annotations

from crm_tui.text.safe import clean

_LONGEST = 80
_LONGEST_SAID = 500
"""Characters; what is longer was not meant as a title."""


def title_of(title: str, note: str, *, has_day: bool, what: str) -> tuple[str, str, str]:
    """(title, note, doubt); a missing title is the beginning of the text, or names the lack.

    The title is empty where there is nothing a task could be made of.
    """
    if len(title) > _LONGEST_SAID:
        shown = f"{title[:_LONGEST].rstrip()}…"
        return shown, f"{title}\n{note}".rstrip(), "has a very long title; the note has all of it"
    if title:
        return title, note, ""
    first, _, rest = note.partition("\n")
    if first:
        whole = len(first) <= _LONGEST
        shown = first if whole else f"{first[: _LONGEST - 1].rstrip()}…"
        return clean(shown), rest.strip() if whole else note, "has no title; its text begins as one"
    if not has_day:
        return "", note, ""
    called = f"{what} without a title"
    return called, note, f"has no title; called '{called}'"
