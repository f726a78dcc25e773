"""Moments that files tell, as tables hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from crm_tui.models.stored import instant_text
from crm_tui.store.desk import Desk

_YEARS = range(1900, 2200)
"""What is outside was not meant; no zone has an hour there."""


def past_moment(desk: Desk, said: date | datetime | bool | None) -> str | None:
    """A moment that has been, now at the latest; True is now, a day begins in the user's zone."""
    now = instant_text(desk.clock.now())
    if isinstance(said, bool) or said is None:
        return now if said else None
    if said.year not in _YEARS:
        return now
    if not isinstance(said, datetime):
        said = datetime(said.year, said.month, said.day)
    moment = said if said.tzinfo else said.replace(tzinfo=desk.clock.zone)
    return min(instant_text(moment.astimezone(UTC)), now)
