"""Fields of text: few words, names, longer texts, a customer by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold, words
from crm_tui.views.filtering.conditions import (
    ALWAYS,
    NEVER,
    Sql,
    all_of,
    among,
    any_of,
    holding,
    one_of,
)
from crm_tui.views.filtering.fields import ALL, Asked, Field, says


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
        return one_of(column, [text for text in there(asked.desk) if says(text, asked)])

    def there(desk: Desk) -> list[str]:
        rows = desk.store.rows(f"SELECT DISTINCT {plain} FROM {table} WHERE {plain} <> ''")
        return [str(row[0]) for row in rows]

    return Field(
        name, meaning, compare, Sql(f"{column} <> ''"), aliases, example=example, lifts=lifts,
        offered=lambda desk: sorted(there(desk), key=fold),
    )  # fmt: skip


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

    return Field(name, meaning, compare, leads(there.filled), offered=there.offered)


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
