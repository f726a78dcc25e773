"""The firm's own fields, and columns that an import kept under their names, as fields."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from crm_tui.store.database import Store
from crm_tui.store.desk import Desk
from crm_tui.text.filters import days, figures
from crm_tui.text.fold import fold
from crm_tui.text.own_fields import offered
from crm_tui.views.filtering.conditions import ALWAYS, Sql, among, member
from crm_tui.views.filtering.fields import GREATER, Asked, Field, MeantError, says
from crm_tui.views.filtering.picks import meant, unknown
from crm_tui.views.own_fields import RECORDS, OwnField, fields

_SIGNS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ":": operator.eq, "=": operator.eq, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


Holds = Callable[[str], bool]


class _Kept(NamedTuple):
    change_set: int
    keys: tuple[str, ...]


_kept: WeakKeyDictionary[Store, dict[str, _Kept]] = WeakKeyDictionary()


def untyped(desk: Desk, record: str) -> tuple[str, ...]:
    """The names under which records keep something; read anew only after a change."""
    newest = int(desk.store.value("SELECT coalesce(max(id), 0) FROM change_set"))
    known = _kept.setdefault(desk.store, {})
    if record not in known or known[record].change_set != newest:
        rows = desk.store.rows(
            f"SELECT DISTINCT j.key FROM {record} r, json_each(r.custom) j WHERE r.custom <> '{{}}'"
        )
        known[record] = _Kept(newest, tuple(sorted(str(row[0]) for row in rows)))
    return known[record].keys


def find(desk: Desk, record: str, name: str) -> Field | None:
    """The own field with a code or label, however it is written; None where there is none."""
    if record not in RECORDS:
        return None
    wanted = _bare(name)
    for one in fields(desk, record):
        if wanted and wanted in (_bare(one.code), _bare(one.label)):
            return as_field(record, one.code, one)
    for key in untyped(desk, record):
        if wanted and _bare(key) == wanted:
            return as_field(record, key)
    return None


def as_field(record: str, code: str, own: OwnField | None = None) -> Field:
    """What stands under a code in `custom`, as a field; without a type where it has none yet."""
    kind = own.kind if own else ""
    alias = record[0] if record != "ticket" else "t"
    value = member(f"{alias}.custom", code)
    stored = member("r.custom", code)

    def compare(asked: Asked) -> Sql:
        holds = _holds(asked, kind, own.choices if own else ())
        if not asked.searching:
            return ALWAYS
        rows = asked.desk.store.rows(
            f"SELECT r.id, {stored.where} AS value FROM {record} r"
            " WHERE r.custom <> '{}' AND value IS NOT NULL AND value <> ''",
            stored.params,
        )
        known: dict[str, bool] = {}
        found = []
        for number, said in rows:
            text = str(said)
            if text not in known:
                known[text] = holds(text)
            if known[text]:
                found.append(int(number))
        return among(f"{alias}.id", found)

    filled = Sql(f"coalesce({value.where}, '') <> ''", value.params)
    ordered = kind in ("", "number", "money", "day")
    label = own.label if own else code
    few = own and offered(own.kind, own.choices)
    return Field(
        _bare_name(label), label, compare, filled, ordered=ordered, joined=ordered,
        offered=(lambda _desk: few) if few else None,
    )  # fmt: skip


def _holds(asked: Asked, kind: str, choices: Sequence[str]) -> Holds:
    """What decides whether a stored value is meant."""
    if kind == "number":
        return _as_number(asked)
    if kind == "money":
        return _as_money(asked)
    if kind == "day":
        return _as_day(asked)
    if kind == "yes_no":
        return _as_yes(asked)
    if kind == "choice" and choices:
        found = meant(asked, {one: one for one in choices})
        if not found:
            raise unknown(asked, choices)
        return lambda said: said in found
    if kind == "" and (asked.sign in GREATER or (".." in asked.text and not asked.quoted)):
        return _as_figure_or_day(asked)
    return lambda said: says(said, asked) or fold(said) == fold(asked.text)


def _as_figure_or_day(asked: Asked) -> Holds:
    """An order of values that have no type: by number, by amount, by day, as was asked."""
    for read in (_as_number, _as_money, _as_day):
        try:
            return read(asked)
        except MeantError:
            continue
    raise MeantError(f"'{asked.text}' is neither a number nor a day.")


def _as_number(asked: Asked) -> Holds:
    ends = _ends(asked)
    bounds = [(sign, figures.number(text)) for sign, text in ends]
    if any(value is None for _sign, value in bounds):
        raise MeantError(f"'{asked.text}' is no number.", f"Such as: {asked.field}>10.")

    def holds(said: str) -> bool:
        number = figures.number(said)
        return number is not None and all(_SIGNS[sign](number, value) for sign, value in bounds)

    return holds


def _as_money(asked: Asked) -> Holds:
    bounds = [(sign, figures.figure(text)) for sign, text in _ends(asked)]
    if any(value is None for _sign, value in bounds):
        raise MeantError(f"'{asked.text}' is no amount.", f"Such as: {asked.field}>10k.")
    currency = next((value.currency for _s, value in bounds if value and value.currency), "")

    def holds(said: str) -> bool:
        there = figures.figure(said)
        if there is None or (currency and there.currency not in ("", currency)):
            return False
        return all(_SIGNS[sign](there.amount, value.amount) for sign, value in bounds if value)

    return holds


def _as_day(asked: Asked) -> Holds:
    """A day of the firm's own lies behind or ahead of us: `<30d` is within 30 days either way."""
    try:
        spans = [
            days.days_meant(
                asked.sign, asked.text, asked.desk.clock.today(), ahead=ahead,
                stretch=not asked.quoted,
            )
            for ahead in (False, True)
        ]  # fmt: skip
    except (ValueError, OverflowError):
        raise MeantError(f"'{asked.text}' is no day.", days.EXAMPLES) from None

    def holds(said: str) -> bool:
        try:
            day = date.fromisoformat(said[:10])
        except ValueError:
            return False
        return any(
            (span.first is None or day >= span.first) and (span.last is None or day <= span.last)
            for span in spans
        )

    return holds


def _as_yes(asked: Asked) -> Holds:
    wanted = figures.yes_or_no(asked.text)
    if wanted is None:
        raise MeantError(
            f"'{asked.text}' is neither yes nor no.", f"{asked.field}:yes asks for it."
        )
    return lambda said: figures.yes_or_no(said) is wanted


def _ends(asked: Asked) -> list[tuple[str, str]]:
    """The comparisons that were asked for: one, or the ends of a range."""
    if asked.quoted or ".." not in asked.text:
        return [(asked.sign, asked.text)]
    if asked.sign in GREATER:
        raise MeantError("a range is asked for with ':'.", f"{asked.field}:{asked.text}")
    left, right = asked.text.split("..", 1)
    return [(sign, text) for sign, text in ((">=", left), ("<=", right)) if text]


def _bare(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter.isalnum())


def _bare_name(label: str) -> str:
    """A label as it can be typed before a colon."""
    return "-".join("".join(c if c.isalnum() else " " for c in fold(label)).split()) or label
