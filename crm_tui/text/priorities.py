"""How much a task or a ticket matters."""

from __future__ import annotations

from typing import Final

PRIORITIES: Final = ("urgent", "high", "normal", "low")
"""The first matters most."""
