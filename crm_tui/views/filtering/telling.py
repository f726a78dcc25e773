"""What fields there are to filter by, for the help."""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views.filtering.records import RECORDS, Kind, own


class FieldRow(NamedTuple):
    """A field as the help tells it."""

    name: str
    aliases: tuple[str, ...]
    meaning: str
    example: str
    own: bool = False


def fields(desk: Desk, kind: Kind) -> list[FieldRow]:
    """The fields of a kind of record, the firm's own last."""
    found = [
        FieldRow(one.name, one.aliases, one.meaning, one.example or f"{one.name}:...")
        for one in RECORDS[kind].fields
    ]
    mine = [
        FieldRow(one.name, (), one.meaning, f"{one.name}:...", own=True) for one in own(desk, kind)
    ]
    return found + mine
