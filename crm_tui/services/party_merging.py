"""Two records of one customer become one (rule 11)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_tui.errors import ConflictError, RuleError
from crm_tui.models.stored import document_text, instant_text
from crm_tui.services import entries, party_joining, standing
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.views import side_by_side
from crm_tui.views.side_by_side import CUSTOM, FLAGS, PEOPLE, Compared, Pair

Choices = Mapping[str, str]
"""What stays of a field that both tell: `keep`, `lose` or, of long texts, `both`."""

_NOTHING = {"relationship": "unknown", "birthday": None, **dict.fromkeys(PEOPLE)}
"""How a field stands that is told by nobody; other fields are empty texts."""

_LISTED = 12
"""So many values that were given up are told in the timeline; the journal has them all."""


class Trial(NamedTuple):
    """What a merge would do; `filled` come from the other alone, `moves` are (what, how many)."""

    compared: Compared
    conflicts: tuple[Pair, ...]
    filled: tuple[Pair, ...]
    moves: tuple[tuple[str, int], ...]


def trial(desk: Desk, keep: int, lose: int, choices: Choices | None = None) -> Trial:
    """What a merge would do, with nothing written (rule 14). Raises what `merge` raises."""
    _refuse(desk, keep, lose)
    compared = side_by_side.compare(desk, keep, lose)
    _chosen(compared, choices or {})
    filled = tuple(pair for pair in compared.pairs if pair.state == "lose")
    return Trial(compared, compared.conflicts, filled, party_joining.counted(desk, lose))


def merge(
    desk: Desk,
    keep: int,
    lose: int,
    choices: Choices | None = None,
    *,
    seen: tuple[int, int] | None = None,
) -> None:
    """Merge a customer into another: all that hangs on the one moves to the other.

    What the one that stays does not tell is filled from the other; of what both tell stays what
    `choices` say, otherwise its own, and of long texts both. The other is archived and points at
    it; its id, name and numbers find it. `seen` are the versions that were compared.

    Raises RuleError for merging one with itself, one that was merged already, one whose data were
    erased, a company with a person and a choice that cannot be, NotFoundError for one that is gone,
    ConflictError where one was changed since it was `seen` (rule 17); then nothing was changed.
    """
    with desk.store.change_set(desk.user, "merged customers", origin=desk.origin) as change_set:
        _refuse(desk, keep, lose)
        compared = side_by_side.compare(desk, keep, lose)
        if seen is not None and seen != compared.versions:
            raise ConflictError(
                "One of the two was changed while you compared them; nothing was merged.",
                "Look at both once more.",
            )
        chosen = _chosen(compared, choices or {})
        _retire(desk, keep, lose)  # first: entries move only to where their customer went
        _note_aliases(desk, compared, chosen)
        party_joining.move(desk, keep, lose, owner=chosen.get("owner", "keep"))
        _write_fields(desk, compared, chosen)
        caches.refresh(desk.store, [keep, lose])
        name = compared.lose_name
        entries.note_event(
            desk, keep, "merge", f"merged {name} (#{lose}) into it",
            body=_given_up(compared, chosen),
        )  # fmt: skip
        label = f"merged {name} into {compared.keep_name}"
        desk.store.relabel(change_set, "merged customers", label)


def _refuse(desk: Desk, keep: int, lose: int) -> None:
    if keep == lose:
        raise RuleError("A customer is not merged with itself.", "Choose the one that repeats it.")
    kinds = set()
    for kind, name, winner in desk.store.rows(
        "SELECT p.kind, p.name, w.name FROM party p LEFT JOIN party w ON w.id = p.merged_into_id"
        " WHERE p.id IN (?, ?)",
        (keep, lose),
    ):
        if winner is not None:
            raise RuleError(f"{name} was merged into {winner} already.")
        kinds.add(kind)
    standing.refuse_erased(desk, [keep, lose])
    if len(kinds) > 1:
        raise RuleError(
            "A company is not merged with a person.",
            "Say of one of them what it really is, or link the person to the company.",
        )


def _chosen(compared: Compared, choices: Choices) -> dict[str, str]:
    """What stays of each field. Raises RuleError for a choice that cannot be."""
    pairs = {pair.field: pair for pair in compared.pairs}
    for field, side in choices.items():
        pair = pairs.get(field)
        if pair is None:
            raise RuleError(f"Neither customer has a '{field}'.")
        if side not in ("keep", "lose", "both") or (side == "both" and not pair.joins):
            raise RuleError(f"Of '{pair.label}' one of the two stays: keep or lose.")
    chosen = {pair.field: choices.get(pair.field, pair.usual) for pair in compared.pairs}
    if "city" in choices:  # a place is chosen as a whole
        for field in ("region", "country"):
            if field in pairs and field not in choices:
                chosen[field] = choices["city"]
    return chosen


def _retire(desk: Desk, keep: int, lose: int) -> None:
    now = instant_text(desk.clock.now())
    was_live = desk.store.value("SELECT 1 FROM party WHERE id = ? AND archived_at IS NULL", (lose,))
    desk.store.write(
        "UPDATE party SET merged_into_id = ?, archived_at = coalesce(archived_at, ?),"
        " updated_at = ?, version = version + 1 WHERE id = ?",
        (keep, now, now, lose),
    )
    if was_live:
        desk.store.write(
            "UPDATE party SET archived_at = NULL WHERE id = ? AND archived_at IS NOT NULL", (keep,)
        )


def _note_aliases(desk: Desk, compared: Compared, chosen: Choices) -> None:
    """Let what the other was called and known by find the one that stays."""
    lose = compared.lose
    names = [compared.lose_name]
    stays = compared.keep_name
    if chosen.get("name") == "lose":
        names, stays = [compared.keep_name], compared.lose_name
    said = [("name", name) for name in names if fold(name) != fold(stays)]
    said.append(("id", str(lose)))
    said += [
        ("number", row[0])
        for row in desk.store.rows(
            "SELECT DISTINCT value FROM external_id"
            " WHERE record = 'party' AND \"row\" = ? AND value <> '' ORDER BY value",
            (lose,),
        )
    ]
    desk.store.write_many(
        "INSERT INTO alias (party_id, kind, value, folded) VALUES (?, ?, ?, ?)",
        [(compared.keep, kind, value, fold(value)) for kind, value in said],
    )


def _write_fields(desk: Desk, compared: Compared, chosen: Choices) -> None:
    pairs = {pair.field: pair for pair in compared.pairs}
    values = {
        f"{name}_id" if name in PEOPLE else name: _stays(pair, chosen[name])
        for name, pair in pairs.items()
        if not name.startswith(CUSTOM) and name != "owner" and chosen[name] != "keep"
    }
    if "name" in values:
        values["sort_name"] = fold(values["name"])
    values |= _states(desk, compared, values)
    values |= _flags(desk, compared)
    own = [pair for pair in compared.pairs if pair.field.startswith(CUSTOM)]
    if any(chosen[pair.field] != "keep" for pair in own):
        stored = desk.store.value("SELECT custom FROM party WHERE id = ?", (compared.keep,))
        custom = json.loads(stored)
        for pair in own:
            custom[pair.field.removeprefix(CUSTOM)] = _stays(pair, chosen[pair.field])
        values["custom"] = document_text({name: said for name, said in custom.items() if said})
    values |= _parent_without_circle(desk, compared, values)
    settings = "".join(f'"{name}" = ?, ' for name in values)
    desk.store.write(
        f"UPDATE party SET {settings}updated_at = ?, version = version + 1 WHERE id = ?",
        [*values.values(), instant_text(desk.clock.now()), compared.keep],
    )


def _stays(pair: Pair, side: str) -> Any:
    if side != "both":
        stays = pair.keep if side == "keep" else pair.lose
        return _NOTHING.get(pair.field, "") if stays is None else stays
    one, other = str(pair.keep), str(pair.lose)
    if fold(other) in fold(one):
        return one
    return other if fold(one) in fold(other) else f"{one}\n\n{other}"


def _states(desk: Desk, compared: Compared, values: Mapping[str, Any]) -> dict[str, Any]:
    """Note changes of state in the timeline (S14); a state comes with the day it began."""
    before = dict(
        zip(
            ("lifecycle", "relationship"),
            desk.store.row(
                "SELECT lifecycle, relationship FROM party WHERE id = ?", (compared.keep,)
            ),
            strict=True,
        )
    )
    for field, old in before.items():
        if field in values:
            entries.note_state(desk, compared.keep, field, old, values[field])
    if "relationship" not in values:
        return {}
    since = "SELECT relationship_since FROM party WHERE id = ?"
    return {"relationship_since": desk.store.value(since, (compared.lose,))}


def _flags(desk: Desk, compared: Compared) -> dict[str, int]:
    rows = desk.store.rows_by_id(
        f"SELECT {', '.join(FLAGS)} FROM party WHERE id IN ({{ids}})",
        [compared.keep, compared.lose],
    )
    return {name: max(row[place] for row in rows) for place, name in enumerate(FLAGS)}


def _parent_without_circle(
    desk: Desk, compared: Compared, values: Mapping[str, Any]
) -> dict[str, None]:
    """Take its parent from a customer that would be above itself, now that both are one."""
    keep = compared.keep
    above = values.get("parent_id") or desk.store.value(
        "SELECT parent_id FROM party WHERE id = ?", (keep,)
    )
    passed: set[int] = set()
    while above is not None and above not in passed and above not in (keep, compared.lose):
        passed.add(above)
        above = desk.store.value("SELECT parent_id FROM party WHERE id = ?", (above,))
    return {"parent_id": None} if above in (keep, compared.lose) else {}


def _given_up(compared: Compared, chosen: Choices) -> str:
    """What was told of the two and stays nowhere but here, in words."""
    gone = [
        f"{pair.label}: {pair.lose_words if chosen[pair.field] == 'keep' else pair.keep_words}"
        for pair in compared.pairs
        if pair.state == "differs" and chosen[pair.field] != "both"
    ]
    more = [f"and {len(gone) - _LISTED} more"] if len(gone) > _LISTED else []
    return "\n".join(["Given up:", *gone[:_LISTED], *more]) if gone else ""
