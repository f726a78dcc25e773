"""The customer list: which, in which order, page by page; and the search box over it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.services import accounts, parties, tags, timeline
from crm_tui.services.opening import Desk
from crm_tui.views import customers
from crm_tui.views.customers import SORTS, WHO, CustomerQuery
from tests.builders import a_call, a_colleague, a_company, a_person, a_task, filled_once
from tests.histories import CHANGES, EVERY_TEXT, a_fresh_desk, happens

EVERYONE = CustomerQuery(who="everyone")


def names(desk: Desk, query: CustomerQuery) -> list[str]:
    return [row.name for row in customers.rows(desk, customers.page(desk, query, 0, 100))]


def search(desk: Desk, text: str, **more) -> list[str]:
    return names(desk, CustomerQuery(text=text, **more))


@pytest.fixture
def book(desk: Desk) -> dict[str, int]:
    """Customers of several alphabets, with what a list shows of them."""
    firm = a_company(desk, "Rossi Kft", city="Pécs", phones=["06 72 123 456"], industry="bakery")
    return {
        "rossi": firm,
        "anna": a_person(
            desk, "Anna Verdi", company=firm, phones=["06 30 123 4567"], emails=["a.verdi@rossi.hu"]
        ),
        "muller": a_company(desk, "Müller & Söhne", city="Graz", wants="rye bread"),
        "nikos": a_person(desk, "Νίκος Παπαδόπουλος", city="Αθήνα"),
        "tokyo": a_company(desk, "日本語の顧客"),
        "zsofia": a_person(desk, "Őri Zsófia", is_customer=True),
    }


def test_a_line_shows_what_a_caller_asks_first(desk: Desk, book):
    a_call(desk, book["rossi"])
    a_task(desk, book["rossi"], due=date(2026, 12, 1))
    [row] = customers.rows(desk, [book["rossi"]])
    assert row._replace(last_contact_at=None) == (
        book["rossi"], "company", "Rossi Kft", "", "06 72 123 456", "Pécs", "prospect", "unknown",
        "anna", None, "2026-12-01", False,
    )  # fmt: skip
    assert row.last_contact_at == desk.clock.now()
    assert customers.rows(desk, [book["anna"]])[0].company == "Rossi Kft"


def test_lines_come_in_the_order_asked_for_and_gone_ones_are_left_out(desk: Desk, book):
    asked = [book["tokyo"], 999, book["rossi"]]
    assert [row.id for row in customers.rows(desk, asked)] == [book["tokyo"], book["rossi"]]


def test_the_plain_list_is_the_live_customers_by_name(desk: Desk, book):
    parties.archive(desk, [book["tokyo"]])
    assert names(desk, CustomerQuery()) == [
        "Müller & Söhne", "Őri Zsófia", "Rossi Kft", "Νίκος Παπαδόπουλος",
    ]  # fmt: skip
    assert names(desk, CustomerQuery(archived=True)) == ["日本語の顧客"]


def test_filters_keep_what_they_say(desk: Desk, book):
    bob = a_colleague(desk)
    accounts.hand_over(desk, [book["rossi"]], bob.user)
    accounts.hand_over(desk, [book["tokyo"]], None)
    tags.change(desk, [book["anna"], book["rossi"]], tags.parse("vip"))
    parties.set_state(desk, [book["muller"]], "lifecycle", "customer")
    parties.set_state(desk, [book["muller"]], "relationship", "regular")
    a_task(desk, book["nikos"])
    a_call(desk, book["zsofia"])
    assert names(desk, CustomerQuery(owner=bob.user)) == ["Rossi Kft"]
    assert names(desk, CustomerQuery(owner=0)) == ["日本語の顧客"]
    assert names(desk, EVERYONE._replace(tag="vip")) == ["Anna Verdi", "Rossi Kft"]
    assert names(desk, CustomerQuery(lifecycle="customer")) == ["Müller & Söhne"]
    assert names(desk, CustomerQuery(relationship="regular")) == ["Müller & Söhne"]
    assert names(desk, CustomerQuery(who="people")) == [
        "Anna Verdi", "Őri Zsófia", "Νίκος Παπαδόπουλος",
    ]  # fmt: skip
    assert "Müller & Söhne" not in names(desk, CustomerQuery(missing="wants"))
    assert "Νίκος Παπαδόπουλος" not in names(desk, CustomerQuery(missing="next_step"))
    assert "Őri Zsófia" not in names(desk, CustomerQuery(missing="contact"))
    assert names(desk, EVERYONE._replace(missing="phone", who="companies")) == [
        "Müller & Söhne", "日本語の顧客",
    ]  # fmt: skip


@filled_once
def many_alike(desk: Desk) -> dict[str, int]:
    """57 firms with few names, cities and days among them."""
    with desk.store.change_set(desk.user, "many"):
        for number in range(57):
            party = a_company(desk, f"Firm {number % 7}", city=f"C{number % 3}")
            if number % 2:
                a_call(desk, party, at=desk.clock.now() - timedelta(days=number % 5))
    return {}


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("total", [0, 57])
def test_pages_put_together_are_the_whole_list(desk: Desk, sort, reverse, total):
    many_alike(desk)
    query = CustomerQuery(sort=sort, reverse=reverse)
    assert customers.count(desk, query) == 57
    whole = customers.all_ids(desk, query)
    pages = [customers.page(desk, query, start, 10, total) for start in range(0, 60, 10)]
    assert [number for page in pages for number in page] == whole
    assert len(set(whole)) == 57


def test_the_newest_contact_comes_first_and_turned_round_last(desk: Desk, book):
    a_call(desk, book["rossi"], at=desk.clock.now() - timedelta(days=3))
    a_call(desk, book["muller"])
    by_contact = CustomerQuery(sort="last_contact")
    assert names(desk, by_contact)[:2] == ["Müller & Söhne", "Rossi Kft"]
    assert names(desk, by_contact._replace(reverse=True))[-2:] == ["Rossi Kft", "Müller & Söhne"]


def test_totals_add_up_to_the_list(desk: Desk, book):
    """S1."""
    parties.set_state(desk, [book["rossi"], book["tokyo"]], "lifecycle", "customer")
    for query in (CustomerQuery(), EVERYONE, CustomerQuery(owner=desk.user, who="people")):
        assert sum(number for _, number in customers.totals(desk, query)) == customers.count(
            desk, query
        )
    assert dict(customers.totals(desk, CustomerQuery())) == {"prospect": 3, "customer": 2}


def test_the_place_of_a_customer_is_where_its_page_shows_it(desk: Desk, book):
    for reverse in (False, True):
        query = CustomerQuery(reverse=reverse)
        for nth, number in enumerate(customers.all_ids(desk, query)):
            assert customers.position(desk, query, number) == nth
    assert customers.position(desk, CustomerQuery(who="suppliers"), book["rossi"]) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ross", {"Rossi Kft", "Anna Verdi"}),
        ("verdi anna", {"Anna Verdi"}),
        ("VERDI", {"Anna Verdi"}),
        ("muller", {"Müller & Söhne"}),
        ("söhne mül", {"Müller & Söhne"}),
        ("a.verdi@ross", {"Anna Verdi"}),
        ("0630 123", {"Anna Verdi"}),
        ("+36 30 123-4567", {"Anna Verdi"}),
        ("3012", {"Anna Verdi"}),
        ("zsofia", {"Őri Zsófia"}),
        ("νικος", {"Νίκος Παπαδόπουλος"}),
        ("αθηνα", {"Νίκος Παπαδόπουλος"}),
        ("日本", {"日本語の顧客"}),
        ("pecs bakery", {"Rossi Kft"}),
        ("rye", {"Müller & Söhne"}),
        ("rosi", {"Rossi Kft", "Anna Verdi"}),
        ("vredi", {"Anna Verdi"}),
        ("zzzz", set()),
        ("!!!", set()),
        ("rossi zzzz", set()),
    ],
)
def test_the_search_box_finds(desk: Desk, book, text, found):
    assert set(search(desk, text)) == found


def test_a_word_of_the_history_finds_its_customer(desk: Desk, book):
    """S31."""
    timeline.log(desk, book["rossi"], "asked for Sachertorte")
    tags.change(desk, [book["tokyo"]], tags.parse("sacherfriend"))
    assert set(search(desk, "sacher")) == {"Rossi Kft", "日本語の顧客"}


def test_a_search_finds_people_and_archived_ones_too_the_archived_last(desk: Desk, book):
    """Rule 16."""
    parties.archive(desk, [book["rossi"]])
    assert search(desk, "rossi") == ["Anna Verdi", "Rossi Kft"]
    shown = customers.rows(desk, customers.found_ids(desk, CustomerQuery(text="rossi")))
    assert [row.archived for row in shown] == [False, True]


def test_names_that_begin_with_the_text_come_first(desk: Desk):
    a_company(desk, "Big Anna")
    a_company(desk, "Anna Small")
    a_company(desk, "Zed", wants="anna")
    assert search(desk, "anna") == ["Anna Small", "Big Anna", "Zed"]


def test_a_search_keeps_to_a_filter_chosen_on_top(desk: Desk, book):
    assert search(desk, "rossi", who="companies") == ["Rossi Kft"]
    assert search(desk, "rossi", owner=0) == []


def test_everything_a_search_shows_can_be_changed_at_once(desk: Desk):
    with desk.store.change_set(desk.user, "many"):
        for number in range(30):
            a_company(desk, f"Bakery {number}")
    query = CustomerQuery(text="bakery")
    assert len(customers.all_ids(desk, query)) == customers.count(desk, query) == 30


@settings(max_examples=60)
@given(text=EVERY_TEXT, who=st.sampled_from(WHO), sort=st.sampled_from(list(SORTS)), end=EVERY_TEXT)
def test_no_text_breaks_the_search_box(text, who, sort, end):
    with a_fresh_desk() as desk:
        a_company(desk, f"R{text}", wants=end)
        for typed in (
            text,
            text + end,
            f'"{text}',
            f"{text}*",
            f"NEAR({text})",
            f"{text} OR {end}",
        ):
            query = CustomerQuery(text=typed, who=who, sort=sort)
            found = customers.found_ids(desk, query)
            assert len(found) == len(set(found))
            assert [row.id for row in customers.rows(desk, found)] == found


@settings(max_examples=40)
@given(st.lists(CHANGES, max_size=15), st.sampled_from(WHO), st.sampled_from(list(SORTS)))
def test_whatever_happened_count_pages_and_totals_agree(changes, who, sort):
    with a_fresh_desk() as desk:
        for change in changes:
            happens(desk, change)
        query = CustomerQuery(who=who, sort=sort)
        whole = customers.all_ids(desk, query)
        assert customers.count(desk, query) == len(whole) == len(set(whole))
        assert sum(number for _, number in customers.totals(desk, query)) == len(whole)
        assert customers.page(desk, query, 0, 3) + customers.page(desk, query, 3, 100) == whole
        assert [row.id for row in customers.rows(desk, whole)] == whole
