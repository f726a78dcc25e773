from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.date_columns import detect_date_order, parse_date_as


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["1/2/20", "1/16/20", ""], "mdy"),
        (["1/2/20", "16/1/20"], "dmy"),
        (["1.2.2020", "3.4.2020"], "dmy"),
        (["2020-01-02", "2020/01/02 10:00"], "ymd"),
        (["16/1/20", "1/16/20"], None),
        (["1/2/20", "3/4/20"], None),
        (["", "none"], None),
    ],
)
def test_a_column_tells_its_order(cells, order):
    assert detect_date_order(cells) == order


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2024-07-01T11:54:49.95+00:00", datetime(2024, 7, 1, 11, 54, 49, 950000, UTC)),
        ("2005-11-22T19:39:11.000Z", datetime(2005, 11, 22, 19, 39, 11, tzinfo=UTC)),
        ("2024-07-01 11:54:49 UTC", datetime(2024, 7, 1, 11, 54, 49, tzinfo=UTC)),
        ("1948-12-08 00:00:00.000", date(1948, 12, 8)),
        ("2002/1/16", date(2002, 1, 16)),
        ("20240701", date(2024, 7, 1)),
        ("21 Dec 2020", date(2020, 12, 21)),
        ("21-Dec-20", date(2020, 12, 21)),
        ("Dec 21, 2020", date(2020, 12, 21)),
        (
            "Mon, 21 Dec 2020 10:00:00 +0100",
            datetime(2020, 12, 21, 10, tzinfo=timezone(timedelta(hours=1))),
        ),
        ("1/16/45", date(2045, 1, 16)),
        ("1/16/99", date(1999, 1, 16)),
        ("12/31/2021 3:45 PM", datetime(2021, 12, 31, 15, 45)),
        ("31.12.2021", date(2021, 12, 31)),
    ],
)
def test_a_cell_that_can_be_read_one_way_needs_no_order(cell, said):
    assert parse_date_as(cell, None) == said


def test_a_cell_that_could_be_either_way_round_needs_an_order():
    assert parse_date_as("1/2/20", None) is None
    assert parse_date_as("1/2/20", "dmy") == date(2020, 2, 1)
    assert parse_date_as("1/2/20", "mdy") == date(2020, 1, 2)
    assert parse_date_as("1/2/20", "ymd") == date(2001, 2, 20)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "garbage",
        "99/99/99",
        "2024-13-01",
        "0000-00-00",
        "2024-07-01T25:00",
        "2024-07-01 10:00:99",
        "2020-01-01 10:00+99:00",
        "2024-07-01 and more",
        "16/16/20",
    ],
)
def test_what_is_no_date_is_none(cell):
    assert parse_date_as(cell, "dmy") is None


@given(
    st.text(max_size=20) | st.text("0123456789/-.:TZ +apmDec", max_size=25),
    st.sampled_from(["ymd", "dmy", "mdy", None]),
)
def test_no_cell_breaks(cell, order):
    said = parse_date_as(cell, order)
    assert said is None or isinstance(said, date)
    assert detect_date_order([cell]) in {"ymd", "dmy", "mdy", None}


@given(st.datetimes(), st.sampled_from(["ymd", "dmy", "mdy"]))
def test_iso_is_read_whatever_the_order(moment, order):
    said = parse_date_as(moment.isoformat(), order)
    midnight = moment == datetime.combine(moment.date(), datetime.min.time())
    assert said == (moment.date() if midnight else moment)
