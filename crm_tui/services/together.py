"""Several records changed as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crm_tui.store.desk import Desk


def each(desk: Desk, ids: Sequence[int], label: str, work: Callable[[int], object]) -> None:
    """Do something with each of several records, in one change set where they are several."""
    if len(ids) == 1:
        work(ids[0])
        return
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        for one in ids:
            work(one)
