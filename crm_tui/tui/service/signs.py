"""What is said of a ticket in a few words: its clock, state, priority, who is on it.

What a colour says stands there in words or signs too. Pure functions; nothing here asks the
database or the time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from crm_tui.text.ticket_words import STATES
from crm_tui.text.width import cut
from crm_tui.tui.card.spans import line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line, Span
from crm_tui.views.tickets import ClaimRow, TicketRow

PRIORITY_TONES: Final[dict[str, Tone]] = {"urgent": "alert", "high": "warn", "low": "dim"}
_SHORT_STATES: Final = {"waiting_customer": "waits for them", "waiting_inside": "waits inside"}
_NAME = 13
_STATE_TONES: Final[dict[str, Tone]] = {"new": "key", "solved": "good"}


def clock(row: TicketRow, now: datetime) -> Span:
    """What its clock says: '!! late 2 h', '! answer due in 40 min'; empty where none runs."""
    said = row.clock(now)
    if row.due_at is None or not said or said == "paused":
        return said, "dim"
    if row.due_at < now:
        return f"!! {said}", "alert"
    if row.warn_at is not None and row.warn_at <= now:
        return f"! {said}", "warn"
    return said, ""


def state(row: TicketRow, *, short: bool = False) -> Span:
    """The state in words."""
    said = STATES.get(row.state, row.state)
    said = _SHORT_STATES.get(row.state, said) if short else said
    return said, _STATE_TONES.get(row.state, "")


def priority(row: TicketRow, *, always: bool = False) -> Span:
    """The priority; a normal one goes without saying unless `always`."""
    said = row.priority if always or row.priority != "normal" else ""
    return said, PRIORITY_TONES.get(row.priority, "dim" if always else "")


def kind(row: TicketRow) -> Span:
    """What kind of ticket it is; a complaint has a sign."""
    said = span(row.kind_label)[0]
    return (f"! {said}", "alert") if row.is_complaint else (said, "dim")


def owner(row: TicketRow) -> Span:
    """Whose it is."""
    return span(row.owner, "") if row.owner else ("nobody's", "warn")


def claimed(claim: ClaimRow | None, me: int, words: Words, *, short: bool = False) -> Span:
    """Who is on it since when; empty where nobody is."""
    if claim is None:
        return "", ""
    since = f"{claim.since.astimezone(words.zone):%H:%M}"
    if claim.user == me:
        return f"you since {since}", "good"
    who = span(claim.name)[0]
    if short:
        return f"{cut(who, _NAME)} since {since}", "mark"
    return f"{who} is on it since {since}", "mark"


def again(row: TicketRow, words: Words) -> Span:
    """The day on which it is to be looked at again; that it has come, with a sign."""
    if not row.wait_until:
        return "", ""
    if row.wait_until <= words.today.isoformat():
        return f"! again {words.day(row.wait_until)}", "warn"
    return f"again {words.day(row.wait_until)}", "dim"


def customer(row: TicketRow) -> Line:
    """Who asks: the customer, else the contact."""
    name = row.party_name or row.contact_name
    return line(span(name)) if name else line(("nobody known", "dim"))


def instant(at: datetime, words: Words) -> str:
    """The day and the hour of an instant."""
    local = at.astimezone(words.zone)
    return f"{words.day(local.date())} {local:%H:%M}"
