"""Pick lists: entries added, renamed, moved, taken out of use (S12, S61).

Code relies on what an entry means and never on its label, so a list can say anything; what was
chosen before keeps its label when the entry goes out of use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Choice
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted

FIELDS = (
    "label", "meaning", "key", "needs_note", "needs_party", "minutes", "active", "position",
)  # fmt: skip
_LONGEST = 60


def add(desk: Desk, name: str, label: str, *, code: str = "", **fields: Any) -> str:
    """Add an entry at the end of a pick list; its code, which never changes.

    The code is made of the label, unless one is said and free.

    Raises NotFoundError for a list there is not, RuleError for a label that is taken.
    """
    values = _checked(desk, name, {"label": label, **fields})
    code = _code(desk, name, code or values["label"])
    with desk.store.change_set(
        desk.user, f"added {values['label']} to {_title(name)}", origin=desk.origin
    ):
        last = desk.store.value("SELECT max(position) FROM choice WHERE list = ?", (name,))
        position = values.pop("position", None)
        Choice.create(list=name, code=code, position=last + 1, **values)
        if position is not None:
            _move(desk, name, code, position)
    return code


def change(desk: Desk, name: str, code: str, fields: Mapping[str, Any]) -> bool:
    """Change an entry: its label, meaning, key, place from 1 on, whether it is in use.

    Whether anything was different. Raises NotFoundError for an entry there is not, RuleError for
    a value it cannot have and for the last entry in use.
    """
    row = _one(name, code)
    values = _checked(desk, name, dict(fields), but=code)
    position = values.pop("position", None)
    changed = {field: value for field, value in values.items() if getattr(row, field) != value}
    if changed.get("active") is False:
        _refuse_last(desk, name, row.label)
    label = f"changed {row.label} of {_title(name)}"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        if changed:
            Choice.update(**changed).where(Choice.id == row.id).execute()
        moved = position is not None and _move(desk, name, code, position)
    return bool(changed) or moved


def _one(name: str, code: str) -> Choice:
    row = Choice.get_or_none((Choice.list == name) & (Choice.code == code))
    if row is None:
        raise NotFoundError(f"There is no {code!r} in the list {_title(name)}.")
    return row


def _checked(desk: Desk, name: str, values: dict[str, Any], but: str = "") -> dict[str, Any]:
    rows = desk.store.rows('SELECT code, label, meaning, "key" FROM choice WHERE list = ?', (name,))
    if not rows:
        raise NotFoundError(f"There is no pick list '{name}'.", "'crm choice list' shows them.")
    if unknown := set(values) - set(FIELDS):
        raise RuleError(f"An entry has no {min(unknown)}.", f"It has: {', '.join(FIELDS)}.")
    others = [row for row in rows if row[0] != but]
    if "label" in values:
        values["label"] = _label(values["label"], [row[1] for row in others])
    if "key" in values:
        values["key"] = _key(values["key"], {row[3]: row[1] for row in others if row[3]})
    if values.get("meaning"):
        known = sorted({row[2] for row in rows} - {""})
        if values["meaning"] not in known:
            raise RuleError(
                f"Entries of {_title(name)} mean nothing like {quoted(str(values['meaning']))}.",
                f"They mean: {', '.join(known) or 'nothing in particular'}.",
            )
    return values


def _label(label: str, taken: list[str]) -> str:
    label = clean(str(label)).strip()
    if not label or len(label) > _LONGEST:
        raise RuleError(f"A label has from 1 to {_LONGEST} letters.")
    if any(fold(one) == fold(label) for one in taken):
        raise RuleError(f"There is {quoted(label)} in this list already.")
    return label


def _key(key: str, taken: Mapping[str, str]) -> str:
    key = clean(str(key)).strip()
    if len(key) > 1 or (key and not key.isascii()):
        raise RuleError("A key is one letter or digit.")
    if key and key in taken:
        raise RuleError(f"{key} is the key of {taken[key]} already.")
    return key


def _refuse_last(desk: Desk, name: str, label: str) -> None:
    used = desk.store.value("SELECT count(*) FROM choice WHERE list = ? AND active = 1", (name,))
    if used <= 1:
        raise RuleError(f"{label} is the last entry in use.", "Add another one first.")


def _code(desk: Desk, name: str, label: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:40] or "entry"
    taken = {row[0] for row in desk.store.rows("SELECT code FROM choice WHERE list = ?", (name,))}
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code


def _move(desk: Desk, name: str, code: str, position: int) -> bool:
    before = [
        row[0]
        for row in desk.store.rows(
            "SELECT code FROM choice WHERE list = ? ORDER BY position, id", (name,)
        )
    ]
    after = [one for one in before if one != code]
    after.insert(max(0, position - 1), code)
    if after == before:
        return False
    desk.store.write_many(
        "UPDATE choice SET position = ? WHERE list = ? AND code = ?",
        [(at, name, one) for at, one in enumerate(after, 1)],
    )
    return True


def _title(name: str) -> str:
    return name.replace("_", " ")
