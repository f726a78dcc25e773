"""Views by their names, whatever they are views of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from crm_tui.errors import NotFoundError
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted


class Named(Protocol):
    """A view under its name."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...


View = TypeVar("View", bound=Named)


def view_named(views: Iterable[View], name: str) -> View:
    """The first view with this name, or the only one whose name begins so.

    Raises NotFoundError with the views there are.
    """
    views = list(views)
    wanted = fold(name).strip()
    exact = [view for view in views if fold(view.name) == wanted]
    begun = [view for view in views if wanted and fold(view.name).startswith(wanted)]
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    there = ", ".join(view.name for view in begun or views)
    raise NotFoundError(f"There is no view {quoted(name)}.", f"There are: {there}.")
