"""What is likely to come in, what has come in, and what is missing (S83, rule 8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.periods import months_on
from crm_tui.views import dimensions, figures, pipelines
from crm_tui.views.dimensions import Key
from crm_tui.views.figures import Chosen, Figure
from crm_tui.views.pipelines import StageRow
from crm_tui.views.workdays import as_day

ENOUGH_CASES = 20
"""From so many closed deals on the firm's own past says what a stage is worth."""


class Outlook(NamedTuple):
    """What is open, won, aimed at and missing in a stretch of time, in one currency.

    Amounts in minor units; `deals` are open ones. `target_minor` is None where none is set.
    """

    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    currency: str
    deals: int
    amount_minor: int
    weighted_minor: int
    without_amount: int
    won: int
    won_minor: int
    won_without_amount: int
    target_minor: int | None

    @property
    def missing_minor(self) -> int | None:
        """What is still to be won for the target; None without one."""
        return None if self.target_minor is None else max(0, self.target_minor - self.won_minor)


class Forecast(NamedTuple):
    """The outlook by time and owner, and what could not stand in it.

    `undated` are open deals without an expected close. `overdue` counts open deals, those of the
    rows or not, whose expected close has gone by.
    """

    rows: tuple[Outlook, ...]
    undated: tuple[Figure, ...]
    overdue: int


class Learned(NamedTuple):
    """What a stage is worth, in percent: as set, and as one's own closed deals say.

    `cases` closed deals have stood in it, `won` of them were won; `learned` is None for fewer
    than `ENOUGH_CASES`.
    """

    stage: int
    name: str
    probability: int
    cases: int
    won: int
    learned: int | None


class StageSum(NamedTuple):
    """A stage's deals in one currency; closed ones are those closed in the period asked for.

    `weighted_minor` is what the open ones are likely to bring, all of the won, nothing of the
    lost ones.
    """

    pipeline: str
    stage: str
    kind: str
    deals: int
    amount_minor: int
    weighted_minor: int
    currency: str
    without_amount: int
    probability: int
    learned: int | None
    cases: int
    stage_id: int


def forecast(desk: Desk, asked: Chosen, by: Sequence[str] = ("month",)) -> Forecast:
    """The outlook of each stretch of time, and of each owner where `by` says so.

    The bounds are for the expected close of open deals and the closing day of won ones: a deal
    of a later day is never let in, one without a day stands apart.
    Targets are those of whole months within the bounds: the firm's own, else what its
    colleagues' come to; by owner a colleague's. One pipeline's deals have none.
    """
    coming = asked._replace(state="open", dated=True)
    done = coming._replace(state="won")
    sums: dict[tuple[tuple[Key, ...], str], list[int]] = {}
    for place, chosen in ((0, coming), (4, done)):
        for one in figures.figures(desk, chosen, by):
            row = sums.setdefault((one.keys, one.currency), [0] * 8)
            row[place : place + 4] = one[3:7]
    targets = _targets(desk, asked, by)
    for which in targets:
        sums.setdefault(which, [0] * 8)
    named = figures.names(desk, by, [keys for keys, _ in sums])
    rows = [
        Outlook._make([
            keys, named[keys], currency, *values[:6], values[7], targets.get((keys, currency)),
        ])
        for (keys, currency), values in sums.items()
    ]  # fmt: skip
    late = coming._replace(since=None, until=desk.clock.today() - timedelta(1))
    return Forecast(
        tuple(sorted(rows, key=lambda row: (row.labels, row.currency))),
        tuple(figures.figures(desk, coming._replace(since=None, until=None, dated=False))),
        sum(one.deals for one in figures.figures(desk, late)),
    )


def deals(
    desk: Desk, asked: Chosen, by: Sequence[str] = ("month",)
) -> dict[tuple[tuple[Key, ...], str], tuple[list[int], list[int]]]:
    """The open and the won deals behind each row of a forecast, by its keys and currency."""
    coming = asked._replace(state="open", dated=True)
    still, done = (
        figures.ids(desk, chosen, by) for chosen in (coming, coming._replace(state="won"))
    )
    return {which: (still.get(which, []), done.get(which, [])) for which in {*still, *done}}


def by_stage(desk: Desk, asked: Chosen) -> list[StageSum]:
    """The sums of every stage of the pipelines, won and lost included, in order.

    Open deals count whatever day they are expected on; the bounds are for closed ones. A stage
    without deals has one row in the usual currency.
    """
    chosen = Chosen("open", asked.pipeline, asked.owner)
    found = figures.figures(desk, chosen, ("stage",))
    for state in ("won", "lost"):
        ended = chosen._replace(state=state, since=asked.since, until=asked.until)
        found += figures.figures(desk, ended, ("stage",))
    usual, _ = figures.currencies(desk)
    lessons = {one.stage: one for one in learned(desk, asked.pipeline, asked.owner)}
    rows = []
    for pipeline in pipelines.pipelines(desk):
        if asked.pipeline in (None, pipeline.id):
            for stage in pipelines.stages(desk, pipeline.id):
                sums = [one for one in found if one.keys == (stage.id,)]
                empty = Figure((stage.id,), ("",), usual, 0, 0, 0, 0)
                rows += [
                    _stage_sum(pipeline.name, stage, one, lessons.get(stage.id))
                    for one in sums or [empty]
                ]
    return rows


def _stage_sum(pipeline: str, stage: StageRow, one: Figure, lesson: Learned | None) -> StageSum:
    ended = one.amount_minor if stage.kind == "won" else 0
    return StageSum(
        pipeline, stage.name, stage.kind, one.deals, one.amount_minor,
        one.weighted_minor if stage.kind == "open" else ended, one.currency, one.without_amount,
        stage.probability, lesson.learned if lesson else None, lesson.cases if lesson else 0,
        stage.id,
    )  # fmt: skip


def learned(desk: Desk, pipeline: int | None = None, owner: int | None = None) -> list[Learned]:
    """What each open stage is worth by the closed deals that have stood in it, in order."""
    condition, params = figures.among(Chosen(pipeline=pipeline, owner=owner))
    rows = desk.store.rows(
        "SELECT c.to_id, count(DISTINCT d.id), count(DISTINCT CASE WHEN d.state = 'won' THEN d.id"
        f" END) FROM deal d JOIN stage_change c ON c.deal_id = d.id WHERE d.state <> 'open'"
        f" AND {condition} GROUP BY c.to_id",
        params,
    )
    passed = {row[0]: (row[1], row[2]) for row in rows}
    found = []
    for one in pipelines.pipelines(desk):
        if pipeline in (None, one.id):
            for stage in pipelines.stages(desk, one.id):
                if stage.kind == "open":
                    cases, won = passed.get(stage.id, (0, 0))
                    share = (200 * won + cases) // (2 * cases) if cases >= ENOUGH_CASES else None
                    found.append(
                        Learned(stage.id, stage.name, stage.probability, cases, won, share)
                    )
    return found


# Targets


class TargetRow(NamedTuple):
    """What is to be won in a month; `login` is '' for the whole firm's."""

    month: date
    user: int | None
    login: str
    amount_minor: int
    currency: str


def targets(desk: Desk, since: date | None = None, until: date | None = None) -> list[TargetRow]:
    """The targets of the months that lie wholly within the bounds, the firm's own first."""
    rows = desk.store.rows(
        "SELECT t.month, t.user_id, coalesce(u.login, ''), t.amount_minor, t.currency FROM target t"
        ' LEFT JOIN "user" u ON u.id = t.user_id ORDER BY t.month, u.login IS NOT NULL, u.login,'
        " t.currency"
    )
    found = [TargetRow(as_day(row[0]), *row[1:]) for row in rows]
    return [
        one
        for one in found
        if (since is None or one.month >= since)
        and (until is None or months_on(one.month, 1) - timedelta(1) <= until)
    ]


def _targets(
    desk: Desk, asked: Chosen, by: Sequence[str]
) -> dict[tuple[tuple[Key, ...], str], int]:
    """The targets that rows of these keys are measured by."""
    if asked.pipeline is not None or set(by) - {*dimensions.TIMES, "owner"}:
        return {}
    there = targets(desk, asked.since, asked.until)
    if asked.owner is not None or "owner" in by:
        there = [one for one in there if one.user is not None and asked.owner in (None, one.user)]
    else:
        firm = {(one.month, one.currency) for one in there if one.user is None}
        there = [one for one in there if one.user is None or (one.month, one.currency) not in firm]
    sums: dict[tuple[tuple[Key, ...], str], int] = {}
    for one in there:
        keys: Any = tuple(
            one.user if name == "owner" else dimensions.stretch(one.month, name) for name in by
        )
        sums[keys, one.currency] = sums.get((keys, one.currency), 0) + one.amount_minor
    return sums
