"""Customers and people who are only named by a file of something else, made for it (rule 12)."""

from __future__ import annotations

from crm_tui.models.stored import instant_text
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys, KnownParties, Likeness
from crm_tui.services.parties import normal_form
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean


class MadeParties:
    """Makes them with what is told of them, and gives them the file's keys; both become known."""

    def __init__(self, desk: Desk, inserts: Inserts, keys: KnownKeys, known: KnownParties) -> None:
        self._desk = desk
        self._inserts = inserts
        self._keys = keys
        self._known = known
        self._now = instant_text(desk.clock.now())

    def normal(self, email: str) -> str:
        """An e-mail address as it is compared."""
        return normal_form("email", email, "", self._desk.home_country)[0]

    def make(self, kind: str, name: str, email: str = "", *, is_customer: bool = True) -> int:
        """Make a company or a person, with an address where one is told; the new id."""
        name = clean(name)
        made = self._inserts.add(
            "party", created_at=self._now, updated_at=self._now, kind=kind, name=name,
            sort_name=fold(name), is_customer=is_customer, lifecycle="customer",
        )  # fmt: skip
        self._known.add(Likeness(made, kind, fold(name), "", ""), [])
        if email:
            normal = self.normal(email)
            shared = self._known.is_taken(made, "email", normal)
            self._inserts.add(
                "contact_method", party_id=made, kind="email", value=email, normal=normal,
                is_primary=True, shared=shared,
            )  # fmt: skip
            self._known.add_method(made, "email", normal)
        return made

    def adopt_key(self, source: str, value: str, party: int) -> None:
        """Somebody found otherwise is known by the file's key from now on."""
        if not source or not value or self._keys.find(source, value) is not None:
            return
        self._keys.add(source, value, party)
        self._known.add_key(party, source)
        self._inserts.add("external_id", source=source, record="party", value=value, row=party)
