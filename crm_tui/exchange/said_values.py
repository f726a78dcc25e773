"""The user's word on what single values of a file mean here: `stage:Engaging=Qualified`."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.errors import UsageError
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.services.intake.references import MAKEABLE
from crm_tui.services.intake.tally import MAKE
from crm_tui.text.fold import fold

FIELDS = {
    "customers": ("owner", "company", "parent"),
    "people": ("owner", "company", "parent"),
    "interactions": ("party", "user"),
    "tasks": ("party", "assignee"),
    "deals": ("stage", "product", "owner", "party"),
    "tickets": ("state", "kind", "priority", "channel", "queue", "product", "assignee", "party"),
    "documents": ("product", "owner", "party"),
}
"""The fields of each kind whose values can be said to mean something else."""
_ALSO = {"customer": "party"}
_FORM = "For example: --map-value 'stage:Engaging=Qualified', 'owner:Anna=+', 'owner:Bob=-'."


def parse_value(text: str) -> tuple[str, str, str]:
    """(column or field, what stands there, what it means) of `FIELD:VALUE=MEANING`.

    The meaning `+` makes what is not here, `-` leaves it out.

    Raises UsageError for a text of another form.
    """
    field, colon, rest = text.partition(":")
    value, equals, meaning = rest.rpartition("=")
    if not (colon and equals and field.strip() and value.strip() and meaning.strip()):
        raise UsageError(f"'{text}' maps no value.", _FORM)
    return field.strip(), value.strip(), meaning.strip()


def mapped_values(
    columns: ColumnMap, values: Iterable[tuple[str, str, str]]
) -> tuple[tuple[str, str, str], ...]:
    """The values with the field of each, which may be named by its column.

    Raises UsageError for a field whose values cannot be mapped in a file of this kind.
    """
    known = FIELDS.get(columns.kind.name, ())
    by_column = {fold(column.name): column.target.field for column in columns.columns}
    found = []
    for said, value, meaning in values:
        name = fold(said).replace("-", "_")
        field = _ALSO.get(name, name)
        if field not in known:
            field = by_column.get(fold(said), field)
        if field not in known:
            hint = f"These can: {', '.join(known)}." if known else _FORM
            raise UsageError(
                f"Values of '{said}' cannot be mapped in a file of {columns.kind.name}.", hint
            )
        if meaning == MAKE and field not in MAKEABLE:
            raise UsageError(
                f"'{value}' cannot be made: a {field} is more than a name.",
                f"Make it first, or say what it means: --map-value '{field}:{value}=...'.",
            )
        found.append((field, value, meaning))
    return tuple(found)
