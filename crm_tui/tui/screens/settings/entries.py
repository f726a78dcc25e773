"""A pick list: its entries added, renamed, moved, given a key and a meaning, taken out of use."""

from __future__ import annotations

from functools import partial
from typing import Any

from crm_tui.errors import RuleError
from crm_tui.services import pick_lists
from crm_tui.store.desk import Desk
from crm_tui.tui.screens.settings.page import Board, Edit, Item, Key, Page
from crm_tui.tui.widgets.columns import Column
from crm_tui.views import choices
from crm_tui.views.choices import Entry

_NO_MEANING = "nothing in particular"


class EntriesPage(Page):
    """The entries of one pick list, in their order."""

    columns = (
        Column("Entry", 24, flex=2),
        Column("Means", 14, flex=1),
        Column("Key", 3),
        Column("Asks for", 14, drop=2),
        Column("Min.", 4, drop=1, align=">"),
        Column("", 10),
    )

    def __init__(self, board: Board, name: str) -> None:
        super().__init__(board)
        self._name = name
        self._entries: list[Entry] = []

    @property
    def title(self) -> str:
        """What stands above the page."""
        return f"Settings: pick list {self._name.replace('_', ' ')}"

    def items(self, desk: Desk) -> list[Item]:
        """A line for each entry."""
        self._entries = choices.entries(desk, self._name)
        return [self._item(entry) for entry in self._entries]

    def _item(self, entry: Entry) -> Item:
        asks = [what for what, asked in (("note", entry.needs_note),
                ("customer", entry.needs_party)) if asked]  # fmt: skip
        cells = (
            entry.label,
            entry.meaning,
            entry.key,
            self.board.firm.said(", ".join(asks)),
            str(entry.minutes or ""),
            "" if entry.active else "out of use",
        )
        meaning = f"It means {entry.meaning}." if entry.meaning else f"It means {_NO_MEANING}."
        full = (
            f"{entry.code}: what was chosen keeps this code, whatever the entry is called."
            f" {meaning}"
        )
        return Item(entry.code, cells, entry, full, "" if entry.active else "dim")

    def keys(self, item: Item | None) -> list[Key]:
        """What can be done with the entry under the cursor."""
        add = Key("a", "a", "add", self._add)
        if item is None:
            return [add]
        entry: Entry = item.about
        use = "put out of use" if entry.active else "use again"
        note = "ask for no note" if entry.needs_note else "ask for a note"
        party = "ask for no customer" if entry.needs_party else "ask for a customer"
        flip = partial(self._flip, entry)
        return [
            Key("enter", "Enter", "rename", partial(self._ask, entry, "label", "name:")),
            Key("r", "", "rename", partial(self._ask, entry, "label", "name:")),
            add,
            Key("J", "J", "move down", partial(self._move, entry, 1)),
            Key("K", "K", "move up", partial(self._move, entry, -1)),
            Key("x", "x", use, partial(flip, "active")),
            Key("s", "s", "key", partial(self._ask, entry, "key", "key, one letter or digit:")),
            Key("m", "m", "meaning", partial(self._ask_meaning, entry)),
            Key("n", "n", note, partial(flip, "needs_note")),
            Key("c", "c", party, partial(flip, "needs_party")),
            Key("t", "t", "minutes", partial(self._ask, entry, "minutes", "usual minutes:")),
        ]

    def _add(self) -> None:
        def answered(text: str) -> Edit | None:
            if not text.strip():
                return None
            label = f"added {text.strip()} to {self._name.replace('_', ' ')}"

            def add(desk: Desk) -> None:
                self.board.go_to(pick_lists.add(desk, self._name, text))

            return Edit(label, add)

        self.board.ask("new entry:", "", answered)

    def _ask(self, entry: Entry, field: str, label: str) -> None:
        before = _shown(entry, field)

        def answered(text: str) -> Edit | None:
            if text.strip() == before:
                return None
            return self._edit(entry, field, _value(field, text.strip()))

        self.board.ask(f"{entry.label}: {label}", before, answered)

    def _ask_meaning(self, entry: Entry) -> None:
        known = sorted({one.meaning for one in self._entries} - {""})
        self.board.say(f"It can mean: {', '.join(known) or _NO_MEANING}.")
        self.board.ask(
            f"{entry.label} means ({', '.join(known) or _NO_MEANING}):",
            entry.meaning,
            lambda text: self._edit(entry, "meaning", text.strip()),
            known,
        )

    def _flip(self, entry: Entry, field: str) -> None:
        self.board.make(self._edit(entry, field, not getattr(entry, field)))

    def _move(self, entry: Entry, steps: int) -> None:
        codes = [one.code for one in self._entries]
        place = codes.index(entry.code) + steps
        if not 0 <= place < len(codes):
            self.board.say("It stands at the end already.")
            return
        self.board.make(
            Edit(
                f"moved {entry.label} in {self._name.replace('_', ' ')}",
                lambda desk: pick_lists.change(
                    desk, self._name, entry.code, {"position": place + 1}
                ),
                lambda desk: ", ".join(one.code for one in choices.entries(desk, self._name)),
                ", ".join(codes),
            )
        )

    def _edit(self, entry: Entry, field: str, value: Any) -> Edit:
        name, code = self._name, entry.code
        return Edit(
            f"changed {entry.label} of {name.replace('_', ' ')}",
            lambda desk: pick_lists.change(desk, name, code, {field: value}),
            lambda desk: next(
                (_shown(one, field) for one in choices.entries(desk, name) if one.code == code), ""
            ),
            _shown(entry, field),
        )


def _shown(entry: Entry, field: str) -> str:
    value = getattr(entry, field)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _value(field: str, text: str) -> Any:
    if field != "minutes":
        return text
    if text and not (text.isascii() and text.isdecimal() and int(text) <= 24 * 60):
        raise RuleError(f"'{text}' is no number of minutes.", "Such as: 20.")
    return int(text) if text and int(text) else None
