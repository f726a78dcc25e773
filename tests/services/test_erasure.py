"""A person's data erased for good: nothing is left to be read, and the books still add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.errors import ConflictError, NotFoundError, RuleError
from crm_tui.exchange import exporting
from crm_tui.exchange.importing import look, take_over
from crm_tui.models import Deal, Party
from crm_tui.services import (
    conversations,
    deals,
    erasure,
    kept_files,
    parties,
    saved_views,
    tags,
    tickets,
    upkeep,
)
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import matching, personal_data
from crm_tui.views.changes import change_sets
from tests.builders import a_call, a_company, a_deal, a_person, a_task, a_ticket, dump

NAME = "Zsuzsanna Kövesdi"
SECRETS = ("Zsuzsanna", "Kövesdi", "zsuzsanna", "kovesdi", "kövesdi", "301234567", "hates coffee")


def a_life(desk: Desk) -> tuple[int, int, int]:
    """A person with a trace in everything there is, at a company; (person, company, deal)."""
    firm = a_company(desk, "Rossi Kft")
    person = a_person(
        desk,
        NAME,
        company=firm,
        title="head of buying",
        phones=["+36 30 123 4567"],
        emails=["zsuzsanna@kovesdi.hu"],
        likes="hates coffee",
    )
    parties.edit(desk, person, {}, {"city": "Zsuzsanna-falva", "wants": "Kövesdi wants more"})
    tags.change(desk, [person], tags.parse("+vip"))
    a_call(desk, person, "Zsuzsanna hates coffee")
    a_call(desk, firm, "spoke with Zsuzsanna Kövesdi about the hall", people=[person])
    a_task(desk, person, "Call Zsuzsanna back")
    saved_views.save(desk, "Theirs", {"text": 'customer:"Zsuzsanna Kövesdi"'})
    deal = a_deal(desk, person, "Machine for Kövesdi", amount_minor=120000, currency="EUR")
    ticket = a_ticket(desk, firm, "Zsuzsanna cannot log in", contact=person)
    conversations.reply(desk, ticket, "Dear Zsuzsanna, try again")
    tickets.solve(desk, [ticket], "answered", note="Kövesdi is happy")
    return person, firm, deal


def everything(desk: Desk) -> str:
    """All that a curious person can find in the file itself, wherever it stands."""
    desk.store.engine.empty_log()
    path = Path(desk.store.engine.address)
    files = [path, *path.parent.glob(f"{path.name}-*")]
    return "".join(one.read_bytes().decode("utf-8", "replace") for one in files if one.is_file())


def test_nothing_of_a_person_is_left_in_the_file_the_journal_or_the_index(desk: Desk):
    person, *_ = a_life(desk)
    assert all(secret in everything(desk) for secret in ("Zsuzsanna", "kovesdi", "hates coffee"))
    erased = erasure.erase(desk, person, "asked for it by letter")
    left = everything(desk)
    assert [secret for secret in SECRETS if secret in left] == []
    assert matching.parties(desk, "zsuzsanna") == matching.parties(desk, "3012345") == []
    assert upkeep.check(desk) == []
    assert erased.counts["timeline_entry"] > 3


def test_what_the_firm_must_keep_stays_and_still_adds_up(desk: Desk):
    person, firm, deal = a_life(desk)
    erasure.erase(desk, person, "asked for it")
    kept = Deal.get_by_id(deal)
    assert (kept.amount_minor, kept.currency, kept.party_id) == (120000, "EUR", person)
    assert kept.title == "erased"
    row = Party.get_by_id(person)
    assert (row.name, row.city, row.likes, row.custom) == ("erased", "", "", {})
    assert row.archived_at is not None
    [said] = desk.store.rows(
        "SELECT body FROM timeline_entry WHERE party_id = ? AND kind = 'call'", (firm,)
    )
    assert said[0] == "spoke with [erased] about the hall", "what others did stays"


def test_a_record_stays_that_it_was_done_without_the_data(desk: Desk):
    person, *_ = a_life(desk)
    erasure.erase(desk, person, "asked for it by letter on 3 May")
    [record] = erasure.records(desk)
    assert (record.party, record.reason) == (person, "asked for it by letter on 3 May")
    assert record.counts["party"] == 1
    assert change_sets(desk, limit=1)[0].label == "erased a person's data"


def test_the_record_and_the_list_of_changes_keep_nothing_that_was_said_of_them(desk: Desk):
    person, *_ = a_life(desk)
    ticket = a_ticket(desk, person, "The snoring of the motor")
    tickets.change(desk, [ticket], {"title": "A motor that wheezes"})
    conversations.reply(desk, ticket, "We look into it")
    erasure.erase(desk, person, "Zsuzsanna Kövesdi asked for it")
    assert erasure.records(desk)[0].reason == "[erased] asked for it"
    left = everything(desk)
    assert "snoring" not in left
    assert "wheezes" not in left
    assert "answered T2: [erased]" in [one.label for one in change_sets(desk)]


def test_it_cannot_be_taken_back_nor_can_the_changes_that_told_of_the_person(desk: Desk):
    other = a_company(desk, "Verdi Kft")
    person, *_ = a_life(desk)
    parties.edit(desk, other, {}, {"city": "Pécs"})
    erasure.erase(desk, person, "asked for it")
    assert undo(desk).label == "changed city of Verdi Kft", "u goes on with what can be taken back"
    told = [one.id for one in change_sets(desk) if one.label == "added [erased]"]
    with pytest.raises(ConflictError, match="erased for good"):
        undo(desk, told[0])


def test_a_preview_counts_and_writes_nothing(desk: Desk):
    person, *_ = a_life(desk)
    before = dump(desk)
    counts = erasure.preview(desk, person)
    assert dump(desk) == before
    assert counts["contact_method"] == 2
    assert counts["ticket"] == 1


def test_an_erased_address_is_known_again_without_being_kept(desk: Desk):
    person, *_ = a_life(desk)
    erasure.erase(desk, person, "asked for it")
    known = erasure.ErasedAddresses(desk)
    assert known.day_of(["a@b.hu", "zsuzsanna@kovesdi.hu"]) == "2026-11-20"
    assert known.day_of(["+36301234567"]) == "2026-11-20"
    assert known.day_of(["a@b.hu", ""]) == ""


def test_what_cannot_be_erased_is_refused_with_the_reason(desk: Desk):
    person, *_ = a_life(desk)
    with pytest.raises(RuleError, match="needs a reason"):
        erasure.erase(desk, person, "  ")
    with pytest.raises(NotFoundError):
        erasure.erase(desk, 999, "asked for it")
    erasure.erase(desk, person, "asked for it")
    with pytest.raises(RuleError, match="erased already"):
        erasure.erase(desk, person, "asked again")


def test_what_a_colleague_wrote_of_them_afterwards_can_be_erased_again(desk: Desk):
    person, _, deal = a_life(desk)
    erasure.erase(desk, person, "asked for it")
    with pytest.raises(RuleError, match="erased already"):
        erasure.erase(desk, person, "asked again")
    deals.lose(desk, deal, "other", note="Zsuzsanna called once more")
    erasure.erase(desk, person, "asked again")
    assert "Zsuzsanna" not in everything(desk)
    with desk.store.change_set(desk.user, "an older program"):
        Party.update(city="Kövesd").where(Party.id == person).execute()
    erasure.erase(desk, person, "and again")
    assert "Kövesd" not in everything(desk)
    with pytest.raises(RuleError, match="erased already"):
        erasure.erase(desk, person, "asked again")


def test_a_person_can_have_all_that_is_known_of_them(desk: Desk):
    person, *_ = a_life(desk)
    told = personal_data.collected(desk, person)
    assert told["name"] == NAME
    assert {"party", "contact_method", "timeline_entry", "task", "deal", "ticket"} <= set(
        told["records"]
    )
    bodies = [entry["body"] for entry in told["records"]["timeline_entry"]]
    assert "spoke with Zsuzsanna Kövesdi about the hall" in bodies
    assert told["records"]["tagging"][0]["tag"] == "vip"


def test_entries_of_others_that_mention_the_name_are_told(desk: Desk):
    person, *_ = a_life(desk)
    other = a_company(desk, "Verdi Kft")
    entry = a_call(desk, other, "Kövesdi Zsuzsanna recommended us")
    assert (entry, other) in personal_data.mentions(desk, person)


def test_every_reference_to_a_customer_is_known_to_erasure(desk: Desk):
    """A new table that refers to customers cannot be forgotten."""
    tables = [
        row[0]
        for row in desk.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if any(key[2] == "party" for key in desk.store.rows(f'PRAGMA foreign_key_list("{row[0]}")'))
    ]
    assert sorted(set(tables) - set(personal_data.ABOUT)) == []


def test_files_that_came_with_their_mails_go_unless_another_record_names_them(desk: Desk):
    person, *_ = a_life(desk)
    files = kept_files.files_of(desk)
    own, shared = files.keep(b"passport"), files.keep(b"price list")
    other = a_ticket(desk, a_company(desk, "Verdi"), "Other")
    entry = desk.store.value("SELECT max(id) FROM timeline_entry WHERE party_id = ?", (person,))
    theirs = desk.store.value("SELECT max(id) FROM timeline_entry WHERE ticket_id = ?", (other,))
    with desk.store.change_set(desk.user, "mail"):
        for at, name in ((entry, own), (entry, shared), (theirs, shared)):
            desk.store.write(
                "INSERT INTO attachment (entry_id, name, file) VALUES (?, 'Kövesdi.pdf', ?)",
                (at, name),
            )
    assert erasure.erase(desk, person, "asked for it").files == 1
    assert files.path(own) is None
    assert files.path(shared) is not None


def test_a_file_that_still_has_an_erased_person_does_not_bring_them_back(
    desk: Desk, tmp_path: Path
):
    person, *_ = a_life(desk)
    erasure.erase(desk, person, "asked for it")
    file = tmp_path / "people.csv"
    file.write_text(
        "Name,Email\nZsuzsanna Kövesdi,zsuzsanna@kovesdi.hu\nVerdi Ugo,ugo@verdi.it\n", "utf-8"
    )
    report = take_over(desk, look(file, kind="people"))
    assert (report.created, report.rejected) == (1, 1)
    assert "erased on 2026-11-20" in report.warnings[0].reason
    assert "kovesdi" not in everything(desk)


def test_a_file_that_went_out_before_writes_nothing_on_the_card_that_was_erased(
    desk: Desk, tmp_path: Path
):
    """Its rows are known by the keys this database gave them, whatever they say."""
    person, *_ = a_life(desk)
    file = tmp_path / "people.vcf"
    with file.open("wb") as stream:
        exporting.write(desk, stream, exporting.Export("people", "vcf"))
    assert NAME.encode() in file.read_bytes()
    erasure.erase(desk, person, "asked for it")
    report = take_over(desk, look(file), update=True)
    assert (report.created, report.updated, report.rejected) == (0, 0, 1)
    assert "kovesdi" not in everything(desk)
