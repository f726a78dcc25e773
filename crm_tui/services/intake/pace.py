"""How many records go into one transaction of an import."""

from __future__ import annotations

WORK_S = 0.15
"""Seconds of work for which others' writes find the database locked: a pause hardly noticed.

The more records a transaction takes, the fewer pages of the indexes are written again and again:
a thousand customers at once cost a tenth to a quarter less than twice five hundred.
"""
LEAST, MOST = 50, 2000
"""A batch of `MOST` customers is held in memory whole, some 10 MB."""
_GROWTH = 2.0


class Pace:
    """The size of the next batch, by the work that the last one was.

    Records of some kinds bring much along (a ticket its customer, its steps and words), the
    indexes grow, and machines differ: so the size is found, not given.
    """

    def __init__(self, size: int) -> None:
        self.size = size

    def follow(self, work_s: float) -> None:
        """Let the next batch be about `WORK_S` of work; it at most doubles or halves."""
        wanted = WORK_S / work_s if work_s > 0 else _GROWTH
        factor = min(max(wanted, 1 / _GROWTH), _GROWTH)
        self.size = min(max(int(self.size * factor), LEAST), MOST)
