"""Guided import: a file looked at, its columns changed by keys, tried, mended, taken in."""

from __future__ import annotations

import sys
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
from crm_tui.exchange.plans import TablePlan
from crm_tui.exchange.report import Report
from crm_tui.exchange.wishes import Wishes
from crm_tui.store.desk import Desk
from crm_tui.tui.card.spans import BLANK, cut_line, line, span, wrapped
from crm_tui.tui.card.words import Words
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.list_keys import moves
from crm_tui.tui.screens.importing import heading, rows
from crm_tui.tui.screens.importing.answering import Answering
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
from crm_tui.tui.screens.importing.heading import Doing
from crm_tui.tui.screens.importing.rows import Tab, tabs_of
from crm_tui.tui.screens.importing.wishing import Wishing
from crm_tui.tui.state_file import StateFile
from crm_tui.tui.status import pairs, split
from crm_tui.tui.tones import Tone
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
_QUICK_TURNS_S = 0.001
"""The interpreter's turns while work is under way: a key waits for a few of them."""

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
        self.path = path
        self.words = words
        self._run = run
        self._drafts = drafts
        self._imported = imported
        self.view: View = "columns"
        self.tab: Tab = "refused"
        self.looked: Looked | None = None
        self.how = How()
        self.tried: Tried | None = None
        self.report: Report | None = None
        self._listed: Tab | Literal[""] = ""
        self._is_stale = False
        self._doing = ""
        self._done = 0
        self._begun = 0.0
        self._stop = threading.Event()
        self._wishing = Wishing(self)
        self._answering = Answering(self)
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
        kept = draft_from(self._drafts.read().get(str(self.path)), self.path)
        wishes = None
        if kept is not None:
            wishes, self.how = kept
        self._work("looking at the file", lambda desk: self._look(desk, wishes), self._take_look)
        if kept is not None:
            self.say("What you had said of this file is back.", "warn")

    def _look(self, desk: Desk, wishes: Wishes | None) -> Looked:
        try:
            return look_at(desk, self.path, wishes)
        except CrmError:
            if wishes is None:
                raise
            return look_at(desk, self.path)  # the file is another than it was then

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
        turns = sys.getswitchinterval()
        sys.setswitchinterval(_QUICK_TURNS_S)

        async def run() -> None:
            try:
                found = await self._run(work)
            except CrmError as error:
                self._rest()
                self._refuse(error)
            else:
                self._rest()
                then(found)
            finally:
                sys.setswitchinterval(turns)

        self.run_worker(run(), group="import")

    def _rest(self) -> None:
        self._doing = ""
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    def _refuse(self, error: CrmError) -> None:
        if self.looked is None:
            self.dismiss(None)
            said = str(error).replace(str(self.path), self.path.name)  # there is one line for it
            self.app.call_later(self._told_after, said)
            return
        if self.view == "running":
            self.view = "trial" if self.tried is not None else "columns"
        self._show()
        self.say(rows.on_screen(str(error)), "alert")

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

    def say(self, message: str, tone: Tone = "") -> None:
        """Say something in the status row."""
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
            said = "Others work on meanwhile; Escape stops it, and nothing of it stays."
            self.text.set_lines([BLANK, line((said, "dim"))])
        shown = [("?", "keys")] * (self.view in ("columns", "trial") and not self._doing)
        shown += [(key.shown, key.title) for key in self._keys() if key.shown]
        self.hints.show(pairs(split(shown, self.size.width)[0]))

    def _show_head(self) -> None:
        width, words = self.size.width, self.words
        tried = self.tried
        if self._doing:
            total = 0
            if tried is not None and self.view == "running":
                total = tried.report.read - tried.report.rejected
            seconds, stopping = monotonic() - self._begun, self._stop.is_set()
            doing = Doing(self._doing, self._done, total, seconds, stopping)
            third = heading.doing_line(doing, words)
        else:
            shown = tried if self.view == "trial" else None
            third = heading.standing_line(
                self.looked, self.how, shown, words.dot, stale=self._is_stale
            )
        lines = [
            heading.title_line(self.path, self.looked, words.dot),
            heading.found_line(self.looked, words.dot),
            third,
        ]
        self._head.set_lines([cut_line(one, width, words.ellipsis) for one in lines])

    @property
    def _has_columns(self) -> bool:
        return self.looked is not None and isinstance(self.looked.plan, TablePlan)

    def _show_columns(self) -> None:
        looked = self.looked
        plan = looked.plan if looked else None
        key = self.list.cursor_key if not self._listed else None
        self._listed = ""
        self.list.empty = "K says what the rows are." if looked and plan is None else ""
        if plan is None or self._has_columns:
            self.list.set_columns(rows.OF_FILE)
            source = rows.column_rows(looked.columns if looked else ())
        else:
            self.list.set_columns(rows.OF_PARTS)
            source = rows.part_rows(plan)
        self.list.set_source(source, keep_key=key)
        self._say_in_full(self.list.cursor_key)

    def _show_tab(self) -> None:
        if self.tried is None or self.looked is None:
            return
        key = self.list.cursor_key if self._listed == self.tab else None
        self._listed = self.tab
        self.list.empty = rows.EMPTY[self.tab]
        heads = rows.OF_TAB[self.tab]
        if not self._has_columns and self.tab in ("refused", "doubtful"):
            heads = heads[:-1]  # no row is a line of cells there
        self.list.set_columns(heads)
        self.list.set_source(rows.tab_rows(self.tab, self.tried, self.looked.wishes), keep_key=key)
        self._say_in_full(self.list.cursor_key)

    def _say_in_full(self, key: int | None) -> None:
        if not self.full.is_attached:
            return
        width = max(1, self.size.width - 2)
        lines: list[Line] = []
        if self.view == "columns" and self.looked is not None:
            plan = self.looked.plan
            if key is not None and plan is not None and not isinstance(plan, TablePlan):
                lines = wrapped(plan.sentences()[key], width)
            elif key is not None and key < len(self.looked.columns):
                lines = [line(("  ", ""), span(one, "dim"))
                         for one in rows.in_full(self.looked.columns[key])]  # fmt: skip
        elif self.view == "trial" and self.looked is not None and self.tried is not None:
            lines = [heading.tabs_line(self.tab, self.looked, self.tried)]
            if key is not None and key < self.list.source.count:
                cells = [cell for cell in self.list.source.row(key).cells if cell]
                lines += wrapped(self.words.dot.join(" ".join(c.split()) for c in cells), width)
        cut = [cut_line(one, self.size.width, self.words.ellipsis) for one in lines[:3]]
        self.full.set_lines(cut)

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
        if (move := moves(shown).get(event.key)) is not None:
            move()
            return True
        for key in self._keys():
            if event.key == key.event:
                key.does()
                return True
        if event.is_printable:
            waits, none = (
                "Wait, or stop it by Escape.",
                "This key has no meaning here; ? lists all.",
            )
            self.say(waits if self._doing else none)
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
        every = Key("question_mark", "", "all keys", self._list_keys)
        begin = [
            Key("t", "t", "try it", self._try),
            Key("I", "I", "import", self._ask_to_import),
        ]
        known = [
            Key("u", "u", "update known", self._toggle_update),
            Key("v", "v", "revive", self._toggle_revive),
        ]
        if self.view == "trial":
            keys = [*self._keys_of_rows(), *begin, *known, *self._keys_back()]
        else:
            keys = [*self._keys_of_column(), *begin, *self._keys_of_file(), *known, *leave]
        return [*keys, every, every._replace(event="f1")]

    def _keys_of_rows(self) -> list[Key]:
        return [
            Key("enter", "Enter", "mend, answer", self._answering.open_row),
            Key("tab", "Tab", "next list", lambda: self._turn(1)),
            Key("l", "", "next list", lambda: self._turn(1)),
            Key("right", "", "next list", lambda: self._turn(1)),
            Key("shift+tab", "", "list before", lambda: self._turn(-1)),
            Key("h", "", "list before", lambda: self._turn(-1)),
            Key("left", "", "list before", lambda: self._turn(-1)),
            Key("a", "a", "all alike", self._answering.answer_all),
        ]

    def _keys_back(self) -> list[Key]:
        return [
            Key("q", "q", "columns", self._back_to_columns),
            Key("escape", "", "columns", self._back_to_columns),
        ]

    def _keys_of_column(self) -> list[Key]:
        of_column = [
            Key("enter", "Enter", "field", self._wishing.pick_field),
            Key("minus", "-", "leave out", lambda: self._wishing.set_field("skip")),
            Key("plus", "+", "own field", lambda: self._wishing.set_field("custom")),
            Key("x", "x", "as found", lambda: self._wishing.set_field("")),
        ]
        if not self._has_columns:  # they only say so
            return [key._replace(shown="") for key in of_column]
        return of_column

    def _keys_of_file(self) -> list[Key]:
        asks = self._wishing.ask_said
        return [
            Key("K", "K", "kind", self._wishing.pick_kind),
            Key("d", "d", "dates", lambda: self._wishing.choose_said("dates")),
            Key("m", "m", "decimal", lambda: self._wishing.choose_said("decimal")),
            Key("p", "p", "phones of", lambda: asks("phone_country", "country, such as DE:")),
            Key("S", "S", "sheet", lambda: asks("sheet", "sheet, its name or number:")),
            Key("c", "c", "cells by", lambda: self._wishing.choose_said("delimiter")),
            Key("e", "e", "encoding", lambda: asks("encoding", "encoding:")),
            Key("L", "L", "header line", self._wishing.ask_header),
            Key("X", "X", "forget all", self._wishing.forget),
            Key("w", "w", "write mapping", self._wishing.ask_file_to_write),
            Key("r", "r", "read mapping", self._wishing.ask_file_to_read),
        ]

    def _list_keys(self) -> None:
        """List every key that works here; the chosen one is done."""
        keys = [key for key in self._keys() if key.shown]

        def answering(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
            return [
                (at, (key.shown, key.title))
                for at, key in enumerate(keys)
                if wanted.casefold() in key.title
            ]

        heads = (Column("Key", 8), Column("Does", 30, flex=1))

        def picked(at: int | None) -> None:
            if at is not None:
                self.call_after_refresh(keys[at].does)

        self.app.push_screen(Picker("Keys", heads, answering), picked)

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
        if looked.day is not None:
            self.say("As you said of the last file with these columns; X finds it anew.", "warn")

    def wish(self, wishes: Wishes) -> None:
        """Let something be otherwise; what cannot be is said and changes nothing."""
        looked = self.looked
        if looked is not None and wishes != looked.wishes:
            self.say("")
            if wishes.said != looked.wishes.said:  # its rows and cells are others then
                self.how = self.how._replace(mended={})
            self._work("looking again", lambda desk: wish(desk, looked, wishes), self._take_look)

    @property
    def wishes(self) -> Wishes:
        """What is said of the file so far."""
        return self.looked.wishes if self.looked else Wishes()

    # The trial

    def _toggle_update(self) -> None:
        self.set_how(self.how._replace(update=not self.how.update))
        self.say(
            "Records that are here take over what the file says."
            if self.how.update
            else "Records that are here stay as they are."
        )

    def _toggle_revive(self) -> None:
        self.set_how(self.how._replace(revive=not self.how.revive))
        self.say(
            "Archived customers in the file come back."
            if self.how.revive
            else "Archived customers stay archived."
        )

    def set_how(self, how: How) -> None:
        """Take rows in otherwise; the trial there was is out of date."""
        self.how = how
        self._is_stale = self.tried is not None
        self._show_head()

    def _try(self) -> None:
        looked, how = self.looked, self.how
        if looked is None or looked.plan is None:
            self.say("First say by K what the rows are.")
            return
        self.say("")
        self._work(
            "trying", lambda desk: try_out(
                desk, looked, how, progress=self._heard, stop=self._stop.is_set
            ), self._take_trial,
        )  # fmt: skip
        self._show()

    def _take_trial(self, tried: Tried) -> None:
        self.tried, self._is_stale, self.view = tried, False, "trial"
        if not rows.count_of(self.tab, tried, self.wishes):
            there = (one for one in tabs_of(tried) if rows.count_of(one, tried, self.wishes))
            self.tab = next(there, "refused")
        self._show()
        self.say("Nothing was written yet; I takes it in.", "dim")

    def _turn(self, steps: int) -> None:
        if self.tried is not None:
            tabs = tabs_of(self.tried)
            self.tab = tabs[(tabs.index(self.tab) + steps) % len(tabs)]
            self._show()

    # The real run

    def _ask_to_import(self) -> None:
        if self.looked is None or self.looked.plan is None:
            self.say("First say by K what the rows are.")
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
        self.say("")
        self._work(
            "taking in", lambda desk: take(
                desk, looked, how, progress=self._heard, stop=self._stop.is_set
            ), self._take_report,
        )  # fmt: skip
        self._show()

    def _ask_to_stop(self) -> None:
        if not self._stop.is_set():
            self._begun = monotonic()
        self._stop.set()
        self.say("")
        self._show_head()

    def _take_report(self, report: Report) -> None:
        self.report, self.view = report, "report"
        self._drop_draft()
        self._show()
        self._imported()
        self.say(heading.counts(report), "good")

    def _take_back(self) -> None:
        if self.report is not None:
            self.dismiss(self.report.change_set)

    # What is said and not used yet

    def keep(self) -> None:
        """Keep what was said until the file is taken in."""
        self._keep_draft()

    def read_again(self) -> None:
        """Nothing that others change is shown."""

    def _keep_draft(self) -> None:
        if self.looked is None or self.report is not None:
            return
        drafts = self._drafts.read()
        drafts.pop(str(self.path), None)
        if plain := draft_of(self.looked, self.how):
            drafts[str(self.path)] = plain
        self._drafts.write(dict(list(drafts.items())[-_KEPT_DRAFTS:]))

    def _drop_draft(self) -> None:
        drafts = self._drafts.read()
        if drafts.pop(str(self.path), None) is not None:
            self._drafts.write(drafts)
