"""An import that breaks off is taken back whole, by whoever comes next; beside it people work."""

import pytest

from crm_tui.errors import BusyError, ConflictError
from crm_tui.exchange import importing
from crm_tui.services import parties, undo, upkeep
from crm_tui.services.intake.taking import BATCH
from tests.builders import a_company, a_desk, dump, index, index_made_anew, labels
from tests.faults import work
from tests.faults.conftest import names
from tests.faults.crowd import Child, all_at_once, child


@pytest.fixture
def file(tmp_path):
    return work.a_file_of_customers(tmp_path / "customers.csv", 900)


def test_an_import_killed_in_mid_way_is_taken_back_by_the_next_who_opens(made, file, crm):
    with a_desk(made) as desk:
        before = dump(desk)
    with child(work.dies_importing, made, file, 600) as dying:
        dying.wait_for_death()
    told = crm("--db", made, "--as", "anna", "find", "Rossi")
    assert told.returncode == 0
    assert "An import that broke off is being taken back" in told.stderr
    assert crm("--db", made, "--as", "anna", "find", "Rossi").stderr == ""
    with a_desk(made) as desk:
        assert dump(desk) == before
        assert index(desk) == index_made_anew(desk)
        assert upkeep.check(desk) == []
        assert importing.take_over(desk, importing.look(file)).created == 900


def test_many_who_open_after_a_killed_import_take_it_back_once(made, file):
    with child(work.dies_importing, made, file, 600) as dying:
        dying.wait_for_death()
    all_at_once(work.opens, [(made,)] * 8)
    with a_desk(made) as desk:
        assert names(desk) == ["Rossi"]
        assert labels(desk).count("took back an import that broke off") == 1


def test_an_import_under_way_is_left_alone_by_those_who_open_and_undo(made, file):
    with child(work.imports, made, file) as running:
        assert running.next_word() == BATCH
        with a_desk(made) as desk:
            number = desk.store.value("SELECT id FROM change_set WHERE finished = 0")
            with pytest.raises(ConflictError, match="still under way"):
                undo.undo(desk, number)
            assert undo.undo(desk).label != "imported customers.csv"
            with pytest.raises(BusyError, match="Another import is under way"):
                importing.take_over(desk, importing.look(file))
        running.hears()
        assert running.answer() == 900
    with a_desk(made) as desk:
        assert undo.undo(desk).label == "imported customers.csv"
        assert not [name for name in names(desk) if name.startswith("Firm")]


def test_work_done_on_a_broken_import_is_never_lost_with_it(made, file):
    with child(work.imports, made, file) as running:
        running.next_word()
        with a_desk(made) as desk:
            first = desk.store.value("SELECT id FROM party WHERE name = 'Firm 0 Kft'")
            parties.edit(desk, first, {}, {"wants": "a better price"})
        running.kill()
    with a_desk(made) as desk:
        assert desk.store.value("SELECT wants FROM party WHERE id = ?", (first,))
        assert any("broke off; stays" in label for label in labels(desk))
        report = importing.take_over(desk, importing.look(file))
        assert (report.created, report.unchanged) == (900 - BATCH, BATCH)
        assert upkeep.check(desk) == []


def test_an_import_that_fails_says_why_and_leaves_nothing(made, file):
    with a_desk(made) as desk:
        before = dump(desk)

        def progress(done):
            if done > 400:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            importing.take_over(desk, importing.look(file), progress=progress)
        assert dump(desk) == before


def test_eight_people_work_beside_an_import(made, tmp_path):
    file = work.a_file_of_customers(tmp_path / "many.csv", 4000)
    crowd = [Child(work.writes, made, f"writer{n}", 20) for n in range(8)]
    with child(work.imports_at_once, made, file) as running:
        acknowledged = [name for one in crowd for name in one.answer()]
        assert running.answer() == 4000
    with a_desk(made) as desk:
        assert len(acknowledged) == 160
        assert set(acknowledged) <= set(names(desk))
        assert upkeep.check(desk) == []
        a_company(desk, "And on it goes")
