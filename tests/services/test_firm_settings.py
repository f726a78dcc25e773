"""What the firm sets for everybody (S61, S67, S69)."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC
from pathlib import Path

import pytest

from crm_tui.clock import SystemClock
from crm_tui.errors import NotFoundError, RuleError
from crm_tui.services import firm_settings, users
from crm_tui.services.opening import Desk, follow, open_desk
from crm_tui.services.undo import undo
from crm_tui.views import firm_settings as views
from tests import builders
from tests.builders import a_company, a_deal, a_desk, a_task, dump


def said(desk: Desk) -> dict[str, str]:
    return {one.setting.name: one.said for one in views.values(desk) if one.said}


def test_a_setting_holds_for_everyone_who_opens_the_database(desk: Desk):
    firm_settings.set_value(desk, "currency", "eur")
    firm_settings.set_value(desk, "home_country", "Italy")
    firm_settings.set_value(desk, "word.customer", "member")
    with a_desk(Path(desk.store.engine.address)) as later:
        assert (later.currency, later.home_country) == ("EUR", "IT")
        assert views.words(later).customers == "members"


def test_an_open_program_follows_what_anybody_sets(desk: Desk):
    """Also the clock, where the user has no zone of their own (rule 18)."""
    usual = desk.currency, desk.home_country
    with closing(
        open_desk(desk.store.engine.address, login="anna", clock=SystemClock(UTC)).store
    ) as own:
        open_one = desk._replace(store=own, usual=desk.usual._replace(clock=own.clock))
        assert not follow(open_one)
        firm_settings.set_value(desk, "currency", "EUR")
        firm_settings.set_value(desk, "home_country", "Italy")
        assert follow(open_one)
        assert not follow(open_one)
        assert (open_one.currency, open_one.home_country) == ("EUR", "IT")
        sold = a_deal(open_one, title="Pump", amount_minor=100)
        assert desk.store.value("SELECT currency FROM deal WHERE id = ?", (sold,)) == "EUR"
        firm_settings.set_value(desk, "zone", "Asia/Tokyo")
        assert follow(open_one)
        assert str(open_one.clock.zone) == "Asia/Tokyo"
        for name in ("currency", "home_country", "zone"):
            firm_settings.set_value(desk, name, "")
        assert follow(open_one)
        assert (open_one.currency, open_one.home_country, open_one.clock.zone) == (*usual, UTC)
        users.change(open_one, desk.user, zone="America/Lima")
        assert follow(open_one)
        assert str(open_one.clock.zone) == "America/Lima"


def test_a_setting_is_one_change_and_an_empty_one_is_as_usual_again(desk: Desk):
    before = dump(desk)
    firm_settings.set_value(desk, "working_hours", "Mon-Fri 8-16")
    assert said(desk) == {"working_hours": "mon-fri 8-16"}
    assert undo(desk).label == "set working hours to mon-fri 8-16"
    assert dump(desk) == before
    firm_settings.set_value(desk, "currency", "EUR")
    firm_settings.set_value(desk, "currency", "")
    assert said(desk) == {}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("currency", "euros", "is no currency"),
        ("home_country", "Nowhere", "is no country"),
        ("zone", "Mars/Base", "no time zone"),
        ("working_hours", "when we like", "no day of the week"),
        ("management_visit_months", "0", "no number of months"),
        ("word.customer", "x" * 31, "at most 30"),
        ("places.off", "customers", "needs the place"),
        ("places.off", "kitchen", "no place 'kitchen'"),
    ],
)
def test_what_a_setting_cannot_be_is_refused_and_nothing_changes(desk, name, value, sentence):
    before = dump(desk)
    with pytest.raises(RuleError, match=sentence):
        firm_settings.set_value(desk, name, value)
    assert dump(desk) == before


def test_an_unknown_setting_is_refused_with_the_nearest(desk: Desk):
    with pytest.raises(NotFoundError) as refused:
        firm_settings.set_value(desk, "curency", "EUR")
    assert refused.value.hint == "Did you mean currency?"


def test_a_place_is_switched_off_and_on_without_losing_anything(desk: Desk):
    a_deal(desk, a_company(desk))
    before = dump(desk)
    firm_settings.switch_place(desk, "pipeline", on=False)
    firm_settings.switch_place(desk, "tickets", on=False)
    assert views.places_off(desk) == {"pipeline", "tickets"}
    firm_settings.switch_place(desk, "pipeline", on=True)
    firm_settings.switch_place(desk, "tickets", on=True)
    after = dump(desk)
    assert {name for name in before if before[name] != after[name]} <= {"change", "change_set"}
    with pytest.raises(NotFoundError):
        firm_settings.switch_place(desk, "kitchen", on=True)


def test_the_next_place_is_offered_when_the_ones_before_it_are_in_real_use(desk: Desk):
    firm_settings.switch_place(desk, "pipeline", on=False)
    firm_settings.switch_place(desk, "tickets", on=False)
    assert views.next_place(desk) == ""
    firm = [a_company(desk, f"Firm {number}") for number in range(20)]
    assert views.next_place(desk) == "", "customers alone are not enough"
    for number in range(20):
        a_task(desk, firm[number], f"Task {number}")
    assert views.next_place(desk) == "pipeline"
    firm_settings.switch_place(desk, "pipeline", on=True)
    assert views.next_place(desk) == "", "the pipeline is not in use yet"
    for number in range(10):
        builders.a_deal(desk, firm[number], f"Deal {number}")
    assert views.next_place(desk) == "tickets"
