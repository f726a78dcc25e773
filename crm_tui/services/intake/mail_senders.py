"""Who wrote a mail: found by address, made where nobody has it (rule 12)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from crm_tui.services import parties
from crm_tui.services.intake.mail_record import Address
from crm_tui.store.desk import Desk
from crm_tui.text.emails import fold_email, looks_like_email
from crm_tui.text.safe import clean

_WITH_ADDRESS = """
SELECT p.id, p.name, p.kind, p.last_contact_at FROM contact_method m JOIN party p
  ON p.id = m.party_id
WHERE m.normal = ? AND m.normal <> '' AND m.kind = 'email'
ORDER BY p.archived_at IS NOT NULL, p.kind = 'company', p.last_contact_at DESC, p.id DESC
"""
_COMPANIES = """
SELECT party_id, other_id FROM relationship
WHERE party_id IN ({ids}) AND kind = 'works_at' AND until IS NULL ORDER BY id DESC
"""
_APART: Final = re.compile(r"[._+]+")
_ROBOTS: Final = re.compile(r"(?:no-?reply|do-?not-?reply|info|mail|office|support|sales)$")


class Sender(NamedTuple):
    """Who wrote: the customer it is about, the person who wrote, everybody it may have been.

    `colleague` is one of ours who wrote; `doubt` says what is not certain.
    """

    party: int | None = None
    contact: int | None = None
    everybody: tuple[int, ...] = ()
    colleague: int | None = None
    doubt: str = ""


def find_sender(desk: Desk, address: Address) -> Sender:
    """Who has the address; nobody where it is new.

    The customer is the company of the person who wrote, else the person. Where several have the
    address, the one in touch with us last is taken for the writer, and the doubt says so.
    """
    normal = fold_email(address.email)
    if not normal:
        return Sender()
    colleague = desk.store.value(
        'SELECT id FROM "user" WHERE lower(email) = ? AND active = 1 LIMIT 1', (normal,)
    )
    rows = desk.store.rows(_WITH_ADDRESS, (normal,))
    if not rows:
        return Sender(colleague=colleague)
    works_at = _companies(desk, [row[0] for row in rows])
    everybody = tuple(dict.fromkeys([row[0] for row in rows] + list(works_at.values())))
    people = [row for row in rows if row[2] == "person"]
    if not people:
        doubt = _doubt(rows) if len(rows) > 1 else ""
        return Sender(rows[0][0], None, everybody, colleague, doubt)
    writer = _of_that_name(people, address.name) or people[0][0]
    party = works_at.get(writer, writer)
    if len(people) > 1 and len(firms := {works_at.get(row[0]) for row in people}) == 1:
        party = firms.pop() or writer  # whoever of them wrote, it is the same customer
    doubt = _doubt(rows) if len(people) > 1 else ""
    return Sender(party, writer, everybody, colleague, doubt)


def _of_that_name(people: Sequence[tuple[int, str, str, str]], name: str) -> int | None:
    """The one of several whose name the mail says."""
    same = [row[0] for row in people if name and row[1].casefold() == name.casefold()]
    return same[0] if len(same) == 1 else None


def _doubt(rows: Sequence[tuple[int, str, str, str]]) -> str:
    names = ", ".join(row[1] for row in rows[:4])
    more = f" and {len(rows) - 4} more" if len(rows) > 4 else ""
    return f"{len(rows)} have this address: {names}{more}."


def _companies(desk: Desk, people: Sequence[int]) -> dict[int, int]:
    """The newest company at which each works."""
    found: dict[int, int] = {}
    for person, company in desk.store.rows_by_id(_COMPANIES, people):
        found.setdefault(person, company)
    return found


def make_sender(desk: Desk, address: Address) -> Sender:
    """Make a person of somebody who writes for the first time; nobody without a good address."""
    normal = fold_email(address.email)
    if not looks_like_email(normal):
        return Sender()
    person = parties.add(
        desk, "person", name_of(address), emails=[address.email], owner=0, source="other"
    )
    return Sender(person, person, (person,))


def name_of(address: Address) -> str:
    """The name by which somebody is known who writes from an address."""
    name = clean(address.name)
    if name and "@" not in name:
        return name
    local, _, host = address.email.partition("@")
    words = [word.capitalize() for word in _APART.split(local) if word]
    if _ROBOTS.match(local.lower()) or not words:
        return address.email if host else local
    return " ".join(words)
