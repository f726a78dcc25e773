"""Spreadsheets these tests make: good ones, and ones meant to do harm."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

from crm_tui.exchange.source import Source
from tests.exchange.reading import bytes_source

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def xlsx(sheets: Mapping[str, Iterable[Sequence[object]]], **formats: str) -> bytes:
    """A workbook; a cell is text, a number, a truth or a `(value, number format)`."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        shape = book.add_format({"num_format": cell[1]})
                        sheet.write_datetime(line, column, cell[0], shape)
                    elif isinstance(cell, str) and not cell.startswith("="):
                        sheet.write_string(line, column, cell)
                    else:
                        sheet.write(line, column, cell)
    return data.getvalue()


def ods(rows: Iterable[Sequence[str]], name: str = "Sheet1") -> bytes:
    """An OpenDocument sheet of text cells."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content {ODS_SPACES} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="{name}">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        {
            "mimetype": ODS_TYPE,
            "META-INF/manifest.xml": "<manifest:manifest"
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": content,
        }
    )


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(data: bytes, name: str, pattern: str, put: str) -> bytes:
    """The archive with one part changed."""
    parts = unpacked(data)
    parts[name] = re.sub(pattern, lambda _: put, parts[name].decode(), count=1).encode()
    return packed(parts)


def sheet_source(data: bytes, name: str = "book.xlsx") -> Source:
    return bytes_source(data, name)


PLAIN = xlsx({"People": [["First Name", "Last Name", "Email"], ["Anna", "Neri", "a@b.example"]]})
FIRST = "xl/worksheets/sheet1.xml"


def bomb() -> bytes:
    """A part of 60 MB of blanks in 60 kB."""
    return packed({**unpacked(PLAIN), "xl/sharedStrings.xml": b" " * (60 << 20)})


def far_corner() -> bytes:
    """Two cells with seventeen thousand million between them."""
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return with_part(PLAIN, FIRST, "</sheetData>", corner)


def laughing() -> bytes:
    """Entities that grow ten times with each of ten steps."""
    steps = "".join(
        f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" * 1}{("&l" + str(n - 1) + ";") * 9}">'
        for n in range(1, 11)
    )
    kinds = f'<!DOCTYPE sst [<!ENTITY l0 "ha">{steps}]>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    data = with_part(PLAIN, "xl/sharedStrings.xml", r"<sst", f"{kinds}<sst")
    assert head.encode() in unpacked(data)["xl/sharedStrings.xml"]
    return with_part(data, "xl/sharedStrings.xml", ">Anna<", ">&l10;<")


def reaching_out() -> bytes:
    """An entity that stands for a file of the machine."""
    kinds = '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    data = with_part(PLAIN, "xl/sharedStrings.xml", r"<sst", f"{kinds}<sst")
    return with_part(data, "xl/sharedStrings.xml", ">Anna<", ">&x;<")


def locked_archive() -> bytes:
    """An archive whose parts say that they are encrypted."""
    data = bytearray(PLAIN)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    return bytes(data)


def locked_ods() -> bytes:
    """A sheet of which only the list of its parts can be read without a password."""
    lock = "<manifest:encryption-data/></manifest:manifest>"
    data = with_part(ods([["Name"]]), "META-INF/manifest.xml", "/>$", f">{lock}")
    return packed({**unpacked(data), "content.xml": bytes(range(256))})


def locked_book() -> bytes:
    """The container in which a spreadsheet program puts a book with a password."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1016 + name + b"\x00" * 512
