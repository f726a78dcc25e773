"""The customer's card: a few lines of it where there is little room, else page by page.

What draws it is imported when the first card is shown: the list is on the screen before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events

from crm_tui.store.desk import Desk
from crm_tui.tui.rest import Rest
from crm_tui.tui.widgets.text_view import GUTTER, TextView

if TYPE_CHECKING:
    from crm_tui.tui.card.deals import Helped
    from crm_tui.tui.card.pages import CardLines, Page, Target
    from crm_tui.tui.card.words import Words
    from crm_tui.views.board import DealCard
    from crm_tui.views.card import Card, EntryRow
    from crm_tui.views.customer_tickets import CustomerTickets
    from crm_tui.views.documents import LineRow, PartyDocuments
    from crm_tui.views.shared_plan import TaskRow

PEEK_BELOW = 11
"""Lines under which only the peek is shown."""

FOLLOWING = 14
"""Lines of the card that follow the cursor at once; the others wait until it rests."""

_ENTRIES_READ = 50
_ENTRIES_PEEKED = 16


class CardPane(TextView):
    """Shows one customer; it never changes anything."""

    def __init__(self, desk: Desk, words: Callable[[], Words]) -> None:
        super().__init__(id="card")
        self.party: int | None = None
        self.card: Card | None = None
        self.page_shown: Page = "timeline"
        self.channel = ""
        self._desk = desk
        self._words = words
        self._entries_read: tuple[EntryRow, ...] = ()
        self._deals: list[DealCard] = []
        self._asked: CustomerTickets | None = None
        self._papers: PartyDocuments | None = None
        self._opened: dict[int, tuple[LineRow, ...]] = {}
        self._content: CardLines | None = None
        self._awake = False
        self._drawn_at: tuple[int, int] = (0, 0)
        self._rest = Rest(self._show_rest)

    @property
    def peeking(self) -> bool:
        """Whether there is room for the peek only."""
        return self.size.height < PEEK_BELOW

    @property
    def waiting(self) -> bool:
        """Whether the rest of the card is still to be shown."""
        return self._rest.awaited

    @property
    def target(self) -> Target | None:
        """What the cursor stands on."""
        return self._content.target(self.entry.key) if self._content and self.entry else None

    @property
    def task_here(self) -> TaskRow | None:
        """The task under the cursor, else the customer's next step."""
        if self.card is None:
            return None
        target = self.target if self.screen.focused is self else None
        if target is not None and target.what == "task":
            return next((task for task in self.card.tasks if task.id == target.id), None)
        return self.card.next_step

    # What is shown

    def wake(self) -> None:
        """Begin to draw: the list has been painted, or a key asks for the customer."""
        if not self._awake:
            self._awake = True
            self.show(self.party)

    def show(self, party: int | None) -> None:
        """Show a customer from the top of the card."""
        if party != self.party:
            self.channel = ""
        self.party = party
        if self._awake:
            self._read()
            self._set_anew(keep=False)

    def follow(self, party: int | None) -> None:
        """Show the head of a customer's card now, the rest of it when no other one follows.

        Whoever goes down the list fast reads heads only; a slow link carries no more than that.
        """
        self._rest.stop()
        if self.peeking or not self._awake:
            self.show(party)
            return
        if party != self.party:
            self.channel = ""
        self.party = party
        self._read()
        self._content = content = self._laid_out(*self.size)
        if len(content.lines) <= FOLLOWING:
            self.set_lines(content.lines, content.entries)
            return
        self.set_lines(content.lines[:FOLLOWING], content.entries[:1])
        self._rest.begin()

    def _show_rest(self) -> None:
        if self._content is not None:
            self.set_lines(self._content.lines, self._content.entries, keep=True)

    def read_again(self) -> None:
        """Show the same customer as it is now; the place in the text stays."""
        self._read(again=True)
        self._set_anew(keep=True)

    def tick(self) -> None:
        """Say the clocks of the open tickets anew, the minute being another one."""
        if self._asked and self._asked.open and not self.waiting and self.display:
            self._asked = self._asked._replace(now=self._desk.clock.now())
            self._set_anew(keep=True)

    def turn(self, pages: int) -> None:
        """Turn to another page of the card, round and round."""
        from crm_tui.tui.card.pages import NOTHING, pages_of

        documents = self._papers.total if self._papers else 0
        there = pages_of(documents, self._words().off, self._deals, self._asked or NOTHING)
        at = there.index(self.page_shown) if self.page_shown in there else 0
        self.open_page(there[(at + pages) % len(there)])

    def open_page(self, page: Page) -> None:
        """Open a page of the card."""
        self.page_shown = page
        self._set_anew(keep=False)

    def toggle_document(self, document: int) -> None:
        """Show the lines of a document under it, or no more."""
        if document in self._opened:
            del self._opened[document]
        else:
            from crm_tui.views import documents

            self._opened[document] = documents.lines(self._desk, document)
        self._set_anew(keep=True)

    def narrow(self, channel: str) -> None:
        """Show only what happened on one channel; '' for all (S68)."""
        self.channel = channel
        self.page_shown = "timeline"
        self.read_again()

    def entry_row(self, entry: int) -> EntryRow | None:
        """The timeline entry with this id, where it was read."""
        return next((row for row in self._entries_read if row.id == entry), None)

    def _read(self, *, again: bool = False) -> None:
        from crm_tui.views import card as cards
        from crm_tui.views import customer_tickets, deals, documents, naming

        # Whoever was merged meanwhile, here or elsewhere, is shown as whom they were merged into.
        self.party = naming.standing(self._desk, self.party) or self.party
        self.card = None if self.party is None else cards.card(self._desk, self.party)
        read, self._entries_read = len(self._entries_read) if again else 0, ()
        self._deals = [] if self.party is None else deals.of_party(self._desk, self.party)
        self._asked = self._papers = None
        if not again:
            self._opened = {}
        if self.party is not None and self.card is not None:
            self._asked = customer_tickets.of_customer(self._desk, self.party)
            if not self.peeking:
                self._papers = documents.of_party(self._desk, self.party, 0)
            limit = _ENTRIES_PEEKED if self.peeking else max(_ENTRIES_READ, read)
            self._entries_read = cards.timeline(
                self._desk, self.party, limit=limit, channel=self.channel
            )

    def _read_on(self) -> bool:
        """Read what is further down the timeline; whether there was more."""
        last = self._entries_read[-1] if self._entries_read else None
        if self.party is None or last is None or last.at is None or self.page_shown != "timeline":
            return False
        from crm_tui.views import card as cards

        more = cards.timeline(
            self._desk,
            self.party,
            limit=_ENTRIES_READ,
            before=(last.at, last.id),
            channel=self.channel,
        )
        self._entries_read += more
        return bool(more)

    def _set_anew(self, *, keep: bool) -> None:
        self._rest.stop()
        width, height = self.size
        if not width or not self._awake:
            return
        self._content = self._laid_out(width, height)
        self.set_lines(self._content.lines, self._content.entries, keep=keep)
        self._drawn_at = self.size

    def _laid_out(self, width: int, height: int) -> CardLines:
        from crm_tui.tui.card.lines import card_lines, peek_lines
        from crm_tui.tui.card.pages import NOTHING, CardLines
        from crm_tui.views import documents, knowledge, last_management_visit

        if self.card is None or self.party is None:
            said = self._words().said("  No customer is chosen.")
            return CardLines((((said, "dim"),),))
        words, asked = self._words(), self._asked or NOTHING
        if self.peeking:
            lines = peek_lines(
                self.card, self._entries_read, width, height, words, self._deals, asked=asked
            )
            return CardLines(tuple(lines))
        known = knowledge.known(self._desk, self.party) if self.page_shown == "knowledge" else None
        helped = self._helped(self.party) if self.page_shown == "deals" else None
        papers = self._papers
        if self.page_shown == "documents":
            papers = documents.of_party(self._desk, self.party)
        visit = None
        if self.page_shown == "details":
            visit = last_management_visit.last(self._desk, self.party)
        return card_lines(
            self.card,
            self._entries_read,
            self.page_shown,
            width - GUTTER,
            words,
            height=height,
            only=self.channel,
            known=known,
            opportunities=self._deals,
            helped=helped,
            asked=asked,
            visit=visit,
            papers=papers,
            opened=self._opened,
        )

    def _helped(self, party: int) -> Helped:
        from crm_tui.tui.card.deals import Helped
        from crm_tui.views import deals, won

        return Helped(deals.credited_to(self._desk, party), won.through(self._desk, party))

    # Moving

    def move_by(self, steps: int) -> None:
        """Move the cursor; at the end of what was read, read on."""
        before = self.entry
        super().move_by(steps)
        if steps > 0 and self.entry == before and self._read_on():
            self._set_anew(keep=True)
            super().move_by(steps)

    def end(self) -> None:
        """Go to the end of the card, however long its timeline is."""
        while self._read_on():
            pass
        self._set_anew(keep=True)
        super().end()

    def on_resize(self, event: events.Resize) -> None:
        """Set the text anew for the room there is."""
        del event
        if self._awake and self.size != self._drawn_at:
            self.read_again()
