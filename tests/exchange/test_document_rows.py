"""Rows of documents: rows of one number are one document, and money is read however written."""

import pytest

from crm_tui.exchange import document_rows
from crm_tui.exchange.document_columns import kind_of
from tests.exchange.reading import fields_of, mapped, readings, records

LINES = "InvoiceNo,Item,Quantity,Unit Price\n7,pen,2,1.50\n7,cap,-1,0.99\n8,pen,1,1.50\n"


def one(content: str, name: str = "invoices.csv", **said):
    (found,) = records(content, name, **said)
    return found


@pytest.mark.parametrize(
    ("name", "header", "kind", "fields"),
    [
        ("a.csv", "InvoiceNo,Amount", "invoice", {"InvoiceNo": "number:invoice"}),
        ("payments.csv", "Invoice Number,Amount", "payment", {"Invoice Number": "parent:invoice"}),
        (
            "a.csv",
            "invoice_number,transaction_number,amount",
            "payment",
            {"invoice_number": "parent:invoice", "transaction_number": "number:payment"},
        ),
        (
            "orders.csv",
            "Order ID,Quote Number,Amount",
            "order",
            {"Order ID": "number:order", "Quote Number": "parent:quote"},
        ),
        ("quotes.csv", "Number,Amount,Status", "quote", {"Number": "number"}),
        (
            "order-details.csv",
            "orderID,productID,unitPrice,quantity,discount",
            "order",
            {"productID": "product_id", "discount": "line_discount"},
        ),
        ("invoices.csv", "No,Amount,Discount,Qty", "invoice", {"Discount": "custom"}),
        ("payments.csv", "Invoice,Amount,Description", "payment", {"Description": "note"}),
        ("payments.csv", "Invoice,Amount,Account Name", "payment", {"Account Name": "custom"}),
    ],
)
def test_a_number_is_the_documents_own_or_that_of_what_it_belongs_to(name, header, kind, fields):
    columns = mapped(f"{header}\n{','.join('1' * (header.count(',') + 1))}\n", name)
    assert (columns.kind.name, columns.document_kind) == ("documents", kind)
    assert fields.items() <= fields_of(columns).items()
    assert f"Each is: {kind}" in columns.sentences()


def test_the_users_word_on_a_column_goes_before_what_is_found():
    text = "Invoice Number,Amount,Discount,Qty\n1,5,2,1\n"
    said = {"Invoice Number": "parent", "Discount": "line_discount"}
    found = fields_of(mapped(text, "invoices.csv", said=said))
    assert (found["Invoice Number"], found["Discount"]) == ("parent", "line_discount")


def test_amounts_that_differ_between_rows_of_one_number_are_those_of_lines():
    text = "Invoice No,Item,Quantity,Total\n1,pen,2,3.00\n1,cap,1,0.99\n"
    record = one(text)
    assert record.amount_minor is None
    assert [line.amount_minor for line in record.lines] == [300, 99]


def test_rows_of_one_number_are_lines_of_one_document():
    first, second = records(LINES, "a.csv")
    assert (first.kind, first.number, second.number) == ("invoice", "7", "8")
    assert [(line.product, line.quantity_milli, line.price_minor) for line in first.lines] == [
        ("pen", 2000, 150),
        ("cap", -1000, 99),
    ]
    assert [reading.more for reading in readings(LINES, "a.csv")] == [(3,), ()]


def test_rows_of_one_number_are_found_wherever_they_stand(monkeypatch):
    scattered = "InvoiceNo,Item,Quantity\n7,pen,1\n8,pen,1\n7,cap,1\n"
    assert [[line.product for line in one.lines] for one in records(scattered, "a.csv")] == [
        ["pen", "cap"],
        ["pen"],
    ]
    monkeypatch.setattr(document_rows, "MOST_SCATTERED", 2)
    with pytest.raises(Exception, match="do not stand together"):
        records(scattered, "a.csv")


def test_the_same_row_twice_is_the_same_document_where_the_whole_amount_is_told():
    told = "Invoice No,Amount,Item,Qty\n2,$26.67,pen,3\n2,$26.67,pen,3\n"
    assert [len(record.lines) for record in records(told, "a.csv")] == [1, 1]
    only_lines = "Invoice No,Item,Qty\n2,pen,3\n2,pen,3\n"
    assert len(one(only_lines).lines) == 2


def test_a_document_with_a_row_that_cannot_be_read_is_refused_whole():
    text = "InvoiceNo,Item,Quantity\n7,pen,1\n7,cap,1,too,many\n8,pen,1\n"
    refused, taken = readings(text, "a.csv")
    assert refused.record is None
    assert "line 3 of it: too many cells" in refused.problem
    assert (refused.line, refused.more) == (2, (3,))
    assert taken.record.number == "8"


@pytest.mark.parametrize(
    ("written", "minor"),
    [("$-142.85", -14285), ("$14.88 ", 1488), ("($400.00)", -40000), ("1.234,50 €", 123450)],
)
def test_money_is_read_however_it_is_written(written, minor):
    record = one(f'Payment Number;Amount\n1;"{written}"\n')
    assert record.amount_minor == minor
    assert record.currency == ("EUR" if "€" in written else "USD")


def test_payments_without_numbers_are_known_by_what_they_say():
    text = "Invoice Number,Amount,Date\n1,5,2026-01-02\n1,5,2026-01-02\n2,5,2026-01-02\n"
    found = records(text, "payments.csv")
    assert len({record.external_id for record in found}) == 3
    assert found == records(text, "payments.csv")
    doubts = [reading.doubts for reading in readings(text, "payments.csv")]
    assert doubts == [(), ("the same row stands in the file before; both are taken",), ()]


@pytest.mark.parametrize(
    ("number", "kind"),
    [("C536379", "credit_note"), ("CN-12", "credit_note"), ("536365", "invoice"),
     ("CASH1", "invoice")],
)  # fmt: skip
def test_an_invoice_with_the_number_of_a_credit_note_is_one(number, kind):
    assert one(f"InvoiceNo,Amount\n{number},5\n").kind == kind


def test_a_column_of_kinds_says_what_each_row_is():
    text = "Number,Type,Amount\n1,Credit Note,5\n1,Invoice,5\n2,Wish,5\n"
    found = readings(text, "documents.csv")
    assert [one.record.kind for one in found] == ["credit_note", "invoice", "invoice"]
    assert found[2].record.custom == {"Type": "Wish"}
    assert "is no kind of document" in found[2].doubts[0]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Purchase Orders", "order"), ("Rechnung", "invoice"), ("invoice_items", "invoice"),
     ("invoice_transactions", "payment"), ("Lieferschein", "delivery"), ("people", "")],
)  # fmt: skip
def test_a_word_names_a_kind_of_document(word, kind):
    assert kind_of(word) == kind


@pytest.mark.parametrize(
    ("discount", "permille"),
    [("0.05", 50), ("0.150000005960464", 150), ("15%", 150), ("15", 150), ("1", 1000), ("", 0)],
)
def test_a_discount_is_a_percentage_or_a_share_of_one(discount, permille):
    record = one(f"Order ID,Product,Unit Price,Discount\n1,pen,10,{discount}\n")
    assert record.lines[0].discount_permille == permille


@pytest.mark.parametrize(
    ("column", "written"),
    [("Quantity", "many"), ("Discount", "twice"), ("Unit Price", "dear"), ("Order Date", "soon"),
     ("Currency", "Taler")],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_kept_as_written(column, written):
    other = "Currency" if column != "Currency" else "Ref"
    text = f"Order ID,Product,{column},{other}\n1,pen,{written},EUR\n"
    (reading,) = readings(text, "a.csv")
    assert reading.record.custom[column] == written
    assert written in reading.doubts[0]


def test_amounts_of_one_document_are_in_one_currency():
    (reading,) = readings("Invoice No,Item,Price,Amount\n1,pen,5 EUR,7 USD\n", "a.csv")
    assert (reading.record.amount_minor, reading.record.currency) == (700, "USD")
    assert reading.record.lines[0].price_minor is None
    assert "is not in USD" in reading.doubts[0]


def test_the_hour_of_a_document_and_what_lines_say_otherwise_are_kept():
    text = "Invoice No,Item,Invoice Date,Shelf\n1,pen,2010-12-01 08:26:00,A\n1,cap,2010-12-01,B\n"
    record = one(text)
    assert record.custom == {"Invoice Date": "2010-12-01 08:26:00", "Shelf": "A\nB"}


def test_a_key_written_as_a_fraction_is_the_whole_number():
    record = one("InvoiceNo,CustomerID,Quantity\n5,17850.0,1\n")
    assert record.party_id == "17850"


def test_a_row_that_tells_nothing_of_a_document_is_refused():
    (reading,) = readings("Invoice No,Amount,Client\n,,Rossi\n", "a.csv")
    assert reading.problem == "the row tells neither a number nor an amount"
