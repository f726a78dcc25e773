"""What these tests ask of rows of any kind: any cells, hostile ones first."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from hypothesis import strategies as st

from crm_tui.exchange.importing import look, take_over
from crm_tui.services.undo import undo
from crm_tui.text.safe import clean
from tests.builders import dump
from tests.exchange.reading import bytes_source, readings
from tests.naughty import CONTROLS, MARKUP, WIDE

TEXTS = [*CONTROLS, *MARKUP, *WIDE]


def tables(header: str, *telling: str) -> st.SearchStrategy[list[list[str]]]:
    """Rows of any cells under a header, some that tell something among them."""
    width = len(header.split(","))
    known = ["", "5", "2025-01-02", *telling, *TEXTS]
    cell = st.one_of(st.sampled_from(known), st.text())
    return st.lists(st.lists(cell, min_size=width, max_size=width), max_size=4)


def all_become_titled_or_a_sentence(header: str, cells: Iterable[Sequence[str]], kind: str) -> None:
    """Every row is a record with a clean title, or refused with the reason."""
    text = _written(header, cells).decode()
    for reading in readings(text, "file.csv", kind=kind):
        assert (reading.record is None) == bool(reading.problem)
        assert reading.record is None or reading.record.title == clean(reading.record.title) != ""


def come_in_and_go(desk, header: str, cells: Iterable[Sequence[str]], kind: str) -> None:
    """The rows are taken in or refused, each of them, and taken back without a trace."""
    before = dump(desk)
    source = bytes_source(_written(header, cells), "file.csv")
    report = take_over(desk, look(source, kind=kind))
    assert report.read == report.created + report.rejected
    assert report.created > 0
    undo(desk, report.change_set)
    assert dump(desk) == before


def _written(header: str, cells: Iterable[Sequence[str]]) -> bytes:
    stream = StringIO()
    csv.writer(stream).writerows([header.strip().split(","), *cells])
    return stream.getvalue().encode("utf-8", "replace")
