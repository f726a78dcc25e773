"""Fields of figures: numbers, how many of something, money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from crm_tui.text.filters import figures
from crm_tui.views.filtering.conditions import Sql, all_of, any_of, negated, one_of
from crm_tui.views.filtering.fields import GREATER, Asked, Field, MeantError


def numbered(
    name: str, meaning: str, expression: str, *aliases: str, example: str = "", lifts: str = ""
) -> Field:
    """A number that stands in the record."""

    def compare(asked: Asked) -> Sql:
        return in_range(asked, read_number, lambda sign, value: _compared(expression, sign, value))

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
        return in_range(asked, read_number, one)

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


def read_number(asked: Asked, text: str) -> Decimal:
    """The number that was said. Raises MeantError for none."""
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
