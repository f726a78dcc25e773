"""Deals from elsewhere: nobody and nothing invented, each step dated, all of it undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.errors import NotFoundError
from crm_tui.models import Deal, Product
from crm_tui.services import deals, pipelines, upkeep
from crm_tui.services.intake.records import DealRecord, PartyRecord, ProductRecord
from crm_tui.services.intake.taking import BATCH, take_in
from crm_tui.services.intake.tally import Options
from crm_tui.services.opening import Desk
from crm_tui.services.pipelines import StageLine
from crm_tui.services.undo import redo, undo
from crm_tui.views import deals as deal_views
from tests.builders import (
    a_colleague,
    a_company,
    a_person,
    dump,
    index,
    index_made_anew,
    labels,
)
from tests.histories import EVERY_TEXT, a_fresh_desk

OPTIONS = Options(label="import deals.csv", source="dealid", company_source="accountid")
OVEN = DealRecord("1", "An oven", amount_minor=120000, currency="HUF")
SPRING, SUMMER = date(2026, 3, 2), date(2026, 6, 1)


def taken(desk: Desk, *records, kind: str = "deals", **options):
    return take_in(desk, kind, list(enumerate(records, 2)), OPTIONS._replace(**options))


def the_deal(desk: Desk, key: str = "1"):
    return deal_views.deal(desk, deal_views.named(desk, key))


def reasons(result) -> list[str]:
    return [remark.reason for remark in (*result.rejected, *result.warnings)]


def a_product(desk: Desk, name: str = "GTX Pro") -> int:
    taken(desk, ProductRecord(name), kind="products")
    return Product.get(Product.name == name).id


def steps_of(desk: Desk, key: str = "1") -> list[tuple[str, str, date]]:
    return [(step.before, step.after, step.day) for step in the_deal(desk, key).steps]


def test_a_deal_stands_with_its_customer_owner_amount_and_days(desk: Desk):
    rossi, bob = a_company(desk, "Rossi Kft"), a_colleague(desk, "bob").user
    taken(desk, OVEN._replace(
        party="rossi kft", owner="bob", stage="Offer", opened=SPRING, closes=date(2027, 1, 1),
        probability=0, source="web", note="for the bakery", custom={"Region": "west"},
    ))  # fmt: skip
    deal = Deal.get()
    assert (deal.party_id, deal.owner_id, deal.state) == (rossi, bob, "open")
    assert (deal.amount_minor, deal.currency, deal.probability) == (120000, "HUF", 0)
    assert (deal.opened_on, deal.stage_since, deal.expected_close, deal.closed_on) == (
        SPRING, SPRING, date(2027, 1, 1), None,
    )  # fmt: skip
    assert (deal.source, deal.note, deal.custom) == ("web", "for the bakery", {"Region": "west"})
    assert steps_of(desk) == [("", "Offer", SPRING)]


def test_a_won_deal_went_from_the_first_stage_to_its_end_on_the_days_of_the_file(desk: Desk):
    rossi = a_company(desk)
    taken(desk, OVEN._replace(party="Rossi Kft", stage="Closed Won", opened=SPRING, closes=SUMMER))
    assert steps_of(desk) == [("", "Lead", SPRING), ("Lead", "Won", SUMMER)]
    assert desk.store.rows(
        "SELECT day, subject FROM timeline_entry WHERE party_id = ? AND kind = 'deal' ORDER BY at",
        (rossi,),
    ) == [
        (SPRING.isoformat(), "deal D1 begun: An oven"),
        (SUMMER.isoformat(), "deal D1 won: An oven"),
    ]
    assert Deal.get().closed_on == Deal.get().stage_since == SUMMER


def test_a_deal_that_ended_before_it_began_is_kept_and_said(desk: Desk):
    result = taken(desk, OVEN._replace(stage="won", opened=SUMMER, closes=SPRING))
    deal = Deal.get()
    assert (deal.opened_on, deal.closed_on) == (SUMMER, SPRING)
    assert steps_of(desk) == [("", "Won", SPRING)]
    assert "it ended before it was opened; kept as the file says" in reasons(result)


def test_what_was_written_down_after_the_end_was_not_begun_then(desk: Desk):
    taken(desk, OVEN._replace(stage="won", created=SUMMER, closes=SPRING))
    assert Deal.get().opened_on is None
    assert Deal.get().custom == {"created": SUMMER.isoformat()}


def test_what_is_done_here_today_comes_after_what_came_in_today(desk: Desk):
    taken(desk, OVEN._replace(stage="Offer", opened=desk.clock.today()))
    deals.step(desk, Deal.get().id, 1)
    assert [step.after for step in the_deal(desk).steps] == ["Offer", "Negotiation"]


def test_an_unknown_stage_is_refused_by_line_and_never_guessed(desk: Desk):
    result = taken(desk, OVEN._replace(stage="Ofer"), OVEN._replace(external_id="2"))
    assert [remark.line for remark in result.rejected] == [2]
    assert "--map-value 'stage:Ofer=Lead'" in result.rejected[0].reason
    assert (result.created, Deal.select().count()) == (1, 1)


def test_words_other_systems_have_for_stages_are_known_and_said(desk: Desk):
    result = taken(desk, OVEN._replace(stage="Prospecting"))
    assert Deal.get().stage.name == "Lead"
    assert "the stage 'Prospecting' is taken as 'Lead'" in reasons(result)


def test_the_users_word_on_a_stage_goes_before_what_is_known_and_is_remembered(desk: Desk):
    taken(desk, OVEN._replace(stage="Prospecting"), values=(("stage", "prospecting", "Offer"),))
    taken(desk, OVEN._replace(external_id="2", stage="Prospecting"))
    assert [row.stage.name for row in Deal.select()] == ["Offer", "Offer"]


def test_a_stage_of_another_pipeline_is_found_by_its_name_or_that_of_the_pipeline(desk: Desk):
    lines = [("Lead", "open", 20), ("Pilot", "open", 50), ("Won", "won", 100), ("Lost", "lost", 0)]
    partners = pipelines.add(desk, "Partners", [StageLine(*line) for line in lines])
    taken(
        desk,
        OVEN._replace(stage="pilot"),
        OVEN._replace(external_id="2", stage="Lead", pipeline="Partners pipeline"),
        OVEN._replace(external_id="3", stage="Lead"),
    )
    assert [row.pipeline_id for row in Deal.select()] == [partners, partners, 1]


def test_an_unknown_pipeline_is_refused(desk: Desk):
    result = taken(desk, OVEN._replace(pipeline="Exports"))
    assert reasons(result) == ["there is no pipeline 'Exports' (there are: Sales)"]


def test_a_deal_of_no_customer_is_kept_and_one_of_an_unknown_customer_refused(desk: Desk):
    result = taken(desk, OVEN, OVEN._replace(external_id="2", party="Nobody Bt"))
    assert [(row.line, row.reason) for row in result.rejected] == [
        (3, "no customer 'Nobody Bt' is known; bring in the customers first")
    ]
    assert [(row.line, row.reason) for row in result.warnings][:1] == [
        (2, "it names no customer; kept without one")
    ]
    assert Deal.get().party_id is None


def test_a_customer_is_found_by_key_address_name_and_the_users_word(desk: Desk):
    taken(desk, PartyRecord("company", "Rossi Kft", external_id="A1"), kind="customers",
          source="accountid")  # fmt: skip
    person = a_person(desk, "Béla Nagy", emails=["bela@nagy.hu"])
    rossi = desk.store.value("SELECT id FROM party WHERE name = 'Rossi Kft'")
    taken(
        desk,
        OVEN._replace(party_id="A1"),
        OVEN._replace(external_id="2", email="bela@nagy.hu"),
        OVEN._replace(external_id="3", party="ROSSI KFT"),
        OVEN._replace(external_id="4", party="Rossi & Co"),
        values=(("party", "rossi & co", "Rossi Kft"),),
    )
    assert [row.party_id for row in Deal.select()] == [rossi, person, rossi, rossi]


def test_a_name_of_two_customers_is_refused(desk: Desk):
    a_company(desk, "Rossi Kft")
    a_company(desk, "Rossi Kft")
    result = taken(desk, OVEN._replace(party="Rossi Kft"))
    assert reasons(result) == ["'Rossi Kft' names 2 customers"]


def test_a_contact_is_the_person_of_that_name_at_the_customer(desk: Desk):
    rossi, bianchi = a_company(desk, "Rossi Kft"), a_company(desk, "Bianchi Bt")
    anna = a_person(desk, "Anna Nagy", company=rossi)
    a_person(desk, "Anna Nagy", company=bianchi)
    result = taken(
        desk,
        OVEN._replace(party="Rossi Kft", contact="Anna Nagy"),
        OVEN._replace(external_id="2", party="Rossi Kft", contact="Nobody"),
    )
    assert [row.contact_id for row in Deal.select()] == [anna, None]
    assert Deal.get_by_id(2).custom == {"contact": "Nobody"}
    assert "the contact 'Nobody' is nobody known here; kept in words" in reasons(result)


def test_an_unknown_owner_is_kept_in_words(desk: Desk):
    result = taken(desk, OVEN._replace(owner="J. Doe"))
    assert (Deal.get().owner_id, Deal.get().custom) == (None, {"owner": "J. Doe"})
    assert "'J. Doe' is no colleague here; kept in words, nobody's" in reasons(result)


def test_who_and_what_is_known_by_now_needs_no_words(desk: Desk):
    row = OVEN._replace(owner="bob", product="GTX Pro", custom={"Region": "west"})
    taken(desk, row)
    bob, product = a_colleague(desk, "bob").user, a_product(desk)
    assert taken(desk, row, update=True).updated == 1
    assert (Deal.get().owner_id, Deal.get().custom) == (bob, {"Region": "west"})
    assert [line.product for line in the_deal(desk).lines] == [product]


def test_a_product_is_a_line_worth_the_amount(desk: Desk):
    product = a_product(desk)
    taken(desk, OVEN._replace(product="gtx pro"))
    assert [(line.product, line.price_minor) for line in the_deal(desk).lines] == [
        (product, 120000)
    ]


def test_a_product_that_is_not_there_is_offered_its_like_and_never_made(desk: Desk):
    a_product(desk)
    result = taken(desk, OVEN._replace(product="GTXPro"))
    assert (
        "product 'GTXPro' is not there; 'GTX Pro' is like it:"
        " --map-value 'product:GTXPro=GTX Pro'" in reasons(result)
    )
    assert (the_deal(desk).lines, Deal.get().custom) == ((), {"product": "GTXPro"})
    assert Product.select().count() == 1


def test_the_users_word_on_a_product_mends_what_is_here_and_is_remembered(desk: Desk):
    product = a_product(desk)
    taken(desk, OVEN._replace(product="GTXPro"))
    word = (("product", "GTXPro", "GTX Pro"),)
    assert taken(desk, OVEN._replace(product="GTXPro"), values=word, update=True).updated == 1
    assert [line.product for line in the_deal(desk).lines] == [product]
    assert Deal.get().custom == {}
    result = taken(desk, OVEN._replace(external_id="2", product="gtxpro"))
    assert [line.product for line in the_deal(desk, "2").lines] == [product]
    assert not any("GTX" in reason for reason in reasons(result))


def test_a_word_for_what_is_not_there_is_refused_before_anything_is_written(desk: Desk):
    a_product(desk)
    before = dump(desk)
    with pytest.raises(NotFoundError, match="no product 'GTX Pra'") as refused:
        taken(desk, OVEN, values=(("product", "GTXPro", "GTX Pra"),))
    assert refused.value.hint == "Did you mean 'GTX Pro'?"
    with pytest.raises(NotFoundError, match="no stage 'Ofer'"):
        taken(desk, OVEN, values=(("stage", "Bid", "Ofer"),))
    with pytest.raises(NotFoundError, match="no colleague 'nobody'"):
        taken(desk, OVEN, values=(("owner", "J. Doe", "nobody"),))
    assert dump(desk) == before


@pytest.mark.parametrize(
    ("said", "reason", "note"),
    [
        ({}, "other", "no reason in the file"),
        ({"lost_reason": "No budget"}, "no_budget", ""),
        ({"lost_reason": "Too late"}, "other", "Too late"),
        ({"lost_reason": "price", "lost_note": "30 % less"}, "price", "30 % less"),
        ({"lost_reason": "other"}, "other", "no reason in the file"),
        ({"lost_reason": "chose a competitor"}, "other", "chose a competitor"),
        ({"lost_to": "Bianchi Bt"}, "competitor", ""),
        ({"lost_to": "Nobody Bt"}, "other", "no reason in the file. Nobody Bt"),
    ],
)
def test_a_lost_deal_has_its_reason_and_what_the_reason_needs(desk: Desk, said, reason, note):
    a_company(desk, "Bianchi Bt")
    taken(desk, OVEN._replace(stage="Lost", closes=SUMMER, **said))
    deal = Deal.get()
    assert (deal.state, deal.lost_reason, deal.lost_note) == ("lost", reason, note)
    assert (deal.lost_to_id is not None) == (reason == "competitor")


def test_that_many_were_lost_without_a_reason_is_said_once(desk: Desk):
    result = taken(
        desk, *(OVEN._replace(external_id=str(n), stage="Lost", closes=SUMMER) for n in range(3))
    )
    said = [reason for reason in reasons(result) if reason.startswith("lost, and")]
    assert said == [
        "lost, and no reason is said; the reason is 'other', 'no reason in the file'"
        " (and 2 more lines)"
    ]


def test_an_ended_deal_without_a_day_counts_in_no_period(desk: Desk):
    result = taken(desk, OVEN._replace(stage="Won"))
    assert Deal.get().closed_on is None
    assert "it has ended, but no day says when: no period counts it" in reasons(result)


def test_a_number_of_the_file_is_kept_where_it_is_free(desk: Desk):
    deals.add(desk, "Here before")
    taken(
        desk,
        OVEN._replace(number="op-17"),
        OVEN._replace(external_id="2", title="Another", number="OP-17"),
        OVEN._replace(external_id="3", number="D1"),
    )
    numbers = [row.number for row in Deal.select().order_by(Deal.id)]
    assert numbers == ["D1", "OP-17", "D3", "D4"]
    deals.add(desk, "After all that")
    assert Deal.select().count() == 5


def test_the_same_file_twice_adds_nothing_and_undo_leaves_no_trace(desk: Desk):
    a_company(desk)
    before, found, sets = dump(desk), index(desk), labels(desk)
    rows = [
        OVEN._replace(party="Rossi Kft", stage="Won", opened=SPRING, closes=SUMMER),
        DealRecord("2", "A mixer", stage="Lost", closes=SUMMER),
    ]
    first = taken(desk, *rows)
    after = dump(desk)
    again = taken(desk, *rows)
    assert (again.created, again.updated, again.unchanged, again.change_set) == (0, 0, 2, None)
    assert dump(desk) == after
    assert labels(desk) == [*sets, "import deals.csv"]
    assert index(desk) == index_made_anew(desk)
    undo(desk, first.change_set)
    assert (dump(desk), index(desk)) == (before, found)
    redo(desk)
    assert dump(desk) == after


def test_an_import_over_many_transactions_is_still_one_undo(desk: Desk):
    before = dump(desk)
    many = [OVEN._replace(external_id=str(n), stage="Offer") for n in range(BATCH + 5)]
    result = taken(desk, *many)
    assert result.created == BATCH + 5
    undo(desk, result.change_set)
    assert dump(desk) == before


def test_without_update_a_difference_is_only_said(desk: Desk):
    taken(desk, OVEN)
    before = dump(desk)
    result = taken(desk, OVEN._replace(amount_minor=5, stage="Offer", source="web"))
    assert (
        "D1 'An oven' is here already and differs in amount, source, stage; kept as it was"
        " (--update takes it over)" in reasons(result)
    )
    assert dump(desk) == before


def test_with_update_a_deal_moves_on_and_ends_by_the_rules(desk: Desk):
    a_company(desk)
    taken(desk, OVEN._replace(party="Rossi Kft"), OVEN._replace(external_id="2", title="A mixer"))
    before = dump(desk)
    result = taken(
        desk,
        OVEN._replace(stage="Won", closes=SUMMER, amount_minor=7, gain="more bread"),
        OVEN._replace(external_id="2", title="A mixer", stage="Offer", owner="anna"),
        update=True,
    )
    won, moved = Deal.select().order_by(Deal.id)
    assert (won.state, won.closed_on, won.amount_minor, won.gain) == (
        "won", SUMMER, 7, "more bread",
    )  # fmt: skip
    assert (won.party_id, moved.stage.name, moved.owner_id) == (1, "Offer", desk.user)
    assert [step.after for step in the_deal(desk, "2").steps] == ["Lead", "Offer"]
    undo(desk, result.change_set)
    assert dump(desk) == before


def test_a_deal_that_has_ended_here_is_not_opened_by_an_older_file(desk: Desk):
    taken(desk, OVEN)
    deals.win(desk, Deal.get().id)
    before = dump(desk)
    result = taken(desk, OVEN, update=True)
    assert (result.updated, result.unchanged) == (0, 1)
    assert "D1 'An oven' has ended here; its stage is kept" in reasons(result)
    assert dump(desk) == before


def test_lines_that_somebody_made_here_stay(desk: Desk):
    product = a_product(desk)
    taken(desk, OVEN)
    deals.set_lines(desk, Deal.get().id, [{"text": "An oven", "price_minor": 90000}])
    taken(desk, OVEN._replace(product="GTX Pro", amount_minor=50000), update=True)
    assert product not in [line.product for line in the_deal(desk).lines]


def test_a_trial_leaves_every_table_as_it_was(desk: Desk):
    a_product(desk)
    before = dump(desk)
    result = taken(
        desk, OVEN._replace(product="GTXPro"), trial=True,
        values=(("product", "GTXPro", "GTX Pro"),),
    )  # fmt: skip
    assert (result.created, result.change_set) == (1, None)
    assert dump(desk) == before


DAYS = st.one_of(
    st.none(), st.integers(-900, 60).map(lambda apart: date(2026, 11, 20) + timedelta(apart))
)
DEALS = st.builds(
    DealRecord,
    external_id=st.sampled_from(["1", "2", "3", "4"]),
    title=st.one_of(st.sampled_from(["An oven", "A mixer"]), EVERY_TEXT.map(lambda t: f"x{t}")),
    is_titled=st.booleans(),
    number=st.sampled_from(["", "", "OP-1", "op-1", "D1", "D7"]),
    party=st.sampled_from(["", "Rossi Kft", "nobody"]),
    owner=st.sampled_from(["", "anna", "nobody"]),
    stage=st.sampled_from(["", "Lead", "Engaging", "Offer", "Won", "Lost", "closed lost", "?"]),
    amount_minor=st.sampled_from([None, 0, 1, 2**62]),
    currency=st.sampled_from(["", "HUF", "EUR"]),
    probability=st.sampled_from([None, 0, 25, 100]),
    product=st.sampled_from(["", "GTX Pro", "GTXPro"]),
    opened=DAYS, created=DAYS, closes=DAYS, expected=DAYS, ended=DAYS,
    lost_reason=st.sampled_from(["", "price", "chose a competitor", "weather"]),
    lost_to=st.sampled_from(["", "Rossi Kft", "nobody"]),
    note=EVERY_TEXT, gain=EVERY_TEXT, source=EVERY_TEXT,
    custom=st.dictionaries(st.sampled_from(["Hat", "Shoe"]), EVERY_TEXT, max_size=2),
)  # fmt: skip

UNLIKE_ITS_STEPS = """
SELECT d.id FROM deal d JOIN stage g ON g.id = d.stage_id WHERE d.state <> g.kind
  OR (d.stage_id, d.stage_since) IS NOT (
    SELECT c.to_id, c.day FROM stage_change c WHERE c.deal_id = d.id
    ORDER BY c.at DESC, c.id DESC LIMIT 1)
  OR (d.state = 'lost') <> (d.lost_reason <> '')
"""


@settings(max_examples=30)
@given(st.lists(DEALS, max_size=6), st.lists(DEALS, max_size=6), st.booleans(), st.booleans())
def test_any_two_files_come_in_go_out_again_and_never_double(first, second, update, said):
    with a_fresh_desk() as desk:
        a_product(desk)
        start, start_index = dump(desk), index(desk)
        one = taken(desk, *first)
        between = dump(desk)
        values = (("product", "GTXPro", "GTX Pro"),) if said else ()
        tried = taken(desk, *second, update=update, trial=True, values=values)
        assert dump(desk) == between
        two = taken(desk, *second, update=update, values=values)
        assert len(second) == two.created + two.updated + two.unchanged + len(two.rejected)
        assert (tried.created, tried.updated, tried.rejected) == (
            two.created, two.updated, two.rejected,
        )  # fmt: skip
        assert desk.store.rows(UNLIKE_ITS_STEPS) == []
        assert upkeep.check(desk) == []
        assert index(desk) == index_made_anew(desk)
        if update:  # what was taken over differs no longer
            assert taken(desk, *second, update=True).updated == 0
        for result in (two, one):
            if result.change_set:
                undo(desk, result.change_set)
        assert (dump(desk), index(desk)) == (start, start_index)
