"""What is written in a form means what it says, or the form says why not."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.services.filing import Address, Employer
from crm_tui.tui.card import fields
from crm_tui.tui.card.fields import LINE_END, FieldError
from tests.tui.card.cards import WORDS, card, email, full_card, person, phone


def written(**texts):
    return fields.filled_from(fields.blank("company") | texts, None, WORDS)


def wrong(**texts):
    with pytest.raises(FieldError) as caught:
        written(**({"name": "Rossi"} | texts))
    return caught.value


def test_a_name_is_all_that_is_needed():
    filled = written(name=" Rossi ")
    assert filled.fields["name"] == "Rossi"
    assert filled.fields["is_customer"] is True


def test_without_a_name_nothing_is_saved():
    assert wrong(name="  ").field == "name"


def test_several_numbers_with_labels_are_taken_apart():
    assert written(name="x", phones="+36 1 234; (30) 1234 567 (mobile);").phones == (
        Address("+36 1 234"),
        Address("(30) 1234 567", "mobile"),
    )


def test_brackets_of_a_number_are_no_label():
    assert written(name="x", phones="+44 (0)20 7946 0018").phones == (
        Address("+44 (0)20 7946 0018"),
    )


def test_what_is_no_address_or_number_is_refused_by_name():
    assert (wrong(emails="rossi.it").field, wrong(phones="later").field) == ("emails", "phones")


def test_a_choice_is_taken_by_label_code_or_beginning():
    for text in ("visit to them", "visit_to_them", "vis"):
        assert written(name="x", channel=text).fields["channel"] == "visit_to_them"


def test_a_choice_that_is_none_names_those_there_are():
    error = wrong(relationship="friends")
    assert error.field == "relationship"
    assert error.sentence == "'friends' is none of: regular, unknown."


def test_roles_are_said_in_words():
    roles = written(name="x", roles="supplier, Partner").fields
    assert [roles[f"is_{role}"] for role in fields.ROLES] == [False, True, True, False]
    assert wrong(roles="friend").field == "roles"


def test_a_birthday_lies_in_the_past():
    assert written(name="x", birthday="27 Nov").fields["birthday"] == date(2024, 11, 27)
    assert wrong(birthday="soon").field == "birthday"


def test_line_ends_come_back_as_they_were():
    assert written(name="x", likes=f"one{LINE_END}two").fields["likes"] == "one\ntwo"


def test_tags_are_words_with_or_without_signs():
    assert written(name="x", tags="vip, #wine +old").tags == ("vip", "wine", "old")


def test_a_persons_job_goes_with_the_company():
    texts = fields.blank("person", "Rossi") | {"name": "Anna", "title": "buyer"}
    assert fields.filled_from(texts, Employer(7), WORDS).employer == Employer(7, "buyer")


def test_who_is_added_at_a_company_is_no_customer_of_their_own():
    assert fields.blank("person", "Rossi")["roles"] == ""


def test_a_company_has_no_birthday_and_a_person_no_size():
    names = [{field.name for field in fields.fields_for(kind)} for kind in ("company", "person")]
    assert "birthday" not in names[0]
    assert "size" not in names[1]


def test_opening_and_saving_unchanged_changes_nothing():
    works_at = person("Rossi S.p.A.", kind="company", title="buyer", outward=True)
    person_card = card(
        given={"kind": "person", "likes": "one\ntwo", "birthday": "1980-03-03"},
        methods=(phone("+36 1 234", label="work"), email("a@b.example", id=2)),
        people=(works_at,),
        tags=("vip",),
    )
    for them, company in ((full_card(), ""), (person_card, "Rossi S.p.A.")):
        opened = fields.opened_with(them)
        texts = fields.texts_of(opened, company, WORDS)
        again = fields.filled_from(texts, opened.employer, WORDS, texts)
        assert {**opened.fields, **again.fields} == opened.fields
        assert again[1:] == opened[1:]


def test_a_state_can_be_changed_but_not_emptied():
    opened = fields.texts_of(fields.opened_with(full_card()), "", WORDS)
    with pytest.raises(FieldError, match="cannot be taken away"):
        fields.filled_from(opened | {"lifecycle": ""}, None, WORDS, opened)
