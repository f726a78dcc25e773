"""How complete a card is, one truth for the card and the filter (S55)."""

from __future__ import annotations

from crm_tui.services import own_fields, parties, tasks
from crm_tui.services.opening import Desk
from crm_tui.views import completeness, customers
from crm_tui.views.completeness import Completeness
from crm_tui.views.customers import CustomerQuery
from tests.builders import a_company, a_person


def found(desk: Desk, text: str) -> list[int]:
    return customers.all_ids(desk, CustomerQuery(text=text, who="everyone"))


def test_what_is_missing_is_named_and_filling_it_makes_it_whole(desk: Desk):
    party = a_company(desk, "Rossi Kft")
    parties.edit(desk, party, {}, {"industry": "steel"})
    before = completeness.of(desk, party)
    assert before is not None
    assert "city" in before.missing
    assert "industry" not in before.missing
    own_fields.add(desk, "party", "Tier", required=True)
    own_fields.add(desk, "party", "Fleet")
    after = completeness.of(desk, party)
    assert after is not None
    assert (after.percent < before.percent, after.missing[-1]) == (True, "Tier")
    parties.edit(desk, party, {}, {"city": "Pécs", "relationship": "regular"})
    parties.add_method(desk, party, "phone", "+36 1 234 5678")
    own_fields.fill(desk, "party", [party], {"Tier": "gold"})
    tasks.add(desk, "call", party=party)
    assert completeness.of(desk, party) == Completeness(100, ())


def test_the_filter_finds_by_the_same_figure(desk: Desk):
    ids = [a_company(desk, "Rossi Kft", city="Pécs"), a_company(desk, "Verdi"), a_person(desk)]
    figures = {one: completeness.of(desk, one) for one in ids}
    for party, figure in figures.items():
        assert figure is not None
        assert party in found(desk, f"complete:{figure.percent}")
        assert party not in found(desk, f"complete<{figure.percent}")
        assert party in found(desk, f"complete<{figure.percent + 1}")


def test_nobody_expects_an_industry_of_a_person(desk: Desk):
    figure = completeness.of(desk, a_person(desk))
    assert figure is not None
    assert "industry" not in figure.missing
    assert completeness.of(desk, 999) is None
