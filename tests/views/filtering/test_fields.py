"""Each field of each record finds what it says, and a value that means nothing is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_tui.services.opening import Desk
from crm_tui.text.filters.tree import FilterError
from crm_tui.views import agenda, board, customers
from crm_tui.views import deals as deal_views
from crm_tui.views import tasks as task_views
from crm_tui.views import tickets as ticket_views
from crm_tui.views.customers import CustomerQuery
from crm_tui.views.filtering.compiling import check, is_filter
from crm_tui.views.filtering.records import RECORDS, Kind
from crm_tui.views.filtering.telling import fields
from tests import builders
from tests.views.filtering.firm import filled, found


@pytest.fixture(scope="module")
def firm() -> Iterator[Desk]:
    with filled() as desk:
        yield desk


OSLO, WIEN, YORK, GONE = "Ærlig AS", "Müller GmbH", "Ann York", "Zalka Bt"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("city:oslo", [OSLO, GONE]),
        ("city:york", [YORK]),
        ("city=york", []),
        ('city="NEW york"', [YORK]),
        ("city:oslo -archived:yes", [OSLO]),
        ("city!=oslo", [WIEN, YORK]),
        ("city:wien,york", [WIEN, YORK]),
        ("name:muller", [WIEN]),
        ("name:aerlig", [OSLO]),
        ("owner:me -archived:yes", [OSLO]),
        ("owner:bob", [WIEN]),
        ("owner:sto", [WIEN]),
        ("owner:none", [YORK]),
        ("owner:nobody", [YORK]),
        ("owner:any", [OSLO, WIEN, GONE]),
        ("country:no", [OSLO]),
        ("country:none", [YORK, GONE]),
        ("industry:print", [OSLO]),
        ("lifecycle:customer", [OSLO]),
        ("kind:person", [YORK]),
        ("supplier:yes", [WIEN]),
        ("is:supplier", [WIEN]),
        ("is:person", [YORK]),
        ("is:archived", [GONE]),
        ("supplier:no is:company", [OSLO, GONE]),
        ("tag:vip", [OSLO]),
        ("tag:vip,cold", [OSLO, WIEN]),
        ("-tag:vip -tag:cold", [YORK, GONE]),
        ("tag:nix", []),
        ("-tag:nix", [OSLO, WIEN, YORK, GONE]),
        ("has:phone", [OSLO]),
        ("-has:email", [WIEN, YORK, GONE]),
        ("phone:221234", [OSLO]),
        ("email:aerlig", [OSLO]),
        ("last<30d", [OSLO]),
        ("last>90d", [WIEN]),
        ("last:none", [YORK, GONE]),
        ("last<10d", []),
        ("last<=10d", [OSLO]),
        ("last>=10d", [OSLO, WIEN]),
        ("last:2026-11-10", [OSLO]),
        ("last>=2026-11", [OSLO]),
        ("last<2026-11", [WIEN]),
        ("next:today", [OSLO]),
        ("next<=7d", [OSLO, WIEN]),
        ("next<7d", [OSLO]),
        ("next:none", [YORK, GONE]),
        ("birthday<14d", [YORK]),
        ("birthday<5d", []),
        ("birthday:1980", [YORK]),
        ("value>10000", [OSLO]),
        ("won>=20k", [OSLO]),
        ("value>20000", []),
        ("value<1", [WIEN, YORK, GONE]),
        ("value>10000USD", []),
        ("value>10000 EUR", [OSLO]),
        ("value:0", [WIEN, YORK, GONE]),
        ("open>=3000", [WIEN]),
        ("open:2k..4k", [WIEN]),
        ("deals>1", [WIEN]),
        ("deals:0", [OSLO, YORK, GONE]),
        ("deals<=1", [OSLO, YORK, GONE]),
        ("tickets>0", [OSLO]),
        ("company:aerlig", [YORK]),
        ("source:web", [OSLO]),
        ("wants:quiet", [OSLO]),
        ("fax-nr:12", [OSLO]),
        ("faxnr<10", [WIEN]),
        ("fax_nr:any", [OSLO, WIEN]),
        ("-fax-nr:any", [YORK, GONE]),
        ("(tag:vip OR owner:bob) -city:wien", [OSLO]),
        ("york OR tag:cold", [WIEN, YORK]),
        ("-york is:person", []),
        ("NOT NOT tag:vip", [OSLO]),
        ("created:today", [OSLO, WIEN, YORK, GONE]),
        ("created<1h", [OSLO, WIEN, YORK, GONE]),
        ("created>today", []),
    ],
)
def test_customers_are_filtered_by_each_field(firm: Desk, text: str, names: list[str]):
    assert found(firm, "party", text) == names


BIG, SMALL, PAPER = "Big press", "Small press", "Paper"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("state:won", [BIG]),
        ("state:open,won", [BIG, SMALL, PAPER]),
        ("is:won", [BIG]),
        ("stage:lead", [SMALL, PAPER]),
        ("stage>lead", [BIG]),
        ("stage<=lead", [SMALL, PAPER]),
        ("value>10000", [BIG]),
        ("value>=3000", [BIG, SMALL]),
        ("value<=3000", [SMALL]),
        ("value:3000JPY", [SMALL]),
        ("value>1 USD", []),
        ("value:none", [PAPER]),
        ("value!=3000", [BIG, PAPER]),
        ("currency:eur", [BIG]),
        ("probability>=90", [BIG, SMALL]),
        ("probability<50", [PAPER]),
        ("closes<30d", [SMALL]),
        ("closes>30d", [PAPER]),
        ("closes:2031", [PAPER]),
        ("closes:2026-12", [SMALL]),
        ("age>30", [SMALL]),
        ("age<=30", [BIG, PAPER]),
        ("customer:muller", [SMALL, PAPER]),
        ("tag:vip", [BIG]),
        ("city:wien -title:small", [PAPER]),
        ("title:press", [BIG, SMALL]),
        ("stale:no", [BIG, SMALL, PAPER]),
        ("next:any", [BIG, SMALL, PAPER]),
        ("owner:me closed:today", [BIG]),
        ("press -wien", [BIG]),
        ("number:d1", [BIG]),
        ("contact:none", [BIG, SMALL, PAPER]),
    ],
)
def test_deals_are_filtered_by_each_field(firm: Desk, text: str, titles: list[str]):
    assert found(firm, "deal", text) == titles


@pytest.mark.parametrize(
    ("kind", "text", "titles"),
    [
        ("ticket", "kind:complaint", ["Ink smears"]),
        ("ticket", "priority>=high", ["Ink smears"]),
        ("ticket", "priority<high", ["Paper late"]),
        ("ticket", "state:solved", ["Paper late"]),
        ("ticket", "owner:none", ["Ink smears"]),
        ("ticket", "opened:today", ["Ink smears", "Paper late"]),
        ("ticket", "customer:aerlig", ["Ink smears"]),
        ("ticket", "reason:answered", ["Paper late"]),
        ("ticket", "due<4h", ["Ink smears"]),
        ("ticket", "due:none", ["Paper late"]),
        ("ticket", "title:ink", ["Ink smears"]),
        ("ticket", "ink OR is:solved", ["Ink smears", "Paper late"]),
        ("ticket", "rating:none number:1", ["Ink smears"]),
        ("task", "due:today", ["Call about ink"]),
        ("task", "due<7d", ["Call about ink"]),
        ("task", "due<=7d", ["Call about ink", "Fetch the samples"]),
        ("task", "state:done", ["Send the form"]),
        ("task", "side:them", ["Fetch the samples"]),
        ("task", "kind:call", ["Call about ink"]),
        ("task", "customer:muller -is:done", ["Fetch the samples"]),
        ("task", "city:oslo", ["Call about ink"]),
        ("task", "ink", ["Call about ink"]),
        ("task", "done<1d", ["Send the form"]),
        ("task", "priority:normal minutes:none side:ours state:open", ["Call about ink"]),
    ],
)
def test_tickets_and_tasks_are_filtered_by_each_field(
    firm: Desk, kind: Kind, text: str, titles: list[str]
):
    assert found(firm, kind, text) == titles


@pytest.mark.parametrize(
    ("kind", "text", "place", "what"),
    [
        ("party", "x ctiy:Oslo", "ctiy", "there is no such field here. Did you mean city?"),
        ("party", "city:", "city:", "a value must follow. Such as: city:Oslo"),
        ("party", "city;Oslo", "city;Oslo", "';' compares nothing. Did you mean city:Oslo?"),
        ("party", "owner:bbo", "bbo", "there is no owner 'bbo'. Did you mean bob?"),
        ("party", "city>Oslo", "city>Oslo", "city has no order"),
        ("party", "last<soon", "soon", "'soon' is no day"),
        ("party", "tag:vip value>much", "much", "'much' is no amount"),
        ("party", "deals>1,2,3", "deals>1,2,3", "'>' takes one value"),
        ("party", "supplier:maybe", "maybe", "neither yes nor no"),
        ("party", "has:fone", "fone", "there is no such field here. Did you mean phone?"),
        ("party", "is:nothing", "nothing", "there is no such field"),
        ("party", "phone:12", "12", "three digits"),
        ("party", 'city:""', '""', "a value must stand in the quotes"),
        ("party", "value>1..2", "1..2", "a range is asked for with ':'"),
        ("deal", "stage:ofer", "ofer", "there is no stage 'ofer'. Did you mean Offer?"),
        ("deal", "closes:2026-13-40", "2026-13-40", "is no day"),
        ("ticket", "priority:hgih", "hgih", "there is no priority 'hgih'. Did you mean high?"),
    ],
)
def test_a_mistake_is_pointed_at_with_the_nearest(
    firm: Desk, kind: Kind, text: str, place: str, what: str
):
    with pytest.raises(FilterError) as error:
        check(firm, kind, text)
    assert what in str(error.value)
    assert text[error.value.start : error.value.end] == place


@pytest.mark.parametrize("text", ["Re: the offer", "note; more", "a > b", "x <- y", "12:30"])
def test_what_only_looks_like_a_field_is_plain_words(firm: Desk, text: str):
    check(firm, "party", text)
    assert not is_filter(firm, "party", text)


def test_a_filter_narrows_the_list_and_lifts_what_it_names():
    with filled() as desk:

        def names(query: CustomerQuery) -> list[str]:
            ids = customers.page(desk, query, 0, 10)
            assert customers.all_ids(desk, query) == ids
            assert customers.count(desk, query) == len(ids)
            assert sum(number for _state, number in customers.totals(desk, query)) == len(ids)
            return [row.name for row in customers.rows(desk, ids)]

        supplier = builders.a_company(desk, "Nur Lieferant", city="Oslo", is_customer=False)
        assert supplier
        assert names(CustomerQuery(text="city:oslo")) == [OSLO]
        assert names(CustomerQuery(text="city:oslo", who="everyone")) == [OSLO, "Nur Lieferant"]
        assert names(CustomerQuery(text="city:oslo customer:no")) == ["Nur Lieferant"]
        assert names(CustomerQuery(text="city:oslo archived:yes")) == [GONE]
        assert names(CustomerQuery(text="zalka city:oslo")) == [GONE]
        assert names(CustomerQuery(text="city:oslo", archived=True)) == [GONE]
        assert names(CustomerQuery(text="nofield:x")) == []
        assert names(CustomerQuery(text="tag:vip,cold", sort="newest")) == [WIEN, OSLO]


def test_lists_of_deals_tickets_and_tasks_show_ended_ones_when_asked(firm: Desk):
    won = deal_views.listed(firm, deal_views.DealQuery(text="state:won"))
    assert [one.title for one in won] == [BIG]
    assert deal_views.totals(firm, deal_views.DealQuery(text="press")).deals == 1
    ids = ticket_views.page(firm, ticket_views.TicketQuery(text="state:solved"), 0, 10)
    assert [row.title for row in ticket_views.rows(firm, ids)] == ["Paper late"]
    assert ticket_views.count(firm, ticket_views.TicketQuery("mine", text="kind:complaint")) == 0
    own = task_views.WorkQuery(user=firm.user, side="us")
    assert task_views.count(firm, own) == 1
    assert task_views.count(firm, own._replace(text="side:any")) == 2
    assert task_views.count(firm, own._replace(text="state:done")) == 1
    sheet = agenda.search_sheet(firm, firm.user, "side:them due<1m")
    assert [row.title for row in agenda.rows(firm, list(agenda.all_ids(firm, sheet)))] == [
        "Fetch the samples"
    ]
    shown = board.columns(firm, board.BoardQuery(text="closes<30d"))
    assert sum(column.deals for column in shown) == 1


@pytest.mark.parametrize("kind", list(RECORDS))
def test_every_field_can_be_asked_for_as_the_help_shows_it(firm: Desk, kind: Kind):
    for field in fields(firm, kind):
        for text in (f"{field.name}:none", f"{field.name}:any", f"has:{field.name}"):
            found(firm, kind, text)
        for name in (field.name, *field.aliases):
            assert is_filter(firm, kind, f"{name}:any")
        if not field.example.endswith("..."):
            refused = ""
            try:
                check(firm, kind, field.example)
            except FilterError as error:
                refused = error.what
            assert not refused or "there is no" in refused  # such as a colleague who is not here
            found(firm, kind, field.example)
