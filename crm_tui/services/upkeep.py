"""Keeping the database safe: backups, restoring, checks."""

from __future__ import annotations

from pathlib import Path

from crm_tui.errors import DatabaseError, RuleError
from crm_tui.store import search
from crm_tui.store.desk import Desk
from crm_tui.store.engines import open_engine


def backup(desk: Desk, target: Path | None = None) -> Path:
    """Write a checked copy of the database; where it stands.

    Without a target it goes beside the database, named by the day and time. A file that is
    there already is replaced only when the copy is good.
    """
    if target is None:
        stamp = desk.clock.now().astimezone(desk.clock.zone).strftime("%Y-%m-%d-%H%M%S")
        address = Path(desk.store.engine.address)
        target = address.with_name(f"{address.stem}-{stamp}.bak")
    target = target.expanduser().absolute()
    if target == Path(desk.store.engine.address):
        raise RuleError("A backup needs another place than the database itself.")
    desk.store.engine.backup(target)
    return target


def restore(address: str, source: Path, keep_as: Path) -> None:
    """Put a backup in the place of the database; the present one is kept under `keep_as`.

    The backup is opened and checked before anything is touched. Raises DatabaseError when it is
    missing, damaged or not a database of this program. Nobody else may have it open meanwhile.
    """
    source = source.expanduser().absolute()
    if not source.is_file():
        raise DatabaseError(f"There is no backup at {source}.")
    copy = open_engine(str(source), create=False)
    try:
        problems = copy.check()
        if problems:
            raise DatabaseError(f"The backup is not good: {problems[0]}.", "Try an older one.")
        present = Path(address)
        if present.exists():
            old = open_engine(address, create=False)
            try:
                old.backup(keep_as)
            finally:
                old.close()
        copy.backup(present)
        for side in ("-wal", "-shm"):
            present.with_name(present.name + side).unlink(missing_ok=True)
    finally:
        copy.close()


def check(desk: Desk) -> list[str]:
    """What is wrong with the database, a sentence each: the file, references, caches, the index."""
    store = desk.store
    found = store.engine.check()
    stale = store.value(
        "SELECT count(*) FROM party p WHERE p.owner_id IS NOT ("
        "SELECT a.user_id FROM assignment a WHERE a.party_id = p.id AND a.role = 'owner'"
        " AND a.until IS NULL)"
    )
    if stale:
        found.append(f"{stale} customers show another owner than their log says")
    unindexed = store.value(
        "SELECT (SELECT count(*) FROM party) - (SELECT count(*) FROM party_search)"
    )
    if unindexed:
        found.append(f"the search index misses or repeats {abs(unindexed)} customers")
    return found


def repair(desk: Desk) -> None:
    """Work out every cache and the search index again from what they are made of."""
    from crm_tui.store import caches

    with desk.store.change_set(desk.user, "repaired caches and search index", origin=desk.origin):
        search.rebuild(desk.store)
        caches.refresh(desk.store, [row[0] for row in desk.store.rows("SELECT id FROM party")])


def facts(desk: Desk) -> list[tuple[str, str]]:
    """What the database runs on and how much it holds: (name, value) pairs."""
    counts = [
        (name, f"{desk.store.value(f'SELECT count(*) FROM {table}'):,}")
        for name, table in (
            ("customers", "party"),
            ("timeline entries", "timeline_entry"),
            ("changes", "change_set"),
        )
    ]
    return [*desk.store.engine.facts(), *counts]
