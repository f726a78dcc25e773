"""`crm import`: a file brought in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crm_tui.cli.commands import KINDS
from crm_tui.cli.progress import progress_of
from crm_tui.cli.session import Session
from crm_tui.config import did_you_mean
from crm_tui.errors import UsageError
from crm_tui.exchange.importing import take_over, with_own_fields
from crm_tui.exchange.importing_all import is_whole
from crm_tui.exchange.mapping_files import read_mapping
from crm_tui.exchange.plans import Plan, TablePlan
from crm_tui.exchange.report import BECOMES, SHOWN, Doubt, Report
from crm_tui.exchange.said_values import parse_value
from crm_tui.exchange.table import Said
from crm_tui.exchange.wishes import Wishes, fitted, look_as, remembered, remembering


def import_file(
    session: Session,
    file: str,
    said: tuple[str, ...],
    mapping: tuple[str, ...],
    values: tuple[str, ...],
    *,
    rejects: str | None,
    mapping_file: str | None,
    save_mapping: str | None,
    trial: bool,
    update: bool,
    revive: bool,
    changes: bool,
    anew: bool,
    header: int | None,
    **written: str | None,
) -> None:
    """Show how the file is read, take it over as one change set, report on every row (rule 15)."""
    path = Path(file)
    if is_whole(path):
        _bring_in(session, path, trial=trial)
        return
    wishes = Wishes(
        _kind(session, said),
        _fields(mapping),
        tuple(parse_value(value) for value in values),
        Said(header=header, **{name: said or "" for name, said in written.items()}),
    )
    if mapping_file:
        wishes = _joined(fitted(path, read_mapping(Path(mapping_file))), wishes)
    # What cannot be is told before a database is made.
    found = None if wishes == Wishes() else look_as(path, wishes)
    desk = session.sit_down("import")
    before = None if wishes.says_anything or anew else remembered(desk, path)
    if before is not None:
        wishes = before.wishes
    plan = with_own_fields(desk, found or look_as(path, wishes))
    if save_mapping:
        _save(Path(save_mapping), plan, wishes)
    if not session.json:
        last = [f"As the last of these columns, {before.day} (--anew: not)"] if before else []
        session.tell([*plan.sentences(), *last, ""])
    report = take_over(
        desk,
        plan,
        update=update,
        trial=trial,
        revive=revive,
        rejects=Path(rejects) if rejects else None,
        progress=progress_of("rows"),
        remember=remembering(desk, plan, wishes),
    )
    if session.json:
        if before is not None:
            told = Doubt(0, f"read as the last file of these columns, {before.day}")
            report = report._replace(warnings=(told, *report.warnings))
        session.answer(report.as_json(changes=changes))
        return
    session.tell(report.sentences())
    if changes:
        session.tell(report.changed_sentences() or ["Nothing that is here differs."])
    session.tell(_asked(report, trial=trial))
    if report.change_set:
        session.tell([f"'crm undo {report.change_set}' takes it back."])
    if trial:
        session.tell(["This was a trial: nothing was written."])


def _bring_in(session: Session, path: Path, *, trial: bool) -> None:
    """Bring a whole database into an empty one."""
    from crm_tui.exchange.importing_all import bring_in, opened

    with opened(path) as there:
        if not session.json:
            session.tell([*there.sentences(), ""])
        if trial:
            rows = {name: told["rows"] for name, told in there.manifest["tables"].items()}
            if session.json:
                session.answer({"kind": "all", "written": rows, "change_set": None})
            else:
                session.tell(["This was a trial: nothing was written."])
            return
        came = bring_in(session.sit_down("import"), there, progress_of("rows"))
    if session.json:
        session.answer({"kind": "all", "written": came.counts, "change_set": came.change_set})
        return
    said = f"{sum(came.counts.values()):,} rows in {len(came.counts)} tables brought in."
    session.tell([said, f"'crm undo {came.change_set}' takes it back."])
    if came.added:
        session.tell([f"Nobody of the login '{came.added}' came with them: you were added."])


def _joined(written: Wishes, said: Wishes) -> Wishes:
    """What a file of wishes says, and what is said now, which goes before it."""
    told = {name: value for name, value in said.said._asdict().items() if value not in ("", None)}
    return Wishes(
        said.kind or written.kind,
        {**written.fields, **said.fields},
        (*written.values, *said.values),
        written.said._replace(**told),
    )


def _save(path: Path, plan: Plan, wishes: Wishes) -> None:
    from crm_tui.exchange.mapping_files import write_mapping

    if not isinstance(plan, TablePlan):
        raise UsageError(f"{plan.source.name} has no columns to write a mapping of.")
    if path.exists() and path.samefile(plan.source.name):
        raise UsageError("The mapping cannot replace the file it is about.")
    write_mapping(path, plan.kind, plan.columns.columns, wishes)


def _asked(report: Report, *, trial: bool) -> list[str]:
    """How to say what becomes of names that nobody here has; once for all rows.

    Those of what was made are told while there is still a choice, in a trial.
    """
    asked = [one for one in report.unknown if trial or one.becomes != "made"]
    if not asked:
        return []
    said = [f"Not known here: {len(asked)} names; --map-value says what becomes of each:"]
    for field in dict.fromkeys(one.field for one in asked):
        alike = [one for one in asked if one.field == field]
        for one in alike[:SHOWN]:
            near = f"; nearly: {one.near}" if one.near else ""
            rows = "1 row" if one.rows == 1 else f"{one.rows:,} rows"
            said.append(f"  {field}:{one.word}=   ({rows}, {BECOMES[one.becomes]}{near})")
        if len(alike) > SHOWN:
            more = len(alike) - SHOWN
            said.append(f"  and {more} more of {field} (--json --changes lists them)")
    return [*said, "'=NAME' is that one, '=+' makes it, '=-' leaves it out."]


def _kind(session: Session, said: tuple[str, ...]) -> str:
    """What the file holds; `--as` also says who one is here, and no login is a kind's name."""
    kind = ""
    for word in said:
        if word in KINDS:
            kind = word
        elif near := did_you_mean(word, KINDS):
            raise UsageError(f"There is no kind of file '{word}'.", near)
        else:
            session.login = word
    return kind


def _fields(mapping: Iterable[str]) -> dict[str, str]:
    fields = {}
    for one in mapping:
        column, equals, field = one.rpartition("=")
        if not equals:
            raise UsageError(f"'{one}' maps nothing.", "For example: --map 'Firma=name'.")
        fields[column] = field
    return fields
