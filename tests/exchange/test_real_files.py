"""Files nobody here wrote give exactly the numbers counted from them by other means."""

import json
from collections import Counter
from decimal import Decimal

import pytest

from crm_tui.errors import CrmError
from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.rows import read_records
from crm_tui.exchange.table import open_table
from crm_tui.services.undo import undo
from tests.builders import a_desk, dump
from tests.exchange.reading import real
from tests.exchange.test_importing import contents, count

pytestmark = pytest.mark.real_data

# file, kind, rows, rejected
FILES = [
    ("maven-crm-interactions/accounts.csv", "customers", 85, 0),
    ("maven-crm-interactions/products.csv", "products", 7, 0),
    ("maven-crm-interactions/sales_teams.csv", "users", 35, 0),
    ("maven-crm-interactions/interactions.csv", "interactions", 626, 0),
    ("maven-crm-sales/accounts.csv", "customers", 85, 0),
    ("maven-crm-sales/products.csv", "products", 7, 0),
    ("maven-crm-sales/sales_teams.csv", "users", 35, 0),
    ("datablist/customers-1000.csv", "customers", 1000, 0),
    ("datablist/organizations-1000.csv", "customers", 1000, 0),
    ("datablist/organizations-100.csv", "customers", 100, 0),
    ("datablist/people-1000.csv", "people", 1000, 0),
    ("datablist/leads-100.csv", "people", 100, 0),
    ("northwind/csv/customers.csv", "customers", 91, 24),
    ("northwind/csv/suppliers.csv", "customers", 29, 9),
    ("northwind/csv/employees.csv", "users", 9, 0),
    ("northwind/csv/products.csv", "products", 77, 0),
    ("salesforce-dataloader/accountData.csv", "customers", 423, 0),
    ("hubspot-samples/companies.csv", "customers", 1, 0),
    ("hubspot-samples/contacts_sample_import-1.csv", "people", 11, 0),
    ("contacts-csv/roundcube/all.csv", "people", 1, 0),
    ("contacts-csv/roundcube/email.csv", "people", 4, 0),
    ("contacts-csv/roundcube/gmail.csv", "people", 1, 0),
    ("contacts-csv/roundcube/outlook.csv", "people", 1, 0),
    ("contacts-csv/roundcube/tb_plain.csv", "people", 1, 0),
    ("contacts-csv/google/google_contacts.csv", "people", 3, 0),
    ("contacts-csv/atomic-crm/contacts_export.csv", "people", 2, 0),
    ("mautic/10contacts.csv", "people", 10, 0),
    ("mautic/contacts.csv", "people", 2, 0),
    ("mautic/fakeleaddata.csv", "people", 54, 4),
    ("mautic/fakecompanydata.csv", "customers", 4, 0),
    ("invoiceninja/clients.csv", "customers", 20, 0),
    ("invoiceninja/vendors.csv", "customers", 20, 0),
    ("invoiceninja/tasks.csv", "tasks", 47, 0),
    ("telco-churn/Telco-Customer-Churn.csv", "customers", 7043, 0),
    ("hubspot-export-schema/company_data.csv", "customers", 24, 0),
    ("hubspot-export-schema/contact_data.csv", "people", 22, 0),
    ("hubspot-export-schema/owner_data.csv", "users", 100, 0),
    ("zendesk-export-schema/organization_data.csv", "customers", 10, 0),
    ("zendesk-export-schema/user_data.csv", "people", 10, 0),
    ("akaunting-xlsx/customers.xlsx", "customers", 1, 0),
    ("akaunting-xlsx/items.xlsx", "products", 2, 0),
]


def import_all(desk, tmp_path, *names):
    return [take_over(desk, look(real(name)), rejects=tmp_path / "rejects.csv") for name in names]


@pytest.mark.parametrize(("name", "kind", "rows", "rejected"), FILES, ids=[f[0] for f in FILES])
def test_every_row_is_read_without_a_mapping_typed_by_hand(name, kind, rows, rejected):
    plan = look(real(name))
    readings = list(read_records(plan.table, plan.columns))
    assert plan.columns.kind.name == kind
    assert len(readings) == rows
    assert sum(1 for reading in readings if reading.problem) == rejected


@pytest.mark.parametrize(
    "name", [name for name, *_ in FILES if "interactions.csv" not in name and "telco" not in name]
)
def test_each_file_comes_in_once_and_goes_without_a_trace(name, desk, tmp_path):
    before = contents(desk)
    (report,) = import_all(desk, tmp_path, name)
    rows, rejected = next((rows, rejected) for n, _, rows, rejected in FILES if n == name)
    assert (report.read, report.created, report.rejected) == (rows, rows - rejected, rejected)
    imported = contents(desk)
    (again,) = import_all(desk, tmp_path, name)
    assert (again.created, again.updated, again.unchanged) == (0, 0, rows - rejected)
    assert contents(desk) == imported
    undo(desk, report.change_set)
    assert contents(desk) == before


def test_the_maven_set_comes_together(desk, tmp_path):
    folder = "maven-crm-interactions"
    import_all(
        desk, tmp_path, *(f"{folder}/{n}.csv" for n in ("sales_teams", "products", "accounts"))
    )
    (report,) = import_all(desk, tmp_path, f"{folder}/interactions.csv")
    assert (report.read, report.created, report.rejected) == (626, 626, 0)
    assert desk.store.rows("SELECT kind, count(*) FROM party GROUP BY kind") == [
        ("company", 85),
        ("person", 85),
    ]
    assert desk.store.rows(
        "SELECT kind, result, count(*) FROM timeline_entry GROUP BY kind, result ORDER BY 1, 2"
    ) == [
        ("email", "Completed", 109),
        ("email", "Scheduled", 136),
        ("meeting", "Completed", 191),
        ("meeting", "Scheduled", 190),
    ]
    assert desk.store.row("SELECT min(day), max(day) FROM timeline_entry") == (
        "2025-01-01",
        "2025-12-31",
    )
    longest = "SELECT max(length(body)) FROM timeline_entry"
    assert desk.store.value(longest) == 1356 - 2  # its two CR LF are kept as LF
    assert count(desk, "party") == 170
    assert desk.store.value("SELECT count(*) FROM party WHERE parent_id IS NOT NULL") == 15
    (again,) = import_all(desk, tmp_path, f"{folder}/interactions.csv")
    assert (again.created, again.unchanged) == (0, 626)


def test_maven_accounts_keep_what_is_spelt_oddly(desk, tmp_path):
    import_all(desk, tmp_path, "maven-crm-sales/accounts.csv")
    assert desk.store.value("SELECT count(*) FROM party WHERE industry = 'technolgy'") == 12
    assert desk.store.value("SELECT count(DISTINCT country) FROM party") == 15
    assert desk.store.value("SELECT count(*) FROM party WHERE country = 'Philipines'") == 1
    assert desk.store.value("SELECT sum(size) FROM party") == 396170
    revenue = desk.store.value("SELECT sum(json_extract(custom, '$.revenue')) FROM party")
    assert round(revenue, 2) == 169543.80


def test_maven_accounts_of_both_sets_are_the_same_companies(desk, tmp_path):
    names = ("maven-crm-sales/accounts.csv", "maven-crm-interactions/accounts.csv")
    first, second = import_all(desk, tmp_path, *names)
    assert (first.created, second.created, count(desk, "party")) == (85, 0, 85)


def test_products_have_their_prices(desk, tmp_path):
    import_all(desk, tmp_path, "maven-crm-sales/products.csv")
    assert dict(desk.store.rows("SELECT name, price_minor FROM product")) == {
        "GTX Basic": 55000,
        "GTX Pro": 482100,
        "MG Special": 5500,
        "MG Advanced": 339300,
        "GTX Plus Pro": 548200,
        "GTX Plus Basic": 109600,
        "GTK 500": 2676800,
    }


def test_datablist_customers_are_people_at_992_companies(desk, tmp_path):
    import_all(desk, tmp_path, "datablist/customers-1000.csv")
    kinds = dict(desk.store.rows("SELECT kind, count(*) FROM party GROUP BY kind"))
    assert kinds == {"company": 992, "person": 1000}
    emails = "SELECT count(DISTINCT normal) FROM contact_method WHERE kind = 'email'"
    assert desk.store.value(emails) == 1000
    assert desk.store.value("SELECT count(*) FROM external_id") == 1000
    assert desk.store.value("SELECT count(DISTINCT country) FROM party WHERE country <> ''") == 240
    day = "json_extract(custom, '$.\"Subscription Date\"')"
    days = desk.store.row(f"SELECT min({day}), max({day}) FROM party")
    assert days == ("2020-01-01", "2022-05-29")
    numbers = desk.store.rows("SELECT value FROM contact_method WHERE kind = 'phone'")
    assert (len(numbers), sum("x" in number for (number,) in numbers)) == (2000, 618 + 597)


def test_northwind_never_shifts_a_telephone_into_the_fax(desk, tmp_path):
    (report,) = import_all(desk, tmp_path, "northwind/csv/customers.csv")
    assert len(report.warnings) == 24
    assert {warning.reason.split(":")[0] for warning in report.warnings} == {"too many cells"}
    kept = (tmp_path / "rejects.csv").read_text("utf-8").splitlines()
    assert len(kept) == 25
    fax = "SELECT count(*) FROM contact_method WHERE value = 'NULL'"
    assert desk.store.value(fax) == 0
    assert desk.store.rows(
        "SELECT m.value, m.label FROM contact_method m JOIN party p ON p.id = m.party_id"
        " WHERE p.name = 'Alfreds Futterkiste' AND m.kind = 'phone' ORDER BY m.id"
    ) == [("030-0074321", ""), ("030-0076545", "fax")]


def test_salesforce_accounts_of_one_name_are_told_apart_by_their_key(desk, tmp_path):
    import_all(desk, tmp_path, "salesforce-dataloader/accountData.csv")
    assert desk.store.value("SELECT count(DISTINCT name) FROM party") == 422
    assert desk.store.value("SELECT count(*) FROM party WHERE name = '????????????????'") == 2
    for name in ("Crédito Inmobiliario Terras", "Pébéo of America"):
        assert desk.store.value("SELECT count(*) FROM party WHERE name = ?", (name,)) == 1
    numbers = "SELECT count(DISTINCT party_id) FROM contact_method WHERE kind='phone' AND label=''"
    assert desk.store.value(numbers) == 9


def test_hubspot_contacts_find_their_company_by_its_key(desk, tmp_path):
    import_all(
        desk,
        tmp_path,
        "hubspot-samples/companies.csv",
        "hubspot-samples/contacts_sample_import-1.csv",
    )
    assert desk.store.rows(
        "SELECT p.name FROM relationship r JOIN party p ON p.id = r.party_id"
        " JOIN party c ON c.id = r.other_id WHERE c.name = 'HubSpot' ORDER BY p.name"
    ) == [("April Ludgate",), ("Leslie Knope",), ("Tom Haverford",)]


def test_contact_files_give_the_contacts_of_their_cards():
    for name in ("all", "email", "gmail", "outlook", "tb_plain"):
        cards = real(f"contacts-csv/roundcube/{name}.vcf").read_text()
        plan = look(real(f"contacts-csv/roundcube/{name}.csv"))
        records = [reading.record for reading in read_records(plan.table, plan.columns)]
        lines = [line.partition(":") for line in cards.splitlines()]
        if name != "outlook":  # its card has no name but the first address; so has ours
            assert [record.name for record in records] == [v for k, _, v in lines if k == "FN"]
        emails = [m.value for r in records for m in r.methods if m.kind == "email"]
        assert emails == [v for k, _, v in lines if k.startswith("EMAIL")]
        phones = {m.value for r in records for m in r.methods if m.kind == "phone"}
        assert phones == {v for k, _, v in lines if k.startswith("TEL")}


def test_customers_known_by_a_key_alone_come_in(desk, tmp_path):
    (report,) = import_all(desk, tmp_path, "telco-churn/Telco-Customer-Churn.csv")
    assert (report.read, report.created) == (7043, 7043)
    churned = "SELECT count(*) FROM party WHERE json_extract(custom, '$.Churn') = 'Yes'"
    assert desk.store.value(churned) == 1869
    blank = "SELECT count(*) FROM party WHERE json_extract(custom, '$.TotalCharges') IS NULL"
    assert desk.store.value(blank) == 11
    contracts = """SELECT json_extract(custom, '$.Contract'), count(*),
        sum(json_extract(custom, '$.Churn') = 'Yes') FROM party GROUP BY 1 ORDER BY 1"""
    assert desk.store.rows(contracts) == [
        ("Month-to-month", 3875, 1655),
        ("One year", 1473, 166),
        ("Two year", 1695, 48),
    ]
    for column, total in (("MonthlyCharges", "456116.60"), ("TotalCharges", "16056168.70")):
        told = desk.store.rows(f"SELECT json_extract(custom, '$.{column}') FROM party")
        assert sum(Decimal(text) for (text,) in told if text) == Decimal(total)


def test_encodings_give_the_same_table():
    folder = real("salesforce-dataloader/encodings")
    tables = [open_table(path) for path in sorted(folder.glob("csvtext*.csv"))]
    assert len(tables) == 6
    assert {table.columns for table in tables} == {("column1", "column2", "column3")}
    assert all(
        [row.cells for row in table.rows()]
        == [["row1-1", "row1-2", "row1-3"], ["row2-1", "row2-2", "row2-3"]]
        for table in tables
    )


SPECTRUM = ["comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines",
            "quotes_and_newlines", "simple", "simple_crlf", "utf8"]  # fmt: skip


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_spectrum_is_read_as_expected(name):
    folder = real("csv-messy/csv-spectrum")
    table = open_table(folder / f"{name}.csv")
    expected = json.loads((folder / "json" / f"{name}.json").read_text("utf-8"))
    assert [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows()] == expected


def test_csv_test_data_is_read_as_expected_or_refused():
    folder = real("csv-messy/csv-test-data")
    for expected in sorted((folder / "json").glob("*.json")):
        rows = json.loads(expected.read_text("utf-8"))
        filled = [row for row in rows if "".join(row)]
        path = folder / "csv" / f"{expected.stem}.csv"
        try:
            table = open_table(path)
        except CrmError:
            assert filled == []
            continue
        header = [list(table.columns)] if table.found.header.line else []
        read = header + [row.cells for row in table.rows()]
        if expected.stem in ("header-no-rows", "header-simple"):  # these expect objects
            assert read[1:] == [list(row.values()) for row in rows]
        else:
            assert read == filled


def test_bad_files_are_refused_or_reported_row_by_row():
    folder = real("csv-messy/csv-test-data") / "csv"
    for path in sorted(folder.glob("bad-*.csv")):
        if path.stem == "bad-header-wrong-header":  # wrong only beside another file
            continue
        try:
            rows = list(open_table(path).rows())
        except CrmError:
            continue
        assert all(row.problem or row.doubt for row in rows), path.name


@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("mac_newlines", "a b c", [["1", "2", "3"], ["Once upon\ra time", "5", "6"]]),
        ("null_byte", "a b c", [["\x00", "2", "3"]]),
        ("test_latin1", "a b c", [["1", "2", "3"], ["4", "5", "©"]]),
        ("test_utf16_big", "a b c", [["1", "2", "3"], ["4", "5", "ʤ"]]),
        ("test_utf16_little", "a b c", [["1", "2", "3"], ["4", "5", "ʤ"]]),
        ("test_utf8_bom", "foo bar baz", [["1", "2", "3"], ["4", "5", "ʤ"]]),
        ("test_skip_lines", "a b c", [["1", "2", "3"]]),
        ("test_locale", "a b c", [["1,7", "200.000.000", ""]]),
        ("blanks", "a b c d e f", [["", "NA", "N/A", "NONE", "NULL", "."]]),
    ],
)
def test_csvkit_files_are_read(name, columns, rows):
    table = open_table(real(f"csv-messy/csvkit/{name}.csv"))
    assert table.columns == tuple(columns.split())
    assert [row.cells for row in table.rows()] == rows


def test_every_other_messy_file_is_read_or_refused_in_a_sentence():
    for path in sorted(real("csv-messy").rglob("*.*sv")):
        try:
            rows = list(open_table(path).rows())
        except CrmError as refusal:
            assert refusal.sentence.endswith("."), path.name  # noqa: PT017
        else:
            assert all(row.cells for row in rows), path.name


def test_every_to_do_of_two_programs_comes_in_once(tmp_path):
    """31 files with 32 to-dos: one holds a series and the one of it that is done."""
    files = sorted(real("todos/tasks-org").glob("*/*.txt"))
    states = []
    for number, file in enumerate(files):
        with a_desk(tmp_path / f"{number}.db") as desk:
            before = dump(desk)
            report = take_over(desk, look(file))
            assert (report.read, report.rejected) == (report.created, 0)
            states += [row[0] for row in desk.store.rows("SELECT state FROM task")]
            again = take_over(desk, look(file), update=True)
            assert (again.created, again.updated, again.unchanged) == (0, 0, report.read)
            undo(desk, report.change_set)
            assert dump(desk) == before
    assert (len(files), len(states), states.count("done")) == (31, 32, 2)


def test_the_calendars_of_a_library_come_in_whole(tmp_path):
    files = sorted(real("todos/icalendar").glob("*.ics"))
    kinds = Counter()
    for number, file in enumerate(files):
        with a_desk(tmp_path / f"{number}.db") as desk:
            before = dump(desk)
            plan = look(file)
            report = take_over(desk, plan)
            assert (report.read, report.rejected) == (report.created, 0)
            kinds += Counter(one.kind for one in plan.file.tasks)
            again = take_over(desk, look(file), update=True)
            assert (again.created, again.updated, again.unchanged) == (0, 0, report.read)
            if report.change_set:
                undo(desk, report.change_set)
            assert dump(desk) == before
    assert (len(files), kinds) == (11, Counter(VTODO=4, VEVENT=12))


def test_one_task_in_twelve_states_is_one_task(desk):
    """The files tell one to-do's changes: the newest counts, in whatever order they come."""
    files = sorted(real("todos/tasks-org/nextcloud").glob("priority_*.txt"), reverse=True)
    for file in files:
        take_over(desk, look(file), update=True)
    newest = max(files, key=lambda file: file.read_text().partition("LAST-MODIFIED:")[2][:15])
    said = next(line for line in newest.read_text().splitlines() if line.startswith("PRIORITY"))
    assert (count(desk, "task"), said) == (1, "PRIORITY:1")
    assert desk.store.value("SELECT priority FROM task") == "urgent"
