"""What the columns of documents mean together: which number is their own, which another's.

`Invoice Number` is the number of an invoice, and in a file of payments what they are for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from crm_tui.exchange.fields import CUSTOM, NUMBERED, Target, bare
from crm_tui.text.fold import words

_WORDS = {
    "payment": "payment", "receipt": "payment", "transaction": "payment", "zahlung": "payment",
    "credit": "credit_note", "gutschrift": "credit_note", "refund": "credit_note",
    "delivery": "delivery", "shipment": "delivery", "lieferschein": "delivery",
    "invoice": "invoice", "bill": "invoice", "rechnung": "invoice", "facture": "invoice",
    "contract": "contract", "agreement": "contract", "vertrag": "contract",
    "quote": "quote", "offer": "quote", "estimate": "quote", "quotation": "quote",
    "angebot": "quote",
    "order": "order", "bestellung": "order", "auftrag": "order",
}  # fmt: skip
"""Words for the kinds of documents; where a text has several, the first in this order counts."""
_KEPT = "kept under its own name"
_LINES = ("product", "product_id", "quantity", "price", "line_amount")


class DocumentColumns(NamedTuple):
    """What each column fills, with why where it is not its name, and the kind of the documents."""

    targets: list[Target]
    reasons: dict[int, str]
    kind: str


def kind_of(text: str) -> str:
    """The kind of document a word or name means ('Credit Note', 'order-details'); '' for none."""
    named = {word.removesuffix("s") for word in words(text.replace("_", " "))}
    return next((kind for word, kind in _WORDS.items() if word in named), "")


def settle(
    columns: Sequence[str],
    targets: Sequence[Target],
    stems: Sequence[str],
    titles: Sequence[str],
    *,
    said: Collection[int],
    lines_differ: bool,
) -> DocumentColumns:
    """The columns as they are meant, with these names of sheet and file and titles above them.

    `said` are the columns the user has spoken of; they stay. `lines_differ` tells whether the
    amounts of rows with one number differ: then they are those of lines.
    """
    found, reasons = list(targets), dict[int, str]()
    labels = {target.label for target in targets if target.field == "number"}
    kind = _own_kind(stems, titles, labels)
    # Beside a column of kinds the plain number is each one's own, `Invoice Number` another's.
    own = "" if _with(found, "kind") and "" in labels else kind
    numbers = sorted(
        _with(found, "number"),
        key=lambda at: (at not in said, found[at].label != own, _rank(found[at].label)),
    )
    number = next((at for at in numbers if at in said or found[at].label in ("", kind)), -1)
    for index in numbers:
        label = found[index].label
        if index == number:
            continue
        taken = not label or label == kind or bool(_with(found, "parent"))
        found[index] = Target(CUSTOM) if taken else Target("parent", label)
        reasons[index] = _KEPT if taken else f"the {label} it belongs to"
    if kind == "payment":
        for index in _with(found, "party"):
            if bare(columns[index]) in ("account", "accountname"):  # the one it was paid into
                found[index], reasons[index] = Target(CUSTOM), _KEPT
    has_lines = any(_with(found, field) for field in _LINES)
    if not has_lines:
        note = CUSTOM if _with(found, "note") else "note"
        _move(found, reasons, "text", note, "no row is a line")
        _move(found, reasons, "line_discount", CUSTOM)
    elif _with(found, "amount") and not _with(found, "line_amount"):
        if lines_differ:
            _move(found, reasons, "amount", "line_amount", "it differs between rows of one number")
        else:
            _move(found, reasons, "line_discount", CUSTOM)  # it is in the amount already
    for index in said:
        found[index] = targets[index]
        reasons.pop(index, None)
    return DocumentColumns(found, reasons, kind)


def _own_kind(stems: Sequence[str], titles: Sequence[str], labels: set[str]) -> str:
    """What a name, a title of one word, or else the columns say the documents are."""
    short = (kind_of(title) for title in titles if len(words(title)) == 1)
    told = next(filter(None, [*map(kind_of, stems), *short]), "")
    if told:
        return told
    numbered = next((kind for kind in NUMBERED if kind in labels), "")
    return numbered or next(filter(None, map(kind_of, titles)), "") or "invoice"


def _rank(label: str) -> int:
    return [*NUMBERED, ""].index(label)


def _with(targets: Sequence[Target], field: str) -> list[int]:
    return [index for index, target in enumerate(targets) if target.field == field]


def _move(
    targets: list[Target], reasons: dict[int, str], field: str, to: str, why: str = ""
) -> None:
    for index in _with(targets, field):
        targets[index] = Target(to)
        reasons[index] = _KEPT if to == CUSTOM else why
