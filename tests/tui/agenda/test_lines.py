"""A line of the sheet says what, with whom, by which phone, how long (S74)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.tui.agenda.lines import COLUMNS, sheet_row
from crm_tui.tui.widgets.columns import arrange
from crm_tui.tui.widgets.record_list import GUTTER
from tests import hostile
from tests.naughty import HARMFUL, MARKUP, WIDE
from tests.snapshots import assert_looks_as_before
from tests.tui.agenda.sheets import ASCII, TODAY, WORDS, Drawn, Paper, at, day, section, sheet, task

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "agenda"
UNTIMED = section("untimed", TODAY)


def cell(title, of, below=UNTIMED, words=WORDS):
    place = [column.title for column in COLUMNS].index(title)
    return sheet_row(of, below, words).cells[place]


def late(**given):
    return task(due=day(-4), day=day(-4), **given)


class TestWhen:
    def test_is_the_hour_by_the_viewers_clock(self):
        assert cell("When", task(start_at=at(10)), section("timed", TODAY)) == "10:00"

    def test_is_nothing_where_the_heading_says_the_day(self):
        assert cell("When", task()) == ""
        assert cell("When", task(day=day(2)), section("ahead", day(2))) == ""

    def test_is_the_day_where_the_heading_does_not_say_it(self):
        assert cell("When", task(day=day(12)), section("later", day(7))) == "Wed 2 Dec"
        assert cell("When", task(), section("found")) == "today"
        assert cell("When", task(day=None, due=None), section("no_day")) == ""

    def test_has_a_sign_where_it_is_past(self):
        assert cell("When", late(), section("overdue", TODAY)) == "!Mon 16 Nov"
        assert cell("When", late(start_at=at(9, 0, -4)), section("ahead", day(-4))) == "!09:00"
        assert sheet_row(late(), section("overdue", TODAY), WORDS).tone == "alert"

    def test_has_none_once_it_is_done(self):
        assert cell("When", late(state="done"), section("found")) == "Mon 16 Nov"

    def test_has_a_sign_where_two_are_at_the_same_time(self):
        both = task(start_at=at(10), overlaps=True)
        assert cell("When", both, section("timed", TODAY)) == "10:00+"
        assert cell("What", both).endswith("overlaps")


class TestWhat:
    @pytest.mark.parametrize(
        ("given", "drawn"),
        [
            ({}, "Ask"),
            ({"priority": "high"}, "!high Ask"),
            ({"priority": "urgent"}, "!urgent Ask"),
            ({"priority": "low"}, "Ask"),
            ({"repeats": True}, "↻ Ask"),
            ({"side": "them"}, "they: Ask"),
            ({"attempt": 2}, "Ask · 2nd try"),
            ({"attempt": 3}, "Ask · 3rd try"),
            ({"attempt": 11}, "Ask · 11th try"),
            ({"state": "doing"}, "Ask · being done"),
            ({"waits_for": "Send it"}, "Ask · after 'Send it'"),
            ({"reason": "no contact for 9 w"}, "Ask · no contact for 9 w"),
            ({"priority": "high", "repeats": True, "attempt": 2}, "!high ↻ Ask · 2nd try"),
        ],
    )
    def test_is_the_title_with_its_signs(self, given, drawn):
        assert cell("What", task("Ask", **given)) == drawn

    def test_has_its_signs_in_ascii_too(self):
        of = task("Ask", repeats=True, attempt=2)
        assert cell("What", of, words=ASCII) == "~ Ask - 2nd try"

    def test_says_in_words_what_a_tone_says(self):
        pressing, waiting = task(priority="urgent"), task(waits_for="Send it")
        assert sheet_row(pressing, UNTIMED, WORDS).tone == "warn"
        assert sheet_row(waiting, UNTIMED, WORDS).tone == "dim"


@pytest.mark.parametrize(("minutes", "drawn"), [(0, ""), (20, "20m"), (90, "1h30"), (120, "2h")])
def test_the_length_is_one_word(minutes, drawn):
    assert cell("Min", task(minutes=minutes)) == drawn


def test_the_kind_is_said_where_it_says_something():
    assert cell("Kind", task(kind="call_back")) == "call back"
    assert cell("Kind", task(kind="other")) == ""


def test_a_line_is_drawn_again_when_its_task_changed():
    before = sheet_row(task(), UNTIMED, WORDS)
    assert sheet_row(task(), UNTIMED, WORDS).version == before.version
    assert sheet_row(task(priority="high"), UNTIMED, WORDS).version != before.version


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (48, ["When", "What", "Who"]),
        (80, ["When", "What", "Who", "Phone"]),
        (118, ["When", "What", "Who", "Phone", "Min", "Kind"]),
    ],
)
def test_where_it_is_narrow_when_what_and_who_stay_and_then_the_phone(width, shown):
    slots = arrange(COLUMNS, width - GUTTER)
    assert [COLUMNS[slot.column].title for slot in slots][: len(shown)] == shown


def a_day():
    """A sheet with one of everything."""
    of = sheet(
        section("overdue", TODAY, 2),
        section("timed", TODAY, 3, minutes=140, capacity=480, overlaps=2),
        section("untimed", TODAY, 2, minutes=45),
        section("ahead", day(1), 1, minutes=30, capacity=0),
        section("ahead", day(3), 2, minutes=600, capacity=480),
        section("later", day(7), 1),
        section("no_day", None, 1),
        section("theirs", TODAY, 1),
        section("waiting", None, 1),
        load=185,
    )
    rossi = {"party": 1, "party_name": "Rossi S.p.A.", "phone": "+39 02 1234567", "kind": "call"}
    beijing = {"party": 2, "party_name": "北京贸易有限公司", "kind": "visit"}
    tasks = [
        [
            task("Ask for the signed contract", id=1, due=day(-4), day=day(-4), **rossi),
            task("Send the offer", id=2, due=day(-400), day=day(-400), kind="offer", minutes=45),
        ],
        [
            task("Call Anna about the renewal", id=3, start_at=at(9), minutes=20, priority="high",
                 overlaps=True, planned=True, **rossi),
            task("Weekly look at the pipeline", id=4, start_at=at(9, 10), minutes=30,
                 repeats=True, overlaps=True),
            task("会议 about 2027", id=5, start_at=at(14), minutes=90, **beijing),
        ],
        [
            task("Call back", id=6, attempt=2, minutes=15, **rossi | {"kind": "call_back"}),
            task("Thank-you note", id=7, minutes=30, state="doing"),
        ],
        [task("Water the plants", id=8, due=day(1), day=day(1), minutes=30)],
        [
            task("Stock-taking", id=9, due=day(3), day=day(3), start_at=at(8, 0, 3), minutes=540),
            task("Management visit", id=10, due=day(3), day=day(3), minutes=60, **beijing),
        ],
        [task("Contract ends", id=11, due=day(40), day=day(40), reason="ends on 4 Jan", **rossi)],
        [task("Look for a partner in Wien", id=12, due=None, day=None)],
        [task("Send the drawings", id=13, due=day(-1), day=day(-1), side="them", **beijing)],
        [task("Check the delivery", id=14, due=None, day=None, waits_for="Send the drawings",
              **rossi)],
    ]  # fmt: skip
    return of, tasks


def hostile_day():
    """A sheet whose every text is hostile."""
    texts = (hostile.ALL, *hostile.TERMINAL, *MARKUP, *hostile.FORMATS, *WIDE)
    of = sheet(section("found", None, len(texts)))
    rows = [
        task(text, id=number, party_name=text, phone=text, assignee=text, kind=text,
             waits_for=text, reason=text)
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    return of, [rows]


async def drawn(of, tasks, width, words, height):
    app = Paper(Drawn(of, tasks, width, words), words)
    async with app.run_test(size=(width, height)):
        strips = [app.list.render_line(y) for y in range(height)]
        assert all(strip.cell_length == width for strip in strips)
        return app.lines()


@pytest.mark.parametrize("words", [WORDS, ASCII], ids=["signs", "ascii"])
@pytest.mark.parametrize("width", [48, 80, 118])
async def test_a_day_looks_as_it_should(width, words):
    lines = await drawn(*a_day(), width, words, 24)
    name = f"{'ascii' if words is ASCII else 'day'}-{width}.txt"
    assert_looks_as_before(SNAPSHOTS / name, "\n".join(lines))


@pytest.mark.parametrize("width", [48, 80, 118])
async def test_hostile_texts_look_as_they_should(width):
    of, tasks = hostile_day()
    lines = await drawn(of, tasks, width, WORDS, len(tasks[0]) + 2)
    assert not set("".join(lines)) & HARMFUL
    assert_looks_as_before(SNAPSHOTS / f"hostile-{width}.txt", "\n".join(lines))


async def test_ascii_adds_no_sign_of_its_own():
    of, tasks = a_day()
    plain = [[one._replace(title="Task", party_name="Firm") for one in below] for below in tasks]
    for width in (48, 80, 118):
        assert all(line.isascii() for line in await drawn(of, plain, width, ASCII, 24))


@given(st.text(), st.text(), st.text(), st.integers(1, 10_000))
def test_any_text_makes_a_line(title, waits_for, reason, attempt):
    of = task(title, waits_for=waits_for, reason=reason, attempt=attempt)
    assert not set(cell("What", of)) & HARMFUL
