"""What a customer is worth: the class A, B or C by what was won with it in the last year (S3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from crm_tui.store.desk import Desk

_A_SHARE = 80
_B_SHARE = 95
_WON = (
    "FROM deal WHERE state = 'won' AND archived_at IS NULL AND closed_on > ?"
    " AND currency = ? AND amount_minor > 0 AND party_id IS NOT NULL"
)


class ValueClasses(NamedTuple):
    """From what sum on, in minor units of the firm's currency, a customer is of class A or B.

    Those who together bring the first 80 % of what was won in 365 days are A, up to 95 % B.
    """

    a_from: int
    b_from: int

    def of(self, won_minor: int) -> str:
        """The class of a customer with whom this was won; empty for nothing."""
        if won_minor <= 0:
            return ""
        return "A" if won_minor >= self.a_from else "B" if won_minor >= self.b_from else "C"


def value_classes(desk: Desk) -> ValueClasses:
    """The classes as they are today."""
    rows = desk.store.rows(
        f"SELECT sum(amount_minor) AS won {_WON} GROUP BY party_id ORDER BY won DESC", _since(desk)
    )
    sums = [int(row[0]) for row in rows]
    total = sum(sums)
    a_from = b_from = sums[0] if sums else 1
    reached = 0
    for won in sums:
        # Who stands where a share is reached still belongs to it.
        if reached * 100 < total * _A_SHARE:
            a_from = won
        if reached * 100 < total * _B_SHARE:
            b_from = won
        reached += won
    return ValueClasses(a_from, b_from)


def classes(desk: Desk, parties: Sequence[int], by: ValueClasses | None = None) -> dict[int, str]:
    """The class of each of these customers that has one."""
    by = by or value_classes(desk)
    marks = ",".join("?" * len(parties))
    rows = desk.store.rows(
        f"SELECT party_id, sum(amount_minor) {_WON} AND party_id IN ({marks}) GROUP BY party_id",
        (*_since(desk), *parties),
    )
    return {party: by.of(int(won)) for party, won in rows}


def _since(desk: Desk) -> tuple[str, str]:
    return (desk.clock.today() - timedelta(365)).isoformat(), desk.currency
