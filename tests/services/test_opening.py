"""Sitting down at a desk: the database is there at once, and one knows who works."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from crm_tui.errors import DatabaseError, NotFoundError, RuleError
from crm_tui.models import Setting
from crm_tui.services import opening, users
from crm_tui.services.opening import Desk, open_desk, person_at_the_machine
from crm_tui.views import choices, customers
from tests.builders import a_company, a_desk, a_person, dump

pytestmark = pytest.mark.usefixtures("real_databases")


def test_from_nothing_to_the_first_customer_without_any_setting(tmp_path: Path):
    """S46."""
    desk = open_desk(str(tmp_path / "new" / "folder" / "crm.db"))
    try:
        assert desk.login == person_at_the_machine()
        assert [row.role for row in choices.users(desk)] == ["admin"]
        party = a_company(desk)
        assert customers.page(desk, customers.CustomerQuery(), 0, 10) == [party]
    finally:
        desk.store.close()


def test_what_was_written_is_there_the_next_day(tmp_path: Path):
    with a_desk(tmp_path / "crm.db") as desk:
        a_company(desk)
        before = dump(desk)
    with a_desk(tmp_path / "crm.db") as again:
        assert dump(again) == before
        assert again.user == desk.user


def test_the_first_is_admin_and_others_are_added_at_their_first_use(desk: Desk, tmp_path: Path):
    with a_desk(tmp_path / "crm.db", login="") as other:
        assert other.login == person_at_the_machine()
        roles = {row.login: row.role for row in choices.users(other)}
        assert roles == {"anna": "admin", person_at_the_machine(): "agent"}


def test_a_login_nobody_has_is_refused_with_the_nearest(desk: Desk, tmp_path: Path):
    with pytest.raises(NotFoundError) as refusal:
        open_desk(str(tmp_path / "crm.db"), login="ana")
    assert "Did you mean anna?" in refusal.value.hint


def test_who_looks_while_another_begins_the_database_finds_what_that_one_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Between a look for one's login and the look for anybody's, the other may have made it."""
    path = tmp_path / "crm.db"
    look = opening._row_of
    made: list[int] = []

    def another_comes_first(desk: Desk, login: str) -> Any:
        found = look(desk, login)
        if not made:
            made.append(0)
            with a_desk(path) as other:
                made.append(other.user)
        return found

    monkeypatch.setattr(opening, "_row_of", another_comes_first)
    with a_desk(path) as late:
        assert late.user == made[1]


def test_who_was_sent_home_cannot_sit_down(desk: Desk, tmp_path: Path):
    users.set_active(desk, users.add(desk, "bob"), active=False)
    with pytest.raises(RuleError, match="'bob' is disabled"):
        open_desk(str(tmp_path / "crm.db"), login="bob")


def test_a_database_that_is_not_there_is_not_made_unless_wanted(tmp_path: Path):
    with pytest.raises(DatabaseError, match="There is no database"):
        open_desk(str(tmp_path / "crm.db"), create=False)
    assert list(tmp_path.iterdir()) == []


def test_what_the_firm_has_set_counts_more_than_the_machine(desk: Desk, tmp_path: Path):
    with desk.store.change_set(desk.user, "settings"):
        Setting.create(name="home_country", value="AT")
        Setting.create(name="currency", value="EUR")
    with a_desk(tmp_path / "crm.db") as again:
        assert (again.home_country, again.currency) == ("AT", "EUR")
        party = a_person(again, phones=["01 234567"])
        assert again.store.value("SELECT normal FROM contact_method") == "+431234567"
        assert party == 1


def test_an_import_whose_process_ended_is_taken_back_by_the_next_who_opens(tmp_path: Path):
    path = tmp_path / "crm.db"
    with a_desk(path) as desk:
        a_company(desk, "Rossi Kft")
        before = dump(desk)
    dying = multiprocessing.get_context("spawn").Process(target=_dies_importing, args=(path,))
    dying.start()
    dying.join(60)
    assert dying.exitcode == 9
    with a_desk(path) as desk:
        assert dump(desk) == before
        assert [row[0] for row in desk.store.rows("SELECT name FROM party_search")] == ["rossi kft"]


def _dies_importing(path: Path) -> None:
    import os

    with a_desk(path) as desk, desk.store.long_change_set(desk.user, "import") as whole:
        with whole.part():
            a_company(desk, "Half Kft")
        os._exit(9)
