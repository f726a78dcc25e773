"""The table of actions keeps the key table of the interface."""

import pytest

from crm_tui.keys.actions import ACTIONS, ALWAYS_BOUND, CONTEXTS, SCOPE_TITLES, by_name
from crm_tui.keys.keymap import PRESETS, Exact, Prefix, build
from crm_tui.keys.matters import MATTERS
from crm_tui.keys.names import EVENT_KEYS, is_printable, to_event_key

# The key table of the interface, as far as place 1 has it: keys, and where they were pressed.
IN_A_LIST = {
    "j": "cursor.down",
    "↓": "cursor.down",
    "k": "cursor.up",
    "↑": "cursor.up",
    "g": "cursor.first",
    "Home": "cursor.first",
    "G": "cursor.last",
    "End": "cursor.last",
    "ctrl+d": "cursor.half_down",
    "ctrl+u": "cursor.half_up",
    "PgDn": "cursor.page_down",
    "PgUp": "cursor.page_up",
    "h": "card.previous_page",
    "←": "card.previous_page",
    "l": "card.next_page",
    "→": "card.next_page",
    "1": "place.customers",
    "3": "place.pipeline",
    "4": "place.tickets",
    "Tab": "pane.next",
    "shift+Tab": "pane.previous",
    "[": "record.previous",
    "]": "record.next",
    "Enter": "record.open",
    "q": "view.back",
    "Escape": "view.cancel",
    "/": "search.start",
    "C": "call.look_up",
    "v": "view.choose",
    "V": "view.save",
    "Space": "mark.toggle",
    "*": "mark.all",
    "a n": "customer.add_note",
    "a c": "customer.log_call",
    "a e": "customer.log_email",
    "a m": "customer.log_meeting",
    "a v": "customer.log_visit",
    "a t": "customer.add_task",
    "a p": "customer.add_person",
    "a d": "customer.add_deal",
    "c": "customer.log_call",
    "i": "customer.add_note",
    "t": "customer.add_task",
    "A": "line.add",
    "N": "customer.add",
    "e": "record.edit",
    "s": "customer.set_state",
    "w": "customer.set_owner",
    "d": "task.set_date",
    "T": "customer.set_tags",
    "x": "task.finish",
    "y p": "customer.copy_phone",
    "y e": "customer.copy_email",
    "y n": "customer.copy_name",
    "y a": "customer.copy_address",
    "y l": "customer.copy_link",
    "y w": "list.export",
    "D": "customer.archive",
    "m": "customer.merge",
    "M": "duplicates.find",
    "o": "list.sort",
    "O": "list.reverse",
    "z": "pane.zoom",
    "u": "change.undo",
    "ctrl+r": "change.redo",
    "U": "change.list",
    ".": "change.repeat",
    ":": "command.type",
    "ctrl+p": "command.pick",
    ",": "settings.open",
    "?": "app.help",
    "F1": "app.help",
    "ctrl+l": "app.redraw",
    "ctrl+z": "app.suspend",
    "ctrl+q": "app.quit",
}

# Places and features of later releases: no keys, no noise.
NOT_YET = ("5", "6", "b", "r", "p", "<", ">", "H", "L")

# What terminals send as another key, or what tmux, editors and browsers keep for themselves.
UNSAFE = {f"ctrl+{letter}" for letter in "abhijkmntw"} | {"f5", "f11"}


def sequence(written: str) -> tuple[str, ...]:
    return tuple(to_event_key(piece) or piece for piece in written.split())


@pytest.mark.parametrize(("written", "name"), IN_A_LIST.items())
def test_the_interfaces_keys_do_what_it_says(written, name):
    resolution = build().resolve(sequence(written), CONTEXTS["list"])
    assert isinstance(resolution, Exact)
    assert resolution.action.name == name


@pytest.mark.parametrize(
    ("written", "context", "name"),
    [
        ("n", "card", "search.next"),
        ("N", "card", "search.previous"),
        ("n", "reader", "search.next"),
        ("N", "reader", "search.previous"),
        ("x", "sheet", "task.finish"),
        (">", "sheet", "task.later"),
        ("<", "sheet", "task.earlier"),
        ("d", "sheet", "task.set_date"),
        ("w", "sheet", "task.hand_over"),
        ("p", "sheet", "task.set_priority"),
        ("e", "sheet", "task.edit"),
        ("t", "sheet", "customer.add_task"),
        ("N", "sheet", "task.add"),
        ("[", "sheet", "sheet.previous"),
        ("]", "sheet", "sheet.next"),
        ("v", "sheet", "sheet.choose"),
        ("2", "list", "place.agenda"),
        ("P", "sheet", "plan.begin"),
        ("t", "plan", "plan.tomorrow"),
        (">", "plan", "plan.tomorrow"),
        ("3", "sheet", "place.pipeline"),
        ("h", "board", "board.previous_column"),
        ("l", "board", "board.next_column"),
        ("j", "board", "cursor.down"),
        ("Enter", "board", "record.open"),
        ("H", "board", "deal.back"),
        ("<", "board", "deal.back"),
        ("L", "board", "deal.forward"),
        (">", "deal", "deal.forward"),
        ("s", "board", "deal.set_stage"),
        ("x", "board", "deal.close"),
        ("p", "board", "deal.set_probability"),
        ("d", "deal", "deal.set_date"),
        ("w", "board", "deal.set_owner"),
        ("e", "deal", "deal.edit"),
        ("N", "board", "deal.add"),
        ("a d", "card", "customer.add_deal"),
        ("a d", "board", "customer.add_deal"),
        ("t", "board", "customer.add_task"),
        ("c", "deal", "customer.log_call"),
        ("Space", "board", "mark.toggle"),
        ("a s", "list", "customer.add_ticket"),
        ("a s", "deal", "customer.add_ticket"),
        ("a h", "sheet", "customer.ask_help"),
        ("r", "queue", "ticket.answer"),
        ("x", "ticket", "ticket.solve"),
        ("s", "queue", "ticket.set_state"),
        ("w", "queue", "ticket.set_owner"),
        ("p", "queue", "ticket.set_priority"),
        ("d", "ticket", "ticket.wait"),
        ("m", "queue", "ticket.merge"),
        ("o", "queue", "list.sort"),
        ("o", "ticket", "ticket.offer"),
        ("i", "ticket", "customer.add_note"),
        ("t", "queue", "customer.add_task"),
        ("c", "queue", "customer.log_call"),
        ("ctrl+s", "answer", "answer.send"),
        ("v", "board", "board.choose"),
        ("V", "board", "view.save"),
        ("o", "board", "list.sort"),
        ("[", "deal", "record.previous"),
        ("]", "deal", "record.next"),
        ("ctrl+s", "form", "form.save"),
        ("Escape", "form", "form.leave"),
        ("F1", "form", "app.help"),
        ("Escape", "input", "prompt.cancel"),
        ("ctrl+q", "input", "app.quit"),
        ("↓", "picker", "cursor.down"),
        ("Escape", "picker", "picker.leave"),
    ],
)
def test_keys_outside_the_list_do_what_the_interface_says(written, context, name):
    resolution = build().resolve(sequence(written), CONTEXTS[context])
    assert isinstance(resolution, Exact)
    assert resolution.action.name == name


@pytest.mark.parametrize("written", NOT_YET)
def test_what_does_not_exist_yet_has_no_key(written):
    resolution = build().resolve(sequence(written), CONTEXTS["list"])
    assert not isinstance(resolution, Exact | Prefix)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_reaches_every_action_where_it_works(preset):
    keymap = build(preset)
    for action in ACTIONS:
        for scope in action.scopes:
            reached = [
                keymap.resolve(keys, CONTEXTS.get(scope, CONTEXTS["list"]))
                for keys in keymap.keys_of(action.name)
            ]
            assert Exact(action) in reached, (preset, action.name, scope)


def test_the_plain_preset_has_no_letters_and_nothing_a_terminal_confuses():
    keymap = build("plain")
    for action in ACTIONS:
        for keys in keymap.keys_of(action.name):
            assert not any(is_printable(key) for key in keys), action.name
            assert UNSAFE.isdisjoint(keys), action.name


@pytest.mark.parametrize("preset", PRESETS)
def test_every_key_of_the_table_is_one_that_terminals_send(preset):
    keymap = build(preset)
    for action in ACTIONS:
        for keys in keymap.keys_of(action.name):
            assert all(key in EVENT_KEYS or len(key) == 1 for key in keys), action.name


def test_an_action_is_called_noun_dot_verb_and_once():
    names = [action.name for action in ACTIONS]
    assert len(names) == len(set(names))
    for name in names:
        noun, dot, verb = name.partition(".")
        assert noun.isidentifier()
        assert dot
        assert verb.isidentifier()


def test_an_action_says_what_it_does_in_a_sentence():
    for action in ACTIONS:
        assert action.description[0].isupper(), action.name
        assert action.description.endswith("."), action.name
        assert len(action.title) <= 14, action.name


def test_every_scope_of_an_action_is_known_and_some_context_asks_it():
    asked = {scope for scopes in CONTEXTS.values() for scope in scopes}
    assert asked == set(SCOPE_TITLES)
    for action in ACTIONS:
        assert set(action.scopes) <= asked, action.name


def test_help_and_quit_are_known_and_answer_everywhere():
    for name in ALWAYS_BOUND:
        action = by_name(name)
        assert action is not None
        assert action.scopes == ("always",)


@pytest.mark.parametrize("context", [*CONTEXTS, "always"])
def test_what_matters_in_a_context_works_there_and_is_named_once(context):
    scopes = CONTEXTS.get(context, (context,))
    named = MATTERS[context]
    assert len(named) == len(set(named))
    for name in named:
        action = by_name(name)
        assert action is not None, name
        assert not set(action.scopes).isdisjoint(scopes), name
