"""`crm competitor`: what is known of them, and how it stands between them and us."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.cli import meaning
from crm_tui.cli.layout import columns, counted, one_line, say_date, say_money
from crm_tui.cli.session import Session
from crm_tui.errors import UsageError
from crm_tui.services import competitors as services
from crm_tui.views import competitors, naming
from crm_tui.views import deals as deal_views
from crm_tui.views.competitors import Contest
from crm_tui.views.figures import Chosen


def note(
    session: Session,
    party: str,
    kind: str,
    text: tuple[str, ...],
    *,
    market: str | None,
    day: str | None,
    source: str | None,
) -> None:
    """Note a move, an action, a strength, a weakness or a price."""
    desk = session.desk
    found = naming.party(desk, party)
    meant = [one for one in competitors.KINDS if one.startswith(kind.casefold())]
    if len(meant) != 1 or not kind:
        raise UsageError(f"'{kind}' is no kind.", f"One of: {', '.join(competitors.KINDS)}.")
    made = services.note(
        desk, found, meant[0], " ".join(text), market=market or "",
        day=meaning.past_day(desk, day) if day else None, source=source or "",
    )  # fmt: skip
    if session.json:
        session.answer({"id": made, "party": found, "kind": meant[0]})
    else:
        session.tell([f"Noted of {naming.name_of(desk, found)}: {meant[0]}."])


def show(session: Session, party: tuple[str, ...]) -> None:
    """Show how deals ended against a competitor, and what is known of them."""
    desk = session.desk
    found = naming.party(desk, " ".join(party))
    name, notes = naming.name_of(desk, found), competitors.notes(desk, found)
    contests = competitors.contests(desk, Chosen(), (), found)
    if session.json:
        session.answer({"id": found, "name": name, "contests": contests, "notes": notes})
        return
    session.tell([name, *(f"  {line}" for one in contests for line in _contest(one))])
    session.tell(
        columns(
            (f"  {one.id}", say_date(desk, one.day), one.kind, one_line(one.text),
             one.market, one.source, one.user)
            for one in notes
        )
        or ["  Nothing is noted."]
    )  # fmt: skip


def against(session: Session, deal: str, party: tuple[str, ...]) -> None:
    """Say that a competitor is after a deal too."""
    desk = session.desk
    number, rival = deal_views.named(desk, deal), naming.party(desk, " ".join(party))
    services.against(desk, number, rival)
    if session.json:
        session.answer({"deal": number, "party": rival})
    else:
        card = deal_views.deal(desk, number).card
        session.tell([f"{card.number} {card.title}: {naming.name_of(desk, rival)} is after it."])


def forget(session: Session, note: str) -> None:
    """Take away a note that was wrong."""
    services.forget(session.desk, meaning.record_id(note, "a note"))
    if session.json:
        session.answer({"forgotten": True})
    else:
        session.tell(["The note is gone; 'crm undo' brings it back."])


def _contest(one: Contest) -> Iterator[str]:
    rate = "" if one.win_rate is None else f", win rate {one.win_rate:.0%}"
    yield (
        f"{one.won} won against them ({say_money(one.won_minor, one.currency)}),"
        f" {one.lost} lost to them ({say_money(one.lost_minor, one.currency)}){rate}"
    )
    if one.open:
        yield f"{counted(one.open, 'open deal')} they are after"
