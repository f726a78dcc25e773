"""Documents as they are read: the newest first, by number, from their indexes."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.errors import NotFoundError
from crm_tui.services.intake.records import DocumentRecord
from crm_tui.services.intake.taking import take_in
from crm_tui.services.intake.tally import Options
from crm_tui.services.opening import Desk
from crm_tui.views import documents, finding, matching
from crm_tui.views.documents import DocumentQuery
from tests.builders import a_company
from tests.views.asked import plans

USUAL = DocumentRecord("invoice", party="Rossi", currency="EUR", amount_minor=100, state="Sent")


@pytest.fixture
def rossi(desk: Desk) -> int:
    rossi = a_company(desk, "Rossi")
    taken = [
        USUAL._replace(number="INV-1", issued=date(2026, 1, 2)),
        USUAL._replace(number="INV-10", issued=date(2026, 3, 2), state="Paid"),
        USUAL._replace(number="INV-2", currency="USD"),
        USUAL._replace(kind="order", number="INV-1", issued=date(2026, 2, 2)),
        USUAL._replace(number="9", party="Bianchi", issued=date(2026, 4, 2)),
    ]
    take_in(desk, "documents", list(enumerate(taken, 2)), Options("import"))
    return rossi


def called(rows) -> list[str]:
    return [row.called for row in rows]


def test_a_customer_has_them_newest_first_and_their_sums_by_kind_and_currency(desk, rossi):
    found = documents.of_party(desk, rossi)
    assert called(found.rows) == ["invoice INV-10", "order INV-1", "invoice INV-1", "invoice INV-2"]
    assert [tuple(one) for one in found.sums] == [
        ("order", "EUR", 1, 100), ("invoice", "EUR", 2, 200), ("invoice", "USD", 1, 100),
    ]  # fmt: skip
    assert found.total == 4
    assert called(documents.of_party(desk, rossi, 1).rows) == ["invoice INV-10"]
    assert documents.of_party(desk, rossi, 0).rows == ()
    assert documents.of_party(desk, rossi, 0).total == 4


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (DocumentQuery(kind="order"), ["INV-1"]),
        (DocumentQuery(state="paid"), ["INV-10"]),
        (DocumentQuery(kind="invoice", state="SENT"), ["9", "INV-1", "INV-2"]),
    ],
)
def test_a_list_is_narrowed_by_kind_and_by_state_in_the_files_words(desk, rossi, query, numbers):
    assert [row.number for row in documents.listed(desk, query, 10)] == numbers
    assert sum(one.documents for one in documents.sums(desk, query)) == len(numbers)


def test_a_document_is_meant_by_its_number_its_kind_or_its_id(desk, rossi):
    nine = documents.named(desk, "9")
    assert documents.named(desk, f"#{nine}") == documents.named(desk, " invoice 9 ") == nine
    assert documents.document(desk, documents.named(desk, "order INV-1")).row.kind == "order"
    with pytest.raises(NotFoundError, match="'INV-1' names 2 documents"):
        documents.named(desk, "INV-1")
    for unknown in ("INV-3", "#999", "", "invoice", "payment 9"):
        with pytest.raises(NotFoundError, match="There is no document"):
            documents.named(desk, unknown)
    with pytest.raises(NotFoundError):
        documents.document(desk, 999)


def test_one_search_finds_a_number_and_whose_document_it_is(desk, rossi):
    found = finding.find(desk, "inv-10")
    assert [(hit.type, hit.title, hit.matched) for hit in found[:2]] == [
        ("document", "invoice INV-10", "number"), ("party", "Rossi", "document"),
    ]  # fmt: skip
    assert {hit.title for hit in finding.find(desk, "INV-1") if hit.type == "document"} == {
        "invoice INV-1", "invoice INV-10", "order INV-1",
    }  # fmt: skip
    assert [hit for hit in finding.find(desk, "inv") if hit.type == "document"] == []
    assert matching.of_documents(desk, "INV-1") == [rossi]


def test_the_documents_of_a_customer_and_numbers_are_read_from_indexes(desk, rossi):
    for ask in (
        lambda: documents.of_party(desk, rossi),
        lambda: documents.with_number(desk, "INV-1", 5),
        lambda: documents.listed(desk, DocumentQuery(kind="invoice"), 5),
        lambda: matching.of_documents(desk, "INV-1"),
    ):
        steps = [step for step in plans(desk, ask) if " d " in f"{step} " or " document" in step]
        assert steps
        assert not [step for step in steps if step.startswith("SCAN")], steps


def test_a_document_that_changes_touches_its_customer(desk, rossi):
    newer = USUAL._replace(number="INV-1", state="Paid")
    done = take_in(desk, "documents", [(2, newer)], Options("import", update=True))
    assert done.change_set is not None
    assert desk.store.engine.parties_touched(done.change_set) == [rossi]
