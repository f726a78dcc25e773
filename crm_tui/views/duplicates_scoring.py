"""How likely two customers are one, and what speaks for it, in words.

Evidence is weighed in bits, as record linkage does (Fellegi and Sunter 1969): what two share
speaks the louder the fewer share it, and so many customers as there are speak against any two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import log2
from typing import Any, NamedTuple
from zlib import crc32

SLOTS = 1 << 18
"""Places in which the words of names are counted; two words seldom share one."""

_FEWEST = 20_000
"""A book of fewer customers does not make a name rare."""

_MOST = 9.0
"""Bits that one word of a name is worth at most."""

_MOST_OF_A_WHOLE = 16.0
"""Bits that a whole name is worth at most."""

_CERTAIN = 12.0
"""Bits that something is worth that people do not share: an address, a key."""

_SLIP = 2.5
"""Bits that one wrong letter costs."""

_OTHER = -4.0
"""Bits of a name that is another."""

_NAMES = "names alike"
_REMEMBERED = 16_384
"""Words whose worth is kept at hand."""

_HOPELESS = -2.0
"""Below so many bits the score is no matter any more."""

_STEEP = 5.0
"""So many bits above even double the odds shown as a score about twice."""


class Seen(NamedTuple):
    """What is compared of a customer, folded already."""

    id: int
    kind: str
    names: tuple[str, ...]
    joined: str
    city: str
    birthday: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    streets: tuple[str, ...]
    company: str
    own: tuple[str, ...]


class Scored(NamedTuple):
    """How likely two customers are one, from 0 to 100, and what speaks for it."""

    score: int
    reasons: tuple[str, ...]


class Commonness:
    """How often each word stands in names, counted in little room."""

    def __init__(self) -> None:
        from array import array

        self._counts = array("I", bytes(4 * SLOTS))
        self.customers = 0

    def add(self, words: Sequence[str]) -> None:
        """Count the words of one more customer's name."""
        self.customers += 1
        for word in words:
            self.count(word)

    def count(self, word: str) -> None:
        """Count a word, or a whole name, once more."""
        self._counts[crc32(word.encode()) % SLOTS] += 1

    def bits(self, word: str, most: float = _MOST) -> float:
        """How much it says that two share this word, or whole name."""
        often = max(self._counts[crc32(word.encode()) % SLOTS], 2)
        rare = log2(max(self.customers, _FEWEST) / often)
        return max(0.5, min(most, rare, 1.5 + 2 * len(word)))


class Scorer:
    """Weighs the evidence for two customers at a time."""

    def __init__(self, common: Commonness) -> None:
        from rapidfuzz.distance import OSA, JaroWinkler

        self._bits = lru_cache(_REMEMBERED)(common.bits)
        self._slips: Callable[..., int] = OSA.distance
        self._alike: Callable[..., float] = JaroWinkler.similarity
        self._against = log2(max(common.customers, 1000))

    def score(self, one: Seen, other: Seen) -> int:
        """How likely the two are one customer, from 0 to 100."""
        return self._weighed(one, other, [])

    def explained(self, one: Seen, other: Seen) -> Scored:
        """The same, with what speaks for it."""
        reasons: list[str] = []
        score = self._weighed(one, other, reasons)
        alike = f"names {_alike(one, other)} % alike"
        return Scored(score, tuple(alike if why == _NAMES else why for why in reasons))

    def _weighed(self, one: Seen, other: Seen, reasons: list[str]) -> int:
        names = self._names(one, other, reasons)
        if names + self._at_most(one, other) < self._against + _HOPELESS:
            return 0
        bits = names + self._shared(one, other, names, reasons)
        bits += self._birthday(one.birthday, other.birthday, reasons)
        bits += self._place(one, other, reasons)
        return round(100 / (1 + 2 ** ((self._against - bits) / _STEEP)))

    def _at_most(self, one: Seen, other: Seen) -> float:
        """What there is besides the names, at its best, by a quick look."""
        most = 3.0 if one.city == other.city else 2.0
        if one.company and one.company == other.company:
            most += 4.0
        if one.birthday and other.birthday:
            most += _CERTAIN
        if (one.own and other.own) or (one.streets and other.streets):
            most += 2 * _CERTAIN
        if not _numbered_apart(one.emails, other.emails):
            most += _CERTAIN + 2
        if not set(one.phones).isdisjoint(other.phones):
            most += _CERTAIN
        return most

    def _names(self, one: Seen, other: Seen, reasons: list[str]) -> float:
        if one.joined == other.joined:
            if one.joined:
                reasons.append("same name")
            return self._same_name(one)
        rest = list(other.names)
        unlike = 0
        bits = 0.0
        for word in one.names:
            if word in rest:
                rest.remove(word)
                bits += self._bits(word)
                continue
            worth, best = max(
                ((self._worth(word, said), said) for said in rest), default=(_OTHER, "")
            )
            if worth > 0:
                rest.remove(best)
                bits += worth
            else:
                unlike += 1
        if bits:
            whole = len(one.names) == len(other.names)
            reasons.append(_NAMES if whole else "part of the name")
        several = min(unlike, len(rest))
        spare = unlike + len(rest) - 2 * several
        return bits + _OTHER * several + (-2.0 if one.kind == "company" else -0.5) * spare

    def _same_name(self, one: Seen) -> float:
        """Firms hardly ever share a whole name by chance; people do, the more the longer a book."""
        if not one.joined:
            return 0.0
        whole = self._bits(one.joined, _MOST_OF_A_WHOLE)
        bits = max(sum(map(self._bits, one.names)), whole)
        return bits + 6 if one.kind == "company" else bits

    def _worth(self, word: str, other: str) -> float:
        if word == other:
            return self._bits(word)
        short, long = sorted((word, other), key=len)
        common = min(self._bits(word), self._bits(other))
        if len(short) == 1:
            return 1.0 if long.startswith(short) else _OTHER
        slips = self._slips(word, other)
        if slips <= 1 + (len(short) > 5) and slips * 3 <= len(short) + 1:
            return max(1.0, common - _SLIP * slips)
        if len(short) > 2 and long.startswith(short):
            return max(1.0, common / 2)
        if self._alike(word, other) > 0.9:
            return max(1.0, common / 2 - 1)
        return _OTHER

    def _shared(self, one: Seen, other: Seen, names: float, reasons: list[str]) -> float:
        """Addresses, numbers, keys and the company; what two of a household share says less."""
        bits = 0.0
        certain = _CERTAIN if names > _OTHER else _CERTAIN / 2
        for mine, theirs, what, worth in (
            (one.emails, other.emails, "same e-mail", certain + 2),
            (one.phones, other.phones, "same number", certain * 0.75),
        ):
            if not mine or not theirs:
                continue
            if not set(mine).isdisjoint(theirs):
                bits += worth
                reasons.append(what)
            else:
                bits += self._alike_mail(mine, theirs, reasons) if mine is one.emails else -2.0
        bits += self._own(one.own, other.own, reasons)
        if one.company and one.company == other.company:
            bits += 4
            reasons.append("same company")
        return bits

    def _alike_mail(self, mine: Sequence[str], theirs: Sequence[str], reasons: list[str]) -> float:
        for one in mine:
            for other in theirs:
                if digits(one) != digits(other):  # numbered: another one of a row
                    continue
                slips = self._slips(one, other)
                if slips <= 3 and len(one) > 10:
                    reasons.append("e-mail nearly the same")
                    return _CERTAIN - 2 * slips
                if one.partition("@")[0] == other.partition("@")[0]:
                    reasons.append("same e-mail before the @")
                    return 5.0
        return -2.0

    def _own(self, mine: Sequence[str], theirs: Sequence[str], reasons: list[str]) -> float:
        bits = 0.0
        told = dict(value.split("\x1f", 1) for value in theirs)
        for value in mine:
            name, said = value.split("\x1f", 1)
            if name not in told:
                continue
            slips = self._slips(said, told[name])
            if slips == 0:
                bits += _CERTAIN
                reasons.append(f"same {name}")
            elif slips == 1:
                bits += _CERTAIN / 2
                reasons.append(f"{name} nearly the same")
            else:
                bits -= 2
        return bits

    def _birthday(self, one: str, other: str, reasons: list[str]) -> float:
        if not one or not other:
            return 0.0
        if one == other:
            reasons.append("same birthday")
            return 2.0 if one.endswith("-01-01") else 12.0
        wrong = sum(a != b for a, b in zip(one, other, strict=False))
        if wrong == 1 or self._slips(one, other) == 1 or _swapped(one, other):
            reasons.append("birthday nearly the same")
            return 6.0
        return 0.0 if wrong == 2 else _OTHER

    def _place(self, one: Seen, other: Seen, reasons: list[str]) -> float:
        bits = 0.0
        if one.city and other.city:
            if one.city == other.city:
                bits += 3.0
                reasons.append("same place")
            else:
                bits += 2.0 if self._alike(one.city, other.city) > 0.85 else -1.0
        if one.streets and other.streets:
            alike = max(
                1 - self._slips(mine, theirs) / max(len(mine), len(theirs), 1)
                for mine in one.streets
                for theirs in other.streets
            )
            if alike > 0.8:
                bits += 8.0 if alike == 1 else 6.0
                reasons.append("same street" if alike == 1 else "street nearly the same")
            else:
                bits += 2.0 if alike > 0.6 else -1.5
        return bits


def _alike(one: Seen, other: Seen) -> int:
    """How alike two names are in percent, the words of each in any order."""
    from rapidfuzz.distance import OSA

    return round(100 * OSA.normalized_similarity(one.joined, other.joined))


def _numbered_apart(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether no address of the one can be nearly one of the other: their digits differ."""
    for one in mine:
        for other in theirs:
            if one[:1] == other[:1] and digits(one) == digits(other):
                return False
    return True


@lru_cache(4096)
def digits(text: str) -> str:
    """The digits of a text."""
    return "".join(filter(str.isdigit, text))


def _swapped(one: str, other: str) -> bool:
    """Whether day and month are the other way round."""
    return one[:4] == other[:4] and one[5:7] == other[8:10] and one[8:10] == other[5:7]


def skeleton(text: str) -> str:
    """The folded text with letters of other scripts that look Latin as those they look like."""
    return text.translate(_LOOKALIKES)


_LOOKALIKES: dict[int, Any] = str.maketrans(
    "абвгеёзијкмнорстухцѕіїјԁһԛԝαβεηικμνορτυχγω",
    "a6bree3ujkmhopctyxusiijdhqwabenikuvoptuxyw",
)
