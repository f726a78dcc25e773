"""The card as lines: the peek under the list, and the pages of the open card.

Pure functions of what the views returned; nothing here asks the database or the clock. `width`
is what the text has: of a `TextView` with entries it is two cells less than the widget.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.tui.card import (
    contact,
    deals,
    details,
    documents,
    knowledge,
    people,
    summary,
    tasks,
    tickets,
    timeline,
)
from crm_tui.tui.card.pages import NOTHING, PAGES, CardLines, Page, tabs
from crm_tui.tui.card.spans import BLANK, cut_line, flow, joined, labelled, line
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.board import DealCard
from crm_tui.views.card import Card, EntryRow
from crm_tui.views.customer_tickets import CustomerTickets
from crm_tui.views.documents import LineRow, PartyDocuments
from crm_tui.views.knowledge import Known
from crm_tui.views.last_management_visit import ManagementVisit

_LABEL = 6

__all__ = ["PAGES", "CardLines", "Page", "card_lines", "peek_lines"]


def peek_lines(
    card: Card,
    entries: Sequence[EntryRow],
    width: int,
    height: int,
    words: Words,
    opportunities: Sequence[DealCard] = (),
    *,
    asked: CustomerTickets = NOTHING,
) -> list[Line]:
    """What to know of a customer in `height` lines, each at most `width` cells.

    Always in this order: name, open complaints and state; the best phone number; the open deals
    of the `opportunities`; the open tickets of `asked`; likes and pinned facts; the next step;
    the last contacts. A number never gives way to anything else.
    """
    if height < 1:
        return []
    reach = summary.reach_line(card, width, words, summary.place(card))
    if height == 1:
        return [reach]
    complaint = tickets.complaints(asked)
    shown = [summary.name_line(card, width, words, complaint, summary.owner(card)), reach]
    hanging = [
        (words.said("deal"), deals.open_deals(opportunities)),
        ("asks", tickets.open_tickets(asked)),
    ]
    for label, parts in hanging:
        if parts and height - len(shown) > 1:
            room = width - _LABEL
            said = flow(parts, room, separator=words.dot, ellipsis=words.ellipsis).lines
            shown += labelled(label, said, _LABEL)
    # What was done last stands above what they like where there is no room for both.
    if height - len(shown) > (2 if len(shown) > 3 else 1):
        shown.append(_known(card, width, words))
    if height > 2:
        shown.append(_next(card, width, words))
    last = contact.standing(entries)[: max(0, height - len(shown))]
    way = contact.way_cells(last, width, words)
    shown += [contact.one_line(entry, width, words, card.id, way) for entry in last]
    if not last and len(shown) < height:
        help_ = words.press("customer.log_call", "logs a call")
        shown.append(cut_line(line((f"no contact yet{help_}", "dim")), width, words.ellipsis))
    return shown + [BLANK] * (height - len(shown))


def _known(card: Card, width: int, words: Words) -> Line:
    """Likes and pinned facts on one line; what is pinned comes first, it was meant for now."""
    parts = summary.pinned(card)
    if card.fields["likes"] or not parts:
        parts.append(joined([line(("likes", "dim")), summary.likes(card, words)[0]], " "))
    return flow(parts, width, separator=words.dot, ellipsis=words.ellipsis).lines[0]


def _next(card: Card, width: int, words: Words) -> Line:
    steps = summary.next_steps(card, words)
    if not card.tasks:
        return cut_line(steps[0], width, words.ellipsis)
    owed = len(summary.owed_late(card, words))
    end = f"! they: {owed} overdue" if owed else ""
    room = width - _LABEL - (len(end) + 1 if end else 0)
    shown = flow(steps, room, separator=words.dot, ellipsis=words.ellipsis).lines[0]
    whole = joined([labelled("next", [shown], _LABEL)[0], line((end, "alert"))], " ")
    return cut_line(whole, width, words.ellipsis)


def card_lines(
    card: Card,
    entries: Sequence[EntryRow],
    page: Page,
    width: int,
    words: Words,
    *,
    height: int = 21,
    only: str = "",
    known: Known | None = None,
    opportunities: Sequence[DealCard] = (),
    helped: deals.Helped | None = None,
    asked: CustomerTickets = NOTHING,
    visit: ManagementVisit | None = None,
    papers: PartyDocuments | None = None,
    opened: Mapping[int, Sequence[LineRow]] = documents.NO_LINES,
) -> CardLines:
    """A page of the card, and what stands on its lines.

    With the page `timeline` the first `height` lines answer S35. `only` names the channel that
    `entries` was narrowed to; `known` is what the page `knowledge` shows beside the profile;
    `opportunities` are their deals, `helped` those of others they helped along; `asked` are
    their tickets, `visit` is the last one of our management; `papers` are their documents, of
    which those in `opened` are shown with their lines.
    """
    complaint = tickets.complaints(asked)
    papers = papers or PartyDocuments()
    head = [
        summary.name_line(card, width, words, complaint, summary.place(card)),
        summary.reach_line(card, width, words),
        tabs(card, page, width, words, only, opportunities, asked=asked, documents=papers.total),
    ]
    builders = {
        "timeline": lambda: timeline.page(
            card,
            entries,
            width,
            words,
            height - len(head),
            only=only,
            deals=opportunities,
            asked=asked,
        ),
        "details": lambda: details.page(card, width, words, visit),
        "people": lambda: people.page(card, width, words),
        "deals": lambda: deals.page(opportunities, width, words, helped),
        "tickets": lambda: tickets.page(asked, width, words),
        "documents": lambda: documents.page(papers, width, words, opened),
        "tasks": lambda: tasks.page(card, width, words),
        "knowledge": lambda: knowledge.page(card, known, width, words),
    }
    return builders[page]().under(head)
