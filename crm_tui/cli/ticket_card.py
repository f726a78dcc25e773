"""`crm ticket show`, `clocks` and `files`: one ticket whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_tui.cli import ticket_lists
from crm_tui.cli.json_form import named
from crm_tui.cli.layout import (
    columns,
    counted,
    labelled,
    line_width,
    lines_kept,
    one_line,
    own_values,
    say_date,
    say_hour,
    say_moment,
    section,
)
from crm_tui.cli.session import Session, complain
from crm_tui.text.lasting import say_minutes
from crm_tui.text.ticket_words import STATES, say_span
from crm_tui.text.width import wrap
from crm_tui.views import choices, ticket_card
from crm_tui.views import tickets as views

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.text.ticket_clock import Stretch
    from crm_tui.views.ticket_card import Clock, FileRow, Said, TicketView

_WHOLE = 2000
_USUAL = 50
_ALL = 1_000_000


def show(session: Session, ticket: tuple[str, ...], limit: int | None) -> None:
    """Show all about a ticket, what was said last at the end.

    Text has the newest of what was said, JSON all of it, unless `limit` says how many.
    """
    desk = session.desk
    number = views.named(desk, " ".join(ticket))
    found = ticket_card.ticket(desk, number)
    most = limit if limit is not None else _ALL if session.json else _USUAL
    said = ticket_card.conversation(desk, number, limit=most + 1) if most else ()
    if session.json:
        session.answer(_value(found, said[:most]))
        return
    session.tell(_lines(desk, found, said[:most]))
    if len(said) > most:
        complain("There was more before; --limit shows it.")


def clocks(session: Session, ticket: tuple[str, ...]) -> None:
    """Show the working time and the pauses that make up each clock of a ticket (rule 10)."""
    desk = session.desk
    row = views.ticket_row(desk, views.named(desk, " ".join(ticket)))
    found = ticket_card.clocks(desk, row.id)
    if session.json:
        session.answer({"ticket": row.id, "clocks": [_clock_value(one) for one in found]})
        return
    session.tell([f"{ticket_lists.code(row)}  {one_line(row.title, _WHOLE)}"])
    for clock in found:
        session.tell(_clock_lines(desk, clock))
    if not found:
        complain("No policy promises anything for this ticket.", "'crm policy list' shows them.")


def files(session: Session, ticket: tuple[str, ...], folder: str | None) -> None:
    """Show the files that came with a ticket, or copy them to a folder."""
    desk = session.desk
    number = views.named(desk, " ".join(ticket))
    found = [
        (one.entry, file)
        for one in reversed(ticket_card.conversation(desk, number, limit=_ALL))
        for file in one.files
    ]
    saved: list[str] = []
    if folder is not None:
        from pathlib import Path

        from crm_tui.services import kept_files

        saved = [str(path) for path in kept_files.save_attached(desk, number, Path(folder))]
    if session.json:
        session.answer({
            "ticket": number, "saved": saved,
            "files": [{**file._asdict(), "entry": entry.id, "at": entry.at}
                      for entry, file in found],
        })  # fmt: skip
        return
    if folder is None:
        session.tell(
            columns(
                (str(file.id), say_moment(desk, entry.at), _file(file)) for entry, file in found
            )
        )
    session.tell([f"Saved {one_line(name)}" for name in saved])
    if not found:
        complain("No files came with it.")


# The ticket


def _value(found: TicketView, said: Iterable[Said]) -> dict[str, Any]:
    fields = found._asdict()
    del fields["row"], fields["own"]
    merged, offer = found.merged_into, found.offer
    return {
        **ticket_lists.value(found.row),
        **fields,
        "merged": [named(*one) for one in found.merged],
        "merged_into": {"id": merged[0], "number": merged[1]} if merged else None,
        "offer": named(*offer) if offer else None,
        "custom": found.own.custom,
        "conversation": [
            {**one.entry._asdict(), "mail": one.mail, "files": one.files}
            for one in reversed(tuple(said))
        ],
    }


def _lines(desk: Desk, found: TicketView, said: tuple[Said, ...]) -> Iterator[str]:
    row = found.row
    yield f"{ticket_lists.code(row)}  {one_line(row.title, _WHOLE)}"
    yield from labelled(_head(desk, found))
    tasks = ((str(one.id), say_date(desk, one.due), one.title, one.assignee) for one in found.tasks)
    yield from section("Tasks", columns(tasks))
    told = [line for one in reversed(said) for line in _said(desk, one)]
    yield from section("Conversation", told)


def _head(desk: Desk, found: TicketView) -> Iterator[tuple[str, str]]:
    row, labels = found.row, choices.labels(desk)
    worth = f", class {row.value}" if row.value else ""
    deals = f", {counted(found.open_deals, 'open deal')}" if found.open_deals else ""
    yield "customer", f"{_party(row.party_name, row.party)}{worth}{deals}" if row.party else "none"
    yield "contact", _contact(found)
    yield "kind", f"{one_line(row.kind_label)}, {row.priority}"
    yield "product", one_line(row.product_name)
    channel = labels.get(("channel", row.channel), row.channel)
    yield "came", ", ".join(filter(None, (say_moment(desk, row.opened_at), one_line(channel))))
    yield "queue", one_line(found.queue_label)
    yield "owner", one_line(row.owner) or "nobody"
    yield "state", f"{STATES.get(row.state, row.state)}, since {_since(desk, found)}"
    yield "clock", _clock(desk, found)
    yield "waits", f"until {say_date(desk, row.wait_until)}" if row.wait_until else ""
    yield "on it", ticket_lists.on_it(desk, row)
    reason = ": ".join(filter(None, (one_line(found.reason_label), found.closing_note)))
    yield "ended", lines_kept(reason)
    yield "cause", one_line(found.cause_label)
    yield "offer", f"{one_line(found.offer[1])} {one_line(found.offer[2])}" if found.offer else ""
    rated = f"{row.rating} of 5" if row.rating else ""
    yield "rated", lines_kept(": ".join(filter(None, (rated, found.rating_words))))
    yield "tags", " ".join(map(one_line, found.tags))
    yield "merged", "\n".join(f"{one_line(one[1])} {one_line(one[2])}" for one in found.merged)
    yield from own_values(found.own)


def _party(name: str, number: int | None) -> str:
    return f"{one_line(name)} (#{number})"


def _contact(found: TicketView) -> str:
    row = found.row
    return _party(row.contact_name, row.contact) if row.contact not in (None, row.party) else ""


def _since(desk: Desk, found: TicketView) -> str:
    return say_moment(desk, found.steps[-1].at if found.steps else found.row.opened_at)


def _clock(desk: Desk, found: TicketView) -> str:
    """What the clocks say, each with the moment at which it runs out."""
    row, now = found.row, desk.clock.now()
    said = row.clock(now)
    if not said:
        return ""
    if said != "paused" and row.due_at:
        said = f"{said} ({say_moment(desk, row.due_at)})"
    answered = row.first_responded_at
    return ", ".join(
        filter(None, (said, f"answered after {say_span(answered - row.opened_at)}"))
        if answered
        else (said,)
    )


def _said(desk: Desk, one: Said) -> Iterator[str]:
    entry, mail = one.entry, one.mail
    way = {"in": "from them", "out": "to them"}.get(entry.direction, "")
    marks = [
        "for us alone" if entry.internal else entry.channel.replace("_", " ") or entry.kind,
        "" if entry.internal else way,
        entry.party_name if entry.direction == "in" else entry.user,
        f"mail {mail.state}" if mail and mail.state else "",
        mail.failure if mail else "",
        f"corrects {entry.corrects}" if entry.corrects else "",
        f"corrected by {entry.corrected_by}" if entry.corrected_by else "",
    ]
    told = ", ".join(one_line(mark) for mark in marks if mark)
    yield f"  {say_moment(desk, entry.at)}  {told}  [{entry.id}]"
    heading = entry.subject if entry.subject not in ("", entry.body) else ""
    for text in filter(None, (heading, entry.body, entry.result)):
        yield from (f"      {line}".rstrip() for line in wrap(text, line_width() - 6))
    if mail and mail.quoted:
        yield f"      ({counted(mail.quoted.count(chr(10)) + 1, 'quoted line')} folded away)"
    yield from (f"      file {file.id}: {_file(file)}" for file in one.files)


def _file(file: FileRow) -> str:
    size = f"{max(1, round(file.size / 1024)):,} kB"
    said = (one_line(file.name) or "without a name", one_line(file.type), size, one_line(file.note))
    return ", ".join(filter(None, said))


# The clocks


def _clock_value(clock: Clock) -> dict[str, Any]:
    return {
        "name": clock.name,
        "promised_minutes": clock.promised,
        "used_seconds": sum(part.seconds for part in clock.stretches if part.counts),
        "due": clock.due,
        "stopped": clock.stopped,
        "stretches": [
            {
                "state": part.state,
                "start": part.start,
                "end": part.end,
                "counts": part.counts,
                "seconds": part.seconds,
                "spans": [{**span._asdict(), "seconds": span.seconds} for span in part.spans],
            }
            for part in clock.stretches
        ],
    }


def _clock_lines(desk: Desk, clock: Clock) -> Iterator[str]:
    used = sum(part.seconds for part in clock.stretches if part.counts)
    exact = any(part.seconds % 60 for part in clock.stretches)
    promised = f" of {say_minutes(clock.promised)}" if clock.promised is not None else ""
    ends = ""
    if clock.stopped is not None:
        ends = f", stopped {say_moment(desk, clock.stopped)}"
    elif clock.due is not None:
        ends = f", {'late since' if clock.due < desk.clock.now() else 'due'} "
        ends += say_moment(desk, clock.due)
    yield ""
    yield f"{clock.name.capitalize()}: {_length(used, exact=exact)}{promised} used{ends}"
    rows = [
        row for part in clock.stretches for row in _stretch(desk, part, clock.stopped, exact=exact)
    ]
    if rows:
        rows.append(("", "", _length(used, exact=exact), ""))
    yield from (f"  {line}" for line in columns(rows))


def _stretch(
    desk: Desk, part: Stretch, stopped: datetime | None, *, exact: bool
) -> Iterator[tuple[str, ...]]:
    """The working spans of a state, or the pause that it is."""
    state = STATES.get(part.state, part.state)
    if not part.counts:
        end = part.end or stopped
        until = say_moment(desk, end) if end else "now"
        yield f"{say_moment(desk, part.start)} - {until}", state, "", "does not count"
        return
    for span in part.spans:
        hours = f"{say_moment(desk, span.start)} - {say_hour(desk, span.end)}"
        yield hours, state, _length(span.seconds, exact=exact), ""


def _length(seconds: int, *, exact: bool) -> str:
    """Working time to the minute, or to the second where that is what makes sums equal."""
    minutes, rest = divmod(seconds, 60)
    told = f"{minutes // 60}:{minutes % 60:02}"
    return f"{told}:{rest:02}" if exact else told
