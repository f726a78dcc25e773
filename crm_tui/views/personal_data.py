"""Everything that is written down about one person, for them to read or to be erased (rule 16)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.store.desk import Desk
from crm_tui.text.fold import words

_TICKETS = "SELECT id FROM ticket WHERE party_id IN ({ids}) OR contact_id IN ({ids})"
_ENTRIES = f"""
SELECT id FROM timeline_entry WHERE party_id IN ({{ids}}) OR ticket_id IN ({_TICKETS})
"""
ABOUT: dict[str, str] = {
    "party": "SELECT id FROM party WHERE id IN ({ids})",
    "contact_method": "SELECT id FROM contact_method WHERE party_id IN ({ids})",
    "alias": "SELECT id FROM alias WHERE party_id IN ({ids})",
    "external_id": "SELECT id FROM external_id WHERE record = 'party' AND \"row\" IN ({ids})",
    "relationship": (
        "SELECT id FROM relationship WHERE party_id IN ({ids}) OR other_id IN ({ids})"
    ),
    "assignment": "SELECT id FROM assignment WHERE party_id IN ({ids})",
    "tagging": "SELECT id FROM tagging WHERE party_id IN ({ids})",
    "opinion": "SELECT id FROM opinion WHERE party_id IN ({ids})",
    "need": "SELECT id FROM need WHERE party_id IN ({ids}) OR supplier_id IN ({ids})",
    "silence": "SELECT id FROM silence WHERE party_id IN ({ids})",
    "distinct_pair": "SELECT id FROM distinct_pair WHERE one_id IN ({ids}) OR other_id IN ({ids})",
    "competitor_note": "SELECT id FROM competitor_note WHERE party_id IN ({ids})",
    "participant": "SELECT id FROM participant WHERE party_id IN ({ids})",
    "deal_person": "SELECT id FROM deal_person WHERE party_id IN ({ids})",
    "credit": "SELECT id FROM credit WHERE party_id IN ({ids})",
    "task": f"SELECT id FROM task WHERE party_id IN ({{ids}}) OR ticket_id IN ({_TICKETS})",
    "deal": (
        "SELECT id FROM deal WHERE party_id IN ({ids}) OR contact_id IN ({ids})"
        " OR lost_to_id IN ({ids})"
    ),
    "ticket": _TICKETS,
    "document": "SELECT id FROM document WHERE party_id IN ({ids}) OR contact_id IN ({ids})",
    "timeline_entry": _ENTRIES,
    "mail_message": (
        f"SELECT id FROM mail_message WHERE ticket_id IN ({_TICKETS}) OR entry_id IN ({_ENTRIES})"
    ),
    "attachment": f"SELECT id FROM attachment WHERE entry_id IN ({_ENTRIES})",
}
"""Table to the query of its rows that speak of the parties `{ids}`."""
_TOOK_PART = """
SELECT e.id FROM participant p JOIN timeline_entry e ON e.id = p.entry_id
WHERE p.party_id IN ({ids}) AND (e.party_id IS NULL OR e.party_id NOT IN ({ids}))
"""


class Names(NamedTuple):
    """What a person is called and reached by, the longest first."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    normals: tuple[str, ...]


def themselves(desk: Desk, party: int) -> list[int]:
    """The party and those that were merged into it. Raises NotFoundError where it is not there."""
    rows = desk.store.rows("SELECT id FROM party WHERE id = ? OR merged_into_id = ?", (party,) * 2)
    found = sorted(row[0] for row in rows)
    if party not in found:
        raise NotFoundError(f"There is no customer #{party}.")
    return found


def rows_about(desk: Desk, parties: Sequence[int]) -> dict[str, list[int]]:
    """The ids of all rows that speak of the parties, by table; tables without any are left out."""
    found = {
        table: {row[0] for row in desk.store.rows(_among(sql, parties))}
        for table, sql in ABOUT.items()
    }
    emails = [
        row[0]
        for row in desk.store.rows_by_id(
            "SELECT normal FROM contact_method WHERE kind = 'email' AND normal <> ''"
            " AND party_id IN ({ids})",
            parties,
        )
    ]
    found["mail_message"] |= {
        row[0]
        for row in desk.store.rows_by_id(
            "SELECT id FROM mail_message WHERE lower(sender) IN ({ids})", emails
        )
    }
    return {table: sorted(rows) for table, rows in found.items() if rows}


def took_part_in(desk: Desk, parties: Sequence[int]) -> list[int]:
    """The entries about others in which the parties took part."""
    return sorted({row[0] for row in desk.store.rows(_among(_TOOK_PART, parties))})


def names_of(desk: Desk, parties: Sequence[int]) -> Names:
    """What the parties are and were called, and how they are reached."""
    called = {
        row[0]
        for sql in (
            "SELECT name FROM party WHERE id IN ({ids})",
            "SELECT value FROM alias WHERE kind = 'name' AND party_id IN ({ids})",
        )
        for row in desk.store.rows_by_id(sql, parties)
    }
    methods = desk.store.rows_by_id(
        "SELECT value, normal FROM contact_method WHERE party_id IN ({ids})", parties
    )
    return Names(
        tuple(sorted(called, key=len, reverse=True)),
        tuple(sorted({row[0] for row in methods}, key=len, reverse=True)),
        tuple(sorted({row[1] for row in methods if row[1]})),
    )


def mentions(desk: Desk, party: int, limit: int = 50) -> list[tuple[int, int | None]]:
    """(entry, whose) of entries about others that the person's name stands in, newest first."""
    parties = themselves(desk, party)
    own = set(rows_about(desk, parties).get("timeline_entry", ()))
    found: dict[int, None] = {}
    for name in names_of(desk, parties).names:
        if wanted := words(name):
            found |= dict.fromkeys(desk.store.engine.find_entries(wanted, limit))
    ids = [entry for entry in found if entry not in own]
    rows = desk.store.rows_by_id("SELECT id, party_id FROM timeline_entry WHERE id IN ({ids})", ids)
    return sorted(((row[0], row[1]) for row in rows), reverse=True)


def collected(desk: Desk, party: int) -> dict[str, Any]:
    """All rows that speak of a person, by table, as one JSON value; ids with what they name.

    Raises NotFoundError where there is no such party.
    """
    parties = themselves(desk, party)
    about = rows_about(desk, parties)
    about.setdefault("timeline_entry", [])
    about["timeline_entry"] = sorted({*about["timeline_entry"], *took_part_in(desk, parties)})
    told = {table: _rows(desk, table, ids) for table, ids in about.items() if ids}
    return {
        "customer": party,
        "name": names_of(desk, [party]).names[0],
        "at": desk.clock.now().isoformat(),
        "records": told,
    }


def _rows(desk: Desk, table: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    columns = _columns(table)
    names = ", ".join(f'"{column}"' for column in columns)
    found = desk.store.rows_by_id(f'SELECT {names} FROM "{table}" WHERE id IN ({{ids}})', ids)
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    for row in rows:
        if "custom" in row:
            row["custom"] = json.loads(row["custom"])
        for name, told in (("user_id", "user"), ("owner_id", "owner"), ("tag_id", "tag")):
            if row.get(name) is not None:
                row[told] = _named(desk, name, row[name])
    return rows


def _columns(table: str) -> list[str]:
    from crm_tui.models import MODELS

    (model,) = (one for one in MODELS if one._meta.table_name == table)
    return [field.column_name for field in model._meta.sorted_fields]


def _named(desk: Desk, column: str, row: int) -> str:
    sql = (
        "SELECT name FROM tag WHERE id = ?"
        if column == "tag_id"
        else 'SELECT name FROM "user" WHERE id = ?'
    )
    return str(desk.store.value(sql, (row,)) or "")


def _among(sql: str, parties: Sequence[int]) -> str:
    return sql.replace("{ids}", ",".join(str(int(party)) for party in parties))
