"""What a file says otherwise of a record that is here, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crm_tui.services.intake.tally import Tally
from crm_tui.store.desk import Desk

_NAMED_IN = {
    "party_id": "party",
    "contact_id": "party",
    "lost_to_id": "party",
    "owner_id": "user",
    "assignee_id": "user",
    "product_id": "product",
    "stage_id": "stage",
}
_SHOWN = {"party_id": "customer", "lost_to_id": "lost to", "amount_minor": "amount"}


class FieldChanges:
    """Tells the tally what differs, ids by the names they stand for."""

    def __init__(self, desk: Desk, tally: Tally) -> None:
        self._desk = desk
        self._tally = tally
        self._names: dict[tuple[str, object], str] = {}

    def note(
        self,
        line: int,
        record: str,
        changes: Iterable[tuple[str, object, object]],
        *,
        taken: bool,
        currency: str = "",
    ) -> None:
        """Note (field, as it is, as the file says) of one record; amounts are in `currency`."""
        for field, old, new in changes:
            shown = _SHOWN.get(field, field.removesuffix("_id").replace("_", " "))
            before, after = (self._said(field, value, currency) for value in (old, new))
            self._tally.changed(line, record, shown, before, after, taken=taken)

    def _said(self, field: str, value: object, currency: str) -> str:
        if value is None or value == "":
            return ""
        if field in _NAMED_IN:
            return self._name(_NAMED_IN[field], value)
        if field == "amount_minor" and isinstance(value, int):
            from crm_tui.text.amounts import format_money

            return format_money(value, currency)
        if isinstance(value, datetime):
            return f"{value.astimezone(self._desk.clock.zone):%Y-%m-%d %H:%M}"
        return str(value)

    def _name(self, table: str, number: object) -> str:
        key = table, number
        if key not in self._names:
            found = self._desk.store.value(f'SELECT name FROM "{table}" WHERE id = ?', (number,))
            self._names[key] = str(found or "a new one")
        return self._names[key]
