"""The tags that records of a file carry, made where nobody has used them yet."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.services.intake.inserts import Inserts
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean


class Tags:
    """Ids of tags by their folded names."""

    def __init__(self, desk: Desk, inserts: Inserts) -> None:
        self._desk = desk
        self._inserts = inserts
        self._ids: dict[str, int] = {}

    def id_of(self, folded: str, name: str) -> int:
        """The tag of that folded name; made with the name where there is none."""
        found = self._ids.get(folded)
        if found is None:
            known = self._desk.store.value("SELECT id FROM tag WHERE folded = ?", (folded,))
            found = known or self._inserts.add("tag", name=name, folded=folded)
            self._ids[folded] = found
        return found


def tags_of(names: Iterable[str]) -> dict[str, str]:
    """Tags by their folded names, each once."""
    return {fold(name): name for name in map(clean, names) if name}
