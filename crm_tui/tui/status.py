"""The two rows at the bottom: the status row, which says and asks, and the row of keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crm_tui.errors import CrmError
from crm_tui.keys.hints import HINT_GAP, TITLE_GAP
from crm_tui.text.width import cell_width, cut
from crm_tui.tui.drafts import Draft, Drafts
from crm_tui.tui.tones import Tone
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.prompt import MODE_WIDTH, Prompt
from crm_tui.tui.widgets.text_view import Line, Span

Choices = list[tuple[str, str]]
"""Keys and what they choose."""


class Status:
    """Says and asks; the row of keys helps out where a question needs more room.

    `usual` gives the keys that matter where the focus is, `about` the customer it is about and
    `targets` all of them. An answer is for those who were meant when the question came up, even
    if someone else's change has moved the cursor since.
    """

    def __init__(
        self,
        prompt: Prompt,
        hints: Bar,
        drafts: Drafts,
        *,
        usual: Callable[[], Line],
        about: Callable[[], int | None],
        targets: Callable[[], list[int]],
        said: Callable[[str], str] = str,
    ) -> None:
        self._prompt = prompt
        self._said = said
        self._hints = hints
        self._drafts = drafts
        self._usual = usual
        self._about = about
        self._targets = targets
        self.subject: list[int] | None = None
        """While an answer is dealt with: the customers the question was asked about."""
        self._spilt: Choices = []

    # Saying

    def say(self, message: str, tone: Tone = "") -> None:
        """Say something in the status row."""
        self._prompt.say(message, tone)

    def tell(self, message: str, tone: Tone = "") -> None:
        """Say something of the program's own in the firm's words.

        What people wrote stands in it between quotes, or not at all.
        """
        self.say(self._said(message), tone)

    def refuse(self, error: CrmError) -> None:
        """Say why something was not done, and what to do."""
        self.say(str(error), "alert")

    def explain(self, spans: Sequence[Span]) -> None:
        """Show something in place of the keys, while a question stands."""
        self._hints.show(tuple(spans))

    def show_hints(self) -> None:
        """Show the keys that matter, or what the row above had no room for."""
        self._hints.show(pairs(self._spilt) if self._spilt else self._usual())

    def offer(self, label: str, choices: Sequence[tuple[str, str]]) -> None:
        """Say what can follow a key."""
        room = self._prompt.size.width - MODE_WIDTH - len(label) - 2
        fitting, self._spilt = split(choices, room)
        self.say(f"{label}  {HINT_GAP.join(TITLE_GAP.join(pair) for pair in fitting)}")
        self.show_hints()

    def offer_nothing(self) -> None:
        """No key is waited for any more."""
        self._spilt = []

    # Asking

    def ask(
        self,
        label: str,
        on_submit: Callable[[str], None],
        *,
        value: str = "",
        on_change: Callable[[str], None] | None = None,
        on_cancel: Callable[[], None] | None = None,
        on_key: Callable[[str], bool] | None = None,
        completions: Callable[[str], Sequence[str]] | None = None,
        draft: str | Draft = "",
    ) -> None:
        """Ask for a line of text.

        `draft` names the action for which it is typed, where the text must not be lost: it is
        kept until it is saved, through an error and through the end of the program. It is about
        the customer of the card, where the draft does not say whom it is about. What was kept
        stands there instead of `value`.
        """
        targets = self._targets()
        typed = draft if isinstance(draft, Draft) else Draft(draft, self._about(), "")
        if typed.action:
            value = self._drafts.text_for(typed.action, typed.party, typed.tasks) or value

        def changed(text: str) -> None:
            if typed.action:
                self._drafts.typing(typed._replace(text=text))
            if on_change is not None:
                try:
                    on_change(text)
                except CrmError as error:
                    self.refuse(error)

        def submitted(text: str) -> None:
            self._answer(targets, lambda: on_submit(text))

        self._spilt = []
        self._prompt.ask(
            label,
            value,
            on_change=changed,
            on_submit=submitted,
            on_cancel=lambda: self._cancelled(on_cancel, typed.action),
            on_key=on_key,
            completions=completions,
        )
        self.show_hints()
        if value:
            changed(value)

    def choose(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        on_choice: Callable[[str], None],
        on_cancel: Callable[[], None] | None = None,
    ) -> None:
        """Show choices as (key, title) and wait for one of their keys."""
        targets = self._targets()

        def chosen(key: str) -> None:
            self._spilt = []
            self._answer(targets, lambda: on_choice(key))

        width = self._prompt.size.width
        room = width - cell_width(label) - 1
        choices = _shortened(choices, room, width - 1)
        _, self._spilt = split(choices, room)
        self._prompt.choose(label, choices, chosen, lambda: self._cancelled(on_cancel))
        self.show_hints()

    def confirm(self, question: str, then: Callable[[], None]) -> None:
        """Do something only after a yes; neither Enter nor a key that asks means yes."""
        choices = (("y", "yes"), ("n", "no"))
        self.choose(question, choices, lambda key: then() if key == "y" else self._not_done())

    def confirm_several(self, what: str, number: int, of: str, then: Callable[[], None]) -> None:
        """Do something at once with one record, and with several only after a yes."""
        if number > 1:
            self.confirm(f"{what}: {number:,} {self._said(of)}?", then)
        else:
            then()

    def _not_done(self) -> None:
        self.say("Not done.")
        self.keep_typed()

    def keep_typed(self) -> None:
        """Keep what was typed for a draft, for its question is taken away; say that it is kept."""
        self._tell_kept(kept=self._drafts.keep_typed())

    def keep_unsaved(self, action: str, text: str) -> None:
        """Keep a text whose saving was broken off; the same action offers it again."""
        self._tell_kept(kept=self._drafts.keep(Draft(action, self._about(), text)))

    def _tell_kept(self, *, kept: bool) -> None:
        if kept:
            self.say("Not saved; the text stands there again when you begin anew.")

    def put_aside(self) -> None:
        """Take the question back that stands; what was typed is kept for the next time."""
        self.keep_typed()
        self._prompt.cancel()

    def _answer(self, targets: list[int], deal: Callable[[], None]) -> None:
        before, self.subject = self.subject, targets
        try:
            deal()
        finally:
            self.subject = before
        if not self._prompt.active:
            self.show_hints()

    def _cancelled(self, on_cancel: Callable[[], None] | None, draft: str = "") -> None:
        self._spilt = []
        if on_cancel is not None:
            on_cancel()
        if draft:
            self._drafts.typing(None)
        else:  # a question that came after the text: the text is not given up with it
            self.keep_typed()
        self.show_hints()


def pairs(row: Sequence[tuple[str, str]]) -> Line:
    """Keys and their titles as a line."""
    spans: list[Span] = [(" ", "")]
    for key, title in row:
        spans += [(key, "key"), (f"{TITLE_GAP}{title}{HINT_GAP}", "")]
    return tuple(spans)


def _cut_title(title: str, cells: int) -> str:
    """A title in so many cells: whole words where they fill half of them, else cut with a dot."""
    if cell_width(title) <= cells:
        return title
    words = title
    while cell_width(words) > cells and " " in words:
        words = words.rpartition(" ")[0]
    if cells // 2 <= cell_width(words) <= cells:
        return words
    return f"{cut(title, cells - 1).rstrip()}."


def _shortened(choices: Sequence[tuple[str, str]], room: int, below: int) -> Choices:
    """The choices with titles just so short that none is left out of the two rows."""
    longest = max((cell_width(title) for _key, title in choices), default=0)
    shown = list(choices)
    while longest > 3 and split(split(shown, room)[1], below)[1]:
        longest -= 1
        shown = [(key, _cut_title(title, longest)) for key, title in choices]
    return shown


def split(choices: Sequence[tuple[str, str]], room: int) -> tuple[Choices, Choices]:
    """The choices that fit into some cells, and the others, for the row of keys."""
    for number, (key, title) in enumerate(choices):
        room -= cell_width(key) + cell_width(title) + len(TITLE_GAP) + len(HINT_GAP)
        if room < 0:
            return list(choices[:number]), list(choices[number:])
    return list(choices), []
