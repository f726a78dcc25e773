import codecs
import io

import pytest

from crm_tui.errors import UsageError
from crm_tui.exchange.encoding import CHUNK, find_encoding, named_encoding, open_text
from crm_tui.exchange.source import Source
from tests.exchange.reading import bytes_source, cells_of, problems_of, table_of

TEXT = 'name,city\nZoë,Łódź\n"Crédito",東京\n'
ROWS = [["Zoë", "Łódź"], ["Crédito", "東京"]]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-32-be"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-32-le"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
    ],
    ids=["utf8", "utf8-mark", "16le", "16be", "32le", "32be", "false-32be", "false-32le",
         "16le-bare", "16be-bare"],
)  # fmt: skip
def test_the_same_table_is_read_from_every_unicode_encoding(data):
    table = table_of(data)
    assert table.columns == ("name", "city")
    assert [row.cells for row in table.rows()] == ROWS


def test_what_is_not_utf8_is_taken_for_windows_1252_and_said_to_be_a_guess():
    source = bytes_source("name\nCrédito – “Pébéo” €\n".encode("cp1252"))
    encoding = find_encoding(source)
    assert (encoding.title, encoding.guessed) == ("Windows-1252", True)
    assert open_text(source, encoding).read().endswith("Crédito – “Pébéo” €\n")


def test_bytes_that_fit_far_into_a_big_file_are_found():
    data = b"name\n" + b"x" * CHUNK + "\né\n".encode("cp1252")
    assert find_encoding(bytes_source(data)).title == "Windows-1252"


def test_a_single_damaged_line_costs_that_line_not_the_encoding():
    good = "".join(f"Zoë {number},Łódź\n" for number in range(20)).encode()
    damaged = b"name,city\n" + good + b"Bad \xff,Paris\n" + good
    assert problems_of(damaged) == [(22, "the row holds bytes that are not UTF-8")]
    assert len(cells_of(damaged)) == 40


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"SQLite format 3\x00rest", "SQLite"),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(32)) * 20, "text"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "UTF-16"),
        (b"name\n\x81\x8d\xe9\n", "encoding"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(data, word):
    with pytest.raises(UsageError, match=word):
        table_of(data)


def test_an_encoding_can_be_said_and_must_fit():
    source = bytes_source("name\nŁódź\n".encode("cp1250"))
    assert open_text(source, named_encoding(source, "cp1250")).read() == "name\nŁódź\n"
    with pytest.raises(UsageError, match="no encoding called 'klingon'"):
        named_encoding(source, "klingon")
    with pytest.raises(UsageError):
        named_encoding(source, "utf-16")


def test_a_nul_in_a_cell_neither_ends_the_text_nor_the_import():
    assert cells_of(b"a,b,c\n\x00,2,3\n") == [["\x00", "2", "3"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(end):
    assert cells_of(end.join(["a,b", "1,2", '"x y",3', ""])) == [["1", "2"], ["x y", "3"]]


def test_a_file_that_begins_like_no_text_is_not_read_to_its_end():
    read = 0

    class Endless(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            nonlocal read
            read += size or 0
            assert read < 100_000
            return bytes(size or 0)

    with pytest.raises(UsageError, match="does not look like text"):
        find_encoding(Source("disk.img", Endless))
