"""`crm choice ...`: the pick lists (S12, S61)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_tui.cli.customers import NO, YES
from crm_tui.cli.layout import columns, one_line
from crm_tui.cli.session import Session
from crm_tui.config import did_you_mean
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.services import pick_lists
from crm_tui.text.fold import fold
from crm_tui.views import choices

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.choices import Entry

_FLAGS = ("needs_note", "needs_party", "active")
_NUMBERS = ("position", "minutes")


def listing(session: Session, name: str | None) -> None:
    """Show the pick lists, or the entries of one."""
    found = choices.entries(session.desk, _list(session.desk, name) if name else "")
    if session.json:
        session.answer(found)
    elif name:
        session.tell(columns(map(_cells, found)))
    else:
        lists = dict.fromkeys(entry.list for entry in found)
        session.tell(
            columns(
                (one, one_line(", ".join(e.label for e in found if e.list == one and e.active)))
                for one in lists
            )
        )


def add(
    session: Session,
    name: str,
    label: tuple[str, ...],
    *,
    meaning: str | None,
    key: str | None,
    position: int | None,
    needs_note: bool,
    needs_party: bool,
) -> None:
    """Add an entry to a pick list."""
    desk = session.desk
    said: dict[str, Any] = {"meaning": meaning, "key": key, "position": position}
    fields = {name: value for name, value in said.items() if value is not None}
    where = _list(desk, name)
    code = pick_lists.add(
        desk, where, " ".join(label), needs_note=needs_note, needs_party=needs_party, **fields
    )
    _tell(session, where, code)


def edit(session: Session, name: str, entry: str, changes: tuple[str, ...]) -> None:
    """Change an entry of a pick list."""
    desk = session.desk
    where = _list(desk, name)
    code = _entry(desk, where, entry).code
    fields = {}
    for change in changes:
        field, equals, value = change.partition("=")
        if not equals:
            raise UsageError(f"'{change}' is no change.", "For example: label='trade fair'.")
        fields[field] = _value(field, value)
    pick_lists.change(desk, where, code, fields)
    _tell(session, where, code)


def _list(desk: Desk, name: str) -> str:
    known = sorted({entry.list for entry in choices.entries(desk)})
    wanted = name.replace("-", "_").replace(" ", "_").casefold()
    if wanted in known:
        return wanted
    hint = did_you_mean(wanted, known) or f"There are: {', '.join(known)}."
    raise NotFoundError(f"There is no pick list '{name}'.", hint)


def _entry(desk: Desk, name: str, said: str) -> Entry:
    known = choices.entries(desk, name)
    wanted = fold(said).strip()
    exact = [one for one in known if wanted in (fold(one.label), fold(one.code))]
    begun = exact or [one for one in known if wanted and fold(one.label).startswith(wanted)]
    if len(begun) != 1:
        listed = ", ".join(one.label for one in known)
        raise NotFoundError(f"There is no '{said}' in {name}.", f"There are: {listed}.")
    return begun[0]


def _value(field: str, text: str) -> Any:
    if field in _FLAGS:
        if text.lower() not in (*YES, *NO):
            raise UsageError(f"{field} is yes or no, not '{text}'.")
        return text.lower() in YES
    if field in _NUMBERS:
        if not (text.isascii() and text.isdecimal()):
            raise UsageError(f"{field} is a number, not '{text}'.")
        return int(text)
    return text


def _tell(session: Session, name: str, code: str) -> None:
    (entry,) = (one for one in choices.entries(session.desk, name) if one.code == code)
    if session.json:
        session.answer(entry)
    else:
        session.tell(columns([_cells(entry)]))


def _cells(entry: Entry) -> tuple[str, ...]:
    asks = [what for what, asked in (("note", entry.needs_note), ("customer", entry.needs_party))
            if asked]  # fmt: skip
    return (
        one_line(entry.label),
        entry.meaning,
        f"key {entry.key}" if entry.key else "",
        f"asks for {' and '.join(asks)}" if asks else "",
        f"{entry.minutes} min" if entry.minutes else "",
        "" if entry.active else "out of use",
    )
