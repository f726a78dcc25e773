"""A calendar file as something to import: shown first, then read, its refused parts kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crm_tui.exchange.ical_components import CalendarFile, read_calendar
from crm_tui.exchange.ical_tasks import TaskReader, becomes
from crm_tui.exchange.ical_values import escaped
from crm_tui.exchange.report import Doubt, open_new
from crm_tui.exchange.rows import Reading
from crm_tui.exchange.source import Source
from crm_tui.services.intake.tally import Options
from crm_tui.views.whole_tasks import KEY_SOURCE

KIND = "tasks"


class CalendarPlan(NamedTuple):
    """What an import would do with a calendar file."""

    file: CalendarFile

    @property
    def kind(self) -> str:
        """What a calendar's to-dos and events are here."""
        return KIND

    @property
    def rejects_ending(self) -> str:
        """A calendar's rejected components are a calendar again."""
        return "ics"

    @property
    def source(self) -> Source:
        """The file it is made of."""
        return self.file.source

    def sentences(self) -> list[str]:
        """What the file holds and what becomes of each property, a line each."""
        counts = self.file.counts()
        held = ", ".join(f"{number} {kind}" for kind, number in counts.items()) or "nothing"
        said = [f"Encoding: {self.file.encoding.title}", f"A calendar file; it holds: {held}"]
        said += [f"{name} -> {becomes(name)}" for name in TaskReader(self.file).names()]
        return said

    def options(self, label: str, *, update: bool, trial: bool) -> Options:
        """How its records are taken in."""
        return Options(label, source=KEY_SOURCE, update=update, trial=trial)

    def remarks(self) -> list[Doubt]:
        """What the file holds besides tasks."""
        found = [
            Doubt(one.line, f"{one.kind}: {one.problem or 'not taken over, it is no task'}")
            for one in self.file.others
        ]
        if self.file.stray:
            first, more = self.file.stray[0], len(self.file.stray) - 1
            also = f" (and {more} more line{'s' if more > 1 else ''})" if more else ""
            found.append(Doubt(first.number, f"it stands outside of any component{also}"))
        return found

    def readings(self, currency: str) -> Iterator[Reading]:
        """Every to-do and event as a record or with the problem it has."""
        return TaskReader(self.file).read()

    def keep_rejected(self, path: Path, reasons: dict[int, str], *, replace: bool) -> str:
        """Write the refused components as they stood, each with the reason; where.

        Raises UsageError where the file cannot be made, OSError where it cannot be written.
        """
        stream, made = open_new(path, replace=replace)
        with stream:
            lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//crm-tui//rejected//EN"]
            for zone in self.file.zones:
                lines += zone.written()
            for one in self.file.tasks:
                if one.line in reasons:
                    first, *rest = one.written()
                    why = f"X-CRM-REJECTED;X-LINE={one.line}:{escaped(reasons[one.line])}"
                    lines += [first, why, *rest]
            stream.write("".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"]))
        return str(made)


def look_at_calendar(source: Source) -> CalendarPlan:
    """The plan for a calendar file. Raises UsageError where it cannot be one."""
    return CalendarPlan(read_calendar(source))
