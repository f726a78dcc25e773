"""By what customers are put into blocks, so that only those who share something are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crm_tui.text.fold import fold, words
from crm_tui.views.duplicates_scoring import Seen, digits, skeleton

LEGAL = frozenset(
    words(
        "ab ag and aps as asa bt bv bvba co corp corporation company cv doo dd eeig ev et eood"
        " egyesulet gbr ges gesellschaft gmbh inc incorporated kft kg kgaa kk kkt ks limited llc"
        " llp lp ltd ltda mbh mb nv nyrt og ohg ood oy oyj plc pte pty rt sa sarl sas sca scs sia"
        " sl sp spa spzoo spol srl sro the ug und uab vof ve zoo zrt"
    )
)
"""Words that say what form a company has, not what it is called."""

TITLES = frozenset(
    words(
        "dr dra prof ing mr mrs ms miss mag dipl ifj id jr sr ii iii phd md esq herr frau mme mlle"
    )
)
"""Words before or after a person's name that people leave out."""

_GROUPS = str.maketrans(
    "bpfvwcksgjqxzdtlmnr", "1111122222222334556", "aeiouyh'-."
)  # by the sound (Soundex, U.S. patent 1,261,167), all vowels left out
_NUMBERS = re.compile(r"\d+")
_SHORT_STREET = 4


@lru_cache(4096)
def names(kind: str, name: str) -> tuple[str, ...]:
    """The words of a name that tell customers apart; all of them where none does."""
    found = words(skeleton(fold(name)))
    left_out = LEGAL if kind == "company" else TITLES
    telling = [word for word in _initials_together(found) if word not in left_out]
    return tuple(telling or found)


def _initials_together(found: list[str]) -> list[str]:
    """Letters that stand alone side by side, as in 'S. A.' or 'S.p.A.', as one word."""
    together: list[str] = []
    run = ""
    for word in [*found, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            together.append(run)
        run = ""
        if word:
            together.append(word)
    return together


@lru_cache(16_384)
def sound(word: str) -> str:
    """The word by its sound: its first letter and groups of consonants, none twice in a row."""
    groups = word[1:].translate(_GROUPS)
    return word[:1] + "".join(
        group for nth, group in enumerate(groups[:6]) if nth == 0 or groups[nth - 1] != group
    )


def keys(one: Seen) -> Iterator[tuple[int, str]]:
    """(pass, key) of a customer: those with the same key in the same pass are compared."""
    kind = one.kind[0]
    for address in one.emails:
        yield 0, address
        local, _, domain = address.partition("@")
        number = digits(local)
        letters = "".join(filter(str.isalpha, local))
        yield 1, f"{letters[:3]}{number}" if number else f"{letters[:4]}@{domain[:4]}"
    for number in one.phones:
        yield 2, f"{kind}{number[-9:]}"
    if one.joined:
        yield 3, kind + one.joined
    sounds = sorted({sound(word) for word in one.names})
    if sounds:
        yield 4, f"{kind}{' '.join(sounds)}"
    for word in one.names:
        first = sound(word)
        if one.birthday:
            yield 5, f"{one.birthday}{first[:1]}"
            yield 6, f"{one.birthday[:4]}{first}"
            yield 7, f"{one.birthday[5:]}{first}"
        if one.city:
            yield 8, f"{kind}{one.city[:3]}{first}"
        if one.company:
            yield 9, f"{one.company}{first}"
    for street in one.streets:
        numbers = _NUMBERS.findall(street)
        if numbers:
            plain = "".join(c for c in street if c.isalpha())
            yield 10, f"{kind}{numbers[0]}{plain[:_SHORT_STREET]}"
    for value in one.own:
        yield 11, value


PASSES = 12
