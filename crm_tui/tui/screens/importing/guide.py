"""Guided import: a file looked at, its columns changed by keys, tried, mended, taken in."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Any, Literal, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.timer import Timer

from crm_tui.errors import CrmError
from crm_tui.exchange.fields import FIELDS, KINDS
from crm_tui.exchange.importing import TablePlan
from crm_tui.exchange.report import Report
from crm_tui.exchange.said_values import FIELDS as SAID_FIELDS
from crm_tui.exchange.wishes import Wishes
from crm_tui.services.intake.references import MAKEABLE
from crm_tui.services.intake.tally import LEAVE, MAKE, Unknown
from crm_tui.store.desk import Desk
from crm_tui.text.bars import bar
from crm_tui.text.fold import fold
from crm_tui.tui.card.spans import BLANK, cut_line, joined, line, span, wrapped
from crm_tui.tui.card.words import Words
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.screens.importing import rows
from crm_tui.tui.screens.importing.course import (
    How,
    Looked,
    Tried,
    draft_from,
    draft_of,
    look_at,
    take,
    try_out,
    wish,
)
from crm_tui.tui.screens.importing.mending import MendScreen
from crm_tui.tui.screens.importing.rows import TABS, Tab
from crm_tui.tui.state_file import StateFile
from crm_tui.tui.status import Choices, pairs
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.columns import Column
from crm_tui.tui.widgets.picker import Picker
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.text_view import Line, TextView

TELL_EVERY_S = 0.25
"""So often progress is told."""
HEAD = 3
_KEPT_DRAFTS = 10
_BAR = 24

View = Literal["columns", "trial", "running", "report"]
Work = Callable[[Desk], Any]
Run = Callable[[Work], Awaitable[Any]]
"""Runs work on the database beside the event loop; `Gateway.post` is one."""


class Key(NamedTuple):
    """What a key of this screen does."""

    event: str
    shown: str
    title: str
    does: Callable[[], object]


class ImportGuide(Screen[int | None]):
    """A guided import. Dismissed with the change set that is to be taken back, else with None.

    `run` runs work beside the event loop; `drafts` keeps what was said of a file until it is
    taken in; `imported` is called once something was.
    """

    DEFAULT_CSS = f"""
    ImportGuide {{ layout: vertical; }}
    ImportGuide #head {{ height: {HEAD}; }}
    ImportGuide #full {{ height: 3; }}
    """
    AUTO_FOCUS = ""

    def __init__(
        self,
        path: Path,
        words: Words,
        run: Run,
        drafts: StateFile,
        *,
        imported: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self._path = path
        self._words = words
        self._run = run
        self._drafts = drafts
        self._imported = imported
        self.view: View = "columns"
        self.tab: Tab = "refused"
        self.looked: Looked | None = None
        self.how = How()
        self.tried: Tried | None = None
        self.report: Report | None = None
        self._is_stale = False
        self._doing = ""
        self._done = 0
        self._begun = 0.0
        self._stop = threading.Event()
        self._ticking: Timer | None = None
        self._head = TextView(id="head")
        self.list = RecordList(
            rows.OF_FILE, ellipsis=words.ellipsis, on_cursor=lambda key, _at: self._say_in_full(key)
        )
        self.full = TextView(id="full")
        self.text = TextView(id="text")
        self.prompt = Prompt()
        self.hints = Bar()

    def compose(self) -> ComposeResult:
        """What was found, a list or a text, what the row has no room for, status row, keys."""
        yield self._head
        yield self.list
        yield self.text
        yield self.full
        yield self.prompt
        yield self.hints

    def on_mount(self) -> None:
        """Look at the file, as it was left or as the last one with its columns."""
        for still in (self._head, self.full):
            still.can_focus = False
        self.text.display = False
        self.prompt.set_mode("IMPORT")
        self.set_focus(self.list)
        kept = draft_from(self._drafts.read().get(str(self._path)))
        wishes = None
        if kept is not None:
            wishes, self.how = kept
        self._work("looking at the file", lambda desk: self._look(desk, wishes), self._take_look)
        if kept is not None:
            self._say("What you had said of this file is back.", "warn")

    def _look(self, desk: Desk, wishes: Wishes | None) -> Looked:
        try:
            return look_at(desk, self._path, wishes)
        except CrmError:
            if wishes is None:
                raise
            return look_at(desk, self._path)  # the file is another than it was then

    def on_unmount(self) -> None:
        """Whatever is under way ends with the next rows."""
        self._stop.set()

    def on_resize(self) -> None:
        """Draw for the room there is now."""
        self.call_after_refresh(self._show)

    # Work beside the keys

    def _work(self, what: str, work: Work, then: Callable[[Any], None]) -> None:
        """Do work beside the keys, then show what came of it."""
        if self._doing:
            return
        self._doing, self._done, self._begun = what, 0, monotonic()
        self._stop.clear()
        self._ticking = self.set_interval(TELL_EVERY_S, self._tell)

        async def run() -> None:
            try:
                found = await self._run(work)
            except CrmError as error:
                self._rest()
                self._refuse(error)
            else:
                self._rest()
                then(found)

        self.run_worker(run(), group="import")

    def _rest(self) -> None:
        self._doing = ""
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    def _refuse(self, error: CrmError) -> None:
        if self.looked is None:
            self.dismiss(None)
            self.app.call_later(self._told_after, str(error))
            return
        self.view = "trial" if self.tried is not None and self.view == "running" else "columns"
        self._show()
        self._say(str(error), "alert")

    def _told_after(self, sentence: str) -> None:
        """Say it where one is back: this screen is gone."""
        status = getattr(self.app, "status", None)
        if status is not None:
            status.say(sentence, "alert")

    def _heard(self, done: int) -> None:
        """Note the progress; called from the thread that works."""
        self._done = done

    def _tell(self) -> None:
        """Show how far it is."""
        if self._doing:
            self._show_head()

    # What is shown

    def _say(self, message: str, tone: Any = "") -> None:
        self.prompt.say(message, tone)

    def _show(self) -> None:
        if not self.is_attached:
            return
        reading = self.view in ("report", "running")
        self.text.display = reading
        self.list.display = not reading
        self.full.display = self.view in ("columns", "trial")
        self.set_focus(self.text if reading else self.list)
        self._show_head()
        if self.view == "columns":
            self._show_columns()
        elif self.view == "trial":
            self._show_tab()
        elif self.view == "report":
            self._show_report()
        else:
            self.text.set_lines(
                [
                    BLANK,
                    line(
                        (
                            "Others work on meanwhile; Escape stops it, and nothing of it stays.",
                            "dim",
                        )
                    ),
                ]
            )
        self.hints.show(pairs([(key.shown, key.title) for key in self._keys() if key.shown]))

    def _show_head(self) -> None:
        width, words = self.size.width, self._words
        lines = [self._title(), self._found_line(), self._third_line()]
        self._head.set_lines([cut_line(one, width, words.ellipsis) for one in lines])

    def _title(self) -> Line:
        title = line((f"Import {self._path.name}", "title"))
        plan = self.looked.plan if self.looked else None
        if plan is None:
            return title
        kind = line(("rows are ", "dim"), span(plan.kind, "strong"))
        reason = plan.columns.kind.reason if isinstance(plan, TablePlan) else ""
        return joined([title, kind, line((reason, "dim"))], self._words.dot)

    def _found_line(self) -> Line:
        plan = self.looked.plan if self.looked else None
        if plan is None:
            return line((self.looked.problem if self.looked else "", "alert"))
        if not isinstance(plan, TablePlan):
            return line((plan.sentences()[0], "dim"))
        sentences = plan.table.found.sentences()
        more = [one for one in plan.columns.sentences()[1:] if " -> " not in one]
        return joined([line(span(one)) for one in [*sentences, *more]], self._words.dot)

    def _third_line(self) -> Line:
        if self._doing:
            return self._progress_line()
        parts: list[Line] = []
        if self.looked is not None and self.looked.day is not None and self.view == "columns":
            parts.append(line((f"as the last such file, {self.looked.day}", "warn")))
        how = self.how
        if how.update:
            parts.append(line(("known ones are updated", "strong")))
        if how.revive:
            parts.append(line(("archived ones come back", "strong")))
        if how.mended:
            parts.append(line((f"{len(how.mended):,} rows mended", "strong")))
        if self.view == "trial" and self.tried is not None:
            report = self.tried.report
            parts.insert(0, line((_counts(report), "strong")))
            if self._is_stale:
                parts.append(line(("changed since: t tries again", "warn")))
        return joined(parts, self._words.dot)

    def _progress_line(self) -> Line:
        seconds = monotonic() - self._begun
        said = f"{self._doing}: {self._done:,} rows" if self._done else self._doing
        if self._stop.is_set():
            return line((f"{said}; stopping, nothing of it stays", "warn"))
        total = self.tried.report.read - self.tried.report.rejected if self.tried else 0
        if self.view == "running" and total and self._done:
            share = min(1.0, self._done / total)
            drawn = bar(share, 1.0, ascii_only=self._words.ascii_only, width=_BAR)
            left = seconds / share - seconds
            said = f"{said} of {total:,}, {share:.0%}, {_say_left(left)} {drawn}"
        return line((said, "strong"))

    def _show_columns(self) -> None:
        looked = self.looked
        plan = looked.plan if looked else None
        key = self.list.cursor_key
        self.list.empty = "K says what the rows are." if looked and plan is None else ""
        source = rows.column_rows(plan, looked.columns if looked else ())
        self.list.set_columns(rows.OF_FILE)
        self.list.set_source(source, keep_key=key)
        self._say_in_full(self.list.cursor_key)

    def _show_tab(self) -> None:
        if self.tried is None or self.looked is None:
            return
        key = self.list.cursor_key
        self.list.empty = rows.EMPTY[self.tab]
        self.list.set_columns(rows.OF_TAB[self.tab])
        self.list.set_source(rows.tab_rows(self.tab, self.tried, self.looked.wishes), keep_key=key)
        self._say_in_full(self.list.cursor_key)

    def _say_in_full(self, key: int | None) -> None:
        if not self.full.is_attached:
            return
        width = max(1, self.size.width - 2)
        lines: list[Line] = []
        if self.view == "columns" and self.looked is not None:
            if key is not None and key < len(self.looked.columns):
                lines = [line(("  ", ""), span(one, "dim"))
                         for one in rows.in_full(self.looked.columns[key])]  # fmt: skip
        elif self.view == "trial" and self.tried is not None:
            lines = [self._tabs_line()]
            if key is not None and key < self.list.source.count:
                cells = [cell for cell in self.list.source.row(key).cells if cell]
                lines += wrapped(self._words.dot.join(" ".join(c.split()) for c in cells), width)
        cut = [cut_line(one, self.size.width, self._words.ellipsis) for one in lines[:3]]
        self.full.set_lines(cut)

    def _tabs_line(self) -> Line:
        assert self.tried is not None
        parts = []
        for tab in TABS:
            count = rows.count_of(tab, self.tried)
            here = tab == self.tab
            parts.append(line((f"[{tab} {count:,}]" if here else f" {tab} {count:,} ",
                               "strong" if here else "dim")))  # fmt: skip
        return joined(parts, " ")

    def _show_report(self) -> None:
        if self.report is None:
            return
        plan = self.looked.plan if self.looked else None
        found = plan.sentences() if plan is not None else []
        said = [*self.report.sentences(), "", *self.report.changed_sentences(), "", *found]
        width = max(1, self.size.width - 1)
        self.text.set_lines([part for one in said for part in wrapped(one, width) or [BLANK]])

    # Keys

    async def take_key(self, event: Pressed) -> bool:
        """Do what the key means in what is shown."""
        if isinstance(event, events.Paste):
            return True
        shown = self.text if self.text.display else self.list
        moves: dict[str, Callable[[], object]] = {
            "j": lambda: shown.move_by(1),
            "down": lambda: shown.move_by(1),
            "k": lambda: shown.move_by(-1),
            "up": lambda: shown.move_by(-1),
            "pagedown": shown.page,
            "pageup": lambda: shown.page(-1),
            "ctrl+d": shown.half_page,
            "ctrl+u": lambda: shown.half_page(-1),
            "g": shown.home,
            "home": shown.home,
            "G": shown.end,
            "end": shown.end,
        }
        if event.key in moves:
            moves[event.key]()
            return True
        for key in self._keys():
            if event.key == key.event:
                if self._doing and key.event not in ("escape", "q"):
                    self._say("Wait, or stop it by Escape.")
                else:
                    key.does()
                return True
        return not (event.key.startswith(("ctrl+", "f")) and len(event.key) > 1)

    def _keys(self) -> list[Key]:
        """The keys of what is shown, the most wanted first."""
        leave = [Key("q", "q", "leave", self._leave), Key("escape", "", "leave", self._leave)]
        if self._doing:
            return [Key("escape", "Esc", "stop", self._ask_to_stop), leave[0]._replace(shown="")]
        if self.view == "report":
            undo = Key("u", "u", "take it back", self._take_back)
            taken = self.report is not None and self.report.change_set is not None
            return [*([undo] if taken else []), *leave]
        common = [
            Key("t", "t", "try it", self._try),
            Key("I", "I", "import", self._ask_to_import),
            Key("u", "u", "update known", self._toggle_update),
            Key("v", "v", "revive", self._toggle_revive),
        ]
        if self.view == "trial":
            return [
                Key("enter", "Enter", "mend, answer", self._open_row),
                Key("tab", "Tab", "next list", lambda: self._turn(1)),
                Key("l", "", "next list", lambda: self._turn(1)),
                Key("right", "", "next list", lambda: self._turn(1)),
                Key("shift+tab", "", "list before", lambda: self._turn(-1)),
                Key("h", "", "list before", lambda: self._turn(-1)),
                Key("left", "", "list before", lambda: self._turn(-1)),
                Key("a", "a", "all alike", self._answer_all),
                *common,
                Key("q", "q", "columns", self._back_to_columns),
                Key("escape", "", "columns", self._back_to_columns),
            ]
        return [
            Key("enter", "Enter", "field", self._pick_field),
            Key("minus", "-", "leave out", lambda: self._set_field("skip")),
            Key("plus", "+", "own field", lambda: self._set_field("custom")),
            Key("x", "x", "as found", lambda: self._set_field("")),
            *common[:2],
            Key("K", "K", "kind", self._pick_kind),
            Key("d", "d", "dates", lambda: self._choose_said("dates")),
            Key("m", "m", "decimal", lambda: self._choose_said("decimal")),
            Key("p", "p", "phones of", lambda: self._ask_said("phone_country", "country code:")),
            Key("S", "S", "sheet", lambda: self._ask_said("sheet", "sheet, by name or number:")),
            Key("c", "c", "cells by", lambda: self._choose_said("delimiter")),
            Key("e", "e", "encoding", lambda: self._ask_said("encoding", "encoding:")),
            Key("L", "L", "header line", self._ask_header),
            Key("X", "X", "forget all", self._forget),
            Key("w", "w", "write mapping", self._ask_file_to_write),
            Key("r", "r", "read mapping", self._ask_file_to_read),
            *common[2:],
            *leave,
        ]

    def _leave(self) -> None:
        if self._doing:
            self._ask_to_stop()
            return
        self._keep_draft()
        self.dismiss(None)

    def _back_to_columns(self) -> None:
        self.view = "columns"
        self._show()

    # The file and its columns

    def _take_look(self, looked: Looked) -> None:
        self.looked = looked
        self._is_stale = self.tried is not None
        self.view = "columns" if self.view != "trial" else "trial"
        self._show()
        if looked.plan is None:
            self._pick_kind()
        elif looked.day is not None:
            self._say("As you said of the last file with these columns; X finds it anew.", "warn")

    def _wish(self, wishes: Wishes) -> None:
        """Let something be otherwise; what cannot be is said and changes nothing."""
        looked = self.looked
        if looked is not None and wishes != looked.wishes:
            self._say("")
            self._work("looking again", lambda desk: wish(desk, looked, wishes), self._take_look)

    @property
    def wishes(self) -> Wishes:
        """What is said of the file so far."""
        return self.looked.wishes if self.looked else Wishes()

    def _column(self) -> str:
        key, looked = self.list.cursor_key, self.looked
        if looked is None or key is None or key >= len(looked.columns):
            self._say("There is no column here to change.")
            return ""
        return looked.columns[key].name

    def _set_field(self, field: str) -> None:
        if column := self._column():
            self._wish(self.wishes.with_field(column, field))

    def _pick_field(self) -> None:
        column = self._column()
        plan = self.looked.plan if self.looked else None
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
                self._wish(
                    self.wishes.with_field(column, f"{names[at]}:{label}" if label else names[at])
                )

        self.app.push_screen(picker, picked)

    def _pick_kind(self) -> None:
        def answering(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
            return [(at, (kind,)) for at, kind in enumerate(KINDS) if fold(wanted) in kind]

        def picked(at: int | None) -> None:
            if at is not None:
                self._wish(self.wishes.with_kind(KINDS[at]))

        self.app.push_screen(
            Picker("The rows are", (Column("Kind", 30, flex=1),), answering), picked
        )

    def _choose_said(self, what: str) -> None:
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
        self.prompt.choose(
            label,
            [*keys, ("x", "as found")],
            lambda key: self._wish(self.wishes.with_said(**{what: meant[what].get(key, "")})),
        )

    def _ask_said(self, what: str, label: str) -> None:
        self.prompt.ask(
            label,
            getattr(self.wishes.said, what),
            on_submit=lambda text: self._wish(self.wishes.with_said(**{what: text.strip()})),
        )

    def _ask_header(self) -> None:
        def said(text: str) -> None:
            if not text.strip():
                self._wish(self.wishes.with_said(header=None))
            elif text.strip().isdecimal():
                self._wish(self.wishes.with_said(header=int(text)))
            else:
                self._say("A number of a line, 0 where the file has no header.", "alert")

        now = self.wishes.said.header
        self.prompt.ask("line of the header (0: none):", "" if now is None else str(now),
                        on_submit=said)  # fmt: skip

    def _forget(self) -> None:
        self.how = How()
        self._wish(Wishes())

    def _ask_file_to_write(self) -> None:
        plan = self.looked.plan if self.looked else None
        if not isinstance(plan, TablePlan):
            self._say("There are no columns to write a mapping of.")
            return

        def write(text: str) -> None:
            from crm_tui.exchange.mapping_files import write_mapping

            path = Path(text.strip()).expanduser()
            try:
                if path.exists():
                    self._say(f"{path} is there already; name another file.", "alert")
                    return
                write_mapping(path, plan.kind, plan.columns.columns, self.wishes)
            except CrmError as error:
                self._say(str(error), "alert")
            else:
                self._say(f"Written to {path}; colleagues read it by r or --mapping.", "good")

        usual = self._path.with_suffix(".mapping.toml")
        self.prompt.ask("write the mapping to:", str(usual), on_submit=write)

    def _ask_file_to_read(self) -> None:
        def read(text: str) -> None:
            from crm_tui.exchange.mapping_files import read_mapping
            from crm_tui.exchange.wishes import fitted

            path = Path(text.strip()).expanduser()
            try:
                self._wish(fitted(self._path, read_mapping(path)))
            except CrmError as error:
                self._say(str(error), "alert")

        self.prompt.ask("read a mapping from:", on_submit=read)

    # The trial

    def _toggle_update(self) -> None:
        self._set_how(self.how._replace(update=not self.how.update))
        self._say(
            "Records that are here take over what the file says."
            if self.how.update
            else "Records that are here stay as they are."
        )

    def _toggle_revive(self) -> None:
        self._set_how(self.how._replace(revive=not self.how.revive))
        self._say(
            "Archived customers in the file come back."
            if self.how.revive
            else "Archived customers stay archived."
        )

    def _set_how(self, how: How) -> None:
        self.how = how
        self._is_stale = self.tried is not None
        self._show_head()

    def _try(self) -> None:
        looked, how = self.looked, self.how
        if looked is None or looked.plan is None:
            self._say("First say by K what the rows are.")
            return
        self._say("")
        self._work(
            "trying", lambda desk: try_out(
                desk, looked, how, progress=self._heard, stop=self._stop.is_set
            ), self._take_trial,
        )  # fmt: skip
        self._show()

    def _take_trial(self, tried: Tried) -> None:
        self.tried, self._is_stale, self.view = tried, False, "trial"
        if not rows.count_of(self.tab, tried):
            self.tab = next((tab for tab in TABS if rows.count_of(tab, tried)), "refused")
        self._show()
        self._say("Nothing was written yet; I takes it in.", "dim")

    def _turn(self, steps: int) -> None:
        self.tab = TABS[(TABS.index(self.tab) + steps) % len(TABS)]
        self._show()

    def _open_row(self) -> None:
        key, tried = self.list.cursor_key, self.tried
        if key is None or tried is None:
            return
        if self.tab in ("refused", "doubtful"):
            doubts = tried.report.refused if self.tab == "refused" else tried.doubts
            self._mend(doubts[key].line, doubts[key].reason)
        elif self.tab == "names":
            self._answer([rows.names_of(tried, self.wishes)[key]])
        else:
            self._say("u takes what differs over, or leaves it as it is.")

    def _mend(self, number: int, reason: str) -> None:
        plan = self.looked.plan if self.looked else None
        cells = self.how.mended.get(number) or (self.tried and self.tried.cells.get(number))
        if not isinstance(plan, TablePlan) or not cells:
            self._say("This cannot be mended here, only in the file.")
            return

        def mended(anew: tuple[str, ...] | None) -> None:
            if anew is not None and anew != cells:
                self._set_how(self.how._replace(mended={**self.how.mended, number: anew}))
                self._say(f"Line {number} will be read so; the file stays as it is.", "good")

        becomes = {one.name: one.field for one in (self.looked.columns if self.looked else ())}
        screen = MendScreen(number, reason, plan.table.columns, cells, becomes, self._words)
        self.app.push_screen(screen, mended)

    def _answer(self, names: list[Unknown]) -> None:
        """Ask what becomes of names that nobody here has."""
        first = names[0]
        plan = self.looked.plan if self.looked else None
        if plan is None or first.field not in SAID_FIELDS.get(plan.kind, ()):
            self._say("Of this name nothing can be said.")
            return
        choices: Choices = [("m", "make it")] if first.field in MAKEABLE else []
        if len(names) == 1 and first.near:
            choices.append(("n", f"it is {first.near}"))
        if len(names) == 1:
            choices.append(("o", "it is ..."))
        choices += [("l", "leave it out"), ("x", "as usual")]

        def chosen(key: str) -> None:
            if key == "o":
                self.prompt.ask(
                    f"{first.field} {first.word} is:",
                    on_submit=lambda text: self._mean(names, text.strip()),
                )
            else:
                self._mean(names, {"m": MAKE, "n": first.near, "l": LEAVE}.get(key, ""))

        what = f"{first.field} {first.word}" if len(names) == 1 else f"{len(names)} x {first.field}"
        self.prompt.choose(f"{what}:", choices, chosen)

    def _answer_all(self) -> None:
        key, tried = self.list.cursor_key, self.tried
        if self.tab != "names" or key is None or tried is None:
            self._say("Where names are listed it answers for all of their kind.")
            return
        names = rows.names_of(tried, self.wishes)
        self._answer([one for one in names if one.field == names[key].field])

    def _mean(self, names: list[Unknown], meaning: str) -> None:
        wishes = self.wishes
        for one in names:
            wishes = wishes.with_value(one.field, one.word, meaning)
        self._wish(wishes)

    # The real run

    def _ask_to_import(self) -> None:
        if self.looked is None or self.looked.plan is None:
            self._say("First say by K what the rows are.")
            return
        if self.tried is not None and not self._is_stale:
            report = self.tried.report
            asked = f"Import: {report.created:,} new, {report.updated:,} changed?"
        else:
            asked = "Import without a trial of it as it is now?"
        self.prompt.choose(
            asked, [("y", "yes"), ("n", "no")], lambda key: self._import() if key == "y" else None
        )

    def _import(self) -> None:
        looked, how = self.looked, self.how
        if looked is None:
            return
        self.view = "running"
        self._say("")
        self._work(
            "taking in", lambda desk: take(
                desk, looked, how, progress=self._heard, stop=self._stop.is_set
            ), self._take_report,
        )  # fmt: skip
        self._show()

    def _ask_to_stop(self) -> None:
        self._stop.set()
        self._show_head()

    def _take_report(self, report: Report) -> None:
        self.report, self.view = report, "report"
        self._drop_draft()
        self._show()
        self._imported()
        self._say(_counts(report), "good")

    def _take_back(self) -> None:
        if self.report is not None:
            self.dismiss(self.report.change_set)

    # What is said and not used yet

    def draft(self) -> dict[str, str]:
        """Nothing: this screen keeps its own draft."""
        return {}

    def keep(self) -> None:
        """Keep what was said until the file is taken in."""
        self._keep_draft()

    def read_again(self) -> None:
        """Nothing that others change is shown."""

    def _keep_draft(self) -> None:
        if self.looked is None or self.report is not None:
            return
        drafts = self._drafts.read()
        drafts.pop(str(self._path), None)
        if plain := draft_of(self.looked, self.how):
            drafts[str(self._path)] = plain
        self._drafts.write(dict(list(drafts.items())[-_KEPT_DRAFTS:]))

    def _drop_draft(self) -> None:
        drafts = self._drafts.read()
        if drafts.pop(str(self._path), None) is not None:
            self._drafts.write(drafts)


def _counts(report: Report) -> str:
    return (
        f"{report.read:,} {report.kind}: {report.created:,} new, {report.updated:,} changed,"
        f" {report.unchanged:,} as they are, {report.rejected:,} refused"
    )


def _say_left(seconds: float) -> str:
    return f"{seconds:.0f} s left" if seconds < 90 else f"{seconds / 60:.0f} min left"
