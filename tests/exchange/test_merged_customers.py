"""A file that held a customer who was merged meanwhile finds the one that stays (rules 11, 15)."""

import pytest

from crm_tui.exchange.importing import take_over
from crm_tui.models import Party
from crm_tui.services import party_merging
from crm_tui.views import naming
from tests.exchange.test_importing import contents, count, plan

KEYED = "account_id,Company,Phone,City\nA1,Rossi Kft,06 1 234 5678,Pest\nA2,Rossi Nyomda,,Pest\n"
NAMED = "Company,City\nRossi Kft,Pest\nRossi Nyomda,Pest\n"


@pytest.mark.parametrize("text", [KEYED, NAMED], ids=["by key", "by name"])
def test_the_same_file_again_adds_nothing(desk, text):
    take_over(desk, plan(text, kind="customers"))
    keep, lose = naming.named(desk, "Rossi Kft")[0], naming.named(desk, "Rossi Nyomda")[0]
    party_merging.merge(desk, keep, lose)
    before = contents(desk)
    for update in (False, True):
        report = take_over(desk, plan(text, kind="customers"), update=update)
        assert (report.read, report.created, report.rejected) == (2, 0, 0)
        assert count(desk, "party") == 2
        assert Party.get_by_id(keep).name == "Rossi Kft"
    assert contents(desk) == before


def test_what_names_the_merged_one_is_about_the_one_that_stays(desk):
    take_over(desk, plan(KEYED, kind="customers"))
    keep, lose = naming.party(desk, "Rossi Kft"), naming.party(desk, "Rossi Nyomda")
    party_merging.merge(desk, keep, lose)
    said = "Company,Date,Type,Notes\nRossi Nyomda,2026-11-02,call,wants labels\n"
    take_over(desk, plan(said, kind="interactions"))
    (found,) = desk.store.rows("SELECT party_id FROM timeline_entry WHERE body = 'wants labels'")
    assert found == (keep,)
    assert naming.party(desk, "A2") == keep
