"""`crm export`: what is in the database written for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crm_tui.cli.commands import KINDS
from crm_tui.cli.layout import counted
from crm_tui.cli.progress import progress_of
from crm_tui.cli.session import Session, complain
from crm_tui.config import did_you_mean
from crm_tui.errors import RuleError, UsageError
from crm_tui.exchange import exporting
from crm_tui.exchange.exporting import Export, Written
from crm_tui.views import naming
from crm_tui.views.whole_records import Asked

_OWNED = ("tasks", "tickets")
_ABOUT = ("deals", "interactions", *_OWNED)


class _Words(NamedTuple):
    """What was said about which records are wanted."""

    of: str | None
    party: str | None
    done: bool
    filter: str | None
    view: str | None
    sort: str | None
    archived: bool


def export(
    session: Session,
    kind: str,
    who: tuple[str, ...],
    *,
    form: str | None,
    to: str | None,
    of: str | None,
    party: str | None,
    done: bool,
    filter_text: str | None,
    view: str | None,
    columns: str | None,
    sort: str | None,
    archived: bool,
    raw: bool,
    version: str | None,
    force: bool,
) -> None:
    """Write records of a kind, a card or everything: to a file, or to standard output."""
    _refuse_unknown(kind)
    if who and kind != "card":
        raise UsageError(f"'{' '.join(who)}' is one word too many.", "Whose they are: --party.")
    target = Path(to).expanduser() if to else None
    _refuse_target(session, target, force=force)
    if kind == "all":
        _export_all(session, target, form, raw=raw)
        return
    words = _Words(of, party, done, filter_text, view, sort, archived)
    if kind == "card":
        card = _card(session, " ".join(who))
        kind, asked = card
        form = form or ("vcf" if to is None and not session.json else None)
    else:
        asked = _asked(session, kind, words)
    chosen = Export(
        kind,
        _form(session, kind, form, to),
        asked,
        tuple(filter(None, (columns or "").split(","))),
        raw,
        version or "",
    )
    written = _written(session, chosen, target)
    for remark in written.remarks:
        complain(f"{remark[0].upper()}{remark[1:]}.")
    if target is None:
        return
    if session.json:
        session.answer(
            {"kind": kind, "format": chosen.form, "written": written.records, "file": to}
        )
    else:
        session.tell([f"{_counted(written.records, kind)} written to {target}."])


def _written(session: Session, export: Export, target: Path | None) -> Written:
    desk, progress = session.desk, progress_of(export.kind)
    with _stream(target, export.form) as stream:
        return exporting.write(desk, stream, export, progress)


@contextmanager
def _stream(target: Path | None, form: str) -> Iterator[BinaryIO]:
    """Where the bytes go: line ends and encoding are the format's own."""
    from crm_tui.exchange.whole_file import whole_file

    if target is not None:
        with whole_file(target) as stream:
            yield stream
        return
    out = sys.stdout.buffer if sys.stdout is not None else None
    if out is None:
        raise UsageError("There is no standard output.", "Say where the file goes: --to.")
    sys.stdout.flush()
    if form != "xlsx":
        yield out
    elif out.isatty():
        raise UsageError("A workbook is nothing to read here.", "Say where it goes: --to.")
    else:
        from shutil import copyfileobj
        from tempfile import TemporaryFile

        with TemporaryFile() as draft:  # a workbook is put together from its end
            yield draft
            draft.seek(0)
            copyfileobj(draft, out)
    out.flush()


def _asked(session: Session, kind: str, words: _Words) -> Asked:
    """Which records are wanted."""
    from crm_tui.views.whole_asked import filtered, viewed

    desk = session.desk
    _refuse_unfit(kind, words)
    who = naming.party(desk, words.party) if words.party else None
    if kind == "tasks":
        from crm_tui.views.whole_tasks import asked_tasks

        everyone = words.of == "everyone" or (words.of is None and bool(who or words.filter))
        mine = desk.user if words.of is None else 0
        asked = asked_tasks(
            user=None if everyone else mine or naming.user(desk, words.of or ""),
            party=who, ended=words.done, archived=words.archived,
        )  # fmt: skip
    elif kind == "tickets":
        from crm_tui.views.whole_tickets import asked_tickets

        anyone = words.of in (None, "everyone")
        nobody = words.of in ("nobody", "none")
        asked = asked_tickets(
            user=None if anyone else 0 if nobody else naming.user(desk, words.of or ""),
            party=who, ended=words.done or bool(words.view), archived=words.archived,
        )  # fmt: skip
    elif who is not None:
        column = "(d.party_id = ? OR d.contact_id = ?)" if kind == "deals" else _HAPPENED
        asked = Asked((column,), (who, who), words.archived)
    else:
        asked = Asked(archived=words.archived)
    if words.view:
        asked = asked._replace(within=viewed(desk, kind, words.view))
    if words.filter:
        asked = filtered(desk, kind, words.filter, asked)
    sort = words.sort or ""
    return asked._replace(sort=sort.removeprefix("-"), reverse=sort.startswith("-"))


_HAPPENED = (
    "(e.party_id = ? OR EXISTS"
    " (SELECT 1 FROM participant t WHERE t.entry_id = e.id AND t.party_id = ?))"
)


def _refuse_unfit(kind: str, words: _Words) -> None:
    if (words.of or words.done) and kind not in _OWNED:
        raise UsageError(
            f"--of and --done are for {' and '.join(_OWNED)}.", "Try --filter owner:LOGIN."
        )
    if words.party and kind not in _ABOUT:
        raise UsageError(f"--party is for {', '.join(_ABOUT)}.", "One customer: crm export card.")


def _card(session: Session, who: str) -> tuple[str, Asked]:
    """The one customer whose card is wanted."""
    if not who:
        raise UsageError("Whose card?", "For example: crm export card 'Rossi GmbH'.")
    desk = session.desk
    party = naming.party(desk, who)
    kind = desk.store.value("SELECT kind FROM party WHERE id = ?", (party,))
    return "customers" if kind == "company" else "people", Asked(ids=(party,))


def _export_all(session: Session, target: Path | None, form: str | None, *, raw: bool) -> None:
    if target is None:
        raise UsageError("Where does everything go?", "--to a folder, or to a file NAME.zip.")
    from crm_tui.exchange.exporting_all import write_everything, write_kinds

    if form not in (None, "jsonl", "csv", "xlsx"):
        raise UsageError(
            f"Everything cannot be written as {form}.",
            "jsonl is complete and comes in again; csv and xlsx are a file for each kind.",
        )
    progress = progress_of("records")
    if form in ("csv", "xlsx"):
        counts = write_kinds(session.desk, target, form, raw=raw, progress=progress)
    else:
        counts = write_everything(session.desk, target, progress)
    if session.json:
        session.answer({"kind": "all", "written": counts, "file": str(target)})
    else:
        total = sum(counts.values())
        session.tell([f"{total:,} records in {len(counts)} files written to {target}."])


def _form(session: Session, kind: str, form: str | None, to: str | None) -> str:
    form = form or ("json" if session.json and to is None else exporting.form_of(kind, to or ""))
    exporting.refuse_form(kind, form)
    if session.json and to is None and form != "json":
        raise UsageError(f"--json and {form} are two answers.", "Say where the file goes: --to.")
    return form


def _counted(count: int, kind: str) -> str:
    return (
        f"{count:,} people"
        if kind == "people" and count != 1
        else ("1 person" if kind == "people" else counted(count, kind[:-1]))
    )


def _refuse_unknown(kind: str) -> None:
    known = (*exporting.KINDS, "card", "all")
    if kind in known:
        return
    hint = did_you_mean(kind, (*known, *KINDS)) or f"What can be: {', '.join(known)}."
    raise UsageError(f"There is no kind '{kind}' to export.", hint)


def _refuse_target(session: Session, target: Path | None, *, force: bool) -> None:
    if target is None or not target.exists():
        return
    database = Path(session.desk.store.engine.address)
    if database.exists() and target.samefile(database):
        raise RuleError("An export cannot replace the database itself.", "Name another file.")
    if target.is_file() and not force:
        raise UsageError(f"{target} is there already.", "--force replaces it.")
