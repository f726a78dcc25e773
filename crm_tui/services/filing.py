"""A filled form becomes a customer, or changes one: everything it says in one change set."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from crm_tui.errors import ConflictError
from crm_tui.services import own_fields, parties, standing, tags
from crm_tui.services.tags import TagLine
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold


class Address(NamedTuple):
    """A number or address of a form, and what it is labelled."""

    value: str
    label: str = ""


class Employer(NamedTuple):
    """The company a person works at: its id and the job there."""

    company: int
    title: str = ""
    relationship: int = 0


OWN = "own:"
"""Begins the names of the firm's own fields in what a conflict says, before their code."""


class Filled(NamedTuple):
    """What a form says: fields of the party, numbers, addresses, tags, and where they work.

    `own` are the firm's own fields, by code and as they are kept.
    """

    fields: dict[str, Any]
    phones: tuple[Address, ...] = ()
    emails: tuple[Address, ...] = ()
    tags: tuple[str, ...] = ()
    employer: Employer | None = None
    own: Mapping[str, str] = MappingProxyType({})


def create(desk: Desk, filled: Filled) -> int:
    """Add the customer a form describes; the new id. Errors are those of `parties.add`."""
    fields = {name: value for name, value in filled.fields.items() if value not in ("", None)}
    kind, name = str(fields.pop("kind", "company")), str(fields.pop("name", ""))
    with desk.store.change_set(desk.user, f"added {name}", origin=desk.origin):
        employer = filled.employer
        party = parties.add(
            desk,
            kind,
            name,
            company=employer.company if employer else None,
            title=employer.title if employer else "",
            **fields,
        )
        _change_methods(desk, party, Filled({}), filled)
        if filled.tags:
            tags.change(desk, [party], TagLine(filled.tags, ()))
        _change_own(desk, party, Filled({}), filled)
    return party


def change(desk: Desk, party: int, opened: Filled, filled: Filled) -> int:
    """Save what a form changed of what it was opened with; the party's id.

    Raises ConflictError, with nothing saved, where someone has changed one of the same fields
    since (rule 17), RuleError where the party was merged meanwhile; other errors are those of
    `parties`.
    """
    name = opened.fields.get("name", "a customer")
    with desk.store.change_set(desk.user, "changed a customer", origin=desk.origin) as change_set:
        standing.refuse_others(desk, [party])
        changed = {
            field: value
            for field, value in filled.fields.items()
            if value != opened.fields.get(field)
        }
        if changed:
            parties.edit(desk, party, opened.fields, changed)
        _change_methods(desk, party, opened, filled)
        _change_own(desk, party, opened, filled)
        _change_tags(desk, party, opened, filled)
        _change_employer(desk, party, opened.employer, filled.employer)
        # Where fields have changed, the label names them already.
        desk.store.relabel(change_set, "changed a customer", f"changed {name}")
    return party


def _change_own(desk: Desk, party: int, opened: Filled, filled: Filled) -> None:
    changed = {
        code: value for code, value in filled.own.items() if value != opened.own.get(code, "")
    }
    if not changed:
        return
    try:
        own_fields.fill(desk, "party", [party], changed, opened=opened.own)
    except ConflictError as conflict:
        raise ConflictError(
            conflict.sentence,
            conflict.hint,
            theirs={f"{OWN}{code}": text for code, text in conflict.theirs.items()},
            ours={f"{OWN}{code}": text for code, text in conflict.ours.items()},
        ) from None


def _change_methods(desk: Desk, party: int, opened: Filled, filled: Filled) -> None:
    pairs = ("phone", opened.phones, filled.phones), ("email", opened.emails, filled.emails)
    for kind, before, after in pairs:
        for gone in before:
            if gone not in after:
                _remove(desk, party, kind, gone)
        for new in after:
            if new not in before:
                parties.add_method(desk, party, kind, new.value, label=new.label)


def _remove(desk: Desk, party: int, kind: str, address: Address) -> None:
    found = desk.store.value(
        "SELECT id FROM contact_method WHERE party_id = ? AND kind = ? AND value = ?",
        (party, kind, address.value),
    )
    if found is not None:  # someone else may have removed it meanwhile
        parties.remove_method(desk, int(found))


def _change_tags(desk: Desk, party: int, opened: Filled, filled: Filled) -> None:
    had, has = {fold(tag) for tag in opened.tags}, {fold(tag) for tag in filled.tags}
    line = TagLine(
        tuple(tag for tag in filled.tags if fold(tag) not in had),
        tuple(tag for tag in opened.tags if fold(tag) not in has),
    )
    if line.on or line.off:
        tags.change(desk, [party], line)


def _change_employer(
    desk: Desk, party: int, before: Employer | None, after: Employer | None
) -> None:
    if before and after and (before.company, before.title) == (after.company, after.title):
        return
    if before and (after is None or after.company != before.company):
        parties.end_link(desk, before.relationship)
    elif before and after:
        parties.rename_link(desk, before.relationship, after.title)
        return
    if after:
        parties.link(desk, party, after.company, "works_at", title=after.title)
