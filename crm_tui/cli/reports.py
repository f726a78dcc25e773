"""`crm report`: figures as a table for people or as JSON for programs.

A report is a function that makes a `Table`; REPORTS has them by name, `DEAL_REPORTS` those of the
pipeline, `SERVICE_REPORTS` those of the service desk. Another report is another entry there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning
from crm_tui.cli.deal_reports import DEAL_REPORTS
from crm_tui.cli.layout import columns, labelled, say_moment
from crm_tui.cli.report_table import USUAL, Asked, Report, Table
from crm_tui.cli.service_reports import SERVICE_REPORTS
from crm_tui.cli.session import Session, complain
from crm_tui.config import did_you_mean
from crm_tui.errors import UsageError
from crm_tui.text.day_words import WEEKDAYS
from crm_tui.text.lasting import say_short
from crm_tui.text.periods import parse_period
from crm_tui.views import naming

if TYPE_CHECKING:
    from crm_tui.text.periods import Period
    from crm_tui.views.planned import Planned
    from crm_tui.views.workload import DayLoad

_SAME = {"user": "owner", "owner": "user", "segment": "industry"}
"""Another word for what a report has a line for."""


def report(
    session: Session,
    name: str | None,
    *,
    period: str | None,
    by: str | None,
    colleague: str | None,
    pipeline: str | None,
    limit: int | None,
) -> None:
    """Show a report, or without a name which ones there are."""
    if name is None:
        _list_them(session)
        return
    found = _named(name)
    said = {"--period": period, "--by": by, "--of": colleague, "--pipeline": pipeline,
            "--limit": limit}  # fmt: skip
    for option, value in said.items():
        if value is not None and option not in found.takes:
            takes = ", ".join(found.takes)
            raise UsageError(f"The report '{name}' takes no {option}.", f"It takes: {takes}.")
    asked = Asked(
        session.desk, _period(session, found, period), _whose(session, found, colleague),
        _by(name, found, by), limit, _pipeline(session, pipeline), session.config.ui.ascii,
    )  # fmt: skip
    _show(session, name, found, asked.period, found.make(asked))


def _show(session: Session, name: str, found: Report, period: Period | None, table: Table) -> None:
    if session.json:
        whole = {"report": name, "period": period, "rows": table.values, **table.apart}
        session.answer(table.values if found.bare else whole)
    else:
        if period is not None:
            session.tell([f"{period.first} to {period.last}"])
        heads = [session.said(head) for head in table.heads]
        session.tell(columns(table.rows, heads) or ["Nothing to report."])
    complain(table.more)


def _period(session: Session, found: Report, said: str | None) -> Period | None:
    if "--period" not in found.takes or (said is None and found.all_time):
        return None
    return parse_period(said or "month", session.desk.clock.today())


def _whose(session: Session, found: Report, colleague: str | None) -> int | None:
    if colleague is None:
        return None
    if found.all_time and colleague in meaning.NOBODY:
        return 0
    return naming.user(session.desk, colleague)


def _pipeline(session: Session, name: str | None) -> int | None:
    if name is None:
        return None
    from crm_tui.views import pipelines

    return pipelines.pipeline_named(session.desk, name).id


def _by(name: str, found: Report, said: str | None) -> tuple[str, ...]:
    """What there is to be a line for. Raises UsageError for what the report does not know."""
    words = [word.strip() for word in (said or "").casefold().split(",")] if said else []
    meant = [word if word in found.by else _SAME.get(word, word) for word in words]
    for word, one in zip(words, meant, strict=True):
        if one not in found.by:
            near = did_you_mean(word, list(found.by))
            raise UsageError(
                f"The report '{name}' has no line for each {word!r}.",
                f"{near} --by takes: {', '.join(found.by)}.".strip(),
            )
    return tuple(dict.fromkeys(meant))


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

    period = asked.period or parse_period("month", asked.desk.clock.today())
    if asked.user is not None:
        people = [one for one in colleagues.listing(asked.desk) if one.id == asked.user]
        found = planned.of(asked.desk, people, period)
    else:
        found = planned.by_user(asked.desk, period)
        found = found if asked.by else [planned.total(found)]
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

    if asked.by:
        counts = next_steps.counts(asked.desk, asked.user)
        return Table(
            ("login", "customers", "without a next step"),
            [(one.login or "nobody", str(one.customers), str(one.without)) for one in counts],
            counts,
        )
    limit = USUAL if asked.limit is None else asked.limit
    found = next_steps.without(asked.desk, asked.user, limit + 1)
    shown = found[:limit]
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
        ("--period", "--by", "--of"), _planning, ("user",),
    ),
    "next-step": Report(
        "Customers with a wanted relationship, or buying, without a next step.",
        ("--by", "--of", "--limit"), _next_step, ("user",),
    ),
    **DEAL_REPORTS,
    **SERVICE_REPORTS,
}  # fmt: skip
