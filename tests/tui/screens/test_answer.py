"""An answer is written under what was said, kept as one types, and sent once."""

from __future__ import annotations

import stat
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events

from crm_tui.errors import RuleError
from crm_tui.keys.keymap import build
from crm_tui.services import conversations, snippets, tickets
from crm_tui.tui.answer_drafts import Answer, AnswerDrafts
from crm_tui.tui.card.words import words_of
from crm_tui.tui.outside import edited
from crm_tui.tui.screens import answer as module
from crm_tui.tui.screens.answer import AnswerScreen, Sent
from crm_tui.tui.state_file import StateFile
from crm_tui.views import tickets as queue
from tests import builders
from tests.snapshots import assert_looks_as_before
from tests.tui.stage import Stage, seen, until

NARROW = (80, 24)
SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "answer"


@pytest.fixture
def ticket(desk):
    party = builders.a_company(desk, "Rossi Kft", emails=["info@rossi.example"])
    anna = builders.a_person(desk, "Anna Rossi", company=party)
    return tickets.add(
        desk, "The pump leaks", party=party, contact=anna, kind="complaint",
        body="It leaks since Monday.\nPlease send someone.",
    )  # fmt: skip


@pytest.fixture
def drafts(tmp_path):
    return AnswerDrafts(StateFile(tmp_path / "state", "answer", "db", "anna"))


class Out:
    """Where answers go: the desk, as the workspace sends them."""

    def __init__(self, desk, ticket, drafts):
        self.desk, self.ticket, self.drafts = desk, ticket, drafts
        self.sent: list[Answer] = []

    async def send(self, answer):
        conversations.reply(
            self.desk, self.ticket, answer.text, internal=answer.internal, state=answer.state,
            seen=answer.seen,
        )  # fmt: skip
        self.drafts.sent(self.ticket, answer)
        self.sent.append(answer)


@asynccontextmanager
async def writing(desk, ticket, drafts, *, out=None, edit=lambda text: text, size=NARROW, **how):
    out = out or Out(desk, ticket, drafts)
    keymap = build()
    screen = AnswerScreen(
        desk, words_of(desk, keymap, ascii_only=how.pop("ascii_only", False)), keymap,
        queue.ticket_row(desk, ticket), drafts, to="by mail to info@rossi.example",
        send=out.send, edit=edit, **how,
    )  # fmt: skip
    app = Stage(screen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "KEEP_S", 0)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot, screen, out


def said(desk, ticket):
    return [
        row[0]
        for row in desk.store.rows(
            "SELECT body FROM timeline_entry WHERE ticket_id = ? ORDER BY id", (ticket,)
        )
    ]


async def test_what_was_said_last_stands_above_and_who_reads_it_between(desk, ticket, drafts):
    async with writing(desk, ticket, drafts) as (app, pilot, _screen, _out):
        await pilot.press(*"Sorry")
        lines = seen(app).splitlines()
        found = [
            next(number for number, line in enumerate(lines) if text in line)
            for text in ("T1 The pump leaks", "Please send someone.",
                         "by mail to info@rossi.example", "Sorry")
        ]  # fmt: skip
        assert found == sorted(found)
        assert "then waiting for customer" in lines[found[2]]
        # text, title and keys find room
        for size in (NARROW, (60, 15), (120, 35)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            screen = seen(app)
            assert len(screen.splitlines()) == size[1]
            for text in ("The pump leaks", "Sorry", "Ctrl+S send", "Please send someone."):
                assert text in screen, size


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_it_looks_as_before(desk, ticket, drafts, ascii_only):
    conversations.reply(desk, ticket, "We look into it.\nAnna")
    async with writing(desk, ticket, drafts, ascii_only=ascii_only) as (app, pilot, _, _out):
        await pilot.press(*"Dear Anna,", "enter", *"we come")
        await pilot.pause()
        file = "ascii-80x24.txt" if ascii_only else "80x24.txt"
        assert_looks_as_before(SNAPSHOTS / file, seen(app))
        if ascii_only:
            await pilot.press("ctrl+t")
            assert seen(app).isascii()
        else:
            await pilot.resize_terminal(120, 35)
            await pilot.pause()
            assert_looks_as_before(SNAPSHOTS / "120x35.txt", seen(app))


async def test_ctrl_s_sends_once_what_was_typed_with_its_lines(desk, ticket, drafts):
    async with writing(desk, ticket, drafts) as (app, pilot, _screen, out):
        # nothing is not sent
        await pilot.press("space", "enter", "ctrl+s")
        assert "Nothing was written." in seen(app)
        assert not out.sent
        # it is kept while one types
        await pilot.press("backspace", "backspace", *"We come", "enter", "enter", *"Anna")
        text = "We come\n\nAnna"
        await until(pilot, lambda: getattr(drafts.of(ticket), "text", "") == text, "the draft")
        # a key of the answer does nothing while a question stands
        await pilot.press("ctrl+t", "ctrl+s", "ctrl+n", "escape")
        assert not out.sent
        # pressed twice it sends once
        await pilot.press("ctrl+s", "ctrl+s", "ctrl+g")
        await until(pilot, lambda: bool(app.answers), "the end")
    assert app.answers == [Sent(go_on=False)]
    assert said(desk, ticket)[-1] == text
    assert queue.ticket_row(desk, ticket).state == "waiting_customer"
    assert drafts.tickets() == frozenset()
    assert len(out.sent) == 1


async def test_ctrl_n_is_for_colleagues_alone_and_ctrl_g_wants_the_next_one(desk, ticket, drafts):
    async with writing(desk, ticket, drafts) as (app, pilot, _screen, _out):
        await pilot.press(*"psst", "ctrl+n")
        assert "colleagues alone" in seen(app)
        await pilot.press("ctrl+n")
        assert "by mail to" in seen(app)
        await pilot.press("f2", "ctrl+g")
        await until(pilot, lambda: bool(app.answers), "the end")
    assert app.answers == [Sent(go_on=True)]
    row = desk.store.row("SELECT internal, body FROM timeline_entry ORDER BY id DESC LIMIT 1")
    assert row == (1, "psst")
    assert queue.ticket_row(desk, ticket).first_responded_at is None


async def test_escape_keeps_it_and_it_stands_there_again(desk, ticket, drafts):
    async with writing(desk, ticket, drafts) as (app, pilot, _screen, _out):
        await pilot.press(*"half an", "escape")
        assert app.answers == [None]
    assert drafts.tickets() == {ticket}
    async with writing(desk, ticket, drafts) as (app, pilot, screen, _out):
        assert "is back" in seen(app)
        await pilot.press(*" answer")
        assert screen.answer.text == "half an answer"
        # solved asks for the reason and its note
        await pilot.press("ctrl+t", "s", "n", "enter")
        assert "needs a note" in seen(app)
        await pilot.press(*"too old", "enter")
        assert "then solved: cannot be done" in seen(app)
        how = screen.answer
        assert (how.solve, how.note, how.text) == ("not_possible", "too old", "half an answer")
        # ctrl+t chooses where the ticket goes
        await pilot.press("ctrl+t")
        assert "waiting inside" in seen(app)
        await pilot.press("i")
        assert "then waiting inside" in seen(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(app.answers), "the end")
        assert screen.answer.state == "waiting_inside"
    assert queue.ticket_row(desk, ticket).state == "waiting_inside"


def test_the_draft_is_the_users_alone_and_another_tickets_stays(desk, ticket, drafts, tmp_path):
    drafts.keep(99, Answer("another"))
    drafts.keep(ticket, Answer("this", 3, state="open"))
    assert drafts.of(ticket) == Answer("this", 3, state="open")
    assert drafts.of(99) == Answer("another")
    (path,) = (tmp_path / "state").glob("answer-*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    drafts.sent(ticket, Answer("this", 3))
    drafts.keep(ticket, Answer("this", 3))  # the end of the program comes just after
    assert drafts.tickets() == {99}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"answers": 1}',
        '{"answers": {"x": 1, "1": 2}}',
        '{"answers": {"1": {"text": 5}}}',
    ],
)
def test_a_broken_file_is_as_good_as_none(tmp_path, content):
    file = StateFile(tmp_path, "answer", "db", "anna")
    file.write({"answers": {}})
    (path,) = tmp_path.glob("answer-*.json")
    path.write_text(content)
    drafts = AnswerDrafts(file)
    assert drafts.of(1) is None
    drafts.keep(2, Answer("fine"))
    assert drafts.of(2) == Answer("fine")


async def test_a_colleagues_answer_is_shown_and_the_text_stays(desk, ticket, drafts):
    class RefusesOnce(Out):
        refused = False

        async def send(self, answer):
            if not self.refused:
                self.refused = True
                raise RuleError("Not today.")
            await super().send(answer)

    async with writing(desk, ticket, drafts, out=RefusesOnce(desk, ticket, drafts)) as (
        app, pilot, screen, out,
    ):  # fmt: skip
        # what is refused leaves the text
        await pilot.press(*"My answe", "ctrl+s")
        await until(pilot, lambda: "Not today." in seen(app), "the refusal")
        await pilot.press("r")
        assert screen.answer.text == "My answer"
        # a colleague was faster
        conversations.reply(desk, ticket, "Bob was faster")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Bob was faster" in seen(app), "the colleague's answer")
        assert "has answered T1. Read it, then send if needed." in seen(app)
        assert screen.answer.text == "My answer"
        assert drafts.of(ticket).text == "My answer"
        assert not app.answers
        await pilot.press("!", "ctrl+s")  # it was read: now it is sent
        await until(pilot, lambda: bool(app.answers), "the end")
    assert said(desk, ticket)[-2:] == ["Bob was faster", "My answer!"]
    assert len(out.sent) == 1


async def test_a_snippet_comes_by_its_key_with_its_fields_filled_in(desk, ticket, drafts):
    async with writing(desk, ticket, drafts) as (app, pilot, screen, _out):
        await pilot.press(*"So: ", "ctrl+o")
        assert "thanks" in seen(app)
        await pilot.press("s")
        before = screen.answer.text
        assert before.startswith("So: Dear Anna,\n\nThis is put right now.")
        assert "(T1)" in before
        # of many one is found by a part of its text
        for number in range(20):
            snippets.save_snippet(desk, f"text {number}", f"The {number}th of {{company}}")
        await pilot.press("ctrl+o", *"17th", "enter")
        await pilot.pause()
        assert screen.answer.text == f"{before}The 17th of Rossi Kft"


async def test_ctrl_e_goes_on_in_the_editor_and_one_that_fails_leaves_the_text(
    desk, ticket, drafts
):
    works = iter([False, True])

    def edit(text):
        return f"{text} more\n" if next(works) else None

    async with writing(desk, ticket, drafts, edit=edit) as (app, pilot, screen, _out):
        await pilot.press(*"once", "ctrl+e")
        assert "The editor failed" in seen(app)
        assert screen.answer.text == "once"
        await pilot.press("ctrl+e", *"!")
        assert screen.answer.text == "once more!"
        await pilot.press("backspace", "ctrl+underscore", "ctrl+underscore", "ctrl+underscore")
        assert screen.answer.text == "once"


def test_the_editors_file_is_the_users_alone_and_goes():
    met = []

    def run(command):
        path = Path(command[-1])
        met.append((command[:-1], stat.S_IMODE(path.stat().st_mode), path))
        path.write_text(path.read_text("utf-8") + "ő", "utf-8")
        return 0

    assert edited("a", {"EDITOR": "ed", "VISUAL": "my editor -x"}, run) == "aő"
    command, mode, path = met[0]
    assert command == ["my", "editor", "-x"]
    assert mode == 0o600
    assert not path.exists()
    assert edited("a", {"EDITOR": "ed"}, lambda command: 1) is None


async def test_long_pastes_wide_letters_and_tabs_are_kept_as_they_are(desk, ticket, drafts):
    text = "北京贸易有限公司\tőű\r\n" * 500 + "\x1b[2Jend\x07"
    async with writing(desk, ticket, drafts) as (app, pilot, screen, _out):
        app.post_message(events.Paste(text))
        await until(pilot, lambda: len(screen.answer.text) > 6000, "the paste")
        assert screen.answer.text == "北京贸易有限公司\tőű\n" * 500 + "[2Jend"
        assert "[2Jend" in seen(app)
        await pilot.press("tab", *"x")
        assert screen.answer.text.endswith("end    x")
