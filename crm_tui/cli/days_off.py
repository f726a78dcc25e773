"""`crm day-off`: the days on which nobody works, or not one colleague."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crm_tui.cli import meaning
from crm_tui.cli.layout import columns, counted
from crm_tui.cli.session import Session
from crm_tui.text.day_words import WEEKDAYS
from crm_tui.views import days_off, naming

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk


def add(session: Session, first: str, more: tuple[str, ...], colleague: str | None) -> None:
    """Note a day off, or all from a day to another one, with a name."""
    from crm_tui.services import days_off as services

    desk = session.desk
    begin = meaning.day(desk, first)
    end, name = _rest(desk, more)
    user = naming.user(desk, colleague) if colleague else None
    new = services.add(desk, begin, end, user=user, name=name)
    if session.json:
        session.answer({"first": begin, "last": end or begin, "user": user, "added": new})
    else:
        session.tell([f"Noted {counted(new, 'day')} off {_whose(colleague)}."])


def listing(session: Session, colleague: str | None, since: str | None) -> None:
    """Show the days off from today on, or from another day."""
    desk = session.desk
    user = naming.user(desk, colleague) if colleague else None
    begin = meaning.day(desk, since) if since else desk.clock.today()
    rows = days_off.listing(desk, begin, user)
    if session.json:
        session.answer(rows)
    elif rows:
        session.tell(
            columns(
                (f"{WEEKDAYS[row.day.weekday()]} {row.day}", row.login or "everybody", row.name)
                for row in rows
            )
        )
    else:
        session.tell(["No days off are noted."])


def remove(session: Session, first: str, last: str | None, colleague: str | None) -> None:
    """Note days as worked again."""
    from crm_tui.services import days_off as services

    desk = session.desk
    begin = meaning.day(desk, first)
    end = meaning.day(desk, last) if last else None
    user = naming.user(desk, colleague) if colleague else None
    gone = services.remove(desk, begin, end, user=user)
    if session.json:
        session.answer({"first": begin, "last": end or begin, "user": user, "removed": gone})
    else:
        session.tell([f"Took away {counted(gone, 'day')} off {_whose(colleague)}."])


def _rest(desk: Desk, words: tuple[str, ...]) -> tuple[date | None, str]:
    """The last day, where the first of the words is one, and the name."""
    from crm_tui.text.dates import parse_day

    end = parse_day(words[0], desk.clock.today()) if words else None
    return end, " ".join(words[1:] if end else words)


def _whose(colleague: str | None) -> str:
    return f"for {colleague}" if colleague else "for everybody"
