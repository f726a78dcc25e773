"""Tickets: all that customers ask, complain of and suggest, from its opening to its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from crm_tui.errors import ConflictError, NotFoundError, RuleError
from crm_tui.models import Ticket, TicketTagging
from crm_tui.models.stored import as_instant, instant_text
from crm_tui.services import entries, standing, tags, ticket_news
from crm_tui.services.numbers import next_number
from crm_tui.services.tags import TagLine
from crm_tui.store.desk import Desk
from crm_tui.text.priorities import PRIORITIES
from crm_tui.text.safe import clean
from crm_tui.text.ticket_clock import ENDED, OPEN, Step
from crm_tui.text.ticket_words import STATE_KEYS, STATES
from crm_tui.views import choices, service_clocks
from crm_tui.views.service_clocks import ServiceClocks

CLOSES_AFTER = timedelta(days=7)
"""So long a solved ticket waits for a word from the customer before it is closed."""

FIELDS = (
    "title", "kind", "priority", "queue", "party", "contact", "product", "channel", "cause",
    "assignee", "wait_until",
)  # fmt: skip
"""What `change` changes; states and endings have use cases of their own."""

_LISTS = {"kind": "ticket_kind", "queue": "queue", "channel": "channel", "cause": "cause"}
_SEGMENTS = """
SELECT p.id, coalesce(nullif(p.industry, ''), (
  SELECT c.industry FROM relationship r JOIN party c ON c.id = r.other_id
  WHERE r.party_id = p.id AND r.kind = 'works_at' AND r.until IS NULL AND c.industry <> ''
  ORDER BY r.id DESC LIMIT 1), '')
FROM party p WHERE p.id IN ({ids})
"""
_FIELD_WORDS = {"assignee": "owner", "wait_until": "day to wait for", "party": "customer"}
_WAITING = ("waiting_customer", "waiting_inside")
_ON_THE_CLOCK = ("kind", "priority", "queue", "party")


def add(
    desk: Desk,
    title: str,
    *,
    party: int | None = None,
    contact: int | None = None,
    kind: str = "request",
    priority: str = "",
    queue: str = "",
    channel: str = "",
    product: int | None = None,
    assignee: int | None = None,
    body: str = "",
    at: datetime | None = None,
    entry: int | None = None,
) -> int:
    """Record what a customer asked, complained of or suggested (S101 to S103); the new id.

    `body` are their words, kept as the first entry of the conversation; with `entry` what is
    logged already (a call, a visit) is that entry, and its customer the ticket's. Its clocks run
    from `at`, now unless said otherwise. A complaint is at least high and is told to those who
    sell to the customer.

    Raises RuleError for an empty title, an unknown kind, queue, channel or priority and for a
    time to come; NotFoundError for an entry that is gone.
    """
    title = clean(title)[:300]
    if not title:
        raise RuleError("A ticket needs a title.", "What is it about, in a few words?")
    at = at or desk.clock.now()
    if at > desk.clock.now():
        raise RuleError("What a customer said has been said already.", "Plan a task instead.")
    settle_zone(desk)
    values = {"kind": kind, "priority": priority, "queue": queue, "channel": channel}
    values = _checked(desk, {name: said for name, said in values.items() if said})
    with desk.store.change_set(desk.user, f"added ticket: {title}", origin=desk.origin):
        if entry is not None:
            logged = _entry(desk, entry)
            party, at = party or logged[0], as_instant(logged[1])
            values.setdefault("channel", logged[2])
        party, contact = standing.party(desk, party), standing.party(desk, contact)
        now = desk.clock.now()
        made = Ticket(
            number=next_number(desk, "ticket", "T"), title=title, party=party, contact=contact,
            product=product, assignee=assignee, state="new", state_since=at, opened_at=at,
            last_in_at=at, created_at=now, updated_at=now, **values,
        )  # fmt: skip
        made.priority = raised(desk, made.kind, made.priority)
        clocks = ServiceClocks(desk)
        made.policy_id = _policy(desk, made, clocks)
        _read(made, clocks, [Step(at, "new")])
        made.save(force_insert=True)
        _note_steps(desk, [(made.id, at, "")], "new")
        _note_asked(desk, made, body, entry)
        ticket_news.tell(desk, made)
    return int(made.id)


def _note_asked(desk: Desk, ticket: Ticket, body: str, entry: int | None) -> None:
    """Have what was asked begin the conversation: the entry that says it, or one of its own."""
    who = ticket.contact_id or ticket.party_id
    if entry is not None:
        desk.store.write("UPDATE timeline_entry SET ticket_id = ? WHERE id = ?", (ticket.id, entry))
    elif body or ticket.party_id is not None:
        entries.said(
            desk, who, body or ticket.title, ticket=ticket.id, channel=ticket.channel,
            direction="in", at=ticket.opened_at, subject=ticket.title if body else "",
            also=customers_of(ticket),
        )  # fmt: skip


def change(
    desk: Desk, tickets: Sequence[int], fields: Mapping[str, Any], version: int | None = None
) -> int:
    """Change fields (`FIELDS`) of one ticket or many, in one change set; how many changed.

    A change of kind, priority, queue or customer finds the policy anew and reckons the clocks
    from the opening (rule 10). With a `version` a ticket that someone has changed since is
    refused as a conflict (rule 17).

    Raises RuleError for a value a ticket cannot have and for one that was merged, NotFoundError
    for one that is gone.
    """
    values = _checked(desk, dict(fields))
    if not values.get("title", "it"):
        raise RuleError("A ticket needs a title.")
    with desk.store.change_set(desk.user, "changed a ticket", origin=desk.origin) as change_set:
        rows = worked(tickets)
        _refer(desk, rows, values)
        if version is not None and rows[0].version != version:
            raise ConflictError(
                f"Someone has changed {rows[0].number} meanwhile.",
                "Look at it again, then change it.",
            )
        changed = [row for row in rows if _put(desk, row, values)]
        if any(name in values for name in _ON_THE_CLOCK):
            reckon(desk, changed, find_policies=True)
        save(desk, changed)
        if not values.keys().isdisjoint(("kind", "party", "contact")):
            for row in changed:
                ticket_news.tell(desk, row)
        desk.store.relabel(change_set, "changed a ticket", _changed_words(desk, rows, values))
    return len(changed)


def set_state(
    desk: Desk, tickets: Sequence[int], state: str, *, wait_until: date | None = None
) -> int:
    """Move tickets to a state that is no end of theirs with a reason; how many moved.

    The day one waits until stays where it goes on waiting. Raises RuleError for solving (`solve`
    asks for the reason), for closing what was not solved and for what cannot be chosen.
    """
    refuse_state(state)
    label = f"{STATES[state]}: {{}}"
    with desk.store.change_set(desk.user, "changed a state", origin=desk.origin) as change_set:
        rows = [row for row in rows_of(tickets) if row.state != state]
        for row in rows:
            refuse_merged(row)
            kept = row.wait_until if state in _WAITING else None
            row.wait_until = (wait_until or kept) if state in OPEN else None
            end_or_open(row, state)
        put_into(desk, rows, state)
        desk.store.relabel(change_set, "changed a state", label.format(said(rows)))
    return len(rows)


def solve(
    desk: Desk,
    tickets: Sequence[int],
    reason: str,
    *,
    note: str = "",
    cause: str = "",
    deal: int | None = None,
) -> int:
    """Solve tickets with a closing reason, the cause if it is known, and a note; how many.

    They close by themselves after `CLOSES_AFTER` and reopen on a reply. What was nobody's is
    the solver's then, as with an answer. `deal` is the offer that closed it (S106).

    Raises RuleError without a reason, for one the list does not have, where the reason needs a
    note and none is given, and for a ticket that was merged.
    """
    note = clean(note, multiline=True)
    found = next(
        (row for row in choices.choices(desk, "closing_reason") if row.code == reason), None
    )
    if found is None:
        known = ", ".join(row.label for row in choices.choices(desk, "closing_reason"))
        raise RuleError("A solved ticket needs its closing reason.", f"One of: {known}.")
    if found.needs_note and not note:
        raise RuleError(f"'{found.label}' needs a note.", "Say in a few words why.")
    choices.refuse_unknown(desk, "cause", cause)
    with desk.store.change_set(desk.user, "solved a ticket", origin=desk.origin) as change_set:
        rows = [row for row in rows_of(tickets) if row.state not in ("solved", "closed")]
        for row in rows:
            refuse_merged(row)
            row.closing_reason, row.closing_note = reason, note
            row.cause = cause or row.cause
            row.offer_deal_id = deal or row.offer_deal_id
            row.assignee_id = row.assignee_id or desk.user or None
            row.resolved_at, row.wait_until = desk.clock.now(), None
        put_into(desk, rows, "solved")
        _tell(desk, rows, f"solved: {found.label}", body=note)
        label = f"solved: {said(rows)} ({found.label})"
        desk.store.relabel(change_set, "solved a ticket", label)
    return len(rows)


def close(
    desk: Desk, tickets: Sequence[int], reason: str, *, note: str = "", cause: str = ""
) -> int:
    """Solve tickets and close them at once, those that were solved before too; how many closed.

    Raises RuleError as `solve` does.
    """
    with desk.store.change_set(desk.user, "changed a state", origin=desk.origin):
        solve(desk, tickets, reason, note=note, cause=cause)
        return set_state(desk, tickets, "closed")


def reopen(desk: Desk, tickets: Sequence[int]) -> int:
    """Open tickets again that were solved or closed; how many. The states they had stay known.

    Raises RuleError for one that was merged.
    """
    with desk.store.change_set(desk.user, "reopened a ticket", origin=desk.origin) as change_set:
        rows = [row for row in rows_of(tickets) if row.state in ENDED]
        for row in rows:
            refuse_merged(row)
            clear_ending(row)
        put_into(desk, rows, "open")
        _tell(desk, rows, "reopened")
        desk.store.relabel(change_set, "reopened a ticket", f"reopened: {said(rows)}")
    return len(rows)


def close_solved(desk: Desk) -> int:
    """Close what was solved so long ago that nobody will answer any more; how many.

    It is nobody's change: no one's undo takes it back.
    """
    before = instant_text(desk.clock.now() - CLOSES_AFTER)
    sql = "SELECT id FROM ticket WHERE state = 'solved' AND resolved_at <= ? LIMIT 500"
    if not desk.store.value(sql, (before,)):
        return 0
    with desk.store.change_set(None, "closed solved tickets", origin=desk.origin):
        rows = rows_of([row[0] for row in desk.store.rows(sql, (before,))])
        put_into(desk, rows, "closed", user=None)
    return len(rows)


def tag(desk: Desk, tickets: Sequence[int], line: TagLine) -> int:
    """Put tags on tickets and take others off; how many taggings changed.

    Raises RuleError when there is nothing to do.
    """
    line = tags.checked(line)
    with desk.store.change_set(desk.user, "tagged", origin=desk.origin) as change_set:
        rows = rows_of([standing.ticket(desk, ticket) for ticket in tickets])
        changed = tags.apply(TicketTagging, line, [row.id for row in rows])
        label = f"tagged {said(rows)}: {tags.say(line)}"
        desk.store.relabel(change_set, "tagged", label)
    return changed


def archive(desk: Desk, tickets: Sequence[int]) -> None:
    """Put tickets away that should not have been any; nothing is lost (rule 16).

    Raises RuleError for one that was merged.
    """
    with desk.store.change_set(desk.user, "archived a ticket", origin=desk.origin):
        rows = worked(tickets)
        for row in rows:
            row.archived_at = desk.clock.now()
        save(desk, rows)


def reckon_open(desk: Desk) -> int:
    """Reckon the clocks of all open tickets anew, after a policy or calendar changed; how many."""
    ids = [
        row[0]
        for row in desk.store.rows(
            "SELECT id FROM ticket WHERE state NOT IN ('solved', 'closed', 'merged')"
        )
    ]
    with desk.store.change_set(desk.user, "reckoned the clocks anew", origin=desk.origin):
        rows = rows_of(ids)
        before = [clock_columns(row) for row in rows]
        reckon(desk, rows, find_policies=True)
        moved = [row for row, was in zip(rows, before, strict=True) if was != clock_columns(row)]
        write(desk, moved)  # no change of anybody's: what someone has open is not overtaken by it
    return len(moved)


# Steps


def put_into(desk: Desk, rows: Sequence[Ticket], state: str, user: int | None = 0) -> None:
    """Put tickets into a state, note the step, reckon their clocks and save them."""
    now = desk.clock.now()
    steps = []
    for row in rows:
        # An imported ticket may have its last step at this very second or, by another clock, after.
        at = max(now, row.state_since)
        steps.append((row.id, at, row.state))
        row.state, row.state_since = state, at
    _note_steps(desk, steps, state, user)
    reckon(desk, rows)
    save(desk, rows)


def refuse_state(state: str) -> None:
    """Raise RuleError for a state that cannot be chosen as it is."""
    if state not in STATES or state in ("new", "merged"):
        chosen = ", ".join(STATES[code] for code in STATE_KEYS.values())
        raise RuleError("A ticket cannot be put there.", f"States: {chosen}.")
    if state == "solved":
        raise RuleError("A solved ticket needs its closing reason.", "Solve it instead.")


def end_or_open(row: Ticket, state: str) -> None:
    """Clear how a ticket ended where it opens again.

    Raises RuleError for closing one that was not solved: nobody would know why it ended.
    """
    if state == "closed" and row.state != "solved":
        raise RuleError(
            f"{row.number} is not solved: its closing reason is not known.",
            "Solve it; it closes by itself after seven days.",
        )
    if state in OPEN and row.state in ENDED:
        clear_ending(row)


def clear_ending(row: Ticket) -> None:
    """Forget how a ticket ended; the steps it took stay known."""
    row.closing_reason = row.closing_note = ""
    row.resolved_at = None


def reckon(desk: Desk, rows: Sequence[Ticket], *, find_policies: bool = False) -> None:
    """Read the clocks of tickets from the states they went through."""
    clocks = ServiceClocks(desk)
    steps = service_clocks.steps(desk, [row.id for row in rows])
    segments = _segments(desk, rows) if find_policies else {}
    for row in rows:
        if find_policies:
            row.policy_id = _policy(desk, row, clocks, segments)
        _read(row, clocks, steps[row.id])


def _read(row: Ticket, clocks: ServiceClocks, steps: Sequence[Step]) -> None:
    reading = clocks.read(row.policy_id, steps, row.first_responded_at)
    row.first_response_due, row.resolution_due, row.due_at, row.warn_at = reading


def clock_columns(row: Ticket) -> tuple[Any, ...]:
    """What a ticket shows of its clocks, and by which policy."""
    return (
        row.policy_id, row.first_response_due, row.resolution_due, row.due_at, row.warn_at,
    )  # fmt: skip


def _policy(
    desk: Desk, row: Ticket, clocks: ServiceClocks, segments: Mapping[int, str] | None = None
) -> int | None:
    if segments is None:
        segments = _segments(desk, [row])
    segment = segments.get(row.party_id or 0, "")
    found = clocks.policy_for(row.kind, row.priority, row.queue, segment)
    return found.id if found else None


def _segments(desk: Desk, rows: Sequence[Ticket]) -> dict[int, str]:
    """The segments of the tickets' customers; of a person without one that of their company."""
    parties = sorted({row.party_id for row in rows if row.party_id is not None})
    return dict(desk.store.rows_by_id(_SEGMENTS, parties))


def settle_zone(desk: Desk) -> None:
    """Give calendars that have no zone the firm's: a due instant is the same for everyone."""
    name = str(desk.clock.zone)
    if not desk.store.value("SELECT 1 FROM business_calendar WHERE zone = ''"):
        return
    with desk.store.change_set(None, "gave the calendar its zone", origin=desk.origin):
        desk.store.write("UPDATE business_calendar SET zone = ? WHERE zone = ''", (name,))


# What is written and refused


def _checked(desk: Desk, fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise RuleError(f"A ticket has no field {min(unknown)}.", f"It has: {', '.join(FIELDS)}.")
    for name, listed in _LISTS.items():
        if name in fields:
            fields[name] = str(fields[name] or "")
            choices.refuse_unknown(desk, listed, fields[name])
    for name, what in (("kind", "A ticket needs its kind."), ("queue", "A ticket needs a queue.")):
        if name in fields and not fields[name]:
            raise RuleError(what)
    if "title" in fields:
        fields["title"] = clean(str(fields["title"] or ""))[:300]
    if fields.get("priority", "normal") not in PRIORITIES:
        raise RuleError(
            f"There is no priority '{fields['priority']}'.", f"One of: {', '.join(PRIORITIES)}."
        )
    return fields


def _put(desk: Desk, row: Ticket, values: Mapping[str, Any]) -> bool:
    """Set fields of a row; whether that changes it."""
    before = [getattr(row, _column(name)) for name in values]
    for name, value in values.items():
        setattr(row, name, value)
    if "kind" in values or "priority" in values:
        least = raised(desk, row.kind, row.priority)
        if "priority" in values and least != row.priority:
            raise RuleError(f"{row.number} is a complaint: its priority is high at least.")
        was, row.priority = row.priority, least
        if was != least:
            return True
    return before != [getattr(row, _column(name)) for name in values]


def _column(name: str) -> str:
    return f"{name}_id" if name in ("party", "contact", "product", "assignee") else name


def raised(desk: Desk, kind: str, priority: str) -> str:
    """The priority of a ticket of a kind: a complaint is at least high."""
    if priority in ("high", "urgent"):
        return priority
    meant = desk.store.value(
        "SELECT meaning FROM choice WHERE list = 'ticket_kind' AND code = ?", (kind,)
    )
    return "high" if meant == "complaint" else priority


def _changed_words(desk: Desk, rows: Sequence[Ticket], values: Mapping[str, Any]) -> str:
    """What undo calls a change: one of triage by its value, one of several fields by these."""
    if len(values) == 1:
        [(name, value)] = values.items()
        if name == "assignee":
            login = desk.store.value('SELECT login FROM "user" WHERE id = ?', (value,))
            return f"gave {said(rows)} to {login or 'nobody'}"
        if name == "wait_until":
            until = f"waits until {value:%a} {value.day} {value:%b}" if value else "waits no more"
            return f"{until}: {said(rows)}"
        if name in ("kind", "priority", "queue"):
            listed = choices.choices(desk, _LISTS[name]) if name in _LISTS else ()
            label = next((row.label for row in listed if row.code == value), value)
            return f"{name} {label}: {said(rows)}"
    names = ", ".join(_FIELD_WORDS.get(name, name) for name in values)
    return f"changed {names} of {said(rows)}"


def said(rows: Sequence[Ticket]) -> str:
    """The tickets in words: one by its number and title, several by how many they are."""
    if len(rows) == 1:
        return f"{rows[0].number} {rows[0].title}"
    return f"{len(rows)} tickets"


def _note_steps(
    desk: Desk,
    steps: Sequence[tuple[int, datetime, str]],
    after: str,
    user: int | None = 0,
) -> None:
    """Note that tickets stepped into a state: (ticket, when, state before)."""
    who = (desk.user or None) if user == 0 else user
    desk.store.write_many(
        "INSERT INTO ticket_state_change (ticket_id, at, user_id, before, after)"
        " VALUES (?, ?, ?, ?, ?)",
        [(ticket, instant_text(at), who, before, after) for ticket, at, before in steps],
    )


def _tell(desk: Desk, rows: Sequence[Ticket], said: str, *, body: str = "") -> None:
    """Write what became of tickets into their customers' timelines."""
    told = [
        (row.party_id, f"ticket {row.number} {said}", row.id)
        for row in rows
        if row.party_id is not None
    ]
    entries.note_ticket_events(desk, told, body=body)


def refuse_merged(row: Ticket) -> None:
    """Raise RuleError, which names the other, for a ticket that was merged into another."""
    if row.state == "merged":
        other = Ticket.get_or_none(Ticket.id == row.merged_into_id)
        into = f"{other.number} {other.title}" if other else "another ticket"
        raise RuleError(f"{row.number} was merged into {into}.", "Work on that one.")


def worked(tickets: Sequence[int]) -> list[Ticket]:
    """The rows of tickets that are to be changed. Raises what `rows_of` and `refuse_merged` do."""
    rows = rows_of(tickets)
    for row in rows:
        refuse_merged(row)
    return rows


def _refer(desk: Desk, rows: Sequence[Ticket], values: dict[str, Any]) -> None:
    """Put whom a customer or contact became in their place, where it is another than before."""
    for name in ("party", "contact"):
        if name in values and any(getattr(row, f"{name}_id") != values[name] for row in rows):
            values[name] = standing.party(desk, values[name])


def customers_of(row: Ticket) -> list[int]:
    """The customer of a ticket, where it has one."""
    return [row.party_id] if row.party_id is not None else []


def _entry(desk: Desk, entry: int) -> tuple[int | None, str, str]:
    found = desk.store.row(
        "SELECT party_id, at, channel, ticket_id FROM timeline_entry WHERE id = ?", (entry,)
    )
    if found is None:
        raise NotFoundError("This entry is not there any more.")
    if found[3] is not None:
        raise RuleError("This entry belongs to a ticket already.")
    return found[0], found[1], found[2]


def rows_of(tickets: Sequence[int]) -> list[Ticket]:
    """The rows of tickets, each once. Raises NotFoundError where one is gone."""
    found: dict[int, Ticket] = {}
    for start in range(0, len(tickets), 400):
        part = list(tickets[start : start + 400])
        found |= {row.id: row for row in Ticket.select().where(Ticket.id.in_(part))}
    if missing := [number for number in tickets if number not in found]:
        what = "This ticket is" if len(missing) == 1 else f"{len(missing)} tickets are"
        raise NotFoundError(f"{what} not there any more.")
    return [found[number] for number in dict.fromkeys(tickets)]


def save(desk: Desk, rows: Sequence[Ticket]) -> None:
    """Write what was set on these rows, as a change of theirs."""
    now = desk.clock.now()
    for row in rows:
        row.version += 1
        row.updated_at = now
    write(desk, rows)


def write(desk: Desk, rows: Sequence[Ticket]) -> None:
    """Write what was set on these rows: one statement for all in which the same was set."""
    alike: dict[str, list[list[Any]]] = {}
    for row in rows:
        fields: list[Any] = row.dirty_fields
        columns = ", ".join(f"{field.column_name} = ?" for field in fields)
        values = [field.db_value(row.__data__[field.name]) for field in fields]
        alike.setdefault(columns, []).append([*values, row.id])
        row._dirty.clear()  # type: ignore[attr-defined]
    for columns, values_of_rows in alike.items():
        if columns:
            desk.store.write_many(f"UPDATE ticket SET {columns} WHERE id = ?", values_of_rows)
