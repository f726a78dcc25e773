"""Asking for a day or a line, with what is understood of it while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from crm_tui.text.dates import parse_day
from crm_tui.text.say import quoted
from crm_tui.tui.widgets.text_view import Line, Span

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace


def ask_day(
    workspace: Workspace,
    label: str,
    verb: str,
    such_as: str,
    then: Callable[[date | None], None],
) -> None:
    """Ask for a day; `then` gets it, or None where nothing was typed.

    `verb` stands before the day that is understood, `such_as` tells days as they can be typed.
    """
    today = workspace.desk.clock.today()
    words = workspace.words()

    def show(text: str) -> None:
        day = parse_day(text, today)
        shown = words.day(day) if day else f"such as: {such_as}"
        workspace.status.explain([(f" {verb} ", "key"), (shown, "")])

    def save(text: str) -> None:
        day = parse_day(text, today)
        if text.strip() and day is None:
            workspace.status.say(f"{quoted(text)} is no day; such as: {such_as}.", "alert")
        else:
            then(day)

    workspace.status.ask(label, save, on_change=show)


def understood(workspace: Workspace, title: str, said: Iterable[tuple[str, str]]) -> Line:
    """What is understood of a line: its title, then each label with its value."""
    dot = workspace.words().dot
    spans: list[Span] = [(f" {title}", "strong")]
    for label, text in said:
        spans += [(dot, "dim"), (f"{label} ", "key"), (text, "")]
    return tuple(spans)
