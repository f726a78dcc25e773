"""What a customer has asked of the service: what is open, what came of the rest (S97, S105)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.views import tickets
from crm_tui.views.customer_value import ValueClasses
from crm_tui.views.tickets import TicketRow

# A card names one customer: the classes by which a queue compares them are not reckoned for it.
_NO_CLASSES = ValueClasses(1, 1)
_ENDINGS = """
SELECT t.id, coalesce(c.label, t.closing_reason), t.closing_note, coalesce(u.label, t.cause),
  d.id, coalesce(d.number, ''), coalesce(d.title, ''), coalesce(d.state, '')
FROM ticket t LEFT JOIN choice c ON c.list = 'closing_reason' AND c.code = t.closing_reason
  LEFT JOIN choice u ON u.list = 'cause' AND u.code = t.cause
  LEFT JOIN deal d ON d.id = t.offer_deal_id WHERE t.id IN ({ids})
"""


class Ending(NamedTuple):
    """What came of a ticket: why it was closed, its cause, and the deal it was closed by."""

    reason: str
    note: str
    cause: str
    deal: int | None
    deal_number: str
    deal_title: str
    deal_state: str


class CustomerTickets(NamedTuple):
    """A customer's open tickets, the most pressing first, and those that ended last.

    `now` is when they were read: their clocks are said as of then.
    """

    open: tuple[TicketRow, ...] = ()
    ended: tuple[TicketRow, ...] = ()
    endings: Mapping[int, Ending] = MappingProxyType({})
    now: datetime | None = None

    @property
    def complaints(self) -> tuple[TicketRow, ...]:
        """The open ones that complain."""
        return tuple(row for row in self.open if row.is_complaint)


def of_customer(desk: Desk, party: int) -> CustomerTickets:
    """All that the card of a customer, or of someone there, says of their tickets."""
    found = tickets.of_party(desk, party, values=_NO_CLASSES)
    ended = tuple(row for row in found if row.state in tickets.ENDED)
    return CustomerTickets(
        tuple(row for row in found if row.state not in tickets.ENDED),
        ended,
        endings(desk, [row.id for row in ended]),
        desk.clock.now(),
    )


def endings(desk: Desk, numbers: Sequence[int]) -> dict[int, Ending]:
    """What came of these tickets."""
    return {row[0]: Ending._make(row[1:]) for row in desk.store.rows_by_id(_ENDINGS, numbers)}


def complaints(desk: Desk, party: int) -> tuple[TicketRow, ...]:
    """A customer's open complaints, the most pressing first (S105)."""
    pairs = tickets.complaints_of(desk, [party])
    found = tickets.rows(desk, [ticket for _party, ticket in pairs], _NO_CLASSES) if pairs else []
    return tuple(sorted(found, key=_pressing))


def _pressing(row: TicketRow) -> tuple[str, int]:
    return row.due_at.isoformat() if row.due_at else "9999", row.id
