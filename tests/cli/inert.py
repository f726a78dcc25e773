"""What a hostile text may do: nothing but be there."""

from __future__ import annotations

from collections.abc import Iterable

from tests.cli.conftest import Crm, Said
from tests.naughty import HARMFUL


def assert_inert(said: Said, of: object = "") -> None:
    """Nothing a terminal would obey was written, and nothing broke."""
    assert HARMFUL.isdisjoint(said.out.replace("\n", "")), of
    assert HARMFUL.isdisjoint(said.err.replace("\n", "")), of
    assert "wrong inside" not in said.err, of


def assert_all_inert(crm: Crm, lines: Iterable[tuple[str, ...]], json: tuple[str, ...]) -> None:
    """No line does harm; with `--json` each answers with one value, its texts as they are kept."""
    for words in lines:
        said = crm(*words, *json)
        if json:
            assert isinstance(said.value, dict | list), words
        assert_inert(said._replace(out="") if json else said, words)
