"""SQLite files as files to import: read for what they hold, harmless whatever they are."""

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.errors import CrmError, UsageError
from crm_tui.exchange import database_reading
from crm_tui.exchange.databases import open_query
from crm_tui.exchange.importing import look, open_rows, take_over
from crm_tui.exchange.source import file_source
from crm_tui.exchange.table import Said
from crm_tui.services.undo import undo
from crm_tui.views import documents
from tests.builders import dump
from tests.exchange.reading import bytes_source

SHOP = """
CREATE TABLE Customer (CustomerId INTEGER PRIMARY KEY, FirstName, LastName, Company, Address,
  City, State, Country, PostalCode, Phone, Fax, Email, SupportRepId);
CREATE TABLE Employee (EmployeeId INTEGER PRIMARY KEY, FirstName, LastName, Title, ReportsTo,
  HireDate, Phone, Email, City, Country);
CREATE TABLE Invoice (InvoiceId INTEGER PRIMARY KEY, CustomerId, InvoiceDate, BillingAddress,
  BillingCity, BillingState, BillingCountry, BillingPostalCode, Total);
CREATE TABLE InvoiceLine (InvoiceLineId INTEGER PRIMARY KEY, InvoiceId, TrackId, UnitPrice,
  Quantity);
CREATE TABLE Track (TrackId INTEGER PRIMARY KEY, Name);
INSERT INTO Employee (EmployeeId, FirstName, LastName, ReportsTo)
  VALUES (1, 'Ada', 'Boss', NULL), (2, 'Jane', 'Rep', 1);
INSERT INTO Customer (CustomerId, FirstName, LastName, Company, Email, SupportRepId)
  VALUES (1, 'Luís', 'Lima', 'Embraer', 'l@example.com', 2),
  (2, 'Eva', 'Kis', NULL, 'e@example.com', 2);
INSERT INTO Track VALUES (1, 'Song'), (2, 'Song');
INSERT INTO Invoice (InvoiceId, CustomerId, InvoiceDate, Total)
  VALUES (1, 2, '2021-01-01 00:00:00', 1.98), (2, 1, '2021-01-02 00:00:00', 0.99);
INSERT INTO InvoiceLine VALUES (1, 1, 1, 0.99, 1), (2, 1, 2, 0.99, 1), (3, 2, 1, 0.99, 1);
"""


def database(path: Path, script: str) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return path


def refusal(path: Path, **said: str) -> str:
    with pytest.raises(UsageError) as caught:
        look(path, kind="customers", said=Said(**said) if said else None)
    return f"{caught.value} {caught.value.hint}"


def test_a_known_shop_comes_in_whole_as_one_change_that_leaves_no_trace(desk, tmp_path):
    before = dump(desk)
    plan = look(database(tmp_path / "shop.db", SHOP))
    assert "The database is Chinook" in plan.sentences()[0]
    tried = take_over(desk, plan, trial=True)
    assert dump(desk) == before
    report = take_over(desk, plan)
    assert (report.read, report.created) == (tried.read, tried.created) == (6, 6)
    assert [part.reason.partition(":")[0] for part in report.parts] == [
        "Employee", "Customer", "Invoice"
    ]  # fmt: skip
    assert "Invoice: documents: 2 created, 0 updated, 0 unchanged, 0 refused" in report.sentences()
    assert not any("created" in doubt.reason for doubt in (*report.warnings, *tried.warnings))
    (first,) = documents.listed(desk, documents.DocumentQuery(), 1)
    assert (first.called, first.party_name, first.amount_minor) == ("invoice 2", "Luís Lima", 99)
    view = documents.document(desk, documents.named(desk, "1"))
    assert [line.text for line in view.lines] == ["Song", "Song"]
    owners = desk.store.rows(
        'SELECT p.name, u.name FROM party p JOIN "user" u ON u.id = p.owner_id ORDER BY p.id'
    )
    assert {owner for _, owner in owners} == {"Jane Rep"}
    custom = desk.store.value("SELECT custom FROM \"user\" WHERE name = 'Jane Rep'")
    assert "Ada Boss" in custom
    again = take_over(desk, plan)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 6)
    undo(desk, report.change_set)
    assert dump(desk) == before


def test_a_known_shop_needs_no_word_on_its_kinds_but_lets_one_table_be_read(tmp_path):
    file = database(tmp_path / "shop.db", SHOP)
    assert "what its tables hold is known" in refusal(file)
    plan = look(file, kind="people", said=Said(sheet="customer"))
    assert plan.kind == "people"
    assert [row.line for row in plan.table.rows()] == [2, 3]


def test_of_another_database_one_table_is_read_as_a_sheet_is(tmp_path):
    file = database(
        tmp_path / "other.sqlite",
        "CREATE TABLE people (Name, Born, Photo, Size); CREATE VIEW seen AS SELECT 1 AS Name;"
        "INSERT INTO people VALUES ('Eva', 1.5, x'00ff', 3.0), ('Tom', NULL, NULL, 12345678901);",
    )
    rows = list(open_rows(file_source(file), Said(sheet="PEOPLE")).rows())
    assert [row.cells for row in rows] == [["Eva", "1.5", "", "3"], ["Tom", "", "", "12345678901"]]
    assert rows[0].doubt == "data that is no text is left out"
    assert "is a database of the tables people. Say which one" in refusal(file)
    assert "has no table 'seen'. The tables: people." in refusal(file, sheet="seen")
    assert "no encoding" in refusal(file, sheet="people", encoding="utf-8")


@pytest.mark.parametrize(
    ("script", "sheet", "why"),
    [
        ("", "", "is a database without tables"),
        ("CREATE TABLE a (Name);", "a", "The table a is empty"),
    ],
)
def test_a_database_with_nothing_to_take_is_refused(tmp_path, script, sheet, why):
    file = database(tmp_path / "a.db", script or "VACUUM")
    assert why in refusal(file, sheet=sheet)


def test_a_schema_that_runs_something_is_not_obeyed(tmp_path):
    file = database(
        tmp_path / "a.db",
        "CREATE TABLE a (Name); INSERT INTO a VALUES ('x');"
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; END;",
    )
    connection = sqlite3.connect(file)
    connection.executescript(
        "PRAGMA writable_schema = ON;"
        "INSERT INTO sqlite_master VALUES ('view', 'a2', 'a2', 0,"
        " 'CREATE VIEW a2 AS SELECT load_extension(''x'')');"
    )
    connection.close()
    before = file.read_bytes()
    assert [row.cells for row in open_rows(file_source(file), Said(sheet="a")).rows()] == [["x"]]
    assert "has no table 'a2'" in refusal(file, sheet="a2")
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.db"]  # no journal beside it


def test_a_query_without_an_end_is_ended(tmp_path, monkeypatch):
    source = database_reading.__file__
    quick = tmp_path / "quick.py"
    text = Path(source).read_text("utf-8")
    quick.write_text(re.sub(r"STEPS = [\d_]+", "STEPS = 2_000_000", text), "utf-8")
    monkeypatch.setattr(database_reading, "__file__", str(quick))
    rows = ",".join(f"({number})" for number in range(3000))
    file = database(tmp_path / "a.db", f"CREATE TABLE a (Name); INSERT INTO a VALUES {rows};")
    with pytest.raises(UsageError, match="too much memory or time"):
        open_query(
            file_source(file),
            "SELECT x.Name FROM a x, a y, a z WHERE x.Name + y.Name + z.Name < 0",
            "a",
            Said(),
            "",
        )


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 8191), st.integers(0, 255)), max_size=20), st.integers())
def test_a_damaged_database_is_read_or_refused(tmp_path_factory, changes, cut):
    good = tmp_path_factory.getbasetemp() / "good-shop.db"
    if not good.exists():
        database(good, SHOP)
    data = bytearray(good.read_bytes())
    for at, value in changes:
        data[max(at, 16) % len(data)] = value
    damaged = bytes(data[: max(16, cut % len(data))])
    try:
        plan = look(bytes_source(damaged, "a.db"))
        list(plan.readings("EUR"))
    except CrmError:
        pass
