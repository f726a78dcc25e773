"""`crm deal line`, `crm deal person`, `crm deal credit`: what a deal is made of, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning
from crm_tui.cli.deal_lists import code, line_values, say_quantity
from crm_tui.cli.layout import one_line, say_money
from crm_tui.cli.session import Session, complain
from crm_tui.errors import NotFoundError, RuleError, UsageError
from crm_tui.services import deals
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.views import deals as views
from crm_tui.views import naming

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.text.money import Money
    from crm_tui.views.deals import DealView, LineRow

_MOST_MILLI = 10**12


def line(
    session: Session,
    deal: str,
    name: tuple[str, ...],
    quantity: str | None,
    price: str | None,
    *,
    remove: bool,
) -> None:
    """Put a product or a text on a deal's lines, or take it off them."""
    desk = session.desk
    number = views.named(desk, deal)
    said = clean(" ".join(name))
    many = _quantity(quantity) if quantity else 1000
    with desk.store.change_set(desk.user, "changed a deal's lines", origin=desk.origin):
        found = views.deal(desk, number)
        there = [_as_it_is(one) for one in found.lines]
        if remove:
            del there[_position(found, said)]
        else:
            there.append(_new_line(desk, found, said, many, price))
        deals.set_lines(desk, number, there)
    after = views.deal(desk, number)
    if session.json:
        session.answer({"deal": number, "lines": line_values(after)})
        return
    if not remove and there[-1]["product"] is None:
        complain(f"{quoted(said)} is no product; the line says it as it is.")
    session.tell([_lines_told(after)])


def put_products(desk: Desk, deal: int, products: Sequence[int], *, priced: bool) -> None:
    """Give a new deal a line for each product, at its list price where one is asked for."""
    currency = views.deal(desk, deal).card.currency or desk.currency
    lines = []
    for product in products:
        price = views.list_price(desk, product) if priced else None
        fits = price is not None and price.currency == currency
        lines.append({"product": product, "price_minor": price[0] if price and fits else None})
    deals.set_lines(desk, deal, lines)


def person(
    session: Session, deal: str, person: str, part: tuple[str, ...], *, remove: bool
) -> None:
    """Say what part a person has in the decision, or that they have none any more."""
    desk = session.desk
    number = views.named(desk, deal)
    before = views.deal(desk, number)
    who = meaning.person(desk, person, before.card.party)
    said = clean(" ".join(part))
    if not (said or remove):
        raise UsageError("Which part?", "decides, advises, uses, pays, blocks, or words of yours.")
    if remove and all(one.party != who for one in before.people):
        raise NotFoundError(f"{quoted(naming.name_of(desk, who))} has no part in it.")
    deals.set_part(desk, number, who, "" if remove else said)
    after = views.deal(desk, number)
    if session.json:
        session.answer({"deal": number, "people": after.people})
        return
    name = one_line(naming.name_of(desk, who))
    told = f"{name} is off {_called(after)}" if remove else f"{name}, {said}: {_called(after)}"
    session.tell([f"{told}."])


def credit(
    session: Session,
    deal: str,
    who: str,
    how: tuple[str, ...],
    share: str | None,
    *,
    remove: bool,
) -> None:
    """Credit a customer or a colleague who helped a deal along, or take that back (S29)."""
    desk = session.desk
    number = views.named(desk, deal)
    ours = who.startswith("@")
    user = naming.user(desk, who) if ours else None
    party = None if ours else _party(desk, who)
    if remove:
        given = [
            one
            for one in views.deal(desk, number).credits
            if (one.party, one.user) == (party, user)
        ]
        if not given:
            raise NotFoundError(f"{quoted(who)} has no credit on this deal.")
        deals.remove_credit(desk, given[-1].id)
    else:
        deals.add_credit(
            desk, number, party=party, user=user, how=" ".join(how),
            share=meaning.percent(share) if share else None,
        )  # fmt: skip
    after = views.deal(desk, number)
    if session.json:
        session.answer({"deal": number, "credits": after.credits})
        return
    name = naming.name_of_user(desk, user) if user else naming.name_of(desk, party or 0)
    part = f", {meaning.percent(share)} %" if share and not remove else ""
    done = "is no longer credited on" if remove else "is credited on"
    session.tell([f"{one_line(name)} {done} {_called(after)}{part}."])


def _party(desk: Desk, who: str) -> int:
    try:
        return naming.party(desk, who)
    except NotFoundError as error:
        raise NotFoundError(
            error.sentence, f"{error.hint} A colleague is said as @LOGIN."
        ) from None


# Lines


def _as_it_is(one: LineRow) -> dict[str, Any]:
    return {
        "product": one.product,
        "text": "" if one.product else one.name,
        "quantity_milli": one.quantity_milli,
        "price_minor": one.price_minor,
    }


def _new_line(
    desk: Desk, found: DealView, name: str, many: int, price: str | None
) -> dict[str, Any]:
    product = _product(desk, name)
    each = _price(desk, found, product, price)
    if each and not found.card.currency:
        deals.edit(desk, found.card.id, {"currency": each.currency})
    return {
        "product": product,
        "text": "" if product else name,
        "quantity_milli": many,
        "price_minor": each.amount_minor if each else None,
    }


def _price(desk: Desk, found: DealView, product: int | None, said: str | None) -> Money | None:
    """The price of one as it was said, else by the list where that is in the deal's currency."""
    currency = found.card.currency
    if not said:
        listed = views.list_price(desk, product) if product else None
        return listed if listed and listed.currency == (currency or listed.currency) else None
    price = meaning.money(said, currency or desk.currency)
    if price.currency != (currency or price.currency):
        raise RuleError(
            f"{_called(found)} is in {currency}; amounts of two currencies are never mixed.",
            f"'crm deal edit {code(found.card)} currency={price.currency}' changes it.",
        )
    if price.amount_minor < 0:
        raise RuleError("A price is not below zero.")
    return price


def _product(desk: Desk, name: str) -> int | None:
    """The product that is meant; None for a line in words of one's own."""
    try:
        return naming.product(desk, name)
    except NotFoundError:
        return None


def _quantity(text: str) -> int:
    try:
        milli = Decimal(text.strip().replace(",", ".")) * 1000
    except InvalidOperation:
        milli = Decimal(0)
    if not (milli.is_finite() and 0 < milli < _MOST_MILLI and milli == int(milli)):
        raise UsageError(f"'{text}' is no quantity.", "For example: 3, 2.5.")
    return int(milli)


def _position(found: DealView, name: str) -> int:
    """Which of the lines is meant, the last one where several say the same."""
    same = [nth for nth, one in enumerate(found.lines) if fold(one.name) == fold(name)]
    begun = [nth for nth, one in enumerate(found.lines) if fold(one.name).startswith(fold(name))]
    if not same and len(begun) != 1:
        names = ", ".join(one.name for one in found.lines) or "none"
        raise NotFoundError(f"{_called(found)} has no line {quoted(name)}.", f"It has: {names}.")
    return (same or begun)[-1]


def _lines_told(found: DealView) -> str:
    each = [f"{say_quantity(one.quantity_milli)} {one_line(one.name)}" for one in found.lines]
    amount = say_money(found.card.amount_minor, found.card.currency) or "amount not known"
    return f"{_called(found)}: {', '.join(each) or 'no lines'}; {amount}."


def _called(found: DealView) -> str:
    return f"{code(found.card)} {one_line(found.card.title)}"
