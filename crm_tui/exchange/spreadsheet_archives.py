"""What a spreadsheet file is made of, looked at before anything in it is unpacked.

xlsx and ods are zip archives, xls is an older kind of container. What is no spreadsheet, is
locked with a password or would unpack to far more than it seems is refused here in a sentence.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from struct import error as StructError  # noqa: N812 - it is an exception
from zipfile import BadZipFile, ZipFile, ZipInfo

from crm_tui.errors import UsageError
from crm_tui.exchange.source import Source

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xltx", ".xls", ".ods"})

FILE_LIMIT = 200 << 20
UNPACKED_LIMIT = 500 << 20
SHRUNK_LIMIT = 200
SMALL = 5 << 20
PARTS_LIMIT = 10_000

_CHUNK = 1 << 20
_BEGINNING = 1 << 14
_CONTENTS = "META-INF/manifest.xml"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_AS_CSV = "Save the sheet as CSV and import that."
_BROKEN = (
    BadZipFile, NotImplementedError, RuntimeError, zlib.error, StructError, EOFError, OSError,
    ValueError,
)  # fmt: skip


def is_spreadsheet(source: Source) -> bool:
    """Whether the file is a spreadsheet, or calls itself one."""
    if Path(source.name).suffix.lower() in ENDINGS:
        return True
    with source.open() as stream:
        return stream.read(8).startswith((ZIP, OLE))


def refuse_unsafe(source: Source) -> None:
    """Raises UsageError where the file is no spreadsheet or is not to be unpacked."""
    with source.open() as stream:
        head = stream.read(8)
        size = stream.seek(0, 2)
    if size > FILE_LIMIT:
        raise UsageError(f"{source.name} is larger than {FILE_LIMIT >> 20} MB.", _AS_CSV)
    if head.startswith(ZIP):
        _refuse_archive(source)
    elif head != OLE:
        raise UsageError(
            f"{source.name} is named like a spreadsheet, but it is none.",
            "If it is a table of text, name it .csv; otherwise save it again as xlsx.",
        )
    elif _holds(source, _LOCKED):
        raise locked(source)


def locked(source: Source) -> UsageError:
    """That the file is locked with a password."""
    return UsageError(
        f"{source.name} is locked with a password.", "Save it without one and import that."
    )


def unreadable(source: Source) -> UsageError:
    """That nothing can be read from the file."""
    return UsageError(
        f"{source.name} is damaged or cut off: no sheet can be read from it.",
        "Open it in a spreadsheet program and save it again.",
    )


def _refuse_archive(source: Source) -> None:
    try:
        with source.open() as stream, ZipFile(stream) as archive:
            parts = archive.infolist()
            _refuse_parts(source, parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".XML")):
                    with archive.open(part) as text:
                        beginning = text.read(_BEGINNING)
                    _refuse_entities(source, beginning)
                    if part.filename == _CONTENTS and b":encryption-data" in beginning:
                        raise locked(source)
    except _BROKEN as error:
        raise unreadable(source) from error


def _refuse_parts(source: Source, parts: Sequence[ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if not ("content.xml" in names or any(name.startswith("xl/") for name in names)):
        raise UsageError(f"{source.name} is an archive, but no spreadsheet.", _AS_CSV)
    if any(part.flag_bits & 1 for part in parts):
        raise locked(source)
    swollen = any(
        part.file_size > SMALL and part.file_size > SHRUNK_LIMIT * part.compress_size
        for part in parts
    )
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS_LIMIT or swollen or unpacked > UNPACKED_LIMIT:
        raise UsageError(
            f"{source.name} would unpack to {unpacked >> 20} MB in {len(parts)} parts, "
            "as no spreadsheet should.",
            f"If you trust it: {_AS_CSV[0].lower()}{_AS_CSV[1:]}",
        )


def _refuse_entities(source: Source, beginning: bytes) -> None:
    if b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning:
        raise UsageError(
            f"{source.name} declares entities, which no spreadsheet program writes.",
            "Open it in a spreadsheet program and save it again.",
        )


def _holds(source: Source, wanted: bytes) -> bool:
    with source.open() as stream:
        rest = b""
        while piece := stream.read(_CHUNK):
            if wanted in rest + piece:
                return True
            rest = piece[-len(wanted) :]
    return False
