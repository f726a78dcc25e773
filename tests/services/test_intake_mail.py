"""A mail becomes a ticket, a reply, a note or a refusal that is kept; each mail once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_tui.errors import RuleError
from crm_tui.models import MailMessage
from crm_tui.services import conversations, parties, ticket_merging, tickets, undo, users
from crm_tui.services.intake.mail import MOST_NEW, Handling, Taken, take_mail
from crm_tui.services.intake.mail_record import Address, MailFile, MailRecord, Undelivered
from crm_tui.services.opening import Desk
from crm_tui.store.files import Files
from crm_tui.views import outbox
from tests import builders
from tests.views.asked import questions, steps

Take = Callable[..., Taken]
OURS = "crm.T1.abc@firm.example"


@pytest.fixture
def take(desk: Desk) -> Take:
    """Takes a mail in, from Anna Rossi about her printer unless said otherwise."""
    taken = 0

    def of(
        text: str = "It does not print.", handling: Handling | None = None, **said: Any
    ) -> Taken:
        nonlocal taken
        taken += 1
        said.setdefault("digest", f"digest {taken}")
        said.setdefault("message_id", f"{taken}@rossi.example")
        return take_mail(desk, a_record(text, **said), handling)

    return of


def a_record(text: str = "It does not print.", **said: Any) -> MailRecord:
    mail = MailRecord(
        digest="digest", message_id="", in_reply_to="", references=(),
        sender=Address("Anna Rossi", "anna@rossi.example"), recipients=("support@firm.example",),
        subject="The printer", at=datetime(2026, 11, 20, 8, tzinfo=UTC), text=text, files=(),
        raw=b"From: anna\n\n" + text.encode(),
    )  # fmt: skip
    return mail._replace(**said)


def sent_by_us(desk: Desk, ticket: int, to: str = "anna@rossi.example") -> None:
    """A mail that went out about a ticket."""
    with desk.store.change_set(desk.user, "sent a mail"):
        MailMessage.create(
            ticket=ticket, direction="out", message_id=OURS, digest="ours", recipients=to,
            at=desk.clock.now(), state="sent",
        )  # fmt: skip


def ticket(desk: Desk, number: int = 1) -> Any:
    return tickets.rows_of([number])[0]


def entries(desk: Desk, number: int = 1) -> list[tuple[str, str, str]]:
    return [
        tuple(row)
        for row in desk.store.rows(
            "SELECT direction, body, subject FROM timeline_entry WHERE ticket_id = ? ORDER BY id",
            (number,),
        )
    ]


# New tickets


def test_a_mail_of_a_stranger_makes_a_person_and_a_ticket(desk, take):
    taken = take("My printer burns.\n\n-- \nAnna")
    assert (taken.what, taken.number) == ("ticket", "T1")
    row = ticket(desk)
    assert (row.title, row.kind, row.channel, row.state) == (
        "The printer",
        "request",
        "email",
        "new",
    )
    assert row.opened_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert row.party_id == row.contact_id
    assert builders.column(desk, "name", "party", row.party_id) == "Anna Rossi"
    assert builders.column(desk, "owner_id", "party", row.party_id) is None
    assert entries(desk) == [("in", "My printer burns.", "The printer")]
    assert desk.store.value("SELECT quoted FROM mail_message") == "-- \nAnna"


def test_the_second_mail_of_the_stranger_finds_the_person(desk, take):
    take()
    take(sender=Address("", "ANNA@Rossi.example"))
    assert ticket(desk, 1).party_id == ticket(desk, 2).party_id
    assert desk.store.value("SELECT count(*) FROM party") == 1


def test_the_customer_is_the_company_of_whoever_writes(desk, take):
    rossi = builders.a_company(desk)
    anna = builders.a_person(desk, company=rossi, emails=["anna@rossi.example"])
    take()
    assert (ticket(desk).party_id, ticket(desk).contact_id) == (rossi, anna)


def test_a_mail_from_a_companys_own_address_has_no_contact(desk, take):
    rossi = builders.a_company(desk, emails=["anna@rossi.example"])
    take()
    assert (ticket(desk).party_id, ticket(desk).contact_id) == (rossi, None)


def test_of_several_with_one_address_none_is_picked_in_silence(desk, take):
    rossi = builders.a_company(desk)
    for name in ("Bob Rossi", "Cora Rossi"):
        person = builders.a_person(desk, name, company=rossi)
        parties.add_method(desk, person, "email", "anna@rossi.example", shared=True)
    taken = take()
    assert taken.doubts == ("2 have this address: Cora Rossi, Bob Rossi.",)
    assert entries(desk)[0][1].endswith(f"[{taken.doubts[0]}]")
    assert ticket(desk).party_id == rossi


def test_of_several_with_one_address_the_one_who_is_named_wrote(desk, take):
    people = {}
    for name in ("Bob Rossi", "Anna Rossi", "Cora Rossi"):
        people[name] = builders.a_person(desk, name)
        parties.add_method(desk, people[name], "email", "anna@rossi.example", shared=True)
    take()
    assert ticket(desk).contact_id == people["Anna Rossi"]


@pytest.mark.parametrize(
    ("name", "email", "known_as"),
    [
        ("", "anna.rossi@x.example", "Anna Rossi"),
        ("anna@x.example", "anna@x.example", "Anna"),
        ("", "info@x.example", "info@x.example"),
        ("Rossi Kft", "info@x.example", "Rossi Kft"),
    ],
)
def test_a_stranger_is_known_by_name_else_by_address(desk, take, name, email, known_as):
    take(sender=Address(name, email))
    assert desk.store.value("SELECT name FROM party") == known_as


@pytest.mark.parametrize("sender", [Address("", ""), Address("Anna", ""), Address("", "a@b@c")])
def test_a_mail_of_nobody_is_a_ticket_without_a_customer(desk, take, sender):
    taken = take(sender=sender)
    assert ticket(desk).party_id is None
    assert desk.store.value("SELECT count(*) FROM party") == 0
    assert entries(desk)[0][1].startswith("It does not print.\n\n[Written by ")
    assert taken.doubts


def test_a_mailbox_gives_its_tickets_kind_and_queue(desk, take):
    take(handling=Handling(kind="complaint", queue="complaints"))
    row = ticket(desk)
    assert (row.kind, row.queue, row.priority) == ("complaint", "complaints", "high")


def test_a_kind_that_there_is_not_is_refused_and_nothing_is_written(desk, take):
    before = builders.dump(desk)
    with pytest.raises(RuleError):
        take(handling=Handling(kind="wish"))
    assert builders.dump(desk) == before


def test_a_mail_without_text_says_so(desk, take):
    take("", files=(MailFile("a.pdf", "application/pdf", 1, b"x"),))
    assert entries(desk)[0][1] == "[no text; it came with a.pdf]"
    take("", digest="other", sender=Address("", "b@b.example"))
    assert entries(desk, 2)[0][1] == "[no text]"


def test_what_is_doubtful_about_a_mail_stands_in_the_entry(desk, take):
    taken = take(doubts=("It says that it was written on never.",), at=None)
    assert entries(desk)[0][1].endswith("\n\n[It says that it was written on never.]")
    assert taken.doubts == ("It says that it was written on never.",)
    assert ticket(desk).opened_at == desk.clock.now()


def test_what_is_passed_on_is_not_folded(desk, take):
    text = "See below.\n\nFrom: Bob\nSent: Monday\nTo: Anna\nSubject: x\n\nIt burns."
    take(text, subject="Fwd: x")
    assert entries(desk)[0][1] == text


# Each once


def test_the_same_mail_again_is_known(desk, take):
    first = take(digest="same")
    before = builders.dump(desk)
    again = take(digest="same")
    assert (again.what, again.number) == ("known", first.number)
    assert builders.dump(desk) == before


def test_other_mails_with_the_same_message_id_are_other_tickets(take):
    assert take(message_id="1@x").number == "T1"
    assert take(message_id="1@x").number == "T2"


def test_undo_takes_a_mail_back_whole_and_it_can_come_again(desk, take):
    before = builders.dump(desk)
    take(digest="same", files=(MailFile("a", "x/y", 1, b"x"),))
    assert builders.changed_since(before, builders.dump(desk)).keys() >= {
        "party", "ticket", "mail_message", "attachment",
    }  # fmt: skip
    undo.undo(desk)
    assert builders.dump(desk) == before
    assert take(digest="same").what == "ticket"


def test_a_mail_is_one_change_set_with_a_label_a_person_understands(desk, take):
    before = len(builders.labels(desk))
    take()
    assert builders.labels(desk)[before:][-1:] == ["ticket by mail: T1 The printer"]
    assert desk.store.value(
        "SELECT count(DISTINCT change_set_id) FROM change WHERE record IN ('party', 'ticket',"
        " 'mail_message', 'timeline_entry')"
    ) == 1  # fmt: skip


# Replies


@pytest.mark.parametrize("answers", [OURS, f"<{OURS}>"])
def test_a_reply_to_a_mail_of_ours_goes_on_with_its_ticket(desk, take, answers):
    take()
    with desk.store.change_set(desk.user, "sent"):
        MailMessage.create(
            ticket=1, direction="out", message_id=answers, digest="o", at=desk.clock.now()
        )
    taken = take("Thank you.", references=(OURS,), subject="Re: whatever")
    assert (taken.what, taken.number) == ("reply", "T1")
    assert entries(desk)[-1] == ("in", "Thank you.", "Re: whatever")


def test_a_reply_to_a_mail_of_theirs_goes_on_with_its_ticket(desk, take):
    take(message_id="first@rossi.example")
    taken = take(sender=Address("Bob", "bob@rossi.example"), references=("first@rossi.example",))
    assert (taken.what, taken.number) == ("reply", "T1")
    assert desk.store.value("SELECT count(*) FROM party") == 2


@pytest.mark.parametrize("ending", ["waiting", "solved", "closed"])
def test_a_reply_reopens_what_was_waiting_solved_or_closed(desk, take, ending):
    take()
    if ending == "waiting":
        tickets.set_state(desk, [1], "waiting_customer")
    else:
        tickets.solve(desk, [1], "answered")
    if ending == "closed":
        tickets.set_state(desk, [1], "closed")
    sent_by_us(desk, 1)
    take("Still broken.", references=(OURS,))
    assert ticket(desk).state == "open"


def test_a_reply_to_a_merged_ticket_goes_to_the_one_that_is_left(desk, take):
    take(message_id="first@x")
    take(message_id="second@x")
    ticket_merging.merge(desk, 1, [2])
    assert take(references=("second@x",)).number == "T1"
    assert take(subject="Re: printer [T2]").number == "T1"


def test_the_number_in_the_subject_counts_for_somebody_on_the_ticket(desk, take):
    take()
    assert take(subject="Re: printer [T1]").number == "T1"


def test_the_number_in_the_subject_counts_for_a_colleague_of_theirs(desk, take):
    rossi = builders.a_company(desk)
    builders.a_person(desk, company=rossi, emails=["anna@rossi.example"])
    builders.a_person(desk, "Bob", company=rossi, emails=["bob@rossi.example"])
    take()
    assert take(subject="Re: printer T1", sender=Address("", "bob@rossi.example")).number == "T1"


def test_a_forged_number_makes_a_ticket_of_its_own(desk, take):
    take()
    forger = Address("Eve", "eve@evil.example")
    assert take(subject="Re: printer [T1]", sender=forger).number == "T2"
    made_up = ("crm.T1.guessed@firm.example",)
    assert take(references=made_up, sender=forger).number == "T3"


def test_a_mail_about_a_ticket_that_was_put_away_is_not_lost_in_it(desk, take):
    take(message_id="first@x")
    tickets.archive(desk, [1])
    assert take(references=("first@x",)).number == "T2"


def test_a_colleagues_mail_on_a_ticket_is_a_note_and_makes_no_customer(desk, take):
    bob = users.add(desk, "bob")
    with desk.store.change_set(desk.user, "gave Bob his address"):
        desk.store.write('UPDATE "user" SET email = ? WHERE id = ?', ("Bob@firm.example", bob))
    take()
    tickets.solve(desk, [1], "answered")
    taken = take("Call her.", subject="Fwd: [T1]", sender=Address("Bob", "bob@firm.example"))
    assert taken.what == "noted"
    assert ticket(desk).state == "solved"
    assert desk.store.row(
        "SELECT user_id, internal FROM timeline_entry WHERE body = 'Call her.'"
    ) == (bob, 1)  # fmt: skip
    assert desk.store.value("SELECT count(*) FROM party") == 1


# Ratings


@pytest.mark.parametrize("text", ["4", " 4.\n", "4\n\nOn 3 March 2025 S wrote:\n> how was it?"])
def test_a_digit_that_was_asked_for_is_a_rating_and_keeps_the_ticket_closed(desk, take, text):
    take()
    tickets.solve(desk, [1], "answered")
    conversations.ask_rating(desk, 1)
    sent_by_us(desk, 1)
    assert take(text, references=(OURS,)).what == "rating"
    assert (ticket(desk).rating, ticket(desk).state) == (4, "solved")


@pytest.mark.parametrize(("text", "asked"), [("4", False), ("4 of them", True), ("6", True)])
def test_anything_else_is_a_reply(desk, take, text, asked):
    take()
    if asked:
        conversations.ask_rating(desk, 1)
    sent_by_us(desk, 1)
    assert take(text, references=(OURS,)).what == "reply"
    assert ticket(desk).rating is None


def test_a_digit_that_answers_a_later_question_is_no_rating(desk, take, clock):
    take()
    conversations.ask_rating(desk, 1)
    sent_by_us(desk, 1)
    clock.instant += timedelta(hours=1)
    conversations.reply(desk, 1, "How many do you need?")
    assert take("4", references=(OURS,)).what == "reply"
    assert ticket(desk).rating is None


# What nobody wrote


def test_an_automatic_answer_is_noted_and_reopens_nothing(desk, take):
    take()
    tickets.solve(desk, [1], "answered")
    sent_by_us(desk, 1)
    taken = take("I am away.", references=(OURS,), automatic="an automatic answer")
    assert taken.what == "noted"
    assert ticket(desk).state == "solved"
    assert entries(desk)[-1][1] == "I am away.\n\n[This is an automatic answer.]"


def test_an_automatic_answer_to_nothing_is_refused_and_kept(desk, take):
    taken = take("I am away.", automatic="an automatic answer")
    assert taken == ("refused", None, "", "an automatic answer that belongs to no ticket", ())
    assert desk.store.value("SELECT count(*) FROM ticket") == 0
    file = desk.store.value("SELECT file FROM mail_message")
    kept = Files(desk.store.engine.address).path(file)
    assert kept is not None
    assert kept.read_bytes() == b"From: anna\n\nI am away."


def test_a_refused_mail_is_known_again(take):
    assert take(digest="same", automatic="bulk mail").what == "refused"
    again = take(digest="same", automatic="bulk mail")
    assert (again.what, again.reason) == ("known", "bulk mail that belongs to no ticket")


def test_a_refused_mail_is_taken_in_when_somebody_wants_it(desk, take):
    take(digest="same", automatic="bulk mail")
    number = desk.store.value("SELECT id FROM mail_message")
    wanted = a_record(digest="same", automatic="bulk mail")
    assert take_mail(desk, wanted, refused=number).what == "ticket"
    assert desk.store.rows("SELECT digest, refused FROM mail_message") == [("same", "")]
    undo.undo(desk)
    assert desk.store.value("SELECT id FROM mail_message WHERE refused <> ''") == number


def test_a_report_is_noted_on_the_ticket_and_marks_the_address(desk, take):
    take()
    sent_by_us(desk, 1)
    report = {"automatic": "a delivery report", "sender": Address("", "mailer-daemon@mx.example")}
    gone = Undelivered("anna@rossi.example", "failed: no such user", True)
    taken = take(undelivered=(gone,), returned=(OURS,), **report)
    assert (taken.what, taken.number) == ("noted", "T1")
    assert entries(desk)[-1][1] == "Not delivered to anna@rossi.example: failed: no such user"
    assert desk.store.value("SELECT bad_since FROM contact_method") == "2026-11-20"
    assert desk.store.value("SELECT count(*) FROM party") == 1


def test_a_report_of_a_delay_marks_no_address(desk, take):
    take()
    sent_by_us(desk, 1)
    late = Undelivered("anna@rossi.example", "delayed: 4.4.1", False)
    take(automatic="a delivery report", undelivered=(late,), returned=(OURS,))
    assert desk.store.value("SELECT bad_since FROM contact_method") is None


def test_a_report_without_the_message_id_is_known_by_its_recipient(desk, take):
    take()
    sent_by_us(desk, 1)
    gone = Undelivered("anna@rossi.example", "failed", True)
    assert take(automatic="a delivery report", undelivered=(gone,)).number == "T1"


def test_a_forged_report_marks_no_address(desk, take):
    take()
    sent_by_us(desk, 1, to="other@rossi.example")
    gone = Undelivered("anna@rossi.example", "failed", True)
    take(automatic="a delivery report", undelivered=(gone,), returned=(OURS,))
    assert desk.store.value("SELECT bad_since FROM contact_method") is None
    assert take(automatic="a delivery report", undelivered=(gone,)).what == "refused"


def test_an_answer_goes_to_whoever_wrote_not_to_a_robot_or_a_colleague(desk, take):
    users.add(desk, "bob")
    with desk.store.change_set(desk.user, "gave Bob his address"):
        desk.store.write("UPDATE \"user\" SET email = 'bob@firm.example' WHERE login = 'bob'")
    take()
    sent_by_us(desk, 1)
    robot = Address("", "robot@mx.example")
    late = Undelivered("anna@rossi.example", "delayed", False)
    take(sender=robot, automatic="a delivery report", undelivered=(late,), returned=(OURS,))
    take(sender=robot, automatic="an automatic answer", references=(OURS,))
    assert take(sender=Address("Bob", "bob@firm.example"), references=(OURS,)).what == "noted"
    assert outbox.address_for(desk, 1) == ("anna@rossi.example", "")


# Loops


def test_our_own_mail_come_back_is_refused(desk, take):
    take()
    sent_by_us(desk, 1)
    assert take(message_id=OURS).reason == "our own mail came back"


def test_mail_from_our_own_mailbox_is_refused(take):
    handling = Handling(mailbox=("Support <Support@firm.example>",))
    taken = take(sender=Address("", "support@firm.example"), handling=handling)
    assert taken.reason == "it comes from our own address support@firm.example"


def test_an_empty_mail_is_refused(take):
    assert take("", raw=b"\n \n").reason == "it is empty"


def test_a_flood_from_one_address_joins_its_newest_ticket(desk, take):
    start = datetime(2026, 11, 20, 7, tzinfo=UTC)
    for minute in range(MOST_NEW):
        assert take(at=start + timedelta(minutes=minute)).what == "ticket"
    flooded = take(at=start + timedelta(minutes=MOST_NEW))
    assert (flooded.what, flooded.number) == ("reply", f"T{MOST_NEW}")
    assert f"more than {MOST_NEW} new ones" in flooded.doubts[0]
    other = Address("Bob", "bob@b.example")
    assert take(at=start + timedelta(minutes=MOST_NEW), sender=other).what == "ticket"
    assert take(at=start + timedelta(hours=1, minutes=MOST_NEW)).what == "ticket"


# Files


def test_files_are_kept_beside_the_database_and_listed_with_the_entry(desk, take, tmp_path):
    files = (
        MailFile("a.pdf", "application/pdf", 4, b"%PDF"),
        MailFile("big.zip", "application/zip", 99, None, "not kept: a file may have 25 MB"),
    )
    take(files=files)
    rows = desk.store.rows("SELECT name, type, size, file, note, entry_id FROM attachment")
    entry = desk.store.value("SELECT id FROM timeline_entry")
    assert [tuple(row[:3]) + tuple(row[4:]) for row in rows] == [
        ("a.pdf", "application/pdf", 4, "", entry),
        ("big.zip", "application/zip", 99, "not kept: a file may have 25 MB", entry),
    ]
    assert rows[1][3] == ""
    assert (tmp_path / "crm.db-files" / rows[0][3]).read_bytes() == b"%PDF"


def test_files_are_whole_on_disk_before_the_change_that_names_them(desk, take, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        folder = Path(f"{desk.store.engine.address}-files")
        assert [path.read_bytes() for path in folder.rglob("*") if path.is_file()] == [b"%PDF"]
        raise RuleError("no")

    monkeypatch.setattr(tickets, "add", refuse)
    with pytest.raises(RuleError, match="no"):
        take(files=(MailFile("a.pdf", "application/pdf", 4, b"%PDF"),))
    assert desk.store.value("SELECT count(*) FROM mail_message") == 0


def test_no_great_table_is_read_whole_for_a_mail(desk, take):
    take(message_id="first@x")
    sent_by_us(desk, 1)
    gone = Undelivered("anna@rossi.example", "failed", True)
    cases = (
        {"sender": Address("Bob", "bob@b.example")},
        {"references": ("first@x",), "subject": "Re: [T1]"},
        {"subject": "Re: [T1]"},
        {"automatic": "a delivery report", "undelivered": (gone,), "returned": (OURS,)},
        {"automatic": "a delivery report", "undelivered": (gone,)},
    )
    great = {"ticket", "mail_message", "contact_method", "party", "timeline_entry", "relationship"}
    for case in cases:
        asked = questions(desk, lambda case=case: take(**case))
        reads = [one for one in asked if one.sql.lstrip().startswith("SELECT")]
        scanned = {step.split()[1] for step in steps(desk, reads) if step.startswith("SCAN ")}
        assert not scanned & (great | {"m", "t", "p", "e", "q"}), case
