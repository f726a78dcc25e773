"""The first words of a task line that say what kind of task it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_SAID: Final = {
    "call": "call|phone|ring|telephone",
    "call_back": "call back|callback|ring back|phone back|return call",
    "visit": "visit",
    "management_visit": "management visit",
    "meeting": "meet|meeting|prepare meeting",
    "email": "e-mail|email|mail|write|send e-mail|send email|send mail|answer e-mail|answer email",
    "offer": "offer|quote|quotation"
    "|send offer|send quote|send quotation|prepare offer|prepare quote|make offer|write offer",
    "follow_up": "follow up|follow-up|followup",
    "demo": "demo|demonstrate|demonstration|show demo|give demo",
    "contract_step": "contract|sign contract|send contract|renew contract|prepare contract",
    "delivery_check": "delivery check|check delivery|ask about delivery",
    "payment_reminder": "payment reminder|remind payment|remind about payment|remind of payment"
    "|remind about invoice|chase payment|chase invoice|dun",
    "review": "review",
    "thank_you": "thank|thanks|thank-you|thank you|say thanks|send thanks",
}
_KINDS: Final = {words: kind for kind, said in _SAID.items() for words in said.split("|")}
_CALLS_BACK: Final = frozenset({"call", "ring", "phone"})
_PASSED_OVER: Final = frozenset({"a", "an", "the", "our", "please", "to", "new"})
_LONGEST = 3
_REACH = 8  # words; 'please' and articles are passed over


def kind_of(words: Sequence[str]) -> str | None:
    """The code of the kind of task (pick list `task_kind`) that a title begins with, or None."""
    plain = [word.casefold().strip(".,:;!?()") for word in words[:_REACH]]
    first = [word for word in plain if word not in _PASSED_OVER]
    if first and first[0] in _CALLS_BACK and "back" in first[1:4]:
        return "call_back"
    for count in range(_LONGEST, 0, -1):
        kind = _KINDS.get(" ".join(first[:count]))
        if kind:
            return kind
    return None
