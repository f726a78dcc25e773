"""Fields of the firm's own: made, changed, put away, filled (S55)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm_tui.errors import ConflictError, NotFoundError, RuleError
from crm_tui.models import CustomField
from crm_tui.models.stored import document_text, instant_text
from crm_tui.services import standing, tickets
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.own_fields import KINDS, kept
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.views import own_fields
from crm_tui.views.own_fields import RECORDS, OwnField

_MOST = 100
_BATCH = 500
_WORDS = {"party": "customer", "deal": "deal", "ticket": "ticket"}


def add(
    desk: Desk,
    record: str,
    label: str,
    *,
    kind: str = "text",
    choices: Sequence[str] = (),
    required: bool = False,
) -> tuple[int, int]:
    """Give customers ('party'), deals or tickets a field of the firm's own.

    A column that an import kept under this name is adopted: its values are written as the kind
    keeps them, and those that are none stay as they are. Returns the new id and how many values
    stayed so. One that was put away comes back.

    Raises RuleError for a name that is taken, a kind there is not and a choice without choices.
    """
    _refuse_record(record)
    label = _checked_label(desk, record, label)
    options = _checked_choices(kind, choices)
    with desk.store.change_set(
        desk.user, f"added field {label} to {_WORDS[record]}s", origin=desk.origin
    ):
        away = [
            one
            for one in own_fields.fields(desk, record, archived=True)
            if one.archived and fold(one.label) == fold(label)
        ]
        code = away[0].code if away else _kept_code(desk, record, label)
        values: dict[str, Any] = {
            "label": label, "kind": kind, "choices": options, "required": required,
            "archived_at": None, "updated_at": desk.clock.now(),
        }  # fmt: skip
        if away:
            CustomField.update(**values).where(CustomField.id == away[0].id).execute()
            number = away[0].id
        else:
            last = desk.store.value(
                "SELECT coalesce(max(position), 0) FROM custom_field WHERE record = ?", (record,)
            )
            made = CustomField.create(
                record=record, code=code, position=last + 1, created_at=desk.clock.now(), **values
            )
            number = int(made.id)
        astray = _convert(desk, record, code, kind, options)
    return number, astray


def edit(
    desk: Desk,
    field: int,
    *,
    label: str | None = None,
    kind: str | None = None,
    choices: Sequence[str] | None = None,
    required: bool | None = None,
    position: int | None = None,
) -> int:
    """Change a field; how many of its values are none of a new kind and stay as they are.

    Raises RuleError as `add` does, NotFoundError for a field that is gone.
    """
    row = _one(field)
    kind = kind or row.kind
    options = _checked_choices(kind, row.choices if choices is None else choices)
    values: dict[str, Any] = {"kind": kind, "choices": options, "updated_at": desk.clock.now()}
    if label is not None and clean(label) != row.label:
        values["label"] = _checked_label(desk, row.record, label, but=field)
    if required is not None:
        values["required"] = required
    with desk.store.change_set(desk.user, f"changed field {row.label}", origin=desk.origin):
        CustomField.update(**values, version=CustomField.version + 1).where(
            CustomField.id == field
        ).execute()
        if position is not None:
            _put_at(desk, row, position)
        if kind != row.kind or choices is not None:
            return _convert(desk, row.record, row.code, kind, options)
    return 0


def archive(desk: Desk, field: int) -> None:
    """Put a field away: it has no line in forms any more; its values stay and are still found."""
    row = _one(field)
    with desk.store.change_set(desk.user, f"put field {row.label} away", origin=desk.origin):
        CustomField.update(archived_at=desk.clock.now(), updated_at=desk.clock.now()).where(
            CustomField.id == field
        ).execute()


def value_of(desk: Desk, field: OwnField, typed: str) -> str:
    """What is typed for a field, as it is kept. Raises RuleError for a value that is none."""
    try:
        value = kept(
            field.kind,
            typed,
            choices=field.choices,
            currency=desk.currency,
            today=desk.clock.today(),
        )
    except ValueError as error:
        raise RuleError(f"{field.label}: {quoted(clean(typed))} {error}.") from None
    if field.required and not value:
        raise RuleError(f"{field.label} may not be left empty.")
    return value


def fill(
    desk: Desk,
    record: str,
    rows: Sequence[int],
    values: Mapping[str, str],
    *,
    opened: Mapping[str, str] | None = None,
) -> int:
    """Write values of own fields, by code and as they are kept, into records; how many changed.

    An empty value empties the field. With `opened`, what the editor began with, a field that
    someone else has changed meanwhile is refused as a conflict (rule 17).

    Raises NotFoundError for a record that is gone, RuleError for one that was merged.
    """
    _refuse_record(record)
    changed = 0
    word = f"changed a {_WORDS[record]}"
    with desk.store.change_set(desk.user, word, origin=desk.origin) as change_set:
        _refuse_merged(desk, record, rows)
        for row in rows:
            before = own_fields.custom_of(desk, record, row)
            _refuse_conflict(before, values, opened)
            after = {**before, **values}
            after = {name: value for name, value in after.items() if value or name not in values}
            if after != before:
                _write(desk, record, row, after)
                changed += 1
        label = f"changed {', '.join(values)} of {_named(desk, record, rows)}"
        desk.store.relabel(change_set, word, label)
    return changed


def missing(desk: Desk, record: str, custom: Mapping[str, str]) -> list[str]:
    """The labels of the required fields that are empty."""
    return [
        one.label
        for one in own_fields.fields(desk, record)
        if one.required and not custom.get(one.code)
    ]


def _one(field: int) -> CustomField:
    row = CustomField.get_or_none(CustomField.id == field)
    if row is None:
        raise NotFoundError("This field is not there any more.", "'crm field list' shows them.")
    return row


def _refuse_record(record: str) -> None:
    if record not in RECORDS:
        raise RuleError(f"{record.capitalize()}s have no own fields.", "Customers, deals, tickets.")


def _checked_label(desk: Desk, record: str, label: str, but: int = 0) -> str:
    label = clean(label).strip()
    if not label:
        raise RuleError("A field needs a name.")
    if len(label) > _MOST or ":" in label:
        raise RuleError(f"A field's name has at most {_MOST} characters and no colon.")
    known = own_fields.fields(desk, record, archived=True)
    if any(
        one.id != but and (not one.archived or but) and fold(one.label) == fold(label)
        for one in known
    ):
        raise RuleError(f"There is a field {quoted(label)} already.")
    if len(known) >= _MOST:
        raise RuleError(f"{_MOST} own fields are enough for one form.")
    return label


def _checked_choices(kind: str, choices: Sequence[str]) -> list[str]:
    if kind not in KINDS:
        raise RuleError(f"There is no kind of field '{kind}'.", f"One of: {', '.join(KINDS)}.")
    options = list(dict.fromkeys(text for text in (clean(one).strip() for one in choices) if text))
    if kind == "choice" and not options:
        raise RuleError("A choice needs what there is to choose from.")
    return options if kind == "choice" else []


def _kept_code(desk: Desk, record: str, label: str) -> str:
    """The name under which imports have kept such a column, else the label itself."""
    wanted = fold(label).strip()
    names = (name for name, _ in own_fields.kept_names(desk, record))
    taken = {one.code for one in own_fields.fields(desk, record, archived=True)}
    code = next((name for name in names if fold(name).strip() == wanted), label)
    number = 2
    while code in taken:
        code, number = f"{label} ({number})", number + 1
    return code


def _convert(desk: Desk, record: str, code: str, kind: str, choices: Sequence[str]) -> int:
    """Write the values under a code as the kind keeps them; how many are none and stay."""
    astray = 0
    for row, custom in list(_with_value(desk, record, code)):
        try:
            value = kept(
                kind,
                str(custom[code]),
                choices=choices,
                currency=desk.currency,
                today=desk.clock.today(),
            )
        except ValueError:
            astray += 1
            continue
        if value != custom[code]:
            _write(desk, record, row, {**custom, code: value})
    return astray


def _with_value(desk: Desk, record: str, code: str) -> Iterator[tuple[int, dict[str, Any]]]:
    last = 0
    while rows := desk.store.rows(
        f"SELECT r.id, r.custom FROM {record} r WHERE r.id > ? AND r.custom <> '{{}}'"
        " AND EXISTS (SELECT 1 FROM json_each(r.custom) j WHERE j.key = ?)"
        " ORDER BY r.id LIMIT ?",
        (last, code, _BATCH),
    ):
        for number, text in rows:
            yield number, json.loads(text)
        last = rows[-1][0]


def _write(desk: Desk, record: str, row: int, custom: Mapping[str, Any]) -> None:
    desk.store.write(
        f"UPDATE {record} SET custom = ?, updated_at = ?, version = version + 1 WHERE id = ?",
        (document_text(dict(custom)), instant_text(desk.clock.now()), row),
    )


def _refuse_merged(desk: Desk, record: str, rows: Sequence[int]) -> None:
    if record == "party":
        standing.refuse_others(desk, rows)
    elif record == "ticket":
        tickets.worked(rows)


def _refuse_conflict(
    before: Mapping[str, str], values: Mapping[str, str], opened: Mapping[str, str] | None
) -> None:
    if opened is None:
        return
    theirs: dict[str, object] = {
        name: before.get(name, "")
        for name, value in values.items()
        if before.get(name, "") not in (opened.get(name, ""), value)
    }
    if theirs:
        raise ConflictError(
            f"Someone changed {', '.join(theirs)} while you were writing.",
            "Both texts are kept: take theirs, yours, or write a third.",
            theirs=theirs,
            ours={name: values[name] for name in theirs},
        )


def _put_at(desk: Desk, row: CustomField, position: int) -> None:
    others = [one.id for one in own_fields.fields(desk, row.record) if one.id != row.id]
    others.insert(max(0, position - 1), int(row.id))
    desk.store.write_many(
        "UPDATE custom_field SET position = ? WHERE id = ?",
        [(at, number) for at, number in enumerate(others, 1)],
    )


def _named(desk: Desk, record: str, rows: Sequence[int]) -> str:
    if len(rows) != 1:
        return f"{len(rows)} {_WORDS[record]}s"
    column = "name" if record == "party" else "title"
    return str(desk.store.value(f"SELECT {column} FROM {record} WHERE id = ?", (rows[0],)))
