"""The evening's walk: one key puts each task on tomorrow, this week, later or nowhere (S73)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.services import planning as service
from crm_tui.services import proposals as proposing
from crm_tui.store.desk import Desk
from crm_tui.tui.agenda.headings import day_heading
from crm_tui.tui.panes.sheet import SheetPane, SheetView
from crm_tui.tui.panes.sheet_rows import of_parts
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views import agenda, planning
from crm_tui.views.agenda import Section, Sheet, SheetRow
from crm_tui.views.planning import Candidate
from crm_tui.views.proposals import Proposal, proposals

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

PROPOSED = 1 << 40
"""Keys of proposals in the list begin here; below stand the ids of tasks."""

_WHYS = ("overdue", "due", "promised", "no_day", "theirs")
EMPTY = "All is planned.\nq shows the sheet of the day that was planned."


class Planner:
    """Shows what is to be planned in the agenda's list and puts it where a key says.

    What is put somewhere leaves the walk at once, so that keys may be pressed faster than they
    are written; what is passed over stays.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._desk = workspace.desk
        self._candidates: list[Candidate] = []
        self._proposed: list[Proposal] = []
        self._numbers: dict[str, int] = {}
        self._leaving: set[int] = set()
        self.days = planning.days(self._desk, self._desk.user)

    # What is shown

    def begin(self) -> None:
        """Show the walk from its beginning."""
        self._workspace.sheet.list.empty = EMPTY
        self._workspace.sheet.list.set_marks(())
        self._read()
        self._show(keep=None, index=0)
        self._read_proposals()

    def take_changes(self) -> None:
        """Show the walk as it is now; the cursor stays, or goes on to what comes next."""
        sheet = self._workspace.sheet
        row = sheet.row
        self._read()
        self._show(keep=row.id if row else None, index=sheet.list.cursor_index)
        self._read_proposals()

    def end(self) -> None:
        """Show the sheet of the day that was planned."""
        self._workspace.sheet.show(SheetView(self._desk.user, day=self.days.tomorrow))

    def _read(self) -> None:
        self.days = planning.days(self._desk, self._desk.user)
        self._candidates = planning.candidates(self._desk, self._desk.user)

    def _read_proposals(self) -> None:
        user = self._desk.user

        def show(found: list[Proposal]) -> None:
            if self._workspace.places.agenda.planner is self and found != self._proposed:
                self._proposed = found
                sheet = self._workspace.sheet
                row = sheet.row
                with self._workspace.foothold.watched():
                    self._show(keep=row.id if row else None, index=sheet.list.cursor_index)

        self._workspace.errands.read("proposals", lambda desk: proposals(desk, user), show)

    def _show(self, keep: int | None, index: int) -> None:
        sheet = self._workspace.sheet
        words = self._workspace.words()
        shown = Sheet(self._desk.user, self.days.tomorrow, words.today, ())
        parts: list[tuple[Section, Sequence[SheetRow]]] = [
            (Section(why, None, 0), self._staying(one.row for one in found))
            for why in _WHYS
            if (found := [one for one in self._candidates if one.why == why])
        ]
        proposed = [_as_row(self._key(one), one) for one in self._proposed]
        parts.append((Section("proposed", None, 0), self._staying(proposed)))
        rows = of_parts(shown, parts, words, sheet.size.width)
        rows.read_near(index)
        left = sum(len(part) for _section, part in parts)
        sheet.show_rows(rows, self._title(left), keep, index)

    def _staying(self, rows: Iterable[SheetRow]) -> list[SheetRow]:
        return [row for row in rows if row.id not in self._leaving]

    def _key(self, one: Proposal) -> int:
        """The key of a proposal in the list, the same as long as the walk lasts: marks stay."""
        return PROPOSED + self._numbers.setdefault(one.name, len(self._numbers))

    def _title(self, left: int) -> Line:
        load = planning.load(self._desk, self._desk.user, self.days.tomorrow)
        width = max(20, self._workspace.sheet.size.width - 24)
        day = day_heading(load.day, load.minutes, load.capacity, width, self._workspace.words())
        return (("Plan ", "strong"), *day, (f"  {left:,} left", "key"))

    # What is chosen

    def chosen(self) -> tuple[list[int], list[Proposal]]:
        """The tasks and the proposals that are marked, else what is under the cursor."""
        keys = self._workspace.sheet.tasks()
        tasks = [key for key in keys if key < PROPOSED]
        return tasks, [one for one in self._proposed if self._key(one) in keys]

    def put(self, day: date) -> None:
        """Put what is chosen on a day."""
        tasks, accepted = self.chosen()
        if not tasks and not accepted:
            self._workspace.status.say("Nothing is left to be planned; q shows the sheet.")
            return
        self._change(partial(_put, tasks=tasks, accepted=accepted, day=day), tasks, accepted)

    def silence(self) -> None:
        """Do not propose what is chosen again for a while."""
        _tasks, silenced = self.chosen()
        if not silenced:
            self._workspace.status.say("Only a proposal can be silenced; D drops a task.")
            return
        self._change(partial(_silence, silenced=silenced), [], silenced)

    def _change(
        self, work: partial[None], tasks: Sequence[int], proposed: Sequence[Proposal]
    ) -> None:
        gone = {*tasks, *(self._key(one) for one in proposed)}
        sheet = self._workspace.sheet
        keep = _next_that_stays(sheet, gone)
        self._leaving |= gone
        sheet.list.set_marks(())
        self._workspace.show_undo()
        self._show(keep=keep, index=sheet.list.cursor_index)

        def done(_: object) -> None:
            self._leaving -= gone
            self._proposed = [one for one in self._proposed if self._key(one) not in gone]
            self._workspace.changes.say_done()

        def failed() -> None:
            self._leaving -= gone
            if self._workspace.places.agenda.planner is self:
                self.take_changes()

        self._workspace.changes.make(
            lambda desk, _: work(desk), parties=(), done=done, failed=failed
        )


def _next_that_stays(sheet: SheetPane, gone: Collection[int]) -> int | None:
    """The task the cursor goes on to when some leave the walk."""
    rows, here = sheet.rows, sheet.list.cursor_index
    if rows is None:
        return None
    for index in (*range(here, rows.count), *range(here - 1, -1, -1)):
        row = rows.task(index)
        if row is not None and row.id not in gone:
            return row.id
    return None


def _put(desk: Desk, *, tasks: Sequence[int], accepted: Sequence[Proposal], day: date) -> None:
    if tasks and not accepted:
        service.put(desk, tasks, day)
        return
    if len(accepted) == 1 and not tasks:
        _accept(desk, accepted[0], day)
        return
    label = f"planned {len(tasks) + len(accepted)} tasks"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        if tasks:
            service.put(desk, tasks, day)
        for one in accepted:
            _accept(desk, one, day)


def _accept(desk: Desk, proposal: Proposal, day: date) -> None:
    """Make the proposed task; one that has a day of its own, such as a birthday, keeps it."""
    proposing.accept(desk, proposal, None if proposal.day else day)


def _silence(desk: Desk, *, silenced: Sequence[Proposal]) -> None:
    with desk.store.change_set(desk.user, "silenced a proposal", origin=desk.origin):
        for one in silenced:
            proposing.silence(desk, one)


def _as_row(key: int, proposal: Proposal) -> SheetRow:
    return SheetRow(
        id=key,
        title=proposal.title,
        kind=proposal.task_kind,
        priority="normal",
        side="us",
        state="open",
        due=proposal.day,
        start_at=None,
        minutes=agenda.USUAL_MINUTES,
        party=proposal.party,
        party_name=proposal.party_name,
        phone=proposal.phone,
        assignee="",
        attempt=1,
        repeats=False,
        planned=False,
        waits_for="",
        overlaps=False,
        day=proposal.day,
        reason=proposal.reason,
        note="",
    )
