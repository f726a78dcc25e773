"""The service desk's figures as lists: each line with the tickets behind it, or its deals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.bars import bar
from crm_tui.text.lasting import say_minutes
from crm_tui.text.periods import Period
from crm_tui.tui.figures import BAR, MONEY, Figures, Line, label, money
from crm_tui.tui.widgets.columns import Column
from crm_tui.views import (
    figures,
    loyalty,
    service_figures,
    service_offers,
    service_quality,
    service_times,
    service_volume,
)
from crm_tui.views.service_figures import RESOLVED, Chosen
from crm_tui.views.service_times import Kept

_Behind = Mapping[Any, Sequence[int]]


class Kind(NamedTuple):
    """One such list: what it shows, how it is made, told apart by what."""

    name: str
    shows: str
    make: Callable[[Desk, Kind, Chosen, bool], Figures]
    by: tuple[str, ...] = ()

    def read(self, desk: Desk, period: Period | None, *, ascii_only: bool) -> Figures:
        """The lines of the list, within a period or of all time."""
        first, last = period or (None, None)
        return self.make(desk, self, Chosen(since=first, until=last), ascii_only)


def _volume(desk: Desk, kind: Kind, chosen: Chosen, ascii_only: bool) -> Figures:
    found = service_volume.volume(desk, chosen, kind.by)
    came = service_figures.ids(desk, chosen, kind.by)
    went = service_figures.ids(desk, chosen._replace(day=RESOLVED), kind.by)
    most = max((one.opened for one in found), default=0)
    lines = [
        Line(
            (label(one.labels), str(one.opened), _bar(one.opened, most, ascii_only),
             str(one.solved), str(one.open)),
            tuple(sorted({*came.get(one.keys, ()), *went.get(one.keys, ())})),
        )
        for one in found
    ]  # fmt: skip
    return _figures(
        kind, lines, Column("Opened", 7, align=">"), Column("", BAR, drop=1),
        Column("Solved", 7, align=">"), Column("Open at the end", 15, align=">"),
    )  # fmt: skip


def _times(desk: Desk, kind: Kind, chosen: Chosen, ascii_only: bool) -> Figures:
    del ascii_only
    behind = service_figures.ids(desk, chosen, kind.by)
    lines = [
        Line(
            (label(one.labels), str(one.tickets), *_kept(one.response), *_kept(one.resolution)),
            tuple(behind.get(one.keys, ())),
        )
        for one in service_times.times(desk, chosen, kind.by)
    ]
    return _figures(
        kind, lines, Column("Tickets", 7, align=">"),
        Column("Answered", 8, align=">"), Column("late", 5, align=">"),
        Column("median", 9, align=">"), Column("9 of 10", 9, align=">", drop=2),
        Column("Solved", 8, align=">"), Column("late", 5, align=">"),
        Column("median", 9, align=">", drop=1), Column("9 of 10", 9, align=">", drop=3),
    )  # fmt: skip


def _kept(one: Kept) -> tuple[str, ...]:
    rate = "" if one.rate is None else f"{one.rate:.0%}"
    return rate, str(one.missed or ""), _hours(one.median_minutes), _hours(one.most_minutes)


def _hours(minutes: float | None) -> str:
    return "" if minutes is None else say_minutes(round(minutes))


def _backlog(desk: Desk, kind: Kind, chosen: Chosen, ascii_only: bool) -> Figures:
    chosen = Chosen(chosen.agent)  # what is open is open now
    found = service_volume.backlog(desk, chosen, kind.by)
    behind = service_volume.backlog_ids(desk, chosen, kind.by)
    most = max((one.tickets for one in found), default=0)
    lines = [
        Line(
            (_aged(one), str(one.tickets), _bar(one.tickets, most, ascii_only),
             str(one.late or ""), str(one.waiting or ""), str(one.unowned or "")),
            tuple(behind[one.keys, one.first_day]),
        )
        for one in found
    ]  # fmt: skip
    return _figures(
        kind, lines, Column("Open", 6, align=">"), Column("", BAR, drop=2),
        Column("Late", 6, align=">"), Column("Waiting", 8, align=">", drop=1),
        Column("Nobody's", 8, align=">"),
    )  # fmt: skip


def _aged(one: service_volume.Backlog) -> str:
    age = f"over {one.first_day - 1} days" if one.last_day is None else (
        f"{one.first_day} to {one.last_day} days"
    )  # fmt: skip
    return f"{label(one.labels)}, {age}" if one.labels else age


def _satisfaction(desk: Desk, kind: Kind, chosen: Chosen, ascii_only: bool) -> Figures:
    behind = service_quality.rated_ids(desk, chosen, kind.by)
    lines = [
        Line(
            (label(one.labels), str(one.ratings), _mean(one.mean),
             _bar(one.mean or 0, 5, ascii_only), str(one.asked or ""), str(one.ended)),
            tuple(behind.get(one.keys, ())),
        )
        for one in service_quality.satisfaction(desk, chosen, kind.by)
    ]  # fmt: skip
    return _figures(
        kind, lines, Column("Rated", 6, align=">"), Column("Mean", 5, align=">"),
        Column("", BAR, drop=2), Column("Asked", 6, align=">", drop=1),
        Column("Solved", 7, align=">", drop=3),
    )  # fmt: skip


def _mean(rating: float | None) -> str:
    return "" if rating is None else f"{rating:.1f}"


def _sales(desk: Desk, kind: Kind, chosen: Chosen, ascii_only: bool) -> Figures:
    served = loyalty.served(desk, chosen)
    lines = [
        Line(
            (f"{one.name} {by}" if one.name == loyalty.NOT_KNOWN else one.name,
             str(one.customers), _hours(one.resolution_minutes), _mean(one.rating),
             str(one.again), f"{one.share:.0%}", _bar(one.share, 1, ascii_only),
             ", ".join(money(amount, currency) for currency, amount in one.sums)),
            one.ticket_ids,
        )
        for by in kind.by
        for one in loyalty.groups(served, by)
    ]  # fmt: skip
    return _figures(
        kind, lines, Column("Customers", 9, align=">"), Column("Solved in", 9, align=">"),
        Column("Rating", 6, align=">", drop=1), Column("Bought again", 12, align=">"),
        Column("", 4, align=">"), Column("", BAR, drop=3), Column("Won", MONEY, align=">", drop=2),
    )  # fmt: skip


def _offers(desk: Desk, kind: Kind, chosen: Chosen, ascii_only: bool) -> Figures:
    del ascii_only
    deals = figures.Chosen(since=chosen.since, until=chosen.until)
    behind = service_offers.ids(desk, deals, kind.by)
    lines = [
        Line(
            (label(one.labels), str(one.deals), str(one.open or ""),
             money(one.open_minor, one.currency), str(one.won or ""),
             money(one.won_minor, one.currency), str(one.lost or "")),
            tuple(behind[one.keys, one.currency]),
        )
        for one in service_offers.offers(desk, deals, kind.by)
    ]  # fmt: skip
    return _figures(
        kind, lines, Column("Deals", 6, align=">"), Column("Open", 5, align=">"),
        Column("Sum", MONEY, align=">", drop=1), Column("Won", 5, align=">"),
        Column("Sum", MONEY, align=">"), Column("Lost", 5, align=">", drop=2),
    )._replace(of="deals")  # fmt: skip


def _suggestions(desk: Desk, kind: Kind, chosen: Chosen, ascii_only: bool) -> Figures:
    found = service_volume.suggestions(desk, chosen, kind.by)
    behind = service_volume.suggestion_ids(desk, chosen, kind.by)
    most = max((one.suggestions for one in found), default=0)
    lines = [
        Line(
            (label(one.labels), str(one.suggestions), _bar(one.suggestions, most, ascii_only),
             str(one.customers or ""), str(one.open or ""), str(one.refused or "")),
            tuple(behind[one.keys]),
        )
        for one in found
    ]  # fmt: skip
    return _figures(
        kind, lines, Column("Suggestions", 11, align=">"), Column("", BAR, drop=2),
        Column("Customers", 9, align=">", drop=1), Column("Open", 5, align=">"),
        Column("Cannot be done", 14, align=">", drop=3),
    )  # fmt: skip


def _figures(kind: Kind, lines: Iterable[Line], *columns: Column) -> Figures:
    return Figures(kind.name, (Column("What", 16, flex=1), *columns), tuple(lines), "tickets")


def _bar(value: float, largest: float, ascii_only: bool) -> str:
    return bar(value, largest, width=BAR, ascii_only=ascii_only)


KINDS = (
    Kind("Tickets", "opened, solved and left, by month", _volume, ("month",)),
    Kind("Tickets by kind", "what is asked for", _volume, ("kind",)),
    Kind("Tickets by cause", "what it comes of", _volume, ("cause",)),
    Kind("Tickets by product", "what it is about", _volume, ("product",)),
    Kind("Tickets by customer", "who asks", _volume, ("customer",)),
    Kind("Tickets by agent", "who works on it", _volume, ("agent",)),
    Kind("Response", "answered and solved as promised, by priority", _times, ("priority",)),
    Kind("Response by agent", "the same by colleague", _times, ("agent",)),
    Kind("Response by kind", "the same by kind", _times, ("kind",)),
    Kind("Response by month", "the same by month", _times, ("month",)),
    Kind("Backlog", "open tickets by age", _backlog),
    Kind("Backlog by agent", "the same by colleague", _backlog, ("agent",)),
    Kind("Backlog by queue", "the same by queue", _backlog, ("queue",)),
    Kind("Satisfaction", "how content customers are, by agent", _satisfaction, ("agent",)),
    Kind("Satisfaction by kind", "the same by kind", _satisfaction, ("kind",)),
    Kind("Satisfaction by product", "the same by product", _satisfaction, ("product",)),
    Kind("Service and sales", "who was served how, and bought again", _sales,
         ("speed", "satisfaction")),
    Kind("Offers", "deals that came out of tickets, by year", _offers, ("year",)),
    Kind("Suggestions", "what customers suggest, by product", _suggestions, ("product",)),
)  # fmt: skip
