"""Tags: put on and taken off, one or many customers at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from crm_tui.errors import RuleError
from crm_tui.models import Tag, Tagging, TicketTagging
from crm_tui.models.record import Table
from crm_tui.services import standing
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean

_TAGGED: dict[type[Table], str] = {Tagging: "party", TicketTagging: "ticket"}


class TagLine(NamedTuple):
    """Tags to put on and to take off."""

    on: tuple[str, ...]
    off: tuple[str, ...]


def parse(text: str) -> TagLine:
    """A line such as `vip +lead -cold`: words to put on, and those after a minus to take off."""
    words = clean(text).replace(",", " ").split()
    on = [word.lstrip("+#") for word in words if not word.startswith("-")]
    off = [word.lstrip("-#") for word in words if word.startswith("-")]
    return TagLine(tuple(filter(None, on)), tuple(filter(None, off)))


def change(desk: Desk, parties: Sequence[int], line: TagLine) -> int:
    """Put tags on parties and take others off, in one change set; how many taggings changed.

    Raises RuleError when there is nothing to do.
    """
    line = checked(line)
    counted = "a customer" if len(parties) == 1 else f"{len(parties)} customers"
    with desk.store.change_set(desk.user, f"tagged {counted} {say(line)}", origin=desk.origin):
        return apply(Tagging, line, standing.parties(desk, parties))


def checked(line: TagLine) -> TagLine:
    """The line with names that can be stored. Raises RuleError when there is nothing to do."""
    line = TagLine(*(tuple(filter(None, map(clean, names))) for names in line))
    if not line.on and not line.off:
        raise RuleError("Which tags?", "For example: vip -cold")
    return line


def say(line: TagLine) -> str:
    """The line as a label says it: '+vip -cold'."""
    return " ".join([*(f"+{tag}" for tag in line.on), *(f"-{tag}" for tag in line.off)])


def apply(model: type[Table], line: TagLine, records: Sequence[int]) -> int:
    """Put tags on records and take others off, in the open change set; how many changed."""
    on = sum(put_on(model, name, records) for name in line.on)
    return on + sum(take_off(model, name, records) for name in line.off)


def put_on(model: type[Table], name: str, records: Sequence[int]) -> int:
    """Put a tag on records of the kind that `model` ties tags to; how many had not had it."""
    tag = Tag.get_or_none(Tag.folded == fold(name)) or Tag.create(name=name, folded=fold(name))
    column = _TAGGED[model]
    have = {getattr(row, f"{column}_id") for row in model.select().where(_of_tag(model, tag))}
    missing = [record for record in dict.fromkeys(records) if record not in have]
    for start in range(0, len(missing), 400):
        part = missing[start : start + 400]
        model.insert_many([{column: record, "tag": tag.id} for record in part]).execute()
    return len(missing)


def take_off(model: type[Table], name: str, records: Sequence[int]) -> int:
    """Take a tag off records of the kind that `model` ties tags to; how many had had it."""
    tag = Tag.get_or_none(Tag.folded == fold(name))
    if tag is None:
        return 0
    gone = 0
    for start in range(0, len(records), 400):
        part = list(records[start : start + 400])
        theirs = getattr(model, _TAGGED[model]).in_(part)
        gone += model.delete().where(_of_tag(model, tag), theirs).execute()
    return gone


def _of_tag(model: type[Table], tag: Tag) -> Any:
    return model.tag == tag  # type: ignore[attr-defined]
