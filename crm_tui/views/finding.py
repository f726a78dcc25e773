"""One search over everything the program holds (S31)."""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.fold import words
from crm_tui.text.phones import looks_like_number
from crm_tui.text.safe import clean
from crm_tui.views import customers, documents, matching
from crm_tui.views.customers import CustomerQuery

_TIMELINE = "timeline"


class Hit(NamedTuple):
    """One thing found: its type, id and title, the party it belongs to, the field that matched."""

    type: str
    id: int
    title: str
    party: int | None
    party_name: str
    matched: str


def find(desk: Desk, text: str, limit: int = 50) -> list[Hit]:
    """What matches the text: documents by number, parties by their own words, deals, tickets.

    Then comes the timeline.

    Each step of a deal or ticket leaves an entry with its words in its customer's timeline; those
    entries, and the customers found by them alone, come after it itself. Tasks are last.
    """
    text = clean(text)[: matching.LOOKED_AT]
    wanted = words(text)
    if not wanted:
        return []
    parties = _parties(desk, text, wanted, limit)
    hits = [hit for hit in parties if hit.matched != _TIMELINE]
    exact, begun = _documents(desk, text, limit)
    hits = [*exact, *hits, *begun][:limit]
    if len(hits) < limit:
        told = [hit for hit in parties if hit.matched == _TIMELINE]
        room = limit - len(hits)
        hits += _business(desk, wanted, (room + 1) // 2 if told else room)
        hits += told[: limit - len(hits)]
    if len(hits) < limit:
        hits += _entries(desk, wanted, limit - len(hits))
    if len(hits) < limit:
        hits += _tasks(desk, wanted, limit - len(hits))
    return hits


def _parties(desk: Desk, text: str, wanted: list[str], limit: int) -> list[Hit]:
    ids = customers.found_ids(desk, CustomerQuery(text=text, who="everyone"))[:limit]
    hits, numbered = [], set(matching.of_documents(desk, text))
    for row in customers.rows(desk, ids):
        fields = desk.store.engine.matched_fields(row.id, wanted)
        number = looks_like_number(text)
        matched = "phone" if number else (fields[0] if fields else _TIMELINE)
        if row.id in numbered and not fields:
            matched = "document"
        if matched == "name":
            matched = _former_name(desk, row.id, row.name, wanted) or matched
        title = f"{row.name}, {row.company}" if row.company else row.name
        hits.append(Hit("party", row.id, title, row.id, row.name, matched))
    return hits


def _former_name(desk: Desk, party: int, name: str, wanted: list[str]) -> str:
    """What a party was called that was merged into this one, where only that name matches."""
    if _begins(wanted, name):
        return ""
    rows = desk.store.rows(
        "SELECT value FROM alias WHERE party_id = ? AND kind <> 'id' ORDER BY id", (party,)
    )
    return next((f"was called {value}" for (value,) in rows if _begins(wanted, value)), "")


def _begins(wanted: list[str], name: str) -> bool:
    found = words(name)
    return any(word.startswith(start) for word in found for start in wanted)


def _documents(desk: Desk, text: str, limit: int) -> tuple[list[Hit], list[Hit]]:
    """Documents whose number is the text, and those whose number begins with it."""
    exact, begun = list[Hit](), list[Hit]()
    for row in documents.with_number(desk, text, limit):
        is_it = row.number.casefold() == text.strip().casefold()
        hit = Hit("document", row.id, row.called, row.party, row.party_name, "number")
        (exact if is_it else begun).append(hit)
    return exact, begun


def _entries(desk: Desk, wanted: list[str], limit: int) -> list[Hit]:
    rows = desk.store.rows_by_id(
        "SELECT e.id, e.kind, e.day, e.subject, e.body, e.result, e.party_id, coalesce(p.name, '')"
        " FROM timeline_entry e LEFT JOIN party p ON p.id = e.party_id WHERE e.id IN ({ids})",
        desk.store.engine.find_entries(wanted, limit),
    )
    rows.sort(reverse=True)
    return [
        Hit(
            "entry",
            row[0],
            f"{row[2]} {row[1]}: {row[3] or row[4] or row[5]}",
            row[6],
            row[7],
            _field_with(wanted, subject=row[3], body=row[4], result=row[5]),
        )
        for row in rows
    ]


def _field_with(wanted: list[str], **texts: str) -> str:
    for field, text in texts.items():
        found = words(text or "")
        if any(word.startswith(wanted[0]) for word in found):
            return field
    return next(iter(texts))


def _tasks(desk: Desk, wanted: list[str], limit: int) -> list[Hit]:
    """Open tasks with every word in their title; a finished one is found by its entry."""
    rows = desk.store.rows_by_id(
        "SELECT k.id, k.title, k.due, k.party_id, coalesce(p.name, '') FROM task k"
        " LEFT JOIN party p ON p.id = k.party_id WHERE k.id IN ({ids})",
        desk.store.engine.find_tasks(wanted, limit),
    )
    rows.sort(reverse=True)
    return [
        Hit("task", number, f"{title} ({due})" if due else title, party, name, "title")
        for number, title, due, party, name in rows
    ]


def _business(desk: Desk, wanted: list[str], limit: int) -> list[Hit]:
    """Deals and tickets, neither crowded out by the other."""
    deals, tickets = _deals(desk, wanted, limit), _tickets(desk, wanted, limit)
    of_deals = max(limit - len(tickets), (limit + 1) // 2)
    shown = deals[:of_deals]
    return [*shown, *tickets[: limit - len(shown)]]


def _tickets(desk: Desk, wanted: list[str], limit: int) -> list[Hit]:
    """Tickets, ended ones too, with every word in their number or title."""
    rows = desk.store.rows_by_id(
        "SELECT t.id, t.number, t.title, p.id, coalesce(p.name, '') FROM ticket t"
        " LEFT JOIN party p ON p.id = coalesce(t.party_id, t.contact_id) WHERE t.id IN ({ids})",
        desk.store.engine.find_tickets(wanted, limit),
    )
    rows.sort(reverse=True)
    return [
        Hit("ticket", number, title, party, name, _field_with(wanted, title=title, number=code))
        for number, code, title, party, name in rows
    ]


def _deals(desk: Desk, wanted: list[str], limit: int) -> list[Hit]:
    """Deals, ended ones too, with every word in their number, title or note."""
    rows = desk.store.rows_by_id(
        "SELECT d.id, d.number, d.title, d.note, d.party_id, coalesce(p.name, '') FROM deal d"
        " LEFT JOIN party p ON p.id = d.party_id WHERE d.id IN ({ids})",
        desk.store.engine.find_deals(wanted, limit),
    )
    rows.sort(reverse=True)
    return [
        Hit(
            "deal",
            number,
            title,
            party,
            name,
            _field_with(wanted, title=title, number=code, note=note),
        )
        for number, code, title, note, party, name in rows
    ]
