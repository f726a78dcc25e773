"""What a view asks for by itself and what is searched in it, as one."""

from __future__ import annotations


def with_search(own: str, searched: str) -> str:
    """The words or the filter of both; a filter is read only where there are two."""
    if not own or not searched:
        return searched or own
    from crm_tui.text.filters.printing import both

    return both(own, searched)
