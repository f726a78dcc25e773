"""Filters said in the shell: words after a command and `--filter`; `crm filters` explains them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from crm_tui.cli.layout import columns, one_line, section
from crm_tui.cli.session import Session
from crm_tui.config import did_you_mean
from crm_tui.errors import UsageError

if TYPE_CHECKING:
    from crm_tui.store.desk import Desk
    from crm_tui.views.filtering.records import Kind
    from crm_tui.views.filtering.telling import FieldRow

_KINDS: Final[dict[str, Kind]] = {
    "customers": "party", "deals": "deal", "tickets": "ticket", "tasks": "task",
}  # fmt: skip


def said(desk: Desk, kind: Kind, words: Sequence[str], option: str | None) -> str:
    """The text of the filter; '' for none. Raises FilterError, which points at the place."""
    if not words and not option:
        return ""
    from crm_tui.text.filters.printing import both
    from crm_tui.views.filtering.compiling import check

    typed = " ".join(_as_typed(word) for word in words)
    for one in (typed, option or ""):
        check(desk, kind, one)
    return both(typed, option or "")


def is_name(words: Sequence[str]) -> bool:
    """Whether words after a command are plain ones, a customer's name, and no filter."""
    if not words or "".join(words).replace(" ", "").isalnum():
        return bool(words)
    from crm_tui.text.filters.parsing import parse
    from crm_tui.text.filters.tree import FilterError, plain_text

    try:
        return plain_text(parse(" ".join(words))) is not None
    except FilterError:
        return False


def _as_typed(word: str) -> str:
    """A word with the quotes that the shell took away: city:New York is city:"New York"."""
    from crm_tui.text.filters.printing import quoted
    from crm_tui.text.filters.tokens import tokens
    from crm_tui.text.filters.tree import Condition, FilterError

    if not any(map(str.isspace, word)):
        return word
    try:
        found = list(tokens(word))
    except FilterError:
        return word
    if found[0].kind == "not":
        found = found[1:]
    one = found[0].node if found else None
    if not isinstance(one, Condition) or len(one.values) != 1 or one.values[0].quoted:
        return word
    if len(found) < 2 or any(token.kind != "word" for token in found[1:]):
        return word
    start = one.values[0].start
    return f"{word[:start]}{quoted(word[start:].strip())}"


def explain(session: Session, kind: str | None) -> None:
    """Show the filter language, and the fields of a kind of record or of all."""
    if kind is not None and kind not in _KINDS:
        raise UsageError(
            f"'{kind}' cannot be filtered.",
            did_you_mean(kind, _KINDS) or f"One of: {', '.join(_KINDS)}.",
        )
    from crm_tui.views.filtering import telling

    desk = session.desk
    shown = {
        name: telling.fields(desk, code) for name, code in _KINDS.items() if kind in (None, name)
    }
    if session.json:
        session.answer({name: [row._asdict() for row in rows] for name, rows in shown.items()})
        return
    session.tell(_page(shown))


def _page(shown: dict[str, list[FieldRow]]) -> Iterator[str]:
    from crm_tui.text.filters.grammar import GRAMMAR

    yield from columns(GRAMMAR)
    for name, rows in shown.items():
        told = ((one.name, _meaning(one), one.example) for one in rows)
        yield from section(name.capitalize(), columns(told))


def _meaning(row: FieldRow) -> str:
    said = f"own field {row.meaning}" if row.own else row.meaning
    return one_line(f"{said} (also {', '.join(row.aliases)})" if row.aliases else said, 100)
