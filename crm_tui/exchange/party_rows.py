"""Rows of customers and people.

A row that names a person is that person's record, and the company beside the name is where they
work; a row that names only a company is the company's, and a contact person named beside it is
somebody who works there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from crm_tui.exchange.addresses import Address, AddressReader
from crm_tui.exchange.cells import Cells, single_spaced
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.party_details import PartyDetails
from crm_tui.exchange.tag_names import tag_names
from crm_tui.services.intake.records import Contact, Method, PartyRecord
from crm_tui.text.countries import country_of
from crm_tui.text.date_columns import parse_date_as
from crm_tui.text.emails import looks_like_email, split_emails
from crm_tui.text.fold import fold

LIFECYCLES = ("stranger", "prospect", "customer", "dormant", "former", "not_for_us")
_KINDS = ("phone", "email", "web", "social")


class _Reach(NamedTuple):
    """A column with a way to reach somebody, and the column that says which one it is."""

    at: int
    kind: str
    label: str
    type_at: int
    of_contact: bool


class PartyRows:
    """Turns rows into party records."""

    def __init__(self, columns: ColumnMap) -> None:
        self._columns = columns
        self._cells = Cells(columns)
        self._addresses = AddressReader(columns)
        self._reaches = list(_reaches(columns))
        self._tags = [c.at for c in columns.columns if c.target.field == "tags"]
        self._notes = [c.at for c in columns.columns if c.target.field == "note"]
        self._order = columns.date_orders.get(columns.index_of("birthday"))
        self._countries: dict[str, str] = {}
        self._details = PartyDetails(columns, self._cells)

    def read(self, cells: list[str]) -> tuple[PartyRecord | None, str, list[str]]:
        """(record, problem, doubts) of one row; the record is None where there is a problem."""
        row = self._cells
        row.begin(cells)
        addresses = self._addresses.read(row)
        country = next((a.country for a in addresses if a.country), "")
        own, of_contact = self._methods(self._country_code(country))
        own += [Method("post", a.lines, a.label) for a in addresses if a.lines]
        record = self._named(own, of_contact)
        if record is None:
            return None, "the row has no name, e-mail address, telephone number or key", row.doubts
        return self._filled(record, addresses), "", row.doubts

    def _named(self, own: list[Method], of_contact: list[Method]) -> PartyRecord | None:
        """Who the row is about: a person, else a company, else whom its address or key names."""
        row = self._cells
        company, person = single_spaced(row.first("company")), self._person()
        job = row.first("job_title")
        if (kind := self._details.kind()) == "company":
            name = person or company or _name_of(own) or row.key("external_id")
            return PartyRecord("company", name, methods=_unique(own + of_contact)) if name else None
        if kind or (self._columns.persons and (person or not company)):
            name = person or _name_of(own) or row.key("external_id")
            methods = _unique(own + of_contact)
            if not name:
                return None
            return PartyRecord("person", name, company=company, job_title=job, methods=methods)
        contact = single_spaced(row.first("contact")) or (person if company else "")
        name = company or person or contact or _name_of(own) or row.key("external_id")
        if not name:
            return None
        if contact == name:
            contact = ""
        if not contact:
            return PartyRecord("company", name, methods=_unique(own + of_contact))
        named = Contact(contact, job, _unique(of_contact))
        return PartyRecord("company", name, contact=named, methods=_unique(own))

    def _person(self) -> str:
        row = self._cells
        parts = [row.first(f) for f in ("first_name", "middle_name", "last_name", "suffix")]
        spelt = " ".join(part for part in parts if part)
        return single_spaced(row.first("name") or spelt)

    def _filled(self, record: PartyRecord, addresses: list[Address]) -> PartyRecord:
        row = self._cells
        custom = row.custom()
        if row.has("prefix") and (prefix := row.first("prefix")):
            custom[row.name_of("prefix")] = prefix
        if record.kind == "company" and not record.contact and (job := row.first("job_title")):
            custom[row.name_of("job_title")] = job
        place = next((a for a in addresses if a.city or a.region or a.country), Address())
        return record._replace(
            external_id=row.key("external_id"),
            is_supplier=self._columns.suppliers,
            company_id=row.key("company_id"),
            parent=row.first("parent"),
            owner=row.first("owner"),
            city=place.city,
            region=place.region,
            country=place.country,
            lifecycle=self._lifecycle(custom),
            birthday=self._birthday(custom),
            tags=self._tag_names(),
            note="\n\n".join(n for i in self._notes if (n := row.at(i, multiline=True))),
            custom=custom,
            industry=row.first("industry"),
            size=row.first("size"),
            language=row.first("language"),
            zone=row.first("zone"),
            source=row.first("source"),
            wants=row.first("wants"),
            likes=row.first("likes"),
            **(self._details.read(custom) if self._details.are_there else {}),
        )

    def _methods(self, country: str) -> tuple[list[Method], list[Method]]:
        """The row's own ways to reach it, and those of the contact person."""
        own: list[Method] = []
        of_contact: list[Method] = []
        row = self._cells
        for reach in self._reaches:
            value = row.at(reach.at)
            if not value:
                continue
            label = reach.label
            if reach.type_at >= 0:
                label = row.at(reach.type_at).lstrip("* ").lower() or label
            methods = of_contact if reach.of_contact else own
            if reach.kind == "phone":
                methods.append(Method("phone", value, label, country))
            elif reach.kind == "email":
                methods.extend(self._emails(value, label))
            else:
                methods.append(Method(reach.kind, value, label))
        return own, of_contact

    def _emails(self, value: str, label: str) -> Iterator[Method]:
        for address in [value] if looks_like_email(value) else split_emails(value):
            if not looks_like_email(address):
                self._cells.doubts.append(f"'{address}' is no e-mail address; kept as written")
            yield Method("email", address, label)

    def _country_code(self, country: str) -> str:
        code = self._countries.get(country)
        if code is None:
            told = country_of(country) if country else None
            code = self._countries[country] = told or self._columns.phone_country
        return code

    def _lifecycle(self, custom: dict[str, str]) -> str:
        value = self._cells.first("lifecycle")
        code = fold(value).replace(" ", "_")
        if code in LIFECYCLES:
            return code
        if value:
            custom[self._cells.name_of("lifecycle")] = value
        return ""

    def _birthday(self, custom: dict[str, str]) -> date | None:
        row = self._cells
        value = row.first("birthday")
        if not value:
            return None
        if year := row.first("birth_year"):
            value = f"{year}-{row.first('birth_month'):0>2}-{value:0>2}"
        day = parse_date_as(value, self._order)
        if day is None:
            column = row.name_of("birthday")
            custom[column] = value
            row.doubts.append(f"no date can be read from '{value}' in {column}")
        return day.date() if isinstance(day, datetime) else day

    def _tag_names(self) -> tuple[str, ...]:
        return tag_names(self._cells.at(index) for index in self._tags)


def _reaches(columns: ColumnMap) -> Iterator[_Reach]:
    types = {
        (c.target.field.removesuffix("_type"), c.target.group): c.at
        for c in columns.columns
        if c.target.field.endswith("_type")
    }
    for column in columns.columns:
        field, label, group = column.target
        if field in _KINDS:
            of_contact = 0 <= columns.contact_from < column.at
            yield _Reach(column.at, field, label, types.get((field, group), -1), of_contact)


def _name_of(methods: list[Method]) -> str:
    """What to call somebody known by an address or a number alone."""
    return next((m.value for kind in ("email", "phone") for m in methods if m.kind == kind), "")


def _unique(methods: list[Method]) -> tuple[Method, ...]:
    kept: dict[tuple[str, str, str], Method] = {}
    for method in methods:
        kept.setdefault(
            (method.kind, method.value, method.label * (method.kind == "social")), method
        )
    return tuple(kept.values())
