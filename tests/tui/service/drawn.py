"""Tickets as the queue and their conversations are drawn from, without a database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crm_tui.tui.service.ticket_lines import Conversation, Seen
from crm_tui.views.open_tasks import OpenTask
from crm_tui.views.ticket_card import FileRow, MailRow, Said, StateRow, TicketView
from crm_tui.views.tickets import ClaimRow, TicketRow
from tests.tui.card.cards import NOW, TODAY, WORDS, entry

ME = 1
SEEN = Seen(ME, NOW, WORDS)


def ago(minutes: int) -> Any:
    """An instant so many minutes before now; after it for fewer than none."""
    return NOW - timedelta(minutes=minutes)


def a_row(**more: Any) -> TicketRow:
    """A complaint of Rossi, late, high, nobody's."""
    plain = TicketRow(
        id=12, number="T12", title="The pump leaks", kind="complaint", kind_label="complaint",
        is_complaint=True, party=7, party_name="Rossi Kft", contact=8, contact_name="Anna Rossi",
        product=3, product_name="GTX Pro", channel="email", queue="first_line", assignee=None,
        owner="", priority="high", state="new", opened_at=ago(600), policy=2,
        first_response_due=ago(120), resolution_due=ago(-2000), due_at=ago(120), warn_at=ago(180),
        first_responded_at=None, resolved_at=None, wait_until=None, closing_reason="",
        last_in_at=ago(600), last_out_at=None, rating=None, version=1, value="A", claim=None,
    )  # fmt: skip
    return plain._replace(**more)


def a_claim(user: int = 2, name: str = "Bob Stone") -> ClaimRow:
    """A claim of ten minutes, half of it over."""
    return ClaimRow(user, name, ago(5), ago(-5))


def a_mail(**more: Any) -> MailRow:
    """A mail that came in with some lines of an older one under it."""
    plain = MailRow(
        1, "in", "anna@rossi.example", "help@firm.example", "The pump leaks",
        "Dear Anna,\nthank you\nfor your order.", "", "",
    )  # fmt: skip
    return plain._replace(**more)


def a_word(number: int = 1, text: str = "It leaks.", **more: Any) -> Said:
    """Something said on a ticket, by mail from Anna unless it is said otherwise."""
    mail, files = more.pop("mail", None), more.pop("files", ())
    given: dict[str, Any] = {
        "id": number, "at": ago(600), "channel": "email", "direction": "in", "kind": "email",
        "body": text, "subject": "", "people": ("Anna Rossi",), "internal": False,
    } | more  # fmt: skip
    return Said(entry(number, NOW)._replace(**given), mail, files)


def a_talk(*said: Said, **more: Any) -> Conversation:
    """A conversation on a ticket with all there can be."""
    others = more.pop("others", (a_row(id=15, number="T15", title="Another pump"),))
    row = more.pop("row", a_row())
    view = TicketView(
        row=row, queue_label="first line", reason_label="", closing_note="", cause_label="",
        rating_words="", tags=("pump",),
        steps=(
            StateRow(ago(600), "", "new", "anna"), StateRow(ago(300), "new", "open", "bob"),
        ),
        tasks=(OpenTask(4, "Ask the workshop", TODAY - timedelta(1), "bob"),),
        merged=((9, "T9", "It drips"),), merged_into=None, offer=(3, "D3", "A new pump"),
        open_deals=2, newest_entry=5,
    )._replace(**more)  # fmt: skip
    return Conversation(view, said, others, ("+36 30 999 8877",))


FILES = (
    FileRow(1, "leak.jpg", "image/jpeg", 123_456, "ab/cd", ""),
    FileRow(2, "film.mov", "video/quicktime", 90_000_000, "", "too large"),
)
