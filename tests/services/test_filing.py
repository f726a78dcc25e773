"""A filled form becomes a customer: all of it in one change, or none."""

from __future__ import annotations

import pytest

from crm_tui.errors import ConflictError, RuleError
from crm_tui.services import filing, own_fields, parties, undo
from crm_tui.services.filing import Address, Employer, Filled
from crm_tui.views import card as cards
from crm_tui.views import own_fields as own_views
from tests.builders import a_company, dump, labels


def a_form(**more) -> Filled:
    return Filled({"kind": "person", "name": "Anna Rossi"}, **more)


def test_everything_a_form_says_is_one_change_that_undo_takes_back(desk):
    company = a_company(desk)
    before = dump(desk)
    party = filing.create(
        desk,
        a_form(
            phones=(Address("+36 30 123 4567", "mobile"),),
            emails=(Address("anna@rossi.example"),),
            tags=("vip",),
            employer=Employer(company, "buyer"),
        ),
    )
    made = cards.card(desk, party)
    assert made is not None
    assert (made.phones[0].label, made.emails[0].value, made.tags) == (
        "mobile",
        "anna@rossi.example",
        ("vip",),
    )
    assert (made.people[0].id, made.people[0].title) == (company, "buyer")
    undo.undo(desk)
    assert dump(desk) == before


def test_a_form_that_is_refused_leaves_nothing(desk):
    a_company(desk, emails=["info@rossi.example"])
    before = dump(desk)
    with pytest.raises(RuleError):
        filing.create(desk, a_form(emails=(Address("info@rossi.example"),), tags=("vip",)))
    assert dump(desk) == before


def test_what_the_form_did_not_change_is_left_as_others_made_it(desk):
    party = filing.create(desk, a_form(tags=("vip", "old")))
    opened = Filled({"name": "Anna Rossi", "city": ""}, tags=("vip", "old"))
    parties.edit(desk, party, {}, {"city": "Szeged"})
    filing.change(desk, party, opened, opened._replace(tags=("vip", "new")))
    after = cards.card(desk, party)
    assert after is not None
    assert (after.fields["city"], after.tags) == ("Szeged", ("new", "vip"))


def test_a_form_that_changed_nothing_leaves_no_change(desk):
    party = filing.create(desk, a_form())
    before = labels(desk)
    filing.change(desk, party, a_form(), a_form())
    assert labels(desk) == before


def test_a_conflict_saves_nothing_at_all(desk):
    party = filing.create(desk, a_form())
    parties.edit(desk, party, {}, {"name": "Anna theirs"})
    before = dump(desk)
    mine = Filled({"kind": "person", "name": "Anna mine"}, phones=(Address("+36 30 123 4567"),))
    with pytest.raises(ConflictError) as caught:
        filing.change(desk, party, a_form(), mine)
    assert caught.value.theirs == {"name": "Anna theirs"}
    assert caught.value.ours == {"name": "Anna mine"}
    assert dump(desk) == before


def test_another_company_ends_the_old_job_and_keeps_it_in_the_history(desk):
    old, new = a_company(desk, "Old Kft"), a_company(desk, "New Kft")
    party = filing.create(desk, a_form(employer=Employer(old, "buyer")))
    job = cards.card(desk, party).people[0]
    opened = a_form(employer=Employer(old, "buyer", job.relationship))
    filing.change(desk, party, opened, a_form(employer=Employer(new, "boss")))
    jobs = {one.name: (one.title, one.until is None) for one in cards.card(desk, party).people}
    assert jobs == {"Old Kft": ("buyer", False), "New Kft": ("boss", True)}


def test_another_job_at_the_same_company_is_no_change_of_company(desk):
    company = a_company(desk)
    party = filing.create(desk, a_form(employer=Employer(company, "buyer")))
    job = cards.card(desk, party).people[0]
    opened = a_form(employer=Employer(company, "buyer", job.relationship))
    filing.change(desk, party, opened, a_form(employer=Employer(company, "boss")))
    assert [(one.title, one.until) for one in cards.card(desk, party).people] == [("boss", None)]


def test_own_fields_are_part_of_the_one_change_and_of_the_conflict(desk):
    for name in ("Fleet", "Depot"):
        own_fields.add(desk, "party", name)
    before = dump(desk)
    party = filing.create(desk, a_form(own={"Fleet": "12", "Depot": ""}))
    assert own_views.custom_of(desk, "party", party) == {"Fleet": "12"}
    opened = a_form(own={"Fleet": "12", "Depot": ""})
    own_fields.fill(desk, "party", [party], {"Fleet": "13"})
    with pytest.raises(ConflictError) as refused:
        filing.change(desk, party, opened, opened._replace(own={"Fleet": "14", "Depot": "North"}))
    assert (refused.value.theirs, refused.value.ours) == (
        {"own:Fleet": "13"},
        {"own:Fleet": "14"},
    )
    filing.change(desk, party, opened, opened._replace(own={"Fleet": "12", "Depot": "North"}))
    assert own_views.custom_of(desk, "party", party) == {"Fleet": "13", "Depot": "North"}
    for _ in range(3):
        undo.undo(desk)
    assert dump(desk) == before
