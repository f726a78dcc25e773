"""Pipelines and their stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_tui.errors import NotFoundError
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold


class PipelineRow(NamedTuple):
    """A pipeline."""

    id: int
    name: str


class StageRow(NamedTuple):
    """A stage; `kind` is open, won or lost, the probability in percent."""

    id: int
    pipeline: int
    position: int
    name: str
    kind: str
    probability: int
    stale_days: int | None
    checklist: str


_STAGES = (
    "SELECT id, pipeline_id, position, name, kind, probability, stale_days, checklist FROM stage"
    " WHERE pipeline_id = ? AND archived_at IS NULL ORDER BY position, id"
)


def pipelines(desk: Desk) -> list[PipelineRow]:
    """The pipelines there are, in order."""
    rows = desk.store.rows(
        "SELECT id, name FROM pipeline WHERE archived_at IS NULL ORDER BY position, id"
    )
    return [PipelineRow(*row) for row in rows]


def stages(desk: Desk, pipeline: int) -> list[StageRow]:
    """The stages of a pipeline, in order, won and lost last."""
    return [StageRow(*row) for row in desk.store.rows(_STAGES, (pipeline,))]


def name_of(desk: Desk, pipeline: int) -> str:
    """The name of a pipeline. Raises NotFoundError for one that is not there."""
    found = next((one for one in pipelines(desk) if one.id == pipeline), None)
    if found is None:
        raise NotFoundError(
            "This pipeline is not there any more.", "'crm pipeline list' lists them."
        )
    return found.name


def of_deal(desk: Desk, deal: int) -> int:
    """The pipeline a deal goes through. Raises NotFoundError for a deal that is not there."""
    found = desk.store.value("SELECT pipeline_id FROM deal WHERE id = ?", (deal,))
    if found is None:
        raise NotFoundError(f"There is no deal {deal}.", "'crm deal list' shows them.")
    return int(found)


def checklists(desk: Desk, deals: Sequence[int]) -> dict[str, list[str]]:
    """What the stages in which deals stand ask for, by their names; stages that ask are there."""
    rows = desk.store.rows_by_id(
        "SELECT DISTINCT s.name, s.checklist FROM stage s JOIN deal d ON d.stage_id = s.id"
        " WHERE s.checklist <> '' AND d.id IN ({ids})",
        deals,
    )
    return {name: text.split("\n") for name, text in rows}


def pipeline_named(desk: Desk, name: str) -> PipelineRow:
    """The pipeline with a name or the beginning of one; the first one for ''.

    Raises NotFoundError naming those there are.
    """
    there = pipelines(desk)
    wanted = fold(name).strip()
    exact = [one for one in there if fold(one.name) == wanted]
    begun = [one for one in there if fold(one.name).startswith(wanted)]
    found = exact or begun
    if not found or (wanted and len(found) > 1):
        names = ", ".join(one.name for one in there)
        raise NotFoundError(f"There is no pipeline '{name}'.", f"There are: {names}.")
    return found[0]


def stage_named(desk: Desk, pipeline: int, name: str) -> StageRow:
    """The stage of a pipeline with a name, the beginning of one, or a number from 1 on.

    Raises NotFoundError naming those there are.
    """
    there = stages(desk, pipeline)
    wanted = fold(name).strip()
    if wanted.isdecimal() and 1 <= int(wanted) <= len(there):
        return there[int(wanted) - 1]
    exact = [one for one in there if fold(one.name) == wanted]
    begun = [one for one in there if wanted and fold(one.name).startswith(wanted)]
    found = exact or begun
    if len(found) != 1:
        names = ", ".join(one.name for one in there)
        raise NotFoundError(f"There is no stage '{name}'.", f"There are: {names}.")
    return found[0]
