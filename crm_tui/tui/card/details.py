"""The card's page of details: every field, every way to reach them, every date."""

from __future__ import annotations

from crm_tui.tui.card import summary
from crm_tui.tui.card.own_values import add_own
from crm_tui.tui.card.pages import CardLines, Sheet, Target
from crm_tui.tui.card.spans import BLANK, cut_line, joined, labelled, line, span, wrapped
from crm_tui.tui.card.words import Words
from crm_tui.tui.widgets.text_view import Line
from crm_tui.views.card import Card
from crm_tui.views.last_management_visit import ManagementVisit

LABEL = 16

# Field, its label, the pick list its codes stand in.
_FIELDS = (
    ("kind", "kind", ""),
    ("lifecycle", "lifecycle", "lifecycle"),
    ("relationship", "relationship", "relationship"),
    ("wanted", "wanted", "wanted"),
    ("not_buying", "not buying", "not_buying"),
    ("not_buying_note", "why not", ""),
    ("industry", "industry", ""),
    ("size", "size", ""),
    ("city", "city", ""),
    ("region", "region", ""),
    ("country", "country", ""),
    ("language", "language", ""),
    ("zone", "time zone", ""),
    ("channel", "best reached by", "channel"),
    ("source", "source", "source"),
)
_ORDER = {"phone": 0, "email": 1, "web": 2, "social": 3, "post": 4}
_ROLES = ("is_customer", "is_supplier", "is_partner", "is_competitor")


def page(card: Card, width: int, words: Words, visit: ManagementVisit | None = None) -> CardLines:
    """The details; what is not known is named in one line at the end.

    `visit` is the last one of our management (S27).
    """
    sheet = Sheet()
    sheet.add([BLANK])
    for way in sorted(card.methods, key=lambda method: _ORDER.get(method.kind, len(_ORDER))):
        said = joined([summary.method(way, words), line(span(_uses(way), "dim"))], "  ")
        sheet.add(
            _row(way.kind, cut_line(said, max(1, width - LABEL), words.ellipsis), width, words),
            Target("method", way.id),
        )
    if not card.methods:
        help_ = words.press("record.edit", "adds them")
        sheet.add(_row("reached by", line((f"nothing known{help_}", "warn")), width, words))
    sheet.add([BLANK])
    missing: list[str] = []
    for label, value in [*_values(card, words), ("managers' visit", _visited(visit, words))]:
        if value:
            sheet.add(labelled(label, wrapped(value, max(1, width - LABEL)), LABEL))
        else:
            missing.append(label)
    if values := card.own.said:
        sheet.add([BLANK])
        add_own(sheet, values, width, LABEL)
    sheet.add(_complete(card, width))
    missing += [span(label)[0] for label in card.own.missing]
    if missing:
        rest = wrapped(", ".join(missing), max(1, width - LABEL), "dim")
        sheet.add([BLANK, *labelled("not known", rest, LABEL)])
    return sheet.done()


def _complete(card: Card, width: int) -> list[Line]:
    """How much of the basics is known, and what is not; nothing where all of it is."""
    complete = card.complete
    if complete is None or not complete.missing:
        return []
    lacking = ", ".join(f"no {name}" for name in complete.missing)
    said = f"{complete.percent} % complete: {lacking}"
    rest = wrapped(said, max(1, width - LABEL), "dim")
    return [BLANK, *labelled("card", rest, LABEL)]


def _uses(way: object) -> str:
    named = ("is_primary", "first choice"), ("shared", "shared")
    return ", ".join(word for name, word in named if getattr(way, name))


def _row(label: str, said: Line, width: int, words: Words) -> list[Line]:
    return [
        cut_line(one, width, words.ellipsis)
        for one in labelled(span(label)[0].replace("email", "e-mail"), [said], LABEL)
    ]


def _values(card: Card, words: Words) -> list[tuple[str, str]]:
    fields = card.fields
    values = [
        (label, words.label(choices, code) if choices and code else code)
        for name, label, choices in _FIELDS
        for code in [str(fields[name] or "")]
    ]
    if fields["relationship_since"] and fields["relationship"]:
        place = [label for label, _value in values].index("relationship")
        since = words.day(fields["relationship_since"])
        values[place] = ("relationship", f"{values[place][1]} since {since}")
    roles = ", ".join(role[3:] for role in _ROLES if fields[role])
    return [
        *values[:1],
        ("they are", roles.replace("customer", words.customer)),
        ("part of", card.parent[1] if card.parent else ""),
        *values[1:],
        ("referred by", card.referred_by[1] if card.referred_by else ""),
        ("birthday", words.day(fields["birthday"])),
        ("last contact", words.moment(fields["last_contact_at"])),
        ("added", words.moment(fields["created_at"])),
        ("changed", words.moment(fields["updated_at"])),
        *([("archived", words.moment(fields["archived_at"]))] if fields["archived_at"] else []),
        ("number", f"#{card.id}"),
    ]


def _visited(visit: ManagementVisit | None, words: Words) -> str:
    """When, who of ours saw whom, with what result."""
    if visit is None:
        return ""
    who = " and ".join(visit.ours)
    whom = f" saw {', '.join(visit.seen)}" if visit.seen else ""
    result = f": {visit.result}" if visit.result else ""
    return f"{words.day(visit.day)}, {who}{whom}{result}"
