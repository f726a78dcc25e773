"""The values of calendar properties: text, days, moments, time zones (RFC 5545, section 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from crm_tui.exchange.ical_components import Component

# What real time zones are made of. Anything else could be built to be worked out for ever.
_SANE_RULE = re.compile(
    r"FREQ=YEARLY(?:;(?:BYMONTH=\d{1,2}|BYDAY=[+-]?\d?[A-Z]{2}|BYMONTHDAY=-?\d{1,2}(?:,-?\d{1,2})*"
    r"|INTERVAL=1|WKST=[A-Z]{2}|UNTIL=\d{8}(?:T\d{6}Z?)?|COUNT=\d{1,3}))*"
)
_MOST_OBSERVANCES = 200
_ESCAPED = re.compile(r"\\(.)")
_LONGEST = timedelta(days=36_500)
_YEARS = range(1900, 2200)
"""What is outside was not meant: no zone has an hour there, and no agenda a day."""


class Property(NamedTuple):
    """A content line: name in capitals, parameters, the value as written."""

    name: str
    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as text, its escapes undone."""
        return unescaped(self.value)

    @property
    def texts(self) -> list[str]:
        """The values of a list such as CATEGORIES."""
        parts = re.split(r"(?<!\\)((?:\\\\)*),", self.value)
        joined = [a + b for a, b in zip(parts[::2], [*parts[1::2], ""], strict=True)]
        return [text for part in joined if (text := unescaped(part).strip())]


def unescaped(value: str) -> str:
    r"""TEXT without its escapes; `\n` and `\N` are line ends."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def escaped(text: str) -> str:
    r"""Text as it stands in a calendar.

    Not by the library: it takes the `\N` of `C:\New` for a line end.
    """
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def properties(component: Component) -> tuple[list[Property], list[int]]:
    """The component's own properties, and the lines that are none."""
    from icalendar.parser import Contentline

    found: list[Property] = []
    broken: list[int] = []
    for line in component.own:
        if not line.text.strip():
            continue
        try:
            name, params, value = Contentline(line.text).raw_parts()  # type: ignore[no-untyped-call]
        except (ValueError, AssertionError, IndexError):
            broken.append(line.number)
            continue
        plain = {key.upper(): _one(said) for key, said in params.items()}
        found.append(Property(name.upper(), plain, value))
    return found, broken


def _one(said: Any) -> str:
    return ",".join(map(str, said)) if isinstance(said, (list, tuple)) else str(said)


class Zones:
    """The time zones a file names: those everybody knows, then those it brings itself."""

    def __init__(self, own: Iterable[Component]) -> None:
        self._own = tuple(own)
        self._known: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """The zone of a TZID, None where nobody knows it."""
        if name not in self._known:
            self._known[name] = _named_zone(name) or self._defined(name)
        return self._known[name]

    def moment(self, said: Property) -> date | datetime | None:
        """The day or moment a property says, naive where it names no known zone; None: neither."""
        found = self._moment(said)
        return found if found and found.year in _YEARS else None

    def _moment(self, said: Property) -> date | datetime | None:
        value = said.value.strip()
        try:
            if len(value) == 8 and value.isascii() and value.isdigit():
                return datetime.strptime(value, "%Y%m%d").date()
            found = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")
        except ValueError:
            return _extended(value)
        if value.endswith("Z"):
            return found.replace(tzinfo=UTC)
        zone = self.find(said.params["TZID"]) if said.params.get("TZID") else None
        return found.replace(tzinfo=zone) if zone else found

    def is_unknown(self, said: Property) -> bool:
        """Whether a property stands in a time zone nobody knows."""
        name = said.params.get("TZID", "")
        return bool(name) and not said.value.endswith("Z") and self.find(name) is None

    def _defined(self, name: str) -> tzinfo | None:
        for component in self._own:
            if any(one.name == "TZID" and one.text == name for one in properties(component)[0]):
                return _built_zone(component)
        return None


def length(value: str) -> timedelta | None:
    """The length a DURATION says; None where it says none, a negative one or a senseless one."""
    from icalendar.prop import vDuration

    try:
        found = vDuration.from_ical(value.strip())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        return None
    sane = isinstance(found, timedelta) and timedelta() <= found <= _LONGEST
    return found if sane else None


def moment_text(moment: date | datetime) -> str:
    """A day or moment as a calendar writes it, in UTC where its zone is known."""
    if not isinstance(moment, datetime):
        return f"{moment:%Y%m%d}"
    if moment.tzinfo is None:
        return f"{moment:%Y%m%dT%H%M%S}"
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _extended(value: str) -> date | datetime | None:
    """A day or moment with dashes and colons, which some programs write."""
    try:
        if len(value) == 10:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value) if len(value) > 10 and value[4] == "-" else None
    except ValueError:
        return None


def _named_zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    tail = "/".join(name.split("/")[-2:])  # /freeassociation.sourceforge.net/Europe/Berlin
    for key in (name, WINDOWS_TO_OLSON.get(name, ""), tail if name.startswith("/") else ""):
        try:
            if key:
                return ZoneInfo(key)
        except (KeyError, ValueError, OSError):
            continue
    return None


def _built_zone(component: Component) -> tzinfo | None:
    from icalendar import Timezone

    rules = [
        one.value.strip().upper()
        for inner in component.inner
        for one in properties(inner)[0]
        if one.name == "RRULE"
    ]
    if len(component.inner) > _MOST_OBSERVANCES:
        return None
    if not all(map(_SANE_RULE.fullmatch, rules)):
        return None
    try:
        read = Timezone.from_ical("\r\n".join([*component.written(), ""]))
        if not isinstance(read, Timezone):
            return None
        zone = read.to_tz(lookup_tzid=False)
        datetime(2026, 7, 1, tzinfo=zone).utcoffset()
    except Exception:  # a definition can be broken in any way; the hour is then taken as floating
        return None
    return zone if isinstance(zone, tzinfo) else None
