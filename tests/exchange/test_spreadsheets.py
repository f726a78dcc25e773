"""A sheet comes in as the same rows saved as CSV would; what cannot is said."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import CrmError, UsageError
from crm_tui.exchange import spreadsheet_archives, spreadsheets
from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.spreadsheets import open_spreadsheet
from crm_tui.exchange.table import Said
from tests.exchange import sheets
from tests.exchange.reading import bytes_source
from tests.exchange.sheets import PLAIN, ods, packed, sheet_source, xlsx


def table(data, **said):
    return open_spreadsheet(sheet_source(data), Said(**said))


def cells(data, **said):
    return [row.cells for row in table(data, **said).rows()]


def test_cells_are_written_as_they_are_meant():
    day, moment = date(2024, 2, 3), datetime(2024, 2, 3, 4, 5, 6)
    row = ["007", 42, 1.5, 0.1 + 0.2, True, (day, "yyyy-mm-dd"), (moment, "yyyy-mm-dd hh:mm")]
    row += [(time(4, 5), "hh:mm"), "two\nlines", "=1+1"]
    (read,) = cells(xlsx({"S": [[*"abcdefghij"], row]}), header=1)
    assert read == [
        "007", "42", "1.5", "0.3", "true", "2024-02-03", "2024-02-03 04:05:06", "04:05:00",
        "two\nlines", "0",
    ]  # fmt: skip


def test_rows_keep_the_numbers_they_have_in_the_sheet():
    head = ["First Name", "Last Name", "Phone"]
    rows = [["Our people", "", ""], [], head, [], ["Anna", "Neri", "1"], [], [], ["Bob", "Roe", ""]]
    found = table(xlsx({"S": rows}))
    assert found.found.header.line == 3
    assert found.titles == ("S", "Our people")
    assert [(row.line, row.cells) for row in found.rows()] == [
        (5, ["Anna", "Neri", "1"]),
        (8, ["Bob", "Roe", ""]),
    ]


def test_what_a_spreadsheet_has_lost_is_a_doubt():
    rows = [["Name", "Number", "Text"], ["Anna", 1234567890123456789, "#N/A"], ["Bob", 55, "x"]]
    data = sheets.with_part(xlsx({"S": rows}), sheets.FIRST, "<v>55</v>", "<v>#REF!</v>")
    data = sheets.with_part(data, sheets.FIRST, '<c r="B3">', '<c r="B3" t="e">')
    first, second = table(data, header=1).rows()
    assert first.doubt == (
        "B2 is a number of more than 15 digits; the last are not kept; "
        "C2 holds the error #N/A; read as empty"
    )
    assert (second.cells, second.doubt) == (["Bob", "", "x"], "B3 holds an error; read as empty")


def test_the_sheet_whose_columns_are_known_is_taken_and_the_others_are_named():
    book = xlsx(
        {
            "Notes": [["what", "a", "lot"], ["1", "2", "3"]],
            "Clients": [["Customer Name", "Phone", "City"], ["Acme", "1", "Roma"]],
            "Empty": [],
        }
    )
    found = table(book)
    assert found.columns == ("Customer Name", "Phone", "City")
    assert found.found.sentences()[0] == "Sheet 2 of 3: Clients; others: Notes, Empty"
    assert table(book, sheet="notes").columns == ("what", "a", "lot")
    assert table(book, sheet="1").found.sentences()[0].startswith("Sheet 1 of 3: Notes (said)")
    with pytest.raises(UsageError, match=r"no sheet 'Sheet9'.*Notes, Clients, Empty"):
        table(book, sheet="Sheet9")
    with pytest.raises(UsageError, match="The sheet Empty is empty"):
        table(book, sheet="Empty")


def test_the_name_of_the_sheet_tells_what_its_rows_are():
    book = xlsx({"Products": [["name", "colour"], ["Lamp", "red"]]})
    assert look(sheet_source(book, "export.xlsx")).kind == "products"


def test_a_stray_cell_hides_no_header_and_is_kept():
    head, last = ["First Name", "Last Name", "Email"], ["Bob", "Roe", ""]
    rows = [["Anna", "Neri", "a@b.example"]] * 3
    found = table(xlsx({"S": [["Our people"], [], head, *rows, [*last, *[""] * 20, "call him"]]}))
    assert found.found.header.line == 3
    assert (found.columns[:3], len(found.columns)) == (tuple(head), 24)
    assert [row.cells[23] for row in found.rows()] == ["", "", "", "call him"]


def test_a_column_without_a_name_is_a_column():
    rows = [["Anna", "Neri", "likes tea"], ["Bob", "Roe", "likes ale"]]
    found = table(xlsx({"S": [["First Name", "Last Name"], *rows]}))
    assert found.columns == ("First Name", "Last Name", "Column 3")
    assert [row.cells for row in found.rows()] == rows


def test_an_opendocument_sheet_is_read():
    data = ods([["First Name", "City"], ["Zoë", "Køge"], ["Anna", "#N/A"]], "People")
    found = open_spreadsheet(sheet_source(data, "people.ods"))
    assert found.found.sentences()[0] == "Sheet 1 of 1: People"
    assert [row.cells for row in found.rows()] == [["Zoë", "Køge"], ["Anna", ""]]


def test_a_spreadsheet_is_known_by_what_it_is_and_not_by_its_name():
    plan = look(bytes_source(PLAIN, "people.csv"))
    assert [row.cells for row in plan.table.rows()] == [["Anna", "Neri", "a@b.example"]]


def test_a_sheet_is_taken_over_like_a_table_and_its_rejects_are_kept(desk, tmp_path):
    path = tmp_path / "people.xlsx"
    rows = [["First Name", "Last Name", "Email"], ["Anna", "Neri", "a@b.example"], ["", "", ""]]
    path.write_bytes(xlsx({"People": [*rows, ["", "", ""], ["Bob", "Roe", ""]]}))
    report = take_over(desk, look(path))
    assert (report.read, report.created, report.rejected) == (2, 2, 0)
    again = take_over(desk, look(path))
    assert (again.created, again.unchanged) == (0, 2)


def test_figures_have_the_point_of_figures_and_texts_their_own_mark():
    numbers = look(sheet_source(xlsx({"Products": [["product", "price"], ["Nail", 1.234]]})))
    assert numbers.columns.mark == "."
    texts = look(sheet_source(xlsx({"Products": [["product", "price"], ["Nail", "1.234,50"]]})))
    assert texts.columns.mark == ","


HOSTILE = {
    "a bomb": (sheets.bomb, "would unpack to"),
    "a far corner": (sheets.far_corner, "more memory or time"),
    "entities": (sheets.laughing, "declares entities"),
    "an entity from outside": (sheets.reaching_out, "declares entities"),
    "a cut archive": (lambda: PLAIN[: len(PLAIN) // 2], "damaged or cut off"),
    "a cut container": (lambda: sheets.locked_book()[:600], "damaged or cut off"),
    "text": (lambda: b"name,city\nAnna,Roma\n", "named like a spreadsheet"),
    "nothing": (lambda: b"", "named like a spreadsheet"),
    "another archive": (lambda: packed({"word/document.xml": "<a/>"}), "no spreadsheet"),
    "a locked archive": (sheets.locked_archive, "password"),
    "a locked OpenDocument sheet": (sheets.locked_ods, "password"),
    "a locked book": (sheets.locked_book, "password"),
    "too many parts": (
        lambda: packed({f"xl/{n}": "" for n in range(10_001)}),
        "in 10001 parts",
    ),
    "no sheet": (lambda: packed({"xl/workbook.xml": "<workbook/>"}), "damaged|no sheet"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_meant_to_do_harm_is_refused_in_a_sentence(what):
    make, sentence = HOSTILE[what]
    with pytest.raises(UsageError, match=sentence) as refusal:
        look(sheet_source(make()))
    assert refusal.value.hint.endswith(".")


def test_too_large_a_file_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(spreadsheet_archives, "FILE_LIMIT", 1 << 10)
    with pytest.raises(UsageError, match="larger than"):
        look(sheet_source(PLAIN))


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = table(PLAIN)
    assert [*tmp_path.iterdir()] == []
    assert [row.cells for row in found.rows()] == [row.cells for row in found.rows()]


def test_what_a_spreadsheet_does_not_have_cannot_be_said_of_it():
    with pytest.raises(UsageError, match="no encoding"):
        table(PLAIN, encoding="cp1252")
    with pytest.raises(UsageError, match="has no sheets"):
        look(bytes_source(b"name\nAnna\n"), said=Said(sheet="1"))


PARTS = st.sampled_from(sorted(sheets.unpacked(PLAIN)))


@given(PARTS, st.floats(0, 1), st.binary(max_size=40))
def test_a_book_with_a_damaged_part_is_read_or_refused(part, where, put):
    parts = sheets.unpacked(PLAIN)
    at = int(where * len(parts[part]))
    parts[part] = parts[part][:at] + put + parts[part][at + len(put) // 2 :]
    _read_or_refused(packed(parts))


@given(st.floats(0, 1), st.binary(min_size=1, max_size=20))
def test_a_file_with_damaged_bytes_is_read_or_refused(where, put):
    at = int(where * len(PLAIN))
    _read_or_refused(PLAIN[:at] + put + PLAIN[at + len(put) :])


def _read_or_refused(data):
    try:
        rows = list(table(data).rows())
    except CrmError as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017
        return
    assert all(row.line > 0 for row in rows)


def test_a_cell_of_endless_length_is_refused_with_its_row():
    data = ods([["Name", "City"], ["Anna", "Roma"], ["Bob", "x" * 1_000_001], ["Eve", "Bonn"]])
    rows = list(open_spreadsheet(sheet_source(data, "people.ods")).rows())
    assert [(row.line, bool(row.problem)) for row in rows] == [(2, False), (3, True), (4, False)]
    assert rows[1].problem == "cell 2 is longer than 1,000,000 characters"


def test_too_wide_a_sheet_is_no_table(monkeypatch):
    monkeypatch.setattr(spreadsheets, "COLUMNS", 2)
    with pytest.raises(UsageError, match="3 columns wide"):
        table(PLAIN)
