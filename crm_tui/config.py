"""Settings: defaults, then the settings file, then the environment, then the command's options.

A wrong name or value is never passed over in silence: the error names the file, the line and
the nearest name. Every command loads the settings, so what only a settings file or another
system needs is imported there, not here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from crm_tui.errors import UsageError

Value = bool | int | str
KeyChoice = str | tuple[str, ...]

FILE_NAME = "config.toml"
DATABASE_NAME = "crm.db"
APP_FOLDER = "crm-tui"


class Setting(NamedTuple):
    """One setting: its name with section, its default, what it means, what it may be."""

    name: str
    default: Value
    meaning: str
    choices: tuple[str, ...] = ()


SETTINGS = (
    Setting("ui.ascii", False, "Draw no box characters, arrows or other signs beyond ASCII."),
    Setting(
        "ui.mouse", False, "Take the mouse; the terminal's own text selection then needs Shift."
    ),
    Setting(
        "ui.theme", "auto", "Colours for a dark or a light terminal.", ("auto", "dark", "light")
    ),
    Setting(
        "ui.colour",
        "auto",
        "How many colours; NO_COLOR in the environment means none.",
        ("auto", "truecolor", "256", "16", "none"),
    ),
    Setting(
        "ui.preset",
        "default",
        "Keys: letters; letters with counts and g-keys; or no letters at all.",
        ("default", "vim", "plain"),
    ),
    Setting(
        "ui.paint",
        "changed",
        "Send only the cells that changed, or leave it all to Textual.",
        ("changed", "whole"),
    ),
    Setting("ui.list_from", 100, "Columns from which list and card stand side by side."),
    Setting("ui.third_from", 160, "Columns from which a third column is shown."),
    Setting(
        "firm.home_country", "US", "Country of numbers typed without +, two letters (ISO 3166)."
    ),
    Setting(
        "firm.currency", "USD", "Currency of amounts typed without one, three letters (ISO 4217)."
    ),
    Setting("firm.zone", "", "Time zone such as Europe/Paris; empty is the machine's."),
    Setting("firm.customer_word", "customer", "What a customer is called: client, member, case."),
    Setting("mail.sender", "", "Who mail comes from, such as Support <support@firm.example>."),
    Setting(
        "mail.send",
        "",
        "How mail goes out: a command such as /usr/sbin/sendmail -t -oi, or smtp://host:587 or "
        "smtps://host; empty for not at all.",
    ),
    Setting("mail.user", "", "Login at the SMTP server; empty for none."),
    Setting(
        "mail.password_command", "", "A command that prints the password, such as pass show mail."
    ),
    Setting(
        "mail.program",
        "",
        "Your mail program, handed each answer where mail.send is empty: neomutt -H {file}.",
    ),
    Setting("mail.signature", "", "What stands below each answer."),
    Setting("database.path", "", "The database file; empty is the user's own data folder."),
    Setting("user.login", "", "Who writes; empty is the login of the machine."),
)

SECTIONS = ("ui", "keys", "firm", "mail", "database", "user")

# Environment variables and command options, by the setting they stand for.
VARIABLES = {"CRM_DB": "database.path", "CRM_USER": "user.login"}
OPTIONS = {"db": "database.path", "as": "user.login"}


class Ui(NamedTuple):
    """How the screen looks and answers; widths are in terminal cells."""

    ascii: bool
    mouse: bool
    theme: str
    colour: str
    preset: str
    paint: str
    list_from: int
    third_from: int


class Firm(NamedTuple):
    """What holds for the whole firm."""

    home_country: str
    currency: str
    zone: str
    customer_word: str


class Mail(NamedTuple):
    """How answers go out by mail; empty where they do not."""

    sender: str
    send: str
    user: str
    password_command: str
    program: str
    signature: str


class Database(NamedTuple):
    """Where the data are: a path or a URL; empty where there is no folder to keep them in."""

    path: str


class User(NamedTuple):
    """Who writes; empty is the login of the machine."""

    login: str


class Config(NamedTuple):
    """All settings. `file` is the settings file that was read, empty where there is none."""

    ui: Ui
    keys: Mapping[str, KeyChoice]
    firm: Firm
    mail: Mail
    database: Database
    user: User
    file: str
    lines: Mapping[str, int]

    def database_path(self) -> str:
        """Return the path or URL of the database.

        Raises `UsageError` where nothing says it and there is no home folder either.
        """
        if not self.database.path:
            raise UsageError(
                "There is no home folder to keep the database in.",
                "Say where it is with --db PATH or the variable CRM_DB.",
            )
        return self.database.path

    def place_of(self, name: str) -> str:
        """Return where the settings file says `name` (`keys.app.help`): 'FILE, line N'."""
        return _place(self.file, self.lines.get(name))


def load(
    flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
) -> Config:
    """Return the settings; options win over the environment, the environment over the file.

    `flags` holds the command's options: `config`, `db`, `as`, or a setting's full name
    (`ui.ascii`); None means not given. `environ` is the process's own unless given. Raises
    `UsageError` for an unknown name, a value of the wrong kind, or a file that cannot be read.
    """
    flags = flags or {}
    environ = os.environ if environ is None else environ
    file, text = _find_file(flags, environ)
    values: dict[str, Value] = {setting.name: setting.default for setting in SETTINGS}
    keys: dict[str, KeyChoice] = {}
    lines: dict[str, int] = {}
    if text is not None:
        lines = _line_numbers(text)
        tree = _parse(text, file)
        keys = _read_keys(tree.pop("keys", {}), file, lines)
        values |= _read_settings(tree, file, lines)
        values["database.path"] = _from_folder_of(file, str(values["database.path"]), environ)
    values |= _from_environment(environ)
    values |= _from_options(flags)
    values["database.path"] = _at_home(str(values["database.path"]), environ) or _own_database(
        environ
    )
    return Config(
        ui=Ui(**_section("ui", values)),
        keys=keys,
        firm=Firm(**_section("firm", values)),
        mail=Mail(**_section("mail", values)),
        database=Database(**_section("database", values)),
        user=User(**_section("user", values)),
        file=file if text is not None else "",
        lines=lines,
    )


def example() -> str:
    """Return a whole settings file: every setting with its meaning, commented out."""
    parts = ["# Settings of crm. Every line shows the default; remove the # to change it."]
    for section in SECTIONS:
        parts += ["", f"[{section}]"]
        if section == "keys":
            parts += _EXAMPLE_KEYS
        for setting in SETTINGS:
            if setting.name.startswith(f"{section}."):
                parts += _example_lines(setting)
    return "\n".join(parts) + "\n"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`; empty where none is."""
    from difflib import get_close_matches

    names = list(known)
    holding = [one for one in names if name and name.lower() in one.lower()]
    folded = {one.lower(): one for one in names}
    close = get_close_matches(name.lower(), folded, n=1, cutoff=0.5)
    if close:
        return folded[close[0]]
    return holding[0] if holding else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the hint that names the nearest known name; empty where none is near."""
    near = nearest(name, known)
    return f"Did you mean {near}?" if near else ""


_EXAMPLE_KEYS = [
    "# An action and its key, several keys, or none: names are in the help (?).",
    '# "customer.log_call" = ["c", "a c"]',
    '# "pane.zoom" = "z"',
]


def _example_lines(setting: Setting) -> list[str]:
    meaning = setting.meaning
    if setting.choices:
        meaning = f"{meaning} One of: {', '.join(setting.choices)}."
    shown = setting.default
    written = f'"{shown}"' if isinstance(shown, str) else str(shown).lower()
    return [f"# {meaning}", f"# {setting.name.partition('.')[2]} = {written}"]


def _section(section: str, values: Mapping[str, Value]) -> dict[str, Any]:
    prefix = f"{section}."
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix)
    }


# Where things lie. os.path and not pathlib: every command comes through here, and pathlib
# alone costs as much as the rest of this module.


def _find_file(flags: Mapping[str, Any], environ: Mapping[str, str]) -> tuple[str, str | None]:
    """Return the settings file's path and text; the text is None where there is no file."""
    asked = flags.get("config") or environ.get("CRM_CONFIG") or ""
    path = _at_home(str(asked), environ) or _own_file(environ)
    if not path:
        return "", None
    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            return path, stream.read().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        if not asked:
            return path, None
        raise UsageError(
            f"The settings file {path} does not exist.",
            "Check --config or the variable CRM_CONFIG.",
        ) from None
    except OSError as error:
        raise UsageError(
            f"The settings file {path} cannot be read: {error.strerror or error}."
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(
            f"{_place(path, line)}: this is not UTF-8 text.", "Save the settings file as UTF-8."
        ) from None


def _own_file(environ: Mapping[str, str]) -> str:
    folder = _own_folder(environ, "XDG_CONFIG_HOME", ".config", "user_config_dir")
    return os.path.join(folder, FILE_NAME) if folder else ""  # noqa: PTH118


def _own_database(environ: Mapping[str, str]) -> str:
    folder = _own_folder(environ, "XDG_DATA_HOME", ".local/share", "user_data_dir")
    return os.path.join(folder, DATABASE_NAME) if folder else ""  # noqa: PTH118


def _own_folder(environ: Mapping[str, str], variable: str, below_home: str, elsewhere: str) -> str:
    """Return the user's own folder (XDG Base Directory Specification 0.8); empty without a home."""
    if sys.platform in {"darwin", "win32"}:
        import platformdirs

        folder: str = getattr(platformdirs, elsewhere)(APP_FOLDER, appauthor=False)
        return folder
    # The specification asks to pass over a relative path.
    base = environ.get(variable, "")
    if not base.startswith("/"):
        home = environ.get("HOME", "")
        base = f"{home}/{below_home}" if home else ""
    return f"{base}/{APP_FOLDER}" if base else ""


def _at_home(path: str, environ: Mapping[str, str]) -> str:
    home = environ.get("HOME", "")
    return home + path[1:] if home and path.startswith("~/") else path


def _from_folder_of(file: str, path: str, environ: Mapping[str, str]) -> str:
    """Return a path written in the settings file: it starts at the file's own folder."""
    path = _at_home(path, environ)
    if not path or "://" in path:
        return path
    return os.path.join(os.path.dirname(os.path.abspath(file)), path)  # noqa: PTH100, PTH118, PTH120


# The layers.


def _from_environment(environ: Mapping[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {
        name: environ[variable] for variable, name in VARIABLES.items() if environ.get(variable)
    }
    # https://no-color.org: present and not empty, whatever its value.
    if environ.get("NO_COLOR"):
        found["ui.colour"] = "none"
    return found


def _from_options(flags: Mapping[str, Any]) -> dict[str, Value]:
    by_name = {setting.name: setting for setting in SETTINGS}
    found: dict[str, Value] = {}
    for option, value in flags.items():
        if value is None or option == "config":
            continue
        name = OPTIONS.get(option, option)
        found[name] = _checked(by_name[name], value, f"Option {option}")
    return found


def _parse(text: str, file: str) -> dict[str, Any]:
    import re
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, spot = str(error).partition(" (at ")
        line = re.search(r"line (\d+)", spot)
        number = int(line[1]) if line else text.count("\n") + 1
        raise UsageError(
            f"{_place(file, number)}: {said}.",
            'A setting is written as: name = value, text in "quotes".',
        ) from None


def _read_settings(
    tree: Mapping[str, Any], file: str, lines: Mapping[str, int]
) -> dict[str, Value]:
    by_name = {setting.name: setting for setting in SETTINGS}
    found: dict[str, Value] = {}
    for section, content in tree.items():
        place = _place(file, lines.get(section))
        if section not in SECTIONS or not isinstance(content, dict):
            raise _unknown_top(section, content, place)
        for key, value in content.items():
            name = f"{section}.{key}"
            place = _place(file, lines.get(name))
            if name not in by_name:
                raise UsageError(
                    f"{place}: there is no setting {key} in [{section}].",
                    did_you_mean(name, by_name),
                )
            found[name] = _checked(by_name[name], value, place)
    return found


def _unknown_top(name: str, content: object, place: str) -> UsageError:
    if isinstance(content, dict):
        return UsageError(
            f"{place}: there is no section [{name}].", did_you_mean(f"[{name}]", _section_names())
        )
    within = {setting.name.partition(".")[2]: setting.name for setting in SETTINGS}
    near = nearest(name, within)
    hint = f"Did you mean {within[near]}? " if near else ""
    return UsageError(
        f"{place}: {name} stands outside every section.",
        f"{hint}Sections are {', '.join(_section_names())}.",
    )


def _section_names() -> list[str]:
    return [f"[{section}]" for section in SECTIONS]


def _read_keys(tree: object, file: str, lines: Mapping[str, int]) -> dict[str, KeyChoice]:
    """Return the user's keys by action; a name with a dot may be quoted or not."""
    if not isinstance(tree, dict):
        raise UsageError(f"{_place(file, lines.get('keys'))}: [keys] is a section.")
    found: dict[str, KeyChoice] = {}
    for name, value in _leaves(tree):
        if isinstance(value, str):
            found[name] = value
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            found[name] = tuple(value)
        else:
            raise UsageError(
                f"{_place(file, lines.get(f'keys.{name}'))}: the key of {name} is not text.",
                'Write "c", or ["c", "a c"] for several keys, or "" for none.',
            )
    return found


def _leaves(tree: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


# What may be said.


def _checked(setting: Setting, value: object, place: str) -> Value:
    if type(value) is not type(setting.default):
        raise UsageError(
            f"{place}: {setting.name} is {_kind_of(setting.default)}, not {_kind_of(value)}."
        )
    if isinstance(value, str):
        return _checked_text(setting, value, place)
    if isinstance(value, int) and value < 0:
        raise UsageError(f"{place}: {setting.name} cannot be below 0.")
    return value


def _checked_text(setting: Setting, value: str, place: str) -> str:
    if setting.choices and value not in setting.choices:
        raise UsageError(
            f"{place}: {setting.name} cannot be {value}; it is one of "
            f"{', '.join(setting.choices)}.",
            did_you_mean(value, setting.choices),
        )
    check = _CHECKS.get(setting.name)
    complaint = check(value) if check else ""
    if complaint:
        raise UsageError(f"{place}: {setting.name} {complaint}.")
    return value


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return "a whole number"
    return "text" if isinstance(value, str) else "a list or another kind of value"


def _complain_of_country(value: str) -> str:
    fits = len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()
    return "" if fits else "is two capital letters, such as US or DE"


def _complain_of_currency(value: str) -> str:
    fits = len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()
    return "" if fits else "is three capital letters, such as USD or EUR"


def _complain_of_zone(value: str) -> str:
    if not value:
        return ""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return f"knows no zone {value}; zones are named like Europe/Paris"
    return ""


def _complain_of_word(value: str) -> str:
    return "" if value.strip() and value.isprintable() else "is a word"


def _complain_of_sender(value: str) -> str:
    fits = not value or (value.isprintable() and value.count("@") == 1)
    return "" if fits else "is an address, such as Support <support@firm.example>"


def _complain_of_send(value: str) -> str:
    if "://" in value and "@" in value:
        return "holds a login; mail.user and mail.password_command say that"
    return ""


def _complain_of_program(value: str) -> str:
    return "" if not value or "{file}" in value else "does not say {file}: neomutt -H {file}"


_CHECKS: dict[str, Callable[[str], str]] = {
    "firm.home_country": _complain_of_country,
    "firm.currency": _complain_of_currency,
    "firm.zone": _complain_of_zone,
    "firm.customer_word": _complain_of_word,
    "mail.sender": _complain_of_sender,
    "mail.send": _complain_of_send,
    "mail.program": _complain_of_program,
}


# Lines: the standard reader of TOML does not tell where a name stood.


def _place(file: str, line: int | None) -> str:
    return f"{file}, line {line}" if line else file


def _line_numbers(text: str) -> dict[str, int]:
    """Return the line of every section and setting, by full name."""
    import re

    part = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
    dotted = rf"({part}(?:\s*\.\s*{part})*)"
    header = re.compile(rf"\s*\[\s*{dotted}\s*\]")
    setting = re.compile(rf"\s*{dotted}\s*=")
    pieces = re.compile(part)
    numbers: dict[str, int] = {}
    section: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        opened = header.match(line)
        found = opened or setting.match(line)
        if not found:
            continue
        path = [piece.strip("\"'") for piece in pieces.findall(found[1])]
        if opened:
            section = path
        else:
            path = section + path
        for depth in range(1, len(path) + 1):
            numbers.setdefault(".".join(path[:depth]), number)
    return numbers
