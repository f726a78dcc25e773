"""Pick lists as files name their entries, and the user's word on what else is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from crm_tui.errors import NotFoundError
from crm_tui.services.intake.ticket_words import plain_word
from crm_tui.store.desk import Desk
from crm_tui.text.say import quoted
from crm_tui.views import choices
from crm_tui.views.choices import ChoiceRow


class PickList:
    """A pick list, whose entries are found by code, label and meaning."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._rows = choices.choices(desk, name)
        self._named = {plain_word(row.label): row for row in reversed(self._rows)}
        self._named |= {plain_word(row.code): row for row in self._rows}

    def named(self, word: str) -> ChoiceRow | None:
        """The entry that a word names."""
        return self._named.get(plain_word(word)) if word else None

    def meaning(self, meaning: str) -> ChoiceRow | None:
        """The first entry that means this."""
        return next((row for row in self._rows if row.meaning == meaning), None)

    def said(self, what: str, told: Mapping[str, str]) -> dict[str, str]:
        """The codes the user said words mean; NotFoundError for one that there is not."""

        def code(name: str) -> str:
            row = self.named(name)
            return row.code if row else ""

        return codes_said(told, what, code, [row.label for row in self._rows])


def codes_said(
    told: Mapping[str, str], what: str, meant: Callable[[str], str], known: Iterable[str]
) -> dict[str, str]:
    """The codes that the user said words mean; NotFoundError for one that there is not."""
    found = {}
    for word, name in told.items():
        code = meant(name)
        if not code:
            there = ", ".join(known)
            raise NotFoundError(f"There is no {what} {quoted(name)}.", f"There are: {there}.")
        found[plain_word(word)] = code
    return found
