"""What a report is: what it is asked for, and the table it answers with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.text.periods import Period
    from crm_tui.views.dimensions import Key

_Row = TypeVar("_Row")

USUAL = 50
"""So many lines are told to people where nobody says how many."""


class Asked(NamedTuple):
    """What a report is asked for.

    `period` is None for all time; `user` None for everybody's figures, 0 for nobody's; `by` says
    what each line is for; `limit` is None where none was said; `ascii` wants bars without box
    characters.
    """

    desk: Desk
    period: Period | None
    user: int | None
    by: tuple[str, ...]
    limit: int | None = None
    pipeline: int | None = None
    ascii: bool = False


class Table(NamedTuple):
    """A report: its heads and rows for people, and the rows of its JSON.

    `more` is a note; `apart` what stands beside the rows in JSON, by name.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    values: Sequence[Any]
    more: str = ""
    apart: Mapping[str, Any] = {}


class Report(NamedTuple):
    """A report there is: what it tells, which options it takes, and what makes it.

    `by` names what it can have a line for. One of `all_time` tells of all time where no period is
    said, and of what is nobody's, too; the others of this month. A `bare` one is a plain list in
    JSON.
    """

    help: str
    takes: tuple[str, ...]
    make: Callable[[Asked], Table]
    by: tuple[str, ...] = ()
    all_time: bool = False
    bare: bool = False


TIMES = ("month", "quarter", "year")
_NONE = {
    "owner": "nobody", "agent": "nobody", "customer": "no customer", "product": "no product",
    "reason": "no reason", "goal": "no goal", "competitor": "no one named",
    **dict.fromkeys(TIMES, "no day"),
}  # fmt: skip


class Keyed(Protocol):
    """A row of figures with what it is for."""

    @property
    def keys(self) -> tuple[Key, ...]:
        """Ids, codes or words of what it is for; None where it is for none."""
        ...

    @property
    def labels(self) -> tuple[str, ...]:
        """The same as it is told."""
        ...

    def _asdict(self) -> dict[str, Any]: ...


def row_of(
    by: Sequence[str],
    one: Keyed,
    *without: str,
    by_id: Collection[str],
    by_code: Collection[str] = (),
) -> dict[str, Any]:
    """A row of JSON: what it is for, each by its name, with its id or code where it has one, then
    its figures but those it is to be without.
    """
    row: dict[str, Any] = {}
    for name, key, label in zip(by, one.keys, one.labels, strict=True):
        row[name] = label if key is not None else None
        if name in by_id:
            row[f"{name}_id"] = key
        elif name in by_code:
            row[f"{name}_code"] = key
    return row | without_keys(one._asdict(), *without)


def without_keys(row: dict[str, Any], *more: str) -> dict[str, Any]:
    """The row without its keys and labels, and without more that is said."""
    gone = {"keys", "labels", *more}
    return {name: value for name, value in row.items() if name not in gone}


def said(by: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The labels of a row as they are told; in words where there is none."""
    return [label or _NONE.get(name, "not said") for name, label in zip(by, labels, strict=True)]


def say_age(first_day: int, last_day: int | None) -> str:
    """So many days old: '8 to 14', 'over 90'."""
    return f"over {first_day - 1}" if last_day is None else f"{first_day} to {last_day}"


def bar(asked: Asked, value: float, largest: float) -> str:
    """A bar as long as the value's part of the largest one."""
    from crm_tui.text.bars import bar as drawn

    return drawn(value, largest, ascii_only=asked.ascii)


def some(number: int) -> str:
    """A number that is told only where there is something to count."""
    return str(number) if number else ""


def told(asked: Asked, found: Sequence[_Row]) -> Sequence[_Row]:
    """What is told to people: as many as were asked for, else a readable number."""
    return found[: USUAL if asked.limit is None else asked.limit]


def cut(found: Sequence[object], shown: Sequence[object]) -> str:
    """A note on how many are not told; '' where all are."""
    left = len(found) - len(shown)
    return f"{left} more; --limit shows them." if left else ""
