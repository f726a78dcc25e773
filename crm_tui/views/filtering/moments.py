"""Fields of days and moments."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta, tzinfo
from decimal import Decimal

from crm_tui.models.stored import instant_text
from crm_tui.text.filters import days
from crm_tui.views import workdays
from crm_tui.views.filtering.amounts import in_range, read_number
from crm_tui.views.filtering.conditions import NEVER, Sql, all_of, between, one_of
from crm_tui.views.filtering.fields import Asked, Field, MeantError


def day(
    name: str,
    meaning: str,
    column: str,
    *aliases: str,
    ahead: bool = False,
    example: str = "",
    lifts: str = "",
) -> Field:
    """A plain day of the record, compared with days as they are."""

    def compare(asked: Asked) -> Sql:
        found = _days(asked, ahead)
        return between(column, _iso(found.first), _iso(found.last))

    return Field(
        name, meaning, compare, Sql(f"{column} IS NOT NULL"), aliases, ordered=True,
        example=example or _day_example(name, ahead), lifts=lifts,
    )  # fmt: skip


def least_day(name: str, meaning: str, rows: str, plain: str, *aliases: str) -> Field:
    """The earliest day of rows of another table: `rows` leads to them by the customer."""

    def compare(asked: Asked) -> Sql:
        found = _days(asked, ahead=True)
        there = between(f"min({plain})", _iso(found.first), _iso(found.last))
        return Sql(f"p.id IN ({rows} GROUP BY party_id HAVING {there.where})", there.params)

    return Field(
        name, meaning, compare, Sql(f"p.id IN ({rows})"), aliases, ordered=True,
        example=_day_example(name, ahead=True),
    )  # fmt: skip


def instant(
    name: str,
    meaning: str,
    column: str,
    *aliases: str,
    ahead: bool = False,
    example: str = "",
    lifts: str = "",
) -> Field:
    """A moment, compared by the day it has where it is looked at (rule 18), or by hours: <2h."""

    def compare(asked: Asked) -> Sql:
        distance = days.hours_meant(asked.text)
        if distance is not None and not asked.quoted:
            return _hours(asked, column, distance, ahead=ahead)
        found = _days(asked, ahead)
        zone = asked.desk.clock.zone
        parts = [Sql(f"{column} IS NOT NULL")]
        if found.first is not None:
            parts.append(Sql(f"{column} >= ?", (_midnight(found.first, zone, 0),)))
        if found.last is not None:
            parts.append(Sql(f"{column} < ?", (_midnight(found.last, zone, 1),)))
        return all_of(parts[1:] or parts)

    return Field(
        name, meaning, compare, Sql(f"{column} IS NOT NULL"), aliases, ordered=True,
        example=example or _day_example(name, ahead), lifts=lifts,
    )  # fmt: skip


def _hours(asked: Asked, column: str, distance: timedelta, *, ahead: bool) -> Sql:
    now = asked.desk.clock.now()
    try:
        far = instant_text(now + distance if ahead else now - distance)
    except OverflowError:
        raise MeantError(f"'{asked.text}' is too far away.") from None
    at = instant_text(now)
    if asked.sign in (">", ">="):
        return Sql(f"{column} {'>=' if ahead else '<='} ?", (far,))
    return between(column, at, far) if ahead else between(column, far, at)


def _midnight(day: date, zone: tzinfo, which: int) -> str:
    if not 1000 < day.year < 9999:  # nothing is that old, or that far ahead
        return "0001-01-01 00:00:00" if day.year < 5000 else "9999-12-31 23:59:59"
    return workdays.bounds(day, zone)[which]


def since_day(name: str, meaning: str, column: str, *aliases: str) -> Field:
    """How many days ago a day was: `age>30`."""

    def one(asked: Asked) -> Callable[[str, Decimal], Sql]:
        today = asked.desk.clock.today()
        turned = {">": "<", ">=": "<=", "<": ">", "<=": ">="}

        def compared(sign: str, value: Decimal) -> Sql:
            try:
                bound = today - timedelta(int(value))
            except OverflowError:
                raise MeantError(f"'{asked.text}' is too far away.") from None
            return Sql(f"{column} {turned.get(sign, '=')} ?", (bound.isoformat(),))

        return compared

    def read(asked: Asked, text: str) -> Decimal:
        bare = text.strip().casefold().removesuffix("days").removesuffix("d").strip()
        return read_number(asked, bare)

    def compare(asked: Asked) -> Sql:
        return in_range(asked, read, one(asked))

    return Field(
        name, meaning, compare, Sql(f"{column} IS NOT NULL"), aliases, ordered=True,
        example=f"{name}>30",
    )  # fmt: skip


def birthday(column: str) -> Field:
    """A birthday: it comes every year, unless a year is said."""
    plain = day("birthday", "", column)

    def compare(asked: Asked) -> Sql:
        if re.search(r"\d{4}", asked.text):
            return plain.compare(asked)
        found = _days(asked, ahead=True)
        if found.first is None or found.last is None:
            raise MeantError(
                "a birthday comes every year.", "Such as: birthday<14d, birthday:today."
            )
        if (found.last - found.first).days >= 365:
            return Sql(f"{column} IS NOT NULL")
        if found.last < found.first:
            return NEVER
        return _anniversaries(column, found.first, found.last)

    return Field(
        "birthday", "the birthday, this year or next; with a year the day of birth", compare,
        Sql(f"{column} IS NOT NULL"), ("born",), ordered=True, example="birthday<14d",
    )  # fmt: skip


def _anniversaries(column: str, first: date, last: date) -> Sql:
    count = (last - first).days
    there = {(first + timedelta(step)).isoformat()[5:] for step in range(count + 1)}
    if "02-28" in there and "03-01" in there:
        there.add("02-29")  # a leap day's birthday lies between the two in other years
    found = one_of("substr(b.birthday, 6, 5)", sorted(there))
    born = "SELECT b.id FROM party b WHERE b.birthday IS NOT NULL"  # along their own index
    return Sql(f"{column.partition('.')[0]}.id IN ({born} AND {found.where})", found.params)


def _days(asked: Asked, ahead: bool) -> days.Days:
    try:
        return days.days_meant(
            asked.sign, asked.text, asked.desk.clock.today(), ahead=ahead,
            stretch=not asked.quoted,
        )  # fmt: skip
    except (ValueError, OverflowError):
        raise MeantError(f"'{asked.text}' is no day.", days.EXAMPLES) from None


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day_example(name: str, ahead: bool) -> str:
    return f"{name}<7d" if ahead else f"{name}<30d"
