"""A file taken into the database: first looked at and shown, then taken over.

`look` finds out how the file is written and what its columns mean and writes nothing; `take_over`
does what was shown, as one change set (`domain.md` rule 15), and reports on every row.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from crm_tui.errors import UsageError
from crm_tui.exchange.calendars import KIND as TASKS
from crm_tui.exchange.calendars import CalendarPlan, look_at_calendar
from crm_tui.exchange.databases import is_database, open_database
from crm_tui.exchange.ical_components import is_calendar
from crm_tui.exchange.json_tables import is_json, open_json
from crm_tui.exchange.kinds import UnclearError
from crm_tui.exchange.mapping import map_columns
from crm_tui.exchange.own_values import OwnValues, with_own
from crm_tui.exchange.plans import Plan, TablePlan
from crm_tui.exchange.read_ahead import read_ahead
from crm_tui.exchange.report import Doubt, Report, rejects_beside
from crm_tui.exchange.rows import Reading
from crm_tui.exchange.said_values import mapped_values
from crm_tui.exchange.source import Source, file_source
from crm_tui.exchange.spreadsheet_archives import is_spreadsheet
from crm_tui.exchange.table import Said, Table, open_table
from crm_tui.exchange.vcard_cards import is_cards
from crm_tui.exchange.vcards import KINDS as CARD_KINDS
from crm_tui.exchange.vcards import CardPlan, look_at_cards
from crm_tui.exchange.whole_file import refuse_database
from crm_tui.services.import_memory import keep_report
from crm_tui.services.intake.prepared import ReadyParty, ready
from crm_tui.services.intake.records import PartyRecord
from crm_tui.services.intake.references import with_nearest
from crm_tui.services.intake.taking import take_in
from crm_tui.services.intake.tally import Numbered, Progress, TakenIn, Tally
from crm_tui.services.opening import Desk
from crm_tui.text.safe import display

if TYPE_CHECKING:
    from crm_tui.exchange.sample_databases import SamplePlan


FilePlan: TypeAlias = "TablePlan | CalendarPlan | CardPlan | SamplePlan"
"""What `look` finds: a table, a calendar, address cards, or a database of several known tables."""


def look(
    source: Source | Path,
    *,
    kind: str = "",
    fields: Mapping[str, str] | None = None,
    values: Iterable[tuple[str, str, str]] = (),
    said: Said | None = None,
) -> FilePlan:
    """The plan for a file; nothing is written.

    `kind` (customers, people, ...), `fields` (column to field), `values` (column or field, what
    stands there, what it means here) and `said` (how it is written) are the user's word and go
    before what is found.

    Raises NotFoundError, or UsageError with what to say instead.
    """
    if isinstance(source, Path):
        source = file_source(source)
    if is_calendar(source):
        if fields or values or kind not in ("", TASKS):
            raise UsageError(
                f"{source.name} is a calendar: it holds tasks, and no columns to map.",
                "Leave out --map and --map-value, and say --as tasks or nothing.",
            )
        if said and said != Said():
            raise UsageError(
                f"{source.name} is a calendar: how it is written is told by the file.",
                "Leave out what is said about sheet, encoding, delimiter, header and the like.",
            )
        return look_at_calendar(source)
    if is_cards(source):
        if fields or values or kind not in ("", *CARD_KINDS) or (said and said != Said()):
            raise UsageError(
                f"{source.name} holds address cards: what is in them is told by the file.",
                "Say --as people or --as customers, or nothing.",
            )
        return look_at_cards(source, kind)
    if is_database(source) and not (said and said.sheet):
        from crm_tui.exchange.sample_databases import look_at_sample

        if (sample := look_at_sample(source)) is not None:
            _refuse_wishes(sample, kind, fields, values)
            return sample
    table = open_rows(source, said, kind)
    try:
        columns = map_columns(table, kind, fields)
    except UnclearError as unclear:
        raise _several(table) or unclear from None
    return TablePlan(table, columns, mapped_values(columns, values))


def _refuse_wishes(
    sample: SamplePlan, kind: str, fields: Mapping[str, str] | None, values: Iterable[object]
) -> None:
    if kind or fields or any(True for _ in values):
        raise UsageError(
            f"{sample.source.name} is {sample.name}: what its tables hold is known.",
            "Leave out --as and --map, or import one table: --sheet TABLE --as KIND.",
        )


def _several(table: Table) -> UsageError | None:
    """That the file holds several tables, where it does."""
    if not (again := table.again):
        return None
    lines = ", ".join(str(line) for line in again)
    return UsageError(
        f"{table.source.name} is not one table: its header stands again on "
        f"{'line' if len(again) == 1 else 'the lines'} {lines}.",
        "Save each part as a file of its own.",
    )


def open_rows(source: Source, said: Said | None = None, kind: str = "") -> Table:
    """The rows of a file, whatever its form; raises UsageError where it has none."""
    if is_database(source):
        return open_database(source, said)
    if is_spreadsheet(source):
        from crm_tui.exchange.spreadsheets import open_spreadsheet

        return open_spreadsheet(source, said, kind)
    if said and said.sheet:
        raise UsageError(
            f"{source.name} is no spreadsheet: it has no sheets.", "Leave out --sheet."
        )
    if is_json(source):
        return open_json(source, said)
    return open_table(source, said)


def with_own_fields(desk: Desk, plan: Plan) -> Plan:
    """The plan in which columns called as the firm's own fields are those."""
    if not isinstance(plan, TablePlan):
        return plan
    return plan._replace(columns=with_own(desk, plan.columns))


def take_over(
    desk: Desk,
    plan: Plan,
    *,
    update: bool = False,
    trial: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
    revive: bool = False,
    stop: Callable[[], bool] | None = None,
    remember: Callable[[], None] | None = None,
) -> Report:
    """Takes the file over as one change set; what became of each row.

    Records that are known already stay as they are, or with `update` take over what is new. A
    `trial` writes nothing to the database and no file but a `rejects` that was asked for.
    Rejected rows go to `rejects`, else to a file beside the source. With `revive` archived
    customers that rows are about come back. `stop` is asked again and again; `remember` writes
    what belongs to the change set where anything was taken over.

    Raises UsageError where the rejects cannot be written, before anything is; StoppedError where
    it was stopped, which leaves nothing of it.
    """
    _refuse_unusable(rejects, plan)
    plan = with_own_fields(desk, plan)
    run = _Run(desk, plan)
    label = f"imported {display(Path(plan.source.name).name)}"
    options = plan.options(label, update=update, trial=trial).reviving(revive)

    def lastly(tally: Tally) -> None:
        if remember is not None and tally.created + tally.updated:
            remember()

    with read_ahead(run.readings()) as readings:
        records = run.records(readings)
        taken = take_in(desk, plan.kind, records, options, progress, stop=stop, lastly=lastly)
    run.hear(taken)
    kept = None
    if run.rejected and (rejects or not trial):
        kept = run.keep_rejected(rejects)
    report = run.report(taken, kept, trial=trial)
    if report.change_set is not None:
        kept_report = report.as_kept(plan.sentences())
        file = str(Path(plan.source.name).absolute())
        keep_report(desk, report.change_set, file, plan.kind, kept_report)
    return report


class _Run:
    """One passage through the file: what was read, doubted and refused."""

    def __init__(self, desk: Desk, plan: Plan) -> None:
        self._desk = desk
        self._plan = plan
        self.read = 0
        self.doubts: list[Doubt] = plan.remarks()
        self.rejected: dict[int, str] = {}
        self._more: dict[int, tuple[int, ...]] = {}
        self._own = OwnValues(desk)
        if isinstance(plan, TablePlan):
            self._own.look_at(plan.table, plan.columns)

    def readings(self) -> Iterator[Reading]:
        """Every row as a record, made ready as far as that needs no database."""
        for reading in self._plan.readings(self._desk.currency):
            record = reading.record
            if record is None or isinstance(record, ReadyParty):
                yield reading
                continue
            own, doubts = self._own.read(record)
            made = (
                ready(reading.line, own, self._desk.home_country)
                if isinstance(own, PartyRecord)
                else own
            )
            yield reading._replace(record=made, doubts=(*reading.doubts, *doubts))

    def records(self, readings: Iterable[Reading]) -> Iterator[Numbered]:
        """The rows that can be taken, with their lines; the others are noted."""
        for reading in readings:
            self.read += 1
            if reading.more:
                self._more[reading.line] = reading.more
            self.doubts.extend(Doubt(reading.line, doubt) for doubt in reading.doubts)
            if reading.record is None:
                self._reject(reading.line, reading.problem)
            else:
                yield reading.line, reading.record

    def hear(self, taken: TakenIn) -> None:
        """Notes what the database had to say about the records."""
        self.doubts.extend(Doubt(*remark) for remark in taken.warnings)
        for remark in taken.rejected:
            self._reject(*remark)

    def keep_rejected(self, said: Path | None) -> str | None:
        """Writes the rejected rows, as they stand in the file, with their reasons; where."""
        path = said or rejects_beside(self._plan.source.name, self._plan.rejects_ending)
        try:
            return self._plan.keep_rejected(path, self._reasons(), replace=said is not None)
        except (UsageError, OSError) as error:  # the import stands: its report must be seen
            self.doubts.append(Doubt(0, f"the rejected rows could not be kept: {error}"))
            return None

    def report(self, taken: TakenIn, kept: str | None, *, trial: bool) -> Report:
        """What became of each row; `kept` is where the rejected ones are."""
        report = Report(
            self._plan.kind,
            self.read,
            taken.created,
            taken.updated,
            taken.unchanged,
            len(self.rejected),
            tuple(sorted(self.doubts)),
            kept,
            taken.change_set,
            refused=tuple(Doubt(*one) for one in sorted(self.rejected.items())),
            unknown=with_nearest(self._desk, taken.unknown) if trial else taken.unknown,
            changes=taken.changes,
            more_changes=taken.more_changes,
            parts=tuple(Doubt(*one) for one in taken.parts),
            mended=tuple(sorted(getattr(self._plan, "mended", ()))),
        )
        told = getattr(self._plan, "told", None)
        return report if told is None else told(report)

    def _reasons(self) -> dict[int, str]:
        """Why each rejected line of the file was, those of a record of several lines too."""
        return {
            each: reason
            for line, reason in self.rejected.items()
            for each in (line, *self._more.get(line, ()))
        }

    def _reject(self, line: int, reason: str) -> None:
        self.rejected[line] = reason
        self.doubts.append(Doubt(line, reason))


def _refuse_unusable(rejects: Path | None, plan: Plan) -> None:
    if rejects is None:
        return
    source = Path(plan.source.name)
    if rejects.exists() and source.exists() and rejects.samefile(source):
        raise UsageError("The rejected rows cannot replace the file they come from.")
    refuse_database(rejects)
    folder = rejects.parent
    if rejects.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(
            f"The rejected rows cannot be written to {rejects}.",
            "Name a file in a folder that is there.",
        )
