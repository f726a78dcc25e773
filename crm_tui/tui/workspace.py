"""The workspace: rows and panes, which of them has the keys, and what a key makes them do."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

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
    SwitchedOff,
)
from crm_tui.keys.places import say_off
from crm_tui.services.opening import follow
from crm_tui.store.desk import Desk
from crm_tui.store.feed import ChangeFeed, ChangesSeen
from crm_tui.tui.answer_drafts import AnswerDrafts
from crm_tui.tui.changes import Changes
from crm_tui.tui.drafts import Drafts
from crm_tui.tui.errands import Errands
from crm_tui.tui.foothold import GONE, Foothold, Here
from crm_tui.tui.gateway import Gateway
from crm_tui.tui.keyboard import OrderedKeys, Pressed
from crm_tui.tui.layout import Layout
from crm_tui.tui.lookout import Lookout
from crm_tui.tui.on_call import OnCall
from crm_tui.tui.paint import ChangedCells
from crm_tui.tui.panes.agenda import AgendaPane
from crm_tui.tui.panes.card import CardPane
from crm_tui.tui.panes.customer_rows import Wording
from crm_tui.tui.places.agenda import NO_TASK
from crm_tui.tui.places.place import Place
from crm_tui.tui.places.register import all_places
from crm_tui.tui.places.tickets import NO_TICKET
from crm_tui.tui.safety import SteadyApp, default_state_dir
from crm_tui.tui.state_file import StateFile
from crm_tui.tui.status import Status, pairs
from crm_tui.tui.top_row import top_row
from crm_tui.tui.whereabouts import remember, remembered
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.board import Board
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.text_view import Line, TextView
from crm_tui.views import changes
from crm_tui.views.choices import labels
from crm_tui.views.speech import speech

if TYPE_CHECKING:
    from crm_tui.text.filters.tree import FilterError
    from crm_tui.tui.card.words import Words
    from crm_tui.views.agenda import AgendaRow, SheetRow
    from crm_tui.views.firm_settings import Suggestion
    from crm_tui.views.shared_plan import TaskRow

LEAVE_WITHIN_S = 2.0

Saved = TypeVar("Saved")


@runtime_checkable
class HoldsText(Protocol):
    """A screen in which a text may stand that is not saved."""

    def draft(self) -> dict[str, str]:
        """What was typed and is not saved, by field."""
        ...


@runtime_checkable
class KeepsText(Protocol):
    """A screen that keeps what is written in it by itself."""

    def keep(self) -> None:
        """Keep it as it stands now."""
        ...

    def read_again(self) -> None:
        """Show what was changed meanwhile."""
        ...


class Actions(Protocol):
    """What keys do. The actions know the workspace, which knows no more of them than this."""

    def perform(self, workspace: Workspace, name: str, times: int | None) -> None:
        """Do what a key means; `times` is the count typed before it."""
        ...

    def act_on_row(self, name: str) -> bool:
        """Whether an action does something with the row under the cursor."""
        ...

    def act_on_task(self, name: str) -> bool:
        """Whether an action does something with the task under the cursor."""
        ...

    def first_painted(self, workspace: Workspace) -> None:
        """Make ready for the first keys."""
        ...


class Workspace(ChangedCells, OrderedKeys, SteadyApp, inherit_bindings=False):
    """The program on the screen: the places, the cards beside their lists, and the rows."""

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
        actions: Actions,
        party: int | None = None,
        *,
        place: str = "",
        ticket: int | None = None,
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
        self._all_keys = keymap
        self._actions = actions
        self.speech = speech(desk, config.firm.customer_word)
        self.keymap = keymap.of_firm(self.speech.off, self.said)
        address = desk.store.engine.address
        self.drafts = Drafts(StateFile(state_dir, "draft", address, desk.login))
        self.answers = AnswerDrafts(StateFile(state_dir, "answer", address, desk.login))
        self.import_drafts = StateFile(state_dir, "import", address, desk.login)
        self._left = StateFile(state_dir, "place", address, desk.login)
        self._here = remembered(self._left)
        self._is_morning = self._here.day != desk.clock.today().isoformat()
        self._opens_at = party
        self._opens_ticket = ticket
        self._keys = KeyInput(self.keymap)
        self._undo = ""
        self._words: Words | None = None
        self._labels: dict[tuple[str, str], str] | None = None
        self._hints_made: tuple[object, Line] = (None, ())
        self._form_action = ""
        self._form_party: int | None = None
        self._went_to: Widget | None = None
        self.foothold = Foothold(self._under_cursor)
        self.on_call: OnCall | None = None
        self.begins_anew = False
        """Whether it ends only to be opened again: the database has been exchanged."""
        self.card_stays = False
        """While changes are taken in: the card is being worked in, no cursor moves it."""
        self._make_panes()
        self._make_work()
        named = self.places.named(place)
        self.place = named if named and self.has(named) else self._first_place()
        self.layout = Layout(self, config.ui.list_from, self.place.sign.name)

    def _make_panes(self) -> None:
        self.places = all_places(self, self._here)
        self.places.tickets.drafted = self.answers.tickets
        self.customers = self.places.customers.pane
        self.sheet = self.places.agenda.pane
        self.pipeline = self.places.pipeline.pane
        self.deal = self.places.pipeline.deal
        self.card = CardPane(self.desk, self.words)
        self.agenda = AgendaPane(self.desk)
        self.top_row = Bar(id="top")
        self.prompt = Prompt(id="prompt")
        self.hints = Bar(id="hints")

    def _make_work(self) -> None:
        desk = self.desk
        self.status = Status(
            self.prompt,
            self.hints,
            self.drafts,
            usual=self._usual_hints,
            about=lambda: self.party,
            targets=self.targets,
            said=self.said,
        )
        refuse = self.status.refuse
        waiting = "waiting for another writer…"
        self.gateway = Gateway(desk, lambda: self.status.say(waiting, "warn"))
        self.errands = Errands(self.gateway, refused=refuse, failed=self._handle_exception)
        self.lookout = Lookout(
            ChangeFeed(desk.store),
            lambda: desk.clock,
            goes_on=lambda: not self._ending and self.is_running,
            changed=self._take_changes,
            minute=self._tick,
            day=lambda: self._show_anew(None, mine=False),
            unfinished=self._take_back_broken,
            refused=refuse,
        )
        self.changes = Changes(
            desk,
            self.gateway,
            self.errands,
            self.drafts,
            self.status,
            targets=self.targets,
            look=self.lookout.look,
        )

    def _first_place(self) -> Place:
        """The agenda at the morning's first start, else where the program was left."""
        places, here = self.places, self._here
        if self._opens_at is not None:
            return places.customers
        if not self._is_morning:
            left = places.named(here.name)
            return left if left and self.has(left) else places.customers
        someone = self.desk.store.value("SELECT 1 FROM party LIMIT 1")
        return places.agenda if someone else places.customers

    # The screen

    def get_default_screen(self) -> Screen[Any]:
        """The screen, laid out for the size it has from the start."""
        return Screen(id="_default", classes=self.layout.first_classes())

    def compose(self) -> ComposeResult:
        """The top row, the panes, the status row and the row of keys."""
        yield self.top_row
        with Container(id="body"):
            yield from (place.pane for place in self.places)
            for place in self.places:
                yield from place.cards
            yield self.card
            yield self.agenda
        yield self.prompt
        yield self.hints

    def on_mount(self) -> None:
        """Show the place that was left; count, offer drafts and watch others from then on."""
        if self.config.ui.ascii:
            for place in self.places:
                if isinstance(place.list, RecordList):
                    place.list.ellipsis = "~"
        self.place.wake()
        self.go_to_pane(self.list)
        if self._opens_at is not None:
            self.places.customers.sought = self._opens_at
            self.card.show(self._opens_at)
            self.open_card()
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self.card.wake()
        self.place.first_painted()
        if self._opens_ticket is not None:
            self.open_ticket(self._opens_ticket)
        self.read_agenda()
        self.count()
        self.show_undo()
        if self._is_morning and self.place is self.places.agenda:
            self.errands.read("next place", _suggestion, self._suggest)
        self.lookout.begin()
        self._actions.first_painted(self)

    def on_resize(self, event: events.Resize) -> None:
        """Say how large the terminal must be where it is too small; hints follow the width."""
        self.layout.fit(*event.size)
        self.call_after_refresh(self._show_rows)

    def _show_rows(self) -> None:
        self.show_top_row()
        self.status.show_hints()
        if self._undo:
            self._fit_undo()
        beside, asked_from = self.layout.beside, self.prompt.asked_from
        pane = asked_from if self.prompt.active else self.pane
        if not beside or not self.layout.narrow or pane is not self.list:
            return
        cards = (*self.place.cards, self.card)
        shown = next(card for card in cards if card.id == beside[-1])
        if self.prompt.active:  # the question keeps the keys
            self.prompt.asked_from = shown
        else:
            self.go_to_pane(shown)

    def words(self) -> Words:
        """The words cards are drawn with; read once a day and after changes to pick lists."""
        today = self.desk.clock.today()
        if self._words is None or self._words.today != today:
            from crm_tui.tui.card.words import words_of

            self._words = words_of(
                self.desk,
                self.keymap,
                speech=self.speech,
                ascii_only=self.config.ui.ascii,
            )
        return self._words

    def wording(self) -> Wording:
        """The words lists are drawn with; read again after changes to pick lists."""
        if self._labels is None:
            self._labels = labels(self.desk)
        clock = self.desk.clock
        return Wording(self._labels, clock.now(), clock.today(), self.speech.words)

    def show_top_row(self) -> None:
        """Show the places with their counts, the time, and where one is."""
        now = self.desk.clock.now().astimezone(self.desk.clock.zone)
        name = Path(self.desk.store.engine.address).name
        dot = self.words().dot
        time, who = f"{now:%H:%M} ", f"{self.desk.user_name}{dot}"
        right = (f"{who}{name}{dot}{time}", f"{who}{time}", time)
        counts = {place.sign.name: place.counted for place in self.places_on}
        self.top_row.show(
            top_row(
                self.place.sign, counts, right, self.size.width,
                off=self.speech.off, said=self.said,
            )
        )  # fmt: skip

    def _tick(self) -> None:
        self.show_top_row()
        for place in self.places_on:
            place.tick()
        self.card.tick()

    def _usual_hints(self) -> Line:
        """The keys that matter where the focus is."""
        asked = (self._scopes_beneath(), self.size.width)
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
        if self.pane is self.list and self.list.marks:
            return sorted(self.place.marked_parties())
        return [self.party] if self.party is not None else []

    def whom(self) -> str:
        """Whom a verb acts on, in words."""
        number = len(self.targets())
        several = f"{number:,} {self.speech.words.customers}"
        return several if number > 1 else self.party_name

    def someone(self) -> bool:
        """Whether there is anybody to act on; says so where there is not."""
        if self.targets():
            return True
        self.status.tell(self.place.say_nobody())
        return False

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
            return self.places.agenda.tasks_here()
        if self.on_call and self.on_call.task and self.on_call.party == self.party:
            return [self.on_call.task]
        task = self.task_here()
        if task is None:
            self.status.tell(NO_TASK)
            return []
        return [task.id]

    def tickets_here(self) -> list[int]:
        """The tickets a verb acts on: the marked ones, else the one under the cursor or shown.

        Says so where there is none.
        """
        if self.places.tickets.is_here and self.pane is not self.card:
            return self.places.tickets.tickets_here()
        target = self.card.target if self.pane is self.card else None
        if target is not None and target.what == "ticket":
            return [target.id]
        if self.places.tickets.is_here:
            return self.places.tickets.tickets_here()
        self.status.tell(NO_TICKET)
        return []

    def open_ticket(self, ticket: int) -> None:
        """Open a ticket in its place and begin to work on it."""
        self.places.tickets.show_ticket(ticket)

    def go_to_party(self, party: int) -> None:
        """Show a customer's card, and put the cursor on it where the list has it."""
        self.foothold.regain()
        if not self.place.go_to_party(party):
            self.card.show(party)

    def follow(self, party: int | None) -> None:
        """Show the card of who is under the cursor, unless it is being worked in meanwhile."""
        if not self.card_stays and (party != self.party or party is None):
            self.card.follow(party)

    def begin_call(self, party: int, task: int, phone: str) -> None:
        """Open the card of whom to call; the clock runs until the task has its result."""
        self.on_call = OnCall(party, self.desk.clock.now(), task)
        self.open_card()
        number = f" {phone}" if phone else ""
        self.status.say(f"Calling {self.party_name}{number}; x finishes it.")

    def _under_cursor(self) -> Here:
        """What verbs act on now."""
        pane, task = self.pane, self.task_here()
        row: tuple[object, ...]
        if isinstance(pane, TextView):
            shown = self.places.tickets.ticket.ticket, self.deal.deal, self.party
            row = pane.id, pane.entry.key if pane.entry else None, *shown
        else:
            row = pane.id, "marked" if pane.marks else pane.cursor_key
        return Here(row, task.id if task else None)

    def hang_up(self) -> None:
        """Stop the clock of the call."""
        self.on_call = None
        self.show_mode()

    # Keys

    @property
    def pane(self) -> RecordList | Board | TextView:
        """The pane that has the keys."""
        focused = self.screen_stack[0].focused
        return focused if isinstance(focused, RecordList | Board | TextView) else self.list

    def scopes(self) -> tuple[str, ...]:
        """Where keys are looked for, innermost first."""
        if len(self.screen_stack) > 1:
            return ("always",)
        return self._scopes_beneath()

    def _scopes_beneath(self) -> tuple[str, ...]:
        """Where keys are looked for when no other screen stands before this one."""
        return CONTEXTS["input" if self.prompt.active else self.place.context()]

    async def take_key(self, event: Pressed) -> bool:
        """Do what the key means where the focus is; always deals with it."""
        self.card.wake()  # typed ahead of the first paint, a key acts on the customer all the same
        if (refusal := self._refusal(event)) or isinstance(event, events.Paste):
            self.status.say(refusal)
            return True
        answer = self._keys.feed(event.key, self.scopes(), event.character)
        self.status.offer_nothing()
        match answer:
            case Exact(action, times):
                if self._has_lost_row(action.name, event.time):
                    self.status.say(GONE, "warn")
                else:
                    self._perform(action.name, times)
            case Prefix(_, continuations):
                ascii_only = self.config.ui.ascii
                row = choice_row(continuations, ascii_only=ascii_only, said=self.said)
                self.status.offer("then", row)
                return True
            case Counting(times):
                self.status.say(str(times))
            case Cancelled():
                self.status.say("")
            case Elsewhere() as elsewhere:
                self.status.say(f"{self.said(elsewhere.sentence)}.")
            case SwitchedOff() as switched_off:
                self.status.say(self.said(switched_off.sentence))
            case Nothing():
                if self.scopes()[0] not in TYPING_SCOPES:
                    self.status.say("This key has no meaning; ? lists those that have one.")
        if len(self.screen_stack) == 1 and not self.prompt.active:
            self.status.show_hints()
        return True

    def _refusal(self, event: Pressed) -> str:
        """Why nothing is done with it, whatever it means; '' where something may be."""
        if isinstance(event, events.Paste):
            return "Nothing takes a text here; c, i or A begin one."
        is_lost = event.key != "escape" and self.foothold.swallows(event.time)
        return GONE if is_lost else ""

    def _has_lost_row(self, name: str, pressed: float) -> bool:
        """Whether an action is for a row that a colleague took away as its key was pressed."""
        on_task = self._actions.act_on_task(name)
        return self._actions.act_on_row(name) and self.foothold.is_lost(pressed, task=on_task)

    def _perform(self, name: str, times: int | None) -> None:
        if not self.prompt.active:
            self.prompt.say("")
        try:
            self._actions.perform(self, name, times)
        except CrmError as error:
            self.status.refuse(error)

    # Noticing changes

    def _take_changes(self, seen: ChangesSeen) -> None:
        # Where a question is asked from a card, the card is worked in too.
        self.card_stays = self._went_to in (self.card, *self.place.cards)
        try:
            if seen.only_claims:
                with nullcontext() if seen.mine else self.foothold.watched():
                    self.places.tickets.take_changes(seen.parties, mine=seen.mine)
                return
            self._words = self._labels = None
            self._take_speech()
            # What is reckoned in another currency or zone stands in every row.
            touched = None if follow(self.desk) else seen.parties
            if touched is None:
                self.show_top_row()
            self._show_anew(touched, mine=seen.mine)
        finally:
            self.card_stays = False
        for screen in self.screen_stack:
            if isinstance(screen, KeepsText):
                screen.read_again()
        self.show_undo()
        if not self.prompt.alarms:  # a refusal is not to be missed for news
            self._say_news(seen)

    def _take_back_broken(self) -> None:
        """Take back an import that broke off and could not be taken back at once."""

        async def run() -> None:
            with suppress(CrmError):  # a disk that is still full: it is tried again
                if await self.gateway.post(lambda desk: desk.store.take_back_broken("screen")):
                    self.status.say("An import that broke off was taken back.", "warn")

        self.errands.begin(run())

    def _say_news(self, seen: ChangesSeen) -> None:
        """Say what others did; what was meant for the user goes before all else."""
        from crm_tui.views import news

        told = news.for_user(self.desk, seen.others) if seen.parties is not None else []
        done = [f"{who}: {label}" for who, label in seen.labels if who]  # by nobody is no news
        said = told or done
        if said:
            more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
            self.status.say(f"{said[-1]}{more}", "warn" if told else "")

    def _show_anew(self, touched: Collection[int] | None, *, mine: bool) -> None:
        """Read again what is shown of these customers, with None of all."""
        with nullcontext() if mine else self.foothold.watched():
            for place in self.places_on:
                place.take_changes(touched, mine=mine)
            if self.party is not None and (touched is None or self.party in touched):
                self.card.read_again()
            self.read_agenda()
        self.count()

    def count(self) -> None:
        """Count what the places have, beside the keys; customers come last, being the most."""
        for place in reversed(self.places_on):
            place.count()

    def read_agenda(self) -> None:
        """Read anew what there is to do."""
        if self.agenda.display and self.agenda.size.width:
            self.agenda.read_again()

    def show_undo(self) -> None:
        """Say at the right what is marked and what undo would take back."""
        label = changes.next_undo(self.desk)
        key = self.words().keys.get("change.undo", "")
        self._undo = f"{key} takes back: {label}" if label else ""
        self._fit_undo()

    def _fit_undo(self) -> None:
        """Cut what undo would take back for the present width."""
        marked = f"* {len(self.list.marks):,} marked  " if self.list.marks else ""
        most = max(0, self.size.width // 3)
        undo = self._undo
        self.prompt.set_right(
            marked + (undo if len(undo) <= most else f"{undo[: most - 1]}{self.words().ellipsis}")
        )

    # The firm's words and places

    def said(self, text: str) -> str:
        """A text of the program's own in the firm's words; never for what people wrote."""
        return self.speech.words.said(text)

    @property
    def places_on(self) -> list[Place]:
        """The places that are switched on."""
        return [place for place in self.places if self.has(place)]

    def has(self, place: Place) -> bool:
        """Whether a place is switched on."""
        return place.sign.name not in self.speech.off

    def opens(self, place: Place) -> bool:
        """Whether a place is switched on; says so where it is not."""
        if not self.has(place):
            self.status.say(self.said(say_off(place.sign.name)))
        return self.has(place)

    def _suggest(self, found: Suggestion | None) -> None:
        """Say what the firm's next step may be, once in a morning (S111)."""
        if found is not None and not self.prompt.message:
            self.status.tell(f"{found.sentence} :place {found.place} on, or never.", "dim")

    def _take_speech(self) -> None:
        """Speak as the firm wants it now, here or elsewhere; leave a place that is off."""
        before, now = self.speech, speech(self.desk, self.config.firm.customer_word)
        if now == before:
            return
        self.speech = now
        self.keymap = self._all_keys.of_firm(now.off, self.said)
        self._keys.use(self.keymap)
        self._hints_made = (None, ())
        if not self.has(self.place):
            self.status.put_aside()
            self.go_to_place(self.places.customers)
        for place in self.places:
            if place.sign.name in before.off - now.off:
                place.take_changes(None, mine=True)
        self.card.read_again()
        self.show_top_row()
        self.show_mode()
        self.status.show_hints()

    # Places and panes

    @property
    def list(self) -> RecordList | Board:
        """The list of the place."""
        return self.place.list

    @property
    def searched(self) -> str:
        """What the list of the place is narrowed to."""
        return self.place.pane.searched

    def search(self, text: str) -> FilterError | None:
        """Narrow the list of the place to what answers to a text; an empty one shows all.

        A filter that cannot be read leaves the list as it is, and is returned with why.
        """
        if text.strip():
            from crm_tui.text.filters import tree
            from crm_tui.views.filtering.compiling import check

            try:
                check(self.desk, self.place.holds, text)
            except tree.FilterError as error:
                return error
        self.place.pane.search(text)
        if self.places.customers.is_here:
            self.places.customers.count()
        return None

    def press_place(self, place: Place) -> None:
        """Go to a place; from there, to where it begins."""
        if place.is_here:
            place.go_home()
        else:
            self.go_to_place(place)

    def go_to_place(self, place: Place) -> None:
        """Show a place as it was left; where it is off, say so."""
        if not self.opens(place):
            return
        self.layout.go_to(place.sign.name)
        if not place.is_here:
            self.place = place
            self.show_top_row()
        for one in self.places:
            one.sleep()
        place.arrive()
        self.read_agenda()
        self.go_to_pane(self.list)
        self.show_undo()

    def panes(self) -> Sequence[Widget]:
        """The panes that are shown and can have the keys, from left to right."""
        cards = (*self.place.cards, self.card, self.agenda)
        shown: list[Widget] = [card for card in cards if card.display]
        return [self.list, *shown] if self.place.pane.display else shown

    def open_card(self) -> None:
        """Go into the customer's card."""
        self.place.open_card()

    def back_to_list(self) -> None:
        """Leave a card for the list, or for the card before it."""
        self.place.back_to_list()

    def go_to_pane(self, pane: Widget) -> None:
        """Give a pane the keys."""
        self.foothold.regain()
        self._went_to = pane
        self.screen_stack[0].set_focus(pane, scroll_visible=False)
        self.show_mode()
        self.status.show_hints()

    def show_mode(self) -> None:
        """Say at the left where the keys go."""
        self.prompt.set_mode("ON CALL" if self.on_call else self.said(self.place.mode()))

    # Ending

    def quit(self) -> None:
        """Leave the program once what is being written is written."""

        async def leave() -> None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.gateway.settled(), LEAVE_WITHIN_S)
            self.end(0)

        if self.gateway.busy:
            self.errands.begin(leave())
        else:
            self.end(0)

    def begin_anew(self) -> None:
        """End, and let the program begin with what the database holds by now."""
        self.begins_anew = True
        self.quit()

    def close(self) -> None:
        """Let the writes that were asked for end, and let go of the ticket one works on."""
        self.gateway.close(self.places.tickets.last_work())

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
        today = self.desk.clock.today().isoformat()
        here = self._here._replace(name=self.place.sign.name, day=today)
        for place in self.places:
            here = place.left(here)
        remember(self._left, here)
        for screen in self.screen_stack:
            if isinstance(screen, KeepsText):
                screen.keep()
        forms = [screen for screen in self.screen_stack if isinstance(screen, HoldsText)]
        form = (self._form_action, self._form_party, forms[0].draft()) if forms else None
        self.drafts.save(form)


def _suggestion(desk: Desk) -> Suggestion | None:
    """The firm's next step; what finds it is imported in the thread that reads."""
    from crm_tui.views import firm_settings

    return firm_settings.suggestion(desk)
