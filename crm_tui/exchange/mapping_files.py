"""What was said about a file's columns as a small text file that colleagues can use and read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crm_tui.errors import NotFoundError, UsageError
from crm_tui.exchange.fields import FIELDS
from crm_tui.exchange.mapping import BY_NAME, KEPT, Column
from crm_tui.exchange.table import Said
from crm_tui.exchange.whole_file import write_whole
from crm_tui.exchange.wishes import Wishes

_MOST_BYTES = 1 << 20
_HEAD = """\
# How a file of {kind} is taken in: crm import FILE --mapping THIS-FILE
"""
_SAID = {
    "encoding": "how letters are written",
    "delimiter": "what keeps cells apart: comma, semicolon, tab or bar",
    "dates": "dmy, mdy or ymd",
    "decimal": "the mark before a fraction",
    "phone_country": "country of telephone numbers that name none",
    "header": "the line of the column names; 0: there is none",
    "sheet": "which sheet of a spreadsheet",
}


def write_mapping(path: Path, kind: str, columns: Sequence[Column], wishes: Wishes) -> None:
    """Write what every column becomes, and what else was said, with a word on each.

    Raises UsageError where the file cannot be written.
    """
    write_whole(path, mapping_text(kind, columns, wishes).encode())


def mapping_text(kind: str, columns: Sequence[Column], wishes: Wishes) -> str:
    """The text of such a file."""
    lines = [_HEAD.format(kind=kind), f"kind = {_quoted(kind)}", ""]
    lines += [
        "# What each column becomes: 'skip' leaves it out, 'custom' keeps it as it is named.",
        "# A line that begins with # is found by the column's name; without it, it is said.",
    ]
    lines.append("[fields]")
    known = FIELDS[kind]
    for column in columns:
        field = ":".join(part for part in (column.target.field, column.target.label) if part)
        about = known.get(column.target.field, "")
        note = f"  # {about}" if about else ""
        found = "# " if column.reason in (BY_NAME, KEPT) else ""
        lines.append(f"{found}{_quoted(column.name)} = {_quoted(field)}{note}")
    if wishes.values:
        lines += ["", "# What words of the file mean here: '+' makes it, '-' leaves it out."]
        for field in dict.fromkeys(one[0] for one in wishes.values):
            lines.append(f"[values.{field}]")
            lines += [
                f"{_quoted(word)} = {_quoted(meaning)}"
                for name, word, meaning in wishes.values
                if name == field
            ]
    said = wishes.as_json().get("said", {})
    if said:
        lines += ["", "# How the file is written; what does not stand here is found out.", "[said]"]
        for name, value in said.items():
            shown = str(value) if isinstance(value, int) else _quoted(value)
            lines.append(f"{name} = {shown}  # {_SAID[name]}")
    return "\n".join(lines) + "\n"


def read_mapping(path: Path) -> Wishes:
    """The wishes that a text file says.

    Raises NotFoundError where it is not there, UsageError, with the line where it can be told,
    where it cannot be understood.
    """
    import tomllib

    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no file {path}.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{path} is too large for a mapping.")
    try:
        read = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f"{path} is no mapping: {error}.", "'--save-mapping' writes one."
        ) from error
    return _wishes(path, read)


def _wishes(path: Path, read: dict[str, Any]) -> Wishes:
    for name in read:
        if name not in ("kind", "fields", "values", "said"):
            raise UsageError(f"{path}: '{name}' means nothing in a mapping.")
    for name in ("fields", "values", "said"):
        if not isinstance(read.get(name, {}), dict):
            raise UsageError(f"{path}: '{name}' is to be a table: [{name}]")
    for name, value in read.get("said", {}).items():
        wanted = int if name == "header" else str
        if name not in Said._fields or not isinstance(value, wanted):
            raise UsageError(f"{path}: 'said' cannot say '{name}' so.")
    values = []
    for field, words in read.get("values", {}).items():
        if not isinstance(words, dict):
            raise UsageError(f"{path}: [values.{field}] is to say what words mean.")
        values += [(field, str(word), str(meaning)) for word, meaning in words.items()]
    plain = {**read, "values": values}
    if not isinstance(read.get("kind", ""), str):
        raise UsageError(f"{path}: 'kind' is to be a word.")
    return Wishes.from_json(plain)


def _quoted(text: str) -> str:
    r"""The text as a basic string of TOML: quotes, backslashes and control characters escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    plain = (c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{"".join(plain)}"'
