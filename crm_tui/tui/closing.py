"""What is asked where a ticket is solved: the reason, its note where it needs one, the cause."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.store.desk import Desk
from crm_tui.tui.choice_keys import keyed
from crm_tui.tui.status import Status
from crm_tui.views.choices import ChoiceRow, choices

SKIPPED = "enter"


def ask_reason(
    desk: Desk,
    status: Status,
    label: str,
    then: Callable[[ChoiceRow, str], None],
    *,
    offers: bool = True,
) -> None:
    """Ask for the closing reason by one key, and for a note where that reason needs one.

    Without `offers` the reason that means an offer is left out: there a deal is to be made.
    """
    rows = [row for row in choices(desk, "closing_reason") if offers or row.meaning != "offer"]
    found = keyed(rows)

    def chosen(key: str) -> None:
        reason = found[key]
        if reason.needs_note:
            _ask_note(status, reason, then)
        else:
            then(reason, "")

    status.choose(label, [(key, row.label) for key, row in found.items()], chosen)


def _ask_note(
    status: Status,
    reason: ChoiceRow,
    then: Callable[[ChoiceRow, str], None],
    *,
    again: bool = False,
) -> None:
    def written(note: str) -> None:
        if note.strip():
            then(reason, note)
        else:
            _ask_note(status, reason, then, again=True)

    status.ask(f"{reason.label}{' needs a note' if again else ', why'}:", written)


def ask_cause(desk: Desk, status: Status, then: Callable[[str], None]) -> None:
    """Ask for the cause by one key; Enter leaves it open."""
    found = keyed(choices(desk, "cause"))
    status.choose(
        "because of:",
        [*((key, row.label) for key, row in found.items()), (SKIPPED, "skip")],
        lambda key: then("" if key == SKIPPED else found[key].code),
    )
