"""Deals as the board reads them, without a database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crm_tui.views.board import BoardColumn, DealCard, Sum
from crm_tui.views.deals import CreditRow, DealView, LineRow, PartRow, StepRow
from crm_tui.views.open_tasks import OpenTask
from crm_tui.views.pipelines import StageRow
from tests.tui.card.cards import TODAY


def a_card(**more: Any) -> DealCard:
    """An open deal of Rossi in its second stage with a next step."""
    plain = DealCard(
        id=1, number="D1", title="Pumps for the hall", party=7, party_name="Rossi Kft",
        amount_minor=1_250_000, currency="EUR", probability=25, own_probability=False,
        owner="anna", expected_close=TODAY + timedelta(20), stage=2, stage_name="Qualified",
        state="open", days=6, stale=False, next_step="Send the offer",
        next_due=(TODAY + timedelta(4)).isoformat(), closed_on=None, version=1,
    )  # fmt: skip
    return plain._replace(**more)


def a_column(name: str = "Qualified", deals: int = 8, *sums: Sum, probability: int = 25) -> Any:
    """A column of the board."""
    stage = StageRow(2, 1, 2, name, "open", probability, 14, "")
    return BoardColumn(stage, deals, sums)


def a_deal(**more: Any) -> DealView:
    """A deal with all there can be."""
    begun = date(2025, 11, 1)
    plain = DealView(
        card=a_card(), pipeline="Sales", contact=8, contact_name="Anna Rossi", source="referral",
        goal="Ten halls", note="They decide in\nspring.", gain="", opened_on=date(2025, 11, 1),
        lost_reason="", lost_to=None, lost_to_name="", lost_note="",
        lines=(
            LineRow(1, 3, "GTX Pro", 2000, 500_000), LineRow(2, None, "installing", 1000, None),
        ),
        people=(PartRow(8, "Anna Rossi", "decides"), PartRow(9, "Béla Nagy", "blocks")),
        credits=(CreditRow(1, 8, None, "Anna Rossi", "introduced us", 30),),
        steps=(
            StepRow(None, begun, "anna", "", "Lead", False, 10, None),
            StepRow(None, begun + timedelta(9), "anna", "Lead", "Offer", False, 60, 9),
            StepRow(None, begun + timedelta(13), "bob", "Offer", "Qualified", True, 25, 4),
        ),
        tasks=(
            OpenTask(4, "Send the offer", TODAY + timedelta(4), "anna"),
            OpenTask(5, "Ask for the plans", TODAY - timedelta(2), "bob"),
        ),
    )  # fmt: skip
    return plain._replace(**more)
