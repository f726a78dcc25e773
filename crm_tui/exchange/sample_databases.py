"""SQLite files of which it is known what their tables hold: Northwind and Chinook.

Both are what databases are taught with, in the form of a shop's. All their records are brought
in at once, as one change set:

- Northwind: Employees -> users (their superior kept under `Reports To`), Customers -> customers,
  Suppliers -> suppliers, Products with their category -> products, Orders with Order Details ->
  orders, each line with its discount, the employee as the owner.
- Chinook: Employee -> users, Customer -> people with the companies they work at, the support
  representative as the owner, Invoice with InvoiceLine -> invoices, a line named by its track.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange.databases import has, open_query, tables_of
from crm_tui.exchange.mapping import map_columns
from crm_tui.exchange.plans import TablePlan
from crm_tui.exchange.report import Doubt, Report
from crm_tui.exchange.rows import Reading
from crm_tui.exchange.source import Source
from crm_tui.exchange.table import Said
from crm_tui.services.intake.mixed import KIND, STRIDE
from crm_tui.services.intake.tally import Options


class Part(NamedTuple):
    """Records of one kind in a known database, and the query that gives them.

    `fields` are columns whose names do not say what they mean.
    """

    kind: str
    table: str
    query: str
    fields: Mapping[str, str] = {}


class Sample(NamedTuple):
    """A known database: the tables it is known by, and its parts in the order they need."""

    name: str
    tables: tuple[str, ...]
    parts: tuple[Part, ...]


_NORTHWIND = Sample(
    "Northwind",
    ("Customers", "Suppliers", "Employees", "Products", "Categories", "Orders", "Order Details"),
    (
        Part(
            "users",
            "Employees",
            "SELECT e.EmployeeID, e.FirstName, e.LastName, e.Title AS Job,"
            " m.FirstName || ' ' || m.LastName AS [Reports To], e.HireDate, e.HomePhone,"
            " e.Extension, e.City, e.Country, e.Notes"
            " FROM Employees e LEFT JOIN Employees m ON m.EmployeeID = e.ReportsTo"
            " ORDER BY e.EmployeeID",
        ),
        Part(
            "customers",
            "Customers",
            "SELECT CustomerID, CompanyName, ContactName, ContactTitle, Address, City, Region,"
            " PostalCode, Country, Phone, Fax FROM Customers ORDER BY CustomerID",
        ),
        Part(
            "customers",
            "Suppliers",
            "SELECT SupplierID, CompanyName, ContactName, ContactTitle, Address, City, Region,"
            " PostalCode, Country, Phone, Fax, HomePage FROM Suppliers ORDER BY SupplierID",
        ),
        Part(
            "products",
            "Products",
            "SELECT p.ProductID, p.ProductName, c.CategoryName AS Category, p.UnitPrice,"
            " p.QuantityPerUnit, s.CompanyName AS [Bought From], p.Discontinued FROM Products p"
            " LEFT JOIN Categories c ON c.CategoryID = p.CategoryID"
            " LEFT JOIN Suppliers s ON s.SupplierID = p.SupplierID ORDER BY p.ProductID",
            {"Bought From": "custom"},
        ),
        Part(
            "documents",
            "Orders",
            "SELECT o.OrderID, o.CustomerID, e.FirstName || ' ' || e.LastName AS Employee,"
            " o.OrderDate, o.RequiredDate, o.ShippedDate, o.Freight, o.ShipName, o.ShipAddress,"
            " o.ShipCity, o.ShipRegion, o.ShipPostalCode, o.ShipCountry, d.ProductID, d.UnitPrice,"
            " d.Quantity, d.Discount"
            " FROM Orders o LEFT JOIN [Order Details] d ON d.OrderID = o.OrderID"
            " LEFT JOIN Employees e ON e.EmployeeID = o.EmployeeID"
            " ORDER BY o.OrderID, d.ProductID",
        ),
    ),
)
_CHINOOK = Sample(
    "Chinook",
    ("Customer", "Employee", "Invoice", "InvoiceLine", "Track"),
    (
        Part(
            "users",
            "Employee",
            "SELECT e.EmployeeId, e.FirstName, e.LastName, e.Title AS Job,"
            " m.FirstName || ' ' || m.LastName AS [Reports To], e.HireDate, e.Phone, e.Email,"
            " e.City, e.Country FROM Employee e LEFT JOIN Employee m"
            " ON m.EmployeeId = e.ReportsTo ORDER BY e.EmployeeId",
        ),
        Part(
            "customers",
            "Customer",
            "SELECT c.CustomerId, c.FirstName, c.LastName, c.Company, c.Address, c.City, c.State,"
            " c.Country, c.PostalCode, c.Phone, c.Fax, c.Email,"
            " e.FirstName || ' ' || e.LastName AS Owner FROM Customer c"
            " LEFT JOIN Employee e ON e.EmployeeId = c.SupportRepId ORDER BY c.CustomerId",
        ),
        Part(
            "documents",
            "Invoice",
            "SELECT i.InvoiceId, i.CustomerId, i.InvoiceDate, i.BillingAddress, i.BillingCity,"
            " i.BillingState, i.BillingCountry, i.BillingPostalCode, i.Total, l.InvoiceLineId,"
            " t.Name AS Description, l.UnitPrice, l.Quantity FROM Invoice i"
            " LEFT JOIN InvoiceLine l ON l.InvoiceId = i.InvoiceId"
            " LEFT JOIN Track t ON t.TrackId = l.TrackId ORDER BY i.InvoiceId, l.InvoiceLineId",
            {"InvoiceLineId": "skip"},
        ),
    ),
)
SAMPLES = (_NORTHWIND, _CHINOOK)


class SamplePlan(NamedTuple):
    """What an import would do with a known database: a plan for each of its tables."""

    source: Source
    name: str
    parts: tuple[TablePlan, ...]

    @property
    def kind(self) -> str:
        """Records of several kinds."""
        return KIND

    @property
    def rejects_ending(self) -> str:
        """Rejected rows are a table again."""
        return "csv"

    def sentences(self) -> list[str]:
        """What becomes of each table, and of its columns that have a field."""
        said = [f"The database is {self.name}; all its records come as one change"]
        for part in self.parts:
            columns = (column for column in part.columns.columns if column.target.field != "custom")
            filled = ", ".join(f"{one.name} -> {one.target.field}" for one in columns)
            said.append(f"{_table(part)} -> {part.kind}: {filled}")
        return said

    def options(self, label: str, *, update: bool, trial: bool) -> Options:
        """How its records are taken in, those of each table by themselves."""
        parts = []
        for part in self.parts:
            own = part.options(label, update=update, trial=trial)
            own = own._replace(
                source=self._own(own.source),
                company_source=self._own(own.company_source),
                product_source=self._own(own.product_source),
            )
            parts.append((part.kind, own))
        return Options(label, update=update, trial=trial, parts=tuple(parts))

    def _own(self, source: str) -> str:
        """What its keys are called, for those of other shops are other keys."""
        return f"{self.name.lower()} {source}" if source else ""

    def remarks(self) -> list[Doubt]:
        """Nothing: the tables have rows and nothing else."""
        return []

    def readings(self, currency: str) -> Iterator[Reading]:
        """Every row of every table; its line tells the table too, see `told`."""
        for number, part in enumerate(self.parts):
            first = number * STRIDE
            for reading in part.readings(currency):
                more = tuple(first + line for line in reading.more)
                yield reading._replace(line=first + reading.line, more=more)

    def keep_rejected(self, path: Path, reasons: dict[int, str], *, replace: bool) -> str:
        """Write the rejected rows, those of each table to a file of their own; where."""
        written = []
        for number, part in enumerate(self.parts):
            own = {line % STRIDE: why for line, why in reasons.items() if line // STRIDE == number}
            if own:
                beside = path.with_name(f"{path.stem}.{_table(part)}{path.suffix}")
                written.append(part.keep_rejected(beside, own, replace=replace))
        return ", ".join(written)

    def told(self, report: Report) -> Report:
        """The report with the table named where it speaks of a line."""
        return report._replace(
            warnings=tuple(map(self._told, report.warnings)),
            refused=tuple(map(self._told, report.refused)),
            parts=tuple(map(self._named, report.parts)),
        )

    def _told(self, doubt: Doubt) -> Doubt:
        return doubt if doubt.line < 1 else self._named(doubt)

    def _named(self, doubt: Doubt) -> Doubt:
        number, line = divmod(doubt.line, STRIDE)
        return Doubt(line, f"{_table(self.parts[number])}: {doubt.reason}")


def look_at_sample(source: Source) -> SamplePlan | None:
    """The plan for a known database; None for another one.

    Raises UsageError where it cannot be read, or is not what its tables promise.
    """
    there = tables_of(source)
    sample = next((one for one in SAMPLES if has(there, one.tables)), None)
    if sample is None:
        return None
    return SamplePlan(source, sample.name, tuple(_plans(source, sample)))


def _plans(source: Source, sample: Sample) -> Iterator[TablePlan]:
    for part in sample.parts:
        try:
            how = f"Table {part.table} of {sample.name}"
            table = open_query(source, part.query, part.table, Said(), how)
        except UsageError as error:
            raise UsageError(
                f"{source.name} has the tables of {sample.name}, but {part.table} is another.",
                "Import one table: --sheet TABLE --as KIND.",
            ) from error
        yield TablePlan(table, map_columns(table, part.kind, part.fields))


def _table(part: TablePlan) -> str:
    return part.table.found.named[0]
