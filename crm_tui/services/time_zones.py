"""Time zones by name, as they may be said."""

from __future__ import annotations

from crm_tui.errors import RuleError
from crm_tui.text.say import quoted


def checked(name: str) -> str:
    """The name of a time zone that this machine knows. Raises RuleError for what is none."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise RuleError(f"There is no time zone {quoted(name)}.", "Such as Europe/Paris.") from None
