"""The firm's own fields as a page of the settings: made, changed, moved, put away (S55)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from crm_tui.services import own_fields as services
from crm_tui.store.desk import Desk
from crm_tui.text.own_fields import KINDS
from crm_tui.tui.choice_keys import initialled
from crm_tui.tui.screens.settings.page import Board, Edit, Item, Key, Page, heading
from crm_tui.tui.widgets.columns import Column
from crm_tui.views import own_fields as views
from crm_tui.views.own_fields import RECORDS, OwnField

NAMES = {"party": "customer", "deal": "deal", "ticket": "ticket"}
"""The kinds of records that have own fields, and what they are called."""

_SEPARATOR = ";"


class KeptColumn(NamedTuple):
    """A column that imports have kept without a type: the record it is of, and its name."""

    record: str
    name: str


class OwnFieldsPage(Page):
    """Own fields of some kinds of records, in their order, those put away and kept columns below.

    `held` says in how many records something is held under a name, by the kind of record; it is
    given once it has been counted.
    """

    columns = (
        Column("Field", 20, flex=2),
        Column("Kind", 12),
        Column("", 8),
        Column("Choices", 16, flex=2, drop=1),
        Column("Filled in", 9, drop=2, align=">"),
    )

    def __init__(self, board: Board, records: Sequence[str] = RECORDS) -> None:
        super().__init__(board)
        self._records = tuple(records)
        self._record = self._records[0]
        self._fields: dict[str, list[OwnField]] = {}
        self.held: Mapping[str, Mapping[str, int]] = {}

    @property
    def title(self) -> str:
        """What stands above the page."""
        return "Settings: own fields"

    def items(self, desk: Desk) -> list[Item]:
        """A part for each kind of record."""
        self._fields = {one: views.fields(desk, one, archived=True) for one in self._records}
        return [item for record in self._records for item in self._part(record)]

    def _part(self, record: str) -> list[Item]:
        own = self._fields[record]
        held = self.held.get(record, {})
        live = [one for one in own if not one.archived]
        away = [one for one in own if one.archived]
        codes = {one.code for one in own}
        kept = [(name, number) for name, number in held.items() if name not in codes]
        none = Item(
            f"none.{record}", ("none yet",), record, "a makes one: it has its line in forms, cards,"
            " filters, imports and exports.", "dim",
        )  # fmt: skip
        return [
            heading(f"{NAMES[record].capitalize()}s"),
            *([_item(one, held.get(one.code)) for one in (*live, *away)] or [none]),
            *([heading(f"Kept by imports, {NAMES[record]}s")] if kept else []),
            *(_kept_item(KeptColumn(record, name), number) for name, number in kept),
        ]

    # Keys

    def keys(self, item: Item | None) -> list[Key]:
        """What can be done with the line under the cursor."""
        about = item.about if item else None
        add = Key("a", "a", "add", partial(self._add, _record_of(about) or self._record))
        if isinstance(about, KeptColumn):
            return [Key("enter", "Enter", "take in", partial(self._take_in, about)), add]
        if not isinstance(about, OwnField):
            return [add]
        if about.archived:
            return [Key("x", "x", "use again", partial(self._use_again, about)), add]
        flip = "not required" if about.required else "required"
        pick = Key("c", "c", "choices", partial(self._ask_choices, about))
        return [
            Key("enter", "Enter", "rename", partial(self._rename, about)),
            Key("r", "", "rename", partial(self._rename, about)),
            add,
            Key("t", "t", "kind", partial(self._choose_kind, about)),
            *([pick] if about.kind == "choice" else []),
            Key("n", "n", flip, partial(self._flip, about)),
            Key("J", "J", "move down", partial(self._move, about, 1)),
            Key("K", "K", "move up", partial(self._move, about, -1)),
            Key("x", "x", "put away", partial(self._put_away, about)),
        ]

    # New ones

    def _add(self, record: str) -> None:
        def named(text: str) -> Edit | None:
            if text.strip():
                self._ask_kind(text.strip(), lambda kind, choices: self._make(
                    record, text.strip(), kind, choices))  # fmt: skip
            return None

        self.board.ask(f"new field of {NAMES[record]}s:", "", named)

    def _take_in(self, column: KeptColumn) -> None:
        self._ask_kind(
            column.name,
            lambda kind, choices: self._make(column.record, column.name, kind, choices),
        )

    def _use_again(self, field: OwnField) -> None:
        self._make(field.record, field.label, field.kind, field.choices, required=field.required)

    def _make(
        self,
        record: str,
        label: str,
        kind: str,
        choices: Sequence[str],
        *,
        required: bool = False,
    ) -> None:
        def add(desk: Desk) -> int:
            number, astray = services.add(
                desk, record, label, kind=kind, choices=choices, required=required
            )
            self.board.go_to(_name(number))
            return astray

        self._do(f"added field {label} to {NAMES[record]}s", add)

    def _ask_kind(self, label: str, then: Callable[[str, Sequence[str]], None]) -> None:
        """Ask of which kind a field is; of a choice, too, what there is to choose from."""
        keyed = initialled([(title, kind) for kind, title in KINDS.items()])

        def chosen(key: str) -> None:
            kind = keyed[key][1]
            if kind == "choice":
                self._ask_list(label, "", lambda choices: then(kind, choices))
            else:
                then(kind, ())

        self.board.choose(
            f"{label} is a:", [(key, title) for key, (title, _kind) in keyed.items()], chosen
        )

    def _ask_list(self, label: str, now: str, then: Callable[[Sequence[str]], None]) -> None:
        def answered(text: str) -> Edit | None:
            if text.strip() != now:
                then([one.strip() for one in text.split(_SEPARATOR)])
            return None

        self.board.ask(f"{label}, one of (gold; silver; ...):", now, answered)

    # Those there are

    def _rename(self, field: OwnField) -> None:
        def answered(text: str) -> Edit | None:
            if text.strip() == field.label:
                return None
            return Edit(
                f"renamed field {field.label} to {text.strip()}",
                lambda desk: services.edit(desk, field.id, label=text),
                lambda desk: _now(desk, field).label,
                field.label,
            )

        self.board.ask("name of the field:", field.label, answered)

    def _choose_kind(self, field: OwnField) -> None:
        self._ask_kind(
            field.label,
            lambda kind, choices: self._do(
                f"made field {field.label} a {KINDS[kind]}",
                lambda desk: services.edit(
                    desk, field.id, kind=kind, choices=choices if kind == "choice" else None
                ),
                lambda desk: _now(desk, field).kind,
                field.kind,
            ),
        )

    def _ask_choices(self, field: OwnField) -> None:
        self._ask_list(
            field.label,
            _listed(field),
            lambda choices: self._do(
                f"changed choices of field {field.label}",
                lambda desk: services.edit(desk, field.id, choices=choices),
                lambda desk: _listed(_now(desk, field)),
                _listed(field),
            ),
        )

    def _flip(self, field: OwnField) -> None:
        said = "not required" if field.required else "required"
        self.board.make(
            Edit(
                f"made field {field.label} {said}",
                lambda desk: services.edit(desk, field.id, required=not field.required),
                lambda desk: str(_now(desk, field).required),
                str(field.required),
            )
        )

    def _move(self, field: OwnField, steps: int) -> None:
        there = [one.id for one in self._fields[field.record] if not one.archived]
        place = there.index(field.id) + steps
        if not 0 <= place < len(there):
            self.board.say("It stands at the end already.")
            return
        self.board.make(
            Edit(
                f"moved field {field.label}",
                lambda desk: services.edit(desk, field.id, position=place + 1),
                lambda desk: str([one.id for one in views.fields(desk, field.record)]),
                str(there),
            )
        )

    def _put_away(self, field: OwnField) -> None:
        self.board.make(
            Edit(f"put field {field.label} away", lambda desk: services.archive(desk, field.id))
        )

    def _do(
        self,
        label: str,
        work: Callable[[Desk], int],
        reads: Callable[[Desk], str] = lambda _desk: "",
        seen: str = "",
    ) -> None:
        """Make a change that says how many values the kind cannot read: they stay."""

        def done(desk: Desk) -> None:
            with desk.store.change_set(desk.user, label, origin=desk.origin) as number:
                if astray := work(desk):
                    many = "1 value stays" if astray == 1 else f"{astray:,} values stay"
                    desk.store.relabel(number, label, f"{label}; {many} as written")

        self.board.make(Edit(label, done, reads, seen))


def held(desk: Desk) -> dict[str, dict[str, int]]:
    """In how many records something is held under each name, by the kind of record; slow."""
    return {record: dict(views.names_held(desk, record)) for record in RECORDS}


def _record_of(about: object) -> str:
    if isinstance(about, str):
        return about
    return about.record if isinstance(about, (OwnField, KeptColumn)) else ""


def _name(number: int) -> str:
    return f"field.{number}"


def _item(field: OwnField, number: int | None) -> Item:
    state = "put away" if field.archived else "required" if field.required else ""
    cells = (
        field.label,
        KINDS[field.kind],
        state,
        _listed(field),
        "" if number is None else f"{number:,}",
    )
    full = f"One of: {', '.join(field.choices)}." if field.choices else ""
    if field.archived:
        full = "It has no line any more; what it holds stays and is found."
    elif field.code != field.label:
        full = f"{full} It is kept under {field.code}.".strip()
    return Item(_name(field.id), cells, field, full, "dim" if field.archived else "")


def _kept_item(column: KeptColumn, number: int) -> Item:
    return Item(
        f"kept.{column.record}.{column.name}",
        (column.name, "", "", "", f"{number:,}"),
        column,
        "An import has kept this column as it was written. Taken in, it gets a kind and a line"
        " in forms, and its values are checked.",
    )


def _listed(field: OwnField) -> str:
    return f"{_SEPARATOR} ".join(field.choices)


def _now(desk: Desk, field: OwnField) -> OwnField:
    """The field as it stands now, or as it was where it is gone."""
    known = views.fields(desk, field.record, archived=True)
    return next((one for one in known if one.id == field.id), field)
