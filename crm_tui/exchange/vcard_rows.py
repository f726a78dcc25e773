"""Address cards as records of people and companies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from crm_tui.exchange.addresses import Address
from crm_tui.exchange.cells import single_spaced
from crm_tui.exchange.fields import word_set
from crm_tui.exchange.rows import Reading
from crm_tui.exchange.tag_names import tag_names
from crm_tui.exchange.vcard_cards import Card, CardFile, Property, names_of, properties
from crm_tui.services.intake.records import Method, PartyRecord
from crm_tui.text.countries import country_of
from crm_tui.text.emails import fold_email, looks_like_email
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted

OWN_LABEL = "X-CRM-LABEL"
"""The parameter in which our cards write an address as it stands on an envelope."""
LONGEST_KEPT = 2000
"""Signs of a property without a field of ours that is kept; longer ones are programs' own data."""

BECOMES = {
    "FN": "name", "N": "name", "NICKNAME": "its own field Nickname", "ORG": "company",
    "TITLE": "job title", "ROLE": "its own field Role", "TEL": "telephone", "EMAIL": "e-mail",
    "ADR": "address", "URL": "web address", "BDAY": "birthday", "NOTE": "note",
    "CATEGORIES": "tags", "UID": "key", "IMPP": "social network", "LANG": "language",
}  # fmt: skip
LEFT_OUT = word_set(
    "VERSION PRODID REV X-REV CLASS PROFILE SORT-STRING MAILER SOURCE NAME GEO LABEL KIND TZ"
    " CLIENTPIDMAP X-ABADR X-ABUID X-ABLABEL X-ABSHOWAS X-EVOLUTION-FILE-AS X-FILE-AS X-GENERATOR"
    " AGENT XML X-MS-OL-DEFAULT-POSTAL-ADDRESS X-MS-OL-DESIGN X-MOZILLA-HTML"
    " X-PHONETIC-FIRST-NAME X-PHONETIC-LAST-NAME CALURI FBURL CALADRURI MEMBER RELATED"
    " X-COUCHDB-APPLICATION-ANNOTATIONS"
)
"""What other programs need and nobody here: versions, forms of showing, calendars."""
_NETWORKS = {
    "X-AIM": "aim", "X-ICQ": "icq", "X-JABBER": "jabber", "X-MSN": "msn", "X-YAHOO": "yahoo",
    "X-SKYPE": "skype", "X-SKYPE-USERNAME": "skype", "X-GTALK": "gtalk", "X-QQ": "qq",
    "X-TWITTER": "twitter", "X-GADUGADU": "gadugadu", "X-GROUPWISE": "groupwise",
    "X-MS-IMADDRESS": "im", "X-KADDRESSBOOK-X-IMADDRESS": "im", "X-GOOGLE-TALK": "gtalk",
}  # fmt: skip
_NAMED = {
    "NICKNAME": "Nickname", "X-NICKNAME": "Nickname", "X-DEPARTMENT": "Department",
    "X-GENDER": "Gender", "GENDER": "Gender", "X-ANNIVERSARY": "Anniversary",
    "ANNIVERSARY": "Anniversary", "X-SPOUSE": "Spouse", "X-MANAGER": "Manager",
    "X-ASSISTANT": "Assistant", "X-MAIDENNAME": "Maiden Name", "ROLE": "Role",
}  # fmt: skip
_PREFIXES = ("X-EVOLUTION-", "X-MS-", "X-KADDRESSBOOK-X-", "X-AB", "X-")
_PLACES = {"home": "home", "work": "work", "dom": "", "other": "other"}
_FORMS = {
    "cell": "mobile", "mobile": "mobile", "iphone": "mobile", "fax": "fax", "pager": "pager",
    "car": "car", "video": "video", "main": "main", "assistant": "assistant",
    "homefax": "home fax", "workfax": "work fax", "home2": "home", "work2": "work",
}  # fmt: skip
_MEANINGLESS = word_set(
    "voice internet pref msg text textphone bbs modem isdn pcs postal parcel intl dom x400 uri"
)
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_SCHEME = re.compile(r"(?:x-apple|xmpp|aim|skype|msnim|ymsgr|icq|gtalk|sip|irc):", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")


class Place(NamedTuple):
    """Where the party of a card is."""

    city: str = ""
    region: str = ""
    country: str = ""


class CardReader:
    """Turns cards into records; `kind` is what all of them are taken for: customers or people."""

    def __init__(self, file: CardFile) -> None:
        self._file = file

    def read(self) -> Iterator[Reading]:
        """Every card as a record or with the problem it has."""
        for card in self._file.cards():
            if card.problem:
                yield Reading(card.line, None, card.problem)
            else:
                record, problem, doubts = _Reading(card, self._file.codec).record()
                yield Reading(card.line, record, problem, tuple(doubts))

    def counted(self) -> tuple[int, list[str]]:
        """How many cards there are, and the names of their properties."""
        count, names = 0, set[str]()
        for card in self._file.cards():
            count += 1
            names.update(names_of(card))
        return count, sorted(names)


class _Reading:
    """One card on its way."""

    def __init__(self, card: Card, codec: str) -> None:
        self._all, broken = properties(card, codec)
        self._doubts = [f"{quoted(line)} is no property; left out" for line in broken[:5]]
        self._custom: dict[str, str] = {}
        self._labels = {
            one.group: _APPLE_LABEL.sub(r"\1", one.text)
            for one in self._all
            if one.name == "X-ABLABEL" and one.group
        }

    def record(self) -> tuple[PartyRecord | None, str, list[str]]:
        """(record, problem, doubts) of the card."""
        kind = self._first("KIND").lower()
        if kind in ("group", "location", "application", "device"):
            return None, f"the card is of a {kind}, not of a person or company", self._doubts
        company, department = self._organisation()
        methods, place = self._methods()
        spoken = single_spaced(clean(self._first("FN") or self._spelt() or ""))
        is_company = self._is_company(kind, spoken, company)
        name = spoken or company or self._first("NICKNAME")
        name = single_spaced(clean(name)) or next(
            (m.value for way in ("email", "phone") for m in methods if m.kind == way), ""
        )
        if not name:
            problem = "the card has no name, company, e-mail address or telephone number"
            return None, problem, self._doubts
        if department:
            self._keep("Department", department)
        title = clean(self._first("TITLE") or ("" if is_company else self._first("ROLE")))
        record = PartyRecord(
            "company" if is_company else "person",
            name,
            external_id=clean(self._first("UID")),
            company="" if is_company else company,
            job_title="" if is_company else title,
            methods=tuple(dict.fromkeys(methods)),
            city=place.city,
            region=place.region,
            country=place.country,
            language=clean(self._first("LANG")),
            zone=self._zone(),
            birthday=self._birthday(),
            tags=tag_names(text for one in self._of("CATEGORIES") for text in one.texts),
            note="\n\n".join(
                note for one in self._of("NOTE") if (note := clean(one.text, multiline=True))
            ),
        )
        if is_company and title:
            self._keep("Job title", title)
        self._keep_others(record)
        return record._replace(custom=self._custom), "", self._doubts

    # Who it is

    def _first(self, name: str) -> str:
        return next((one.text.strip() for one in self._of(name) if one.text.strip()), "")

    def _of(self, name: str) -> list[Property]:
        """The properties of a name, the preferred first; alternatives of one are left out."""
        found = [one for one in self._all if one.name == name and not one.is_data]
        found.sort(key=_rank)
        seen: set[str] = set()
        kept = []
        for one in found:
            alternative = one.params.get("ALTID", "")
            if not alternative or alternative not in seen:
                kept.append(one)
            seen.add(alternative)
        return kept

    def _spelt(self) -> str:
        """The name put together from its parts."""
        for one in self._of("N"):
            family, given, middle, _, suffix = (*one.parts, "", "", "", "", "")[:5]
            if said := " ".join(part for part in (given, middle, family, suffix) if part):
                return said
        return ""

    def _organisation(self) -> tuple[str, str]:
        for one in self._of("ORG"):
            first, *rest = one.parts
            if first or any(rest):
                departments = ", ".join(filter(None, rest))
                return single_spaced(clean(first)), clean(departments)
        return "", ""

    def _is_company(self, kind: str, name: str, company: str) -> bool:
        if kind == "org" or self._first("X-ABSHOWAS").upper() == "COMPANY":
            return True
        has_person = any(any(one.parts[:3]) for one in self._of("N"))
        return bool(company) and not has_person and name in ("", company)

    # How to reach them

    def _methods(self) -> tuple[list[Method], Place]:
        addresses = [self._address(one) for one in self._of("ADR")]
        told = next((one for one in addresses if one.city or one.region or one.country), None)
        place = Place(told.city, told.region, told.country) if told else Place()
        code = country_of(place.country) or "" if place.country else ""
        methods = [
            Method("phone", number, self._label(one), code)
            for one in self._of("TEL")
            if (number := _number(one.text))
        ]
        for one in self._of("EMAIL"):
            address = fold_email(one.text.strip().removeprefix("mailto:"))
            if not address:
                continue
            if not looks_like_email(address):
                self._doubts.append(f"{quoted(address)} is no e-mail address; kept as written")
            methods.append(Method("email", address, self._label(one)))
        methods += [
            Method("web", clean(one.text), self._label(one)) for one in self._of("URL") if one.text
        ]
        methods += list(self._networks())
        methods += [Method("post", one.lines, one.label) for one in addresses if one.lines]
        if not addresses:
            methods += [
                Method("post", clean(one.text, multiline=True), self._label(one))
                for one in self._of("LABEL")
                if one.text.strip()
            ]
        return methods, place

    def _networks(self) -> Iterator[Method]:
        for one in self._all:
            if one.name in ("IMPP", "X-SOCIALPROFILE"):
                network = one.params.get("X-SERVICE-TYPE", "") or next(
                    (said for said in one.types if said not in _PLACES | _FORMS and said != "pref"),
                    one.text.partition(":")[0] if ":" in one.text else "",
                )
                value = _SCHEME.sub("", one.text).removeprefix("//")
                if value.strip():
                    yield Method("social", clean(value), clean(network).lower())
            elif one.name in _NETWORKS and one.text.strip():
                yield Method("social", clean(one.text), _NETWORKS[one.name])

    def _address(self, one: Property) -> Address:
        box, more, street, city, region, postcode, country = (
            clean(part, multiline=True) for part in (*one.parts, *[""] * 7)[:7]
        )
        if whole := clean(one.params.get(OWN_LABEL, ""), multiline=True):
            return Address(self._label(one), "", "", "", "", city, region, country, whole)
        return Address(self._label(one), street, more, box, postcode, city, region, country)

    def _label(self, one: Property) -> str:
        said = self._labels.get(one.group, "")
        if said:
            return clean(said).lower()
        places = [_PLACES[kind] for kind in one.types if _PLACES.get(kind)]
        forms = [_FORMS[kind] for kind in one.types if kind in _FORMS]
        others = [
            kind.removeprefix("x-")
            for kind in one.types
            if kind not in _PLACES and kind not in _FORMS and kind not in _MEANINGLESS
        ]
        return clean(" ".join(dict.fromkeys([*places[:1], *forms, *others])))

    # The rest

    def _zone(self) -> str:
        zone = self._first("TZ")
        return zone if re.fullmatch(r"[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)+", zone) else ""

    def _birthday(self) -> date | None:
        said = self._first("BDAY")
        if not said:
            return None
        found = _DAY.fullmatch(said)
        try:
            if found:
                return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
        self._doubts.append(f"no date can be read from {quoted(said)}; kept as written")
        self._keep("Birthday", said)
        return None

    def _keep_others(self, record: PartyRecord) -> None:
        """What has no field of ours; pictures and what only programs understand are left out."""
        if data := sorted({one.name.lower() for one in self._all if one.is_data}):
            what = " and ".join(data)
            self._doubts.append(f"its {what} {'are' if len(data) > 1 else 'is'} not kept")
        known = {*BECOMES, *LEFT_OUT, *_NETWORKS, "X-SOCIALPROFILE", "TZ", "LABEL"} - {"NICKNAME"}
        if not record.job_title or self._first("TITLE"):
            known.discard("ROLE")
        for one in self._all:
            if one.is_data or not one.text.strip():
                continue
            if one.name in ("X-ABRELATEDNAMES", "X-ABDATE"):
                label = self._labels.get(one.group, "")
                name = label or ("Related" if one.name == "X-ABRELATEDNAMES" else "Date")
                self._keep(name, one.text)
            elif one.name not in known and not one.name.startswith("X-FC"):
                if len(one.value) > LONGEST_KEPT:
                    self._doubts.append(f"{one.name} is too long to be kept")
                else:
                    self._keep(_NAMED.get(one.name) or _spoken(one.name), one.text)

    def _keep(self, name: str, value: str) -> None:
        """Keep a value under a name; a second one beside the first."""
        name, value = clean(name), clean(value, multiline=True)
        if value and value != self._custom.get(name):
            before = self._custom.get(name)
            self._custom[name] = f"{before}, {value}" if before else value


def _rank(one: Property) -> int:
    """The most preferred first, as cards of all versions say it."""
    if said := one.params.get("PREF", ""):
        return int(said) if said.isascii() and said.isdigit() else 1
    return 0 if "pref" in one.types else 101


def _number(text: str) -> str:
    number = clean(text)
    if number[:4].lower() == "tel:":
        number, *more = number[4:].split(";")
        extension = next((one[4:] for one in more if one[:4].lower() == "ext="), "")
        number = f"{number} ext. {extension}" if extension else number
    return number


def _spoken(name: str) -> str:
    """X-EVOLUTION-SPOUSE as 'Spouse'."""
    plain = name
    for prefix in _PREFIXES:
        plain = plain.removeprefix(prefix)
    return plain.replace("-", " ").replace("_", " ").capitalize() or name


def kept_names(names: Sequence[str]) -> list[str]:
    """What becomes of each property, a line each."""
    said = []
    for name in names:
        if name in LEFT_OUT:
            said.append(f"{name} -> left out")
        elif name in _NETWORKS or name == "X-SOCIALPROFILE":
            said.append(f"{name} -> social network")
        else:
            own = _NAMED.get(name) or _spoken(name)
            said.append(f"{name} -> {BECOMES.get(name) or f'its own field {own}'}")
    return said
