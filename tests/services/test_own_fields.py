"""Fields of the firm's own: made, filled, adopted, put away (S55)."""

from __future__ import annotations

import pytest

from crm_tui.errors import ConflictError, NotFoundError, RuleError
from crm_tui.models.stored import document_text
from crm_tui.services import own_fields, parties
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import matching
from crm_tui.views import own_fields as views
from tests.builders import a_company, a_deal, a_ticket, dump
from tests.naughty import HARMFUL


def keep_column(desk: Desk, party: int, **custom: str) -> None:
    """What an import has kept of a row beside the fields it knows."""
    with desk.store.change_set(desk.user, "imported"):
        desk.store.write("UPDATE party SET custom = ? WHERE id = ?", (document_text(custom), party))


def values(desk: Desk, record: str, row: int) -> dict[str, str]:
    return {
        one.label: one.value
        for one in views.said(views.fields(desk, record), views.custom_of(desk, record, row))
    }


def kept(desk: Desk, record: str, typed: dict[str, str]) -> dict[str, str]:
    """What is typed for own fields, as it is kept."""
    known = {name: views.field(desk, record, name) for name in typed}
    return {
        field.code: own_fields.value_of(desk, field, typed[name]) for name, field in known.items()
    }


def test_a_record_of_each_kind_carries_own_fields_and_is_found_by_them(desk: Desk):
    party = a_company(desk)
    rows = {"party": party, "deal": a_deal(desk, party), "ticket": a_ticket(desk, party)}
    for record, row in rows.items():
        own_fields.add(desk, record, "Fleet", kind="number")
        own_fields.add(desk, record, "Depot")
        typed = kept(desk, record, {"fleet": "12 500", "depot": "Kelenföld"})
        assert own_fields.fill(desk, record, [row], typed) == 1
        assert values(desk, record, row) == {"Fleet": "12,500", "Depot": "Kelenföld"}
    assert matching.parties(desk, "kelenfold") == [party]
    assert desk.store.engine.find_deals(["kelenfold"], 9) == [rows["deal"]]
    assert desk.store.engine.find_tickets(["kelenfold"], 9) == [rows["ticket"]]


def test_filling_is_one_change_with_a_name_and_undo_takes_it_back_whole(desk: Desk):
    parties_ = [a_company(desk, name) for name in ("Rossi Kft", "Verdi Kft")]
    own_fields.add(desk, "party", "Tier", kind="choice", choices=["gold", "silver"])
    before = dump(desk)
    assert own_fields.fill(desk, "party", parties_, {"Tier": "gold"}) == 2
    assert undo(desk).label == "changed Tier of 2 customers"
    assert dump(desk) == before
    redo(desk)
    assert values(desk, "party", parties_[1]) == {"Tier": "gold"}
    own_fields.fill(desk, "party", parties_[:1], {"Tier": ""})
    assert values(desk, "party", parties_[0]) == {}


def test_a_column_that_an_import_kept_is_adopted_with_its_values(desk: Desk):
    rossi, verdi, bianchi = (a_company(desk, name) for name in ("Rossi", "Verdi", "Bianchi"))
    keep_column(desk, rossi, **{"Annual Revenue": "$1,200.50", "Fax": "12"})
    keep_column(desk, verdi, **{"Annual Revenue": "a lot"})
    assert views.kept_names(desk, "party") == [("Annual Revenue", 2), ("Fax", 1)]
    _, astray = own_fields.add(desk, "party", "annual revenue", kind="money")
    assert astray == 1, "what is no amount is counted"
    assert values(desk, "party", rossi) == {"annual revenue": "1,200.50 USD", "Fax": "12"}
    assert values(desk, "party", verdi) == {"annual revenue": "a lot"}, "and stays as written"
    assert views.kept_names(desk, "party") == [("Fax", 1)]
    undo(desk)
    assert values(desk, "party", rossi) == {"Annual Revenue": "$1,200.50", "Fax": "12"}
    assert values(desk, "party", bianchi) == {}


def test_a_field_put_away_keeps_its_values_and_comes_back_with_them(desk: Desk):
    party = a_company(desk)
    number, _ = own_fields.add(desk, "party", "Fleet", kind="number")
    own_fields.fill(desk, "party", [party], {"Fleet": "12"})
    own_fields.archive(desk, number)
    assert views.fields(desk, "party") == []
    assert values(desk, "party", party) == {"Fleet": "12"}
    again, _ = own_fields.add(desk, "party", "fleet", kind="text")
    assert again == number
    assert [one.kind for one in views.fields(desk, "party")] == ["text"]


def test_a_field_is_renamed_moved_and_made_another_kind(desk: Desk):
    party = a_company(desk)
    fleet, _ = own_fields.add(desk, "party", "Fleet")
    own_fields.add(desk, "party", "Depot")
    own_fields.fill(desk, "party", [party], {"Fleet": "1,200", "Depot": "north"})
    assert own_fields.edit(desk, fleet, label="Lorries", kind="number", position=2) == 0
    assert values(desk, "party", party) == {"Depot": "north", "Lorries": "1200"}
    assert views.field(desk, "party", "fleet").label == "Lorries", "its first name still finds it"


def test_what_is_no_field_or_no_value_is_refused_with_what_there_is(desk: Desk):
    own_fields.add(desk, "party", "Fleet", kind="number")
    with pytest.raises(RuleError, match="already"):
        own_fields.add(desk, "party", "FLEET")
    with pytest.raises(RuleError, match="choose from"):
        own_fields.add(desk, "deal", "Tier", kind="choice")
    with pytest.raises(RuleError, match="no kind of field 'date'"):
        own_fields.add(desk, "deal", "Start", kind="date")
    with pytest.raises(RuleError, match="needs a name"):
        own_fields.add(desk, "deal", "\u200b")
    with pytest.raises(RuleError, match="Products have no own fields"):
        own_fields.add(desk, "product", "Weight")
    with pytest.raises(RuleError, match="Fleet: 'many' is no number"):
        kept(desk, "party", {"fleet": "many"})
    own_fields.add(desk, "party", "Fee", kind="money")
    with pytest.raises(RuleError, match=r"Fee: '1\.5 JPY' is finer than JPY, which"):
        kept(desk, "party", {"Fee": "1.5 JPY"})
    with pytest.raises(NotFoundError, match=r"no own field 'flee\?'"):
        kept(desk, "party", {"flee?": "1"})
    with pytest.raises(NotFoundError, match="not there any more"):
        own_fields.fill(desk, "party", [999], {"Fleet": "1"})


def test_a_required_field_may_not_be_left_empty(desk: Desk):
    own_fields.add(desk, "deal", "Cost centre", required=True)
    assert own_fields.missing(desk, "deal", {}) == ["Cost centre"]
    with pytest.raises(RuleError, match="may not be left empty"):
        kept(desk, "deal", {"cost centre": " "})


def test_what_someone_else_wrote_meanwhile_is_not_lost(desk: Desk):
    party = a_company(desk)
    own_fields.add(desk, "party", "Depot")
    own_fields.fill(desk, "party", [party], {"Depot": "north"})
    with pytest.raises(ConflictError) as refused:
        own_fields.fill(desk, "party", [party], {"Depot": "south"}, opened={"Depot": ""})
    assert (refused.value.theirs, refused.value.ours) == ({"Depot": "north"}, {"Depot": "south"})
    parties.edit(desk, party, {}, {"city": "Győr"})
    assert own_fields.fill(desk, "party", [party], {"Depot": "south"}, opened={"Depot": "north"})


@pytest.mark.parametrize("text", sorted(HARMFUL))
def test_hostile_text_is_kept_as_text(desk: Desk, text):
    party = a_company(desk)
    own_fields.add(desk, "party", "Depot")
    typed = kept(desk, "party", {"Depot": f"a{text}b"})
    own_fields.fill(desk, "party", [party], typed)
    assert not any(ord(letter) < 32 for letter in values(desk, "party", party)["Depot"])
