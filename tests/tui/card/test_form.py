"""The form: typed, shown who is here already, saved, or kept."""

from __future__ import annotations

import pytest

from crm_tui.keys.keymap import build
from crm_tui.services import parties
from crm_tui.tui.card.form import CardForm
from crm_tui.tui.card.words import words_of
from crm_tui.views import card as cards
from crm_tui.views import changes
from tests import builders
from tests.naughty import CONTROLS, MARKUP
from tests.tui.stage import Stage, seen, until


@pytest.fixture
def rossi(desk) -> int:
    party = builders.a_company(
        desk, "Rossi Kft", phones=["+36 1 234 5678"], emails=["info@rossi.example"], city="Pécs"
    )
    builders.a_call(desk, party, "wants a price")
    return party


@pytest.fixture
def form(desk, gateway):
    def make(party: int | None = None, **more) -> CardForm:
        card = cards.card(desk, party) if party else None
        return CardForm(gateway, words_of(desk, build()), build(), card=card, **more)

    return make


def named(desk, party):
    found = cards.card(desk, party)
    assert found is not None
    return found


class TestNew:
    async def test_name_and_phone_are_enough(self, desk, form):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"Kovács", "tab", "tab", *"+36 30 123 4567", "ctrl+s")
            await until(pilot, lambda: bool(app.answers))
        made = named(desk, app.answers[0])
        assert (made.name, made.phones[0].value) == ("Kovács", "+36 30 123 4567")
        assert made.fields["lifecycle"] == "prospect"

    async def test_all_of_it_is_one_change(self, desk, form):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"Kovács", "tab", "tab", "tab", *"k@k.example", "ctrl+s")
            await until(pilot, lambda: bool(app.answers))
        assert changes.next_undo(desk) == "added Kovács"

    async def test_who_is_here_already_is_shown_with_the_last_contact(self, form, rossi):
        shown = form()
        app = Stage(shown)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"rosi")
            await until(pilot, lambda: bool(shown.found))
            assert "Here already" in seen(app)
            assert "! Rossi Kft · Pécs · prospect · anna · +36 1 234 5678 · last today" in seen(app)
            await pilot.press("ctrl+o")
            await pilot.pause()
        assert app.answers == [rossi]

    async def test_a_number_shows_whose_it_is_archived_ones_too(self, desk, form, rossi):
        parties.archive(desk, [rossi])
        shown = form()
        app = Stage(shown)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press("tab", "tab", *"06 1 234-5678")
            await until(pilot, lambda: bool(shown.found))
            assert "Rossi Kft · ARCHIVED" in seen(app)

    async def test_a_person_is_added_at_the_company_of_the_card(self, desk, form, rossi):
        app = Stage(form(company=(rossi, "Rossi Kft")))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"Anna", "ctrl+s")
            await until(pilot, lambda: bool(app.answers))
        assert [one.name for one in named(desk, rossi).people] == ["Anna"]

    async def test_a_company_is_completed_while_it_is_typed(self, desk, form, rossi):
        app = Stage(form(kind="person"))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"Anna", *["tab"] * 4, *"ros")
            await until(pilot, lambda: "Rossi Kft" in app.shown.prompt.message)
            await pilot.press("right", "ctrl+s")
            await until(pilot, lambda: bool(app.answers))
        assert named(desk, app.answers[0]).people[0].id == rossi

    async def test_a_company_nobody_knows_is_not_made_in_silence(self, form, rossi):
        app = Stage(form(kind="person"))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"Anna", *["tab"] * 4, *"Nobody Ltd", "ctrl+s")
            await until(pilot, lambda: "No company is called" in app.shown.prompt.message)
            assert app.answers == []
            assert app.shown.list.field.name == "company"

    async def test_an_address_of_someone_else_is_refused_and_nothing_is_made(
        self, desk, form, rossi
    ):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"Other", *["tab"] * 3, *"info@rossi.example", "ctrl+s")
            await until(pilot, lambda: "belongs to Rossi" in app.shown.prompt.message)
        assert desk.store.value("SELECT count(*) FROM party") == 1


class TestEdit:
    async def test_only_what_was_changed_is_saved(self, desk, form, rossi):
        app = Stage(form(rossi))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            parties.edit(desk, rossi, {}, {"city": "Szeged"})
            await pilot.press(*"x", "ctrl+s")
            await until(pilot, lambda: bool(app.answers))
        after = named(desk, rossi)
        assert (after.name, after.fields["city"]) == ("Rossi Kftx", "Szeged")

    async def test_a_number_taken_out_of_the_text_is_removed(self, desk, form, rossi):
        app = Stage(form(rossi))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press("tab", "tab", "ctrl+u", *"+36 1 111 1111 (desk)", "ctrl+s")
            await until(pilot, lambda: bool(app.answers))
        assert [(one.value, one.label) for one in named(desk, rossi).phones] == [
            ("+36 1 111 1111", "desk")
        ]

    async def test_two_texts_for_one_field_are_both_shown(self, desk, form, rossi):
        app = Stage(form(rossi))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*" mine")
            parties.edit(desk, rossi, {}, {"name": "Rossi theirs"})
            await pilot.press("ctrl+s")
            await until(pilot, lambda: app.screen is not app.shown)
            await until(pilot, lambda: "Rossi theirs" in seen(app) and "Kft mine" in seen(app))
            await pilot.press("m", "ctrl+s")
            await until(pilot, lambda: bool(app.answers))
        assert named(desk, rossi).name == "Rossi Kft mine"

    async def test_leaving_the_two_texts_undecided_keeps_the_form_as_it_was(
        self, desk, form, rossi
    ):
        app = Stage(form(rossi))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*" mine")
            parties.edit(desk, rossi, {}, {"name": "Rossi theirs"})
            await pilot.press("ctrl+s")
            await until(pilot, lambda: app.screen is not app.shown)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.shown)
            assert app.shown.draft() == {"name": "Rossi Kft mine"}
        assert named(desk, rossi).name == "Rossi theirs"


class TestLeaving:
    async def test_escape_leaves_at_once_when_nothing_was_typed(self, form, rossi):
        app = Stage(form(rossi))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press("tab", "escape")
            await pilot.pause()
        assert app.answers == [None]

    async def test_escape_asks_when_something_was_typed(self, form):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"Rossi", "escape")
            assert app.answers == []
            assert "leave without saving" in seen(app)
            await pilot.press("k", *"x")
            assert app.shown.draft() == {"name": "Rossix"}
            await pilot.press("escape", "l")
            await pilot.pause()
        assert app.answers == [None]

    async def test_a_draft_comes_back(self, form):
        shown = form(draft={"name": "Ros", "likes": "tea", "no such field": "x"})
        app = Stage(shown)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"si")
            assert shown.draft() == {"name": "Rossi", "likes": "tea"}


class TestTyping:
    async def test_letters_never_act(self, form):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"qjkxD?", "space", *"u:")
        assert app.shown.draft() == {"name": "qjkxD? u:"}

    async def test_what_is_pasted_is_made_harmless(self, form):
        from textual import events

        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            app.post_message(events.Paste("\x1b]0;x\x07Rossi\r\nKft"))
            await until(pilot, lambda: bool(app.shown.draft()))
        assert app.shown.draft() == {"name": "]0;xRossi Kft"}

    async def test_a_text_of_several_lines_keeps_them(self, desk, form):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(*"Rossi", *["tab"] * 7, *"tea", "ctrl+j", *"no calls", "ctrl+s")
            await until(pilot, lambda: bool(app.answers))
        assert named(desk, app.answers[0]).fields["likes"] == "tea\nno calls"

    async def test_the_fields_follow_the_kind(self, form):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert "company" not in [line.split()[0] for line in seen(app).split("\n")[5:7]]
            await pilot.press("tab", "ctrl+u", *"person")
            assert "  company" in seen(app)

    async def test_the_field_with_the_cursor_is_on_the_screen_at_any_size(self, form):
        app = Stage(form())
        async with app.run_test(size=(60, 15)) as pilot:
            await pilot.pause()
            await pilot.press("up")
            assert "> why not" in seen(app)
            await pilot.resize_terminal(80, 24)
            assert "> why not" in seen(app)


@pytest.mark.parametrize("text", [*CONTROLS, *MARKUP])
async def test_hostile_texts_are_inert_in_every_field(desk, form, rossi, text):
    stored = text.encode("utf-8", "replace").decode()
    with desk.store.change_set(desk.user, "wrote past the services"):
        desk.store.write("UPDATE party SET city = ?, likes = ?", (stored, stored))
    app = Stage(form(rossi))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*["tab"] * 4)
        assert all(line.isprintable() for line in seen(app).split("\n"))
