"""Web addresses as people write them, made comparable."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|https?:", re.IGNORECASE)
_HOST_END = re.compile(r"[/?#]")


def fold_web(text: str) -> str:
    """The bare address: no scheme, no leading www., no slash at the end, host in small letters.

    The path keeps its case, as servers may tell one from the other.
    """
    bare = text.strip().strip("<>")
    scheme = _SCHEME.match(bare)
    bare = bare[scheme.end() :] if scheme else bare
    end = _HOST_END.search(bare)
    split = end.start() if end else len(bare)
    host, path = bare[:split].casefold().rstrip("."), bare[split:].rstrip("/")
    return host.removeprefix("www.") + path
