"""The card's page of documents: what they come to, each with its lines where Enter asked for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crm_tui.text.width import cell_width
from crm_tui.tui.card.documents import page
from crm_tui.tui.card.lines import card_lines
from crm_tui.tui.card.pages import PAGES, pages_of
from crm_tui.views.documents import DocumentRow, LineRow, PartyDocuments, Sum
from tests.snapshots import assert_looks_as_before
from tests.tui.card.cards import WORDS, full_card, text

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "card"
PEN = LineRow(4, "Pen", "", 3000, 150, 0, 450)
CAP = LineRow(None, "", "cap red, taken back", -1500, 9900, 50, -14108)


def a_row(key: int = 7, kind: str = "invoice", **more) -> DocumentRow:
    row = DocumentRow(
        key, kind, str(800 + key), "", 1, "Rossi", "bob", "Sent", date(2026, 11, 2),
        date(2026, 11, 16), None, 123450, "EUR", None, "", "", 2,
    )  # fmt: skip
    return row._replace(**more)


PAYMENT = a_row(
    8, "payment", number="", state="", due=None, amount_minor=-40000, parent=7,
    parent_kind="invoice", parent_number="807", lines=0, owner="",
)  # fmt: skip
PAPERS = PartyDocuments(
    (a_row(title="Pens and caps"), PAYMENT, a_row(9, "credit_note", amount_minor=None, state="")),
    (Sum("invoice", "EUR", 1, 123450), Sum("payment", "EUR", 1, -40000),
     Sum("credit_note", "USD", 3, 0)),
)  # fmt: skip


@pytest.mark.parametrize("width", [78, 118, 55])
def test_the_page_looks_as_it_should(width):
    shown = card_lines(
        full_card(), (), "documents", width, WORDS, papers=PAPERS, opened={7: (PEN, CAP)}
    )
    assert_looks_as_before(SNAPSHOTS / f"documents-{width}.txt", "\n".join(text(shown.lines)))


def test_the_lines_of_a_document_stand_under_it_and_belong_to_it():
    shown = page(PAPERS, 78, WORDS, {7: (PEN,), 8: ()})
    said = text(shown.lines)
    at = next(number for number, one in enumerate(said) if "3 x 1.50 EUR Pen" in one)
    assert shown.target(shown.entries[0].key).id == 7
    assert shown.entries[0].first <= at <= shown.entries[0].last
    assert "it has no lines" in "\n".join(said)


def test_there_is_no_such_page_without_documents_and_it_says_how_many_there_are():
    assert "documents" not in pages_of(0)
    assert pages_of(3) == PAGES
    assert "documents" not in "".join(text(card_lines(full_card(), (), "people", 120, WORDS).lines))
    papers = PAPERS._replace(rows=())
    shown = card_lines(full_card(), (), "people", 120, WORDS, papers=papers)
    assert "documents 5" in "".join(text(shown.lines))


def test_older_documents_and_further_lines_are_counted_and_no_line_is_too_wide():
    papers = PartyDocuments((a_row(),), (Sum("invoice", "EUR", 1200, 10**14),))
    said = text(page(papers, 40, WORDS, {7: [CAP] * 300}).lines)
    assert "and 1,199 older" in "\n".join(said)
    assert "and 100 more: 'crm document show #7'" in "\n".join(said)
    assert all(cell_width(one) <= 40 for one in said)
