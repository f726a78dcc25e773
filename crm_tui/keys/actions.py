"""The table of actions: bindings, hint row, help, palette and manual are all made of it.

Only what works in this release stands here: an action without a place has no key. Keys are
written as people write them (`names.to_event_key`); 'a n' is a sequence.
"""

from __future__ import annotations

from typing import NamedTuple


class Action(NamedTuple):
    """One thing a key can do.

    `scopes` says where it works. `vim_keys` stand in place of `keys` in the preset `vim`, where
    None means the same. `plain_keys` are those of the preset `plain`: no character keys, and
    none that terminals confuse or that a browser, tmux or screen keeps for itself. The keys of
    a `fixed` action belong to every text field of the program and cannot be changed.
    """

    name: str
    keys: tuple[str, ...]
    title: str
    description: str
    scopes: tuple[str, ...]
    plain_keys: tuple[str, ...]
    vim_keys: tuple[str, ...] | None = None
    fixed: bool = False


# Where a key can work, in words.
SCOPE_TITLES = {
    "list": "the list",
    "sheet": "the agenda",
    "plan": "the evening's planning",
    "board": "the board",
    "card": "the card",
    "deal": "a deal's card",
    "queue": "the tickets",
    "ticket": "a ticket",
    "reader": "a text",
    "input": "the status row",
    "form": "a form",
    "answer": "an answer",
    "picker": "a choice list",
    "app": "the workspace",
    "always": "everywhere",
}

# What is asked, innermost first, by what has the focus.
CONTEXTS = {
    "list": ("list", "app", "always"),
    "sheet": ("sheet", "app", "always"),
    "plan": ("plan", "app", "always"),
    "board": ("board", "app", "always"),
    "card": ("card", "app", "always"),
    "deal": ("deal", "app", "always"),
    "queue": ("queue", "app", "always"),
    "ticket": ("ticket", "app", "always"),
    "reader": ("reader", "always"),
    "input": ("input", "always"),
    "form": ("form", "always"),
    "answer": ("answer", "always"),
    "picker": ("picker", "always"),
}

# Here characters are typed, so no key that types one may act.
TYPING_SCOPES = frozenset({"input", "form", "answer", "picker"})

# These can be moved to other keys but never taken away.
ALWAYS_BOUND = frozenset({"app.help", "app.quit"})

_RECORD = ("list", "card")
_PAGED = ("list", "card", "sheet")
_DEAL = ("board", "deal")
_SERVICE = ("queue", "ticket")
_ABOUT = (*_PAGED, *_DEAL)
_TASK = ("sheet", "plan", "card")
_READ = ("list", "card", "sheet", *_DEAL, *_SERVICE, "reader")
_MOVE = ("list", "card", "sheet", "plan", *_DEAL, *_SERVICE, "reader", "picker")

_MOVING = (
    Action("cursor.down", ("j", "down"), "down", "Move down.", _MOVE, ("down",)),
    Action("cursor.up", ("k", "up"), "up", "Move up.", _MOVE, ("up",)),
    Action(
        "cursor.first",
        ("g", "home"),
        "first",
        "Go to the beginning, or to the row of the count.",
        _MOVE,
        ("home",),
        ("g g", "home"),
    ),
    Action(
        "cursor.last",
        ("G", "end"),
        "last",
        "Go to the end, or to the row of the count.",
        _MOVE,
        ("end",),
    ),
    Action(
        "cursor.half_down",
        ("ctrl+d",),
        "half down",
        "Move down half a page.",
        _MOVE,
        ("ctrl+down",),
    ),
    Action("cursor.half_up", ("ctrl+u",), "half up", "Move up half a page.", _MOVE, ("ctrl+up",)),
    Action("cursor.page_down", ("PgDn",), "page down", "Move down a page.", _MOVE, ("PgDn",)),
    Action("cursor.page_up", ("PgUp",), "page up", "Move up a page.", _MOVE, ("PgUp",)),
    Action(
        "card.next_page",
        ("l", "right"),
        "next page",
        "Turn to the card's next page: timeline, details, people.",
        _PAGED,
        ("right",),
    ),
    Action(
        "card.previous_page",
        ("h", "left"),
        "previous page",
        "Turn to the card's page before.",
        _PAGED,
        ("left",),
    ),
    Action(
        "record.next",
        ("]",),
        "next",
        "Show the next record of the list, from inside a card too.",
        (*_RECORD, *_DEAL, *_SERVICE),
        ("shift+down",),
    ),
    Action(
        "record.previous",
        ("[",),
        "previous",
        "Show the record before, from inside a card too.",
        (*_RECORD, *_DEAL, *_SERVICE),
        ("shift+up",),
    ),
    Action(
        "record.open",
        ("Enter",),
        "open",
        "Open what is under the cursor.",
        (*_ABOUT, "plan", *_SERVICE),
        ("Enter",),
    ),
    Action(
        "place.customers",
        ("1",),
        "customers",
        "Go to the customers.",
        ("app",),
        ("f12 f1",),
        ("g c",),
    ),
    Action(
        "place.agenda",
        ("2",),
        "agenda",
        "Go to the agenda; from the agenda, to today.",
        ("app",),
        ("f12 f2",),
        ("g a",),
    ),
    Action(
        "place.pipeline",
        ("3",),
        "pipeline",
        "Go to the pipeline; from a deal's card, back to the board.",
        ("app",),
        ("f12 f3",),
        ("g p",),
    ),
    Action(
        "place.tickets",
        ("4",),
        "tickets",
        "Go to the tickets; from a ticket, back to the queue.",
        ("app",),
        ("f12 f6",),
        ("g t",),
    ),
    Action(
        "queue.next_view",
        ("l", "right"),
        "next view",
        "Show the next view of the tickets, in triage order.",
        ("queue",),
        ("right",),
    ),
    Action(
        "queue.previous_view",
        ("h", "left"),
        "view before",
        "Show the view of the tickets before.",
        ("queue",),
        ("left",),
    ),
    Action(
        "board.next_column",
        ("l", "right"),
        "next stage",
        "Go to the next column of the board.",
        ("board",),
        ("right",),
    ),
    Action(
        "board.previous_column",
        ("h", "left"),
        "stage before",
        "Go to the column before.",
        ("board",),
        ("left",),
    ),
    Action(
        "sheet.next",
        ("]",),
        "next day",
        "Show the next day, or in the week the next week.",
        ("sheet",),
        ("shift+down",),
    ),
    Action(
        "sheet.previous",
        ("[",),
        "day before",
        "Show the day before, or in the week the week before.",
        ("sheet",),
        ("shift+up",),
    ),
    Action("pane.next", ("Tab",), "next pane", "Go to the next pane.", ("app",), ("Tab",)),
    Action(
        "pane.previous",
        ("shift+Tab",),
        "previous pane",
        "Go to the pane before.",
        ("app",),
        ("shift+Tab",),
    ),
    Action(
        "pane.zoom",
        ("z",),
        "zoom",
        "Give the pane the whole screen, or take it back.",
        ("app",),
        ("f12 f12",),
    ),
    Action(
        "view.back",
        ("q",),
        "back",
        "Go back; at the root, leave the program.",
        _READ,
        ("f10", "Backspace"),
    ),
    Action(
        "view.cancel",
        ("Escape",),
        "cancel",
        "Cancel, in this order: choice, search, marks, zoom. It never leaves the program.",
        _READ,
        ("Escape",),
        fixed=True,
    ),
)

_FINDING = (
    Action(
        "search.start",
        ("/",),
        "search",
        "Search what is here as you type; Enter keeps the search.",
        ("list", "card", "sheet", "board", *_SERVICE, "reader"),
        ("ctrl+f",),
    ),
    Action(
        "search.next",
        ("n",),
        "next hit",
        "Go to the next hit in the text.",
        ("card", "reader"),
        ("f3 f3",),
    ),
    Action(
        "search.previous",
        ("N",),
        "previous hit",
        "Go to the hit before.",
        ("card", "reader"),
        ("f3 f4",),
    ),
    Action(
        "call.look_up",
        ("C",),
        "who calls",
        "Find the caller by any part of a number or name; one exact hit opens its card.",
        ("app",),
        ("f2",),
    ),
    Action(
        "view.choose",
        ("v",),
        "views",
        "Choose a saved view of the list.",
        ("list",),
        ("f6",),
    ),
    Action(
        "sheet.choose",
        ("v",),
        "views",
        "Choose what the agenda shows: the day, the week, a colleague's, the team's load.",
        ("sheet",),
        ("f6",),
    ),
    Action(
        "board.choose",
        ("v",),
        "views",
        "Choose which deals the board shows: by owner, product, source, period; another pipeline; "
        "ended deals.",
        ("board",),
        ("f6",),
    ),
    Action(
        "queue.choose",
        ("v",),
        "views",
        "Choose which tickets are shown: a view in triage order, a saved one, those that ended; "
        "by queue, kind, product, colleague.",
        ("queue",),
        ("f6",),
    ),
    Action(
        "view.save",
        ("V",),
        "save view",
        "Save the present search, filter and order as a view.",
        ("list", "board", "queue"),
        ("f9 f6",),
    ),
    Action(
        "list.sort",
        ("o",),
        "sort",
        "Choose what the list is sorted by.",
        ("list", "board", "queue"),
        ("ctrl+o",),
    ),
    Action(
        "list.reverse",
        ("O",),
        "reverse",
        "Turn the order of the list round.",
        ("list",),
        ("f9 ctrl+o",),
    ),
    Action(
        "mark.toggle",
        ("Space",),
        "mark",
        "Mark or unmark and move on; verbs act on the marked.",
        ("list", "sheet", "plan", "board", "queue"),
        ("Insert", "ctrl+Space"),
    ),
    Action(
        "mark.all",
        ("*",),
        "mark all",
        "Mark all that match, beyond the screen too, or unmark them.",
        ("list", "sheet", "plan", "board", "queue"),
        ("f9 Insert", "f9 ctrl+Space"),
    ),
)

_ADDING = (
    Action(
        "customer.log_call",
        ("c", "a c"),
        "log call",
        "Log a call: a line of text, then one key for the outcome.",
        _ABOUT,
        ("f7 f2",),
    ),
    Action(
        "customer.add_note",
        ("i", "a n"),
        "note",
        "Add a note to the timeline.",
        _ABOUT,
        ("f7 f3",),
    ),
    Action(
        "customer.add_task",
        ("t", "a t"),
        "task",
        "Add a task for the customer or the deal: what is to be done next, and by when.",
        _ABOUT,
        ("f7 f8",),
    ),
    Action(
        "customer.log_email",
        ("a e",),
        "e-mail",
        "Log an e-mail.",
        _ABOUT,
        ("f7 f4",),
    ),
    Action(
        "customer.log_meeting",
        ("a m",),
        "meeting",
        "Log a meeting.",
        _ABOUT,
        ("f7 f6",),
    ),
    Action(
        "customer.log_visit",
        ("a v",),
        "visit",
        "Log a visit.",
        _ABOUT,
        ("f7 f9",),
    ),
    Action(
        "customer.add_person",
        ("a p",),
        "person",
        "Add a person to the customer.",
        _RECORD,
        ("f7 f12",),
    ),
    Action(
        "line.add",
        ("A",),
        "quick line",
        "Type one line, such as: Rossi call spoke to Anna wants price by Fri. "
        "It makes the log entry and the follow-up.",
        ("app",),
        ("f8",),
    ),
    Action(
        "task.add",
        ("N",),
        "new task",
        "Add a task that hangs on no customer, or on the one named before a colon.",
        ("sheet",),
        ("f7 f7",),
    ),
    Action(
        "task.add_following",
        ("a f",),
        "follow-on",
        "Add a task that gets its day when the one under the cursor is done.",
        _TASK,
        ("f7 f10",),
    ),
    Action(
        "customer.add_deal",
        ("a d",),
        "deal",
        "Add a deal as soon as an opportunity is supposed: a title, perhaps amount and day.",
        _ABOUT,
        ("f7 f1",),
    ),
    Action(
        "deal.add",
        ("N",),
        "new deal",
        "Add a deal, and say for whom.",
        _DEAL,
        ("f7 f7",),
    ),
    Action(
        "customer.add",
        ("N",),
        "new",
        "Add a new customer.",
        ("list",),
        ("f7 f7",),
    ),
)

_CHANGING = (
    Action(
        "record.edit",
        ("e",),
        "edit",
        "Edit what is under the cursor in a form.",
        _RECORD,
        ("f4",),
    ),
    Action(
        "task.finish",
        ("x",),
        "finish",
        "Finish the task under the cursor, or the customer's next step, with its result.",
        (*_TASK, "list"),
        ("ctrl+x",),
    ),
    Action(
        "task.set_date",
        ("d",),
        "date",
        "Set the day, and the hour where one is said, of the task under the cursor or of the "
        "customer's next step.",
        (*_TASK, "list"),
        ("ctrl+e",),
    ),
    Action(
        "task.later",
        (">",),
        "a day on",
        "Move the task to the next working day; what is overdue comes to today first.",
        ("sheet", "card"),
        ("ctrl+right",),
    ),
    Action(
        "task.earlier",
        ("<",),
        "a day back",
        "Move the task to the working day before, never before today.",
        ("sheet", "card"),
        ("ctrl+left",),
    ),
    Action(
        "task.hand_over",
        ("w",),
        "who",
        "Give the task to a colleague.",
        ("sheet", "plan"),
        ("f9 f2",),
    ),
    Action(
        "task.set_priority",
        ("p",),
        "priority",
        "Say how much the task matters.",
        ("sheet", "plan"),
        ("f9 f10",),
    ),
    Action(
        "task.start",
        ("s",),
        "begin",
        "Say that the task is being done now; colleagues see it.",
        ("sheet",),
        ("f9 f4",),
    ),
    Action(
        "task.edit",
        ("e",),
        "edit",
        "Change the task, as the line it could have been typed in.",
        ("sheet", "plan"),
        ("f4",),
    ),
    Action(
        "task.drop",
        ("D",),
        "drop",
        "Drop a task that will not be done; the reason stays with it.",
        ("sheet", "plan"),
        ("f9 Delete",),
    ),
    Action(
        "customer.set_state",
        ("s",),
        "state",
        "Set how far the relationship is, or the stage of the customer's life.",
        _RECORD,
        ("f9 f4",),
    ),
    Action(
        "customer.set_owner",
        ("w",),
        "owner",
        "Say who owns the customer from now on.",
        _RECORD,
        ("f9 f2",),
    ),
    Action(
        "customer.set_tags",
        ("T",),
        "tags",
        "Add or take off tags.",
        _ABOUT,
        ("f9 f3",),
    ),
    Action(
        "customer.archive",
        ("D",),
        "archive",
        "Archive the customer: search still finds it, lists leave it out.",
        _RECORD,
        ("f9 Delete",),
    ),
    Action(
        "deal.forward",
        (">", "L"),
        "stage on",
        "Move the deal to the next stage; its probability rises.",
        _DEAL,
        ("ctrl+right",),
    ),
    Action(
        "deal.back",
        ("<", "H"),
        "stage back",
        "Move the deal to the stage before; it is marked as a step back.",
        _DEAL,
        ("ctrl+left",),
    ),
    Action(
        "deal.set_stage",
        ("s",),
        "stage",
        "Move the deal to the stage of a key.",
        _DEAL,
        ("f9 f4",),
    ),
    Action(
        "deal.close",
        ("x",),
        "close",
        "Close the deal: won with what they gain by it, or lost with its reason; open an ended "
        "one again.",
        _DEAL,
        ("ctrl+x",),
    ),
    Action(
        "deal.set_probability",
        ("p",),
        "probability",
        "Give the deal a probability of its own; an empty one takes the stage's again.",
        _DEAL,
        ("f9 f10",),
    ),
    Action(
        "deal.set_date",
        ("d",),
        "date",
        "Say when the deal is expected to be closed.",
        _DEAL,
        ("ctrl+e",),
    ),
    Action(
        "deal.set_owner",
        ("w",),
        "who",
        "Give the deal to a colleague.",
        _DEAL,
        ("f9 f2",),
    ),
    Action(
        "deal.edit",
        ("e",),
        "edit",
        "Change a field of the deal: title, amount, customer, contact, lines, people, credits, "
        "source, goal, note.",
        _DEAL,
        ("f4",),
    ),
    Action(
        "deal.archive",
        ("D",),
        "archive",
        "Put a deal away that should not have been one; nothing is lost.",
        _DEAL,
        ("f9 Delete",),
    ),
    Action(
        "change.undo",
        ("u",),
        "undo",
        "Take back the last change.",
        ("app",),
        ("ctrl+u",),
    ),
    Action(
        "change.redo", ("ctrl+r",), "redo", "Make the undone change again.", ("app",), ("ctrl+r",)
    ),
    Action(
        "change.list",
        ("U",),
        "changes",
        "List who changed what and when; undo from there.",
        ("app",),
        ("f9 ctrl+u",),
    ),
    Action(
        "change.repeat",
        (".",),
        "repeat",
        "Repeat the last change on the record under the cursor, or on the marked.",
        (*_ABOUT, "plan", *_SERVICE),
        ("ctrl+g",),
    ),
)

_PLANNING = (
    Action(
        "plan.begin",
        ("P",),
        "plan",
        "Plan the next working day: walk through what is overdue, due, promised and proposed.",
        ("sheet",),
        ("f12 f9",),
    ),
    Action(
        "plan.tomorrow",
        ("t", ">"),
        "tomorrow",
        "Put it on the next working day.",
        ("plan",),
        ("ctrl+right",),
    ),
    Action(
        "plan.week",
        ("f",),
        "this week",
        "Put it on the emptiest day of the rest of that week.",
        ("plan",),
        ("f9 f7",),
    ),
    Action(
        "plan.later",
        ("l",),
        "later",
        "Put it on the first working day of the week after.",
        ("plan",),
        ("f9 f8",),
    ),
    Action(
        "plan.silence",
        ("s",),
        "silence",
        "Do not propose this again for a while.",
        ("plan",),
        ("f9 f4",),
    ),
    Action(
        "plan.leave",
        ("q", "Escape"),
        "end",
        "End the planning and show the sheet of the day that was planned.",
        ("plan",),
        ("f10", "Escape"),
    ),
)

_FIGURES = (
    Action(
        "figures.show",
        ("F",),
        "figures",
        "Show the forecast, what was won and why deals are lost; Enter on a figure shows its "
        "deals.",
        ("board", "deal"),
        ("f12 f4",),
    ),
)

_SERVING = (
    Action(
        "ticket.show_clocks",
        ("W",),
        "clocks",
        "Show the working hours and the pauses that make up the figures of a ticket's clocks.",
        _SERVICE,
        ("f12 f8",),
    ),
)

_COPYING = (
    Action(
        "customer.copy_phone",
        ("y p",),
        "phone",
        "Copy the phone number to the clipboard.",
        _ABOUT,
        ("ctrl+y f2",),
    ),
    Action(
        "customer.copy_email",
        ("y e",),
        "e-mail",
        "Copy the e-mail address to the clipboard.",
        _ABOUT,
        ("ctrl+y f4",),
    ),
    Action(
        "customer.copy_name",
        ("y n",),
        "name",
        "Copy the name to the clipboard.",
        _ABOUT,
        ("ctrl+y f3",),
    ),
    Action(
        "customer.copy_address",
        ("y a",),
        "address",
        "Copy the postal address to the clipboard.",
        _ABOUT,
        ("ctrl+y f6",),
    ),
    Action(
        "customer.copy_link",
        ("y l",),
        "link",
        "Copy the command that opens this card to the clipboard.",
        _ABOUT,
        ("ctrl+y f7",),
    ),
)

_PROGRAM = (
    Action(
        "form.save",
        ("ctrl+s",),
        "save",
        "Save the form.",
        ("form",),
        ("ctrl+s",),
    ),
    Action(
        "form.leave",
        ("Escape",),
        "leave",
        "Leave the form; it asks only if something was typed.",
        ("form",),
        ("Escape",),
        fixed=True,
    ),
    Action(
        "form.open_found",
        ("ctrl+o",),
        "open found",
        "Open the one who is here already instead of saving.",
        ("form",),
        ("ctrl+o",),
    ),
    Action(
        "form.next_field",
        ("Tab",),
        "next field",
        "Go to the next field.",
        ("form",),
        ("Tab",),
        fixed=True,
    ),
    Action(
        "form.previous_field",
        ("shift+Tab",),
        "previous field",
        "Go to the field before.",
        ("form",),
        ("shift+Tab",),
        fixed=True,
    ),
    Action(
        "prompt.accept",
        ("Enter",),
        "done",
        "Take what is typed.",
        ("input",),
        ("Enter",),
        fixed=True,
    ),
    Action(
        "prompt.cancel",
        ("Escape",),
        "cancel",
        "Leave without doing anything.",
        ("input",),
        ("Escape",),
        fixed=True,
    ),
    Action(
        "picker.take",
        ("Enter",),
        "take",
        "Take the row under the cursor.",
        ("picker",),
        ("Enter",),
        fixed=True,
    ),
    Action(
        "picker.leave",
        ("Escape",),
        "leave",
        "Leave without choosing.",
        ("picker",),
        ("Escape",),
        fixed=True,
    ),
    Action(
        "command.type",
        (":",),
        "command",
        "Type a command by its name.",
        ("app",),
        ("f9 f9",),
    ),
    Action(
        "command.pick",
        ("ctrl+p",),
        "palette",
        "Pick from every action there is, with its key.",
        ("always",),
        ("ctrl+p",),
    ),
    Action(
        "app.help",
        ("?", "f1"),
        "keys",
        "Show the keys that work here, filtered as you type.",
        ("always",),
        ("f1",),
    ),
    Action(
        "app.redraw",
        ("ctrl+l",),
        "redraw",
        "Draw the whole screen again.",
        ("always",),
        ("ctrl+l",),
    ),
    Action(
        "app.suspend",
        ("ctrl+z",),
        "suspend",
        "Put the program to sleep and give back the shell; `fg` wakes it.",
        ("always",),
        ("ctrl+z",),
    ),
    Action(
        "app.quit",
        ("ctrl+q",),
        "quit",
        "Leave the program; what was being typed is kept.",
        ("always",),
        ("ctrl+q",),
    ),
)

_ANSWERING = (
    Action(
        "answer.send",
        ("ctrl+s",),
        "send",
        "Write the answer down; where mail goes out, send it.",
        ("answer",),
        ("ctrl+s",),
    ),
    Action(
        "answer.send_on",
        ("ctrl+g",),
        "send, go on",
        "Send the answer, then claim the next ticket of the queue.",
        ("answer",),
        ("ctrl+g",),
    ),
    Action(
        "answer.leave",
        ("Escape",),
        "leave",
        "Leave the answer; it is kept and stands there again.",
        ("answer",),
        ("Escape",),
        fixed=True,
    ),
    Action(
        "answer.insert",
        ("ctrl+o",),
        "snippet",
        "Insert a snippet with its fields filled in.",
        ("answer",),
        ("ctrl+o",),
    ),
    Action(
        "answer.edit",
        ("ctrl+e",),
        "editor",
        "Go on in $VISUAL or $EDITOR.",
        ("answer",),
        ("ctrl+e",),
    ),
    Action(
        "answer.hide",
        ("ctrl+n", "f2"),
        "colleagues",
        "Let it be for colleagues alone, or for the customer again.",
        ("answer",),
        ("f2",),
    ),
    Action(
        "answer.set_state",
        ("ctrl+t", "f4"),
        "state after",
        "Choose where the ticket goes with the answer.",
        ("answer",),
        ("f4",),
    ),
    Action(
        "answer.read_on",
        ("ctrl+down", "f8"),
        "read on",
        "Read on in what was said, above the answer.",
        ("answer",),
        ("ctrl+down",),
    ),
    Action(
        "answer.read_back",
        ("ctrl+up", "f7"),
        "read back",
        "Go back to what was said last.",
        ("answer",),
        ("ctrl+up",),
    ),
)

# The table in the order and under the headings of the help and the manual.
GROUPS: tuple[tuple[str, tuple[Action, ...]], ...] = (
    ("Move", _MOVING),
    ("Find", _FINDING),
    ("Add", _ADDING),
    ("Change", _CHANGING),
    ("Plan", _PLANNING),
    ("Figures", _FIGURES),
    ("Tickets", _SERVING),
    ("Answer", _ANSWERING),
    ("Copy", _COPYING),
    ("Program", _PROGRAM),
)

ACTIONS: tuple[Action, ...] = tuple(action for _, actions in GROUPS for action in actions)

_BY_NAME = {action.name: action for action in ACTIONS}


def by_name(name: str) -> Action | None:
    """Return the action of that name; None where there is none."""
    return _BY_NAME.get(name)


def names() -> tuple[str, ...]:
    """Return every action's name, in the order of the table."""
    return tuple(_BY_NAME)
