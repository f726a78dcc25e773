"""What other systems call the states, kinds and channels of tickets."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from crm_tui.text.fold import fold
from crm_tui.text.ticket_words import STATES

DELETED: Final = "deleted"

_STATES: Final = {
    "new": "new|neu|submitted|received|unassigned|incoming",
    "open": "open|opened|reopened|re opened|in progress|in process|active|assigned|working|started"
    "|waiting on us|waiting for us|waiting on support|pending agent|offen|in bearbeitung",
    "waiting_customer": "waiting customer|waiting for customer|waiting on customer"
    "|waiting for the customer|waiting on contact|waiting on client|awaiting customer"
    "|awaiting customer response|awaiting reply|awaiting response|pending|pending customer"
    "|pending customer response|customer reply needed|needs customer response|wartet auf kunden",
    "waiting_inside": "waiting inside|waiting|hold|on hold|escalated|waiting on third party"
    "|waiting for third party|waiting on vendor|pending vendor|pending internal",
    "solved": "solved|resolved|fixed|done|completed|complete|answered|gelost",
    "closed": "closed|cancelled|canceled|rejected|duplicate|merged|untimely response|geschlossen",
    DELETED: "deleted|trash|trashed|spam|junk",
}
_STATE_OF: Final = {word: state for state, row in _STATES.items() for word in row.split("|")}
_SAY_MORE: Final = frozenset(_STATES["closed"].split("|")) - {"closed", "geschlossen"}
_BEGINNINGS: Final = {"closed": "closed", "resolved": "solved", "solved": "solved"}

_KINDS: Final = (
    ("complaint", "complaint grievance beschwerde reklamation"),
    ("suggestion", "suggestion feature idea improvement enhancement wish vorschlag"),
    ("question", "question inquiry enquiry query howto frage"),
    ("fault", "fault issue incident problem bug error defect outage malfunction storung"),
    ("order", "order bestellung"),
    ("request", "request task service anfrage"),
)
_CHANNELS: Final = {
    "phone": "phone|call|telephone|phone call|voice|hotline",
    "email": "email|mail",
    "chat": "chat|live chat|web chat|native messaging",
    "sms": "sms|text|text message",
    "messenger": "messenger|whatsapp|telegram|facebook|facebook messenger|twitter|instagram"
    "|social|social media",
    "letter": "letter|postal mail|post|fax",
    "web_form": "web|web form|webform|form|website|portal|api|online|web widget|help center",
    "video": "video|video call",
    "visit_to_us": "walk in|visit|in person|counter",
    "point_of_sale": "point of sale|shop|store",
    "event": "event",
}
_CHANNEL_OF: Final = {word: code for code, row in _CHANNELS.items() for word in row.split("|")}
_EXACT: Final = {
    "phone", "phone call", "telephone", "call", "email", "mail", "chat", "live chat", "sms",
    "letter", "postal mail", "post", "web", "web form", "webform", "form", "video", "video call",
    "event", "point of sale", "messenger",
}  # fmt: skip
"""Words that say no more than the channel they are taken for."""


class StateWord(NamedTuple):
    """The state a word means, '' where it is none; `says_more` than the state."""

    state: str
    says_more: bool = False


def state_of(word: str) -> StateWord:
    """The state that other systems mean by a word: 'Pending', 'Closed with explanation'."""
    plain = plain_word(word)
    if found := _STATE_OF.get(plain):
        return StateWord(found, plain in _SAY_MORE)
    first = plain.partition(" ")[0].strip(":,;.")
    found = _BEGINNINGS.get(first, "")
    return StateWord(found, bool(found))


@lru_cache(maxsize=1024)
def kind_of(word: str) -> str:
    """The code of the kind that a word such as 'Billing inquiry' means, '' where none does.

    A word that tells more goes before one that is in many: a feature request is a suggestion.
    """
    said = {part.removesuffix("s") for part in plain_word(word).split()}
    return next((code for code, row in _KINDS if said.intersection(row.split())), "")


def channel_of(word: str) -> tuple[str, bool]:
    """(code of the channel, whether that is all the word says); '' where there is none like it."""
    plain = plain_word(word)
    return _CHANNEL_OF.get(plain, ""), plain in _EXACT


@lru_cache(maxsize=4096)
def plain_word(word: str) -> str:
    """A word for comparing: folded, without hyphens and underscores."""
    return " ".join(
        fold(word).replace("e-mail", "email").replace("-", " ").replace("_", " ").split()
    )


def state_meant(name: str) -> str:
    """The state that a user names by its code or its words, '' where there is none."""
    plain = plain_word(name)
    names = (code for code, said in STATES.items() if code != "merged"
             and plain in (plain_word(code), plain_word(said)))  # fmt: skip
    return next(names, "")
