"""Columns that are own fields: read by their kind, kept as written where that cannot be (S55)."""

from __future__ import annotations

from crm_tui.exchange.importing import look, take_over, with_own_fields
from crm_tui.services import own_fields
from crm_tui.services.opening import Desk
from crm_tui.views import matching
from crm_tui.views import own_fields as views
from tests.exchange.reading import bytes_source

FILE = """Name;City;Fleet;Vertrag bis;Fee;Gold;Shoe
Rossi Kft;Pécs;1.250,5;03.04.2026;1.200,00;ja;38
Verdi Kft;Győr;many;31.12.2026;12,50 EUR;maybe;
"""


def test_values_are_read_as_the_column_writes_them_and_doubts_are_kept_as_written(desk: Desk):
    for label, kind in (("Fleet", "number"), ("fee", "money"), ("Gold", "yes_no")):
        own_fields.add(desk, "party", label, kind=kind)
    day, _ = own_fields.add(desk, "party", "Vertrag bis", kind="day")
    own_fields.edit(desk, day, label="Contract until")
    report = take_over(desk, look(bytes_source(FILE.encode(), "customers.csv"), kind="customers"))
    assert (report.created, report.rejected) == (2, 0)
    (rossi,), (verdi,) = (matching.parties(desk, name) for name in ("rossi", "verdi"))
    assert views.custom_of(desk, "party", rossi) == {
        "Fleet": "1250.5", "Vertrag bis": "2026-04-03", "fee": "1200.00 USD", "Gold": "yes",
        "Shoe": "38",
    }  # fmt: skip
    assert views.custom_of(desk, "party", verdi) == {
        "Fleet": "many", "Vertrag bis": "2026-12-31", "fee": "12.50 EUR", "Gold": "maybe",
    }  # fmt: skip
    said = [doubt.reason for doubt in report.warnings if doubt.line == 3]
    assert len(said) == 2
    assert all("kept as written" in one for one in said)
    assert said[0].startswith("Fleet: 'many' is no number")


def test_an_amount_finer_than_its_currency_is_doubtful_and_kept_as_written(desk: Desk):
    own_fields.add(desk, "party", "Fee", kind="money")
    text = "Name,City,Fee\nRossi Kft,Pécs,1.5 JPY\nVerdi Kft,Eger,2 JPY\n"
    report = take_over(desk, look(bytes_source(text.encode(), "customers.csv"), kind="customers"))
    assert [(doubt.line, doubt.reason) for doubt in report.warnings] == [
        (2, "Fee: '1.5 JPY' is finer than JPY, which has no decimals; kept as written")
    ]


def test_the_same_file_again_changes_nothing(desk: Desk):
    own_fields.add(desk, "party", "Fleet", kind="number")
    for created, unchanged in ((2, 0), (0, 2)):
        plan = look(bytes_source(FILE.encode(), "customers.csv"), kind="customers")
        report = take_over(desk, plan, update=True)
        assert (report.created, report.unchanged) == (created, unchanged)


def test_deals_have_theirs_and_another_record_s_fields_do_not_count(desk: Desk):
    own_fields.add(desk, "deal", "Risk", choices=["high", "low"], kind="choice")
    own_fields.add(desk, "party", "Slot", kind="number")
    text = "Deal Name,Stage,Risk,Slot\nPrinters,,HIGH,first\n"
    report = take_over(desk, look(bytes_source(text.encode(), "deals.csv"), kind="deals"))
    assert report.created == 1
    deal = desk.store.value("SELECT max(id) FROM deal")
    assert views.custom_of(desk, "deal", deal) == {"Risk": "high", "Slot": "first"}


def test_a_column_called_as_an_own_field_is_that_whatever_else_it_could_mean(desk: Desk):
    own_fields.add(desk, "deal", "Budget", kind="money")
    text = "Deal Name,Stage,Value,Budget\nPrinters,,500,900\n"
    source = bytes_source(text.encode(), "deals.csv")
    assert "Budget -> custom (own field, money)" in with_own_fields(desk, look(source)).sentences()
    said = look(source, fields={"Budget": "note"})
    assert "Budget -> note (said)" in with_own_fields(desk, said).sentences()
    take_over(desk, look(source))
    deal = desk.store.value("SELECT max(id) FROM deal")
    assert views.custom_of(desk, "deal", deal) == {"Budget": "900.00 USD"}
    assert desk.store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,)) == 50000
