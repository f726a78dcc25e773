"""What goes out of one database comes into another as the same, whatever form it has."""

from __future__ import annotations

import csv
import gc
import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from crm_tui.errors import UsageError
from crm_tui.exchange.exporting import FORMS, KINDS, Export, write
from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.xlsx_writing import LONGEST
from crm_tui.models import ContactMethod, ExternalId, Party, Product
from crm_tui.services import deals, parties, tags, timeline
from crm_tui.services.opening import Desk
from crm_tui.views.whole_asked import filtered, viewed
from crm_tui.views.whole_records import Asked
from crm_tui.views.whole_tasks import asked_tasks
from crm_tui.views.whole_tickets import asked_tickets
from tests.builders import (
    a_call,
    a_colleague,
    a_company,
    a_deal,
    a_desk,
    a_person,
    a_task,
    a_ticket,
)
from tests.exchange.reading import real

TRADE = [kind for kind in KINDS if kind != "documents"]
RECKONED = {
    "last contact", "modified", "answer due", "solution due", "first response", "lines",
    "also there", "deal number", "ticket number", "offered deal", "closing note",
}  # fmt: skip
"""What an import works out anew, or other kinds bring along."""


def a_trade(desk: Desk) -> None:
    """A little of everything, with words that try to be something else."""
    bob = a_colleague(desk, name="Bob, the =cook").user
    firm = a_company(
        desk, "Rossi; \"Kft\"", emails=["info@rossi.hu"], phones=["+36 1 234 567", "+36 30 1"],
        city="Pécs", country="HU", industry="ovens", owner=bob,
    )  # fmt: skip
    branch = a_company(desk, "=HYPERLINK(1)", city="Győr")
    anna = a_person(desk, "Anna Rossi", company=firm, emails=["anna@rossi.hu"])
    with desk.store.change_set(desk.user, "more"):
        Party.update(
            relationship="regular",
            wanted="partnership",
            motives="-quiet\nnights",
            channel="phone",
            custom={"Hat": "+red", "owner": "somebody", "Nickname": "'=x"},
            is_partner=True,
            referred_by=branch,
            not_buying="price",
            birthday=date(1980, 2, 29),
        ).where(Party.id == anna).execute()
        Party.update(parent=firm).where(Party.id == branch).execute()
        ContactMethod.create(party=anna, kind="social", value="@anna", label="mastodon")
        ContactMethod.create(party=anna, kind="post", value="Fő u. 1\n7621 Pécs", label="home")
        ContactMethod.update(opted_out_at=desk.clock.now()).where(
            ContactMethod.value == "anna@rossi.hu"
        ).execute()
        ExternalId.create(source="customerid", record="party", value="17850", row=firm)
        now = desk.clock.now()
        Product.create(
            name="@Oven", code="007", series="", price_minor=12345, currency="KWD", created_at=now,
            updated_at=now,
        )  # fmt: skip
    parties.archive(desk, [a_company(desk, "Gone Bt")])
    tags.change(desk, [anna], tags.parse("+vip +late"))
    offer = a_deal(
        desk, firm, "-An oven", contact=anna, owner=bob, expected_close=date(2027, 1, 31)
    )
    deals.win(desk, a_deal(desk, anna, "Two ovens"), gain="=warm")
    a_deal(desk, None, "For nobody")
    a_call(desk, anna, "spoke of the oven\n@home", outcome="reached", minutes=12)
    timeline.log(desk, firm, "she is careful", kind="note", internal=True)
    a_task(desk, firm, "Ring about " + "árvíztűrő " * 30, deal=offer, due=date(2026, 11, 23))
    a_ticket(desk, firm, "It is cold", contact=anna, body="'=cold'", kind="complaint", product=1)


def exported(desk: Desk, kind: str, form: str, **more: object) -> bytes:
    asked = {
        "tasks": asked_tasks(ended=True, archived=True),
        "tickets": asked_tickets(ended=True, archived=True),
    }.get(kind, Asked(archived=True))
    stream = BytesIO()
    write(desk, stream, Export(kind, form, asked, **more))
    return stream.getvalue()


def told(desk: Desk, kind: str) -> list[dict[str, str]]:
    rows = json.loads(exported(desk, kind, "json"))
    return [{name: row[name] for name in row if name not in RECKONED} for row in rows]


def differences(here: list[dict[str, str]], there: list[dict[str, str]]) -> list[object]:
    """What tells two lists of records apart: names, or the cells that differ."""
    key = "uid" if "uid" in here[0] else "login"
    found: list[object] = [
        (one.get("name"), name, one.get(name), other.get(name))
        for one in here
        for other in there
        if one[key] == other[key]
        for name in {*one, *other}
        if one.get(name) != other.get(name)
    ]
    keys = {row[key] for row in here} ^ {row[key] for row in there}
    return [*found, *keys]


def take(desk: Desk, data: bytes, path: Path, kind: str = ""):
    path.write_bytes(data)
    return take_over(desk, look(path, kind=kind))


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_comes_in_as_it_went_out(tmp_path, form):
    with a_desk(tmp_path / "one.db") as desk:
        a_trade(desk)
        here = {kind: told(desk, kind) for kind in TRADE}
        files = {kind: exported(desk, kind, form) for kind in TRADE}
        for kind in TRADE:  # what is here already is known by its key
            again = take(desk, files[kind], tmp_path / f"{kind}.{form}", kind)
            assert (kind, again.created, again.rejected) == (kind, 0, 0)
    with a_desk(tmp_path / "other.db") as desk:
        for kind in TRADE:
            report = take(desk, files[kind], tmp_path / f"{kind}.{form}")
            assert (kind, report.kind, report.rejected) == (kind, kind, 0)
        for kind in TRADE:
            assert differences(here[kind], told(desk, kind)) == []
            again = take(desk, files[kind], tmp_path / f"{kind}.{form}")
            assert (kind, again.created, again.updated, again.rejected) == (kind, 0, 0, 0)


def test_no_cell_runs_as_a_formula_unless_it_is_asked_for(desk):
    a_trade(desk)
    names = [
        row["name"] for row in csv.DictReader(StringIO(exported(desk, "customers", "csv").decode()))
    ]
    assert "'=HYPERLINK(1)" in names
    assert "'=HYPERLINK(1)" not in exported(desk, "customers", "csv", raw=True).decode()
    row = next(csv.DictReader(StringIO(exported(desk, "products", "csv").decode())))
    assert (row["name"], row["code"], row["price"]) == ("'@Oven", "007", "12.345")
    assert "+36 1 234 567" in exported(desk, "customers", "csv").decode()  # a number is no formula
    book = exported(desk, "customers", "xlsx")
    assert b"<f>" not in book


def test_a_workbook_that_finds_no_room_says_so_once(desk, monkeypatch):
    class Full(BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    a_trade(desk)
    told: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    with pytest.raises(OSError, match="No space left"), Full() as stream:
        write(desk, stream, Export("customers", "xlsx"))
    gc.collect()
    assert told == []


def test_a_choice_of_columns_stands_in_its_order_and_a_name_stands_for_all_its_numbers(desk):
    a_trade(desk)
    rows = exported(desk, "customers", "csv", columns=("phone", "name")).decode().splitlines()
    assert rows[0] == "phone 1,phone 1 type,phone 2,phone 2 type,name"
    with pytest.raises(UsageError, match="nome"):
        exported(desk, "customers", "csv", columns=("nome",))


def test_filters_views_and_orders_choose_what_goes_out(desk):
    a_trade(desk)

    def names(asked: Asked) -> list[str]:
        stream = BytesIO()
        write(desk, stream, Export("customers", "jsonl", asked, ("name",)))
        return [json.loads(line)["name"] for line in stream.getvalue().splitlines()]

    assert names(filtered(desk, "customers", "city:Pécs", Asked())) == ['Rossi; "Kft"']
    assert names(filtered(desk, "customers", "rossi", Asked())) == ['Rossi; "Kft"', "=HYPERLINK(1)"]
    assert names(filtered(desk, "customers", "archived:yes", Asked())) == ["Gone Bt"]
    assert names(Asked(sort="city", reverse=True))[0] == 'Rossi; "Kft"'
    with pytest.raises(UsageError, match="have no order"):
        names(Asked(sort="colour"))
    assert len(viewed(desk, "tickets", "all")) == 1


def test_a_text_too_long_for_a_workbook_is_cut_and_said(desk):
    with desk.store.change_set(desk.user, "long"):
        one = a_company(desk, "Long Kft")
        Party.update(wants="x" * (LONGEST + 5)).where(Party.id == one).execute()
    stream = BytesIO()
    written = write(desk, stream, Export("customers", "xlsx"))
    assert written.records == 1
    assert "cut" in written.remarks[0]


def test_naughty_strings_survive_every_form(tmp_path):
    strings = json.loads(real("strings/blns.json").read_text())
    with a_desk(tmp_path / "one.db") as desk:
        firm = a_company(desk)
        kept = {
            entry
            for text in strings
            if text.strip() and (entry := _note(desk, firm, text)) is not None
        }
        assert len(kept) > 450
        before = _bodies(desk)
        files = {form: exported(desk, "interactions", form) for form in FORMS}
        firms = exported(desk, "customers", "csv")
    for form in FORMS:
        with a_desk(tmp_path / f"{form}.db") as desk:
            take(desk, firms, tmp_path / "customers.csv")
            take(desk, files[form], tmp_path / f"interactions.{form}")
            assert _bodies(desk) == before


def _note(desk: Desk, firm: int, text: str) -> int | None:
    try:
        return timeline.log(desk, firm, text, kind="note").entry
    except Exception:  # nothing is left of it once it is safe to keep
        return None


def _bodies(desk: Desk) -> list[str]:
    return sorted(row[0] for row in desk.store.rows("SELECT body FROM timeline_entry"))
