"""What is new in a reply is told apart from what it quotes and how it is signed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.reply_text import split_reply


def test_a_quote_below_the_answer_is_folded():
    body = (
        "That works.\n\nOn Mon, 3 Mar 2025 at 10:00, Support <s@firm.example> wrote:\n> Try this.\n"
    )
    assert split_reply(body) == (
        "That works.",
        "On Mon, 3 Mar 2025 at 10:00, Support <s@firm.example> wrote:\n> Try this.",
        "",
    )


@pytest.mark.parametrize(
    "head",
    [
        "On 3 March 2025, Support wrote:",
        "On Mon, 3 Mar 2025 at 10:00, Support Desk of the Firm\n<support@firm.example> wrote:",
        "Am 03.03.2025 um 10:00 schrieb Support:",
        "Le lun. 3 mars 2025 à 10:00, Support <s@firm.example> a écrit :",
        "El lun, 3 mar 2025 a las 10:00, Support (<s@firm.example>) escribió:",
        "Il giorno lun 3 mar 2025 alle 10:00 Support ha scritto:",
        "2025-03-03 10:00 keltezéssel, Support írta:",
        "Den 3 mars 2025 10:00 skrev Support:",
        "W dniu 3.03.2025 o 10:00, Support pisze:",
    ],
)
def test_the_line_that_announces_a_quote_is_known_in_many_languages(head):
    found = split_reply(f"Thank you.\n\n{head}\n\n> Try this.")
    assert found.text == "Thank you."
    assert found.quoted == f"{head}\n\n> Try this."


@pytest.mark.parametrize(
    "head",
    [
        "-----Original Message-----\nFrom: Support\nSent: Monday\nTo: Anna\nSubject: Printer",
        "________________________________\nVon: Support\nGesendet: Montag\nAn: Anna\nBetreff: x",
        "*From:* Support\n*Sent:* Monday\n*To:* Anna\n*Subject:* Printer",
        "De : Support\nEnvoyé : lundi\nÀ : Anna\nObjet : Imprimante",
    ],
)
def test_everything_below_the_head_of_an_older_message_is_quoted(head):
    found = split_reply(f"It is mended.\n\n{head}\n\nDear Anna,\nis it mended?\n")
    assert found.text == "It is mended."
    assert found.quoted == f"{head}\n\nDear Anna,\nis it mended?"


def test_an_answer_below_the_quote_is_the_new_text():
    found = split_reply("On 3 March 2025 Support wrote:\n> Does it print?\n\nNo, not at all.")
    assert found.text == "No, not at all."
    assert "Does it print?" in found.quoted


def test_quotes_answered_one_by_one_stay_with_their_answers():
    body = "On 3 March 2025 S wrote:\n> One?\nYes.\n> Two?\nNo.\n> Bye\n"
    found = split_reply(body)
    assert found.text == "On 3 March 2025 S wrote:\n> One?\nYes.\n> Two?\nNo."
    assert found.quoted == "> Bye"


def test_a_sentence_that_begins_with_on_and_one_that_says_wrote_are_text():
    body = "On your side I can log in:\nhere is how.\n\nThe manual, as Bob wrote:\nturn it off."
    assert split_reply(body) == (body, "", "")


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnna Rossi\nRossi Kft",
        "--\nAnna",
        "Sent from my iPhone",
        "Gesendet von meinem Telefon",
        "-Anna Rossi",
        "Get Outlook for Android <https://aka.example/x>",
    ],
)
def test_a_signature_is_folded(signature):
    assert split_reply(f"It is broken.\n\n{signature}\n") == ("It is broken.", "", signature)


@pytest.mark.parametrize(
    "body",
    [
        "We need:\n\n- bread\n- milk",
        "It is -- as I said -- broken.",
        "Sent from my desk, this goes out much later than I wanted it to.",
        "Shopping:\n\n-milk",
    ],
)
def test_what_only_looks_like_a_signature_stays(body):
    assert split_reply(body) == (body, "", "")


def test_the_footer_of_a_mailing_list_is_folded():
    footer = f"{'_' * 47}\nusers mailing list\nusers@lists.example\nhttps://lists.example/users"
    assert split_reply(f"How is it done?\n\n{footer}\n") == ("How is it done?", "", footer)


@pytest.mark.parametrize("body", ["> all\n> of it", "-- \nAnna", ">", "On 3 March S wrote:\n> x"])
def test_a_body_in_which_nothing_is_new_keeps_all_of_it(body):
    assert split_reply(body) == (body, "", "")


def test_an_empty_body_is_empty():
    assert split_reply("") == split_reply("\n \n") == ("", "", "")


_LINES = st.sampled_from(
    ["", "> quoted", "text", "-- ", "--", "On 3 March 2025 S wrote:", "From: a", "Sent: b",
     "To: c", "Subject: d", "-----Original Message-----", "Sent from my phone", "-Anna", "_" * 30,
     "wrote:", "On 3", "users@lists.example", ">> deeper", "  indented"]
)  # fmt: skip


@given(st.lists(_LINES | st.text(max_size=20), max_size=40).map("\n".join))
def test_no_line_of_any_body_is_lost_or_said_twice(body):
    found = split_reply(body)
    parts = "\n".join(found).splitlines()
    assert sorted(filter(str.strip, parts)) == sorted(filter(str.strip, body.splitlines()))


def test_a_body_that_alternates_without_end_is_read_in_one_passage():
    found = split_reply("text\n> quote\nwrote:\n" * 20_000 + "-- \n" * 20_000)
    assert found.text.startswith("text")
