"""A customer's documents at the workspace: found by number, seen on the card, opened to lines."""

from __future__ import annotations

from crm_tui.services.intake.records import DocumentRecord, LineRecord
from crm_tui.services.intake.taking import take_in
from crm_tui.services.intake.tally import Options
from tests.tui.office import a_seat, fill


async def test_a_customer_is_found_by_a_number_and_the_card_shows_its_documents(desk, tmp_path):
    fill(desk)
    invoice = DocumentRecord(
        "invoice", number="INV-77", party="Rossi Kft", currency="EUR", state="Sent",
        lines=(LineRecord("brackets", quantity_milli=4000, price_minor=250),),
    )  # fmt: skip
    take_in(desk, "documents", [(2, invoice)], Options("import invoices.csv"))
    async with a_seat(desk, tmp_path) as seat:
        await seat.type("/inv-77")
        screen = await seat.press("enter", "enter")
        assert seat.name == "Rossi Kft"
        assert "documents 1" in screen or "page 1 of 8" in screen
        for _ in range(5):
            screen = await seat.press("right")
        assert "1 invoice 10.00 EUR" in screen
        assert "brackets" not in screen
        screen = await seat.press("j", "enter")
        assert "4 x 2.50 EUR brackets" in screen
        assert "brackets" not in await seat.press("enter")
