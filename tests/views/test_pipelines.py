"""Pipelines and stages are meant by as much of their names as makes them out."""

from __future__ import annotations

import pytest

from crm_tui.errors import NotFoundError
from crm_tui.services import pipelines
from crm_tui.services.opening import Desk
from crm_tui.views import pipelines as views
from tests.services.test_pipelines import SERVICE


@pytest.fixture
def service(desk: Desk) -> int:
    return pipelines.add(desk, "Service contracts", SERVICE)


@pytest.mark.parametrize(
    ("typed", "meant"), [("", 1), ("Sales", 1), ("SAL", 1), (" sérvice ", 2), ("service c", 2)]
)
def test_a_pipeline_is_meant_by_the_beginning_of_its_name(desk: Desk, service: int, typed, meant):
    assert service == 2
    assert views.pipeline_named(desk, typed).id == meant


@pytest.mark.parametrize("typed", ["s", "other", "ales"])
def test_where_none_or_several_pipelines_are_meant_they_are_named(desk: Desk, service, typed: str):
    with pytest.raises(NotFoundError, match="Sales, Service contracts"):
        views.pipeline_named(desk, typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Lead", 1), ("lea", 1), ("NEED", 3), ("need agreed", 3), ("4", 4), ("won", 6), ("7", 7)],
)
def test_a_stage_is_meant_by_its_name_its_beginning_or_its_number(desk: Desk, typed, meant):
    assert views.stage_named(desk, 1, typed).id == meant


@pytest.mark.parametrize("typed", ["", "0", "8", "l", "Due", "-1"])
def test_where_no_stage_or_several_are_meant_they_are_named(desk: Desk, service, typed: str):
    with pytest.raises(NotFoundError, match="Lead, Qualified, Need agreed"):
        views.stage_named(desk, 1, typed)


def test_the_numbers_of_stages_are_counted_in_each_pipeline(desk: Desk, service: int):
    assert views.stage_named(desk, service, "1").name == "Due"
    assert [row.kind for row in views.stages(desk, service)] == ["open", "open", "won", "lost"]
