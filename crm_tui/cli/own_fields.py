"""`crm field ...`: fields of the firm's own (S55)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.cli.layout import columns, counted, one_line
from crm_tui.cli.session import Session
from crm_tui.config import did_you_mean
from crm_tui.errors import UsageError
from crm_tui.services import own_fields as services
from crm_tui.text.own_fields import KINDS
from crm_tui.views import own_fields
from crm_tui.views.own_fields import RECORDS

if TYPE_CHECKING:
    from crm_tui.views.own_fields import OwnField

_RECORDS = {"customer": "party", "party": "party", "deal": "deal", "ticket": "ticket"}
_WORDS = {"party": "customer", "deal": "deal", "ticket": "ticket"}


def listing(session: Session, record: str | None) -> None:
    """Show the own fields, and what imports have kept beside them."""
    desk = session.desk
    chosen = [_record(record)] if record else list(RECORDS)
    fields = [field for one in chosen for field in own_fields.fields(desk, one)]
    kept = [(one, *name) for one in chosen for name in own_fields.kept_names(desk, one)]
    if session.json:
        session.answer({
            "fields": fields,
            "kept": [
                {"record": one, "name": name, "records": number} for one, name, number in kept
            ],
        })  # fmt: skip
        return
    if not fields and not kept:
        session.tell(["There are no own fields.", "'crm field add deal Budget --kind money'."])
    session.tell(columns(map(_cells, fields)))
    if kept:
        session.tell(["", "Columns that imports have kept ('crm field add' takes one in):"])
        session.tell(
            columns((_WORDS[one], one_line(name), f"in {number:,}") for one, name, number in kept)
        )


def add(
    session: Session,
    record: str,
    name: tuple[str, ...],
    kind: str | None,
    choice: tuple[str, ...],
    *,
    required: bool,
) -> None:
    """Make a field of the firm's own."""
    desk = session.desk
    wanted = _record(record)
    number, astray = services.add(
        desk,
        wanted,
        " ".join(name),
        kind=kind or ("choice" if choice else "text"),
        choices=choice,
        required=required,
    )
    _tell(session, wanted, number, astray)


def edit(
    session: Session,
    record: str,
    name: tuple[str, ...],
    label: str | None,
    kind: str | None,
    choice: tuple[str, ...],
    *,
    required: str | None,
    position: int | None,
) -> None:
    """Change a field of the firm's own."""
    desk = session.desk
    wanted = _record(record)
    field = own_fields.field(desk, wanted, " ".join(name))
    astray = services.edit(
        desk,
        field.id,
        label=label,
        kind=kind,
        choices=choice or None,
        required=None if required is None else required == "yes",
        position=position,
    )
    _tell(session, wanted, field.id, astray)


def remove(session: Session, record: str, name: tuple[str, ...]) -> None:
    """Put a field away."""
    desk = session.desk
    field = own_fields.field(desk, _record(record), " ".join(name))
    services.archive(desk, field.id)
    if session.json:
        session.answer({"id": field.id})
    else:
        session.tell([f"{one_line(field.label)} is put away; what it holds stays and is found."])


def _record(text: str) -> str:
    word = text.casefold().removesuffix("s")
    if word not in _RECORDS:
        near = did_you_mean(word, ["customer", "deal", "ticket"])
        raise UsageError(f"'{text}' has no own fields.", near or "Say customer, deal or ticket.")
    return _RECORDS[word]


def _tell(session: Session, record: str, number: int, astray: int) -> None:
    known = own_fields.fields(session.desk, record)
    (field,) = (one for one in known if one.id == number)
    if session.json:
        session.answer({**field._asdict(), "astray": astray})
        return
    session.tell(columns([_cells(field)]))
    if astray:
        session.tell([
            f"{counted(astray, 'value')} kept so far cannot be read as"
            f" {KINDS[field.kind]}; they stay as written."
        ])  # fmt: skip


def _cells(field: OwnField) -> tuple[str, ...]:
    return (
        _WORDS[field.record],
        one_line(field.label),
        KINDS[field.kind],
        "required" if field.required else "",
        one_line(" | ".join(field.choices)),
    )
