"""A JSON file as a table: each object is a row, each of its names a column.

What is nested is laid flat: `{"address": {"city": "Roma"}}` fills the column `address.city`,
`{"tags": ["a", "b"]}` the column `tags` with `a, b`, `{"phones": [{"value": 1}]}` the column
`phones 1.value`. An object in a list that tells its `kind` beside a `value` is called by that:
`{"kind": "email", "value": "a@b"}` is `email 1.value`. `null` is an empty cell.

Each row has the line its object begins on. Where several stand on one line, as programs write
them, they are counted on from it, so that each has a number of its own: refused and mended rows
are known by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from crm_tui.errors import UsageError
from crm_tui.exchange.dialect import COLUMNS, SAMPLE_RECORDS, Header
from crm_tui.exchange.encoding import find_encoding, named_encoding, open_text
from crm_tui.exchange.json_texts import JsonValue, json_values
from crm_tui.exchange.kept_rows import KeptRows
from crm_tui.exchange.parser import FIELD_LIMIT, Raw
from crm_tui.exchange.source import Source
from crm_tui.exchange.table import Found, Said, Table, as_said

ENDINGS = frozenset({".json", ".jsonl", ".ndjson"})
DEPTH = 6

_BEGINNING = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"[^"]*"\s*:')


class _RefusedError(Exception):
    """An object that cannot be a row, with the reason."""


def is_json(source: Source) -> bool:
    """Whether the file is named or begins like JSON objects."""
    if Path(source.name).suffix.lower() in ENDINGS:
        return True
    with source.open() as stream:
        return _BEGINNING.match(stream.read(4096)) is not None


def open_json(source: Source, said: Said | None = None) -> Table:
    """The table of the objects in the file.

    Raises UsageError where it holds none that can be read, is no text, or where a delimiter or
    a header is said, which it does not have.
    """
    said = said or Said()
    if said.delimiter or said.header is not None:
        raise UsageError(
            f"{source.name} is JSON: it has no delimiter and no header.",
            "Leave out --delimiter and --header.",
        )
    encoding = named_encoding(source, said.encoding) if said.encoding else find_encoding(source)
    kept, columns = KeptRows(source.name), dict[str, int]()
    with open_text(source, encoding) as text:
        kept.keep(_rows(_unwrapped(json_values(text)), columns))
    if not columns:
        first = next(kept.raws(), None)
        told = f": line {first.line}: {first.problem}" if first else ""
        raise UsageError(
            f"{source.name} holds no JSON object that can be read{told}.",
            "One object a line, or a list of objects, is a table.",
        )
    raws = partial(kept.raws, len(columns))
    found = Found(
        Header(0, list(columns)),
        False,
        encoding,
        said=said,
        instead=(f"JSON objects, in {encoding.title}{as_said(bool(said.encoding))}",),
        mark=".",
    )
    return Table(source, found, list(islice(raws(), SAMPLE_RECORDS)), raws)


def _unwrapped(values: Iterator[JsonValue]) -> Iterator[JsonValue]:
    """The objects; where the file is one object with nothing but a list of objects, those."""
    first = next(values, None)
    if first is None:
        return
    second = next(values, None)
    inner = next(iter(first.value.values()), None) if isinstance(first.value, dict) else None
    alone = second is None and inner is not None and len(first.value) == 1
    if alone and isinstance(inner, list) and all(isinstance(one, dict) for one in inner):
        yield from (JsonValue(first.line, one) for one in inner)
        return
    yield first
    if second is not None:
        yield second
    yield from values


def _rows(values: Iterator[JsonValue], columns: dict[str, int]) -> Iterator[Raw]:
    """The objects as rows of the columns known so far, which grow."""
    line = 0
    for one in values:
        line = max(one.line, line + 1)
        if one.problem:
            yield Raw(line, [one.text], one.problem)
            continue
        try:
            flat = dict[str, str]()
            _flatten(one.value, "", flat, DEPTH)
            new = [name for name in flat if name not in columns]
            if len(columns) + len(new) > COLUMNS:
                raise _RefusedError(f"with it there would be more than {COLUMNS} columns")
        except _RefusedError as refusal:
            yield Raw(line, [str(one.value)[:FIELD_LIMIT]], str(refusal))
            continue
        for name in new:
            columns[name] = len(columns)
        cells = [""] * len(columns)
        for name, cell in flat.items():
            cells[columns[name]] = cell
        yield Raw(line, cells)


def _flatten(value: Any, name: str, flat: dict[str, str], depth: int) -> None:
    if isinstance(value, (dict, list)) and not depth:
        raise _RefusedError(f"{name} is nested more than {DEPTH} deep")
    if isinstance(value, dict):
        for key, one in value.items():
            _flatten(one, f"{name}.{key}" if name else key, flat, depth - 1)
    elif isinstance(value, list):
        if any(isinstance(one, (dict, list)) for one in value):
            for key, one in _numbered(name, value):
                _flatten(one, key, flat, depth - 1)
        else:
            _put(flat, name, ", ".join(_text(one) for one in value if one is not None))
    else:
        _put(flat, name, _text(value))


def _numbered(name: str, values: list[Any]) -> Iterator[tuple[str, Any]]:
    counts: dict[str, int] = {}
    for one in values:
        kind, rest = name, one
        if isinstance(one, dict) and isinstance(one.get("kind"), str) and "value" in one:
            kind = "address" if one["kind"] == "post" else one["kind"]
            rest = {key: part for key, part in one.items() if key != "kind"}
        counts[kind] = counts.get(kind, 0) + 1
        yield f"{kind} {counts[kind]}", rest


def _put(flat: dict[str, str], name: str, text: str) -> None:
    if name in flat:
        raise _RefusedError(f"{name} stands twice in it")
    if len(text) > FIELD_LIMIT:
        raise _RefusedError(f"{name} is longer than {FIELD_LIMIT:,} characters")
    flat[name] = text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
