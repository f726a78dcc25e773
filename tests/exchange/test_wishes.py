"""What the user says of a file goes before what is found, is kept, and can be handed on."""

import pytest

from crm_tui.errors import UsageError
from crm_tui.exchange.importing import take_over
from crm_tui.exchange.mapping_files import mapping_text, read_mapping
from crm_tui.exchange.samples import Sample, column_samples, rows_at
from crm_tui.exchange.table import Said
from crm_tui.exchange.wishes import (
    Wishes,
    fitted,
    look_again,
    look_as,
    remembered,
    remembering,
)
from crm_tui.services.intake.taking import StoppedError
from crm_tui.services.undo import undo
from crm_tui.views import imports
from tests.builders import dump
from tests.exchange.reading import bytes_source

FILE = b"Kunde;Ort;Tel;Seit\nAcme;Wien;01 234567;03.04.2021\nBeta;Graz;;04.05.2022\n"


def source(content: bytes = FILE, name: str = "kunden.csv"):
    return bytes_source(content, name)


def fields(plan) -> dict[str, str]:
    return {column.name: column.target.field for column in plan.columns.columns}


def test_wishes_change_one_by_one_and_back():
    wishes = Wishes().with_kind("customers").with_field("Kunde", "name")
    assert fields(look_as(source(), wishes)) == {
        "Kunde": "name", "Ort": "city", "Tel": "phone", "Seit": "custom",
    }  # fmt: skip
    wishes = wishes.with_value("owner", "Bob", "-").with_value("owner", "BOB", "anna")
    assert wishes.values == (("owner", "BOB", "anna"),)
    assert wishes.with_value("owner", "bob", "").values == ()
    assert wishes.with_field("Kunde", "").fields == {}
    assert wishes.with_said(dates="dmy").said == Said(dates="dmy")
    assert wishes.with_kind("people") == Wishes("people")
    assert not Wishes().says_anything


def test_a_plan_follows_a_wish_without_opening_the_file_again():
    before = Wishes("customers")
    plan = look_as(source(), before)
    after = before.with_field("Ort", "skip").with_field("Seit", "birthday")
    again = look_again(plan, before, after)
    assert again.table is plan.table
    assert fields(again)["Ort"] == "skip"
    with pytest.raises(UsageError, match="no field"):
        look_again(plan, before, before.with_field("Ort", "nonsense"))
    commas = look_again(plan, before, before.with_said(delimiter="comma"))
    assert len(commas.table.columns) == 1


def test_columns_show_samples_raw_and_as_read(desk):
    wishes = Wishes("customers", {"Kunde": "name", "Seit": "birthday"})
    shown = {one.name: one for one in column_samples(look_as(source(), wishes), desk)}
    assert shown["Seit"].samples[0] == Sample("03.04.2021", "2021-04-03")
    assert shown["Seit"].reason == "said"
    assert shown["Tel"].field == "phone"
    there = look_as(source(), wishes.with_said(phone_country="AT"))
    assert column_samples(there, desk)[2].samples[0].read == "+431234567"


def test_wishes_survive_as_plain_values_and_nonsense_is_left_out():
    wishes = Wishes("deals", {"A": "title"}, (("stage", "x", "Lead"),), Said(dates="mdy", header=3))
    assert Wishes.from_json(wishes.as_json()) == wishes
    odd = {"kind": 3, "fields": [], "values": [["a"], 7], "said": {"dates": 1, "nothing": "x"}}
    assert Wishes.from_json(odd) == Wishes("3")


def test_a_mapping_file_says_what_was_said_and_is_read_back(tmp_path):
    wishes = Wishes(
        "customers",
        {"Kunde": "name", 'Od"d\\ \n': "skip"},
        (("owner", "Bob = B", "-"),),
        Said(dates="dmy", header=1),
    )
    plan = look_as(source(b'Kunde;"Od""d\\ \n";Ort\nAcme;1;Wien\n'), fitted(source(), wishes))
    path = tmp_path / "mapping.toml"
    path.write_text(mapping_text("customers", plan.columns.columns, wishes))
    assert '# "Ort" = "city"' in path.read_text()
    assert read_mapping(path) == wishes._replace(fields={"Kunde": "name"})


@pytest.mark.parametrize(
    "text", ["kind = [", "colour = 1", "fields = 2", "[values]\nowner = 3", "[said]\nheader = 'x'"]
)
def test_what_is_no_mapping_is_refused_with_a_sentence(tmp_path, text):
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"mapping\.toml"):
        read_mapping(path)


def test_what_was_said_is_remembered_for_the_next_file_and_undone_with_the_import(desk):
    before = dump(desk)
    wishes = Wishes("customers", {"Kunde": "name", "Seit": "skip"})
    plan = look_as(source(), wishes)
    assert remembered(desk, source()) is None
    report = take_over(desk, plan, remember=remembering(desk, plan, wishes))
    found = remembered(desk, source(b"Kunde;ORT;Tel;Seit\nGamma;Linz;;\n", "neu.csv"))
    assert found is not None
    assert found.wishes == wishes
    assert remembered(desk, source(b"Kunde;Ort\nGamma;Linz\n")) is None
    second = take_over(desk, plan, remember=remembering(desk, plan, wishes))
    assert second.change_set is None
    undo(desk, report.change_set)
    assert dump(desk) == before
    assert remembered(desk, source()) is None


def test_the_report_stays_when_the_import_is_taken_back(desk, tmp_path):
    plan = look_as(source(b"Firma;Ort\nAcme;Wien\n;Graz\n"), Wishes("customers"))
    report = take_over(desk, plan, rejects=tmp_path / "rejects.csv")
    undo(desk, report.change_set)
    [kept] = imports.imports(desk)
    assert (kept.kind, kept.change_set, kept.undone) == ("customers", report.change_set, True)
    said = "\n".join(imports.sentences(kept, desk.clock.zone))
    assert "2 customers: 1 created" in said
    assert "line 3: the row has no name" in said
    assert "rejects.csv" in said
    assert imports.of_change_set(desk, report.change_set) == kept


def test_a_row_is_taken_as_it_was_mended_and_the_file_stays(desk, tmp_path):
    content = b"Firma;Ort\nAcme;Wien\n;Graz\nBeta;Linz;zu viel\n"
    plan = look_as(source(content), Wishes("customers"))
    tried = take_over(desk, plan, trial=True)
    assert [line for line, _reason in tried.refused] == [3, 4]
    assert rows_at(plan, [3, 4]) == {3: ("", "Graz"), 4: ("Beta", "Linz, zu viel")}
    mended = plan._replace(mended={3: ("Gamma", "Graz"), 4: ("Beta", "Linz")})
    assert take_over(desk, mended, trial=True).refused == ()
    report = take_over(desk, mended)
    assert (report.created, report.rejected, report.mended) == (3, 0, (3, 4))
    assert "Mended by hand before: line 3, 4." in report.sentences()
    assert desk.store.value("SELECT city FROM party WHERE name = 'Gamma'") == "Graz"


@pytest.mark.parametrize("trial", [True, False])
def test_a_stopped_import_leaves_nothing(desk, trial):
    rows = "".join(f"Firm {number};Wien\n" for number in range(900))
    plan = look_as(source(b"Firma;Ort\n" + rows.encode()), Wishes("customers"))
    before, done = dump(desk), []
    with pytest.raises(StoppedError):
        take_over(desk, plan, trial=trial, progress=done.append, stop=lambda: len(done) == 2)
    assert len(done) == 2
    assert dump(desk) == before
    assert imports.imports(desk) == []
    assert take_over(desk, plan).created == 900
