"""`--columns` and `--sort` of the lists: own fields and what a list does not show otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli.layout import columns as set_out
from crm_tui.cli.layout import one_line
from crm_tui.config import did_you_mean
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.views import list_columns
from crm_tui.views.list_columns import ListColumn

if TYPE_CHECKING:
    from crm_tui.store.desk import Desk

_USUAL = "usual"


def usual(*names: str) -> tuple[ListColumn, ...]:
    """The columns that a list has anyway, by their names."""
    return tuple(ListColumn(name, name) for name in names)


def meant(
    desk: Desk, record: str, text: str | None, usually: Sequence[ListColumn], kept: str = ""
) -> tuple[ListColumn, ...]:
    """The columns that were said, else those that a saved view keeps; none for the usual ones.

    Raises NotFoundError for one there is not.
    """
    if text is None:
        return list_columns.of_kept(desk, record, kept, usually)
    if text.strip().casefold() == _USUAL:
        return ()
    return tuple(list_columns.meant(desk, record, text, usually, usually))


def lines(
    desk: Desk,
    record: str,
    chosen: Sequence[ListColumn],
    names: Sequence[str],
    rows: Sequence[tuple[int, Sequence[str]]],
    heads: Sequence[str] = (),
) -> list[str]:
    """The lines of a list, in its usual columns where none are chosen.

    Each row is an id and its usual cells: what it is called by, then those of these `names`.
    """
    if not chosen:
        return set_out((cells for _, cells in rows), heads)
    beside = list_columns.values(desk, record, chosen, [number for number, _ in rows])
    told = []
    for number, (code, *cells) in rows:
        said = {**dict(zip(names, cells, strict=True)), **beside.get(number, {})}
        told.append((code, *(said.get(one.name, "") for one in chosen)))
    return set_out(told, ("", *(one_line(one.title) for one in chosen)))


def with_values(
    desk: Desk,
    record: str,
    chosen: Sequence[ListColumn],
    rows: Sequence[tuple[int, Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    """Rows for JSON: with chosen columns each has, under `columns`, what they hold as stored."""
    ids = [number for number, _ in rows]
    beside = list_columns.values(desk, record, chosen, ids, spoken=False)
    return [
        {**row, "columns": beside.get(number, {})} if chosen else dict(row) for number, row in rows
    ]


def page(
    desk: Desk,
    record: str,
    by: str,
    ids: Callable[[], Sequence[int]],
    limit: int,
    *,
    orders: Sequence[str] = (),
    reverse: bool = False,
) -> list[int]:
    """The first of all these records in the order of a column; `orders` are the list's own.

    Raises UsageError for what is neither.
    """
    try:
        column = list_columns.named(desk, record, by)
    except NotFoundError as error:
        near = did_you_mean(by, list(orders))
        raise UsageError(f"--sort cannot be {by}.", near or error.hint) from None
    return list_columns.in_order(desk, record, column, ids(), reverse=reverse)[:limit]
