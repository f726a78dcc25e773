"""The search index follows the data inside each change set: it always equals a rebuild."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.services import parties, tags, tasks, timeline
from crm_tui.services.opening import Desk
from crm_tui.text.fold import words
from crm_tui.text.safe import clean
from crm_tui.views import customers
from crm_tui.views.customers import CustomerQuery
from tests.builders import a_call, a_company, a_person, index, index_made_anew
from tests.histories import EVERY_TEXT, a_fresh_desk


def found(desk: Desk, text: str) -> list[str]:
    ids = customers.found_ids(desk, CustomerQuery(text=text))
    return sorted(row.name for row in customers.rows(desk, ids))


def test_a_renamed_company_is_found_with_its_people_by_the_new_name_only(desk: Desk):
    firm = a_company(desk, "Rossi Kft")
    a_person(desk, "Anna", company=firm)
    parties.edit(desk, firm, {}, {"name": "Bianchi Zrt"})
    assert found(desk, "bianchi") == ["Anna", "Bianchi Zrt"]
    assert found(desk, "rossi kft") == []
    assert index(desk) == index_made_anew(desk)


def test_who_left_a_company_is_not_found_by_its_name_any_more(desk: Desk):
    firm = a_company(desk, "Rossi Kft")
    a_person(desk, "Anna", company=firm)
    parties.end_link(desk, desk.store.value("SELECT max(id) FROM relationship"))
    assert found(desk, "rossi") == ["Rossi Kft"]
    assert index(desk) == index_made_anew(desk)


def test_a_removed_number_or_tag_is_not_found_any_more(desk: Desk):
    firm = a_company(desk, phones=["06 30 123 4567"])
    tags.change(desk, [firm], tags.parse("goldmine"))
    assert found(desk, "123 4567") == found(desk, "goldm") == ["Rossi Kft"]
    tags.change(desk, [firm], tags.parse("-goldmine"))
    parties.remove_method(desk, desk.store.value("SELECT max(id) FROM contact_method"))
    assert found(desk, "123 4567") == found(desk, "goldm") == []
    assert index(desk) == index_made_anew(desk)


def test_what_a_change_set_broke_off_is_not_in_the_index(desk: Desk):
    before = index(desk)
    with suppress(LookupError), desk.store.change_set(desk.user, "broke"):
        a_company(desk, "Ghost Kft")
        raise LookupError
    assert found(desk, "ghost") == []
    assert index(desk) == before


def test_an_import_in_parts_is_indexed_part_by_part(desk: Desk):
    with desk.store.long_change_set(desk.user, "import") as whole:
        for name in ("Rossi Kft", "Kovács Bt", "Nagy Bt"):
            with whole.part():
                a_company(desk, name)
            assert found(desk, name) == [name]
    assert index(desk) == index_made_anew(desk)


@pytest.mark.parametrize(
    "meanwhile",
    [
        "SELECT 1",
        "UPDATE party SET name = 'Bianchi' WHERE name = 'Anna'",
        "UPDATE party SET name = 'Verdi Zrt' WHERE name = 'Rossi Kft'",
        "DELETE FROM contact_method WHERE value = 'b@rossi.hu'",
    ],
)
def test_rows_written_at_once_are_indexed_whatever_else_happens_to_them(desk: Desk, meanwhile):
    firm = a_company(desk, "Rossi Kft")
    store = desk.store
    with store.long_change_set(desk.user, "import") as whole, whole.part():
        said = ("id", "created_at", "updated_at", "kind", "name", "sort_name", "city", "parent_id")
        at = "2026-01-01 00:00:00"
        store.insert("party", said, [
            (50, at, at, "person", "Anna", "anna", "Pécs", None),
            (51, at, at, "company", "Kovács Bt", "kovacs bt", "", firm),
        ])  # fmt: skip
        store.insert("relationship", ("id", "party_id", "other_id", "kind"), [
            (1, 50, firm, "works_at"), (2, 50, 51, "knows"),
        ])  # fmt: skip
        store.insert("contact_method", ("id", "party_id", "kind", "value", "reversed_digits"), [
            (1, 50, "phone", "06 72 123 456", "65432127"), (2, 50, "email", "b@rossi.hu", ""),
            (3, 50, "email", "a@rossi.hu", ""), (4, firm, "email", "info@rossi.hu", ""),
        ])  # fmt: skip
        store.insert("tag", ("id", "name", "folded"), [(1, "VIP", "vip"), (2, "New", "new")])
        store.insert(
            "tagging", ("id", "party_id", "tag_id"), [(1, 50, 2), (2, 50, 1), (3, firm, 1)]
        )
        store.write(meanwhile)
    assert len(found(desk, "vip")) == 2
    assert index(desk) == index_made_anew(desk)


@pytest.mark.parametrize("word", ["ลูกค้าน้ำ", "हिन्दी", "தமிழ்", "ศูนย์"])
def test_a_word_of_any_script_is_one_word(desk: Desk, word):
    a_company(desk, f"{word} One")
    a_call(desk, a_company(desk, "Other"), f"spoke of {word}")
    assert found(desk, word[:-1]) == sorted(["Other", f"{word} One"])


@settings(max_examples=40)
@given(name=EVERY_TEXT, note=EVERY_TEXT, tag=EVERY_TEXT, title=EVERY_TEXT)
def test_any_text_that_is_stored_is_indexed_as_a_rebuild_would(name, note, tag, title):
    with a_fresh_desk() as desk:
        firm = a_company(desk, f"R{name}", wants=note, city=tag)
        a_call(desk, firm, f"said: {note}")
        tags.change(desk, [firm], tags.TagLine((f"t{tag}",), ()))
        task = tasks.add(desk, f"do {title}", party=firm)
        timeline.pin(desk, 1)
        tasks.finish(desk, task, "done")
        assert index(desk) == index_made_anew(desk)


@settings(max_examples=40)
@given(st.lists(EVERY_TEXT.filter(str.strip), min_size=1, max_size=4))
def test_a_customer_is_found_by_the_words_of_its_own_name(names):
    with a_fresh_desk() as desk:
        for name in filter(clean, names):
            party = a_company(desk, name)
            if words(clean(name)):
                assert party in customers.found_ids(desk, CustomerQuery(text=name))
