"""What we know of a customer's mind: opinions and needs."""

from __future__ import annotations

from crm_tui.errors import RuleError
from crm_tui.models import Need, Opinion
from crm_tui.services import standing
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean

ABOUT = ("product", "service", "company")


def add_opinion(
    desk: Desk, party: int, about: str, score: int, *, words: str = "", entry: int | None = None
) -> int:
    """Note what a party thinks of our product, service or company, from -2 to 2 (S26)."""
    if about not in ABOUT:
        raise RuleError(f"An opinion is about one of: {', '.join(ABOUT)}.")
    if not -2 <= score <= 2:
        raise RuleError("An opinion is a number from -2 to 2.")
    with desk.store.change_set(desk.user, f"noted an opinion of our {about}", origin=desk.origin):
        made = Opinion.create(
            party=standing.party(desk, party), about=about, score=score,
            words=clean(words, multiline=True), at=desk.clock.now(), entry=entry,
        )  # fmt: skip
    return int(made.id)


def add_need(desk: Desk, party: int, text: str) -> int:
    """Note something a party needs, whether or not they buy from us today (S112)."""
    text = clean(text, multiline=True)
    if not text:
        raise RuleError("A need has words.")
    with desk.store.change_set(desk.user, "noted a need", origin=desk.origin):
        made = Need.create(party=standing.party(desk, party), text=text, at=desk.clock.now())
    return int(made.id)
