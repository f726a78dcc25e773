"""Names that nobody here has are asked about once for all rows, and never guessed in silence."""

import pytest

from crm_tui.errors import UsageError
from crm_tui.exchange.importing import look, take_over
from crm_tui.services import parties, party_merging
from crm_tui.services.undo import undo
from tests import builders
from tests.builders import dump
from tests.exchange.reading import bytes_source

DEALS = (
    "Deal Name,Account,Owner,Deal Stage,Product,Amount\n"
    "One,Rosi Kft,Bob Brown,Lead,Glue,100\n"
    "Two,Rosi Kft,Bob Brown,Lead,Glue,200\n"
    "Three,New Firm,anna,Lead,,300\n"
    "Four,,Bob Brown,Strange,,400\n"
)


def plan(text: str, name: str, *values: tuple[str, str, str]):
    return look(bytes_source(text.encode(), name), values=values)


def deals(*values: tuple[str, str, str]):
    return plan(DEALS, "deals.csv", *values)


def unknown(report) -> dict[tuple[str, str], tuple[int, str, str]]:
    return {(one.field, one.word): (one.rows, one.becomes, one.near) for one in report.unknown}


def names(desk, table: str) -> list[str]:
    return [row[0] for row in desk.store.rows(f'SELECT name FROM "{table}" ORDER BY id')]


def test_a_trial_gathers_every_unknown_name_once_with_the_nearest_that_is_here(desk):
    builders.a_company(desk, "Rossi Kft")
    report = take_over(desk, deals(), trial=True)
    assert unknown(report) == {
        ("owner", "Bob Brown"): (3, "left", ""),
        ("party", "Rosi Kft"): (2, "refused", "Rossi Kft"),
        ("party", "New Firm"): (1, "refused", ""),
        ("product", "Glue"): (2, "left", ""),
        ("stage", "Strange"): (1, "refused", ""),
    }


@pytest.mark.parametrize("trial", [True, False])
def test_each_is_made_matched_or_left_as_the_user_says(desk, trial):
    rossi = builders.a_company(desk, "Rossi Kft")
    before = dump(desk)
    answers = (
        ("party", "Rosi Kft", "Rossi Kft"),
        ("party", "new firm", "+"),
        ("owner", "Bob Brown", "+"),
        ("product", "Glue", "-"),
        ("stage", "Strange", "Lead"),
    )
    report = take_over(desk, deals(*answers), trial=trial)
    assert (report.created, report.rejected, report.unknown) == (4, 0, ())
    assert not any("Bob" in doubt.reason or "Glue" in doubt.reason for doubt in report.warnings)
    if trial:
        assert dump(desk) == before
        return
    assert names(desk, "party") == ["Rossi Kft", "New Firm"]
    assert desk.store.value("SELECT login FROM user WHERE name = 'Bob Brown'") == "bob.brown"
    assert names(desk, "product") == []
    assert desk.store.value("SELECT count(*) FROM deal WHERE party_id = ?", (rossi,)) == 2
    undo(desk, report.change_set)
    assert dump(desk) == before


def test_a_stage_is_more_than_a_name_and_is_not_made(desk):
    with pytest.raises(UsageError, match="cannot be made"):
        deals(("stage", "Strange", "+"))


def test_a_customer_left_out_is_kept_in_words(desk, tmp_path):
    left = deals(("party", "Rosi Kft", "-"), ("owner", "Bob Brown", "-"))
    take_over(desk, left, rejects=tmp_path / "rejects.csv")
    assert desk.store.value("SELECT custom FROM deal WHERE title = 'One'") == (
        '{"customer":"Rosi Kft","owner":"Bob Brown","product":"Glue"}'
    )


def test_people_are_asked_about_owner_company_and_parent(desk):
    text = (
        "First Name,Last Name,Company,Owner,Parent\nAnna,Roth,Acme,Zoe,Holding\nBob,Roth,Acme,,\n"
    )
    assert unknown(take_over(desk, plan(text, "people.csv"), trial=True)) == {
        ("company", "Acme"): (1, "made", ""),
        ("owner", "Zoe"): (1, "left", ""),
        ("parent", "Holding"): (1, "left", ""),
    }
    answers = (("company", "Acme", "-"), ("owner", "zoe", "+"), ("parent", "Holding", "+"))
    report = take_over(desk, plan(text, "people.csv", *answers))
    assert (report.created, report.unknown, report.warnings) == (2, (), ())
    assert names(desk, "party") == ["Anna Roth", "Bob Roth", "Holding"]
    assert desk.store.value("SELECT custom FROM party WHERE name = 'Bob Roth'") == (
        '{"company":"Acme"}'
    )
    parent = "SELECT p.name FROM party c JOIN party p ON p.id = c.parent_id"
    assert desk.store.value(parent) == "Holding"


def test_interactions_and_tasks_are_asked_about_whom_they_are_with(desk):
    calls = "Date,Customer,Type,User,Note\n2026-03-01,Acme,Call,Zoe,x\n2026-03-02,Acme,Call,,y\n"
    tasks = "Task,Due,Customer,Assignee\nSend it,2026-04-01,Beta,Zoe\n"
    assert unknown(take_over(desk, plan(calls, "calls.csv"), trial=True)) == {
        ("party", "Acme"): (2, "refused", ""),
    }
    made = (("party", "Acme", "+"), ("user", "Zoe", "+"))
    report = take_over(desk, plan(calls, "calls.csv", *made))
    assert (report.created, report.rejected) == (2, 0)
    left = (("party", "Beta", "Acme"), ("assignee", "Zoe", "Zoe"))
    assert take_over(desk, plan(tasks, "tasks.csv", *left)).warnings == ()
    row = "SELECT p.name, u.name FROM task t JOIN party p ON p.id = t.party_id"
    assert desk.store.rows(f'{row} JOIN "user" u ON u.id = t.assignee_id') == [("Acme", "Zoe")]


INVOICES = (
    "Invoice Number,Client,Email,Owner,Item Product,Quantity,Price\n"
    "1,Rosi Kft,,Bob Brown,Glue,1,2.00\n"
    "2,Rosi Kft,,,Glue,2,2.00\n"
    "2,Rosi Kft,,,Tape,1,1.00\n"
    "3,New Firm,,,,1,1.00\n"
    "4,,only@address.example,,,1,1.00\n"
)


def test_a_trial_of_documents_lists_the_customers_products_and_colleagues_it_does_not_know(desk):
    builders.a_company(desk, "Rossi Kft")
    report = take_over(desk, plan(INVOICES, "invoices.csv"), trial=True)
    assert unknown(report) == {
        ("owner", "Bob Brown"): (1, "left", ""),
        ("product", "Glue"): (2, "left", ""),
        ("product", "Tape"): (1, "left", ""),
        ("party", "Rosi Kft"): (2, "made", "Rossi Kft"),
        ("party", "New Firm"): (1, "made", ""),
        ("party", "only@address.example"): (1, "made", ""),
    }


@pytest.mark.parametrize("trial", [True, False])
def test_names_in_documents_are_made_matched_or_left_as_the_user_says(desk, trial):
    rossi = builders.a_company(desk, "Rossi Kft")
    before = dump(desk)
    answered = plan(
        INVOICES,
        "invoices.csv",
        ("party", "Rosi Kft", "Rossi Kft"),
        ("party", "New Firm", "+"),
        ("party", "only@address.example", "-"),
        ("owner", "Bob Brown", "+"),
        ("product", "Glue", "+"),
        ("product", "Tape", "-"),
    )
    report = take_over(desk, answered, trial=trial)
    assert (report.created, report.rejected, report.unknown) == (4, 0, ())
    assert [doubt.reason for doubt in report.warnings] == ["it names no customer; kept without one"]
    if trial:
        assert dump(desk) == before
        return
    assert names(desk, "party") == ["Rossi Kft", "New Firm"]
    assert names(desk, "product") == ["Glue"]
    assert desk.store.rows("SELECT party_id, custom FROM document ORDER BY number") == [
        (rossi, "{}"), (rossi, "{}"), (rossi + 1, "{}"), (None, '{"Email":"only@address.example"}'),
    ]  # fmt: skip
    lines = "SELECT product_id IS NULL, text FROM document_line ORDER BY id LIMIT 3"
    assert desk.store.rows(lines) == [(0, ""), (0, ""), (1, "Tape")]
    after = dump(desk)
    again = take_over(desk, plan(INVOICES, "invoices.csv"))
    assert (again.created, again.updated) == (0, 0)
    assert dump(desk) == after
    undo(desk, report.change_set)
    assert dump(desk) == before


def test_what_differs_is_told_field_by_field(desk):
    rossi = builders.a_company(desk, "Rossi Kft", city="Pécs")
    text = "Company,City,Industry,E-mail\nRossi Kft,Pécs,wine,info@rossi.example\n"
    take_over(desk, plan(text, "customers.csv"))
    parties.edit(desk, rossi, {}, {"industry": "beer"})
    report = take_over(desk, plan(text, "customers.csv"), trial=True)
    assert [one[1:] for one in report.changes] == [("Rossi Kft", "industry", "beer", "wine", False)]
    said = "line 2: Rossi Kft: industry: beer -> wine (not taken over)"
    assert report.changed_sentences() == [said]
    report = take_over(desk, plan(text, "customers.csv"), update=True)
    assert (report.updated, report.changes[0].taken) == (1, True)


def test_the_archived_come_back_only_where_it_is_said(desk):
    rossi = builders.a_company(desk, "Rossi Kft")
    parties.archive(desk, [rossi])
    text = "Company\nRossi Kft\n"
    report = take_over(desk, plan(text, "customers.csv"))
    assert (report.created, report.unchanged, report.change_set) == (0, 1, None)
    assert "stay so" in report.warnings[0].reason
    assert report.changes[0].field == "archived"
    report = take_over(desk, plan(text, "customers.csv"), revive=True)
    assert report.updated == 1
    assert desk.store.value("SELECT archived_at FROM party WHERE id = ?", (rossi,)) is None
    undo(desk, report.change_set)
    assert desk.store.value("SELECT archived_at FROM party WHERE id = ?", (rossi,)) is not None


def test_whoever_was_merged_is_known_as_the_one_that_stayed(desk):
    text = "id,Company,Email\n7,Acme Kft,a@acme.at\n8,Acme Hungary,b@acme.at\n"
    take_over(desk, plan(text, "customers.csv"))
    keep, lose = (desk.store.value("SELECT id FROM party WHERE name = ?", (name,))
                  for name in ("Acme Kft", "Acme Hungary"))  # fmt: skip
    party_merging.merge(desk, keep, lose)
    for again in (text, "Company\nAcme Hungary\n"):
        report = take_over(desk, plan(again, "customers.csv"), update=True, revive=True)
        assert (report.created, report.updated, report.warnings) == (0, 0, ())
