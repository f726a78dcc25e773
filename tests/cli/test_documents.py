"""`crm document`: documents in lists with what they come to, and one with its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Crm

FILE = """Invoice No,Client,Item,Quantity,Unit Price,Discount,Invoice Date,Status
A1,Rossi GmbH,pen,3,1.50,,2026-03-01,Sent
A1,Rossi GmbH,cap,-1.5,99.00,5%,2026-03-01,Sent
A2,Bianchi,pen,1,1.50,,2026-03-02,Paid
"""


@pytest.fixture
def invoices(crm: Crm, rossi: int, tmp_path: Path) -> int:
    file = tmp_path / "invoices.csv"
    file.write_text(FILE)
    assert crm("import", file, "--json").value["created"] == 2
    payments = tmp_path / "payments.csv"
    payments.write_text("Invoice No,Amount,Date\nA2,1.50 USD,2026-03-05\n")
    assert crm("import", payments, "--json").value["created"] == 1
    return rossi


def test_a_list_tells_each_and_what_all_come_to(crm: Crm, invoices: int) -> None:
    said = crm("document", "list").out.splitlines()
    assert [line.split()[1:3] for line in said[:3]] == [
        ["payment", "for"], ["invoice", "A2"], ["invoice", "A1"],
    ]  # fmt: skip
    assert said[-2:] == ["2 invoices  -135.08 USD", "1 payment   1.50 USD"]
    (paid,) = crm("document", "list", "--state", "paid", "--json").value
    assert (paid["number"], paid["party_name"], paid["lines"]) == ("A2", "Bianchi", 1)
    (of_rossi,) = crm("document", "list", invoices, "--kind", "invoice", "--json").value
    assert of_rossi["amount"] == {"amount_minor": -13658, "currency": "USD"}
    assert "3 documents in all" in crm("document", "list", "--limit", "1").err
    assert "No document is listed here." in crm("document", "list", "--kind", "quote").err


def test_one_is_shown_with_its_lines_and_its_payments(crm: Crm, invoices: int) -> None:
    said = crm("document", "show", "A1").out
    assert "for     Rossi GmbH (#1)" in said
    assert "-1.5  cap  99.00 USD  -5 %  -141.08 USD" in said
    found = crm("document", "show", "invoice", "A2", "--json").value
    assert [one["kind"] for one in found["documents"]] == ["payment"]
    assert found["lines"][0]["price"] == {"amount_minor": 150, "currency": "USD"}
    payment = crm("document", "show", f"#{found['documents'][0]['id']}").out
    assert "belongs to  invoice A2 (#" in payment
    missing = crm("document", "show", "A3")
    assert (missing.status, missing.out) == (3, "")


def test_the_card_and_the_search_have_them_too(crm: Crm, invoices: int) -> None:
    card = crm("show", invoices, "--json").value
    assert [(one["kind"], one["number"]) for one in card["documents"]] == [("invoice", "A1")]
    assert "1 invoice  -136.58 USD" in crm("show", invoices).out
    hit = crm("find", "a2", "--json").value[0]
    assert hit.items() >= {"type": "document", "title": "invoice A2", "matched": "number"}.items()


def test_what_goes_out_as_a_table_comes_back_as_the_same_documents(
    crm: Crm, invoices: int, tmp_path: Path
) -> None:
    out = tmp_path / "documents.csv"
    crm("document", "list")
    assert crm("export", "documents", "--to", out, "--json").status == 0
    header = out.read_text().splitlines()[0]
    assert header.startswith("uid,document kind,document number,title,customer,")
    assert header.endswith(",line,product,text,quantity,price,line discount,line amount")
    again = crm("import", out, "--json").value
    assert (again["read"], again["unchanged"]) == (3, 3)
    before = crm("document", "list", "--json").value
    other = ("--db", tmp_path / "other.db")
    assert crm("import", out, "--json", *other).value["created"] == 3
    after = crm("document", "list", "--json", *other).value
    told = ("kind", "number", "party_name", "state", "issued", "amount", "lines")
    assert [[one[name] for name in told] for one in after] == [
        [one[name] for name in told] for one in before
    ]
    assert after[0]["parent"]["number"] == "A2"
    lines = [crm("document", "show", "A1", "--json", *more).value["lines"] for more in ((), other)]
    assert lines[0] == lines[1]
