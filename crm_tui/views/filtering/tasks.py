"""The fields of a task, and how words search for one."""

from __future__ import annotations

from typing import Final

from crm_tui.store.desk import Desk
from crm_tui.text.fold import words
from crm_tui.views.filtering import amounts, moments, picks, texts
from crm_tui.views.filtering.conditions import NEVER, Sql, all_of, among, any_of, holding
from crm_tui.views.filtering.fields import ALL

_STATES = {"open": "open", "doing": "doing", "done": "done", "dropped": "dropped"}


def search(desk: Desk, text: str) -> Sql:
    """Tasks with the words in the title, or in the customer's name, as the agenda finds them."""
    wanted = words(text)
    if not wanted:
        return NEVER
    names = all_of([holding("c.sort_name", word) for word in wanted])
    return any_of([
        among("k.id", desk.store.engine.find_tasks(wanted, ALL)),
        Sql(f"k.party_id IN (SELECT c.id FROM party c WHERE {names.where})", names.params),
    ])  # fmt: skip


FIELDS: Final = (
    texts.spelt("title", "words of the title", "task", "k.title")._replace(offered=None),
    picks.choice(
        "kind", "call, visit, offer ...", "task_kind", "task", "k.kind", "type", example="kind:call"
    ),
    moments.day("due", "the day it is due", "k.due", ahead=True, example="due<=today"),
    moments.day("planned", "the day it is planned for", "k.planned_for", ahead=True),
    picks.colleague(
        "owner",
        "who does it: me, a colleague, none",
        "k.assignee_id",
        "assignee",
        "for",
        example="owner:bob",
        lifts="owner",
    ),
    texts.whose("customer", "with whom", ("k.party_id",), "party", "company", "name", "with"),
    picks.priority("k.priority"),
    picks.worded(
        "state",
        "open, doing, done, dropped",
        "k.state",
        _STATES,
        example="state:done",
        lifts="state",
    ),
    picks.worded("side", "us or them", "k.side", {"us": "ours", "them": "theirs"}, lifts="side"),
    amounts.numbered("minutes", "how long it takes", "k.minutes", example="minutes<=15"),
    moments.instant("done", "was finished", "k.done_at", "ended", lifts="state"),
    picks.choice("outcome", "how it ended", "outcome", "task", "k.outcome", lifts="state"),
    amounts.numbered("attempt", "which attempt it is", "k.attempt"),
    amounts.numbered("deal", "a deal it is about, by its id", "k.deal_id"),
    amounts.numbered("ticket", "a ticket it is about, by its id", "k.ticket_id"),
    moments.instant("created", "was added", "k.created_at", "added"),
    moments.instant("updated", "was changed", "k.updated_at", "changed"),
    picks.tagged("k.party_id IN (SELECT g.party_id FROM tagging g WHERE {})"),
    texts.of_customer("city", "the customer's city", "c.city", "k.party_id"),
)
