"""The customers: the list, the views of it, and where one was in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from crm_tui.keys.places import CUSTOMERS
from crm_tui.tui.panes.customers import Counted, CustomersPane, counted
from crm_tui.tui.places.place import Place, ViewToKeep
from crm_tui.tui.view_names import view_named
from crm_tui.views.customers import SORTS, position

if TYPE_CHECKING:
    from crm_tui.tui.panes.list_views import ListView
    from crm_tui.tui.whereabouts import Whereabouts
    from crm_tui.tui.widgets.text_view import Line
    from crm_tui.tui.workspace import Workspace


class CustomersPlace(Place):
    """Shows the customers, which are read when they are first looked at."""

    sign = CUSTOMERS
    holds = "party"
    pane: CustomersPane

    def __init__(self, workspace: Workspace, left: Whereabouts) -> None:
        """`left` is where the list was when the program ended."""
        super().__init__(workspace)
        self.pane = CustomersPane(workspace.desk, left.view, workspace.wording, self._follow_party)
        self.sought: int | None = None
        """A customer to be looked for far down the list after the first paint."""
        self._left = left
        self._begun = False

    # Coming and going

    def wake(self) -> None:
        """Show the customers where they were left, when they are first looked at."""
        if self._begun:
            return
        self._begun = True
        self.pane.show(self._left.view)
        party = self._left.party
        if party and not self.pane.go_near(party, self._left.place):
            self.sought = party

    def first_painted(self) -> None:
        """Look for the customer to be at far down the list, which takes its time."""
        party, self.sought = self.sought, None
        if party is None:
            return
        query = self.pane.query_shown

        def go(index: int | None) -> None:
            if index is not None and query == self.pane.query_shown:
                self.pane.go_near(party, index, however_far=True)

        self._workspace.errands.read("place", lambda desk: position(desk, query, party), go)

    def arrive(self) -> None:
        """Show the list as it was left, and who is under its cursor."""
        if not self._begun:
            self.wake()
            self.first_painted()
            self._workspace.count()
        self._workspace.follow(self.pane.party)

    def left(self, here: Whereabouts) -> Whereabouts:
        """The view, who is under the cursor, and how far down the list."""
        if not self._begun:
            return here
        pane = self.pane
        return here._replace(view=pane.view, party=pane.party, place=pane.list.cursor_index)

    # What is read

    @property
    def counted(self) -> Line:
        """How many the view shows."""
        count = self.pane.counted
        return ((f" {count.total:,}" if count and not self.pane.searched else "", ""),)

    def count(self) -> None:
        """Count what the list shows, and how many of it are in each state."""
        query = self.pane.query_shown
        if not self._begun or self.pane.counts_itself:
            return

        def show(found: Counted) -> None:
            self.pane.set_counted(query, found)
            self._workspace.show_top_row()

        self._workspace.errands.read("count", lambda desk: counted(desk, query), show)

    def take_changes(self, touched: Collection[int] | None, *, mine: bool) -> None:
        """Show what was changed."""
        del mine
        if self._begun:
            self.pane.take_changes(touched)

    # What is chosen

    def marked_parties(self) -> Collection[int]:
        """Those that are marked."""
        return self.list.marks

    def go_to_party(self, party: int) -> bool:
        """Put the cursor on a customer; whether the list has it and shows its card."""
        return self.pane.go_to(party)

    # Keys

    def open_here(self) -> None:
        """Open the card of the customer under the cursor."""
        if self.pane.party is not None:
            self.open_card()

    def end(self) -> None:
        """Go to the last row, however many there are."""
        self.pane.end()

    # Views, order, marks

    def view_names(self) -> Iterable[str]:
        """The names of the views there are."""
        from crm_tui.tui.panes.list_views import all_views

        return [view.name for view in all_views(self._workspace.desk)]

    def show_view(self, name: str) -> None:
        """Show a view by its name; raises NotFoundError with the views there are."""
        from crm_tui.tui.panes.list_views import all_views

        self.open_view(view_named(all_views(self._workspace.desk), name))

    def open_view(self, view: ListView) -> None:
        """Show a view of the list from its start."""
        self._workspace.list.set_marks(())
        self.pane.show(view)
        self._workspace.back_to_list()
        self._workspace.count()
        self._workspace.show_undo()

    def view_to_keep(self) -> ViewToKeep:
        """The filter, the order and the search that are shown."""
        from crm_tui.tui.panes.list_views import ListView, fields_of

        query = self.pane.query_shown

        def show(name: str) -> None:
            self.pane.show(ListView(name, query), self._workspace.party)

        return ViewToKeep(self.sign.name, fields_of(query), show)

    @property
    def sorts(self) -> Sequence[str]:
        """What the list can be sorted by."""
        return tuple(SORTS)

    def sort(self, by: str) -> None:
        """Sort the list."""
        self.pane.order(by, reverse=False)
        self._workspace.count()

    @property
    def sort_keys(self) -> Mapping[str, tuple[str, str]]:
        """What the list can be sorted by, by the keys that choose it."""
        from crm_tui.tui.panes.list_views import SORT_KEYS

        return SORT_KEYS

    def mark_all(self) -> None:
        """Mark all that match, which are read beside the keys."""
        count = self.pane.counted
        number = count.total if count else self.list.source.count
        self._workspace.status.confirm(f"mark all that match ({number:,})?", self._mark_all_found)

    def _mark_all_found(self) -> None:
        from crm_tui.views.customers import all_ids

        query = self.pane.query_shown
        self._workspace.errands.read("marks", lambda desk: all_ids(desk, query), self._mark)
