"""What a report is: what it is asked for, and the table it answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.text.periods import Period

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

    `by` names what it can have a line for. One that is `of_deals` tells of all time where no
    period is said, the others of this month; a `bare` one is a plain list in JSON.
    """

    help: str
    takes: tuple[str, ...]
    make: Callable[[Asked], Table]
    by: tuple[str, ...] = ()
    of_deals: bool = False
    bare: bool = False
