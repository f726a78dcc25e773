"""A mail is read whatever it holds; nothing of it is lost."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from crm_tui.exchange import mail_reading
from crm_tui.services.intake.mail_record import Address
from tests.exchange.mails import NOW, a_mail, a_multipart, a_report, read


def test_a_plain_mail_tells_who_wrote_what_when_and_to_whom():
    mail = read(a_mail(Message_ID="<1@rossi.example>", Cc="Bob <bob@b.example>, c@c.example"))
    assert mail.sender == Address("Anna Rossi", "anna@rossi.example")
    assert mail.recipients == ("support@firm.example", "bob@b.example", "c@c.example")
    assert (mail.subject, mail.text) == ("The printer", "It does not print.")
    assert mail.at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert mail.message_id == "1@rossi.example"
    assert (mail.doubts, mail.files, mail.automatic) == ((), (), "")


def test_a_reply_names_what_it_answers_the_newest_first():
    mail = read(a_mail(In_Reply_To="<3@x>", References="<1@x> <2@x>\n <3@x>"))
    assert mail.in_reply_to == "3@x"
    assert mail.references == ("3@x", "2@x", "1@x")


@pytest.mark.parametrize(
    ("said", "name", "email"),
    [
        ('"Rossi, Anna" <a@b.example>', "Rossi, Anna", "a@b.example"),
        ("a@b.example (Anna Rossi)", "Anna Rossi", "a@b.example"),
        ("a@b.example", "", "a@b.example"),
        ("=?utf-8?B?SsO2cm4=?= <a@b.example>", "Jörn", "a@b.example"),
        ("=?utf-8?q?J=C3?= =?utf-8?q?=B6rn?= <a@b.example>", "Jörn", "a@b.example"),
        ("=?utf-8?q?Anna_<a=40b.example>?=", "Anna", "a@b.example"),
        ("Anna Rossi a@b.example", "Anna Rossi", "a@b.example"),
        ("Friends: Anna <a@b.example>, b@b.example;", "Anna", "a@b.example"),
        (r'"An\"na" <a@b.example>', 'An"na', "a@b.example"),
        ("<a@b.example>, <c@d.example>", "", "a@b.example"),
        ("nobody", "nobody", ""),
        ("Undisclosed:;", "", ""),
    ],
)
def test_the_sender_is_found_however_it_is_written(said, name, email):
    assert read(a_mail(From=said)).sender == Address(name, email)


def test_without_a_from_the_next_field_that_names_somebody_tells():
    assert read(a_mail(From="", Reply_To="b@b.example")).sender.email == "b@b.example"
    assert read(a_mail(From="Anna", Sender="s@b.example")).sender == Address("Anna", "s@b.example")
    assert read(a_mail(From="", Return_Path="<r@b.example>")).sender.email == "r@b.example"
    assert read(a_mail(From="")).sender == Address("", "")


@pytest.mark.parametrize(
    "said", ["tomorrow", "Mon, 30 Jun 3609 15:33:50 +0600", "Thu, 13 Feb 1969 23:32:54 -0330"]
)
def test_a_date_that_cannot_be_is_told_and_not_believed(said):
    mail = read(a_mail(Date=said))
    assert mail.at is None
    assert mail.doubts == (f"It says that it was written on {said}.",)


def test_without_a_date_there_is_no_doubt_and_a_clock_a_little_fast_is_forgiven():
    assert read(a_mail(Date="")).doubts == ()
    assert read(a_mail(Date="Fri, 20 Nov 2026 09:10:00 +0000")).at == NOW


def test_html_alone_is_read_and_kept_as_a_file():
    mail = read(a_mail("<p>Hello <b>you</b>", Content_Type="text/html; charset=utf-8"))
    assert mail.text == "Hello you"
    assert [(file.name, file.content) for file in mail.files] == [
        ("message.html", b"<p>Hello <b>you</b>")
    ]


def test_of_plain_and_html_the_plain_is_read():
    mail = read(
        a_multipart(
            "Content-Type: text/plain\n\nplain",
            "Content-Type: text/html\n\n<b>html</b>",
            kind="alternative",
        )
    )
    assert (mail.text, mail.files) == ("plain", ())


def test_an_empty_plain_form_gives_way_to_the_html():
    mail = read(
        a_multipart(
            "Content-Type: text/plain\n\n ", "Content-Type: text/html\n\n<b>html</b>",
            kind="alternative",
        )
    )  # fmt: skip
    assert mail.text == "html"


def test_attachments_keep_their_names_types_and_bytes():
    packed = base64.b64encode(b"\x00\x01PDF").decode()
    mail = read(
        a_multipart(
            "\nSee the file.",
            'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n'
            f"Content-Disposition: attachment; filename*=utf-8''%C3%A1rv%C3%ADz.pdf\n\n{packed}",
        )
    )
    assert mail.text == "See the file."
    assert [tuple(file) for file in mail.files] == [
        ("árvíz.pdf", "application/pdf", 5, b"\x00\x01PDF", "")
    ]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("filename=plain.txt", "plain.txt"),
        ('filename="../../etc/passwd"', "_.._etc_passwd"),
        (r'filename="C:\\temp\\a.doc"', "C_temp_a.doc"),
        ('filename="=?utf-8?q?=C3=A1?=.txt"', "á.txt"),
        ("filename*0=ab; filename*1=cd.txt", "abcd.txt"),
        ("filename*0*=utf-8''%C3%A1; filename*1*=%C3%A9.txt", "áé.txt"),
        ('filename="a\x1b[31m\u202etxt.exe"', "a[31mtxt.exe"),
        ("filename=", "file"),
        ('filename=".."', "file"),
    ],
)
def test_the_name_of_a_file_is_shown_and_never_a_path(said, name):
    part = f"Content-Type: application/x-thing\nContent-Disposition: attachment; {said}\n\nx"
    assert read(a_multipart(part)).files[0].name == name


def test_an_enclosed_mail_is_a_file_named_by_its_subject():
    inner = a_mail("inside", Subject="Old story")
    mail = read(a_multipart("\nlook", b"Content-Type: message/rfc822\n\n" + inner))
    assert [(file.name, file.content) for file in mail.files] == [("Old story.eml", inner)]
    assert mail.text == "look"


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("utf-8", "árvíztűrő", "árvíztűrő"),
        ("iso-8859-2", "tűrő", "tűrő"),
        ("koi8-r", "привет", "привет"),
        ("iso-2022-jp", "こんにちは", "こんにちは"),
        ("gb2312", "你好", "你好"),
    ],
)
def test_text_is_read_in_its_charset(charset, content, text):
    mail = read(a_mail(content.encode(charset), Content_Type=f"text/plain; charset={charset}"))
    assert mail.text == text


@pytest.mark.parametrize("charset", ["", "no-such", "us-ascii", "unicode_escape", "zlib", "idna"])
def test_an_unknown_or_wrong_charset_loses_no_letter(charset):
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    assert read(a_mail("tűrő".encode(), Content_Type=kind)).text == "tűrő"
    assert read(a_mail("fenêtre".encode("cp1252"), Content_Type=kind)).text == "fenêtre"


def test_text_that_cannot_be_read_whole_is_kept_as_a_file():
    mail = read(a_mail(b"broken \x81\x8d bytes"))
    assert mail.files[0].content == b"broken \x81\x8d bytes"
    assert mail.doubts == ("Not all of its text could be read; it is kept as a file.",)


@pytest.mark.parametrize("packed", ["SGVsbG8=", "SGVsbG8", "SGVs\n!bG8=", "SGVsbG8=trailing"])
def test_broken_base64_gives_what_can_be_read(packed):
    assert read(a_mail(packed, Content_Transfer_Encoding="base64")).text.startswith("Hello")


def test_a_head_with_a_broken_line_goes_on_after_it():
    raw = b"From: a@b.example\nSubject: two\nlines\nContent-Type: text/html\n\n<b>x</b>"
    mail = read(raw)
    assert (mail.subject, mail.text) == ("two lines", "x")


def test_bytes_without_any_head_are_text():
    assert read(b"just a text\nof two lines").text == "just a text\nof two lines"


def test_what_stands_before_the_head_is_told():
    mail = read(b"garbage here\nFrom: a@b.example\nSubject: x\n\nbody")
    assert mail.doubts == ("It begins with what is no head of a mail: garbage here",)
    assert mail.sender.email == "a@b.example"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_kind_of_line_end_is_read(end):
    raw = a_mail("one\ntwo").replace(b"\n", end)
    mail = read(raw)
    assert (mail.subject, mail.text) == ("The printer", "one\ntwo")


def test_control_characters_do_not_come_in():
    mail = read(
        a_mail("a\x1b[31mred\x07\u202e", Subject="x\x1b]0;title\x07y", From="\x1b[2J a@b.example")
    )
    for text in (mail.text, mail.subject, *mail.sender):
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "\u202e" not in text


# The same mail, another mail


def test_the_same_mail_by_another_way_is_the_same():
    mail = a_mail("text\n", Message_ID="<1@x>")
    other = b"Received: from there\nX-Spam: no\n" + mail.replace(b"\n", b"\r\n") + b"\r\n"
    assert read(mail).digest == read(other).digest


def test_the_same_mail_packed_anew_is_the_same():
    plain = a_mail("árvíz")
    packed = base64.b64encode("árvíz".encode()).decode()
    other = a_mail(
        packed, Content_Transfer_Encoding="base64", Content_Type="text/plain; charset=utf-8"
    )
    assert read(plain).digest == read(other).digest


@pytest.mark.parametrize(
    "other",
    [
        a_mail("other", Message_ID="<1@x>"),
        a_mail(Message_ID="<1@x>", Subject="Other"),
        a_mail(Message_ID="<1@x>", Date="Fri, 20 Nov 2026 08:00:01 +0000"),
        a_mail(Message_ID="<1@x>", From="b@b.example"),
        a_mail(Message_ID="<1@x>", In_Reply_To="<2@x>"),
        a_multipart("\nIt does not print.", "Content-Type: x/y; name=a\n\n1", Message_ID="<1@x>"),
    ],
)
def test_another_mail_with_the_same_message_id_is_another(other):
    assert read(a_mail(Message_ID="<1@x>")).digest != read(other).digest


# Limits


def test_a_file_over_the_limit_is_told_and_not_kept(monkeypatch):
    monkeypatch.setattr(mail_reading, "LARGEST_FILE", 1_000_000)
    mail = read(a_multipart("\ntext", "Content-Type: x/y; name=big\n\n" + "x" * 1_000_001))
    (file,) = mail.files
    assert (file.name, file.size, file.content) == ("big", 1_000_001, None)
    assert file.note == "not kept: a file may have 1 MB"


def test_files_over_the_limit_of_a_mail_are_told_and_not_kept(monkeypatch):
    monkeypatch.setattr(mail_reading, "LARGEST_FILES", 1_000_000)
    part = "Content-Type: x/y; name=n\n\n" + "x" * 600_000
    kept, left = read(a_multipart(part, part)).files
    assert kept.content is not None
    assert (left.content, left.note) == (None, "not kept: the files of a mail may have 1 MB")


def test_a_text_over_the_limit_is_kept_whole_as_a_file(monkeypatch):
    monkeypatch.setattr(mail_reading, "LONGEST_TEXT", 10)
    mail = read(a_mail("0123456789abc"))
    assert mail.text == "0123456789"
    assert mail.files[0].content == b"0123456789abc"
    assert mail.doubts


def test_parts_over_the_limit_are_told():
    mail = read(a_multipart(*["Content-Type: x/y; name=n\n\nx"] * 150))
    assert len(mail.files) == 100
    assert mail.doubts == ("It has more than 100 parts; the others were not read.",)


def test_what_is_nested_too_deeply_is_kept_together():
    raw = b"From: a@b.example\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(50)
    )
    mail = read(raw + b"Content-Type: text/plain\n\ndeep inside")
    assert any("deep inside" in (file.content or b"").decode() for file in mail.files)
    assert mail.doubts


# What nobody wrote


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"Auto_Submitted": "auto-replied"}, "an automatic answer"),
        ({"Auto_Submitted": "auto-replied (vacation)"}, "an automatic answer"),
        ({"Auto_Submitted": "auto-generated"}, "an automatic message"),
        ({"X_Autoreply": "yes"}, "an automatic answer"),
        ({"Precedence": "auto_reply"}, "an automatic answer"),
        ({"Precedence": "bulk"}, "bulk mail"),
        ({"Precedence": "junk"}, "bulk mail"),
        ({"Return_Path": "<>", "From": "MAILER-DAEMON@mx.example"}, "a delivery report"),
        ({"Auto_Submitted": "no"}, ""),
        ({"Precedence": "list", "List_Id": "<l.example>"}, ""),
        ({"Precedence": "bulk", "List_Id": "<l.example>"}, ""),
        ({"Return_Path": "<>"}, ""),
        ({}, ""),
    ],
)
def test_what_nobody_wrote_is_known_by_its_head(fields, what):
    assert read(a_mail(**fields)).automatic == what


def test_a_report_tells_whose_address_is_bad_and_what_was_sent():
    mail = read(a_report("Gone@Rossi.example", original="<crm.T1.x@firm.example>"))
    assert mail.automatic == "a delivery report"
    assert [tuple(one) for one in mail.undelivered] == [
        ("gone@rossi.example", "failed: 550 5.1.1 no such user", True)
    ]
    assert mail.returned == ("crm.T1.x@firm.example",)


@pytest.mark.parametrize(
    ("status", "action"),
    [("5.2.2", "failed"), ("4.4.1", "delayed"), ("5.7.1", "failed"), ("5.3.4", "failed")],
)
def test_a_full_mailbox_or_a_refusal_of_the_content_is_no_bad_address(status, action):
    (one,) = read(a_report("a@b.example", status, action=action)).undelivered
    assert not one.gone


def test_a_report_of_success_names_nobody():
    assert read(a_report("a@b.example", "2.0.0", action="delivered")).undelivered == ()
