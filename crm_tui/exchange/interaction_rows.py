"""Rows of calls, e-mails, meetings, visits and notes."""

from __future__ import annotations

import re
from datetime import date, datetime

from crm_tui.exchange.cells import Cells, single_spaced
from crm_tui.exchange.made_keys import MadeKeys
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.said_words import flag_of
from crm_tui.services.intake.records import InteractionRecord
from crm_tui.text.date_columns import parse_date_as
from crm_tui.text.fold import fold

_ACTIVITIES = {
    "call": ("call", "phone"),
    "phone": ("call", "phone"),
    "phone call": ("call", "phone"),
    "telephone": ("call", "phone"),
    "email": ("email", "email"),
    "mail": ("email", "email"),
    "meeting": ("meeting", ""),
    "appointment": ("meeting", ""),
    "demo": ("meeting", ""),
    "video": ("meeting", "video"),
    "video call": ("meeting", "video"),
    "visit": ("visit", "visit_to_them"),
    "sms": ("chat", "sms"),
    "text": ("chat", "sms"),
    "chat": ("chat", "chat"),
    "message": ("chat", "messenger"),
    "whatsapp": ("chat", "messenger"),
    "letter": ("letter", "letter"),
    "post": ("letter", "letter"),
    "note": ("note", ""),
    "comment": ("note", ""),
    "contact": ("contact", ""),
    "idea": ("idea", ""),
}
_DIRECTIONS = {
    **dict.fromkeys(("in", "inbound", "incoming", "received", "incoming_email"), "in"),
    **dict.fromkeys(("out", "outbound", "outgoing", "sent", "email"), "out"),
}
_CLOCK = re.compile(r"(\d{1,4}):(\d{2})(?::\d{2})?")
_MINUTES = re.compile(r"(\d{1,5})(?:\.\d+)?\s*(?:m|min|mins|minutes?)?\.?", re.IGNORECASE)


class InteractionRows:
    """Turns rows into interaction records."""

    def __init__(self, columns: ColumnMap) -> None:
        self._cells = Cells(columns)
        index = columns.index_of("at")
        self._order = columns.date_orders.get(index)
        self._date_column = columns.columns[index].name if index >= 0 else "the date"
        self._made_keys = MadeKeys()

    def read(self, cells: list[str]) -> tuple[InteractionRecord | None, str, list[str]]:
        """(record, problem, doubts) of one row; the record is None where there is a problem."""
        row = self._cells
        row.begin(cells)
        at = self._moment()
        if at is None:
            return None, self._no_date(), row.doubts
        who = {field: row.first(field) for field in ("party", "contact", "email", "phone")}
        who["party_id"] = row.key("party_id")
        if not any(who.values()):
            return None, "the row names no customer", row.doubts
        kind, channel, subject = self._activity()
        custom = row.custom()
        if row.has("channel"):
            channel = row.first("channel")
        record = InteractionRecord(
            at,
            kind,
            row.key("external_id"),
            channel=channel,
            direction=_DIRECTIONS.get(fold(row.first("direction")), ""),
            status=row.first("status"),
            minutes=self._minutes(),
            subject=subject,
            body=row.lines("body"),
            outcome=row.first("outcome"),
            user=row.first("user"),
            custom=custom,
            result=row.lines("result") if row.has("result") else None,
            internal=flag_of(row, "internal", custom),
            pinned=flag_of(row, "pinned", custom),
            **{field: single_spaced(value) for field, value in who.items()},
        )
        if not record.external_id:
            key = self._made_keys.of(part for part in record if part is not None)
            record = record._replace(external_id=key)
        return record, "", row.doubts

    def _moment(self) -> date | datetime | None:
        row = self._cells
        written = f"{row.first('at')} {row.first('time')}".strip()
        return parse_date_as(written, self._order) if written else None

    def _no_date(self) -> str:
        written = self._cells.first("at")
        if not written:
            return f"no date in {self._date_column}"
        if self._order is None and parse_date_as(written, "dmy") is not None:
            name = self._date_column
            return (
                f"'{written}' can be read two ways; say --map {name}=at:dmy or --map {name}=at:mdy"
            )
        return f"no date can be read from '{written}' in {self._date_column}"

    def _activity(self) -> tuple[str, str, str]:
        """(kind, channel, subject); an activity of another name becomes part of the subject."""
        written, subject = self._cells.first("activity"), self._cells.first("subject")
        if not written:
            return "note", "", subject
        known = _ACTIVITIES.get(fold(written).replace("e-mail", "email").replace("_", " "))
        if known:
            return *known, subject
        self._cells.doubts.append(f"'{written}' is no kind of contact here; kept in the subject")
        return "contact", "", f"{written}: {subject}" if subject else written

    def _minutes(self) -> int | None:
        written = self._cells.first("minutes")
        if not written:
            return None
        if clock := _CLOCK.fullmatch(written):
            return int(clock[1]) * 60 + int(clock[2])
        if plain := _MINUTES.fullmatch(written):
            return int(plain[1])
        self._cells.doubts.append(f"no length can be read from '{written}'")
        return None
