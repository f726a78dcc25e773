"""What a key press means, and what the user may say about keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui import config
from crm_tui.errors import UsageError
from crm_tui.keys.actions import ACTIONS, ALWAYS_BOUND, CONTEXTS, TYPING_SCOPES
from crm_tui.keys.keymap import (
    MOST_COUNTED,
    PRESETS,
    Cancelled,
    Counting,
    Elsewhere,
    Exact,
    KeyInput,
    Nothing,
    Prefix,
    build,
    from_settings,
)
from crm_tui.keys.names import EVENT_KEYS, key_of

LIST = CONTEXTS["list"]


def pressed(keys, preset="default", scopes=LIST, user=None):
    """Return the last answer after pressing the keys one by one."""
    key_input = KeyInput(build(preset, user))
    answers = [key_input.feed(key, scopes) for key in keys]
    return answers[-1]


def action_of(answer):
    assert isinstance(answer, Exact), answer
    return answer.action.name


# Sequences


def test_a_prefix_waits_and_shows_its_choices():
    answer = pressed(["a"])
    assert isinstance(answer, Prefix)
    assert [(key, action.title) for key, action in answer.continuations] == [
        ("c", "log call"),
        ("n", "note"),
        ("t", "task"),
        ("e", "e-mail"),
        ("m", "meeting"),
        ("v", "visit"),
        ("p", "person"),
        ("d", "deal"),
        ("s", "ticket"),
        ("h", "help wanted"),
    ]


def test_escape_ends_a_prefix_and_does_nothing_else():
    key_input = KeyInput(build())
    key_input.feed("a", LIST)
    assert key_input.waiting
    assert key_input.feed("escape", LIST) == Cancelled()
    assert not key_input.waiting
    assert action_of(key_input.feed("escape", LIST)) == "view.cancel"


def test_a_key_that_does_not_continue_a_prefix_does_nothing():
    key_input = KeyInput(build())
    key_input.feed("a", LIST)
    assert key_input.feed("D", LIST) == Nothing(("a", "D"))
    assert not key_input.waiting


def test_help_and_quit_answer_even_while_a_prefix_waits():
    assert action_of(pressed(["a", "f1"])) == "app.help"
    assert action_of(pressed(["y", "ctrl+q"])) == "app.quit"


def test_a_key_without_meaning_here_says_where_it_has_one():
    answer = pressed(["N"], scopes=CONTEXTS["reader"], user={"search.previous": "p"})
    assert isinstance(answer, Elsewhere)
    assert answer.sentence == "N (new) has no meaning here; it works in the list"


def test_a_key_without_any_meaning_is_nothing():
    assert pressed(["b"]) == Nothing(("b",))


@pytest.mark.parametrize("scope", sorted(TYPING_SCOPES))
@pytest.mark.parametrize("preset", PRESETS)
def test_a_character_never_acts_while_text_is_typed(scope, preset):
    keymap = build(preset)
    typed = {key_of(chr(code)) for code in range(0x20, 0x7F)}
    for key in typed:
        assert keymap.resolve((key,), CONTEXTS[scope]) == Nothing((key,))


def test_letters_stay_letters_in_a_text_field_whatever_the_alphabet():
    assert pressed(["й"], scopes=CONTEXTS["input"]) == Nothing(("й",))
    assert pressed(["1"], preset="vim", scopes=CONTEXTS["input"]) == Nothing(("1",))


# Other alphabets


def test_a_letter_of_another_layout_is_the_key_at_its_place():
    assert action_of(pressed(["й"])) == "view.back"
    assert action_of(pressed(["ф", "т"])) == "customer.add_note"
    assert action_of(pressed(["Ж"])) == "command.type"
    assert action_of(pressed(["κ"])) == "cursor.up"


def test_a_key_bound_in_the_users_own_alphabet_wins_over_its_place():
    assert action_of(pressed(["й"], user={"pane.zoom": "й"})) == "pane.zoom"


def test_the_character_helps_where_the_event_has_a_long_name():
    key_input = KeyInput(build())
    answer = key_input.feed("fullwidth_question_mark", LIST, "？")
    assert action_of(answer) == "app.help"


# Counts


def test_a_count_goes_with_the_next_action_in_vim():
    answer = pressed(["1", "0", "j"], preset="vim")
    assert action_of(answer) == "cursor.down"
    assert answer.times == 10


def test_a_count_goes_with_a_sequence_in_vim():
    answer = pressed(["4", "g", "g"], preset="vim")
    assert action_of(answer) == "cursor.first"
    assert answer.times == 4


def test_a_count_is_gone_after_its_action():
    assert pressed(["3", "j", "j"], preset="vim").times is None


def test_a_held_digit_counts_no_further_than_any_list():
    assert pressed(["9"] * 40, preset="vim") == Counting(MOST_COUNTED)


def test_digits_are_places_where_nothing_is_counted():
    assert action_of(pressed(["1"])) == "place.customers"
    assert action_of(pressed(["g", "c"], preset="vim")) == "place.customers"


# Never stuck

KEYS = st.one_of(st.sampled_from(sorted(EVENT_KEYS)), st.characters(exclude_categories=["Cs"]))


@given(
    preset=st.sampled_from(PRESETS),
    keys=st.lists(KEYS, max_size=8),
    context=st.sampled_from(sorted(CONTEXTS)),
)
def test_escape_always_returns_to_the_start(preset, keys, context):
    key_input = KeyInput(build(preset))
    for key in keys:
        key_input.feed(key, CONTEXTS[context])
    key_input.feed("escape", CONTEXTS[context])
    assert not key_input.waiting
    assert key_input.pressed == ()
    assert key_input.times is None
    assert action_of(key_input.feed("f1", CONTEXTS[context])) == "app.help"


@given(preset=st.sampled_from(PRESETS), keys=st.lists(KEYS, max_size=8))
def test_whatever_is_pressed_quit_answers_next(preset, keys):
    key_input = KeyInput(build(preset))
    for key in keys:
        key_input.feed(key, LIST)
    assert action_of(key_input.feed("ctrl+q", LIST)) == "app.quit"


# The user's own keys


def refused(user, preset="default"):
    with pytest.raises(UsageError) as caught:
        build(preset, user, lambda name: f"config.toml, line {len(name)}")
    return caught.value


def test_a_users_key_stands_in_place_of_the_presets():
    assert action_of(pressed(["Z"], user={"pane.zoom": "Z"})) == "pane.zoom"
    assert pressed(["z"], user={"pane.zoom": "Z"}) == Nothing(("z",))


def test_a_user_may_give_several_keys_and_sequences():
    user = {"customer.log_call": ["c", "ctrl+k", "a c"]}
    for keys in (["c"], ["ctrl+k"], ["a", "c"]):
        assert action_of(pressed(keys, user=user)) == "customer.log_call"


def test_a_user_may_take_a_key_away():
    assert pressed(["C"], user={"call.look_up": ""}) == Nothing(("C",))
    assert pressed(["C"], user={"call.look_up": []}) == Nothing(("C",))


def test_a_user_may_swap_two_keys():
    user = {"customer.log_call": "t", "customer.add_task": "c"}
    assert action_of(pressed(["t"], user=user)) == "customer.log_call"
    assert action_of(pressed(["c"], user=user)) == "customer.add_task"


def test_an_unknown_action_names_place_and_nearest():
    error = refused({"customer.log_cal": "c"})
    assert "config.toml, line 16: there is no action customer.log_cal" in str(error)
    assert error.hint == "Did you mean customer.log_call?"


def test_an_action_named_by_its_verb_alone_is_found_too():
    assert refused({"zoom": "c"}).hint == "Did you mean pane.zoom?"


def test_an_unknown_key_names_place_and_nearest():
    error = refused({"pane.zoom": "PgDwn"})
    assert error.sentence == "config.toml, line 9: there is no key PgDwn."
    assert error.hint == "Did you mean PgDn?"


@pytest.mark.parametrize(
    ("written", "same"),
    [("ctrl+i", "Tab"), ("Ctrl+M", "Enter"), ("^[", "Escape"), ("ctrl+h", "Backspace")],
)
def test_a_key_the_terminal_confuses_says_with_which(written, same):
    assert f"a terminal cannot tell {written} from {same}" in str(refused({"pane.zoom": written}))


def test_a_clash_names_the_other_action():
    error = refused({"pane.zoom": "c"})
    assert error.sentence == (
        "config.toml, line 9: pane.zoom cannot have this key: "
        "c is already the key of customer.log_call."
    )


def test_a_key_cannot_begin_another_actions_sequence():
    assert "a begins a c, which is customer.log_call" in str(refused({"pane.zoom": "a"}))
    assert "u z begins with u, which is change.undo" in str(refused({"pane.zoom": "u z"}))
    assert "cannot have both Z and Z z" in str(refused({"pane.zoom": ["Z", "Z z"]}))


def test_a_clash_counts_only_where_both_can_act():
    # A text has no marks: the same key may mean something else there.
    build("default", {"search.next": "ctrl+s"})


@pytest.mark.parametrize("name", sorted(ALWAYS_BOUND))
@pytest.mark.parametrize("nothing", ["", [], [""]])
def test_help_and_quit_cannot_be_unbound(name, nothing):
    assert f"{name} needs a key" in str(refused({name: nothing}))


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.fixed], ids=lambda a: a.name)
def test_the_keys_of_text_fields_cannot_be_changed(action):
    assert "cannot be changed" in str(refused({action.name: "ctrl+k"}))


def test_escape_cannot_be_bound():
    assert "Escape always cancels" in str(refused({"pane.zoom": "esc"}))
    assert "Escape always cancels" in str(refused({"pane.zoom": "Z Escape"}))


def test_digits_cannot_be_bound_where_they_count():
    assert "digits are counts" in str(refused({"pane.zoom": "9"}, preset="vim"))
    build("default", {"pane.zoom": "9"})


def test_an_unknown_preset_names_the_nearest():
    with pytest.raises(UsageError, match="Did you mean vim"):
        build("vi")


def test_the_settings_file_is_named_with_its_line(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[ui]\npreset = "vim"\n\n[keys]\npane.zoom = "c"\n')
    settings = config.load({"config": str(file)}, {})
    with pytest.raises(UsageError) as caught:
        from_settings(settings)
    assert caught.value.sentence.startswith(f"{file}, line 5: pane.zoom cannot have this key")


def test_the_example_file_makes_a_good_keymap(tmp_path):
    file = tmp_path / "config.toml"
    uncommented = [
        line.removeprefix("# ") if " = " in line else line for line in config.example().splitlines()
    ]
    file.write_text("\n".join(uncommented))
    keymap = from_settings(config.load({"config": str(file)}, {}))
    assert keymap.keys_of("pane.zoom") == (("z",),)
