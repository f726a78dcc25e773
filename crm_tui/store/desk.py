"""The desk: who works, on which database, by which clock and in which country.

Services and views take it as their first argument; it is made in one place when a program
starts, so nothing below reads settings or the environment. What the firm has set for everybody
may change while the program is open: the desk follows it, and so does whoever holds the desk.
"""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.clock import Clock
from crm_tui.store.database import Store


class Usual(NamedTuple):
    """What holds where the firm has set nothing: by the settings file, else by the machine."""

    home_country: str = "US"
    currency: str = "USD"
    clock: Clock | None = None


class Desk(NamedTuple):
    """What a use case needs to know besides its own arguments."""

    store: Store
    user: int
    login: str
    user_name: str
    usual: Usual = Usual()
    origin: str = "shell"

    @property
    def home_country(self) -> str:
        """The country of numbers typed without +, two letters."""
        return self.store.firm.get("home_country") or self.usual.home_country

    @property
    def currency(self) -> str:
        """The currency of amounts typed without one, three letters."""
        return self.store.firm.get("currency") or self.usual.currency

    @property
    def clock(self) -> Clock:
        """The clock of the store."""
        return self.store.clock
