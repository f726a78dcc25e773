"""Documents from elsewhere: whose they are, what they come to, once and no more, all undone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.services.intake.document_lines import Line, total
from crm_tui.services.intake.records import (
    DocumentRecord,
    LineRecord,
    Method,
    PartyRecord,
    ProductRecord,
)
from crm_tui.services.intake.taking import take_in
from crm_tui.services.intake.tally import Options
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import documents
from tests.builders import a_colleague, a_company, a_person, dump
from tests.histories import EVERY_TEXT, a_fresh_desk

OPTIONS = Options(
    label="import documents.csv", company_source="customerid", product_source="productid"
)
PENS = LineRecord("pen", quantity_milli=3000, price_minor=150)
CAPS = LineRecord("cap", quantity_milli=1000, price_minor=99)
INVOICE = DocumentRecord("invoice", number="7", party="Rossi", currency="USD", lines=(PENS, CAPS))
PAYMENT = DocumentRecord(
    "payment", external_id="row-1", parent="7", parent_kind="invoice", amount_minor=500,
    currency="USD",
)  # fmt: skip


def taken(desk: Desk, *records, kind: str = "documents", **options):
    return take_in(desk, kind, list(enumerate(records, 2)), OPTIONS._replace(**options))


def the(desk: Desk, number: str):
    return documents.document(desk, documents.named(desk, number))


def all_of(desk: Desk) -> list[documents.DocumentRow]:
    return sorted(documents.listed(desk, documents.DocumentQuery(), 100))


def reasons(result) -> list[str]:
    return [remark.reason for remark in (*result.rejected, *result.warnings)]


def counts(result) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, len(result.rejected)


def test_a_document_stands_with_its_customer_owner_days_and_the_sum_of_its_lines(desk: Desk):
    rossi, bob = a_company(desk, "Rossi"), a_colleague(desk, "bob")
    assert bob
    said = INVOICE._replace(
        owner="bob", state="Sent", issued=date(2026, 3, 1), due=date(2026, 4, 1), title="Pens",
        custom={"PO": "12"},
    )  # fmt: skip
    taken(desk, said)
    found = the(desk, "7")
    row = found.row
    assert (row.party, row.owner, row.state, row.title) == (rossi, "bob", "Sent", "Pens")
    assert (row.issued, row.due) == (date(2026, 3, 1), date(2026, 4, 1))
    assert (row.amount_minor, row.currency) == (549, "USD")
    assert [(line.text, line.quantity_milli, line.amount_minor) for line in found.lines] == [
        ("pen", 3000, 450), ("cap", 1000, 99),
    ]  # fmt: skip
    assert found.custom == {"PO": "12"}


def test_the_amount_the_file_tells_goes_before_the_sum_of_lines(desk: Desk):
    taken(desk, INVOICE._replace(amount_minor=500))
    assert the(desk, "7").row.amount_minor == 500


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("key", {"party_id": "17850"}),
        ("name", {"party": "ROSSI"}),
        ("address", {"email": "info@rossi.it"}),
        ("contact", {"contact": "Rossi"}),
    ],
)
def test_a_customer_is_found_by_key_name_or_address(desk: Desk, how, said):
    options = OPTIONS._replace(source="customerid")
    rossi = PartyRecord(
        "company", "Rossi", external_id="17850", methods=(Method("email", "info@rossi.it"),)
    )
    take_in(desk, "customers", [(2, rossi)], options)
    before = desk.store.value("SELECT count(*) FROM party")
    taken(desk, DocumentRecord("invoice", number="7", amount_minor=1, currency="USD", **said))
    assert the(desk, "7").row.party_name == "Rossi"
    assert desk.store.value("SELECT count(*) FROM party") == before


def test_a_customer_who_is_not_here_is_made_once_and_known_by_the_key(desk: Desk):
    nameless = INVOICE._replace(party="", party_id="17850")
    result = taken(desk, nameless, nameless._replace(number="8"), INVOICE._replace(number="9"))
    assert counts(result) == (3, 0, 0, 0)
    assert any("customers that were not there are added" in one for one in reasons(result))
    assert {row.party_name for row in all_of(desk)} == {"customer 17850", "Rossi"}
    assert desk.store.rows("SELECT source, value FROM external_id WHERE record = 'party'") == [
        ("customerid", "17850")
    ]


def test_a_name_that_two_customers_have_is_not_guessed(desk: Desk):
    a_company(desk, "Rossi")
    a_company(desk, "Rossi")
    result = taken(desk, INVOICE)
    assert counts(result) == (0, 0, 0, 1)
    assert reasons(result)[0] == "'Rossi' names 2 customers"


def test_a_document_without_a_customer_is_kept_and_who_it_went_to_is_found(desk: Desk):
    rossi = a_company(desk, "Rossi")
    anna = a_person(desk, "Anna Bianchi")
    nobody = INVOICE._replace(party="", number="8")
    result = taken(desk, INVOICE._replace(contact="Anna Bianchi"), nobody)
    assert the(desk, "7").contact == anna
    assert [row.number for row in documents.of_party(desk, anna).rows] == ["7"]
    assert [row.number for row in documents.of_party(desk, rossi).rows] == ["7"]
    assert the(desk, "8").row.party is None
    assert "it names no customer; kept without one" in reasons(result)


def test_products_are_found_by_key_code_and_name_and_others_are_kept_in_words(desk: Desk):
    take_in(
        desk, "products", [(2, ProductRecord("Pen", "11", code="P-1"))],
        OPTIONS._replace(source="productid"),
    )  # fmt: skip
    lines = (
        LineRecord("pen"), LineRecord("p-1"), LineRecord(product_id="11"),
        LineRecord("cap", text="red"), LineRecord(product_id="99"),
    )  # fmt: skip
    result = taken(desk, INVOICE._replace(lines=lines))
    assert [(line.product_name, line.text) for line in the(desk, "7").lines] == [
        ("Pen", ""), ("Pen", ""), ("Pen", ""), ("", "cap red"), ("", "99"),
    ]  # fmt: skip
    said = [one for one in reasons(result) if "products" in one]
    assert said == ["products that are not here are kept in words (and 1 more line)"]


def test_a_payment_finds_its_invoice_and_its_customer_by_the_number(desk: Desk):
    taken(desk, INVOICE)
    result = taken(desk, PAYMENT, PAYMENT._replace(external_id="row-2", parent="801"))
    invoice = the(desk, "7")
    (payment,) = invoice.others
    assert (payment.called, payment.party) == ("payment for invoice 7", invoice.row.party)
    assert any("no invoice '801' is here" in one for one in reasons(result))
    lonely = next(row for row in all_of(desk) if row.kind == "payment" and row.parent is None)
    assert documents.document(desk, lonely.id).custom == {"parent": "801"}


def test_an_invoice_further_down_or_in_a_later_file_is_found_too(desk: Desk):
    first = PAYMENT._replace(external_id="row-2", parent="9")
    taken(desk, PAYMENT, INVOICE, first)
    assert [one.kind for one in the(desk, "7").others] == ["payment"]
    assert documents.document(desk, the(desk, "7").others[0].id).custom == {}
    taken(desk, INVOICE._replace(number="9"))
    assert counts(taken(desk, PAYMENT, first)) == (0, 1, 1, 0)
    assert [one.kind for one in the(desk, "9").others] == ["payment"]


def test_the_same_number_of_another_customer_is_another_document(desk: Desk):
    taken(desk, INVOICE)
    other = INVOICE._replace(party="Bianchi")
    result = taken(desk, other)
    assert counts(result) == (1, 0, 0, 0)
    assert "another customer's document has the same number" in reasons(result)
    assert counts(taken(desk, INVOICE, other)) == (0, 0, 2, 0)
    taken(desk, PAYMENT._replace(party="Bianchi"))
    payment = next(row for row in all_of(desk) if row.kind == "payment")
    invoice = documents.document(desk, payment.parent or 0)
    assert invoice.row.party_name == payment.party_name == "Bianchi"


def test_the_same_file_twice_changes_nothing(desk: Desk):
    records = (INVOICE, PAYMENT, PAYMENT._replace(external_id="row-2"))
    taken(desk, *records)
    before = dump(desk)
    assert counts(taken(desk, *records)) == (0, 0, 3, 0)
    assert counts(taken(desk, *records, update=True)) == (0, 0, 3, 0)
    assert dump(desk) == before


@pytest.mark.parametrize(
    "said",
    [
        {"contact": "Test Customer", "email": "test@customer.example"},
        {"contact": "Anna Roth", "party_id": "17"},
        {"contact": "Anna Roth", "contact_id": "88"},
        {"contact": "Anna Roth", "party": "New Firm", "party_id": "17"},
        {"contact_id": "88", "party_id": "17"},
    ],
)
@pytest.mark.parametrize("update", [False, True])
def test_who_a_document_went_to_is_the_same_the_second_time(desk: Desk, said, update):
    record = DocumentRecord("invoice", number="7", amount_minor=100, currency="USD", **said)
    taken(desk, record)
    before = dump(desk)
    assert counts(taken(desk, record, update=update)) == (0, 0, 1, 0)
    assert dump(desk) == before


def test_a_contact_never_gets_the_place_or_the_key_of_a_customer_who_is_named(desk: Desk):
    anna = a_person(desk, "Anna Roth")
    taken(desk, DocumentRecord("order", number="7", party="New Firm", party_id="17",
                               contact="Anna Roth", amount_minor=100))  # fmt: skip
    row = "SELECT p.name, d.contact_id FROM document d JOIN party p ON p.id = d.party_id"
    assert desk.store.rows(row) == [("New Firm", anna)]
    keyed = "SELECT p.name FROM external_id e JOIN party p ON p.id = e.row WHERE e.value = '17'"
    assert desk.store.rows(keyed) == [("New Firm",)]


def test_a_document_that_stands_in_the_file_twice_counts_once(desk: Desk):
    told = INVOICE._replace(amount_minor=500)
    result = taken(desk, told, told)
    assert counts(result) == (1, 0, 1, 0)
    assert "this document stands in the file twice; the first row counts" in reasons(result)


def test_a_newer_file_changes_what_is_told_otherwise_only_where_that_is_asked_for(desk: Desk):
    taken(desk, INVOICE._replace(state="Sent"))
    newer = INVOICE._replace(
        state="Paid", issued=date(2026, 3, 1), lines=(PENS,), custom={"PO": "12"}
    )
    result = taken(desk, newer)
    said = "invoice '7' is here already and differs in state, amount, lines"
    assert any(said in reason for reason in reasons(result))
    found = the(desk, "7")
    assert (found.row.state, found.row.amount_minor, len(found.lines)) == ("Sent", 549, 2)
    assert (found.row.issued, found.custom) == (date(2026, 3, 1), {"PO": "12"})  # not told before
    assert counts(taken(desk, newer, update=True)) == (0, 1, 0, 0)
    found = the(desk, "7")
    assert (found.row.state, found.row.amount_minor, len(found.lines)) == ("Paid", 450, 1)
    assert counts(taken(desk, newer, update=True)) == (0, 0, 1, 0)


def test_lines_of_a_second_file_come_to_the_document_and_make_its_amount(desk: Desk):
    taken(desk, INVOICE._replace(lines=()))
    assert the(desk, "7").row.amount_minor is None
    assert counts(taken(desk, INVOICE._replace(party=""))) == (0, 1, 0, 0)
    assert (the(desk, "7").row.amount_minor, the(desk, "7").row.party_name) == (549, "Rossi")


def test_undo_leaves_no_trace_and_redo_brings_it_all_back(desk: Desk):
    taken(desk, INVOICE)
    before = dump(desk)
    newer = INVOICE._replace(state="Paid", lines=(CAPS,), party="Bianchi")
    result = taken(desk, newer, INVOICE._replace(state="Paid", lines=(CAPS,)), PAYMENT, update=True)
    after = dump(desk)
    undo(desk, result.change_set)
    assert dump(desk) == before
    redo(desk)
    assert dump(desk) == after


def test_a_trial_writes_nothing_and_counts_as_the_import_does(desk: Desk):
    records = (INVOICE, INVOICE._replace(number="8", party="", party_id="5"), PAYMENT)
    before = dump(desk)
    tried = taken(desk, *records, trial=True)
    assert dump(desk) == before
    assert counts(tried) == counts(taken(desk, *records))


def test_what_is_taken_back_is_rounded_as_what_was_sold():
    line = Line(None, "", 1000, 5, 500, 3)
    assert total([line]) == 3
    assert total([line._replace(quantity_milli=-1000, amount_minor=-3)]) == -3
    assert total([line, line]) == 5  # rounded once for all
    assert total([]) is None


TEXTS = st.builds(
    DocumentRecord,
    st.sampled_from(documents.KINDS),
    external_id=st.sampled_from(["a", "b"]),
    number=EVERY_TEXT,
    title=EVERY_TEXT,
    party=EVERY_TEXT,
    party_id=EVERY_TEXT,
    email=EVERY_TEXT,
    contact=EVERY_TEXT,
    contact_id=EVERY_TEXT,
    owner=EVERY_TEXT,
    deal=EVERY_TEXT,
    parent=EVERY_TEXT,
    parent_kind=st.sampled_from(["", "invoice"]),
    state=EVERY_TEXT,
    amount_minor=st.none() | st.integers(-(10**15), 10**15),
    currency=st.sampled_from(["", "USD"]),
    address=EVERY_TEXT,
    note=EVERY_TEXT,
    columns=st.just({}),
    lines=st.lists(
        st.builds(
            LineRecord,
            EVERY_TEXT,
            product_id=EVERY_TEXT,
            text=EVERY_TEXT,
            quantity_milli=st.integers(-(10**15), 10**15),
            price_minor=st.none() | st.integers(-9, 10**15),
            discount_permille=st.integers(0, 1000),
            amount_minor=st.none() | st.integers(-(10**15), 10**15),
        ),
        max_size=2,
    ).map(tuple),
    custom=st.dictionaries(EVERY_TEXT, EVERY_TEXT, max_size=2),
)


@settings(max_examples=25)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_whatever_stands_in_a_file_comes_in_once_and_goes_without_a_trace(records):
    with a_fresh_desk() as desk:
        before = dump(desk)
        result = taken(desk, *records)
        after = dump(desk)
        again = taken(desk, *records)
        assert again.created == 0
        if again.updated == 0:
            assert dump(desk) == after
        else:
            undo(desk, again.change_set)
            assert dump(desk) == after
        if result.change_set:
            undo(desk, result.change_set)
        assert dump(desk) == before
