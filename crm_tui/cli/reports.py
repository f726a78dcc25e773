"""`crm report`: figures as a table for people or as JSON for programs.

A report is a function that makes a `Table`; REPORTS has them by name. Another report is another
entry there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_tui.cli.layout import columns, labelled, say_moment
from crm_tui.cli.session import Session, complain
from crm_tui.config import did_you_mean
from crm_tui.errors import UsageError
from crm_tui.text.day_words import WEEKDAYS
from crm_tui.text.lasting import say_short
from crm_tui.text.periods import Period, parse_period
from crm_tui.views import naming

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.planned import Planned
    from crm_tui.views.workload import DayLoad

USUAL = 50


class Asked(NamedTuple):
    """What a report is asked for: whose figures (None: all), whether each by itself, how many."""

    desk: Desk
    period: Period
    user: int | None
    by_user: bool
    limit: int


class Table(NamedTuple):
    """A report: its heads and rows for people, and the rows of its JSON. `more` is a note."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    values: Sequence[Any]
    more: str = ""


class Report(NamedTuple):
    """A report there is: what it tells, which of the options it takes, and what makes it."""

    help: str
    takes: tuple[str, ...]
    make: Callable[[Asked], Table]


def report(
    session: Session,
    name: str | None,
    period: str | None,
    by: str | None,
    colleague: str | None,
    limit: int | None,
) -> None:
    """Show a report, or without a name which ones there are."""
    if name is None:
        _list_them(session)
        return
    found = _named(name)
    said = {"--period": period, "--by": by, "--of": colleague, "--limit": limit}
    for option, value in said.items():
        if value is not None and option not in found.takes:
            takes = ", ".join(found.takes)
            raise UsageError(f"The report '{name}' takes no {option}.", f"It takes: {takes}.")
    desk = session.desk
    stretch = parse_period(period or "month", desk.clock.today())
    user = naming.user(desk, colleague) if colleague else None
    table = found.make(Asked(desk, stretch, user, by == "user", USUAL if limit is None else limit))
    if session.json:
        told = stretch if "--period" in found.takes else None
        session.answer({"report": name, "period": told, "rows": table.values})
        return
    if "--period" in found.takes:
        session.tell([f"{stretch.first} to {stretch.last}"])
    session.tell(columns(table.rows, table.heads) or ["Nothing to report."])
    complain(table.more)


def _named(name: str) -> Report:
    if name not in REPORTS:
        near = did_you_mean(name, list(REPORTS))
        raise UsageError(
            f"There is no report '{name}'.", f"{near} One of: {', '.join(REPORTS)}.".strip()
        )
    return REPORTS[name]


def _list_them(session: Session) -> None:
    if session.json:
        session.answer([{"report": name, "help": one.help} for name, one in REPORTS.items()])
    else:
        session.tell(labelled((name, one.help) for name, one in REPORTS.items()))


# The reports


def _load(asked: Asked) -> Table:
    from crm_tui.views import workload

    found = [
        one for one in workload.team(asked.desk) if asked.user is None or one.user == asked.user
    ]
    days = (
        [f"{WEEKDAYS[one.day.weekday()]} {one.day.day}" for one in found[0].ahead] if found else []
    )
    return Table(
        ("login", "overdue", "today", *days, "no day", "open"),
        [
            (one.login, str(one.overdue), _full(one.today), *map(_full, one.ahead),
             str(one.no_day), str(one.open))
            for one in found
        ],
        found,
    )  # fmt: skip


def _full(load: DayLoad) -> str:
    """The time tasks take of the working time; '!' where they do not fit."""
    over = " !" if load.minutes > load.capacity else ""
    return f"{say_short(load.minutes)}/{say_short(load.capacity)}{over}"


def _planning(asked: Asked) -> Table:
    from crm_tui.views import colleagues, planned

    if asked.user is not None:
        people = [one for one in colleagues.listing(asked.desk) if one.id == asked.user]
        found = planned.of(asked.desk, people, asked.period)
    else:
        found = planned.by_user(asked.desk, asked.period)
        found = found if asked.by_user else [planned.total(found)]
    return Table(
        ("login", "finished", "planned before", "share", "planned", "done that day", "share"),
        [
            (one.login or "all", str(one.finished), str(one.foreseen), _share(one.share_foreseen),
             str(one.planned), str(one.kept), _share(one.share_kept))
            for one in found
        ],
        [_planned_value(one) for one in found],
    )  # fmt: skip


def _planned_value(one: Planned) -> dict[str, Any]:
    shares = {"share_foreseen": one.share_foreseen, "share_kept": one.share_kept}
    return {**one._asdict(), **shares}


def _share(part: float | None) -> str:
    return "" if part is None else f"{part:.0%}"


def _next_step(asked: Asked) -> Table:
    from crm_tui.views import next_steps

    if asked.by_user:
        counts = next_steps.counts(asked.desk, asked.user)
        return Table(
            ("login", "customers", "without a next step"),
            [(one.login or "nobody", str(one.customers), str(one.without)) for one in counts],
            counts,
        )
    found = next_steps.without(asked.desk, asked.user, asked.limit + 1)
    shown = found[: asked.limit]
    return Table(
        ("id", "name", "wanted", "state", "owner", "last contact"),
        [
            (f"#{one.party}", one.name, one.wanted, one.lifecycle, one.owner,
             say_moment(asked.desk, one.last_contact_at))
            for one in shown
        ],
        shown,
        "There are more; --limit shows them, --by user counts them." if found != shown else "",
    )  # fmt: skip


REPORTS = {
    "load": Report("Who has how much to do, today and on the next days.", ("--of",), _load),
    "planning": Report(
        "How much of the work was planned before its day, and how much of the plan was done.",
        ("--period", "--by", "--of"), _planning,
    ),
    "next-step": Report(
        "Customers with a wanted relationship, or buying, without a next step.",
        ("--by", "--of", "--limit"), _next_step,
    ),
}  # fmt: skip
