"""The plan shared with a customer: both sides, what is late on either, and what ended (S6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm_tui.text.width import cell_width
from crm_tui.tui.card.lines import card_lines, peek_lines
from crm_tui.tui.card.pages import Target
from tests.snapshots import assert_looks_as_before
from tests.tui.card.cards import NOW, TODAY, WORDS, card, full_card, history, task, text

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "card"
LATE, SOON = TODAY - timedelta(days=2), TODAY + timedelta(days=5)

PLAN = (
    task("send us the drawings", id=11, side="them", due=LATE - timedelta(days=1), assignee="bob"),
    task(
        "call about the proof", id=12, kind="call_back", due=LATE, minutes=20, attempt=2,
        start_at=datetime(2025, 11, 24, 10, tzinfo=UTC), agreed_on=date(2025, 11, 12),
        planned_for=LATE, planned_at=datetime(2025, 11, 20, 19, 5, tzinfo=UTC), planned_by="chen",
    ),
    task("approve the proof", id=13, side="them", due=LATE, agreed_on=date(2025, 11, 12)),
    task(
        "ask about the next order", id=14, due=SOON, repeats="FREQ=WEEKLY;BYDAY=MO",
        proposal="no_contact", reason="no contact for 45 days, usually every 20",
        note="they start the new line in December\nask for Marco", priority="high",
    ),
    task("go through the plan", id=15, kind="review", due=SOON + timedelta(days=7), minutes=90),
    task(
        "send the invoice", id=16, follows=13, follows_title="approve the proof", follows_after=2,
        entry=90, entry_at=NOW - timedelta(days=9), entry_way="phone", entry_text="wants a copy",
    ),
)  # fmt: skip
ENDED = (
    task(
        "call about the paper", id=21, done_at=NOW - timedelta(hours=5), state="done",
        outcome="reached", result="they take the thick",
    ),
    task("visit the fair", id=22, state="dropped", result="cancelled", done_at=NOW - timedelta(6)),
)  # fmt: skip


def shared(*tasks, ended=(), **more):
    return full_card()._replace(tasks=tasks, ended_tasks=ended, **more)


def plan(*tasks, ended=(), width=78, words=WORDS):
    return text(card_lines(shared(*tasks, ended=ended), (), "tasks", width, words).lines)[4:]


def peek(*tasks, width=80):
    return text(peek_lines(card(tasks=tasks), (), width, 8, WORDS))[3]


def head(*tasks, width=78):
    return text(card_lines(shared(*tasks), history(), "timeline", width, WORDS).lines)


@pytest.mark.parametrize("width", [78, 118, 55])
def test_a_plan_of_both_sides_looks_as_it_should(width):
    shown = plan(*PLAN, ended=ENDED, width=width)
    assert_looks_as_before(SNAPSHOTS / f"plan-{width}.txt", "\n".join(shown))


def test_a_plan_is_drawn_in_ascii_alone_where_that_is_asked():
    plain = WORDS._replace(ascii_only=True)
    assert all(line.isascii() for line in plan(*PLAN, ended=ENDED, width=40, words=plain))


def test_what_is_open_and_overdue_is_counted_for_either_side():
    assert plan(*PLAN)[0] == "we: 4 open, 1 overdue · they: 2 open, 2 overdue · review Mon 8 Dec"
    assert plan(task("send it", due=SOON))[0] == "we: 1 open"
    assert plan(task("sign it", side="them"))[0] == "we: nothing open · they: 1 open"


@pytest.mark.parametrize(("side", "whose"), [("us", "sign it (bob)"), ("them", "they: sign it")])
def test_what_is_overdue_has_a_sign_a_word_and_a_colour_on_either_side(side, whose):
    one = task("sign it", side=side, due=LATE)
    line = card_lines(shared(one), (), "tasks", 78, WORDS).lines[5]
    assert text([line]) == [f"! overdue Mon 24 Nov {whose}"]
    assert line[0] == ("! overdue", "alert")


def test_an_hour_decides_whether_it_is_today_where_the_user_is():
    tokyo = WORDS._replace(zone=ZoneInfo("Asia/Tokyo"))
    late = task("call", due=LATE, day=TODAY, start_at=datetime(2025, 11, 25, 16, tzinfo=UTC))
    assert plan(late, words=tokyo)[1] == "today 01:00 call (bob)"


def test_what_waits_for_another_names_it():
    waits = task("pay", follows=3, follows_title='Sign the "big" contract')
    assert plan(waits)[2] == "    after 'Sign the \"big\" contract'"
    assert plan(waits._replace(follows_after=1))[2].startswith("    1 day after 'Sign")
    assert plan(task("pay"))[2] == "    no day set"


def test_a_long_note_shows_its_first_lines_and_that_there_is_more():
    noted = task("call", due=SOON, note="\n".join(f"line {number}" for number in range(9)))
    shown = plan(noted)
    assert [line.strip() for line in shown[2:]] == ["note  line 0", "line 1", "line 2 …"]


def test_an_entry_that_was_taken_back_is_not_named():
    assert plan(task("call", due=SOON, entry=4))[1:] == ["Mon 1 Dec call (bob)"]


def test_what_ended_lately_stands_below_with_its_result():
    assert plan(*PLAN, ended=ENDED[:1], width=90)[-3:] == [
        "", "lately", "done today 10:00 call about the paper (bob) · reached · they take the thick",
    ]  # fmt: skip


def test_the_cursor_stands_on_every_task():
    shown = card_lines(shared(*PLAN, ended=ENDED), (), "tasks", 78, WORDS)
    assert [shown.target(one.key) for one in shown.entries] == [
        Target("task", one.id) for one in (*PLAN, *ENDED)
    ]


class TestTheHead:
    def test_shows_what_they_owe_beside_our_next_step(self):
        ours, theirs = task("call", due=LATE), task("sign it", id=2, side="them", due=LATE)
        shown = head(ours, theirs, task("visit", id=3, due=SOON))
        assert "next    ! overdue Mon 24 Nov call (bob) · Mon 1 Dec visit (bob)" in shown
        assert "they    ! overdue Mon 24 Nov sign it" in shown
        assert peek(ours, theirs) == "next  ! overdue Mon 24 Nov call (bob) ! they: 1 overdue"

    def test_says_once_what_is_the_next_step_itself(self):
        theirs = task("sign it", side="them", due=LATE)
        assert "next    ! overdue Mon 24 Nov they: sign it" in head(theirs)
        assert peek(theirs) == "next  ! overdue Mon 24 Nov they: sign it"

    @pytest.mark.parametrize("width", [40, 60, 80])
    def test_never_loses_what_they_owe_to_a_long_next_step(self, width):
        shown = peek(task("call " * 30, due=LATE), *PLAN, width=width)
        assert shown.endswith("! they: 2 overdue")
        assert cell_width(shown) <= width

    def test_says_nothing_of_theirs_that_is_still_to_come(self):
        ours, theirs = task("call", due=LATE), task("sign it", side="them", due=SOON)
        assert "overdue" not in peek(ours, theirs).removeprefix("next  ! overdue")
        assert not any(line.startswith("they") for line in head(ours, theirs))

    def test_shows_the_hour_of_the_next_step(self):
        at = task("call", due=TODAY, start_at=datetime(2025, 11, 26, 16, 30, tzinfo=UTC))
        assert peek(at) == "next  today 16:30 call (bob)"
