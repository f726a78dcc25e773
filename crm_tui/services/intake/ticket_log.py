"""What hangs on a ticket that comes in: its steps, its conversation, its tags."""

from __future__ import annotations

from datetime import datetime

from crm_tui.models.stored import instant_text
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.tags import Tags, tags_of
from crm_tui.services.intake.ticket_references import Incoming
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.channel_words import KIND_OF_CHANNEL
from crm_tui.text.ticket_clock import ENDED
from crm_tui.text.ticket_words import STATES


class TicketLog:
    """Tells of tickets, in rows that are written with their batch."""

    def __init__(self, desk: Desk, inserts: Inserts) -> None:
        self._desk = desk
        self._inserts = inserts
        self._tags = Tags(desk, inserts)
        self._touched: set[int] = set()
        self._now = instant_text(desk.clock.now())

    def begin(self) -> None:
        """Turn to the next batch."""
        self._touched.clear()

    def refresh(self) -> None:
        """Work out anew what customers' rows repeat of the entries that were written."""
        caches.refresh(self._desk.store, sorted(self._touched))

    def steps(self, ticket: int, incoming: Incoming) -> None:
        """The steps the file tells of; its opening is nobody's of ours."""
        before = ""
        for at, state in incoming.ready.steps:
            self._inserts.add(
                "ticket_state_change", ticket_id=ticket, at=instant_text(at), before=before,
                after=state, user_id=incoming.values["assignee_id"] if before else None,
            )  # fmt: skip
            before = state

    def tag(self, ticket: int, names: tuple[str, ...]) -> None:
        """Put tags on a ticket."""
        for folded, name in tags_of(names).items():
            tag = self._tags.id_of(folded, name)
            self._inserts.add("ticket_tagging", ticket_id=ticket, tag_id=tag)

    def opening(self, ticket: int, incoming: Incoming) -> None:
        """The customer's words; where the file has none, what the ticket is about."""
        values, body = incoming.values, incoming.body
        if body or incoming.asker.party is not None:
            self._entry(
                ticket, incoming, values["opened_at"], direction="in",
                subject=values["title"] if body else "", body=body or values["title"],
            )  # fmt: skip

    def answer(self, ticket: int, number: str, incoming: Incoming) -> None:
        """What we answered, or that the ticket has ended."""
        state, at = incoming.ready.state, answered_at(incoming)
        subject = f"ticket {number} {STATES[state]}" if state in ENDED else ""
        if incoming.answer:
            self._entry(
                ticket, incoming, at, direction="out", subject=subject, body=incoming.answer
            )  # fmt: skip
        elif subject and incoming.asker.party is not None:
            note = incoming.values["closing_note"]
            self._entry(ticket, incoming, at, direction="", subject=subject, body=note)

    def opinion(self, incoming: Incoming) -> None:
        """How content the customer was, as what they think of our service."""
        rating, speaker = incoming.values["rating"], incoming.asker.speaker
        if rating is not None and speaker is not None:
            self._inserts.add(
                "opinion", party_id=speaker, about="service", score=rating - 3,
                words=incoming.values["rating_words"], at=instant_text(answered_at(incoming)),
            )  # fmt: skip

    def _entry(
        self,
        ticket: int,
        incoming: Incoming,
        at: datetime,
        *,
        direction: str,
        subject: str,
        body: str,
    ) -> None:
        """An entry of the conversation, or without a direction of the customer's timeline."""
        asker, values = incoming.asker, incoming.values
        channel = values["channel"] if direction else ""
        entry = self._inserts.add(
            "timeline_entry",
            at=instant_text(at),
            day=at.astimezone(self._desk.clock.zone).date().isoformat(),
            kind=KIND_OF_CHANNEL.get(channel, "note") if direction else "ticket",
            channel=channel,
            direction=direction,
            user_id=None if direction == "in" else values["assignee_id"],
            party_id=asker.speaker if direction else asker.party,
            subject=subject,
            body=body,
            ticket_id=ticket,
            created_at=self._now,
        )
        self._touched.update(one for one in (asker.party, asker.contact, *asker.firms) if one)
        for firm in asker.firms if direction else ():
            self._inserts.add("participant", entry_id=entry, party_id=firm)


def answered_at(incoming: Incoming) -> datetime:
    """When a ticket was answered in the end: at its end, else at its first answer."""
    if incoming.ready.state in ENDED:
        return incoming.ready.steps[-1].at
    responded: datetime | None = incoming.values["first_responded_at"]
    return responded or incoming.ready.steps[-1].at
