"""The desk: who works, on which database, by which clock and in which country.

Services and views take it as their first argument; it is made in one place when a program
starts, so nothing below reads settings or the environment.
"""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.clock import Clock
from crm_tui.store.database import Store


class Desk(NamedTuple):
    """What a use case needs to know besides its own arguments."""

    store: Store
    user: int
    login: str
    user_name: str
    home_country: str = "US"
    currency: str = "USD"
    origin: str = "shell"

    @property
    def clock(self) -> Clock:
        """The clock of the store."""
        return self.store.clock
