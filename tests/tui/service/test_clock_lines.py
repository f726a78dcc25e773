"""What makes up a clock's figure can be added up by hand."""

from __future__ import annotations

import pytest

from crm_tui.text.ticket_clock import Stretch
from crm_tui.text.width import cell_width
from crm_tui.text.working_time import WorkingSpan
from crm_tui.tui.service.clock_lines import clock_lines, say_worked
from crm_tui.views.ticket_card import Clock
from tests.tui.card.cards import NOW, WORDS
from tests.tui.service.drawn import ago


def spans(*parts):
    return tuple(WorkingSpan(ago(begin), ago(end)) for begin, end in parts)


CLOCK = Clock(
    "resolution", 480, 120, ago(-360), None,
    (
        Stretch(ago(300), ago(240), "new", True, spans((300, 240))),
        Stretch(ago(240), ago(60), "waiting_customer", False, spans((240, 60))),
        Stretch(ago(60), None, "open", True, spans((60, 0))),
    ),
)  # fmt: skip


def drawn(*clocks, width=78):
    lines = clock_lines("T12", clocks, width, WORDS, NOW)
    assert all(sum(cell_width(text) for text, _tone in line) <= width for line in lines)
    return "\n".join("".join(text for text, _tone in line) for line in lines)


def test_the_hours_of_each_state_are_said_and_those_that_do_not_count():
    said = drawn(CLOCK)
    assert "resolution  8 h promised, 2 h used" in said
    assert "waiting for customer, does not count" in said
    assert "(3 h)" in said
    assert said.count(" 1 h") == 4


def test_a_clock_that_runs_says_when_it_runs_out():
    assert "due in 6 h" in drawn(CLOCK)
    assert "!! late 1 h" not in drawn(CLOCK)
    assert "!! late" in drawn(CLOCK._replace(due=ago(120), used=600))


def test_a_clock_that_stopped_says_whether_that_was_in_time():
    assert "in time" in drawn(CLOCK._replace(stopped=ago(10)))
    assert "!! late" in drawn(CLOCK._replace(stopped=ago(10), due=ago(20)))


def test_a_ticket_without_a_promise_says_that():
    assert "no policy holds for it" in drawn()
    assert "nothing is promised" in drawn(CLOCK._replace(promised=None, due=None))


@pytest.mark.parametrize("width", [40, 58, 100])
def test_every_line_fits(width):
    assert drawn(CLOCK, CLOCK, width=width)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (90, "1 h 30 min")]
)
def test_working_minutes_are_said_in_hours(minutes, said):
    assert say_worked(minutes) == said
