"""The places of the workspace by their names, numbers and keys: what each face knows of them."""

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
