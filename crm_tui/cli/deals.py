"""`crm deal`: added, moved through stages, won, lost, opened again, changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning
from crm_tui.cli.deal_lists import code, sentence, value
from crm_tui.cli.layout import counted, one_line
from crm_tui.cli.session import Session, complain
from crm_tui.errors import NotFoundError, RuleError, SeveralMatchError, UsageError
from crm_tui.services import deals, own_fields, parties, together
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.views import board, choices, goals, naming, pipelines
from crm_tui.views import deals as views

if TYPE_CHECKING:
    from crm_tui.services.deals import Moved
    from crm_tui.services.opening import Desk

_TOLD = 10
"""So many deals are told one by one."""

_FIELDS = {
    "title": "title", "customer": "party", "party": "party", "contact": "contact",
    "owner": "owner", "amount": "amount", "currency": "currency", "probability": "probability",
    "close": "expected_close", "expected_close": "expected_close", "opened": "opened_on",
    "opened_on": "opened_on", "source": "source", "goal": "goal", "note": "note", "gain": "gain",
}  # fmt: skip


def add(
    session: Session,
    party: str,
    title: tuple[str, ...],
    *,
    amount: str | None,
    close: str | None,
    stage: str | None,
    pipeline: str | None,
    owner: str | None,
    probability: str | None,
    contact: str | None,
    source: str | None,
    products: tuple[str, ...],
    goal: str | None,
    note: str | None,
) -> None:
    """Add a deal, with a line for each product; the list prices make an amount not said."""
    from crm_tui.cli import deal_parts

    desk = session.desk
    customer = None if party in meaning.NOBODY else naming.party(desk, party)
    said = {
        "owner": owner, "amount": amount, "probability": probability, "expected_close": close,
        "contact": contact, "source": source, "goal": goal, "note": note,
    }  # fmt: skip
    fields: dict[str, Any] = {}
    for name, text in said.items():
        if text:
            fields |= _field(desk, name, text, customer, desk.currency)
    way = pipelines.pipeline_named(desk, pipeline).id if pipeline else None
    where = meaning.stage(desk, stage, pipeline).id if stage else None
    chosen = [naming.product(desk, one) for one in products]
    whole = clean(" ".join(title))
    with desk.store.change_set(desk.user, f"added deal: {whole}", origin=desk.origin):
        made = deals.add(desk, whole, party=customer, stage=where, pipeline=way, **fields)
        if chosen:
            deal_parts.put_products(desk, made, chosen, priced=amount is None)
    _answer(session, [made])


def move(session: Session, deal: str, stage: tuple[str, ...], *, keep_probability: bool) -> None:
    """Move deals to a stage or some stages on, and show what that stage asks for (S62)."""
    desk = session.desk
    chosen = meaning.deals(desk, deal)
    where = " ".join(stage)
    steps = int(where) if re.fullmatch(r"[+-][0-9]{1,2}", where) else None
    moved: list[Moved] = []

    def work(one: int) -> None:
        if steps is not None:
            there = _stages_on(desk, one, steps)
        else:
            there = pipelines.stage_named(desk, pipelines.of_deal(desk, one), where).id
        done = deals.move(desk, one, there, keep_probability=keep_probability)
        moved.extend([done] if done else [])

    together.each(desk, chosen, f"moved {len(chosen)} deals", work)
    if session.json:
        _answer(session, chosen, moved=moved, checklists=pipelines.checklists(desk, chosen))
        return
    if len(moved) < len(chosen):
        _tell_unmoved(desk, set(chosen) - {one.deal for one in moved}, steps or 0)
    session.tell(_told(desk, [one.deal for one in moved], [_step(desk, one) for one in moved]))
    for name, text in pipelines.checklists(desk, [one.deal for one in moved]).items():
        asked = (f"  {one_line(line)}" for line in text)
        session.tell([f"{one_line(name)} asks for:", *asked])


def won(session: Session, deal: str, gain: tuple[str, ...], day: str | None) -> None:
    """Close deals as won, with what the customers get out of it (S20)."""
    desk = session.desk
    on = meaning.past_day(desk, day) if day else None
    chosen = meaning.deals(desk, deal)
    said = " ".join(gain)
    label = f"won {len(chosen)} deals"
    together.each(desk, chosen, label, lambda one: deals.win(desk, one, gain=said, on=on))
    _answer(session, chosen)


def lost(
    session: Session,
    deal: str,
    reason: str | None,
    note: tuple[str, ...],
    competitor: str | None,
    day: str | None,
    *,
    new: bool,
) -> None:
    """Close deals as lost with the reason, to a competitor where one was chosen (rule 7)."""
    desk = session.desk
    if new and not competitor:
        raise UsageError("--new-competitor needs the name.", "For example: --to 'Acme Labels'.")
    on = meaning.past_day(desk, day) if day else None
    chosen = meaning.deals(desk, deal)
    why = meaning.choice(desk, "lost_reason", reason) if reason else ""
    if not competitor:
        _refuse_unnamed(desk, why)
    label = "lost a deal" if len(chosen) == 1 else f"lost {len(chosen)} deals"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        to = _competitor(desk, competitor, new=new) if competitor else None
        for one in chosen:
            deals.lose(desk, one, why, lost_to=to, note=" ".join(note), on=on)
    _answer(session, chosen)


def reopen(session: Session, deal: str, stage: tuple[str, ...]) -> None:
    """Open ended deals again; the stage changes stay (rule 7)."""
    desk = session.desk
    chosen = meaning.deals(desk, deal)
    where = " ".join(stage)

    def work(one: int) -> None:
        there = (
            pipelines.stage_named(desk, pipelines.of_deal(desk, one), where).id if where else None
        )
        deals.reopen(desk, one, there)

    together.each(desk, chosen, f"reopened {len(chosen)} deals", work)
    _answer(session, chosen)


def edit(session: Session, deal: str, changes: tuple[str, ...]) -> None:
    """Change fields of deals; an empty value clears one."""
    desk = session.desk
    chosen = meaning.deals(desk, deal)
    common, own = meaning.own_fields(desk, "deal", changes)
    said = dict(meaning.change(one, _FIELDS, "A deal", "amount=12500 close=fri") for one in common)

    def work(one: int) -> None:
        (card,) = board.cards(desk, [one])
        fields: dict[str, Any] = {}
        currency = said.get("currency") or card.currency or desk.currency
        for name, text in said.items():
            fields |= _field(desk, name, text, card.party, currency)
        deals.edit(desk, one, fields)

    label = "changed a deal" if len(chosen) == 1 else f"changed {len(chosen)} deals"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        if said:
            together.each(desk, chosen, label, work)
        if own:
            own_fields.fill(desk, "deal", chosen, own)
    _answer(session, chosen)


def archive(session: Session, deal: str) -> None:
    """Put deals away; nothing is lost (rule 16)."""
    desk = session.desk
    chosen = meaning.deals(desk, deal)
    together.each(
        desk, chosen, f"archived {len(chosen)} deals", lambda one: deals.archive(desk, one)
    )
    if session.json:
        session.answer({"deals": chosen})
    else:
        session.tell([f"Put {counted(len(chosen), 'deal')} away."])


# What is said, and what it means


def _field(desk: Desk, name: str, text: str, party: int | None, currency: str) -> dict[str, Any]:
    """The fields of a deal that one said field makes; empty text is no value."""
    if name == "amount":
        if not text:
            return {"amount_minor": None}
        amount = meaning.money(text, currency)
        return {"amount_minor": amount.amount_minor, "currency": amount.currency}
    if name in ("title", "note", "gain"):
        return {name: text}
    if not text:
        return {name: "" if name in ("source", "currency") else None}
    if text in meaning.NOBODY and name in ("party", "contact", "owner", "goal"):
        return {name: None}
    return {name: _meant(desk, name, text, party)}


def _meant(desk: Desk, name: str, text: str, party: int | None) -> Any:
    if name == "party":
        return naming.party(desk, text)
    if name == "contact":
        return meaning.person(desk, text, party)
    if name == "owner":
        return naming.user(desk, text)
    if name == "goal":
        return goals.named(desk, text)
    if name == "source":
        return meaning.choice(desk, "source", text)
    if name == "probability":
        return meaning.percent(text)
    if name == "currency":
        return _currency(text)
    return meaning.day(desk, text) if name == "expected_close" else meaning.past_day(desk, text)


def _currency(text: str) -> str:
    from crm_tui.text.money import CURRENCIES

    if text.strip().upper() not in CURRENCIES:
        raise UsageError(f"'{text}' is no currency.", "For example: EUR, USD, HUF.")
    return text.strip().upper()


def _refuse_unnamed(desk: Desk, reason: str) -> None:
    for one in choices.choices(desk, "lost_reason"):
        if one.code == reason and one.needs_party:
            raise RuleError(
                f"'{one.label}' needs the competitor named.", "--to COMPETITOR names them."
            )


def _competitor(desk: Desk, name: str, *, new: bool) -> int:
    """The competitor of a name, marked as one; made where that is asked for and none is there."""
    if new:
        there = naming.named(desk, name)
        if len(there) > 1:
            listed = [(one, naming.name_of(desk, one)) for one in there]
            raise SeveralMatchError(
                f"{quoted(clean(name))} is there already, {len(there)} times.",
                "Say which by its id, without --new-competitor.", candidates=listed,
            )  # fmt: skip
        found = there[0] if there else parties.add(desk, "company", name, owner=0)
    else:
        try:
            found = naming.party(desk, name)
        except NotFoundError as error:
            hint = "--new-competitor notes it down as one."
            raise NotFoundError(error.sentence, f"{error.hint} {hint}".strip()) from None
    parties.edit(desk, found, {}, {"is_competitor": True})
    return found


def _stages_on(desk: Desk, deal: int, steps: int) -> int:
    """The open stage so many steps from where a deal stands; the last one where there are less."""
    (card,) = board.cards(desk, [deal])
    stages = deals.open_stages(desk, pipelines.of_deal(desk, deal))
    if card.stage not in stages:
        raise RuleError(f"{code(card)} {quoted(card.title)} is {card.state}.", "Reopen it first.")
    return stages[max(0, min(stages.index(card.stage) + steps, len(stages) - 1))]


# What is told


def _answer(session: Session, chosen: Sequence[int], **more: Any) -> None:
    desk = session.desk
    if session.json:
        endings = views.endings(desk, chosen)
        after = [value(card, endings.get(card.id)) for card in board.cards(desk, chosen)]
        session.answer({"deal": chosen[0], "deals": after, **more})
        return
    cards = board.cards(desk, chosen[:_TOLD])
    session.tell(_told(desk, chosen, [f"{sentence(desk, card)}." for card in cards]))


def _told(desk: Desk, chosen: Sequence[int], lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_TOLD]
    if len(chosen) > _TOLD:
        yield f"{counted(len(chosen), 'deal')} in all."


def _step(desk: Desk, moved: Moved) -> str:
    (card,) = board.cards(desk, [moved.deal])
    way = f"{one_line(moved.before)} → {one_line(moved.after)}{' (back)' if moved.back else ''}"
    chance = f"{moved.probability_before} % → {moved.probability} %"
    return f"{code(card)} {one_line(card.title)}: {way}, {chance}."


def _tell_unmoved(desk: Desk, unmoved: set[int], steps: int) -> None:
    for card in board.cards(desk, sorted(unmoved)[:_TOLD]):
        hint = "'crm deal won' or 'crm deal lost' closes it." if steps > 0 else ""
        complain(f"{code(card)} stands in {one_line(card.stage_name)} already.", hint)
