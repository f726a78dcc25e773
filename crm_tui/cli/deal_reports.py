"""The reports of the pipeline: what may come in, what came, what was lost and why, how it flows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli.json_form import moneys
from crm_tui.cli.layout import counted, say_money, say_sums
from crm_tui.cli.report_table import (
    TIMES,
    Asked,
    Keyed,
    Report,
    Table,
    bar,
    cut,
    row_of,
    said,
    say_age,
    some,
    told,
    without_keys,
)

if TYPE_CHECKING:
    from crm_tui.views.figures import Chosen, Figure
    from crm_tui.views.flow import Age, Conversion, Stay
    from crm_tui.views.forecast import StageSum
    from crm_tui.views.won import Through

_PARTIES = ("customer", "industry", "size", "country", "tag")
_ENDED = (*TIMES, "owner", "product", "source", "goal", *_PARTIES)


def _pipeline(asked: Asked) -> Table:
    from crm_tui.views import forecast

    found = forecast.by_stage(asked.desk, chosen_deals(asked))
    largest = _largest((one.currency, one.amount_minor) for one in found if one.kind != "lost")
    return Table(
        ("pipeline", "stage", "deals", "sum", "weighted", "no amount",
         "chance", "by experience", ""),
        [
            (one.pipeline, one.stage, str(one.deals),
             say_money(one.amount_minor, one.currency), say_money(one.weighted_minor, one.currency),
             some(one.without_amount), f"{one.probability} %", _experience(one),
             bar(asked, one.amount_minor, largest.get(one.currency, 0)))
            for one in found
        ],
        found,
        _undated_closed(asked),
    )  # fmt: skip


def _experience(one: StageSum) -> str:
    if not one.cases:
        return ""
    said = "too few" if one.learned is None else f"{one.learned} %"
    return f"{said} of {one.cases}"


def _forecast(asked: Asked) -> Table:
    from crm_tui.views import figures, forecast

    by = asked.by if set(asked.by) & {*TIMES} else ("month", *asked.by)
    by = tuple(sorted(by, key=lambda name: name not in TIMES))
    found = forecast.forecast(asked.desk, chosen_deals(asked), by)
    behind = forecast.deals(asked.desk, chosen_deals(asked), by)
    largest = _largest((one.currency, one.weighted_minor + one.won_minor) for one in found.rows)
    values = []
    for one in found.rows:
        still, done = behind.get((one.keys, one.currency), ([], []))
        values.append(deal_row(by, one) | {
            "missing_minor": one.missing_minor, "deal_ids": still, "won_ids": done,
        })  # fmt: skip
    undated = figures.ids(asked.desk, chosen_deals(asked, dated=False)) if found.undated else {}
    return Table(
        (*by, "open", "sum", "weighted", "no amount", "won", "won sum", "target", "missing", ""),
        [
            (*said(by, one.labels), str(one.deals), say_money(one.amount_minor, one.currency),
             say_money(one.weighted_minor, one.currency), some(one.without_amount),
             str(one.won), say_money(one.won_minor, one.currency),
             say_money(one.target_minor, one.currency), say_money(one.missing_minor, one.currency),
             bar(asked, one.weighted_minor + one.won_minor, largest.get(one.currency, 0)))
            for one in found.rows
        ],
        values,
        " ".join(filter(None, (_undated(found.undated), _overdue(found.overdue),
                               _undated_closed(asked)))),
        {
            "undated": [
                without_keys(one._asdict()) | {"deal_ids": undated.get(((), one.currency), [])}
                for one in found.undated
            ],
            "overdue": found.overdue,
        },
    )  # fmt: skip


def _undated(found: Sequence[Figure]) -> str:
    if not found:
        return ""
    sums = ", ".join(say_money(one.amount_minor, one.currency) for one in found)
    number = sum(one.deals for one in found)
    return f"Apart: {counted(number, 'open deal')} without an expected close, {sums}."


def _overdue(number: int) -> str:
    return f"The expected close of {counted(number, 'open deal')} has gone by." if number else ""


def _won(asked: Asked) -> Table:
    from crm_tui.views import won

    by = asked.by or ("month",)
    found = won.won(asked.desk, chosen_deals(asked), by)
    shown = told(asked, found)
    largest = _largest((one.currency, one.amount_minor) for one in found)
    return Table(
        (*by, "won", "sum", "average", "no amount", "lost", "win rate", ""),
        [
            (*said(by, one.labels), str(one.deals), say_money(one.amount_minor, one.currency),
             say_money(one.average_minor, one.currency), some(one.without_amount), str(one.lost),
             f"{one.win_rate:.1%}", bar(asked, one.amount_minor, largest[one.currency]))
            for one in shown
        ],
        [deal_row(by, one) for one in found[: asked.limit]],
        cut(found, shown) or _undated_closed(asked),
    )  # fmt: skip


def _lost(asked: Asked) -> Table:
    from crm_tui.views import losses

    found = losses.losses(asked.desk, chosen_deals(asked), asked.by)
    by = (*(name for name in asked.by if name != "reason"), "reason")
    return Table(
        (*by, "lost", "share", "sum", "no amount", ""),
        [
            (*said(by, one.labels), str(one.deals), f"{one.share:.1%}",
             say_money(one.amount_minor, one.currency), some(one.without_amount),
             bar(asked, one.share, 1))
            for one in found
        ],
        [deal_row(by, one) for one in found],
        _undated_closed(asked),
    )  # fmt: skip


def _competitors(asked: Asked) -> Table:
    from crm_tui.views import competitors

    found = competitors.contests(asked.desk, chosen_deals(asked), asked.by)
    return Table(
        ("competitor", *asked.by, "won", "won sum", "lost to them", "lost sum", "otherwise",
         "open", "win rate", ""),
        [
            (one.name, *said(asked.by, one.labels), str(one.won),
             say_money(one.won_minor, one.currency), str(one.lost),
             say_money(one.lost_minor, one.currency), str(one.otherwise), str(one.open),
             "" if one.win_rate is None else f"{one.win_rate:.1%}",
             bar(asked, one.win_rate or 0, 1))
            for one in found
        ],
        [
            {"competitor_id": one.competitor, "competitor": one.name}
            | deal_row(asked.by, one, "name", "competitor")
            for one in found
        ],
        _undated_closed(asked),
    )  # fmt: skip


def _conversion(asked: Asked) -> Table:
    from crm_tui.views import flow

    found = flow.conversion(asked.desk, chosen_deals(asked))
    return Table(
        ("pipeline", "stage", "entered", "went on", "of them won", "lost", "back", "there",
         "rate", ""),
        [(one.pipeline, *_converted(asked, one)) for one in found],
        found,
    )  # fmt: skip


def _converted(asked: Asked, one: Conversion) -> tuple[str, ...]:
    rate = "" if one.rate is None else f"{one.rate:.0%}"
    return (
        one.stage, str(one.entered), str(one.on), str(one.won), str(one.lost), str(one.back),
        str(one.there), rate, bar(asked, one.rate or 0, 1),
    )  # fmt: skip


def _velocity(asked: Asked) -> Table:
    from crm_tui.views import flow

    if asked.by:
        return _ages(asked)
    found = flow.stays(asked.desk, chosen_deals(asked))
    longest = max((one.median_days or 0 for one in found), default=0)
    doubtful = sum(one.doubtful for one in found)
    return Table(
        ("pipeline", "stage", "stays", "mean days", "median", "there", "oldest", "stale", ""),
        [(one.pipeline, *_stayed(asked, one, longest)) for one in found],
        found,
        f"Left out: {counted(doubtful, 'stay')} that ended before it began." if doubtful else "",
    )


def _stayed(asked: Asked, one: Stay, longest: float) -> tuple[str, ...]:
    return (
        one.stage, str(one.ended), "" if one.mean_days is None else f"{one.mean_days:.1f}",
        "" if one.median_days is None else f"{one.median_days:g}", str(one.there),
        "" if one.oldest_days is None else str(one.oldest_days), some(one.stale),
        bar(asked, one.median_days or 0, longest),
    )  # fmt: skip


def _ages(asked: Asked) -> Table:
    from crm_tui.views import flow

    found = flow.ages(asked.desk, chosen_deals(asked))
    most = max((one.deals for one in found), default=0)
    return Table(
        ("days old", "deals", "sum", "no amount", ""),
        [
            (_age(one), str(one.deals), say_money(one.amount_minor, one.currency),
             some(one.without_amount), bar(asked, one.deals, most))
            for one in found
        ],
        found,
    )  # fmt: skip


def _age(one: Age) -> str:
    if one.first_day is None:
        return "not known"
    return say_age(one.first_day, one.last_day)


def _stale(asked: Asked) -> Table:
    from crm_tui.cli.deal_lists import cells, value
    from crm_tui.views import board, flow

    found = flow.stale(asked.desk, chosen_deals(asked))
    cards = board.cards(asked.desk, found[: asked.limit])
    shown = told(asked, cards)
    return Table(
        (), [cells(asked.desk, one) for one in shown], [value(one) for one in cards],
        cut(found, shown),
    )  # fmt: skip


def _referrals(asked: Asked) -> Table:
    from crm_tui.views import won

    found = won.referrers(asked.desk)
    shown = told(asked, found)
    return Table(
        ("id", "customer", "won through them", "sum", "open", "sum"),
        [
            (f"#{one.party}", one.name, str(len(one.through.won)),
             say_sums(one.through.won_sums), str(len(one.through.open)),
             say_sums(one.through.open_sums))
            for one in shown
        ],
        [
            {"party": one.party, "name": one.name, **_through(one.through)}
            for one in found[: asked.limit]
        ],
        cut(found, shown),
    )  # fmt: skip


def _through(found: Through) -> dict[str, Any]:
    return {
        "won_ids": found.won, "won": moneys(found.won_sums),
        "open_ids": found.open, "open": moneys(found.open_sums),
    }  # fmt: skip


# What the reports have in common


def chosen_deals(asked: Asked, *, dated: bool | None = None) -> Chosen:
    """The deals a report is of; those `dated` False stand in no period."""
    from crm_tui.views.figures import Chosen

    since, until = asked.period or (None, None)
    if dated is False:
        since = until = None
    return Chosen(pipeline=asked.pipeline, owner=asked.user, since=since, until=until, dated=dated)


def _undated_closed(asked: Asked) -> str:
    """A note on closed deals that stand in no period, for the day they were closed is missing."""
    from crm_tui.views import figures

    if asked.period is None:
        return ""
    without = chosen_deals(asked, dated=False)
    number = sum(
        one.deals
        for state in ("won", "lost")
        for one in figures.figures(asked.desk, without._replace(state=state))
    )
    return f"Apart: {counted(number, 'closed deal')} without a closing day." if number else ""


def deal_row(by: Sequence[str], one: Keyed, *without: str) -> dict[str, Any]:
    """A row of JSON with figures of deals."""
    from crm_tui.views.figures import BY_ID

    return row_of(by, one, *without, by_id=BY_ID, by_code=("reason",))


def _largest(sums: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for currency, amount in sums:
        found[currency] = max(found.get(currency, 0), amount)
    return found


_OPTIONS = ("--period", "--by", "--of", "--pipeline")

DEAL_REPORTS = {
    "pipeline": Report(
        "Each stage: deals, sum, weighted sum, and what experience says of its chance.",
        ("--period", "--of", "--pipeline"), _pipeline, all_time=True, bare=True,
    ),
    "forecast": Report(
        "What may come in by month or quarter and owner, what was won, what the target lacks.",
        _OPTIONS, _forecast, (*TIMES, "owner"), all_time=True,
    ),
    "won": Report(
        "What was won, against what was lost, by month, owner, product, customer ...",
        (*_OPTIONS, "--limit"), _won, _ENDED, all_time=True,
    ),
    "lost": Report(
        "Why deals are lost: reasons by number and value, for each owner, product, month ...",
        _OPTIONS, _lost, (*_ENDED, "competitor", "reason"), all_time=True,
    ),
    "competitors": Report(
        "Won and lost against each competitor, by reason, product, period, industry ...",
        _OPTIONS, _competitors, (*_ENDED, "reason"), all_time=True,
    ),
    "conversion": Report(
        "What became of the deals that entered each stage.",
        ("--period", "--of", "--pipeline"), _conversion, all_time=True,
    ),
    "velocity": Report(
        "How long deals stay in each stage, and which are stale; --by age: how old open ones are.",
        _OPTIONS, _velocity, ("age",), all_time=True,
    ),
    "stale": Report(
        "Open deals that stand in their stage for too long.",
        ("--of", "--pipeline", "--limit"), _stale, all_time=True,
    ),
    "referrals": Report(
        "Business that came through a customer, through chains of referrals too.",
        ("--limit",), _referrals, all_time=True,
    ),
}  # fmt: skip
