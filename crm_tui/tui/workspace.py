"""The workspace: rows and panes, which of them has the keys, and what a key makes them do."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget

from crm_tui.config import Config
from crm_tui.errors import CrmError
from crm_tui.keys.actions import CONTEXTS, TYPING_SCOPES
from crm_tui.keys.hints import HINT_GAP, TITLE_GAP, choice_row, hint_row
from crm_tui.keys.keymap import (
    Cancelled,
    Counting,
    Elsewhere,
    Exact,
    KeyInput,
    Keymap,
    Nothing,
    Prefix,
)
from crm_tui.store.desk import Desk
from crm_tui.store.feed import ChangeFeed, ChangesSeen
from crm_tui.text.width import cell_width, cut
from crm_tui.tui import actions
from crm_tui.tui.gateway import Gateway, SupersededError
from crm_tui.tui.keyboard import OrderedKeys, Pressed
from crm_tui.tui.paint import ChangedCells
from crm_tui.tui.panes.agenda import AgendaPane
from crm_tui.tui.panes.card import CardPane
from crm_tui.tui.panes.customer_rows import Wording
from crm_tui.tui.panes.customers import CustomersPane, counted
from crm_tui.tui.panes.list_views import ListView, fields_of, query_of
from crm_tui.tui.safety import SteadyApp, default_state_dir
from crm_tui.tui.state_file import StateFile
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.prompt import MODE_WIDTH, Prompt
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.text_view import Line, Span, TextView
from crm_tui.views import changes
from crm_tui.views.choices import labels
from crm_tui.views.customers import position

if TYPE_CHECKING:
    from crm_tui.tui.card.words import Words
    from crm_tui.views.agenda import AgendaRow
    from crm_tui.views.card import TaskRow

LEAST = (60, 15)
LOOK_EVERY_S = 0.3
"""How often we look whether others changed something: it costs microseconds."""
LEAVE_WITHIN_S = 2.0
PREPARE_EVERY_S = 0.2

Done = TypeVar("Done")
Saved = TypeVar("Saved")
Choices = list[tuple[str, str]]
"""Keys and what they choose."""


class OnCall(NamedTuple):
    """The call that is going on: with whom, since when."""

    party: int
    since: Any


class Draft(NamedTuple):
    """Text that was typed for an action and is not saved yet."""

    action: str
    party: int | None
    text: str


class Change(NamedTuple):
    """A change that can be made again on other customers."""

    name: str
    work: Callable[[Desk, Sequence[int]], object]


class Workspace(ChangedCells, OrderedKeys, SteadyApp, inherit_bindings=False):
    """The program on the screen: place 1, customers."""

    CSS_PATH = [  # noqa: RUF012  # Textual's own name and kind
        Path(__file__).parent / "styles" / "kit.tcss",
        Path(__file__).parent / "styles" / "workspace.tcss",
    ]
    AUTO_FOCUS = ""

    def __init__(
        self,
        config: Config,
        desk: Desk,
        keymap: Keymap,
        party: int | None = None,
        *,
        state_dir: Path | None = None,
        **kwargs: Any,
    ) -> None:
        state_dir = state_dir or default_state_dir()
        super().__init__(state_dir=state_dir, **kwargs)
        self.paint = "whole" if config.ui.paint == "whole" else "changed"
        self.mouse_wanted = config.ui.mouse
        self.HORIZONTAL_BREAKPOINTS = [
            (0, "-narrow"),
            (config.ui.list_from, "-medium"),
            (config.ui.third_from, "-wide"),
        ]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
        self.config = config
        self.desk = desk
        self.keymap = keymap
        self.gateway = Gateway(desk, self._say_waiting)
        self.on_call: OnCall | None = None
        self.last_change: Change | None = None
        self.draft: Draft | None = None
        self.form_draft: dict[str, str] = {}
        self._form_action = ""
        self._unsaved: dict[str, Draft] = {}
        self._kept_place = StateFile(state_dir, "place", desk.store.engine.address, desk.login)
        self._kept_draft = StateFile(state_dir, "draft", desk.store.engine.address, desk.login)
        self._opens_at = party
        self._sought: int | None = None
        self._keys = KeyInput(keymap)
        self._feed = ChangeFeed(desk.store)
        self._words: Words | None = None
        self._labels: dict[tuple[str, str], str] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._zoomed = ""
        self._small: Bar | None = None
        self._spilt: list[tuple[str, str]] = []
        self._hints: tuple[object, Line] = (None, ())

    # The screen

    def get_default_screen(self) -> Screen[Any]:
        """The screen, laid out for the size it has from the start: that saves a second layout."""
        classes = [
            [name for least, name in breakpoints or () if size >= least][-1]
            for size, breakpoints in zip(
                self.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True
            )
        ]
        return Screen(id="_default", classes=" ".join(classes))

    def compose(self) -> ComposeResult:
        """The top row, the panes, the status row and the row of keys."""
        place = self._kept_place.read()
        fields = place.get("query")
        query = query_of(fields if isinstance(fields, dict) else {})
        view = ListView(str(place.get("view") or "Customers"), query)
        self.customers = CustomersPane(self.desk, view, self._wording, self._follow)
        self.list = self.customers.list
        self.card = CardPane(self.desk, self.words)
        self.agenda = AgendaPane(self.desk)
        self.top_row = Bar(id="top")
        self.prompt = Prompt(id="prompt")
        self.hints = Bar(id="hints")
        yield self.top_row
        with Container(id="body"):
            yield self.customers
            yield self.card
            yield self.agenda
        yield self.prompt
        yield self.hints

    def on_mount(self) -> None:
        """Show the place that was left; count, offer drafts and watch others from then on."""
        if self.config.ui.ascii:
            self.list.ellipsis = "~"
        place = self._kept_place.read()
        kept = self._opens_at if self._opens_at is not None else place.get("party")
        self.customers.show(self.customers.view, kept if isinstance(kept, int) else None)
        if self._opens_at is not None:
            self.card.show(self._opens_at)
        self.go_to_pane(self.list)
        if self._opens_at is not None:
            self.open_card()
        self.call_after_refresh(self._after_first_paint)

    def _restore_place(self) -> None:
        """Go to the customer the user was at; one far down is looked for after the first paint."""
        place = self._kept_place.read()
        party, index = place.get("party"), place.get("index")
        if self._opens_at is None and isinstance(party, int) and isinstance(index, int):
            self._sought = None if self.customers.go_near(party, index) else party
        elif self._opens_at is not None:
            self._sought = self._opens_at

    def _seek_place(self) -> None:
        party, self._sought = self._sought, None
        if party is None:
            return
        query = self.customers.query_shown

        def go(index: int | None) -> None:
            if index is not None and query == self.customers.query_shown:
                self.customers.go_near(party, index, however_far=True)

        self.read_slowly("place", lambda desk: position(desk, query, party), go)

    def _after_first_paint(self) -> None:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self.card.wake()
        self._seek_place()
        self.read_agenda()
        self.count()
        self.show_undo()
        self._show_top_row()
        self._tick()
        loop = asyncio.get_running_loop()
        self._look_later = loop.call_later(LOOK_EVERY_S, self._look)
        for number, module in enumerate(actions.OFTEN, 1):
            loop.call_later(PREPARE_EVERY_S * number, actions.prepare, module)
        self._offer_draft()

    def on_resize(self, event: events.Resize) -> None:
        """Say how large the terminal must be where it is too small; hints follow the width."""
        width, height = event.size
        tiny = width < LEAST[0] or height < LEAST[1]
        screen = self.screen_stack[0]
        screen.set_class(tiny, "tiny")
        if tiny:
            if self._small is None:
                self._small = Bar(id="small")
                screen.mount(self._small)
            text = f"needs {LEAST[0]}x{LEAST[1]}, now {width}x{height}"
            self._small.show(((text, "strong"),))
        self.call_after_refresh(self._show_rows)

    def _show_rows(self) -> None:
        self._show_top_row()
        self.show_hints()

    def words(self) -> Words:
        """The words cards are drawn with; read once a day and after changes to pick lists."""
        today = self.desk.clock.today()
        if self._words is None or self._words.today != today:
            from crm_tui.tui.card.words import words_of

            self._words = words_of(
                self.desk,
                self.keymap,
                customer=self.config.firm.customer_word,
                ascii_only=self.config.ui.ascii,
            )
        return self._words

    def _wording(self) -> Wording:
        if self._labels is None:
            self._labels = labels(self.desk)
        return Wording(self._labels, self.desk.clock.now(), self.desk.clock.today())

    def _show_top_row(self) -> None:
        now = self.desk.clock.now().astimezone(self.desk.clock.zone)
        count = self.customers.counted
        number = f" {count.total:,}" if count and not self.customers.searched else ""
        name = Path(self.desk.store.engine.address).name
        dot = self.words().dot
        left: Line = ((" 1 ", "key"), (f"Customers{number}", "strong"))
        right = f"{self.desk.user_name}{dot}{name}{dot}{now:%H:%M} "
        gap = self.size.width - sum(cell_width(text) for text, _ in left) - cell_width(right)
        self.top_row.show((*left, (" " * max(1, gap), ""), (right, "dim")))

    def show_hints(self, instead: Sequence[Span] = ()) -> None:
        """Show the keys that matter here, or something else for as long as a question stands."""
        if instead:
            self.hints.show(tuple(instead))
            return
        if self._spilt:
            self.hints.show(tuple(_pairs(self._spilt)))
            return
        asked = (self.scopes(), self.size.width)
        if self._hints[0] != asked:
            row = hint_row(self.keymap, asked[0], asked[1] - 2, ascii_only=self.config.ui.ascii)
            self._hints = asked, tuple(_pairs(row))
        self.hints.show(self._hints[1])

    # What is chosen

    @property
    def party(self) -> int | None:
        """The customer whose card is shown."""
        return self.card.party

    @property
    def party_name(self) -> str:
        """The name of the customer whose card is shown."""
        return self.card.card.name if self.card.card else ""

    def targets(self) -> list[int]:
        """Whom a verb acts on: in the list the marked ones, else the customer of the card."""
        if self.list.marks and self.pane is self.list:
            return sorted(self.list.marks)
        return [self.party] if self.party is not None else []

    def whom(self) -> str:
        """Whom a verb acts on, in words."""
        number = len(self.targets())
        return f"{number:,} customers" if number > 1 else self.party_name

    def someone(self) -> bool:
        """Whether there is anybody to act on; says so where there is not."""
        if not self.targets():
            self.say("No customer is chosen; N adds one.")
            return False
        return True

    def task_here(self) -> TaskRow | AgendaRow | None:
        """The task under the cursor, else the next step of the customer of the card."""
        if self.pane is self.agenda:
            return self.agenda.row
        return self.card.task_here

    def go_to_party(self, party: int) -> None:
        """Show a customer's card, and put the cursor on it where the list has it."""
        if not self.customers.go_to(party):
            self.card.show(party)

    def _follow(self, party: int | None) -> None:
        if party != self.party or party is None:
            self.card.follow(party)

    # A call

    def take_call(self, party: int) -> None:
        """Open the card of who is calling; the clock runs from now."""
        self.on_call = OnCall(party, self.desk.clock.now())
        self.customers.restore(party)
        self.count()
        if self.party != party:
            self.card.show(party)
        self.open_card()
        self.say(f"On the phone with {self.party_name}; c logs the call.")

    def hang_up(self) -> None:
        """Stop the clock of the call."""
        self.on_call = None
        self.show_mode()

    # Keys

    @property
    def pane(self) -> RecordList | TextView:
        """The pane that has the keys."""
        focused = self.focused
        return focused if isinstance(focused, RecordList | TextView) else self.list

    def scopes(self) -> tuple[str, ...]:
        """Where keys are looked for, innermost first."""
        if len(self.screen_stack) > 1:
            return ("always",)
        if self.prompt.active:
            return CONTEXTS["input"]
        return CONTEXTS["list" if self.pane is self.list else "card"]

    async def take_key(self, event: Pressed) -> bool:
        """Do what the key means where the focus is; always deals with it."""
        self.card.wake()  # typed ahead of the first paint, a key acts on the customer all the same
        if isinstance(event, events.Paste):
            self.say("Nothing takes a text here; c, i or A begin one.")
            return True
        answer = self._keys.feed(event.key, self.scopes(), event.character)
        self._spilt = []
        match answer:
            case Exact(action, times):
                if not self.prompt.active:
                    self.prompt.say("")
                try:
                    actions.perform(self, action.name, times)
                except CrmError as error:
                    self.refuse(error)
            case Prefix(_, continuations):
                ascii_only = self.config.ui.ascii
                self._offer("then", choice_row(continuations, ascii_only=ascii_only))
            case Counting(times):
                self.say(str(times))
            case Cancelled():
                self.say("")
            case Elsewhere() as elsewhere:
                self.say(f"{elsewhere.sentence}.")
            case Nothing():
                if self.scopes()[0] not in TYPING_SCOPES:
                    self.say("This key has no meaning; ? lists those that have one.")
        if len(self.screen_stack) == 1 and not self.prompt.active:
            self.show_hints()
        return True

    def _offer(self, label: str, choices: Sequence[tuple[str, str]]) -> None:
        """Show what can follow a key; what finds no room stands in the row below."""
        room = self.size.width - MODE_WIDTH - len(label) - 2
        fitting, self._spilt = _split(choices, room)
        self.say(f"{label}  {HINT_GAP.join(TITLE_GAP.join(pair) for pair in fitting)}")

    # Asking and saying

    def say(self, message: str, tone: Tone = "") -> None:
        """Say something in the status row."""
        self.prompt.say(message, tone)

    def refuse(self, error: CrmError) -> None:
        """Say why something was not done, and what to do."""
        self.say(str(error), "alert")

    def ask(
        self,
        label: str,
        on_submit: Callable[[str], None],
        *,
        value: str = "",
        on_change: Callable[[str], None] | None = None,
        on_cancel: Callable[[], None] | None = None,
        on_key: Callable[[str], bool] | None = None,
        completions: Callable[[str], Sequence[str]] | None = None,
        draft: str = "",
    ) -> None:
        """Ask for a line of text.

        `draft` names the action for which it is typed, where the text must not be lost: it is
        kept until it is saved, through an error and through the end of the program.
        """
        party = self.party
        unsaved = self._unsaved.pop(draft, None) if draft else None
        if unsaved is not None and unsaved.party == party and not value:
            value = unsaved.text

        def changed(text: str) -> None:
            if draft:
                self.draft = Draft(draft, party, text)
            if on_change is not None:
                try:
                    on_change(text)
                except CrmError as error:
                    self.refuse(error)

        def cancelled() -> None:
            self.draft = None
            if on_cancel is not None:
                on_cancel()
            self.show_hints()

        def submitted(text: str) -> None:
            on_submit(text)
            if not self.prompt.active:
                self.show_hints()

        self._spilt = []
        self.prompt.ask(
            label,
            value,
            on_change=changed,
            on_submit=submitted,
            on_cancel=cancelled,
            on_key=on_key,
            completions=completions,
        )
        if value:
            changed(value)
        self.show_hints()

    def choose(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        on_choice: Callable[[str], None],
        on_cancel: Callable[[], None] | None = None,
    ) -> None:
        """Show choices as (key, title) and wait for one of their keys."""

        def chosen(key: str) -> None:
            self._spilt = []
            on_choice(key)
            if not self.prompt.active:
                self.show_hints()

        def cancelled() -> None:
            self._spilt = []
            if on_cancel is not None:
                on_cancel()
            self.draft = None
            self.show_hints()

        room = self.size.width - cell_width(label) - 1
        choices = _shortened(choices, room, self.size.width - 1)
        _, self._spilt = _split(choices, room)
        self.prompt.choose(label, choices, chosen, cancelled)
        self.show_hints()

    def confirm(self, question: str, then: Callable[[], None]) -> None:
        """Do something only after a yes; the key is neither Enter nor one that asks (rule)."""
        choices = (("y", "yes"), ("n", "no"))
        self.choose(question, choices, lambda key: then() if key == "y" else self.say("Not done."))

    def _say_waiting(self) -> None:
        self.say("waiting for another writer…", "warn")

    # Changing

    def change(
        self,
        work: Callable[[Desk, Sequence[int]], object],
        *,
        name: str = "",
        parties: Sequence[int] | None = None,
        again: Callable[[Desk, Sequence[int]], object] | None = None,
        done: Callable[[Any], None] | None = None,
    ) -> None:
        """Change customers in the thread of writes, then show what was done.

        With a `name` the change can be made again on others by `.`, as `again` where that is
        another work. What was typed for it is kept until it is saved.
        """
        chosen = self.targets() if parties is None else list(parties)
        draft, self.draft = self.draft, None

        async def run() -> None:
            try:
                result = await self.gateway.write(partial(_with, work, chosen))
            except CrmError as error:
                if draft is not None and draft.text:
                    self._unsaved[draft.action] = draft
                self.refuse(error)
                return
            if name:
                self.last_change = Change(name, again or work)
            self.look()
            if done is not None:
                done(result)
            else:
                self.say_done()

        self.begin(run())

    def change_many(
        self,
        what: str,
        work: Callable[[Desk, Sequence[int]], object],
        *,
        name: str = "",
        done: Callable[[Any], None] | None = None,
    ) -> None:
        """Change the marked customers, after a question where they are several."""
        parties = self.targets()
        if len(parties) > 1:
            self.confirm(
                f"{what}: {len(parties):,} customers?",
                lambda: self.change(work, name=name, parties=parties, done=done),
            )
        else:
            self.change(work, name=name, parties=parties, done=done)

    def say_done(self) -> None:
        """Say what was done last."""
        label = changes.next_undo(self.desk) if self.gateway.changed else ""
        self.say(f"{label[:1].upper()}{label[1:]}." if label else "Nothing was changed.", "good")

    def take_back(self, change_set: int) -> None:
        """Take back one change set, whosever it was."""
        from crm_tui.services import undo

        self.change(
            lambda desk, _: undo.undo(desk, change_set),
            parties=(),
            done=lambda undone: self.say(f"Taken back: {undone.label}."),
        )

    def keep_unsaved(self, action: str, text: str) -> None:
        """Keep a text whose saving was broken off; the same action offers it again."""
        if text.strip():
            self._unsaved[action] = Draft(action, self.party, text)
            self.say("Not saved; the text stands there again when you begin anew.")

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something run beside the keys; a failure in it ends the program as any other."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            if isinstance(error, CrmError):
                self.refuse(error)
            elif isinstance(error, Exception):
                self._handle_exception(error)

    def read_slowly(
        self,
        subject: str,
        work: Callable[[Desk], Done],
        then: Callable[[Done], None],
    ) -> None:
        """Read in the thread of reads; a newer read of the subject makes this one void."""

        async def run() -> None:
            try:
                found = await self.gateway.read(subject, work)
            except SupersededError:
                return
            then(found)

        self.begin(run())

    async def settled(self) -> None:
        """Return when nothing is under way any more: for tests and for quitting."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    # Noticing changes

    def _look(self) -> None:
        self.look()
        if not self._ending and self.is_running:
            loop = asyncio.get_running_loop()
            self._look_later = loop.call_later(LOOK_EVERY_S, self._look)

    def look(self) -> None:
        """Take in what was changed since the last look, by others and by us."""
        try:
            seen = self._feed.look()
        except CrmError as error:
            self.refuse(error)
            return
        if seen is not None:
            self._take_changes(seen)

    def _take_changes(self, seen: ChangesSeen) -> None:
        self._words = self._labels = None
        touched: Collection[int] | None = seen.parties
        self.customers.take_changes(touched)
        if self.party is not None and (touched is None or self.party in touched):
            self.card.read_again()
        self.read_agenda()
        self.count()
        self.show_undo()
        if seen.labels:
            who, label = seen.labels[-1]
            more = f" (and {len(seen.labels) - 1} more)" if len(seen.labels) > 1 else ""
            self.say(f"{who}: {label}{more}")

    def count(self) -> None:
        """Count what the list shows, beside the keys."""
        query = self.customers.query_shown
        if query.text:
            return

        def show(found: Any) -> None:
            self.customers.set_counted(query, found)
            self._show_top_row()

        self.read_slowly("count", lambda desk: counted(desk, query), show)

    def read_agenda(self) -> None:
        """Read anew what there is to do."""
        if self.agenda.display and self.agenda.size.width:
            self.agenda.read_again()

    def show_undo(self) -> None:
        """Say at the right what is marked and what undo would take back."""
        marked = f"* {len(self.list.marks):,} marked  " if self.list.marks else ""
        label = changes.next_undo(self.desk)
        key = self.words().keys.get("change.undo", "")
        most = max(0, self.size.width // 3)
        undo = f"{key} takes back: {label}" if label else ""
        self.prompt.set_right(marked + (undo if len(undo) <= most else f"{undo[: most - 1]}…"))

    def _tick(self) -> None:
        """Show the time each minute; what depends on the day follows it."""
        self._show_top_row()
        now = self.desk.clock.now()
        loop = asyncio.get_running_loop()
        self._tick_later = loop.call_later(60 - now.second, self._tick)

    # Panes

    def panes(self) -> list[Widget]:
        """The panes that are shown and can have the keys, from left to right."""
        return [
            pane
            for pane, shown in (
                (self.list, self.customers.display),
                (self.card, self.card.display),
                (self.agenda, self.agenda.display),
            )
            if shown
        ]

    @property
    def narrow(self) -> bool:
        """Whether there is one column only."""
        return self.size.width < self.config.ui.list_from

    def open_card(self) -> None:
        """Go into the card; where there is one column only, it takes all of it."""
        if self.narrow:
            self.zoom("card")
        self.go_to_pane(self.card)

    def back_to_list(self) -> None:
        """Leave the card for the list."""
        self.zoom("")
        self.go_to_pane(self.list)

    def go_to_pane(self, pane: Widget) -> None:
        """Give a pane the keys."""
        self.screen_stack[0].set_focus(pane, scroll_visible=False)
        self.show_mode()
        self.show_hints()

    def show_mode(self) -> None:
        """Say at the left where the keys go."""
        mode = "LIST" if self.pane is self.list else "CARD"
        if self.pane is self.agenda:
            mode = "AGENDA"
        self.prompt.set_mode("ON CALL" if self.on_call else mode)

    @property
    def zoomed(self) -> str:
        """Which pane has the whole screen: 'card', 'list', 'agenda' or ''."""
        return self._zoomed

    def zoom(self, pane: str) -> None:
        """Give a pane the whole screen; '' takes it back."""
        screen = self.screen_stack[0]
        if pane == self._zoomed:
            return
        if self._zoomed:
            screen.remove_class(f"zoom-{self._zoomed}")
        if pane:
            screen.add_class(f"zoom-{pane}")
        self._zoomed = pane

    # Ending

    def quit(self) -> None:
        """Leave the program once what is being written is written."""

        async def leave() -> None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.gateway.settled(), LEAVE_WITHIN_S)
            self.end(0)

        if self.gateway.busy:
            self.begin(leave())
        else:
            self.end(0)

    def _offer_draft(self) -> None:
        kept = self._kept_draft.read()
        if not kept:
            return
        actions.offer_draft(self, kept)

    def open_form(
        self, form: Screen[Saved], action: str, then: Callable[[Saved | None], None]
    ) -> None:
        """Open a form; `action` opens it again with what was typed, should the program end."""
        self._form_action = action
        self.push_screen(form, then)

    def take_form_draft(self) -> dict[str, str]:
        """What was typed into a form that never was saved; once."""
        draft, self.form_draft = self.form_draft, {}
        return draft

    def forget_draft(self) -> None:
        """Remove the draft that was kept on disk."""
        self._kept_draft.write({})

    def save_drafts(self) -> None:
        """Keep what was typed and not saved, and where the user was."""
        self.save_place()
        draft = self.draft or next(iter(self._unsaved.values()), None)
        kept: dict[str, Any] = {}
        if draft is not None and draft.text.strip():
            kept = draft._asdict()
        for screen in self.screen_stack[1:]:
            typed = getattr(screen, "draft", None)
            if callable(typed) and (fields := typed()):
                kept = {"action": self._form_action, "party": self.party, "text": fields}
        if kept:
            self._kept_draft.write(kept)

    def save_place(self) -> None:
        """Keep where the user is, for the next start."""
        self._kept_place.write(
            {
                "view": self.customers.view.name,
                "query": fields_of(self.customers.view.query),
                "party": self.customers.party,
                "index": self.list.cursor_index,
            }
        )


def _with(work: Callable[[Desk, Sequence[int]], Done], parties: Sequence[int], desk: Desk) -> Done:
    return work(desk, parties)


def _pairs(row: Sequence[tuple[str, str]]) -> list[Span]:
    spans: list[Span] = [(" ", "")]
    for key, title in row:
        spans += [(key, "key"), (f"{TITLE_GAP}{title}{HINT_GAP}", "")]
    return spans


def shortened(title: str, cells: int) -> str:
    """A title in so many cells, a full stop where it was cut."""
    return title if cell_width(title) <= cells else f"{cut(title, cells - 1).rstrip()}."


def _shortened(choices: Sequence[tuple[str, str]], room: int, below: int) -> Choices:
    """The choices with titles just so short that none is left out of the two rows."""
    longest = max((cell_width(title) for _key, title in choices), default=0)
    shown = list(choices)
    while longest > 3 and _split(_split(shown, room)[1], below)[1]:
        longest -= 1
        shown = [(key, shortened(title, longest)) for key, title in choices]
    return shown


def _split(choices: Sequence[tuple[str, str]], room: int) -> tuple[Choices, Choices]:
    """The choices that fit into some cells, and the others."""
    for number, (key, title) in enumerate(choices):
        room -= cell_width(key) + cell_width(title) + len(TITLE_GAP) + len(HINT_GAP)
        if room < 0:
            return list(choices[:number]), list(choices[number:])
    return list(choices), []
