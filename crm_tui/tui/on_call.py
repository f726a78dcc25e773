"""The call that is going on."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class OnCall(NamedTuple):
    """With whom one is on the phone, since when, and the task that asked for the call."""

    party: int
    since: datetime
    task: int | None = None
