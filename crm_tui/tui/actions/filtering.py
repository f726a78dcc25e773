"""The search line of a list: words as ever, or a filter, which is explained as it is typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width
from crm_tui.tui.tones import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm_tui.text.filters.tree import FilterError
    from crm_tui.tui.workspace import Workspace

_MOVES: Final = {"down": 1, "up": -1}
_LABEL: Final = "/"
_LEAST_SAID: Final = 40
"""Cells a sentence needs beside its caret; with fewer it stands without one."""
_UNFINISHED: Final = re.compile(r"(?:[\s(|-]|\b(?:AND|OR|NOT)\b)+$")
"""What at the end of a filter waits for something to follow."""
_LAST_WORD: Final = re.compile(r"(?<=[\s(|-])[^\W\d_]+$")
_CONDITION: Final = re.compile(r"\w[:=<>]")


def ask(workspace: Workspace, text: str | None = None) -> None:
    """Search the list as is typed; Enter keeps the search, and names what is wrong in a filter."""
    workspace.status.ask(
        _LABEL,
        lambda typed: _keep(workspace, typed),
        value=workspace.searched if text is None else text,
        on_change=lambda typed: _search(workspace, typed),
        on_cancel=lambda: _end(workspace),
        on_key=lambda key: moves(workspace, key),
        completions=lambda typed: completions(workspace, typed),
    )


def moves(workspace: Workspace, key: str) -> bool:
    """Move the list while its search is typed; whether the key was one for that."""
    if key in _MOVES:
        workspace.list.move_by(_MOVES[key])
    elif key in ("pagedown", "pageup"):
        workspace.list.page(1 if key == "pagedown" else -1)
    else:
        return False
    return True


def _end(workspace: Workspace) -> None:
    workspace.search("")


def _search(workspace: Workspace, text: str) -> None:
    """Search; of a filter that is not finished, for what is, saying what is missing."""
    begun = _begun_field(workspace, text)
    if begun:
        _search_finished(workspace, text[: len(text) - len(begun.word)])
        workspace.status.explain([(" Tab ", "key"), (", ".join(begun.names), "")])
        return
    error = workspace.search(text)
    if error is None:
        workspace.status.show_hints()
        return
    if not error.text[error.end :].strip():
        _search_finished(workspace, error.text[: error.begins])
    _point(workspace, error, "")


def _search_finished(workspace: Workspace, text: str) -> None:
    finished = _UNFINISHED.sub("", text)
    if finished.strip() != workspace.searched:
        workspace.search(finished)


class _Begun(NamedTuple):
    """A word at the end of a filter with which the names of fields begin."""

    word: str
    names: list[str]


def _begun_field(workspace: Workspace, text: str) -> _Begun | None:
    """The field that is being typed after a condition; none where plain words are."""
    found = _LAST_WORD.search(text)
    if found is None or not _CONDITION.search(text[: found.start()]):
        return None
    from crm_tui.views.filtering.records import RECORDS

    begun = found.group()
    fields = RECORDS[workspace.place.holds].fields
    names = [one.name for one in fields if one.name.startswith(begun.casefold())]
    return _Begun(begun, names) if names else None


def _keep(workspace: Workspace, text: str) -> None:
    """Keep the search; a filter that cannot be read stands there again with what is wrong."""
    error = workspace.search(text)
    if error is not None:
        ask(workspace, text)
        _point(workspace, error, "alert")


def _point(workspace: Workspace, error: FilterError, tone: Tone) -> None:
    """Say below the line what is wrong, with a caret under the place where both have room."""
    width = workspace.size.width
    place = cell_width(_LABEL) + 1 + cell_width(display(error.text[: error.start]))
    what = f"{error.what} {error.hint}".strip()
    room = width - place - 2
    if cell_width(what) <= room or room >= _LEAST_SAID:
        workspace.status.explain([(" " * place, ""), ("^ ", "alert"), (display(what), tone)])
    else:
        workspace.status.explain([(f" {display(str(error))}", tone)])


def completions(workspace: Workspace, text: str) -> Sequence[str]:
    """What the typed text becomes with a field, or a value of one, that begins at its end."""
    from crm_tui.views.filtering.completions import completions

    return completions(workspace.desk, workspace.place.holds, text)


def show_fields(workspace: Workspace) -> None:
    """List the filter language and the fields of this place; one that is picked is begun."""
    from crm_tui.text.filters.grammar import GRAMMAR
    from crm_tui.text.fold import fold
    from crm_tui.tui.widgets.columns import Column
    from crm_tui.tui.widgets.picker import Picker
    from crm_tui.views.filtering.telling import fields

    known = fields(workspace.desk, workspace.place.holds)
    listed = [(one.name, _meaning(one.meaning, one.aliases), one.example) for one in known]
    listed += [(said.split("  ")[0], meaning, said) for said, meaning in GRAMMAR]

    def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (number, row)
            for number, row in enumerate(listed, 1)
            if fold(wanted) in fold(" ".join(row))
        ]

    def chosen(number: int | None) -> None:
        if number is None or number > len(known):
            return
        before = f"{workspace.searched} " if workspace.searched else ""
        workspace.go_to_pane(workspace.list)
        ask(workspace, f"{before}{known[number - 1].name}:")

    columns = (Column("Field", 16, flex=1), Column("Is", 30, flex=3), Column("Such as", 22, flex=1))
    workspace.push_screen(Picker("Filter by", columns, rows), chosen)


def _meaning(meaning: str, aliases: Sequence[str]) -> str:
    return f"{meaning} (also {', '.join(aliases)})" if aliases else meaning
