"""Records of several kinds taken in one after another, as one import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from crm_tui.services.intake.tally import Intake, Numbered, Options, Tally
from crm_tui.store.desk import Desk

KIND = "records"
STRIDE = 10_000_000
"""The line of a record is its line in its own part plus so many for each part before it."""

Make = Callable[[Desk, Options, Tally], Intake]


class MixedIntake:
    """Takes in the parts of an import in their order; what the later ones name is then there."""

    def __init__(
        self, desk: Desk, options: Options, tally: Tally, intakes: Mapping[str, Make]
    ) -> None:
        self._desk = desk
        self._parts = options.parts
        self._tally = tally
        self._intakes = intakes
        self._part = -1
        self._intake: Intake | None = None
        self._batch: list[Numbered] = []
        self._before = (0, 0, 0, 0)
        tally.asks = False  # what one table names stands in another
        if options.trial:
            tally.warn(0, "a trial writes nothing: what one table names in another is not found")

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Keep the records; each part is worked out when those before it are written."""
        self._batch = list(batch)

    def take(self, *, write: bool) -> None:
        """Match the batch and write what is new, part by part."""
        for part, records in groupby(self._batch, lambda numbered: numbered[0] // STRIDE):
            if part != self._part:
                self.close(write=write)
                kind, options = self._parts[part]
                self._part = part
                self._intake = self._intakes[kind](self._desk, options, self._tally)
            if self._intake is not None:
                self._intake.prepare(records)
                self._intake.take(write=write)

    def close(self, *, write: bool) -> None:
        """End the part that is under way, and say what came of it."""
        if self._intake is None:
            return
        self._intake.close(write=write)
        tally = self._tally
        now = (tally.created, tally.updated, tally.unchanged, len(tally.rejected))
        came = [after - before for after, before in zip(now, self._before, strict=True)]
        words = ("created", "updated", "unchanged", "refused")
        said = ", ".join(f"{count} {word}" for count, word in zip(came, words, strict=True))
        self._tally.part(self._part * STRIDE, f"{self._parts[self._part][0]}: {said}")
        self._before, self._intake = now, None
