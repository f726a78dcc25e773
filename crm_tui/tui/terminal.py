"""What must be settled before Textual is imported: it reads its environment only then.

Nothing here imports Textual.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, MutableMapping
from typing import Literal

from crm_tui.errors import UsageError

Colour = Literal["auto", "truecolor", "256", "16", "none"]
Theme = Literal["auto", "dark", "light"]

ESCAPE_DELAY_MS = 25
"""How long an Escape may be the beginning of another key; 25 ms is what vim uses too."""

# The rest of Textual's own variables load code, press keys, write files or log what is typed:
# over SSH they can come from the other side.
_HARMLESS = frozenset({"TEXTUAL_FPS", "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_DIM_FACTOR"})
_SIXTEEN_COLOURS = frozenset(
    {"ansi", "cygwin", "linux", "rxvt", "screen", "tmux", "vt100", "vt220", "xterm", "xterm-color"}
)
_LIGHT_BACKGROUNDS = frozenset({"7", "15"})
_SYSTEMS = {"truecolor": "truecolor", "256": "256", "16": "standard"}


def prepare_environment(
    environ: MutableMapping[str, str] | None = None,
    *,
    colour: Colour = "auto",
    theme: Theme = "auto",
) -> None:
    """Set what Textual will read: no animation, a short Escape, the colours, the theme.

    Variables of Textual's own from outside are dropped, but for three harmless ones. A
    `NO_COLOR` that is not empty wins over every colour; an empty one means nothing
    (no-color.org).
    """
    environ = os.environ if environ is None else environ
    for name in [name for name in environ if name.startswith("TEXTUAL") and name not in _HARMLESS]:
        del environ[name]
    environ["TEXTUAL_ANIMATIONS"] = "none"
    environ["TEXTUAL_SMOOTH_SCROLL"] = "0"
    environ["TEXTUAL_COLOR_SYSTEM"] = _colour_system(environ, colour)
    environ["TEXTUAL_THEME"] = f"ansi-{_theme(environ, theme)}"
    if not environ.get("ESCDELAY", "").isdecimal():
        environ["ESCDELAY"] = str(ESCAPE_DELAY_MS)
    if colour == "none":
        environ["NO_COLOR"] = "1"
    elif not environ.get("NO_COLOR"):
        environ.pop("NO_COLOR", None)


def check_terminal(
    environ: Mapping[str, str] | None = None, is_terminal: Callable[[int], bool] = os.isatty
) -> None:
    """Refuse what the workspace cannot run on; the shell commands work there all the same.

    Raises UsageError where TERM is `dumb` or where standard input or output is no terminal.
    """
    environ = os.environ if environ is None else environ
    hint = "The shell commands work here: `crm find`, `crm show`, `crm log`, `crm --help`."
    for fileno, name in ((0, "input"), (1, "output")):
        if not is_terminal(fileno):
            raise UsageError(
                f"The workspace needs a terminal, and standard {name} is not one.", hint
            )
    if environ.get("TERM", "") == "dumb":
        raise UsageError("The workspace cannot be drawn on a terminal with TERM=dumb.", hint)


def _colour_system(environ: Mapping[str, str], colour: Colour) -> str:
    """Rich's name for the colours; sshd seldom forwards COLORTERM, so 256 is the usual case."""
    if colour in _SYSTEMS:
        return _SYSTEMS[colour]
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    return "standard" if environ.get("TERM", "") in _SIXTEEN_COLOURS else "256"


def _theme(environ: Mapping[str, str], theme: Theme) -> str:
    if theme != "auto":
        return theme
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    return "light" if background in _LIGHT_BACKGROUNDS else "dark"
