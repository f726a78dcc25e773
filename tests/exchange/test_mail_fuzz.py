"""No bytes make the reading of a mail raise or last; the same bytes are the same mail."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm_tui.exchange.mail_reading import read_mail
from crm_tui.services.intake.mail import take_mail
from crm_tui.services.intake.mail_record import MailRecord
from crm_tui.text.safe import clean
from tests.exchange.mails import NOW, a_mail, a_multipart, a_report, read
from tests.naughty import CONTROLS, MARKUP, WIDE

SEEDS = [
    a_mail("Hello\n\n> old\n-- \nAnna", Message_ID="<1@x>", References="<0@x> <1@x>"),
    a_mail("<p>x<a href='http://x'>y</a>", Content_Type="text/html; charset=iso-8859-2"),
    a_multipart(
        "Content-Type: text/plain\n\nplain",
        "Content-Type: application/pdf; name*0*=utf-8''a%C3; name*1*=%A1\n"
        "Content-Transfer-Encoding: base64\n\nSGVsbG8=",
        b"Content-Type: message/rfc822\n\n" + a_mail("inner"),
    ),
    a_report("gone@rossi.example", original="<crm.T1.x@firm.example>"),
    a_mail("=C3=A1", Content_Transfer_Encoding="quoted-printable", Subject="=?utf-8?q?=C3=A1?="),
]
PIECES = [
    b"\n", b"\r", b"\0", b"\n\n", b"--frontier\n", b"--frontier--\n", b"=?utf-8?b?", b"?=", b";",
    b'"', b"(", b"<", b">", b",", b"@", b"Content-Type: multipart/mixed; boundary=frontier\n\n",
    b"Content-Transfer-Encoding: base64\n", b"charset=utf-16", b"\xff\xfe", b"\x1b$B", b":", b" ",
    b"filename*9999999999=x", b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n", b"<!--", b"<script>",
]  # fmt: skip


def refuse_harm(mail: MailRecord) -> None:
    """Every text of a record may be stored as it is, and every size is told truly."""
    for text in (mail.subject, mail.message_id, mail.in_reply_to, *mail.sender, *mail.recipients):
        assert text == clean(text)
    assert mail.text == clean(mail.text, multiline=True)
    for file in mail.files:
        assert file.name == clean(file.name)
        assert "/" not in file.name
        assert file.content is None or len(file.content) == file.size
    assert mail.at is None or mail.at <= NOW


@settings(max_examples=150)
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(
            st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES) | st.binary(max_size=8)
        ),
        max_size=8,
    ),
    st.floats(0, 1),
)
@example(SEEDS[2], [(0.0, 0, b"\r\n" * 3)], 1.0)
def test_a_mail_with_bytes_changed_cut_and_put_in_is_read(seed, changes, cut):
    raw = seed
    for where, gone, put in changes:
        at = int(where * len(raw))
        raw = raw[:at] + put + raw[at + gone :]
    raw = raw[: int(cut * len(raw))] if cut < 0.9 else raw
    mail = read(raw)
    refuse_harm(mail)
    assert read(raw) == mail


@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw):
    refuse_harm(read(raw))


@given(st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))
def test_any_heap_of_what_mails_are_made_of_is_read(raw):
    refuse_harm(read(b"Content-Type: multipart/mixed; boundary=frontier\n\n" + raw))
    refuse_harm(read(raw))


_MANY = 30_000
BOMBS = {
    "lines": b"\n" * _MANY * 10,
    "fields": b"X: y\n" * _MANY + b"\nbody",
    "one field": b"Subject: " + b"x" * _MANY * 10 + b"\n\nbody",
    "folded field": b"Subject: x\n" + b" y\n" * _MANY + b"\nbody",
    "encoded words": b"Subject: " + b"=?utf-8?q?" * _MANY + b"\n\n",
    "parameters": b'Content-Type: a/b; x="' + b';x="' * _MANY + b"\n\n",
    "comments": b"From: " + b"(" * _MANY * 10 + b"\n\n",
    "angles": b"From: " + b"<" * _MANY * 10 + b"\n\n",
    "quotes": b"From: " + b'"\\' * _MANY + b"\n\n",
    "senders": b"From: " + b"a@b," * _MANY + b"\n\n",
    "groups": b"From: " + b"@:" * _MANY + b"\n\n",
    "references": b"References: " + b"<a@b> " * _MANY + b"\n\n",
    "nested": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5000)
    ),
    "nested alike": b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 5000,
    "boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * _MANY,
    "boundary line": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b" * _MANY,
    "punycode": b"Subject: =?punycode?q?" + b"a" * 15_000 + b"?=\n\n",
    "report": b"Content-Type: message/delivery-status\n\n"
    + b"Final-Recipient: x;a@b\nAction: failed\n\n" * _MANY,
    "noise": random.Random(1).randbytes(_MANY * 10),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_mail_made_to_take_long_is_read_all_the_same(bomb):
    refuse_harm(read_mail(BOMBS[bomb], NOW))


def test_whatever_was_read_is_taken_in_and_harms_no_screen(desk):
    naughty = [
        a_mail(safe, Subject=safe, From=f"{safe} <a@b.example>")
        for said in (*CONTROLS, *MARKUP, *WIDE)
        if (safe := said.replace("\udc9b", ""))
    ]
    for raw in (*SEEDS, *BOMBS.values(), *naughty):
        assert take_mail(desk, read_mail(raw, desk.clock.now())).what
    for table, column in (("ticket", "title"), ("party", "name"), ("mail_message", "subject")):
        for (text,) in desk.store.rows(f"SELECT {column} FROM {table}"):
            assert text == clean(text)
