"""Every real mail is taken in or refused with a reason; none is lost, none comes in twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest

from crm_tui.exchange.mail_reading import read_mail
from crm_tui.exchange.mail_sources import Incoming, from_path
from crm_tui.exchange.mail_taking import Report, take_in
from crm_tui.services.intake.mail import Handling
from crm_tui.services.intake.mail_record import MailRecord
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.store.history import next_undo
from crm_tui.text.reply_text import split_reply
from tests import builders
from tests.exchange.reading import real

pytestmark = pytest.mark.real_data

NEW_TEXT = {
    "correct_sig": "this is an email with a correct -- signature.",
    "email_1_3": "Oh thanks.\n\nHaving the function would be great.",
    "email_1_4": "Awesome! I haven't had another problem with it.",
    "email_1_6": "I get proper rendering as well.",
    "email_1_7": ":+1:",
    "email_2_1": "Outlook with a reply",
    "email_2_2": "Outlook with a reply directly above line",
    "email_2_3": "Outlook with a reply directly above line",
    "email_BlackBerry": "Here is another email",
    "email_iPhone": "Here is another email",
    "email_multi_word_sent_from_my_mobile_device": "Here is another email",
    "pathological": "I think you're onto something. I will try to fix the problem as soon as I\n"
    "get back to a computer.",
}
"""Bodies of which the new text is all above what is folded."""
WHOLE = ("email_1_5", "email_sent_from_my_not_signature", "email_sig_delimiter_in_middle_of_line")
"""Bodies in which nothing is quoted or signed."""
LAST_LINE = {
    "email_1_1": "I am currently using the Java HTTP API.",
    "email_1_2": 'the keys in a bucket, you’ll need to delete them all individually."',
    "email_1_8": "and under this.",
    "email_bullets": "   - and another",
    "email_one_is_not_on": "Locally (on development), when I run...",
    "greedy_on": "fails, the tunnel is not working.",
}
"""Bodies of which the new text is longer: the line it ends with."""


def messages() -> Iterator[Incoming]:
    box = real("mail/mime4j-mbox")
    return chain(
        from_path(real("mail/ruby-mail")),
        from_path(box / "mbox.rlug"),
        *(from_path(box / f"mbox.rlug-{n}") for n in range(5)),
    )


def take_all(desk: Desk) -> Report:
    return take_in(desk, messages(), Handling())


class Taken(NamedTuple):
    """The real mails taken in, to be looked at and not changed."""

    desk: Desk
    report: Report
    records: list[MailRecord]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    with builders.a_desk(tmp_path_factory.mktemp("mail") / "crm.db") as desk:
        records = [read_mail(mail.raw, desk.clock.now()) for mail in messages()]
        yield Taken(desk, take_all(desk), records)


def test_every_message_is_taken_in_known_or_refused_with_a_reason(taken):
    report, store = taken.report, taken.desk.store
    assert report.read == 103 + 5 + 5
    parts = (report.tickets, report.replies, report.noted, report.refused)
    assert report.read == report.known + sum(map(len, parts))
    assert all(one.reason for one in report.refused)
    rows = store.value("SELECT count(*) FROM mail_message")
    assert rows == report.read - report.known
    assert not store.rows(
        "SELECT 1 FROM mail_message WHERE entry_id IS NULL AND (refused = '' OR file = '')"
    )


def test_only_true_twins_are_known_already(taken):
    """Twins differ in line ends, in fields servers add, or not at all."""
    twins = Counter(record.digest for record in taken.records)
    assert taken.report.known == sum(twins.values()) - len(twins) == 17


def test_the_six_delivery_reports_make_no_ticket(taken):
    reports = [one for one in taken.records if one.automatic == "a delivery report"]
    assert len(reports) == 6
    for record in reports:
        assert taken.desk.store.row(
            "SELECT ticket_id, refused FROM mail_message WHERE digest = ?", (record.digest,)
        ) == (None, "a delivery report about no mail of ours")  # fmt: skip


def test_no_text_is_lost(taken):
    for record in taken.records:
        body, quoted, refused = taken.desk.store.row(
            "SELECT coalesce(e.body, ''), m.quoted, m.refused FROM mail_message m"
            " LEFT JOIN timeline_entry e ON e.id = m.entry_id WHERE m.digest = ?",
            (record.digest,),
        )
        if not refused:
            kept = f"{body}\n{quoted}"
            assert all(line.strip() in kept for line in record.text.splitlines()), record.subject


def test_every_attachment_with_a_name_is_kept(taken):
    rows = taken.desk.store.rows("SELECT name, file, note FROM attachment")
    assert len(rows) >= 24
    assert all(name and file and not note for name, file, note in rows)


def test_replies_go_on_with_the_tickets_they_answer(taken):
    """Of those that answer something, the ones whose answered mail came before."""
    ids: set[str] = set()
    found = 0
    for record in taken.records:
        if ids & set(record.references) and not record.automatic:
            found += 1
            entries = taken.desk.store.value(
                "SELECT count(*) FROM timeline_entry WHERE ticket_id ="
                " (SELECT ticket_id FROM mail_message WHERE digest = ?)",
                (record.digest,),
            )
            assert entries > 1, record.subject
        ids.add(record.message_id)
    assert found


def test_the_same_mails_again_add_nothing_and_undo_takes_all_of_them_back(desk):
    empty = builders.dump(desk)
    first = take_all(desk)
    before = builders.dump(desk)
    again = take_all(desk)
    assert again.known == again.read == first.read
    assert builders.dump(desk) == before
    while next_undo(desk.store, desk.user):
        undo(desk)
    assert builders.dump(desk) == empty


def body(name: str) -> str:
    return Path(real(f"mail/reply-text/{name}.txt")).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NEW_TEXT)
def test_the_new_text_of_a_real_reply_is_found(name):
    assert split_reply(body(name)).text == NEW_TEXT[name]


@pytest.mark.parametrize("name", WHOLE)
def test_a_real_body_without_quotes_stays_whole(name):
    assert split_reply(body(name)).folded == ""


@pytest.mark.parametrize("name", LAST_LINE)
def test_the_new_text_of_a_real_reply_ends_where_it_does(name):
    found = split_reply(body(name))
    assert found.text.splitlines()[-1] == LAST_LINE[name]
    assert found.folded


def test_every_real_body_is_held_by_one_of_these():
    names = {path.stem for path in real("mail/reply-text").glob("*.txt")}
    assert names == {*NEW_TEXT, *WHOLE, *LAST_LINE}
