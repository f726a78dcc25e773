"""What the rows of a file are: told from its columns first, from its name second."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from crm_tui.errors import UsageError
from crm_tui.exchange.fields import KINDS, bare, meaning, word_set
from crm_tui.text.fold import words


class Kind(NamedTuple):
    """A kind of rows and why it was taken for that."""

    name: str
    reason: str


SHOWN = 8


class UnclearError(UsageError):
    """The columns do not say what the rows are."""

    def __init__(self, columns: Sequence[str]) -> None:
        named = ", ".join(columns[:SHOWN]) + (", ..." if len(columns) > SHOWN else "")
        super().__init__(
            f"The columns do not say what the rows are: {named}.",
            f"Say it with --as: {', '.join(KINDS)}.",
        )


_DEAL = word_set("opportunityid dealid dealname dealstage stagename closedate closevalue")
_TICKET_KEYS = word_set("ticketid complaintid caseid")
_TICKET = _TICKET_KEYS | word_set(
    "ticketnumber ticketsubject ticketstatus ticketpriority ticketchannel tickettype"
    " casenumber requester requestername requesteremail requesterid"
)
_DOCUMENT = word_set(
    "paymentdate documenttype documentkind documentnumber"
    " paymentid paymentnumber transactionnumber creditnotenumber invoicenumber invoiceno invoiceid"
    " deliverynumber contractid contractnumber orderid ordernumber orderno quotenumber quoteno"
    " quoteid"
)
_TASK = word_set("task taskid tasktitle taskname tasksubject todo")
_DUE = word_set("due duedate dueon deadline")
_TITLE = word_set("title subject summary name what")
_INTERACTION = word_set(
    "activitytype interactiontype interactionid activityid activitydate engagementtype calloutcome"
)
_USER = word_set("salesagent salespersonid employeeid agentid login username userrole repname")
_PRODUCT = word_set("product productname productid sku unitprice salesprice listprice")
_PERSON = word_set(
    "firstname givenname forename vorname prenom lastname familyname surname nachname contactid"
    " personid dateofbirth jobtitle"
)
_COMPANY = word_set(
    "account accountid accountname company companyname companyid organization organizationid"
    " organizationname industry sector employees numberofemployees founded billingstreet"
    " customerid clientid supplierid vendorid balance"
)
_STEMS = {
    "tickets": "ticket complaint case",
    "customers": "customer client account company organization organisation vendor supplier firm",
    "people": "contact people person lead",
    "users": "user employee staff team agent",
    "products": "product item article price",
    "interactions": "interaction activity call engagement meeting",
    "deals": "deal opportunity pipeline",
    "tasks": "task todo",
    "documents": "document invoice order quote payment contract credit delivery receipt estimate",
}
_SUPPLIER = word_set("supplier vendor lieferant fournisseur proveedor")


def said_kind(name: str) -> Kind:
    """The kind a user named.

    Raises UsageError where it is none.
    """
    if name in KINDS:
        return Kind(name, "said")
    near = get_close_matches(name, KINDS, 1, 0.5)
    hint = f"Did you mean '{near[0]}'?" if near else f"Known are: {', '.join(KINDS)}."
    raise UsageError(f"There is no kind '{name}' to import.", hint)


def find_kind(columns: Sequence[str], stem: str, titles: Sequence[str] = ()) -> Kind:
    """The kind of the rows of a file with these columns, this name and these titles above it.

    Raises UsageError where nothing tells it.
    """
    if [bare(column) for column in columns[:1]] == ["ownerid"]:
        return Kind("users", "its first column")
    names = {bare(column) for column in columns}
    by_name = _kind_of_words([stem, *titles])
    if by_name == "tickets" and not _are_tickets(columns):
        by_name = ""
    found = _by_columns(columns, names) or _by_meaning(columns, by_name)
    if by_name == "tickets" and found and found.name != "deals":
        found = Kind(by_name, "the file's name") if found.name != by_name else found
    if found and found.name == "customers" and by_name in ("documents", "deals"):
        found = Kind(by_name, "the file's name")
    may_be_deals = by_name == "deals" and {"stage", "amount"} & _fields(by_name, columns)
    if may_be_deals and (found is None or found.name != by_name):
        found = Kind(by_name, "the file's name")
    if by_name == "interactions" and "at" in _fields("interactions", columns):
        found = Kind(by_name, "the file's name")
    if not found:
        raise UnclearError(columns)
    if found.name == "customers" and by_name == "users":
        return Kind("people", "the file's name")
    if found.name == "people" and by_name == "customers":
        return Kind("customers", "the file's name")
    return found


def are_suppliers(columns: Sequence[str], stem: str, titles: Sequence[str] = ()) -> bool:
    """Whether the rows are those we buy from."""
    named = _singular(words(" ".join([stem, *titles])))
    return bool(_SUPPLIER & named) or bool(
        {"supplierid", "vendorid"} & {bare(column) for column in columns[:1]}
    )


def _by_columns(columns: Sequence[str], names: set[str]) -> Kind | None:
    marks = (
        ("deals", len(_DEAL & names) >= 2),
        (
            "tickets",
            bool(_TICKET & names) and _are_tickets(columns) and not (_TASK | _INTERACTION) & names,
        ),
        ("documents", bool(_DOCUMENT & names)),
        ("interactions", bool(_INTERACTION & names)),
        ("tasks", bool(_TASK & names) or bool(_DUE & names and _TITLE & names)),
        ("users", bool(_USER & names) and not _COMPANY & names),
        ("products", bool(_PRODUCT & names) and not (_PERSON | _COMPANY - {"supplierid"}) & names),
        ("people", bool(_PERSON & names)),
        ("customers", bool(_COMPANY & names)),
    )
    found = next((kind for kind, marked in marks if marked), "")
    if found in ("people", "customers", "users") and _TICKET_KEYS & names:
        return None  # what belongs to tickets, or links them to somebody
    return Kind(found, "the columns") if found else None


def _are_tickets(columns: Sequence[str]) -> bool:
    """Whether the rows say what each ticket is about; those of its comments and tags do not."""
    fields = _fields("tickets", columns)
    return "title" in fields or ("body" in fields and bool(fields & {"state", "priority"}))


def _by_meaning(columns: Sequence[str], by_name: str) -> Kind | None:
    """No telling column: contact columns make people, the file's name decides the rest."""
    if by_name and any(meaning(by_name, name) for name in columns):
        return Kind(by_name, "the file's name")
    fields = _fields("people", columns)
    if "company" in fields:
        return Kind("customers", "the columns")
    if fields & {"email", "phone"}:
        return Kind("people" if "name" not in fields else "customers", "the columns")
    return None


def _fields(kind: str, columns: Sequence[str]) -> set[str]:
    return {target.field for column in columns if (target := meaning(kind, column))}


def _kind_of_words(texts: Sequence[str]) -> str:
    named = _singular(words(" ".join(texts)))
    return next((kind for kind, row in _STEMS.items() if named.intersection(row.split())), "")


def _singular(named: Sequence[str]) -> set[str]:
    plural = {"companies": "company", "activities": "activity", "opportunities": "opportunity"}
    return {plural.get(word, word.removesuffix("s")) for word in named} | set(named)
