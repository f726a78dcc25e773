"""Objects in JSON are rows; a broken one costs itself and is named."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.errors import CrmError, UsageError
from crm_tui.exchange import json_tables, json_texts
from crm_tui.exchange.formulas import doubled, unguarded
from crm_tui.exchange.importing import look, take_over
from crm_tui.exchange.json_tables import open_json
from crm_tui.exchange.json_texts import json_values
from crm_tui.exchange.table import Said
from tests.exchange.reading import bytes_source

ANNA, BOB = {"name": "Anna", "city": "Roma"}, {"name": "Bob", "phone": "030 1"}


def table(text: str | bytes, name: str = "data.json", **said):
    data = text.encode() if isinstance(text, str) else text
    return open_json(bytes_source(data, name), Said(**said))


def rows(text, **said):
    return [(row.line, row.problem or row.cells) for row in table(text, **said).rows()]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (json.dumps([ANNA, BOB]), (1, 2)),
        (json.dumps([ANNA, BOB], indent=2), (2, 6)),
        (f"{json.dumps(ANNA)}\n\n{json.dumps(BOB)}", (1, 3)),
        (f"{json.dumps(ANNA, indent=1)}\r\n{json.dumps(BOB)}\r\n", (1, 5)),
        (json.dumps({"customers": [ANNA, BOB]}), (1, 2)),
    ],
)
def test_an_array_lines_or_objects_in_a_row_are_the_same_table(text, lines):
    found = table(text)
    assert found.columns == ("name", "city", "phone")
    assert [(row.line, row.cells) for row in found.rows()] == [
        (lines[0], ["Anna", "Roma", ""]),
        (lines[1], ["Bob", "", "030 1"]),
    ]


def test_what_is_nested_is_laid_flat():
    nested = {
        "name": "Acme",
        "address": {"city": "Roma", "geo": {"lat": 41.90}},
        "tags": ["a", "b", None, 3],
        "phones": [{"value": "1", "type": "work"}, {"value": "2"}],
        "contact_methods": [
            {"kind": "email", "value": "a@b.example"},
            {"kind": "web", "value": "w"},
        ],
        "active": True,
        "vat": None,
        "account": 12345678901234567890,
    }
    found = table(json.dumps(nested).replace("41.9", "41.90"))
    (row,) = found.rows()
    assert dict(zip(found.columns, row.cells, strict=True)) == {
        "name": "Acme",
        "address.city": "Roma",
        "address.geo.lat": "41.90",
        "tags": "a, b, 3",
        "phones 1.value": "1",
        "phones 1.type": "work",
        "phones 2.value": "2",
        "email 1.value": "a@b.example",
        "web 1.value": "w",
        "active": "true",
        "vat": "",
        "account": "12345678901234567890",
    }
    plan = look(bytes_source(json.dumps([nested]).encode(), "customers.json"))
    fields = {c.name: c.target.field for c in plan.columns.columns}
    assert {fields[name] for name in fields if "value" in name} == {"phone", "email", "web"}
    assert (fields["phones 1.type"], fields["address.city"]) == ("phone_type", "city")


def test_a_broken_object_costs_itself_and_is_named():
    lines = '{"name": "A"}\n{"name": "B"\n{"name": "C",}\nname,city\n7\n[1]\n{"name": "D"}\n'
    assert [(line, "JSON" in told or told) for line, told in rows(lines)] == [
        (1, ["A"]), (2, True), (3, True), (4, True), (5, "it is no object"), (6, "it is no object"),
        (7, ["D"]),
    ]  # fmt: skip
    listed = '[\n  {"name": "A"},\n  {"name": "B\n  {"name": "C", "C"},\n  oh,\n  {"name": "D"}\n]'
    assert [line for line, told in rows(listed) if isinstance(told, list)] == [2, 6]
    assert [line for line, told in rows(listed) if isinstance(told, str)] == [3, 4, 5]
    assert rows('[{"name": "A", "x": {"y": nope}}, {"name": "B"}]')[1] == (2, ["B"])
    assert rows('[{"name": "A"},\n{"name": "A", "name": "B"}]')[1] == (
        2,
        "it cannot be read as JSON: a name stands twice in one object",
    )


def test_each_refused_object_of_one_line_is_counted_and_kept_by_itself(desk, tmp_path):
    objects = [ANNA, 5, BOB, None, {"name": "Carla"}]
    source = bytes_source(json.dumps(objects).encode(), str(tmp_path / "people.json"))
    report = take_over(desk, look(source, kind="people"), rejects=tmp_path / "rejects.csv")
    assert (report.read, report.created, report.rejected) == (5, 3, 2)
    rejected = list(csv.reader((tmp_path / "rejects.csv").open(newline="")))[1:]
    assert [(line, what) for line, _, what, *_ in rejected] == [("2", "5"), ("4", "null")]


def test_a_list_that_is_cut_off_is_told():
    assert [told for _, told in rows('[{"name": "A"}, ')] == [
        ["A"],
        "the list is never closed; is the file cut off?",
    ]
    assert "JSON" in rows('[{"name": "A"}, {"name": "B')[1][1]


def test_a_value_of_endless_depth_is_refused():
    deep = "[" * 60_000 + "]" * 60_000
    first, second, third = rows(f'[{{"name": "A"}},{deep},{{"name": "B"}}]')
    assert (first, third) == ((1, ["A"]), (3, ["B"]))
    assert "objects within objects" in second[1]


def test_size_depth_and_width_have_their_limits(monkeypatch):
    monkeypatch.setattr(json_texts, "VALUE_LIMIT", 70_000)
    monkeypatch.setattr(json_tables, "FIELD_LIMIT", 100)
    monkeypatch.setattr(json_tables, "COLUMNS", 3)
    assert "not read on" in rows('[{"name": "A"},\n{"name": "' + "x" * 500_000)[1][1]
    assert "longer than 100" in rows(json.dumps([ANNA, {"name": "x" * 101}]))[1][1]
    assert "3 columns" in rows(json.dumps([ANNA, {"a": 1, "b": 2}]))[1][1]
    assert "deep" in rows(json.dumps([ANNA, {"a": [[[[[[[1]]]]]]]}]))[1][1]
    assert "twice" in rows(json.dumps([ANNA, {"a.b": 1, "a": {"b": 1}}]))[1][1]


class Endless(io.TextIOBase):
    """A text of many gigabytes that counts how much of it is read."""

    given = 0

    def read(self, size: int | None = -1) -> str:
        self.given += size or 0
        return '[{"name": "' + "x" * (size or 0) if self.given == size else "x" * (size or 0)


def test_a_value_without_end_is_not_read_to_its_end():
    stream = Endless()
    (only,) = json_values(stream)
    assert "longer than" in only.problem
    assert stream.given < 4 * json_texts.VALUE_LIMIT


@pytest.mark.parametrize("text", ["", "[]", "name,city\n", "[1, 2]", "null", '"text"'])
def test_a_file_without_objects_is_refused_in_a_sentence(text):
    with pytest.raises(UsageError, match="no JSON object") as refusal:
        table(text)
    assert refusal.value.hint.endswith(".")


def test_what_json_does_not_have_cannot_be_said_of_it():
    with pytest.raises(UsageError, match="no delimiter"):
        table("[]", delimiter=",")
    with pytest.raises(UsageError, match="no header"):
        table("[]", header=1)
    assert table('{"näme": 1}'.encode("cp1252"), encoding="cp1252").columns == ("näme",)


def test_json_is_known_by_its_beginning_and_a_table_in_brackets_is_none():
    assert (
        look(bytes_source(json.dumps([ANNA]).encode(), "customers.txt")).table.columns[0] == "name"
    )
    assert look(bytes_source(b"[id],name\n1,Anna\n", "customers.csv")).table.columns[0] == "[id]"


def test_objects_are_taken_over_and_rejects_are_kept(desk, tmp_path):
    path = tmp_path / "customers.json"
    text = json.dumps(ANNA) + "\n{broken\n" + json.dumps(BOB)
    path.write_text(text)
    report = take_over(desk, look(path))
    assert (report.read, report.created, report.rejected) == (3, 2, 1)
    assert "{broken" in (tmp_path / "customers.rejects.csv").read_text()
    again = take_over(desk, look(path), rejects=tmp_path / "r.csv")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


@given(st.text() | st.text(alphabet="'=+1a \t", max_size=6))
def test_text_that_our_own_export_keeps_from_being_a_formula_comes_back(text):
    found = table(json.dumps({"name": doubled(text), "x": 1}))
    (row,) = found.rows()
    assert unguarded(row.cells[0]) == text


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=4)), st.sampled_from([0, 2]))
def test_what_is_written_as_json_is_read_value_by_value(objects, indent):
    told = (dict, list)

    def plain(value):
        if isinstance(value, told):
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            return [(key, plain(one)) for key, one in pairs]
        return value if value is None or isinstance(value, (bool, str)) else json.dumps(value)

    for text in (json.dumps(objects, indent=indent or None), "\n".join(map(json.dumps, objects))):
        read = list(json_values(io.StringIO(text)))
        assert [one.problem for one in read] == [""] * len(objects)
        assert [plain(one.value) for one in read] == [plain(one) for one in objects]


SIGNS = st.sampled_from([*'{}[]",:\\\n ab1', "\u2028", '"name": ', "é"])


@given(st.lists(SIGNS, max_size=60).map("".join))
def test_any_text_is_read_or_refused(text):
    try:
        found = table(f'[{{"name": 1}},\n{text}')
    except CrmError:
        return
    read = list(found.rows())
    assert read[0].cells[0] == "1"
    assert [row.line for row in read] == sorted(row.line for row in read)
    assert all(len(row.cells) == len(found.columns) for row in read if not row.problem)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        list(table(data).rows())
    except CrmError as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017


def test_a_broken_object_far_down_costs_itself_too():
    lines = [f'  {{"name": "{number}", "text": "{"x" * 90}"}},' for number in range(2_000)]
    lines[1_500] = '  {"name": "1500", "text": "never closed},'
    read = list(json_values(io.StringIO("\n".join(["[", *lines])[:-1] + "\n]")))
    assert [one.line for one in read] == [*range(2, 2_002)]
    assert [one.line for one in read if one.problem] == [1_502]


@pytest.mark.parametrize("text", ['{"n' + '\\"' * 300_000, "[" * 300_000, '{"a":' * 200_000])
def test_a_text_made_to_take_long_is_looked_at_once(text):
    first, second = json_values(io.StringIO('[{"name": "A"},' + text))
    assert (first.problem, bool(second.problem)) == ("", True)
