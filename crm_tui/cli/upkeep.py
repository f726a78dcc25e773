"""`crm backup`, `crm restore`, `crm check`."""

from __future__ import annotations

from pathlib import Path

from crm_tui.cli.layout import labelled
from crm_tui.cli.session import Session
from crm_tui.services import upkeep

DAMAGED = 6


def backup(session: Session, file: str | None) -> None:
    """Write a checked copy of the database."""
    target = upkeep.backup(session.desk, Path(file) if file else None)
    if session.json:
        session.answer({"file": str(target)})
    else:
        session.tell([f"The backup is {target}."])


def restore(session: Session, file: str) -> None:
    """Put a backup in the place of the database; the present one is kept beside it."""
    address = Path(session.config.database_path().removeprefix("sqlite://")).expanduser().absolute()
    kept = _free_name(address)
    had = address.exists()
    upkeep.restore(str(address), Path(file), kept)
    if session.json:
        session.answer({"database": str(address), "kept": str(kept) if had else None})
    else:
        session.tell([f"{address} is what {file} holds."])
        session.tell([f"What was there before is kept as {kept}."] if had else [])


def _free_name(address: Path) -> Path:
    """A name beside the database that no file has."""
    number = 1
    while (kept := address.with_name(f"{address.stem}-before-restore-{number}.bak")).exists():
        number += 1
    return kept


def check(session: Session, *, repair: bool) -> int:
    """Say what the database runs on and what is wrong with it; status 6 when something is."""
    desk = session.desk
    if repair:
        upkeep.repair(desk)
    problems = upkeep.check(desk)
    facts = upkeep.facts(desk)
    if session.json:
        session.answer({"facts": dict(facts), "problems": problems, "repaired": repair})
    else:
        session.tell(labelled(facts))
        session.tell(problems or ["Nothing is wrong."])
    return DAMAGED if problems else 0
