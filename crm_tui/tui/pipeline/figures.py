"""The pipeline's figures as lists: each line with the deals behind it (S83, S84, S86)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.bars import bar
from crm_tui.text.periods import Period
from crm_tui.tui.figures import BAR, MONEY, Figures, Line, label, money
from crm_tui.tui.widgets.columns import Column
from crm_tui.views import figures, forecast
from crm_tui.views.board import DealCard
from crm_tui.views.figures import Chosen
from crm_tui.views.forecast import Outlook


class Kind(NamedTuple):
    """One such list: what it shows, which deals, told apart by what."""

    name: str
    shows: str
    state: str
    by: tuple[str, ...]

    def read(self, desk: Desk, period: Period | None, *, ascii_only: bool) -> Figures:
        """The lines of the list, within a period or of all time."""
        chosen = Chosen(state=self.state)
        if period is not None:
            chosen = chosen._replace(since=period.first, until=period.last)
        read = _forecast if self.state == "open" else _closed
        return read(desk, self, chosen, ascii_only=ascii_only)


KINDS = (
    Kind("Forecast", "open and weighted, won, target and missing, by month", "open", ("month",)),
    Kind("Forecast by quarter", "the same by quarter", "open", ("quarter",)),
    Kind("Forecast by owner", "the same by month and colleague", "open", ("month", "owner")),
    Kind("Won", "by month of closing", "won", ("month",)),
    Kind("Won by product", "what sells", "won", ("product",)),
    Kind("Won by owner", "who sold it", "won", ("owner",)),
    Kind("Won by source", "where it came from", "won", ("source",)),
    Kind("Why we lose", "by reason", "lost", ("reason",)),
    Kind("Lost to whom", "by competitor", "lost", ("competitor",)),
    Kind("Why we lose by product", "by product and reason", "lost", ("product", "reason")),
)


def _forecast(desk: Desk, kind: Kind, chosen: Chosen, *, ascii_only: bool) -> Figures:
    found = forecast.forecast(desk, chosen, kind.by)
    behind = figures.ids(desk, chosen._replace(dated=True), kind.by)
    won = figures.ids(desk, chosen._replace(state="won", dated=True), kind.by)
    largest = max((row.weighted_minor for row in found.rows), default=0)
    lines = [
        Line(
            _outlook_cells(row, largest, ascii_only=ascii_only),
            (*behind.get((row.keys, row.currency), ()), *won.get((row.keys, row.currency), ())),
        )
        for row in found.rows
    ]
    undated = figures.ids(desk, chosen._replace(dated=False), ())
    for one in found.undated:
        sums = (one.amount_minor, one.weighted_minor)
        said = [money(amount, one.currency) for amount in sums]
        cells = ("no day expected", str(one.deals), *said, "", "", "", "")
        lines.append(Line(cells, tuple(undated.get(((), one.currency), ()))))
    columns = (
        Column("When", 14, flex=1), Column("Open", 5, align=">"),
        Column("Sum", MONEY, align=">", drop=5), Column("Weighted", MONEY, align=">"),
        Column("", BAR, drop=6), Column("Won", MONEY, align=">", drop=2),
        Column("Target", MONEY, align=">", drop=4), Column("Missing", MONEY, align=">", drop=3),
    )  # fmt: skip
    return Figures(kind.name, columns, tuple(lines), "deals")


def _outlook_cells(row: Outlook, largest: int, *, ascii_only: bool) -> tuple[str, ...]:
    return (
        label(row.labels),
        str(row.deals),
        money(row.amount_minor, row.currency),
        money(row.weighted_minor, row.currency),
        bar(row.weighted_minor, largest, width=BAR, ascii_only=ascii_only),
        money(row.won_minor, row.currency),
        money(row.target_minor, row.currency),
        money(row.missing_minor, row.currency),
    )


def _closed(desk: Desk, kind: Kind, chosen: Chosen, *, ascii_only: bool) -> Figures:
    found = figures.figures(desk, chosen, kind.by)
    behind = figures.ids(desk, chosen, kind.by)
    largest = max((row.deals for row in found), default=0)
    lines = tuple(
        Line(
            (
                label(row.labels),
                str(row.deals),
                bar(row.deals, largest, width=BAR, ascii_only=ascii_only),
                money(row.amount_minor, row.currency),
                money(row.average_minor, row.currency),
            ),
            tuple(behind.get((row.keys, row.currency), ())),
        )
        for row in found
    )
    columns = (
        Column("What", 16, flex=1), Column("Deals", 6, align=">"), Column("", BAR, drop=2),
        Column("Sum", MONEY, align=">"), Column("Average", MONEY, align=">", drop=1),
    )  # fmt: skip
    return Figures(kind.name, columns, lines, "deals")


def deal_columns() -> tuple[Column, ...]:
    """The columns of a list of deals."""
    return (
        Column("Deal", 18, flex=2), Column("Customer", 14, flex=1),
        Column("Amount", MONEY, align=">"), Column("Stage", 12, drop=2),
        Column("Owner", 7, drop=3), Column("Day", 11, drop=1),
    )  # fmt: skip


def deal_cells(card: DealCard, say_day: Callable[[date | None], str]) -> tuple[str, ...]:
    """A deal as a line of such a list; its day is the one it closes or was closed on."""
    return (
        card.title,
        card.party_name,
        money(card.amount_minor, card.currency),
        card.stage_name,
        card.owner,
        say_day(card.closed_on or card.expected_close),
    )
