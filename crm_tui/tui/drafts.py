"""Text that was typed and is not saved: kept through an error and through the end of all."""

from __future__ import annotations

from typing import Any, NamedTuple

from crm_tui.tui.state_file import StateFile


class Draft(NamedTuple):
    """Text that was typed for an action, and the customer it is about."""

    action: str
    party: int | None
    text: str


class Drafts:
    """What is being typed, what could not be saved, and what an earlier start left."""

    def __init__(self, file: StateFile) -> None:
        self._file = file
        self._typed: Draft | None = None
        self._unsaved: dict[str, Draft] = {}
        self._form: dict[str, str] = {}

    # While the program runs

    def typing(self, draft: Draft | None) -> None:
        """Take note of what is being typed; None when it was given up."""
        self._typed = draft

    def take_typed(self) -> Draft | None:
        """What was typed, for whoever saves it now."""
        draft, self._typed = self._typed, None
        return draft

    def keep(self, draft: Draft | None) -> bool:
        """Keep a text whose saving failed until its action asks again; whether there was one."""
        if draft is None or not draft.text.strip():
            return False
        self._unsaved[draft.action] = draft
        return True

    def text_for(self, action: str, party: int | None) -> str:
        """The text that was kept for an action on a customer; once."""
        draft = self._unsaved.get(action)
        if draft is None or draft.party != party:
            return ""
        return self._unsaved.pop(action).text

    def keep_form(self, fields: dict[str, str]) -> None:
        """Keep what stood in a form, for the next one."""
        self._form = fields

    def take_form(self) -> dict[str, str]:
        """What stood in a form that was never saved; once."""
        fields, self._form = self._form, {}
        return fields

    # Between two starts

    def left(self) -> dict[str, Any]:
        """What an earlier start left: `action`, `party` and `text`; empty for nothing."""
        return self._file.read()

    def forget_left(self) -> None:
        """Remove what an earlier start left."""
        self._file.write({})

    def save(self, form: tuple[str, int | None, dict[str, str]] | None) -> None:
        """Write down what is unsaved now: a form, else what is typed, else what failed."""
        draft = self._typed or next(iter(self._unsaved.values()), None)
        if form is not None and form[2]:
            action, party, fields = form
            self._file.write({"action": action, "party": party, "text": fields})
        elif draft is not None and draft.text.strip():
            self._file.write(draft._asdict())
