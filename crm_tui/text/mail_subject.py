"""What a mail's subject says: a title without its prefixes, numbers of tickets, a forwarding."""

from __future__ import annotations

import re
from typing import Final

_PREFIX: Final = re.compile(
    r"\s*(?:re|aw|antw|antwort|sv|vs|fw|fwd|wg|tr|rv|ref|rif|odp|pd|vá|továbbítás|res|enc|vl|vb|ynt"
    r"|回复|答复|转发)(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s?[:：]\s*",
    re.IGNORECASE,
)
_FORWARDED: Final = re.compile(
    r"\s*(?:fw|fwd|wg|tr|rv|enc|pd|vb|vl|továbbítás|转发)\s?[:：]", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\bT(\d{1,9})\b")
_LONGEST = 200


def title_of(subject: str, text: str, sender: str) -> str:
    """The title of a ticket: the subject without Re: and the like, else how the text begins."""
    title = _without_prefixes(subject)
    if not title:
        title = next((line.strip() for line in text.splitlines() if line.strip()), "")[:80]
    return (title or f"mail from {sender or 'somebody'}")[:_LONGEST].strip()


def answer_subject(title: str, number: str) -> str:
    """The subject of an answer on a ticket, with one Re: and its number once."""
    said = _without_prefixes(title)
    named = "" if number in ticket_numbers(said) else f"[{number}]"
    return " ".join(filter(None, ("Re:", said, named)))


def is_forwarded(subject: str) -> bool:
    """Whether somebody passes on what others wrote to them."""
    return bool(_FORWARDED.match(subject))


def ticket_numbers(subject: str) -> list[str]:
    """The numbers of tickets that a subject names, such as T123."""
    return list(dict.fromkeys(f"T{int(number)}" for number in _NUMBER.findall(subject)))


def _without_prefixes(subject: str) -> str:
    at = 0
    while found := _PREFIX.match(subject, at):
        at = found.end()
    return subject[at:].strip()
