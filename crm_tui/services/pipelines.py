"""Pipelines and their stages: the firm's own way of selling (rule 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Pipeline, Stage
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.views import pipelines as views

KINDS = ("open", "won", "lost")


class StageLine(NamedTuple):
    """A stage as it should be; `id` is None for a new one. Probability in percent."""

    name: str
    kind: str
    probability: int
    stale_days: int | None = None
    checklist: str = ""
    id: int | None = None


def check(stages: Sequence[StageLine]) -> None:
    """Raise RuleError unless the stages make a pipeline (rule 5).

    Open stages rise strictly in probability with their position and stay below 100; there is
    one won stage at 100 and one lost stage at 0, and they come last.
    """
    names = [stage.name.casefold() for stage in stages]
    if "" in names or len(set(names)) < len(names):
        raise RuleError("Each stage needs a name of its own.")
    kinds = [stage.kind for stage in stages]
    if set(kinds) - set(KINDS):
        raise RuleError("A stage is open, won or lost.")
    if kinds.count("won") != 1 or kinds.count("lost") != 1 or "open" not in kinds:
        raise RuleError("A pipeline has open stages, one for won and one for lost.")
    if "open" in kinds[min(kinds.index("won"), kinds.index("lost")) :]:
        raise RuleError("Won and lost come after the open stages.")
    _check_probabilities(stages)


def _check_probabilities(stages: Sequence[StageLine]) -> None:
    before = -1
    for stage in stages:
        if stage.kind == "open":
            if not before < stage.probability < 100:
                raise RuleError(
                    f"{stage.name} must be likelier than the stage before it and below 100 %.",
                    "Open stages rise in probability: 10, 25, 40, 60, 80.",
                )
            before = stage.probability
        elif stage.probability != (100 if stage.kind == "won" else 0):
            raise RuleError("Won is 100 %, lost is 0 %.")
        if stage.stale_days is not None and stage.stale_days < 1:
            raise RuleError("A deal is stale after a day at the earliest.")


def add(desk: Desk, name: str, stages: Sequence[StageLine]) -> int:
    """Add a pipeline with its stages; the new id. Raises RuleError for a name that is taken."""
    name = clean(name)
    stages = [stage._replace(name=clean(stage.name)) for stage in stages]
    check(stages)
    if not name:
        raise RuleError("A pipeline needs a name.")
    now = desk.clock.now()
    with desk.store.change_set(desk.user, f"added pipeline {name}", origin=desk.origin):
        if Pipeline.select().where(Pipeline.name == name).exists():
            raise RuleError(f"There is a pipeline {name} already.")
        position = Pipeline.select().count() + 1
        made = Pipeline.create(name=name, position=position, created_at=now, updated_at=now)
        for number, stage in enumerate(stages, 1):
            _create(desk, made.id, number, stage)
    return int(made.id)


def rename(desk: Desk, pipeline: int, name: str) -> None:
    """Give a pipeline another name.

    Raises NotFoundError for one there is not, RuleError for a name that is taken or empty.
    """
    name = clean(name).strip()
    if not name:
        raise RuleError("A pipeline needs a name.")
    before = views.name_of(desk, pipeline)
    if name == before:
        return
    label = f"renamed the pipeline {before} to {name}"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        others = [one.name for one in views.pipelines(desk) if one.id != pipeline]
        if fold(name) in map(fold, others):
            raise RuleError(f"There is a pipeline {name} already.")
        Pipeline.update(
            name=name, updated_at=desk.clock.now(), version=Pipeline.version + 1
        ).where(Pipeline.id == pipeline).execute()  # fmt: skip


def lines_of(desk: Desk, pipeline: int) -> list[StageLine]:
    """The stages of a pipeline as they can be set again, in their order."""
    return [
        StageLine(row.name, row.kind, row.probability, row.stale_days, row.checklist, row.id)
        for row in views.stages(desk, pipeline)
    ]


def set_stages(desk: Desk, pipeline: int, stages: Sequence[StageLine]) -> None:
    """Give a pipeline these stages, in this order; stages left out are archived.

    Raises RuleError where rule 5 does not hold, and where deals stand in a stage that is left out
    or is to be of another kind.
    """
    stages = [stage._replace(name=clean(stage.name)) for stage in stages]
    check(stages)
    now = desk.clock.now()
    with desk.store.change_set(desk.user, "changed the stages", origin=desk.origin):
        present = {row.id: row for row in Stage.select().where(
            Stage.pipeline == pipeline, Stage.archived_at.is_null())}  # fmt: skip
        kept = {stage.id for stage in stages if stage.id is not None}
        if unknown := kept - present.keys():
            raise NotFoundError(f"There is no stage {min(unknown)} in this pipeline.")
        kinds = {stage.id: stage.kind for stage in stages}
        for row in present.values():
            if kinds.get(row.id) != row.kind:
                _refuse_used(desk, row)
        for gone in present.keys() - kept:
            Stage.update(archived_at=now, updated_at=now, version=Stage.version + 1).where(
                Stage.id == gone
            ).execute()
        for number, stage in enumerate(stages, 1):
            if stage.id is None:
                _create(desk, pipeline, number, stage)
                continue
            Stage.update(
                position=number, name=stage.name, kind=stage.kind, probability=stage.probability,
                stale_days=stage.stale_days, checklist=clean(stage.checklist, multiline=True),
                updated_at=now, version=Stage.version + 1,
            ).where(Stage.id == stage.id).execute()  # fmt: skip


def _create(desk: Desk, pipeline: int, position: int, stage: StageLine) -> None:
    now = desk.clock.now()
    Stage.create(
        pipeline=pipeline, position=position, name=stage.name, kind=stage.kind,
        probability=stage.probability, stale_days=stage.stale_days,
        checklist=clean(stage.checklist, multiline=True), created_at=now, updated_at=now,
    )  # fmt: skip


def _refuse_used(desk: Desk, stage: Stage) -> None:
    number = desk.store.value("SELECT count(*) FROM deal WHERE stage_id = ?", (stage.id,))
    if number:
        raise RuleError(
            f"{number} {'deal stands' if number == 1 else 'deals stand'} in {stage.name}.",
            "Move them to another stage first.",
        )
