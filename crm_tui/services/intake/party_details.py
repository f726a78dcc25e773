"""What files tell of a party besides name and place, in the codes of this database."""

from __future__ import annotations

from typing import Any

from crm_tui.services.intake.moments import past_moment
from crm_tui.services.intake.pick_lists import PickList
from crm_tui.services.intake.records import PartyRecord
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean

_LISTS = ("relationship", "wanted", "channel", "not_buying")


class PartyDetails:
    """Checks them against the pick lists; what is on none stays in words."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lists = {name: PickList(desk, name) for name in _LISTS}

    def checked(self, record: PartyRecord) -> PartyRecord:
        """The record with values as the table holds them."""
        if not record.details:
            return record
        values: dict[str, Any] = {}
        custom = dict(record.custom)
        for name, said in record.details.items():
            known = self._lists.get(name)
            if known is None:
                values[name] = clean(said, multiline=True) if isinstance(said, str) else said
            elif entry := known.named(said):
                values[name] = entry.code
            else:
                custom[name.replace("_", " ")] = said
        return record._replace(details=values, custom=custom)

    def columns(self, record: PartyRecord) -> dict[str, Any]:
        """The columns that a new party gets besides those every record has."""
        values: dict[str, Any] = dict(record.details)
        if record.created:
            values["created_at"] = past_moment(self._desk, record.created)
        if record.archived:
            values["archived_at"] = past_moment(self._desk, record.archived)
        return values
