"""The card answers on one screen: who they are, what was done, with what result (S35)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from crm_tui.text.width import cell_width
from crm_tui.tui.card.lines import card_lines, peek_lines
from crm_tui.tui.card.pages import PAGES, pages_of
from crm_tui.tui.card.words import Words
from crm_tui.views.knowledge import Known, NeedRow, OpinionRow
from crm_tui.views.last_management_visit import ManagementVisit
from tests.snapshots import assert_looks_as_before
from tests.tui.card.cards import (
    NOW,
    TODAY,
    WORDS,
    asked,
    card,
    complaint,
    email,
    entry,
    full_asked,
    full_card,
    history,
    method,
    person,
    phone,
    task,
    text,
    ticket,
)

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "card"
KNOWN = Known(
    (OpinionRow(1, "product", 2, "best they ever had", NOW),),
    (NeedRow(1, "smaller boxes", "Box 12", "planned", NOW),),
)


def peek(of=None, entries=(), width=80, height=8, words=WORDS, **more):
    return text(peek_lines(of or card(), entries, width, height, words, **more))


def page(name, of=None, entries=(), width=78, **more):
    return text(card_lines(of or full_card(), entries, name, width, WORDS, **more).lines)


@pytest.mark.parametrize("width", [80, 120])
def test_the_peek_looks_as_it_should(width):
    shown = peek(full_card(), history(), width, asked=full_asked())
    assert_looks_as_before(SNAPSHOTS / f"peek-{width}.txt", "\n".join(shown))


@pytest.mark.parametrize("width", [78, 118, 55])
@pytest.mark.parametrize("name", pages_of(0))
def test_each_page_looks_as_it_should(name, width):
    shown = page(name, full_card(), history(), width, known=KNOWN, asked=full_asked())
    assert_looks_as_before(SNAPSHOTS / f"{name}-{width}.txt", "\n".join(shown))


def test_a_card_of_which_nothing_is_known_names_the_keys_that_help():
    shown = "\n".join(page("timeline", card()))
    for said in ("e adds them", "w says who", "t adds one", "c logs a call", "i writes a note"):
        assert said in shown


def test_a_card_whose_data_were_erased_says_so_and_names_no_key_that_would_fill_it():
    erased = card(given={"name": "erased", "archived_at": NOW}, erased="2026-03-18")
    shown = peek(erased)
    assert "ERASED" in shown[0]
    assert "erased for good; who came back is added anew" in shown[1]


def test_no_key_is_named_where_none_is_bound():
    bare = WORDS._replace(keys={})
    assert peek(card(), words=bare)[1] == "no phone, no e-mail"


class TestTheTickets:
    """Whoever sells sees what the customer asks of the service (S97, S105)."""

    def test_a_complaint_stands_beside_the_name_with_a_sign(self):
        mine = asked(complaint(12, "Labels peel off"))
        for shown in (peek(asked=mine), page("details", asked=mine)):
            assert "! complaint T12" in shown[0]

    def test_a_complaint_is_named_however_long_the_name_and_narrow_the_screen(self):
        long = card(given={"name": "Rossi e figli " * 9, "relationship_since": "2024-03-03"})
        assert "! complaint T12" in peek(long, width=60, asked=asked(complaint(12, "Peels")))[0]

    def test_many_complaints_are_counted(self):
        mine = asked(*(complaint(number, "Peels") for number in (3, 4, 5)))
        assert "! 3 open complaints" in peek(asked=mine)[0]

    def test_other_tickets_are_no_complaints(self):
        assert "complaint" not in peek(asked=asked(ticket(14, "Which ribbon?")))[0]

    def test_the_peek_shows_the_open_ticket_with_its_clock_and_still_the_last_contacts(self):
        shown = peek(full_card(), history(), height=7, asked=full_asked())
        assert shown[2].startswith("asks  ! T12 !! late 2 h Labels peel off")
        assert "wants the price list" in shown[-2]

    def test_a_clock_that_waits_for_them_says_so(self):
        assert "T14 paused" in "\n".join(page("timeline", asked=full_asked()))

    def test_a_page_lists_the_open_ones_with_clocks_then_what_came_of_the_last(self):
        shown = "\n".join(page("tickets", asked=full_asked()))
        assert shown.index("!! late 2 h") < shown.index("ended") < shown.index("put right")
        assert "came of it: D5 Printer for hall 2, won" in shown
        assert "rated 5 of 5" in shown

    def test_enter_finds_the_ticket_and_the_deal_that_came_of_one(self):
        lines = card_lines(full_card(), (), "tickets", 78, WORDS, asked=full_asked())
        targets = [lines.target(one.key) for one in lines.entries]
        assert [(one.what, one.id) for one in targets] == [
            ("ticket", 12), ("ticket", 14), ("ticket", 9), ("deal", 5), ("ticket", 4),
        ]  # fmt: skip

    def test_a_customer_without_any_is_told_the_key_that_adds_one(self):
        assert "No ticket yet (a s adds one)." in page("tickets")

    def test_the_timeline_names_the_ticket_of_an_entry_once(self):
        said = entry(1, NOW, "They peel off", ticket=12, ticket_number="T12")
        event = entry(2, NOW, kind="ticket", channel="", subject="ticket T12 solved",
                      ticket=12, ticket_number="T12")  # fmt: skip
        shown = "\n".join(page("timeline", card(), (event, said)))
        assert "T12: They peel off" in shown
        assert shown.count("T12") == shown.count("They peel off") + shown.count("T12 solved")


def test_the_details_say_when_our_management_was_last_there_and_what_came_of_it():
    visit = ManagementVisit(9, TODAY - timedelta(40), ("Eve Moreau",), ("Anna Bianchi",), "signed")
    shown = "\n".join(page("details", visit=visit))
    assert "managers' visit Fri 17 Oct, Eve Moreau saw Anna Bianchi: signed" in shown
    assert "managers' visit" in "\n".join(page("details")).split("not known")[1]


class TestThePeek:
    def test_first_says_who_they_are_and_whose(self):
        assert peek(full_card())[0] == (
            "Rossi S.p.A. · company · customer · regular since 3 Mar 2024 · anna"
        )

    def test_has_exactly_the_lines_it_was_given(self):
        for height in range(9):
            assert len(peek(full_card(), history(), height=height)) == height

    def test_keeps_the_phone_when_one_line_is_left(self):
        assert peek(full_card(), height=1)[0].startswith("+39 02 1234567")

    def test_prefers_a_number_that_works(self):
        of = card(methods=(phone("111", bad_since="2025-01-01"), phone("222", id=2)))
        assert peek(of)[1] == "222 · 111 bad since Wed 1 Jan"

    def test_says_who_must_not_be_contacted(self):
        of = card(methods=(email("a@b.example", opted_out_at=NOW),))
        assert peek(of)[1] == "a@b.example do not contact"

    def test_never_shows_half_a_number_when_there_is_another(self):
        of = card(methods=(phone("+39 02 1234567"), phone("+39 333 7654321", id=2)))
        assert peek(of, width=40)[1] in ("+39 02 1234567 +1", "+39 02 1234567 · +39 333 7654321")
        assert peek(of, width=24)[1] == "+39 02 1234567 +1"

    def test_says_overdue_in_a_word(self):
        of = card(tasks=(task("call back", due=date(2025, 11, 24)),))
        assert peek(of)[3] == "next  ! overdue Mon 24 Nov call back (bob)"

    def test_says_that_there_is_no_next_step(self):
        assert peek(card())[3] == "no next step (t adds one)"

    def test_shows_the_last_contacts_one_line_each(self):
        one = entry(1, NOW, "wants a price", outcome="reached", people=("Anna",), minutes=12)
        assert peek(card(), (one,), width=70)[4] == (
            "today 15:00 phone → reached · Anna: wants a price                  bob"
        )

    def test_says_archived_first(self):
        assert "ARCHIVED" in peek(card(given={"archived_at": NOW}))[0]

    def test_draws_in_ascii_alone_where_that_is_asked(self):
        plain = WORDS._replace(ascii_only=True)
        for name in PAGES:
            lines = card_lines(full_card(), history(), name, 40, plain, known=KNOWN).lines
            assert all(line.isascii() for line in text(lines))


class TestTheTimelinePage:
    def test_shows_the_last_ten_contacts_within_a_screen_of_24_lines(self):
        shown = page("timeline", full_card(), history(30))[:21]
        contacts = [entry for entry in history(30) if entry.kind != "note"]
        days = [WORDS.moment(one.at) for one in contacts if one.corrected_by is None][:10]
        assert [line[:11].strip() for line in shown[-10:]] == days

    def test_counts_contacts_and_attempts_by_channel_with_their_days(self):
        shown = page("timeline")
        assert "done    phone 12 + 3 in vain, 3 Feb 2024 – today" in shown
        assert "        e-mail 4, 1 Mar 2024 – Fri 3 Oct" in shown

    def test_names_who_worked_them_before_and_their_take(self):
        ours = next(line for line in page("timeline", width=118) if line.startswith("ours"))
        assert "Anna since 3 Mar 2024" in ours
        assert "before Bob until 3 Mar 2024: loyal, slow payer" in ours

    def test_groups_the_log_by_month(self):
        shown = page("timeline", entries=history(30))
        months = [line for line in shown if line in ("Nov 2025", "Oct 2025", "Sep 2025")]
        assert months == ["Nov 2025", "Oct 2025", "Sep 2025"]

    def test_names_a_day_once(self):
        two = (
            entry(2, NOW - timedelta(days=1), "second"),
            entry(1, NOW - timedelta(days=1, hours=1), "first"),
        )
        shown = page("timeline", card(), two)
        assert sum("yesterday" in line for line in shown) == 1

    def test_shows_a_short_history_once(self):
        shown = page("timeline", card(), (entry(1, NOW, "only this"),))
        assert sum("only this" in line for line in shown) == 1

    def test_shows_the_whole_text_of_an_entry_in_the_log(self):
        words = " ".join(f"word{number}" for number in range(40))
        shown = " ".join(page("timeline", card(), (entry(1, NOW, words),)))
        assert " ".join(shown.split()).endswith(words)

    def test_tells_how_long_it_took_in_the_log(self):
        shown = page("timeline", card(), (entry(1, NOW, "hello", minutes=12),))
        assert "12 min: hello" in shown[-1]

    def test_keeps_the_lines_of_an_entry(self):
        shown = page("timeline", card(), (entry(1, NOW, "one\ntwo"),))
        assert [line.strip() for line in shown[-2:]] == ["one", "two"]

    def test_shows_a_correction_with_the_earlier_text_and_who_changed_it(self):
        old = entry(1, NOW, "wants 20", corrected_by=2, user="bob")
        new = entry(2, NOW, "wants 200", corrects=1, user="eva")
        shown = page("timeline", card(), (new, old))
        assert any("corrected: wants 200" in line for line in shown)
        assert any("was, until eva corrected it: wants 20" in line for line in shown)
        assert sum("wants 20" in line for line in shown) == 2

    def test_shows_every_earlier_text_of_one_corrected_twice(self):
        entries = (
            entry(3, NOW, "third", corrects=2, user="eva"),
            entry(2, NOW, "second", corrects=1, corrected_by=3, user="bob"),
            entry(1, NOW, "first", corrected_by=2, user="anna"),
        )
        shown = "\n".join(page("timeline", card(), entries))
        assert "until eva corrected it: second" in shown
        assert "until bob corrected it: first" in shown

    def test_says_with_whom_at_the_company_was_spoken(self):
        with_person = entry(1, NOW, "hello", party=7, party_name="Anna Bianchi")
        assert "Anna Bianchi: hello" in page("timeline", card(), (with_person,))[-1]

    def test_says_what_it_is_narrowed_to(self):
        assert page("timeline", only="email")[2].endswith("only e-mail")
        assert page("timeline", card(), only="email")[-1] == "Nothing on this channel: e-mail."

    def test_tells_which_entry_stands_on_which_line(self):
        shown = card_lines(full_card(), history(), "timeline", 78, WORDS)
        for key, first, _last in shown.entries:
            target = shown.target(key)
            assert target is not None
            row = next(one for one in history() if one.id == target.id)
            assert (row.user in text(shown.lines)[first]) or row.user == ""
        first = shown.entries[0]
        assert (shown.target(first.key).what, shown.target(first.key).id) == ("entry", 100)

    def test_keys_of_the_cursor_are_all_different(self):
        for name in PAGES:
            shown = card_lines(full_card(), history(30), name, 78, WORDS, known=KNOWN)
            keys = [one.key for one in shown.entries]
            assert len(keys) == len(set(keys)) == len(shown.targets)


class TestTheOtherPages:
    def test_details_show_own_fields_and_name_what_is_not_known(self):
        shown = page("details")
        assert "VAT number      IT123" in shown
        assert any(line.startswith("not known") and "wanted" in line for line in shown)

    def test_details_show_every_way_to_reach_them(self):
        kinds = ("email", "phone", "post", "web")
        ways = tuple(method(kind, kind, id=number) for number, kind in enumerate(kinds))
        shown = page("details", card(methods=ways))
        assert [line.split()[0] for line in shown[4:8]] == ["phone", "e-mail", "web", "post"]

    def test_people_keep_those_who_left_apart(self):
        shown = page("people")
        assert shown.index("former") < next(n for n, one in enumerate(shown) if "Luca" in one)

    def test_a_persons_card_names_the_company(self):
        at = person("Rossi S.p.A.", kind="company", title="buyer", outward=True)
        shown = page("timeline", card(given={"kind": "person"}, people=(at,)))
        assert "at      Rossi S.p.A., buyer" in shown

    def test_knowledge_shows_opinions_and_needs(self):
        shown = "\n".join(page("knowledge", known=KNOWN))
        assert "very good (+2), today 15:00: best they ever had" in shown
        assert "planned         smaller boxes (Box 12)" in shown

    @pytest.mark.parametrize("width", [40, 48, 60, 78])
    def test_the_open_page_is_named_whatever_the_width(self, width):
        for name in PAGES:
            assert f"[{name}" in page(name, width=width)[2]
            assert cell_width(page(name, width=width)[2]) <= width


def test_days_are_those_of_the_users_zone():
    from zoneinfo import ZoneInfo

    tokyo = Words(today=TODAY, zone=ZoneInfo("Asia/Tokyo"))
    assert tokyo.moment(NOW) == "tomorrow"
