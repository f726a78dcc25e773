"""The lines at the top of a guided import: the file, what was found, how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from crm_tui.exchange.plans import TablePlan
from crm_tui.exchange.report import Report
from crm_tui.services.intake.tally import MOST_UNKNOWN
from crm_tui.text.bars import bar
from crm_tui.tui.card.spans import joined, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.screens.importing.course import How, Looked, Tried
from crm_tui.tui.screens.importing.rows import Tab, count_of, on_screen, tabs_of
from crm_tui.tui.widgets.text_view import Line

_BAR = 24
_MINUTE_S = 60


class Doing(NamedTuple):
    """What is under way: so many rows are `done` of `total` (0: nobody knows) in `seconds`.

    Where it is `stopping` they count from the wish to stop: what came in is taken away again.
    """

    what: str
    done: int
    total: int
    seconds: float
    stopping: bool


def title_line(path: Path, looked: Looked | None, dot: str) -> Line:
    """Which file it is, and what its rows are."""
    title = line(("Import ", "title"), span(path.name, "title"))
    plan = looked.plan if looked else None
    if plan is None:
        return title
    kind = line(("rows are ", "dim"), span(plan.kind, "strong"))
    reason = plan.columns.kind.reason if isinstance(plan, TablePlan) else ""
    return joined([title, kind, line((reason, "dim"))], dot)


def found_line(looked: Looked | None, dot: str) -> Line:
    """How the file is written; or what is wrong with it."""
    if looked is None or looked.plan is None:
        return line(span(on_screen(looked.problem), "alert")) if looked else ()
    plan = looked.plan
    if not isinstance(plan, TablePlan):
        return line(span(plan.sentences()[0], "dim"))
    also = [one for one in plan.columns.sentences()[1:] if " -> " not in one]
    return joined([line(span(one)) for one in [*plan.table.found.sentences(), *also]], dot)


def standing_line(
    looked: Looked | None, how: How, tried: Tried | None, dot: str, *, stale: bool
) -> Line:
    """What was said beyond the columns; after a trial its counts go before it."""
    parts: list[Line] = []
    if tried is not None:
        parts.append(line((counts(tried.report), "strong")))
        if stale:
            parts.append(line(("changed since: t tries again", "warn")))
    elif looked is not None and looked.day is not None:
        parts.append(line((f"as the last such file, {looked.day}", "warn")))
    said = (
        (how.update, "known ones are updated"),
        (how.revive, "archived ones come back"),
        (bool(how.mended), f"{len(how.mended):,} mended"),
    )
    parts += [line((text, "strong")) for wanted, text in said if wanted]
    return joined(parts, dot)


def doing_line(doing: Doing, words: Words) -> Line:
    """How far something is, with a bar where its end is known."""
    said = f"{doing.what}: {doing.done:,} rows" if doing.done else doing.what
    if doing.stopping:
        return line((f"{said}; stopping, nothing of it stays, {doing.seconds:.0f} s", "warn"))
    if doing.total and doing.done:
        share = min(1.0, doing.done / doing.total)
        drawn = bar(share, 1.0, ascii_only=words.ascii_only, width=_BAR)
        left = _say_left(doing.seconds / share - doing.seconds)
        said = f"{said} of {doing.total:,}, {share:.0%}, {left} {drawn}"
    return line((said, "strong"))


def tabs_line(tab: Tab, looked: Looked, tried: Tried) -> Line:
    """The lists of a trial with their lengths."""
    parts: list[Line] = []
    for one in tabs_of(tried):
        count = count_of(one, tried, looked.wishes)
        more = "+" if one == "names" and count >= MOST_UNKNOWN else ""
        said = f"{one} {count:,}{more}"
        parts.append(line((f"[{said}]", "strong") if one == tab else (f" {said} ", "dim")))
    return joined(parts, " ")


def counts(report: Report) -> str:
    """What became of the rows, in a line."""
    return (
        f"{report.counted}: {report.created:,} new, {report.updated:,} changed,"
        f" {report.unchanged:,} as they are, {report.rejected:,} refused"
    )


def _say_left(seconds: float) -> str:
    minutes = seconds / _MINUTE_S
    return f"{minutes:.0f} min left" if minutes >= 1.5 else f"{seconds:.0f} s left"
