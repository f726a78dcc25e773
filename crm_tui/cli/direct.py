"""Reading a well-formed command line without click.

Importing click takes longer than a whole look-up of a caller. What is not plainly right here
(help, a mistake, completion) is left to click, whose messages are the better ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_tui.cli.command import COMMON, Command, Line, Option, as_said
from crm_tui.cli.commands import BY_NAME, FAMILIES, OPEN


def read(argv: Sequence[str]) -> Line | None:
    """The line, or None where it is not plainly right."""
    reader = _Reader()
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if not (reader.option(word, rest) if _is_option(word) else reader.word(word)):
            return None
    return reader.line()


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"


class _Reader:
    """Takes the words of a line one after the other."""

    def __init__(self) -> None:
        self.family = ""
        self.command: Command | None = None
        self.words: list[str] = []
        self.values: dict[str, Any] = {}
        self.common: dict[str, Any] = {}

    def word(self, word: str) -> bool:
        if self.command is not None:
            self.words.append(word)
            return True
        if word in FAMILIES and not self.family:
            self.family = word
            return True
        self.command = BY_NAME.get(f"{self.family} {word}".strip())
        return self.command is not None

    def option(self, word: str, rest: list[str]) -> bool:
        flag, equals, said = word.partition("=")
        own = self.command.options if self.command else ()
        for values, options in ((self.values, own), (self.common, COMMON)):
            for option in options:
                if option.flag == flag:
                    if option.kind != "flag" and not equals:
                        if not rest:
                            return False
                        said = rest.pop(0)
                    elif option.kind == "flag" and equals:
                        return False
                    return _take(values, option, said)
        free = self.command is not None and self.command.free_text
        if not free or word == "-h" or word.startswith("--"):
            return False
        self.words.append(word)
        return True

    def line(self) -> Line | None:
        if self.command is None:
            if self.family:
                return None
            self.command = OPEN
        words = self.words
        for argument in self.command.arguments:
            if argument.many:
                self.values[argument.name] = tuple(words)
                if argument.required and not words:
                    return None
                words = []
            elif words:
                self.values[argument.name] = words.pop(0)
            elif argument.required:
                return None
        return None if words else as_said(self.common, self.values, self.command)


def _take(values: dict[str, Any], option: Option, said: str) -> bool:
    if option.kind == "flag":
        values[option.name] = True
    elif option.kind == "int":
        if not (said.isascii() and said.isdecimal()):
            return False
        values[option.name] = int(said)
    elif option.choices and said not in option.choices:
        return False
    elif option.many:
        values[option.name] = (*values.get(option.name, ()), said)
    else:
        values[option.name] = said
    return True
