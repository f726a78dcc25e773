from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.quickline import named_as, parse, readings, split_candidates

TODAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 27)
VOCABULARY = (
    "Rossi Rossi: call called mail visit met us back in 2 weeks by Fri on 31.12. 10:00 12 min "
    "spoke to with Anna and , @bob @ann !high !low #vip #12 wants price + : . 株式会社 by"
)
WORDS = st.sampled_from(VOCABULARY.split())
LINES = st.text(max_size=60) | st.lists(WORDS, max_size=14).map(" ".join)


def test_the_line_of_the_manual():
    line = parse("Rossi call spoke to Anna wants price by Fri", TODAY)
    assert (line.who, line.kind, line.channel, line.direction) == ("Rossi", "call", "phone", "out")
    assert line.people == ("Anna",)
    assert line.text == "spoke to Anna wants price by Fri"
    assert (line.follow_up, line.due) == ("wants price", FRIDAY)
    assert parse("+Rossi call spoke to Anna wants price by Fri", TODAY) == line


@given(LINES)
def test_no_word_is_ever_lost(text):
    line = parse(text, TODAY)
    markers = [f"@{line.assignee}", f"!{line.priority}", *(f"#{tag}" for tag in line.tags)]
    kept = f"{line.who or ''} {line.channel_words} {line.text} {' '.join(markers)}"
    known = {word.strip(" ,:;-").lower() for word in kept.split()}
    typed = text.strip().split()
    if typed and typed[0].startswith("+") and not typed[0][1:2].isdigit():
        typed[0] = typed[0][1:]
    assert {word.strip(" ,:;-").lower() for word in typed} <= known | {""}


@given(LINES)
def test_a_line_has_a_follow_up_exactly_when_it_has_a_day(text):
    for line in readings(text, TODAY):
        assert (line.due is None) == (line.follow_up is None)
        assert line.due is None or (line.due >= TODAY and line.follow_up)


@pytest.mark.parametrize(
    ("text", "kind", "channel", "direction"),
    [
        ("Rossi called", "call", "phone", None),
        ("Rossi called us", "call", "phone", "in"),
        ("Rossi incoming call", "call", "phone", "in"),
        ("Rossi called them", "call", "phone", "out"),
        ("Rossi email from Anna", "email", "email", "in"),
        ("Rossi emailed: offer", "email", "email", None),
        ("Rossi visit", "visit", "visit_to_them", "out"),
        ("Rossi visited us", "visit", "visit_to_us", "in"),
        ("Rossi visit to us", "visit", "visit_to_us", "in"),
        ("Rossi met Anna", "meeting", None, None),
        ("Rossi video call", "meeting", "video", None),
        ("Rossi sms", "chat", "sms", None),
        ("Rossi letter", "letter", "letter", "out"),
        ("Rossi idea a shop by the sea", "idea", None, None),
        ("Rossi: likes tea", "note", None, None),
        ("Rossi: call no answer", "call", "phone", "out"),
        ("Rossi: wants us to call", "note", None, None),
    ],
)
def test_a_word_says_how_the_contact_took_place(text, kind, channel, direction):
    line = parse(text, TODAY)
    assert (line.who, line.kind, line.channel, line.direction) == (
        "Rossi",
        kind,
        channel,
        direction,
    )


def test_words_of_the_users_own_name_channels():
    assert parse("Rossi tc hello", TODAY, channels={"tc": "phone"}).channel == "phone"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Rossi call spoke to anna about price", ("anna",)),
        ("Rossi met Anna de Luca and Bob. Likes tea", ("Anna de Luca", "Bob")),
        ("Rossi meeting with Anna, Bob & Carla about price", ("Anna", "Bob", "Carla")),
        ("株式会社 call spoke to 山田 wants price", ("山田",)),
        ("Rossi call spoke to reception", ()),
        ("Rossi call agreed with the offer", ()),
        ("Rossi met Monday", ()),
    ],
)
def test_people_are_the_names_spoken_with(text, people):
    assert parse(text, TODAY).people == people


@pytest.mark.parametrize(
    ("text", "follow_up", "due"),
    [
        ("Rossi call. Likes tea, send offer by 31.12. please", "send offer", date(2026, 12, 31)),
        ("Rossi call send by Fri price list and likes tea", "send price list", FRIDAY),
        ("Rossi email asks for price; call back mon", "call back", date(2026, 11, 23)),
        ("Rossi call visits us next week wants price by Fri", "wants price", FRIDAY),
        ("Rossi call by Fri", "follow up", FRIDAY),
        ("Rossi call send offer by today", "send offer", TODAY),
        ("Rossi call spoke yesterday", None, None),
        ("Rossi call complaint today", None, None),
        ("Rossi call closed since 1.1.2027", None, None),
    ],
)
def test_a_day_to_come_makes_a_follow_up(text, follow_up, due):
    line = parse(text, TODAY)
    assert (line.follow_up, line.due) == (follow_up, due)


def test_times_and_minutes_are_understood():
    line = parse("Deutsche Bank called us 12 min, wants offer Fri 10:00 for 30 min", TODAY)
    assert (line.who, line.minutes) == ("Deutsche Bank", 12)
    assert (line.due, line.due_time, line.due_minutes) == (FRIDAY, time(10), 30)


def test_markers_name_assignee_priority_and_tags():
    line = parse("Rossi call no answer @bob !High #vip #12 #vip", TODAY)
    assert (line.assignee, line.priority, line.tags) == ("bob", "high", ("vip",))
    assert line.text == "no answer #12"
    unknown = parse("Rossi call ask @bob", TODAY, users={"ann"})
    assert (unknown.assignee, unknown.text) == (None, "ask @bob")


def test_a_number_may_name_the_customer():
    assert parse("+36 30 123 4567 call no answer", TODAY).who == "+36 30 123 4567"


def test_calling_back_is_to_be_done_and_was_not_done():
    line = parse("Rossi: call back Fri", TODAY)
    assert (line.who, line.kind, line.follow_up, line.due) == ("Rossi", "note", "call back", FRIDAY)


def test_a_name_with_a_channel_word_is_among_the_readings():
    names = [line.who for line in readings("Deutsche Mail GmbH call wants price", TODAY)]
    assert names == ["Deutsche", "Deutsche Mail GmbH", None]
    names = [line.who for line in readings("Deutsche Mail GmbH: wants price", TODAY)]
    assert names == ["Deutsche", "Deutsche Mail GmbH"]


def test_without_channel_word_the_text_begins_with_the_name():
    line = parse("Rossi & Sons want tea by Fri", TODAY)
    assert (line.who, line.kind, line.text) == (None, "note", "Rossi & Sons want tea by Fri")
    assert ("Rossi & Sons", "want tea by Fri") in split_candidates(line.text)
    named = named_as(line, "Rossi & Sons", "want tea by Fri", TODAY)
    assert (named.who, named.text, named.follow_up) == (
        "Rossi & Sons",
        "want tea by Fri",
        "want tea",
    )


def test_candidates_are_the_beginnings_longest_first():
    assert split_candidates("Rossi, Anna: tea") == [
        ("Rossi, Anna: tea", ""),
        ("Rossi, Anna", "tea"),
        ("Rossi", "Anna: tea"),
    ]
    assert len(split_candidates("a b c d e f g h")) == 6
    assert split_candidates(" ") == []


@given(LINES)
def test_candidates_lose_no_word(text):
    for lead, rest in split_candidates(text):
        kept = {word.strip(" ,:;-") for word in f"{lead} {rest}".split()} | {""}
        assert {word.strip(" ,:;-") for word in text.split()} <= kept


@pytest.mark.real_data
def test_published_naughty_strings_are_taken_as_text(naughty_strings):
    for text in naughty_strings:
        line = parse(f"Rossi call {text}", TODAY)
        assert line.who == "Rossi"
