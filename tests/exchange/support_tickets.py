"""The 8,469 support tickets of the real data, taken in once for all tests that look at them."""

from __future__ import annotations

import csv
import fcntl
import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.report import Doubt, Report
from crm_tui.services import tickets
from tests.builders import a_desk
from tests.exchange.reading import real

FILE = "support-tickets/customer_support_tickets.csv"


class TakenIn(NamedTuple):
    """A database, closed, that holds the tickets and nothing else; what the import reported."""

    database: Path
    report: Report


def taken_in(folder: Path) -> TakenIn:
    """The tickets, taken in by whichever process comes to the folder first."""
    file = real(FILE)

    def take(database: Path) -> Report:
        with a_desk(database) as desk:
            tickets.settle_zone(desk)
            return take_over(desk, look(file))

    return taken_in_once(folder, "support-tickets", take)


def taken_in_once(folder: Path, name: str, take: Callable[[Path], Report]) -> TakenIn:
    """What is taken in by whichever process comes to the folder first; the others wait for it."""
    database, report = folder / f"{name}.db", folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not report.exists():
            report.write_text(json.dumps(take(database)))
    known = Report(*json.loads(report.read_text()))
    doubts = tuple(Doubt(*one) for one in known.warnings)
    return TakenIn(database, known._replace(warnings=doubts))


def file_rows() -> list[dict[str, str]]:
    """The rows of the file, read by other means."""
    return rows_of(real(FILE))


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of any such file, read by other means."""
    with file.open(newline="") as stream:
        return list(csv.DictReader(stream))


def first_rows(file: Path, count: int, folder: Path) -> Path:
    """A file of that name, in the folder, that holds only so many rows of it."""
    path = folder / file.name
    rows = rows_of(file)[:count]
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def interactions_taken_in(folder: Path) -> TakenIn:
    """The other set of the deals of Maven, whose deals have keys; the report is on the deals."""
    *kinds, deals = (
        real(f"maven-crm-interactions/{name}.csv")
        for name in ("sales_teams", "products", "accounts", "sales_pipeline")
    )

    def take(database: Path) -> Report:
        with a_desk(database) as desk:
            for kind in kinds:
                take_over(desk, look(kind))
            return take_over(desk, look(deals))

    return taken_in_once(folder, "maven-interactions", take)
