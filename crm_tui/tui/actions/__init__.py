"""What each action of the key table does in the workspace.

An action `noun.verb` is the function `noun_verb` of the module named here, which is imported
when its key is first pressed: a start pays for none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_NAMES = {
    "moving": "cursor.down cursor.up cursor.first cursor.last cursor.half_down cursor.half_up"
    " cursor.page_down cursor.page_up card.next_page card.previous_page record.next"
    " record.previous record.open place.customers pane.next pane.previous pane.zoom view.back"
    " view.cancel",
    "finding": "search.start search.next search.previous view.choose view.save list.sort"
    " list.reverse mark.toggle mark.all",
    "calling": "call.look_up",
    "logging": "customer.log_call customer.add_note customer.log_email customer.log_meeting"
    " customer.log_visit line.add",
    "tasks": "customer.add_task task.add task.add_following task.edit task.start task.finish"
    " task.drop task.later task.earlier task.set_date task.hand_over task.set_priority",
    "figures": "figures.show",
    "agenda": "place.agenda sheet.next sheet.previous sheet.choose plan.begin plan.tomorrow"
    " plan.week plan.later plan.silence plan.leave",
    "board": "place.pipeline board.next_column board.previous_column board.choose",
    "queue": "place.tickets queue.next_view queue.previous_view queue.choose ticket.show_clocks",
    "tickets": "ticket.set_priority ticket.set_kind ticket.set_queue ticket.set_owner"
    " ticket.set_tags ticket.wait ticket.set_state ticket.archive macro.run ticket.copy_number"
    " ticket.copy_link",
    "ticket_closing": "ticket.solve ticket.solve_next ticket.offer ticket.rate",
    "ticket_merging": "ticket.merge",
    "ticket_editing": "ticket.edit",
    "ticket_answering": "ticket.answer",
    "ticket_adding": "customer.add_ticket ticket.add customer.ask_help",
    "deals": "customer.add_deal deal.add deal.forward deal.back deal.set_stage"
    " deal.set_probability deal.set_date deal.set_owner deal.archive",
    "deal_closing": "deal.close",
    "deal_editing": "deal.edit",
    "editing": "customer.add customer.add_person record.edit",
    "changing": "customer.set_state customer.set_owner customer.set_tags customer.archive",
    "history": "change.undo change.redo change.list change.repeat",
    "copying": "customer.copy_phone customer.copy_email customer.copy_name"
    " customer.copy_address customer.copy_link",
    "party_merging": "customer.merge duplicates.find",
    "importing": "file.import",
    "exporting": "list.export",
    "settings": "settings.open",
    "program": "command.type command.pick app.help app.redraw app.suspend app.quit",
}

MODULES = {name: module for module, names in _NAMES.items() for name in names.split()}


def perform(workspace: Workspace, name: str, times: int | None = None) -> None:
    """Do what the action does; `times` is the count typed before its key."""
    module = import_module(f"{__name__}.{MODULES[name]}")
    act = getattr(module, name.replace(".", "_"))
    if MODULES[name] == "moving":
        act(workspace, times)
    else:
        act(workspace)
