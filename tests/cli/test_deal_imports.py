"""`crm import` of deals: what the file's own words mean is said, offered and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Crm


@pytest.fixture
def pipeline(crm: Crm, tmp_path: Path) -> Path:
    products = tmp_path / "products.csv"
    products.write_text("product,series,sales_price\nGTX Pro,GTX,4821\n")
    crm("import", products)
    path = tmp_path / "sales_pipeline.csv"
    path.write_text(
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "A1,anna,GTX Pro,,Won,2026-03-02,2026-05-01,1054\n"
        "A2,anna,GTXPro,,Engaging,2026-04-02,,\n"
        "A3,anna,GTX Pro,,Bidding,2026-04-02,,500\n"
    )
    return path


def test_an_import_of_deals_says_what_it_took_for_what(crm: Crm, pipeline: Path) -> None:
    report = crm("import", pipeline, "--json").value
    assert (report["kind"], report["created"], report["rejected"]) == ("deals", 2, 1)
    reasons: dict[int, list[str]] = {line["line"]: [] for line in report["warnings"]}
    for line in report["warnings"]:
        reasons[line["line"]].append(line["reason"])
    assert "the stage 'Engaging' is taken as 'Qualified'" in reasons[3]
    assert "--map-value 'product:GTXPro=GTX Pro'" in "".join(reasons[3])
    assert "--map-value 'stage:Bidding=Lead'" in "".join(reasons[4])


def test_the_offered_words_are_taken_as_they_stand_and_remembered(crm: Crm, pipeline: Path) -> None:
    crm("import", pipeline)
    words = ("--map-value", "product:GTXPro=GTX Pro", "--map-value", "deal_stage:Bidding=Offer")
    tried = crm("import", pipeline, "--update", *words, "--trial", "--json").value
    mended = crm("import", pipeline, "--update", *words, "--json").value
    assert (mended["created"], mended["updated"], mended["rejected"]) == (1, 1, 0)
    assert (tried["created"], tried["updated"], tried["change_set"]) == (1, 1, None)
    again = crm("import", pipeline, "--json").value
    assert (again["unchanged"], again["rejected"], again["change_set"]) == (3, 0, None)
    assert crm("undo", str(mended["change_set"])).status == 0
    forgotten = crm("import", pipeline, "--trial", "--json").value
    assert forgotten["rejected"] == 1


def test_a_word_without_a_meaning_here_changes_nothing(crm: Crm, pipeline: Path) -> None:
    unknown = crm("import", pipeline, "--map-value", "product:GTXPro=GTX Pra")
    assert (unknown.status, "Did you mean 'GTX Pro'?" in unknown.err) == (3, True)
    assert crm("import", pipeline, "--map-value", "product").status == 2
    assert crm("import", pipeline, "--map-value", "close_value:5=6").status == 2
    assert crm("deal", "list", "--json").value == []
