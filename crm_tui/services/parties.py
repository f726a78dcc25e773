"""Customers: added, changed, archived, brought back; their numbers, addresses and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm_tui.errors import ConflictError, NotFoundError, RuleError
from crm_tui.models import Assignment, ContactMethod, Party, Relationship
from crm_tui.services import entries, standing
from crm_tui.store.desk import Desk
from crm_tui.text.emails import fold_email, looks_like_email
from crm_tui.text.fold import fold
from crm_tui.text.phones import normalise, reversed_digits
from crm_tui.text.safe import clean
from crm_tui.text.web import fold_web
from crm_tui.views import choices

LONG = ("wants", "likes", "motives", "worries", "decides_how", "spoken_to_how", "not_buying_note")
EDITABLE = (
    "kind", "name", "is_customer", "is_supplier", "is_competitor", "is_partner", "lifecycle",
    "relationship", "wanted", "industry", "size", "city", "region", "country", "language", "zone",
    "channel", "source", "not_buying", "birthday", *LONG,
)  # fmt: skip
_STATES = ("lifecycle", "relationship")
_CHOSEN = (*_STATES, "wanted", "channel", "source", "not_buying")


def add(
    desk: Desk,
    kind: str,
    name: str,
    *,
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    company: int | None = None,
    title: str = "",
    owner: int | None = None,
    **fields: Any,
) -> int:
    """Add a company or a person; the new id.

    It is owned by whoever adds it unless said otherwise. A person with a `company` works there
    and is no customer of their own unless `is_customer` says so.

    Raises RuleError for an empty name, for a code that is in no pick list and for an e-mail
    address another party has (rule 12), for a `company` what `standing.party` raises.
    """
    values = _cleaned({"kind": kind, "name": name, **fields})
    _refuse_unknown_codes(desk, values)
    values.setdefault("is_customer", company is None)
    now = desk.clock.now()
    owner = desk.user if owner is None else owner
    with desk.store.change_set(desk.user, f"added {values['name']}", origin=desk.origin):
        made = Party.create(
            **values,
            sort_name=fold(values["name"]),
            owner=owner or None,
            created_at=now,
            updated_at=now,
        )
        party = int(made.id)
        if owner:
            Assignment.create(party=party, user=owner, since=desk.clock.today())
        for number in phones:
            add_method(desk, party, "phone", number)
        for address in emails:
            add_method(desk, party, "email", address)
        if company is not None:
            link(desk, party, company, "works_at", title=title)
    return party


def edit(desk: Desk, party: int, opened: Mapping[str, Any], fields: Mapping[str, Any]) -> list[str]:
    """Save changed fields of a party; the names of those that really changed.

    `opened` holds the values the editor began with (any version of them). Where someone else
    has changed one of the same fields meanwhile, nothing is saved and ConflictError carries
    both texts (rule 17).
    """
    wanted = _cleaned(fields, only_given=True)
    with desk.store.change_set(desk.user, "changed a customer", origin=desk.origin) as change_set:
        row = Party.get_or_none(Party.id == party)
        if row is None:
            raise NotFoundError("This customer is not there any more.")
        standing.refuse_others(desk, [party])
        theirs = {
            name: getattr(row, name)
            for name in wanted
            if name in opened and getattr(row, name) not in (_like(opened[name]), wanted[name])
        }
        if theirs:
            raise ConflictError(
                f"Someone changed {', '.join(theirs)} of {row.name} while you were writing.",
                "Both texts are kept: take theirs, yours, or write a third.",
                theirs=theirs,
                ours={name: wanted[name] for name in theirs},
            )
        changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        if changed:
            _refuse_unknown_codes(desk, changed)
            _save(desk, row, changed)
            label = f"changed {', '.join(changed)} of {row.name}"
            desk.store.relabel(change_set, "changed a customer", label)
    return list(changed)


def _save(desk: Desk, row: Party, changed: dict[str, Any]) -> None:
    values = dict(changed)
    if "name" in changed:
        values["sort_name"] = fold(changed["name"])
    if "relationship" in changed:
        values["relationship_since"] = desk.clock.today()
    Party.update(**values, updated_at=desk.clock.now(), version=Party.version + 1).where(
        Party.id == row.id
    ).execute()
    for state in _STATES:
        if state in changed:
            entries.note_state(desk, int(row.id), state, getattr(row, state), changed[state])


def set_state(desk: Desk, parties: Sequence[int], field: str, code: str, note: str = "") -> int:
    """Set `lifecycle` or `relationship` of parties; how many changed.

    Each change is dated, signed and in the timeline (S14). Raises RuleError for an unknown code
    and for one that needs a note and has none.
    """
    if field not in _STATES:
        raise RuleError(f"There is no state '{field}'.", f"One of: {', '.join(_STATES)}.")
    choice = desk.store.row(
        "SELECT label, needs_note FROM choice WHERE list = ? AND code = ?", (field, code)
    )
    if choice is None:
        raise RuleError(f"'{code}' is not in the list of {field} states.")
    if choice[1] and not clean(note):
        raise RuleError(f"'{choice[0]}' needs a note: why?")
    changed = 0
    with desk.store.change_set(
        desk.user, _counted(parties, f"set {field} to {choice[0]}"), origin=desk.origin
    ):
        for row in Party.select().where(Party.id.in_(standing.parties(desk, parties))):
            before = getattr(row, field)
            if before == code:
                continue
            values = {"relationship_since": desk.clock.today()} if field == "relationship" else {}
            Party.update(
                {getattr(Party, field): code},
                **values,
                updated_at=desk.clock.now(),
                version=Party.version + 1,
            ).where(Party.id == row.id).execute()
            entries.note_state(desk, int(row.id), field, before, code, note=note)
            changed += 1
    return changed


def archive(desk: Desk, parties: Sequence[int], why: str = "") -> int:
    """Put parties away without losing anything (rule 16); how many."""
    return _set_archived(desk, parties, why, archived=True)


def revive(desk: Desk, parties: Sequence[int], why: str = "") -> int:
    """Bring archived parties back with their whole history (S45); how many."""
    return _set_archived(desk, parties, why, archived=False)


def _set_archived(desk: Desk, parties: Sequence[int], why: str, *, archived: bool) -> int:
    word = "archived" if archived else "brought back"
    now = desk.clock.now()
    rows = Party.select().where(Party.id.in_(list(parties)), Party.archived_at.is_null(archived))
    with desk.store.change_set(desk.user, _counted(parties, word), origin=desk.origin):
        standing.refuse_others(desk, parties)
        chosen = [int(row.id) for row in rows]
        for party in chosen:
            Party.update(
                archived_at=now if archived else None, updated_at=now, version=Party.version + 1
            ).where(Party.id == party).execute()
            entries.note_event(desk, party, "archive", f"{word}: {why}" if why else word)
    return len(chosen)


def add_method(
    desk: Desk,
    party: int,
    kind: str,
    value: str,
    *,
    label: str = "",
    primary: bool = False,
    shared: bool = False,
) -> int:
    """Add a way to reach a party; the new id, or that of the same one if it is there.

    Raises RuleError for an empty value and for an e-mail address that belongs to another party
    and is not `shared` (rule 12). A phone may belong to many.
    """
    value = clean(value)
    if not value:
        raise RuleError(f"An empty {kind} says nothing.")
    party = standing.party(desk, party)
    country = desk.store.value("SELECT country FROM party WHERE id = ?", (party,)) or ""
    normal, reverse = normal_form(kind, value, country, desk.home_country)
    with desk.store.change_set(desk.user, f"added {kind} {value}", origin=desk.origin):
        own = ContactMethod.get_or_none(
            (ContactMethod.party == party) & (ContactMethod.kind == kind)
            & ((ContactMethod.normal == normal) if normal else (ContactMethod.value == value))
        )  # fmt: skip
        if own is not None:
            return int(own.id)
        if kind == "email":
            _refuse_taken_address(desk, party, value, normal, shared=shared)
        is_first = not ContactMethod.select().where(
            ContactMethod.party == party, ContactMethod.kind == kind
        ).exists()  # fmt: skip
        if primary:
            ContactMethod.update(is_primary=False).where(
                ContactMethod.party == party, ContactMethod.kind == kind
            ).execute()
        made = ContactMethod.create(
            party=party,
            kind=kind,
            value=value,
            normal=normal,
            reversed_digits=reverse,
            label=clean(label),
            is_primary=primary or is_first,
            shared=shared,
        )
    return int(made.id)


def _refuse_taken_address(desk: Desk, party: int, value: str, normal: str, *, shared: bool) -> None:
    if not looks_like_email(normal):
        raise RuleError(f"'{value}' is not an e-mail address.")
    if shared:
        return
    other = desk.store.row(
        "SELECT p.id, p.name FROM contact_method m JOIN party p ON p.id = m.party_id"
        " WHERE m.normal = ? AND m.normal <> '' AND m.kind = 'email' AND m.party_id <> ?"
        " AND m.shared = 0",
        (normal, party),
    )
    if other:
        raise RuleError(
            f"The address {value} belongs to {other[1]} (#{other[0]}) already.",
            "Use that customer, or mark the address as shared.",
        )


def remove_method(desk: Desk, method: int) -> None:
    """Remove a way to reach a party; undo brings it back."""
    row = ContactMethod.get_or_none(ContactMethod.id == method)
    if row is None:
        raise NotFoundError("This number or address is not there any more.")
    with desk.store.change_set(desk.user, f"removed {row.kind} {row.value}", origin=desk.origin):
        ContactMethod.delete().where(ContactMethod.id == method).execute()


def normal_form(kind: str, value: str, country: str, home_country: str) -> tuple[str, str]:
    """(normal, reversed digits) of a contact method, by which any notation of it is found."""
    if kind == "phone":
        from crm_tui.text.countries import country_of

        normal = normalise(value, (country and country_of(country)) or home_country) or ""
        return normal, reversed_digits(normal or value)
    if kind == "email":
        return fold_email(value), ""
    if kind == "web":
        return fold_web(value), ""
    return "", ""


def link(
    desk: Desk, party: int, other: int, kind: str, *, title: str = "", influence: str = ""
) -> int:
    """Say that `party` stands in a relation to `other`, from today on; the relation's id."""
    with desk.store.change_set(desk.user, f"linked two customers: {kind}", origin=desk.origin):
        party, other = standing.party(desk, party), standing.party(desk, other)
        if party == other:
            raise RuleError("Nobody can be linked to themselves.")
        made = Relationship.create(
            party=party,
            other=other,
            kind=kind,
            title=clean(title),
            influence=clean(influence),
            since=desk.clock.today(),
        )
    return int(made.id)


def rename_link(desk: Desk, relationship: int, title: str) -> None:
    """Say what someone is there: another job at the same company. Raises as `end_link`."""
    with desk.store.change_set(desk.user, "changed a job", origin=desk.origin):
        _update_link(relationship, title=clean(title))


def end_link(desk: Desk, relationship: int) -> None:
    """Say that a relation has ended today; both sides keep the history (S25).

    Raises NotFoundError for one that is gone, such as a second one that a merge left out.
    """
    with desk.store.change_set(desk.user, "ended a relation", origin=desk.origin):
        _update_link(relationship, until=desk.clock.today())


def _update_link(relationship: int, **values: Any) -> None:
    if not Relationship.update(**values).where(Relationship.id == relationship).execute():
        raise NotFoundError("This relation is not there any more.")


def _cleaned(fields: Mapping[str, Any], *, only_given: bool = False) -> dict[str, Any]:
    unknown = [name for name in fields if name not in EDITABLE]
    if unknown:
        raise RuleError(f"A customer has no field '{unknown[0]}'.")
    values = {
        name: clean(value, multiline=name in LONG) if isinstance(value, str) else value
        for name, value in fields.items()
    }
    if not values.get("name", "" if not only_given else "kept"):
        raise RuleError("A customer needs a name.")
    if values.get("kind", "person") not in ("company", "person"):
        raise RuleError("A customer is a company or a person.")
    if "birthday" in values:
        values["birthday"] = _day(values["birthday"])
    return values


def _day(value: date | str | None) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else value or None
    except ValueError as error:
        raise RuleError(f"'{value}' is no birthday.", "A day is written 1980-03-27.") from error


def _refuse_unknown_codes(desk: Desk, values: Mapping[str, Any]) -> None:
    for name in _CHOSEN:
        if name in values:
            choices.refuse_unknown(desk, name, values[name])


def _like(value: Any) -> Any:
    return clean(value, multiline=True) if isinstance(value, str) else value


def _counted(parties: Sequence[int], what: str) -> str:
    return what if len(parties) == 1 else f"{what} ({len(parties)} customers)"
