"""Records from elsewhere: one change set, nothing doubled, all of it undone (rules 14 and 15)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.errors import BusyError, ConflictError
from crm_tui.models import ContactMethod, Party, TimelineEntry, User
from crm_tui.services import parties, upkeep
from crm_tui.services.intake.records import (
    Contact,
    InteractionRecord,
    Method,
    PartyRecord,
    ProductRecord,
    UserRecord,
)
from crm_tui.services.intake.taking import BATCH, take_in
from crm_tui.services.intake.tally import Options
from crm_tui.services.opening import Desk
from crm_tui.services.undo import redo, undo
from crm_tui.views import card
from tests.builders import (
    a_call,
    a_colleague,
    a_company,
    a_person,
    dump,
    index,
    index_made_anew,
    labels,
)
from tests.histories import EVERY_TEXT, a_fresh_desk

OPTIONS = Options(label="import accounts.csv", source="accounts", company_source="accounts")
ROSSI = PartyRecord(
    "company", "Rossi Kft", external_id="A1", industry="bakery", city="Pécs",
    methods=(Method("phone", "06 72 123 456"), Method("email", "info@rossi.hu")),
    tags=("vip",), note="found at the fair", owner="anna", custom={"Shoe size": "38"},
    contact=Contact("Anna Verdi", "buyer", (Method("phone", "06 30 123 4567"),)),
)  # fmt: skip
NAGY = PartyRecord("company", "Nagy Bt", external_id="A2", parent="A1")
BELA = PartyRecord(
    "person", "Béla Nagy", company="Nagy Bt", job_title="baker", birthday=date(1980, 1, 1)
)


def taken(desk: Desk, *records, kind: str = "customers", **options):
    return take_in(desk, kind, list(enumerate(records, 2)), OPTIONS._replace(**options))


def test_an_import_is_one_change_set_and_one_undo(desk: Desk):
    a_company(desk, "Here Before")
    before, found, sets = dump(desk), index(desk), labels(desk)
    result = taken(desk, ROSSI, NAGY, BELA)
    assert (result.created, result.updated, result.unchanged) == (3, 0, 0)
    assert labels(desk) == [*sets, "import accounts.csv"]
    after = dump(desk)
    undo(desk)
    assert dump(desk) == before
    assert index(desk) == found
    redo(desk)
    assert dump(desk) == after
    assert index(desk) == index_made_anew(desk)


def test_what_a_row_says_stands_on_the_card(desk: Desk):
    taken(desk, ROSSI, NAGY, BELA)
    rossi, nagy = (
        card.card(desk, Party.get(Party.name == name).id) for name in ("Rossi Kft", "Nagy Bt")
    )
    assert rossi.owner.login == "anna"
    assert rossi.tags == ("vip",)
    assert [method.normal for method in rossi.phones] == ["+3672123456"]
    assert rossi.fields["custom"] == {"Shoe size": "38"}
    assert [(one.name, one.title, one.phone) for one in rossi.people] == [
        ("Anna Verdi", "buyer", "06 30 123 4567")
    ]
    assert card.timeline(desk, rossi.id)[0].body == "found at the fair"
    assert nagy.parent == (rossi.id, "Rossi Kft")
    assert [one.name for one in nagy.people] == ["Béla Nagy"]


def test_the_same_file_twice_adds_nothing(desk: Desk):
    taken(desk, ROSSI, NAGY, BELA)
    before, sets = dump(desk), labels(desk)
    again = taken(desk, ROSSI, NAGY, BELA)
    assert (again.created, again.updated, again.unchanged, again.change_set) == (0, 0, 3, None)
    assert (dump(desk), labels(desk)) == (before, sets)


@pytest.mark.parametrize("update", [False, True])
def test_where_rows_of_one_file_contradict_each_other_the_first_counts_every_time(
    desk: Desk, update
):
    first = PartyRecord("company", "Rossi Kft", city="Pécs", external_id="7")
    other = first._replace(city="Győr", industry="wine", custom={"Shoe size": "38"})
    third = first._replace(city="", industry="beer", custom={"Shoe size": "40"})
    result = taken(desk, first, other, third, update=update)
    assert (result.created, result.updated, result.unchanged) == (1, 0, 2)
    assert [remark.reason for remark in result.warnings] == [
        "Rossi Kft stands in the file before and differs in city; the first row counts",
        "Rossi Kft stands in the file before and differs in industry, Shoe size;"
        " the first row counts",
    ]
    before = dump(desk)
    for again in (False, True, True):
        assert taken(desk, first, other, third, update=again).updated == 0
        assert dump(desk) == before
    newer = first._replace(city="Eger")
    assert taken(desk, newer, other, third, update=True).updated == 1
    assert desk.store.value("SELECT city FROM party") == "Eger"


@pytest.mark.parametrize("update", [False, True])
def test_of_two_prices_of_one_file_the_first_counts_every_time(desk: Desk, update):
    rows = [ProductRecord("Pen", code="p", price_minor=price, currency="EUR") for price in (1, 2)]
    told = taken(desk, *rows, kind="products", update=update).warnings
    said = "Pen stands in the file before at another price; the first counts"
    assert [remark.reason for remark in told] == [said]
    before = dump(desk)
    assert taken(desk, *rows, kind="products", update=True).updated == 0
    assert dump(desk) == before


def test_an_import_over_many_transactions_is_still_one_change_set(desk: Desk):
    many = [PartyRecord("company", f"Firm {number}") for number in range(2 * BATCH + 1)]
    before, sets = dump(desk), labels(desk)
    assert taken(desk, *many).created == 2 * BATCH + 1
    assert labels(desk) == [*sets, "import accounts.csv"]
    undo(desk)
    assert dump(desk) == before


@pytest.mark.parametrize("update", [False, True])
def test_a_trial_leaves_every_table_as_it_was(desk: Desk, update):
    taken(desk, ROSSI)
    before, sets, found = dump(desk), labels(desk), index(desk)
    newer = ROSSI._replace(city="Győr", methods=(*ROSSI.methods, Method("phone", "06 1 234 5678")))
    trial = taken(desk, newer, NAGY, BELA, trial=True, update=update)
    assert (trial.created, trial.updated, trial.change_set) == (2, 1, None)
    assert (dump(desk), labels(desk), index(desk)) == (before, sets, found)
    real = taken(desk, newer, NAGY, BELA, update=update)
    assert (real.created, real.updated) == (trial.created, trial.updated)
    assert [remark.line for remark in real.warnings] == [remark.line for remark in trial.warnings]


def test_without_update_only_what_is_missing_is_filled_in(desk: Desk):
    taken(desk, ROSSI)
    result = taken(desk, ROSSI._replace(city="Győr", size="40 staff", industry=""))
    shown = card.card(desk, Party.get(Party.name == "Rossi Kft").id).fields
    assert (shown["city"], shown["size"], shown["industry"]) == ("Pécs", "40 staff", "bakery")
    [warning] = result.warnings
    assert (warning.line, "city" in warning.reason) == (2, True)


def test_with_update_the_newer_file_counts_and_undo_restores_what_was(desk: Desk):
    taken(desk, ROSSI)
    before, found = dump(desk), index(desk)
    newer = ROSSI._replace(
        name="Rossi Zrt", city="Győr", custom={"Shoe size": "39", "Hat": "7"},
        methods=(Method("phone", "06 1 234 5678"),),
    )  # fmt: skip
    result = taken(desk, newer, update=True)
    assert (result.created, result.updated) == (0, 1)
    shown = card.card(desk, Party.get(Party.name == "Rossi Zrt").id)
    assert (shown.fields["city"], shown.fields["custom"]) == (
        "Győr", {"Shoe size": "39", "Hat": "7"},
    )  # fmt: skip
    assert len(shown.phones) == 2
    undo(desk)
    assert dump(desk) == before
    assert index(desk) == found


def test_undo_of_an_import_refuses_where_someone_has_worked_with_it(desk: Desk):
    taken(desk, ROSSI)
    imported = Party.get(Party.name == "Rossi Kft").id
    parties.edit(a_colleague(desk), imported, {}, {"city": "Győr"})
    before = dump(desk)
    number = desk.store.value("SELECT id FROM change_set WHERE label LIKE 'import%'")
    with pytest.raises(ConflictError, match="bob has since changed the same"):
        undo(desk, number)
    assert dump(desk) == before


def test_an_import_that_breaks_off_leaves_nothing(desk: Desk):
    before, found = dump(desk), index(desk)

    def breaking():
        for number in range(BATCH + 5):
            yield number, PartyRecord("company", f"Firm {number}")
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        take_in(desk, "customers", breaking(), OPTIONS)
    assert dump(desk) == before
    assert index(desk) == found


def test_an_import_that_broke_off_is_neither_undone_nor_redone(desk: Desk):
    a_company(desk, "Here Before")

    def breaking():
        yield from ((number, PartyRecord("company", f"Firm {number}")) for number in range(BATCH))
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        take_in(desk, "customers", breaking(), OPTIONS)
    with pytest.raises(Exception, match="nothing to do again"):
        redo(desk)
    assert undo(desk).label == "added Here Before"


def test_two_imports_do_not_run_at_once(desk: Desk):
    with (
        desk.store.long_change_set(desk.user, "the first"),
        pytest.raises(BusyError, match="Another import"),
    ):
        taken(desk, ROSSI)
    assert taken(desk, ROSSI).created == 1


def test_a_person_at_two_rows_with_one_address_is_one_person(desk: Desk):
    anna = PartyRecord("person", "Anna", methods=(Method("email", "anna@rossi.hu"),))
    result = taken(desk, anna, anna._replace(methods=(Method("email", "ANNA@rossi.hu"),)))
    assert (result.created, result.unchanged) == (1, 1)


def test_two_of_one_name_in_different_places_are_two(desk: Desk):
    result = taken(
        desk,
        PartyRecord("company", "Central Bakery", city="Pécs"),
        PartyRecord("company", "Central Bakery", city="Győr"),
        PartyRecord("company", "Central Bakery", city="Pécs"),
    )
    assert (result.created, result.unchanged) == (2, 1)


def test_an_address_of_two_firms_is_marked_shared_and_said(desk: Desk):
    """Rule 12."""
    shared = (Method("email", "office@house.hu"),)
    result = taken(
        desk,
        PartyRecord("company", "One", external_id="1", methods=shared),
        PartyRecord("company", "Two", external_id="2", methods=shared),
    )
    assert result.created == 2
    assert "marked shared" in result.warnings[0].reason
    assert [method.shared for method in ContactMethod.select().order_by("id")] == [False, True]


def test_an_update_does_not_give_one_address_to_two(desk: Desk):
    """Rule 12, for a customer who is known by a key."""
    taken(
        desk,
        PartyRecord("company", "One", external_id="1", methods=(Method("email", "a@house.hu"),)),
        PartyRecord("company", "Two", external_id="2"),
    )
    newer = PartyRecord("company", "Two", external_id="2", methods=(Method("email", "a@house.hu"),))
    result = taken(desk, newer)
    assert result.updated == 1
    assert "marked shared" in result.warnings[0].reason
    assert [method.shared for method in ContactMethod.select().order_by("id")] == [False, True]


def test_a_tag_said_twice_is_put_on_once(desk: Desk):
    taken(desk, ROSSI._replace(tags=("vip", "VIP", "vip ", "")))
    assert card.card(desk, Party.get(Party.name == "Rossi Kft").id).tags == ("vip",)


def test_an_unknown_owner_is_kept_in_words_and_said(desk: Desk):
    result = taken(desk, ROSSI._replace(owner="Somebody Else"))
    shown = card.card(desk, Party.get(Party.name == "Rossi Kft").id)
    assert shown.owner is None
    assert shown.fields["custom"]["owner"] == "Somebody Else"
    assert "no colleague" in result.warnings[0].reason


CALL = InteractionRecord(
    datetime(2026, 11, 2, 9, 30), "call", "C1", party="Rossi Kft", contact="Anna Verdi",
    channel="phone", body="wants a price", user="anna", minutes=5,
)  # fmt: skip


def test_interactions_are_in_the_timeline_of_customers_who_are_here(desk: Desk):
    firm = a_company(desk)
    result = taken(desk, CALL, CALL._replace(external_id="C2", party="Nobody"), kind="interactions")
    assert (result.created, len(result.rejected)) == (1, 1)
    assert result.rejected[0].line == 3
    assert "Nobody" in result.rejected[0].reason
    [entry] = card.timeline(desk, firm)
    assert (entry.at, entry.day) == (datetime(2026, 11, 2, 8, 30, tzinfo=UTC), "2026-11-02")
    assert (entry.body, entry.user, entry.people) == ("wants a price", "anna", ("Anna Verdi",))
    assert upkeep.check(desk) == []
    assert Party.get(Party.name == "Anna Verdi").last_contact_at == entry.at


def test_a_day_without_an_hour_stays_that_day(desk: Desk):
    firm = a_company(desk)
    taken(desk, CALL._replace(at=date(2026, 11, 2)), kind="interactions")
    assert card.timeline(desk, firm)[0].day == "2026-11-02"


def test_the_same_interactions_twice_add_nothing_and_undo_takes_them_back(desk: Desk):
    a_company(desk)
    before = dump(desk)
    taken(desk, CALL, kind="interactions")
    assert taken(desk, CALL, kind="interactions").unchanged == 1
    assert TimelineEntry.select().count() == 1
    undo(desk)
    assert dump(desk) == before


def test_an_imported_contact_beside_newer_ones_is_not_the_last(desk: Desk):
    firm = a_company(desk)
    a_call(desk, firm)
    taken(desk, CALL, kind="interactions")
    assert Party.get_by_id(firm).last_contact_at == desk.clock.now()
    undo(desk)
    assert Party.get_by_id(firm).last_contact_at == desk.clock.now()


def test_a_name_of_several_is_refused_with_the_line(desk: Desk):
    a_company(desk)
    a_company(desk)
    [rejected] = taken(desk, CALL, kind="interactions").rejected
    assert rejected == (2, "'Rossi Kft' names 2 customers")


def test_a_contact_with_a_person_is_in_the_history_of_their_company(desk: Desk):
    firm = a_company(desk)
    a_person(desk, "Anna Verdi", company=firm)
    taken(desk, CALL._replace(party="Anna Verdi", contact=""), kind="interactions")
    assert len(card.timeline(desk, firm)) == 1
    assert upkeep.check(desk) == []


def test_colleagues_come_in_once_with_a_login_of_their_own(desk: Desk):
    result = taken(
        desk, UserRecord("Cecília Nagy", "1"), UserRecord("Cecília Nagy", "2", email="c@x.hu"),
        UserRecord("anna"), kind="users",
    )  # fmt: skip
    assert (result.created, result.unchanged) == (1, 2)
    assert [user.login for user in User.select().order_by(User.id)] == ["anna", "cecilia.nagy"]


def test_products_come_in_once_and_a_new_price_only_with_update(desk: Desk):
    bread = ProductRecord("Rye bread", "1", price_minor=150, currency="EUR")
    assert taken(desk, bread, kind="products").created == 1
    dearer = bread._replace(price_minor=180)
    assert taken(desk, dearer, kind="products").unchanged == 1
    before = dump(desk)
    assert taken(desk, dearer, kind="products", update=True).updated == 1
    undo(desk)
    assert dump(desk) == before


RECORDS = st.builds(
    PartyRecord,
    st.sampled_from(["company", "person"]),
    st.one_of(st.sampled_from(["Rossi Kft", "Anna Rossi", "Bianchi Zrt"]), EVERY_TEXT.filter(
        lambda text: text.isprintable() and text.strip()
    )),
    external_id=st.sampled_from(["", "1", "2", "3"]),
    company=st.sampled_from(["", "Rossi Kft", "New Bt"]),
    methods=st.lists(st.sampled_from([
        Method("phone", "06 72 123 456"), Method("phone", "123"), Method("email", "a@b.hu"),
        Method("email", "info@bianchi.it"), Method("web", "rossi.hu"), Method("post", "Fő u. 1"),
    ]), max_size=3, unique=True).map(tuple),
    city=st.sampled_from(["", "Pécs", "Győr"]),
    wants=st.sampled_from(["", "more light"]),
    tags=st.lists(st.sampled_from(["vip", "VIP", "new"]), max_size=2).map(tuple),
    parent=st.sampled_from(["", "1", "Rossi Kft", "nobody"]),
    custom=st.dictionaries(st.sampled_from(["Hat", "Shoe"]), EVERY_TEXT, max_size=2),
    contact=st.sampled_from([None, Contact("Anna Rossi"), Contact("Carla", "cook")]),
    birthday=st.none(),
    details=st.sampled_from([{}, {"relationship": "regular", "is_partner": 1}, {"wanted": "fun"}]),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(RECORDS, max_size=8), st.lists(RECORDS, max_size=5), st.booleans())
def test_any_two_files_come_in_go_out_again_and_never_double(first, second, update):
    with a_fresh_desk() as desk:
        start, start_index = dump(desk), index(desk)
        taken(desk, *first)
        between = dump(desk)
        tried = taken(desk, *second, update=update, trial=True)
        assert dump(desk) == between
        result = taken(desk, *second, update=update)
        assert len(second) == result.created + result.updated + result.unchanged
        assert (tried.created, tried.updated) == (result.created, result.updated)
        assert upkeep.check(desk) == []
        assert index(desk) == index_made_anew(desk)
        if result.change_set:
            undo(desk, result.change_set)
        assert dump(desk) == between
        if dump(desk) != start:
            undo(desk)
        assert dump(desk) == start
        assert index(desk) == start_index


def test_a_further_row_completes_whom_an_earlier_one_of_the_file_brought(desk: Desk):
    bare = PartyRecord("company", "Rossi Kft")
    told = PartyRecord("company", "Rossi Kft", industry="bakery", tags=("vip",))
    tried = taken(desk, bare, told, trial=True)
    result = taken(desk, bare, told)
    assert (tried.created, tried.unchanged) == (result.created, result.unchanged) == (1, 1)
    assert Party.get(Party.name == "Rossi Kft").industry == "bakery"
    before = dump(desk)
    again = taken(desk, bare, told)
    assert (again.updated, again.unchanged) == (0, 2), "nothing was left for the second time"
    assert dump(desk) == before


def test_a_person_with_the_key_of_their_company_is_not_linked_to_itself(desk: Desk):
    firm = PartyRecord("company", "Rossi Kft", external_id="1")
    owner = PartyRecord("person", "Rossi Kft", external_id="1", company="Rossi Kft")
    taken(desk, firm)
    result = taken(desk, owner)
    assert (result.created, result.updated, result.unchanged) == (0, 0, 1)
    assert "this is the company itself" in str(result.warnings)
    assert desk.store.value("SELECT count(*) FROM relationship") == 0


def test_an_import_hours_later_knows_what_people_did_meanwhile(desk: Desk, clock):
    taken(desk, ROSSI)
    rossi = Party.get(Party.name == "Rossi Kft").id
    clock.instant += timedelta(hours=5)
    parties.edit(desk, rossi, {}, {"city": "Eger"})
    result = taken(desk, ROSSI)
    assert (result.updated, result.unchanged) == (0, 1)
    assert Party.get_by_id(rossi).city == "Eger"


def test_a_newer_file_brings_the_tags_the_note_and_the_contact_that_were_missing(desk: Desk):
    taken(desk, PartyRecord("company", "Rossi", external_id="1"))
    newer = PartyRecord(
        "company",
        "Rossi",
        external_id="1",
        tags=("vip",),
        note="pays late",
        contact=Contact("Anna"),
    )
    assert taken(desk, newer).updated == 1
    found = card.card(desk, Party.get(Party.name == "Rossi").id)
    assert found.tags == ("vip",)
    assert [person.name for person in found.people] == ["Anna"]
    assert [entry.body for entry in card.timeline(desk, found.id)] == ["pays late"]
    assert taken(desk, newer).unchanged == 1
