"""The entrance of the actions: what the workspace asks of them, which imports none itself."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from crm_tui.tui import actions
from crm_tui.tui.actions import MODULES

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_LEAVE_CARD = (
    "moving", "board", "queue", "deals", "deal_closing", "deal_editing", "tickets",
    "ticket_closing", "ticket_merging", "ticket_editing", "ticket_answering",
)  # fmt: skip
"""What acts on deals, tickets or nobody: the card of their customer need not be read for it."""

_ACT_ON_NO_ROW = (
    "moving", "finding", "calling", "figures", "agenda", "board", "queue", "history",
    "importing", "exporting", "settings", "program",
)  # fmt: skip
_ACT_ALL_THE_SAME = (
    "mark.toggle", "plan.tomorrow", "plan.week", "plan.later", "plan.silence", "change.repeat",
)  # fmt: skip

_OFTEN = (
    "moving", "finding", "logging", "tasks", "calling", "agenda", "board", "deals", "queue",
    "tickets", "ticket_closing",
)  # fmt: skip
"""What is imported in a quiet moment, so that its first key is as quick as the next."""

_PREPARE_EVERY_S = 0.2


def perform(workspace: Workspace, name: str, times: int | None) -> None:
    """Do what a key means, with the card of whom it acts on; `times` is the count before it."""
    if MODULES.get(name) not in _LEAVE_CARD:
        workspace.place.bring_customer()
    actions.perform(workspace, name, times)


def act_on_row(name: str) -> bool:
    """Whether an action does something with the row under the cursor or the marked ones."""
    return MODULES.get(name) not in _ACT_ON_NO_ROW or name in _ACT_ALL_THE_SAME


def act_on_task(name: str) -> bool:
    """Whether an action does something with the task under the cursor or the marked ones."""
    return MODULES.get(name) == "tasks"


def first_painted(workspace: Workspace) -> None:
    """Import in quiet moments what keys do often; offer what was typed and not saved."""
    loop = asyncio.get_running_loop()
    for number, module in enumerate(_OFTEN, 1):
        loop.call_later(_PREPARE_EVERY_S * number, import_module, f"{actions.__name__}.{module}")
    if kept := workspace.drafts.left():
        from crm_tui.tui.actions import drafts

        drafts.offer(workspace, kept)
