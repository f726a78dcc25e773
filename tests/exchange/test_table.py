import pytest

from crm_tui.errors import CrmError, NotFoundError, UsageError
from crm_tui.exchange import parser
from crm_tui.exchange.importing import look
from crm_tui.exchange.table import Said, open_table
from tests.exchange.reading import bytes_source, cells_of, problems_of, table_of


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    text = f"name{delimiter}city\nAnna{delimiter}Roma\nBob{delimiter}Bonn\n"
    assert cells_of(text) == [["Anna", "Roma"], ["Bob", "Bonn"]]


def test_decimal_commas_do_not_pass_for_delimiters():
    assert cells_of("name;price\nA;1,50\nB;2,75\n") == [["A", "1,50"], ["B", "2,75"]]


def test_a_delimiter_within_quotes_does_not_count():
    text = 'name;note\nA;"x, y, z"\nB;"p, q, r"\n'
    assert cells_of(text) == [["A", "x, y, z"], ["B", "p, q, r"]]


def test_a_column_of_sentences_is_one_column():
    assert cells_of("note\nYes, well, no\nPlain\nYes, so\nNo\n")[0] == ["Yes, well, no"]


def test_single_quotes_and_blanks_after_delimiters_are_seen():
    assert cells_of("'a','b'\n'1,5','2'\n'x','y'\n") == [["1,5", "2"], ["x", "y"]]
    assert cells_of('a, b\n1, "2, 3"\n') == [["1", "2, 3"]]


def test_title_rows_above_the_header_are_told_apart():
    table = table_of('"Report",,\n,,\n"CLIENTS",,\nName,Phone,City\nAnna,1,Roma\n')
    assert table.columns == ("Name", "Phone", "City")
    assert table.found.header.line == 4
    assert table.found.header.titles == ("Report", "CLIENTS")
    assert [row.line for row in table.rows()] == [5]


def test_a_file_without_header_keeps_its_first_row():
    table = table_of("anna@example.org\nbob@example.org\n")
    assert table.columns == ("E-mail",)
    assert [row.cells for row in table.rows()] == [["anna@example.org"], ["bob@example.org"]]
    assert table_of("1,2,3\n").columns == ("Column 1", "Column 2", "Column 3")


def test_equal_column_names_stay_apart():
    assert table_of("Name,Phone,Phone\nA,1,2\n").columns == ("Name", "Phone", "Phone (2)")


def test_each_row_knows_the_line_it_begins_on():
    text = 'a,b\n1,"two\nlines"\n\n3,4\n'
    assert [(row.line, row.cells) for row in table_of(text).rows()] == [
        (2, ["1", "two\nlines"]),
        (5, ["3", "4"]),
    ]


def test_rows_of_another_width_are_refused_and_never_shifted():
    text = "a,b,c\n1,2,3\n1,2,3,4\n1,2\n4,5,6\n"
    assert cells_of(text) == [["1", "2", "3"], ["4", "5", "6"]]
    assert problems_of(text) == [
        (3, "too many cells: 4 cells where the header has 3; is a delimiter not quoted?"),
        (4, "too few cells: 2 cells where the header has 3; is a delimiter not quoted?"),
    ]


def test_empty_cells_at_the_end_of_a_row_do_no_harm():
    assert cells_of("a,b\n1,2,,\n3,4\n5,6\n") == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert cells_of("a,b,\n1,2\n3,4\n5,6,\n") == [["1", "2", ""], ["3", "4", ""], ["5", "6", ""]]


def test_null_means_empty_only_where_the_file_leaves_nothing_empty():
    assert cells_of("a,b\n1,NULL\nNULL,2\n") == [["1", ""], ["", "2"]]
    assert cells_of("a,b\n1,NULL\n,2\n") == [["1", "NULL"], ["", "2"]]


@pytest.mark.parametrize("width", [1_001, 20_000])
def test_more_columns_than_a_table_has_are_refused(width):
    names = ",".join(f"c{number}" for number in range(width))
    with pytest.raises(UsageError, match=f"is {width:,} columns wide; more than 1,000 is no table"):
        table_of(f"{names}\n{',' * (width - 1)}\n")


def test_an_unclosed_quote_costs_one_row():
    text = 'a,b\n1,2\n3,"open\n5,6\n7,8\n'
    assert problems_of(text) == [(3, "a quote is opened and never closed")]
    assert cells_of(text) == [["1", "2"], ["5", "6"], ["7", "8"]]


def test_rows_swallowed_up_to_the_next_quote_are_read_after_all():
    text = 'a,b\n1,"open\n3,4\n"five",6\n7,8\n'
    assert problems_of(text) == [(2, "a quote ends in the middle of a cell")]
    assert cells_of(text) == [["3", "4"], ["five", "6"], ["7", "8"]]


def test_a_broken_text_of_several_lines_never_becomes_rows():
    text = 'a,b,c\n1,"one\ntwo "x" three",2\n3,4,5\n'
    assert problems_of(text) == [(2, "a quote ends in the middle of a cell")]
    assert cells_of(text) == [["3", "4", "5"]]


def test_a_stray_quote_is_kept_and_reported():
    rows = list(table_of('a,b\nThis "word",2\n"fine ""one""",3\n').rows())
    assert [row.cells[0] for row in rows] == ['This "word"', 'fine "one"']
    assert [bool(row.doubt) for row in rows] == [True, False]


def test_an_endless_cell_or_row_is_refused_with_its_line(monkeypatch):
    long = "x" * (parser.FIELD_LIMIT + 1)
    assert [line for line, _ in problems_of(f"a,b\n1,{long}\n3,4\n")] == [2]
    monkeypatch.setattr(parser, "RECORD_LIMIT", 100)
    text = f"a,b\n1,{'y' * 250}\n3,4\n"
    assert [line for line, _ in problems_of(text)] == [2]
    assert cells_of(text) == [["3", "4"]]


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \n"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(CrmError):
        table_of(data)


def test_what_was_found_is_told(tmp_path):
    sentences = table_of("Report;\n;\nname;city\nA;NULL\nB;NULL\n").found.sentences()
    assert sentences == [
        "Encoding: UTF-8",
        "Cells kept apart by: semicolon",
        "Header: line 3",
        "Above it: Report",
        "NULL stands for an empty cell",
    ]


def test_a_delimiter_can_be_said():
    table = open_table(bytes_source(b"a;b,c\n1;2,3\n"), Said(delimiter="semicolon"))
    assert table.columns == ("a", "b,c")
    with pytest.raises(UsageError, match="no delimiter"):
        open_table(bytes_source(b"a\n1\n"), Said(delimiter="x"))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(NotFoundError):
        open_table(tmp_path / "missing.csv")
    with pytest.raises(UsageError, match="not a plain file"):
        open_table(tmp_path)


def test_a_header_that_stands_again_is_no_row():
    text = "Table,Field\na,b\n,\nTable,Field\nc,d\nTable,Field\n"
    assert problems_of(text) == [
        (4, "the header stands here again"),
        (6, "the header stands here again"),
    ]
    with pytest.raises(UsageError, match=r"not one table: .* again on the lines 4, 6"):
        look(bytes_source(text.encode()))
    with pytest.raises(UsageError, match="do not say what the rows are: Table, Field"):
        look(bytes_source(b"Table,Field\na,b\n"))


def test_the_header_can_be_said():
    text = b"Name,City\nreally,\nFirst Name,Town\nAnna,Roma\n"
    found = open_table(bytes_source(text), Said(header=3))
    assert found.columns == ("First Name", "Town")
    assert [row.cells for row in found.rows()] == [["Anna", "Roma"]]
    bare = open_table(bytes_source(text), Said(header=0))
    assert bare.columns == ("Column 1", "Column 2")
    assert len(list(bare.rows())) == 4
    assert "No header (said)" in bare.found.sentences()
    with pytest.raises(UsageError, match="begins on line 9"):
        open_table(bytes_source(text), Said(header=9))


def test_the_name_of_a_column_is_one_line_of_text():
    assert table_of('"start \t\n\x0b\r end",b\u202e,c\n1,2,3\n').columns == ("start end", "b", "c")
