"""A ticket as lines: what it is, what is to be done, and what was said, the newest first.

Pure functions of what the views returned; nothing here asks the database or the time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from crm_tui.text.ticket_words import STATES, say_due
from crm_tui.tui.card.contact import text_of
from crm_tui.tui.card.facts import LABEL, add_tasks, fact, listed, room_of
from crm_tui.tui.card.own_values import add_own
from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import (
    BLANK,
    cells,
    cut_line,
    flow,
    joined,
    labelled,
    line,
    right_aligned,
    span,
    wrapped,
)
from crm_tui.tui.card.words import Words
from crm_tui.tui.service import signs
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.text_view import Line, Span
from crm_tui.views.outbox import SURELY_STUCK
from crm_tui.views.ticket_card import FileRow, MailRow, Said, StateRow, TicketView
from crm_tui.views.tickets import ENDED, TicketRow

_INDENT = 2
_SIZES = ((1_000_000, "MB"), (1_000, "kB"))


class Seen(NamedTuple):
    """What a ticket is drawn with: for whom, at what time, with which words.

    `unfolded` are the entries whose quoted text is shown; `drafted` tells that an answer to it
    is begun.
    """

    me: int
    now: datetime
    words: Words
    unfolded: Collection[int] = ()
    drafted: bool = False


class Conversation(NamedTuple):
    """A ticket with what was said of it so far as it was read, and other open ones of theirs.

    `reach` are the best phone number and address of whoever asked; `whole` tells that nothing
    more was said.
    """

    view: TicketView
    said: Sequence[Said] = ()
    others: Sequence[TicketRow] = ()
    reach: Sequence[str] = ()
    whole: bool = True


def head_lines(row: TicketRow, width: int, seen: Seen) -> list[Line]:
    """What the queue knows of a ticket: title, state, clock, whose, who is on it."""
    return [
        _title(row, width, seen),
        _state_line(row, width, seen),
        *_clock_lines(row, width, seen),
        *_claim_lines(row, width, seen),
        BLANK,
        *fact(seen.words.customer[: LABEL - 1], [_customer(row)], width, seen.words),
    ]


def peek_lines(
    row: TicketRow, said: Sequence[Said], width: int, height: int, seen: Seen
) -> list[Line]:
    """A ticket in a few lines: title, state and clock, then as much of the last word as fits."""
    words = seen.words
    facts = _state_parts(row, seen)
    pressing = [line(signs.clock(row, seen.now)), line(signs.claimed(row.claim, seen.me, words))]
    shown = [
        _title(row, width, seen),
        cut_line(joined([*pressing, *facts], words.dot), width, words.ellipsis),
    ]
    room = max(0, height - len(shown))
    if not said:
        return [*shown, *[line(("Nothing was said yet.", "dim"))][:room]]
    text = [one for one in _said(said[0], width, seen, row, fold_all=True) if cells(one)]
    if len(text) > room > 0:
        text = text[:room]
        text[-1] = cut_line((*text[-1], (f" {words.ellipsis}", "dim")), width, words.ellipsis)
    return [*shown, *text[:room]]


def ticket_lines(talk: Conversation, width: int, seen: Seen) -> CardLines:
    """A ticket whole."""
    row = talk.view.row
    sheet = Sheet()
    head = head_lines(row, width, seen)
    sheet.add(head[:-1])
    about = row.party or row.contact
    sheet.add(head[-1:], Target("person", about) if about else None)
    _add_facts(sheet, talk, width, seen)
    _add_ending(sheet, talk.view, width, seen.words)
    add_own(sheet, talk.view.own.said, width)
    add_tasks(sheet, "to do", talk.view.tasks, width, seen.words)
    _add_said(sheet, talk, width, seen)
    return sheet.done()


# The head


def _title(row: TicketRow, width: int, seen: Seen) -> Line:
    title = line(span(row.title, "strong"))
    return right_aligned(title, span(row.number, "dim"), width, seen.words.ellipsis)


def _state_parts(row: TicketRow, seen: Seen) -> list[Line]:
    parts = [signs.kind(row), signs.priority(row, always=True), signs.state(row)]
    return [line(part) for part in (*parts, signs.owner(row), signs.again(row, seen.words))]


def _state_line(row: TicketRow, width: int, seen: Seen) -> Line:
    words = seen.words
    return cut_line(joined(_state_parts(row, seen), words.dot), width, words.ellipsis)


def _clock_lines(row: TicketRow, width: int, seen: Seen) -> list[Line]:
    """Both clocks with the instant at which each runs out; none where none was promised."""
    parts = [
        _clock("answer", row.first_response_due, row.first_responded_at, row, seen),
        _clock("solution", row.resolution_due, row.resolved_at, row, seen),
    ]
    parts = [part for part in parts if part]
    words = seen.words
    return flow(parts, width, separator=words.dot, ellipsis=words.ellipsis, most=2).lines


def _clock(
    name: str, due: datetime | None, stopped: datetime | None, row: TicketRow, seen: Seen
) -> Line:
    if due is None:
        return ()
    label: Span = (f"{name} ", "dim")
    if stopped is not None:
        late = stopped > due
        at = seen.words.moment(stopped)
        return line(label, ("!! late" if late else "in time", "alert" if late else "good"),
                    (f" {at}", "dim"))  # fmt: skip
    if row.state in ENDED:
        return ()
    by = f" {signs.instant(due, seen.words)}"
    if name == "solution" and row.state == "waiting_customer":
        return line(label, ("paused", "dim"))
    said = say_due(seen.now, due)
    if due < seen.now:
        return line(label, (f"!! {said}", "alert"), (f", was due{by}", "dim"))
    warned = row.warn_at is not None and row.warn_at <= seen.now and due == row.due_at
    return line(
        label, (f"! {said}" if warned else said, "warn" if warned else ""), (f",{by}", "dim")
    )


def _claim_lines(row: TicketRow, width: int, seen: Seen) -> list[Line]:
    drafted: Span = ("an answer is begun" if seen.drafted else "", "key")
    parts = [line(signs.claimed(row.claim, seen.me, seen.words)), line(drafted)]
    said = joined(parts, seen.words.dot)
    return [cut_line(said, width, seen.words.ellipsis)] if said else []


def _customer(row: TicketRow) -> Line:
    value = f"  {row.value}" if row.value else ""
    return (*signs.customer(row), *line((value, "key")))


def _add_facts(sheet: Sheet, talk: Conversation, width: int, seen: Seen) -> None:
    view, words = talk.view, seen.words
    row = view.row
    reach = [line(span(value)) for value in talk.reach]
    if row.contact is not None and row.contact != row.party:
        said = fact("contact", [line(span(row.contact_name)), *reach], width, words)
        sheet.add(said, Target("person", row.contact))
    else:
        sheet.add(fact("reach", reach, width, words))
    way = words.label("channel", row.channel) if row.channel else ""
    came = f"{signs.instant(row.opened_at, words)}{f' by {way}' if way else ''}"
    about = [
        line(span(row.product_name, "strong")),
        *(line(span(f"#{tag}", "key")) for tag in view.tags),
    ]
    sheet.add(fact("about", about, width, words))
    sheet.add(fact("queue", [line(span(view.queue_label)), line((came, "dim"))], width, words))
    if view.open_deals:
        number = f"{view.open_deals} open {words.said('deal' if view.open_deals == 1 else 'deals')}"
        sheet.add(fact("sales", [line((number, "good"))], width, words))
    if view.offer is not None:
        deal, number, title = view.offer
        offer = line(span(number, "dim"), (" ", ""), span(title, "strong"))
        sheet.add(fact("offer", [offer], width, words), Target("deal", deal))
    for nth, other in enumerate(talk.others):
        also = line(span(other.number, "dim"), (" ", ""), span(other.title), ("  ", ""),
                    signs.clock(other, seen.now))  # fmt: skip
        sheet.add(listed("also open", nth, also, width, words), Target("ticket", other.id))
    for nth, (other_id, number, title) in enumerate(view.merged):
        gone = line(span(number, "dim"), (" ", ""), span(title))
        sheet.add(listed("merged", nth, gone, width, words), Target("ticket", other_id))
    if view.merged_into is not None:
        into = line(span(f"goes on in {view.merged_into[1]}", "warn"))
        sheet.add(fact("merged", [into], width, words), Target("ticket", view.merged_into[0]))


def _add_ending(sheet: Sheet, view: TicketView, width: int, words: Words) -> None:
    cause = line(("because of ", "dim"), span(view.cause_label)) if view.cause_label else ()
    if view.row.state not in ENDED:  # a cause is often known long before the end
        sheet.add(fact("cause", [line(span(view.cause_label))], width, words))
    else:
        sheet.add(fact("ended", [line(span(view.reason_label, "strong")), cause], width, words))
    if view.closing_note:
        sheet.add(labelled("", wrapped(view.closing_note, room_of(width)), LABEL))
    if view.row.rating is not None:
        tone: Tone = "good" if view.row.rating > 3 else "warn" if view.row.rating > 2 else "alert"
        given = line((f"{view.row.rating} of 5", tone))
        sheet.add(fact("rating", [given, line(span(view.rating_words))], width, words))


# What was said


def _add_said(sheet: Sheet, talk: Conversation, width: int, seen: Seen) -> None:
    sheet.add([BLANK])
    if not talk.said:
        sheet.add([line(("Nothing was said yet.", "dim"))])
    steps = [step for step in reversed(talk.view.steps) if step.before]
    for one in talk.said:
        while steps and one.entry.at is not None and steps[0].at > one.entry.at:
            sheet.add([_step(steps.pop(0), width, seen)])
        lines = _said(one, width, seen, talk.view.row)
        sheet.add(lines, Target("entry", one.entry.id))
        sheet.add([BLANK])
    if talk.whole:
        sheet.add([_step(step, width, seen) for step in steps])


def _step(step: StateRow, width: int, seen: Seen) -> Line:
    words = seen.words
    before, after = (STATES.get(state, state) for state in (step.before, step.after))
    said = f"{_when(step.at, words)} {words.arrow('out')} {after}, was {before}"
    parts = [line(span(said, "dim")), line(span(step.user, "dim"))]
    return cut_line(joined(parts, words.dot), width, words.ellipsis)


def _when(at: datetime | None, words: Words) -> str:
    return "" if at is None else signs.instant(at, words)


def _said(
    one: Said, width: int, seen: Seen, row: TicketRow, *, fold_all: bool = False
) -> list[Line]:
    """Who said it, when and how; the text; what is folded; files; how its sending went."""
    entry, words = one.entry, seen.words
    first = right_aligned(_who(one, words), _by(one), width, words.ellipsis)
    text = text_of(entry._replace(subject="" if entry.subject == row.title else entry.subject))
    room = max(1, width - _INDENT)
    below = wrapped(text, room) if text.strip() else []
    below += _quoted(one, room, words, unfolded=entry.id in seen.unfolded and not fold_all)
    below += [_file(file, room, words) for file in one.files]
    if one.mail is not None:
        below += _sending(one, one.mail, room, seen)
    return [first, *(((" " * _INDENT, ""), *rest) if rest else BLANK for rest in below)]


def _who(one: Said, words: Words) -> Line:
    """'today 10:42 <- Anna Rossi, e-mail'; what is meant for colleagues alone says so."""
    entry = one.entry
    name = ", ".join(entry.people) or entry.party_name
    if not name and one.mail is not None:
        name = one.mail.sender if entry.direction == "in" else one.mail.recipients
    note: Span = ("# for colleagues only", "warn") if entry.internal else ("", "")
    to: Line = () if entry.internal else line(span(name, "strong"))
    way = words.way(entry.channel, "" if entry.direction else entry.kind)
    parts = [to, line(note), line(span(way, "dim"))]
    arrow = words.arrow("" if entry.internal else entry.direction)
    return ((f"{_when(entry.at, words)} ", ""), (f"{arrow} ", "key"), *joined(parts, words.dot))


def _by(one: Said) -> Span:
    """Who of us said it."""
    return span("" if one.entry.direction == "in" else one.entry.user, "dim")


def _quoted(one: Said, width: int, words: Words, *, unfolded: bool) -> list[Line]:
    quoted = one.mail.quoted if one.mail is not None else ""
    if not quoted.strip():
        return []
    lines: list[Line] = [
        (("> ", "dim"), *rest) for rest in wrapped(quoted, max(1, width - 2), "dim")
    ]
    if unfolded:
        return lines
    number = f"{words.ellipsis} {len(lines)} line{'' if len(lines) == 1 else 's'} quoted"
    return [line((number, "dim"))]


def _file(file: FileRow, width: int, words: Words) -> Line:
    note = span(f"! not kept: {file.note}" if file.note else "", "warn")
    name = line(("+ ", "key"), span(file.name or file.type))
    said = joined([name, line((_size(file.size), "dim")), line(note)], "  ")
    return cut_line(said, width, words.ellipsis)


def _size(size: int) -> str:
    for unit, name in _SIZES:
        if size >= unit:
            return f"{size / unit:.1f} {name}" if size < 10 * unit else f"{size // unit:,} {name}"
    return f"{size} B"


def _sending(one: Said, mail: MailRow, width: int, seen: Seen) -> list[Line]:
    """How the sending of our mail went, where it is not simply sent."""
    if mail.direction != "out":
        return []
    why = f": {mail.failure}" if mail.failure else ""
    stuck = why or (one.entry.at is not None and seen.now - one.entry.at > SURELY_STUCK)
    ways: dict[str, Span] = {
        "queued": ("waits to be sent", "dim"),
        "sending": (f"! perhaps sent{why}" if stuck else "is being sent", "warn"),
        "failed": (f"! not sent{why}", "alert"),
        "handed": ("handed to the mail program", "dim"),
        "cancelled": ("! not sent, cancelled", "warn"),
    }
    said = ways.get(mail.state)
    return [cut_line(line(span(*said)), width, seen.words.ellipsis)] if said else []
