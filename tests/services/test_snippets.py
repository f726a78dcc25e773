"""Snippets and macros: what is said and done again and again."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.errors import CrmError, NotFoundError, RuleError
from crm_tui.models import Ticket
from crm_tui.services import conversations, snippets
from crm_tui.services.opening import Desk
from crm_tui.services.undo import undo
from crm_tui.views import snippets as kept
from crm_tui.views import ticket_card
from tests.builders import a_company, a_person, a_ticket, dump, labels
from tests.naughty import CONTROLS, HARMFUL, MARKUP


def a_macro(desk: Desk, *steps: tuple[str, str], then: str = "stay") -> int:
    return snippets.save_macro(desk, "ours", steps, then=then)


def test_a_snippet_says_what_stands_on_the_ticket(desk: Desk):
    firm = a_company(desk)
    ticket = a_ticket(desk, firm, contact=a_person(desk, company=firm))
    text = (
        "Dear {first_name} of {company}, {number} '{title}' by {answer_due}. {name}, from {agent}"
    )
    assert kept.fill(desk, text, ticket) == (
        "Dear Anna of Rossi Kft, T1 'The printer jams' by 23 November, 10:00. Anna Rossi, from anna"
    )
    conversations.reply(desk, ticket, "so")
    assert kept.fill(desk, "{answer_due}", ticket) == "27 November, 10:00"


def test_a_firm_without_a_person_is_called_by_its_whole_name(desk: Desk):
    ticket = a_ticket(desk, a_company(desk))
    assert kept.fill(desk, "Dear {first_name}", ticket) == "Dear Rossi Kft"
    assert kept.fill(desk, "Dear {first_name}{product}", a_ticket(desk)) == "Dear "


@pytest.mark.parametrize(
    "text", ["{nothing}", "{ number }", "{number", "{{7*7}}", "{0}", "{number.__class__}", "%s {}"]
)
def test_what_is_no_field_stays_as_it_is_written(desk: Desk, text):
    assert kept.fill(desk, text, a_ticket(desk)) == text


@pytest.mark.parametrize("text", [*MARKUP, "{agent}", "{title}"])
def test_what_a_customer_wrote_is_put_in_and_not_obeyed(desk: Desk, text):
    ticket = a_ticket(desk, a_company(desk), f"my {text}")
    assert kept.fill(desk, "Re: {title}", ticket) == f"Re: my {text}"


@pytest.mark.parametrize("text", CONTROLS)
def test_a_snippet_keeps_no_control_characters(desk: Desk, text):
    snippets.save_snippet(desk, f"a {text}", f"b {text}")
    shown = kept.snippets(desk)[-1]
    assert not HARMFUL & set(shown.name)
    assert not HARMFUL & set(shown.text) - {"\n", "\t"}


def test_a_snippet_is_found_by_its_name_or_the_only_beginning_of_one(desk: Desk):
    snippets.save_snippet(desk, "thanks again", "Thank you.")
    assert kept.snippet(desk, "THANKS").name == "thanks"
    assert kept.snippet(desk, "thanks a").name == "thanks again"
    assert kept.snippet(desk, "so").name == "solved"
    for name in ("than", "nothing"):
        with pytest.raises(NotFoundError, match="There is no snippet"):
            kept.snippet(desk, name)


def test_a_snippet_is_replaced_by_its_name_removed_and_taken_back(desk: Desk):
    before = dump(desk)
    number = snippets.save_snippet(desk, "thanks", "Many thanks.")
    assert kept.snippet(desk, "thanks").text == "Many thanks."
    snippets.remove_snippet(desk, number)
    with pytest.raises(NotFoundError):
        kept.snippet(desk, "thanks")
    undo(desk)
    undo(desk)
    assert dump(desk) == before


def test_a_macro_does_all_its_steps_with_all_tickets_in_one_change(desk: Desk):
    firm = a_company(desk)
    made = [a_ticket(desk, firm) for _ in range(3)]
    before = dump(desk)
    macro = a_macro(
        desk, ("kind", "question"), ("priority", "high"), ("queue", "orders"), ("owner", "me"),
        ("wait", "tomorrow"), ("tag", "vip"), ("cause", "use"), ("reply", "thanks"),
        ("state", "waiting_inside"), then="next",
    )  # fmt: skip
    saved = dump(desk)
    assert snippets.run_macro(desk, macro, made) == "next"
    assert labels(desk)[-1] == "ours: 3 tickets"
    for ticket in made:
        row = Ticket.get_by_id(ticket)
        assert (row.kind, row.priority, row.queue, row.cause) == (
            "question",
            "high",
            "orders",
            "use",
        )
        assert (row.assignee_id, row.state) == (desk.user, "waiting_inside")
        assert ticket_card.ticket(desk, ticket).tags == ("vip",)
        answer = ticket_card.conversation(desk, ticket)[0].entry
        assert answer.body.startswith("Dear Rossi Kft,")
    undo(desk)
    assert dump(desk) == saved
    undo(desk)
    assert dump(desk) == before


def test_undo_names_the_ticket_a_macro_was_run_on(desk: Desk):
    made = [a_ticket(desk, title="Jams"), a_ticket(desk)]
    macro = a_macro(desk, ("queue", "orders"))
    snippets.run_macro(desk, macro, made[:1])
    assert undo(desk).label.endswith(": T1 Jams")
    snippets.run_macro(desk, macro, made)
    assert undo(desk).label.endswith(": 2 tickets")


def test_a_macro_of_which_a_step_fails_does_nothing(desk: Desk):
    ticket = a_ticket(desk, kind="complaint")
    macro = a_macro(desk, ("queue", "orders"), ("priority", "low"))
    before = dump(desk)
    with pytest.raises(RuleError, match="high at least"):
        snippets.run_macro(desk, macro, [ticket])
    assert dump(desk) == before
    with pytest.raises(NotFoundError):
        snippets.run_macro(desk, 99, [ticket])


def test_the_macros_that_come_along_can_be_run(desk: Desk):
    for macro in kept.macros(desk):
        ticket = a_ticket(desk, a_company(desk, f"Firm {macro.id}"))
        assert snippets.run_macro(desk, macro.id, [ticket]) == macro.then
    states = [row.state for row in Ticket.select().order_by(Ticket.id)]
    assert states == ["open", "new", "closed"]


@pytest.mark.parametrize(
    "step",
    [("state", "solved"), ("state", "zz"), ("solve", "other"), ("solve", "zz"), ("kind", "zz"),
     ("priority", "most"), ("owner", "zed"), ("wait", "someday"), ("reply", "nothing"),
     ("cause", "zz"), ("tag", "")],
    ids=" ".join,
)  # fmt: skip
def test_a_macro_that_no_ticket_could_do_is_refused_when_it_is_kept(desk: Desk, step):
    before = dump(desk)
    with pytest.raises(CrmError):
        a_macro(desk, ("queue", "orders"), step)
    assert dump(desk) == before


@pytest.mark.parametrize(
    ("name", "steps", "more"),
    [
        (" ", [("owner", "me")], {}),
        ("x", [], {}),
        ("x", [("delete", "all")], {}),
        ("x", [("owner", "me")], {"then": "leave"}),
        ("x", [("owner", "me")], {"key": "2"}),
        ("x", [("owner", "me")], {"key": "ab"}),
    ],
)
def test_a_macro_that_could_not_be_run_is_not_kept(desk: Desk, name, steps, more):
    before = dump(desk)
    with pytest.raises(RuleError):
        snippets.save_macro(desk, name, steps, **more)
    assert dump(desk) == before


@pytest.mark.parametrize(
    ("verb", "value"),
    [("owner", "nobody at all"), ("wait", "some day"), ("state", "solved"), ("reply", "none"),
     ("kind", "joke"), ("tag", ""), ("fly", "away")],
)  # fmt: skip
def test_a_step_that_cannot_be_taken_says_so(desk: Desk, verb, value):
    ticket = a_ticket(desk)
    before = dump(desk)
    with pytest.raises(CrmError):
        snippets.take_step(desk, [ticket], verb, value)
    assert dump(desk) == before


def test_a_step_may_give_a_ticket_to_nobody_and_wait_until_a_day(desk: Desk):
    ticket = a_ticket(desk, assignee=desk.user)
    snippets.take_step(desk, [ticket], "owner", "nobody")
    snippets.take_step(desk, [ticket], "wait", "+3d")
    row = Ticket.get_by_id(ticket)
    assert (row.assignee_id, row.wait_until) == (None, date(2026, 11, 23))
