"""Snippets and macros: what is said and done again and again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Macro, Snippet
from crm_tui.services import named, tags, tickets
from crm_tui.store.desk import Desk
from crm_tui.text.dates import parse_day
from crm_tui.text.safe import clean
from crm_tui.views import naming
from crm_tui.views.snippets import Step


def save_snippet(desk: Desk, name: str, text: str) -> int:
    """Keep a text under a name, replacing the one of that name; its id.

    Raises RuleError for an empty name or text.
    """
    name, text = clean(name), clean(text, multiline=True)
    if not name or not text:
        raise RuleError("A snippet needs a name and a text.")
    return _keep(desk, Snippet, name, {"text": text})


def remove_snippet(desk: Desk, snippet: int) -> None:
    """Forget a snippet; undo brings it back."""
    with desk.store.change_set(desk.user, "removed a snippet", origin=desk.origin):
        Snippet.delete().where(Snippet.id == snippet).execute()


def save_macro(
    desk: Desk, name: str, steps: Sequence[Step], *, key: str = "", then: str = "next"
) -> int:
    """Keep steps under a name and, if one is given, a key; its id.

    Raises RuleError for an empty name, no steps, a step nobody knows, a key that another macro
    has, and `then` other than 'stay' or 'next'; and what a step would raise with any ticket.
    """
    name, key = clean(name), clean(key)
    if not name or not steps:
        raise RuleError("A macro needs a name and at least one step.")
    for verb, _value in steps:
        if verb not in STEPS:
            raise RuleError(f"A macro cannot {verb}.", f"Steps: {', '.join(STEPS)}.")
    if then not in ("stay", "next"):
        raise RuleError("After a macro one stays or goes to the next ticket.")
    taken = Macro.get_or_none(Macro.key == key, Macro.name != name) if key else None
    if taken is not None or len(key) > 1:
        raise RuleError("A macro's key is one letter no other macro has.")
    told = json.dumps([list(step) for step in steps], ensure_ascii=False)
    with desk.store.change_set(desk.user, f"saved {name}", origin=desk.origin):
        for verb, value in steps:
            take_step(desk, [], verb, value)  # with no ticket it does nothing but refuse
        return _keep(desk, Macro, name, {"steps": told, "key": key, "then": then})


def remove_macro(desk: Desk, macro: int) -> None:
    """Forget a macro; undo brings it back."""
    with desk.store.change_set(desk.user, "removed a macro", origin=desk.origin):
        Macro.delete().where(Macro.id == macro).execute()


def run_macro(desk: Desk, macro: int, chosen: Sequence[int], *, sender: str = "") -> str:
    """Do a macro's steps with tickets, in one change set; whether to 'stay' or go to the 'next'.

    Its answers go to the outbox where `sender` says who mail comes from.

    Raises NotFoundError for a macro that is gone, and what its steps raise: then none is done.
    """
    row = Macro.get_or_none(Macro.id == macro)
    if row is None:
        raise NotFoundError("This macro is not there any more.")
    label = f"{row.name}: {tickets.said(tickets.rows_of(chosen))}"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        for verb, value in json.loads(row.steps):
            if verb == "reply":
                _reply(desk, chosen, value, sender)
            else:
                take_step(desk, chosen, verb, value)
    return str(row.then)


def take_step(desk: Desk, chosen: Sequence[int], verb: str, value: str) -> None:
    """Do one step of a macro. Raises RuleError for one nobody knows, and what the step raises."""
    if verb not in STEPS:
        raise RuleError(f"A macro cannot {verb}.", f"Steps: {', '.join(STEPS)}.")
    STEPS[verb](desk, chosen, value)


def _field(name: str) -> Callable[[Desk, Sequence[int], str], Any]:
    return lambda desk, chosen, value: tickets.change(desk, chosen, {name: value})


def _owner(desk: Desk, chosen: Sequence[int], value: str) -> None:
    user = {"me": desk.user, "nobody": None}.get(value, 0)
    tickets.change(desk, chosen, {"assignee": naming.user(desk, value) if user == 0 else user})


def _wait(desk: Desk, chosen: Sequence[int], value: str) -> None:
    day = parse_day(value, desk.clock.today())
    if day is None:
        raise RuleError(f"'{value}' is no day.", "Such as tomorrow, fri, +3d.")
    tickets.change(desk, chosen, {"wait_until": day})


def _reply(desk: Desk, chosen: Sequence[int], value: str, sender: str = "") -> None:
    from crm_tui.services import outbox
    from crm_tui.views import snippets

    found = snippets.snippet(desk, value)
    for ticket in chosen:
        text = snippets.fill(desk, found.text, ticket)
        outbox.answer(desk, ticket, text, sender=sender)


STEPS: dict[str, Callable[[Desk, Sequence[int], str], Any]] = {
    **{name: _field(name) for name in ("kind", "priority", "queue", "cause")},
    "owner": _owner,
    "state": tickets.set_state,
    "solve": tickets.solve,
    "tag": lambda desk, chosen, value: tickets.tag(desk, chosen, tags.parse(value)),
    "wait": _wait,
    "reply": _reply,
}
"""What a macro can do, by the verb of a step."""


def _keep(desk: Desk, model: Any, name: str, values: dict[str, Any]) -> int:
    with desk.store.change_set(desk.user, f"saved {name}", origin=desk.origin):
        last = int(desk.store.value(f"SELECT coalesce(max(position), 0) FROM {model.__name__}"))
        return named.keep(desk, model, name, values, {"position": last + 1})
