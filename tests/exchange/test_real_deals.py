"""The real sets of deals give the figures counted from the files by other means."""

import shutil
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import pytest

from crm_tui.exchange.importing import look, take_over
from crm_tui.services.undo import undo
from tests.builders import dump
from tests.exchange import support_tickets as support
from tests.exchange.conftest import sat_down
from tests.exchange.reading import real

pytestmark = pytest.mark.real_data

STATES = "SELECT state, count(*), sum(amount_minor), count(amount_minor), count(party_id) FROM deal GROUP BY state"  # noqa: E501
MAVEN_STATES = [
    ("lost", 2473, 0, 2473, 2473),
    ("open", 2089, None, 0, 2089 - 1425),
    ("won", 4238, 1000553400, 4238, 4238),
]
UNLIKE_ITS_STEPS = """
SELECT count(*) FROM deal d WHERE (d.stage_id, d.stage_since) IS NOT (
  SELECT c.to_id, c.day FROM stage_change c WHERE c.deal_id = d.id
  ORDER BY c.at DESC, c.id DESC LIMIT 1)
"""


@pytest.fixture(scope="module")
def imported(run_folder, tmp_path_factory):
    """The set with everything its deals refer to, in a file; the report on the deals."""
    rejects = tmp_path_factory.mktemp("maven") / "rejects.csv"
    files = [
        real(f"maven-crm-sales/{name}.csv")
        for name in ("sales_teams", "products", "accounts", "sales_pipeline")
    ]

    def take(database):
        with sat_down(database) as desk:
            for file in files[:-1]:
                take_over(desk, look(file), rejects=rejects)
            return take_over(desk, look(files[-1]))

    return support.taken_in_once(run_folder, "maven-deals", take)


@pytest.fixture
def maven(imported, tmp_path):
    """A desk on a copy of that file."""
    with sat_down(Path(shutil.copy(imported[0], tmp_path))) as desk:
        yield desk


def said(report, part: str) -> int:
    return sum(1 for doubt in report.warnings if part in doubt.reason)


def test_the_maven_deals_are_all_there_with_what_is_doubtful_said(imported, maven):
    _, report = imported
    assert (report.read, report.created, report.rejected) == (8800, 8800, 0)
    assert maven.store.rows(STATES) == MAVEN_STATES
    assert said(report, "it names no customer") == 1425
    assert said(report, "--map-value 'product:GTXPro=GTX Pro'") == 1480
    assert said(report, "taken as 'Qualified' (and 1,588 more lines)") == 1
    assert said(report, "taken as 'Lead' (and 499 more lines)") == 1
    assert said(report, "(and 2,472 more lines)") == 1
    assert maven.store.value("SELECT count(*) FROM product") == 7
    assert maven.store.value("SELECT count(*) FROM line_item") == 8800 - 1480
    assert maven.store.value(UNLIKE_ITS_STEPS) == 0


def test_each_agent_has_the_deals_and_each_day_the_sums_of_the_file(maven):
    rows = support.rows_of(real("maven-crm-sales/sales_pipeline.csv"))
    by_agent, by_day = Counter(row["sales_agent"] for row in rows), defaultdict(int)
    for row in rows:
        if row["deal_stage"] == "Won":
            by_day[row["close_date"]] += int(row["close_value"]) * 100
    assert dict(maven.store.rows(
        'SELECT u.name, count(*) FROM deal d JOIN "user" u ON u.id = d.owner_id GROUP BY u.id'
    )) == by_agent  # fmt: skip
    assert dict(maven.store.rows(
        "SELECT closed_on, sum(amount_minor) FROM deal WHERE state = 'won' GROUP BY closed_on"
    )) == by_day  # fmt: skip
    days = (
        (
            datetime.fromisoformat(row["close_date"]) - datetime.fromisoformat(row["engage_date"])
        ).days
        for row in rows
        if row["close_date"]
    )
    stood = maven.store.value(
        "SELECT sum(julianday(e.day) - julianday(b.day)) FROM stage_change e"
        " JOIN stage_change b ON b.deal_id = e.deal_id AND b.from_id IS NULL"
        " WHERE e.from_id IS NOT NULL"
    )
    assert stood == sum(days)


def test_the_users_word_gives_the_deals_their_product_and_the_next_import_knows_it(maven):
    path = real("maven-crm-sales/sales_pipeline.csv")
    mended = take_over(maven, look(path, values=[("product", "GTXPro", "GTX Pro")]), update=True)
    assert (mended.created, mended.updated, mended.unchanged) == (0, 1480, 7320)
    assert maven.store.row(
        "SELECT count(*), sum(CASE WHEN d.state = 'won' THEN i.price_minor END) FROM line_item i"
        " JOIN product p ON p.id = i.product_id JOIN deal d ON d.id = i.deal_id"
        " WHERE p.name = 'GTX Pro'"
    ) == (1480, 351057800)
    before = dump(maven)
    again = take_over(maven, look(path), update=True)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 8800)
    assert said(again, "GTXPro") == 0
    assert dump(maven) == before


def test_another_set_of_the_deals_gives_the_same_with_the_key_of_each_product(run_folder, tmp_path):
    database, report = support.interactions_taken_in(run_folder)
    assert (report.read, report.created, report.rejected) == (8800, 8800, 0)
    assert said(report, "it ended before it was opened") == 1150
    assert said(report, "GTXPro") == 0
    with sat_down(Path(shutil.copy(database, tmp_path))) as desk:
        assert desk.store.rows(STATES) == MAVEN_STATES
        assert desk.store.value("SELECT count(*) FROM line_item") == 8800
        assert desk.store.value(UNLIKE_ITS_STEPS) == 0


def test_the_maven_deals_come_in_once_and_go_without_a_trace(desk, tmp_path):
    folder = "maven-crm-interactions"
    for name in ("sales_teams", "products", "accounts"):
        take_over(desk, look(real(f"{folder}/{name}.csv")))
    before = dump(desk)
    path = support.first_rows(real(f"{folder}/sales_pipeline.csv"), 1500, tmp_path)
    tried = take_over(desk, look(path), trial=True)
    assert dump(desk) == before
    report = take_over(desk, look(path))
    assert (tried.created, tried.warnings) == (report.created, report.warnings)
    assert (report.created, report.rejected) == (1500, 0)
    again = take_over(desk, look(path))
    assert (again.created, again.updated, again.unchanged, again.change_set) == (0, 0, 1500, None)
    undo(desk, report.change_set)
    assert dump(desk) == before


def test_salesforce_deals_are_told_apart_by_their_key_and_find_their_account(desk):
    take_over(desk, look(real("salesforce-dataloader/accountData.csv")))
    path = real("salesforce-dataloader/opportunityData.csv")
    report = take_over(desk, look(path))
    assert (report.created, report.rejected) == (38, 0)
    assert desk.store.row(
        "SELECT sum(amount_minor), count(*) - count(amount_minor), count(DISTINCT party_id),"
        " count(DISTINCT title), count(DISTINCT number) FROM deal"
    ) == (627000000, 5, 7, 10, 38)
    assert desk.store.rows(
        "SELECT s.name, count(*), sum(d.amount_minor) FROM deal d JOIN stage s ON s.id = d.stage_id"
        " GROUP BY s.id ORDER BY s.position"
    ) == [
        ("Lead", 9, 8000000),
        ("Qualified", 1, 7000000),
        ("Need agreed", 12, 152000000),
        ("Offer", 4, 200000000),
        ("Negotiation", 4, 40000000),
        ("Won", 8, 220000000),
    ]
    assert take_over(desk, look(path)).unchanged == 38


def test_a_hubspot_deal_finds_its_company_and_keeps_the_reason_of_a_loss_that_is_none(desk):
    for name in ("companies", "contacts_sample_import-1", "Sample_Deal_Import-1"):
        report = take_over(desk, look(real(f"hubspot-samples/{name}.csv")))
    assert (report.kind, report.created) == ("deals", 1)
    deal = desk.store.row(
        "SELECT d.title, s.name, d.amount_minor, d.expected_close, d.contact_id IS NOT NULL,"
        " json_extract(d.custom, '$.\"lost reason\"') FROM deal d JOIN stage s ON s.id = d.stage_id"
    )
    assert deal == (
        "Sample Deal Name", "Lead", 1000000, "2002-01-16", 1, "This is a sample Closed Lost reason."
    )  # fmt: skip
