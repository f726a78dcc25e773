"""An answer is written, below what was said last; it is kept as one types, until it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.errors import ConflictError, CrmError
from crm_tui.keys.actions import CONTEXTS
from crm_tui.keys.hints import hint_row
from crm_tui.keys.keymap import Exact, Keymap
from crm_tui.store.desk import Desk
from crm_tui.text.ticket_words import STATE_KEYS, STATES
from crm_tui.tui.answer_drafts import Answer, AnswerDrafts
from crm_tui.tui.card.contact import in_full, way_cells
from crm_tui.tui.card.spans import BLANK, cut_line, joined, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.choice_keys import initialled
from crm_tui.tui.closing import ask_reason
from crm_tui.tui.drafts import Drafts
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.state_file import StateFile
from crm_tui.tui.status import Status, pairs
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.text_view import Line, TextView
from crm_tui.tui.widgets.writing import Writing
from crm_tui.views import snippets, ticket_card
from crm_tui.views.tickets import TicketRow

KEEP_S = 0.3
"""So long after a key the text is kept at the latest."""

SHOWN = 20
"""So much of what was said last stands above the answer."""

_MOST_BY_KEY = 16


class Sent(NamedTuple):
    """How the screen was left with an answer sent; `go_on`: the next ticket is wanted."""

    go_on: bool


class AnswerScreen(Screen[Sent | None]):
    """What was said last, and below it the answer. Dismissed with None where it is kept.

    `send` writes the answer down, saying to the drafts that it was sent, and raises
    ConflictError where a colleague was faster. `edit` hands a text to the user's editor. `to`
    says where an answer goes, such as 'by mail to anna@rossi.example'.
    """

    DEFAULT_CSS = """
    AnswerScreen { layout: vertical; }
    AnswerScreen #said { height: 2fr; }
    AnswerScreen #answer { height: 3fr; }
    """
    AUTO_FOCUS = ""

    def __init__(
        self,
        desk: Desk,
        words: Words,
        keymap: Keymap,
        ticket: TicketRow,
        drafts: AnswerDrafts,
        *,
        to: str,
        send: Callable[[Answer], Awaitable[object]],
        edit: Callable[[str], str | None],
        internal: bool = False,
    ) -> None:
        super().__init__()
        self.ticket = ticket
        self._desk = desk
        self._words = words
        self._keymap = keymap
        self._drafts = drafts
        self._to = to
        self._send = send
        self._edit = edit
        kept = drafts.of(ticket.id)
        self.resumed = kept is not None
        self._how = kept or Answer("", self._newest(), internal)
        drafts.begin(ticket.id)
        self.writing = Writing(self._how.text, reserved=self._means, id="answer")
        self.said = TextView(id="said")
        self._head = Bar()
        self._rule = Bar()
        self.prompt = Prompt()
        self.hints = Bar()
        self.status = Status(
            self.prompt, self.hints, Drafts(StateFile(None, "", "", "")),
            usual=self._keys_line, about=lambda: None, targets=lambda: [ticket.id],
        )  # fmt: skip
        self._keeps: asyncio.TimerHandle | None = None
        self._sending = False
        self._done = False

    def compose(self) -> ComposeResult:
        """Title, what was said, what becomes of the answer, the answer, status row, keys."""
        yield self._head
        yield self.said
        yield self._rule
        yield self.writing
        yield self.prompt
        yield self.hints

    def on_mount(self) -> None:
        """Begin at the end of the text."""
        self.said.can_focus = False
        self.prompt.set_mode("ANSWER")
        self.writing.move_cursor(self.writing.document.end)
        self.set_focus(self.writing)
        self.status.show_hints()
        if self.resumed:
            self.status.say("What you had written is back; Escape keeps it for later.", "warn")

    def on_resize(self) -> None:
        """Wrap what was said, and name the keys, for the room there is now."""
        self.call_after_refresh(self._show)
        if not self.prompt.active:
            self.call_after_refresh(self.status.show_hints)

    def on_unmount(self) -> None:
        """Nothing is kept later than this."""
        self._stop_waiting()

    # What is shown

    @property
    def answer(self) -> Answer:
        """The answer as it stands now."""
        return self._how._replace(text=self.writing.text)

    def _newest(self) -> int:
        return ticket_card.ticket(self._desk, self.ticket.id).newest_entry

    def _show(self) -> None:
        words, width = self._words, self.size.width
        row = self.ticket
        who = row.contact_name or row.party_name or "nobody known"
        title = [
            line(span(f"{row.number} {row.title}", "title")),
            line(span(who, "strong")),
            line(span(row.party_name if row.contact_name else "", "dim")),
        ]
        self._head.show(cut_line(joined(title, words.dot), width, words.ellipsis))
        self.said.set_lines(self._said_lines(width), keep=True)
        self._show_how()

    def _said_lines(self, width: int) -> list[Line]:
        found = ticket_card.conversation(self._desk, self.ticket.id, limit=SHOWN)
        entries = [one.entry for one in found if one.entry.corrected_by is None]
        way = way_cells(entries, width, self._words)
        lines: list[Line] = []
        for entry in entries:
            news = "new: " if self._is_news(entry.id, entry.direction) else ""
            room = width - len(news)
            first, *rest = in_full(entry, room, self._words, self.ticket.party or 0, way)
            lines += [line((news, "alert"), *first), *rest, BLANK]
        return lines or [line(("Nothing was said yet.", "dim"))]

    def _is_news(self, entry: int, direction: str) -> bool:
        return entry > self._how.seen and bool(direction)

    def _show_how(self) -> None:
        """Say who will read it, and where the ticket goes then."""
        how, dash = self._how, "-" if self._words.ascii_only else "\u2500"
        if how.solve:
            label = self._words.label("closing_reason", how.solve)
            after = f"then solved: {label}"
        elif how.internal:
            after = f"then {STATES[how.state]}" if how.state else "the state stays"
        else:
            after = f"then {STATES[how.state or 'waiting_customer']}"
        to = "a note for colleagues alone" if how.internal else f"your answer, {self._to}"
        said = joined(
            [line((f"{dash * 2} {to}", "warn" if how.internal else "strong")), line((after, ""))],
            self._words.dot,
        )
        width = self.size.width
        shown = cut_line((*said, (" ", "")), width, self._words.ellipsis)
        self._rule.show((*shown, (dash * width, "dim")))

    def _keys_line(self) -> Line:
        row = hint_row(
            self._keymap, CONTEXTS["answer"], self.size.width - 2,
            ascii_only=self._words.ascii_only,
        )  # fmt: skip
        return pairs(row)

    def read_again(self) -> None:
        """Show what was said meanwhile."""
        if self.is_attached and not self._done:
            self._show()

    # Keeping

    def on_text_area_changed(self) -> None:
        """Keep the text soon."""
        if self._keeps is None and not self._done:
            self._keeps = asyncio.get_running_loop().call_later(KEEP_S, self.keep)

    def keep(self) -> None:
        """Keep the answer as it stands."""
        self._stop_waiting()
        if not self._done:
            self._drafts.keep(self.ticket.id, self.answer)

    def _stop_waiting(self) -> None:
        if self._keeps is not None:
            self._keeps.cancel()
            self._keeps = None

    # Keys

    async def take_key(self, event: Pressed) -> bool:
        """Deal with the keys that no question took; letters go into the text."""
        if isinstance(event, events.Paste):
            return True
        answer = self._keymap.resolve((event.key,), CONTEXTS["answer"])
        action = answer.action if isinstance(answer, Exact) else None
        if action is not None and "always" in action.scopes:
            return False
        does: dict[str, Callable[[], object]] = {
            "answer.send": lambda: self._begin_sending(go_on=False),
            "answer.send_on": lambda: self._begin_sending(go_on=True),
            "answer.leave": self._leave,
            "answer.insert": self._ask_snippet,
            "answer.edit": self._edit_outside,
            "answer.hide": self._hide,
            "answer.set_state": self._ask_state,
            "answer.read_on": self.said.half_page,
            "answer.read_back": lambda: self.said.half_page(-1),
        }
        if action is not None and not (self._sending or self.prompt.active):
            does[action.name]()
        return True

    def _means(self, key: str) -> bool:
        """Whether a key means something here other than what it does in a text."""
        return isinstance(self._keymap.resolve((key,), CONTEXTS["answer"]), Exact)

    def _leave(self) -> None:
        self.keep()
        self._done = True
        self.dismiss(None)

    def _hide(self) -> None:
        self._change(internal=not self._how.internal)

    def _change(self, **how: object) -> None:
        self._how = self._how._replace(**how)  # type: ignore[arg-type]
        self.keep()
        self._show_how()

    def _ask_state(self) -> None:
        def chosen(key: str) -> None:
            state = STATE_KEYS[key]
            if state == "solved":
                ask_reason(
                    self._desk, self.status, "solved:",
                    lambda reason, note: self._change(state="", solve=reason.code, note=note),
                    offers=False,
                )  # fmt: skip
            else:
                self._change(state=state, solve="", note="")

        self.status.choose(
            "after it:",
            [(key, STATES[state]) for key, state in STATE_KEYS.items() if state != "closed"],
            chosen,
        )

    def _ask_snippet(self) -> None:
        rows = snippets.snippets(self._desk)
        if not rows:
            self.status.say("There are no snippets; 'crm snippet set' makes one.")
        elif len(rows) > _MOST_BY_KEY:
            self._pick_snippet(rows)
        else:
            found = initialled([(row.name, row.text) for row in rows])
            self.status.choose(
                "snippet:",
                [(key, name) for key, (name, _text) in found.items()],
                lambda key: self._insert(found[key][1]),
            )

    def _pick_snippet(self, rows: Sequence[snippets.SnippetRow]) -> None:
        from crm_tui.text.fold import fold
        from crm_tui.tui.widgets.columns import Column
        from crm_tui.tui.widgets.picker import Picker

        texts = {row.id: row.text for row in rows}

        def answering(wanted: str) -> list[tuple[int, tuple[str, ...]]]:
            return [
                (row.id, (row.name, " ".join(row.text.split())))
                for row in rows
                if fold(wanted) in fold(f"{row.name} {row.text}")
            ]

        columns = (Column("Snippet", 20), Column("Text", 30, flex=1))
        self.app.push_screen(
            Picker("Snippet", columns, answering),
            lambda key: self._insert(texts[key]) if key is not None else None,
        )

    def _insert(self, text: str) -> None:
        self.writing.put(snippets.fill(self._desk, text, self.ticket.id))

    def _edit_outside(self) -> None:
        self.keep()
        try:
            text = self._edit(self.writing.text)
        except CrmError as error:
            self.status.refuse(error)
            return
        if text is None:
            self.status.say("The editor failed; your text is as it was.", "warn")
        elif text.rstrip("\n") != self.writing.text.rstrip("\n"):
            self.writing.begin(text.rstrip("\n"))
            self.keep()
        self._show()

    # Sending

    def _begin_sending(self, *, go_on: bool) -> None:
        if not self.writing.text.strip():
            self.status.say("Nothing was written.")
        else:
            self._sending = True
            self.writing.read_only = True
            self.keep()
            self.status.say("Saving")
            self.run_worker(self._sends(go_on=go_on), group="send")

    async def _sends(self, *, go_on: bool) -> None:
        try:
            await self._send(self.answer)
        except ConflictError as conflict:
            self._go_on_writing()
            self.status.refuse(conflict)
            self._show()  # the colleague's answer stands out as new; it has been read then
            self.said.home()
            self._how = self._how._replace(seen=self._newest())
            self.keep()
        except CrmError as error:
            self._go_on_writing()
            self.status.refuse(error)
        else:
            self._done = True
            self._stop_waiting()
            self.dismiss(Sent(go_on))

    def _go_on_writing(self) -> None:
        self._sending = False
        self.writing.read_only = False
