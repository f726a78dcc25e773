"""Rows of tickets: what each is about, and what only belongs to tickets."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from crm_tui.errors import UsageError
from crm_tui.exchange.importing import look, take_over
from crm_tui.services import tickets
from tests.exchange.hostile_rows import (
    TEXTS,
    all_become_titled_or_a_sentence,
    come_in_and_go,
    tables,
)
from tests.exchange.reading import bytes_source, fields_of, mapped, readings, records

HEAD = (
    "Ticket ID,Subject,Description,Status,Priority,Customer Name,Customer Email,Product,"
    "Created,First Response Time,Time to Resolution,Resolution,Customer Satisfaction Rating\n"
)


def rows(text: str) -> list:
    return records(HEAD + text, "export.csv")


def the_doubts(text: str) -> list[str]:
    (reading,) = readings(HEAD + text, "export.csv")
    return list(reading.doubts)


def test_a_row_is_a_ticket_with_its_words_people_and_times():
    (record,) = rows(
        '7,A leak,"It drips.\nAgain.",Open,High,Béla Nagy,Bela@Nagy.hu,Hose,'
        "2026-05-01,2026-05-02 09:00:00,2026-05-03T10:00:00Z,A new hose.,4.0\n"
    )
    assert (record.external_id, record.title, record.body) == ("7", "A leak", "It drips.\nAgain.")
    assert (record.state, record.priority, record.product) == ("Open", "High", "Hose")
    assert (record.contact, record.email) == ("Béla Nagy", "bela@nagy.hu")
    assert (record.opened, record.responded) == (date(2026, 5, 1), datetime(2026, 5, 2, 9))
    assert record.resolved == datetime(2026, 5, 3, 10, tzinfo=UTC)
    assert (record.answer, record.rating) == ("A new hose.", 4)
    assert (record.columns["contact"], record.columns["priority"]) == ("Customer Name", "Priority")


@pytest.mark.parametrize(
    ("header", "name", "kind"),
    [
        ("Ticket ID,Ticket Subject,Ticket Status", "x.csv", "tickets"),
        ("Customer Name,Ticket Type,Ticket Subject", "customers.csv", "tickets"),
        ("complaint_id,issue,company,state", "x.csv", "tickets"),
        ("id,subject,description,status,requester_id", "x.csv", "tickets"),
        ("id,subject,description,organization_id", "ticket_data.csv", "tickets"),
        ("Number,Title,State,Due Date", "cases.csv", "tickets"),
        ("Name,Email", "case_customers.csv", "customers"),
        ("Task ID,Title,Ticket ID", "x.csv", "tasks"),
        ("opportunity_id,deal_stage,ticket_id,subject", "x.csv", "deals"),
    ],
)
def test_tickets_are_told_from_their_columns_or_the_name(header, name, kind):
    cells = ",".join("x" * (header.count(",") + 1))
    assert mapped(f"{header}\n{cells}\n", name).kind.name == kind


@pytest.mark.parametrize(
    "header",
    [
        "id,body,created,ticket_id,user_id",
        "tag,ticket_id",
        "ticket_id,company_id,category",
        "ticket_id,contact_id",
        "field_name,ticket_id,updated,user_id,value",
        "stage_id,label,ticket_state,pipeline_id",
    ],
)
def test_what_only_belongs_to_tickets_is_none(header):
    cells = ",".join("x" * (header.count(",") + 1))
    with pytest.raises(UsageError, match="do not say what the rows are"):
        mapped(f"{header}\n{cells}\n", "ticket_more_data.csv")


def test_a_state_that_is_a_place_is_no_state():
    places = mapped("complaint_id,issue,state\n1,Fees,TX\n2,Fees,CA\n")
    assert fields_of(places)["state"] == "custom"
    states = mapped("complaint_id,issue,state\n1,Fees,closed\n2,Fees,Parked\n")
    assert fields_of(states)["state"] == "state"
    unknown = mapped("ticket_id,subject,status\n1,Fees,Parked\n")
    assert fields_of(unknown)["status"] == "state"  # so that its rows are refused, not guessed


def test_complaints_are_told_by_their_key():
    (complaint,) = records("complaint_id,issue\n5,Fees\n")
    (request,) = records("ticket_id,subject\n5,Fees\n")
    assert (complaint.usual_kind, request.usual_kind) == ("complaint", "request")


@pytest.mark.parametrize(
    ("cells", "column", "doubt"),
    [
        (
            "1,A,,,,,nobody,,,,,,",
            "Customer Email",
            "'nobody' is no e-mail address; kept as written",
        ),
        ("1,A,,,,,,,soon,,,,", "Created", "'soon' is no time that can be read; kept as written"),
        (
            "1,A,,,,,,,,,5 hours,,",
            "Time to Resolution",
            "'5 hours' is no time that can be read; kept as written",
        ),
        (
            "1,A,,,,,,,,,,,6",
            "Customer Satisfaction Rating",
            "'6' is no rating from 1 to 5; kept as written",
        ),
        (
            "1,A,,,,,,,,,,,good",
            "Customer Satisfaction Rating",
            "'good' is no rating from 1 to 5; kept as written",
        ),
    ],
)
def test_what_cannot_be_read_is_kept_as_written_and_said(cells, column, doubt):
    (record,) = rows(f"{cells}\n")
    assert list(record.custom) == [column]
    assert the_doubts(f"{cells}\n") == [doubt]


def test_a_day_that_can_be_read_two_ways_is_asked_for():
    (doubt,) = the_doubts("1,A,,,,,,,05/12/2026,,,,\n")
    assert doubt == (
        "'05/12/2026' can be read two ways (say --map 'Created=opened:dmy' or --map"
        " 'Created=opened:mdy'); kept as written"
    )
    (record,) = records(
        f"{HEAD}1,A,,,,,,,05/12/2026,,,,\n", "export.csv", said={"Created": "opened:dmy"}
    )
    assert record.opened == date(2026, 12, 5)


def test_a_ticket_without_a_subject_is_called_by_its_text_and_keeps_it_whole():
    (record,) = rows('1,,"It drips.\nAgain.",,,,,,,,,,\n')
    assert (record.title, record.body, record.is_titled) == (
        "It drips.",
        "It drips.\nAgain.",
        False,
    )
    assert the_doubts('1,,"It drips.\nAgain.",,,,,,,,,,\n') == [
        "the row has no title; its text begins as one"
    ]


def test_a_very_long_subject_is_in_the_text_as_well():
    (record,) = rows(f"1,{'leak ' * 200},It drips.,,,,,,,,,,\n")
    assert len(record.title) < 100
    assert record.body.endswith("leak\nIt drips.")


def test_a_row_of_which_no_ticket_can_be_made_is_refused():
    (reading,) = readings(f"{HEAD}7,,,Open,,Anna,,,,,,,\n", "export.csv")
    assert reading.problem == "the row tells neither a subject, a text nor a type"


def test_a_row_without_a_key_is_known_again_by_what_it_says():
    text = "ticket_subject,ticket_status\nA leak,Open\nA leak,Open\nA noise,Open\n"
    keys = [record.external_id for record in records(text)]
    assert len(set(keys)) == 3
    assert keys == [record.external_id for record in records(text)]


def test_a_state_the_user_names_takes_the_refused_rows_in(desk, tmp_path):
    source = bytes_source(b"ticket_id,subject,status\n1,A leak,Parked\n2,A noise,Open\n")
    refused = take_over(desk, look(source), rejects=tmp_path / "rejects.csv")
    assert (refused.created, refused.rejected) == (1, 1)
    mended = take_over(
        desk,
        look(
            tmp_path / "rejects.csv",
            kind="tickets",
            values=[("status", "Parked", "waiting inside")],
        ),
    )
    assert (mended.created, mended.rejected) == (1, 0)


@given(tables(HEAD, "Closed", "urgent", "a@b.hu"))
def test_any_cells_become_a_ticket_or_a_sentence(cells):
    all_become_titled_or_a_sentence(HEAD, cells, "tickets")


def test_hostile_texts_come_in_and_go_without_a_trace(desk):
    tickets.settle_zone(desk)
    rows = [
        [str(n), text, text, "Open", text, text, f"{n}@b.hu", text, "", "", "", text, text]
        for n, text in enumerate(TEXTS)
    ]
    come_in_and_go(desk, HEAD, rows, "tickets")
