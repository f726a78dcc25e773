"""A small office: a few customers with a history, and someone sitting at the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from crm_tui.config import load
from crm_tui.keys.keymap import from_settings
from crm_tui.services import accounts, parties, tags
from crm_tui.services.opening import Desk
from crm_tui.tui import rest
from crm_tui.tui.actions import entrance
from crm_tui.tui.workspace import Workspace
from tests import builders
from tests.tui.stage import seen, typed, until

OTHERS = (
    ("Müller GmbH", "Wien"),
    ("北京贸易有限公司", "北京"),
    ("Ωmega", "Αθήνα"),
    ("Zalka Bt", ""),
)
NARROW, MEDIUM, WIDE = (80, 24), (120, 35), (200, 50)


@builders.filled_once
def fill(desk: Desk) -> dict[str, int]:
    """Fill a database with six customers; their ids by a short name."""
    now = desk.clock.now()
    builders.a_colleague(desk, "bob", name="Bob Stone")
    rossi = builders.a_company(
        desk, "Rossi Kft", phones=["+36 1 234 5678", "+36 30 123 4567"],
        emails=["info@rossi.example"], city="Budapest", likes="espresso, early calls",
        wants="regular supply",
    )  # fmt: skip
    anna = builders.a_person(
        desk, "Anna Rossi", phones=["+36 30 999 8877"], company=rossi, title="buyer"
    )
    found = {"rossi": rossi, "anna": anna}
    for number, (name, city) in enumerate(
        (
            ("Müller GmbH", "Wien"),
            ("北京贸易有限公司", "北京"),
            ("Ωmega", "Αθήνα"),
            ("Zalka Bt", ""),
        )
    ):
        found[name] = builders.a_company(desk, name, phones=[f"+43 1 55500{number}0"], city=city)
    for number in range(12):
        builders.a_call(
            desk, rossi, f"spoke about delivery {number}", outcome="reached", people=[anna],
            direction="out", at=now - timedelta(days=6 * number + 1),
        )  # fmt: skip
    builders.a_call(
        desk, found["Müller GmbH"], "", outcome="no_answer", at=now - timedelta(days=40)
    )
    builders.a_task(desk, rossi, "Send the offer", due=date(2026, 11, 18))
    builders.a_task(desk, found["Müller GmbH"], "Call back", due=date(2026, 11, 20))
    tags.change(desk, [rossi], tags.parse("vip"))
    accounts.hand_over(desk, [found["Zalka Bt"]], None)
    parties.archive(desk, [found["Ωmega"]])
    return found


class Seat:
    """Someone at the workspace: presses keys and looks at the screen."""

    def __init__(self, workspace: Workspace, pilot: Pilot[Any]) -> None:
        self.workspace = workspace
        self.pilot = pilot

    async def press(self, *keys: str) -> str:
        """Press keys, let what they began end, and return what is seen then."""
        await self.pilot.press(*keys)
        return await self.look()

    async def type(self, text: str, *keys: str) -> str:
        """Type a text, as fast as a terminal hands it over, and press keys after it."""
        await typed(self.pilot, text)
        return await self.press(*keys)

    async def look(self) -> str:
        """Wait until nothing is under way, and return what is seen."""
        await self.workspace.errands.settled()
        await self.pilot.pause()
        screen = seen(self.workspace)
        if self._busy(screen):
            await until(self.pilot, lambda: not self._busy(seen(self.workspace)), "the end of it")
            await self.pilot.pause()
            screen = seen(self.workspace)
        return screen

    def _busy(self, screen: str) -> bool:
        """Whether the rest of a card, an errand or what is being saved is still to come."""
        shown = (self.workspace.card, *(c for p in self.workspace.places for c in p.cards))
        under_way = self.workspace.errands._tasks or any(one.waiting for one in shown)
        return bool(under_way) or "Saving" in _status(screen)

    @property
    def status(self) -> str:
        """What the status row says or asks; nothing where a terminal of one row has none."""
        return _status(seen(self.workspace))

    @property
    def name(self) -> str:
        """Whose card is shown."""
        return self.workspace.party_name


def _status(screen: str) -> str:
    return "".join(screen.splitlines()[-2:-1])


@asynccontextmanager
async def a_seat(
    desk: Desk,
    folder: Path,
    size: tuple[int, int] = NARROW,
    *,
    party: int | None = None,
    place: str = "customers",
    **settings: Any,
) -> AsyncIterator[Seat]:
    """Sit down at the workspace, at a place, '' for where a start leads by itself.

    `settings` are those of the settings file, as `ui__ascii`.
    """
    flags = {name.replace("__", "."): value for name, value in settings.items()}
    config = load({"db": desk.store.engine.address, **flags}, {"HOME": str(folder)})
    workspace = Workspace(
        config, desk._replace(origin="screen"), from_settings(config), entrance, party,
        place=place, state_dir=folder / "state",
    )  # fmt: skip
    resting = rest.REST_S
    rest.REST_S = 0.01  # nobody here goes down the list fast
    try:
        async with workspace.run_test(size=size) as pilot:
            seat = Seat(workspace, pilot)
            await seat.look()
            yield seat
            workspace.rescue()
    finally:
        rest.REST_S = resting
        workspace.close()


async def elsewhere(desk: Desk, use_case: Callable[..., Any], *args: Any, **named: Any) -> None:
    """Do something by a connection of its own, as another session does."""

    def work() -> None:
        try:
            use_case(desk, *args, **named)
        finally:
            desk.store.close()

    await asyncio.to_thread(work)
