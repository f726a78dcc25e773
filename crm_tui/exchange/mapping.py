"""Which column fills which field, with the reason for each, to be seen before anything is written.

Names decide first (`fields.py`), the values of the column settle what a name leaves open, the
user's word goes before both. A column nobody understands is kept under its own name.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange.columns import (
    DecimalMark,
    are_countries,
    are_distinct,
    are_emails,
    are_keys,
    are_prefixes,
    are_states,
    contain,
    decimal_mark,
)
from crm_tui.exchange.document_columns import settle
from crm_tui.exchange.fields import (
    CUSTOM,
    FIELDS,
    OWN_COLUMN,
    REPEATABLE,
    Target,
    bare,
    meaning,
    said_target,
    word_set,
)
from crm_tui.exchange.kinds import Kind, are_suppliers, find_kind, said_kind
from crm_tui.exchange.table import Said, Table, as_said
from crm_tui.text.countries import country_of
from crm_tui.text.date_columns import DateOrder, detect_date_order
from crm_tui.text.fold import fold
from crm_tui.views.own_keys import KEY_SOURCE

BY_NAME = "its name"
SAID = "said"
KEPT = "kept under its own name"

_GENERIC_KEYS = word_set("id recordid uid guid uuid externalid no")
_WORLD_KEYS = word_set("uid companyuid customeruid contactuid")
"""Columns whose keys are nobody else's in all the world, whoever gave them."""
_DATES = word_set(
    "at birthday due start end done_at agreed_on created modified opened closes expected ended"
    " responded resolved issued due ends"
)
_ORDERS: dict[str, DateOrder] = {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}
_MARKS: dict[str, DecimalMark] = {".": ".", ",": ","}


class Column(NamedTuple):
    """A column of the file, the field it fills and why."""

    at: int
    name: str
    target: Target
    reason: str


class ColumnMap(NamedTuple):
    """How rows become records.

    `persons` tells whether a row's record is a person or a company; `contact_from` is the first
    column that speaks of a company's contact person (-1: none); `key_source` names what kind of
    key the records have, so that keys of different systems do not mix.
    """

    kind: Kind
    columns: tuple[Column, ...]
    persons: bool = False
    suppliers: bool = False
    contact_from: int = -1
    key_source: str = ""
    company_key_source: str = ""
    product_key_source: str = ""
    date_orders: Mapping[int, DateOrder | None] = {}
    mark: DecimalMark | None = None
    phone_country: str = ""
    said: Said = Said()
    document_kind: str = ""

    def index_of(self, field: str) -> int:
        """The first column that fills a field, -1 where none does."""
        return next((c.at for c in self.columns if c.target.field == field), -1)

    def sentences(self) -> list[str]:
        """One line a column: what it becomes and why; then what else was found."""
        said = [f"Rows are {self.kind.name} ({self.kind.reason})"]
        if self.document_kind and self.index_of("kind") < 0:
            said.append(f"Each is: {self.document_kind.replace('_', ' ')}")
        for column in self.columns:
            field = " ".join(part for part in column.target if part)
            said.append(f"{column.name} -> {field} ({column.reason})")
        for index, order in self.date_orders.items():
            spelt = _order_said(order) + as_said(bool(self.said.dates))
            said.append(f"Dates in {self.columns[index].name}: {spelt}")
        if self.mark:
            said.append(f"Decimal mark: {self.mark}{as_said(bool(self.said.decimal))}")
        if self.phone_country:
            said.append(f"Telephone numbers without a country: {self.phone_country} (said)")
        return said


def map_columns(table: Table, kind: str = "", said: Mapping[str, str] | None = None) -> ColumnMap:
    """The column map of a table; `kind` and `said` (column to field) are the user's word.

    Raises UsageError for a kind, column or field that does not exist (naming the nearest), and
    where the columns do not tell what the rows are.
    """
    titles = table.titles
    chosen = said_kind(kind) if kind else find_kind(table.columns, table.source.stem, titles)
    overrides = _overrides(table, chosen.name, said or {})
    draft = _Draft(table, chosen, overrides)
    if chosen.name in ("customers", "people"):
        return draft.party_map()
    return draft.plain_map()


def _overrides(table: Table, kind: str, said: Mapping[str, str]) -> dict[int, Target]:
    by_name = {fold(name): index for index, name in enumerate(table.columns)}
    found = {}
    for name, field in said.items():
        index = by_name.get(fold(name))
        if index is None:
            near = get_close_matches(fold(name), by_name, 1, 0.5)
            nearest = f"Did you mean '{table.columns[by_name[near[0]]]}'?" if near else ""
            columns = f"The columns are: {', '.join(table.columns)}."
            raise UsageError(f"The file has no column '{name}'.", nearest or columns)
        found[index] = said_target(kind, field)
    return found


class _Draft:
    """A column map in the making."""

    def __init__(self, table: Table, kind: Kind, overrides: Mapping[int, Target]) -> None:
        self.table = table
        self.kind = kind
        self.targets: list[Target] = []
        self.reasons: list[str] = []
        for index, name in enumerate(table.columns):
            target = overrides.get(index) or meaning(kind.name, _original(name))
            reason = SAID if index in overrides else BY_NAME if target else KEPT
            self.targets.append(target or Target(CUSTOM))
            self.reasons.append(reason)

    def plain_map(self) -> ColumnMap:
        kind = ""
        if self.kind.name == "tickets":
            self._settle_states()
        if self.kind.name == "interactions":
            self._settle_own_columns()
        elif self.kind.name == "documents":
            kind = self._settle_documents()
        self._keep_repeated()
        return self._finished()._replace(document_kind=kind)

    def party_map(self) -> ColumnMap:
        self._settle_company_or_key()
        self._settle_titles()
        self._settle_places()
        self._settle_emails()
        contact_from = self._contact_columns()
        persons = contact_from < 0 and self._are_persons()
        self._settle_keys(persons)
        self._keep_repeated()
        return self._finished()._replace(
            persons=persons,
            contact_from=contact_from,
            suppliers=are_suppliers(self.table.columns, self.table.source.stem, self.table.titles),
        )

    def _values(self, index: int) -> list[str]:
        cells = (row.cells[index].strip() for row in self.table.sample)
        return [cell for cell in cells if cell]

    def _with(self, field: str) -> list[int]:
        return [index for index, target in enumerate(self.targets) if target.field == field]

    def _set(self, index: int, field: str, reason: str) -> None:
        if self.reasons[index] != SAID:
            self.targets[index] = Target(field)
            self.reasons[index] = reason

    def _settle_company_or_key(self) -> None:
        """`Organization` beside `Name` may hold the key of the company."""
        if not self._with("name") or self._with("external_id"):
            return
        for index in self._with("company"):
            if are_keys(self._values(index)):
                self._set(index, "external_id", "its values are keys")

    def _settle_titles(self) -> None:
        """`Title` is a job or a form of address."""
        jobs = self._with("job_title")
        for index in jobs:
            if bare(self.table.columns[index]) != "title":
                continue
            if len(jobs) > 1 or are_prefixes(self._values(index)):
                self._set(index, "prefix", "its values are forms of address")

    def _settle_places(self) -> None:
        """`Location` is a country or a city."""
        for index in self._with("country"):
            if bare(self.table.columns[index]) not in ("location", "officelocation"):
                continue
            values = self._values(index)
            if are_countries(values):
                self.reasons[index] = "its values are countries"
            else:
                self._set(index, "city", "its values are no countries")

    def _settle_own_columns(self) -> None:
        """`Channel` and `Result` tell more where kind and outcome have columns of their own."""
        for field, name in (("activity", "channel"), ("outcome", "result")):
            rivals = self._with(field)
            for index in rivals if len(rivals) > 1 else ():
                if bare(self.table.columns[index]) == name:
                    self._set(index, name, BY_NAME)

    def _settle_states(self) -> None:
        """`State` is how far a ticket has come, or where the customer lives."""
        for index in self._with("state"):
            values = self._values(index)
            named = bare(self.table.columns[index]) == "state"
            if named and values and not are_states(values):
                self._set(index, CUSTOM, "its values are no states of a ticket")

    def _settle_documents(self) -> str:
        """Which number is the documents' own and whose the amounts are; their kind."""
        said = [index for index, reason in enumerate(self.reasons) if reason == SAID]
        table = self.table
        settled = settle(
            table.columns,
            self.targets,
            (*table.found.named, table.source.stem),
            table.found.header.titles,
            said=said,
            lines_differ=self._amounts_differ(),
        )
        self.targets = settled.targets
        for index, reason in settled.reasons.items():
            self.reasons[index] = reason
        return settled.kind

    def _amounts_differ(self) -> bool:
        """Whether rows of one number have several amounts."""
        numbers, amounts = self._with("number"), self._with("amount")
        if not numbers or not amounts:
            return False
        rows = [(row.cells[numbers[0]], row.cells[amounts[0]]) for row in self.table.sample]
        return len({*rows}) > len({number for number, _ in rows})

    def _settle_emails(self) -> None:
        if self._with("email"):
            return
        for index in self._with(CUSTOM):
            if are_emails(self._values(index)):
                self._set(index, "email", "its values are e-mail addresses")

    def _contact_columns(self) -> int:
        """Where a company's contact person begins: first and last name beside another name."""
        names, lasts = self._with("name"), self._with("last_name") or self._with("first_name")
        if not names or not lasts:
            return -1
        rows = self.table.sample
        wholes = [row.cells[names[0]] for row in rows]
        parts = [row.cells[lasts[0]] for row in rows]
        pairs = [(w, p) for w, p in zip(wholes, parts, strict=True) if w.strip() and p.strip()]
        whole_name = bare(self.table.columns[names[0]]) != "name"
        if not pairs or whole_name or contain([w for w, _ in pairs], [p for _, p in pairs]):
            return -1
        self._set(names[0], "company", "it is not the person's name")
        return min(self._with("first_name") + lasts)

    def _are_persons(self) -> bool:
        named = self._with("first_name") or self._with("last_name")
        with_company = self._with("name") and self._with("company")
        private = {"gender", "sex", "seniorcitizen"} & {bare(name) for name in self.table.columns}
        return bool(named or with_company or private) or self.kind.name == "people"

    def _settle_keys(self, persons: bool) -> None:
        """A file's only key is its rows' own, unless it repeats: then it is the company's."""
        if self._with("external_id"):
            return
        for index in self._with("company_id")[:1]:
            if not persons or are_distinct(self._values(index)):
                self._set(index, "external_id", "the rows have no other key")

    def _keep_repeated(self) -> None:
        """A field that holds one value takes the fullest column; the others stay custom."""
        single = {*FIELDS[self.kind.name]} - REPEATABLE
        for field in single:
            rivals = sorted(self._with(field), key=self._claim)
            for index in rivals[1:]:
                self.targets[index] = Target(CUSTOM)
                self.reasons[index] = KEPT

    def _claim(self, index: int) -> tuple[bool, int, int]:
        return self.reasons[index] != SAID, -len(self._values(index)), index

    def _finished(self) -> ColumnMap:
        columns = tuple(
            Column(index, name.removeprefix(OWN_COLUMN), self.targets[index], self.reasons[index])
            for index, name in enumerate(self.table.columns)
        )
        prices = self._with("price") or self._with("amount")
        return ColumnMap(
            self.kind,
            columns,
            key_source=self._key_source("external_id"),
            company_key_source=self._key_source("company_id") or self._key_source("party_id"),
            product_key_source=self._key_source("product_id"),
            date_orders={
                index: self._date_order(index)
                for index, target in enumerate(self.targets)
                if target.field in _DATES
            },
            mark=self._mark(prices[0]) if prices else None,
            phone_country=_country_code(self.table.found.said.phone_country),
            said=self.table.found.said,
        )

    def _key_source(self, field: str) -> str:
        for index in self._with(field):
            name = bare(self.table.columns[index])
            if name in _WORLD_KEYS:
                return KEY_SOURCE
            if name not in _GENERIC_KEYS:
                return name
            if self.kind.name not in ("customers", "people"):
                return f"{self.kind.name.removesuffix('s')}id"
            return "personid" if self._are_persons() else self._company_key()
        return ""

    def _company_key(self) -> str:
        """What other files of the same system call the key that a company's file calls `ID`."""
        salesforce = any(bare(name) == "systemmodstamp" for name in self.table.columns)
        return "accountid" if salesforce else "companyid"

    def _mark(self, index: int) -> DecimalMark | None:
        found = self.table.found
        said = _MARKS.get(found.said.decimal)
        return said or decimal_mark(self.table.column(index)) or _MARKS.get(found.mark)

    def _date_order(self, index: int) -> DateOrder | None:
        said = _ORDERS.get(self.targets[index].label or self.table.found.said.dates)
        return said or detect_date_order(self.table.column(index))


def _original(name: str) -> str:
    """The header's own text of a column that had to be renamed: `Phone` of `Phone (2)`."""
    stem, _, number = name.rpartition(" (")
    return stem if stem and number.rstrip(")").isdigit() else name


def _country_code(said: str) -> str:
    """The code of the country a user said; UsageError where there is none of that name."""
    code = country_of(said) if said else ""
    if code is None:
        raise UsageError(
            f"There is no country '{said}'.", "Say its code of two letters: --phone-country DE."
        )
    return code


def _order_said(order: DateOrder | None) -> str:
    return {
        "ymd": "year, month, day",
        "dmy": "day, month, year",
        "mdy": "month, day, year",
        None: "not told by the file",
    }[order]
