"""The workspace: rows and panes, which of them has the keys, and what a key makes them do."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget

from crm_tui.config import Config
from crm_tui.errors import CrmError
from crm_tui.keys.actions import CONTEXTS, TYPING_SCOPES
from crm_tui.keys.hints import choice_row, hint_row
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
from crm_tui.tui import actions
from crm_tui.tui.drafts import Draft, Drafts
from crm_tui.tui.gateway import Gateway, SupersededError
from crm_tui.tui.keyboard import OrderedKeys, Pressed
from crm_tui.tui.paint import ChangedCells
from crm_tui.tui.panes.agenda import AgendaPane
from crm_tui.tui.panes.board import BoardPane
from crm_tui.tui.panes.card import CardPane
from crm_tui.tui.panes.customer_rows import Wording
from crm_tui.tui.panes.customers import CustomersPane, counted
from crm_tui.tui.panes.deal import DealPane
from crm_tui.tui.panes.sheet import SheetPane
from crm_tui.tui.places import AGENDA, BY_NAME, CUSTOMERS, PIPELINE, Place, top_row
from crm_tui.tui.safety import SteadyApp, default_state_dir
from crm_tui.tui.state_file import StateFile
from crm_tui.tui.status import Status, pairs
from crm_tui.tui.whereabouts import Whereabouts, remember, remembered
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.board import Board
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.text_view import Line, TextView
from crm_tui.views import agenda, changes
from crm_tui.views.choices import labels
from crm_tui.views.customers import position

if TYPE_CHECKING:
    from crm_tui.tui.card.words import Words
    from crm_tui.tui.planner import Planner
    from crm_tui.views.agenda import AgendaRow, SheetRow
    from crm_tui.views.board import DealCard
    from crm_tui.views.shared_plan import TaskRow


def _open_deals(desk: Desk) -> int:
    from crm_tui.views.board import open_deals

    return open_deals(desk)


def sentence(label: str) -> str:
    """A label as a sentence of its own."""
    ended = label.rstrip(".")
    return f"{ended[:1].upper()}{ended[1:]}{'' if ended[-1:] in '?!' else '.'}"


LEAST = (60, 15)
LOOK_EVERY_S = 0.3
"""How often we look whether others changed something: it costs microseconds."""
LEAVE_WITHIN_S = 2.0
PREPARE_EVERY_S = 0.2

Beside = Literal["deal", "card"]
"""What can stand beside the board."""

Of = Literal["customers", "tasks", "deals"]
"""Which records a change is about."""

Done = TypeVar("Done")
Saved = TypeVar("Saved")


@runtime_checkable
class HoldsText(Protocol):
    """A screen in which a text may stand that is not saved."""

    def draft(self) -> dict[str, str]:
        """What was typed and is not saved, by field."""
        ...


class OnCall(NamedTuple):
    """The call that is going on: with whom, since when, and the task that asked for it."""

    party: int
    since: Any
    task: int | None = None


class Change(NamedTuple):
    """A change that can be made again, on other records of the kind it is of."""

    name: str
    work: Callable[[Desk, Sequence[int]], object]
    of: Of = "customers"


class Workspace(ChangedCells, OrderedKeys, SteadyApp, inherit_bindings=False):
    """The program on the screen: the customers, the agenda and the pipeline, a card beside each."""

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
        place: str = "",
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
        self.planner: Planner | None = None
        self.last_change: Change | None = None
        address = desk.store.engine.address
        self.drafts = Drafts(StateFile(state_dir, "draft", address, desk.login))
        self._place = StateFile(state_dir, "place", address, desk.login)
        self._here = remembered(self._place)
        self._opens_at = party
        self.place = BY_NAME.get(place) or self._first_place()
        self._form_action = ""
        self._form_party: int | None = None
        self._sought: int | None = None
        self._keys = KeyInput(keymap)
        self._feed = ChangeFeed(desk.store)
        self._words: Words | None = None
        self._labels: dict[tuple[str, str], str] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._zoomed = ""
        self._small: Bar | None = None
        self._hints_made: tuple[object, Line] = (None, ())
        self._customers_begun = False
        self._card_stays = False
        self._went_to: Widget | None = None
        self._day = desk.clock.today()
        self._due = agenda.Counts(0, 0)
        self._open_deals = 0
        self._beside: tuple[Beside, ...] = ()

    def _first_place(self) -> Place:
        """The agenda at the morning's first start, else where the program was left."""
        if self._opens_at is not None:
            return CUSTOMERS
        if self._here.day == self.desk.clock.today().isoformat():
            return BY_NAME.get(self._here.name, CUSTOMERS)
        return AGENDA if self.desk.store.value("SELECT 1 FROM party LIMIT 1") else CUSTOMERS

    # The screen

    def get_default_screen(self) -> Screen[Any]:
        """The screen, laid out for the size it has from the start: that saves a second layout."""
        classes = [
            [name for least, name in breakpoints or () if size >= least][-1]
            for size, breakpoints in zip(
                self.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True
            )
        ]
        return Screen(id="_default", classes=" ".join([*classes, f"at-{self.place.name}"]))

    def compose(self) -> ComposeResult:
        """The top row, the panes, the status row and the row of keys."""
        self.customers = CustomersPane(
            self.desk, self._here.view, self._wording, partial(self._follow_in, CUSTOMERS)
        )
        self.sheet = SheetPane(self.desk, self.words, partial(self._follow_in, AGENDA))
        self.pipeline = BoardPane(
            self.desk, self.words, self._here.board, self._follow_deal, lambda: self.narrow
        )
        self.deal = DealPane(self.desk, self.words)
        self.card = CardPane(self.desk, self.words)
        self.agenda = AgendaPane(self.desk)
        self.top_row = Bar(id="top")
        self.prompt = Prompt(id="prompt")
        self.hints = Bar(id="hints")
        self.status = Status(
            self.prompt,
            self.hints,
            self.drafts,
            usual=self._usual_hints,
            about=lambda: self.party,
            targets=self.targets,
        )
        yield self.top_row
        with Container(id="body"):
            yield self.customers
            yield self.sheet
            yield self.pipeline
            yield self.deal
            yield self.card
            yield self.agenda
        yield self.prompt
        yield self.hints

    def on_mount(self) -> None:
        """Show the place that was left; count, offer drafts and watch others from then on."""
        if self.config.ui.ascii:
            self.customers.list.ellipsis = self.sheet.list.ellipsis = "~"
        if self.place is AGENDA:
            self.sheet.wake()
        elif self.place is PIPELINE:
            self.pipeline.wake()
        else:
            self._begin_customers()
        self.go_to_pane(self.list)
        if self._opens_at is not None:
            self._sought = self._opens_at
            self.card.show(self._opens_at)
            self.open_card()
        self.call_after_refresh(self._after_first_paint)

    def _begin_customers(self) -> None:
        """Show the customers where they were left, when they are first looked at."""
        self._customers_begun = True
        self.customers.show(self._here.view)
        here = self._here
        if here.party and not self.customers.go_near(here.party, here.place):
            self._sought = here.party

    def _seek_place(self) -> None:
        """Look for the customer to be at far down the list, which takes its time."""
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
        if kept := self.drafts.left():
            actions.offer_draft(self, kept)

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
        self.status.show_hints()
        if self.place is PIPELINE and self.narrow and self._beside and self.pane is self.list:
            self.go_to_pane(self.deal if self._beside[-1] == "deal" else self.card)

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
        right = f"{self.desk.user_name}{dot}{name}{dot}{now:%H:%M} "
        due: Line = ((f" {self._due.today:,}", ""),) if self._due.today else ()
        if self._due.overdue:
            due = (*due, (f" !{self._due.overdue:,}", "alert"))
        deals: Line = ((f" {self._open_deals:,}", ""),) if self._open_deals else ()
        counts: dict[str, Line] = {
            "customers": ((number, ""),), "agenda": due, "pipeline": deals,
        }  # fmt: skip
        self.top_row.show(top_row(self.place, counts, right, self.size.width))

    def _usual_hints(self) -> Line:
        """The keys that matter where the focus is."""
        asked = (self.scopes(), self.size.width)
        if self._hints_made[0] != asked:
            row = hint_row(self.keymap, asked[0], asked[1] - 2, ascii_only=self.config.ui.ascii)
            self._hints_made = asked, pairs(row)
        return self._hints_made[1]

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
        if self.status.subject is not None:
            return list(self.status.subject)
        if self.pane is self.customers.list and self.list.marks:
            return sorted(self.list.marks)
        if self.pane is self.sheet.list and self.list.marks:
            return agenda.parties_of(self.desk, self.sheet.tasks())
        if self.pane is self.pipeline.list and self.list.marks:
            from crm_tui.views.board import parties_of

            return parties_of(self.desk, sorted(self.list.marks))
        return [self.party] if self.party is not None else []

    def whom(self) -> str:
        """Whom a verb acts on, in words."""
        number = len(self.targets())
        return f"{number:,} customers" if number > 1 else self.party_name

    def someone(self) -> bool:
        """Whether there is anybody to act on; says so where there is not."""
        if self.targets():
            return True
        if self.pane in (self.pipeline.list, self.deal) and self.deal_here() is not None:
            self.status.say("This deal has no customer yet; e names one.")
        else:
            self.status.say("No customer is chosen; N adds one.")
        return False

    def deal_here(self) -> DealCard | None:
        """The deal of the card, or the one under the board's cursor."""
        if self.pane is self.deal:
            return self.deal.card
        return self.pipeline.card if self.pane is self.pipeline.list else None

    def deals_here(self) -> list[int]:
        """The deals a verb acts on: the board's marked ones, else the one under the cursor.

        Says so where there is none.
        """
        if self.pane is self.pipeline.list and self.list.marks:
            return sorted(self.list.marks)
        card = self.deal_here()
        if card is None:
            self.status.say("No deal is chosen; N adds one.")
            return []
        return [card.id]

    def show_deal(self, deal: int) -> None:
        """Open a deal's card in the pipeline, the cursor of the board on it where it stands."""
        if self.place is not PIPELINE:
            self.go_to_place(PIPELINE)
        self.pipeline.go_to(deal)
        self._show_beside(("deal",))
        self.deal.show(deal)
        self.go_to_pane(self.deal)

    def _follow_deal(self, deal: int | None) -> None:
        """Show the deal under the cursor, unless its card is being worked in meanwhile."""
        if not self._card_stays and self._beside[-1:] == ("deal",):
            self.deal.follow(deal)

    def bring_customer(self) -> None:
        """Let the card be that of the customer of the deal one is at: verbs act on it."""
        if self.place is PIPELINE and self.pane is not self.card:
            card = self.deal_here()
            party = card.party if card else None
            if party != self.party:
                self.card.show(party)

    def task_here(self) -> TaskRow | AgendaRow | SheetRow | None:
        """The task under the cursor, else the next step of the customer of the card."""
        if self.pane is self.agenda:
            return self.agenda.row
        if self.pane is self.sheet.list:
            return self.sheet.row
        return self.card.task_here

    def tasks_here(self) -> list[int]:
        """The tasks a verb acts on: the marked ones of the agenda, else the one under the cursor.

        Says so where there is none.
        """
        if self.pane is self.sheet.list:
            found = self.sheet.tasks()
            if self.planner is not None and self.planner.chosen()[1]:
                self.status.say("A proposal is no task yet; t accepts it, s silences it.")
                return []
        elif self.on_call and self.on_call.task and self.on_call.party == self.party:
            found = [self.on_call.task]
        else:
            task = self.task_here()
            found = [task.id] if task else []
        if not found:
            self.status.say("There is no open task here; t adds one.")
        return found

    def go_to_party(self, party: int) -> None:
        """Show a customer's card, and put the cursor on it where the list has it."""
        if self.place is not CUSTOMERS or not self.customers.go_to(party):
            self.card.show(party)

    def _follow_in(self, place: Place, party: int | None) -> None:
        if place is self.place:
            self._follow(party)

    def _follow(self, party: int | None) -> None:
        """Show the card of who is under the cursor, unless it is being worked in meanwhile."""
        if not self._card_stays and (party != self.party or party is None):
            self.card.follow(party)

    # A call

    def begin_call(self, party: int, task: int, phone: str) -> None:
        """Open the card of whom to call; the clock runs until the task has its result."""
        self.on_call = OnCall(party, self.desk.clock.now(), task)
        self.open_card()
        number = f" {phone}" if phone else ""
        self.status.say(f"Calling {self.party_name}{number}; x finishes it.")

    def take_call(self, party: int) -> None:
        """Open the card of who is calling; the clock runs from now."""
        self.on_call = OnCall(party, self.desk.clock.now())
        self.customers.restore(party)
        self.count()
        if self.party != party:
            self.card.show(party)
        self.open_card()
        self.status.say(f"On the phone with {self.party_name}; c logs the call.")

    def hang_up(self) -> None:
        """Stop the clock of the call."""
        self.on_call = None
        self.show_mode()

    # Keys

    @property
    def pane(self) -> RecordList | Board | TextView:
        """The pane that has the keys."""
        focused = self.focused
        return focused if isinstance(focused, RecordList | Board | TextView) else self.list

    def scopes(self) -> tuple[str, ...]:
        """Where keys are looked for, innermost first."""
        if len(self.screen_stack) > 1:
            return ("always",)
        if self.prompt.active:
            return CONTEXTS["input"]
        if self.pane is self.list:
            planning = self.place is AGENDA and self.planner is not None
            return CONTEXTS["plan" if planning else self.place.scope]
        return CONTEXTS["deal" if self.pane is self.deal else "card"]

    async def take_key(self, event: Pressed) -> bool:
        """Do what the key means where the focus is; always deals with it."""
        self.card.wake()  # typed ahead of the first paint, a key acts on the customer all the same
        if isinstance(event, events.Paste):
            self.status.say("Nothing takes a text here; c, i or A begin one.")
            return True
        answer = self._keys.feed(event.key, self.scopes(), event.character)
        self.status.offer_nothing()
        match answer:
            case Exact(action, times):
                self._perform(action.name, times)
            case Prefix(_, continuations):
                ascii_only = self.config.ui.ascii
                self.status.offer("then", choice_row(continuations, ascii_only=ascii_only))
                return True
            case Counting(times):
                self.status.say(str(times))
            case Cancelled():
                self.status.say("")
            case Elsewhere() as elsewhere:
                self.status.say(f"{elsewhere.sentence}.")
            case Nothing():
                if self.scopes()[0] not in TYPING_SCOPES:
                    self.status.say("This key has no meaning; ? lists those that have one.")
        if len(self.screen_stack) == 1 and not self.prompt.active:
            self.status.show_hints()
        return True

    def _perform(self, name: str, times: int | None) -> None:
        if not self.prompt.active:
            self.prompt.say("")
        try:
            if actions.MODULES.get(name) not in actions.LEAVE_CARD:
                self.bring_customer()
            actions.perform(self, name, times)
        except CrmError as error:
            self.status.refuse(error)

    # Changing

    def _say_waiting(self) -> None:
        self.status.say("waiting for another writer…", "warn")

    def change(
        self,
        work: Callable[[Desk, Sequence[int]], object],
        *,
        name: str = "",
        parties: Sequence[int] | None = None,
        again: Callable[[Desk, Sequence[int]], object] | None = None,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[], None] | None = None,
        of: Of = "customers",
    ) -> None:
        """Change customers in the thread of writes, then show what was done.

        With a `name` the change can be made again on others by `.`, as `again` where that is
        another work. What was typed for it is kept until it is saved. With `of` it is tasks or
        deals that are changed, and `parties` are their ids.
        """
        chosen = self.targets() if parties is None else list(parties)
        draft = self.drafts.take_typed()

        async def run() -> None:
            try:
                result = await self.gateway.write(partial(self._saving, draft, work, chosen))
            except CrmError as error:
                self.drafts.keep(draft)
                self.status.refuse(error)
                if failed is not None:
                    failed()
                return
            if name:
                self.last_change = Change(name, again or work, of)
            self.look()
            if done is not None:
                done(result)
            else:
                self.say_done()

        self.begin(run())

    def _saving(
        self,
        draft: Draft | None,
        work: Callable[[Desk, Sequence[int]], Done],
        parties: Sequence[int],
        desk: Desk,
    ) -> Done:
        done = work(desk, parties)
        self.drafts.saved(draft)
        return done

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
            self.status.confirm(
                f"{what}: {len(parties):,} customers?",
                lambda: self.change(work, name=name, parties=parties, done=done),
            )
        else:
            self.change(work, name=name, parties=parties, done=done)

    def say_done(self) -> None:
        """Say what was done last."""
        label = changes.next_undo(self.desk) if self.gateway.changed else ""
        self.status.say(
            sentence(label) if label else "Nothing was changed.",
            "good",
        )

    def take_back(self, change_set: int) -> None:
        """Take back one change set, whosever it was."""
        from crm_tui.services import undo

        self.change(
            lambda desk, _: undo.undo(desk, change_set),
            parties=(),
            done=lambda undone: self.status.say(f"Taken back: {undone.label}."),
        )

    def put_aside(self) -> None:
        """Take the question back that stands; what was typed is kept for the next time."""
        self.status.keep_typed()
        self.prompt.cancel()

    def keep_unsaved(self, action: str, text: str) -> None:
        """Keep a text whose saving was broken off; the same action offers it again."""
        if self.drafts.keep(Draft(action, self.party, text)):
            self.status.say("Not saved; the text stands there again when you begin anew.")

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something run beside the keys; a failure in it ends the program as any other."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            if isinstance(error, CrmError):
                self.status.refuse(error)
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
            self.status.refuse(error)
            return
        if seen is not None:
            self._take_changes(seen)

    def _take_changes(self, seen: ChangesSeen) -> None:
        self._words = self._labels = None
        touched: Collection[int] | None = seen.parties
        # Where a question is asked from a card, the card is worked in too.
        self._card_stays = self._went_to in (self.card, self.deal)
        try:
            if self._customers_begun:
                self.customers.take_changes(touched)
            self.sheet.read_again()
            self.pipeline.read_again(follow=seen.mine)
            self._plan_again()
        finally:
            self._card_stays = False
        if self.party is not None and (touched is None or self.party in touched):
            self.card.read_again()
        self.deal.read_again()
        self.read_agenda()
        self.count()
        self.show_undo()
        if seen.labels and not self.prompt.alarms:  # a refusal is not to be missed for news
            who, label = seen.labels[-1]
            more = f" (and {len(seen.labels) - 1} more)" if len(seen.labels) > 1 else ""
            self.status.say(f"{who}: {label}{more}")

    def _plan_again(self) -> None:
        if self.planner is not None and self.place is AGENDA:
            self.planner.take_changes()

    def count(self) -> None:
        """Count what the list shows and what is due, beside the keys."""
        self.read_slowly("due", lambda desk: agenda.counts(desk, desk.user), self._count_due)
        self.read_slowly("deals", _open_deals, self._count_deals)
        if self.place is PIPELINE:
            self._learn()
        if not self._customers_begun:
            return
        query = self.customers.query_shown
        if query.text:
            return

        def show(found: Any) -> None:
            self.customers.set_counted(query, found)
            self._show_top_row()

        self.read_slowly("count", lambda desk: counted(desk, query), show)

    def _count_due(self, due: agenda.Counts) -> None:
        self._due = due
        self._show_top_row()

    def _learn(self) -> None:
        """Read what closed deals say of the stages, beside the keys."""
        from crm_tui.views import forecast

        self.read_slowly("learned", forecast.learned, self.deal.learn)

    def _count_deals(self, number: int) -> None:
        self._open_deals = number
        self._show_top_row()

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
        self.prompt.set_right(
            marked + (undo if len(undo) <= most else f"{undo[: most - 1]}{self.words().ellipsis}")
        )

    def _tick(self) -> None:
        """Show the time each minute; what depends on the day follows it."""
        self._notice_midnight()
        self._show_top_row()
        now = self.desk.clock.now()
        loop = asyncio.get_running_loop()
        self._tick_later = loop.call_later(60 - now.second, self._tick)

    def _notice_midnight(self) -> None:
        """Show another day's sheet and ages once the user's day is another (rule 18)."""
        today = self.desk.clock.today()
        if today == self._day:
            return
        self._day = today
        if self._customers_begun:
            self.customers.take_changes(None)
        self.sheet.read_again()
        self.pipeline.read_again()
        self._plan_again()
        self.card.read_again()
        self.deal.read_again()
        self.read_agenda()
        self.count()

    # Places and panes

    @property
    def list(self) -> RecordList | Board:
        """The list of the place."""
        return self._list_pane().list

    def _list_pane(self) -> CustomersPane | SheetPane | BoardPane:
        if self.place is PIPELINE:
            return self.pipeline
        return self.sheet if self.place is AGENDA else self.customers

    @property
    def searched(self) -> str:
        """What the list of the place is narrowed to."""
        return self._list_pane().searched

    def search(self, text: str) -> None:
        """Narrow the list of the place to what answers to a text; an empty one shows all."""
        self._list_pane().search(text)

    def go_to_place(self, place: Place) -> None:
        """Show a place as it was left."""
        screen = self.screen_stack[0]
        self.zoom("")
        if place is not self.place:
            screen.remove_class(f"at-{self.place.name}")
            screen.add_class(f"at-{place.name}")
            self.place = place
            self._show_top_row()
        self.sheet.sleep()
        self.pipeline.sleep()
        if place is AGENDA:
            self.sheet.wake()
            self._plan_again()
            self._follow(self.sheet.party)
        elif place is PIPELINE:
            if self.narrow:
                self._show_beside(())
            self.pipeline.wake()
            self._learn()
        else:
            if not self._customers_begun:
                self._begin_customers()
                self._seek_place()
                self.count()
            self._follow(self.customers.party)
        self.read_agenda()
        self.go_to_pane(self.list)
        self.show_undo()

    def panes(self) -> Sequence[Widget]:
        """The panes that are shown and can have the keys, from left to right."""
        return [
            pane
            for pane, shown in (
                (self.list, self._list_pane().display),
                (self.deal, self.deal.display),
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
        if self.place is PIPELINE:
            self._show_beside((*self._beside[:1], "card"))
        elif self.narrow:
            self.zoom("card")
        self.go_to_pane(self.card)

    def back_to_list(self) -> None:
        """Leave the card for the list, a customer's card in the pipeline for the deal's."""
        if self.beside and (self.narrow or not self._zoomed):
            self._show_beside(self._beside[:-1])
            if self._beside:
                self.deal.read_again()
                self.go_to_pane(self.deal)
                return
        self.zoom("")
        self.go_to_pane(self.list)
        if self.place is AGENDA:
            self._follow(self.sheet.party)

    @property
    def beside(self) -> bool:
        """Whether a card stands beside the board, or in its place."""
        return self.place is PIPELINE and bool(self._beside)

    def _show_beside(self, cards: Sequence[Beside]) -> None:
        """Show the last of these cards beside the board; those before it come back after it."""
        cards = tuple(cards[-1:] if cards[:1] == ("card",) else cards)
        self._beside = cards
        self.zoom("")
        screen = self.screen_stack[0]
        screen.set_class(cards[-1:] == ("deal",), "with-deal")
        screen.set_class(cards[-1:] == ("card",), "with-card")

    def go_to_pane(self, pane: Widget) -> None:
        """Give a pane the keys."""
        self._went_to = pane
        self.screen_stack[0].set_focus(pane, scroll_visible=False)
        self.show_mode()
        self.status.show_hints()

    def show_mode(self) -> None:
        """Say at the left where the keys go."""
        mode = self.place.mode if self.pane is self.list else "CARD"
        if self.planner is not None and self.place is AGENDA:
            mode = "PLAN"
        elif self.pane is self.agenda:
            mode = "TO DO"
        elif self.pane is self.deal:
            mode = "DEAL"
        self.prompt.set_mode("ON CALL" if self.on_call else mode)

    @property
    def zoomed(self) -> str:
        """Which pane has the whole screen: 'card', 'deal', 'list', 'agenda' or ''."""
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

    def open_form(
        self,
        form: Screen[Saved],
        action: str,
        party: int | None,
        then: Callable[[Saved | None], None],
    ) -> None:
        """Open a form; `action` on `party` opens it again with what was typed, should all end."""
        self._form_action, self._form_party = action, party
        self.push_screen(form, then)

    def save_drafts(self) -> None:
        """Keep what was typed and not saved, and where the user was."""
        if self._customers_begun:
            index = self.customers.list.cursor_index
            here = Whereabouts(self.customers.view, self.customers.party, index)
        else:
            here = self._here
        here = here._replace(
            name=self.place.name, day=self.desk.clock.today().isoformat(),
            board=self.pipeline.left,
        )  # fmt: skip
        remember(self._place, here)
        forms = [screen for screen in self.screen_stack if isinstance(screen, HoldsText)]
        form = (self._form_action, self._form_party, forms[0].draft()) if forms else None
        self.drafts.save(form)
