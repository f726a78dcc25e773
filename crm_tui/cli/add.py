"""`crm add`: a quick line, as key A (S47)."""

from __future__ import annotations

from crm_tui.cli.layout import say_date
from crm_tui.cli.session import Session
from crm_tui.services import quick
from crm_tui.views import naming


def add(session: Session, text: tuple[str, ...], party: str | None) -> None:
    """Write a quick line into the log, with its follow-up, and say what was understood."""
    desk = session.desk
    about = naming.party(desk, party) if party else None
    taken = quick.take_down(desk, " ".join(text), about)
    line = taken.line
    if session.json:
        session.answer(
            {
                "party": taken.party,
                "name": taken.name,
                "entry": taken.entry,
                "task": taken.task,
                "understood": line,
            }
        )
        return
    way = f" by {line.channel.replace('_', ' ')}" if line.channel else ""
    session.tell([f"{taken.name} (#{taken.party}): {line.kind}{way}, entry {taken.entry}."])
    if line.people:
        session.tell([f"With {', '.join(line.people)}."])
    if taken.task:
        due = f", due {say_date(desk, line.due)}" if line.due else ""
        session.tell([f"Task {taken.task}: {line.follow_up or line.text}{due}."])
