"""The tickets: the queue, the conversation beside it, and who is on which of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crm_tui.errors import CrmError
from crm_tui.keys.places import TICKETS
from crm_tui.tui.panes.queue import QueuePane
from crm_tui.tui.panes.ticket import TicketPane
from crm_tui.tui.places.place import About, Place, ViewToKeep
from crm_tui.tui.view_names import view_named

if TYPE_CHECKING:
    from crm_tui.store.desk import Desk
    from crm_tui.tui.panes.queue_views import QueueView
    from crm_tui.tui.whereabouts import QueueLeft, Whereabouts
    from crm_tui.tui.widgets.text_view import Line
    from crm_tui.tui.workspace import Workspace
    from crm_tui.views.tickets import ClaimRow

NO_TICKET = "No ticket is chosen; 4 shows them."
_NOBODY = "Nobody is known to have asked this; e names a customer."
_HOUR = timedelta(hours=1)
QUIET_S = 3.0
"""Seconds after which, at a start, what closes tickets is imported: the first keys come first."""


def _counts(desk: Desk) -> dict[str, int]:
    from crm_tui.views.tickets import counts

    return counts(desk)


class TicketsPlace(Place):
    """Shows the queue and the ticket under its cursor; Enter begins to work on it.

    Whoever works on a ticket holds a claim on it, which colleagues see; it is let go when one
    goes back to the queue or on to the next ticket. What reads and draws tickets is imported
    when the queue is first shown.
    """

    sign = TICKETS
    holds = "ticket"
    pane: QueuePane

    def __init__(self, workspace: Workspace, left: QueueLeft) -> None:
        """`left` is where the queue was when the program ended."""
        super().__init__(workspace)
        desk, words = workspace.desk, workspace.words
        self.drafted: Callable[[], Collection[int]] = tuple
        """Gives the tickets to which an answer is begun."""
        self.pane = QueuePane(desk, words, left, self._follow, self._drafted)
        self.ticket = TicketPane(desk, words, self.pane.values, self._drafted, self._peeks)
        self.cards = (self.ticket,)
        self._counts: Mapping[str, int] = {}
        self._on: int | None = None
        """The ticket one works on, whether the claim is written already or not."""
        self._until: datetime | None = None
        self._offered: tuple[int, int | None] | None = None
        self._keys_then = 0
        self._closed_at: datetime | None = None
        self._card_of_ticket = False

    def _drafted(self) -> Collection[int]:
        return self.drafted()

    def _peeks(self) -> bool:
        layout = self._workspace.layout
        return layout.narrow and layout.zoomed != "ticket"

    @property
    def _is_inside(self) -> bool:
        """Whether the keys are in a ticket: what leaves the queue meanwhile stays shown there."""
        return self._workspace.pane is self.ticket and self.ticket.ticket is not None

    def _follow(self, ticket: int | None) -> None:
        """Show the ticket under the cursor, unless one is being worked on meanwhile."""
        del ticket
        if not self.is_here or self._workspace.card_stays or self._is_inside:
            return
        row = self.pane.row
        self.ticket.follow(row)
        if self._workspace.layout.beside:
            self._workspace.follow((row.party or row.contact) if row else None)

    # Coming and going

    def wake(self) -> None:
        """Read the tickets."""
        self.pane.wake()

    def sleep(self) -> None:
        """Read nothing more until the queue is shown again."""
        self.pane.sleep()

    def arrive(self) -> None:
        """Show the queue as it was left, and the ticket under its cursor."""
        self._workspace.layout.show_beside(())
        self.wake()
        self.ticket.follow(self.pane.row)

    def go_home(self) -> None:
        """Go back to the queue, however many cards stand before it."""
        while self._workspace.pane is not self.list:
            self.back_to_list()
        self.back_to_list()

    def left(self, here: Whereabouts) -> Whereabouts:
        """Which tickets were shown, and the one under the cursor."""
        return here._replace(queue=self.pane.left)

    # What is read

    @property
    def counted(self) -> Line:
        """How many are one's own to do or nobody's yet, and how many run out."""
        waiting = self._counts.get("mine", 0) + self._counts.get("unowned", 0)
        running = self._counts.get("running", 0)
        said: Line = ((f" {waiting:,}", ""),) if waiting else ()
        return (*said, (f" !{running:,}", "alert")) if running else said

    def count(self) -> None:
        """Count what each view has."""

        def show(counts: Mapping[str, int]) -> None:
            self._counts = counts
            self.pane.set_counts(counts)
            self._workspace.show_top_row()

        self._workspace.errands.read("tickets", _counts, show)

    def take_changes(self, touched: Collection[int] | None, *, mine: bool) -> None:
        """Show what was changed, and who has taken over what one works on."""
        del touched, mine
        self.pane.read_again()
        self.ticket.read_again()
        row = self.ticket.row
        if self._on is None or row is None or row.id != self._on or row.claim is None:
            return
        if self._until is not None and row.claim.user != self._workspace.desk.user:
            self._on = self._until = None
            self._workspace.status.say(f"{row.claim.name} has taken {row.number} over.", "warn")

    def tick(self) -> None:
        """Say the clocks anew; keep the claim of who is working; close what is solved long ago."""
        now = self._workspace.desk.clock.now()
        if self._closed_at is None or now - self._closed_at >= _HOUR:
            self._closed_at = now
            asyncio.get_running_loop().call_later(QUIET_S, self._begin_closing)
        self._renew(now)
        if self.is_here:
            self.pane.read_again()
            self.ticket.draw_again()
        self.count()

    def _begin_closing(self) -> None:
        if self._workspace.is_running:
            self._workspace.errands.begin(self._close_solved())

    async def _close_solved(self) -> None:
        def close(desk: Desk) -> int:
            from crm_tui.services import tickets

            return tickets.close_solved(desk)

        with suppress(CrmError):  # nobody asked for it: it is tried again in an hour
            await self._workspace.gateway.write(close)

    # Who is on a ticket

    def _renew(self, now: datetime) -> None:
        """Hold the claim on for who still presses keys, once half of its time is over."""
        from crm_tui.services.claims import LASTS

        before, self._keys_then = self._keys_then, self._workspace.keys_pressed
        worked = self._keys_then != before
        if worked and self._on is not None and self._until and self._until - now <= LASTS / 2:
            self.claim(self._on)

    @property
    def working_on(self) -> int | None:
        """The ticket one works on, on which one holds a claim."""
        return self._on

    def claim(
        self,
        ticket: int,
        *,
        take_over: bool = False,
        taken: Callable[[ClaimRow], None] | None = None,
    ) -> None:
        """Claim a ticket beside the keys and let go of the one before.

        Where a colleague is on it, that is said with how to take it over, or is for `taken`.
        """
        before, self._on = self._on, ticket
        self._until = self._offered = None

        def claim(desk: Desk) -> ClaimRow:
            from crm_tui.services import claims

            if before is not None and before != ticket:
                claims.release(desk, before)
            return claims.claim(desk, ticket, take_over=take_over)

        async def run() -> None:
            standing = await self._workspace.gateway.write(claim)
            if self._on == ticket and taken and standing.user != self._workspace.desk.user:
                self._on = None
                taken(standing)
            elif self._on == ticket:
                self._take_claim(ticket, standing)
            self._workspace.lookout.look()

        self._workspace.errands.begin(run())

    def _take_claim(self, ticket: int, standing: ClaimRow) -> None:
        desk = self._workspace.desk
        if standing.user == desk.user:
            self._until = standing.until
            return
        self._on = None
        entry = self.ticket.entry
        self._offered = ticket, entry.key if entry else None
        since = f"{standing.since.astimezone(desk.clock.zone):%H:%M}"
        say = f"{standing.name} is on it since {since}; Enter again takes it over."
        self._workspace.status.say(say, "warn")

    def release(self) -> None:
        """Let go of the ticket one works on."""
        ticket, self._on = self._on, None
        self._until = self._offered = None
        if ticket is None:
            return

        async def run() -> None:
            await self._workspace.gateway.write(lambda desk: _release(desk, ticket))
            self._workspace.lookout.look()

        self._workspace.errands.begin(run())

    def last_work(self) -> Callable[[Desk], None] | None:
        """What is to be written when the program ends; None for nothing."""
        ticket = self._on
        return None if ticket is None else lambda desk: _release(desk, ticket)

    # What is chosen

    def tickets_here(self) -> list[int]:
        """The tickets a verb acts on: the marked ones, else the one under the cursor or shown.

        Says so where there is none.
        """
        if self._workspace.pane is self.list and self.list.marks:
            return sorted(self.list.marks)
        at_list = self._workspace.pane is self.list
        ticket = self.pane.ticket if at_list else self.ticket.ticket
        if ticket is None:
            self._workspace.status.tell("No ticket is chosen; N adds one.")
            return []
        return [ticket]

    def about_here(self) -> About | None:
        """The ticket one is at, with who asked it."""
        if self._workspace.pane is self._workspace.card:
            return None
        row = self.pane.row if self._workspace.pane is self.list else self.ticket.row
        if row is None:
            return None
        name = row.party_name or row.contact_name
        return About("ticket", row.id, f"{row.number} {row.title}", row.party or row.contact, name)

    def marked_parties(self) -> Collection[int]:
        """The customers of the marked tickets."""
        from crm_tui.views.tickets import parties_of

        return parties_of(self._workspace.desk, sorted(self.list.marks))

    def say_nobody(self) -> str:
        """The sentence for a verb that finds no customer: who wrote may not be known yet."""
        return _NOBODY if self.pane.ticket is not None else "No ticket is chosen; N adds one."

    def bring_customer(self) -> None:
        """Let the customer's card be that of the ticket one is at."""
        if self._workspace.pane is self._workspace.card:
            return
        row = self.pane.row if self._workspace.pane is self.list else self.ticket.row
        party = (row.party or row.contact) if row else None
        if party != self._workspace.party:
            self._workspace.card.show(party)

    # Keys

    def mode(self) -> str:
        """What the status row calls where the keys go."""
        return "TICKET" if self._workspace.pane is self.ticket else super().mode()

    def context(self) -> str:
        """Where keys are looked for."""
        return "ticket" if self._workspace.pane is self.ticket else super().context()

    def show_ticket(self, ticket: int) -> None:
        """Open a ticket and begin to work on it; the queue's cursor is on it where it stands."""
        if not self._workspace.opens(self):
            return
        if not self.is_here:
            self._workspace.go_to_place(self)
        self._workspace.layout.show_beside(())
        self.pane.go_to(ticket)
        self._enter(ticket)

    def _enter(self, ticket: int) -> None:
        """Give the keys to a ticket; where there is one column only, it takes all of it."""
        if self._workspace.layout.narrow:
            self._workspace.layout.zoom("ticket")
        if self.ticket.ticket != ticket or self.ticket.waiting:
            self.ticket.show(ticket)
        self._workspace.go_to_pane(self.ticket)
        self.claim(ticket)

    def step(self, steps: int) -> None:
        """Go on to another ticket; from inside one, begin to work on that and let this one go."""
        if self._workspace.pane is not self.ticket:
            self.list.move_by(steps)
            return
        before = self.ticket.ticket
        if steps > 0 and self.pane.ticket not in (before, None):
            steps -= 1  # it has left the view: what came after it is under the cursor already
        self.list.move_by(steps)
        self.ticket.follow(self.pane.row)
        if self.pane.ticket is None or self.pane.ticket == before:
            self._workspace.status.tell("There is no other ticket here that way.")
        else:
            self.claim(self.pane.ticket)

    def open_card(self) -> None:
        """Show the customer's card beside; the ticket comes back after it."""
        self._card_of_ticket = self._workspace.pane is self.ticket
        self._workspace.layout.show_beside(("card",))
        self._workspace.go_to_pane(self._workspace.card)

    def open_beyond(self) -> bool:
        """Show the card of who asked, where the keys are in the ticket; whether it was shown."""
        row = self.ticket.row
        shown = self._workspace.pane is self.ticket and not self._workspace.layout.beside
        if not shown or row is None or not (row.party or row.contact):
            return False
        self.bring_customer()
        self.open_card()
        return True

    def open_here(self) -> None:
        """Work on the ticket under the cursor; inside it, open what is under the cursor."""
        if self._workspace.pane is self.list:
            if self.pane.ticket is not None:
                self._enter(self.pane.ticket)
            return
        ticket, target = self.ticket.ticket, self.ticket.target
        entry = self.ticket.entry
        if ticket is not None and self._offered == (ticket, entry.key if entry else None):
            self.claim(ticket, take_over=True)
        elif ticket is not None and self.ticket.peeking:
            self._enter(ticket)
        elif target is None:
            self._workspace.status.say("There is nothing to open here.")
        elif target.what == "entry":
            if not self.ticket.unfold(target.id):
                self._workspace.status.say("Nothing is folded here; r answers.")
        elif target.what == "ticket":
            self.show_ticket(target.id)
        elif target.what == "deal":
            self._workspace.places.pipeline.show_deal(target.id)
        elif target.what == "task":
            self._workspace.status.tell(
                "x finishes a task on the customer's card, and in the agenda."
            )
        else:
            self._workspace.card.show(target.id)
            self.open_card()

    def show_clocks(self) -> None:
        """Show what makes up the figures of the ticket's clocks, or the conversation again."""
        if self._workspace.pane is self.list:
            if self.pane.ticket is None:
                self._workspace.status.tell("No ticket is chosen; N adds one.")
                return
            self._enter(self.pane.ticket)
        self.ticket.turn_to_clocks(shown=not self.ticket.shows_clocks)

    def back_to_list(self) -> None:
        """Go back: from the customer's card to the ticket, from the ticket to the queue."""
        layout = self._workspace.layout
        if layout.beside:
            from_card = self._workspace.pane is self._workspace.card
            layout.show_beside(())
            if from_card and self._card_of_ticket:
                if layout.narrow:
                    layout.zoom("ticket")
                self._workspace.go_to_pane(self.ticket)
                return
        elif self._workspace.pane is self.ticket and self.ticket.shows_clocks:
            self.ticket.turn_to_clocks(shown=False)
            return
        self.release()
        super().back_to_list()
        self.ticket.follow(self.pane.row)

    # Views, order, marks

    def view_names(self) -> Iterable[str]:
        """The names of the queue's views."""
        from crm_tui.tui.panes.queue_views import offered

        return [view.name for _by, view in offered(self._workspace.desk)]

    def show_view(self, name: str) -> None:
        """Show a view of the queue by its name; raises NotFoundError with the views there are."""
        from crm_tui.tui.panes.queue_views import offered

        views = [view for _by, view in offered(self._workspace.desk)]
        self.open_view(view_named(views, name))

    def open_view(self, view: QueueView) -> None:
        """Show a view of the queue from its start."""
        if not self.is_here:
            self._workspace.go_to_place(self)
        self.pane.show(view)
        self._workspace.show_undo()

    def view_to_keep(self) -> ViewToKeep:
        """The filter, the order and the search that are shown."""
        from crm_tui.tui.panes.queue_views import PLACE, QueueView, fields_of

        query = self.pane.shown

        def show(name: str) -> None:
            self.pane.show(QueueView(name, query), self.pane.ticket)

        return ViewToKeep(PLACE, fields_of(query), show)

    @property
    def sorts(self) -> Sequence[str]:
        """What the queue can be sorted by."""
        from crm_tui.views.tickets import SORTS

        return SORTS

    def sort(self, by: str) -> None:
        """Sort the queue."""
        self.pane.sort(by)

    @property
    def sort_keys(self) -> Mapping[str, tuple[str, str]]:
        """What the queue can be sorted by, by the keys that choose it."""
        from crm_tui.tui.panes.queue_views import SORT_KEYS

        return SORT_KEYS

    def mark_all(self) -> None:
        """Mark every ticket that is shown, beyond the screen too."""
        self._ask_to_mark("tickets here", self.pane.total, self.pane.all_ids)


def _release(desk: Desk, ticket: int) -> None:
    from crm_tui.services import claims

    claims.release(desk, ticket)
