"""What a shell command is: its name, what follows it, and where its code stands."""

from __future__ import annotations

from typing import Any, NamedTuple

Value = str | int | bool | tuple[str, ...] | None


class Argument(NamedTuple):
    """A word that follows the command; `many` takes all that are left, one at least.

    `kind` is 'text' or 'path': a path keeps its bytes, text is made valid Unicode.
    """

    name: str
    shown: str
    many: bool = False
    required: bool = True
    kind: str = "text"


class Option(NamedTuple):
    """A named option, such as `--limit N`.

    `kind` is 'text', 'int', 'path' or 'flag'; `many` collects what is said several times.
    """

    flag: str
    name: str
    help: str
    shown: str = ""
    kind: str = "text"
    choices: tuple[str, ...] = ()
    many: bool = False


class Command(NamedTuple):
    """One command, `crm name`; its code is `function` in the module `crm_tui.cli.<module>`.

    `name` is two words for one of a family (`task add`). With `free_text` a word such as `-cold`
    or `-5%` is text, not an option. `creates` says that it may begin a new database.
    """

    name: str
    module: str
    function: str
    group: str
    help: str
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    free_text: bool = False
    creates: bool = False


class Line(NamedTuple):
    """A command line, read: the command, its own values and the options that every one takes."""

    command: Command
    values: dict[str, Value]
    common: dict[str, Value]


COMMON = (
    Option("--db", "db", "The database: a path or URL (CRM_DB).", "PATH-or-URL", kind="path"),
    Option("--as", "login", "Who you are (CRM_USER).", "LOGIN"),
    Option("--json", "json", "One JSON value on standard output, nothing else.", kind="flag"),
    Option("--config", "config", "Another settings file (CRM_CONFIG).", "FILE", kind="path"),
    Option("--debug", "debug", "Let a traceback follow the message.", kind="flag"),
)


def blank(option: Option) -> Value:
    """The value of an option that was not said."""
    if option.kind == "flag":
        return False
    return () if option.many else None


def as_said(common: dict[str, Any], values: dict[str, Any], command: Command) -> Line:
    """The line, with every value that was not said filled in."""
    for argument in command.arguments:
        values.setdefault(argument.name, () if argument.many else None)
    for option in command.options:
        values.setdefault(option.name, blank(option))
    for option in COMMON:
        common.setdefault(option.name, blank(option))
    return Line(command, values, common)
