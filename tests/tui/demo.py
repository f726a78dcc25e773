"""A small app on the kit: a list of any length, a card, the status row.

    demo.py ROWS [card=1] [paint=whole] [extra=TEXT] [state=DIRECTORY] [drafts=FILE]

Its exit status is the app's.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from crm_tui.tui.terminal import check_terminal, prepare_environment

if __name__ == "__main__":
    check_terminal()
    prepare_environment()

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from crm_tui.tui.keyboard import OrderedKeys, Pressed
from crm_tui.tui.paint import ChangedCells
from crm_tui.tui.safety import SteadyApp, leave, run
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Picker
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import RecordList, Row
from crm_tui.tui.widgets.text_view import Line, TextView

COLUMNS = (
    Column("Number", 9),
    Column("Name", 14, flex=2),
    Column("Company", 16, flex=2, drop=1),
    Column("E-mail", 18, flex=2, drop=3),
    Column("Phone", 14, drop=2),
)


class Generated:
    """Rows computed when asked for; with a filter only those whose name contains it."""

    def __init__(self, count: int, wanted: str = "", extra: str = "") -> None:
        self.count = count if not wanted else min(count, 1 + count // (10 ** len(wanted)))
        self.wanted = wanted
        self.extra = extra
        self.asked = 0

    def row(self, index: int) -> Row:
        if not 0 <= index < self.count:
            raise IndexError(index)
        self.asked += 1
        cells = (
            f"{index:07}",
            f"Name {index}{self.wanted}{self.extra}",
            f"Company {index % 977} GmbH",
            f"user{index}@firm.example",
            "+49 123 456",
        )
        return Row(index, cells, "dim" if index % 10 == 9 else "")

    def index_of(self, key: int) -> int | None:
        return key if key < self.count else None


def card(key: int | None) -> list[Line]:
    if key is None:
        return [(("Nobody", "dim"),)]
    return [
        ((f"Customer {key}", "title"),),
        (("Phone ", "dim"), ("+49 123 456", "strong")),
        ((f"spoke {key % 7} days ago", "warn"),),
    ]


class Demo(ChangedCells, OrderedKeys, SteadyApp):
    CSS_PATH = Path(sys.modules[ChangedCells.__module__].__file__ or "").parent / "styles/kit.tcss"
    CSS = "Horizontal { height: 1fr; } #card { width: 40; }"

    def __init__(self, rows: int = 1000, extra: str = "", with_card: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.rows = rows
        self.extra = extra
        self.with_card = with_card
        self.said = 0
        self.opened: list[int] = []
        self.kept: list[str] = []

    def compose(self) -> ComposeResult:
        self.list = RecordList(
            COLUMNS, Generated(self.rows, extra=self.extra), empty="Nobody yet.\nN makes one."
        )
        self.card = TextView(id="card")
        self.prompt = Prompt()
        with Horizontal():
            yield self.list
            if self.with_card:
                yield self.card
        yield self.prompt

    def on_mount(self) -> None:
        if self.with_card:
            self.list.on_cursor = lambda key, index: self.card.set_lines(card(key))
            self.card.set_lines(card(0))
        self.prompt.set_mode("LIST")
        self.prompt.say("ready")
        self.list.focus()

    def save_drafts(self) -> None:
        self.kept.append(self.prompt.value)
        if self.state_file is not None:
            self.state_file.write_text(self.prompt.value)

    state_file: Path | None = None

    def search(self, text: str) -> None:
        self.list.set_source(Generated(self.rows, text, self.extra))

    def on_record_list_opened(self, event: RecordList.Opened) -> None:
        self.opened.append(event.key)

    async def take_key(self, event: Pressed) -> bool:
        if isinstance(event, events.Paste):
            return False
        rows = self.list
        moves = {
            "j": lambda: rows.move_by(1),
            "down": lambda: rows.move_by(1),
            "k": lambda: rows.move_by(-1),
            "up": lambda: rows.move_by(-1),
            "pagedown": lambda: rows.page(1),
            "pageup": lambda: rows.page(-1),
            "ctrl+d": lambda: rows.half_page(1),
            "ctrl+u": lambda: rows.half_page(-1),
            "G": rows.end,
            "g": rows.home,
            "space": rows.toggle_mark,
            "enter": rows.open,
            "ctrl+l": self.redraw,
            "exclamation_mark": self.count_up,
            "escape": lambda: self.prompt.say("escape"),
            "slash": lambda: self.prompt.ask("/", on_change=self.search),
            "question_mark": self.pick,
            "x": self.crash,
            "B": self.hang,
            "c": self.hide_card,
            "q": self.exit,
            "ctrl+z": self.action_suspend_process,
        }
        if event.key not in moves:
            return False
        moves[event.key]()
        return True

    def count_up(self) -> None:
        self.said += 1
        self.prompt.say(f"said {self.said}.")

    def pick(self) -> None:
        names = [f"Entry {number}{self.extra}" for number in range(200)]

        def rows(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
            return [(n, (name,)) for n, name in enumerate(names) if wanted in name]

        self.push_screen(Picker("Entries", (Column("Entry", 20, flex=1),), rows), self.picked)

    def picked(self, key: int | None) -> None:
        self.prompt.say("left" if key is None else f"picked {key}")

    def hide_card(self) -> None:
        self.card.display = False

    def hang(self) -> None:
        os.write(1, b"hanging")
        threading.Event().wait()

    def crash(self) -> None:
        customer = "Rossi secret"
        raise ValueError(customer)


def main(arguments: list[str]) -> int:
    settings = dict(item.split("=", 1) for item in arguments[1:])
    app = Demo(
        int(arguments[0]),
        settings.get("extra", ""),
        "card" in settings,
        state_dir=Path(settings["state"]) if "state" in settings else None,
    )
    if "drafts" in settings:
        app.state_file = Path(settings["drafts"])
    app.paint = "whole" if settings.get("paint") == "whole" else "changed"
    return run(app)


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
