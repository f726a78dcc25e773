"""What matters most where the keys go: the order of the row of keys and of the help.

A place has its own: in the agenda finishing comes before logging, on the board moving a deal
comes before both. What a place does not name follows in the order of the table of actions.
"""

from __future__ import annotations

_CUSTOMER = (
    "app.help search.start call.look_up customer.log_call customer.add_note customer.add_task"
    " line.add record.edit task.finish"
)
_DEAL = (
    "app.help deal.close deal.forward deal.back deal.set_stage customer.add_task deal.add"
    " figures.show deal.set_date deal.set_probability deal.edit deal.set_owner"
    " customer.log_call customer.add_note call.look_up change.undo line.add"
)

_TRIAGE = (
    "ticket.set_owner ticket.set_state ticket.set_priority ticket.set_kind ticket.wait macro.run"
    " ticket.merge customer.add_note customer.add_task ticket.set_queue ticket.edit"
    " ticket.solve_next search.start"
)
_TICKET_TOO = (
    "ticket.show_clocks customer.log_call ticket.rate ticket.set_tags ticket.add change.undo"
    " call.look_up change.repeat view.back command.pick"
)

_NAMED = {
    "list": f"{_CUSTOMER} change.undo customer.add customer.set_owner mark.toggle"
    " customer.set_tags view.choose list.sort duplicates.find file.import change.repeat view.back"
    " command.pick",
    "card": f"{_CUSTOMER} task.later change.undo customer.set_owner customer.set_tags"
    " change.repeat view.back command.pick",
    "sheet": "app.help task.finish record.open task.later customer.add_task plan.begin"
    " sheet.next task.set_date task.edit task.hand_over task.drop task.add search.start"
    " customer.log_call customer.add_note call.look_up line.add change.undo mark.toggle"
    " sheet.choose customer.set_tags change.repeat view.back command.pick",
    "plan": "app.help plan.tomorrow plan.week plan.later task.hand_over task.drop plan.silence"
    " plan.leave task.finish task.set_date task.edit mark.toggle change.undo call.look_up"
    " line.add change.repeat command.pick",
    "board": f"{_DEAL} search.start board.choose mark.toggle customer.set_tags list.sort"
    " change.repeat view.back command.pick",
    "deal": f"{_DEAL} customer.set_tags change.repeat view.back command.pick",
    "queue": f"app.help record.open ticket.answer ticket.solve {_TRIAGE} queue.next_view"
    f" queue.choose mark.toggle list.sort {_TICKET_TOO}",
    "ticket": "app.help ticket.answer ticket.solve record.next"
    f" {_TRIAGE} ticket.offer record.open {_TICKET_TOO}",
    "reader": "app.help search.start view.back command.pick",
    "input": "app.help prompt.accept prompt.cancel command.pick",
    "form": "app.help form.save form.leave form.next_field form.open_found command.pick",
    "answer": "answer.send answer.leave answer.insert answer.set_state answer.hide answer.edit"
    " answer.send_on answer.read_on answer.read_back app.help command.pick",
    "picker": "app.help picker.take picker.leave command.pick",
    "always": "app.help command.pick",
}

MATTERS = {context: tuple(names.split()) for context, names in _NAMED.items()}
"""The names of actions by the innermost scope, the most important first."""
