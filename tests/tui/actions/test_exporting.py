"""What a list shows goes to a file as it stands; so does the card one is at."""

from __future__ import annotations

import csv
from pathlib import Path

from crm_tui.services import tickets
from crm_tui.services.opening import Desk
from tests.builders import a_deal, a_task
from tests.tui.office import NARROW, a_seat


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


async def test_lists_and_cards_are_written_as_they_stand(
    desk: Desk, people, tmp_path: Path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    a_deal(desk, people["rossi"], "=An oven")
    a_task(desk, people["rossi"], "Ring them", due=desk.clock.today())
    tickets.add(desk, "It jams", party=people["rossi"])
    async with a_seat(desk, tmp_path, NARROW) as seat:
        await seat.type("/city:budapest", "enter")
        await seat.type(":export found.csv", "enter")
        assert "written to" in seat.status
        found = rows(tmp_path / "found.csv")
        assert {row["city"] for row in found} == {"Budapest"}
        assert list(found[0])[:3] == ["kind", "name", "company"]
        assert (tmp_path / "found.csv").stat().st_mode & 0o777 == 0o600
        before = (tmp_path / "found.csv").read_text()
        await seat.press("escape")
        await seat.type(":export found.csv", "enter")
        assert "replace" in seat.status  # one that is there is asked for
        await seat.press("n")
        assert (tmp_path / "found.csv").read_text() == before
        await seat.type(":export found.doc", "enter")
        assert "cannot be written as doc" in seat.status
        await seat.press("y", "w")
        assert "customers-2026-11-20.csv" in seat.status
        await seat.press("enter")
        everyone = rows(tmp_path / "customers-2026-11-20.csv")
        assert len(everyone) > len(found)
        await seat.press("enter")
        await seat.type(":export card", "enter")
        card = (tmp_path / "card.vcf").read_text()
        assert card.startswith("BEGIN:VCARD")
        await seat.press("escape", "3")
        await seat.type(":export deals.csv", "enter")
        assert [row["title"] for row in rows(tmp_path / "deals.csv")] == ["'=An oven"]
        await seat.press("4")
        await seat.type(":export tickets.csv", "enter")
        assert [row["title"] for row in rows(tmp_path / "tickets.csv")] == ["It jams"]
        await seat.press("2")
        await seat.type(":export day.ics", "enter")
        assert "SUMMARY:Ring them" in (tmp_path / "day.ics").read_text()
