"""Column types that mean the same on every engine."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from peewee import Field

from crm_tui.models.stored import document_text, instant_text


class InstantField(Field):
    """A moment: an aware datetime in Python, naive UTC to the second in the database.

    Engines differ in what they do to offsets, so none reaches them.
    """

    field_type = "DATETIME"

    def db_value(self, value: datetime | str | None) -> str | None:
        """The text stored for a moment; ValueError for a naive one."""
        if value is None or isinstance(value, str):
            return value
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return instant_text(value)

    def python_value(self, value: Any) -> datetime | None:
        """The moment read back, aware, in UTC."""
        if value is None:
            return None
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC)


class DayField(Field):
    """A calendar day that never passes through a time zone (birthdays, due days)."""

    field_type = "DATE"

    def db_value(self, value: date | None) -> str | None:
        """The ISO text stored for a day."""
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: Any) -> date | None:
        """The day read back."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class DocumentField(Field):
    """A small JSON object kept as text, so that both engines and the journal read it alike."""

    field_type = "TEXT"

    def db_value(self, value: dict[str, Any] | str | None) -> str:
        """The JSON text stored for an object."""
        return value if isinstance(value, str) else document_text(value)

    def python_value(self, value: Any) -> dict[str, Any]:
        """The object read back; empty where nothing was stored."""
        return dict(json.loads(value)) if value else {}


class ListField(Field):
    """A short list of texts, kept as JSON."""

    field_type = "TEXT"

    def db_value(self, value: list[str] | str | None) -> str:
        """The JSON text stored for a list."""
        return value if isinstance(value, str) else json.dumps(value or [], ensure_ascii=False)

    def python_value(self, value: Any) -> list[str]:
        """The list read back; empty where nothing was stored."""
        return list(json.loads(value)) if value else []
