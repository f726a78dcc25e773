"""Pipelines from the shell: what stands where, and the stages as a small text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import UsageError
from crm_tui.services import stage_text
from crm_tui.services.pipelines import StageLine
from tests import naughty
from tests.cli.conftest import Crm

SALES = "Lead 10 14d; Qualified 25 14d; Need agreed 40 14d; Offer 60 10d; Negotiation 80 10d"


def test_pipelines_are_listed_with_their_stages(crm: Crm, rossi: int):
    crm("deal", "add", rossi, "x")
    assert crm("pipeline", "list").out == f"Sales  1 open deal  {SALES}; Won; Lost\n"
    (value,) = crm("pipeline", "list", "--json").value
    assert (value["name"], value["open_deals"], value["stages"][0]) == ("Sales", 1, "Lead")


def test_a_pipeline_shows_what_stands_in_each_stage(crm: Crm, rossi: int):
    crm("deal", "add", rossi, "x", "--amount", "100 EUR")
    crm("deal", "add", rossi, "y", "--amount", "50 USD", "--stage", "offer")
    crm("deal", "add", rossi, "z")
    out = crm("pipeline", "show").out
    assert "2 deals  100.00 EUR  weighted 10.00 EUR" in out
    assert "1 deal   50.00 USD   weighted 30.00 USD" in out
    lead = crm("pipeline", "show", "sal", "--json").value["stages"][0]
    assert (lead["name"], lead["deals"]) == ("Lead", 2)
    assert lead["sums"] == [{"currency": "EUR", "amount_minor": 10000, "weighted_minor": 1000}]


def test_a_pipeline_of_ones_own_is_added_and_used(crm: Crm, rossi: int):
    said = crm("pipeline", "add", "Service contracts", "--stages",
               "Asked 20% 7d; Offer 50; Signed won; Gone lost")  # fmt: skip
    assert said.out == "Service contracts: Asked 20 7d; Offer 50; Signed won; Gone lost\n"
    crm("deal", "add", rossi, "x", "--pipeline", "service")
    crm("deal", "add", rossi, "y", "--stage", "asked")
    assert [
        (one["title"], one["stage"])
        for one in crm("deal", "list", "--pipeline", "service", "--json").value
    ] == [("x", "Asked"), ("y", "Asked")]
    crm("deal", "won", "x")
    assert crm("deal", "show", "x", "--json").value["stage"] == "Signed"


def test_a_new_pipeline_has_the_usual_stages(crm: Crm, rossi: int):
    assert crm("pipeline", "add", "Second").out == f"Second: {SALES}; Won; Lost\n"
    assert crm("pipeline", "add", "Second").status == 5


def test_the_text_of_the_stages_can_be_given_back(crm: Crm, rossi: int):
    text = crm("pipeline", "stages").out.strip().removeprefix("Sales: ")
    before = crm("pipeline", "show", "--json").value
    assert crm("pipeline", "stages", "Sales", "--set", text).status == 0
    assert crm("pipeline", "show", "--json").value == before


def test_stages_are_changed_and_deals_stay_in_theirs(crm: Crm, rossi: int):
    crm("deal", "add", rossi, "x", "--stage", "offer")
    crm("pipeline", "checklist", "Sales", "Offer", "prices agreed")
    said = crm("pipeline", "stages", "Sales", "--set", "Lead 5; Offer 55 3d; Nearly 90")
    assert said.out == "Sales: Lead 5; Offer 55 3d; Nearly 90; Won; Lost\n"
    deal = crm("deal", "show", "x", "--json").value
    assert (deal["stage"], deal["probability"]) == ("Offer", 55)
    assert crm("pipeline", "checklist", "Sales", "Offer").out.endswith("  prices agreed\n")
    crm("undo")
    assert SALES in crm("pipeline", "stages").out


def test_a_stage_with_deals_is_not_taken_away(crm: Crm, rossi: int):
    crm("deal", "add", rossi, "x", "--stage", "offer")
    said = crm("pipeline", "stages", "Sales", "--set", "Lead 5; Nearly 90")
    assert said.status == 5
    assert "1 deal stands in Offer" in said.err
    assert SALES in crm("pipeline", "stages").out


def test_a_stage_is_renamed_with_its_deals_and_checklist(crm: Crm, rossi: int):
    crm("deal", "add", rossi, "x")
    crm("pipeline", "stages", "Sales", "--rename", "lead=Enquiry")
    assert crm("deal", "show", "x", "--json").value["stage"] == "Enquiry"
    assert crm("pipeline", "stages", "Sales", "--rename", "Lead=Other").status == 3
    assert crm("pipeline", "stages", "Sales", "--rename", "Enquiry").status == 2
    assert crm("pipeline", "stages", "Sales", "--rename", "Enquiry=Offer").status == 5


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 2), ("Lead", 2), ("Won; Lost", 2), ("Lead 10; Offer ten", 2),
        ("Lead 30; Offer 20", 5), ("Lead 30; Offer 30", 5), ("Lead 100", 5),
        ("Lead 10; lead 20", 5), ("Won; Lead 10; Lost", 5), ("Lead 10 0d", 5),
        ("Lead 10; Won; Done won; Lost", 5),
    ],
)  # fmt: skip
def test_stages_that_make_no_pipeline_are_refused(crm: Crm, rossi: int, text: str, status: int):
    said = crm("pipeline", "stages", "Sales", "--set", text)
    assert (said.status, said.out) == (status, "")
    assert crm("pipeline", "add", "Other", "--stages", text).status == status
    assert len(crm("pipeline", "list", "--json").value) == 1


def test_a_checklist_is_shown_changed_and_cleared(crm: Crm, rossi: int):
    assert crm("pipeline", "checklist", "Sales", "Offer").out == "Offer asks for nothing.\n"
    crm("pipeline", "checklist", "Sales", "Offer", "prices agreed;", "who", "decides")
    value = crm("pipeline", "checklist", "Sales", "offer", "--json").value
    assert value == {"stage": "Offer", "checklist": "prices agreed\nwho decides"}
    assert "Offer asks for:\n  prices agreed\n  who decides\n" in crm("pipeline", "show").out
    crm("pipeline", "checklist", "Sales", "Offer", "-")
    assert crm("pipeline", "checklist", "Sales", "Offer").out == "Offer asks for nothing.\n"


def test_no_such_pipeline_or_stage_names_those_there_are(crm: Crm, rossi: int):
    for words in (("show", "Nope"), ("stages", "Nope"), ("checklist", "Nope", "Offer")):
        said = crm("pipeline", *words)
        assert said.status == 3
        assert "Sales" in said.err
    assert "Negotiation" in crm("pipeline", "checklist", "Sales", "Nope").err


# The text

NAMES = st.text("abcXYZ äß-/.0123456789%", min_size=1, max_size=12).map(
    lambda text: f"S{' '.join(text.split())}"
)


@st.composite
def pipelines(draw: st.DrawFn) -> list[StageLine]:
    chances = sorted(draw(st.sets(st.integers(0, 99), min_size=1, max_size=6)))
    names = draw(
        st.lists(
            NAMES, min_size=len(chances) + 2, max_size=len(chances) + 2, unique_by=str.casefold
        )
    )
    days = st.none() | st.integers(1, 9999)
    return [
        *(
            StageLine(name, "open", chance, draw(days))
            for name, chance in zip(names, chances, strict=False)
        ),
        StageLine(names[-2], "won", 100),
        StageLine(names[-1], "lost", 0),
    ]


@given(pipelines())
def test_whatever_the_stages_their_text_means_them(lines: list[StageLine]):
    assert stage_text.parse(stage_text.compose(lines)) == lines


@given(st.text() | st.sampled_from([*naughty.CONTROLS, *naughty.MARKUP, *naughty.WIDE]))
def test_any_text_is_stages_or_refused(text: str):
    try:
        lines = stage_text.parse(text)
    except UsageError:
        return
    assert {"open", "won", "lost"} <= {line.kind for line in lines}
