"""What hangs on a customer moves to the one it is merged into, and nothing stands there twice."""

from __future__ import annotations

from typing import Any

from crm_tui.store.desk import Desk

MOVED = (
    ("task", "party_id"),
    ("timeline_entry", "party_id"),
    ("opinion", "party_id"),
    ("need", "party_id"),
    ("need", "supplier_id"),
    ("silence", "party_id"),
    ("deal", "party_id"),
    ("deal", "contact_id"),
    ("deal", "lost_to_id"),
    ("credit", "party_id"),
    ("competitor_note", "party_id"),
    ("ticket", "party_id"),
    ("ticket", "contact_id"),
    ("document", "party_id"),
    ("document", "contact_id"),
    ("alias", "party_id"),
    ("party", "parent_id"),
    ("party", "referred_by_id"),
    ("party", "merged_into_id"),
)
"""Columns in which the one that stays takes the place of the other, and that is all."""

_COUNTED = (
    ("numbers and addresses", "contact_method", ("party_id",)),
    ("relations", "relationship", ("party_id", "other_id")),
    ("tags", "tagging", ("party_id",)),
    ("entries of the timeline", "timeline_entry", ("party_id",)),
    ("tasks", "task", ("party_id",)),
    ("deals", "deal", ("party_id", "contact_id")),
    ("tickets", "ticket", ("party_id", "contact_id")),
    ("documents", "document", ("party_id", "contact_id")),
    ("needs", "need", ("party_id",)),
    ("opinions", "opinion", ("party_id",)),
)


def counted(desk: Desk, lose: int) -> tuple[tuple[str, int], ...]:
    """What hangs on a customer, with how many there are; what there is none of is left out."""
    found = []
    for word, table, columns in _COUNTED:
        where = " OR ".join(f"{column} = ?" for column in columns)
        number = desk.store.value(
            f"SELECT count(*) FROM {table} WHERE {where}", [lose] * len(columns)
        )
        if number:
            found.append((word, int(number)))
    return tuple(found)


def move(desk: Desk, keep: int, lose: int, *, owner: str = "keep") -> None:
    """Move every row of `lose` to `keep`, in the open change set.

    `owner` says whose owner stays where both have one: `keep` or `lose`. The fields of the two
    themselves stay as they are.
    """
    for table, column in MOVED:
        desk.store.write(
            f"UPDATE {table} SET {column} = ? WHERE {column} = ?"
            + (" AND id <> ?" if table == "party" else ""),
            (keep, lose, keep) if table == "party" else (keep, lose),
        )
    for column in ("parent_id", "referred_by_id"):
        desk.store.write(
            f"UPDATE party SET {column} = NULL WHERE id = ? AND {column} = ?", (keep, lose)
        )
    desk.store.write(
        'UPDATE external_id SET "row" = ? WHERE record = \'party\' AND "row" = ?', (keep, lose)
    )
    _methods(desk, keep, lose)
    _relations(desk, keep, lose)
    _assignments(desk, keep, lose, owner)
    _where_not_there(desk, "tagging", keep, lose)
    _parts(desk, keep, lose)
    _participants(desk, keep, lose)
    _distinct(desk, keep, lose)


def _where_not_there(desk: Desk, table: str, keep: int, lose: int) -> None:
    """Move rows of which there may be one for each customer and something else."""
    desk.store.write(f"UPDATE OR IGNORE {table} SET party_id = ? WHERE party_id = ?", (keep, lose))
    desk.store.write(f"DELETE FROM {table} WHERE party_id = ?", (lose,))


def _methods(desk: Desk, keep: int, lose: int) -> None:
    """Numbers and addresses; of one that both have, what either says of it stays."""
    columns = (
        "id", "kind", "value", "normal", "label", "is_primary", "shared", "bad_since",
        "opted_out_at", "consent_at", "consent_how",
    )  # fmt: skip
    sql = f"SELECT {', '.join(columns)} FROM contact_method WHERE party_id = ? ORDER BY id"
    own, theirs = (
        [dict(zip(columns, row, strict=True)) for row in desk.store.rows(sql, (party,))]
        for party in (keep, lose)
    )
    known = {_same(method): method for method in own}
    preferred = {method["kind"] for method in own if method["is_primary"]}
    for method in theirs:
        mine = known.get(_same(method))
        if mine is not None:
            _join_methods(desk, mine, method)
            continue
        desk.store.write(
            "UPDATE contact_method SET party_id = ?, is_primary = ? WHERE id = ?",
            (keep, int(method["is_primary"] and method["kind"] not in preferred), method["id"]),
        )
        known[_same(method)] = method


def _same(method: dict[str, Any]) -> tuple[str, str]:
    return method["kind"], method["normal"] or method["value"].casefold()


def _join_methods(desk: Desk, mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    opted_out = [at for at in (mine["opted_out_at"], theirs["opted_out_at"]) if at]
    agreed = mine if mine["consent_at"] else theirs
    desk.store.write("DELETE FROM contact_method WHERE id = ?", (theirs["id"],))
    desk.store.write(
        "UPDATE contact_method SET label = ?, shared = ?, bad_since = ?, opted_out_at = ?,"
        " consent_at = ?, consent_how = ? WHERE id = ?",
        (
            mine["label"] or theirs["label"],
            max(mine["shared"], theirs["shared"]),
            mine["bad_since"] or theirs["bad_since"],
            min(opted_out, default=None),
            agreed["consent_at"],
            agreed["consent_how"],
            mine["id"],
        ),
    )


def _relations(desk: Desk, keep: int, lose: int) -> None:
    """Relations of both ends; none to itself, none twice that has not ended."""
    desk.store.write(
        "DELETE FROM relationship WHERE party_id IN (?, ?) AND other_id IN (?, ?)",
        (keep, lose, keep, lose),
    )
    for column in ("party_id", "other_id"):
        desk.store.write(f"UPDATE relationship SET {column} = ? WHERE {column} = ?", (keep, lose))
    first: dict[tuple[Any, ...], list[Any]] = {}
    for row in desk.store.rows(
        "SELECT id, title, influence, since, party_id, other_id, kind, until FROM relationship"
        " WHERE party_id = ? OR other_id = ? ORDER BY id",
        (keep, keep),
    ):
        number, title, influence, since, *same = row
        mine = first.setdefault(tuple(same), list(row))
        if mine[0] == number:
            continue
        mine[1], mine[2] = mine[1] or title, mine[2] or influence
        mine[3] = min(filter(None, (mine[3], since)), default=None)
        desk.store.write("DELETE FROM relationship WHERE id = ?", (number,))
        desk.store.write(
            "UPDATE relationship SET title = ?, influence = ?, since = ? WHERE id = ?",
            (mine[1], mine[2], mine[3], mine[0]),
        )


def _assignments(desk: Desk, keep: int, lose: int, owner: str) -> None:
    """Who works them and did; one open owner stays (rule 4), and nobody is on the team twice."""
    sql = (
        "SELECT id, user_id, role, since FROM assignment"
        " WHERE party_id = ? AND until IS NULL ORDER BY id"
    )
    own, theirs = desk.store.rows(sql, (keep,)), desk.store.rows(sql, (lose,))
    for number, user, role, since in theirs:
        same = next((row for row in own if row[1:3] == (user, role)), None)
        if same is not None:
            desk.store.write("DELETE FROM assignment WHERE id = ?", (number,))
            desk.store.write(
                "UPDATE assignment SET since = ? WHERE id = ?", (min(since, same[3]), same[0])
            )
        elif role == "owner" and (mine := next((row for row in own if row[2] == role), None)):
            ends = number if owner == "keep" else mine[0]
            desk.store.write(
                "UPDATE assignment SET until = ? WHERE id = ?",
                (desk.clock.today().isoformat(), ends),
            )
    desk.store.write("UPDATE assignment SET party_id = ? WHERE party_id = ?", (keep, lose))


def _parts(desk: Desk, keep: int, lose: int) -> None:
    """Parts in decisions; what only the other record says of one stays."""
    for number, part in desk.store.rows(
        "SELECT mine.id, theirs.part FROM deal_person mine JOIN deal_person theirs"
        " ON theirs.deal_id = mine.deal_id AND theirs.party_id = ?"
        " WHERE mine.party_id = ? AND mine.part = '' AND theirs.part <> ''",
        (lose, keep),
    ):
        desk.store.write("UPDATE deal_person SET part = ? WHERE id = ?", (part, number))
    _where_not_there(desk, "deal_person", keep, lose)


def _participants(desk: Desk, keep: int, lose: int) -> None:
    """Who took part in what was said; once, and not in one's own entry."""
    desk.store.write("UPDATE participant SET party_id = ? WHERE party_id = ?", (keep, lose))
    desk.store.write(
        "DELETE FROM participant WHERE party_id = ? AND (EXISTS (SELECT 1 FROM timeline_entry e"
        " WHERE e.id = participant.entry_id AND e.party_id = ?) OR EXISTS (SELECT 1"
        " FROM participant q WHERE q.entry_id = participant.entry_id"
        " AND q.party_id = participant.party_id AND q.id < participant.id))",
        (keep, keep),
    )


def _distinct(desk: Desk, keep: int, lose: int) -> None:
    """Those who are somebody else stay that."""
    pairs = desk.store.rows(
        "SELECT id, one_id, other_id FROM distinct_pair WHERE one_id = ? OR other_id = ?",
        (lose, lose),
    )
    for number, one, other in pairs:
        third = other if one == lose else one
        both = min(keep, third), max(keep, third)
        known = desk.store.value(
            "SELECT 1 FROM distinct_pair WHERE one_id = ? AND other_id = ?", both
        )
        if third == keep or known:
            desk.store.write("DELETE FROM distinct_pair WHERE id = ?", (number,))
        else:
            desk.store.write(
                "UPDATE distinct_pair SET one_id = ?, other_id = ? WHERE id = ?", (*both, number)
            )
