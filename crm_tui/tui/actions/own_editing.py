"""The firm's own fields of a deal or a ticket: a key says which, the status row asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from crm_tui.errors import CrmError, RuleError
from crm_tui.services import own_fields
from crm_tui.text.fold import fold
from crm_tui.text.own_fields import hint, offered
from crm_tui.text.say import quoted
from crm_tui.tui.card.fields import LINE_END
from crm_tui.tui.choice_keys import initialled
from crm_tui.views import own_fields as views
from crm_tui.views.own_fields import OwnField

if TYPE_CHECKING:
    from crm_tui.tui.changes import Of
    from crm_tui.tui.workspace import Workspace

KEY = "f"
"""What chooses the own fields among what can be edited."""


class Edited(NamedTuple):
    """A record of which own fields are edited: 'deal' or 'ticket', its id, what it is called."""

    record: str
    id: int
    title: str

    @property
    def of(self) -> Of:
        """The kind of records a change of it is about."""
        return "deals" if self.record == "deal" else "tickets"


def choices(workspace: Workspace, record: str) -> list[tuple[str, str]]:
    """The key of own fields and what it is for, where a record has any."""
    return [(KEY, "own field")] if views.fields(workspace.desk, record) else []


def ask(workspace: Workspace, edited: Edited) -> None:
    """Ask which own field, then for its value."""
    own = views.fields(workspace.desk, edited.record)
    known = initialled([(one.label, one) for one in own])
    if len(known) == 1:
        _ask_value(workspace, edited, own[0])
        return
    workspace.status.choose(
        f"own field of {quoted(edited.title)}:",
        [(key, label) for key, (label, _) in known.items()],
        lambda key: _ask_value(workspace, edited, known[key][1]),
    )


def still_missing(workspace: Workspace, record: str, row: int) -> str:
    """What to say of the required fields that a record lacks; '' where it lacks none."""
    custom = views.custom_of(workspace.desk, record, row)
    lacking = own_fields.missing(workspace.desk, record, custom)
    return f" Still to be filled (e {KEY}): {', '.join(lacking)}." if lacking else ""


def _ask_value(
    workspace: Workspace, edited: Edited, field: OwnField, typed: str | None = None
) -> None:
    desk = workspace.desk
    opened = views.custom_of(desk, edited.record, edited.id)
    now = str(opened.get(field.code, "")).replace("\n", LINE_END)

    def save(text: str) -> None:
        if text == now:
            workspace.status.say("Nothing was changed.")
            return
        try:
            value = own_fields.value_of(desk, field, text.replace(LINE_END, "\n"))
        except RuleError as wrong:
            _ask_value(workspace, edited, field, text)
            workspace.status.explain([(f" {wrong}", "alert")])
            return
        workspace.changes.make(
            lambda desk, ids: own_fields.fill(
                desk, edited.record, ids, {field.code: value}, opened=opened
            ),
            parties=[edited.id],
            of=edited.of,
            failed=lambda: _ask_again(workspace, edited, field, text, opened=now),
        )

    among = offered(field.kind, field.choices)
    workspace.status.ask(
        f"{field.label} of {quoted(edited.title)}:",
        save,
        value=now if typed is None else typed,
        completions=_completions(among) if among else None,
    )
    said = f"one of: {', '.join(among)}" if among else ""
    told = hint(field.kind, desk.currency, required=field.required)
    workspace.status.explain([(f" {' '.join(filter(None, (told, said)))}", "dim")])


def _ask_again(
    workspace: Workspace, edited: Edited, field: OwnField, text: str, *, opened: str
) -> None:
    """Offer what was typed once more, beside what someone else wrote meanwhile (rule 17)."""
    try:
        theirs = views.custom_of(workspace.desk, edited.record, edited.id).get(field.code, "")
    except CrmError:  # the record is gone: that has been said
        return
    if theirs == opened:
        return
    _ask_value(workspace, edited, field, text)
    workspace.status.explain([
        (f" theirs: {theirs or 'nothing'}", "warn"), ("  Enter keeps yours", "dim")
    ])  # fmt: skip


def _completions(among: tuple[str, ...]) -> Callable[[str], list[str]]:
    return lambda text: [one for one in among if fold(one).startswith(fold(text))]
