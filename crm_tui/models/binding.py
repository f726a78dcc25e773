"""Which open database the models belong to; told whether or not a model is loaded already.

Reading needs no model, and importing Peewee takes longer than a whole look-up of a caller: so
the store says here where the database is, and the models ask when they are first used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Proxy(Protocol):
    """What stands for the database in the models until one is open."""

    def initialize(self, obj: Any) -> None:
        """Let it stand for this database from now on."""
        ...


class _Binding:
    def __init__(self) -> None:
        self.proxy: Proxy | None = None
        self.database: Callable[[], Any] | None = None

    def settle(self) -> None:
        if self.proxy is not None and self.database is not None:
            self.proxy.initialize(self.database())


_binding = _Binding()


def bind(database: Callable[[], Any]) -> None:
    """Let the models belong to this database from now on; it is asked for when one is loaded."""
    _binding.database = database
    _binding.settle()


def stand_in(proxy: Proxy) -> None:
    """Let the proxy stand for the open database, and for every one that is bound later."""
    _binding.proxy = proxy
    _binding.settle()
