"""The 8,469 support tickets of the real data, taken in once for all tests that look at them."""

from __future__ import annotations

import csv
import fcntl
import json
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
    database, report = folder / "support-tickets.db", folder / "support-tickets.json"
    with (folder / "support-tickets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not report.exists():
            with a_desk(database) as desk:
                tickets.settle_zone(desk)
                said = take_over(desk, look(file))
            report.write_text(json.dumps(said))
    known = Report(*json.loads(report.read_text()))
    doubts = tuple(Doubt(*one) for one in known.warnings)
    return TakenIn(database, known._replace(warnings=doubts))


def file_rows() -> list[dict[str, str]]:
    """The rows of the file, read by other means."""
    with real(FILE).open(newline="") as stream:
        return list(csv.DictReader(stream))


def first_rows(count: int, folder: Path) -> Path:
    """A file that holds only so many rows of it."""
    path = folder / "support-tickets.csv"
    rows = file_rows()[:count]
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
