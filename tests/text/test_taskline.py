import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.recurrence import check_rule
from crm_tui.text.taskline import TaskLine, compose, parse, say
from tests import hostile, naughty

NOW = datetime(2026, 11, 22, 14, 5, 30, tzinfo=ZoneInfo("Europe/Budapest"))  # a Sunday
TODAY = NOW.date()
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)
VOCABULARY = (
    'call Anna back about the renewal tue Tue, by Fri on sat 31.12. 3.3.2025 due yesterday next '
    'last 10:00 at 9 15 3pm 10:00-11:30 in for 20m 20 min 2h 1 h 90\' 24h 14 days after done '
    'every each mon, and week weeks 2 other month monthly of first until 3 Dec 2026 times | '
    '!high !Urgent !low @bob @ann @them @us @ ! "every monday" "tue "x 24 Nov FREQ=WEEKLY AFTER=7'
)  # fmt: skip
WORDS = st.sampled_from(VOCABULARY.split(" "))
LINES = st.text(max_size=60) | st.lists(WORDS, max_size=16).map(" ".join)
MOMENTS = st.datetimes(
    datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.sampled_from([UTC, NOW.tzinfo])
)


def test_the_line_of_the_manual():
    line = parse("call Anna about the renewal tue 10:00 20m !high @bob every week", NOW)
    assert line == TaskLine(
        title="call Anna about the renewal",
        kind="call",
        due=TUESDAY,
        at=time(10),
        minutes=20,
        priority="high",
        assignee="bob",
        side="us",
        repeats="FREQ=WEEKLY",
        understood=("tue 10:00", "20m", "!high", "@bob", "every week"),
    )
    assert say(line, TODAY) == [
        ("kind", "call"),
        ("due", "Tue 24 Nov 10:00"),
        ("takes", "20 min"),
        ("priority", "high"),
        ("for", "@bob"),
        ("repeats", "every week"),
    ]
    assert compose(line, TODAY) == (
        "call Anna about the renewal Tue 24 Nov 10:00 20m !high @bob every week"
    )


@pytest.mark.parametrize(
    ("text", "title", "due", "at"),
    [
        ("call Anna tomorrow", "call Anna", MONDAY, None),
        ("tomorrow call Anna", "call Anna", MONDAY, None),
        ("call Anna by Fri about tea", "call Anna about tea", FRIDAY, None),
        ("call Anna, Tue 24 Nov 9:30.", "call Anna,", TUESDAY, time(9, 30)),
        ("call Anna 2026-12-01", "call Anna", date(2026, 12, 1), None),
        ("call sat @bob", "call", date(2026, 11, 28), None),
        ("sat with Anna", "sat with Anna", None, None),
        ("call Anna 15:00", "call Anna", TODAY, time(15)),
        ("call Anna 14:05", "call Anna", TODAY, time(14, 5)),
        ("call Anna 9:00", "call Anna", MONDAY, time(9)),
        ("call Anna at 9 tomorrow", "call Anna", MONDAY, time(9)),
        ("call Anna at 3 pm", "call Anna", TODAY, time(15)),
        ("drive at 50 to the shop", "drive at 50 to the shop", None, None),
        ("order 10", "order 10", None, None),
        ("send offer by fri about tue meeting", "send offer about tue meeting", FRIDAY, None),
        ("move the tue meeting to fri", "move the tue meeting to", FRIDAY, None),
        ("ask why nobody came yesterday", "ask why nobody came yesterday", None, None),
        ("ask about the order of 3.3.2025", "ask about the order of 3.3.2025", None, None),
        ("call due 3.3.2025", "call", date(2025, 3, 3), None),
        ("call in 20 min", "call", TODAY, time(14, 25)),
        ("call in 10 hours", "call", MONDAY, time(0, 5)),
        ("call in 2 weeks", "call", date(2026, 12, 6), None),
        ("visit tue 14h", "visit", TUESDAY, time(14)),
    ],
)
def test_days_and_times_stand_anywhere(text, title, due, at):
    line = parse(text, NOW)
    assert (line.title, line.due, line.at) == (title, due, at)


@pytest.mark.parametrize(
    ("text", "minutes", "title"),
    [
        ("call 20m", 20, "call"),
        ("call 1h30 Anna", 90, "call Anna"),
        ("meet 1 h 20 min", 80, "meet"),
        ("meet 1 h 20", 80, "meet"),
        ("call for 45 min.", 45, "call"),
        ("visit tue 2h", 120, "visit"),
        ("visit for 48h", 2880, "visit"),
        ("visit tue 10:00-11:30", 90, "visit"),
        ("offer the 24h service", None, "offer the 24h service"),
        ("lay 20 m of cable", None, "lay 20 m of cable"),
        ("they called 2 hours ago", None, "they called 2 hours ago"),
        ("buy 10", None, "buy 10"),
    ],
)
def test_a_length_is_taken_where_it_clearly_is_one(text, minutes, title):
    line = parse(text, NOW)
    assert (line.minutes, line.title) == (minutes, title)


@pytest.mark.parametrize(
    ("text", "repeats", "due", "title"),
    [
        ("report every mon", "FREQ=WEEKLY;BYDAY=MO", MONDAY, "report"),
        ("every mon, wed and fri report", "FREQ=WEEKLY;BYDAY=MO,WE,FR", MONDAY, "report"),
        ("report every 2 weeks on tue", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", TUESDAY, "report"),
        ("report every sun 9:00", "FREQ=WEEKLY;BYDAY=SU", date(2026, 11, 29), "report"),
        ("report every sun 15:00", "FREQ=WEEKLY;BYDAY=SU", TODAY, "report"),
        ("report last fri of every month", "FREQ=MONTHLY;BYDAY=-1FR", FRIDAY, "report"),
        ("report monthly @bob", "FREQ=MONTHLY", TODAY, "report"),
        ("send monthly report", "", None, "send monthly report"),
        ("call 14 days after done", "AFTER=14", TODAY, "call"),
        ("call tue every week until 3 dec", "FREQ=WEEKLY;UNTIL=20261203", TUESDAY, "call"),
        (
            "report monthly 31.1.2027",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            date(2027, 1, 31),
            "report",
        ),
    ],
)
def test_a_repetition_begins_on_its_first_day(text, repeats, due, title):
    line = parse(text, NOW)
    assert (line.repeats, line.due, line.title) == (repeats, due, title)


def test_markers_say_for_whom_and_how_urgent():
    line = parse("ask @anna for the list, @Bob !HIGH", NOW, users={"bob", "ann"})
    assert (line.title, line.assignee, line.priority) == ("ask @anna for the list,", "bob", "high")
    assert parse("sign the contract @them", NOW).side == "them"
    assert parse("sign @us !important", NOW)[:1] == ("sign !important",)
    last = parse("call @ann about @bob", NOW)
    assert (last.title, last.assignee) == ("call @ann about", "bob")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("call Anna", "call"),
        ("Please ring Anna", "call"),
        ("call back Anna", "call_back"),
        ("call Anna back", "call_back"),
        ("visit Rossi", "visit"),
        ("management visit to Rossi", "management_visit"),
        ("meet Anna", "meeting"),
        ("e-mail: the price list", "email"),
        ("send the offer", "offer"),
        ("quote for Rossi", "offer"),
        ("follow up on the fair", "follow_up"),
        ("demo for Anna", "demo"),
        ("renew the contract", "contract_step"),
        ("check delivery", "delivery_check"),
        ("remind about the invoice", "payment_reminder"),
        ("review the year", "review"),
        ("thank Anna", "thank_you"),
        ("buy tea", None),
        ("the caller was rude", None),
        ("", None),
    ],
)
def test_the_first_words_say_the_kind_and_stay(text, kind):
    line = parse(f"{text} tue", NOW)
    assert (line.kind, line.title) == (kind, text)


@pytest.mark.parametrize(
    "text",
    [
        'call about "every monday" flyer',
        'call about "tue 10:00 @bob !high 20m".',
        "call about \u201etomorrow\u201c",
        '"tomorrow"',
        "call about every monday tomorrow |",
    ],
)
def test_quoted_words_and_what_stands_before_a_bar_are_title(text):
    line = parse(text, NOW)
    assert line.title == text.removesuffix(" |")
    assert (line.due, line.at, line.repeats, line.assignee) == (None, None, "", None)
    assert parse(compose(line, TODAY), NOW).title == line.title


def test_a_quote_that_is_never_closed_hides_nothing():
    assert parse('call about "tea tue', NOW).due == TUESDAY


def test_a_title_that_would_be_misread_is_written_before_a_bar():
    line = parse("", NOW)._replace(title="Flyer every Monday", due=TUESDAY)
    assert compose(line, TODAY) == "Flyer every Monday | Tue 24 Nov"
    assert parse(compose(line, TODAY), NOW)[:3] == ("Flyer every Monday", None, TUESDAY)
    assert compose(line._replace(due=None), TODAY) == "Flyer every Monday |"


def _words(line):
    return Counter(" ".join((line.title, *line.understood)).split())


@given(LINES, MOMENTS)
def test_no_word_is_ever_lost(text, now):
    assert _words(parse(text, now)) == Counter(text.split())


@given(LINES, MOMENTS, st.booleans())
def test_what_is_written_back_says_the_same(text, now, day_first):
    line = parse(text, now, day_first=day_first)
    for today in (now.date(), now.date() + timedelta(1)):
        again = parse(compose(line, today), now.replace(hour=0), day_first=day_first)
        assert again._replace(understood=line.understood) == line
    assert compose(again, now.date()) == compose(line, now.date())


@given(LINES, MOMENTS, st.sets(st.sampled_from(["bob", "ann", "them"])))
def test_what_is_understood_can_be_stored(text, now, users):
    line = parse(text, now, users=users)
    assert line.at is None or line.due is not None
    assert line.minutes is None or line.minutes > 0
    assert line.side in {"us", "them"}
    assert line.assignee is None or line.assignee in users
    assert line.priority in {None, "urgent", "high", "normal", "low"}
    assert not line.repeats or (check_rule(line.repeats) and line.due is not None)
    labels = [label for label, _ in say(line, now.date())]
    assert ("due" in labels, "repeats" in labels) == (line.due is not None, bool(line.repeats))


@pytest.mark.parametrize("place", ["{} call Anna tue", "call {} tue", "call Anna tue {}"])
def test_hostile_text_is_title(place):
    for text in (*naughty.CONTROLS, *naughty.MARKUP, *naughty.WIDE, *hostile.FORMATS, hostile.ALL):
        line = parse(place.replace("{}", text), NOW)
        assert line.due == TUESDAY
        assert line.title.split() == f"{place.replace(' tue', '').replace('{}', text)}".split()


@pytest.mark.real_data
def test_published_naughty_strings_lose_no_word(naughty_strings):
    for text in naughty_strings:
        line = parse(text, NOW)
        assert _words(line) == Counter(text.split())
        assert parse(compose(line, TODAY), NOW)._replace(understood=line.understood) == line


def _calls(text):
    """How many calls reading a text takes, of the interpreter's count."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        parse(text, NOW)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "word", ["word ", "every ", "1 ", "tue ", '"a ', "at 9 ", "20 min ", "@b "]
)
def test_twice_the_text_is_twice_the_work(word):
    once, twice = _calls(word * 300), _calls(word * 600)
    assert once * 1.5 < twice < once * 2.5


@pytest.mark.parametrize("character", ["1", "a", "@", "!", ".", '"', ":", "-", " ", "|", "\u0301"])
def test_one_endless_word_is_read(character):
    for text in (character * 10_000, "@" + character * 10_000, "every " + character * 10_000):
        assert parse(text, NOW, users=()).title.split() == text.split()


def test_no_library_of_dates_is_loaded():
    code = (
        "import sys; from datetime import datetime, UTC; from crm_tui.text.taskline import parse; "
        "parse('call Anna tue 10:00 20m !high @bob', datetime(2026, 11, 22, tzinfo=UTC)); "
        "print([name for name in ('dateutil', 'dataclasses', 'crm_tui.text.repeats') "
        "if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
