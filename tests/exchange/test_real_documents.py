"""The real sets of documents give the figures counted from the files by other means."""

from __future__ import annotations

from fractions import Fraction

import pytest

from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.table import Said
from crm_tui.services.undo import undo
from crm_tui.views import documents
from tests.builders import dump
from tests.exchange.reading import real

pytestmark = pytest.mark.real_data


def taken(desk, name: str, sheet: str = "", **options):
    plan = look(real(name), said=Said(sheet=sheet) if sheet else None)
    return take_over(desk, plan, **options)


def sums(desk) -> dict[str, tuple[int, int]]:
    found = documents.sums(desk, documents.DocumentQuery())
    return {one.kind: (one.documents, one.amount_minor) for one in found}


def value(desk, sql: str, *params):
    return desk.store.value(sql, params)


def told(report) -> list[str]:
    return [doubt.reason for doubt in report.warnings]


def money_in(desk, record: str, name: str, where: str = "1") -> int:
    """The sum of amounts that are kept as they were written."""
    rows = desk.store.rows(f"SELECT json_extract(custom, ?) FROM {record} WHERE {where}",
                           (f'$."{name}"',))  # fmt: skip
    return sum(round(float(text.replace("$", "").replace(",", "")) * 100) for (text,) in rows)


def test_a_firms_books_come_in_agree_with_its_customers_and_go_without_a_trace(desk):
    taken(desk, "invoiceninja/clients.csv")
    before = dump(desk)
    invoices = taken(desk, "invoiceninja/invoice.csv")
    assert (invoices.read, invoices.created, invoices.unchanged) == (401, 400, 1)
    assert sums(desk) == {"invoice": (400, 1186087)}
    assert value(desk, "SELECT count(DISTINCT party_id) FROM document") == 20
    assert value(desk, "SELECT count(*) FROM party WHERE kind = 'company'") == 20
    states = dict(desk.store.rows("SELECT state, count(*) FROM document GROUP BY 1"))
    assert states == {"Partial": 399, "Paid": 1}
    assert documents.document(desk, documents.named(desk, "780")).row.state == "Paid"
    paid = money_in(desk, "document", "Paid")
    owed = money_in(desk, "party", "Balance", "kind = 'company'")
    assert paid == money_in(desk, "party", "Paid to Date", "kind = 'company'") == 568621
    assert (owed, 1186087 - paid - owed) == (577466, 40000)
    payments = taken(desk, "invoiceninja/payments.csv")
    assert (payments.read, payments.created) == (403, 403)
    assert sums(desk)["payment"] == (403, 1188754 - 80000)
    assert value(desk, "SELECT count(*) FROM document WHERE amount_minor = -40000") == 2
    assert "no invoice '801' is here; kept in words (and 1 more line)" in told(payments)
    assert value(desk, "SELECT count(*) FROM document WHERE kind = 'payment'"
                 " AND parent_id IS NULL") == 2  # fmt: skip
    between = dump(desk)
    for name in ("invoice", "payments"):
        again = taken(desk, f"invoiceninja/{name}.csv", update=True)
        assert (again.created, again.updated) == (0, 0)
    assert dump(desk) == between
    undo(desk, payments.change_set)
    undo(desk, invoices.change_set)
    assert dump(desk) == before


def test_quotes_come_in_with_what_has_no_field_kept(desk):
    report = taken(desk, "invoiceninja/quotes.csv")
    assert (report.read, report.created) == (102, 102)
    assert list(sums(desk)) == ["quote"]
    assert desk.store.rows("SELECT DISTINCT state FROM document") == [("Sent",)]
    (first,) = desk.store.rows("SELECT custom FROM document WHERE number = '0002'")
    assert '"Item Tax Rate (2)":"0"' in first[0]


@pytest.mark.parametrize(
    ("day", "lines", "invoices", "credited", "customers", "anonymous", "total"),
    [
        ("2010-12-01", 3108, 143, 6, 98, 1140, 5863556),
        ("2010-12-02", 2109, 167, 23, 117, 65, 4620728),
        ("2011-12-09", 1632, 49, 5, 38, 1008, 3213153),
    ],
)
def test_a_day_of_a_shop_comes_in_line_by_line(
    desk, day, lines, invoices, credited, customers, anonymous, total
):
    report = taken(desk, f"online-retail/{day}.csv")
    assert (report.read, report.created, report.rejected) == (invoices, invoices, 0)
    assert value(desk, "SELECT count(*) FROM document_line") == lines
    found = sums(desk)
    assert found["credit_note"][0] == credited
    assert found["invoice"][0] == invoices - credited
    assert sum(amount for _, amount in found.values()) == total
    assert value(desk, "SELECT count(*) FROM party") == customers
    assert value(desk, "SELECT count(*) FROM document_line l JOIN document d"
                 " ON d.id = l.document_id WHERE d.party_id IS NULL") == anonymous  # fmt: skip
    assert not value(desk, "SELECT count(*) FROM external_id WHERE value LIKE '%.0'")
    if day == "2010-12-01":
        again = taken(desk, f"online-retail/{day}.csv")
        assert (again.created, again.updated, again.unchanged) == (0, 0, invoices)


def test_northwind_comes_in_whole_and_goes_without_a_trace(desk):
    before = dump(desk)
    report = taken(desk, "northwind/northwind.db")
    assert (report.created, report.rejected) == (9 + 91 + 29 + 77 + 830, 0)
    companies = "SELECT count(*) FROM party WHERE kind = 'company' AND is_supplier = ?"
    assert (value(desk, companies, 0), value(desk, companies, 1)) == (91, 29)
    assert value(desk, "SELECT count(*) FROM product") == 77
    assert value(desk, "SELECT count(*) FROM document_line WHERE product_id IS NOT NULL") == 2155
    lines = desk.store.rows(
        "SELECT quantity_milli, price_minor, discount_permille FROM document_line"
    )
    exact = sum(Fraction(quantity * price * (1000 - off), 10**8) for quantity, price, off in lines)
    gross = sum(Fraction(quantity * price, 10**5) for quantity, price, _ in lines)
    assert (round(float(exact), 2), round(float(gross), 2)) == (1265793.04, 1354458.59)
    # Each order is rounded to whole cents; the sum of 830 such amounts is 18 cents more.
    assert sums(desk) == {"order": (830, 126579322)}
    best = desk.store.rows(
        "SELECT p.name, sum(d.amount_minor) FROM document d JOIN party p ON p.id = d.party_id"
        " GROUP BY p.id ORDER BY 2 DESC LIMIT 3"
    )
    assert [(name, round(amount, -2) // 100) for name, amount in best] == [
        ("QUICK-Stop", 110277), ("Ernst Handel", 104875), ("Save-a-lot Markets", 104362),
    ]  # fmt: skip
    owners = desk.store.rows(
        'SELECT u.name, count(*) FROM document d JOIN "user" u ON u.id = d.owner_id GROUP BY 1'
    )
    assert sorted(count for _, count in owners) == [42, 43, 67, 72, 96, 104, 123, 127, 156]
    assert dict(owners)["Margaret Peacock"] == 156
    without = desk.store.rows(
        "SELECT e.value FROM party p JOIN external_id e ON e.record = 'party' AND e.row = p.id"
        " WHERE e.source = 'northwind customerid'"
        " AND NOT EXISTS (SELECT 1 FROM document d WHERE d.party_id = p.id) ORDER BY 1"
    )
    assert [key for (key,) in without] == ["FISSA", "PARIS"]
    assert value(desk, "SELECT min(issued) || ' ' || max(issued) FROM document") == (
        "1996-07-04 1998-05-06"
    )
    managed = 'SELECT count(*) FROM "user" WHERE json_extract(custom, \'$."Reports To"\') = ?'
    assert value(desk, managed, "Andrew Fuller") == 5
    again = taken(desk, "northwind/northwind.db")
    assert (again.created, again.updated) == (0, 0)
    undo(desk, report.change_set)
    assert dump(desk) == before


def test_chinook_comes_in_with_its_representatives_as_owners(desk):
    report = taken(desk, "chinook/Chinook_Sqlite.sqlite")
    assert (report.created, report.rejected) == (8 + 59 + 412, 0)
    assert sums(desk) == {"invoice": (412, 232860)}
    assert value(desk, "SELECT count(*) FROM document_line") == 2240
    years = desk.store.rows(
        "SELECT substr(issued, 1, 4), sum(amount_minor) FROM document GROUP BY 1 ORDER BY 1"
    )
    assert [amount for _, amount in years] == [44946, 48145, 46958, 47753, 45058]
    reps = desk.store.rows(
        "SELECT u.name, count(DISTINCT p.id), count(*), sum(d.amount_minor) FROM document d"
        ' JOIN party p ON p.id = d.party_id JOIN "user" u ON u.id = p.owner_id'
        " GROUP BY 1 ORDER BY 1"
    )
    assert [tuple(row) for row in reps] == [
        ("Jane Peacock", 21, 146, 83304),
        ("Margaret Park", 20, 140, 77540),
        ("Steve Johnson", 18, 126, 72016),
    ]
    assert value(desk, "SELECT count(*) FROM party WHERE kind = 'person'") == 59


def test_a_workbook_gives_an_invoice_its_line_and_its_payment(desk):
    name = "akaunting-xlsx/invoices.xlsx"
    for sheet in ("invoices", "invoice_items", "invoice_transactions"):
        report = taken(desk, name, sheet)
        assert (report.read, report.rejected) == (1, 0)
    view = documents.document(desk, documents.named(desk, "INV-00001"))
    assert (view.row.kind, view.row.state, view.row.amount_minor) == ("invoice", "paid", 10000)
    assert [line.text for line in view.lines] == ["Test Item test invoice item"]
    assert [(one.number, one.amount_minor) for one in view.others] == [("TRA-00001", 9000)]
    assert view.row.party_name == "Test Customer"
    before = dump(desk)
    for sheet in ("invoices", "invoice_items", "invoice_transactions"):
        again = taken(desk, name, sheet)
        assert (sheet, again.created, again.updated) == (sheet, 0, 0)
    assert dump(desk) == before


def test_orders_and_their_details_come_together_from_two_files(desk, tmp_path):
    rejects = tmp_path / "rejects.csv"
    orders = taken(desk, "northwind/csv/orders.csv", rejects=rejects)
    assert (orders.created, orders.rejected) == (654, 176)
    details = taken(desk, "northwind/csv/order-details.csv")
    assert (details.created, details.updated, details.rejected) == (176, 654, 0)
    assert sums(desk) == {"order": (830, 126579322)}
    assert value(desk, "SELECT count(*) FROM document_line") == 2155
