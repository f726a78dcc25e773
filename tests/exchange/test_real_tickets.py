"""The real sets of tickets give the figures counted from the files by other means."""

import shutil
from collections import Counter

import pytest

from crm_tui.exchange.importing import look, take_over
from crm_tui.services import tickets
from crm_tui.services.undo import undo
from tests.builders import a_desk, dump
from tests.exchange import support_tickets as support
from tests.exchange.reading import real

pytestmark = pytest.mark.real_data

COMPLAINTS = "cfpb-complaints/consumer_complaints.csv"
UNLIKE_ITS_STEPS = """
SELECT count(*) FROM ticket t WHERE (t.state, t.state_since) IS NOT (
    SELECT c.after, c.at FROM ticket_state_change c WHERE c.ticket_id = t.id
    ORDER BY c.at DESC, c.id DESC LIMIT 1)
  OR t.first_responded_at < t.opened_at OR t.resolved_at < t.opened_at
"""


@pytest.fixture(autouse=True)
def calendar_in_its_zone(desk) -> None:
    """The first ticket of all gives the calendar the firm's zone, which no undo takes back."""
    tickets.settle_zone(desk)


def count_by(desk, what: str, where: str = "1") -> Counter:
    return Counter(
        dict(desk.store.rows(f"SELECT {what}, count(*) FROM ticket t WHERE {where} GROUP BY 1"))
    )


def said(report, part: str) -> int:
    return sum(1 for doubt in report.warnings if part in doubt.reason)


def file_rows(name):
    return support.rows_of(real(name))


@pytest.fixture
def supported(support_tickets, tmp_path):
    with a_desk(shutil.copy(support_tickets.database, tmp_path / "supported.db")) as desk:
        yield desk


def test_the_support_tickets_come_in_as_they_are(supported, support_tickets):
    desk, report = supported, support_tickets.report
    assert (report.read, report.created, report.rejected) == (8469, 8469, 0)
    assert count_by(desk, "state") == {"waiting_customer": 2881, "open": 2819, "closed": 2769}
    assert count_by(desk, "priority") == {"normal": 2192, "urgent": 2129, "high": 2085, "low": 2063}
    assert count_by(desk, "priority", "state = 'open'") == {
        "normal": 727, "high": 704, "low": 696, "urgent": 692,
    }  # fmt: skip
    assert count_by(desk, "channel") == {
        "email": 2143, "phone": 2132, "messenger": 2121, "chat": 2073,
    }  # fmt: skip
    assert count_by(desk, "kind") == {
        "request": 1752 + 1695, "fault": 1747, "question": 1641 + 1634,
    }  # fmt: skip
    assert count_by(desk, "json_extract(custom, '$.\"Ticket Type\"')") == Counter(
        row["Ticket Type"] for row in support.file_rows()
    )
    assert count_by(desk, "rating", "rating IS NOT NULL") == {
        1: 553, 2: 549, 3: 580, 4: 543, 5: 544,
    }  # fmt: skip
    everybody_and_everything_is_there(desk, report)
    nothing_lies_before_its_opening(desk, report)


def test_the_support_tickets_come_in_once_and_go_without_a_trace(desk, tmp_path):
    before = dump(desk)
    file = support.first_rows(real(support.FILE), 1000, tmp_path)
    report = take_over(desk, look(file))
    assert (report.read, report.created, report.rejected) == (1000, 1000, 0)
    after = dump(desk)
    again = take_over(desk, look(file), update=True)
    assert (again.created, again.updated, again.unchanged, again.change_set) == (0, 0, 1000, None)
    assert dump(desk) == after
    undo(desk, report.change_set)
    assert dump(desk) == before


def everybody_and_everything_is_there(desk, report):
    assert desk.store.rows("SELECT kind, count(*) FROM party GROUP BY kind") == [("person", 8320)]
    assert desk.store.value("SELECT count(DISTINCT normal) FROM contact_method") == 8320
    names = [doubt.reason for doubt in report.warnings if "of another name" in doubt.reason]
    assert len({reason.partition(" ")[0] for reason in names}) == 139
    assert desk.store.value("SELECT count(*) FROM product") == 42
    assert count_by(desk, "(SELECT p.name FROM product p WHERE p.id = t.product_id)") == Counter(
        row["Product Purchased"] for row in support.file_rows()
    )
    said_by = dict(desk.store.rows(
        "SELECT x.value, e.body FROM external_id x JOIN timeline_entry e ON e.ticket_id = x.\"row\""
        " AND e.direction = 'in' WHERE x.source = 'ticketid'"
    ))  # fmt: skip
    for row in support.file_rows():
        assert said_by[row["Ticket ID"]] == row["Ticket Description"].strip()
    assert desk.store.value(
        "SELECT count(*) FROM timeline_entry WHERE direction = 'in'"
        " AND body LIKE '%{product_purchased}%'"
    ) == sum("{product_purchased}" in row["Ticket Description"] for row in support.file_rows())
    answers = desk.store.rows("SELECT body FROM timeline_entry WHERE direction = 'out'")
    assert Counter(row[0] for row in answers) == Counter(
        row["Resolution"] for row in support.file_rows() if row["Resolution"]
    )


def nothing_lies_before_its_opening(desk, report):
    assert said(report, "it ended before its first answer; kept as the file says") == 1365
    assert said(report, "taken as now (and 2,818 more lines)") == 1
    assert said(report, "taken as its earliest time (and 5,649 more lines)") == 1
    assert desk.store.value(UNLIKE_ITS_STEPS) == 0
    assert tickets.reckon_open(desk) == 0
    assert desk.store.row(
        "SELECT count(first_responded_at), count(resolved_at), count(due_at),"
        " sum(resolved_at < first_responded_at) FROM ticket"
    ) == (2881 + 2769, 2769, 2819, 1365)


def test_the_complaints_are_complaints_of_the_companies_they_name(desk):
    before = dump(desk)
    path = real(COMPLAINTS)
    tried = take_over(desk, look(path), trial=True)
    assert dump(desk) == before
    report = take_over(desk, look(path))
    assert (tried.created, tried.warnings) == (report.created, report.warnings)
    assert (report.created, report.rejected) == (145, 0)
    assert count_by(desk, "kind || ' ' || priority") == {"complaint high": 145}
    assert count_by(desk, "state") == {"open": 10, "closed": 135}
    assert count_by(desk, "channel") == {"web_form": 101, "": 24, "letter": 11, "phone": 9}
    assert count_by(desk, "json_extract(custom, '$.timely_response')") == {"true": 134, "false": 11}
    assert desk.store.rows("SELECT kind, is_customer, count(*) FROM party GROUP BY 1, 2") == [
        ("company", 1, 68)
    ]
    assert count_by(desk, "(SELECT p.name FROM product p WHERE p.id = t.product_id)")[
        "Mortgage"
    ] == 31  # fmt: skip
    assert (
        desk.store.value(
            "SELECT count(DISTINCT value) FROM external_id WHERE source = 'complaintid'"
        )
        == 145
    )
    assert count_by(desk, "closing_note", "state = 'closed'") == {
        "Closed with explanation": 108,
        "Closed with non-monetary relief": 12,
        "Closed with monetary relief": 11,
        "Untimely response": 3,
        "no reason in the file": 1,
    }
    told = desk.store.rows("SELECT body FROM timeline_entry WHERE direction = 'in'")
    narratives = {row["consumer_complaint_narrative"].strip() for row in file_rows(COMPLAINTS)}
    assert narratives - {""} <= {row[0] for row in told}
    assert len(told) == 145
    assert desk.store.value(UNLIKE_ITS_STEPS) == 0
    again = take_over(desk, look(path), update=True)
    assert (again.unchanged, again.change_set) == (145, None)
    undo(desk, report.change_set)
    assert dump(desk) == before


def test_zendesk_tickets_find_their_organisation_agent_and_requester(desk):
    folder = "zendesk-export-schema"
    take_over(desk, look(real(f"{folder}/user_data.csv"), kind="users"))
    take_over(desk, look(real(f"{folder}/user_data.csv"), kind="people"))
    report = take_over(desk, look(real(f"{folder}/ticket_data.csv")))
    assert (report.created, report.rejected) == (10, 0)
    assert count_by(desk, "state", "archived_at IS NULL") == {"closed": 7, "solved": 1}
    assert count_by(desk, "channel") == {"email": 9, "web_form": 1}
    assert said(report, "it is deleted where it comes from; closed and archived") == 1
    assert desk.store.rows(
        "SELECT p.name, u.name, t.priority FROM ticket t JOIN party p ON p.id = t.party_id"
        ' JOIN "user" u ON u.id = t.assignee_id'
    ) == [("Earnest End User", "Arthur Agent", "urgent")]
    assert take_over(desk, look(real(f"{folder}/ticket_data.csv")), update=True).unchanged == 10


def test_hubspot_tickets_end_where_their_file_has_a_day_for_it(desk):
    report = take_over(desk, look(real("hubspot-export-schema/ticket_data.csv")))
    rows = file_rows("hubspot-export-schema/ticket_data.csv")
    assert (report.created, report.rejected) == (25, 0)
    assert count_by(desk, "state")["closed"] == sum(bool(r["property_closed_date"]) for r in rows)
    assert desk.store.value(UNLIKE_ITS_STEPS) == 0
