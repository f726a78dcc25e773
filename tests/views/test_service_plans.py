"""A report of a month or of open tickets never reads all tickets there ever were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_tui.services import tickets
from crm_tui.services.opening import Desk
from crm_tui.views import (
    figures,
    loyalty,
    service_figures,
    service_offers,
    service_quality,
    service_times,
    service_volume,
)
from crm_tui.views.service_figures import Chosen
from tests.builders import a_company
from tests.views.asked import plans

NOVEMBER = Chosen(since=date(2026, 11, 1), until=date(2026, 11, 30))

BOUNDED: dict[str, Callable[[Desk], Any]] = {
    "what came in": lambda desk: service_volume.volume(desk, NOVEMBER, ["kind"]),
    "what came in by month": lambda desk: service_volume.volume(desk, NOVEMBER, ["month", "agent"]),
    "the backlog": lambda desk: service_volume.backlog(desk, Chosen(), ["queue"]),
    "suggestions": lambda desk: service_volume.suggestions(desk, NOVEMBER, ["product"]),
    "times": lambda desk: service_times.times(desk, NOVEMBER, ["priority"]),
    "satisfaction": lambda desk: service_quality.satisfaction(desk, NOVEMBER, ["agent"]),
    "service and sales": lambda desk: loyalty.served(desk, NOVEMBER),
    "the tickets of a figure": lambda desk: service_figures.ids(desk, NOVEMBER, ["month"]),
    "offers": lambda desk: service_offers.offers(desk, figures.Chosen(), ["owner"]),
}


@pytest.mark.parametrize("ask", BOUNDED.values(), ids=list(BOUNDED))
def test_tickets_are_read_along_an_index(desk: Desk, ask: Callable[[Desk], Any]) -> None:
    ticket = tickets.add(desk, "Broken", party=a_company(desk))
    tickets.solve(desk, [ticket], "answered")
    steps = plans(desk, lambda: ask(desk))
    assert [step for step in steps if " USING " in step]
    assert not [step for step in steps if step in ("SCAN t", "SCAN k", "SCAN d", "SCAN c")]


def test_each_month_is_found_by_its_days(desk: Desk) -> None:
    tickets.add(desk, "Broken")
    steps = plans(desk, lambda: service_volume.volume(desk, Chosen(), ["month"]))
    assert "SEARCH t USING INDEX ticket_opened (opened_at>? AND opened_at<?)" in steps


def test_the_steps_of_tickets_are_found_by_the_ticket(desk: Desk) -> None:
    tickets.solve(desk, [tickets.add(desk, "Broken")], "answered")
    steps = plans(desk, lambda: service_times.times(desk, NOVEMBER), "ticket_state_change")
    assert any("ticket_state_change_ticket" in step for step in steps)
