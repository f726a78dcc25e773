"""What other systems call the priorities."""

from __future__ import annotations

from typing import Final

PRIORITY_WORDS: Final = {
    **dict.fromkeys(("urgent", "critical", "highest", "very high", "immediate"), "urgent"),
    **dict.fromkeys(("high", "important", "hoch"), "high"),
    **dict.fromkeys(("normal", "medium", "standard", "moderate", "none", "mittel"), "normal"),
    **dict.fromkeys(("low", "lowest", "minor", "niedrig"), "low"),
}
"""The priority each word means; folded, without hyphens and underscores."""
