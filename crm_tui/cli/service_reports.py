"""The reports of the service desk: how much, how quickly, how content, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli.deal_reports import chosen_deals, deal_row
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
    from crm_tui.views.service_figures import Chosen
    from crm_tui.views.service_times import Kept

_WORDS = ("kind", "priority", "queue", "channel", "cause", "reason")
_PARTIES = ("customer", "industry", "size", "country")
_STANDING = (*_WORDS[:-1], "agent", "product", *_PARTIES, "tag")
_ALL = (*TIMES, *_WORDS, "agent", "product", *_PARTIES, "tag")
_OFFERED = (*TIMES, "owner", "product", "source", "stage", "reason", *_PARTIES, "tag")


def _tickets(asked: Asked) -> Table:
    from crm_tui.views import service_volume

    by = asked.by or ("month",)
    found = service_volume.volume(asked.desk, _chosen(asked), by)
    shown = told(asked, found)
    most = max((one.opened for one in found), default=0)
    return Table(
        (*by, "opened", "solved", "open at the end", ""),
        [
            (*said(by, one.labels), str(one.opened), str(one.solved), str(one.open),
             bar(asked, one.opened, most))
            for one in shown
        ],
        [_row(by, one) for one in found[: asked.limit]],
        cut(found, shown),
    )  # fmt: skip


def _response(asked: Asked) -> Table:
    from crm_tui.views import service_times

    by = asked.by or ("priority",)
    found = service_times.times(asked.desk, _chosen(asked), by)
    shown = told(asked, found)
    doubtful = sum(one.response.doubtful + one.resolution.doubtful for one in found)
    left_out = f"Left out: {counted(doubtful, 'time')} that cannot be." if doubtful else ""
    return Table(
        (*by, "tickets", "answered in time", "late", "median", "9 of 10",
         "solved in time", "late", "median", "9 of 10"),
        [
            (*said(by, one.labels), str(one.tickets), *_kept(one.response),
             *_kept(one.resolution))
            for one in shown
        ],
        [
            _row(by, one) | {"response": _kept_value(one.response),
                             "resolution": _kept_value(one.resolution)}
            for one in found[: asked.limit]
        ],
        " ".join(filter(None, (cut(found, shown), left_out))),
    )  # fmt: skip


def _kept(one: Kept) -> tuple[str, ...]:
    met = "" if one.rate is None else f"{one.met} ({one.rate:.0%})"
    return met, some(one.missed), _hours(one.median_minutes), _hours(one.most_minutes)


def _kept_value(one: Kept) -> dict[str, Any]:
    return {**one._asdict(), "rate": one.rate}


def _hours(minutes: float | None) -> str:
    """Working time as it is said: 40 h are five days of eight."""
    from crm_tui.text.lasting import say_minutes

    return "" if minutes is None else say_minutes(round(minutes))


def _backlog(asked: Asked) -> Table:
    from crm_tui.views import service_volume

    found = service_volume.backlog(asked.desk, _chosen(asked), asked.by)
    shown = told(asked, found)
    most = max((one.tickets for one in found), default=0)
    return Table(
        (*asked.by, "days old", "open", "late", "wait for the customer", "nobody's", ""),
        [
            (*said(asked.by, one.labels), say_age(one.first_day, one.last_day),
             str(one.tickets), some(one.late), some(one.waiting), some(one.unowned),
             bar(asked, one.tickets, most))
            for one in shown
        ],
        [_row(asked.by, one) for one in found[: asked.limit]],
        cut(found, shown),
    )  # fmt: skip


def _satisfaction(asked: Asked) -> Table:
    from crm_tui.views import service_quality

    by = asked.by or ("agent",)
    found = service_quality.satisfaction(asked.desk, _chosen(asked), by)
    shown = told(asked, found)
    return Table(
        (*by, "solved", "asked", "rated", "mean", *map(str, service_quality.SCORES), ""),
        [
            (*said(by, one.labels), str(one.ended), some(one.asked), some(one.ratings),
             _mean(one.mean), *map(some, one.scores), bar(asked, one.mean or 0, 5))
            for one in shown
        ],
        [
            _row(by, one) | {"scores": {
                str(score): number
                for score, number in zip(service_quality.SCORES, one.scores, strict=True)
            }}
            for one in found[: asked.limit]
        ],
        cut(found, shown),
    )  # fmt: skip


def _mean(rating: float | None) -> str:
    return "" if rating is None else f"{rating:.1f}"


def _service_and_sales(asked: Asked) -> Table:
    from crm_tui.views import loyalty

    found = loyalty.served(asked.desk, _chosen(asked))
    if "customer" in asked.by:
        return _served(asked, found)
    by = asked.by or ("speed", "satisfaction")
    groups = [(name, one) for name in by for one in loyalty.groups(found, name)]
    return Table(
        ("service", "customers", "tickets", "solved in", "rating", "bought again", "deals", "won",
         ""),
        [
            (_grouped(name, one.name), str(one.customers), str(len(one.ticket_ids)),
             _hours(one.resolution_minutes), _mean(one.rating), f"{one.again} ({one.share:.0%})",
             some(one.deals), say_sums(one.sums), bar(asked, one.share, 1))
            for name, one in groups
        ],
        [
            {"by": name, **without_keys(one._asdict(), "ticket_ids"),
             "tickets": len(one.ticket_ids), "sums": moneys(one.sums)}
            for name, one in groups
        ],
    )  # fmt: skip


def _grouped(by: str, name: str) -> str:
    return f"{name} {by}" if name == "not known" else name


def _served(asked: Asked, found: Sequence[Any]) -> Table:
    shown = told(asked, found)
    return Table(
        ("id", "customer", "tickets", "answered in", "solved in", "rating", "bought again", "won"),
        [
            (f"#{one.party}", one.name, str(len(one.tickets)), _hours(one.response_minutes),
             _hours(one.resolution_minutes), _mean(one.rating), some(len(one.deals)),
             say_sums(one.sums))
            for one in shown
        ],
        [
            {"party": one.party, "customer": one.name, "ticket_ids": one.tickets,
             "response_minutes": one.response_minutes,
             "resolution_minutes": one.resolution_minutes, "rating": one.rating,
             "deal_ids": one.deals, "sums": moneys(one.sums)}
            for one in found[: asked.limit]
        ],
        cut(found, shown),
    )  # fmt: skip


def _offers(asked: Asked) -> Table:
    from crm_tui.views import service_offers

    by = asked.by or ("year",)
    chosen = chosen_deals(asked)
    found = service_offers.offers(asked.desk, chosen, by)
    behind = service_offers.ids(asked.desk, chosen, by)
    shown = told(asked, found)
    return Table(
        (*by, "deals", "open", "sum", "won", "sum", "lost"),
        [
            (*said(by, one.labels), str(one.deals), some(one.open),
             say_money(one.open_minor, one.currency), some(one.won),
             say_money(one.won_minor, one.currency), some(one.lost))
            for one in shown
        ],
        [
            deal_row(by, one) | {"deal_ids": behind[one.keys, one.currency]}
            for one in found[: asked.limit]
        ],
        cut(found, shown),
    )  # fmt: skip


def _suggestions(asked: Asked) -> Table:
    from crm_tui.views import service_volume

    by = asked.by or ("product",)
    found = service_volume.suggestions(asked.desk, _chosen(asked), by)
    behind = service_volume.suggestion_ids(asked.desk, _chosen(asked), by)
    shown = told(asked, found)
    most = max((one.suggestions for one in found), default=0)
    return Table(
        (*by, "suggestions", "customers", "open", "cannot be done", ""),
        [
            (*said(by, one.labels), str(one.suggestions), some(one.customers),
             some(one.open), some(one.refused), bar(asked, one.suggestions, most))
            for one in shown
        ],
        [_row(by, one) | {"ticket_ids": behind[one.keys]} for one in found[: asked.limit]],
        cut(found, shown),
    )  # fmt: skip


# What the reports have in common


def _row(by: Sequence[str], one: Keyed) -> dict[str, Any]:
    from crm_tui.views.service_figures import BY_CODE, BY_ID

    return row_of(by, one, by_id=BY_ID, by_code=BY_CODE)


def _chosen(asked: Asked) -> Chosen:
    from crm_tui.views.service_figures import Chosen

    since, until = asked.period or (None, None)
    return Chosen(asked.user, since, until)


_OPTIONS = ("--period", "--by", "--of", "--limit")

SERVICE_REPORTS = {
    "tickets": Report(
        "What customers asked: opened, solved and left, by month, kind, cause, agent ...",
        _OPTIONS, _tickets, _ALL, all_time=True,
    ),
    "response": Report(
        "How what came in was answered and solved against what is promised, in working time.",
        _OPTIONS, _response, _ALL, all_time=True,
    ),
    "backlog": Report(
        "How old open tickets are, which are late, by kind, queue, agent ...",
        ("--by", "--of", "--limit"), _backlog, _STANDING, all_time=True,
    ),
    "satisfaction": Report(
        "What customers said when they were asked, by agent, kind, product, month ...",
        _OPTIONS, _satisfaction, _ALL, all_time=True,
    ),
    "service-and-sales": Report(
        "How customers were served beside what they bought again, by speed, rating, customer.",
        _OPTIONS, _service_and_sales, ("speed", "satisfaction", "customer"), all_time=True,
    ),
    "offers": Report(
        "Deals that came out of tickets, by month, owner, product, customer ...",
        (*_OPTIONS, "--pipeline"), _offers, _OFFERED, all_time=True,
    ),
    "suggestions": Report(
        "What customers suggest, by product.",
        _OPTIONS, _suggestions, _ALL, all_time=True,
    ),
}  # fmt: skip
