"""What a field of the filter language is, and the kinds of fields there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from crm_tui.config import did_you_mean
from crm_tui.models.stored import instant_text
from crm_tui.store.desk import Desk
from crm_tui.text.filters import days, figures
from crm_tui.text.fold import fold, words
from crm_tui.views import choices, workdays
from crm_tui.views.filtering.conditions import (
    ALWAYS,
    NEVER,
    Sql,
    all_of,
    among,
    any_of,
    between,
    holding,
    negated,
    one_of,
)

ALL: Final = 1_000_000
"""More than any search finds: a condition must not be cut short before the others are asked."""


class MeantError(ValueError):
    """A value means nothing to its field; the sentence says why, the hint what would."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class Asked(NamedTuple):
    """A value as it was said: `sign` is one of : = > >= < <=, and `quoted` takes it by the letter.

    `field` is the name it was said with. Unless it is `searching`, only whether the value means
    something is asked: what would be looked up in many records is not.
    """

    desk: Desk
    field: str
    sign: str
    text: str
    quoted: bool = False
    searching: bool = True


Compare = Callable[[Asked], Sql]
GREATER: Final = (">", ">=", "<", "<=")


class Field(NamedTuple):
    """A field: its names, what it means, how it is compared.

    `filled` holds where it has a value. `ordered` lets it be compared with < and >; `joined`
    takes values that commas took apart for one figure, 10,000. `lifts` names what the plain list
    asks for and this field asks anew.
    """

    name: str
    meaning: str
    compare: Compare
    filled: Sql
    aliases: tuple[str, ...] = ()
    ordered: bool = False
    joined: bool = False
    example: str = ""
    lifts: str = ""
    is_flag: bool = False


# Texts


def spelt(
    name: str,
    meaning: str,
    table: str,
    column: str,
    *aliases: str,
    example: str = "",
    lifts: str = "",
) -> Field:
    """A text of which few differ, such as a city: read once, compared without case and accents.

    `:` means that each word begins one of its words, `=` that it is all of it.
    """
    alias, _, plain = column.partition(".")
    del alias

    def compare(asked: Asked) -> Sql:
        if not asked.searching:
            return ALWAYS
        rows = asked.desk.store.rows(f"SELECT DISTINCT {plain} FROM {table} WHERE {plain} <> ''")
        return one_of(column, [row[0] for row in rows if says(str(row[0]), asked)])

    return Field(
        name, meaning, compare, Sql(f"{column} <> ''"), aliases, example=example, lifts=lifts
    )


def says(text: str, asked: Asked) -> bool:
    """Whether a text is what was asked for, or where that may be, has words that begin so."""
    wanted, there = fold(asked.text), fold(text)
    if asked.sign == "=":
        return wanted == there
    if wanted and there.startswith(wanted):
        return True
    own = words(there)
    starts = words(wanted)
    return bool(starts) and all(any(one.startswith(start) for one in own) for start in starts)


def named(
    name: str, meaning: str, column: str, *aliases: str, example: str = "", lifts: str = ""
) -> Field:
    """A name that stands folded beside itself: every word stands somewhere in it."""

    def compare(asked: Asked) -> Sql:
        return name_holds(column, asked)

    return Field(
        name, meaning, compare, Sql(f"{column} <> ''"), aliases, example=example, lifts=lifts
    )


def name_holds(column: str, asked: Asked) -> Sql:
    """The condition on a folded name."""
    wanted = fold(asked.text)
    if asked.sign == "=":
        return Sql(f"{column} = ?", (wanted,))
    pieces = words(wanted) or wanted.split()
    return all_of([holding(column, one) for one in pieces]) if pieces else NEVER


def found_text(
    name: str,
    meaning: str,
    table: str,
    column: str,
    find: Callable[[Desk, Sequence[str], int], list[int]],
) -> Field:
    """A longer text, found along the index of words."""
    alias, _, plain = column.partition(".")

    def compare(asked: Asked) -> Sql:
        wanted = words(asked.text)
        if not wanted or not asked.searching:
            return NEVER
        ids = find(asked.desk, wanted, ALL)
        sql = f"SELECT id, {plain} FROM {table} WHERE id IN ({{ids}})"
        found = asked.desk.store.rows_by_id(sql, ids)
        return among(f"{alias}.id", [row[0] for row in found if says(str(row[1]), asked)])

    return Field(name, meaning, compare, Sql(f"{column} <> ''"))


def of_customer(name: str, meaning: str, column: str, owner: str) -> Field:
    """A text of the record's customer."""
    there = spelt(name, meaning, "party", column)

    def leads(found: Sql) -> Sql:
        return Sql(f"{owner} IN (SELECT c.id FROM party c WHERE {found.where})", found.params)

    def compare(asked: Asked) -> Sql:
        found = there.compare(asked)
        return found if found in (ALWAYS, NEVER) else leads(found)

    return Field(name, meaning, compare, leads(there.filled))


def code(column: str, letter: str) -> Field:
    """The number that a record is called by, with its letter or without."""

    def compare(asked: Asked) -> Sql:
        said = asked.text.strip()
        return one_of(column, sorted({said, said.upper(), f"{letter}{said}"}))

    return Field(
        "number", f"the number, {letter}12", compare, Sql(f"{column} <> ''"), ("id",),
        example=f"number:{letter}12",
    )  # fmt: skip


def whose(name: str, meaning: str, columns: Sequence[str], *aliases: str) -> Field:
    """A customer, by a part of the name or as #12."""

    def compare(asked: Asked) -> Sql:
        number = asked.text.removeprefix("#")
        if asked.text.startswith("#") and number.isascii() and number.isdecimal():
            return any_of([Sql(f"{column} = ?", (int(number[:18]),)) for column in columns])
        there = name_holds("c.sort_name", asked)
        return any_of([
            Sql(f"{column} IN (SELECT c.id FROM party c WHERE {there.where})", there.params)
            for column in columns
        ])  # fmt: skip

    filled = any_of([Sql(f"{column} IS NOT NULL") for column in columns])
    return Field(name, meaning, compare, filled, aliases, example=f"{name}:rossi")


# One of a few


def choice(
    name: str,
    meaning: str,
    of: str,
    table: str,
    column: str,
    *aliases: str,
    example: str = "",
    lifts: str = "",
) -> Field:
    """An entry of a pick list, by code, label or the beginning of one.

    What a file brought that is no entry of the list is found by its own words.
    """
    brought = spelt(name, meaning, table, column)

    def compare(asked: Asked) -> Sql:
        store = asked.desk.store
        rows = store.rows("SELECT code, label FROM choice WHERE list = ?", (of,))
        known = {str(code): str(label) for code, label in rows}
        found = meant(asked, known)
        if found:
            return one_of(column, found)
        other = brought.compare(asked._replace(searching=True))
        if other == NEVER:
            raise unknown(asked, known.values())
        return other

    return Field(
        name, meaning, compare, Sql(f"{column} <> ''"), aliases, example=example, lifts=lifts
    )


def worded(
    name: str,
    meaning: str,
    column: str,
    known: Mapping[str, str],
    *aliases: str,
    example: str = "",
    lifts: str = "",
) -> Field:
    """One of a few words that the program knows: code and label of each."""

    def compare(asked: Asked) -> Sql:
        found = meant(asked, known)
        if not found:
            raise unknown(asked, known.values())
        return one_of(column, found)

    return Field(
        name, meaning, compare, Sql(f"{column} <> ''"), aliases, example=example, lifts=lifts
    )


PRIORITY_ORDER: Final = ("low", "normal", "high", "urgent")


def priority(column: str) -> Field:
    """A priority, which has an order: `priority>normal`."""
    known = {one: one for one in PRIORITY_ORDER}

    def compare(asked: Asked) -> Sql:
        found = meant(asked, known)
        if not found:
            raise unknown(asked, known)
        if asked.sign not in GREATER:
            return one_of(column, found)
        bound = PRIORITY_ORDER.index(found[0])
        return one_of(
            column,
            [one for place, one in enumerate(PRIORITY_ORDER) if holds(asked.sign, place, bound)],
        )

    return Field(
        "priority", "urgent, high, normal, low", compare, Sql(f"{column} <> ''"), ordered=True,
        example="priority>=high",
    )  # fmt: skip


def meant(asked: Asked, known: Mapping[str, str]) -> list[str]:
    """The codes that a word means: an exact one, else all whose code or label begins so."""
    wanted = _bare(asked.text)
    exact = [code for code, label in known.items() if wanted in (_bare(code), _bare(label))]
    if exact or asked.sign == "=" or not wanted:
        return exact
    return [
        code
        for code, label in known.items()
        if _bare(code).startswith(wanted) or _bare(label).startswith(wanted)
    ]


def _bare(text: str) -> str:
    return fold(text).replace("_", " ").replace("-", " ").strip()


def unknown(asked: Asked, known: Iterable[str]) -> MeantError:
    """The error for a value that is none of those there are, with the nearest."""
    there = list(known)
    near = did_you_mean(asked.text, there)
    listed = f"One of: {', '.join(there[:20])}." if there else ""
    return MeantError(f"there is no {asked.field} '{asked.text}'.", near or listed)


def colleague(
    name: str, meaning: str, column: str, *aliases: str, example: str = "", lifts: str = ""
) -> Field:
    """A colleague: `me`, a login, the beginning of a name; `none` for nobody's."""

    def compare(asked: Asked) -> Sql:
        said = fold(asked.text)
        if said == "me" and not asked.quoted:
            return Sql(f"{column} = ?", (asked.desk.user,))
        if said == "nobody" and not asked.quoted:
            return Sql(f"{column} IS NULL")
        users = choices.users(asked.desk, active_only=False)
        exact = [one.id for one in users if said in (fold(one.login), fold(one.name))]
        begun = [
            one.id for one in users if fold(one.login).startswith(said) or says(one.name, asked)
        ]
        found = exact or (begun if said else [])
        if not found:
            raise unknown(asked, [one.login for one in users if one.active])
        return one_of(column, found)

    return Field(
        name, meaning, compare, Sql(f"{column} IS NOT NULL"), aliases, example=example, lifts=lifts
    )


def row_of(
    name: str,
    meaning: str,
    table: str,
    column: str,
    *aliases: str,
    example: str = "",
    lifts: str = "",
) -> Field:
    """A row of a short table, such as a stage or a product, by its name or the beginning of it."""

    def compare(asked: Asked) -> Sql:
        rows = asked.desk.store.rows(f"SELECT id, name FROM {table} ORDER BY id")
        exact = [row[0] for row in rows if fold(str(row[1])) == fold(asked.text)]
        found = exact or [row[0] for row in rows if says(str(row[1]), asked)]
        if not found:
            raise unknown(asked, dict.fromkeys(str(row[1]) for row in rows))
        return one_of(column, found)

    return Field(
        name, meaning, compare, Sql(f"{column} IS NOT NULL"), aliases, example=example, lifts=lifts
    )


def tagged(tables: str) -> Field:
    """A tag; `tables` is what leads from the record to the tag, with `{}` for a condition on it."""

    def compare(asked: Asked) -> Sql:
        wanted = fold(asked.text.lstrip("#"))
        rows = asked.desk.store.rows("SELECT id, folded FROM tag")
        exact = [row[0] for row in rows if row[1] == wanted]
        begun = [row[0] for row in rows if wanted and str(row[1]).startswith(wanted)]
        found = exact or ([] if asked.sign == "=" else begun)
        if not found:
            return NEVER
        condition = one_of("g.tag_id", found)
        return Sql(tables.format(condition.where), condition.params)

    return Field("tag", "a tag", compare, Sql(tables.format("1 = 1")), ("tags",), example="tag:vip")


def flag(
    name: str, meaning: str, where: str, *aliases: str, example: str = "", lifts: str = ""
) -> Field:
    """A yes or a no."""
    there = Sql(where)

    def compare(asked: Asked) -> Sql:
        return there if is_yes(asked) else negated(there)

    return Field(
        name, meaning, compare, there, aliases, example=example or f"{name}:yes", lifts=lifts,
        is_flag=True,
    )  # fmt: skip


def is_yes(asked: Asked) -> bool:
    """The yes or no that was said. Raises MeantError for neither."""
    said = figures.yes_or_no(asked.text)
    if said is None:
        raise MeantError(
            f"'{asked.text}' is neither yes nor no.", f"{asked.field}:yes asks for it."
        )
    return said


# Figures


def numbered(
    name: str, meaning: str, expression: str, *aliases: str, example: str = "", lifts: str = ""
) -> Field:
    """A number that stands in the record."""

    def compare(asked: Asked) -> Sql:
        return in_range(asked, _number, lambda sign, value: _compared(expression, sign, value))

    return Field(
        name, meaning, compare, Sql(f"{expression} IS NOT NULL"), aliases, ordered=True,
        joined=True, example=example, lifts=lifts,
    )  # fmt: skip


def counted(name: str, meaning: str, table: str, where: str, column: str, *aliases: str) -> Field:
    """How many rows of another table belong to the record."""
    owner, _, plain = column.partition("=")
    rows = f"SELECT {plain} FROM {table} WHERE {plain} IS NOT NULL AND {where}"

    def one(sign: str, value: Decimal) -> Sql:
        if holds(sign, 0, value):  # those who have none belong to them
            there = f"{rows} GROUP BY {plain} HAVING NOT (count(*) {_plain_sign(sign)} ?)"
            return Sql(f"{owner} NOT IN ({there})", (_stored(value),))
        there = f"{rows} GROUP BY {plain} HAVING count(*) {_plain_sign(sign)} ?"
        return Sql(f"{owner} IN ({there})", (_stored(value),))

    def compare(asked: Asked) -> Sql:
        return in_range(asked, _number, one)

    filled = Sql(f"{owner} IN ({rows})")
    return Field(
        name, meaning, compare, filled, aliases, ordered=True, joined=True, example=f"{name}>2"
    )


def in_range(
    asked: Asked,
    read: Callable[[Asked, str], Decimal],
    compared: Callable[[str, Decimal], Sql],
) -> Sql:
    """The condition for a figure, or for a range a..b of them, which may be open at an end."""
    if asked.quoted or ".." not in asked.text:
        return compared(asked.sign, read(asked, asked.text))
    left, right = asked.text.split("..", 1)
    parts = []
    if asked.sign in GREATER:
        raise MeantError("a range is asked for with ':'.", f"{asked.field}:{asked.text}")
    if left:
        parts.append(compared(">=", read(asked, left)))
    if right:
        parts.append(compared("<=", read(asked, right)))
    if not parts:
        raise MeantError("a range needs an end.", f"Such as: {asked.field}:10..20.")
    return all_of(parts)


def _number(asked: Asked, text: str) -> Decimal:
    found = figures.number(text)
    if found is None:
        raise MeantError(f"'{text}' is no number.", f"Such as: {asked.field}>10.")
    return found


def _compared(expression: str, sign: str, value: Decimal) -> Sql:
    return Sql(f"{expression} {_plain_sign(sign)} ?", (_stored(value),))


def _plain_sign(sign: str) -> str:
    return "=" if sign == ":" else sign


def _stored(value: Decimal) -> int | float:
    return figures.minor_units(value, 0)


def holds(sign: str, one: int, other: Decimal | int) -> bool:
    """Whether a comparison of two figures holds."""
    return {
        ":": one == other, "=": one == other, ">": one > other, ">=": one >= other,
        "<": one < other, "<=": one <= other,
    }[sign]  # fmt: skip


def money(name: str, meaning: str, amount: str, currency: str, *aliases: str) -> Field:
    """An amount of the record; a figure without a currency is compared in the record's own."""

    def compare(asked: Asked) -> Sql:
        currencies: set[str] = set()

        def read(asked: Asked, text: str) -> Decimal:
            found = _figure(asked, text)
            currencies.update({found.currency} - {""})
            return found.amount

        def one(sign: str, value: Decimal) -> Sql:
            bound = _minor(value, currency, sorted(currencies))
            return Sql(f"{amount} {_plain_sign(sign)} {bound.where}", bound.params)

        found = in_range(asked, read, one)
        if not currencies:
            return found
        return all_of([one_of(currency, sorted(currencies)), found])

    return Field(
        name, meaning, compare, Sql(f"{amount} IS NOT NULL"), aliases, ordered=True, joined=True,
        example=f"{name}>10k",
    )  # fmt: skip


def _figure(asked: Asked, text: str) -> figures.Figure:
    found = figures.figure(text)
    if found is None:
        raise MeantError(
            f"'{text}' is no amount.", f"Such as: {asked.field}>10000, 10k, 1.5m, 10000EUR."
        )
    return found


def _minor(value: Decimal, currency: str, stated: Sequence[str]) -> Sql:
    """A figure in the minor units of the currency that a row has, or of the one stated."""
    from crm_tui.text.amounts import minor_digits

    if len(stated) == 1:
        return Sql("?", (figures.minor_units(value, minor_digits(stated[0])),))
    cases, params = [], []
    for digits, codes in figures.odd_currencies().items():
        listed = ", ".join(f"'{code}'" for code in codes)
        cases.append(f"WHEN {currency} IN ({listed}) THEN ?")
        params.append(figures.minor_units(value, digits))
    return Sql(f"CASE {' '.join(cases)} ELSE ? END", (*params, figures.minor_units(value, 2)))


def summed(name: str, meaning: str, where: str, *aliases: str) -> Field:
    """What deals of a customer come to, in any one currency or in the one stated; else nothing."""
    rows = f"SELECT x.party_id FROM deal x WHERE x.party_id IS NOT NULL AND {where}"

    def compare(asked: Asked) -> Sql:
        def read(asked: Asked, text: str) -> Decimal:
            found = _figure(asked, text)
            stated[:] = [found.currency] if found.currency else stated
            return found.amount

        def one(sign: str, value: Decimal) -> Sql:
            if sign in ("<", "<="):
                return negated(one(">=" if sign == "<" else ">", value))
            bound = _minor(value, "x.currency", stated)
            only = one_of("x.currency", stated) if stated else Sql("1 = 1")
            there = (
                f"{rows} AND {only.where} GROUP BY x.party_id, x.currency"
                f" HAVING sum(x.amount_minor) {_plain_sign(sign)} {bound.where}"
            )
            found = Sql(f"p.id IN ({there})", (*only.params, *bound.params))
            if not holds(sign, 0, value):
                return found
            nothing = Sql(
                f"p.id NOT IN ({rows} AND {only.where} AND x.amount_minor > 0)", only.params
            )
            return any_of([found, nothing])

        stated: list[str] = []
        return in_range(asked, read, one)

    return Field(
        name, meaning, compare, Sql(f"p.id IN ({rows} AND x.amount_minor > 0)"), aliases,
        ordered=True, joined=True, example=f"{name}>10k",
    )  # fmt: skip


# Days


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
        return _number(asked, bare)

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
