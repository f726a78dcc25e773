"""A deal's card beside the board, or in its place where there is one column only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import events

from crm_tui.errors import NotFoundError
from crm_tui.store.desk import Desk
from crm_tui.tui.rest import Rest
from crm_tui.tui.widgets.text_view import GUTTER, TextView

if TYPE_CHECKING:
    from crm_tui.tui.card.pages import CardLines, Target
    from crm_tui.tui.card.words import Words
    from crm_tui.views.board import DealCard
    from crm_tui.views.deals import DealView
    from crm_tui.views.forecast import Learned

FOLLOWING = 12
"""Lines that follow the cursor at once; the others wait until it rests."""


class DealPane(TextView):
    """Shows one deal, open or ended; it never changes anything."""

    def __init__(self, desk: Desk, words: Callable[[], Words]) -> None:
        super().__init__(id="deal")
        self.deal: int | None = None
        self.view: DealView | None = None
        self.lessons: Mapping[int, Learned] = {}
        """What closed deals say of the stages, by the stage's id."""
        self._desk = desk
        self._words = words
        self._content: CardLines | None = None
        self._rest = Rest(self._show_rest)

    @property
    def waiting(self) -> bool:
        """Whether the rest of the card is still to be shown."""
        return self._rest.awaited

    @property
    def card(self) -> DealCard | None:
        """The deal in short."""
        return self.view.card if self.view else None

    @property
    def target(self) -> Target | None:
        """What the cursor stands on."""
        return self._content.target(self.entry.key) if self._content and self.entry else None

    def show(self, deal: int | None) -> None:
        """Show a deal from the top of its card."""
        self.deal = deal
        self._read()
        self._set(keep=False)

    def follow(self, deal: int | None) -> None:
        """Show the head of a deal's card now, the rest of it when no other one follows."""
        if deal == self.deal or not self.display:
            return
        self._rest.stop()
        self.deal = deal
        self._read()
        self._content = content = self._laid_out()
        if len(content.lines) <= FOLLOWING:
            self.set_lines(content.lines, content.entries)
            return
        self.set_lines(content.lines[:FOLLOWING], content.entries[:1])
        self._rest.begin()

    def read_again(self) -> None:
        """Show the same deal as it is now; the place in the text stays."""
        if self.display:
            self._read()
            self._set(keep=True)

    def _show_rest(self) -> None:
        if self._content is not None:
            self.set_lines(self._content.lines, self._content.entries, keep=True)

    def _read(self) -> None:
        from crm_tui.views import deals

        self.view = None
        if self.deal is not None:
            try:
                self.view = deals.deal(self._desk, self.deal)
            except NotFoundError:
                self.deal = None

    def _set(self, *, keep: bool) -> None:
        self._rest.stop()
        if not self.size.width:
            return
        self._content = self._laid_out()
        self.set_lines(self._content.lines, self._content.entries, keep=keep)

    def _laid_out(self) -> CardLines:
        from crm_tui.tui.card.pages import CardLines
        from crm_tui.tui.pipeline.deal_lines import deal_lines
        from crm_tui.views import competitors

        if self.view is None:
            return CardLines((((self._words().said("  No deal is chosen."), "dim"),),))
        named = competitors.named_on(self._desk, self.view.card.id)
        known = [(name, competitors.notes(self._desk, party)) for party, name in named]
        lesson = self.lessons.get(self.view.card.stage)
        width = self.size.width - GUTTER
        return deal_lines(
            self.view, width, self._words(), known=known, lesson=lesson,
            now=self._desk.clock.now(),
        )  # fmt: skip

    def learn(self, lessons: Sequence[Learned]) -> None:
        """Take what closed deals say of the stages, which was read meanwhile."""
        found = {one.stage: one for one in lessons}
        if found != self.lessons:
            self.lessons = found
            if self.display and not self._rest.awaited:
                self._set(keep=True)

    def on_resize(self, event: events.Resize) -> None:
        """Set the text anew for the room there is."""
        del event
        self.read_again()
