"""Backups that can be trusted, and a check that finds what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.errors import DatabaseError, RuleError
from crm_tui.services import parties, upkeep
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from tests.builders import a_call, a_company, a_desk, a_person, dump, index


def test_a_backup_holds_everything_and_stands_beside_the_database(desk: Desk, tmp_path: Path):
    firm = a_company(desk)
    a_call(desk, firm)
    target = upkeep.backup(desk)
    assert target == tmp_path / "crm-2026-11-20-100000.bak"
    expected, found = dump(desk), index(desk)
    a_company(desk, "After")
    with a_desk(target) as copy:
        assert dump(copy) == expected
        assert index(copy) == found


def test_a_backup_never_goes_over_the_database(desk: Desk, tmp_path: Path):
    (tmp_path / "link.db").symlink_to(tmp_path / "crm.db")
    for target in ("crm.db", "link.db"):
        with pytest.raises(RuleError, match="another place"):
            upkeep.backup(desk, tmp_path / target)


def test_a_restored_backup_is_the_state_of_then_and_the_present_is_kept(tmp_path: Path):
    with a_desk(tmp_path / "crm.db") as desk:
        a_company(desk)
        then = dump(desk)
        backup = upkeep.backup(desk)
        a_company(desk, "After")
        now = dump(desk)
    upkeep.restore(str(tmp_path / "crm.db"), backup, tmp_path / "kept.db")
    with a_desk(tmp_path / "crm.db") as desk:
        assert dump(desk) == then
    with a_desk(tmp_path / "kept.db") as desk:
        assert dump(desk) == now


def test_a_file_that_is_no_backup_restores_nothing(tmp_path: Path):
    with a_desk(tmp_path / "crm.db") as desk:
        a_company(desk)
        before = dump(desk)
    (tmp_path / "letter.txt").write_text("Dear customer,\n" * 100)
    for source in ("letter.txt", "missing.bak"):
        with pytest.raises(DatabaseError):
            upkeep.restore(str(tmp_path / "crm.db"), tmp_path / source, tmp_path / "kept.db")
    with a_desk(tmp_path / "crm.db") as desk:
        assert dump(desk) == before


def break_caches_and_index(desk: Desk, party: int) -> None:
    with desk.store.change_set(desk.user, "broke it"):
        desk.store.write("UPDATE party SET owner_id = NULL, last_contact_at = NULL")
    desk.store.write("DELETE FROM party_search WHERE rowid = ?", (party,))


def test_check_finds_stale_caches_and_a_lame_index_and_repair_mends_them(desk: Desk):
    firm = a_company(desk, phones=["06 1 234 5678"])
    a_person(desk, company=firm)
    a_call(desk, firm)
    assert upkeep.check(desk) == []
    before, found = dump(desk), index(desk)
    break_caches_and_index(desk, firm)
    assert upkeep.check(desk) == [
        "2 customers show another owner than their log says",
        "1 customers show another last contact than their log says",
        "the search index misses or repeats 1 customers",
    ]
    upkeep.repair(desk)
    assert upkeep.check(desk) == []
    assert index(desk) == found
    assert dump(desk) == before


def test_taking_a_repair_back_breaks_nothing_and_ends(desk: Desk):
    firm = a_company(desk)
    a_call(desk, firm)
    parties.edit(desk, firm, {}, {"city": "Győr"})
    break_caches_and_index(desk, firm)
    upkeep.repair(desk)
    assert undo(desk).label == "repaired caches and search index"
    assert upkeep.check(desk) == []
    assert undo(desk).label == "broke it"
    assert undo(desk).label == "changed city of Rossi Kft"


def test_facts_say_what_the_database_runs_on_and_holds(desk: Desk):
    a_company(desk)
    facts = dict(upkeep.facts(desk))
    assert facts["customers"] == "1"
    assert facts["database"] == desk.store.engine.address
    assert facts["engine"].startswith("SQLite 3.")
