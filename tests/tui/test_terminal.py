"""What is settled before Textual starts: colours, themes, and terminals that will not do."""

import subprocess

import pytest

from crm_tui.errors import UsageError
from crm_tui.tui.terminal import check_terminal, prepare_environment
from tests.terminal import PROJECT, python


def prepared(environ: dict[str, str], **settings) -> dict[str, str]:
    prepare_environment(environ, **settings)
    return environ


def test_variables_that_load_code_or_log_keys_are_dropped():
    environ = prepared(
        {
            "TEXTUAL_DRIVER": "evil:Driver",
            "TEXTUAL_LOG": "/tmp/keys",
            "TEXTUAL_PRESS": "q",
            "TEXTUAL_SCREENSHOT": "1",
            "TEXTUAL_DEBUG": "1",
            "TEXTUAL": "devtools",
            "TEXTUAL_FPS": "30",
        }
    )
    kept = {name for name in environ if name.startswith("TEXTUAL")}
    assert kept == {
        "TEXTUAL_FPS",
        "TEXTUAL_ANIMATIONS",
        "TEXTUAL_SMOOTH_SCROLL",
        "TEXTUAL_COLOR_SYSTEM",
        "TEXTUAL_THEME",
    }
    assert environ["TEXTUAL_ANIMATIONS"] == "none"


@pytest.mark.parametrize(
    ("environ", "setting", "system"),
    [
        ({"TERM": "xterm-256color"}, "auto", "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "auto", "truecolor"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "256", "256"),
        ({"TERM": "linux"}, "auto", "standard"),
        ({"TERM": "alacritty"}, "auto", "256"),
        ({"TERM": "xterm-256color"}, "16", "standard"),
    ],
)
def test_colours_are_what_the_terminal_surely_has(environ, setting, system):
    assert prepared(dict(environ), colour=setting)["TEXTUAL_COLOR_SYSTEM"] == system


@pytest.mark.parametrize(
    ("environ", "setting", "theme"),
    [
        ({}, "auto", "ansi-dark"),
        ({"COLORFGBG": "0;15"}, "auto", "ansi-light"),
        ({"COLORFGBG": "15;0"}, "auto", "ansi-dark"),
        ({"COLORFGBG": "15;0"}, "light", "ansi-light"),
    ],
)
def test_the_theme_follows_the_background(environ, setting, theme):
    assert prepared(dict(environ), theme=setting)["TEXTUAL_THEME"] == theme


def test_an_empty_no_color_means_nothing_and_a_setting_can_ask_for_none():
    assert "NO_COLOR" not in prepared({"NO_COLOR": ""})
    assert prepared({"NO_COLOR": "1"})["NO_COLOR"] == "1"
    assert prepared({}, colour="none")["NO_COLOR"] == "1"


def test_escape_is_quick_unless_the_user_says_otherwise():
    assert prepared({})["ESCDELAY"] == "25"
    assert prepared({"ESCDELAY": "200"})["ESCDELAY"] == "200"
    assert prepared({"ESCDELAY": "soon"})["ESCDELAY"] == "25"


@pytest.mark.parametrize(
    ("term", "terminals", "said"),
    [
        ("dumb", {0, 1}, "TERM=dumb"),
        ("xterm", {1}, "input"),
        ("xterm", {0}, "output"),
    ],
)
def test_a_terminal_that_will_not_do_is_refused_with_a_way_out(term, terminals, said):
    with pytest.raises(UsageError, match=said) as refused:
        check_terminal({"TERM": term}, terminals.__contains__)
    assert "crm find" in refused.value.hint


@pytest.mark.parametrize("term", ["xterm", "screen", "vt100", "nonsense", ""])
def test_any_other_terminal_will_do(term):
    check_terminal({"TERM": term}, {0, 1}.__contains__)


def test_settling_it_does_not_import_textual():
    code = "import sys, crm_tui.tui.terminal; print('textual' in sys.modules)"
    done = subprocess.run(
        python("-c", code), cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
