"""A pipeline keeps its rule whoever draws it up (rule 5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import NotFoundError, RuleError
from crm_tui.models import Stage
from crm_tui.services import deals, pipelines
from crm_tui.services.opening import Desk
from crm_tui.services.pipelines import StageLine
from crm_tui.services.undo import undo
from crm_tui.views import pipelines as views
from tests.builders import a_deal, dump

SERVICE = (
    StageLine("Due", "open", 30, 21, "Read the tickets of the year."),
    StageLine("Offer", "open", 75),
    StageLine("Signed", "won", 100),
    StageLine("Ended", "lost", 0),
)


def told(desk: Desk, pipeline: int) -> list[StageLine]:
    """A pipeline's stages as one would hand them in again."""
    return [
        StageLine(row.name, row.kind, row.probability, row.stale_days, row.checklist, row.id)
        for row in views.stages(desk, pipeline)
    ]


@st.composite
def _drawn_up(draw: st.DrawFn) -> list[StageLine]:
    """A pipeline as it should be, in which one or two things may be otherwise."""
    rising = sorted(draw(st.sets(st.integers(0, 99), min_size=1, max_size=5)))
    stages = [StageLine(f"stage {chance}", "open", chance) for chance in rising]
    stages += draw(st.permutations([StageLine("Won", "won", 100), StageLine("Lost", "lost", 0)]))
    for _ in range(draw(st.integers(0, 2))):
        nth = draw(st.integers(0, len(stages) - 1))
        name, value = draw(st.one_of(
            st.tuples(st.just("probability"), st.integers(-5, 105)),
            st.tuples(st.just("kind"), st.sampled_from(["open", "won", "lost", "maybe"])),
            st.tuples(st.just("name"), st.sampled_from(["", "WON", "Deal", "stage 50"])),
            st.tuples(st.just("stale_days"), st.sampled_from([None, 0, 1, 30])),
        ))  # fmt: skip
        stages[nth] = stages[nth]._replace(**{name: value})
    return draw(st.sampled_from([stages, stages[::-1], stages[1:], stages[:-1]]))


def _keeps_the_rule(stages: list[StageLine]) -> bool:
    """Rule 5, said once more and in other words."""
    if not all(stage.name for stage in stages):
        return False
    if len({stage.name.lower() for stage in stages}) != len(stages):
        return False
    if any(stage.stale_days is not None and stage.stale_days <= 0 for stage in stages):
        return False
    chances = [stage.probability for stage in stages[:-2]]
    ends = sorted((stage.kind, stage.probability) for stage in stages[-2:])
    return (
        len(chances) > 0
        and all(stage.kind == "open" for stage in stages[:-2])
        and chances == sorted(set(chances))
        and chances[0] >= 0
        and chances[-1] < 100
        and ends == [("lost", 0), ("won", 100)]
    )


@given(_drawn_up())
def test_open_stages_rise_below_a_hundred_and_won_and_lost_come_last(stages):
    try:
        pipelines.check(stages)
    except RuleError:
        assert not _keeps_the_rule(stages)
    else:
        assert _keeps_the_rule(stages)


def test_a_database_begins_with_the_pipeline_sales(desk: Desk):
    [sales] = views.pipelines(desk)
    stages = told(desk, sales.id)
    pipelines.check(stages)
    assert sales.name == "Sales"
    assert [(stage.name, stage.probability, stage.stale_days) for stage in stages] == [
        ("Lead", 10, 14), ("Qualified", 25, 14), ("Need agreed", 40, 14), ("Offer", 60, 10),
        ("Negotiation", 80, 10), ("Won", 100, None), ("Lost", 0, None),
    ]  # fmt: skip


def test_a_firm_has_pipelines_with_stages_and_checklists_of_its_own(desk: Desk):
    number = pipelines.add(desk, "Service contracts", SERVICE)
    assert [stage._replace(id=None) for stage in told(desk, number)] == list(SERVICE)
    assert [row.name for row in views.pipelines(desk)] == ["Sales", "Service contracts"]
    assert len(told(desk, 1)) == 7


@pytest.mark.parametrize("name", ["", "  ", "Sales"])
def test_a_pipeline_needs_a_name_no_other_has(desk: Desk, name: str):
    before = dump(desk)
    with pytest.raises(RuleError):
        pipelines.add(desk, name, SERVICE)
    assert dump(desk) == before


def test_what_breaks_the_rule_changes_nothing(desk: Desk):
    before = dump(desk)
    falling = told(desk, 1)
    falling[1] = falling[1]._replace(probability=10)
    with pytest.raises(RuleError, match="Qualified must be likelier"):
        pipelines.set_stages(desk, 1, falling)
    with pytest.raises(RuleError):
        pipelines.add(desk, "Crooked", SERVICE[1:3])
    assert dump(desk) == before


def test_stages_are_renamed_put_in_between_and_taken_out(desk: Desk):
    stages = told(desk, 1)
    stages[0] = stages[0]._replace(name="Idea", checklist="Who told us?")
    stages[4:5] = [StageLine("Trial", "open", 70, 7)]
    pipelines.set_stages(desk, 1, stages)
    shown = views.stages(desk, 1)
    assert [row.name for row in shown] == [
        "Idea", "Qualified", "Need agreed", "Offer", "Trial", "Won", "Lost",
    ]  # fmt: skip
    assert [row.position for row in shown] == list(range(1, 8))
    assert [row.id for row in shown][:4] == [1, 2, 3, 4]
    assert Stage.get(Stage.name == "Negotiation").archived_at is not None


def test_a_stage_in_which_deals_stand_stays_and_keeps_its_kind(desk: Desk):
    deal = a_deal(desk, stage=4)
    before = dump(desk)
    stages = told(desk, 1)
    with pytest.raises(RuleError, match="1 deal stands in Offer"):
        pipelines.set_stages(desk, 1, stages[:3] + stages[4:])
    swapped = [stage._replace(kind={"won": "lost", "lost": "won"}.get(stage.kind, stage.kind),
                              probability={6: 0, 7: 100}.get(stage.id or 0, stage.probability))
               for stage in stages]  # fmt: skip
    deals.win(desk, deal)
    with pytest.raises(RuleError, match="1 deal stands in Won"):
        pipelines.set_stages(desk, 1, swapped)
    undo(desk)
    assert dump(desk) == before


def test_a_stage_of_another_pipeline_is_not_taken_over(desk: Desk):
    number = pipelines.add(desk, "Service contracts", SERVICE)
    with pytest.raises(NotFoundError):
        pipelines.set_stages(desk, number, told(desk, 1))


@pytest.mark.parametrize("change", ["add", "set"])
def test_undo_takes_the_drawing_up_back(desk: Desk, change: str):
    before = dump(desk)
    if change == "add":
        pipelines.add(desk, "Service contracts", SERVICE)
    else:
        pipelines.set_stages(desk, 1, [*told(desk, 1)[1:4], StageLine("Trial", "open", 90),
                                       *told(desk, 1)[5:]])  # fmt: skip
    assert dump(desk) != before
    undo(desk)
    assert dump(desk) == before
