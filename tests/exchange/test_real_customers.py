"""Customers, people, colleagues and products of other programs give the numbers counted there."""

from collections import Counter
from decimal import Decimal

import pytest

from crm_tui.errors import UsageError
from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.source import file_source
from crm_tui.exchange.spreadsheets import open_spreadsheet
from crm_tui.exchange.table import Said, open_table
from crm_tui.services.undo import undo
from crm_tui.text.money import parse_money
from tests.builders import dump
from tests.exchange.reading import real

pytestmark = pytest.mark.real_data


def taken(desk, tmp_path, *names, **said):
    """What became of each file."""
    rejects = tmp_path / "rejects.csv"
    return [take_over(desk, look(real(name), **said), rejects=rejects) for name in names]


def counts(desk, column, where="1"):
    """How often each value of a column of parties, or of a field of their own, occurs."""
    column = f"json_extract(custom, '$.\"{column[1:]}\"')" if column[:1] == "." else column
    return dict(desk.store.rows(f"SELECT {column}, count(*) FROM party WHERE {where} GROUP BY 1"))


@pytest.mark.parametrize(
    ("name", "names", "countries", "employees"),
    [("organizations-1000", 988, None, 4964996), ("organizations-100", 100, 84, 496486)],
)
def test_datablist_organisations(name, names, countries, employees, desk, tmp_path):
    taken(desk, tmp_path, f"datablist/{name}.csv")
    row = "SELECT count(DISTINCT name), sum(size), count(DISTINCT country) FROM party"
    found = desk.store.row(row)
    assert found[:2] == (names, employees)
    assert countries in (None, found[2])


def test_datablist_people(desk, tmp_path):
    taken(desk, tmp_path, "datablist/people-1000.csv")
    assert counts(desk, ".Sex") == {"Male": 506, "Female": 494}
    born = "SELECT min(birthday), max(birthday) FROM party"
    assert desk.store.row(born) == ("1906-06-30", "2022-03-28")


def test_datablist_leads(desk, tmp_path):
    taken(desk, tmp_path, "datablist/leads-100.csv")
    people = "kind = 'person'"
    assert counts(desk, ".Deal Stage", people) == {
        "Negotiation": 16, "Re-engagement": 13, "Disqualified": 12, "Proposal Sent": 11,
        "New Lead": 9, "Closed Won": 9, "Closed Lost": 9, "Qualified": 9, "Contacted": 7,
        "On Hold": 5,
    }  # fmt: skip
    sources = counts(desk, "source", people)
    assert (len(sources), sources["Retargeting Ads"], sources["Podcast"]) == (20, 8, 8)
    methods = "SELECT kind, count(*) FROM contact_method GROUP BY 1 ORDER BY 1"
    assert desk.store.rows(methods)[:2] == [("email", 200), ("phone", 200)]


def test_invoice_ninja_clients_with_their_money_and_vendors(desk, tmp_path):
    taken(desk, tmp_path, "invoiceninja/clients.csv")
    for column, total in (("Balance", "5774.66"), ("Paid to Date", "5686.21")):
        told = [text for text in counts(desk, f".{column}") if text is not None]
        amounts = [parse_money(text, "USD") for text in told]
        assert sum(Decimal(amount.amount_minor) / 100 for amount in amounts) == Decimal(total)
        assert sum(amount.amount_minor < 0 for amount in amounts) == (column == "Balance")
    taken(desk, tmp_path, "invoiceninja/vendors.csv")
    assert counts(desk, "kind", "is_supplier") == {"company": 20}


def test_akaunting_customers_and_items_are_sheets(desk, tmp_path):
    customers, items = taken(
        desk, tmp_path, "akaunting-xlsx/customers.xlsx", "akaunting-xlsx/items.xlsx"
    )
    assert (customers.created, items.created) == (1, 2)
    assert desk.store.rows("SELECT name, country FROM party") == [
        ("Test Customer", "United States")
    ]
    assert desk.store.rows("SELECT name, price_minor FROM product ORDER BY id") == [
        ("Test item 1", 10000),
        ("Test item 2", 4000),
    ]
    rows = {"invoices": 1, "invoice_items": 1, "invoice_item_taxes": 0, "invoice_histories": 2,
            "invoice_totals": 3, "invoice_transactions": 1}  # fmt: skip
    book = real("akaunting-xlsx/invoices.xlsx")
    for sheet, count in rows.items():
        found = open_spreadsheet(file_source(book), Said(sheet=sheet))
        assert len(list(found.rows())) == count, sheet


def test_sheets_of_any_name_are_read_as_the_table_they_show():
    book = file_source(real("csv-messy/csvkit/sheets.xlsx"))
    assert [row.cells for row in open_spreadsheet(book, Said(sheet="ʤ")).rows()] == [
        ["1", "2", "3"]
    ]
    first, *_ = open_spreadsheet(file_source(real("csv-messy/csvkit/test.xlsx"))).rows()
    assert first.cells[:6] == ["Chicago Reader", "1971-01-01", "40", "true", "1",
                               "1971-01-01 04:14:00"]  # fmt: skip


def test_zendesk_organisations_and_users(desk, tmp_path):
    taken(
        desk,
        tmp_path,
        "zendesk-export-schema/organization_data.csv",
        "zendesk-export-schema/user_data.csv",
    )
    assert counts(desk, "kind") == {"company": 10, "person": 10}
    assert counts(desk, ".role", "kind = 'person'") == {"agent": 1, "end-user": 9}


def test_hubspot_samples(desk, tmp_path):
    taken(
        desk,
        tmp_path,
        "hubspot-samples/companies.csv",
        "hubspot-samples/contacts_sample_import-1.csv",
    )
    people = "kind = 'person'"
    owners = counts(desk, ".owner", people)
    assert {name.partition("@")[0]: number for name, number in owners.items()} == {
        "luke": 4, "leia": 3, "joe": 2, "jane": 2,
    }  # fmt: skip
    assert counts(desk, ".Lead Status", people) == {
        "Unqualified": 4, "Open Deal": 3, "Open": 2, "In Progress": 2,
    }  # fmt: skip
    stages = counts(desk, ".Lifecycle Stage", people)
    assert (stages["Lead"], stages["Opportunity"], stages["Subscriber"]) == (5, 4, 1)
    assert counts(desk, "lifecycle", people)["customer"] >= 1


def test_hubspot_companies_contacts_and_owners(desk, tmp_path):
    companies, contacts, owners = taken(
        desk,
        tmp_path,
        "hubspot-export-schema/company_data.csv",
        "hubspot-export-schema/contact_data.csv",
        "hubspot-export-schema/owner_data.csv",
    )
    assert (companies.created, contacts.created, owners.created) == (24, 22, 100)
    assert owners.kind == "users"


def test_mautic_leads_and_contacts(desk, tmp_path):
    (leads,) = taken(desk, tmp_path, "mautic/fakeleaddata.csv")
    assert (leads.read, leads.created, leads.rejected) == (54, 50, 4)
    emails = "SELECT count(DISTINCT normal) FROM contact_method WHERE kind = 'email'"
    assert desk.store.value(emails) == 51 - 1  # one of the values is none
    (contacts,) = taken(desk, tmp_path, "mautic/10contacts.csv")
    assert (contacts.read, contacts.created, contacts.unchanged) == (10, 6, 4)  # 4 are leads


def test_northwind_suppliers_colleagues_and_products(desk, tmp_path):
    suppliers, colleagues, products = taken(
        desk,
        tmp_path,
        "northwind/csv/suppliers.csv",
        "northwind/csv/employees.csv",
        "northwind/csv/products.csv",
    )
    assert (suppliers.created, suppliers.rejected) == (20, 9)
    assert (colleagues.created, products.created) == (9, 77)
    assert counts(desk, "kind", "is_supplier") == {"company": 20}
    assert "NULL" not in counts(desk, ".homePage")


@pytest.mark.parametrize(
    ("day", "lines", "customers", "without"),
    [("2010-12-01", 3108, 98, 1140), ("2010-12-02", 2109, 117, 65), ("2011-12-09", 1632, 38, 1008)],
)
def test_online_retail_customers_are_known_by_their_number(
    day, lines, customers, without, desk, tmp_path
):
    before, name = dump(desk), f"online-retail/{day}.csv"
    (report,) = taken(desk, tmp_path, name, kind="customers")
    assert (report.read, report.created, report.rejected) == (lines, customers, without)
    keys = desk.store.rows("SELECT value FROM external_id WHERE record = 'party'")
    assert len(keys) == customers
    assert all(key.isdecimal() for (key,) in keys)
    (again,) = taken(desk, tmp_path, name, kind="customers")
    assert (again.created, again.updated, again.change_set) == (0, 0, None)
    undo(desk, report.change_set)
    assert dump(desk) == before


def test_calls_that_name_nobody_are_read_but_are_no_customers():
    path = real("uci-bank-marketing/bank-additional.csv")
    table = open_table(path)
    rows = [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows()]
    assert (len(rows), len(table.columns)) == (4119, 21)
    assert Counter(row["y"] for row in rows) == {"yes": 451, "no": 3668}
    assert Counter(row["contact"] for row in rows) == {"cellular": 2652, "telephone": 1467}
    assert sum(int(row["duration"]) for row in rows) == 1057710
    assert sum(cell == "unknown" for row in rows for cell in row.values()) == 1230
    with pytest.raises(UsageError, match="do not say what the rows are: age, job, marital"):
        look(path)


def test_several_tables_in_one_file_are_said_to_be_several():
    with pytest.raises(UsageError, match="not one table: its header stands again"):
        look(real("maven-crm-sales/data_dictionary.csv"))
    table = open_table(real("maven-crm-sales/data_dictionary.csv"))
    assert len([row for row in table.rows() if not row.problem]) == 28 - 2 * len(table.again) - 1
