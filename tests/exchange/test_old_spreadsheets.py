"""A workbook as spreadsheets kept them until 2007 (.xls) is read as a newer one is."""

from io import BytesIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.exchange import sheet_reading
from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.source import file_source
from crm_tui.exchange.spreadsheets import open_spreadsheet
from crm_tui.exchange.table import Said

BOOK = Path(__file__).parents[1] / "data" / "xls" / "customers.xls"


def table(**said):
    return open_spreadsheet(file_source(BOOK), Said(**said))


def test_cells_are_written_as_they_are_meant():
    first, second, third, fourth = table().rows()
    assert first.cells == [
        "Árvíztűrő Kft", "Győr", "+36 96 123 456", "2019-02-28", "2024-02-29 13:05:00", "07:30:00",
        "1234.5", "0.125", "42", "0071", "true", "two\nlines",
    ]  # fmt: skip
    assert second.cells[:4] == ["北京贸易", "北京", "010 1234 5678", "1999-12-31"]
    assert second.cells[4:] == ["", "", "-99.95", "", "0", "0072", "false", "=1+1 as text"]
    assert third.cells[:4] == ['Ørsted & "Co", Ltd', "København", "", "2026-11-22"]
    assert third.cells[4:] == ["", "", "0.3", "1", "1000000", "71", "", ""]
    assert fourth.cells[6:9] == ["", "2.5", ""], "what formulas came to"
    assert fourth.doubt == (
        "G5 holds an error; read as empty; I5 holds an error; read as empty;"
        " J5 is a number of more than 15 digits; the last are not kept"
    )


@given(st.lists(st.tuples(st.integers(0, 5_631), st.integers(0, 255)), max_size=12))
def test_a_damaged_one_is_read_or_refused_in_a_sentence(damages):
    data = bytearray(BOOK.read_bytes())
    for place, value in damages:
        data[place] = value
    of = sheet_reading._errors(BytesIO(bytes(data)))
    assert all(line > 0 for number in range(3) for line in of(number))


def test_the_sheet_whose_columns_are_known_is_taken_and_any_other_can_be_said():
    assert table().found.sentences()[0] == "Sheet 2 of 3: Customers; others: Notes, Hidden"
    assert table(sheet="notes", header=0).columns == ("Column 1",)
    assert [row.cells for row in table(sheet="Hidden", header=0).rows()] == [["old"]]


def test_its_rows_come_in_as_those_of_any_file(desk):
    report = take_over(desk, look(BOOK))
    assert (report.read, report.created, report.rejected) == (4, 4, 0)
    there = desk.store.rows("SELECT name, city, size FROM party ORDER BY id LIMIT 2")
    assert there == [("Árvíztűrő Kft", "Győr", "42"), ("北京贸易", "北京", "0")]
    again = take_over(desk, look(BOOK))
    assert (again.created, again.updated) == (0, 0)
