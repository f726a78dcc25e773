"""A ticket in one line: nothing typed is lost, and what stands for itself is understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.ticketline import TicketLine, parse, say

KINDS = {
    "request": "request", "complaint": "complaint", "fault": "fault",
    "spare part order": "spare_part_order",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("complaint the pump leaks !high #pump @bob",
         TicketLine("the pump leaks", "complaint", "high", "bob", ("pump",))),
        ("the pump leaks", TicketLine("the pump leaks")),
        ("Complaint: too late again", TicketLine("too late again", "complaint")),
        ("spare part order for line 3", TicketLine("spare part order for line 3",
                                                   "spare_part_order")),
        ("spare part order two seals", TicketLine("two seals", "spare_part_order")),
        ("request for an invoice", TicketLine("request for an invoice", "request")),
        ("fault", TicketLine("fault", "fault")),
        ("no complaint at all", TicketLine("no complaint at all")),
        ("!URGENT nothing works !", TicketLine("nothing works !", priority="urgent")),
        ("write to bob@firm.example", TicketLine("write to bob@firm.example")),
        ("order #12 is late", TicketLine("order #12 is late")),
        ("!soon #a #b #a", TicketLine("!soon", tags=("a", "b"))),
        ("leaks @bob !low !high @eve", TicketLine("leaks", "", "high", "eve")),
        ("", TicketLine("")),
    ],
)  # fmt: skip
def test_a_line_says_what_it_says(text, line):
    assert parse(text, KINDS) == line


def test_what_was_understood_is_told_in_words():
    line = parse("spare part order two seals !low #pump @bob", KINDS)
    assert say(line, {"spare_part_order": "spare part order"}) == [
        ("kind", "spare part order"), ("priority", "low"), ("for", "@bob"), ("tags", "#pump"),
    ]  # fmt: skip


@given(st.text(alphabet=st.sampled_from("ab !@#:Tcomplaint "), max_size=40))
def test_no_word_is_lost(text):
    line = parse(text, KINDS)
    for word in text.split():
        plain = word.strip("!@#:")
        said = f"{line.title} {line.kind} {line.priority} {line.owner} {' '.join(line.tags)}"
        assert plain in said or plain.lower() in said or word[0] == "@"
