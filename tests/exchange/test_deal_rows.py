"""Rows of deals, and the user's word on what stands in them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from crm_tui.errors import UsageError
from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.said_values import parse_value
from tests.exchange.hostile_rows import (
    TEXTS,
    all_become_titled_or_a_sentence,
    come_in_and_go,
    tables,
)
from tests.exchange.reading import bytes_source, readings, records

HEAD = "Deal ID,Deal Name,Customer,Stage,Amount,Probability,Close Date,Description\n"


def rows(text: str) -> list:
    return records(HEAD + text, "deals.csv")


def the_doubts(text: str) -> list[str]:
    (reading,) = readings(HEAD + text, "deals.csv")
    return list(reading.doubts)


def test_a_row_is_a_deal_with_its_amount_in_minor_units():
    (record,) = rows("7,An oven,Rossi Kft,Offer,1054,60%,2026-05-01,for bread\n")
    assert (record.external_id, record.title, record.party) == ("7", "An oven", "Rossi Kft")
    assert (record.stage, record.amount_minor, record.currency) == ("Offer", 105400, "USD")
    assert (record.probability, record.closes, record.note) == (60, date(2026, 5, 1), "for bread")


def test_an_amount_that_is_missing_is_not_zero():
    missing, zero = rows("1,A,,Lead,,,,\n2,B,,Lead,0,0,,\n")
    assert (missing.amount_minor, missing.probability) == (None, None)
    assert (zero.amount_minor, zero.probability) == (0, 0)


@pytest.mark.parametrize(
    ("written", "percent"),
    [("50.0", 50), ("12.5", 13), ("0.5", 50), ("1", 1), ("100 %", 100), ("0.4%", 0)],
)
def test_a_probability_is_read_as_percent_or_as_a_share_of_one(written, percent):
    assert rows(f"1,A,,Lead,,{written},,\n")[0].probability == percent


@pytest.mark.parametrize(
    ("cells", "column", "doubt"),
    [
        ("1,A,,Lead,much,,,", "Amount", "'much' is no amount; kept as written"),
        ("1,A,,Lead,-5,,,", "Amount", "'-5' is below zero; kept as written"),
        ("1,A,,Lead,,101,,", "Probability", "'101' is no probability; kept as written"),
        ("1,A,,Lead,,likely,,", "Probability", "'likely' is no probability; kept as written"),
        ("1,A,,Lead,,,soon,", "Close Date", "'soon' is no day that can be read; kept as written"),
    ],
)
def test_what_cannot_be_read_is_kept_as_written_and_said(cells, column, doubt):
    (record,) = rows(f"{cells}\n")
    assert list(record.custom) == [column]
    assert the_doubts(f"{cells}\n") == [doubt]


def test_an_amount_in_another_currency_than_its_column_says_is_not_taken():
    head = "deal_id,deal_name,amount,currency\n"
    ours, theirs, unknown = records(f"{head}1,A,5 EUR,EUR\n2,B,5 USD,EUR\n3,C,5,Taler\n")
    assert (ours.amount_minor, ours.currency) == (500, "EUR")
    assert (theirs.amount_minor, theirs.custom) == (None, {"amount": "5 USD"})
    assert (unknown.amount_minor, unknown.custom) == (None, {"currency": "Taler", "amount": "5"})


def test_a_deal_without_a_title_is_called_by_its_product_or_key():
    head = "opportunity_id,product,deal_stage,close_value\n"
    named, bare = records(f"{head}A1,GTX Pro,Won,5\nA2,,Won,5\n")
    assert [(one.title, one.is_titled) for one in (named, bare)] == [
        ("GTX Pro", False), ("deal A2", False),
    ]  # fmt: skip


def test_a_row_of_which_no_deal_can_be_made_is_refused():
    (reading,) = readings(f"{HEAD}7,,Rossi Kft,,,,,\n", "deals.csv")
    assert reading.problem == "the row tells neither a title, a stage, a product nor an amount"


def test_a_row_without_a_key_is_known_again_by_what_it_says():
    text = "deal_name,deal_stage\nAn oven,Lead\nAn oven,Lead\nA mixer,Lead\n"
    keys = [record.external_id for record in records(text)]
    assert len(set(keys)) == 3
    assert keys == [record.external_id for record in records(text)]


def test_days_with_an_hour_and_in_other_orders_are_days():
    head = "opportunity_id,deal_stage,engage_date,close_date\n"
    first, second = records(f"{head}1,Won,7/12/25,11/30/25\n2,Won,7/13/25,\n")
    assert (first.opened, first.closes) == (date(2025, 7, 12), date(2025, 11, 30))
    assert (second.opened, second.closes) == (date(2025, 7, 13), None)
    (zoned,) = records(f"{head}1,Won,2025-07-12T23:30:00Z,\n")
    assert zoned.opened == datetime(2025, 7, 12, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["stage", "stage:Won", "=Won", "stage:=Won", "stage:Won="])
def test_a_word_needs_its_field_what_stands_there_and_what_it_means(text):
    with pytest.raises(UsageError, match="maps no value"):
        parse_value(text)


def test_a_word_may_hold_the_signs_around_it():
    assert parse_value("stage:a: b=c=Won") == ("stage", "a: b=c", "Won")


def test_the_field_of_a_word_may_be_named_by_its_column():
    source = bytes_source(b"opportunity_id,deal_stage\n1,Bid\n", "deals.csv")
    plan = look(source, values=[("Deal_Stage", "Bid", "Offer"), ("customer", "a", "b")])
    assert plan.values == (("stage", "Bid", "Offer"), ("party", "a", "b"))
    with pytest.raises(UsageError, match="Values of 'amount' cannot be mapped"):
        look(source, values=[("amount", "a", "b")])


def test_a_stage_the_user_names_takes_the_refused_rows_in(desk, tmp_path):
    source = bytes_source(b"opportunity_id,deal_stage\n1,Bid\n2,Won\n", "deals.csv")
    refused = take_over(desk, look(source), rejects=tmp_path / "rejects.csv")
    assert (refused.created, refused.rejected) == (1, 1)
    mended = take_over(
        desk, look(tmp_path / "rejects.csv", kind="deals", values=[("stage", "Bid", "Offer")])
    )
    assert (mended.created, mended.rejected) == (1, 0)


@given(tables(HEAD, "Won", "lost"))
def test_any_cells_become_a_deal_or_a_sentence(cells):
    all_become_titled_or_a_sentence(HEAD, cells, "deals")


def test_hostile_texts_come_in_and_go_without_a_trace(desk):
    rows = [[str(n), text, "", "Lead", text, text, text, text] for n, text in enumerate(TEXTS)]
    come_in_and_go(desk, HEAD, rows, "deals")
