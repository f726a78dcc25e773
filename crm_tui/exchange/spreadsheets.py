"""A sheet of a spreadsheet (xlsx, xlsm, xlsb, xls, ods) as a table.

A process of its own reads the file (`sheet_reading`); its rows are kept aside and read from
there like those of any other table. The line of a row is the row's number in the sheet.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import IO, NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange import sheet_reading
from crm_tui.exchange.dialect import COLUMNS, SAMPLE_RECORDS, Header, find_header, said_header
from crm_tui.exchange.fields import KINDS, is_known, meaning
from crm_tui.exchange.kept_rows import KeptRows
from crm_tui.exchange.parser import Raw
from crm_tui.exchange.reading_process import CHUNK, reading
from crm_tui.exchange.source import Source
from crm_tui.exchange.spreadsheet_archives import locked, refuse_unsafe, unreadable
from crm_tui.exchange.table import Found, Said, Table, writes_null
from crm_tui.text.fold import fold


class Sheet(NamedTuple):
    """One sheet: `number` counts from 0, `rows` are the first that hold something."""

    number: int
    name: str
    shown: bool
    rows: Sequence[Raw]


def open_spreadsheet(source: Source, said: Said | None = None, kind: str = "") -> Table:
    """The table in the sheet that was said, else in the one whose columns are known best.

    `kind` is what the user says its rows are. Raises UsageError where the file cannot be read,
    would cost too much, holds no such sheet or nothing at all.
    """
    said = said or Said()
    if said.encoding or said.delimiter:
        raise UsageError(
            f"{source.name} is a spreadsheet: it has no encoding and no delimiter.",
            "Leave out --encoding and --delimiter.",
        )
    refuse_unsafe(source)
    kept = KeptRows(source.name)
    with reading(source, sheet_reading.__file__, _overdone(source)) as (lines, say):
        sheets = list(_sheets(source, lines))
        sheet = _named(source, sheets, said.sheet) if said.sheet else _best(source, sheets, kind)
        say.write(b"%d\n" % sheet.number)
        say.close()
        while piece := lines.read(CHUNK):
            kept.write(piece)
    width = max((len(raw.cells) for raw in kept.raws()), default=0)
    if width > COLUMNS:
        raise UsageError(
            f"The sheet {sheet.name} is {width} columns wide; more than {COLUMNS} is no table.",
            "Look for a stray cell far to the right.",
        )

    raws = partial(kept.raws, width)
    sample = list(islice(raws(), SAMPLE_RECORDS))
    if not sample:
        raise UsageError(f"The sheet {sheet.name} is empty.", f"The sheets: {_listed(sheets)}.")
    header = _header(islice(kept.raws(), SAMPLE_RECORDS), said)
    found = Found(
        header._replace(cells=header.cells + [""] * (width - len(header.cells))),
        writes_null(sample, header),
        said=said,
        instead=(_which(sheet, sheets, said),),
        named=(sheet.name,),
        mark=".",
    )
    return Table(source, found, sample, raws)


def _sheets(source: Source, lines: IO[bytes]) -> Iterator[Sheet]:
    line = lines.readline()
    if not line:
        raise _overdone(source)
    said = json.loads(line)
    if said.get("problem") == "PasswordError":
        raise locked(source)
    if said.get("problem") == "MemoryError":
        raise _overdone(source)
    if said.get("problem") == "ModuleNotFoundError":
        raise UsageError(
            "Spreadsheets cannot be read here: python-calamine is missing.",
            "Install it, or save the sheet as CSV and import that.",
        )
    if "problem" in said:
        raise unreadable(source)
    for number, one in enumerate(said["sheets"]):
        rows = [Raw(line, cells) for line, cells in one["rows"]]
        yield Sheet(number, one["name"], one["shown"], rows)


def _overdone(source: Source) -> UsageError:
    return UsageError(
        f"{source.name} takes more memory or time to read than a spreadsheet may.",
        "If you trust it: save the sheet as CSV and import that.",
    )


def _named(source: Source, sheets: Sequence[Sheet], said: str) -> Sheet:
    for sheet in sheets:
        if sheet.name == said or fold(sheet.name) == fold(said):
            return sheet
    if said.isdecimal() and 0 < int(said) <= len(sheets):
        return sheets[int(said) - 1]
    raise UsageError(f"{source.name} has no sheet '{said}'.", f"The sheets: {_listed(sheets)}.")


def _best(source: Source, sheets: Sequence[Sheet], kind: str) -> Sheet:
    """The sheet with the most columns that are known; among equals the first."""
    filled = [sheet for sheet in sheets if sheet.shown and sheet.rows]
    if not filled:
        hint = f"The sheets: {_listed(sheets)}." if sheets else "There is nothing to import."
        raise UsageError(f"{source.name} holds no sheet with rows.", hint)
    return max(filled, key=lambda sheet: _known(sheet, kind))


def _known(sheet: Sheet, kind: str) -> int:
    names = _header(sheet.rows, Said()).cells
    if kind in KINDS:
        return sum(1 for name in names if meaning(kind, name))
    return sum(1 for name in names if is_known(name))


def _header(rows: Iterable[Raw], said: Said) -> Header:
    """The header among rows that end with their last filled cell.

    They are compared as if all were as wide as most of them are: a stray cell far to the right
    makes no header seem half empty, and one more column than it names makes it no title.
    """
    found = list(rows)
    usual = Counter(len(row.cells) for row in found).most_common(1)[0][0] if found else 0
    wide = [row._replace(cells=row.cells + [""] * (usual - len(row.cells))) for row in found]
    return find_header(wide) if said.header is None else said_header(wide, said.header)


def _which(sheet: Sheet, sheets: Sequence[Sheet], said: Said) -> str:
    text = f"Sheet {sheet.number + 1} of {len(sheets)}: {sheet.name}"
    if said.sheet:
        text += " (said)"
    others = [other for other in sheets if other.number != sheet.number]
    return f"{text}; others: {_listed(others)}" if others else text


def _listed(sheets: Sequence[Sheet]) -> str:
    return ", ".join(sheet.name for sheet in sheets)
