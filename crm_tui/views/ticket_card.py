"""A ticket whole: its conversation, what makes up its clocks, and what hangs on it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from crm_tui.models.stored import as_instant
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_clock import Stretch, stretches
from crm_tui.views import card, open_tasks, outbox, own_fields, service_clocks, tickets
from crm_tui.views.card import EntryRow
from crm_tui.views.customer_value import ValueClasses
from crm_tui.views.open_tasks import OpenTask
from crm_tui.views.own_fields import NOTHING, Held
from crm_tui.views.service_clocks import ServiceClocks
from crm_tui.views.tickets import TicketRow


class StateRow(NamedTuple):
    """A step between states; `user` is empty where the program took it."""

    at: datetime
    before: str
    after: str
    user: str


class MailRow(NamedTuple):
    """What is known of a message that an entry is: folded text, and how its sending went."""

    id: int
    direction: str
    sender: str
    recipients: str
    subject: str
    quoted: str
    state: str
    failure: str


class FileRow(NamedTuple):
    """A file that came with an entry; `size` in bytes, `note` says why one was not kept."""

    id: int
    name: str
    type: str
    size: int
    file: str
    note: str


class Said(NamedTuple):
    """One thing said in a conversation, with its mail and files."""

    entry: EntryRow
    mail: MailRow | None
    files: tuple[FileRow, ...]


class TicketView(NamedTuple):
    """Everything about a ticket but what was said; merged ones by (id, number, title)."""

    row: TicketRow
    queue_label: str
    reason_label: str
    closing_note: str
    cause_label: str
    rating_words: str
    tags: tuple[str, ...]
    steps: tuple[StateRow, ...]
    tasks: tuple[OpenTask, ...]
    merged: tuple[tuple[int, str, str], ...]
    merged_into: tuple[int, str] | None
    offer: tuple[int, str, str] | None
    open_deals: int
    newest_entry: int
    own: Held = NOTHING


class Clock(NamedTuple):
    """What makes up one clock: its name, the promise and what was used in working minutes.

    `used` counts up to now, or to where the clock stopped; `due` is when the promise ends.
    """

    name: str
    promised: int | None
    used: int
    due: datetime | None
    stopped: datetime | None
    stretches: tuple[Stretch, ...]


def ticket(desk: Desk, number: int, values: ValueClasses | None = None) -> TicketView:
    """A ticket whole; known `values` spare what they spare `tickets.rows`.

    Raises NotFoundError for one that is not there.
    """
    row = tickets.ticket_row(desk, number, values)
    found = desk.store.row(
        "SELECT coalesce(q.label, t.queue), coalesce(r.label, t.closing_reason), t.closing_note,"
        " coalesce(c.label, t.cause), t.rating_words, t.merged_into_id, coalesce(m.number, ''),"
        " t.offer_deal_id, coalesce(d.number, ''), coalesce(d.title, ''),"
        " (SELECT coalesce(max(e.id), 0) FROM timeline_entry e WHERE e.ticket_id = t.id),"
        " (SELECT count(*) FROM deal o WHERE o.party_id = t.party_id AND o.state = 'open'"
        "   AND o.archived_at IS NULL)"
        " FROM ticket t LEFT JOIN choice q ON q.list = 'queue' AND q.code = t.queue"
        " LEFT JOIN choice r ON r.list = 'closing_reason' AND r.code = t.closing_reason"
        " LEFT JOIN choice c ON c.list = 'cause' AND c.code = t.cause"
        " LEFT JOIN ticket m ON m.id = t.merged_into_id"
        " LEFT JOIN deal d ON d.id = t.offer_deal_id WHERE t.id = ?",
        (number,),
    )
    return TicketView._make([
        row, *found[:5], _tags(desk, number), _steps(desk, number),
        open_tasks.about(desk, "ticket", number), _merged(desk, number),
        (found[5], found[6]) if found[5] else None,
        (found[7], found[8], found[9]) if found[7] else None,
        int(found[11]), int(found[10]), own_fields.held(desk, "ticket", number),
    ])  # fmt: skip


def conversation(
    desk: Desk, number: int, *, limit: int = 50, before: tuple[datetime, int] | None = None
) -> tuple[Said, ...]:
    """What was said on a ticket, the newest first; `before` reads on from an entry's (at, id)."""
    narrow, params = "", []
    if before is not None:
        narrow = " AND (at, id) < (?, ?)"
        params = [before[0].strftime("%Y-%m-%d %H:%M:%S"), before[1]]
    ids = [
        row[0]
        for row in desk.store.rows(
            f"SELECT id FROM timeline_entry WHERE ticket_id = ?{narrow}"
            " ORDER BY at DESC, id DESC LIMIT ?",
            (number, *params, limit),
        )
    ]
    mails = {row[0]: MailRow._make(row[1:]) for row in desk.store.rows_by_id(_MAILS, ids)}
    files: dict[int, list[FileRow]] = {}
    for entry, *row in desk.store.rows_by_id(_FILES, ids):
        files.setdefault(entry, []).append(FileRow._make(row))
    return tuple(
        Said(entry, mails.get(entry.id), tuple(files.get(entry.id, ())))
        for entry in card.entries(desk, ids)
    )


def reach(desk: Desk, row: TicketRow) -> tuple[str, ...]:
    """The best phone number and e-mail address of the contact, else of the customer.

    Those that are known to be bad are left out.
    """
    found: dict[str, str] = {}
    for kind, value in desk.store.rows(
        "SELECT kind, value FROM contact_method WHERE party_id IN (?, ?) AND bad_since IS NULL"
        " AND kind IN ('phone', 'email') ORDER BY party_id = ? DESC, is_primary DESC, id",
        (row.contact, row.party, row.contact),
    ):
        found.setdefault(kind, value)
    return tuple(found[kind] for kind in ("phone", "email") if kind in found)


def clocks(desk: Desk, number: int) -> tuple[Clock, ...]:
    """The two clocks of a ticket with the stretches that make up their figures (rule 10)."""
    row = tickets.ticket_row(desk, number)
    reader = ServiceClocks(desk)
    policy = reader.policy(row.policy)
    if policy is None:
        return ()
    time = reader.time(policy.calendar)
    steps = service_clocks.steps(desk, [number])[number]
    now = desk.clock.now()
    ended = steps[-1].at if steps[-1].state in tickets.ENDED else None
    found = []
    for name, promised, due, stopped, pauses in (
        ("first response", policy.first_response, row.first_response_due,
         row.first_responded_at or ended, False),
        ("resolution", policy.resolution, row.resolution_due, row.resolved_at or ended, True),
    ):  # fmt: skip
        parts = tuple(stretches(steps, time, min(stopped or now, now), pauses=pauses))
        parts = tuple(part for part in parts if part.start < (stopped or now) or len(parts) == 1)
        used = sum(part.seconds for part in parts if part.counts) // 60
        found.append(Clock(name, promised, used, due, stopped, parts))
    return tuple(found)


_MAILS = (
    "SELECT m.entry_id, m.id, m.direction, m.sender, m.recipients, m.subject, m.quoted,"
    f" {outbox.STATE}, m.failure FROM mail_message m WHERE m.entry_id IN ({{ids}})"
)
_FILES = (
    "SELECT entry_id, id, name, type, size, file, note FROM attachment WHERE entry_id IN ({ids})"
    " ORDER BY id"
)


def _tags(desk: Desk, number: int) -> tuple[str, ...]:
    rows = desk.store.rows(
        "SELECT t.name FROM ticket_tagging g JOIN tag t ON t.id = g.tag_id WHERE g.ticket_id = ?"
        " ORDER BY t.folded",
        (number,),
    )
    return tuple(row[0] for row in rows)


def _steps(desk: Desk, number: int) -> tuple[StateRow, ...]:
    rows = desk.store.rows(
        "SELECT c.at, c.before, c.after, coalesce(u.login, '') FROM ticket_state_change c"
        ' LEFT JOIN "user" u ON u.id = c.user_id WHERE c.ticket_id = ? ORDER BY c.at, c.id',
        (number,),
    )
    return tuple(StateRow(as_instant(row[0]), *row[1:]) for row in rows)


def _merged(desk: Desk, number: int) -> tuple[tuple[int, str, str], ...]:
    rows = desk.store.rows(
        "SELECT id, number, title FROM ticket WHERE merged_into_id = ? ORDER BY id", (number,)
    )
    return tuple((row[0], row[1], row[2]) for row in rows)
