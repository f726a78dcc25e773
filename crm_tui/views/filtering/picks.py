"""Fields whose value is one of a few: pick lists, colleagues, tags, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from crm_tui.config import did_you_mean
from crm_tui.store.desk import Desk
from crm_tui.text.filters import figures
from crm_tui.text.fold import fold
from crm_tui.views import choices
from crm_tui.views.filtering.amounts import holds
from crm_tui.views.filtering.conditions import NEVER, Sql, negated, one_of
from crm_tui.views.filtering.fields import GREATER, Asked, Field, MeantError, says
from crm_tui.views.filtering.texts import spelt


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

    def offered(desk: Desk) -> list[str]:
        return [one.label for one in choices.choices(desk, of)]

    return Field(
        name, meaning, compare, Sql(f"{column} <> ''"), aliases, example=example, lifts=lifts,
        offered=offered,
    )  # fmt: skip


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
        name, meaning, compare, Sql(f"{column} <> ''"), aliases, example=example, lifts=lifts,
        offered=lambda _desk: known.values(),
    )  # fmt: skip


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
        example="priority>=high", offered=lambda _desk: PRIORITY_ORDER,
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

    def offered(desk: Desk) -> list[str]:
        return ["me", *(one.login for one in choices.users(desk)), "none"]

    return Field(
        name, meaning, compare, Sql(f"{column} IS NOT NULL"), aliases, example=example, lifts=lifts,
        offered=offered,
    )  # fmt: skip


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
        name, meaning, compare, Sql(f"{column} IS NOT NULL"), aliases, example=example, lifts=lifts,
        offered=names_in(table),
    )  # fmt: skip


def names_in(table: str, order: str = "id") -> Callable[[Desk], list[str]]:
    """What reads the names of the rows of a short table."""

    def names(desk: Desk) -> list[str]:
        rows = desk.store.rows(f"SELECT name FROM {table} ORDER BY {order}")
        return list(dict.fromkeys(str(row[0]) for row in rows))

    return names


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

    return Field(
        "tag", "a tag", compare, Sql(tables.format("1 = 1")), ("tags",), example="tag:vip",
        offered=names_in("tag", "folded"),
    )  # fmt: skip


def flag(
    name: str, meaning: str, where: str, *aliases: str, example: str = "", lifts: str = ""
) -> Field:
    """A yes or a no."""
    there = Sql(where)

    def compare(asked: Asked) -> Sql:
        return there if is_yes(asked) else negated(there)

    return Field(
        name, meaning, compare, there, aliases, example=example or f"{name}:yes", lifts=lifts,
        is_flag=True, offered=lambda _desk: ("yes", "no"),
    )  # fmt: skip


def is_yes(asked: Asked) -> bool:
    """The yes or no that was said. Raises MeantError for neither."""
    said = figures.yes_or_no(asked.text)
    if said is None:
        raise MeantError(
            f"'{asked.text}' is neither yes nor no.", f"{asked.field}:yes asks for it."
        )
    return said
