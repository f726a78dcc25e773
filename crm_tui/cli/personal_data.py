"""`crm personal-data`, `crm erase`: what is known of a person, given to them or erased."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crm_tui.cli.layout import columns, counted, one_line
from crm_tui.cli.session import Session, write
from crm_tui.errors import RuleError, UsageError
from crm_tui.services import erasure
from crm_tui.views import naming, personal_data


def give(session: Session, party: tuple[str, ...], to: str | None) -> None:
    """Write all that is known of a person as JSON, or as a ZIP with a text and the files."""
    from crm_tui.exchange import personal_data as files

    desk = session.desk
    number = naming.party(desk, " ".join(party))
    if to is None:
        write(files.as_json(desk, number).decode() + "\n")
        return
    from crm_tui.exchange.whole_file import write_whole

    target = Path(to).expanduser()
    packed = target.suffix.casefold() == ".zip"
    if not packed and target.suffix.casefold() != ".json":
        raise UsageError(f"{to} is neither .json nor .zip.", "A .zip has the files, too.")
    write_whole(target, (files.as_archive if packed else files.as_json)(desk, number))
    if session.json:
        session.answer({"party": number, "file": str(target)})
    else:
        name = one_line(naming.name_of(desk, number))
        session.tell([f"All that is known of {name} is in {target}."])


def erase(
    session: Session, party: tuple[str, ...], why: str | None, *, trial: bool, sure: bool
) -> None:
    """Erase a person's data for good; without --yes what would go is shown and nothing done."""
    desk = session.desk
    if not party:
        _list(session)
        return
    number = naming.party(desk, " ".join(party))
    name = one_line(naming.name_of(desk, number))
    if trial or not sure:
        counts = erasure.preview(desk, number)
        if session.json:
            session.answer({"party": number, "trial": True, "counts": counts})
        else:
            _tell_preview(session, number, name, counts)
        if not trial:
            raise RuleError(
                f"Nothing is erased: it cannot be taken back, so it needs --yes for {name}.",
                "Give the person their data first: 'crm personal-data'.",
            )
        return
    done = erasure.erase(desk, number, why or "")
    if session.json:
        session.answer({"party": number, "trial": False, **done._asdict()})
        return
    session.tell([
        f"The data of #{number} are erased: {counted(sum(done.counts.values()), 'row')},"
        f" {counted(done.files, 'file')}.",
        "Backups and exports that were made before still hold them: remove those, too.",
    ])  # fmt: skip


def _tell_preview(session: Session, number: int, name: str, counts: Mapping[str, int]) -> None:
    session.tell([f"Of #{number} {name} there would go:"])
    session.tell(columns((f"  {table.replace('_', ' ')}", f"{n:,}") for table, n in counts.items()))
    if mentions := personal_data.mentions(session.desk, number):
        entries = ", ".join(f"{entry}" for entry, _ in mentions[:20])
        session.tell([
            f"{counted(len(mentions), 'entry', 'entries')} about others name them and would stay:"
            f" {entries}."
        ])  # fmt: skip


def _list(session: Session) -> None:
    rows = erasure.records(session.desk)
    if session.json:
        session.answer(rows)
        return
    session.tell(
        columns((row.at[:10], f"#{row.party}", row.user, one_line(row.reason)) for row in rows)
        or ["No person's data have been erased."]
    )
