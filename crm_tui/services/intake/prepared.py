"""An incoming party made ready outside the write lock: normal forms and folded names."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from crm_tui.services.intake.records import Method, PartyRecord
from crm_tui.services.parties import normal_form
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean


class ReadyMethod(NamedTuple):
    """A contact method with the forms it is found by."""

    kind: str
    value: str
    label: str
    normal: str
    reverse: str


class ReadyParty(NamedTuple):
    """A record with everything worked out that needs no database.

    The ways to reach it stand in `methods` and `contact_methods`, no more in the record.
    """

    line: int
    record: PartyRecord
    folded: str
    company_folded: str
    contact_folded: str
    methods: tuple[ReadyMethod, ...]
    contact_methods: tuple[ReadyMethod, ...]


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
    )


def _ready(method: Method, home_country: str) -> ReadyMethod:
    value = clean(method.value, multiline=method.kind == "post")
    normal, reverse = _normal_form(method.kind, value, method.country, home_country)
    return ReadyMethod(method.kind, value, clean(method.label), normal, reverse)


_normal_form = lru_cache(maxsize=4096)(normal_form)
