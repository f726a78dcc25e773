"""A filter as a condition on records of a kind, in the words of a statement over them.

The table of the record stands there as `p` (party), `d` (deal), `t` (ticket) or `k` (task).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from crm_tui.config import did_you_mean
from crm_tui.store.desk import Desk
from crm_tui.text.filters import figures
from crm_tui.text.filters.parsing import parse
from crm_tui.text.filters.tree import (
    And,
    Condition,
    FilterError,
    Node,
    Not,
    Or,
    Value,
    Words,
    plain_text,
)
from crm_tui.text.fold import fold, words
from crm_tui.text.safe import clean
from crm_tui.views.filtering.conditions import ALWAYS, NEVER, Sql, all_of, any_of, negated
from crm_tui.views.filtering.fields import GREATER, Asked, Field, MeantError
from crm_tui.views.filtering.records import RECORDS, Kind, field_named, names

EMPTY: Final = ("none", "empty", "-")
FILLED: Final = ("any", "*")
_PLAIN: Final = 'In quotes it is plain text: "{}".'
_STATES: Final = ("state", "kind", "lifecycle", "priority", "stage")
"""The fields among whose values `is:` looks for a word that is no flag."""


class Filter(NamedTuple):
    """A filter that can be asked: its condition, what it lifts, whether it searches for words.

    `lifts` are the parts of the plain list (who, state, owner, side, archived) that the filter
    asks for itself. `indexed` says that an index of the plain list leads to what it leaves.
    """

    condition: Sql
    lifts: frozenset[str] = frozenset()
    searches: bool = False
    indexed: bool = False


def check(desk: Desk, kind: Kind, text: str) -> None:
    """Raise FilterError, which points at the place, for a text that is no filter of this kind.

    Plain words always are; nothing is searched for.
    """
    _read(desk, kind, text, searching=False)


def narrowed(desk: Desk, kind: Kind, text: str) -> Filter | None:
    """The filter that a text says; None for plain words, which the lists search for as ever.

    A text that is no filter (any more: a field may be gone since a view was saved) finds nothing.
    """
    try:
        return _read(desk, kind, text, searching=True)
    except FilterError:
        return Filter(NEVER)


def found_by(desk: Desk, kind: Kind, text: str) -> Filter:
    """As `narrowed`, with plain words as a filter that searches for them."""
    said = clean(text)
    return narrowed(desk, kind, said) or Filter(RECORDS[kind].search(desk, said), searches=True)


def is_filter(desk: Desk, kind: Kind, text: str) -> bool:
    """Whether a text is more than plain words."""
    try:
        return _read(desk, kind, text, searching=False) is not None
    except FilterError:
        return True


def _read(desk: Desk, kind: Kind, text: str, *, searching: bool) -> Filter | None:
    said = clean(text)
    node = parse(said)
    if plain_text(node) is not None or node is None:
        return None
    compiler = _Compiler(desk, kind, said, searching=searching)
    meant = compiler.plainly(node)
    if plain_text(meant) is not None:
        return None
    condition = compiler.compile(meant)
    return Filter(
        condition, frozenset(compiler.lifts), any(_searches(meant)), compiler.is_indexed(meant)
    )


def _searches(node: Node, *, negative: bool = False) -> Iterator[bool]:
    """Whether words are searched for, not only left out."""
    if isinstance(node, Words):
        yield not negative
    elif isinstance(node, Not):
        yield from _searches(node.part, negative=not negative)
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _searches(part, negative=negative)


class _Compiler:
    def __init__(self, desk: Desk, kind: Kind, text: str, *, searching: bool) -> None:
        self.desk = desk
        self.record = RECORDS[kind]
        self.text = text
        self.searching = searching
        self.lifts: set[str] = set()
        self._fields: dict[str, Field | None] = {}

    def field(self, name: str) -> Field | None:
        if name not in self._fields:
            self._fields[name] = field_named(self.desk, self.record.kind, name)
        return self._fields[name]

    def plainly(self, node: Node) -> Node:
        """The filter with what only looks like a condition as the plain words it is."""
        if isinstance(node, Not):
            return Not(self.plainly(node.part), node.start)
        if isinstance(node, And | Or):
            return type(node)(tuple(self.plainly(part) for part in node.parts))
        if isinstance(node, Condition) and self._is_plain(node):
            return Words(node.said, node.start, node.end)
        return node

    def _is_plain(self, one: Condition) -> bool:
        doubtful = one.spaced or not one.values or one.sign == ";"
        known = fold(one.name) in ("has", "is") or self.field(one.name) is not None
        return doubtful and not known

    def is_indexed(self, node: Node) -> bool:
        """Whether an index leads to what a filter leaves: what must hold has a field with one."""
        if isinstance(node, And):
            return any(self.is_indexed(part) for part in node.parts)
        if not isinstance(node, Condition) or node.sign == "!=":
            return False
        field = self.field(node.name)
        empty = any(fold(value.text) in (*EMPTY, *FILLED) for value in node.values)
        return field is not None and field.indexed and not empty

    def compile(self, node: Node) -> Sql:
        if isinstance(node, Words):
            return self._words(node)
        if isinstance(node, Not):
            if isinstance(node.part, Words) and not words(node.part.text):
                return ALWAYS
            return negated(self.compile(node.part))
        if isinstance(node, And | Or):
            parts = [self.compile(part) for part in node.parts]
            return all_of(parts) if isinstance(node, And) else any_of(parts)
        return self.condition(node)

    def _words(self, node: Words) -> Sql:
        """What words find; signs alone are no words, and ask for nothing."""
        if not self.searching or not words(node.text):
            return ALWAYS
        return self.record.search(self.desk, node.text)

    def condition(self, one: Condition) -> Sql:
        name = fold(one.name)
        if not one.values:
            raise self.fails(one, "a value must follow.", self._example(one))
        if one.sign == ";":
            said = one.values[0].text
            raise self.fails(one, "';' compares nothing.", f"Did you mean {one.name}:{said}?")
        if name in ("has", "is"):
            return any_of([self._said_of(one, value, name) for value in one.values])
        field = self.field(one.name)
        if field is None:
            near = did_you_mean(one.name, names(self.desk, self.record.kind))
            hint = f"{near} {_PLAIN.format(one.said)}".strip()
            end = one.start + len(one.name)
            raise FilterError(self.text, one.start, end, "there is no such field here.", hint)
        if field.lifts:
            self.lifts.add(field.lifts)
        if one.sign == "!=":
            return negated(self._compared(field, one, "="))
        return self._compared(field, one, one.sign)

    def _compared(self, field: Field, one: Condition, sign: str) -> Sql:
        values = _joined(one) if field.joined else one.values
        if sign in GREATER:
            if not field.ordered:
                hint = f"{one.name}:{one.values[0].text} asks for it."
                raise self.fails(one, f"{field.name} has no order.", hint)
            if len(values) > 1:
                raise self.fails(one, f"'{sign}' takes one value.", "a..b is a range.")
        return any_of([self._value(field, one, sign, value) for value in values])

    def _value(self, field: Field, one: Condition, sign: str, value: Value) -> Sql:
        said = fold(value.text)
        if not value.quoted and sign in (":", "="):
            if said in EMPTY:
                return negated(field.filled)
            if said in FILLED:  # of a yes or no both
                return ALWAYS if field.is_flag else field.filled
        asked = Asked(self.desk, one.name, sign, value.text, value.quoted, self.searching)
        try:
            if not said:
                raise MeantError("a value must stand in the quotes.", f"{one.name}:none: no value.")
            return field.compare(asked)
        except MeantError as error:
            raise self.fails_at(one, value, error) from None

    def _said_of(self, one: Condition, value: Value, how: str) -> Sql:
        """`has:phone` and `is:supplier`."""
        if one.sign not in (":", "=", "!="):
            raise self.fails(one, f"'{how}' is followed by a colon.", f"{how}:{value.text}")
        field = self.field(value.text)
        found = self._has(field) if how == "has" else self._is(one, field, value)
        if found is None:
            known = names(self.desk, self.record.kind)
            error = MeantError("there is no such field here.", did_you_mean(value.text, known))
            raise self.fails_at(one, value, error)
        return negated(found) if one.sign == "!=" else found

    def _has(self, field: Field | None) -> Sql | None:
        return field.filled if field else None

    def _is(self, one: Condition, field: Field | None, value: Value) -> Sql | None:
        if field is not None and field.is_flag:
            if field.lifts:
                self.lifts.add(field.lifts)
            return field.compare(Asked(self.desk, one.name, ":", "yes"))
        for name in _STATES:
            state = self.field(name)
            if state is None:
                continue
            try:
                found = state.compare(Asked(self.desk, one.name, ":", value.text, quoted=True))
            except MeantError:
                continue
            if found == NEVER:
                continue
            if state.lifts:
                self.lifts.add(state.lifts)
            return found
        return None

    def _example(self, one: Condition) -> str:
        field = self.field(one.name)
        if fold(one.name) == "has":
            return "Such as: has:phone."
        if field is None or not (field.example or field.name):
            return ""
        return f"Such as: {field.example or f'{field.name}:...'}, {field.name}:none."

    def fails(self, one: Condition, what: str, hint: str) -> FilterError:
        return FilterError(self.text, one.start, one.end, what, hint)

    def fails_at(self, one: Condition, value: Value, error: MeantError) -> FilterError:
        """The error of a value, which names its condition and points at the value."""
        if value.end <= value.start:  # a figure that was joined
            return self.fails(one, error.what, error.hint)
        found = FilterError(self.text, one.start, value.end, error.what, error.hint)
        found.start = value.start
        return found


def _joined(one: Condition) -> tuple[Value, ...]:
    """The values of a figure, with 10,000 as one."""
    parts = [value.text for value in one.values]
    if any(value.quoted for value in one.values):
        return one.values
    if figures.one_figure(parts) or (len(parts) == 2 and one.sign in GREATER):
        return (Value(",".join(parts)),)
    return one.values
