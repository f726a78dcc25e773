"""Writing to a file what the list shows, as it stands, or the card one is at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crm_tui.errors import UsageError
from crm_tui.text.say import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from crm_tui.exchange.exporting import Written
    from crm_tui.store.desk import Desk
    from crm_tui.tui.workspace import Workspace
    from crm_tui.views.list_columns import ListColumn

_PARTIES = (
    "kind", "name", "company", "phone", "email", "city", "lifecycle", "relationship", "owner",
    "last contact",
)  # fmt: skip
_DEALS = (
    "number", "title", "customer", "contact", "owner", "stage", "amount", "currency",
    "probability", "expected close",
)  # fmt: skip
_TASKS = (
    "title", "customer", "assignee", "kind", "priority", "due", "start", "minutes", "status",
)  # fmt: skip
_TICKETS = (
    "ticket number", "title", "kind", "state", "priority", "queue", "company", "contact",
    "product", "assignee", "opened", "answer due", "solution due",
)  # fmt: skip


_WRITTEN = {"state": "lifecycle", "last": "last contact", "added": "created", "next": ""}
"""What files call columns of the lists otherwise; '' is not in them."""


class _Shown(NamedTuple):
    """What is written: a kind, what tells its records in their order, the columns, its title."""

    kind: str
    title: str
    ids: Callable[[Desk], Sequence[int]]
    columns: tuple[str, ...] = ()
    usual: str = "csv"


def list_export(workspace: Workspace) -> None:
    """Ask for the file that what is shown is written to."""
    shown = _shown(workspace)
    start = _usual_name(shown, workspace.desk.clock.today())
    workspace.status.ask(
        f"write {shown.title} to (.csv .xlsx .json .jsonl{_more(shown.kind)}):",
        lambda text: begin(workspace, text.strip() or start),
        value=start,
    )


def begin(workspace: Workspace, file: str) -> None:
    """Write what is shown to a file, whose ending says the format; one that is there is asked for.

    Raises UsageError for an ending that is no format of what is shown.
    """
    from crm_tui.exchange import exporting

    shown = _shown(workspace)
    target = Path(file or _usual_name(shown, workspace.desk.clock.today())).expanduser()
    form = target.suffix.removeprefix(".").casefold()
    if not form:
        target = target.with_suffix(f".{shown.usual}")
        form = shown.usual
    exporting.refuse_form(shown.kind, form)
    if _is_database(workspace, target):
        raise UsageError("An export cannot replace the database itself.", "Name another file.")
    if target.exists():
        question = f"replace {quoted(target.name)}?"
        workspace.status.confirm(question, lambda: _write(workspace, shown, target, form))
    else:
        _write(workspace, shown, target, form)


def _write(workspace: Workspace, shown: _Shown, target: Path, form: str) -> None:
    def write(desk: Desk) -> Written:
        from crm_tui.exchange import exporting
        from crm_tui.exchange.whole_file import whole_file
        from crm_tui.views.whole_records import Asked

        asked = Asked(ids=shown.ids(desk))
        columns = () if form in ("vcf", "ics") else shown.columns
        with whole_file(target) as stream:
            return exporting.write(desk, stream, exporting.Export(shown.kind, form, asked, columns))

    def done(written: Written) -> None:
        place = target.resolve()
        said = "1 record" if written.records == 1 else f"{written.records:,} records"
        more = "".join(f" {remark[0].upper()}{remark[1:]}." for remark in written.remarks)
        workspace.status.say(f"{said} written to {place}.{more}", "warn" if more else "good")

    workspace.status.say(f"Writing {shown.title} to {target.name}")
    workspace.errands.read("export", write, done)


def _shown(workspace: Workspace) -> _Shown:
    """The list as it stands, of it the marked ones where there are any; inside a card, that."""
    place = workspace.place
    if workspace.pane is not place.list:
        return _card(workspace)
    marks = place.list.marks
    if place.sign.name == "pipeline":
        return _Shown("deals", *_listed("deals", marks, _board(workspace)), _DEALS)
    if place.sign.name == "agenda":
        return _Shown("tasks", *_listed("tasks", marks, _agenda(workspace)), _TASKS)
    if place.sign.name == "tickets":
        further = _as_written(workspace.desk, "tickets", workspace.places.tickets.pane.further)
        columns = tuple(dict.fromkeys((*_TICKETS, *further)))
        return _Shown("tickets", *_listed("tickets", marks, _queue(workspace)), columns)
    columns = _as_written(workspace.desk, "customers", workspace.places.customers.pane.shown.chosen)
    listed = _listed("customers", marks, _customers(workspace))
    return _Shown("customers", *listed, columns or _PARTIES)


def _as_written(desk: Desk, kind: str, chosen: Sequence[ListColumn]) -> tuple[str, ...]:
    """What files call the columns that were chosen; those that are empty everywhere are left out.

    The next step is no part of a customer's file: it is a task.
    """
    from crm_tui.exchange.exporting import own_name
    from crm_tui.views.filtering.own_fields import untyped

    filled = untyped(desk, "party" if kind == "customers" else "ticket") if chosen else ()
    names = (
        (own_name(kind, one.name) if one.name in filled else "")
        if one.is_own
        else _WRITTEN.get(one.name, one.name)
        for one in chosen
    )
    return tuple(name for name in names if name)


def _listed(
    what: str, marks: set[int], everything: Callable[[Desk], Sequence[int]]
) -> tuple[str, Callable[[Desk], Sequence[int]]]:
    """What is written, in words, and its ids: those of the list, in its order."""
    if not marks:
        return f"the {what} shown", everything
    chosen = set(marks)
    return (
        f"{len(chosen):,} marked {what}",
        lambda desk: [one for one in everything(desk) if one in chosen],
    )


def _card(workspace: Workspace) -> _Shown:
    about = workspace.place.about_here()
    if about is not None:
        one, kind = about.id, f"{about.what}s"
        return _Shown(kind, quoted(about.title), lambda _: (one,))
    party = workspace.party
    if party is None:
        raise UsageError(workspace.place.say_nobody())
    row = workspace.desk.store.row("SELECT kind, name FROM party WHERE id = ?", (party,))
    kind = "customers" if row[0] == "company" else "people"
    return _Shown(kind, quoted(row[1]), lambda _: (party,), usual="vcf")


def _customers(workspace: Workspace) -> Callable[[Desk], Sequence[int]]:
    from crm_tui.views import customers

    query = workspace.places.customers.pane.query_shown
    return lambda desk: customers.all_ids(desk, query)


def _board(workspace: Workspace) -> Callable[[Desk], Sequence[int]]:
    from crm_tui.views import board

    query = workspace.places.pipeline.pane.shown

    def ids(desk: Desk) -> Sequence[int]:
        stages = [column.stage.id for column in board.columns(desk, query)]
        return [one for stage in stages for one in board.page(desk, query, stage, 0, _ALL)]

    return ids


def _agenda(workspace: Workspace) -> Callable[[Desk], Sequence[int]]:
    from crm_tui.views import agenda

    sheet = workspace.sheet.sheet
    return lambda desk: list(dict.fromkeys(agenda.all_ids(desk, sheet))) if sheet else []


def _queue(workspace: Workspace) -> Callable[[Desk], Sequence[int]]:
    from crm_tui.views import tickets

    query = workspace.places.tickets.pane.shown
    return lambda desk: tickets.all_ids(desk, query)


_ALL = 1_000_000_000


def _usual_name(shown: _Shown, today: date) -> str:
    stem = shown.kind if shown.columns else "card"
    return f"{stem}-{today:%Y-%m-%d}.{shown.usual}"


def _more(kind: str) -> str:
    return {"customers": " .vcf", "people": " .vcf", "tasks": " .ics"}.get(kind, "")


def _is_database(workspace: Workspace, target: Path) -> bool:
    database = Path(workspace.desk.store.engine.address)
    return target.exists() and database.exists() and target.samefile(database)
