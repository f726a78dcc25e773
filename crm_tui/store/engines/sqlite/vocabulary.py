"""The words of the parties' search index, kept apart so that a beginning is spelt out fast.

FTS5 gathers everything that begins with a long beginning before it gives the first hit: 4 ms for
a word that 40,000 of a million parties have, and more for each further word. The whole words
behind a beginning are read as they come. Numbers are left out: few parties share one. A word
stays when the last party with it goes; it then finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from crm_tui.store.engines import PartyDocument
from crm_tui.text.fold import folded_words

Execute = Callable[..., Any]
SHORT = 3
"""The index keeps beginnings of up to so many letters ready (prefix = '1 2 3')."""
ENOUGH = 100
"""More whole words than this are slower than FTS5's own way."""


def learn(
    many: Callable[[str, Iterable[tuple[Any, ...]]], None], documents: Iterable[PartyDocument]
) -> None:
    """Note the words of documents that go into the index."""
    texts = [" ".join((*document[1:4], *document[5:])) for document in documents]
    plain = " ".join(text for text in texts if text.isascii())  # taken apart at once
    found = set(folded_words(plain))
    for text in texts:
        if not text.isascii():
            found.update(folded_words(text))
    many(
        "INSERT OR IGNORE INTO party_words (word) VALUES (?)",
        [(word,) for word in sorted(found) if not word.isdigit()],
    )


def forget(execute: Execute, words: Iterable[str]) -> None:
    """Take out those of the words that no party has any more."""
    for word in words:
        used = execute(
            "SELECT 1 FROM party_search WHERE party_search MATCH ? LIMIT 1", (_quoted(word),)
        ).fetchone()
        if used is None:
            execute("DELETE FROM party_words WHERE word = ?", (word,))


def spelt_out(execute: Execute, beginning: str) -> str:
    """A MATCH expression for the words that begin so: the words themselves where they are few."""
    if len(beginning) > SHORT and not beginning.isdigit():
        whole = execute(
            "SELECT word FROM party_words WHERE word >= ? AND word < ? LIMIT ?",
            (beginning, beginning + "\U0010ffff", ENOUGH + 1),
        ).fetchall()
        if 0 < len(whole) <= ENOUGH:
            return "(" + " OR ".join(_quoted(row[0]) for row in whole) + ")"
    return _quoted(beginning) + "*"


def begun(execute: Execute, beginnings: Sequence[str]) -> list[str]:
    """Those of the beginnings with which some word begins."""
    marks = ", ".join(["(?)"] * len(beginnings))
    rows = execute(
        f"WITH spelling (begins) AS (VALUES {marks}) SELECT begins FROM spelling WHERE EXISTS"
        " (SELECT 1 FROM party_words WHERE word >= begins AND word < begins || char(1114111))",
        beginnings,
    )
    return [row[0] for row in rows.fetchall()]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""').replace("\0", "") + '"'
