"""`crm new`, `crm edit`, `crm link`, `crm archive`, `crm revive`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning
from crm_tui.cli.layout import counted
from crm_tui.cli.session import Session
from crm_tui.config import did_you_mean
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.services import own_fields, parties
from crm_tui.views import card as cards
from crm_tui.views import naming
from crm_tui.views.naming import name_of

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk

STATES = ("lifecycle", "relationship")
LISTS = ("wanted", "channel", "source", "not_buying")
FLAGS = ("is_customer", "is_supplier", "is_competitor", "is_partner")
METHODS = ("phone", "email", "web", "social", "post")
YES = ("yes", "true", "1", "on", "y")
NO = ("no", "false", "0", "off", "n", "")


def new(
    session: Session,
    name: tuple[str, ...],
    *,
    person: bool,
    company: str | None,
    title: str | None,
    phones: tuple[str, ...],
    emails: tuple[str, ...],
    city: str | None,
    country: str | None,
    owner: str | None,
) -> None:
    """Add a company, or a person where one is meant."""
    desk = session.desk
    whole = " ".join(name)
    kind = "person" if person or company else "company"
    made = parties.add(
        desk,
        kind,
        whole,
        phones=phones,
        emails=emails,
        company=naming.party(desk, company) if company else None,
        title=title or "",
        owner=(meaning.colleague(desk, owner) or 0) if owner else None,
        city=city or "",
        country=country or "",
    )
    if session.json:
        session.answer({"id": made, "kind": kind, "name": whole})
    else:
        session.tell([f"Added #{made} {whole}."])


def edit(session: Session, party: str, changes: tuple[str, ...], note: str | None) -> None:
    """Change fields, states and ways to reach a customer, in one change set."""
    desk = session.desk
    number = naming.party(desk, party)
    fields: dict[str, Any] = {}
    states: dict[str, str] = {}
    methods: list[tuple[str, str, str]] = []
    common, own = meaning.own_fields(desk, "party", changes)
    for change in common:
        name, equals, value = change.partition("=")
        if not equals:
            raise UsageError(f"'{change}' is no change.", "For example: city=Rome +phone=0612345.")
        if name[:1] in ("+", "-"):
            methods.append((name[0], _known(name[1:], METHODS), value))
        elif name in STATES:
            states[name] = meaning.choice(desk, name, value)
        else:
            fields[name] = _value(desk, _known(name, parties.EDITABLE), value)
    with desk.store.change_set(desk.user, "changed a customer", origin=desk.origin) as change_set:
        changed = parties.edit(desk, number, {}, fields) if fields else []
        for name, code in states.items():
            if parties.set_state(desk, [number], name, code, note or ""):
                changed.append(name)
        if own and own_fields.fill(desk, "party", [number], own):
            changed += own
        for sign, kind, value in methods:
            _change_method(desk, number, sign, kind, value)
            changed.append(kind)
        desk.store.write(
            "UPDATE change_set SET label = ? WHERE id = ?",
            (f"changed {', '.join(changed)} of {name_of(desk, number)}", change_set),
        )
    if session.json:
        session.answer({"id": number, "changed": changed})
    else:
        said = f"Changed {', '.join(changed)}" if changed else "Nothing was different"
        session.tell([f"{said} of #{number} {name_of(desk, number)}."])


def _value(desk: Desk, name: str, text: str) -> Any:
    if name in FLAGS:
        if text.lower() not in (*YES, *NO):
            raise UsageError(f"{name} is yes or no, not '{text}'.")
        return text.lower() in YES
    if name in LISTS:
        return meaning.choice(desk, name, text) if text else ""
    if name == "birthday":
        return _birthday(desk, text)
    return text


def _birthday(desk: Desk, text: str) -> Any:
    if not text:
        return None
    from crm_tui.text.dates import parse_day

    found = parse_day(text, desk.clock.today(), prefer="past")
    if found is None:
        raise UsageError(f"'{text}' is no day.", "For example: 1980-12-31.")
    return found


def _known(name: str, names: tuple[str, ...]) -> str:
    if name in names:
        return name
    if name in METHODS:
        raise UsageError(f"A customer can have several of {name}.", f"+{name}=... adds one.")
    near = did_you_mean(name, [*names, *STATES])
    raise UsageError(f"A customer has no field '{name}'.", near or f"One of: {', '.join(names)}.")


def _change_method(desk: Desk, party: int, sign: str, kind: str, value: str) -> None:
    if sign == "+":
        parties.add_method(desk, party, kind, value)
        return
    card = cards.card(desk, party)
    country = str(card.fields["country"]) if card else ""
    normal = parties.normal_form(kind, value, country, desk.home_country)[0]
    for method in card.methods if card else ():
        if method.kind == kind and (value == method.value or (normal and normal == method.normal)):
            parties.remove_method(desk, method.id)
            return
    raise NotFoundError(f"This customer has no {kind} {value}.", "'crm show' lists what there is.")


def link(
    session: Session, party: str, other: str, kind: str | None, title: str | None, *, end: bool
) -> None:
    """Say that one customer stands in a relation to another, or no longer."""
    desk = session.desk
    here, there = naming.party(desk, party), naming.party(desk, other)
    relation = kind or "works_at"
    if end:
        parties.end_link(desk, naming.relation(desk, here, there, relation))
    else:
        parties.link(desk, here, there, relation, title=title or "")
    if session.json:
        session.answer({"party": here, "other": there, "kind": relation, "ended": end})
    else:
        words = (
            name_of(desk, here),
            relation.replace("_", " "),
            name_of(desk, there),
        )
        session.tell([f"{' '.join(words)}{': ended today' if end else ''}."])


def archive(session: Session, party: str, why: str | None) -> None:
    """Put customers away; they are still found."""
    _tell_archived(session, party, parties.archive, "Archived", why)


def revive(session: Session, party: str, why: str | None) -> None:
    """Bring archived customers back."""
    _tell_archived(session, party, parties.revive, "Brought back", why)


def _tell_archived(session: Session, party: str, do: Any, word: str, why: str | None) -> None:
    chosen = meaning.parties(session.desk, party)
    changed = do(session.desk, chosen, why or "")
    if session.json:
        session.answer({"parties": chosen, "changed": changed})
    else:
        session.tell([f"{word} {counted(changed, 'customer')}."])
