"""What a row says, in the words of the domain, before it meets the database.

References (company, parent, owner, customer) are text as the file has it: a name, an e-mail
address, a login or a key. Empty text means that the file does not say.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple


class Method(NamedTuple):
    """A way to reach a party; `country` (ISO 3166, may be empty) tells how a number is read."""

    kind: str
    value: str
    label: str = ""
    country: str = ""


class Contact(NamedTuple):
    """The person a company's row names beside the company."""

    name: str
    job_title: str = ""
    methods: tuple[Method, ...] = ()


class PartyRecord(NamedTuple):
    """A company or a person. `company` is where the person works, found by name or made.

    `custom` holds, under the column's own name, whatever has no field of its own. `details` are
    further columns of the table by name, as few files tell them; `other_keys` are (source, key)
    of other systems, `opted_out` addresses and numbers that must not be used.
    """

    kind: str
    name: str
    external_id: str = ""
    is_supplier: bool = False
    company: str = ""
    company_id: str = ""
    job_title: str = ""
    contact: Contact | None = None
    parent: str = ""
    owner: str = ""
    methods: tuple[Method, ...] = ()
    industry: str = ""
    size: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    language: str = ""
    zone: str = ""
    source: str = ""
    lifecycle: str = ""
    birthday: date | None = None
    wants: str = ""
    likes: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    custom: dict[str, str] = {}  # noqa: RUF012  never changed in place
    parent_id: str = ""
    referred_by: str = ""
    details: dict[str, Any] = {}  # noqa: RUF012  never changed in place
    created: date | datetime | None = None
    archived: date | datetime | bool | None = None
    other_keys: tuple[tuple[str, str], ...] = ()
    opted_out: tuple[str, ...] = ()


class UserRecord(NamedTuple):
    """A colleague; `login` is empty where the file gives none."""

    name: str
    external_id: str = ""
    login: str = ""
    email: str = ""
    role: str = ""
    zone: str = ""
    working_hours: str = ""
    custom: dict[str, str] = {}  # noqa: RUF012  never changed in place
    is_management: bool | None = None
    active: bool | None = None


class ProductRecord(NamedTuple):
    """A product; the price in minor units of `currency`, None where there is none."""

    name: str
    external_id: str = ""
    code: str = ""
    series: str = ""
    price_minor: int | None = None
    currency: str = ""
    custom: dict[str, str] = {}  # noqa: RUF012  never changed in place
    archived: date | datetime | bool | None = None
    other_keys: tuple[tuple[str, str], ...] = ()


class DealRecord(NamedTuple):
    """An opportunity. `closes` is the day it ended on, or where it is open is expected to end on;
    `expected` and `ended` are days of which the file says which they are.

    The amount is in minor units of `currency`, None where the file has none: that is not 0. The
    probability is in percent, None where the file does not tell it.
    """

    external_id: str
    title: str
    is_titled: bool = True
    number: str = ""
    party: str = ""
    party_id: str = ""
    email: str = ""
    contact: str = ""
    contact_id: str = ""
    owner: str = ""
    pipeline: str = ""
    stage: str = ""
    amount_minor: int | None = None
    currency: str = ""
    probability: int | None = None
    product: str = ""
    product_id: str = ""
    opened: date | datetime | None = None
    created: date | datetime | None = None
    closes: date | datetime | None = None
    expected: date | datetime | None = None
    ended: date | datetime | None = None
    source: str = ""
    lost_reason: str = ""
    lost_to: str = ""
    lost_note: str = ""
    gain: str = ""
    note: str = ""
    custom: dict[str, str] = {}  # noqa: RUF012  never changed in place
    archived: date | datetime | bool | None = None
    other_keys: tuple[tuple[str, str], ...] = ()


class InteractionRecord(NamedTuple):
    """Something that happened with a customer; `at` is a day where the file has no time.

    `external_id` is the file's own key or one made of the row's content, so that the same row
    is known again.
    """

    at: date | datetime
    kind: str
    external_id: str
    party: str = ""
    party_id: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    channel: str = ""
    direction: str = ""
    status: str = ""
    minutes: int | None = None
    subject: str = ""
    body: str = ""
    outcome: str = ""
    user: str = ""
    custom: dict[str, str] = {}  # noqa: RUF012  never changed in place
    result: str | None = None
    internal: bool | None = None
    pinned: bool | None = None


class TaskRecord(NamedTuple):
    """Something to do, done or dropped. `due`, `start` and `end` are days, or moments, which are
    in the user's zone where they name none.

    `is_event` tells what takes place at its time from what is to be done by a time; `state` is
    empty where the file does not say it. `kind` is a code of the pick list and `labels` words of
    which one may be a kind, else it is the `usual_kind`; `people` are (e-mail address, as shown)
    of those it may be about; `follows` is the key of the task it waits for. `skipped` are days
    of the series that count no longer. `extra` holds, under the file's own name, whatever has no
    field here.
    """

    title: str
    external_id: str = ""
    is_event: bool = False
    kind: str = ""
    labels: tuple[str, ...] = ()
    usual_kind: str = "other"
    note: str = ""
    party: str = ""
    party_id: str = ""
    email: str = ""
    people: tuple[tuple[str, str], ...] = ()
    assignee: str = ""
    side: str = ""
    priority: str = ""
    due: date | datetime | None = None
    start: date | datetime | None = None
    end: date | datetime | None = None
    minutes: int | None = None
    state: str = ""
    result: str = ""
    outcome: str = ""
    done_at: date | datetime | None = None
    repeats: str = ""
    skipped: tuple[date | datetime, ...] = ()
    follows: str = ""
    follows_after: int = 0
    attempt: int = 1
    agreed_on: date | None = None
    created: date | datetime | None = None
    modified: date | datetime | None = None
    extra: tuple[tuple[str, str], ...] = ()


class TicketRecord(NamedTuple):
    """What a customer asked, complained of or suggested, in words as the file has them.

    `party` is a company, `contact` who asked; `body` is what they said and `answer` what we did
    in the end. `usual_kind` is a code for rows that tell no kind of their own. `rating` is 1 to 5,
    None where nobody rated. `columns` has the file's names of fields, under which words are kept
    that mean nothing here.
    """

    external_id: str
    title: str
    is_titled: bool = True
    number: str = ""
    body: str = ""
    answer: str = ""
    kind: str = ""
    usual_kind: str = "request"
    priority: str = ""
    state: str = ""
    closing_reason: str = ""
    closing_note: str = ""
    cause: str = ""
    channel: str = ""
    queue: str = ""
    party: str = ""
    party_id: str = ""
    contact: str = ""
    contact_id: str = ""
    email: str = ""
    assignee: str = ""
    product: str = ""
    product_id: str = ""
    opened: date | datetime | None = None
    responded: date | datetime | None = None
    resolved: date | datetime | None = None
    modified: date | datetime | None = None
    rating: int | None = None
    rating_words: str = ""
    tags: tuple[str, ...] = ()
    custom: dict[str, str] = {}  # noqa: RUF012  never changed in place
    columns: dict[str, str] = {}  # noqa: RUF012  never changed in place
    archived: date | datetime | bool | None = None
    other_keys: tuple[tuple[str, str], ...] = ()


class LineRecord(NamedTuple):
    """One line of a document; quantities in thousandths, the discount in thousandths of 1.

    `amount_minor` is what the file says of the line after its discount, None where it says
    nothing.
    """

    product: str = ""
    product_id: str = ""
    text: str = ""
    quantity_milli: int = 1000
    price_minor: int | None = None
    discount_permille: int = 0
    amount_minor: int | None = None


class DocumentRecord(NamedTuple):
    """A quote, order, contract, delivery, invoice, payment or credit note with its lines.

    The amount is in minor units of `currency`, None where the file has none for the whole.
    `parent` is the number of the document it belongs to, of `parent_kind` where that is told.
    `columns` has the file's names of fields, under which words are kept that mean nothing here.
    """

    kind: str
    external_id: str = ""
    number: str = ""
    title: str = ""
    party: str = ""
    party_id: str = ""
    email: str = ""
    contact: str = ""
    contact_id: str = ""
    owner: str = ""
    deal: str = ""
    parent: str = ""
    parent_kind: str = ""
    state: str = ""
    issued: date | datetime | None = None
    due: date | datetime | None = None
    ends: date | datetime | None = None
    amount_minor: int | None = None
    currency: str = ""
    address: str = ""
    note: str = ""
    lines: tuple[LineRecord, ...] = ()
    archived: date | datetime | bool | None = None
    other_keys: tuple[tuple[str, str], ...] = ()
    custom: dict[str, str] = {}  # noqa: RUF012  never changed in place
    columns: dict[str, str] = {}  # noqa: RUF012  never changed in place


Record = (
    PartyRecord
    | UserRecord
    | ProductRecord
    | DealRecord
    | InteractionRecord
    | TaskRecord
    | TicketRecord
    | DocumentRecord
)
