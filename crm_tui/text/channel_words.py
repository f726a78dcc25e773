"""The words by which a quick line says how the contact took place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

KIND_OF_CHANNEL: Final = {
    "phone": "call",
    "email": "email",
    "visit_to_them": "visit",
    "visit_to_us": "visit",
    "video": "meeting",
    "chat": "chat",
    "sms": "chat",
    "messenger": "chat",
    "letter": "letter",
    "web_form": "contact",
    "event": "contact",
    "point_of_sale": "contact",
}
"""The kind of timeline entry that a contact by each channel is."""

_CHANNEL_WORDS: Final = {
    "phone": "call calls called phone phoned telephone telephoned tel rang",
    "email": "email emails emailed e-mail e-mails e-mailed mail mails mailed wrote",
    "visit_to_them": "visit visits visited",
    "visit_to_us": "came",
    "video": "video videocall zoom",
    "chat": "chat chatted",
    "sms": "sms texted",
    "messenger": "messenger whatsapp telegram",
    "letter": "letter fax faxed",
    "web_form": "webform web-form",
    "event": "event",
    "point_of_sale": "pos",
}
_CHANNEL: Final = {word: code for code, said in _CHANNEL_WORDS.items() for word in said.split()}
_KIND: Final = {"met": "meeting", "meeting": "meeting", "note": "note", "idea": "idea"}
_THEY_DID: Final = frozenset({"us", "me"})
_WE_DID: Final = frozenset({"them", "him", "her"})
_BEFORE: Final = {"incoming": "in", "inbound": "in", "outgoing": "out", "outbound": "out"}
_PAST_WORDS: Final = "called phoned telephoned rang emailed e-mailed mailed wrote faxed"
_PAST: Final = frozenset(_PAST_WORDS.split())
_OURS_BY_NATURE: Final = frozenset({"call", "email", "visit", "letter"})
_EDGES: Final = ",:;.!"


class Contact(NamedTuple):
    """How a contact took place, said by the tokens `start` to `end` of a line.

    `direction` is 'in', 'out' or None where the words leave it open ('Rossi called').
    """

    kind: str
    channel: str | None
    direction: str | None
    start: int
    end: int


def bare_word(token: str) -> str:
    """The token as a word to look up: in small letters, without punctuation at its edges."""
    return token.casefold().strip(_EDGES)


def contact_at(
    tokens: Sequence[str], index: int, more_words: Mapping[str, str] | None = None
) -> Contact | None:
    """The contact whose channel word stands at `index`, with the words that belong to it.

    `more_words` adds channel words of the user's own by channel code. 'call back' is a thing
    to do and no contact.
    """
    word = bare_word(tokens[index])
    own = more_words.get(word) if more_words else None
    channel = own or _CHANNEL.get(word)
    kind = KIND_OF_CHANNEL.get(channel, "contact") if channel else _KIND.get(word)
    if kind is None or _word_at(tokens, index + 1) == "back":
        return None
    start = index - 1 if index and bare_word(tokens[index - 1]) in _BEFORE else index
    end = index + 1
    if channel in {"phone", "video"} and _word_at(tokens, end) == "call":
        end += 1
    if channel is None:
        return Contact(kind, None, None, start, end)
    direction = _BEFORE.get(bare_word(tokens[start])) or _direction_of(tokens, end)
    taken = 0 if start < index else _direction_words(tokens, end)
    if channel == "visit_to_them" and direction == "in":
        channel = "visit_to_us"
    if channel == "visit_to_us":
        direction = "in"
    if direction is None and kind in _OURS_BY_NATURE and word not in _PAST:
        direction = "out"
    return Contact(kind, channel, direction, start, end + taken)


def _word_at(tokens: Sequence[str], index: int) -> str:
    return bare_word(tokens[index]) if index < len(tokens) else ""


def _direction_of(tokens: Sequence[str], index: int) -> str | None:
    """Who began: 'us', 'to us', 'in', 'from' say they did; 'them', 'out' that we did."""
    said = _word_at(tokens, index)
    if said == "to":
        said = _word_at(tokens, index + 1)
        return "in" if said in _THEY_DID else "out" if said in _WE_DID else None
    if said in _THEY_DID or said == "from" or (said == "in" and not _counts(tokens, index + 1)):
        return "in"
    return "out" if said in _WE_DID or said == "out" else None


def _direction_words(tokens: Sequence[str], index: int) -> int:
    """How many tokens only say the direction; 'from Anna' also says who and stays."""
    said = _word_at(tokens, index)
    if said == "from" or _direction_of(tokens, index) is None:
        return 0
    return 2 if said == "to" else 1


def _counts(tokens: Sequence[str], index: int) -> bool:
    """Whether what follows an 'in' makes it a date or a place: 'in 2 weeks', 'in the'."""
    said = _word_at(tokens, index)
    return said[:1].isdigit() or said in {"a", "an", "the", "one", "two", "three", "four"}
