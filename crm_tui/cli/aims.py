"""`crm target` and `crm goal`: what is to be won, month by month and on the whole."""

from __future__ import annotations

from crm_tui.cli import meaning
from crm_tui.cli.json_form import money as money_value
from crm_tui.cli.layout import columns, say_date, say_money, say_sums
from crm_tui.cli.session import Session
from crm_tui.errors import UsageError
from crm_tui.services import goals as goal_services
from crm_tui.services import targets as services
from crm_tui.text.periods import Period, parse_period
from crm_tui.views import forecast, goals, naming


def set_target(session: Session, month: str, amount: str, colleague: str | None) -> None:
    """Set what is to be won in a month by a colleague or the firm; '-' takes it away."""
    desk = session.desk
    period = _month(parse_period(month, desk.clock.today()), month)
    user = naming.user(desk, colleague) if colleague else None
    if amount == "-":
        services.set_month(desk, period.first, None, user=user)
        _said(session, f"{period.first:%Y-%m}: no target.", None)
        return
    meant = meaning.money(amount, desk.currency)
    services.set_month(desk, period.first, meant.amount_minor, currency=meant.currency, user=user)
    whose = f" of {naming.name_of_user(desk, user)}" if user else ""
    _said(
        session, f"{period.first:%Y-%m}: the target{whose} is {say_money(*meant)}.",
        {"month": period.first, "user": user, "amount": money_value(*meant)},
    )  # fmt: skip


def _month(period: Period, said: str) -> Period:
    if (period.first.year, period.first.month) != (period.last.year, period.last.month):
        raise UsageError(f"'{said}' is not one month.", "For example: month, 2026-12.")
    return period


def targets(session: Session, period: str | None) -> None:
    """Show the targets there are, of a period where one is said."""
    desk = session.desk
    bounds = parse_period(period, desk.clock.today()) if period else (None, None)
    found = forecast.targets(desk, *bounds)
    if session.json:
        session.answer([
            {"month": one.month, "user": one.user, "login": one.login,
             "amount": money_value(one.amount_minor, one.currency)}
            for one in found
        ])  # fmt: skip
        return
    session.tell(
        columns(
            [
                (f"{one.month:%Y-%m}", one.login or "the firm",
                 say_money(one.amount_minor, one.currency))
                for one in found
            ],
            ("month", "of", "target"),
        )
        or ["No targets are set."]
    )  # fmt: skip


def add_goal(
    session: Session,
    name: tuple[str, ...],
    *,
    target: str | None,
    since: str | None,
    until: str | None,
    note: str | None,
) -> None:
    """Set a goal that deals can name (S17)."""
    desk = session.desk
    meant = meaning.money(target, desk.currency) if target else None
    made = goal_services.add(
        desk, " ".join(name), note=note or "",
        target_minor=meant.amount_minor if meant else None,
        currency=meant.currency if meant else "",
        since=meaning.day(desk, since) if since else None,
        until=meaning.day(desk, until) if until else None,
    )  # fmt: skip
    _said(session, f"Goal {made}: {' '.join(name)}.", {"id": made, "name": " ".join(name)})


def list_goals(session: Session) -> None:
    """Show the goals, what was won for each and what may still come."""
    desk = session.desk
    found = goals.listing(desk)
    if session.json:
        session.answer(found)
        return
    session.tell(
        columns(
            [
                (one.name, say_date(desk, one.until),
                 say_money(one.target_minor, one.currency),
                 say_sums((sum_.currency, sum_.amount_minor) for sum_ in one.won_sums),
                 "" if one.progress is None else f"{one.progress:.0%}",
                 say_sums((sum_.currency, sum_.weighted_minor) for sum_ in one.open_sums), one.note)
                for one in found
            ],
            ("goal", "until", "target", "won", "reached", "open, weighted", "note"),
        )
        or ["No goals are set."]
    )  # fmt: skip


def drop_goal(session: Session, name: tuple[str, ...]) -> None:
    """Put a goal away; deals keep naming it."""
    goal = goals.named(session.desk, " ".join(name))
    goal_services.archive(session.desk, goal)
    _said(session, "The goal is put away.", {"id": goal})


def _said(session: Session, sentence: str, value: object) -> None:
    if session.json:
        session.answer(value)
    else:
        session.tell([sentence])
