"""The stages of a pipeline as a small text: 'Lead 10 14d; Offer 60 10d; Won; Lost'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_tui.errors import UsageError
from crm_tui.services.pipelines import StageLine
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean

ENDS = {"won": 100, "lost": 0}
_HINT = "For example: 'Lead 10 14d; Offer 60 10d; Won; Lost': name, percent, days until stale."
_OPEN = re.compile(r"(?P<name>.*\S)\s+(?P<chance>\d{1,3})\s*%?(?:\s+(?P<days>\d{1,4})\s*d)?", re.A)
_END = re.compile(r"(?P<name>.*\S)\s+(?P<kind>won|lost)", re.A | re.I)


def parse(text: str, there: Sequence[StageLine] = ()) -> list[StageLine]:
    """The stages that a text means, in its order; those there already keep id and checklist.

    A stage without a percentage is an end: 'Won', 'Lost', or 'Signed won' for one with a name of
    its own. Ends that are not named stay as they are there, else they are Won and Lost. Raises
    UsageError for what is no stage.
    """
    said = [_stage(clean(part)) for part in text.replace("\n", ";").split(";") if part.strip()]
    if not any(one.kind == "open" for one in said):
        raise UsageError(f"'{clean(text)}' names no stages.", _HINT)
    named = {one.kind for one in said}
    said += [_end(kind, there) for kind in ENDS if kind not in named]
    by_name = {fold(one.name): one for one in there}
    return [_kept(one, by_name.get(fold(one.name))) for one in said]


def compose(stages: Sequence[StageLine]) -> str:
    """The text that means these stages."""
    return "; ".join(map(_part, stages))


def _stage(part: str) -> StageLine:
    if found := _OPEN.fullmatch(part):
        days = int(found["days"]) if found["days"] else None
        return StageLine(found["name"], "open", int(found["chance"]), days)
    kind = fold(part)
    name = part
    if kind not in ENDS and (found := _END.fullmatch(part)):
        name, kind = found["name"], found["kind"].lower()
    if kind not in ENDS:
        raise UsageError(f"'{part}' is no stage.", _HINT)
    return StageLine(name, kind, ENDS[kind])


def _end(kind: str, there: Sequence[StageLine]) -> StageLine:
    present = [one for one in there if one.kind == kind]
    return present[0] if present else StageLine(kind.capitalize(), kind, ENDS[kind])


def _kept(said: StageLine, there: StageLine | None) -> StageLine:
    if there is None:
        return said
    return said._replace(id=there.id, checklist=there.checklist)


def _part(stage: StageLine) -> str:
    if stage.kind == "open":
        days = f" {stage.stale_days}d" if stage.stale_days else ""
        return f"{stage.name} {stage.probability}{days}"
    return stage.name if fold(stage.name) == stage.kind else f"{stage.name} {stage.kind}"
