"""One import from beginning to end: many short transactions, one change set."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from crm_tui.errors import CrmError
from crm_tui.services.intake.deals import DealIntake
from crm_tui.services.intake.documents import DocumentIntake
from crm_tui.services.intake.interactions import InteractionIntake
from crm_tui.services.intake.mixed import KIND as MIXED
from crm_tui.services.intake.mixed import MixedIntake
from crm_tui.services.intake.pace import Pace
from crm_tui.services.intake.parties import PartyIntake
from crm_tui.services.intake.plain import ProductIntake, UserIntake
from crm_tui.services.intake.tally import Intake, Numbered, Options, Progress, TakenIn, Tally
from crm_tui.services.intake.tasks import TaskIntake
from crm_tui.services.intake.tickets import TicketIntake
from crm_tui.store.desk import Desk

BATCH = 200
"""Records of the first transaction, and of each batch of a trial."""

_INTAKES: dict[str, Callable[[Desk, Options, Tally], Intake]] = {
    "customers": PartyIntake,
    "people": PartyIntake,
    "users": UserIntake,
    "products": ProductIntake,
    "deals": DealIntake,
    "interactions": InteractionIntake,
    "tasks": TaskIntake,
    "tickets": TicketIntake,
    "documents": DocumentIntake,
}


class StoppedError(CrmError):
    """The user stopped an import before its end; nothing of it stays."""


def take_in(
    desk: Desk,
    kind: str,
    records: Iterable[Numbered],
    options: Options,
    progress: Progress | None = None,
    *,
    stop: Callable[[], bool] | None = None,
    lastly: Callable[[Tally], None] | None = None,
) -> TakenIn:
    """Take records of one kind in; what became of each (rules 14 and 15).

    A record known already, by its key, else by e-mail, number, name and place, is not doubled.
    The whole import is one change set; where it breaks off, nothing of it stays. A trial writes
    nothing. `stop` is asked between batches; `lastly` writes what else belongs to the change set
    when all records are there.

    Raises StoppedError where it was stopped.
    """
    tally = Tally()
    intake = _intake(kind, desk, options, tally)
    waiting = iter(records)
    if options.trial:
        for done in _tried(intake, waiting):
            _tell(done, progress, stop)
        intake.close(write=False)
        return tally.finished(None)
    with desk.store.long_change_set(desk.user, options.label, origin="import") as change_set:
        done, pace = 0, Pace(BATCH)
        while batch := _read(waiting, pace.size):
            with _uncollected():
                intake.prepare(batch)
                with change_set.part() as part:
                    intake.take(write=True)
            pace.follow(part.work_s)
            done += len(batch)
            _tell(done, progress, stop)
        with change_set.part():
            intake.close(write=True)
            if lastly is not None:
                lastly(tally)
    stayed = desk.store.value("SELECT 1 FROM change_set WHERE id = ?", (change_set.id,))
    return tally.finished(change_set.id if stayed else None)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare a batch the search for cycles: it makes a hundred thousand tuples and no cycle.

    They go with the batch; what else has gathered in the program is looked for between batches.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _intake(kind: str, desk: Desk, options: Options, tally: Tally) -> Intake:
    if kind == MIXED:
        return MixedIntake(desk, options, tally, _INTAKES)
    return _INTAKES[kind](desk, options, tally)


def _tell(done: int, progress: Progress | None, stop: Callable[[], bool] | None) -> None:
    if progress:
        progress(done)
    if stop is not None and stop():
        raise StoppedError("The import was stopped.", "Nothing of it stays.")


def _tried(intake: Intake, waiting: Iterator[Numbered]) -> Iterator[int]:
    """Tries the records, batch by batch; how many are done."""
    done = 0
    while batch := _read(waiting, BATCH):
        intake.prepare(batch)
        intake.take(write=False)
        done += len(batch)
        yield done


def _read(waiting: Iterator[Numbered], size: int) -> list[Numbered]:
    with _uncollected():
        return list(islice(waiting, size))
