"""The program that reads one spreadsheet in a process of its own and writes its rows out.

A spreadsheet can be made to abort the process that reads it (a file of 5 kB with one cell at the
far corner does), so this one has little to lose: it is run within `reading_limits`. It imports
nothing of the program. Its first line on standard output names the sheets and their first rows as
JSON; the number of one on standard input has its rows written as CSV: the row's number, nothing, a
doubt, the cells.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import struct
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from struct import unpack_from
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile, is_zipfile

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

HEAD_ROWS = 30
HEAD_COLUMNS = 300
HEAD_SIGNS = 200
SHEETS = 100
LONGEST = 1_000_000
SURE = 10**15
"""A spreadsheet keeps fifteen digits of a number; what follows them is lost."""

_ERRORS = {
    "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!",
}  # fmt: skip
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\bt=\"e\"[^>]*>")
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})(\d+)\"")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_CHUNK = 1 << 20
_NO_SECTOR = 0xFFFF_FFFA
"""From here on a number of a sector means that there is none."""
_SHEETS_BEGIN, _PART_BEGINS, _PART_ENDS = 0x85, 0x809, 0x0A
_TRUTH_OR_ERROR, _FORMULA = 0x205, 0x06
"""Kinds of records of an xls file."""


def main(handle: int) -> int:
    """Read the spreadsheet that is open as `handle`; the exit status."""
    try:
        _read(handle)
    except BaseException as error:  # a panic of the library is no Exception
        print(json.dumps({"problem": type(error).__name__}), flush=True)
        return 3
    return 0


def _read(handle: int) -> None:
    from python_calamine import load_workbook

    with os.fdopen(handle, "rb") as stream:
        errors = _errors(stream)
        stream.seek(0)
        book = load_workbook(stream)
        sheets, last = _heads(book)
        print(json.dumps({"sheets": sheets}), flush=True)
        asked = sys.stdin.readline()
        if not asked:
            return
        number = int(asked)
        sheet = last[1] if last[0] == number else book.get_sheet_by_index(number)
        text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
        writer = csv.writer(text)
        for line, cells, doubt in _rows(sheet, errors(number)):
            long = next((at for at, cell in enumerate(cells) if len(cell) > LONGEST), None)
            if long is None:
                writer.writerow([line, "", doubt, *cells])
            else:
                problem = f"cell {long + 1} is longer than {LONGEST:,} characters"
                writer.writerow([line, problem, ""])
        text.flush()


def _heads(book: CalamineWorkbook) -> tuple[list[dict[str, Any]], tuple[int, Any]]:
    """The sheets with their first rows, and the last one that was read."""
    found: list[dict[str, Any]] = []
    last: tuple[int, Any] = (-1, None)
    for number, about in enumerate(book.sheets_metadata):
        usual = str(about.typ).endswith("WorkSheet")
        seen = str(about.visible).endswith(".Visible")
        rows: list[tuple[int, list[str]]] = []
        if usual and number < SHEETS:
            last = (number, book.get_sheet_by_index(number))
            for line, cells, _ in _rows(last[1], {}):
                rows.append((line, [cell[:HEAD_SIGNS] for cell in cells[:HEAD_COLUMNS]]))
                if len(rows) == HEAD_ROWS:
                    break
        found.append({"name": about.name, "shown": usual and seen, "rows": rows})
    return found, last


def _rows(sheet: Any, errors: dict[int, list[str]]) -> Iterator[tuple[int, list[str], str]]:
    """(number, cells, doubt) of every row that holds something."""
    first = (sheet.start or (0, 0))[1]
    for line, values in enumerate(sheet.iter_rows(), 1):
        doubts = [f"{place} holds an error; read as empty" for place in errors.get(line, ())]
        cells = []
        for at, value in enumerate(values, first):
            write = _WRITERS.get(type(value), str)
            cell = write(value)
            if cell[:1] == "#" and cell in _ERRORS:
                doubts.append(f"{_letters(at)}{line} holds the error {cell}; read as empty")
                cell = ""
            elif type(value) in (float, int) and abs(value) >= SURE:
                place = f"{_letters(at)}{line}"
                doubts.append(f"{place} is a number of more than 15 digits; the last are not kept")
            cells.append(cell)
        while cells and not cells[-1]:
            del cells[-1]
        if doubts or cells:
            yield line, cells, "; ".join(doubts)


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else format(value, ".15g")


def _moment(value: datetime) -> str:
    whole = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return whole.isoformat(" ")


def _length(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _truth(value: bool) -> str:
    return "true" if value else "false"


_WRITERS: dict[type, Callable[[Any], str]] = {
    float: _number,
    bool: _truth,
    date: date.isoformat,
    datetime: _moment,
    time: lambda value: value.isoformat("seconds"),
    timedelta: _length,
}


def _letters(at: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text


def _errors(stream: Any) -> Callable[[int], dict[int, list[str]]]:
    """What finds the error cells of a sheet by row; the library reads them as empty ones."""
    if not is_zipfile(stream):
        return _old_errors(stream)
    archive = ZipFile(stream)

    def of(number: int) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        try:
            part = _part(archive, number)
            with archive.open(part) as text:
                for cell in _error_cells(text):
                    if place := _PLACE.search(cell):
                        letters, line = place[1].decode(), int(place[2])
                        found.setdefault(line, []).append(f"{letters}{line}")
        except (KeyError, IndexError, StopIteration):
            return {}  # no xlsx, or one with its parts in unusual places
        return found

    return of


def _part(archive: ZipFile, number: int) -> str:
    """The name of the part that holds a sheet of an xlsx file."""
    sheet = _SHEET.findall(archive.read("xl/workbook.xml"))[number]
    key = re.findall(rb'\br:id="([^"]*)"', sheet)[0]
    links = _LINK.findall(archive.read("xl/_rels/workbook.xml.rels"))
    link = next(link for link in links if b'Id="' + key + b'"' in link)
    target = re.findall(rb'Target="([^"]*)"', link)[0].decode()
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _error_cells(text: Any) -> Iterator[bytes]:
    rest = b""
    while piece := text.read(_CHUNK):
        piece = rest + piece
        if b't="e"' in piece:
            yield from _ERROR_CELL.findall(piece)
        rest = piece[piece.rfind(b"<") :][:_CHUNK]
        if rest.endswith(b">"):
            rest = b""


def _old_errors(stream: Any) -> Callable[[int], dict[int, list[str]]]:
    """The same of an xls file."""

    def of(number: int) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        try:
            stream.seek(0)
            book = _old_book(stream.read())
            heads = [body for kind, body in _records(book, 0) if kind == _SHEETS_BEGIN]
            for kind, body in _records(book, int.from_bytes(heads[number][:4], "little")):
                if _is_error(kind, body):
                    line, at = unpack_from("<HH", body)
                    found.setdefault(line + 1, []).append(f"{_letters(at)}{line + 1}")
        except (IndexError, ValueError, struct.error):
            return {}  # no xls, or a damaged one
        return found

    return of


def _is_error(kind: int, body: bytes) -> bool:
    if kind == _FORMULA:
        return body[6:7] == b"\2" and body[12:14] == b"\xff\xff"
    return kind == _TRUTH_OR_ERROR and body[7:8] == b"\1"


def _old_book(data: bytes) -> bytes:
    """The records of an xls file, put together from the sectors of its container (MS-CFB)."""
    size = 4096 if data[30] == 12 else 512

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    def numbers(part: bytes) -> tuple[int, ...]:
        return unpack_from(f"<{len(part) // 4}I", part)

    most = len(data) // size
    tables, further = list(unpack_from("<109I", data, 76)), unpack_from("<I", data, 68)[0]
    while further < _NO_SECTOR and len(tables) <= most + 109:
        *more, further = numbers(sector(further))
        tables += more
    follows = [one for table in tables if table < _NO_SECTOR for one in numbers(sector(table))]

    def chain(first: int) -> bytes:
        parts: list[bytes] = []
        while first < _NO_SECTOR and len(parts) <= most:
            parts.append(sector(first))
            first = follows[first]
        return b"".join(parts)

    entries = chain(unpack_from("<I", data, 48)[0])
    for at in range(0, len(entries), 128):
        length, first = unpack_from("<H", entries, at + 64)[0], unpack_from("<I", entries, at + 116)
        if entries[at : at + max(0, length - 2)].decode("utf-16-le") in ("Workbook", "Book"):
            return chain(first[0])
    return b""


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of the records of one part of a book: its head, or a sheet."""
    depth = 0
    while at + 4 <= len(book):
        kind, length = unpack_from("<HH", book, at)
        depth += (kind == _PART_BEGINS) - (kind == _PART_ENDS)
        yield kind, book[at + 4 : at + 4 + length]
        if depth <= 0:
            return
        at += 4 + length


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
