"""The register of the places there are: a new place is entered here, and by its sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crm_tui.tui.places.agenda import AgendaPlace
from crm_tui.tui.places.customers import CustomersPlace
from crm_tui.tui.places.pipeline import PipelinePlace
from crm_tui.tui.places.place import Place
from crm_tui.tui.places.tickets import TicketsPlace

if TYPE_CHECKING:
    from crm_tui.tui.whereabouts import Whereabouts
    from crm_tui.tui.workspace import Workspace


class Places(NamedTuple):
    """The places in the order of `keys.places.SIGNS`."""

    customers: CustomersPlace
    agenda: AgendaPlace
    pipeline: PipelinePlace
    tickets: TicketsPlace

    def named(self, name: str) -> Place | None:
        """The place with this name."""
        return next((place for place in self if place.sign.name == name), None)


def all_places(workspace: Workspace, left: Whereabouts) -> Places:
    """One place of each kind, as they were `left` when the program ended."""
    return Places(
        CustomersPlace(workspace, left),
        AgendaPlace(workspace),
        PipelinePlace(workspace, left.board),
        TicketsPlace(workspace, left.queue),
    )
