"""Targets of a month and goals of the firm: set, changed, refused, reached."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.services import deals, goals, targets
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import forecast
from crm_tui.views import goals as views
from tests.builders import dump, labels

DECEMBER = date(2026, 12, 1)


def set_ones(desk: Desk) -> list[tuple[str, str, int, str]]:
    return [(f"{one.month:%Y-%m}", *one[2:]) for one in forecast.targets(desk)]


def test_a_target_is_that_of_a_month_whatever_its_day(desk: Desk) -> None:
    targets.set_month(desk, date(2026, 12, 24), 500)
    targets.set_month(desk, DECEMBER, 700)
    targets.set_month(desk, DECEMBER, 20, user=desk.user)
    targets.set_month(desk, DECEMBER, 30, currency="EUR")
    assert set_ones(desk) == [
        ("2026-12", "", 30, "EUR"),
        ("2026-12", "", 700, "HUF"),
        ("2026-12", "anna", 20, "HUF"),
    ]
    assert labels(desk)[-1] == "target of the firm for 2026-12"


def test_a_target_is_taken_away_and_comes_back(desk: Desk) -> None:
    targets.set_month(desk, DECEMBER, 500)
    before = dump(desk)
    targets.set_month(desk, DECEMBER, None)
    assert set_ones(desk) == []
    targets.set_month(desk, DECEMBER, None)
    undo(desk)
    assert dump(desk) == before


def test_a_target_is_above_zero_and_of_someone_who_is_there(desk: Desk) -> None:
    with pytest.raises(RuleError):
        targets.set_month(desk, DECEMBER, 0)
    with pytest.raises(NotFoundError):
        targets.set_month(desk, DECEMBER, 5, user=99)
    assert set_ones(desk) == []


def test_only_whole_months_within_the_bounds_are_told(desk: Desk) -> None:
    for month in (11, 12):
        targets.set_month(desk, date(2026, month, 1), month)
    bounds = (date(2026, 11, 2), date(2026, 12, 31))
    assert [one.amount_minor for one in forecast.targets(desk, *bounds)] == [12]
    assert forecast.targets(desk, date(2026, 12, 1), date(2026, 12, 30)) == []


def test_a_goal_is_reached_by_what_is_won_for_it_in_its_currency(desk: Desk) -> None:
    goal = goals.add(desk, "Enter Austria", target_minor=1000, currency="EUR", until=DECEMBER)
    plain = goals.add(desk, "Be kind")
    for amount, currency, ending in (
        (300, "EUR", "won"), (200, "EUR", "open"), (70, "HUF", "won"), (9, "EUR", "lost"),
    ):  # fmt: skip
        deal = deals.add(desk, "an oven", amount_minor=amount, currency=currency, goal=goal)
        if ending == "won":
            deals.win(desk, deal)
        elif ending == "lost":
            deals.lose(desk, deal, "price")
    austria, kind = views.listing(desk)
    assert (austria.id, kind.id) == (goal, plain)
    assert (austria.won, austria.open, austria.progress) == (2, 1, 0.3)
    assert [(one.currency, one.amount_minor) for one in austria.won_sums] == [
        ("EUR", 300), ("HUF", 70),
    ]  # fmt: skip
    assert [(one.amount_minor, one.weighted_minor) for one in austria.open_sums] == [(200, 20)]
    assert (kind.progress, kind.currency) == (None, "")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "},
        {"name": "Grow"},
        {"name": "x", "target_minor": 0},
        {"name": "x", "since": DECEMBER, "until": date(2026, 11, 30)},
    ],
)
def test_a_goal_that_cannot_be_is_refused(desk: Desk, fields: dict) -> None:
    goals.add(desk, "Grow")
    before = dump(desk)
    with pytest.raises(RuleError):
        goals.add(desk, **fields)
    assert dump(desk) == before


def test_a_goal_put_away_is_named_no_more(desk: Desk) -> None:
    goal = goals.add(desk, "Enter Austria")
    assert views.named(desk, "enter") == goal
    goals.archive(desk, goal)
    assert views.listing(desk) == []
    with pytest.raises(NotFoundError, match="Enter"):
        views.named(desk, "Enter")
    with pytest.raises(NotFoundError):
        goals.archive(desk, goal)
