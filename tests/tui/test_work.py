"""What is done at the workspace: contacts logged, customers changed, all of it taken back."""

from __future__ import annotations

import base64
from datetime import date, timedelta

import pytest

from crm_tui.errors import BusyError
from crm_tui.services import parties, timeline
from crm_tui.views import card as cards
from crm_tui.views.choices import users
from tests import builders
from tests.tui.office import MEDIUM, a_seat, fill
from tests.tui.stage import seen, until


@pytest.fixture
def office(desk):
    return fill(desk)


def last_entry(desk, party):
    return cards.timeline(desk, party, limit=1)[0]


# A call


async def test_a_call_is_looked_up_and_logged_with_three_keys_and_a_sentence(
    desk, office, tmp_path, clock
):
    async with a_seat(desk, tmp_path) as seat:
        screen = await seat.type("C9998877")
        assert "1 found" in screen
        screen = await seat.press("enter")
        assert seat.name == "Anna Rossi"
        assert "ON CALL" in seat.status
        clock.instant += timedelta(minutes=2, seconds=10)
        screen = await seat.type("cshe wants the price", "enter", "r")
        entry = last_entry(desk, office["anna"])
        assert (entry.body, entry.outcome, entry.direction, entry.minutes) == (
            "she wants the price",
            "reached",
            "in",
            3,
        )
        assert "she wants the price" in screen
        assert "Logged a call with Anna Rossi" in seat.status
        assert "ON CALL" not in screen
        # an unknown number opens nobody
        await seat.type("C5554443322", "enter")
        assert "Nobody answers to '5554443322'" in seat.status
        assert not seat.workspace.on_call
        # a number of several shows them, and Enter takes the chosen one
        parties.add_method(desk, office["Zalka Bt"], "phone", "+36 30 999 8877")
        screen = await seat.type("C9998877")
        assert "2 found" in screen
        await seat.press("down", "enter")
        assert seat.name == "Zalka Bt"


async def test_the_outcome_of_a_call_is_a_key_and_asks_for_what_it_needs(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, party=office["rossi"]) as seat:
        # every outcome can be read at 80 columns
        screen = await seat.press("c", "enter")
        rows = " ".join(screen.splitlines()[-2:])
        for key in "rnvcwgidsbm":
            assert f" {key} " in rows
        # no answer needs no sentence
        await seat.press("n")
        entry = last_entry(desk, office["rossi"])
        assert (entry.outcome, entry.direction, entry.minutes) == ("no_answer", "out", None)
        # who was spoken to is understood from the sentence
        await seat.type("cspoke to Anna about the pump", "enter", "r")
        assert last_entry(desk, office["rossi"]).people == ("Anna Rossi",)
        # an outcome that needs a day asks for it and makes the task
        await seat.type(":go Zalka Bt", "enter")
        await seat.type("cask again", "enter", "c")
        await seat.type("fri", "enter")
        (task,) = cards.open_tasks(desk, office["Zalka Bt"])
        assert str(task.due) == "2026-11-27"
        assert "ask again" in task.title


async def test_a_choice_is_made_on_a_keyboard_of_another_alphabet(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, party=office["rossi"]) as seat:
        await seat.pilot.press("c", "enter")
        await seat.press("т")  # the key of n
        assert last_entry(desk, office["rossi"]).outcome == "no_answer"
        # letters are letters while a text is typed
        before = builders.labels(desk)
        await seat.type("iqDxu1jk")
        assert "qDxu1jk" in seat.status
        await seat.press("escape")
        assert builders.labels(desk) == before
        # a begins every kind of entry
        for key, kind in (("n", "note"), ("e", "email"), ("m", "meeting"), ("v", "visit")):
            await seat.press("a", key)
            await seat.type(f"as agreed {key}", "enter", *(() if kind == "note" else ("enter",)))
            entry = last_entry(desk, office["rossi"])
            assert (entry.kind, entry.body) == (kind, f"as agreed {key}")


async def test_the_quick_line_shows_what_it_understands_and_writes_it_down(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        screen = await seat.type("ARossi Kft call spoke to Anna wants price by Fri")
        row = screen.splitlines()[-1]
        assert "Rossi Kft" in row
        assert "spoke to Anna" in row
        assert "Fri 27 Nov" in row
        await seat.press("enter")
        assert last_entry(desk, office["rossi"]).kind == "call"
        assert "2026-11-27" in [str(task.due) for task in cards.open_tasks(desk, office["rossi"])]
        assert seat.name == "Rossi Kft"


# Tasks


async def test_a_task_is_typed_with_its_day_moved_and_finished(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, party=office["rossi"]) as seat:
        # d moves the next step to another day, and refuses what is none
        await seat.type("d+3d", "enter")
        (task,) = cards.open_tasks(desk, office["rossi"])
        assert str(task.due) == "2026-11-23"
        await seat.type("dsomeday", "enter")
        assert "is no day" in seat.status
        # x finishes the next step with its result
        await seat.press("escape")
        await seat.type("xoffer is sent", "enter", "s")
        assert cards.open_tasks(desk, office["rossi"]) == ()
        entry = last_entry(desk, office["rossi"])
        assert (entry.subject, entry.result, entry.outcome) == (
            "Send the offer",
            "offer is sent",
            "next_step",
        )
        # a new one is typed with its day
        await seat.press("escape")
        await seat.type(":go Zalka Bt", "enter")
        screen = await seat.type("tsend samples tue")
        assert "Tue 24 Nov" in screen.splitlines()[-1]
        await seat.press("enter")
        (task,) = cards.open_tasks(desk, office["Zalka Bt"])
        assert (task.title, str(task.due)) == ("send samples", "2026-11-24")


# Many at once


async def test_marked_customers_get_another_owner_by_one_change_and_one_undo(
    desk, office, tmp_path
):
    async with a_seat(desk, tmp_path) as seat:
        before = builders.dump(desk)
        await seat.press("home", "space", "space")
        assert "2 marked" in seat.status
        await seat.type("wbob", "enter")
        await seat.type("knows them well", "enter")
        assert "2 customers?" in seat.status
        await seat.press("w", "enter")  # neither the key that asked nor Enter answers
        assert "2 customers?" in seat.status
        await seat.press("y")
        bob = next(user.id for user in users(desk) if user.login == "bob")
        owners = [row[0] for row in desk.store.rows("SELECT owner_id FROM party ORDER BY id")]
        assert owners.count(bob) == 2
        await seat.press("u")
        assert "Taken back" in seat.status
        assert builders.changed_since(before, builders.dump(desk)) == {}


async def test_tags_go_on_and_off_the_marked_and_by_repeat_on_another(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("asterisk", "y")
        assert "4 marked" in seat.status
        await seat.type("Tlead -vip", "enter", "y")
        assert cards.card(desk, office["rossi"]).tags == ("lead",)
        assert cards.card(desk, office["Zalka Bt"]).tags == ("lead",)
        # repeat makes the last change on another customer
        await seat.press("escape", "home")
        await seat.type("Thot", "enter")
        await seat.press("j", "full_stop")
        assert tagged(desk, "hot") == 2
        # inside a card a verb means its customer, whatever is marked
        await seat.press("asterisk", "y", "home", "enter")
        await seat.type("Tonlyme", "enter")
        assert tagged(desk, "onlyme") == 1


def tagged(desk, name):
    return desk.store.value(
        "SELECT count(*) FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE t.name = ?", (name,)
    )


async def test_a_state_asks_for_the_reason_it_needs_and_archive_for_a_yes(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, party=office["rossi"]) as seat:
        # a relationship is set by r and a number
        await seat.press("s", "r", "5")
        assert cards.card(desk, office["rossi"]).fields["relationship"] == "regular"
        # a state that needs a reason asks for it
        await seat.press("s", "f")
        await seat.type("moved away", "enter")
        assert cards.card(desk, office["rossi"]).fields["lifecycle"] == "former"
        assert "moved away" in last_entry(desk, office["rossi"]).body
        # archive asks, and Enter is no answer
        await seat.type(":go Zalka Bt", "enter")
        await seat.press("q", "D", "enter", "D")
        assert "archive Zalka Bt?" in seat.status
        screen = await seat.press("y")
        assert "Zalka" not in screen.split("u takes back")[0].split("Archived")[0]
        screen = await seat.press("u")
        assert "Zalka Bt" in screen


# Taking back


async def test_undo_and_redo_say_what_they_did(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, party=office["rossi"]) as seat:
        await seat.type("ilikes tea", "enter")
        # the day of a contact is the user's
        assert str(last_entry(desk, office["rossi"]).day) == str(date(2026, 11, 20))
        await seat.press("u")
        assert "Taken back: logged a note on Rossi Kft" in seat.status
        assert last_entry(desk, office["rossi"]).body != "likes tea"
        await seat.press("ctrl+r")
        assert last_entry(desk, office["rossi"]).body == "likes tea"
        # the list of changes takes back an older one
        await seat.type("ifirst", "enter")
        await seat.type("isecond", "enter")
        screen = await seat.press("U")
        assert "logged a note on Rossi Kft" in screen
        await seat.press("j", "u")
        bodies = [entry.body for entry in cards.timeline(desk, office["rossi"])]
        assert "first" not in bodies
        assert "second" in bodies


async def test_the_log_is_corrected_and_narrowed(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, MEDIUM, party=office["rossi"]) as seat:
        # correcting an entry keeps what it said
        await seat.press("e", "c", "end", *["backspace"] * 30)
        screen = await seat.type("spoke about price", "enter")
        assert "spoke about price" in screen
        assert "was" in screen
        assert "until anna corrected it: spoke about" in screen
        # narrowing it to a channel shows only that
        await seat.type("iprivate remark", "enter")
        assert "private remark" in await seat.look()
        screen = await seat.type(":channel phone", "enter")
        assert "private remark" not in screen
        assert "spoke about delivery" in screen


# Forms


async def test_a_new_customer_is_typed_saved_and_shown(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("N")
        screen = await seat.type("Nagy Bt", "ctrl+s")
        await until(seat.pilot, lambda: len(seat.workspace.screen_stack) == 1, "the list")
        screen = await seat.look()
        assert seat.name == "Nagy Bt"
        assert "Nagy Bt" in screen


# Errors, drafts, copying, commands


async def test_a_text_that_could_not_be_saved_is_offered_again(desk, office, tmp_path, monkeypatch):
    def busy(*args, **kwargs):
        raise BusyError("Someone else is writing to the database; nothing was changed.")

    async with a_seat(desk, tmp_path, party=office["rossi"]) as seat:
        with monkeypatch.context() as patch:
            patch.setattr(timeline, "log", busy)
            await seat.type("ia long story", "enter")
        assert "Someone else is writing" in seat.status
        await seat.press("i")
        assert "a long story" in seat.status
        await seat.press("enter")
        assert last_entry(desk, office["rossi"]).body == "a long story"
        # the number goes to the clipboard of the terminal
        written = []
        monkeypatch.setattr(seat.workspace._driver, "write", written.append)
        await seat.press("y", "p")
        number = base64.b64encode(b"+36 1 234 5678").decode()
        assert f"\x1b]52;c;{number}\a" in written
        assert "sent to terminal clipboard (14 characters)" in seat.status


async def test_what_was_being_typed_survives_the_end_of_the_program(desk, office, tmp_path):
    async with a_seat(desk, tmp_path, party=office["rossi"]) as seat:
        await seat.type("ihalf a sent")
        seat.workspace.end(129)
    (draft,) = (tmp_path / "state").glob("draft-*.json")
    assert oct(draft.stat().st_mode & 0o777) == "0o600"
    async with a_seat(desk, tmp_path) as seat:
        assert "half a sent" in seat.status
        await seat.press("g")
        assert seat.name == "Rossi Kft"
        await seat.press("enter")
        assert last_entry(desk, office["rossi"]).body == "half a sent"
        assert not draft.exists()
        # and so does a half filled form
        await seat.type("NHalf Kf")
        seat.workspace.end(129)
    async with a_seat(desk, tmp_path) as seat:
        await seat.press("g")
        assert "Half Kf" in seen(seat.workspace)


async def test_the_command_line_knows_views_orders_customers_and_actions(desk, office, tmp_path):
    async with a_seat(desk, tmp_path) as seat:
        await seat.type(":go Rossi Kft", "enter")
        assert seat.name == "Rossi Kft"
        await seat.type(":view Nobody's", "enter")
        assert seat.name == "Zalka Bt"
        await seat.type(":sort town", "enter")
        assert "There is no order 'town'" in seat.status
        await seat.type(":frobnicate", "enter")
        assert "There is no command 'frobnicate'" in seat.status
        await seat.type(":mark.toggle", "enter")
        assert "1 marked" in seat.status


async def test_whom_management_has_not_visited_is_a_view_for_as_long_as_one_says(
    desk, office, tmp_path
):
    eve = builders.a_colleague(desk, "eve", name="Eve Moreau", role="manager")
    at = desk.clock.now() - timedelta(days=200)
    timeline.log(eve, office["rossi"], "we met", kind="visit", at=at)
    async with a_seat(desk, tmp_path) as seat:
        screen = await seat.type(":view no man", "enter")
        assert "No management visit" in screen
        assert "Rossi Kft" not in seen(seat.workspace)
        screen = await seat.type(":no-visit 6", "enter")
        assert "No management visit in 6 months" in screen
        assert "Rossi Kft" in seen(seat.workspace)
        await seat.type(":no-visit often", "enter")
        assert "'often' is no number of months" in seat.status
        screen = await seat.type("2:no-visit", "enter")
        assert "No management visit in 12 months" in screen
        assert "customers, unvisited for 12 months, by name" in await seat.type("vno man")


async def test_every_action_of_the_table_has_a_deed():
    from importlib import import_module

    from crm_tui.keys.actions import ACTIONS
    from crm_tui.tui.actions import MODULES

    for action in ACTIONS:
        if not {"list", "card", "app", "always"}.isdisjoint(action.scopes):
            module = import_module(f"crm_tui.tui.actions.{MODULES[action.name]}")
            assert callable(getattr(module, action.name.replace(".", "_")))


async def test_saving_over_a_colleagues_change_shows_both_texts(desk, office, tmp_path):
    with builders.a_desk(tmp_path / "crm.db", login="bob") as bob:
        async with a_seat(desk, tmp_path, party=office["Zalka Bt"]) as seat:
            await seat.press("e", "e")
            await until(seat.pilot, lambda: len(seat.workspace.screen_stack) == 2, "the form")
            parties.edit(bob, office["Zalka Bt"], {}, {"name": "Zalka Zrt"})
            await seat.pilot.press("end", *["backspace"] * 2, *"Nyrt", "ctrl+s")
            await until(
                seat.pilot,
                lambda: (
                    "Zalka Zrt" in seen(seat.workspace) and "Zalka Nyrt" in seen(seat.workspace)
                ),
                "both texts",
            )
            assert cards.card(desk, office["Zalka Bt"]).name == "Zalka Zrt"
