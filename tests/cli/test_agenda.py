"""The day sheet, and planning the next one, in the shell and in a mail."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_tui.cli import sheets
from crm_tui.services import undo
from crm_tui.text.width import cell_width
from crm_tui.views import agenda, planning, proposals
from tests import builders, hostile
from tests.cli.conftest import Crm, Said
from tests.naughty import HARMFUL
from tests.snapshots import assert_looks_as_before

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture
def busy(crm: Crm, rossi: int, database: Path) -> Crm:
    """A Friday of anna's with something in every section of the sheet."""
    builders.made_once(database, "a busy Friday", lambda: make_busy(crm, rossi))
    return crm


def make_busy(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob")
    for party, *line in (
        (2, "call Anna about the renewal today 14:00 20m !high"),
        (rossi, "visit today 14:10 every 2 weeks"),
        (
            rossi,
            "Send the offer for the new line, with the drawings of the old one beside it today",
        ),
        ("-", "!low buy paper by today"),
        (rossi, "call them about the invoice", "--due", "-2d"),
        (2, "meeting mon 9:30 1h30"),
        (rossi, "review fri"),
        (rossi, "thank them +30d"),
        (rossi, "think about the fair"),
        (rossi, "their drawings", "--side", "them", "--due", "-1d"),
        (rossi, "order the steel", "--after", "1", "--days", "2"),
        (rossi, "bob's own today @bob"),
    ):
        assert crm("task", "add", party, *line).status == 0


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


# The sheet


def test_the_day_sheet_of_a_busy_day(busy: Crm):
    assert_looks_as_before(SNAPSHOTS / "today.txt", busy("today").out)


def test_the_week(busy: Crm):
    assert_looks_as_before(SNAPSHOTS / "week.txt", busy("today", "--week").out)


def test_what_there_is_to_plan(busy: Crm):
    assert_looks_as_before(SNAPSHOTS / "plan.txt", busy("plan").out)


def test_a_free_day_is_calm_and_says_what_to_do_next(crm: Crm, rossi: int):
    answer = crm("today")
    assert answer.status == 0
    assert "Nothing is due" in answer.out
    assert "crm task add" in answer.out
    assert "crm plan" in answer.out


def test_the_sheet_of_another_day_and_of_a_colleague(busy: Crm):
    monday = busy("today", "--day", "mon").out
    assert monday.startswith("anna: Mon 23 Nov 2026\n")
    assert "Overdue" not in monday
    of_bob = busy("today", "--of", "bob")
    assert of_bob.out.startswith("bob: today, Fri 20 Nov 2026\n")
    assert "bob's own" in of_bob.out
    assert "renewal" not in of_bob.out
    assert busy("today", "--of", "bbo").status == 3
    assert busy("today", "--day", "someday").status == 2


def test_a_long_section_shows_its_first_lines_and_says_how_many_more(
    crm: Crm, rossi: int, database
):
    with builders.a_desk(database) as desk, desk.store.change_set(desk.user, "much to do"):
        for number in range(sheets.MOST + 12):
            builders.a_task(desk, rossi, f"old {number}", due=desk.clock.today().replace(day=2))
    said = crm("today").out
    assert "Overdue: 42" in said
    assert sum(" old " in line for line in said.splitlines()) == sheets.MOST
    assert "and 12 more (crm task list --overdue)" in said
    assert len(crm("today", "--limit", "3").out.splitlines()) < 10
    assert len(crm("today", "--json").value["overdue"]) == 42
    assert len(crm("task", "list", "--overdue", "--json").value) == 42


def test_the_sheet_as_json_has_the_names_of_the_model(busy: Crm):
    value = busy("today", "--json").value
    assert (value["user"], value["day"]) == ("anna", "2026-11-20")
    assert (value["load_minutes"], value["capacity_minutes"]) == (125, 480)
    assert [row["title"] for row in value["overdue"]] == ["call them about the invoice"]
    assert [row["id"] for row in value["today"]] == [1, 2, 3, 4]
    assert value["today"][0].items() >= {
        "title": "call Anna about the renewal", "kind": "call", "party": 2,
        "party_name": "Anna Bianchi", "phone": "+393331112222", "due": "2026-11-20",
        "start_at": "2026-11-20T13:00:00Z", "minutes": 20, "priority": "high", "side": "us",
        "state": "open", "assignee": "anna", "attempt": 1, "overlaps": True,
    }.items()  # fmt: skip
    assert [row["id"] for row in value["no_day"]] == [9]
    assert [row["id"] for row in value["later"]] == [8]
    assert [row["id"] for row in value["theirs"]] == [10]
    assert [row["id"] for row in value["waiting"]] == [11]


def test_the_week_as_json_has_all_seven_days(busy: Crm):
    days = busy("today", "--week", "--json").value["days"]
    assert [one["day"] for one in days] == [f"2026-11-{day}" for day in range(16, 23)]
    assert [len(one["tasks"]) for one in days] == [0, 0, 1, 0, 4, 0, 0]
    assert [one["capacity_minutes"] for one in days] == [480] * 5 + [0, 0]


def test_a_mail_of_the_sheet_is_narrow_and_holds_nothing_but_text(busy: Crm):
    for words in (("today",), ("today", "--week"), ("plan",)):
        said = busy(*words).out
        assert all(cell_width(line) <= 78 for line in said.splitlines())
        assert not set(said.replace("\n", "")) & HARMFUL


def test_what_is_hostile_in_the_data_is_inert_in_the_sheet(
    database: Path, crm: Crm, monkeypatch: pytest.MonkeyPatch
):
    hostile.an_old_file(database)
    for number in range(2, 40):
        crm("task", "add", f"#{number}", "call", "them", "today", "10:00")
    crm("task", "add", "1", "call", "--", hostile.ALL.replace("\0", ""))
    for words in (
        ("today",), ("today", "--week"), ("plan",), ("task", "show", "1"), ("task", "list"),
        ("plan", "--walk"), ("today", "--of", hostile.ALL),
    ):  # fmt: skip
        answers(monkeypatch, "t", hostile.ALL.splitlines()[0], f"D {hostile.TERMINAL[0]}", "q")
        said = crm(*words)
        assert not (set(said.out + said.err) - {"\n"}) & HARMFUL
        assert "wrong inside" not in said.err
        assert [line for line in _sheet_of(words, said) if cell_width(line) > 78] == []


def _sheet_of(words: tuple[str, ...], said: Said) -> list[str]:
    return said.out.splitlines() if words[0] == "today" else []


def test_the_shell_counts_what_the_screen_counts(busy: Crm, database: Path):
    value = busy("today", "--json").value
    with builders.a_desk(database) as desk:
        counts = agenda.counts(desk, desk.user)
    assert (len(value["overdue"]), len(value["today"])) == counts


@pytest.mark.parametrize("words", [("today",), ("today", "--week"), ("plan",), ("task", "list")])
def test_reading_the_agenda_loads_only_what_it_needs(
    busy: Crm, database: Path, words: tuple[str, ...]
):
    code = (
        "import sys; from crm_tui.cli.main import run; status = run(sys.argv[1:]);"
        "print(status, *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "CRM_DB": str(database), "CRM_USER": "anna"},
        capture_output=True,
        text=True,
        check=True,
    )
    status, *modules = done.stderr.splitlines()[-1].split()
    assert status == "0"
    loaded = {module.partition(".")[0] for module in modules}
    assert not loaded & {"peewee", "textual", "click", "dataclasses", "phonenumbers", "dateutil"}


# Planning


def test_tasks_are_put_on_the_next_working_day_in_one_change_set(busy: Crm, database: Path):
    answer = busy("plan", "3", "4,5")
    assert answer.status == 0
    assert "Mon 23 Nov" in answer.out
    with builders.a_desk(database) as desk:
        assert builders.labels(desk)[-1] == "planned 3 tasks for Mon 23 Nov"
    assert {row["id"] for row in busy("today", "--day", "mon", "--json").value["today"]} == {
        3, 4, 5, 6,
    }  # fmt: skip
    busy("undo")
    assert {row["id"] for row in busy("today", "--json").value["today"]} == {1, 2, 3, 4}


@pytest.mark.parametrize("when", ["tomorrow", "week", "later"])
def test_the_days_have_the_names_of_the_walks_keys(busy: Crm, database: Path, when: str):
    with builders.a_desk(database) as desk:
        expected = getattr(planning.days(desk, desk.user), when)
    answer = busy("plan", "4", "--on", when, "--json").value
    assert answer["tasks"] == [4]
    assert answer["day"] == expected.isoformat()


def test_planning_says_what_is_wrong(busy: Crm):
    assert busy("plan", "4", "--on", "yesterday").status == 5
    assert busy("plan", "4", "--on", "whenever").status == 2
    assert busy("plan", "77").status == 3
    assert busy("plan", "four").status == 2
    assert busy("plan", "4", "--walk").status == 2


def test_the_plan_as_json(busy: Crm):
    value = busy("plan", "--json").value
    assert (value["user"], value["day"], value["load_minutes"]) == ("anna", "2026-11-23", 90)
    assert [row["id"] for row in value["planned"]] == [6]
    assert [(row["why"], row["id"]) for row in value["candidates"]] == [
        ("overdue", 5), ("due", 1), ("due", 2), ("due", 3), ("due", 4), ("no_day", 9),
        ("theirs", 10),
    ]  # fmt: skip
    assert value["proposals"] == []


def test_the_walk_asks_about_each_and_each_answer_can_be_taken_back(
    busy: Crm, database: Path, monkeypatch: pytest.MonkeyPatch
):
    answers(
        monkeypatch, "t", "f", "later", "d +2d", "w bob", "D not worth it", "x they came"
    )  # fmt: skip
    said = busy("plan", "--walk")
    assert said.status == 0
    assert said.out.splitlines()[0].startswith("Planning Mon 23 Nov: [")
    assert "7/7 Waiting for their side, yesterday: their drawings" in said.out
    assert said.out.count("anna: Mon 23 Nov 2026") == 1
    tasks = {row: busy("task", "show", row, "--json").value for row in (5, 1, 2, 3, 4, 9, 10)}
    assert [tasks[row]["due"] for row in (5, 1, 2, 3)] == [
        "2026-11-23", "2026-11-24", "2026-11-30", "2026-11-22",
    ]  # fmt: skip
    assert tasks[4]["assignee"] == "bob"
    assert (tasks[9]["state"], tasks[9]["result"]) == ("dropped", "not worth it")
    assert (tasks[10]["state"], tasks[10]["result"]) == ("done", "they came")
    with builders.a_desk(database) as desk:
        undo.undo(desk)
        undo.undo(desk)
    assert busy("task", "show", "9", "--json").value["state"] == "open"
    assert busy("task", "show", "5", "--json").value["due"] == "2026-11-23"


def test_the_walk_asks_again_until_an_answer_holds(busy: Crm, monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, "zz", "D", "w nobody-of-that-name", "d whenever", "s", "", "q")
    said = busy("plan", "--walk")
    assert said.status == 0
    assert said.err.count("is no answer") == 1
    assert "Why is it dropped?" in said.err
    assert "'whenever' is no day" in said.err
    assert "2/7" in said.out
    assert "3/7" not in said.out


def test_an_outcome_in_the_walk_is_an_attempt_that_comes_back(
    busy: Crm, monkeypatch: pytest.MonkeyPatch
):
    answers(monkeypatch, "x no answer")
    assert "it comes back" in busy("plan", "--walk").out
    assert busy("task", "show", "5", "--json").value["outcome"] == "no_answer"


def test_the_walk_of_who_answers_nothing_changes_nothing(
    busy: Crm, database: Path, monkeypatch: pytest.MonkeyPatch
):
    with builders.a_desk(database) as desk:
        before = builders.dump(desk)
    answers(monkeypatch)
    assert busy("plan", "--walk").status == 0
    answers(monkeypatch, *[""] * 20)
    assert busy("plan", "--walk").status == 0
    with builders.a_desk(database) as desk:
        assert builders.dump(desk) == before


def test_the_walk_as_json_is_one_value(busy: Crm, monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, "t", "", "l", "q")
    value = busy("plan", "--walk", "--json").value
    assert [(one["task"], one["answer"]) for one in value["answers"]] == [(5, "t"), (2, "l")]
    assert {row["id"] for row in value["planned"]} == {5, 6}


def test_bytes_that_are_no_text_do_not_end_the_walk(busy: Crm, database: Path):
    done = subprocess.run(
        [sys.executable, "-m", "crm_tui", "plan", "--walk"],
        env={**os.environ, "CRM_DB": str(database), "CRM_USER": "anna"},
        input=b"\xff\xfe\x1b[2J\nq\n",
        capture_output=True,
        check=True,
    )
    assert b"is no answer" in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.fixture
def courted(busy: Crm) -> Crm:
    """A customer whom we want and with whom nothing stands: the program proposes a step."""
    busy("new", "Verdi SpA")
    busy("edit", "Verdi SpA", "lifecycle=customer")
    return busy


def test_what_the_program_proposes_stands_in_the_plan_with_its_reason(courted: Crm):
    (proposed,) = courted("plan", "--json").value["proposals"]
    assert proposed["party_name"] == "Verdi SpA"
    said = courted("plan").out
    assert "Proposed: 1" in said
    assert proposed["reason"] in " ".join(said.split())


def test_a_proposal_is_accepted_in_the_walk_with_a_tasks_keys(
    courted: Crm, monkeypatch: pytest.MonkeyPatch
):
    answers(monkeypatch, *[""] * 7, "D no", "x done", "t")
    said = courted("plan", "--walk")
    assert "8/8 Proposed: " in said.out
    assert said.err.count("A proposal is no task yet.") == 2
    (made,) = [
        row
        for row in courted("plan", "--json").value["planned"]
        if row["party_name"] == "Verdi SpA"
    ]
    assert made["reason"]
    assert courted("plan", "--json").value["proposals"] == []


def test_a_proposal_is_silenced_or_given_away_in_the_walk(
    courted: Crm, database: Path, monkeypatch: pytest.MonkeyPatch
):
    answers(monkeypatch, *[""] * 7, "s")
    courted("plan", "--walk")
    assert courted("plan", "--json").value["proposals"] == []
    courted("undo")
    answers(monkeypatch, *[""] * 7, "w bob")
    courted("plan", "--walk")
    with builders.a_desk(database) as desk:
        assert proposals.proposals(desk, desk.user) == []
        assert builders.labels(desk)[-1].startswith("gave a proposal to bob")
    assert "Verdi" in courted("task", "list", "--of", "bob").out
