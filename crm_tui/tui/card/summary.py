"""The head of the card: who they are, how to reach and to speak to them, who of ours, what is open.

Each fact is one line behind a label; where there is room the cut ones get a second and a third.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.tui.card import deals, tickets
from crm_tui.tui.card.spans import LABEL, Flow, cells, cut_line, flow, joined, labelled, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.board import DealCard
from crm_tui.views.card import Card, ChannelCount, Method, Owner, Person
from crm_tui.views.customer_tickets import CustomerTickets
from crm_tui.views.shared_plan import TaskRow

_MOST_LINES = 3
_ROLES = ("is_supplier", "is_partner", "is_competitor")


class Fact(NamedTuple):
    """A label and the parts of what is said behind it."""

    label: str
    parts: Sequence[Line]


# The two lines that every page begins with


def name_line(card: Card, width: int, words: Words, complaint: Line, *more: Line) -> Line:
    """The name, the open `complaint`, kind, roles, states, since when, and what is given (S36).

    Where it is narrow the date gives way first, then the kind, so that the states stay; the
    name itself keeps a third of the line at least.
    """
    name = line(span(card.name, "strong"))
    rest: list[Line] = []
    for kind, since in ((True, True), (True, False), (False, False)):
        rest = [part for part in (complaint, *_name_parts(card, words, kind=kind, since=since),
                                  *more) if part]  # fmt: skip
        if cells(whole := joined([name, *rest], words.dot)) <= width:
            return whole
    needed = cells(joined(rest, words.dot)) + len(words.dot)
    name = cut_line(name, max(width // 3, width - needed), words.ellipsis)
    left = width - cells(name) - len(words.dot)
    said = flow(rest, left, separator=words.dot, ellipsis=words.ellipsis, least=0).lines
    return joined([name, *said], words.dot)


def _name_parts(card: Card, words: Words, *, kind: bool, since: bool) -> list[Line]:
    fields = card.fields
    day = words.day(fields["relationship_since"]) if since else ""
    if card.erased:
        return [line((f"ERASED {words.day(card.erased)}", "warn"))]
    parts = [
        line(("ARCHIVED" if fields["archived_at"] else "", "warn")),
        line(span(fields["kind"] if kind else "")),
        *(line(span(role[3:])) for role in _ROLES if fields[role]),
        line(span(words.label("lifecycle", fields["lifecycle"]) if fields["is_customer"] else "")),
        line(
            span(words.label("relationship", fields["relationship"])),
            (f" since {day}" if day else "", "dim"),
        ),
    ]
    return [part for part in parts if part]


def place(card: Card) -> Line:
    """City and country."""
    fields = card.fields
    return line(span(", ".join(part for part in (fields["city"], fields["country"]) if part)))


def owner(card: Card) -> Line:
    """Who of ours works them."""
    return line(span(card.owner.login, "")) if card.owner else line(("nobody's", "warn"))


def reach_line(card: Card, width: int, words: Words, *more: Line) -> Line:
    """How to reach them: the best number whatever the width, then what fits in order of use."""
    phones = sorted(card.phones, key=lambda phone: phone.bad_since is not None)
    emails = sorted(card.emails, key=lambda email: email.bad_since is not None)
    ways = [*phones[:1], *emails[:1], *phones[1:], *emails[1:]]
    if card.erased:
        gone = "their data were erased for good; who came back is added anew"
        return cut_line(line((gone, "warn")), width, words.ellipsis)
    if not ways:
        empty = f"no phone, no e-mail{words.press('record.edit', 'adds them')}"
        return cut_line(joined([line((empty, "warn")), *more], words.dot), width, words.ellipsis)
    parts = [*(method(way, words) for way in ways), *(part for part in more if part)]
    return flow(parts, width, separator=words.dot, ellipsis=words.ellipsis, least=0).lines[0]


def method(way: Method, words: Words) -> Line:
    """A number or address, its label, and in words what is wrong with it."""
    said = [line(span(way.value, "dim" if way.bad_since else "strong"))]
    if way.label:
        said.append(line(span(way.label, "dim")))
    if way.bad_since:
        said.append(line(span(f"bad since {words.day(way.bad_since)}", "warn")))
    if way.opted_out_at:
        said.append(line(("do not contact", "alert")))
    return joined(said, " ")


# The facts under them


def facts(
    card: Card,
    words: Words,
    opportunities: Sequence[DealCard] = (),
    asked: CustomerTickets | None = None,
) -> list[Fact]:
    """What answers 'who is this and what goes on' (S35), the most lasting first."""
    return [
        Fact(*_people(card, words)),
        *(
            [Fact("tags", [line(span(f"#{tag}", "link")) for tag in card.tags])]
            if card.tags
            else []
        ),
        Fact("likes", likes(card, words)),
        *([Fact("facts", pinned(card))] if card.pinned else []),
        Fact("ours", _ours(card, words)),
        *_hanging(words, opportunities, asked),
        Fact("next", next_steps(card, words)),
        *_owed(card, words),
        Fact("done", _done(card, words)),
    ]


def _hanging(
    words: Words, opportunities: Sequence[DealCard], asked: CustomerTickets | None
) -> list[Fact]:
    """Open deals and open tickets, where there are any."""
    found = [
        Fact(words.said("deals"), deals.open_deals(opportunities)),
        Fact(words.said("tickets"), tickets.open_tickets(asked) if asked else []),
    ]
    return [one for one in found if one.parts]


def fact_lines(
    card: Card,
    width: int,
    words: Words,
    budget: int,
    opportunities: Sequence[DealCard] = (),
    asked: CustomerTickets | None = None,
) -> list[Line]:
    """The facts in at most `budget` lines, or one line each where they are more.

    Lines to spare go to the facts that are cut, the last contacts' sums first.
    """
    shown = facts(card, words, opportunities, asked)
    room = max(1, width - LABEL)
    most = dict.fromkeys(range(len(shown)), 1)
    flows = [_flow(fact, room, words, 1) for fact in shown]
    spare = budget - len(shown)
    for number in sorted(most, key=lambda n: ("done", "people", "at").count(shown[n].label) == 0):
        while spare > 0 and not flows[number].whole and most[number] < _MOST_LINES:
            most[number] += 1
            spare -= 1
            flows[number] = _flow(shown[number], room, words, most[number])
    return [
        one
        for fact, flowed in zip(shown, flows, strict=True)
        for one in labelled(fact.label, flowed.lines)
    ]


def _flow(fact: Fact, room: int, words: Words, most: int) -> Flow:
    return flow(fact.parts, room, separator=words.dot, ellipsis=words.ellipsis, most=most)


def likes(card: Card, words: Words) -> list[Line]:
    """What they like and want and how to speak to them (S114, S56)."""
    fields = card.fields
    parts = [line(span(fields["likes"]))] if fields["likes"] else []
    for field, label in (("spoken_to_how", "speak: "), ("wants", "wants: ")):
        if fields[field]:
            parts.append(line((label, "dim"), span(fields[field])))
    if not parts:
        parts.append(line((f"not known{words.press('record.edit', 'tells')}", "dim")))
    return parts


def pinned(card: Card) -> list[Line]:
    """The facts that were pinned to the top (S37)."""
    return [
        line(("! ", "mark"), span(entry.body or entry.subject or entry.result))
        for entry in card.pinned
        if entry.corrected_by is None
    ]


def person(one: Person, words: Words) -> Line:
    """Someone there: name, job, part in decisions."""
    said = [one.title, one.influence]
    if one.relation != "works_at":
        said.insert(0, words.relation(one.relation, outward=one.outward))
    extra = ", ".join(part for part in said if part)
    return line(span(one.name, "strong"), span(f", {extra}" if extra else ""))


def _people(card: Card, words: Words) -> tuple[str, list[Line]]:
    present = [one for one in card.people if one.until is None]
    parts = [line(span(f"part of {card.parent[1]}"))] if card.parent else []
    parts += [person(one, words) for one in present]
    if card.fields["kind"] == "person":
        return "at", parts or [line(("no company known", "dim"))]
    help_ = words.press("customer.add_person", "adds one")
    return "people", parts or [line((f"nobody known there{help_}", "dim"))]


def _ours(card: Card, words: Words) -> list[Line]:
    parts: list[Line] = []
    if card.owner:
        since = f" since {words.day(card.owner.since)}"
        parts.append(line(span(card.owner.name or card.owner.login, "strong"), (since, "")))
    else:
        help_ = words.press("customer.set_owner", "says who")
        parts.append(line((f"nobody works them{help_}", "warn")))
    parts += [_former(one, words) for one in card.former_owners]
    return parts + [line(("team ", "dim"), span(one.name or one.login)) for one in card.team]


def _former(one: Owner, words: Words) -> Line:
    take = f": {one.take}" if one.take else ""
    until = f" until {words.day(one.until)}"
    return line(("before ", "dim"), span(one.name or one.login), (until, "dim"), span(take))


def task(one: TaskRow, words: Words) -> Line:
    """A task with its day, a sign and a word where it is overdue, and whose it is."""
    return joined([_when(one, words), whose(one)], " ")


def _when(one: TaskRow, words: Words) -> Line:
    late = one.is_overdue(words.today)
    parts = [
        line(("! overdue" if late else "", "alert")),
        line(span(words.day(one.day), "alert" if late else "strong")),
        line((f"{one.start_at.astimezone(words.zone):%H:%M}" if one.start_at else "", "strong")),
    ]
    return joined(parts, " ")


def whose(one: TaskRow) -> Line:
    """A task's title with the side that does it before it, so that it is never cut off."""
    if one.side == "them":
        return joined([line(("they:", "strong")), line(span(one.title))], " ")
    who = line(span(f"({one.assignee})" if one.assignee else "", "dim"))
    return joined([line(span(one.title)), who], " ")


def next_steps(card: Card, words: Words) -> list[Line]:
    """The open tasks, the next due first, but for those that `owed_late` says."""
    if not card.tasks:
        help_ = words.press("customer.add_task", "adds one")
        return [line((f"no next step{help_}", "warn"))]
    owed = owed_late(card, words)
    return [task(one, words) for one in card.tasks if one not in owed]


def owed_late(card: Card, words: Words) -> list[TaskRow]:
    """What they should have done by now, but for the next step, which is shown anyway (S6)."""
    return [one for one in card.tasks[1:] if one.side == "them" and one.is_overdue(words.today)]


def _owed(card: Card, words: Words) -> list[Fact]:
    owed = [
        joined([_when(one, words), line(span(one.title))], " ") for one in owed_late(card, words)
    ]
    return [Fact("they", owed)] if owed else []


def _done(card: Card, words: Words) -> list[Line]:
    if not card.contacts:
        help_ = words.press("customer.log_call", "logs a call")
        return [line((f"no contact yet{help_}", "dim"))]
    return [_channel(count, words) for count in card.contacts]


def _channel(count: ChannelCount, words: Words) -> Line:
    """How often on a channel, how often in vain, from when to when (S34)."""
    first, last = (
        words.day(at.astimezone(words.zone).date()) if at else ""
        for at in (count.first, count.last)
    )
    number = [str(count.contacts)] if count.contacts else []
    if count.attempts:
        number.append(f"{count.attempts} in vain")
    days = first if first == last else f"{first} {words.dash} {last}"
    name = span(words.way(count.channel, ""), "strong")
    return line(name, (f" {' + '.join(number)}", ""), (f", {days}", "dim"))
