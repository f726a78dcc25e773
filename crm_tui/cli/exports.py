"""`crm export`: what is in the database written for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.cli.commands import KINDS
from crm_tui.cli.json_form import json_text
from crm_tui.cli.layout import counted
from crm_tui.cli.session import Session
from crm_tui.config import did_you_mean
from crm_tui.errors import RuleError, UsageError
from crm_tui.views import naming

if TYPE_CHECKING:
    from crm_tui.views.whole_tasks import WholeTask
    from crm_tui.views.whole_tickets import WholeTicket

FORMATS = {"tasks": ("ics", "csv", "json"), "tickets": ("csv", "json")}
"""What can be exported, and how; the first is meant where nothing is said."""


def export(
    session: Session,
    kind: str,
    *,
    form: str | None,
    to: str | None,
    of: str | None,
    party: str | None,
    done: bool,
) -> None:
    """Write tasks or tickets for other programs: to a file, or to standard output."""
    _refuse_unknown(kind)
    forms = FORMATS[kind]
    form = form or ("json" if session.json and to is None else _by_ending(to, forms))
    if form not in forms:
        raise UsageError(
            f"{kind.capitalize()} cannot be written as {form} yet.",
            f"What can be said: {', '.join(forms)}.",
        )
    if session.json and to is None and form != "json":
        raise UsageError(f"--json and {form} are two answers.", "Say where the file goes: --to.")
    data, count = (
        _tasks(session, form, _asked_tasks(session, of, party, done=done))
        if kind == "tasks"
        else _tickets(form, _asked_tickets(session, of, party, done=done))
    )
    if to is None:
        _put_out(data)
        return
    target = Path(to).expanduser()
    _refuse_database(session, target)
    from crm_tui.exchange.whole_file import write_whole

    write_whole(target, data)
    if session.json:
        session.answer({"kind": kind, "format": form, "written": count, "file": str(target)})
    else:
        session.tell([f"{counted(count, kind[:-1])} written to {target}."])


def _by_ending(to: str | None, forms: Sequence[str]) -> str:
    """The format a file's name asks for; the usual one where it asks for none."""
    ending = Path(to or "").suffix.removeprefix(".").casefold()
    return ending if ending in forms else forms[0]


def _asked_tasks(
    session: Session, of: str | None, party: str | None, *, done: bool
) -> Iterator[WholeTask]:
    from crm_tui.views.whole_tasks import whole_tasks

    desk = session.desk
    everyone = of == "everyone" or (party is not None and of is None)
    return whole_tasks(
        desk,
        user=None if everyone else naming.user(desk, of) if of else desk.user,
        party=naming.party(desk, party) if party else None,
        ended=done,
    )


def _asked_tickets(
    session: Session, of: str | None, party: str | None, *, done: bool
) -> Iterator[WholeTicket]:
    """The tickets: everyone's, for those of the desk are nobody's until somebody takes them."""
    from crm_tui.views.whole_tickets import whole_tickets

    desk = session.desk
    anyone = of in (None, "everyone")
    return whole_tickets(
        desk,
        user=None if anyone else 0 if of in ("nobody", "none") else naming.user(desk, of or ""),
        party=naming.party(desk, party) if party else None,
        ended=done,
    )


def _tasks(session: Session, form: str, tasks: Iterator[WholeTask]) -> tuple[bytes, int]:
    if form == "ics":
        from crm_tui.exchange.ical_writing import calendar

        return calendar(tasks, session.desk.clock.zone)
    if form == "csv":
        from crm_tui.exchange.task_lists import table

        return table(tasks)
    return _as_json(list(tasks))


def _tickets(form: str, tickets: Iterator[WholeTicket]) -> tuple[bytes, int]:
    if form == "csv":
        from crm_tui.exchange.ticket_lists import table

        return table(tickets)
    return _as_json(list(tickets))


def _as_json(rows: Sequence[WholeTask | WholeTicket]) -> tuple[bytes, int]:
    return f"{json_text(rows)}\n".encode("utf-8", "replace"), len(rows)


def _put_out(data: bytes) -> None:
    """Write bytes to standard output: line ends and encoding are the format's own."""
    if sys.stdout is None:
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _refuse_unknown(kind: str) -> None:
    if kind in FORMATS:
        return
    if kind in (*KINDS, "all"):
        raise UsageError(
            f"Of {kind} nothing can be exported yet.", f"What can be: {', '.join(FORMATS)}."
        )
    hint = did_you_mean(kind, KINDS) or f"What can be: {', '.join(FORMATS)}."
    raise UsageError(f"There is no kind '{kind}' to export.", hint)


def _refuse_database(session: Session, target: Path) -> None:
    database = Path(session.desk.store.engine.address)
    if target.exists() and database.exists() and target.samefile(database):
        raise RuleError("An export cannot replace the database itself.", "Name another file.")
