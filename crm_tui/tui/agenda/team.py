"""The team's load as a list: who is late, who is full, who has room."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.text.day_words import WEEKDAYS
from crm_tui.text.lasting import say_short
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.columns import Column
from crm_tui.views.workload import DayLoad, Workload


def columns(loads: Sequence[Workload], words: Words) -> tuple[Column, ...]:
    """A column for what is overdue, one for each day and one for what has no day."""
    days = [loads[0].today, *loads[0].ahead] if loads else []
    return (
        Column("Colleague", 12, flex=1),
        Column("Overdue", 7, align=">"),
        *(Column(_day(one, words), 11, drop=number, align=">") for number, one in enumerate(days)),
        Column("No day", 6, drop=9, align=">"),
    )


def team_rows(loads: Sequence[Workload]) -> list[tuple[Workload, tuple[str, ...]]]:
    """Each colleague's line: hours of tasks against working hours; `!` where there is too much."""
    return [
        (
            one,
            (
                one.name,
                f"!{one.overdue:,}" if one.overdue else "",
                *(_load(day) for day in (one.today, *one.ahead)),
                f"{one.no_day:,}" if one.no_day else "",
            ),
        )
        for one in loads
    ]


def _day(load: DayLoad, words: Words) -> str:
    return "Today" if load.day == words.today else f"{WEEKDAYS[load.day.weekday()]} {load.day.day}"


def _load(load: DayLoad) -> str:
    if not load.capacity:
        return f"!{say_short(load.minutes)} off" if load.minutes else "off"
    late = "!" if load.minutes > load.capacity else ""
    done = say_short(load.minutes) if load.minutes else "-"
    return f"{late}{done}/{say_short(load.capacity)}"
