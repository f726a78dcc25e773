"""The pipeline: the board, the deal's card beside it, and the deals a verb acts on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from crm_tui.keys.places import PIPELINE
from crm_tui.tui.panes.board import BoardPane
from crm_tui.tui.panes.deal import DealPane
from crm_tui.tui.places.place import About, Place, ViewToKeep
from crm_tui.tui.view_names import view_named

if TYPE_CHECKING:
    from crm_tui.store.desk import Desk
    from crm_tui.tui.panes.board_views import BoardView
    from crm_tui.tui.whereabouts import BoardLeft, Whereabouts
    from crm_tui.tui.widgets.text_view import Line
    from crm_tui.tui.workspace import Workspace
    from crm_tui.views.board import DealCard

_NO_CUSTOMER = "This deal has no customer yet; e names one."


def _open_deals(desk: Desk) -> int:
    from crm_tui.views.board import open_deals

    return open_deals(desk)


class PipelinePlace(Place):
    """Shows the deals across the screen; a deal's card, then its customer's, beside them.

    What reads and draws deals is imported when the board is first shown.
    """

    sign = PIPELINE
    holds = "deal"
    pane: BoardPane

    def __init__(self, workspace: Workspace, left: BoardLeft) -> None:
        """`left` is where the board was when the program ended."""
        super().__init__(workspace)
        desk, words = workspace.desk, workspace.words
        self.pane = BoardPane(desk, words, left, self._follow, lambda: workspace.layout.narrow)
        self.deal = DealPane(desk, words)
        self.cards = (self.deal,)
        self._open_deals = 0

    def _follow(self, deal: int | None) -> None:
        """Show the deal under the cursor, unless its card is being worked in meanwhile."""
        if not self._workspace.card_stays and self._workspace.layout.beside[-1:] == ("deal",):
            self.deal.follow(deal)

    # Coming and going

    def wake(self) -> None:
        """Read the deals."""
        self.pane.wake()

    def sleep(self) -> None:
        """Read nothing more until the board is shown again."""
        self.pane.sleep()

    def arrive(self) -> None:
        """Show the board, and beside it what stood there; where it is narrow, the board alone."""
        if self._workspace.layout.narrow:
            self._workspace.layout.show_beside(())
        self.wake()
        self._learn()

    def go_home(self) -> None:
        """Go back to the board, however many cards stand before it."""
        while self._workspace.layout.beside:
            self.back_to_list()
        self.back_to_list()

    def left(self, here: Whereabouts) -> Whereabouts:
        """Which deals were shown, and the one under the cursor."""
        return here._replace(board=self.pane.left)

    # What is read

    @property
    def counted(self) -> Line:
        """How many deals are open."""
        return ((f" {self._open_deals:,}", ""),) if self._open_deals else ()

    def count(self) -> None:
        """Count the open deals; where the board is shown, read what closed ones say too."""

        def show(number: int) -> None:
            self._open_deals = number
            self._workspace.show_top_row()

        self._workspace.errands.read("deals", _open_deals, show)
        if self.is_here:
            self._learn()

    def _learn(self) -> None:
        """Read what closed deals say of the stages, beside the keys."""
        from crm_tui.views import forecast

        self._workspace.errands.read("learned", forecast.learned, self.deal.learn)

    def take_changes(self, touched: Collection[int] | None, *, mine: bool) -> None:
        """Show what was changed; the cursor follows a deal one has moved oneself."""
        del touched
        self.pane.read_again(follow=mine)
        self.deal.read_again()

    # What is chosen

    def marked_parties(self) -> Collection[int]:
        """The customers of the marked deals."""
        from crm_tui.views.board import parties_of

        return parties_of(self._workspace.desk, sorted(self.list.marks))

    def say_nobody(self) -> str:
        """The sentence for a verb that finds no customer: a deal may have none yet."""
        return _NO_CUSTOMER if self.deal_here() is not None else super().say_nobody()

    def bring_customer(self) -> None:
        """Let the customer's card be that of the deal one is at."""
        if self._workspace.pane is not self._workspace.card:
            card = self.deal_here()
            party = card.party if card else None
            if party != self._workspace.party:
                self._workspace.card.show(party)

    def deal_here(self) -> DealCard | None:
        """The deal of the card, or the one under the board's cursor."""
        if self._workspace.pane is self.deal:
            return self.deal.card
        return self.pane.card if self._workspace.pane is self.list else None

    def about_here(self) -> About | None:
        """The deal one is at."""
        card = self.deal_here()
        if card is None:
            return None
        return About("deal", card.id, card.title, card.party, card.party_name)

    def deals_here(self) -> list[int]:
        """The deals a verb acts on: the board's marked ones, else the one under the cursor.

        Says so where there is none.
        """
        if self._workspace.pane is self.list and self.list.marks:
            return sorted(self.list.marks)
        card = self.deal_here()
        if card is None:
            self._workspace.status.tell("No deal is chosen; N adds one.")
            return []
        return [card.id]

    # Keys

    def mode(self) -> str:
        """What the status row calls where the keys go."""
        return "DEAL" if self._workspace.pane is self.deal else super().mode()

    def context(self) -> str:
        """Where keys are looked for."""
        return "deal" if self._workspace.pane is self.deal else super().context()

    def show_deal(self, deal: int) -> None:
        """Open a deal's card, the cursor of the board on it where it stands."""
        if not self._workspace.opens(self):
            return
        if not self.is_here:
            self._workspace.go_to_place(self)
        self.pane.go_to(deal)
        self._workspace.layout.show_beside(("deal",))
        self.deal.show(deal)
        self._workspace.go_to_pane(self.deal)

    def open_card(self) -> None:
        """Go into the customer's card; the deal's, where it was open, comes back after it."""
        before = self._workspace.layout.beside[:1]
        self._workspace.layout.show_beside(("deal", "card") if before == ("deal",) else ("card",))
        self._workspace.go_to_pane(self._workspace.card)

    def open_here(self) -> None:
        """Open the deal's card; from the card, that of who stands under the cursor."""
        if self._workspace.pane is self.list:
            if self.pane.deal is not None:
                self.show_deal(self.pane.deal)
            return
        target, card = self.deal.target, self.deal.card
        if target is not None and target.what == "ticket":
            self._workspace.open_ticket(target.id)
            return
        party = target.id if target is not None and target.what == "person" else None
        party = party or (card.party if card else None)
        if party is None:
            self._workspace.status.tell(_NO_CUSTOMER)
        else:
            self._workspace.card.show(party)
            self.open_card()
            if target is not None and target.what == "task":
                self._workspace.card.open_page("tasks")

    def back_to_list(self) -> None:
        """Leave the deal's card for the board, a customer's card for the deal's."""
        layout = self._workspace.layout
        if layout.beside and (layout.narrow or not layout.zoomed):
            layout.show_beside(layout.beside[:-1])
            if layout.beside:
                self.deal.read_again()
                self._workspace.go_to_pane(self.deal)
                return
        super().back_to_list()

    # Views, order, marks

    def view_names(self) -> Iterable[str]:
        """The names of the board's views."""
        from crm_tui.tui.panes.board_views import offered

        return [view.name for _by, view in offered(self._workspace.desk, self.pane.view.query)]

    def show_view(self, name: str) -> None:
        """Show a view of the board by its name; raises NotFoundError with the views there are."""
        from crm_tui.tui.panes.board_views import offered

        views = [view for _by, view in offered(self._workspace.desk, self.pane.view.query)]
        self.open_view(view_named(views, name))

    def open_view(self, view: BoardView) -> None:
        """Show a view of the board from its start."""
        if not self.is_here:
            self._workspace.go_to_place(self)
        self.pane.show(view)
        self._workspace.show_undo()

    def view_to_keep(self) -> ViewToKeep:
        """The filter, the order and the search that are shown."""
        from crm_tui.tui.panes.board_views import PLACE, BoardView, fields_of

        deals = self.pane.shown

        def show(name: str) -> None:
            self.pane.show(BoardView(name, deals), self.pane.deal)

        return ViewToKeep(PLACE, fields_of(deals), show)

    @property
    def sorts(self) -> Sequence[str]:
        """What the columns can be sorted by."""
        from crm_tui.views.board import SORTS

        return tuple(SORTS)

    def sort(self, by: str) -> None:
        """Sort the columns."""
        self.pane.sort(by)

    @property
    def sort_keys(self) -> Mapping[str, tuple[str, str]]:
        """What the columns can be sorted by, by the keys that choose it."""
        from crm_tui.tui.panes.board_views import SORT_KEYS

        return SORT_KEYS

    def mark_all(self) -> None:
        """Mark every deal that is shown."""
        from crm_tui.views.board import all_ids

        self._ask_to_mark(
            "deals here", self.pane.total, lambda: all_ids(self._workspace.desk, self.pane.shown)
        )
