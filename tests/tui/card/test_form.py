"""The form: typed, shown who is here already, saved, or kept."""

from __future__ import annotations

import pytest
from textual import events

from crm_tui.keys.keymap import build
from crm_tui.services import parties
from crm_tui.tui.card.form import CardForm
from crm_tui.tui.card.words import words_of
from crm_tui.views import card as cards
from crm_tui.views import changes
from tests import builders
from tests.naughty import CONTROLS, MARKUP
from tests.tui.stage import Stage, seen, typed, until


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


async def shown(app, pilot, screen):
    """Show another form in the same app; returns the form."""
    app.shown = screen
    app.answers.clear()
    app.push_screen(screen, app.answers.append)
    await pilot.pause()
    return screen


async def saved(app, pilot):
    """Save; returns whose form it was when it is left."""
    await pilot.press("ctrl+s")
    await until(pilot, lambda: bool(app.answers))
    return app.answers[0]


class TestNew:
    async def test_name_and_a_phone_or_an_address_are_enough(self, desk, form):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await typed(pilot, "Kovács\t\t+36 30 123 4567")
            made = named(desk, await saved(app, pilot))
            assert (made.name, made.phones[0].value) == ("Kovács", "+36 30 123 4567")
            assert made.fields["lifecycle"] == "prospect"
            # all of it is one change
            await shown(app, pilot, form())
            await typed(pilot, "Nagy\t\t\tn@n.example")
            made = named(desk, await saved(app, pilot))
            assert [one.value for one in made.emails] == ["n@n.example"]
            assert changes.next_undo(desk) == "added Nagy"
            # a text of several lines keeps them
            await shown(app, pilot, form())
            await typed(pilot, "Rossi" + "\t" * 7 + "tea", "ctrl+j")
            await typed(pilot, "no calls")
            made = named(desk, await saved(app, pilot))
            assert made.fields["likes"] == "tea\nno calls"

    async def test_who_is_here_already_is_shown_with_the_last_contact(self, desk, form, rossi):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await typed(pilot, "rosi")
            await until(pilot, lambda: bool(app.shown.found))
            assert "Here already" in seen(app)
            assert "! Rossi Kft · Pécs · prospect · anna · +36 1 234 5678 · last today" in seen(app)
            await pilot.press("ctrl+o")
            await pilot.pause()
            assert app.answers == [rossi]
            # an address of someone else is refused, and nothing is made
            await shown(app, pilot, form())
            await typed(pilot, "Other\t\t\tinfo@rossi.example", "ctrl+s")
            await until(pilot, lambda: "belongs to Rossi" in app.shown.prompt.message)
            assert desk.store.value("SELECT count(*) FROM party") == 1
            # a number shows whose it is, archived ones too
            parties.archive(desk, [rossi])
            await shown(app, pilot, form())
            await typed(pilot, "\t\t06 1 234-5678")
            await until(pilot, lambda: bool(app.shown.found))
            assert "Rossi Kft · ARCHIVED" in seen(app)

    async def test_a_person_is_added_at_their_company(self, desk, form, rossi):
        app = Stage(form(company=(rossi, "Rossi Kft")))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            # that of the card
            await typed(pilot, "Anna")
            await saved(app, pilot)
            assert [one.name for one in named(desk, rossi).people] == ["Anna"]
            # one that is completed while it is typed
            await shown(app, pilot, form(kind="person"))
            await typed(pilot, "Béla\t\t\t\tros")
            await until(pilot, lambda: "Rossi Kft" in app.shown.prompt.message)
            await pilot.press("right")
            made = await saved(app, pilot)
            assert named(desk, made).people[0].id == rossi
            # one that nobody knows is not made in silence
            await shown(app, pilot, form(kind="person"))
            await typed(pilot, "Cili\t\t\t\tNobody Ltd", "ctrl+s")
            await until(pilot, lambda: "No company is called" in app.shown.prompt.message)
            assert app.answers == []
            assert app.shown.list.field.name == "company"


class TestEdit:
    async def test_only_what_was_changed_is_saved(self, desk, form, rossi):
        app = Stage(form(rossi))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            parties.edit(desk, rossi, {}, {"city": "Szeged"})
            await typed(pilot, "x")
            await saved(app, pilot)
            after = named(desk, rossi)
            assert (after.name, after.fields["city"]) == ("Rossi Kftx", "Szeged")
            # a number taken out of the text is removed
            await shown(app, pilot, form(rossi))
            await pilot.press("tab", "tab", "ctrl+u")
            await typed(pilot, "+36 1 111 1111 (desk)")
            await saved(app, pilot)
            phones = [(one.value, one.label) for one in named(desk, rossi).phones]
            assert phones == [("+36 1 111 1111", "desk")]

    async def test_two_texts_for_one_field_are_both_shown(self, desk, form, rossi):
        app = Stage(form(rossi))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await typed(pilot, " mine")
            parties.edit(desk, rossi, {}, {"name": "Rossi theirs"})
            await pilot.press("ctrl+s")
            await until(pilot, lambda: app.screen is not app.shown)
            await until(pilot, lambda: "Rossi theirs" in seen(app) and "Kft mine" in seen(app))
            # leaving them undecided keeps the form as it was
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.shown)
            assert app.shown.draft() == {"name": "Rossi Kft mine"}
            assert named(desk, rossi).name == "Rossi theirs"
            # m decides for mine
            await pilot.press("ctrl+s")
            await until(pilot, lambda: app.screen is not app.shown)
            await until(pilot, lambda: "Rossi theirs" in seen(app) and "Kft mine" in seen(app))
            await pilot.press("m")
            await saved(app, pilot)
            assert named(desk, rossi).name == "Rossi Kft mine"


class TestLeaving:
    async def test_escape_asks_when_something_was_typed(self, form, rossi):
        app = Stage(form(rossi))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            # it leaves at once when nothing was typed
            await pilot.press("tab", "escape")
            await pilot.pause()
            assert app.answers == [None]
            await shown(app, pilot, form())
            await typed(pilot, "Rossi", "escape")
            assert app.answers == []
            assert "leave without saving" in seen(app)
            await pilot.press("k", "x")
            assert app.shown.draft() == {"name": "Rossix"}
            await pilot.press("escape", "l")
            await pilot.pause()
            assert app.answers == [None]
            # a draft comes back
            draft = {"name": "Ros", "likes": "tea", "no such field": "x"}
            await shown(app, pilot, form(draft=draft))
            await typed(pilot, "si")
            assert app.shown.draft() == {"name": "Rossi", "likes": "tea"}


class TestTyping:
    async def test_letters_never_act_and_what_is_pasted_is_made_harmless(self, form):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await typed(pilot, "qjkxD? u:")
            assert app.shown.draft() == {"name": "qjkxD? u:"}
            await shown(app, pilot, form())
            app.post_message(events.Paste("\x1b]0;x\x07Rossi\r\nKft"))
            await until(pilot, lambda: bool(app.shown.draft()))
            assert app.shown.draft() == {"name": "]0;xRossi Kft"}

    async def test_the_fields_follow_the_kind_and_the_one_with_the_cursor_is_seen(self, form):
        app = Stage(form())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert "company" not in [line.split()[0] for line in seen(app).split("\n")[5:7]]
            await pilot.press("tab", "ctrl+u")
            await typed(pilot, "person")
            assert "  company" in seen(app)
            # the field with the cursor is on the screen at any size
            await pilot.resize_terminal(60, 15)
            await shown(app, pilot, form())
            await pilot.press("up")
            assert "> why not" in seen(app)
            await pilot.resize_terminal(80, 24)
            assert "> why not" in seen(app)


async def test_hostile_texts_are_inert_in_every_field(desk, form, rossi):
    app = Stage(form())
    async with app.run_test(size=(80, 24)) as pilot:
        for text in (*CONTROLS, *MARKUP):
            stored = text.encode("utf-8", "replace").decode()
            with desk.store.change_set(desk.user, "wrote past the services"):
                desk.store.write("UPDATE party SET city = ?, likes = ?", (stored, stored))
            await shown(app, pilot, form(rossi))
            await typed(pilot, "\t" * 4)
            assert all(line.isprintable() for line in seen(app).split("\n")), repr(text)
            app.pop_screen()
