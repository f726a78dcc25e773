"""A busy morning at the small office's service desk: tickets in all states, from all sides."""

from __future__ import annotations

from datetime import date, timedelta

from crm_tui.models import Attachment, MailMessage
from crm_tui.services import conversations, tickets
from crm_tui.services.opening import Desk
from crm_tui.services.tags import parse
from tests import builders
from tests.tui.office import Seat

QUOTED = "\n".join(f"line {number} of what we wrote before" for number in range(1, 13))


@builders.filled_once
def fill(desk: Desk, office: dict[str, int]) -> dict[str, int]:
    """Record eight tickets for the office's customers; their ids by a short name."""
    now = desk.clock.now()
    bob = builders.a_colleague(desk, "bob")
    rossi, muller, peking, zalka = (
        office[name] for name in ("rossi", "Müller GmbH", "北京贸易有限公司", "Zalka Bt")
    )
    builders.a_deal(desk, rossi, "Pumps for the hall", amount_minor=1_250_000)

    def ago(hours: float) -> timedelta:
        return timedelta(hours=hours)

    found = {
        "leak": tickets.add(
            desk, "The pump leaks and nobody came to look at it for three days", party=rossi,
            contact=office["anna"], kind="complaint", channel="email", at=now - ago(24),
            body="Dear all,\n\nthe pump you sold us leaks. We wrote twice.\n\nAnna",
        ),
        "oil": tickets.add(
            desk, "Which oil for the A7?", party=muller, kind="question", channel="phone",
            body="Which oil do we need for the A7 in winter?", at=now - ago(1),
        ),
        "fault": tickets.add(
            desk, "冷却泵漏水", party=peking, kind="fault", priority="urgent", body="请尽快",
            at=now - timedelta(minutes=50), assignee=desk.user,
        ),
        "friday": tickets.add(
            desk, "Delivery asked for on Friday", party=zalka, kind="order", channel="email",
            body="Could you deliver on Friday?", at=now - ago(2), assignee=bob.user,
        ),
        "bill": tickets.add(
            desk, "The bill names the wrong address", party=rossi, body="Wrong street.",
            at=now - ago(3), assignee=desk.user,
        ),
        "idea": tickets.add(
            desk, "A bigger handle", party=zalka, kind="suggestion", priority="low",
            at=now - ago(30), assignee=desk.user,
        ),
        "stranger": tickets.add(desk, "Who are you?", at=now - timedelta(minutes=5)),
        "spam": tickets.add(desk, "Win a prize", at=now - ago(40)),
    }  # fmt: skip
    answer = conversations.reply(desk, found["bill"], "We look into it today.")
    conversations.note_in(desk, found["bill"], "Thank you. Here is the right one.", channel="email",
                    contact=office["anna"])  # fmt: skip
    conversations.reply(desk, found["bill"], "Ask accounting first.", internal=True)
    tickets.change(desk, [found["idea"]], {"wait_until": date(2026, 11, 19)})
    tickets.solve(desk, [found["spam"]], "spam")
    tickets.tag(desk, [found["leak"]], parse("pump"))
    _mail(desk, found["leak"], answer)
    return found


def _mail(desk: Desk, leak: int, answer: int) -> None:
    """A mail with folded text and a file came in on the first ticket; ours could not be sent."""
    entry = desk.store.value("SELECT id FROM timeline_entry WHERE ticket_id = ?", (leak,))
    now = desk.clock.now()
    with desk.store.change_set(desk.user, "mail"):
        MailMessage.create(
            entry_id=entry, ticket_id=leak, direction="in", digest="1", at=now,
            sender="anna@rossi.example", quoted=QUOTED,
        )  # fmt: skip
        Attachment.create(entry_id=entry, name="leak.jpg", type="image/jpeg", size=123_456)
        Attachment.create(entry_id=entry, name="film.mov", size=90_000_000, note="too large")
        MailMessage.create(
            entry_id=answer, direction="out", digest="2", at=now, state="queued",
            recipients="anna@rossi.example", failure="the mailbox is full",
        )  # fmt: skip


async def at(seat: Seat, ticket: int) -> str:
    """Show all open tickets, the cursor on one; what is seen."""
    place = seat.workspace.places.tickets
    while place.pane.view.triage != "all":
        await seat.press("h")  # the last of the views, and that before the first
    assert place.pane.go_to(ticket)
    return await seat.look()
