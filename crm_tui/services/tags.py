"""Tags: put on and taken off, one or many customers at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.errors import RuleError
from crm_tui.models import Tag, Tagging
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean


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
    line = TagLine(*(tuple(filter(None, map(clean, names))) for names in line))
    if not line.on and not line.off:
        raise RuleError("Which tags?", "For example: vip -cold")
    said = " ".join([*(f"+{tag}" for tag in line.on), *(f"-{tag}" for tag in line.off)])
    counted = "a customer" if len(parties) == 1 else f"{len(parties)} customers"
    changed = 0
    with desk.store.change_set(desk.user, f"tagged {counted} {said}", origin=desk.origin):
        for name in line.on:
            changed += _put_on(_tag(name), parties)
        for name in line.off:
            tag = Tag.get_or_none(Tag.folded == fold(name))
            if tag is not None:
                changed += _take_off(tag, parties)
    return changed


def _tag(name: str) -> Tag:
    found: Tag | None = Tag.get_or_none(Tag.folded == fold(name))
    return found or Tag.create(name=name, folded=fold(name))


def _put_on(tag: Tag, parties: Sequence[int]) -> int:
    have = {row.party_id for row in Tagging.select().where(Tagging.tag == tag)}
    missing = [party for party in dict.fromkeys(parties) if party not in have]
    for start in range(0, len(missing), 400):
        part = missing[start : start + 400]
        Tagging.insert_many([{"party": party, "tag": tag.id} for party in part]).execute()
    return len(missing)


def _take_off(tag: Tag, parties: Sequence[int]) -> int:
    gone = 0
    for start in range(0, len(parties), 400):
        part = list(parties[start : start + 400])
        gone += Tagging.delete().where(Tagging.tag == tag, Tagging.party.in_(part)).execute()
    return gone
