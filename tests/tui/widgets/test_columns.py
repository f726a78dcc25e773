"""Which columns a narrow list keeps, and how wide they are."""

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.tui.widgets.columns import GAP, Column, Slot, arrange

NAME = Column("Name", 10, flex=2)
PHONE = Column("Phone", 12)
CITY = Column("City", 8, flex=1, drop=1)
OWNER = Column("Owner", 6, drop=2)
COLUMNS = (NAME, CITY, OWNER, PHONE)

ANY_COLUMNS = st.lists(
    st.builds(Column, st.just(""), st.integers(1, 30), st.integers(0, 3), st.integers(0, 3)),
    max_size=6,
)


def test_room_left_over_goes_to_the_flexible_columns_by_their_shares():
    slots = arrange(COLUMNS, 36 + 3 * GAP + 9)
    assert slots == (Slot(0, 16), Slot(1, 11), Slot(2, 6), Slot(3, 12))


def test_columns_are_lost_in_the_order_they_say_and_the_phone_never():
    assert [slot.column for slot in arrange(COLUMNS, 40)] == [0, 1, 3]
    assert [slot.column for slot in arrange(COLUMNS, 30)] == [0, 3]


def test_what_is_never_lost_is_cut_where_even_that_does_not_fit():
    assert arrange(COLUMNS, 16) == (Slot(0, 10), Slot(3, 4))


@given(ANY_COLUMNS, st.integers(0, 120))
def test_the_columns_never_take_more_than_the_room(columns, width):
    slots = arrange(columns, width)
    assert sum(slot.width for slot in slots) + GAP * max(0, len(slots) - 1) <= width
    assert all(slot.width > 0 for slot in slots)
    assert [slot.column for slot in slots] == sorted(slot.column for slot in slots)


@given(ANY_COLUMNS, st.integers(40, 200))
def test_a_flexible_column_leaves_no_room_unused(columns, width):
    slots = arrange(columns, width)
    if any(columns[slot.column].flex for slot in slots):
        assert sum(slot.width for slot in slots) + GAP * (len(slots) - 1) == width
