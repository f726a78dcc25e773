"""Finding colleagues by what a file calls them: login, e-mail, name or key."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.errors import NotFoundError
from crm_tui.services.intake.said import Said
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted


class Colleagues:
    """Everybody who works here, by every name they go by."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._by_name: dict[str, int] = {"me": desk.user}
        for number, login, name, email in desk.store.rows(
            'SELECT id, login, name, email FROM "user" ORDER BY active DESC, id'
        ):
            for said in (login, name, email):
                if said:
                    self._by_name.setdefault(fold(said), number)
        for value, number in desk.store.rows(
            "SELECT value, \"row\" FROM external_id WHERE record = 'user'"
        ):
            self._by_name.setdefault(fold(value), number)

    def find(self, said: str) -> int | None:
        """The colleague a file means, or None."""
        return self._by_name.get(fold(said).strip())

    def said(self, told: Mapping[str, str]) -> Said:
        """The user's word on whom a file means; NotFoundError for a colleague who is not here."""
        return Said(self._desk, "user", {word: self._meant(name) for word, name in told.items()})

    def _meant(self, name: str) -> int:
        found = self.find(name)
        if found is None:
            raise NotFoundError(f"There is no colleague {quoted(name)}.", "'crm user list'.")
        return found
