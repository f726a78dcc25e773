"""Values as `--json` writes them (`interface.md`, Shell)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any


def json_text(value: Any) -> str:
    """The value as JSON text: characters as they are where the output can hold them."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    return json.dumps(plain(value), ensure_ascii=encoding not in ("utf8", "utf8sig"), indent=2)


def money(amount_minor: int | None, currency: str) -> dict[str, Any] | None:
    """An amount as an object; None for one that is not known, which is not 0."""
    return None if amount_minor is None else {"amount_minor": amount_minor, "currency": currency}


def moneys(sums: Iterable[tuple[str, int]]) -> list[dict[str, Any] | None]:
    """Sums of several currencies as objects; each comes as (currency, minor units)."""
    return [money(amount, currency) for currency, amount in sums]


def named(record: int, number: str, title: str) -> dict[str, Any]:
    """A deal or ticket that another record names."""
    return {"id": record, "number": number, "title": title}


def plain(value: Any) -> Any:
    """The value in JSON's own kinds: rows by field name, instants ISO 8601 with Z, days plain."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    fields = getattr(value, "_fields", None)
    if fields is not None:
        return {name: plain(one) for name, one in zip(fields, value, strict=True)}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)
