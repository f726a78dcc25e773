"""One write, and an import of ten thousand rows, alone and beside people at work."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

from crm_tui.exchange.importing import look, take_over
from crm_tui.services import timeline
from tests.perf import crowd
from tests.perf.desk import at_desk
from tests.perf.measure import Line, line, timed
from tests.perf.population import Customer, customers

ROWS = 10_000
COLUMNS = ("Name", "Company", "Phone", "Mobile", "E-mail", "City", "Country", "Industry", "Tags",
           "Lifecycle", "Likes", "Wants")  # fmt: skip


def measure(path: Path, size: str) -> Iterator[Line]:
    """What is written into a database of the size."""
    file = path.with_name("customers.csv")
    write_csv(file)
    copy = path.with_name("import.db")
    shutil.copy(path, copy)
    alone = import_into(copy, file)
    yield line("import of 10,000 rows of 12 columns", size, [alone / 1000], "3 s", unit="s")
    shutil.copy(path, copy)
    with crowd.at_work(copy, people=8, seconds=None) as people:
        beside = import_into(copy, file)
    yield line("the same beside 8 people", size, [beside / 1000], unit="s")
    told = people.told()
    yield line("their writes meanwhile", size, told.writes, "none over 300 ms")
    copy.unlink()
    with at_desk(path) as desk:
        newest = desk.store.value("SELECT max(id) FROM party")
        calls = [
            timed(lambda party=party: timeline.log(desk, party, "Spoke of prices.", kind="call"))
            for party in range(newest - 200, newest)
        ]
    yield line("logging a call", size, calls)


def import_into(path: Path, file: Path) -> float:
    """How long it takes to look at the file and to take it over, in ms."""
    with at_desk(path) as desk:
        return timed(lambda: take_over(desk, look(file)))


def write_csv(file: Path, rows: int = ROWS) -> None:
    """So many customers that no generated database holds, as a file."""
    with file.open("w", encoding="utf-8", newline="") as target:
        sheet = csv.writer(target)
        sheet.writerow(COLUMNS)
        sheet.writerows(_row(customer) for customer in customers(rows, 40, seed=99))


def _row(customer: Customer) -> tuple[str, ...]:
    return (
        customer.name, "" if customer.is_company else f"Import {customer.company} Ltd",
        customer.phones[0], customer.phones[1], f"import.{customer.email}", customer.city,
        customer.country, customer.industry, "imported", customer.lifecycle, customer.likes,
        customer.wants,
    )  # fmt: skip
