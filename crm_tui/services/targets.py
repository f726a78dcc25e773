"""What is to be won in a month, by a colleague or by the whole firm (S83)."""

from __future__ import annotations

from datetime import date

from crm_tui.errors import RuleError
from crm_tui.models import Target
from crm_tui.store.desk import Desk
from crm_tui.views import naming


def set_month(
    desk: Desk,
    month: date,
    amount_minor: int | None,
    *,
    currency: str = "",
    user: int | None = None,
) -> None:
    """Set what is to be won in the month of a day, in minor units; None takes it away.

    Without a user it is the whole firm's. Without a currency it is set in the firm's, and taken
    away in every one. Raises RuleError for an amount that is not above zero, NotFoundError for a
    colleague who is not there.
    """
    if amount_minor is not None and amount_minor <= 0:
        raise RuleError("A target is above zero.", "'-' takes it away.")
    first = month.replace(day=1)
    whose = naming.name_of_user(desk, user) if user else "the firm"
    of_month = (Target.month == first) & ((Target.user == user) if user else Target.user.is_null())
    if currency or amount_minor is not None:
        of_month &= Target.currency == (currency or desk.currency)
    label = f"target of {whose} for {first:%Y-%m}"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        if amount_minor is None:
            Target.delete().where(of_month).execute()
        elif Target.select().where(of_month).exists():
            Target.update(amount_minor=amount_minor).where(of_month).execute()
        else:
            Target.create(
                user=user, month=first, amount_minor=amount_minor,
                currency=currency or desk.currency,
            )  # fmt: skip
