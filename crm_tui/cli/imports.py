"""`crm import`: a file brought in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crm_tui.cli.commands import KINDS
from crm_tui.cli.progress import progress_of
from crm_tui.cli.session import Session
from crm_tui.config import did_you_mean
from crm_tui.errors import UsageError
from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.said_values import parse_value
from crm_tui.exchange.table import Said


def import_file(
    session: Session,
    file: str,
    said: tuple[str, ...],
    mapping: tuple[str, ...],
    values: tuple[str, ...],
    rejects: str | None,
    *,
    trial: bool,
    update: bool,
    header: int | None,
    **written: str | None,
) -> None:
    """Show how the file is read, take it over as one change set, report on every row (rule 15)."""
    plan = look(
        Path(file),
        kind=_kind(session, said),
        fields=_fields(mapping),
        values=[parse_value(value) for value in values],
        said=Said(header=header, **{name: said or "" for name, said in written.items()}),
    )
    if not session.json:
        session.tell([*plan.sentences(), ""])
    report = take_over(
        session.sit_down("import"),
        plan,
        update=update,
        trial=trial,
        rejects=Path(rejects) if rejects else None,
        progress=progress_of("rows"),
    )
    if session.json:
        session.answer(report.as_json())
        return
    session.tell(report.sentences())
    if report.change_set:
        session.tell([f"'crm undo {report.change_set}' takes it back."])
    if trial:
        session.tell(["This was a trial: nothing was written."])


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
