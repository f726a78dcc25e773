"""How deals flow: what goes on from each stage, how long it stays there, what has grown old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import figures, pipelines
from crm_tui.views.figures import Chosen
from crm_tui.views.pipelines import StageRow
from crm_tui.views.workdays import as_day

AGES = (30, 60, 90, 180, 365)
"""Where the stretches of age end, in days; the last one is all that is older."""


class Conversion(NamedTuple):
    """What became of the deals that entered an open stage, each at its latest entry.

    `entered` are `on` (further stages and won), `lost`, moved `back`, or still `there`; `won`
    are those of `on` that went from here straight to the end. `rate` is what part of those that
    left went on; None where none has left.
    """

    pipeline: str
    stage: str
    stage_id: int
    entered: int
    on: int
    won: int
    lost: int
    back: int
    there: int
    rate: float | None


class Stay(NamedTuple):
    """How long deals stay in a stage, in days; won and lost ones from opening to closing.

    `ended` stays have a length: `mean_days` and `median_days`, None of none. `doubtful` ones end
    before they begin and are left out. `there` deals stand in it now, the longest one for
    `oldest_days`, and `stale` of them for longer than the stage allows.
    """

    pipeline: str
    stage: str
    stage_id: int
    kind: str
    ended: int
    mean_days: float | None
    median_days: float | None
    there: int
    oldest_days: int | None
    stale: int
    doubtful: int


class Age(NamedTuple):
    """Open deals so many days old, in one currency; both ends included, None where open.

    Both None: it is not known when they were opened.
    """

    first_day: int | None
    last_day: int | None
    currency: str
    deals: int
    amount_minor: int
    without_amount: int


# A stay begins with a step into a stage and ends with the next step of the deal.
_STAYS = """
WITH stay AS (
  SELECT c.deal_id, c.to_id AS stage_id, c.day AS since, lead(c.day) OVER w AS until,
    lead(c.to_id) OVER w AS next_id,
    row_number() OVER (PARTITION BY c.deal_id, c.to_id ORDER BY c.at DESC, c.id DESC) AS latest
  FROM stage_change c JOIN deal d ON d.id = c.deal_id WHERE {where}
  WINDOW w AS (PARTITION BY c.deal_id ORDER BY c.at, c.id)
)
"""
_ENDINGS = """
SELECT t.stage_id, CASE WHEN t.next_id IS NULL THEN 'there' WHEN n.kind <> 'open' THEN n.kind
    WHEN n.position > s.position THEN 'on' ELSE 'back' END AS ending, count(*)
FROM stay t JOIN stage s ON s.id = t.stage_id LEFT JOIN stage n ON n.id = t.next_id
WHERE t.latest = 1 {bounds} GROUP BY 1, 2
"""
_LENGTHS = (
    "SELECT t.stage_id, t.since, t.until, count(*) FROM stay t JOIN stage s ON s.id = t.stage_id"
    " WHERE s.kind = 'open' AND t.until IS NOT NULL {bounds} GROUP BY t.stage_id, t.since, t.until"
)


def conversion(desk: Desk, chosen: Chosen) -> list[Conversion]:
    """What became of the deals that entered each open stage, in the bounds where there are any.

    Of the chosen deals the state does not matter: a stage is left by open and by closed ones.
    """
    condition, params = figures.among(chosen)
    bounds, more = _bounds("t.since", chosen)
    rows = desk.store.rows(
        _STAYS.format(where=condition) + _ENDINGS.format(bounds=bounds), (*params, *more)
    )
    counts: dict[int, Counter[str]] = {}
    for stage, ending, number in rows:
        counts.setdefault(stage, Counter())[ending] += number
    return [
        _conversion(pipeline, stage, counts.get(stage.id, Counter()))
        for pipeline, stage in _stages(desk, chosen)
        if stage.kind == "open"
    ]


def _conversion(pipeline: str, stage: StageRow, found: Counter[str]) -> Conversion:
    on, entered = found["on"] + found["won"], sum(found.values())
    left = entered - found["there"]
    return Conversion(
        pipeline, stage.name, stage.id, entered, on, found["won"], found["lost"], found["back"],
        found["there"], on / left if left else None,
    )  # fmt: skip


def stays(desk: Desk, chosen: Chosen) -> list[Stay]:
    """How long the chosen deals stay in each stage, won and lost by their whole way.

    The bounds are for the day a stay ended, for closed deals their closing day. What stands in a
    stage now is counted whatever the bounds.
    """
    condition, params = figures.among(chosen)
    bounds, more = _bounds("t.until", chosen)
    lengths: dict[int, Counter[int]] = {}
    for stage, since, until, number in desk.store.rows(
        _STAYS.format(where=condition) + _LENGTHS.format(bounds=bounds), (*params, *more)
    ):
        days = (as_day(until) - as_day(since)).days
        lengths.setdefault(stage, Counter())[days] += number
    for stage, days, number in _whole_ways(desk, chosen):
        lengths.setdefault(stage, Counter())[days] += number
    standing = _standing(desk, chosen)
    return [
        _stay(pipeline, stage, lengths.get(stage.id, Counter()), standing.get(stage.id, Counter()))
        for pipeline, stage in _stages(desk, chosen)
    ]


def _whole_ways(desk: Desk, chosen: Chosen) -> Iterable[tuple[int, int, int]]:
    """Stage, days from opening to closing, and how many closed deals took so long."""
    condition, params = figures.among(chosen)
    bounds, more = _bounds("d.closed_on", chosen)
    rows = desk.store.rows(
        "SELECT d.stage_id, d.opened_on, d.closed_on, count(*) FROM deal d"
        " WHERE d.state <> 'open' AND d.opened_on IS NOT NULL AND d.closed_on IS NOT NULL"
        f" AND {condition} {bounds} GROUP BY d.stage_id, d.opened_on, d.closed_on",
        (*params, *more),
    )
    for stage, opened, closed, number in rows:
        yield stage, (as_day(closed) - as_day(opened)).days, number


def _standing(desk: Desk, chosen: Chosen) -> dict[int, Counter[int]]:
    """How many open deals stand in each stage for how many days."""
    condition, params = figures.among(chosen)
    today = desk.clock.today()
    found: dict[int, Counter[int]] = {}
    for stage, since, number in desk.store.rows(
        "SELECT d.stage_id, d.stage_since, count(*) FROM deal d"
        f" WHERE d.state = 'open' AND {condition} GROUP BY d.stage_id, d.stage_since",
        params,
    ):
        found.setdefault(stage, Counter())[(today - as_day(since)).days] += number
    return found


def _stay(pipeline: str, stage: StageRow, lengths: Counter[int], standing: Counter[int]) -> Stay:
    sound = Counter({days: number for days, number in lengths.items() if days >= 0})
    ended = sum(sound.values())
    limit = stage.stale_days
    stale = 0 if limit is None else sum(n for days, n in standing.items() if days > limit)
    return Stay(
        pipeline, stage.name, stage.id, stage.kind, ended,
        sum(days * number for days, number in sound.items()) / ended if ended else None,
        _median(sound), sum(standing.values()), max(standing, default=None), stale,
        sum(lengths.values()) - ended,
    )  # fmt: skip


def _median(lengths: Counter[int]) -> float | None:
    total = sum(lengths.values())
    if not total:
        return None
    middle: list[int] = []
    passed = 0
    for days in sorted(lengths):
        for place in ((total - 1) // 2, total // 2):
            if passed <= place < passed + lengths[days]:
                middle.append(days)
        passed += lengths[days]
    return sum(middle) / 2


def ages(desk: Desk, chosen: Chosen) -> list[Age]:
    """The chosen open deals by their age, the youngest first; those of unknown age last."""
    condition, params = figures.among(chosen)
    today = desk.clock.today()
    sums: dict[tuple[int, str], list[int]] = {}
    for opened, currency, *values in desk.store.rows(
        f"SELECT d.opened_on, {figures.CURRENCY}, count(*),"
        " coalesce(sum(d.amount_minor), 0), count(*) - count(d.amount_minor) FROM deal d"
        f" WHERE d.state = 'open' AND {condition} GROUP BY 1, 2",
        (*figures.currencies(desk), *params),
    ):
        place = len(AGES) + 1
        if opened is not None:
            days = (today - as_day(opened)).days
            place = next((nth for nth, end in enumerate(AGES) if days <= end), len(AGES))
        row = sums.setdefault((place, currency), [0, 0, 0])
        for nth, value in enumerate(values):
            row[nth] += int(value)
    return [
        Age(*_stretch(place), currency, *sums[place, currency]) for place, currency in sorted(sums)
    ]


def _stretch(place: int) -> tuple[int | None, int | None]:
    if place > len(AGES):
        return None, None
    first = AGES[place - 1] + 1 if place else 0
    return first, AGES[place] if place < len(AGES) else None


def stale(desk: Desk, chosen: Chosen) -> list[int]:
    """The chosen open deals that stand in their stage for longer than it allows (S79).

    The one that is longest over comes first.
    """
    condition, params = figures.among(chosen)
    today = desk.clock.today()
    rows = desk.store.rows(
        "SELECT d.id, d.stage_since, s.stale_days FROM deal d JOIN stage s ON s.id = d.stage_id"
        f" WHERE d.state = 'open' AND s.stale_days IS NOT NULL AND {condition}",
        params,
    )
    over = [((today - as_day(since)).days - limit, number) for number, since, limit in rows]
    return [number for days, number in sorted(over, key=lambda one: (-one[0], one[1])) if days > 0]


def _stages(desk: Desk, chosen: Chosen) -> list[tuple[str, StageRow]]:
    return [
        (one.name, stage)
        for one in pipelines.pipelines(desk)
        if chosen.pipeline in (None, one.id)
        for stage in pipelines.stages(desk, one.id)
    ]


def _bounds(column: str, chosen: Chosen) -> tuple[str, list[str]]:
    parts, params = "", list[str]()
    for sign, bound in ((">=", chosen.since), ("<=", chosen.until)):
        if bound is not None:
            parts += f" AND {column} {sign} ?"
            params.append(bound.isoformat())
    return parts, params
