"""Records of a kind written for other programs, in the form that is asked for.

Columns are called as an import understands them, so that a file that went out comes back as the
same records. Rows are written as they are read: the memory an export takes does not grow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange.fields import OWN_COLUMN, meaning
from crm_tui.services.opening import Desk
from crm_tui.text.say import quoted
from crm_tui.views.whole_records import Asked, Kind, Records, whole

FORMS = ("csv", "xlsx", "json", "jsonl")
"""Forms in which every kind can be written."""
_NUMBER = re.compile(r" \d+(?: type)?$")
_OWN_FORMS = {"customers": ("vcf",), "people": ("vcf",), "tasks": ("ics",)}
_USUAL = {"tasks": "ics"}
_KINDS = {
    "users": ("whole_users", "USERS"),
    "products": ("whole_products", "PRODUCTS"),
    "customers": ("whole_parties", "CUSTOMERS"),
    "people": ("whole_parties", "PEOPLE"),
    "deals": ("whole_deals", "DEALS"),
    "interactions": ("whole_interactions", "INTERACTIONS"),
    "tickets": ("whole_tickets", "TICKETS"),
    "tasks": ("whole_tasks", "TASKS"),
    "documents": ("whole_documents", "DOCUMENTS"),
}
"""Where the columns of each kind stand; read only where they are asked for."""
KINDS = tuple(_KINDS)
"""What can be exported, in the order in which it comes in again: what others name comes first."""

Progress = Callable[[int], None]


class Export(NamedTuple):
    """What is to be written: a kind, which of its records, which columns ('': all), how.

    `raw` leaves out the guard that keeps text from running as a formula.
    """

    kind: str
    form: str
    asked: Asked = Asked()
    columns: tuple[str, ...] = ()
    raw: bool = False
    version: str = ""


class Written(NamedTuple):
    """How many records were written, and what there is to say about it."""

    records: int
    remarks: tuple[str, ...] = ()


def forms_of(kind: str) -> tuple[str, ...]:
    """The forms a kind can be written in; the usual one first."""
    usual = _USUAL.get(kind, "csv")
    return (usual, *(form for form in (*FORMS, *_OWN_FORMS.get(kind, ())) if form != usual))


def form_of(kind: str, name: str) -> str:
    """The form the ending of a file's name asks for; the usual one where it asks for none."""
    forms = forms_of(kind)
    ending = Path(name).suffix.removeprefix(".").casefold()
    return ending if ending in forms else forms[0]


def refuse_form(kind: str, form: str) -> None:
    """Raise UsageError for a form in which the kind cannot be written."""
    forms = forms_of(kind)
    if form not in forms:
        raise UsageError(
            f"{kind.capitalize()} cannot be written as {form}.",
            f"What can be said: {', '.join(forms)}.",
        )


def records_of(desk: Desk, kind: str, asked: Asked) -> Records:
    """The records of a kind that are asked for. Raises UsageError for an order there is not.

    A field of one's own that is called as one of ours is told from it by what stands before it.
    """
    found = _records(desk, kind, asked)
    ours = len(found.columns) - found.custom
    own = (
        f"{OWN_COLUMN}{name}" if name in found.columns[:ours] or meaning(kind, name) else name
        for name in found.columns[ours:]
    )
    return found._replace(columns=(*found.columns[:ours], *own))


def own_name(kind: str, code: str) -> str:
    """What the column of an own field is called in a file of this kind."""
    return f"{OWN_COLUMN}{code}" if meaning(kind, code) else code


def _records(desk: Desk, kind: str, asked: Asked) -> Records:
    if kind in ("customers", "people"):
        from crm_tui.views.whole_parties import whole_parties

        return whole_parties(desk, kind_of(kind), asked)
    if kind == "tasks":
        from crm_tui.views.whole_tasks import task_records

        return task_records(desk, asked)
    if kind == "documents":
        from crm_tui.views.whole_documents import document_records

        return document_records(desk, asked)
    return whole(desk, kind_of(kind), asked)


def write(
    desk: Desk, stream: BinaryIO, export: Export, progress: Progress | None = None
) -> Written:
    """Write the records into a stream.

    Raises UsageError for a form, a column or an order there is not.
    """
    refuse_form(export.kind, export.form)
    remarks: list[str] = []
    count = 0
    for count in _writing(desk, stream, export, remarks):
        if progress and not count % 100:
            progress(count)
    return Written(count, tuple(remarks))


def _writing(desk: Desk, stream: BinaryIO, export: Export, remarks: list[str]) -> Iterator[int]:
    if export.form == "ics":
        from crm_tui.exchange.ical_writing import write_calendar
        from crm_tui.views.whole_tasks import whole_tasks

        return write_calendar(stream, whole_tasks(desk, export.asked), desk.clock.zone)
    if export.form == "vcf":
        from crm_tui.exchange.vcard_writing import write_cards
        from crm_tui.views.whole_cards import whole_cards

        cards = whole_cards(desk, export.kind, export.asked)
        return write_cards(stream, cards, version=export.version or "3.0")
    records = _chosen(records_of(desk, export.kind, export.asked), export.columns)
    return _table(stream, export, records, remarks)


def _table(stream: BinaryIO, export: Export, records: Records, remarks: list[str]) -> Iterator[int]:
    if export.form == "csv":
        from crm_tui.exchange.csv_writing import write_csv

        return write_csv(stream, records, raw=export.raw)
    if export.form == "xlsx":
        from crm_tui.exchange.xlsx_writing import LONGEST, write_xlsx

        said = f"a text is longer than the {LONGEST:,} signs a cell of a workbook holds: it is cut"

        def cut() -> None:
            if said not in remarks:
                remarks.append(said)

        return write_xlsx(stream, records, title=export.kind, raw=export.raw, cut=cut)
    from crm_tui.exchange.json_writing import write_json

    return write_json(stream, records, lines=export.form == "jsonl", raw=export.raw)


def _chosen(records: Records, wanted: Sequence[str]) -> Records:
    """The records with these columns alone, in this order.

    A name without its number (`phone`) stands for all columns of it. Raises UsageError, with the
    nearest name, for a column there is not.
    """
    if not wanted:
        return records
    places: list[int] = []
    for name in wanted:
        found = [at for at, column in enumerate(records.columns) if _is_named(column, name)]
        if not found:
            near = get_close_matches(name, records.columns, 1, 0.5)
            hint = f"Did you mean '{near[0]}'?" if near else f"{', '.join(records.columns)}."
            raise UsageError(f"There is no column {quoted(name)}.", hint)
        places += [at for at in found if at not in places]
    columns = tuple(records.columns[at] for at in places)
    rows = ([row[at] for at in places] for row in records.rows)
    return Records(columns, records.total, rows)


def _is_named(column: str, name: str) -> bool:
    said, known = name.strip().casefold(), column.casefold()
    return said in (known, _NUMBER.sub("", known))


def kind_of(name: str) -> Kind:
    """The columns of a kind, and where its records stand."""
    module, constant = _KINDS[name]
    found: Kind = getattr(import_module(f"crm_tui.views.{module}"), constant)
    return found
