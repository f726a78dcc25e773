"""The fields of the customer form: their names, their texts, and what the texts mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_tui.services.filing import Address, Employer, Filled
from crm_tui.tui.card.words import Words
from crm_tui.views.card import Card, Method, Person

LINE_END = "\u21b5"
"""Stands for a line end in a field of several lines while it is edited on one."""

_LABELLED = re.compile(r"(?P<value>.*\S)\s*\((?P<label>[^()\d]+)\)")


class Field(NamedTuple):
    """One line of the form.

    `choices` names its pick list, `among` is what one of the firm's own has to choose from; a
    `long` one may hold line ends; `hint` says what to write; `of` is the kind of customer that
    has it; what is `needed` can be changed but not emptied.
    """

    name: str
    label: str
    hint: str = ""
    choices: str = ""
    long: bool = False
    of: str = ""
    needed: bool = False
    among: tuple[str, ...] = ()


FIELDS = (
    Field("name", "name", "The name by which they are found."),
    Field("kind", "kind", choices="kind"),
    Field("phones", "phone", "Several are separated by ';', a label follows in brackets."),
    Field("emails", "e-mail", "Several are separated by ';', a label follows in brackets."),
    Field("company", "company", "Where they work; type on until it is the right one.", of="person"),
    Field("title", "job", "What they do there.", of="person"),
    Field("city", "city"),
    Field("country", "country"),
    Field("tags", "tags", "Words that mark them, separated by spaces."),
    Field("likes", "likes", "What they like and dislike; it stands on top of the card.", long=True),
    Field("wants", "wants", "What they want from us.", long=True),
    Field("spoken_to_how", "speak to them", "How they like to be spoken to.", long=True),
    Field("lifecycle", "lifecycle", choices="lifecycle", needed=True),
    Field("relationship", "relationship", choices="relationship", needed=True),
    Field("wanted", "wanted", "The relationship we want.", choices="wanted"),
    Field("roles", "they are", "customer, supplier, partner, competitor; several by commas."),
    Field("source", "source", "How they came to us.", choices="source"),
    Field("channel", "best reached by", choices="channel"),
    Field("industry", "industry"),
    Field("size", "size", of="company"),
    Field("region", "region"),
    Field("language", "language"),
    Field("birthday", "birthday", "A day such as 3 Mar 1980.", of="person"),
    Field("motives", "motives", "What moves them.", long=True),
    Field("worries", "worries", "What they are afraid of.", long=True),
    Field("decides_how", "decides how", "How they come to a decision.", long=True),
    Field("not_buying", "not buying", "Why they do not buy.", choices="not_buying"),
    Field("not_buying_note", "why not", long=True),
)
BY_NAME = {field.name: field for field in FIELDS}
ROLES = ("customer", "supplier", "partner", "competitor")

# What these hold is written in words of their own, not as it stands.
_SPOKEN = frozenset({"phones", "emails", "company", "title", "tags", "roles", "birthday"})


class FieldError(Exception):
    """A text that a field cannot hold; `field` is its name, the message says why."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


Texts = dict[str, str]
"""What stands in the form, by field."""


def fields_for(kind: str) -> tuple[Field, ...]:
    """The fields that a company or a person has."""
    return tuple(field for field in FIELDS if field.of in ("", kind))


def blank(kind: str, company: str = "") -> Texts:
    """The form of someone new."""
    texts = dict.fromkeys((field.name for field in FIELDS), "")
    # Who is added as someone's colleague is no customer of their own.
    return texts | {"kind": kind, "company": company, "roles": "" if company else "customer"}


def employer_of(card: Card) -> Person | None:
    """The company a person works at now."""
    return next(
        (
            one
            for one in card.people
            if one.outward and one.relation == "works_at" and not one.until
        ),
        None,
    )


def opened_with(card: Card) -> Filled:
    """What an edit begins with: the values as they were read."""
    employer = employer_of(card) if card.fields["kind"] == "person" else None
    return Filled(
        fields={
            name: card.fields[name]
            for name in (
                *(field.name for field in FIELDS if field.name not in _SPOKEN),
                *(f"is_{role}" for role in ROLES),
            )
        }
        | {"birthday": _day(card.fields["birthday"])},
        phones=_addresses(card.phones),
        emails=_addresses(card.emails),
        tags=card.tags,
        employer=Employer(employer.id, employer.title, employer.relationship) if employer else None,
    )


def _addresses(methods: Iterable[Method]) -> tuple[Address, ...]:
    return tuple(Address(method.value, method.label) for method in methods)


def texts_of(filled: Filled, company: str, words: Words) -> Texts:
    """The texts of the form that say this; `company` is the employer's name."""
    texts = {
        field.name: _text(field, filled.fields.get(field.name), words)
        for field in FIELDS
        if field.name not in _SPOKEN
    }
    birthday = filled.fields.get("birthday")
    return texts | {
        "phones": _join(filled.phones),
        "emails": _join(filled.emails),
        "tags": " ".join(filled.tags),
        "company": company,
        "title": filled.employer.title if filled.employer else "",
        "roles": ", ".join(role for role in ROLES if filled.fields.get(f"is_{role}")),
        "birthday": birthday.isoformat() if birthday else "",
    }


def _text(field: Field, value: object, words: Words) -> str:
    said = "" if value is None else str(value)
    if field.choices and field.choices != "kind" and said:
        return words.label(field.choices, said)
    return said.replace("\n", LINE_END) if field.long else said


def _join(addresses: Sequence[Address]) -> str:
    return "; ".join(f"{one.value} ({one.label})" if one.label else one.value for one in addresses)


def choices_of(field: Field, words: Words) -> list[str]:
    """The labels of a field's pick list, in order; empty where anything may be written."""
    if field.among:
        return list(field.among)
    if field.choices == "kind":
        return ["company", "person"]
    if field.name == "roles":
        return list(ROLES)
    return [label for (name, _code), label in words.labels.items() if name == field.choices]


def filled_from(
    texts: Texts,
    employer: Employer | None,
    words: Words,
    opened: Texts | None = None,
    before: Filled | None = None,
) -> Filled:
    """What the texts mean; raises FieldError, naming the field, for what they cannot.

    `employer` is the company the text of that name was found to mean; `opened` the texts that an
    edit began with, and `before` what they meant: a field nobody touched keeps its value,
    whatever that is, for it may come from elsewhere.
    """
    if before is None:
        before, untouched = Filled({}), frozenset[str]()
    else:
        untouched = frozenset(
            name for name, text in (opened or {}).items() if texts.get(name) == text
        )
    kind = _code(BY_NAME["kind"], texts["kind"], words) or "company"
    if not texts["name"].strip():
        raise FieldError("name", "Without a name they would never be found again.")
    for field in FIELDS:
        if field.needed and (opened or {}).get(field.name) and not texts[field.name].strip():
            raise FieldError(field.name, f"The {field.label} cannot be taken away, only changed.")
    present = {field.name for field in fields_for(kind)}
    fields: dict[str, Any] = {
        field.name: before.fields[field.name]
        if field.name in untouched
        else _value(field, texts[field.name], words)
        for field in FIELDS
        if field.name not in _SPOKEN and field.name in present
    }
    if "roles" not in untouched:
        fields |= _roles(texts["roles"])
    if "birthday" not in untouched:
        fields["birthday"] = _birthday(texts["birthday"], words)
    return Filled(
        fields,
        phones=before.phones
        if "phones" in untouched
        else _split("phones", texts["phones"], before.phones),
        emails=before.emails
        if "emails" in untouched
        else _split("emails", texts["emails"], before.emails),
        tags=before.tags
        if "tags" in untouched
        else tuple(tag.lstrip("#+") for tag in texts["tags"].replace(",", " ").split()),
        employer=employer._replace(title=texts["title"].strip()) if employer else None,
    )


def _value(field: Field, text: str, words: Words) -> str:
    if field.choices:
        return _code(field, text, words)
    return text.replace(LINE_END, "\n").strip() if field.long else text.strip()


def _code(field: Field, text: str, words: Words) -> str:
    """The code of what was written: a label, a code, or the beginning of just one label."""
    typed = text.strip().casefold()
    if not typed:
        return ""
    codes: Mapping[str, str] = (
        {"company": "company", "person": "person"}
        if field.choices == "kind"
        else {label: code for (name, code), label in words.labels.items() if name == field.choices}
    )
    exact = [code for label, code in codes.items() if typed in (label.casefold(), code)]
    begun = [code for label, code in codes.items() if label.casefold().startswith(typed)]
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    raise FieldError(field.name, f"'{text.strip()}' is none of: {', '.join(codes)}.")


def _roles(text: str) -> dict[str, bool]:
    said = [part.strip().casefold() for part in text.split(",") if part.strip()]
    for part in said:
        if part not in ROLES:
            raise FieldError("roles", f"'{part}' is none of: {', '.join(ROLES)}.")
    return {f"is_{role}": role in said for role in ROLES}


def _split(name: str, text: str, known: Sequence[Address]) -> tuple[Address, ...]:
    from crm_tui.text.emails import looks_like_email
    from crm_tui.text.phones import digits

    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        matched = _LABELLED.fullmatch(part)
        value, label = matched.group("value", "label") if matched else (part, "")
        if Address(value, label.strip()) in known:
            found.append(Address(value, label.strip()))
            continue
        if name == "emails" and not looks_like_email(value):
            raise FieldError(name, f"'{value}' is not an e-mail address.")
        if name == "phones" and not digits(value):
            raise FieldError(name, f"'{value}' has no digits.")
        found.append(Address(value, label.strip()))
    return tuple(dict.fromkeys(found))


def _birthday(text: str, words: Words) -> date | None:
    if not text.strip():
        return None
    from crm_tui.text.dates import parse_day

    found = parse_day(text, words.today, prefer="past")
    if found is None:
        raise FieldError("birthday", f"'{text.strip()}' is no day; for example 3 Mar 1980.")
    return found


def _day(value: str | date | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
