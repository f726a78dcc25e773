"""Address cards (vCard 3.0, RFC 2426, or 4.0, RFC 6350) that phones and mail programs read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from crm_tui.exchange.ical_values import escaped
from crm_tui.exchange.ical_writing import folded
from crm_tui.exchange.vcard_rows import OWN_LABEL
from crm_tui.text.safe import clean
from crm_tui.views.whole_cards import WholeCard
from crm_tui.views.whole_parties import Way

VERSIONS = ("3.0", "4.0")

_TYPES = {
    "mobile": "cell", "home": "home", "work": "work", "fax": "fax", "pager": "pager",
    "work fax": "work,fax", "home fax": "home,fax", "work mobile": "work,cell",
    "home mobile": "home,cell", "car": "car", "video": "video",
}  # fmt: skip
"""Labels that cards have a word for; others stand in a property of their own, as Apple's do."""
_NAMES = {"phone": "TEL", "email": "EMAIL", "web": "URL", "post": "ADR"}
_SERVICES = "X-SERVICE-TYPE"


def write_cards(
    stream: BinaryIO, cards: Iterable[WholeCard], *, version: str = VERSIONS[0]
) -> Iterator[int]:
    """Write the cards, saying how many are written."""
    for count, card in enumerate(cards, 1):
        stream.writelines(map(folded, _Writing(card, version).lines()))
        yield count


class _Writing:
    """One card on its way; what has a label of its own is grouped with it."""

    def __init__(self, card: WholeCard, version: str) -> None:
        self._card = card
        self._version = version
        self._groups = 0

    def lines(self) -> Iterator[str]:
        card = self._card
        yield "BEGIN:VCARD"
        yield f"VERSION:{self._version}"
        yield f"UID:{_text(card.uid)}"
        yield from self._who()
        yield from self._reached()
        if card.birthday:
            form = "%Y%m%d" if self._version == "4.0" else "%Y-%m-%d"
            yield f"BDAY:{card.birthday:{form}}"
        if card.tags:
            yield f"CATEGORIES:{','.join(map(_text, card.tags))}"
        if card.language and self._version == "4.0":
            yield f"LANG:{_text(card.language)}"
        if card.changed:
            yield f"REV:{card.changed:%Y%m%dT%H%M%SZ}"
        yield "END:VCARD"

    def _who(self) -> Iterator[str]:
        card, is_company = self._card, self._card.kind == "company"
        name = _text(card.name)
        if self._version == "4.0":
            yield f"KIND:{'org' if is_company else 'individual'}"
        elif is_company:
            yield "X-ABShowAs:COMPANY"
        yield f"FN:{name}"
        # Which part of a name is the family's is not known here, and must not be guessed.
        yield "N:;;;;" if is_company else f"N:;{name};;;"
        company = card.name if is_company else card.company
        if company or card.department:
            yield f"ORG:{_text(company)}" + (
                f";{_text(card.department)}" if card.department else ""
            )
        if card.job_title:
            yield f"TITLE:{_text(card.job_title)}"
        if card.nickname:
            yield f"NICKNAME:{_text(card.nickname)}"

    def _reached(self) -> Iterator[str]:
        several = {kind for kind in _NAMES if sum(way.kind == kind for way in self._card.ways) > 1}
        for way in self._card.ways:
            first = way.kind in several
            several.discard(way.kind)
            if way.kind == "social":
                service = f";{_SERVICES}={_param(way.label)}" if way.label else ""
                yield f"IMPP{service}:{_text(way.value)}"
            else:
                yield from self._way(way, is_first=first)
        card = self._card
        placed = any(way.kind == "post" for way in card.ways)
        if not placed and (card.city or card.region or card.country):
            yield f"ADR:;;;{self._place()}"

    def _way(self, way: Way, *, is_first: bool) -> Iterator[str]:
        types = _TYPES.get(way.label, "")
        group = ""
        if way.label and not types:
            self._groups += 1
            group = f"item{self._groups}."
        params = ""
        if self._version == "4.0":
            params = (f';TYPE="{types}"' if types else "") + (";PREF=1" if is_first else "")
        elif said := ",".join(filter(None, (types, "pref" if is_first else ""))):
            params = f";TYPE={said}"
        if way.kind == "post":
            street = way.value.partition("\n")[0]
            params += f";{OWN_LABEL}={_param(way.value)}"
            yield f"{group}ADR{params}:;;{_text(street)};{self._place()}"
        else:
            yield f"{group}{_NAMES[way.kind]}{params}:{_text(way.value)}"
        if group:
            yield f"{group}X-ABLabel:{_text(way.label)}"

    def _place(self) -> str:
        card = self._card
        return f"{_text(card.city)};{_text(card.region)};;{_text(card.country)}"


def _text(value: str) -> str:
    return escaped(clean(value, multiline=True))


def _param(value: str) -> str:
    """A parameter's value in quotes, as RFC 6868 writes what must not stand there."""
    plain = clean(value, multiline=True).replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{plain}"'
