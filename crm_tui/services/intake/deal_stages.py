"""Which stage a file means by its own word for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.services.intake.said import Said
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold, words
from crm_tui.text.say import quoted
from crm_tui.views import pipelines
from crm_tui.views.pipelines import StageRow

_KINDS = {
    "won": "won closedwon dealwon iswon success successful gewonnen gagne ganado ordered",
    "lost": "lost closedlost deallost failed unsuccessful verloren perdu perdido",
}
_NAMES = {
    "lead": "prospecting prospect new newlead newdeal newopportunity appointmentscheduled"
    " identified inbox",
    "qualified": "engaging engaged qualification qualifying qualifiedtobuy contacted needsanalysis"
    " discovery",
    "need agreed": "valueproposition iddecisionmakers perceptionanalysis presentationscheduled"
    " presentation demo solution",
    "offer": "proposal proposalsent proposalpricequote quote quotesent pricequote offersent"
    " decisionmakerboughtin angebot",
    "negotiation": "negotiationreview negotiating negotiate contractsent contracting",
}
"""What other systems call the stages a new database has; of no account where they are gone."""
_KIND_OF = {word: kind for kind, row in _KINDS.items() for word in row.split()}
_NAME_OF = {word: name for name, row in _NAMES.items() for word in row.split()}


class FoundStage(NamedTuple):
    """The stage a word means; None with the `problem`. `is_known_word`: not by its own name."""

    stage: StageRow | None
    is_known_word: bool = False
    problem: str = ""


class Stages:
    """The live stages of every pipeline, found by name, by the user's word, by known words."""

    def __init__(self, desk: Desk, told: Mapping[str, str]) -> None:
        self._pipelines = pipelines.pipelines(desk)
        self._stages = {one.id: pipelines.stages(desk, one.id) for one in self._pipelines}
        self._all = [stage for stages in self._stages.values() for stage in stages]
        self._by_id = {stage.id: stage for stage in self._all}
        self.said = Said(desk, "stage", {word: self._meant(name) for word, name in told.items()})
        self._found: dict[tuple[str, str], FoundStage] = {}

    def first(self, pipeline: int) -> StageRow:
        """The stage in which deals of a pipeline begin."""
        return self._stages[pipeline][0]

    def find(self, stage: str, pipeline: str) -> FoundStage:
        """The stage that a file's words for it and for its pipeline mean; never guessed.

        Where the file tells no stage it is the first one.
        """
        key = (stage, pipeline)
        if key not in self._found:
            self._found[key] = self._look_up(stage, pipeline)
        return self._found[key]

    def _meant(self, name: str) -> int:
        found = self._named(name, self._all)
        if found is None:
            there = ", ".join(stage.name for stage in self._all)
            raise NotFoundError(f"There is no stage {quoted(name)}.", f"There are: {there}.")
        return found.id

    def _look_up(self, stage: str, pipeline: str) -> FoundStage:
        known = self._pipeline(pipeline)
        if known is None:
            there = ", ".join(one.name for one in self._pipelines)
            return FoundStage(
                None, problem=f"there is no pipeline {quoted(pipeline)} (there are: {there})"
            )
        here = self._stages[known]
        if not stage:
            return FoundStage(here[0])
        said = self._by_id.get(self.said.find(stage) or 0)
        if said is not None:
            return FoundStage(said)
        named = self._named(stage, here) or (None if pipeline else self._elsewhere(stage))
        if named is not None:
            return FoundStage(named)
        bare = "".join(words(stage))
        kind, name = _KIND_OF.get(bare), _NAME_OF.get(bare, "")
        meant = next((one for one in here if one.kind == kind), None) or self._named(name, here)
        if meant is not None:
            return FoundStage(meant, is_known_word=True)
        there = ", ".join(one.name for one in here)
        example = f"--map-value 'stage:{' '.join(stage.split())}={here[0].name}'"
        return FoundStage(
            None,
            problem=f"there is no stage {quoted(stage)} (there are: {there}); say which it is by"
            f" {example}",
        )

    def _pipeline(self, name: str) -> int | None:
        wanted = fold(name).removesuffix("pipeline").strip()
        if wanted in ("", "default"):
            return self._pipelines[0].id
        return next((one.id for one in self._pipelines if fold(one.name) in (wanted, fold(name))),
                    None)  # fmt: skip

    def _named(self, name: str, stages: list[StageRow]) -> StageRow | None:
        wanted = fold(name)
        return next((stage for stage in stages if fold(stage.name) == wanted), None)

    def _elsewhere(self, name: str) -> StageRow | None:
        """A stage of that name in only one of the pipelines."""
        found = [stage for stage in self._all if fold(stage.name) == fold(name)]
        return found[0] if len(found) == 1 else None
