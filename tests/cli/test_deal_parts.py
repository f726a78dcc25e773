"""A deal's lines, who decides on it and who helped, from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crm_tui.models import Product
from tests.builders import a_desk, made_once
from tests.cli.conftest import Crm


@pytest.fixture
def deal(crm: Crm, rossi: int, database: Path) -> Crm:
    """A deal D1 with Rossi, in euros."""

    def make() -> None:
        crm("deal", "add", rossi, "Labels", "--amount", "12500 EUR")
        crm("user", "add", "bob", "Bob", "Brown")

    made_once(database, "a deal in euros", make)
    return crm


def a_product(database: Path, name: str, price: int | None, currency: str) -> None:
    with a_desk(database) as desk, desk.store.change_set(desk.user, "a product"):
        now = desk.clock.now()
        Product.create(
            name=name, price_minor=price, currency=currency, created_at=now, updated_at=now
        )


def told(crm: Crm) -> dict[str, Any]:
    return dict(crm("deal", "show", "D1", "--json").value)


def test_lines_with_prices_make_the_amount(deal: Crm):
    said = deal("deal", "line", "D1", "Tape", "--quantity", "2,5", "--price", "4.10")
    assert said.out == "D1 Labels: 2.5 Tape; 10.25 EUR.\n"
    assert "'Tape' is no product" in said.err
    (line,) = told(deal)["lines"]
    assert (line["quantity_milli"], line["price"]) == (
        2500, {"amount_minor": 410, "currency": "EUR"},
    )  # fmt: skip


def test_a_product_comes_with_its_list_price_in_the_deals_currency(deal: Crm, database: Path):
    a_product(database, "Film", 700, "EUR")
    a_product(database, "Foil", 900, "USD")
    said = deal("deal", "line", "D1", "film", "--quantity", "3")
    assert (said.out, said.err) == ("D1 Labels: 3 Film; 21.00 EUR.\n", "")
    deal("deal", "line", "D1", "foil")
    assert [line["price"] for line in told(deal)["lines"]] == [
        {"amount_minor": 700, "currency": "EUR"}, None,
    ]  # fmt: skip
    assert told(deal)["amount"]["amount_minor"] == 2100


def test_two_products_of_a_beginning_are_listed_and_none_is_picked(deal: Crm, database: Path):
    a_product(database, "Film matt", 700, "EUR")
    a_product(database, "Film bright", 700, "EUR")
    assert deal("deal", "line", "D1", "film").status == 4
    assert told(deal)["lines"] == []


def test_two_currencies_are_never_mixed(deal: Crm):
    said = deal("deal", "line", "D1", "Tape", "--price", "4 USD")
    assert said.status == 5
    assert "EUR" in said.err
    assert told(deal)["lines"] == []


def test_the_first_price_gives_a_deal_its_currency(deal: Crm, rossi: int):
    deal("deal", "add", rossi, "second")
    deal("deal", "line", "D2", "Tape", "--price", "4 CHF")
    value = deal("deal", "show", "D2", "--json").value
    assert value["amount"] == {"amount_minor": 400, "currency": "CHF"}


def test_a_line_is_taken_off(deal: Crm):
    deal("deal", "line", "D1", "Tape", "--price", "4")
    deal("deal", "line", "D1", "Glue", "--price", "5")
    assert deal("deal", "line", "D1", "tape", "--remove").out == "D1 Labels: 1 Glue; 5.00 EUR.\n"
    said = deal("deal", "line", "D1", "tape", "--remove")
    assert said.status == 3
    assert "Glue" in said.err


@pytest.mark.parametrize("many", ["0", "-1", "many", "1e30", "nan", "0.0001", "inf"])
def test_what_is_no_quantity_is_refused(deal: Crm, many: str):
    assert deal("deal", "line", "D1", "Tape", "--quantity", many).status == 2


def test_a_price_is_not_below_zero(deal: Crm):
    assert deal("deal", "line", "D1", "Tape", "--price", "-4").status == 5
    assert deal("deal", "line", "D1", "Tape", "--price", "dear").status == 2


def test_so_much_that_no_sum_could_hold_it_is_refused(deal: Crm):
    assert deal("deal", "edit", "D1", f"amount={10**14}").status == 2
    assert deal("deal", "line", "D1", "Tape", "--price", 10**13, "--quantity", 2000).status == 5
    assert told(deal)["lines"] == []
    deal("deal", "edit", "D1", f"amount={10**13}")
    assert "10,000,000,000,000.00 EUR" in deal("pipeline", "show").out


def test_who_decides_is_noted_and_changed(deal: Crm):
    assert deal("deal", "person", "D1", "anna", "decides").status == 0
    deal("deal", "person", "D1", "Anna Bianchi", "blocks", "it")
    assert [(one["name"], one["part"]) for one in told(deal)["people"]] == [
        ("Anna Bianchi", "blocks it")
    ]
    deal("deal", "person", "D1", "anna", "--remove")
    assert told(deal)["people"] == []
    assert deal("deal", "person", "D1", "anna", "--remove").status == 3
    assert deal("deal", "person", "D1", "anna").status == 2


def test_help_is_credited_to_theirs_and_ours(deal: Crm):
    deal("deal", "credit", "D1", "@bob", "found", "them", "--share", "60%")
    deal("deal", "credit", "D1", "Anna Bianchi", "opened doors")
    assert [(one["name"], one["how"], one["share"]) for one in told(deal)["credits"]] == [
        ("Bob Brown", "found them", 60), ("Anna Bianchi", "opened doors", None),
    ]  # fmt: skip
    said = deal("deal", "credit", "D1", "@anna", "--share", "41")
    assert said.status == 5
    assert "40 %" in said.err
    deal("deal", "credit", "D1", "@bob", "--remove")
    assert [one["name"] for one in told(deal)["credits"]] == ["Anna Bianchi"]
    assert deal("deal", "credit", "D1", "@bob", "--remove").status == 3


def test_a_colleague_said_as_a_customer_is_explained(deal: Crm):
    said = deal("deal", "credit", "D1", "bob")
    assert said.status == 3
    assert "@LOGIN" in said.err


def test_a_persons_card_lists_their_credits(deal: Crm):
    deal("deal", "credit", "D1", "Anna Bianchi", "opened doors", "--share", "20")
    assert "D1  Labels  Rossi GmbH  open  opened doors  20 %" in deal("show", "Anna Bianchi").out
    (credit,) = deal("show", "Anna Bianchi", "--json").value["credits"]
    assert (credit["title"], credit["how"], credit["share"]) == ("Labels", "opened doors", 20)


def test_each_is_one_change_that_can_be_taken_back(deal: Crm):
    before = told(deal)
    for words in (
        ("line", "D1", "Tape", "--price", "4"), ("person", "D1", "anna", "decides"),
        ("credit", "D1", "@bob"),
    ):  # fmt: skip
        deal("deal", *words)
        assert told(deal) != before
        deal("undo")
        after = told(deal)
        assert {**after, "version": 0} == {**before, "version": 0}
