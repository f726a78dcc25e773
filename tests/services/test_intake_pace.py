"""How much of an import goes into one transaction: as much as others can wait for."""

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.services.intake.pace import LEAST, MOST, WORK_S, Pace


def settled(records_a_second: float) -> int:
    pace = Pace(200)
    for _ in range(20):
        pace.follow(pace.size / records_a_second)
    return pace.size


def test_quick_records_come_many_at_a_time_and_slow_ones_few():
    assert settled(6000) == round(6000 * WORK_S)
    assert settled(1000) == round(1000 * WORK_S)


def test_however_quick_or_slow_a_batch_is_neither_endless_nor_a_row():
    assert settled(1_000_000) == MOST
    assert settled(1) == LEAST


def test_one_odd_batch_does_no_more_than_double_or_halve_the_next():
    pace = Pace(400)
    pace.follow(1000.0)
    assert pace.size == 200
    pace.follow(0.0)
    assert pace.size == 400


@given(st.lists(st.floats(0, 1e6), max_size=30))
def test_the_size_stays_within_bounds(times: list[float]):
    pace = Pace(200)
    for work_s in times:
        pace.follow(work_s)
        assert LEAST <= pace.size <= MOST
