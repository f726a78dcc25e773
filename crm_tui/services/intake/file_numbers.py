"""The numbers that a file's records have where they come from: D12, CS-17."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crm_tui.services.intake.records import DealRecord, TicketRecord
from crm_tui.services.intake.tally import Tally
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean


class FileNumbers:
    """Numbers of deals or tickets; ours begin with their letter and are ours to give."""

    def __init__(self, desk: Desk, record: str, letter: str, tally: Tally) -> None:
        self._desk = desk
        self._record = record
        self._letter = letter
        self._tally = tally
        self._rows: dict[str, tuple[int, str]] = {}

    def read(self, numbers: Iterable[str]) -> None:
        """Look up a batch of numbers."""
        wanted = sorted({_plain(number) for number in numbers if number})
        for number, row, title in self._desk.store.rows_by_id(
            f"SELECT number, id, title FROM {self._record} WHERE number IN ({{ids}})", wanted
        ):
            self._rows[number] = (row, title)

    def find(self, number: str, title: str) -> int | None:
        """The record that has this number and title, if it has been read or given."""
        row, known = self._rows.get(_plain(number), (None, "")) if number else (None, "")
        return row if row is not None and fold(known) == fold(clean(title)) else None

    def give(self, line: int, number: str, title: str, row: int) -> str:
        """The number of a new record: the file's where it is free, else one of ours."""
        own, said = f"{self._letter}{row}", _plain(number)
        if not said or said == own:
            return own
        if (said[0] == self._letter and said[1:].isdecimal()) or said in self._rows:
            self._tally.warn_once(line, "numbers that are given here otherwise are left out")
            return own
        self._rows[said] = (row, title)
        return said

    def kept(self, record: DealRecord | TicketRecord, number: str) -> Iterator[tuple[str, str]]:
        """The record's keys in other systems; the number it had is one where it got another."""
        yield from record.other_keys
        said = _plain(record.number)
        if said not in ("", number) and said != _plain(record.external_id):
            yield f"{self._record}number", said


def _plain(number: str) -> str:
    return clean(number).upper()
