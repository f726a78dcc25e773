"""What the user says of a file and its columns, asked for by keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.errors import CrmError
from crm_tui.exchange.fields import FIELDS, KINDS
from crm_tui.exchange.plans import TablePlan
from crm_tui.exchange.wishes import Wishes
from crm_tui.text.fold import fold
from crm_tui.tui.screens.importing.course import How
from crm_tui.tui.status import Choices
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Picker

if TYPE_CHECKING:
    from crm_tui.tui.screens.importing.guide import ImportGuide


class Wishing:
    """Asks what a column becomes, what the rows are, how the file is written."""

    def __init__(self, guide: ImportGuide) -> None:
        self._guide = guide

    def _column(self) -> str:
        key, looked = self._guide.list.cursor_key, self._guide.looked
        if looked is None or key is None or key >= len(looked.columns):
            self._guide.say("There is no column here to change.")
            return ""
        return looked.columns[key].name

    def set_field(self, field: str) -> None:
        """Let the column under the cursor fill a field; with '' it is found out."""
        if column := self._column():
            self._guide.wish(self._guide.wishes.with_field(column, field))

    def pick_field(self) -> None:
        """Pick what the column under the cursor becomes."""
        column = self._column()
        plan = self._guide.looked.plan if self._guide.looked else None
        if not column or plan is None:
            return
        fields = {
            "skip": "leave it out",
            "custom": f"keep it under its own name, {column}",
            **FIELDS[plan.kind],
        }
        names = list(fields)

        def answering(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
            typed, _, label = wanted.partition(":")
            labelled = f":{label}" if label else ""
            return [
                (at, (f"{name}{labelled}", fields[name]))
                for at, name in enumerate(names)
                if fold(typed).replace(" ", "_") in name or fold(typed) in fold(fields[name])
            ]

        picker = Picker(
            f"{column} becomes", (Column("Field", 22), Column("", 30, flex=1)), answering
        )

        def picked(at: int | None) -> None:
            if at is not None:
                label = picker._typed.partition(":")[2].strip()
                self._guide.wish(
                    self._guide.wishes.with_field(
                        column, f"{names[at]}:{label}" if label else names[at]
                    )
                )

        self._guide.app.push_screen(picker, picked)

    def pick_kind(self) -> None:
        """Pick what the rows are."""

        def answering(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
            return [(at, (kind,)) for at, kind in enumerate(KINDS) if fold(wanted) in kind]

        def picked(at: int | None) -> None:
            if at is not None:
                self._guide.wish(self._guide.wishes.with_kind(KINDS[at]))

        self._guide.app.push_screen(
            Picker("The rows are", (Column("Kind", 30, flex=1),), answering), picked
        )

    def choose_said(self, what: str) -> None:
        """Choose how something is written in the file."""
        choices: dict[str, tuple[str, Choices]] = {
            "dates": (
                "dates are written:",
                [("d", "day, month, year"), ("m", "month, day, year"), ("y", "year, month, day")],
            ),
            "decimal": ("before the fraction stands:", [("p", "a point"), ("c", "a comma")]),
            "delimiter": (
                "cells are kept apart by:",
                [("c", "comma"), ("s", "semicolon"), ("t", "tab"), ("b", "bar")],
            ),
        }
        meant = {
            "dates": {"d": "dmy", "m": "mdy", "y": "ymd"},
            "decimal": {"p": ".", "c": ","},
            "delimiter": {"c": "comma", "s": "semicolon", "t": "tab", "b": "bar"},
        }
        label, keys = choices[what]
        self._guide.prompt.choose(
            label,
            [*keys, ("x", "as found")],
            lambda key: self._guide.wish(
                self._guide.wishes.with_said(**{what: meant[what].get(key, "")})
            ),
        )

    def ask_said(self, what: str, label: str) -> None:
        """Ask for something that cannot be chosen by one key."""
        self._guide.prompt.ask(
            label,
            getattr(self._guide.wishes.said, what),
            on_submit=lambda text: self._guide.wish(
                self._guide.wishes.with_said(**{what: text.strip()})
            ),
        )

    def ask_header(self) -> None:
        """Ask on which line the names of the columns stand."""

        def said(text: str) -> None:
            if not text.strip():
                self._guide.wish(self._guide.wishes.with_said(header=None))
            elif text.strip().isdecimal():
                self._guide.wish(self._guide.wishes.with_said(header=int(text)))
            else:
                self._guide.say("A number of a line, 0 where the file has no header.", "alert")

        now = self._guide.wishes.said.header
        self._guide.prompt.ask("line of the header (0: none):", "" if now is None else str(now),
                        on_submit=said)  # fmt: skip

    def forget(self) -> None:
        """Find out anew whatever was said."""
        self._guide.how = How()
        self._guide.wish(Wishes())

    def ask_file_to_write(self) -> None:
        """Write down what was said, for colleagues."""
        plan = self._guide.looked.plan if self._guide.looked else None
        if not isinstance(plan, TablePlan):
            self._guide.say("There are no columns to write a mapping of.")
            return

        def write(text: str) -> None:
            from crm_tui.exchange.mapping_files import write_mapping

            path = Path(text.strip()).expanduser()
            try:
                if path.exists():
                    self._guide.say(f"{path} is there already; name another file.", "alert")
                    return
                write_mapping(path, plan.kind, plan.columns.columns, self._guide.wishes)
            except CrmError as error:
                self._guide.say(str(error), "alert")
            else:
                self._guide.say(f"Written to {path}; colleagues read it by r or --mapping.", "good")

        usual = self._guide.path.with_suffix(".mapping.toml")
        self._guide.prompt.ask("write the mapping to:", str(usual), on_submit=write)

    def ask_file_to_read(self) -> None:
        """Read what a colleague wrote down."""

        def read(text: str) -> None:
            from crm_tui.exchange.mapping_files import read_mapping
            from crm_tui.exchange.wishes import fitted

            path = Path(text.strip()).expanduser()
            try:
                self._guide.wish(fitted(self._guide.path, read_mapping(path)))
            except CrmError as error:
                self._guide.say(str(error), "alert")

        self._guide.prompt.ask("read a mapping from:", on_submit=read)
