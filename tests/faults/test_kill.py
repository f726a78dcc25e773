"""kill -9 at any moment: what was acknowledged stays, what was not is wholly gone."""

import pytest

from crm_tui.store.engines.sqlite import backup
from crm_tui.store.engines.sqlite.restore import restore
from tests.builders import a_desk
from tests.faults import work
from tests.faults.conftest import assert_whole, kept_by_upgrade, names
from tests.faults.crowd import Child, child, until


@pytest.mark.parametrize("writes", [work.writes, work.writes_on_faulty_library])
def test_writers_killed_in_mid_write_lose_nothing_they_were_told_is_saved(made, writes):
    acknowledged = ["Rossi"]
    for round_ in range(3):
        crowd = [Child(writes, made, f"writer{round_}{n}", 10_000) for n in range(3)]
        # Three processes never stand at the same point: each round cuts other statements.
        until(crowd, lambda crowd=crowd: sum(len(one.said) for one in crowd) >= 20)
        for one in crowd:
            acknowledged += one.kill()
        with a_desk(made) as desk:
            assert_whole(desk, acknowledged)


@pytest.mark.parametrize("at", [1, 3, 40, 200, 0])
def test_a_database_is_made_whole_or_not_at_all(path, at):
    with child(work.dies_making, path, at) as dying:
        dying.wait_for_death()
    assert not path.exists()
    with a_desk(path) as desk:
        work.one_customer(desk, "Rossi")
        assert_whole(desk, ["Rossi"])
    assert sorted(file.name for file in path.parent.iterdir()) == ["crm.db"]


@pytest.mark.parametrize("at", [5, 12, 20, 60, 100])
def test_an_upgrade_is_done_whole_or_not_at_all(made, at):
    with child(work.dies_upgrading, made, at) as dying:
        dying.wait_for_death()
    kept = kept_by_upgrade(made)
    if kept.exists():
        backup.verify(kept)
    with a_desk(made) as desk:
        assert desk.store.value("PRAGMA user_version") == work.NOW
        assert_whole(desk, ["Rossi"])
    with child(work.opens_with_newer_program, made) as newer:
        assert newer.answer() == work.NEWER
    backup.verify(kept)


def test_a_step_that_fails_leaves_the_older_database(made):
    with (
        child(work.opens_with_newer_program, made, work.FAILING_STEP) as newer,
        pytest.raises(Exception, match="nowhere"),
    ):
        newer.answer()
    with a_desk(made) as desk:
        assert desk.store.value("PRAGMA user_version") == work.NOW
        columns = [row[1] for row in desk.store.rows("PRAGMA table_info(party)")]
        assert "shoe" not in columns
        assert names(desk) == ["Rossi"]


def test_a_backup_broken_off_leaves_the_older_one(made, tmp_path):
    target = tmp_path / "kept.bak"
    with a_desk(made) as desk:
        desk.store.engine.backup(target)
    older = target.read_bytes()
    with child(work.dies_backing_up, made, target) as dying:
        dying.wait_for_death()
    assert target.read_bytes() == older
    assert [file.name for file in tmp_path.glob("*.bak")] == ["kept.bak"]


def test_a_restoring_broken_off_leaves_the_present_database(made, tmp_path):
    good = tmp_path / "good.bak"
    with a_desk(made) as desk:
        desk.store.engine.backup(good)
        work.one_customer(desk, "Verdi")
    with child(work.dies_restoring, made, good, tmp_path / "before.bak") as dying:
        dying.wait_for_death()
    with a_desk(made) as desk:
        assert_whole(desk, ["Rossi", "Verdi"])
    restore(made, good, tmp_path / "again.bak")
    with a_desk(made) as desk:
        assert names(desk) == ["Rossi"]
