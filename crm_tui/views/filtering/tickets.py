"""The fields of a ticket, and how words search for one."""

from __future__ import annotations

from typing import Final

from crm_tui.store.desk import Desk
from crm_tui.text.fold import words
from crm_tui.text.ticket_words import STATES
from crm_tui.views.filtering import amounts, moments, picks, texts
from crm_tui.views.filtering.conditions import NEVER, Sql, among, any_of
from crm_tui.views.filtering.fields import ALL

_ENTRIES = 20_000
"""So many entries of what was said are looked at: there are more than a million of them."""


def search(desk: Desk, text: str, most: int = ALL) -> Sql:
    """Tickets that answer to words, themselves, in what was said, or by their customer.

    So many of each are looked at, at the most. What was said is most of the text there is: a
    single letter is not looked for in it.
    """
    wanted = words(text)
    if not wanted:
        return NEVER
    engine = desk.store.engine
    long = all(len(word) > 1 for word in wanted)
    entries = engine.find_entries(wanted, min(most, _ENTRIES)) if long else []
    said = desk.store.rows_by_id(
        "SELECT DISTINCT ticket_id FROM timeline_entry WHERE ticket_id IS NOT NULL"
        " AND id IN ({ids})",
        entries,
    )
    tickets = {*engine.find_tickets(wanted, most), *(int(row[0]) for row in said)}
    return any_of([
        among("t.id", tickets), among("t.party_id", engine.find_parties(wanted, most))
    ])  # fmt: skip


FIELDS: Final = (
    texts.found_text(
        "title",
        "words of the title",
        "ticket",
        "t.title",
        lambda desk, wanted, most: desk.store.engine.find_tickets(wanted, most),
    ),
    texts.code("t.number", "T"),
    texts.whose(
        "customer",
        "whose ticket",
        ("t.party_id", "t.contact_id"),
        "party",
        "contact",
        "company",
        "name",
    ),
    picks.colleague(
        "owner",
        "who works on it: me, a colleague, none",
        "t.assignee_id",
        "assignee",
        example="owner:none",
    ),
    picks.worded(
        "state",
        "new, open, waiting for customer, solved ...",
        "t.state",
        STATES,
        example="state:new,open",
        lifts="state",
    ),
    picks.choice(
        "kind",
        "complaint, request ...",
        "ticket_kind",
        "ticket",
        "t.kind",
        "type",
        example="kind:complaint",
    ),
    picks.choice("queue", "the queue", "queue", "ticket", "t.queue"),
    picks.priority("t.priority"),
    picks.row_of("product", "what it is about", "product", "t.product_id"),
    picks.choice("channel", "how it came", "channel", "ticket", "t.channel"),
    moments.instant("opened", "was opened", "t.opened_at", "created"),
    moments.instant("due", "its clock runs out", "t.due_at", ahead=True, example="due<4h"),
    moments.instant(
        "answer-due", "the first answer is due", "t.first_response_due", "response", ahead=True
    ),
    moments.instant("answered", "was first answered", "t.first_responded_at"),
    moments.instant("solved", "was solved", "t.resolved_at", "resolved", "closed", lifts="state"),
    moments.instant("changed", "its state changed", "t.state_since", "moved"),
    moments.instant("updated", "was changed", "t.updated_at"),
    moments.instant("said", "they last said something", "t.last_in_at", "last"),
    moments.day("waits", "waits until", "t.wait_until", "wait", ahead=True),
    picks.choice(
        "reason", "why it was closed", "closing_reason", "ticket", "t.closing_reason", lifts="state"
    ),
    picks.choice("cause", "what was the cause", "cause", "ticket", "t.cause", lifts="state"),
    amounts.numbered(
        "rating", "what they gave, 1 to 5", "t.rating", example="rating<3", lifts="state"
    ),
    picks.tagged("t.id IN (SELECT g.ticket_id FROM ticket_tagging g WHERE {})"),
    picks.flag("archived", "is archived", "t.archived_at IS NOT NULL", lifts="archived"),
)
