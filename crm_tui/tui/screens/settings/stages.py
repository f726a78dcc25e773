"""A pipeline's stages: added, renamed, moved, their chances, stale days and checklists (rule 5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.services import pipelines
from crm_tui.services.pipelines import StageLine, lines_of
from crm_tui.store.desk import Desk
from crm_tui.tui.screens.settings.page import Board, Edit, Item, Key, Page
from crm_tui.tui.widgets.columns import Column
from crm_tui.views import pipelines as views

Change = Callable[[list[StageLine]], list[StageLine]]
"""What becomes of the stages there are."""


class StagesPage(Page):
    """The stages of one pipeline, in their order, won and lost last."""

    columns = (
        Column("Stage", 20, flex=2),
        Column("Chance", 6, align=">"),
        Column("Stale after", 11, align=">"),
        Column("Asks for", 24, flex=3, drop=1),
    )

    def __init__(self, board: Board, pipeline: int, name: str) -> None:
        super().__init__(board)
        self._pipeline = pipeline
        self._name = name
        self._stages: list[StageLine] = []

    @property
    def title(self) -> str:
        """What stands above the page."""
        return f"Settings: stages of {self._name}"

    def items(self, desk: Desk) -> list[Item]:
        """A line for each stage. Raises NotFoundError where the pipeline is gone."""
        self._name = views.name_of(desk, self._pipeline)
        self._stages = lines_of(desk, self._pipeline)
        return [_item(stage) for stage in self._stages]

    def keys(self, item: Item | None) -> list[Key]:
        """What can be done with the stage under the cursor."""
        if item is None:
            return []
        stage: StageLine = item.about
        rename = partial(self._ask, stage, "name", "name:")
        is_open = stage.kind == "open"
        chance = partial(self._ask, stage, "probability", "chance in percent:")
        stale = partial(self._ask, stage, "stale_days", "days until stale:")
        of_open = [
            Key("p", "p", "chance", chance),
            Key("t", "t", "stale after", stale),
            Key("J", "J", "move down", partial(self._move, stage, 1)),
            Key("K", "K", "move up", partial(self._move, stage, -1)),
            Key("x", "x", "put away", partial(self._put_away, stage)),
        ]
        return [
            Key("enter", "Enter", "rename", rename),
            Key("r", "", "rename", rename),
            Key("a", "a", "add after it", partial(self._add, stage)),
            *(of_open if is_open else []),
            Key("c", "c", "checklist", partial(self._ask, stage, "checklist", "asks for (a; b):")),
        ]

    # One stage

    def _ask(self, stage: StageLine, field: str, label: str) -> None:
        before = _shown(stage, field)

        def answered(text: str) -> Edit | None:
            value = _value(field, text.strip())
            if text.strip() == before:
                return None
            return self._edit(
                f"changed {field.replace('_', ' ')} of the stage {stage.name}",
                lambda lines: [
                    _with(one, field, value) if one.id == stage.id else one for one in lines
                ],
                lambda lines: _shown(_one(lines, stage), field),
                before,
            )

        self.board.ask(f"{stage.name}: {label}", before, answered)

    def _add(self, stage: StageLine) -> None:
        """Add a stage after one, half-way to the next in its chance."""
        open_stages = [one for one in self._stages if one.kind == "open"]
        at = open_stages.index(stage) + 1 if stage in open_stages else len(open_stages)
        after = open_stages[at].probability if at < len(open_stages) else 100
        chance = (open_stages[at - 1].probability + after) // 2

        seen = _names(self._stages)

        def answered(text: str) -> Edit | None:
            name = text.strip()
            if not name:
                return None
            made = StageLine(name, "open", chance)
            return self._edit(
                f"added the stage {name}",
                lambda lines: [*lines[:at], made, *lines[at:]],
                _names,
                seen,
            )

        self.board.ask(f"new stage at {chance} %:", "", answered)

    def _move(self, stage: StageLine, steps: int) -> None:
        """Change places with a neighbour; chances stay with the places, so that they rise."""
        ids = [one.id for one in self._stages if one.kind == "open"]
        here = ids.index(stage.id)
        if not 0 <= here + steps < len(ids):
            self.board.say("Won and lost come last; it stands at the end already.")
            return

        def moved(lines: list[StageLine]) -> list[StageLine]:
            one, other = lines[here], lines[here + steps]
            lines[here] = other._replace(probability=one.probability)
            lines[here + steps] = one._replace(probability=other.probability)
            return lines

        seen = _names(self._stages)
        self.board.make(self._edit(f"moved the stage {stage.name}", moved, _names, seen))

    def _put_away(self, stage: StageLine) -> None:
        self.board.choose(
            f"Put the stage {stage.name} away?",
            (("y", "yes"), ("n", "no")),
            lambda key: self.board.make(
                self._edit(
                    f"put the stage {stage.name} away",
                    lambda lines: [one for one in lines if one.id != stage.id],
                    lambda lines: _one(lines, stage).name,
                    stage.name,
                )
            ) if key == "y" else None,
        )  # fmt: skip

    def _edit(
        self, label: str, change: Change, reads: Callable[[list[StageLine]], str], seen: str
    ) -> Edit:
        pipeline = self._pipeline
        return Edit(
            label,
            lambda desk: pipelines.set_stages(desk, pipeline, change(lines_of(desk, pipeline))),
            lambda desk: reads(lines_of(desk, pipeline)),
            seen,
        )


def _one(lines: list[StageLine], stage: StageLine) -> StageLine:
    found = next((one for one in lines if one.id == stage.id), None)
    if found is None:
        raise NotFoundError(f"The stage {stage.name} is not there any more.")
    return found


def _with(stage: StageLine, field: str, value: Any) -> StageLine:
    return stage._replace(**{field: value})


def _names(lines: list[StageLine]) -> str:
    return ", ".join(one.name for one in lines)


def _item(stage: StageLine) -> Item:
    asked = stage.checklist.replace("\n", "; ")
    days = f"{stage.stale_days} days" if stage.stale_days else ""
    full = f"Asks for: {asked}." if asked else "Asks for nothing before a deal goes on."
    cells = (stage.name, f"{stage.probability} %", days, asked)
    return Item(f"stage.{stage.id}", cells, stage, full)


def _shown(stage: StageLine, field: str) -> str:
    if field == "checklist":
        return stage.checklist.replace("\n", "; ")
    value = getattr(stage, field)
    return "" if value is None else str(value)


def _value(field: str, text: str) -> object:
    if field == "checklist":
        return "\n".join(part.strip() for part in text.split(";") if part.strip())
    if field == "name":
        return text
    number = text.removesuffix("%").removesuffix("d").strip()
    if not number and field == "stale_days":
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise RuleError(f"'{text}' is no number.", "Such as: 40.")
    return int(number)
