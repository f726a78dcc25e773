"""A ticket as it is read: its head, what is to be done, what was said, the newest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.safe import display
from crm_tui.text.width import cell_width
from crm_tui.tui.service.ticket_lines import head_lines, peek_lines, ticket_lines
from tests.naughty import CONTROLS, MARKUP, WIDE
from tests.tui.card.cards import WORDS
from tests.tui.service.drawn import FILES, SEEN, a_claim, a_mail, a_row, a_talk, a_word, ago

texts = st.text(max_size=80) | st.sampled_from((*CONTROLS, *MARKUP, *WIDE))


def text_of(lines):
    return "\n".join("".join(text for text, _tone in line) for line in lines)


def drawn(talk, width=78, seen=SEEN):
    return text_of(ticket_lines(talk, width, seen).lines)


def test_the_head_answers_what_it_is_whose_and_by_when():
    said = drawn(a_talk())
    for part in (
        "The pump leaks", "T12", "! complaint · high · new · nobody's", "answer !! late 2 h",
        "solution due in", "Rossi Kft  A", "Anna Rossi · +36 30 999 8877", "GTX Pro", "#pump",
        "first line", "2 open deals", "D3 A new pump", "T15 Another pump", "T9 It drips",
        "! yesterday Ask the workshop",
    ):  # fmt: skip
        assert part in said, part


def test_what_the_queue_knows_already_is_the_head_of_all_that_is_read_later():
    row = a_row()
    head = text_of(head_lines(row, 78, SEEN))
    assert drawn(a_talk(row=row)).startswith(head)


def test_the_newest_word_comes_first_and_steps_stand_between_what_was_said():
    talk = a_talk(a_word(2, "Second.", at=ago(100)), a_word(1, "First.", at=ago(500)))
    said = drawn(talk)
    assert said.index("Second.") < said.index("open, was new · bob") < said.index("First.")


def test_a_note_for_colleagues_is_told_from_an_answer():
    note = a_word(1, "Careful.", internal=True, direction="out", channel="", user="bob")
    assert "# for colleagues only" in drawn(a_talk(note))
    assert "bob" in drawn(a_talk(note))
    assert "for colleagues" not in drawn(a_talk(a_word(direction="out")))


def test_quoted_text_is_folded_until_it_is_asked_for():
    talk = a_talk(a_word(5, mail=a_mail()))
    assert "… 3 lines quoted" in drawn(talk)
    assert "thank you" not in drawn(talk)
    assert "> thank you" in drawn(talk, seen=SEEN._replace(unfolded={5}))


def test_files_are_listed_and_those_not_kept_say_why():
    said = drawn(a_talk(a_word(files=FILES)))
    assert "+ leak.jpg  123 kB" in said
    assert "+ film.mov  90 MB  ! not kept: too large" in said


@pytest.mark.parametrize(
    ("state", "failure", "minutes", "said"),
    [
        ("queued", "", 1, "waits to be sent"),
        ("sending", "", 1, "is being sent"),
        ("sending", "", 30, "! perhaps sent"),
        ("sending", "the line broke", 1, "! perhaps sent: the line broke"),
        ("failed", "mailbox full", 1, "! not sent: mailbox full"),
        ("handed", "", 1, "handed to the mail program"),
        ("cancelled", "", 1, "! not sent, cancelled"),
    ],
)
def test_how_the_sending_of_our_mail_goes_is_said(state, failure, minutes, said):
    mail = a_mail(direction="out", state=state, failure=failure, quoted="")
    word = a_word(direction="out", at=ago(minutes), mail=mail)
    assert said in drawn(a_talk(word))


def test_of_a_mail_that_was_sent_nothing_more_is_said():
    mail = a_mail(direction="out", state="sent", quoted="")
    assert "sent" not in drawn(a_talk(a_word(direction="out", mail=mail)))


def test_one_subject_is_not_said_twice():
    word = a_word(1, "It leaks.", subject="The pump leaks")
    assert drawn(a_talk(word)).count("The pump leaks") == 1


def test_the_cause_of_a_ticket_that_goes_on_is_not_said_to_be_its_end():
    said = drawn(a_talk(row=a_row(state="open"), cause_label="the product"))
    assert "cause     the product" in said
    assert "ended" not in said


def test_an_ended_ticket_says_how_and_what_they_thought_of_it():
    row = a_row(state="closed", resolved_at=ago(10), first_responded_at=ago(300), rating=2)
    talk = a_talk(
        row=row, reason_label="put right", cause_label="the product",
        closing_note="A new seal.", rating_words="Too slow.",
    )  # fmt: skip
    said = drawn(talk)
    for part in ("put right", "because of the product", "A new seal.", "2 of 5", "Too slow.",
                 "answer in time", "solution in time"):  # fmt: skip
        assert part in said


def test_a_merged_ticket_leads_to_where_it_goes_on():
    content = ticket_lines(a_talk(merged_into=(20, "T20")), 78, SEEN)
    assert "goes on in T20" in text_of(content.lines)
    assert any(one.what == "ticket" and one.id == 20 for one in content.targets.values())


def test_the_cursor_can_stand_on_people_deals_tickets_tasks_and_what_was_said():
    content = ticket_lines(a_talk(a_word(5)), 78, SEEN)
    found = {(one.what, one.id) for one in content.targets.values()}
    assert found == {
        ("person", 7), ("person", 8), ("deal", 3), ("ticket", 15), ("ticket", 9), ("task", 4),
        ("entry", 5),
    }  # fmt: skip


def test_who_is_on_it_and_that_an_answer_is_begun_stand_in_the_head():
    said = drawn(a_talk(row=a_row(claim=a_claim())), seen=SEEN._replace(drafted=True))
    assert "Bob Stone is on it since 14:55 · an answer is begun" in said


@pytest.mark.parametrize("height", [2, 3, 5, 8])
def test_the_peek_shows_title_clock_and_as_much_of_the_last_word_as_fits(height):
    word = a_word(1, "\n\n".join(f"line {number}" for number in range(20)))
    lines = peek_lines(a_row(), [word], 58, height, SEEN)
    assert len(lines) == height
    said = text_of(lines)
    assert "The pump leaks" in said
    assert "!! late 2 h" in said
    assert said.endswith("…") or height == 2


@given(st.tuples(texts, texts, texts), st.integers(30, 160))
def test_no_line_is_too_wide_or_could_harm(words, width):
    a, b, c = words
    row = a_row(title=a, party_name=b, contact_name=c, product_name=a, owner=b, kind_label=c,
                claim=a_claim(name=a))  # fmt: skip
    mail = a_mail(direction="out", state="failed", failure=a, quoted=b)
    files = (FILES[0]._replace(name=a), FILES[1]._replace(name=b, note=c))
    talk = a_talk(
        a_word(1, a, mail=mail, files=files, subject=b, people=(c,), user=a, direction="out"),
        row=row, tags=(a, b), queue_label=a, reason_label=b, closing_note=c, rating_words=a,
        cause_label=b, offer=(3, a, b), merged=((9, a, c),),
    )  # fmt: skip
    seen = SEEN._replace(unfolded={1})
    for line in (
        *ticket_lines(talk, width, seen).lines, *peek_lines(row, talk.said, width, 9, seen)
    ):  # fmt: skip
        assert sum(cell_width(text) for text, _tone in line) <= width
        assert all(display(text) == text for text, _tone in line)


@pytest.mark.parametrize("width", [58, 78, 140])
def test_in_ascii_there_are_ascii_letters_only(width):
    seen = SEEN._replace(words=WORDS._replace(ascii_only=True))
    talk = a_talk(a_word(1, "word " * 50, mail=a_mail(), files=FILES))
    assert drawn(talk, width, seen).isascii()
