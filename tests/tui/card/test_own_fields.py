"""The firm's own fields in the customer form: offered, refused, saved, kept from each other."""

from __future__ import annotations

import pytest

from crm_tui.keys.keymap import build
from crm_tui.services import own_fields
from crm_tui.tui.card.details import page
from crm_tui.tui.card.form import CardForm
from crm_tui.tui.card.own_lines import OwnLines
from crm_tui.tui.card.words import words_of
from crm_tui.views import card as cards
from crm_tui.views import own_fields as views
from tests import builders
from tests.tui.stage import Stage, seen, until


@pytest.fixture
def form(desk, gateway):
    own_fields.add(desk, "party", "Tier", choices=["gold", "silver"], kind="choice", required=True)
    own_fields.add(desk, "party", "Budget", kind="money")
    own_fields.add(desk, "party", "Renewed on", kind="day")

    def make(party: int | None = None, **more) -> CardForm:
        card = cards.card(desk, party) if party else None
        own = OwnLines(tuple(views.fields(desk, "party")), desk.currency)
        words = words_of(desk, build())
        return CardForm(gateway, words, build(), card=card, own=own, **more)

    return make


async def test_own_fields_stand_below_the_common_ones_and_are_read_by_their_kind(desk, form):
    app = Stage(form())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*"Rossi", "up")
        assert "> Renewed on" in seen(app)
        assert "A day such as 2026-12-31 or next fri." in seen(app)
        await pilot.press(*"someday", "up")
        assert "An amount such as 1250 HUF." in seen(app)
        await pilot.press(*"1.2k", "ctrl+s")
        await until(pilot, lambda: "Tier may not be left empty." in app.shown.prompt.message)
        assert "! Tier" in seen(app)
        await pilot.press(*"go")
        assert "gold" in seen(app), "what there is to choose from completes what was typed"
        await pilot.press("right", "ctrl+s")
        await until(pilot, lambda: "'someday' is no day" in app.shown.prompt.message)
        assert "! Renewed on" in seen(app)
        assert app.shown.draft()["own:Budget"] == "1.2k"
        await pilot.press("ctrl+u", *"31.12.2026", "ctrl+s")
        await until(pilot, lambda: bool(app.answers))
    made = cards.card(desk, app.answers[0])
    assert made is not None
    held = {one.label: one.value for one in made.own.said}
    assert held == {"Tier": "gold", "Budget": "1,200.00 HUF", "Renewed on": "2026-12-31"}
    shown = "\n".join(
        "".join(text for text, _ in one) for one in page(made, 78, words_of(desk, build())).lines
    )
    assert "Budget          1,200.00 HUF" in shown
    assert "complete: no phone or e-mail, no city, no industry" in shown


async def test_an_edit_leaves_what_nobody_touched_and_shows_both_texts_of_a_conflict(desk, form):
    shown = form
    party = builders.a_company(desk, "Rossi Kft")
    own_fields.fill(desk, "party", [party], {"Budget": "as agreed", "Renewed on": "2026-01-01"})
    app = Stage(shown(party, draft={"own:Renewed on": "2026-03-03", "own:gone": "x"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.shown.draft() == {"own:Renewed on": "2026-03-03"}
        own_fields.fill(desk, "party", [party], {"Renewed on": "2026-02-02", "Tier": "silver"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "2026-02-02" in seen(app) and "2026-03-03" in seen(app))
        await pilot.press("m", "ctrl+s")
        await until(pilot, lambda: bool(app.answers))
    assert views.custom_of(desk, "party", party) == {
        "Budget": "as agreed", "Renewed on": "2026-03-03", "Tier": "silver",
    }  # fmt: skip
