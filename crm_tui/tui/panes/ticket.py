"""A ticket beside the queue: its head and its conversation, in few lines where there is no room."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from textual import events

from crm_tui.errors import NotFoundError
from crm_tui.store.desk import Desk
from crm_tui.tui.rest import Rest
from crm_tui.tui.widgets.text_view import GUTTER, Line, TextView

if TYPE_CHECKING:
    from crm_tui.tui.card.pages import CardLines, Target
    from crm_tui.tui.card.words import Words
    from crm_tui.tui.service.ticket_lines import Seen
    from crm_tui.views.customer_value import ValueClasses
    from crm_tui.views.ticket_card import Said, TicketView
    from crm_tui.views.tickets import TicketRow

_READ_AT_ONCE = 30
_PEEKED = 1


class TicketPane(TextView):
    """Shows one ticket with what was said of it; it never changes anything."""

    def __init__(
        self,
        desk: Desk,
        words: Callable[[], Words],
        values: Callable[[], ValueClasses],
        drafted: Callable[[], Collection[int]],
        peeks: Callable[[], bool],
    ) -> None:
        """`values` are the classes of customers.

        `drafted` gives the tickets to which an answer is begun; `peeks` tells whether there is
        room for the last word only.
        """
        super().__init__(id="ticket")
        self.ticket: int | None = None
        self.view: TicketView | None = None
        self.shows_clocks = False
        self._desk = desk
        self._words = words
        self._values = values
        self._drafted = drafted
        self._peeks = peeks
        self._row: TicketRow | None = None
        self._said: tuple[Said, ...] = ()
        self._others: tuple[TicketRow, ...] = ()
        self._reach: tuple[str, ...] = ()
        self._whole = True
        self._unfolded: set[int] = set()
        self._content: CardLines | None = None
        self._rest = Rest(self._show_rest)
        self._stale = False
        self._missed: int | None = None

    @property
    def peeking(self) -> bool:
        """Whether there is room for the last word only."""
        return self._peeks()

    @property
    def waiting(self) -> bool:
        """Whether the rest of the ticket is still to be shown."""
        return self._rest.awaited

    @property
    def row(self) -> TicketRow | None:
        """The ticket in short."""
        return self.view.row if self.view else self._row

    @property
    def target(self) -> Target | None:
        """What the cursor stands on."""
        return self._content.target(self.entry.key) if self._content and self.entry else None

    @property
    def entry_here(self) -> Said | None:
        """What was said under the cursor; None where it stands on something else."""
        target = self.target
        if target is None or target.what != "entry":
            return None
        return next((one for one in self._said if one.entry.id == target.id), None)

    # What is shown

    def show(self, ticket: int | None) -> None:
        """Show a ticket from its top, all of it at once."""
        self._begin(ticket, None)
        self._read()
        self._set(keep=False)

    def follow(self, row: TicketRow | None) -> None:
        """Show the head of a ticket now, the rest when no other one follows."""
        ticket = row.id if row else None
        if not self.display:
            self._missed = ticket
            return
        self._missed = None
        if ticket == self.ticket:
            return
        self._begin(ticket, row)
        if row is None or not self.size.width:
            self._set(keep=False)
            return
        from crm_tui.tui.service.ticket_lines import head_lines

        lines = head_lines(row, self.size.width - GUTTER, self._seen())
        self._content = None
        if self.peeking:
            self.set_lines(lines[: self.size.height])
        else:  # the gutter is there from the start, so that nothing jumps
            self.set_lines([((" " * GUTTER, ""), *one) for one in lines])
        self._rest.begin()

    def read_again(self) -> None:
        """Show the same ticket as it is now; the place in the text stays."""
        if not self.display:
            self._stale = True
        elif self.ticket is not None and not self._rest.awaited:
            self._stale = False
            self._read(len(self._said))
            self._set(keep=True)

    def on_show(self) -> None:
        """Show what the cursor came to, or what was changed, while something else stood here."""
        missed, self._missed = self._missed, None
        if missed is not None and missed != self.ticket:
            self.show(missed)
        elif self._stale:
            self.read_again()

    def draw_again(self) -> None:
        """Say the clocks as they stand now."""
        if self.display and not self._rest.awaited and self._row is not None:
            self._set(keep=True)

    def turn_to_clocks(self, *, shown: bool) -> None:
        """Show what makes up the figures of the clocks, or the conversation again."""
        self.shows_clocks = shown
        self._set(keep=False)

    def unfold(self, entry: int) -> bool:
        """Show or fold the quoted text of an entry; whether it has any."""
        said = next((one for one in self._said if one.entry.id == entry), None)
        if said is None or said.mail is None or not said.mail.quoted.strip():
            return False
        self._unfolded ^= {entry}
        self._set(keep=True)
        return True

    def _begin(self, ticket: int | None, row: TicketRow | None) -> None:
        self._rest.stop()
        if ticket != self.ticket:
            self._unfolded = set()
        self.shows_clocks = False
        self.ticket, self._row, self.view, self._missed = ticket, row, None, None
        self._said = self._others = ()

    def _show_rest(self) -> None:
        self._read()
        self._set(keep=False)

    def _read(self, entries: int = 0) -> None:
        from crm_tui.views import ticket_card, tickets

        self.view, self._said, self._others, self._reach = None, (), (), ()
        if self.ticket is None:
            return
        try:
            values = self._values()
            self.view = ticket_card.ticket(self._desk, self.ticket, values)
        except NotFoundError:
            self.ticket = self._row = None
            return
        self._row = row = self.view.row
        limit = _PEEKED if self.peeking else max(_READ_AT_ONCE, entries)
        self._said = ticket_card.conversation(self._desk, self.ticket, limit=limit)
        self._whole = len(self._said) < limit
        if not self.peeking:
            self._reach = ticket_card.reach(self._desk, row)
        if row.party is not None and not self.peeking:
            theirs = tickets.of_party(self._desk, row.party, ended=0, values=values)
            self._others = tuple(one for one in theirs if one.id != row.id)

    def _read_on(self) -> bool:
        """Read what was said before; whether there was more."""
        last = self._said[-1].entry if self._said else None
        if self.ticket is None or self._whole or last is None or last.at is None:
            return False
        from crm_tui.views import ticket_card

        more = ticket_card.conversation(
            self._desk, self.ticket, limit=_READ_AT_ONCE, before=(last.at, last.id)
        )
        self._whole = len(more) < _READ_AT_ONCE
        self._said += more
        self._set(keep=True)
        return bool(more)

    # Drawing

    def _seen(self) -> Seen:
        from crm_tui.tui.service.ticket_lines import Seen

        return Seen(
            self._desk.user,
            self._desk.clock.now(),
            self._words(),
            self._unfolded,
            self.ticket in self._drafted(),
        )

    def _set(self, *, keep: bool) -> None:
        self._rest.stop()
        if not self.size.width:
            return
        self._content = self._laid_out()
        self.set_lines(self._content.lines, self._content.entries, keep=keep)

    def _laid_out(self) -> CardLines:
        from crm_tui.tui.card.pages import CardLines
        from crm_tui.tui.service import ticket_lines as drawing

        width, height = self.size
        if self.view is None:
            return CardLines((((self._words().said("  No ticket is chosen."), "dim"),),))
        seen = self._seen()
        if self.shows_clocks:
            return CardLines(tuple(self._clock_lines(seen)))
        if self.peeking:
            lines = drawing.peek_lines(self.view.row, self._said, width, height, seen)
            return CardLines(tuple(lines))
        talk = drawing.Conversation(self.view, self._said, self._others, self._reach, self._whole)
        return drawing.ticket_lines(talk, width - GUTTER, seen)

    def _clock_lines(self, seen: Seen) -> list[Line]:
        from crm_tui.tui.service.clock_lines import clock_lines
        from crm_tui.views import ticket_card

        assert self.view is not None
        row = self.view.row
        clocks = ticket_card.clocks(self._desk, row.id)
        lines = clock_lines(row.number, clocks, self.size.width - GUTTER, seen.words, seen.now)
        return [((" " * GUTTER, ""), *one) for one in lines]

    # Moving

    def move_by(self, steps: int) -> None:
        """Move the cursor; at the end of what was read, read on."""
        before = self.entry
        super().move_by(steps)
        if steps > 0 and self.entry == before and self._read_on():
            super().move_by(steps)

    def page(self, pages: int = 1) -> None:
        """Turn whole pages, reading on where they come to the end of what was read."""
        super().page(pages)
        self._read_on_below()

    def half_page(self, halves: int = 1) -> None:
        """Turn half pages, reading on where they come to the end of what was read."""
        super().half_page(halves)
        self._read_on_below()

    def end(self) -> None:
        """Go to the first that was said, however long the conversation is."""
        while self._read_on():
            pass
        super().end()

    def _read_on_below(self) -> None:
        if self.top_line + 2 * self.size.height > len(self.lines):
            self._read_on()

    def on_resize(self, event: events.Resize) -> None:
        """Set the text anew for the room there is."""
        del event
        self._rest.stop()
        self._read(len(self._said))
        self._set(keep=True)
