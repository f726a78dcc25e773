"""Address cards of all versions come in, whatever wrote them, and go out for phones."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import CrmError, UsageError
from crm_tui.exchange.exporting import Export, write
from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.vcard_cards import LARGEST
from crm_tui.models import ContactMethod, Party
from crm_tui.services.intake.records import PartyRecord
from crm_tui.services.undo import undo
from crm_tui.views.whole_records import Asked
from tests.builders import a_company, a_desk, a_person, dump
from tests.exchange.reading import DATA, bytes_source, real

OUTLOOK = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=91andu;Ana;;Dr.;
TEL;CELL;PREF:+36 30 1
TEL;WORK;FAX:+36 1 2
ADR;WORK;ENCODING=QUOTED-PRINTABLE:;;F=C5=91 u. 1=0D=0A=
2nd floor;P=C3=A9cs;;7621;Hungary
NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=0D=0Atwo
PHOTO;ENCODING=BASE64;JPEG:
 /9j/4AAQSkZJRgABAQ

ORG:Rossi Kft;Kitchen
BDAY:19800229
URL:www.rossi.hu
END:VCARD
"""
APPLE = """BEGIN:VCARD
VERSION:3.0
FN:Bob\\, the cook
N:Cook;Bob;;;
UID:bob-1
item1.TEL:555
item1.X-ABLabel:_$!<AssistantPhone>!$_
EMAIL;TYPE=INTERNET;TYPE=HOME:bob@x.hu
CATEGORIES:vip,new
IMPP;X-SERVICE-TYPE=Skype:skype:bob
NICKNAME:Bobby
X-SPOUSE:Jane
BDAY:circa 1800
NOTE:C:\\New\\nline
TITLE:cook
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:org
FN:ACME Inc.
ORG:ACME Inc.;
TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102
END:VCARD
BEGIN:VCARD
FN:never ends
BEGIN:VCARD
N:;;;;
END:VCARD
"""


def read(text: str | bytes) -> list[tuple[PartyRecord | None, str, tuple[str, ...]]]:
    data = text.encode() if isinstance(text, str) else text
    plan = look(bytes_source(data, "cards.vcf"))
    return [(one.record, one.problem, one.doubts) for one in plan.readings("USD")]


def reach(record: PartyRecord) -> list[tuple[str, str, str]]:
    return [(method.kind, method.label, method.value) for method in record.methods]


def test_an_old_card_tells_who_it_is_and_how_to_reach_them():
    ((record, problem, doubts),) = read(OUTLOOK.replace("\n", "\r\n"))
    assert problem == ""
    assert record is not None
    assert (record.kind, record.name, record.company) == ("person", "Ana Ñandu", "Rossi Kft")
    assert (record.birthday, record.city, record.country) == (date(1980, 2, 29), "Pécs", "Hungary")
    assert reach(record) == [
        ("phone", "mobile", "+36 30 1"),
        ("phone", "work fax", "+36 1 2"),
        ("web", "", "www.rossi.hu"),
        ("post", "work", "Fő u. 1\n2nd floor\n7621 Pécs\nHungary"),
    ]
    assert record.note == "one\n\ntwo"
    assert record.custom == {"Department": "Kitchen"}
    assert doubts == ("its photo is not kept",)


def test_several_cards_of_a_file_stand_for_themselves_and_broken_ones_are_named():
    (bob, _, doubts), (acme, _, _), (_, unended, _), (_, nameless, _) = read(APPLE)
    assert bob is not None
    assert acme is not None
    assert (bob.name, bob.external_id, bob.job_title, bob.tags) == (
        "Bob, the cook", "bob-1", "cook", ("vip", "new"),
    )  # fmt: skip
    assert reach(bob) == [
        ("phone", "assistantphone", "555"),
        ("email", "home", "bob@x.hu"),
        ("social", "skype", "bob"),
    ]
    assert bob.custom == {"Nickname": "Bobby", "Spouse": "Jane", "Birthday": "circa 1800"}
    assert bob.note == "C:\new\nline"
    assert "circa 1800" in doubts[0]
    assert (acme.kind, acme.name, acme.company) == ("company", "ACME Inc.", "")
    assert reach(acme) == [("phone", "work", "+1-418-656-9254 ext. 102")]
    assert "before it ends" in unended
    assert "no name" in nameless


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_line_ends_and_encodings_are_found(ends, codec):
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:Zoë Ünlü and\n  more\nNOTE:x\nEND:VCARD\n"
    ((record, problem, _),) = read(text.replace("\n", ends).encode(codec))
    assert problem == ""
    assert record is not None
    assert record.name == "Zoë Ünlü and more"


def test_a_card_with_nothing_in_it_or_without_end_costs_no_other_and_is_kept(tmp_path, desk):
    file = tmp_path / "book.vcf"
    file.write_text(APPLE)
    start = dump(desk)
    report = take_over(desk, look(file))
    assert (report.kind, report.created, report.rejected) == ("people", 2, 2)
    rejects = (tmp_path / "book.rejects.vcf").read_text()
    assert rejects.count("BEGIN:VCARD") == 2
    assert "X-CRM-REJECTED;X-LINE=24:" in rejects
    before = dump(desk)
    again = take_over(desk, look(file), update=True, rejects=tmp_path / "again.vcf")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert dump(desk)["party"] == before["party"]
    assert report.change_set is not None
    undo(desk, report.change_set)
    after = dump(desk)
    assert {name: after[name] for name in start if start[name] != after[name]} == {}


def test_cards_have_no_columns_to_map():
    with pytest.raises(UsageError, match="address cards"):
        look(bytes_source(APPLE.encode(), "a.vcf"), fields={"FN": "name"})
    assert look(bytes_source(APPLE.encode(), "a.vcf"), kind="customers").kind == "customers"


def test_a_card_without_end_in_size_is_refused_and_the_next_one_read():
    picture = b" " + b"A" * 70 + b"\r\n"
    many = picture * (LARGEST // 70)
    data = b"BEGIN:VCARD\r\nFN:big\r\nPHOTO:\r\n" + many + b"END:VCARD\r\nBEGIN:VCARD\r\nFN:b\r\n"
    (_, problem, _), (small, _, _) = read(data + b"END:VCARD\r\n")
    assert "larger than" in problem
    assert small is not None


@given(st.binary(max_size=400))
def test_any_bytes_behind_a_beginning_are_read_or_refused(data):
    with suppress(CrmError):
        for record, problem, _ in read(b"BEGIN:VCARD\r\n" + data + b"\r\nEND:VCARD\r\n"):
            assert (record is None) == bool(problem)


@given(st.data())
def test_a_damaged_card_is_read_or_refused(data):
    whole = (OUTLOOK + APPLE).encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    put = data.draw(st.binary(max_size=6))
    with suppress(CrmError):
        for record, problem, _ in read(b"BEGIN:VCARD\n" + whole[:at] + put + whole[at + 3 :]):
            assert (record is None) == bool(problem)


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_cards_go_out_and_come_in_elsewhere_as_the_same(tmp_path, version):
    def out(desk, kind: str) -> bytes:
        stream = BytesIO()
        write(desk, stream, Export(kind, "vcf", Asked(), version=version))
        return stream.getvalue()

    with a_desk(tmp_path / "one.db") as desk:
        firm = a_company(desk, "Rossi; \\Kft, \x1b]0;x\x07", phones=["+36 1 234 567", "+36 30 1"])
        anna = a_person(desk, "Anna\u202e Rossi " + "é" * 80, company=firm, emails=["a@rossi.hu"])
        with desk.store.change_set(desk.user, "more"):
            Party.update(
                birthday=date(1980, 2, 29), city="Pécs", country="HU", language="hu"
            ).where(Party.id == anna).execute()
            ContactMethod.create(party=anna, kind="post", value='Fő "u"; 1\n7621', label="home")
            ContactMethod.create(party=anna, kind="phone", value="+3670", label="direct line")
            ContactMethod.create(party=anna, kind="social", value="@anna", label="mastodon")
        people, firms = out(desk, "people"), out(desk, "customers")
    assert max(len(line) for line in people.split(b"\r\n")) <= 75
    assert not set(people) & (set(range(32)) - {10, 13})
    with a_desk(tmp_path / "other.db") as desk:
        take_over(desk, look(bytes_source(firms, "f.vcf"), kind="customers"))
        report = take_over(desk, look(bytes_source(people, "p.vcf")))
        assert (report.created, report.warnings) == (1, ())
        assert (out(desk, "people"), out(desk, "customers")) == (people, firms)


# Cards that other programs wrote


def cards_of(name: str) -> list[PartyRecord]:
    readings = look(real(name)).readings("USD")
    return [one.record for one in readings if isinstance(one.record, PartyRecord)]


@pytest.mark.real_data
def test_every_real_card_comes_in_but_two_that_are_none():
    files = sorted((real("vcards") / "ez-vcard").glob("*.vcf"))
    files += sorted((DATA / "vcards" / "khard").glob("*.vcf"))
    files += sorted((DATA / "vcards" / "kcontacts").glob("*.vcf"))
    readings = {file.name: list(look(file).readings("USD")) for file in files}
    assert (len(files), sum(map(len, readings.values()))) == (47, 55)
    refused = {
        (name, one.problem.partition(" (")[0])
        for name, found in readings.items()
        for one in found
        if one.record is None
    }
    assert refused == {
        ("unparsable.vcf", "the file ends before the card does"),
        ("vcard7.vcf", "the card has no name, company, e-mail address or telephone number"),
    }


@pytest.mark.real_data
@pytest.mark.parametrize("number", range(1, 9))
def test_what_kde_writes_of_a_card_is_the_same_card(number):
    (before, after) = (
        cards_of(f"vcards/kcontacts/vcard{number}.vcf{ending}") for ending in ("", ".ref")
    )
    assert [one._replace(methods=()) for one in before] == [
        one._replace(methods=()) for one in after
    ]
    assert [set(one.methods) for one in before] == [set(one.methods) for one in after]


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["all", "email", "gmail", "outlook", "tb_plain"])
def test_a_table_and_the_cards_of_the_same_people_tell_the_same(name):
    tables = cards_of(f"contacts-csv/roundcube/{name}.csv")
    cards = cards_of(f"contacts-csv/roundcube/{name}.vcf")
    assert [told(one) for one in tables] == [told(one) for one in cards]


def told(record: PartyRecord) -> tuple[object, ...]:
    """What both forms can tell; a table has no words for some labels of telephones."""
    ways = {(way.kind, way.value) for way in record.methods if way.kind != "post"}
    return (
        record.kind, record.name, record.company, record.job_title, record.birthday, record.note,
        set(record.tags), ways, sum(way.kind == "post" for way in record.methods),
    )  # fmt: skip


@pytest.mark.real_data
def test_real_cards_come_in_once_and_go_again(tmp_path, desk):
    before = dump(desk)
    undone = []
    for file in sorted((real("vcards") / "ez-vcard").glob("*.vcf")):
        report = take_over(desk, look(file), rejects=tmp_path / "r.vcf")
        undone.append(report.change_set)
    between = dump(desk)
    for file in sorted((DATA / "vcards" / "ez-vcard").glob("*.vcf")):
        again = take_over(desk, look(file), rejects=tmp_path / "r.vcf")
        assert again.created == 0, file.name
    assert dump(desk)["party"] == between["party"]
    for change_set in reversed([one for one in undone if one]):
        undo(desk, change_set)
    after = dump(desk)
    assert {name for name in before if before[name] != after[name]} == set()
