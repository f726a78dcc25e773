"""The lines of documents: what they sell, and what that comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crm_tui.services.intake.products import Products
from crm_tui.services.intake.records import DocumentRecord, LineRecord
from crm_tui.services.intake.references import References
from crm_tui.services.intake.tally import Tally
from crm_tui.text.amounts import MOST_MINOR
from crm_tui.text.safe import clean

_WHOLE = 1000 * 1000
"""A quantity in thousandths times a share in thousandths is so many times the true figure."""


class Line(NamedTuple):
    """A line as the table holds it, without its id, document and position."""

    product_id: int | None
    text: str
    quantity_milli: int
    price_minor: int | None
    discount_permille: int
    amount_minor: int | None


class DocumentLines:
    """Works out lines; products that are not here are kept in words and said once."""

    def __init__(self, products: Products, asked: References, tally: Tally) -> None:
        self._products = products
        self._asked = asked
        self._tally = tally

    def of(self, line: int, record: DocumentRecord) -> tuple[Line, ...]:
        """The lines of a record."""
        return tuple(self._line(line, one) for one in record.lines)

    def _line(self, line: int, said: LineRecord) -> Line:
        product = self._products.find(said.product, clean(said.product_id))
        if product is None and said.product:
            product = self._asked.make(said.product)
        words = [said.text]
        if product is None and (name := said.product or said.product_id):
            words.insert(0, name)
            if not said.product or self._asked.missing(line, said.product, "left"):
                self._tally.warn_once(line, "products that are not here are kept in words")
        amount = said.amount_minor
        if amount is None and said.price_minor is not None:
            amount = _rounded(_exact(said.quantity_milli, said.price_minor, said.discount_permille))
            if abs(amount) > MOST_MINOR:
                self._tally.warn_once(line, "a line comes to more than can be kept; left open")
                amount = None
        return Line(
            product,
            clean(" ".join(filter(None, words)), multiline=True),
            said.quantity_milli,
            said.price_minor,
            said.discount_permille,
            amount,
        )


def total(lines: Iterable[Line]) -> int | None:
    """The sum of lines in minor units, rounded half up once for all.

    None where none tells one, or where they come to more than can be kept.
    A line's own amount counts where it is not what quantity, price and discount come to.
    """
    exact, is_told = 0, False
    for line in lines:
        if line.amount_minor is None:
            continue
        is_told = True
        reckoned = None
        if line.price_minor is not None:
            reckoned = _exact(line.quantity_milli, line.price_minor, line.discount_permille)
        if reckoned is not None and _rounded(reckoned) == line.amount_minor:
            exact += reckoned
        else:
            exact += line.amount_minor * _WHOLE
    return _rounded(exact) if is_told and abs(exact) <= MOST_MINOR * _WHOLE else None


def same(some: Sequence[Line], others: Sequence[Line]) -> bool:
    """Whether the lines are the same, in whatever order."""
    return len(some) == len(others) and (
        tuple(some) == tuple(others) or sorted(some, key=_order) == sorted(others, key=_order)
    )


def _order(line: Line) -> tuple[tuple[bool, int | str], ...]:
    return tuple((value is None, "" if value is None else value) for value in line)


def _exact(quantity_milli: int, price_minor: int, discount_permille: int) -> int:
    return quantity_milli * price_minor * (1000 - discount_permille)


def _rounded(exact: int) -> int:
    """Half up, away from nothing: what is taken back is rounded as what was sold."""
    whole = (abs(exact) + _WHOLE // 2) // _WHOLE
    return whole if exact >= 0 else -whole
