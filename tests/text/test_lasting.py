import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.lasting import LONGEST, length_at, parse_minutes, say_minutes, say_short


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20m", 20),
        ("20 min", 20),
        ("45 Minutes", 45),
        ("90'", 90),
        ("1h", 60),
        ("2 hours", 120),
        ("1.5h", 90),
        ("0,25 h", 15),
        ("1h30", 90),
        ("1h 5m", 65),
        ("1 h 20 min", 80),
        ("10", None),
        ("0m", None),
        ("1.5h30", None),
        ("1h75", None),
        ("9999m", None),
        ("20 months", None),
        ("\u0662\u0660m", None),
        ("", None),
    ],
)
def test_a_length_is_understood_as_it_is_written(text, minutes):
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    ("minutes", "said", "short"),
    [(20, "20 min", "20m"), (120, "2 h", "2h"), (80, "1 h 20", "1h20"), (65, "1 h 05", "1h05")],
)
def test_a_length_is_said_in_hours_and_minutes(minutes, said, short):
    assert (say_minutes(minutes), say_short(minutes)) == (said, short)


@given(st.integers(1, LONGEST))
def test_what_is_said_is_understood(minutes):
    assert parse_minutes(say_minutes(minutes)) == parse_minutes(say_short(minutes)) == minutes


@given(st.text(max_size=12) | st.from_regex(r"\d{1,5}[.,h ]?\d{0,4} ?(m|min|h|hrs|')?"))
def test_no_text_is_a_length_out_of_bounds(text):
    minutes = parse_minutes(text)
    assert minutes is None or 0 < minutes <= LONGEST


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("20m about tea", (1, 20)),
        ("1 h 20 min, about tea", (4, 80)),
        ("1 h 20", (3, 80)),
        ("2 hours", (2, 120)),
        ("45 min.", (2, 45)),
        ("20 m of cable", None),
        ("20 tea bags", None),
        ("tea 20m", None),
        ("", None),
    ],
)
def test_a_length_is_found_where_a_sentence_goes_on_with_one(sentence, found):
    assert length_at(sentence.split(), 0) == found
