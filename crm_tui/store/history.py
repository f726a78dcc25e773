"""Undo and redo: a change set taken back whole, from the journal (`domain.md` rule 1).

An undo is a change set of its own that names the one it takes back; a redo takes back an undo.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from crm_tui.errors import ConflictError, NotFoundError
from crm_tui.store import caches

if TYPE_CHECKING:
    from crm_tui.store.database import Store

BATCH = 2000
_BOOKKEEPING = ("version", "updated_at")
_COMMON = {"tag": "SELECT 1 FROM tagging WHERE tag_id = ? LIMIT 1"}
"""Words that whoever uses them first makes, and that stay while someone else uses them."""

_ERASED = "SELECT 1 FROM change WHERE record = 'erasure' AND +change_set_id = ? LIMIT 1"
"""Whether an erasure has taken a part of the change set for good; found among the few erasures."""


class _Change(NamedTuple):
    id: int
    record: str
    row: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def operation(self) -> tuple[str, bool, bool]:
        return self.record, self.before is None, self.after is None


def is_undone(store: Store, change_set: int) -> bool:
    """Whether an undo of the change set stands (an undo that was itself undone does not)."""
    undo = store.value(
        "SELECT id FROM change_set WHERE undoes_id = ? ORDER BY id DESC LIMIT 1", (change_set,)
    )
    return undo is not None and not is_undone(store, undo)


def next_undo(store: Store, user: int) -> tuple[int, str] | None:
    """(id, label) of the user's newest change set that can be taken back, or None."""
    return _newest(store, "SELECT id, label FROM change_set WHERE undoes_id IS NULL AND user_id = ?"
                   " AND finished = 1 AND id < ? ORDER BY id DESC LIMIT 20", user)  # fmt: skip


def next_redo(store: Store, user: int) -> tuple[int, str] | None:
    """(id, label) of the user's newest undo that can itself be taken back, or None.

    A new change of the user's own ends what can be redone.
    """
    found = _newest(store, "SELECT u.id, s.label FROM change_set u JOIN change_set s"
                    " ON s.id = u.undoes_id WHERE s.undoes_id IS NULL AND u.user_id = ?"
                    " AND u.id < ? ORDER BY u.id DESC LIMIT 20", user)  # fmt: skip
    if found is None:
        return None
    newer = store.value(
        "SELECT 1 FROM change_set WHERE user_id = ? AND id > ? AND undoes_id IS NULL LIMIT 1",
        (user, found[0]),
    )
    return None if newer else found


def _newest(store: Store, sql: str, user: int) -> tuple[int, str] | None:
    before = 1 << 62
    while rows := store.rows(sql, (user, before)):
        for number, label in rows:
            if not is_undone(store, number) and not store.value(_ERASED, (number,)):
                return number, label
            before = number
    return None


def take_back(
    store: Store,
    change_set: int,
    user: int,
    label: str = "",
    origin: str = "",
    *,
    broken: bool = False,
    settle: Callable[[int], object] | None = None,
) -> int:
    """Take a change set back whole; the id of the change set that does it.

    A long one that is still being written can only be taken back as `broken`, which ends it.
    `settle` works out in the same change set, whose id it is given, what hangs on what was taken
    back and is more than a query.

    Raises NotFoundError when there is no such change set, ConflictError, with nothing changed,
    when it is taken back already or when someone has changed the same fields since.
    """
    found = store.row("SELECT label FROM change_set WHERE id = ?", (change_set,))
    if found is None:
        raise NotFoundError(f"There is no change {change_set}.", "U lists the changes.")
    with store.change_set(
        user, label or f"took back: {found[0]}", origin=origin, undoes=change_set
    ) as undo:
        _refuse_unready(store, change_set, found[0], undo, broken=broken)
        store.engine.defer_references()
        _reverse_all(store, change_set)
        for record in ("deal", "ticket"):
            if astray := caches.astray(store, record, undo):
                raise ConflictError(
                    f"This cannot be taken back: {record} {astray[0]} has been moved since.",
                    "Nothing was changed. U lists the changes; take the newer one back first.",
                )
        caches.refresh(store, store.engine.parties_touched(undo))
        if settle is not None:
            settle(undo)
        if broken:
            store.write("UPDATE change_set SET finished = 1 WHERE id = ?", (change_set,))
        return undo


def _reverse_all(store: Store, change_set: int) -> None:
    try:
        for batch in _batches(store, change_set):
            for _, run in groupby(batch, key=lambda change: change.operation):
                _reverse(store, list(run))
    except Exception as error:
        if store.engine.is_clash(error):  # such as a tag that was taken off and put on anew
            raise ConflictError(
                "This cannot be taken back: what it took away has been made anew since.",
                "Nothing was changed. U lists the changes; take the newer one back first.",
            ) from error
        raise


def _refuse_unready(store: Store, change_set: int, label: str, undo: int, *, broken: bool) -> None:
    if is_undone_by_other(store, change_set, undo):
        raise ConflictError(f"Change {change_set} ({label}) is taken back already.")
    if store.value(_ERASED, (change_set,)):
        raise ConflictError(
            f"Change {change_set} ({label}) cannot be taken back: the data of a person it told of"
            " were erased for good."
        )
    finished = store.value("SELECT finished FROM change_set WHERE id = ?", (change_set,))
    if not finished and not broken:
        raise ConflictError(f"Change {change_set} ({label}) is still under way.")


def is_undone_by_other(store: Store, change_set: int, this: int) -> bool:
    """Whether an undo other than `this` one stands."""
    undo = store.value(
        "SELECT id FROM change_set WHERE undoes_id = ? AND id <> ? ORDER BY id DESC LIMIT 1",
        (change_set, this),
    )
    return undo is not None and not is_undone(store, undo)


def _batches(store: Store, change_set: int) -> Iterator[list[_Change]]:
    before = 1 << 62
    while rows := store.rows(
        'SELECT id, record, "row", before, after FROM change'
        " WHERE change_set_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
        (change_set, before, BATCH),
    ):
        before = rows[-1][0]
        yield [
            _Change(number, record, row, old and json.loads(old), new and json.loads(new))
            for number, record, row, old, new in rows
        ]


def _reverse(store: Store, changes: Sequence[_Change]) -> None:
    """Take back changes of one table and one kind, newest first."""
    record, made, gone = changes[0].operation
    if gone:
        _put_back(store, record, changes)
    elif made:
        _take_out(store, record, changes)
    else:
        for change in changes:
            _set_back(store, record, change)


def _put_back(store: Store, record: str, changes: Sequence[_Change]) -> None:
    if _present(store, record, changes):
        raise ConflictError("A record of this change is there again; nothing was changed.")
    columns = list(changes[0].before or ())
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    store.write_many(
        f'INSERT INTO "{record}" ({names}) VALUES ({marks})',
        [[(change.before or {})[name] for name in columns] for change in changes],
    )


def _take_out(store: Store, record: str, changes: Sequence[_Change]) -> None:
    present = _present(store, record, changes)
    derived = caches.DERIVED.get(record, ())
    for change in changes:
        now = present.get(change.row)
        if now is None or any(
            now[name] != value
            for name, value in (change.after or {}).items()
            if name not in derived
        ):
            _refuse(store, change)
    in_use = _COMMON.get(record)
    gone = [c.row for c in changes if not in_use or store.row(in_use, (c.row,)) is None]
    store.write_many(f'DELETE FROM "{record}" WHERE id = ?', [(row,) for row in gone])


def _set_back(store: Store, record: str, change: _Change) -> None:
    now = _present(store, record, [change]).get(change.row)
    if now is None:
        _refuse(store, change)
    before, after = change.before or {}, change.after or {}
    derived = caches.DERIVED.get(record, ())
    values: dict[str, Any] = {}
    for name, old in before.items():
        if now[name] == after[name]:
            values[name] = old
        elif name in derived:
            continue  # worked out again from the logs, in which others have written since
        elif name == "version":
            values[name] = now[name] + 1
        elif name not in _BOOKKEEPING:
            _refuse(store, change)
    assignments = ", ".join(f'"{name}" = ?' for name in values)
    if values:
        store.write(
            f'UPDATE "{record}" SET {assignments} WHERE id = ?', [*values.values(), change.row]
        )


def _present(store: Store, record: str, changes: Sequence[_Change]) -> dict[int, dict[str, Any]]:
    columns = [
        "id",
        *(name for name in (changes[0].before or changes[0].after or {}) if name != "id"),
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    rows = store.rows_by_id(
        f'SELECT {names} FROM "{record}" WHERE id IN ({{ids}})', [change.row for change in changes]
    )
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}


def _refuse(store: Store, change: _Change) -> NoReturn:
    later = store.row(
        "SELECT s.label, u.name FROM change c JOIN change_set s ON s.id = c.change_set_id"
        ' LEFT JOIN "user" u ON u.id = s.user_id'
        ' WHERE c.record = ? AND c."row" = ? AND c.id > ? ORDER BY c.id DESC LIMIT 1',
        (change.record, change.row, change.id),
    )
    what, who = later or ("changed it", "someone")
    if who is None:
        raise ConflictError(
            f"This cannot be taken back: since then the program {what}.", "Nothing was changed."
        )
    raise ConflictError(
        f"This cannot be taken back: {who} has since changed the same ({what}).",
        "Nothing was changed. U lists the changes; take the newer one back first.",
    )
