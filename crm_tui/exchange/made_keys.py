"""Keys for records whose file gives them none: the same content has the same key next time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b


def content_key(told: str) -> str:
    """A key of what is told."""
    return blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()


class MadeKeys:
    """Makes the keys of one file; equal rows are told apart by their number."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._seen: Counter[str] = Counter()

    def of(self, parts: Iterable[object]) -> str:
        """The key of a row that tells these."""
        key = self._prefix + content_key("\x1f".join(map(str, parts)))
        self._seen[key] += 1
        number = self._seen[key]
        return key if number == 1 else f"{key}-{number}"
