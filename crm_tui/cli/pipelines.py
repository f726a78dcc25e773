"""`crm pipeline`: the pipelines, what stands in their stages, and the stages themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli.layout import columns, counted, one_line, say_sums
from crm_tui.cli.session import Session
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.services import pipelines as services
from crm_tui.services import stage_text
from crm_tui.services.pipelines import StageLine, lines_of
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.views import board, pipelines

if TYPE_CHECKING:
    from crm_tui.views.board import BoardColumn
    from crm_tui.views.pipelines import PipelineRow, StageRow


def listing(session: Session) -> None:
    """Show the pipelines with their stages and how many open deals stand in each."""
    desk = session.desk
    rows = []
    for one in pipelines.pipelines(desk):
        columns_ = board.columns(desk, board.BoardQuery(pipeline=one.id))
        rows.append((one, sum(column.deals for column in columns_), lines_of(desk, one.id)))
    if session.json:
        session.answer(
            [
                {"id": one.id, "name": one.name, "open_deals": deals, "stages": _names(lines)}
                for one, deals, lines in rows
            ]
        )
    else:
        session.tell(
            columns(
                (one.name, counted(deals, "open deal"), stage_text.compose(lines))
                for one, deals, lines in rows
            )
        )


def show(session: Session, name: tuple[str, ...]) -> None:
    """Show a pipeline stage by stage: what stands there, what it comes to, what it asks for."""
    desk = session.desk
    one = pipelines.pipeline_named(desk, " ".join(name))
    there = {
        column.stage.id: column for column in board.columns(desk, board.BoardQuery(pipeline=one.id))
    }
    stages = pipelines.stages(desk, one.id)
    if session.json:
        values = [_stage_value(stage, there.get(stage.id)) for stage in stages]
        session.answer({"id": one.id, "name": one.name, "stages": values})
    else:
        session.tell(_board(one, stages, there))


def add(session: Session, name: tuple[str, ...], stages: str | None) -> None:
    """Add a pipeline with its stages, by default those of the first one there is."""
    desk = session.desk
    if stages is None:
        first = lines_of(desk, pipelines.pipeline_named(desk, "").id)
        lines = [line._replace(id=None) for line in first]
    else:
        lines = stage_text.parse(stages)
    made = services.add(desk, " ".join(name), lines)
    _tell_stages(session, made, clean(" ".join(name)))


def rename(session: Session, name: str, new: tuple[str, ...]) -> None:
    """Give a pipeline another name."""
    desk = session.desk
    one = pipelines.pipeline_named(desk, name)
    services.rename(desk, one.id, " ".join(new))
    _tell_stages(session, one.id, pipelines.name_of(desk, one.id))


def stages(
    session: Session, name: tuple[str, ...], text: str | None, renames: tuple[str, ...]
) -> None:
    """Show the stages as a text, or change them by one; deals stay in the stages they are in."""
    desk = session.desk
    one = pipelines.pipeline_named(desk, " ".join(name))
    if text is not None or renames:
        with desk.store.change_set(desk.user, "changed the stages", origin=desk.origin):
            lines = lines_of(desk, one.id)
            for rename in renames:
                lines = _renamed(lines, rename)
            services.set_stages(
                desk, one.id, lines if text is None else stage_text.parse(text, lines)
            )
    _tell_stages(session, one.id, one.name)


def checklist(session: Session, name: str, stage: str, text: tuple[str, ...]) -> None:
    """Show or change what a stage asks for; items are parted by ';' or line breaks."""
    desk = session.desk
    one = pipelines.pipeline_named(desk, name)
    where = pipelines.stage_named(desk, one.id, stage)
    said = " ".join(text)
    if said:
        items = "" if said == "-" else "\n".join(_items(said))
        with desk.store.change_set(desk.user, "changed the stages", origin=desk.origin):
            lines = [
                line._replace(checklist=items) if line.id == where.id else line
                for line in lines_of(desk, one.id)
            ]
            services.set_stages(desk, one.id, lines)
        where = pipelines.stage_named(desk, one.id, where.name)
    if session.json:
        session.answer({"stage": where.name, "checklist": where.checklist})
    elif where.checklist:
        asked = (f"  {one_line(line)}" for line in where.checklist.split("\n"))
        session.tell([f"{one_line(where.name)} asks for:", *asked])
    else:
        session.tell([f"{one_line(where.name)} asks for nothing."])


def _items(text: str) -> Iterator[str]:
    for part in text.replace("\n", ";").split(";"):
        if item := part.strip():
            yield item


def _renamed(lines: Sequence[StageLine], rename: str) -> list[StageLine]:
    old, equals, new = rename.partition("=")
    if not equals or not new.strip():
        raise UsageError(f"'{rename}' is no new name.", "For example: --rename 'Lead=Enquiry'.")
    if all(fold(line.name) != fold(old.strip()) for line in lines):
        names = ", ".join(_names(lines))
        raise NotFoundError(f"There is no stage '{clean(old)}'.", f"There are: {names}.")
    return [
        line._replace(name=new.strip()) if fold(line.name) == fold(old.strip()) else line
        for line in lines
    ]


def _names(lines: Sequence[StageLine]) -> list[str]:
    return [line.name for line in lines]


def _tell_stages(session: Session, pipeline: int, name: str) -> None:
    lines = lines_of(session.desk, pipeline)
    if session.json:
        rows = pipelines.stages(session.desk, pipeline)
        session.answer({"id": pipeline, "name": name, "stages": rows})
    else:
        session.tell([f"{one_line(name)}: {one_line(stage_text.compose(lines), 2000)}"])


def _stage_value(stage: StageRow, column: BoardColumn | None) -> dict[str, Any]:
    return {
        **stage._asdict(),
        "deals": column.deals if column else None,
        "sums": column.sums if column else (),
    }


def _board(
    one: PipelineRow, stages: Sequence[StageRow], there: dict[int, BoardColumn]
) -> Iterator[str]:
    yield one_line(one.name)
    yield from (f"  {line}" for line in columns(_cells(row, there.get(row.id)) for row in stages))
    for row in stages:
        if row.checklist:
            yield ""
            yield f"{one_line(row.name)} asks for:"
            yield from (f"  {one_line(line)}" for line in row.checklist.split("\n"))


def _cells(stage: StageRow, column: BoardColumn | None) -> tuple[str, ...]:
    sums = column.sums if column else ()
    weighted = say_sums((one.currency, one.weighted_minor) for one in sums)
    return (
        stage.name,
        f"{stage.probability} %",
        f"stale after {counted(stage.stale_days, 'day')}" if stage.stale_days else "",
        counted(column.deals, "deal") if column else "",
        say_sums((one.currency, one.amount_minor) for one in sums),
        f"weighted {weighted}" if weighted else "",
    )
