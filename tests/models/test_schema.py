"""The models, the migrations and the journal agree about every table and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import peewee
import pytest

from crm_tui.models import JOURNALLED as KEPT
from crm_tui.models import MODELS, Party, TimelineEntry
from crm_tui.models.fields import DayField, DocumentField, InstantField, ListField
from crm_tui.services.opening import Desk
from crm_tui.store.engines.sqlite.engine import JOURNALLED
from tests.builders import a_call, a_company, a_desk, column

TYPES = {
    peewee.AutoField: "INTEGER",
    peewee.BigIntegerField: "INTEGER",
    peewee.BooleanField: "INTEGER",
    peewee.ForeignKeyField: "INTEGER",
    peewee.IntegerField: "INTEGER",
    peewee.TextField: "TEXT",
    DayField: "DATE",
    DocumentField: "TEXT",
    InstantField: "DATETIME",
    ListField: "TEXT",
}
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
each_kept = pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
PLAIN = {"deal": {("ticket_id", "ticket")}}
"""References that the model has as a plain number: a ticket refers to its offer, too."""


Rows = Callable[..., list[Any]]


def table(model):
    return model._meta.table_name


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    """The rows of a query about a new database, one for all tests that only ask how it is made."""
    with a_desk(tmp_path_factory.mktemp("schema") / "crm.db") as desk:
        yield desk.store.rows


@each_model
def test_a_model_has_the_columns_the_migrations_make(schema: Rows, model):
    made = {
        name: (kind, bool(needed) or bool(key))
        for _, name, kind, needed, _, key in schema(f'PRAGMA table_info("{table(model)}")')
    }
    told = {
        field.column_name: (TYPES[type(field)], not field.null)
        for field in model._meta.sorted_fields
    }
    assert told == made


@each_model
def test_a_model_and_its_table_agree_on_defaults(schema: Rows, model):
    made = {row[1]: row[4] for row in schema(f'PRAGMA table_info("{table(model)}")')}
    for field in model._meta.sorted_fields:
        if field.default is None:
            assert made[field.column_name] is None
        else:
            stored = field.db_value(field.default() if callable(field.default) else field.default)
            said = made[field.column_name].strip("'")
            assert said == str(int(stored) if isinstance(stored, bool) else stored)


@each_model
def test_a_reference_of_a_model_is_one_the_database_checks(schema: Rows, model):
    checked = {(row[3], row[2]) for row in schema(f'PRAGMA foreign_key_list("{table(model)}")')}
    told = {
        (field.column_name, table(field.rel_model))
        for field in model._meta.sorted_fields
        if isinstance(field, peewee.ForeignKeyField)
    }
    assert told | PLAIN.get(table(model), set()) == checked


def test_every_table_is_a_model_the_search_index_or_the_open_change_set(schema: Rows):
    made = {
        name
        for (name,) in schema("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not re.match(r"sqlite_|(party|entry|task|deal|ticket|digits)_search|party_words", name)
    }
    assert made == {table(model) for model in MODELS} | {"open_change_set", "erasing"}


def test_the_journal_keeps_every_table_but_its_own_and_the_records_of_what_was_done():
    assert sorted(JOURNALLED) == sorted(map(table, KEPT))
    rest = {table(model) for model in MODELS if model not in KEPT}
    assert rest == {"change_set", "change", "import_report", "erasure", "erased_address"}


@each_kept
def test_the_journal_hears_of_every_row_made_changed_and_removed(schema: Rows, model):
    events = {
        re.search(r"AFTER (\w+) ON", sql)[1]
        for (sql,) in schema(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
            " AND name LIKE 'journal%'",
            (table(model),),
        )
    }
    assert events == {"INSERT", "UPDATE", "DELETE"}


@each_kept
def test_the_journal_watches_every_column(schema: Rows, model):
    bodies = schema(
        "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND name LIKE 'journal%'",
        (table(model),),
    )
    for field in model._meta.sorted_fields:
        for (sql,) in bodies:
            assert f"'{field.column_name}'" in sql


def test_an_instant_comes_back_as_the_same_moment_in_utc(desk: Desk):
    party = a_company(desk)
    far_east = datetime(2026, 3, 1, 4, 30, tzinfo=timezone(timedelta(hours=9)))
    entry = a_call(desk, party, at=far_east)
    read = TimelineEntry.get_by_id(entry).at
    assert read == far_east
    assert read.tzinfo is UTC
    assert column(desk, "at", "timeline_entry", entry) == "2026-02-28 19:30:00"


def test_an_instant_without_a_zone_is_refused(desk: Desk):
    with pytest.raises(ValueError, match="zone"):
        InstantField().db_value(datetime(2026, 3, 1, 4, 30))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_a_birthday_is_the_same_day_in_every_zone(desk: Desk, zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    party = a_company(desk, birthday=date(1980, 1, 1))
    assert Party.get_by_id(party).birthday == date(1980, 1, 1)
    assert column(desk, "birthday", "party", party) == "1980-01-01"


def test_equal_objects_are_equal_text():
    stored = DocumentField().db_value
    assert stored({"b": 1, "a": "é"}) == stored({"a": "é", "b": 1}) == '{"a":"é","b":1}'
    assert stored(None) == stored({}) == "{}"
