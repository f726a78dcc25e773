"""Now and today, in the user's zone (`domain.md` rule 18).

Nothing else in the program asks the machine for the time, so a test can stop the clock and a
program left open overnight sees the new day. Plain classes: importing dataclasses takes longer
than reading a caller's card.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import Protocol


class Clock(Protocol):
    """What tells the time."""

    @property
    def zone(self) -> tzinfo:
        """The user's time zone."""
        ...

    def now(self) -> datetime:
        """The present instant, aware, in UTC, to the second."""
        ...

    def today(self) -> date:
        """The user's calendar day at this instant."""
        ...


def local_zone() -> tzinfo:
    """The machine's own time zone, by rules where it names one, else by today's offset."""
    import os
    from pathlib import Path
    from zoneinfo import ZoneInfo

    named = os.environ.get("TZ", "").lstrip(":")
    if not named:
        target = Path("/etc/localtime").resolve().as_posix()
        named = target.partition("zoneinfo/")[2]
    try:
        return ZoneInfo(named) if named else _fixed_zone()
    except (KeyError, ValueError, OSError):  # unknown, or a rule such as CET-1CEST
        return _fixed_zone()


def _fixed_zone() -> tzinfo:
    return datetime.now().astimezone().tzinfo or UTC


class SystemClock:
    """The machine's clock, read in the user's zone: the machine's own unless another is given."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone

    @property
    def zone(self) -> tzinfo:
        """The user's time zone, looked up when it is first asked for."""
        if self._zone is None:
            self._zone = local_zone()
        return self._zone

    def now(self) -> datetime:
        """The present instant, aware, in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)

    def today(self) -> date:
        """The user's calendar day at this instant."""
        return self.now().astimezone(self.zone).date()


class FixedClock:
    """A clock that stands still until told otherwise; for tests and for lifelike demo data."""

    def __init__(self, instant: datetime, zone: tzinfo = UTC) -> None:
        self.instant = instant
        self.zone = zone

    def now(self) -> datetime:
        """The instant it was set to, in UTC."""
        return self.instant.astimezone(UTC).replace(microsecond=0)

    def today(self) -> date:
        """The day of that instant in the zone."""
        return self.instant.astimezone(self.zone).date()
