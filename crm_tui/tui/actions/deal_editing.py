"""Changing a deal field by field: a key says which, the status row asks for its value."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_tui.errors import CrmError, RuleError
from crm_tui.services import competitors, deals
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.money import format_money, parse_money
from crm_tui.text.say import quoted
from crm_tui.tui.actions import own_editing
from crm_tui.tui.actions.whom import customers_begun
from crm_tui.views import choices, goals, naming
from crm_tui.views import competitors as rivals
from crm_tui.views import deals as views
from crm_tui.views.deals import DealView

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

PARTS = ("decides", "advises", "uses", "pays", "blocks", "competes")
_LINE_END = ";"


class Field(NamedTuple):
    """A field as it is asked for: what it is now, how an answer is saved, what completes it."""

    title: str
    label: str
    now: Callable[[DealView], str]
    save: Callable[[Desk, DealView, str], object]
    complete: Callable[[Desk, str], list[str]] | None = None


def deal_edit(workspace: Workspace) -> None:
    """Change a field of the deal."""
    card = workspace.places.pipeline.deal_here()
    if card is None:
        workspace.places.pipeline.deals_here()
        return
    view = views.deal(workspace.desk, card.id)

    def chosen(key: str) -> None:
        if key == own_editing.KEY:
            own_editing.ask(workspace, own_editing.Edited("deal", view.card.id, view.card.title))
        else:
            _ask(workspace, view, FIELDS[key])

    offered = [(key, field.title) for key, field in FIELDS.items()]
    workspace.status.choose("edit:", [*offered, *own_editing.choices(workspace, "deal")], chosen)


def _ask(workspace: Workspace, view: DealView, field: Field) -> None:
    def save(text: str) -> None:
        workspace.changes.make(
            lambda desk, _: field.save(desk, view, text.strip()), parties=[view.card.id], of="deals"
        )

    complete = field.complete
    workspace.status.ask(
        f"{field.label} of {quoted(view.card.title)}:",
        save,
        value=field.now(view),
        completions=None if complete is None else lambda text: complete(workspace.desk, text),
    )


def _edit(desk: Desk, view: DealView, **fields: Any) -> None:
    deals.edit(desk, view.card.id, fields, view.card.version)


def _save_amount(desk: Desk, view: DealView, text: str) -> None:
    if not text:
        _edit(desk, view, amount_minor=None)
        return
    money = parse_money(text, view.card.currency or desk.currency)
    if money is None:
        raise RuleError(f"{quoted(text)} is no amount.", "Such as: 12,000 EUR, 12k, 1.5m huf.")
    _edit(desk, view, amount_minor=money.amount_minor, currency=money.currency)


def _save_customer(desk: Desk, view: DealView, text: str) -> None:
    if text != view.card.party_name:
        _edit(desk, view, party=naming.party(desk, text) if text else None)


def _save_contact(desk: Desk, view: DealView, text: str) -> None:
    if text != view.contact_name:
        _edit(desk, view, contact=naming.party(desk, text) if text else None)


def _save_source(desk: Desk, view: DealView, text: str) -> None:
    known = choices.choices(desk, "source")
    wanted = fold(text)
    found = [row for row in known if wanted in (fold(row.label), row.code)]
    found = found or [row for row in known if fold(row.label).startswith(wanted)]
    if text and len(found) != 1:
        raise RuleError(
            f"There is no source {quoted(text)}.", f"One of: {', '.join(r.label for r in known)}."
        )
    _edit(desk, view, source=found[0].code if text else "")


def _sources(desk: Desk, text: str) -> list[str]:
    labels = [row.label for row in choices.choices(desk, "source")]
    return [one for one in labels if fold(one).startswith(fold(text))]


def _save_goal(desk: Desk, view: DealView, text: str) -> None:
    _edit(desk, view, goal=goals.named(desk, text) if text else None)


def _goals(desk: Desk, text: str) -> list[str]:
    rows = desk.store.rows("SELECT name FROM goal WHERE archived_at IS NULL ORDER BY name")
    return [row[0] for row in rows if fold(row[0]).startswith(fold(text))]


# Lines: 2 x GTX Pro at 550; installing at 1,200


def _say_lines(view: DealView) -> str:
    said = []
    for one in view.lines:
        quantity = Decimal(one.quantity_milli) / 1000
        lead = "" if quantity == 1 else f"{quantity.normalize():f} x "
        price = ""
        if one.price_minor is not None:
            price = f" at {format_money(one.price_minor, view.card.currency)}"
        said.append(f"{lead}{one.name}{price}")
    return f"{_LINE_END} ".join(said)


def _save_lines(desk: Desk, view: DealView, text: str) -> None:
    there = {fold(one.name): one for one in view.lines}
    lines = [
        _line(desk, part.strip(), view.card.currency or desk.currency, there)
        for part in text.split(_LINE_END)
        if part.strip()
    ]
    deals.set_lines(desk, view.card.id, lines)


def _line(desk: Desk, text: str, currency: str, there: dict[str, views.LineRow]) -> dict[str, Any]:
    lead, times, rest = text.partition(" x ")
    quantity = 1000
    if times and (number := _number(lead)) is not None:
        quantity, text = int(number * 1000), rest.strip()
    name, at, price = text.rpartition(" at ")
    minor = None
    if at:
        money = parse_money(price, currency)
        if money is None:
            raise RuleError(f"{quoted(price)} is no price.", "Such as: 2 x pump at 550.")
        if money.currency != currency:
            raise RuleError(f"This deal is in {currency}.", "Give the price in it.")
        text, minor = name.strip(), money.amount_minor
    line: dict[str, Any] = {"quantity_milli": quantity, "price_minor": minor}
    known = there.get(fold(text))
    try:
        product = known.product if known else naming.product(desk, text)
    except CrmError:
        product = None
    return line | ({"product": product} if product is not None else {"text": text})


def _number(text: str) -> Decimal | None:
    plain = text.strip().replace(",", ".")
    if not plain.replace(".", "", 1).isdecimal() or not plain.isascii() or len(plain) > 9:
        return None
    return Decimal(plain)


def _products(desk: Desk, text: str) -> list[str]:
    before, mark, last = text.rpartition(_LINE_END)
    lead, times, begun = last.rpartition(" x ")
    rows = desk.store.rows("SELECT name FROM product WHERE archived_at IS NULL ORDER BY name")
    kept = f"{before}{mark}{' ' if mark else ''}{lead.strip()}{times}"
    begun = begun.strip()
    return [f"{kept}{row[0]}" for row in rows if fold(row[0]).startswith(fold(begun))]


# People: Anna Rossi decides; Béla Nagy advises. Credits: Anna Rossi 50 % introduced us


def _say_people(view: DealView) -> str:
    return f"{_LINE_END} ".join(f"{one.name}: {one.part}" for one in view.people)


def _save_people(desk: Desk, view: DealView, text: str) -> None:
    there = {fold(one.name): one.party for one in view.people}
    wanted: dict[int, str] = {}
    for one in text.split(_LINE_END):
        name, colon, part = one.partition(":")
        if not name.strip():
            continue
        known = there.get(fold(name.strip()))
        wanted[known or naming.party(desk, name.strip())] = part.strip() if colon else PARTS[0]
    with desk.store.change_set(desk.user, "changed who decides on a deal", origin=desk.origin):
        for person in {one.party for one in view.people} - wanted.keys():
            deals.set_part(desk, view.card.id, person, "")
        for person, part in wanted.items():
            deals.set_part(desk, view.card.id, person, part or PARTS[0])


def _people(desk: Desk, text: str) -> list[str]:
    before, mark, last = text.rpartition(_LINE_END)
    kept = f"{before}{mark}{' ' if mark else ''}"
    name, colon, part = last.strip().partition(":")
    if colon:
        return [f"{kept}{name}: {one}" for one in PARTS if one.startswith(part.strip())]
    return [f"{kept}{one}: " for one in customers_begun(desk, name)]


def _save_credit(desk: Desk, view: DealView, text: str) -> None:
    """Credit someone: a colleague by @login, else a customer; a share in %, then how."""
    name, _colon, rest = text.partition(":")
    if not name.strip():
        raise RuleError("Who helped?", "Such as: Anna Rossi: 30% introduced us; @bob: demo.")
    share, how = None, rest.strip()
    first, _space, more = how.partition(" ")
    number = _number(first.removesuffix("%"))
    if first.endswith("%") and number is not None:
        share, how = int(number), more.strip()
    who: dict[str, int] = (
        {"user": naming.user(desk, name.strip()[1:])}
        if name.strip().startswith("@")
        else {"party": naming.party(desk, name.strip())}
    )
    deals.add_credit(desk, view.card.id, how=how, share=share, **who)


def _helpers(desk: Desk, text: str) -> list[str]:
    if text.startswith("@"):
        logins = [user.login for user in choices.users(desk)]
        return [f"@{one}: " for one in logins if one.startswith(text[1:])]
    return [f"{one}: " for one in customers_begun(desk, text)]


# Competitors: Gigant AG; or with what is known of them, Gigant AG: price: 10 % below ours


def _save_rival(desk: Desk, view: DealView, text: str) -> None:
    """Name a competitor that is after the deal, with a note on them where one is said (S88)."""
    name, _colon, rest = text.partition(":")
    if not name.strip():
        raise RuleError("Who is after this deal?", "Such as: Gigant AG: price: 10 % below ours.")
    kind, colon, said = rest.strip().partition(":")
    party = naming.party(desk, name.strip())
    with desk.store.change_set(
        desk.user, f"{name.strip()} is after {view.card.title}", origin=desk.origin
    ):
        competitors.against(desk, view.card.id, party)
        if colon or kind.strip():
            kinds = [one for one in rivals.KINDS if one.startswith(fold(kind).strip() or "?")]
            known = len(kinds) == 1 and bool(colon)
            competitors.note(
                desk, party, kinds[0] if known else "move", said if known else rest.strip()
            )


def _rivals(desk: Desk, text: str) -> list[str]:
    name, colon, kind = text.partition(":")
    if colon:
        begun = kind.strip()
        return [f"{name}: {one}: " for one in rivals.KINDS if one.startswith(begun)]
    rows = desk.store.rows(
        "SELECT name FROM party WHERE is_competitor = 1 AND archived_at IS NULL ORDER BY sort_name"
    )
    return [f"{row[0]}: " for row in rows if fold(row[0]).startswith(fold(text))]


def _say_amount(view: DealView) -> str:
    minor = view.card.amount_minor
    return "" if minor is None else format_money(minor, view.card.currency)


FIELDS = {
    "t": Field("title", "title", lambda view: view.card.title,
               lambda desk, view, text: _edit(desk, view, title=text)),
    "a": Field("amount", "amount (empty: not known)", _say_amount, _save_amount),
    "c": Field("customer", "customer", lambda view: view.card.party_name, _save_customer,
               customers_begun),
    "k": Field("contact", "contact", lambda view: view.contact_name, _save_contact,
               customers_begun),
    "l": Field("lines", "lines (2 x pump at 550; ...)", _say_lines, _save_lines, _products),
    "p": Field("people", "who takes part (Anna Rossi: decides; ...)", _say_people, _save_people,
               _people),
    "h": Field("helper", "who helped (Anna Rossi: 30% introduced us)", lambda _view: "",
               _save_credit, _helpers),
    "r": Field("rival", "who is after it (Gigant AG: price: 10 % below ours)", lambda _view: "",
               _save_rival, _rivals),
    "s": Field("source", "source", lambda view: view.source, _save_source, _sources),
    "g": Field("goal", "goal it serves", lambda view: view.goal, _save_goal, _goals),
    "n": Field("note", "note", lambda view: view.note,
               lambda desk, view, text: _edit(desk, view, note=text)),
    "b": Field("benefit", "what they gain", lambda view: view.gain,
               lambda desk, view, text: _edit(desk, view, gain=text)),
}  # fmt: skip
"""What `e` changes, by its key; stage, owner, probability and day have keys of their own."""
