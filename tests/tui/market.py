"""A small pipeline for the office: eight deals in four stages, with what asks for attention."""

from __future__ import annotations

from datetime import date, timedelta

from crm_tui.services import deals, tasks
from crm_tui.services.opening import Desk
from tests import builders


@builders.filled_once
def fill(desk: Desk, office: dict[str, int]) -> dict[str, int]:
    """Fill the pipeline; the deals' ids by a short name."""
    stages = deals.open_stages(desk, 1)
    office["Gigant AG"] = builders.a_company(desk, "Gigant AG", is_competitor=True)
    bob = builders.a_colleague(desk, "bob").user
    rossi, zalka, peking = office["rossi"], office["Zalka Bt"], office["北京贸易有限公司"]
    found = {
        "pumps": deals.add(desk, "Pumps for the hall", party=rossi, amount_minor=1_250_000,
                           expected_close=date(2026, 12, 15)),
        "bread": deals.add(desk, "Bread line", party=zalka, amount_minor=99_000_000),
        "parts": deals.add(desk, "Spare parts", amount_minor=None, owner=bob),
        "service": deals.add(desk, "Yearly service", party=rossi, stage=stages[1],
                             amount_minor=480_000, currency="EUR", probability=70,
                             expected_close=date(2026, 11, 10)),
        "cooling": deals.add(desk, "冷却泵更换", party=peking, stage=stages[1],
                             amount_minor=2_400_000),
        "retrofit": deals.add(desk, "Retrofit of line 3", party=zalka, stage=stages[3],
                              amount_minor=30_000_000, owner=bob,
                              expected_close=date(2026, 11, 30)),
        "control": deals.add(desk, "New control unit", party=rossi, stage=stages[3],
                             amount_minor=7_700_000, source="referral"),
        "frame": deals.add(desk, "Frame contract", party=zalka, stage=stages[4],
                           amount_minor=250_000_000),
    }  # fmt: skip
    tasks.add(desk, "Send the offer", party=rossi, deal=found["pumps"], due=date(2026, 11, 24))
    with desk.store.change_set(desk.user, "an older deal"):
        since = desk.clock.today() - timedelta(30)
        desk.store.write(
            "UPDATE deal SET stage_since = ? WHERE id = ?",
            (since.isoformat(), found["retrofit"]),
        )
        checklist = "Budget known\nDecider named"
        desk.store.write("UPDATE stage SET checklist = ? WHERE id = ?", (checklist, stages[1]))
    return found
