"""What the program keeps for a user between starts: where they were, what was not saved yet.

Small private files in the user's state folder, not in the database. They are a comfort: a file
that is missing, broken or cannot be written is as good as none.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any


class StateFile:
    """One such file, for one database and one login."""

    def __init__(self, folder: Path | None, kind: str, address: str, login: str) -> None:
        self._path = folder / f"{kind}-{_short(f'{address}|{login}')}.json" if folder else None

    def read(self) -> dict[str, Any]:
        """What was kept; empty where there is nothing to be read."""
        if self._path is None:
            return {}
        try:
            kept = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def write(self, content: dict[str, Any]) -> None:
        """Keep this, readable by its owner alone; with nothing to keep the file goes."""
        if self._path is None:
            return
        with suppress(OSError):
            if not content:
                self._path.unlink(missing_ok=True)
                return
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self._path.with_suffix(".new")
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
                json.dump(content, file, ensure_ascii=False)
            new.replace(self._path)


def _short(text: str) -> str:
    from zlib import crc32

    return f"{crc32(text.encode('utf-8', 'replace')):08x}"
