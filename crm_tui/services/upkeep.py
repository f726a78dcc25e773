"""Keeping the database safe: backups, restoring, checks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crm_tui.errors import DatabaseError, RuleError
from crm_tui.services import kept_files, ticket_clocks
from crm_tui.store import caches, search
from crm_tui.store.desk import Desk
from crm_tui.store.engines import restore_engine
from crm_tui.store.files import Files


def backup(desk: Desk, target: Path | None = None) -> Path:
    """Write a checked copy of the database, the files of mails beside it; where it stands.

    Without a target it goes beside the database, named by the day and time. A file that is
    there already is replaced only when the copy is good.
    """
    if target is None:
        stamp = desk.clock.now().astimezone(desk.clock.zone).strftime("%Y-%m-%d-%H%M%S")
        address = Path(desk.store.engine.address)
        target = address.with_name(f"{address.stem}-{stamp}.bak")
    target = target.expanduser().absolute()
    database = Path(desk.store.engine.address)
    if target == database or (target.exists() and target.samefile(database)):
        raise RuleError("A backup needs another place than the database itself.")
    desk.store.engine.backup(target)
    # Afterwards, when whatever the copy names is there.
    kept_files.files_of(desk).copy_to(target, share=target.parent == database.parent)
    return target


def restore(address: str, source: Path, keep_as: Path) -> None:
    """Put a backup in the place of the database; the present one is kept under `keep_as`.

    Each has the files of its mails beside it: those of the backup are put back, the present ones
    are kept with the present database.

    The backup is looked through before anything is touched, and a damaged database does not
    stand in the way. Raises DatabaseError when the backup is missing, damaged or not a database
    of this program, BusyError while others have the database open.
    """
    Files(str(source)).copy_to(Path(address))
    restore_engine(address, source, keep_as)
    Files(address).copy_to(keep_as, share=True)


def check(desk: Desk) -> list[str]:
    """What is wrong with the database, a sentence each: the file, references, caches, the index."""
    found = desk.store.engine.check()
    try:
        found += _stale_caches(desk)
        found += kept_files.missing(desk)
    except DatabaseError as error:
        if not found:
            found.append(str(error))
    return found


def _stale_caches(desk: Desk) -> Iterator[str]:
    store = desk.store
    for column, shown in (("owner_id", "owner"), ("last_contact_at", "last contact")):
        if stale := caches.stale(store, column):
            yield f"{stale} customers show another {shown} than their log says"
    if astray := caches.astray(store, "deal"):
        yield f"{len(astray)} deals stand in another stage than their log says"
    if astray := caches.astray(store, "ticket"):
        yield f"{len(astray)} tickets are in another state than their log says"
    if wrong := ticket_clocks.wrong(desk):
        yield f"{len(wrong)} tickets show other clocks than their states give"
    unindexed = store.value(
        "SELECT (SELECT count(*) FROM party WHERE merged_into_id IS NULL)"
        " - (SELECT count(*) FROM party_search)"
    )
    if unindexed:
        yield f"the search index misses or repeats {abs(unindexed)} customers"


def repair(desk: Desk) -> None:
    """Work out every cache and the search index again from what they are made of.

    Files of mails that nothing names, and that no undo could bring back, are removed.
    """
    with desk.store.change_set(desk.user, "repaired caches and search index", origin=desk.origin):
        search.rebuild(desk.store)
        caches.refresh(desk.store, [row[0] for row in desk.store.rows("SELECT id FROM party")])
        caches.refresh_tickets(desk.store)
        ticket_clocks.mend(desk)
    kept_files.remove_unnamed(desk)


def facts(desk: Desk) -> list[tuple[str, str]]:
    """What the database runs on and how much it holds: (name, value) pairs."""
    counts = [
        (name, _counted(desk, table))
        for name, table in (
            ("customers", "party"),
            ("timeline entries", "timeline_entry"),
            ("changes", "change_set"),
        )
    ]
    return [*desk.store.engine.facts(), *counts]


def _counted(desk: Desk, table: str) -> str:
    try:
        return f"{desk.store.value(f'SELECT count(*) FROM {table}'):,}"
    except DatabaseError:
        return "cannot be counted"
