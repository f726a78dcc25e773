"""How values stand in the database, on every engine and in the journal alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def document_text(value: dict[str, Any] | None) -> str:
    """Canonical JSON of an object, keys sorted, so that equal objects are equal rows."""
    return _ENCODER.encode(value) if value else "{}"


def instant_text(instant: datetime) -> str:
    """How a moment stands in the database: `YYYY-MM-DD HH:MM:SS`, UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def as_instant(value: datetime | str) -> datetime:
    """A moment of the database, aware, in UTC."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC)


def moment(value: datetime | str | None) -> datetime | None:
    """A moment of the database, aware, in UTC; None where there is none."""
    return None if value is None else as_instant(value)
