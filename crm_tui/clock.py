"""Now and today, in the user's zone (`domain.md` rule 18).

Nothing else in the program asks the machine for the time, so a test can stop the clock and a
program left open overnight sees the new day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Protocol


class Clock(Protocol):
    """What tells the time."""

    @property
    def zone(self) -> tzinfo:
        """The user's time zone."""
        ...

    def now(self) -> datetime:
        """This instant, aware, in UTC, to the second."""
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
    except (ValueError, OSError):
        return _fixed_zone()


def _fixed_zone() -> tzinfo:
    return datetime.now().astimezone().tzinfo or UTC


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock, read in the user's zone."""

    zone: tzinfo = field(default_factory=local_zone)

    def now(self) -> datetime:
        """This instant, aware, in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)

    def today(self) -> date:
        """The user's calendar day at this instant."""
        return self.now().astimezone(self.zone).date()


@dataclass
class FixedClock:
    """A clock that stands still until told otherwise; for tests and for lifelike demo data."""

    instant: datetime
    zone: tzinfo = UTC

    def now(self) -> datetime:
        """The instant it was set to, in UTC."""
        return self.instant.astimezone(UTC).replace(microsecond=0)

    def today(self) -> date:
        """The day of that instant in the zone."""
        return self.instant.astimezone(self.zone).date()
