"""What waits for others outside neither holds up a write nor the program's end."""

from __future__ import annotations

import asyncio
import threading

import pytest

from crm_tui.errors import RuleError
from crm_tui.services import parties
from crm_tui.tui.gateway import Gateway


async def test_a_write_goes_past_what_waits_outside(gateway):
    answered = threading.Event()
    posting = asyncio.create_task(gateway.post(lambda _desk: answered.wait(20)))
    await asyncio.sleep(0)
    assert await gateway.write(lambda desk: parties.add(desk, "company", "Rossi Kft")) == 1
    assert gateway.busy
    answered.set()
    assert await posting
    assert not gateway.busy


async def test_what_goes_outside_goes_one_after_the_other(gateway):
    seen: list[str] = []
    first_may_end = threading.Event()

    def first(_desk):
        seen.append("first begins")
        first_may_end.wait(20)
        seen.append("first ends")

    both = [asyncio.create_task(gateway.post(first))]
    while not seen:
        await asyncio.sleep(0)
    both.append(asyncio.create_task(gateway.post(lambda _desk: seen.append("second"))))
    await asyncio.sleep(0)
    first_may_end.set()
    await asyncio.gather(*both)
    assert seen == ["first begins", "first ends", "second"]


async def test_its_errors_reach_whoever_asked(gateway):
    def refuse(_desk):
        raise RuleError("Not today.")

    with pytest.raises(RuleError):
        await gateway.post(refuse)


async def test_closing_does_not_wait_for_it(desk):
    gateway, answered = Gateway(desk, lambda: None), threading.Event()
    posting = asyncio.create_task(gateway.post(lambda _desk: answered.wait(20)))
    await asyncio.sleep(0)
    gateway.close()
    assert not posting.done()
    answered.set()
    await posting
