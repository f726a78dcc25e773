"""What every place of the workspace answers, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

if TYPE_CHECKING:
    from crm_tui.keys.places import Sign
    from crm_tui.tui.panes.board import BoardPane
    from crm_tui.tui.panes.customers import CustomersPane
    from crm_tui.tui.panes.queue import QueuePane
    from crm_tui.tui.panes.sheet import SheetPane
    from crm_tui.tui.whereabouts import Whereabouts
    from crm_tui.tui.widgets.board import Board
    from crm_tui.tui.widgets.record_list import RecordList
    from crm_tui.tui.widgets.text_view import Line, TextView
    from crm_tui.tui.workspace import Workspace
    from crm_tui.views.filtering.records import Kind

    ListPane = CustomersPane | SheetPane | BoardPane | QueuePane


class ViewToKeep(NamedTuple):
    """What a list shows, to be saved as a view.

    `place` and `fields` are what `services.saved_views` keeps; `show` shows the view by the
    name it was given.
    """

    place: str
    fields: Mapping[str, Any]
    show: Callable[[str], None]


class About(NamedTuple):
    """What one is at where it is no customer: a deal or a ticket, and its customer, if any."""

    what: Literal["deal", "ticket"]
    id: int
    title: str
    party: int | None
    party_name: str


class Place(ABC):
    """A place: the pane of its list, the cards of its own, and what they mean to the keys.

    The workspace has one of each kind and asks the one that is shown. A place whose answer is
    not of its own gives that of most places, which is here.
    """

    sign: ClassVar[Sign]
    holds: ClassVar[Kind]
    """What its list shows, which is what its filters are of."""
    pane: ListPane
    cards: Sequence[TextView] = ()
    """Cards beside the list, other than the customer's, which all places share."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def list(self) -> RecordList | Board:
        """The list of the place."""
        return self.pane.list

    @property
    def is_here(self) -> bool:
        """Whether this is the place that is shown."""
        return self._workspace.place is self

    def _follow_party(self, party: int | None) -> None:
        """Let the customer's card follow the cursor of the list."""
        if self.is_here:
            self._workspace.follow(party)

    # Coming and going

    @abstractmethod
    def wake(self) -> None:
        """Show what there is; at a start this is before the first paint."""

    def sleep(self) -> None:  # noqa: B027  # most places have nothing to do
        """Read nothing more until the place is shown again."""

    def first_painted(self) -> None:  # noqa: B027  # most places have nothing to do
        """Do what a start can leave until after its first paint."""

    def arrive(self) -> None:
        """Show the place as it was left, when one comes from another or presses its key."""
        self.wake()

    def go_home(self) -> None:
        """Its key was pressed in the place itself: go back to where it begins."""
        self.back_to_list()

    def tick(self) -> None:  # noqa: B027  # most places have nothing to do
        """Take note that the user's minute is another one."""

    def left(self, here: Whereabouts) -> Whereabouts:
        """`here` with what this place wants to know at the next start."""
        return here

    # What is read

    @property
    def counted(self) -> Line:
        """What the top row says behind its title."""
        return ()

    @abstractmethod
    def count(self) -> None:
        """Read beside the keys what takes its time."""

    @abstractmethod
    def take_changes(self, touched: Collection[int] | None, *, mine: bool) -> None:
        """Show what was changed, on the customers `touched` or, with None, on any.

        `mine` tells that all of it was changed here.
        """

    # What is chosen

    def marked_parties(self) -> Collection[int]:
        """The customers of what is marked in the list."""
        return ()

    def say_nobody(self) -> str:
        """The sentence for a verb that finds no customer here."""
        return "No customer is chosen; N adds one."

    def about_here(self) -> About | None:
        """The deal or the ticket one is at: what is logged, noted or planned hangs on it too."""
        return None

    def bring_customer(self) -> None:  # noqa: B027  # most places have nothing to do
        """Let the customer's card be that of what one is at: verbs act on it."""

    def go_to_party(self, party: int) -> bool:
        """Put the cursor on a customer; whether the list has it and shows its card."""
        del party
        return False

    # Keys

    def mode(self) -> str:
        """What the status row calls where the keys go."""
        pane = self._workspace.pane
        if pane is self.list:
            return self.sign.mode
        return "TO DO" if pane is self._workspace.agenda else "CARD"

    def context(self) -> str:
        """Where keys are looked for, by its name in `keys.actions.CONTEXTS`."""
        return self.sign.scope if self._workspace.pane is self.list else "card"

    def open_card(self) -> None:
        """Go into the customer's card; where there is one column only, it takes all of it."""
        if self._workspace.layout.narrow:
            self._workspace.layout.zoom("card")
        self._workspace.go_to_pane(self._workspace.card)

    def step(self, steps: int) -> None:
        """Show another record of the list, from inside its card too."""
        self.list.move_by(steps)

    def open_beyond(self) -> bool:
        """Show what comes after the last pane, where a place has something; whether it has."""
        return False

    @abstractmethod
    def open_here(self) -> None:
        """Open what is under the cursor of the list, or of a card of one's own."""

    def back_to_list(self) -> None:
        """Leave the card for the list."""
        self._workspace.layout.zoom("")
        self._workspace.go_to_pane(self.list)

    def end(self) -> None:
        """Go to the last row of the list."""
        self.list.end()

    # Views, order, marks

    @abstractmethod
    def view_names(self) -> Iterable[str]:
        """The names of the views there are."""

    @abstractmethod
    def show_view(self, name: str) -> None:
        """Show the view with a name, or the only one whose name begins so.

        Raises NotFoundError with the views there are.
        """

    @abstractmethod
    def view_to_keep(self) -> ViewToKeep:
        """What is shown now, to be saved as a view."""

    @property
    @abstractmethod
    def sorts(self) -> Sequence[str]:
        """What the list can be sorted by."""

    @abstractmethod
    def sort(self, by: str) -> None:
        """Sort the list by one of `sorts`."""

    @property
    @abstractmethod
    def sort_keys(self) -> Mapping[str, tuple[str, str]]:
        """By the key that chooses it: one of `sorts`, and its title."""

    def ask_sort(self) -> None:
        """Choose what the list is sorted by."""
        offered = self.sort_keys
        choices = [(key, title) for key, (_by, title) in offered.items()]
        self._workspace.status.choose("sort by:", choices, lambda key: self.sort(offered[key][0]))

    @abstractmethod
    def mark_all(self) -> None:
        """Mark all that match, beyond the screen too, after a question."""

    def _ask_to_mark(self, what: str, number: int, ids: Callable[[], Iterable[int]]) -> None:
        question = f"mark all {self._workspace.said(what)} ({number:,})?"
        self._workspace.status.confirm(question, lambda: self._mark(ids()))

    def _mark(self, ids: Iterable[int]) -> None:
        self.list.set_marks(ids)
        self._workspace.show_undo()
        self._workspace.status.say(f"{len(self.list.marks):,} marked.")
