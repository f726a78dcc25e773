"""What is noted of competitors, and which of them are after a deal (S85 to S88)."""

from __future__ import annotations

from datetime import date

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import CompetitorNote, Party
from crm_tui.services import deals, standing
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.views import competitors, naming


def note(
    desk: Desk,
    party: int,
    kind: str,
    text: str,
    *,
    market: str = "",
    day: date | None = None,
    source: str = "",
) -> int:
    """Note a move, an action, a strength, a weakness or a price of a competitor; the note's id.

    Whoever it is about counts as a competitor from then on. Raises RuleError for another kind,
    for no words and for a day to come, NotFoundError for a party that is gone.
    """
    text = clean(text, multiline=True)
    if kind not in competitors.KINDS:
        raise RuleError(f"'{kind}' is no kind.", f"One of: {', '.join(competitors.KINDS)}.")
    if not text:
        raise RuleError(f"What is the {kind}?")
    today = desk.clock.today()
    if day is not None and day > today:
        raise RuleError("What is known of a competitor is of a day that has come.")
    party = standing.party(desk, party)
    name = naming.name_of(desk, party)
    with desk.store.change_set(desk.user, f"noted a {kind} of {name}", origin=desk.origin):
        _mark(desk, party)
        made = CompetitorNote.create(
            party=party, kind=kind, text=text, market=clean(market), day=day or today,
            source=clean(source), user=desk.user or None, at=desk.clock.now(),
        )  # fmt: skip
    return int(made.id)


def forget(desk: Desk, number: int) -> None:
    """Take a note away that was wrong. Raises NotFoundError for one that is gone."""
    with desk.store.change_set(desk.user, "took a note on a competitor away", origin=desk.origin):
        if not CompetitorNote.delete().where(CompetitorNote.id == number).execute():
            raise NotFoundError("This note is not there any more.")


def against(desk: Desk, deal: int, party: int) -> None:
    """Say that a competitor is after a deal; what is known of them shows with it (S88)."""
    party = standing.party(desk, party)
    name = naming.name_of(desk, party)
    with desk.store.change_set(desk.user, f"{name} is after a deal", origin=desk.origin):
        _mark(desk, party)
        deals.set_part(desk, deal, party, competitors.PART)


def _mark(desk: Desk, party: int) -> None:
    Party.update(is_competitor=True, updated_at=desk.clock.now(), version=Party.version + 1).where(
        Party.id == party, Party.is_competitor == 0
    ).execute()
