"""The fields of a deal, and how words search for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from crm_tui.store.desk import Desk
from crm_tui.text.fold import words
from crm_tui.views.filtering import amounts, fields, moments, picks, texts
from crm_tui.views.filtering.conditions import NEVER, Sql, among, any_of, negated, one_of
from crm_tui.views.filtering.fields import ALL, Asked, Field, MeantError

_OF_STAGE = "(SELECT s.probability FROM stage s WHERE s.id = d.stage_id)"
_STATES = {"open": "open", "won": "won", "lost": "lost"}


def search(desk: Desk, text: str, most: int = ALL) -> Sql:
    """Deals that answer to words, or whose customer does; so many of each at the most."""
    wanted = words(text)
    if not wanted:
        return NEVER
    engine = desk.store.engine
    return any_of([
        among("d.id", engine.find_deals(wanted, most)),
        among("d.party_id", engine.find_parties(wanted, most)),
    ])  # fmt: skip


def _product(asked: Asked) -> Sql:
    there = picks.row_of("product", "", "product", "i.product_id").compare(asked)
    return Sql(f"d.id IN (SELECT i.deal_id FROM line_item i WHERE {there.where})", there.params)


def _stage(asked: Asked) -> Sql:
    """Stages by name, in every pipeline that has one of it; ordered by position within each."""
    rows = asked.desk.store.rows("SELECT id, name, pipeline_id, position FROM stage ORDER BY id")
    exact = [row for row in rows if fields.says(str(row[1]), asked._replace(sign="="))]
    found = exact or [row for row in rows if fields.says(str(row[1]), asked)]
    if not found:
        raise picks.unknown(asked, dict.fromkeys(str(row[1]) for row in rows))
    if asked.sign not in fields.GREATER:
        return one_of("d.stage_id", [row[0] for row in found])
    kept = [
        row[0]
        for row in rows
        for bound in found[:1]
        if row[2] == bound[2] and amounts.holds(asked.sign, row[3], bound[3])
    ]
    return one_of("d.stage_id", kept)


def _stale(asked: Asked) -> Sql:
    said = picks.is_yes(asked)
    today = asked.desk.clock.today()
    rows = asked.desk.store.rows("SELECT id, stale_days FROM stage WHERE stale_days IS NOT NULL")
    each = any_of([
        Sql("d.stage_id = ? AND d.stage_since < ?", (stage, (today - timedelta(days)).isoformat()))
        for stage, days in rows
    ])  # fmt: skip
    stands = Sql(f"d.state = 'open' AND ({each.where})", each.params)
    return stands if said else negated(stands)


def _nothing_more(asked: Asked) -> Sql:
    raise MeantError("only none and any can be asked for.", f"{asked.field}:none")


_NEXT = (
    "(EXISTS (SELECT 1 FROM task k WHERE k.deal_id = d.id AND k.state IN ('open', 'doing')) OR"
    " EXISTS (SELECT 1 FROM task k WHERE k.party_id = d.party_id AND k.deal_id IS NULL"
    " AND k.state IN ('open', 'doing')))"
)

FIELDS: Final = (
    texts.found_text(
        "title",
        "words of the title",
        "deal",
        "d.title",
        lambda desk, wanted, most: desk.store.engine.find_deals(wanted, most),
    ),
    texts.code("d.number", "D"),
    texts.whose("customer", "whose deal", ("d.party_id",), "party", "company", "name"),
    texts.whose("contact", "the person one deals with", ("d.contact_id",)),
    picks.colleague(
        "owner", "whose deal among us: me, a colleague, none", "d.owner_id", example="owner:me"
    ),
    Field(
        "stage",
        "the stage",
        _stage,
        Sql("d.stage_id IS NOT NULL"),
        ordered=True,
        example="stage>=offer",
        offered=picks.names_in("stage", "pipeline_id, position"),
    ),
    picks.worded(
        "state", "open, won, lost", "d.state", _STATES, example="state:won", lifts="state"
    ),
    picks.row_of("pipeline", "the pipeline", "pipeline", "d.pipeline_id"),
    amounts.money(
        "value", "the amount, in its own currency", "d.amount_minor", "d.currency", "amount"
    ),
    texts.spelt("currency", "the currency", "deal", "d.currency"),
    amounts.numbered(
        "probability",
        "how likely it is, in percent",
        f"coalesce(d.probability, {_OF_STAGE})",
        "chance",
        example="probability>=50",
    ),
    moments.day(
        "closes", "the expected close", "d.expected_close", "close", "expected", ahead=True
    ),
    moments.day("opened", "was opened", "d.opened_on"),
    moments.day("closed", "was won or lost", "d.closed_on", "ended", lifts="state"),
    moments.day("moved", "stands in its stage since", "d.stage_since"),
    moments.instant("created", "was added", "d.created_at", "added"),
    moments.instant("updated", "was changed", "d.updated_at", "changed"),
    moments.since_day("age", "days since it was opened", "d.opened_on"),
    moments.since_day("days", "days in its stage", "d.stage_since"),
    Field(
        "stale",
        "stands too long",
        _stale,
        Sql("d.stage_id IN (SELECT s.id FROM stage s WHERE s.stale_days IS NOT NULL)"),
        example="stale:yes",
        is_flag=True,
        offered=lambda _desk: ("yes", "no"),
    ),
    Field(
        "next",
        "has a next step",
        _nothing_more,
        Sql(_NEXT),
        ("next-step", "task", "tasks"),
        example="next:none",
    ),
    picks.choice("source", "where it came from", "source", "deal", "d.source"),
    Field(
        "product",
        "a product on its lines",
        _product,
        Sql(
            "EXISTS (SELECT 1 FROM line_item i WHERE i.deal_id = d.id AND i.product_id IS NOT NULL)"
        ),
        offered=picks.names_in("product", "name"),
    ),
    picks.choice(
        "lost", "why it was lost", "lost_reason", "deal", "d.lost_reason", "reason", lifts="state"
    ),
    texts.whose("lostto", "the competitor it was lost to", ("d.lost_to_id",), "lost-to"),
    picks.tagged("d.party_id IN (SELECT g.party_id FROM tagging g WHERE {})"),
    texts.of_customer("city", "the customer's city", "c.city", "d.party_id"),
    picks.flag("archived", "is archived", "d.archived_at IS NOT NULL", lifts="archived"),
)
