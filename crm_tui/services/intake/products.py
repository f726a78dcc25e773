"""Which product a file means, by key, code, name or the user's word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from crm_tui.errors import NotFoundError
from crm_tui.services.intake.known import KnownKeys
from crm_tui.services.intake.said import Said
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold, words
from crm_tui.text.say import quoted

_LIKE = 0.8
"""How alike two names must be for one to be offered for the other."""


class Products:
    """The products there are, by key, code and name."""

    def __init__(self, desk: Desk, source: str, told: Mapping[str, str]) -> None:
        self._source = source
        self._keys = KnownKeys(desk, "product")
        self._names: dict[int, str] = {}
        self._ids: dict[str, int] = {}
        for number, name, code in desk.store.rows(
            "SELECT id, name, code FROM product ORDER BY archived_at IS NOT NULL, id"
        ):
            self._names[number] = name
            for word in (code, name):
                if word:
                    self._ids.setdefault(fold(word), number)
        self._bare = {"".join(words(name)): name for name in reversed(self._names.values())}
        self._missing: dict[str, str] = {}
        self.said = Said(desk, "product", {word: self._meant(name) for word, name in told.items()})

    def read(self, keys: Iterable[str]) -> None:
        """Look up a batch of keys."""
        self._keys.read(self._source, keys)

    def find(self, name: str, key: str) -> int | None:
        """The product with that key, name or code, or which the user said it is."""
        found = self._keys.find(self._source, key) if key and self._source else None
        if found is None and name:
            found = self.said.find(name) or self._ids.get(fold(name))
        return found if found in self._names else None

    def spelt_otherwise(self, name: str) -> tuple[int, str] | None:
        """The product of the same letters and figures ('GTX Pro' for 'GTXPro') with its name."""
        same = self._bare.get("".join(words(name)))
        return (self._ids[fold(same)], same) if same else None

    def add(self, number: int, name: str) -> None:
        """Note a product that has just been made."""
        self._names[number] = name
        self._ids.setdefault(fold(name), number)
        self._bare.setdefault("".join(words(name)), name)

    def missing(self, name: str) -> str:
        """The sentence about a product that is not there, offering the one that is like it."""
        if name not in self._missing:
            said = f"product {quoted(name)} is not there"
            like = self._like(name)
            self._missing[name] = (
                f"{said}; {quoted(like)} is like it: --map-value 'product:{name}={like}'"
                if like
                else f"{said}; the deal is kept without it"
            )
        return self._missing[name]

    def _like(self, name: str) -> str:
        bare = "".join(words(name))
        near = get_close_matches(bare, self._bare, 1, _LIKE) if bare else []
        return self._bare[near[0]] if near else ""

    def _meant(self, name: str) -> int:
        found = self._ids.get(fold(name))
        if found is None:
            like = self._like(name)
            hint = f"Did you mean '{like}'?" if like else "Bring in the products first."
            raise NotFoundError(f"There is no product {quoted(name)}.", hint)
        return found
