"""Which one record a typed name, id, e-mail address or number means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from crm_tui.errors import NotFoundError, SeveralMatchError
from crm_tui.store.desk import Desk
from crm_tui.text.emails import fold_email, looks_like_email
from crm_tui.text.fold import fold, words
from crm_tui.text.phones import looks_like_number
from crm_tui.text.safe import clean
from crm_tui.views import callers, customers, matching
from crm_tui.views.customers import CustomerQuery

NAME_INDEXES = ("archived_at IS NULL", "archived_at IS NOT NULL AND merged_into_id IS NULL")
"""Live and archived parties have an index of names each; a search over both would use neither.

Merged ones are in none: an alias finds the party they were merged into.
"""

_OF_KEY = 'SELECT "row" FROM external_id WHERE record = ? AND value = ?'


def party(desk: Desk, text: str) -> int:
    """The id of the one party meant by an id, a name, an e-mail address or a number.

    An exact name wins over names that only contain the words. Raises NotFoundError when there
    is none and SeveralMatchError, listing them, when there are several (rule 12): none is ever
    picked in silence.
    """
    typed = clean(text)
    number = typed.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 10:
        found = standing(desk, int(number))
        if found is not None:
            return found
        if typed.startswith("#"):
            raise NotFoundError(f"There is no customer {typed}.")
    ids = _candidates(desk, typed)
    if not ids:
        raise NotFoundError(
            f"No customer answers to '{typed}'.", "Try 'crm find' with a part of the name."
        )
    if len(ids) > 1:
        _refuse_to_pick(desk, typed, ids)
    return ids[0]


def _candidates(desk: Desk, typed: str) -> list[int]:
    if looks_like_email(typed):
        return [
            row[0]
            for row in desk.store.rows(
                "SELECT DISTINCT party_id FROM contact_method"
                " WHERE normal = ? AND normal <> '' AND kind = 'email'",
                (fold_email(typed),),
            )
        ]
    if looks_like_number(typed):
        return list(callers.look_up(desk, typed).parties)
    return named(desk, typed) or _bearing(
        desk, typed, customers.found_ids(desk, CustomerQuery(text=typed, who="everyone"))
    )


def _bearing(desk: Desk, typed: str, ids: list[int]) -> list[int]:
    """Those of the found parties that bear the words in their own name, if any do.

    A name also finds the people of a company of that name; the company itself is meant.
    """
    starts = words(typed)
    bearers = [
        number
        for number, name in desk.store.rows_by_id(
            "SELECT id, sort_name FROM party WHERE id IN ({ids}) ORDER BY id", ids
        )
        if all(any(word.startswith(start) for word in words(name)) for start in starts)
    ]
    return bearers or ids


def named(desk: Desk, name: str) -> list[int]:
    """The parties with exactly this name, case and accents aside; live ones before archived."""
    wanted = fold(name).strip()
    for state in NAME_INDEXES:
        rows = desk.store.rows(
            f"SELECT id FROM party WHERE {state} AND sort_name = ? ORDER BY id LIMIT 100",
            (wanted,),
        )
        if rows:
            return [row[0] for row in rows]
    return _formerly(desk, wanted)


def _formerly(desk: Desk, folded: str) -> list[int]:
    """The parties that one of this name, or with this key, was merged into (rule 11)."""
    return [
        row[0]
        for row in desk.store.rows(
            "SELECT DISTINCT party_id FROM alias WHERE kind IN ('name', 'number') AND folded = ?"
            " ORDER BY party_id LIMIT 100",
            (folded,),
        )
    ]


def standing(desk: Desk, party: int | None) -> int | None:
    """The party itself, or the one it was merged into; None for one that is not there."""
    if party is None:
        return None
    found = desk.store.value(
        "SELECT coalesce(merged_into_id, id) FROM party WHERE id = ?", (party,)
    )
    return None if found is None else int(found)


ERASED = "erased"
"""What is left of the name of someone whose data were erased (rule 16)."""


def erased(desk: Desk, parties: Sequence[int]) -> dict[int, str]:
    """Those of the parties whose data were erased, with the day: of them no more than that is left.

    Who was written of anew, by an older program, is not among them.
    """
    nameless = desk.store.rows_by_id(
        f"SELECT id FROM party WHERE id IN ({{ids}}) AND name = '{ERASED}'", parties
    )
    return dict(
        desk.store.rows_by_id(
            "SELECT party_id, max(substr(at, 1, 10)) FROM erasure WHERE party_id IN ({ids})"
            " GROUP BY party_id",
            [row[0] for row in nameless],
        )
    )


def name_of(desk: Desk, party: int) -> str:
    """The party's name. Raises NotFoundError where there is no such party."""
    found = desk.store.value("SELECT name FROM party WHERE id = ?", (party,))
    if found is None:
        raise NotFoundError(f"There is no customer #{party}.")
    return str(found)


def name_of_user(desk: Desk, user: int) -> str:
    """The name of a colleague. Raises NotFoundError for one that is not there."""
    found = desk.store.value('SELECT name FROM "user" WHERE id = ?', (user,))
    if found is None:
        raise NotFoundError("This colleague is not there.", "'crm user list' shows them.")
    return str(found)


def relation(desk: Desk, party: int, other: int, kind: str) -> int:
    """The id of the relation of a kind between two parties that has not ended."""
    found = desk.store.value(
        "SELECT id FROM relationship WHERE party_id = ? AND other_id = ? AND kind = ?"
        " AND until IS NULL",
        (party, other, kind),
    )
    if found is None:
        raise NotFoundError(f"There is no such relation ({kind}).")
    return int(found)


def numbered(desk: Desk, record: str, text: str, letter: str = "") -> set[int]:
    """The records of a kind that have this id, number (`D12`) or key elsewhere.

    `#12` is an id and nothing else; with a `letter` 12 is also the number with it.
    """
    typed = text.strip()
    said = typed.removeprefix("#")
    found = set()
    if said.isascii() and said.isdecimal() and len(said) < 18:
        by_id = f"SELECT id FROM {record} WHERE id = ?"
        found |= {row[0] for row in desk.store.rows(by_id, (int(said),))}
    if not typed.startswith("#"):
        by_number = f"SELECT id FROM {record} WHERE number IN (?, ?, ?)"
        found |= {
            row[0] for row in desk.store.rows(by_number, (said, said.upper(), f"{letter}{said}"))
        }
        found |= {row[0] for row in desk.store.rows(_OF_KEY, (record, typed))}
    return found


def titled(desk: Desk, record: str, text: str, ids: Sequence[int]) -> list[int]:
    """Those of these live records whose title this is, else those whose title begins so."""
    rows = desk.store.rows_by_id(
        f"SELECT id, title FROM {record} WHERE id IN ({{ids}}) AND archived_at IS NULL", ids
    )
    wanted = fold(clean(text))
    exact = [row[0] for row in rows if fold(row[1]) == wanted]
    return exact or [row[0] for row in rows if fold(row[1]).startswith(wanted)]


def _refuse_to_pick(desk: Desk, typed: str, ids: list[int]) -> NoReturn:
    rows = customers.rows(desk, ids[:20])
    listed = [
        (row.id, ", ".join(part for part in (row.name, row.company, row.city) if part))
        for row in rows
    ]
    more = "" if len(ids) <= 20 else f" and {len(ids) - 20} more"
    raise SeveralMatchError(
        f"'{typed}' means {min(len(ids), matching.ENOUGH)} customers{more}.",
        "Say which by its id.",
        candidates=listed,
    )


def user(desk: Desk, text: str) -> int:
    """The id of the colleague with this login, or name where it is one person's.

    Raises NotFoundError, naming the nearest login, or SeveralMatchError.
    """
    typed = clean(text).removeprefix("@")
    if typed in ("me", "."):
        return desk.user
    rows = desk.store.rows('SELECT id, login, name, active FROM "user" ORDER BY active DESC, id')
    for number, login, _, _ in rows:
        if login == typed:
            return int(number)
    wanted = fold(typed)
    alike = [row for row in rows if wanted in (fold(row[2]), fold(row[1]))] or [
        row for row in rows if wanted and wanted in fold(row[2]).split()
    ]
    if len(alike) == 1:
        return int(alike[0][0])
    if alike:
        raise SeveralMatchError(
            f"'{typed}' means {len(alike)} colleagues.",
            "Say which by the login.",
            candidates=[(row[0], f"{row[1]} ({row[2]})") for row in alike],
        )
    from difflib import get_close_matches

    near = get_close_matches(typed, [row[1] for row in rows], n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise NotFoundError(f"There is no colleague '{typed}'.", f"{hint}'crm user list' shows all.")


def product(desk: Desk, text: str) -> int:
    """The id of the product with this name, code or id, or the only one whose name begins so.

    Raises NotFoundError, naming the nearest, or SeveralMatchError.
    """
    typed = clean(text)
    wanted = fold(typed).strip()
    rows = desk.store.rows("SELECT id, name, code FROM product WHERE archived_at IS NULL")
    exact = [row for row in rows if wanted and wanted in (fold(row[1]), fold(row[2]))]
    by_id = [row for row in rows if str(row[0]) == typed.removeprefix("#")]
    alike = exact or by_id or [row for row in rows if wanted and fold(row[1]).startswith(wanted)]
    if len(alike) == 1:
        return int(alike[0][0])
    if alike:
        raise SeveralMatchError(
            f"'{typed}' means {len(alike)} products.",
            "Say which by its id.",
            candidates=[(row[0], row[1]) for row in alike[:20]],
        )
    from difflib import get_close_matches

    names = {fold(row[1]): row[1] for row in rows}
    near = [names[one] for one in get_close_matches(wanted, names, n=1)]
    raise NotFoundError(
        f"There is no product '{typed}'.", f"Did you mean {near[0]}?" if near else ""
    )
