"""Help wanted on an account, a deal or a ticket: asked of managers, answered, kept (S38)."""

from __future__ import annotations

from crm_tui.errors import RuleError
from crm_tui.services import tasks
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.views import choices, help_wanted


def ask(
    desk: Desk,
    text: str,
    *,
    party: int | None = None,
    deal: int | None = None,
    ticket: int | None = None,
    of: int | None = None,
) -> int:
    """Ask a manager for help; the id of the task it is for them.

    It goes to the manager that is named, else to the first of our management; finished with
    the answer as its result it is a part of the customer's history.

    Raises RuleError for an empty text, and where nobody could be asked.
    """
    text = clean(text)
    if not text:
        raise RuleError("What do you need?", "Say in a line what would help.")
    kind = next(
        (row.code for row in choices.choices(desk, "task_kind") if row.meaning == "help"), None
    )
    of = of or help_wanted.whom_to_ask(desk)
    if kind is None or of is None:
        raise RuleError(
            "There is nobody to ask.", "'crm user add' makes a colleague with the role manager."
        )
    with desk.store.change_set(desk.user, f"asked for help: {text}", origin=desk.origin):
        return tasks.add(
            desk, text, party=party, deal=deal, ticket=ticket, assignee=of, kind=kind,
            due=desk.clock.today(), priority="high", reason=f"{desk.user_name} needs help",
        )  # fmt: skip
