"""Whatever a file holds: it is read, or refused in a sentence, and every row is accounted for."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import CrmError
from crm_tui.exchange.formulas import guarded, unguarded
from crm_tui.exchange.importing import look
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


GOOD = (
    "Nr;Name;E-Mail;Telefon;Ort\r\n"
    + "".join(
        f'{n};"Müller, ""Söhne"" {n}";m{n}@b.example;+49 30 {n}00;"Bad\nOrt {n}"\r\n'
        for n in range(1, 6)
    )
).encode()


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.binary(max_size=6)), max_size=4),
    st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-8-sig"]),
)
def test_a_good_file_with_damaged_bytes(damages, codec):
    data = GOOD.decode().encode(codec)
    for where, taken, put in damages:
        at = int(where * len(data))
        data = data[:at] + put + data[at + taken :]
    read_all(data)


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b'[{"a":', b"BEGIN:VCALENDAR\n"]),
    st.binary(max_size=200),
    st.sampled_from(["csv", "json", "jsonl", "xlsx", "ods", "xls", "ics", "txt"]),
)
def test_any_bytes_under_any_name_are_looked_at_or_refused_in_a_sentence(head, body, ending):
    try:
        look(bytes_source(head + body, f"customers.{ending}"), kind="")
    except CrmError as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017


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
