"""What a customer thinks of us and what they need: the card's page of knowledge (S26, S112)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk


class OpinionRow(NamedTuple):
    """What they think of our product, service or company, from -2 to 2, and in which words."""

    id: int
    about: str
    score: int
    words: str
    at: datetime | None


class NeedRow(NamedTuple):
    """Something they need, and how far we are with it: open, planned, met or cannot."""

    id: int
    text: str
    product: str
    state: str
    at: datetime | None


class Known(NamedTuple):
    """Opinions and needs of a party."""

    opinions: tuple[OpinionRow, ...]
    needs: tuple[NeedRow, ...]


def known(desk: Desk, party: int) -> Known:
    """The opinions and needs of a party, the newest first."""
    opinions = desk.store.rows(
        "SELECT id, about, score, words, at FROM opinion WHERE party_id = ? ORDER BY at DESC, id",
        (party,),
    )
    needs = desk.store.rows(
        "SELECT n.id, n.text, coalesce(p.name, ''), n.state, n.at FROM need n"
        " LEFT JOIN product p ON p.id = n.product_id WHERE n.party_id = ?"
        " ORDER BY n.at DESC, n.id",
        (party,),
    )
    return Known(
        tuple(OpinionRow._make([*row[:4], moment(row[4])]) for row in opinions),
        tuple(NeedRow._make([*row[:4], moment(row[4])]) for row in needs),
    )
