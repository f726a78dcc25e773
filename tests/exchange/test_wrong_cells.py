"""What is said against a row leads to the cell that is meant."""

import pytest

from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.samples import rows_at
from crm_tui.exchange.wrong_cells import wrong_cell
from tests.exchange.reading import bytes_source

DEALS = "Deal Name,Owner,Account,Deal Stage,Amount\n"
CALLS = "Note,Date,Customer,Type\n"
PEOPLE = "Town,First Name,Last Name,E-mail,Birthday\n"


@pytest.mark.parametrize(
    ("name", "text", "column"),
    [
        ("deals.csv", DEALS + "One,anna,,Strange,5\n", "Deal Stage"),
        ("deals.csv", DEALS + "One,anna,Nobody Known,Lead,5\n", "Account"),
        ("deals.csv", DEALS + "Lead,anna,,Lead,much\n", "Amount"),
        ("deals.csv", DEALS + ",anna,,,\n", "Deal Name"),
        ("deals.csv", DEALS + "One,anna,,Lead,5,too much\n", "Amount"),
        ("deals.csv", DEALS + "One,anna\n", "Account"),
        ("calls.csv", CALLS + "hello,2026-01-01,,Call\n", "Customer"),
        ("calls.csv", CALLS + "hello,2026-01-01,Nobody,Call\n", "Customer"),
        ("people.csv", PEOPLE + "Oslo,Anna,Roth,anna at home,\n", "E-mail"),
        ("people.csv", PEOPLE + "Oslo,,,,\n", "First Name"),
        ("people.csv", PEOPLE + "1988-02-31,Anna,Roth,,1988-02-31\n", "Birthday"),
    ],
)
def test_the_cell_that_is_to_blame_is_found(desk, name, text, column):
    plan = look(bytes_source(text.encode(), name))
    report = take_over(desk, plan, trial=True)
    reasons = [one.reason for one in (*report.refused, *report.warnings) if one.line == 2]
    places = [wrong_cell(one, plan.columns.columns, rows_at(plan, [2])[2]) for one in reasons[:1]]
    assert [plan.table.columns[at] for at in places] == [column], reasons
