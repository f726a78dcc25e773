"""Which parties a typed text means: words in any order, numbers in any notation."""

from __future__ import annotations

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold, words
from crm_tui.text.phones import digits, looks_like_number

ENOUGH = 200
"""A list of this many hits is not read to its end; people type on."""

LOOKED_AT = 200
"""Characters of a text that are searched for: who pastes a page is not looking for all of it."""

FEW = 50
LONG = 7
"""A number of more digits may be one of the book in another notation."""


def beginning(text: str) -> str:
    """The folded text, to put names that begin with it first."""
    return fold(text).strip()


def parties(desk: Desk, text: str, limit: int = ENOUGH, *, begun: bool = False) -> list[int]:
    """Ids of the parties that match, in no order.

    Names, companies, e-mails, numbers, tags, places and notes of the party come first; then
    parties in whose timeline the words stand, or that have a document of that number; and when
    nothing matches, names one slip away, unless some name is known to have `begun` with the text.
    """
    engine = desk.store.engine
    text = text[:LOOKED_AT]
    wanted = words(text)
    if not wanted:
        return []
    found: dict[int, None] = {}
    if looks_like_number(text):
        number = digits(text).lstrip("0")
        if len(number) >= 3:
            found.update(dict.fromkeys(engine.find_digits(number, limit)))
    found.update(dict.fromkeys(engine.find_parties(wanted, limit)))
    if not found and looks_like_number(text) and len(digits(text)) > LONG:
        found.update(dict.fromkeys(party for party, _ in numbers(desk, text)))
    if len(found) < FEW and max(map(len, wanted)) >= 3:
        found.update(dict.fromkeys(of_entries(desk, engine.find_entries(wanted, FEW))))
    if len(found) < FEW:
        found.update(dict.fromkeys(of_documents(desk, text)))
    if not found and not begun and max(map(len, wanted)) >= 4:
        found.update(dict.fromkeys(engine.find_misspelt(wanted, limit)))
    return list(found)[:limit]


def numbers(desk: Desk, typed: str) -> list[tuple[int, str]]:
    """(party, normal form) of the numbers that are the typed one, dialled in another way.

    `+44 (0)20 ...` or `8 495 ...` have digits that their normal form has not.
    """
    from crm_tui.text.phones import normalise

    rows = desk.store.rows(
        "SELECT party_id, normal FROM contact_method"
        " WHERE normal = ? AND normal <> '' AND kind = 'phone'",
        (normalise(typed, desk.home_country) or "",),
    )
    return [(int(party), str(normal)) for party, normal in rows]


def of_documents(desk: Desk, typed: str) -> list[int]:
    """The parties of the documents whose number is the typed one."""
    number = typed.strip()
    if not any(sign.isdigit() for sign in number):
        return []
    rows = desk.store.rows(
        "SELECT DISTINCT party_id FROM document"
        " WHERE number IN (?, ?) AND party_id IS NOT NULL ORDER BY party_id LIMIT ?",
        (number, number.upper(), FEW),
    )
    return [int(row[0]) for row in rows]


def of_entries(desk: Desk, entries: list[int]) -> list[int]:
    """The parties of timeline entries."""
    return [
        row[0]
        for row in desk.store.rows_by_id(
            "SELECT DISTINCT party_id FROM timeline_entry"
            " WHERE id IN ({ids}) AND party_id IS NOT NULL",
            entries,
        )
    ]
