"""One search over everything (S31)."""

from __future__ import annotations

from hypothesis import given, settings

from crm_tui.services import tags, tasks, timeline
from crm_tui.services.opening import Desk
from crm_tui.views.finding import find
from tests.builders import a_company, a_person, a_task
from tests.histories import EVERY_TEXT, a_fresh_desk


def test_parties_entries_and_tasks_are_found_parties_first(desk: Desk):
    firm = a_company(desk, "Sacher Kft")
    other = a_company(desk, "Other")
    entry = timeline.log(desk, other, "wants Sachertorte").entry
    task = a_task(desk, other, "bake the sachertorte")
    hits = find(desk, "sacher")
    assert [(hit.type, hit.id) for hit in hits if hit.id != other or hit.type != "party"] == [
        ("party", firm), ("entry", entry), ("task", task),
    ]  # fmt: skip
    assert {hit.party for hit in hits} == {firm, other}


def test_a_hit_says_which_field_matched(desk: Desk):
    firm = a_company(desk, "Rossi Kft", city="Pécs", wants="rye", emails=["info@bakery.hu"])
    a_person(desk, "Anna", company=firm, phones=["06 30 123 4567"])
    tags.change(desk, [firm], tags.parse("gold"))
    for text, matched in {
        "rossi k": "name", "pecs": "place", "rye": "notes", "bakery.hu": "email", "gold": "tags",
        "301234": "phone",
    }.items():  # fmt: skip
        assert find(desk, text)[0].matched == matched, text


def test_an_ended_task_is_found_by_what_came_of_it(desk: Desk):
    """S76."""
    firm = a_company(desk)
    entry = tasks.finish(desk, a_task(desk, firm, "call about strudel"), "they take sixty")
    for text in ("strudel", "sixty"):
        assert ("entry", entry) in [(hit.type, hit.id) for hit in find(desk, text)]
    assert not [hit for hit in find(desk, "strudel") if hit.type == "task"]


def test_no_more_is_found_than_asked_for_and_nothing_by_nothing(desk: Desk):
    for number in range(5):
        a_company(desk, f"Firm {number}")
    assert len(find(desk, "firm", limit=3)) == 3
    assert find(desk, "") == find(desk, " !? ") == []


@settings(max_examples=60)
@given(stored=EVERY_TEXT, typed=EVERY_TEXT)
def test_no_text_breaks_the_search(stored, typed):
    with a_fresh_desk() as desk:
        firm = a_company(desk, f"R{stored}")
        timeline.log(desk, firm, f"said {stored}")
        tasks.add(desk, f"do {stored}", party=firm)
        for text in (typed, stored, stored + typed):
            for hit in find(desk, text):
                assert hit.title
