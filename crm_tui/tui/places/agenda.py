"""The agenda: the sheet of a day or a week, and the evening's planning in its stead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from crm_tui.keys.places import AGENDA
from crm_tui.tui.panes.sheet import SheetPane, SheetView
from crm_tui.tui.places.place import Place, ViewToKeep
from crm_tui.views import agenda

if TYPE_CHECKING:
    from crm_tui.tui.planner import Planner
    from crm_tui.tui.widgets.text_view import Line
    from crm_tui.tui.workspace import Workspace

NO_TASK = "There is no open task here; t adds one."


class AgendaPlace(Place):
    """Shows what there is to do; its tasks hang on customers, whose card stands beside it."""

    sign = AGENDA
    holds = "task"
    pane: SheetPane

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.pane = SheetPane(workspace.desk, workspace.words, self._follow_party)
        self.planner: Planner | None = None
        """The evening's planning, while it goes on."""
        self._due = agenda.Counts(0, 0)

    # Coming and going

    def wake(self) -> None:
        """Read what there is to do."""
        self.pane.wake()

    def sleep(self) -> None:
        """Read nothing more until the agenda is shown again."""
        self.pane.sleep()

    def arrive(self) -> None:
        """Show the sheet, or the planning, as it was left."""
        self.wake()
        self._plan_again()
        self._workspace.follow(self.pane.party)

    def go_home(self) -> None:
        """Show today's sheet, unless planning goes on."""
        if self.planner is None:
            self.pane.show(SheetView(self._workspace.desk.user))
        self._workspace.go_to_place(self)

    # What is read

    @property
    def counted(self) -> Line:
        """How much is due today, and how much is overdue."""
        due: Line = ((f" {self._due.today:,}", ""),) if self._due.today else ()
        if self._due.overdue:
            due = (*due, (f" !{self._due.overdue:,}", "alert"))
        return due

    def count(self) -> None:
        """Count what is due."""

        def show(due: agenda.Counts) -> None:
            self._due = due
            self._workspace.show_top_row()

        self._workspace.errands.read("due", lambda desk: agenda.counts(desk, desk.user), show)

    def take_changes(self, touched: Collection[int] | None, *, mine: bool) -> None:
        """Show what was changed."""
        del touched, mine
        self.pane.read_again()
        if self.is_here:
            self._plan_again()

    def _plan_again(self) -> None:
        if self.planner is not None:
            self.planner.take_changes()

    # What is chosen

    def marked_parties(self) -> Collection[int]:
        """The customers of the marked tasks."""
        return agenda.parties_of(self._workspace.desk, self.pane.tasks())

    def tasks_here(self) -> list[int]:
        """The marked tasks, else the one under the cursor; says so where there is none."""
        found = self.pane.tasks()
        if self.planner is not None and self.planner.chosen()[1]:
            self._workspace.status.say("A proposal is no task yet; t accepts it, s silences it.")
            return []
        if not found:
            self._workspace.status.say(NO_TASK)
        return found

    # Keys

    def mode(self) -> str:
        """What the status row calls where the keys go; planning is said in every pane."""
        return "PLAN" if self.planner is not None else super().mode()

    def context(self) -> str:
        """Where keys are looked for: planning has keys of its own."""
        planning = self.planner is not None and self._workspace.pane is self.list
        return "plan" if planning else super().context()

    def open_here(self) -> None:
        """Open what the task is about: its ticket, else the card of its customer.

        A call starts, its clock runs until the result.
        """
        row = self.pane.row
        if row is None:
            return
        planning = self.planner is not None
        if row.ticket is not None and not row.phone and not planning:
            self._workspace.open_ticket(row.ticket)
        elif row.party is None:
            say = "This task hangs on no customer; e changes it, x finishes it."
            self._workspace.status.tell(say)
        elif row.phone and not planning:
            self._workspace.begin_call(row.party, row.id, row.phone)
        else:
            self.open_card()

    def back_to_list(self) -> None:
        """Leave the card, which becomes that of the task under the cursor."""
        super().back_to_list()
        self._workspace.follow(self.pane.party)

    # Views, order, marks: the agenda has its own way to choose what it shows (`sheet.choose`);
    # the commands that name a view or an order mean the customers here.

    def view_names(self) -> Iterable[str]:
        """The names of the customers' views."""
        return self._workspace.places.customers.view_names()

    def show_view(self, name: str) -> None:
        """Show a view of the customers by its name; raises NotFoundError."""
        self._workspace.places.customers.show_view(name)

    def view_to_keep(self) -> ViewToKeep:
        """What the list of the customers shows."""
        return self._workspace.places.customers.view_to_keep()

    @property
    def sorts(self) -> Sequence[str]:
        """What the customers can be sorted by."""
        return self._workspace.places.customers.sorts

    def sort(self, by: str) -> None:
        """Sort the customers."""
        self._workspace.places.customers.sort(by)

    @property
    def sort_keys(self) -> Mapping[str, tuple[str, str]]:
        """What the customers can be sorted by, by the keys that choose it."""
        return self._workspace.places.customers.sort_keys

    def mark_all(self) -> None:
        """Mark every task that is shown."""
        self._ask_to_mark("tasks here", self.pane.total, self.pane.all_tasks)
