"""Views of a list, kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.errors import RuleError
from crm_tui.models import SavedView
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean


def save(desk: Desk, name: str, query: Mapping[str, Any], *, place: str = "customers") -> int:
    """Keep a view for oneself under a name, replacing one's own of that name; its id."""
    name = clean(name)
    if not name:
        raise RuleError("A view needs a name.")
    with desk.store.change_set(desk.user, f"saved view {name}", origin=desk.origin):
        own = SavedView.get_or_none(
            (SavedView.place == place) & (SavedView.name == name) & (SavedView.user == desk.user)
        )
        if own is not None:
            SavedView.update(query=dict(query)).where(SavedView.id == own.id).execute()
            return int(own.id)
        made = SavedView.create(place=place, name=name, user=desk.user, query=dict(query))
    return int(made.id)


def remove(desk: Desk, view: int) -> None:
    """Forget a view; undo brings it back."""
    with desk.store.change_set(desk.user, "removed a view", origin=desk.origin):
        SavedView.delete().where(SavedView.id == view).execute()
