"""A firm's own words for customer, deal and ticket (S67)."""

from __future__ import annotations

import pytest

from crm_tui.text.firm_words import FirmWords, firm_words


@pytest.mark.parametrize(
    ("word", "several"),
    [("member", "members"), ("party", "parties"), ("boss", "bosses"), ("Klient", "Klients")],
)
def test_several_follow_from_one_unless_said_otherwise(word, several):
    assert firm_words({"customer": word}).customers == several
    assert firm_words({"customer": word, "customers": "x"}).customers == "x"
    assert firm_words({}, "client").customers == "clients"


def test_the_program_s_own_texts_are_said_in_the_firm_s_words():
    words = firm_words({"customer": "client", "ticket": "case"})
    assert words.said("New customer") == "New client"
    assert words.said("Customers with open tickets") == "Clients with open cases"
    assert words.said("TICKETS") == "CASES"
    assert words.said("the customer_word") == "the customer_word"
    assert FirmWords().said("New customer") == "New customer"


@pytest.mark.parametrize(
    "text",
    [
        "'crm ticket take' brings mail in",
        "Nobody answers to 'First Customer Ltd'",
        "the settings word.customer and keys.customer.add",
        "the option --deal",
        ":ticket and ticket=12",
    ],
)
def test_names_commands_and_what_people_wrote_between_quotes_stay(text):
    words = firm_words({"customer": "client", "deal": "case", "ticket": "call"})
    assert words.said(text) == text


def test_a_possessive_is_no_quote():
    words = firm_words({"customer": "client", "ticket": "case"})
    said = words.said("A ticket is one customer's; the customer's card has it.")
    assert said == "A case is one client's; the client's card has it."
