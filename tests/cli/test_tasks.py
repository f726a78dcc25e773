"""Tasks from the shell: said in a line, moved, finished, dropped, shown, each in one change set."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import builders, hostile
from tests.cli.conftest import Crm
from tests.naughty import HARMFUL


@pytest.fixture
def colleagues(crm: Crm, rossi: int) -> Crm:
    crm("user", "add", "bob", "Bob", "Brown")
    return crm


def made(crm: Crm, *words: str | int) -> int:
    """Adds a task; its number."""
    return int(crm("task", "add", *words, "--json").value["task"])


def told(crm: Crm, task: int) -> dict[str, object]:
    """All about a task."""
    return dict(crm("task", "show", task, "--json").value)


# Added


def test_a_line_says_it_all_and_what_was_understood_is_told(colleagues: Crm, rossi: int):
    said = colleagues(
        "task", "add", rossi,
        "call", "Anna", "about", "the", "renewal", "tue", "10:00", "20m", "!high", "@bob",
        "every", "week",
    )  # fmt: skip
    assert said.out == (
        "Task 1: call Anna about the renewal, Tue 24 Nov 10:00, 20 min, high, every week,"
        " for bob, Rossi GmbH (#1).\n"
    )
    assert told(colleagues, 1).items() >= {
        "title": "call Anna about the renewal", "kind": "call", "due": "2026-11-24",
        "start_at": "2026-11-24T09:00:00Z", "minutes": 20, "priority": "high",
        "assignee": "bob", "repeats": "FREQ=WEEKLY", "party": rossi, "planned_by": "anna",
    }.items()  # fmt: skip


def test_the_same_is_told_as_json(colleagues: Crm, rossi: int):
    value = colleagues("task", "add", rossi, "visit fri 9:00", "--json").value
    assert value["task"] == value["understood"]["id"]
    assert value["understood"]["start_at"] == "2026-11-27T08:00:00Z"


def test_options_win_over_the_line(colleagues: Crm, rossi: int):
    task = made(
        colleagues, rossi, "call them tue 10:00 20m !low @bob", "--due", "wed", "--at", "9:30",
        "--minutes", "1h30", "--priority", "urgent", "--for", "anna", "--kind", "meeting",
        "--side", "them", "--agreed", "yesterday", "--note", "bring the drawings",
        "--repeat", "monthly",
    )  # fmt: skip
    assert told(colleagues, task).items() >= {
        "title": "call them", "due": "2026-11-25", "start_at": "2026-11-25T08:30:00Z",
        "minutes": 90, "priority": "urgent", "assignee": "anna", "kind": "meeting",
        "side": "them", "agreed_on": "2026-11-19", "note": "bring the drawings",
        "repeats": "FREQ=MONTHLY",
    }.items()  # fmt: skip


def test_an_hour_without_a_day_is_the_next_one_on_the_clock(crm: Crm, rossi: int):
    assert told(crm, made(crm, rossi, "x", "--at", "11:00"))["due"] == "2026-11-20"
    assert told(crm, made(crm, rossi, "x", "--at", "9:00"))["due"] == "2026-11-21"


def test_a_repetition_without_a_day_begins_on_its_first(crm: Crm, rossi: int):
    assert told(crm, made(crm, rossi, "x", "--repeat", "every mon"))["due"] == "2026-11-23"


@pytest.mark.parametrize("nobody", ["-", "nobody"])
def test_a_task_may_hang_on_no_customer_and_such_are_counted(crm: Crm, rossi: int, nobody: str):
    """S75."""
    task = made(crm, nobody, "buy paper")
    made(crm, rossi, "call")
    assert told(crm, task)["party"] is None
    assert "1 task hangs on no customer's card (--unattached)." in crm("task", "list").out
    assert [one["id"] for one in crm("task", "list", "--unattached", "--json").value] == [task]


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        (("--due", "whenever"), "fri"),
        (("--at", "25:00"), "10:00"),
        (("--minutes", "much"), "1h30"),
        (("--minutes", "9" * 5000), "1h30"),
        (("--repeat", "sometimes"), "every mon"),
        (("--days", "3"), "--after"),
        (("--agreed", "someday"), "fri"),
        (("--kind", "prayer"), "call back"),
        (("--side", "ours"), "them"),
        (("--after", "soon"), "task"),
    ],
)
def test_an_option_that_means_nothing_is_a_sentence_and_adds_nothing(
    crm: Crm, rossi: int, option: tuple[str, str], hint: str
):
    answer = crm("task", "add", rossi, "x", *option)
    assert (answer.status, answer.out) == (2, "")
    assert hint in answer.err
    assert crm("task", "list", "--json").value == []


def test_a_task_that_follows_another_gets_its_day_when_that_one_is_done(crm: Crm, rossi: int):
    first = made(crm, rossi, "measure the hall", "today")
    then = made(crm, rossi, "send the offer", "--after", first, "--days", "3")
    assert told(crm, then)["due"] is None
    assert f"followed by  task {then}" in crm("task", "show", first).out
    done = crm("task", "done", first, "20 by 30")
    assert f"Now its turn: Task {then}: send the offer, Mon 23 Nov" in done.out
    assert told(crm, then)["due"] == "2026-11-23"


def test_a_task_that_follows_another_has_no_day_of_its_own(crm: Crm, rossi: int):
    first = made(crm, rossi, "measure")
    assert crm("task", "add", rossi, "offer fri", "--after", first).status == 2
    assert crm("task", "add", rossi, "offer", "--after", "99").status == 3
    crm("task", "done", first, "measured")
    assert crm("task", "add", rossi, "offer", "--after", first).status == 5


def test_a_colleague_there_is_not_stays_in_the_title_and_is_named(crm: Crm, rossi: int):
    answer = crm("task", "add", rossi, "call Max fri @bbo")
    assert "call Max @bbo, Fri 27 Nov" in answer.out
    assert answer.err == "'@bbo' is no colleague; it stays in the title.\n"


# Changed


def test_a_task_says_what_a_new_line_says_in_one_change_set(colleagues: Crm, rossi: int):
    task = made(colleagues, rossi, "call Anna tue 10:00 !high")
    before = told(colleagues, task)
    said = colleagues("task", "edit", task, "call Anna and Max wed 11:00 @bob")
    assert "call Anna and Max, Wed 25 Nov 11:00, for bob" in said.out
    assert told(colleagues, task).items() >= {
        "title": "call Anna and Max", "due": "2026-11-25", "priority": "normal",
        "assignee": "bob", "kind": "call", "party": rossi,
    }.items()  # fmt: skip
    colleagues("undo")
    assert told(colleagues, task) == before


def test_the_line_of_a_task_says_the_same_task(colleagues: Crm, rossi: int):
    task = made(
        colleagues, rossi, "call Anna about 'x' tue 10:00 20m !high @bob every 2 weeks @them"
    )
    before = told(colleagues, task)
    colleagues("task", "edit", task, str(before["line"]))
    after = told(colleagues, task)
    same = set(before) - {"version", "updated_at", "plannings", "planned_at"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


def test_a_task_is_begun(crm: Crm, rossi: int):
    task = made(crm, rossi, "write the report")
    crm("task", "start", task)
    assert told(crm, task)["state"] == "doing"
    assert crm("task", "start", "99").status == 3


# Finished and dropped


def test_a_call_that_reached_nobody_comes_back_and_says_when(crm: Crm, rossi: int):
    task = made(crm, rossi, "call them today")
    said = crm("task", "done", task, "--outcome", "no answer", "--json").value
    assert list(said) == ["task", "entry", "again", "freed", "step"]
    again = told(crm, said["again"])
    assert (again["attempt"], again["start_at"]) == (2, "2026-11-20T11:00:00Z")
    told_of = crm("task", "done", said["again"], "--outcome", "voicemail").out
    assert "It comes back today 12:00, attempt 3" in told_of


def test_a_next_step_is_made_in_the_same_breath(crm: Crm, rossi: int, database: Path):
    task = made(crm, rossi, "call them today")
    said = crm(
        "task", "done", task, "they want a price", "--next", "send price fri", "--minutes", "12"
    )
    assert "Next step: Task 2: send price, Fri 27 Nov, Rossi GmbH (#1)." in said.out
    (entry,) = crm("show", rossi, "--json").value["timeline"]
    assert (entry["result"], entry["minutes"]) == ("they want a price", 12)
    assert told(crm, 2)["entry"] == told(crm, task)["done_entry"] == entry["id"]
    crm("undo")
    assert [one["id"] for one in crm("task", "list", "--json").value] == [task]


def test_finishing_again_changes_nothing_and_says_so(crm: Crm, rossi: int):
    task = made(crm, rossi, "call them")
    crm("task", "done", task, "yes")
    assert crm("task", "done", task, "yes").out == f"Task {task} was finished before.\n"
    assert crm("task", "done", task, "x", "--json").value == {
        "task": task, "entry": None, "again": None, "freed": [], "step": None,
    }  # fmt: skip
    assert crm("task", "done", "99", "x").status == 3
    assert crm("task", "done", made(crm, rossi, "call"), "x", "--minutes", "some").status == 2


@pytest.mark.parametrize("how", [("done", "all well"), ("drop", "on holiday")])
def test_a_repeating_task_says_when_it_comes_back(crm: Crm, rossi: int, how: tuple[str, str]):
    task = made(crm, rossi, "call them every mon")
    verb, why = how
    said = crm("task", verb, task, why)
    assert f"It comes back Mon 30 Nov: task {task + 1}, call them." in said.out
    assert crm("task", verb, task + 1, why, "--json").value["again"] == task + 2


def test_a_task_is_dropped_with_a_reason_only(crm: Crm, rossi: int):
    task = made(crm, rossi, "call them")
    assert crm("task", "drop", task).status == 2
    assert crm("task", "drop", task, " ").status == 5
    assert crm("task", "drop", task, "they", "closed", "--json").value == {
        "task": task,
        "again": None,
    }
    assert told(crm, task)["result"] == "they closed"
    assert "had ended before" in crm("task", "drop", task, "again").out
    assert crm("task", "drop", "99", "x").status == 3


# Moved


def test_a_move_keeps_the_hour_unless_another_is_said(crm: Crm, rossi: int):
    task = made(crm, rossi, "call them today 14:00")
    crm("task", "move", task, "+3d")
    assert told(crm, task)["start_at"] == "2026-11-23T13:00:00Z"
    crm("task", "move", task, "--at", "9:15")
    assert told(crm, task)["start_at"] == "2026-11-23T08:15:00Z"
    crm("task", "move", task, "tue", "--at", "10:00")
    assert told(crm, task)["start_at"] == "2026-11-24T09:00:00Z"
    crm("task", "move", task, "-")
    assert (told(crm, task)["due"], told(crm, task)["start_at"]) == (None, None)


@pytest.mark.parametrize(("by", "day"), [("1", "23"), ("+2", "24"), ("-1", "20"), ("-9", "20")])
def test_working_days_on_and_back_never_into_the_past(crm: Crm, rossi: int, by: str, day: str):
    task = made(crm, rossi, "call them", "--due", "2026-11-20" if by in "1 +2" else "2026-11-23")
    assert crm("task", "move", task, "--by", by).status == 0
    assert told(crm, task)["due"] == f"2026-11-{day}"


def test_many_are_moved_and_given_in_one_change_set(colleagues: Crm, rossi: int, database: Path):
    tasks = [made(colleagues, rossi, f"call {number} fri") for number in range(3)]
    said = colleagues("task", "move", ",".join(map(str, tasks)), "mon", "--to", "bob", "--json")
    assert said.value == {"task": tasks[0], "tasks": tasks}
    assert {(told(colleagues, one)["due"], told(colleagues, one)["assignee"]) for one in tasks} == {
        ("2026-11-23", "bob")
    }
    with builders.a_desk(database) as desk:
        assert builders.labels(desk)[-1] == "moved 3 tasks"
    colleagues("undo")
    assert {told(colleagues, one)["due"] for one in tasks} == {"2026-11-27"}


def test_a_move_is_whole_or_not_at_all(crm: Crm, rossi: int):
    task, ended = made(crm, rossi, "call fri"), made(crm, rossi, "visit fri")
    crm("task", "done", ended, "seen them")
    assert crm("task", "move", f"{task},{ended}", "mon").status == 5
    assert crm("task", "move", f"{task},99", "mon").status == 3
    assert told(crm, task)["due"] == "2026-11-27"


@pytest.mark.parametrize(
    "where",
    [(), ("mon", "--by", "1"), ("--by", "many"), ("--by", "9" * 5000), ("-", "--at", "9:00"),
     ("whenever",), ("--at", "late")],
)  # fmt: skip
def test_a_move_to_nowhere_is_wrong_usage(crm: Crm, rossi: int, where: tuple[str, ...]):
    task = made(crm, rossi, "call")
    answer = crm("task", "move", task, *where)
    assert (answer.status, answer.out) == (2, "")
    assert "wrong inside" not in answer.err


# Shown and listed


def test_a_task_tells_who_planned_it_when_and_what_it_became(colleagues: Crm, rossi: int):
    """S73."""
    task = made(colleagues, rossi, "call them fri")
    colleagues("plan", task, "--as", "bob")
    colleagues("task", "done", task, "they agreed")
    out = colleagues("task", "show", task).out
    assert "for Fri 27 Nov, put there today 10:00 by anna" in out
    assert "for Mon 23 Nov, put there today 10:00 by bob" in out
    assert "result     they agreed" in out
    assert "became     entry 1" in out
    assert [one["user"] for one in told(colleagues, task)["plannings"]] == ["anna", "bob"]  # type: ignore[attr-defined]


@pytest.fixture
def many(colleagues: Crm, rossi: int, database: Path) -> Crm:
    """Tasks 1 to 7: overdue, today's, without a day, theirs, on no card, bob's, ended."""
    builders.made_once(database, "seven tasks", lambda: make_many(colleagues, rossi))
    return colleagues


def make_many(crm: Crm, rossi: int) -> None:
    for party, *line in (
        (rossi, "late", "--due", "-2d"), (rossi, "call today 15:00"), (rossi, "some day"),
        (rossi, "papers today @them"), ("-", "paper"), (rossi, "bob's @bob"), (rossi, "over"),
    ):  # fmt: skip
        crm("task", "add", party, *line)
    crm("task", "done", "7", "all well")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), [1, 2, 3, 5]),
        (("1",), [1, 2, 4, 3, 6]),
        (("--overdue",), [1]),
        (("--day", "today"), [2]),
        (("--day", "none"), [3, 5]),
        (("--unattached",), [5]),
        (("--them",), [4]),
        (("--of", "bob"), [6]),
        (("--of", "everyone"), [1, 2, 3, 5, 6]),
        (("--done",), [7]),
        (("--done", "--day", "today"), [7]),
        (("--done", "--day", "yesterday"), []),
        (("1", "--of", "bob"), [6]),
        (("--limit", "2"), [1, 2]),
    ],
)
def test_a_list_shows_what_passes_in_order(many: Crm, words: tuple[str, ...], expected: list[int]):
    rows = many("task", "list", *words, "--json").value
    assert [row["id"] for row in rows] == expected
    said = many("task", "list", *words)
    assert said.status == 0
    assert all(row["title"] in said.out for row in rows)


def test_a_list_says_where_it_ends_and_where_it_is_empty(many: Crm):
    assert "4 tasks in all" in many("task", "list", "--limit", "1").err
    assert "No task" in many("task", "list", "--day", "+60d").err
    assert many("task", "list", "--done", "--overdue").status == 2
    assert many("task", "list", "--day", "whenever").status == 2


@pytest.mark.usefixtures("stays_open")
def test_hostile_words_are_kept_as_a_title_and_shown_inert(crm: Crm, rossi: int):
    for text in (*hostile.TERMINAL, *hostile.MARKUP, *hostile.FORMATS):
        words = text.replace("\0", "")
        added = crm("task", "add", rossi, f"x{words}", "--note", words, "--", "tail")
        assert added.status == 0, text
        task = int(added.out.split()[1].rstrip(":"))
        lines = (
            ("show", task), ("edit", task, words, "y"), ("move", task, "fri"), ("list", rossi),
            ("done", task, words, "z", "--next", words), ("drop", task, words, "z"),
        )  # fmt: skip
        for line in lines:
            said = crm("task", *line)
            assert not (set(said.out + said.err) - {"\n"}) & HARMFUL, line
            assert "wrong inside" not in said.err
