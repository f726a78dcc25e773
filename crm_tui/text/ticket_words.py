"""How tickets are said: their states, priorities, and what their clocks say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from crm_tui.text.priorities import PRIORITIES

STATES: Final = {
    "new": "new",
    "open": "open",
    "waiting_customer": "waiting for customer",
    "waiting_inside": "waiting inside",
    "solved": "solved",
    "closed": "closed",
    "merged": "merged",
}
"""The states with what a user reads."""

STATE_KEYS: Final = {
    "o": "open",
    "c": "waiting_customer",
    "i": "waiting_inside",
    "s": "solved",
    "x": "closed",
}
"""The one key that picks a state; `new` and `merged` are nothing one chooses."""

PRIORITY_KEYS: Final = {name[0]: name for name in PRIORITIES}


def say_span(span: timedelta) -> str:
    """How long something is, roughly: '40 min', '2 h', '3 days'."""
    minutes = max(0, round(span.total_seconds() / 60))
    if minutes < 90:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 36 else f"{round(hours / 24)} days"


def say_due(now: datetime, due: datetime | None, what: str = "due") -> str:
    """When a clock runs out: 'answer due in 40 min', 'late 2 h'; empty where none runs."""
    if due is None:
        return ""
    return f"late {say_span(now - due)}" if due < now else f"{what} in {say_span(due - now)}"


def clock_words(
    now: datetime,
    state: str,
    first_response_due: datetime | None,
    resolution_due: datetime | None,
    responded_at: datetime | None,
) -> str:
    """What the clock that matters now says; the answer's before the solution's.

    Empty where nothing runs, 'paused' where the customer is waited for.
    """
    if state in ("solved", "closed", "merged"):
        return ""
    if responded_at is None and first_response_due is not None:
        return say_due(now, first_response_due, "answer due")
    if state == "waiting_customer":
        return "paused"
    return say_due(now, resolution_due, "due")
