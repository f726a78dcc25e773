"""Text that was typed and is not saved: kept through an error and through the end of all."""

from __future__ import annotations

from typing import Any, NamedTuple

from crm_tui.tui.state_file import StateFile


class Draft(NamedTuple):
    """Text that was typed for an action, and the customer, the tasks or the tickets it is about.

    `tasks` are the ids of the tasks or, for actions on tickets, of those.
    """

    action: str
    party: int | None
    text: str
    tasks: tuple[int, ...] = ()


class Drafts:
    """What is being typed, what could not be saved, and what an earlier start left."""

    def __init__(self, file: StateFile) -> None:
        self._file = file
        self._typed: Draft | None = None
        self._saving: list[Draft] = []
        self._unsaved: dict[tuple[str, int | None, tuple[int, ...]], Draft] = {}
        self._form: tuple[str, int | None, dict[str, str]] | None = None

    # While the program runs

    def typing(self, draft: Draft | None) -> None:
        """Take note of what is being typed; None when it was given up."""
        self._typed = draft

    def take_typed(self) -> Draft | None:
        """What was typed, for whoever saves it now: they say `saved` or `keep` of it."""
        draft, self._typed = self._typed, None
        if draft is not None:
            self._saving.append(draft)
        return draft

    def saved(self, draft: Draft | None) -> None:
        """The text is safe. May be said in the thread of writes, when all else has ended."""
        if draft is not None:
            self._saving.remove(draft)
            self._write([one for one in self._all_left() if one != _as_kept(draft)])

    def keep(self, draft: Draft | None) -> bool:
        """Keep a text that was not saved until its action asks again; whether there was one."""
        if draft in self._saving:
            self._saving.remove(draft)
        if draft is None or not draft.text.strip():
            return False
        self._unsaved[draft.action, draft.party, draft.tasks] = draft
        return True

    def keep_typed(self) -> bool:
        """Keep what is being typed, for its question is taken away; whether there was any."""
        return self.keep(self.take_typed())

    def text_for(self, action: str, party: int | None, tasks: tuple[int, ...] = ()) -> str:
        """The text that was kept for an action on a customer or on tasks; once."""
        draft = self._unsaved.pop((action, party, tasks), None)
        return draft.text if draft is not None else ""

    def keep_form(self, action: str, party: int | None, fields: dict[str, str]) -> None:
        """Keep what stood in the form of an action, for the next one."""
        self._form = action, party, fields

    def take_form(self, action: str, party: int | None) -> dict[str, str]:
        """What stood in this form on this customer and never was saved; once."""
        if self._form is None or self._form[:2] != (action, party):
            return {}
        fields, self._form = self._form[2], None
        return fields

    # Between two starts

    def left(self) -> dict[str, Any]:
        """The first that an earlier start left, empty for nothing.

        It has `action`, `party` and `text`, and `tasks` where it is about those.
        """
        return next(iter(self._all_left()), {})

    def forget_left(self) -> None:
        """Remove the first that an earlier start left; the next start offers the one after it."""
        self._write(self._all_left()[1:])

    def save(self, form: tuple[str, int | None, dict[str, str]] | None) -> None:
        """Write down all that is unsaved now, the newest first, before what was left earlier."""
        texts = [self._typed, *self._saving, *reversed(self._unsaved.values())]
        unsaved = [_as_kept(draft) for draft in texts if draft is not None and draft.text.strip()]
        for one in (form, self._form):
            if one is not None and one[2]:
                action, party, fields = one
                unsaved.insert(0, {"action": action, "party": party, "text": fields})
        if unsaved:
            left = self._all_left()
            self._write([*unsaved, *(one for one in left if one not in unsaved)])

    def _all_left(self) -> list[dict[str, Any]]:
        drafts = self._file.read().get("drafts")
        found = drafts if isinstance(drafts, list) else []
        return [one for one in found if isinstance(one, dict)]

    def _write(self, drafts: list[dict[str, Any]]) -> None:
        self._file.write({"drafts": drafts} if drafts else {})


def _as_kept(draft: Draft) -> dict[str, Any]:
    kept: dict[str, Any] = {"action": draft.action, "party": draft.party, "text": draft.text}
    return kept | ({"tasks": list(draft.tasks)} if draft.tasks else {})
