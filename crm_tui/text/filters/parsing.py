"""Reading a filter: `owner:me city:Oslo value>10000 last<30d -tag:cold (a OR b)`.

Words are searched for as ever, quoted ones whatever they look like. `field:value`, also
`field:a,b` for either, `field:none` and `field:any`; `=` `!=` `>` `>=` `<` `<=`; `-` or NOT
before what shall not hold; a space for 'and'; OR or `|`; parentheses. AND, OR and NOT are
written in capitals: in small letters they are words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from crm_tui.text.filters.tokens import QUOTES, Token, tokens
from crm_tui.text.filters.tree import And, FilterError, Node, Not, Or, Words

MOST_LETTERS: Final = 2000
MOST_CONDITIONS: Final = 100
MOST_DEEP: Final = 30
_PLAIN_HINT: Final = 'In quotes it is plain text: "..."'

# Without any of these a text is plain words, as most are: no more is asked of it.
_OPERATOR: Final = re.compile(rf"[:;<>=≥≤≠|{QUOTES}]|(?:^|[\s(])-\S|\b(?:AND|OR|NOT)\b")


def parse(text: str) -> Node | None:
    """What a filter says; None where it says nothing.

    A text without any operator is plain words as it stands, parentheses too: '(030) 123'.
    Raises FilterError, which points at the place, for one that cannot be read.
    """
    bare = text.strip()
    if not bare:
        return None
    if not _OPERATOR.search(text):
        return Words(bare, text.index(bare), len(text.rstrip()))
    if len(bare) > MOST_LETTERS:
        raise FilterError(
            text, 0, 0, f"a filter has {MOST_LETTERS:,} letters at most.", _PLAIN_HINT
        )
    found = list(tokens(text))
    if all(token.kind in ("word", "(", ")") for token in found):
        return Words(bare, text.index(bare), len(text.rstrip()))
    if sum(token.kind == "condition" for token in found) > MOST_CONDITIONS:
        raise FilterError(text, 0, 0, f"a filter has {MOST_CONDITIONS} conditions at most.")
    return _Parser(text, found).whole()


class _Parser:
    """Takes the pieces of a text one after the other."""

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self.text = text
        self.tokens = found
        self.place = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else ""

    def take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def whole(self) -> Node | None:
        node = self.either(0)
        if self.kind == ")":
            one = self.take()
            raise FilterError(
                self.text, one.start, one.end, "no parenthesis was opened.", _PLAIN_HINT
            )
        return node

    def either(self, depth: int) -> Node:
        parts = [self.all(depth)]
        while self.kind == "or":
            self.take()
            parts.append(self.all(depth))
        flat = [one for part in parts for one in (part.parts if isinstance(part, Or) else (part,))]
        return Or(tuple(flat)) if len(flat) > 1 else flat[0]

    def all(self, depth: int) -> Node:
        parts = [self.one(depth)]
        while self.kind not in ("", "or", ")"):
            if self.kind == "and":
                self.take()
            parts.append(self.one(depth))
        flat = [one for part in parts for one in (part.parts if isinstance(part, And) else (part,))]
        return And(tuple(flat)) if len(flat) > 1 else flat[0]

    def one(self, depth: int) -> Node:
        if self.kind in ("", "or", "and", ")"):
            raise self.missing()
        token = self.take()
        if depth > MOST_DEEP:
            raise FilterError(self.text, token.start, token.end, "this is nested too deep.")
        if token.kind == "not":
            part = self.one(depth + 1)
            return Not(part, token.start)
        if token.kind == "(":
            return self.group(token, depth)
        if token.kind == "word":
            return self.words(token)
        assert token.node is not None
        return token.node

    def group(self, opened: Token, depth: int) -> Node:
        node = self.either(depth + 1)
        if self.kind != ")":
            raise FilterError(
                self.text, opened.start, opened.end, "this parenthesis is not closed.", _PLAIN_HINT
            )
        self.take()
        return node

    def words(self, first: Token) -> Words:
        """Words that stand side by side are one text: a number in groups, a name in two words."""
        last = first
        negated = self.place > 1 and self.tokens[self.place - 2].kind == "not"
        while not negated and self.kind == "word":
            last = self.take()
        return Words(self.text[first.start : last.end], first.start, last.end)

    def missing(self) -> FilterError:
        """What to say where something must stand and nothing does."""
        before = self.tokens[self.place - 1] if self.place else None
        after = self.tokens[self.place] if self.place < len(self.tokens) else None
        if before is None or (before.kind == "(" and after is not None and after.kind != ")"):
            assert after is not None
            what = "something must stand before it."
            return FilterError(self.text, after.start, after.end, what, _PLAIN_HINT)
        if before.kind == "(":
            what = "something must stand in the parentheses."
        else:
            what = "something must follow."
        return FilterError(self.text, before.start, before.end, what, _PLAIN_HINT)
