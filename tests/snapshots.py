"""Screens kept as text: a change of what people see is a change in a file under review.

With UPDATE_SNAPSHOTS=1 in the environment the files are written instead of compared.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path


def assert_looks_as_before(file: Path, text: str) -> None:
    """Compare a screen with the file that keeps it; fails with the lines that differ."""
    shown = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shown, "utf-8")
        return
    kept = file.read_text("utf-8") if file.exists() else ""
    if shown != kept:
        lines = difflib.unified_diff(
            kept.splitlines(), shown.splitlines(), file.name, "now", lineterm=""
        )
        raise AssertionError("\n".join(["The screen looks different.", *lines]))
