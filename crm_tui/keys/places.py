"""The places of the workspace by their names, numbers and keys: what each face knows of them.

A place can be switched off (S69): then its actions have no keys and are listed nowhere.
"""

from __future__ import annotations

from typing import NamedTuple


class Sign(NamedTuple):
    """What a place is known by: its name in commands, its key, its title, its mode.

    `mode` is what the status row calls it; `scope` is where its list's keys are looked for
    (`keys.actions.CONTEXTS`).
    """

    name: str
    number: str
    title: str
    mode: str
    scope: str


CUSTOMERS = Sign("customers", "1", "Customers", "LIST", "list")
AGENDA = Sign("agenda", "2", "Agenda", "AGENDA", "sheet")
PIPELINE = Sign("pipeline", "3", "Pipeline", "PIPELINE", "board")
TICKETS = Sign("tickets", "4", "Tickets", "TICKETS", "queue")
SIGNS = (CUSTOMERS, AGENDA, PIPELINE, TICKETS)
NAMES = tuple(sign.name for sign in SIGNS)

SCOPES = {"board": "pipeline", "deal": "pipeline", "queue": "tickets", "ticket": "tickets",
          "answer": "tickets"}  # fmt: skip
"""Where keys work that belong to one place alone, by the place."""

_ACTIONS = {
    "place.pipeline": "pipeline",
    "place.tickets": "tickets",
    "customer.add_deal": "pipeline",
    "customer.add_ticket": "tickets",
    "macro.run": "tickets",
}


def place_of(action: str) -> str:
    """The place that an action belongs to, by its name; '' for one that is everybody's."""
    return _ACTIONS.get(action) or SCOPES.get(action.partition(".")[0], "")


def say_off(place: str) -> str:
    """The sentence for what would need a place that is off."""
    several = place.endswith("s")
    return (
        f"The {place} {'are' if several else 'is'} off; :settings switches"
        f" {'them' if several else 'it'} on."
    )
