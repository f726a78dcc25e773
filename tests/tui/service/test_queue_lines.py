"""A ticket in the queue: what matters most is never lost, and every line fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width
from crm_tui.tui.service.queue_lines import ONE_LINE, height, ticket_lines, views_line
from crm_tui.views.tickets import VIEWS
from tests.naughty import CONTROLS, MARKUP, WIDE
from tests.tui.card.cards import NOW, TODAY, WORDS
from tests.tui.service.drawn import ME, a_claim, a_row, ago

texts = st.text(max_size=40) | st.sampled_from((*CONTROLS, *MARKUP, *WIDE))
ASCII = WORDS._replace(ascii_only=True)


def drawn(row, width=78, words=WORDS, **more):
    return ["".join(text for text, _tone in line)
            for line in ticket_lines(row, width, words, NOW, ME, **more)]  # fmt: skip


def tones(row, width=78):
    return {text.strip(): tone for line in ticket_lines(row, width, WORDS, NOW, ME)
            for text, tone in line if text.strip()}  # fmt: skip


@pytest.mark.parametrize("width", [58, 78, 150])
def test_a_line_says_number_customer_title_priority_and_clock(width):
    said = " ".join(drawn(a_row(), width))
    for part in ("T12", "A", "Rossi Kft", "The pump leaks", "high", "!! late 2 h"):
        assert part in said


def test_from_a_width_on_a_ticket_takes_one_line():
    assert (height(ONE_LINE - 1), height(ONE_LINE)) == (2, 1)
    assert len(drawn(a_row(), ONE_LINE)) == 1


@pytest.mark.parametrize("width", [58, 78, 150])
def test_numbers_and_customers_stand_in_columns(width):
    rows = [a_row(number=number, value=value)
            for number, value in (("T1", "A"), ("T12345", ""))]  # fmt: skip
    assert len({drawn(row, width)[0].index("Rossi") for row in rows}) == 1


@pytest.mark.parametrize("width", [58, 78, 150])
def test_who_is_on_it_is_said_however_narrow_the_line(width):
    said = " ".join(drawn(a_row(claim=a_claim(), title="word " * 20), width))
    assert "Bob Stone" in said
    assert "since 14:55" in said


def test_ones_own_claim_is_said_otherwise():
    assert "you since 14:55" in drawn(a_row(claim=a_claim(ME)))[1]


def test_a_clock_that_runs_out_has_a_sign_before_it_is_late():
    soon = {"first_response_due": ago(-10), "due_at": ago(-10), "warn_at": ago(5)}
    assert " ! answer due in 10 min" in drawn(a_row(**soon))[0]
    assert tones(a_row(**soon))["! answer due in 10 min"] == "warn"
    later = soon | {"warn_at": ago(-5)}
    assert tones(a_row(**later))["answer due in 10 min"] == ""
    assert tones(a_row())["!! late 2 h"] == "alert"


def test_a_complaint_keeps_its_sign_where_its_name_has_no_room():
    row = a_row(party_name="A customer with quite a long name")
    assert "complaint" not in drawn(row, 50)[0]
    assert drawn(row, 50)[1].lstrip().startswith("! ")


def test_the_day_on_which_it_is_due_again_is_said_with_a_sign_when_it_has_come():
    assert "! again today" in drawn(a_row(wait_until=TODAY.isoformat()))[1]
    assert "! again" not in drawn(a_row(wait_until="2099-01-01"))[1]


def test_an_answer_that_is_begun_is_marked():
    assert "draft" in drawn(a_row(), drafted=True)[1]
    assert "draft" in drawn(a_row(), 150, drafted=True)[0]


def test_a_ticket_of_nobody_known_says_so():
    row = a_row(party=None, party_name="", contact=None, contact_name="", value="")
    assert "nobody known" in drawn(row)[0]


@given(st.tuples(texts, texts, texts, texts), st.integers(40, 200), st.booleans())
def test_no_line_is_too_wide_or_could_harm(words, width, drafted):
    title, name, kind, owner = words
    row = a_row(
        title=title, party_name=name, kind_label=kind, owner=owner, claim=a_claim(name=owner),
        wait_until=TODAY.isoformat(),
    )  # fmt: skip
    for line in ticket_lines(row, width, WORDS, NOW, ME, drafted=drafted):
        assert sum(cell_width(text) for text, _tone in line) <= width
        assert all(display(text) == text for text, _tone in line)


@pytest.mark.parametrize("width", [58, 78, 150])
def test_in_ascii_there_are_ascii_letters_only(width):
    row = a_row(title="word " * 30, claim=a_claim(), wait_until=TODAY.isoformat())
    assert "".join(drawn(row, width, ASCII)).isascii()


# The views


def shown(view, counts, width, words=WORDS, other=()):
    line = views_line(view, counts, width, words, other)
    assert sum(cell_width(text) for text, _tone in line) <= width
    return "".join(text for text, _tone in line)


def test_all_views_with_their_counts_stand_on_a_line_of_78_cells():
    counts = dict(zip(VIEWS, (3, 12, 8, 2, 5, 40), strict=True))
    assert shown("mine", counts, 78) == (
        "running out 3 · new 12 · [mine 8] · again 2 · complaints 5 · all 40"
    )


@pytest.mark.parametrize(
    ("running", "said"),
    [
        (3, "running 3 new 12 mine 8 again 2 compl. 5 [all 5,710]"),
        (1_310, "out 1,310 new 12 mine 8 again 2 compl 5 [all 5,710]"),
    ],
)
def test_beside_the_conversation_all_views_are_there_with_shorter_names(running, said):
    counts = dict(zip(VIEWS, (running, 12, 8, 2, 5, 5_710), strict=True))
    assert shown("all", counts, 53) == said


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [30, 50, 58])
def test_however_little_room_there_is_the_view_that_is_shown_can_be_seen(view, width):
    counts = dict.fromkeys(VIEWS, 12_345)
    said = shown(view, counts, width)
    assert "[" in said
    assert "12,345]" in said


def test_views_without_counts_are_named_all_the_same():
    assert shown("all", {}, 78).endswith("complaints · [all]")
