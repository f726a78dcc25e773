"""Which columns a list can show beside its usual ones, and what stands in them (S55).

A list keeps its columns as one text, a JSON list of names; an own field's name is its code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.own_fields import shown
from crm_tui.text.say import quoted
from crm_tui.views import own_fields
from crm_tui.views.own_fields import OwnField


class ListColumn(NamedTuple):
    """A column of a list: the name it is kept under, its title, an own field's kind.

    `sql` gives the value where it is one of the record's own; None for what `custom` holds, and
    for what a list's rows have already.
    """

    name: str
    title: str
    kind: str = "text"
    sql: str | None = None
    is_own: bool = False


def _tags(table: str, column: str) -> str:
    return (
        f"(SELECT group_concat(t.name, ' ') FROM {table} g JOIN tag t ON t.id = g.tag_id"
        f" WHERE g.{column} = r.id)"
    )


def _label(of: str, column: str) -> str:
    return (
        f"coalesce((SELECT c.label FROM choice c WHERE c.list = '{of}' AND c.code = r.{column}),"
        f" r.{column})"
    )


_NONE: Final = Decimal(0)
_EMAIL = (
    "(SELECT m.value FROM contact_method m WHERE m.party_id = r.id AND m.kind = 'email'"
    " ORDER BY m.is_primary DESC, m.id LIMIT 1)"
)
_NEXT: Final = (
    "(SELECT min(k.due) FROM task k WHERE k.party_id = r.id AND k.state IN ('open', 'doing'))"
)
_COLUMNS: Final[dict[str, tuple[ListColumn, ...]]] = {
    "party": (
        ListColumn("email", "E-mail", "email", _EMAIL),
        ListColumn("city", "City", sql="r.city"),
        ListColumn("region", "Region", sql="r.region"),
        ListColumn("country", "Country", sql="r.country"),
        ListColumn("industry", "Industry", sql="r.industry"),
        ListColumn("size", "Size", sql="r.size"),
        ListColumn("language", "Language", sql="r.language"),
        ListColumn("relationship", "Relationship", sql=_label("relationship", "relationship")),
        ListColumn("source", "Source", sql=_label("source", "source")),
        ListColumn("tags", "Tags", sql=_tags("tagging", "party_id")),
        ListColumn("kind", "Kind", sql="r.kind"),
        ListColumn("next", "Next step", "day", _NEXT),
        ListColumn("added", "Added", "day", "substr(r.created_at, 1, 10)"),
    ),
    "deal": (
        ListColumn("source", "Source", sql=_label("source", "source")),
        ListColumn("note", "Note", sql="r.note"),
        ListColumn("opened", "Opened", "day", "substr(r.opened_on, 1, 10)"),
    ),
    "ticket": (
        ListColumn("channel", "Channel", sql=_label("channel", "channel")),
        ListColumn("cause", "Cause", sql=_label("cause", "cause")),
        ListColumn("tags", "Tags", sql=_tags("ticket_tagging", "ticket_id")),
        ListColumn("opened", "Opened", "day", "substr(r.opened_at, 1, 10)"),
    ),
}


def offered(desk: Desk, record: str) -> list[ListColumn]:
    """What a list of such records can show beside its usual columns.

    Own fields come before the columns that imports have kept.
    """
    from crm_tui.views.filtering.own_fields import untyped

    own = own_fields.fields(desk, record)
    known = {one.code for one in own}
    kept = [name for name in untyped(desk, record) if name not in known]
    return [
        *_COLUMNS[record],
        *(_of(one) for one in own),
        *(ListColumn(name, name, is_own=True) for name in kept),
    ]


def meant(
    desk: Desk,
    record: str,
    text: str,
    usual: Sequence[ListColumn],
    now: Sequence[ListColumn] = (),
) -> list[ListColumn]:
    """The columns that are named, by commas, each once; `usual` are those the list has anyway.

    With a plus or minus before every name they come to those that are shown `now`, or leave
    them. Case, blanks and signs in a name do not matter, and its beginning is enough where only
    one begins so. Raises NotFoundError, naming what there is, for one that is none.
    """
    known = [*usual, *offered(desk, record)]
    said = [part.strip() for part in text.split(",") if part.strip()]
    found = {one.name: one for one in now} if all(part[0] in "+-" for part in said) else {}
    changing = bool(found)
    for part in said:
        one = _named(part.lstrip("+-") if changing else part, known)
        if changing and part[0] == "-":
            found.pop(one.name, None)
        else:
            found.setdefault(one.name, one)
    return list(found.values())


def named(desk: Desk, record: str, name: str) -> ListColumn:
    """The one column with this name. Raises NotFoundError, naming what there is."""
    return _named(name, offered(desk, record))


def kept(columns: Iterable[ListColumn]) -> str:
    """The text under which a list keeps its columns."""
    return json.dumps([one.name for one in columns], ensure_ascii=False)


def of_kept(
    desk: Desk, record: str, text: str, usual: Sequence[ListColumn]
) -> tuple[ListColumn, ...]:
    """The columns of a list that keeps them as such a text; what is gone is left out."""
    try:
        names = json.loads(text) if text else []
    except ValueError:
        names = []
    if not isinstance(names, list):
        return ()
    known = {one.name: one for one in (*usual, *_COLUMNS[record])}
    own = {one.code: _of(one) for one in own_fields.fields(desk, record)}
    return tuple(
        known.get(name) or own.get(name) or ListColumn(name, name, is_own=True)
        for name in map(str, names)
    )


def values(
    desk: Desk,
    record: str,
    columns: Sequence[ListColumn],
    ids: Sequence[int],
    *,
    spoken: bool = True,
) -> dict[int, dict[str, str]]:
    """What stands in these columns of these records, by id and name; one query for all.

    Unless it is to be `spoken`, an own field's value is that which is stored.
    """
    plain = [one for one in columns if one.sql is not None]
    own = [one for one in columns if one.is_own]
    if not plain and not own:
        return {}
    asked = ", ".join(["r.id", "r.custom", *(str(one.sql) for one in plain)])
    rows = desk.store.rows_by_id(f"SELECT {asked} FROM {record} r WHERE r.id IN ({{ids}})", ids)
    found: dict[int, dict[str, str]] = {}
    for number, custom, *texts in rows:
        said = dict(zip((one.name for one in plain), map(_text, texts), strict=True))
        held: Mapping[str, object] = json.loads(custom) if own and custom else {}
        for one in own:
            text = _text(held.get(one.name))
            said[one.name] = shown(one.kind, text) if spoken else text
        found[int(number)] = said
    return found


def in_order(
    desk: Desk, record: str, column: ListColumn, ids: Sequence[int], *, reverse: bool = False
) -> list[int]:
    """These records by what stands in a column, as its kind compares.

    What the kind cannot read comes after what it can, and the empty ones come last, also in the
    order turned round.
    """
    found = values(desk, record, (column,), ids, spoken=False)
    texts = {number: found.get(number, {}).get(column.name, "") for number in ids}
    read = {text: _figure(column.kind, text) for text in {*texts.values()}}
    figures = {number: read[text] for number, text in texts.items()}
    ranked = sorted(ids, key=lambda one: (figures[one], fold(texts[one])), reverse=reverse)
    return sorted(ranked, key=lambda one: (not texts[one], figures[one] is _NONE))


def _figure(kind: str, text: str) -> Decimal:
    """What a value of figures comes to; `_NONE` for others and for what cannot be read."""
    if kind not in ("number", "money") or not text:
        return _NONE
    from crm_tui.text.filters.figures import figure

    read = figure(text)
    return read.amount if read else _NONE


def _of(field: OwnField) -> ListColumn:
    return ListColumn(field.code, field.label, field.kind, is_own=True)


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _named(name: str, known: Sequence[ListColumn]) -> ListColumn:
    wanted = _bare(name)
    exact = [one for one in known if wanted in (_bare(one.name), _bare(one.title))]
    if exact:
        return exact[0]
    begun = [one for one in known if wanted and _bare(one.title).startswith(wanted)]
    if len(begun) != 1:
        from crm_tui.config import did_you_mean

        titles = [one.title.casefold() for one in known]
        near = did_you_mean(fold(name.strip()), titles)
        raise NotFoundError(
            f"There is no column {quoted(name.strip())}.",
            near or f"There are: {', '.join(titles)}.",
        )
    return begun[0]


def _bare(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter.isalnum())
