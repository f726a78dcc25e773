"""Answers that go out by mail: each once, or not at all, and never in silence."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from crm_tui.errors import ConflictError, CrmError, NotFoundError, RuleError
from crm_tui.models import ContactMethod, MailMessage
from crm_tui.services import outbox, parties, ticket_merging, tickets, undo
from crm_tui.services.intake.mail import take_mail
from crm_tui.services.opening import Desk
from crm_tui.store import history
from crm_tui.views import outbox as views
from tests import builders
from tests.exchange.mails import a_mail, read
from tests.views.asked import plans

SENDER = "Support <support@firm.example>"


class Post:
    """Takes messages, or fails as it is told."""

    def __init__(self) -> None:
        self.gone: list[views.OutgoingMail] = []
        self.fails: dict[str, Exception] = {}

    def __call__(self, mail: views.OutgoingMail) -> None:
        if error := self.fails.get(mail.number) or self.fails.get("*"):
            raise error
        self.gone.append(mail)

    @property
    def numbers(self) -> list[str]:
        return [mail.number for mail in self.gone]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def rossi(desk: Desk) -> int:
    """A customer with an address."""
    party = builders.a_company(desk)
    parties.add_method(desk, party, "email", "Info@Rossi.example")
    return party


@pytest.fixture
def ticket(desk: Desk, rossi: int) -> int:
    return builders.a_ticket(desk, rossi)


def answer(desk: Desk, ticket: int, text: str = "It prints.", **more: Any) -> int:
    """Answer by mail; the message's id."""
    mail = outbox.answer(desk, ticket, text, sender=SENDER, **more).mail
    assert mail is not None
    return mail


def state(desk: Desk, mail: int) -> str:
    """How a message stands, as it is told."""
    waits = {row.id: row.state for row in views.waiting(desk)}
    found = views.mail(desk, mail)
    assert found is not None
    return waits.get(mail, found.state)


# What an answer is


def test_an_answer_to_a_customer_with_an_address_is_a_message_that_waits(desk, ticket):
    done = outbox.answer(desk, ticket, "It prints.", sender=SENDER)
    mail = views.mail(desk, done.mail)
    assert (done.to, done.no_mail) == ("info@rossi.example", "")
    assert (mail.sender, mail.recipients, mail.body) == (SENDER, done.to, "It prints.")
    assert mail.subject == "Re: The printer jams [T1]"
    assert re.fullmatch(r"<crm\.T1\.[0-9a-f]{16}@firm\.example>", mail.message_id)
    assert builders.column(desk, "channel", "timeline_entry", done.entry) == "email"
    assert [(row.id, row.state) for row in views.waiting(desk)] == [(done.mail, "queued")]


@pytest.mark.parametrize(
    ("sender", "host"),
    [("a@Firm.Example", "firm.example"), ("A <a@firm.example>", "firm.example"),
     ("a@x y\r\n>", "localhost"), ("a@bücher.example", "localhost")],
)  # fmt: skip
def test_a_message_id_is_of_the_senders_host_and_cannot_be_made_another_line(
    desk, ticket, sender, host
):
    done = outbox.answer(desk, ticket, "It prints.", sender=sender)
    assert views.mail(desk, done.mail).message_id.endswith(f"@{host}>")


def test_a_message_answers_what_the_customer_wrote_last_and_names_the_thread(desk):
    first = take_mail(desk, read(a_mail("It jams.", Message_ID="<1@rossi.example>"))).ticket
    ours = views.mail(desk, answer(desk, first))
    take_mail(desk, read(a_mail(
        "Still.", Message_ID="<2@rossi.example>", In_Reply_To=ours.message_id,
    )))  # fmt: skip
    take_mail(desk, read(a_mail(
        "I am away.", Message_ID="<3@rossi.example>", In_Reply_To=ours.message_id,
        Auto_Submitted="auto-replied",
    )))  # fmt: skip
    second = views.mail(desk, answer(desk, first))
    assert second.recipients == "anna@rossi.example"
    assert second.in_reply_to == "2@rossi.example"
    assert second.references == ("1@rossi.example", ours.message_id, "2@rossi.example")


def test_an_answer_that_was_cancelled_is_no_part_of_the_thread(desk, ticket):
    outbox.cancel(desk, answer(desk, ticket))
    assert views.mail(desk, answer(desk, ticket)).references == ()


def test_with_a_reason_the_answer_solves_the_ticket_and_asks_how_content_they_are(desk, ticket):
    mail = answer(desk, ticket, solve="answered", cause="product", ask_rating=True)
    row = tickets.rows_of([ticket])[0]
    assert (row.state, row.closing_reason, row.cause) == ("solved", "answered", "product")
    assert row.rating_asked_at is not None
    assert views.mail(desk, mail).body == f"It prints.\n\n{outbox.ASKING}"


def test_answer_message_and_end_are_taken_back_together(desk, ticket):
    before = builders.dump(desk)
    answer(desk, ticket, solve="answered", ask_rating=True)
    undo.undo(desk)
    assert builders.dump(desk) == before


def test_where_the_ticket_cannot_be_solved_nothing_is_answered(desk, ticket):
    before = builders.dump(desk)
    with pytest.raises(RuleError):
        answer(desk, ticket, solve="magic")
    assert builders.dump(desk) == before


def test_where_a_colleague_has_answered_meanwhile_no_message_is_made(desk, ticket):
    answer(desk, ticket)
    with pytest.raises(ConflictError):
        answer(builders.a_colleague(desk), ticket, seen=0)
    assert len(views.waiting(desk)) == 1


# No message


def no_mail(desk: Desk, ticket: int, sender: str = SENDER) -> str:
    """Answer; why that is no message."""
    done = outbox.answer(desk, ticket, "It prints.", sender=sender)
    assert (done.mail, done.to) == (None, "")
    assert views.waiting(desk) == []
    return done.no_mail


def test_without_a_sender_an_answer_is_written_down(desk, ticket):
    assert no_mail(desk, ticket, sender="") == "the settings do not say how"


def test_without_an_address_an_answer_is_written_down(desk):
    assert no_mail(desk, builders.a_ticket(desk)) == "no e-mail address is known"


@pytest.mark.parametrize(
    ("column", "why"),
    [("bad_since", "their address is bad"), ("opted_out_at", "they want no e-mail")],
)
def test_a_bad_address_and_one_that_wants_nothing_get_nothing(desk, ticket, column, why):
    since = {"bad_since": desk.clock.today(), "opted_out_at": desk.clock.now()}
    with desk.store.change_set(desk.user, "noted"):
        ContactMethod.update({column: since[column]}).execute()
    assert no_mail(desk, ticket) == why


def test_the_next_good_address_is_taken(desk, rossi, ticket):
    parties.add_method(desk, rossi, "email", "office@rossi.example")
    with desk.store.change_set(desk.user, "noted"):
        ContactMethod.update(bad_since=desk.clock.today()).where(
            ContactMethod.normal == "info@rossi.example"
        ).execute()
    assert views.address_for(desk, ticket) == ("office@rossi.example", "")


def test_the_contacts_own_address_comes_before_the_companys(desk, rossi):
    anna = builders.a_person(desk)
    parties.add_method(desk, anna, "email", "anna@rossi.example")
    ticket = builders.a_ticket(desk, rossi, contact=anna)
    assert views.address_for(desk, ticket) == ("anna@rossi.example", "")


def test_who_wrote_from_an_address_that_is_bad_by_now_is_not_written_to(desk):
    ticket = take_mail(desk, read(a_mail())).ticket
    assert views.address_for(desk, ticket) == ("anna@rossi.example", "")
    with desk.store.change_set(desk.user, "noted"):
        ContactMethod.update(bad_since=desk.clock.today()).execute()
    assert views.address_for(desk, ticket) == ("", "their address is bad")


def test_who_wrote_by_mail_is_answered_though_they_want_no_advertising(desk):
    ticket = take_mail(desk, read(a_mail())).ticket
    with desk.store.change_set(desk.user, "noted"):
        ContactMethod.update(opted_out_at=desk.clock.now()).execute()
    assert views.address_for(desk, ticket) == ("anna@rossi.example", "")


# Sending


def test_a_message_is_sent_once(desk, ticket, post):
    mail = answer(desk, ticket)
    assert outbox.send(desk, mail, post)
    assert not outbox.send(desk, mail, post)
    assert outbox.send_waiting(desk, post, failed=True) == (0, 0, 0)
    assert post.numbers == ["T1"]
    assert state(desk, mail) == "sent"
    assert builders.column(desk, "sent_at", "mail_message", mail)


def test_while_it_is_sent_nobody_else_sends_it(desk, ticket):
    mail = answer(desk, ticket)
    others: list[bool] = []

    def slow(_: views.OutgoingMail) -> None:
        others.append(outbox.send(desk, mail, slow))
        others.append(any(outbox.send_waiting(desk, slow, failed=True)))

    assert outbox.send(desk, mail, slow)
    assert others == [False, False]


def test_what_is_handed_to_a_mail_program_is_handed_and_not_sent(desk, ticket, post):
    mail = answer(desk, ticket)
    assert outbox.send(desk, mail, post, state="handed")
    assert state(desk, mail) == "handed"


def test_what_could_not_be_sent_says_why_and_is_tried_again(desk, ticket, post):
    mail = answer(desk, ticket)
    post.fails["T1"] = CrmError("mx\x1b[2J refused\nit.", "A hint.")
    assert not outbox.send(desk, mail, post)
    (row,) = views.waiting(desk)
    assert (row.state, row.failure) == ("failed", "mx[2J refused it.")
    post.fails.clear()
    assert outbox.send_waiting(desk, post) == (0, 0, 0)
    assert outbox.send_waiting(desk, post, failed=True) == (1, 0, 0)
    assert (state(desk, mail), views.mail(desk, mail).failure) == ("sent", "")


def test_what_could_not_be_sent_for_days_is_tried_only_where_somebody_says_so(
    desk, ticket, post, clock
):
    mail = answer(desk, ticket)
    post.fails["*"] = CrmError("Refused.")
    outbox.send(desk, mail, post)
    post.fails.clear()
    clock.instant += views.GIVEN_UP
    assert outbox.send_waiting(desk, post, failed=True) == (0, 0, 0)
    outbox.retry(desk, mail)
    assert outbox.send_waiting(desk, post) == (1, 0, 0)


def test_one_that_is_refused_holds_up_no_other(desk, rossi, post):
    for _ in range(3):
        answer(desk, builders.a_ticket(desk, rossi))
    post.fails["T2"] = CrmError("Refused.")
    assert outbox.send_waiting(desk, post) == (2, 1, 0)
    assert post.numbers == ["T1", "T3"]


def test_where_nothing_goes_out_now_it_is_not_tried_with_each(desk, rossi, post):
    mails = [answer(desk, builders.a_ticket(desk, rossi)) for _ in range(3)]
    post.fails["*"] = outbox.NoWayOutError("mx cannot be reached.")
    assert outbox.send_waiting(desk, post) == (0, 3, 0)
    assert [state(desk, mail) for mail in mails] == ["failed", "queued", "queued"]


def test_what_perhaps_went_out_is_told_and_never_sent_again_by_itself(desk, ticket, post):
    mail = answer(desk, ticket)
    post.fails["*"] = outbox.PerhapsSentError("mx broke off.")
    assert outbox.send_waiting(desk, post) == (0, 0, 1)
    post.fails.clear()
    assert (state(desk, mail), views.waiting(desk)[0].failure) == ("perhaps", "mx broke off.")
    assert outbox.send_waiting(desk, post, failed=True) == (0, 0, 0)
    assert post.gone == []
    outbox.retry(desk, mail)
    assert outbox.send(desk, mail, post)


def broken(_: views.OutgoingMail) -> None:
    """A process that ends in the middle of sending."""
    raise KeyboardInterrupt


def test_whose_sender_ended_in_the_middle_is_perhaps_sent_after_a_while(desk, ticket, post, clock):
    mail = answer(desk, ticket)
    with pytest.raises(KeyboardInterrupt):
        outbox.send(desk, mail, broken)
    clock.instant += views.SURELY_STUCK
    assert state(desk, mail) == "sending"
    with pytest.raises(RuleError, match="is being sent"):
        outbox.retry(desk, mail)
    clock.instant += timedelta(seconds=1)
    assert state(desk, mail) == "perhaps"
    assert outbox.send_waiting(desk, post, failed=True) == (0, 0, 0)
    outbox.retry(desk, mail)
    assert outbox.send_waiting(desk, post) == (1, 0, 0)


def test_who_comes_back_late_does_not_overrule_what_was_decided_meanwhile(
    desk, ticket, post, clock
):
    mail = answer(desk, ticket)

    def slow_and_failing(_: views.OutgoingMail) -> None:
        clock.instant += timedelta(minutes=6)
        outbox.retry(desk, mail)
        outbox.send(desk, mail, post)
        raise CrmError("Too slow.")

    assert not outbox.send(desk, mail, slow_and_failing)
    assert (state(desk, mail), views.mail(desk, mail).failure) == ("sent", "")


# Settling


def test_that_it_went_out_can_be_noted(desk, ticket, post, clock):
    mail = answer(desk, ticket)
    post.fails["*"] = outbox.PerhapsSentError("mx broke off.")
    outbox.send(desk, mail, post)
    outbox.note_sent(desk, mail)
    assert (state(desk, mail), views.waiting(desk)) == ("sent", [])


def test_what_has_not_gone_out_can_be_kept_here_and_let_go_again_by_undo(desk, ticket, post):
    mail = answer(desk, ticket)
    outbox.cancel(desk, mail)
    assert state(desk, mail) == "cancelled"
    assert not outbox.send(desk, mail, post)
    undo.undo(desk)
    assert outbox.send(desk, mail, post)


@pytest.mark.parametrize("use_case", [outbox.retry, outbox.note_sent, outbox.cancel])
def test_what_went_out_or_was_cancelled_is_settled(desk, ticket, post, use_case):
    gone, kept = answer(desk, ticket), answer(desk, ticket)
    outbox.send(desk, gone, post)
    outbox.cancel(desk, kept)
    before = builders.dump(desk)
    for mail in (gone, kept):
        with pytest.raises(RuleError, match="has gone out, is being sent or was cancelled"):
            use_case(desk, mail)
    assert builders.dump(desk) == before


@pytest.mark.parametrize("use_case", [outbox.retry, outbox.note_sent, outbox.cancel])
def test_mail_that_came_in_or_is_not_there_cannot_be_settled(desk, use_case):
    take_mail(desk, read(a_mail()))
    for mail in (1, 99):
        with pytest.raises(NotFoundError):
            use_case(desk, mail)


# Taking back


def test_a_message_that_waits_is_taken_back_with_its_answer_and_never_sent(desk, ticket, post):
    before = builders.dump(desk)
    mail = answer(desk, ticket)
    undo.undo(desk)
    assert builders.dump(desk) == before
    assert not outbox.send(desk, mail, post)
    assert outbox.send_waiting(desk, post, failed=True) == (0, 0, 0)
    undo.redo(desk)
    assert outbox.send_waiting(desk, post) == (1, 0, 0)


def test_a_message_that_could_not_be_sent_is_taken_back_with_its_answer(desk, ticket, post):
    before = builders.dump(desk)
    mail = answer(desk, ticket)
    post.fails["*"] = CrmError("Refused.")
    outbox.send(desk, mail, post)
    undo.undo(desk)
    assert builders.dump(desk) == before


@pytest.mark.parametrize(
    ("done", "said"),
    [("sent", "sent {}"), ("handed", "handed {} to a mail program")],
)
def test_an_answer_that_has_gone_out_cannot_be_taken_back_and_that_is_said(
    desk, ticket, post, done, said
):
    outbox.send(desk, answer(desk, ticket), post, state=done)
    before = builders.dump(desk)
    with pytest.raises(ConflictError) as caught:
        undo.undo(desk)
    gone = said.format("the answer on T1 to info@rossi.example")
    assert caught.value.sentence == (f"This cannot be taken back: since then the program {gone}.")
    assert builders.dump(desk) == before


def test_an_answer_that_perhaps_went_out_cannot_be_taken_back(desk, ticket, post):
    mail = answer(desk, ticket)
    post.fails["*"] = outbox.PerhapsSentError("mx broke off.")
    outbox.send(desk, mail, post)
    with pytest.raises(ConflictError, match="since then the program perhaps sent the answer on T1"):
        undo.undo(desk)


def test_an_answer_that_is_being_sent_cannot_be_taken_back(desk, ticket):
    mail = answer(desk, ticket)
    said: list[str] = []

    def meanwhile(_: views.OutgoingMail) -> None:
        with pytest.raises(ConflictError) as caught:
            undo.undo(desk)
        said.append(str(caught.value))

    assert outbox.send(desk, mail, meanwhile)
    assert "the program began to send the answer on T1" in said[0]


def test_that_it_was_sent_cannot_be_taken_back_so_that_it_is_not_sent_again(desk, ticket, post):
    mail = answer(desk, ticket)
    outbox.send(desk, mail, post)
    sent, began = [
        row[0] for row in desk.store.rows("SELECT id FROM change_set ORDER BY id DESC LIMIT 2")
    ]
    for change_set in (sent, began):
        with pytest.raises(RuleError, match="cannot be taken back"):
            undo.undo(desk, change_set)
    assert state(desk, mail) == "sent"


def test_sending_takes_nothing_from_what_can_be_taken_back_or_done_again(desk, ticket, post):
    outbox.send(desk, answer(desk, ticket), post)
    assert history.next_undo(desk.store, desk.user)[1].startswith("answered T1")


# Merged


def test_a_message_that_waits_goes_out_though_its_ticket_was_merged(desk, rossi, post):
    kept, merged = builders.a_ticket(desk, rossi), builders.a_ticket(desk, rossi)
    mail = answer(desk, merged)
    ticket_merging.merge(desk, kept, [merged])
    assert outbox.send(desk, mail, post)
    (gone,) = post.gone
    assert gone.ticket == kept
    assert gone.subject == "Re: The printer jams [T2]"
    assert gone.message_id.startswith("<crm.T2.")


def test_a_merged_ticket_is_not_answered(desk, rossi):
    kept, merged = builders.a_ticket(desk, rossi), builders.a_ticket(desk, rossi)
    ticket_merging.merge(desk, kept, [merged])
    with pytest.raises(RuleError, match="merged"):
        answer(desk, merged)
    assert MailMessage.select().count() == 0


# However much mail there is


@pytest.mark.parametrize(
    "ask",
    [views.waiting, views.to_send, lambda desk: views.address_for(desk, 1),
     lambda desk: views.thread(desk, 1), lambda desk: views.mail(desk, 1)],
)  # fmt: skip
def test_what_waits_is_found_without_reading_all_mail(desk, ask):
    assert not [step for step in plans(desk, lambda: ask(desk)) if step.startswith("SCAN")]
