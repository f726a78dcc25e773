"""An incoming party made ready outside the write lock: normal forms and folded names."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from crm_tui.models.stored import document_text
from crm_tui.services.intake.records import Method, PartyRecord
from crm_tui.services.parties import normal_form
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean

TEXTS = ("industry", "size", "city", "region", "country", "language", "zone", "source", "wants",
         "likes")  # fmt: skip
"""Columns of a party that a record has under the same names."""


class ReadyMethod(NamedTuple):
    """A contact method with the forms it is found by."""

    kind: str
    value: str
    label: str
    normal: str
    reverse: str


class ReadyParty(NamedTuple):
    """A record with everything worked out that needs no database.

    The ways to reach it stand in `methods` and `contact_methods`, no more in the record; `texts`
    are the columns `TEXTS` and `custom` that column, as they are stored.
    """

    line: int
    record: PartyRecord
    folded: str
    company_folded: str
    contact_folded: str
    methods: tuple[ReadyMethod, ...]
    contact_methods: tuple[ReadyMethod, ...]
    texts: tuple[str, ...]
    custom: str


def ready(line: int, record: PartyRecord, home_country: str) -> ReadyParty:
    """Work out what can be worked out before the lock is taken."""
    contact = record.contact
    return ReadyParty(
        line,
        record._replace(name=clean(record.name), company=clean(record.company), methods=()),
        fold(record.name).strip(),
        fold(record.company).strip(),
        fold(contact.name).strip() if contact else "",
        tuple(_ready(method, home_country) for method in record.methods),
        tuple(_ready(method, home_country) for method in contact.methods) if contact else (),
        texts_of(record),
        stored_custom(record.custom),
    )


def texts_of(record: PartyRecord) -> tuple[str, ...]:
    """The columns `TEXTS` of a record as they are stored."""
    return tuple(clean(text) if text else "" for text in _said(record))


def stored_custom(custom: dict[str, str]) -> str:
    """Fields of a record that have no column, as they are stored."""
    if not custom:
        return "{}"
    return document_text(
        {clean(name): clean(value, multiline=True) for name, value in custom.items()}
    )


def _ready(method: Method, home_country: str) -> ReadyMethod:
    value = clean(method.value, multiline=method.kind == "post")
    normal, reverse = _normal_form(method.kind, value, method.country, home_country)
    return ReadyMethod(method.kind, value, clean(method.label), normal, reverse)


_said = attrgetter(*TEXTS)
_normal_form = lru_cache(maxsize=4096)(normal_form)
