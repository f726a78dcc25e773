"""Whatever a file holds: it is read, or refused in a sentence, and every row is accounted for."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import CrmError
from crm_tui.exchange.formulas import guarded, unguarded
from crm_tui.exchange.mapping import map_columns
from crm_tui.exchange.rows import read_records
from crm_tui.exchange.table import open_table
from tests.exchange.reading import bytes_source

HEADERS = st.sampled_from(
    [
        "First Name,Last Name,Email,Phone 1,Birthday,Tags,Country",
        "account,contact,timestamp,activity_type,comment,minutes,email",
        "product,price,currency,series,code,a,b",
        "sales_agent,email,role,manager,a,b,c",
        "ticket_id,subject,description,status,created,rating,email",
        "a,b,c,d,e,f,g",
    ]
)
SIGNS = st.sampled_from([*"ab1,;\t|\"'\n\r \x00\x1b=+-@€é.", "\u202e", "\ufeff", "😀"])
BODIES = st.lists(SIGNS, max_size=120).map("".join)


def read_all(data: bytes) -> None:
    try:
        table = open_table(bytes_source(data))
        columns = map_columns(table, "customers")
    except CrmError:
        return
    lines = [row.line for row in table.rows()]
    read = list(read_records(table, columns))
    assert [reading.line for reading in read] == lines
    assert lines == sorted(set(lines))
    assert all((reading.record is None) == bool(reading.problem) for reading in read)


@given(st.binary(max_size=400))
def test_any_bytes(data):
    read_all(data)


@given(HEADERS, BODIES, st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-32"]))
def test_any_rows_below_a_header_in_any_encoding(header, body, codec):
    read_all(f"{header}\n{body}".encode(codec, "replace"))


@given(HEADERS, BODIES)
def test_any_rows_are_read_as_the_kind_they_look_like(header, body):
    try:
        table = open_table(bytes_source(f"{header}\n{body}".encode()))
        columns = map_columns(table)
    except CrmError:
        return
    for reading in read_records(table, columns):
        assert (reading.record is None) == bool(reading.problem)


@given(st.lists(st.lists(st.text(alphabet="ab,;\"'\n =", max_size=6), min_size=3, max_size=3)))
def test_what_a_spreadsheet_writes_is_read_back_cell_by_cell(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerow(["First Name", "Last Name", "City"])
    csv.writer(out).writerows(rows)
    table = open_table(bytes_source(out.getvalue().encode()))
    form = table.found.form
    if form.skip_space or form.delimiter != "," or form.quote == "'":
        return  # these cells look like another way of writing, which is said
    kept = [row.cells for row in table.rows()]
    assert kept == [row for row in rows if "".join(row).strip()]


@given(st.text() | st.text(alphabet="'=+1a \t", max_size=6))
def test_text_written_for_a_spreadsheet_comes_back_unchanged(text):
    assert unguarded(guarded(text)) == text
