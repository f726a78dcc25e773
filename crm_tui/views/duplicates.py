"""Pairs of customers that may be one (S55): blocked by keys, scored with reasons.

Nobody is compared with everybody: only customers that share a key are, and of a key that very
many share only those next to each other by name. What is compared is laid down in a file beside
and read from there, so that memory does not grow with the book.
"""

from __future__ import annotations

import json
import marshal
import os
import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import combinations, groupby
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, NamedTuple, Self
from zlib import crc32

from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold, words
from crm_tui.views import customers, duplicates_keys
from crm_tui.views.duplicates_scoring import Commonness, Scorer, Seen, skeleton

LEAST = 60
"""The score, of 100, from which a pair is worth a look."""

USUAL = 1000
"""So many pairs are kept unless another number is asked for, the likeliest."""

_FAINT = 30
"""The score from which one is offered where somebody looks for the double of a customer."""

_NEAR = 100
_BATCH = 4000
_CROWD, _WEAK_CROWD = 40, 25
"""Of a key that more customers share than this only neighbours by name are compared."""

_NEIGHBOURS = 8
_WEAK = frozenset({4, 8, 9})
"""Passes whose key says little: the names must look alike before the pair is weighed."""

_ALIKE = 0.78
_READING = 0.4
"""The share of the work that reading is, for the progress."""

_KEY_LIKE = re.compile(r"(?=.*\d.*\d.*\d.*\d)[0-9a-z][0-9a-z /-]{5,40}")
_DAY_LIKE = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}")
_PARTIES = """
SELECT id, kind, name, city, birthday, custom FROM party
WHERE id > ? AND archived_at IS NULL ORDER BY id LIMIT ?
"""
_METHODS = """
SELECT party_id, kind, normal, value FROM contact_method
WHERE party_id BETWEEN ? AND ? AND kind IN ('email', 'phone', 'post')
"""
_COMPANIES = """
SELECT r.party_id, c.name FROM relationship r JOIN party c ON c.id = r.other_id
WHERE r.party_id BETWEEN ? AND ? AND r.kind = 'works_at' AND r.until IS NULL
"""

Progress = Callable[[float], bool]
"""Hears the share that is done, from 0 to 1; says whether to go on."""


class Pair(NamedTuple):
    """Two customers that may be one: how likely, from 0 to 100, and why; `one` is the older."""

    one: int
    other: int
    score: int
    reasons: tuple[str, ...]


class Found(NamedTuple):
    """Pairs, the likeliest first; `total` counts those, too, that were not asked for.

    `crowds` keys are shared by so many that only neighbours by name were compared; `whole` is
    false where the search was stopped.
    """

    pairs: tuple[Pair, ...]
    total: int
    customers: int
    crowds: int
    whole: bool


class Side(NamedTuple):
    """What a line tells of one of the two."""

    id: int
    name: str
    company: str
    city: str
    phone: str
    owner: str
    last_contact_at: datetime | None


def find(
    desk: Desk,
    *,
    least: int = LEAST,
    limit: int = USUAL,
    among: Collection[int] | None = None,
    progress: Progress | None = None,
) -> Found:
    """Pairs of live customers that may be one, from a score of `least` on.

    Pairs that were told apart (`services.distinct`) are left out; with `among` one of the two is
    one of those.
    """
    search = _Search(desk, least, None if among is None else frozenset(among), progress)
    with search.scratch:
        whole = search.read() and search.compare()
        return search.found(limit, whole=whole)


def sides(desk: Desk, pairs: Iterable[Pair]) -> dict[int, Side]:
    """What lines tell of the customers of the pairs, by id."""
    return sides_of(desk, sorted({party for pair in pairs for party in pair[:2]}))


def sides_of(desk: Desk, ids: Sequence[int]) -> dict[int, Side]:
    """What lines tell of these customers, by id."""
    return {
        row.id: Side(
            row.id, row.name, row.company, row.city, row.phone, row.owner, row.last_contact_at
        )
        for row in customers.rows(desk, ids)
    }


def likely(desk: Desk, party: int, limit: int = 8) -> tuple[Pair, ...]:
    """Pairs of a customer and those who may be the same, archived ones too, the likeliest first."""
    seen = {one.id: one for one in _those(desk, [party, *_near(desk, party)])}
    own = seen.pop(party, None)
    if own is None:
        return ()
    common = Commonness()
    for one in (own, *seen.values()):
        common.add(one.names)
    common.customers = int(desk.store.value("SELECT count(*) FROM party"))
    scorer = Scorer(common)
    apart = _told_apart(desk, party)
    pairs = []
    for one in seen.values():
        if one.kind == own.kind and one.id not in apart:
            score, reasons = scorer.explained(own, one)
            pairs.append(Pair(party, one.id, score, reasons))
    pairs.sort(key=lambda pair: (-pair.score, pair.other))
    return tuple(pair for pair in pairs if pair.score >= _FAINT)[:limit]


def _near(desk: Desk, party: int) -> list[int]:
    """Customers with an address, a number, a birthday or a word of the name of this one."""
    found = dict.fromkeys(
        row[0]
        for row in desk.store.rows(
            "SELECT o.party_id FROM contact_method m JOIN contact_method o"
            " ON o.normal = m.normal AND o.kind = m.kind"
            " WHERE m.party_id = ? AND m.normal <> '' AND o.party_id <> m.party_id"
            " UNION SELECT o.id FROM party p JOIN party o ON o.birthday = p.birthday"
            " WHERE p.id = ? AND o.birthday IS NOT NULL LIMIT 200",
            (party, party),
        )
    )
    name = desk.store.value("SELECT sort_name FROM party WHERE id = ?", (party,)) or ""
    spelt = words(name)
    for asked in (spelt, *([word] for word in sorted(spelt, key=len, reverse=True)[:2])):
        if asked:
            found |= dict.fromkeys(desk.store.engine.find_parties(asked, _NEAR))
    long = [word for word in spelt if len(word) > 3]
    if long:
        found |= dict.fromkeys(desk.store.engine.find_misspelt(long, _NEAR))
    return list(found)


def _told_apart(desk: Desk, party: int) -> set[int]:
    return {
        other
        for pair in desk.store.rows(
            "SELECT one_id, other_id FROM distinct_pair WHERE one_id = ? OR other_id = ?",
            (party, party),
        )
        for other in pair
        if other != party
    }


def _those(desk: Desk, ids: Sequence[int]) -> list[Seen]:
    """These customers as they are compared, archived ones too, merged ones not."""
    rows = desk.store.rows_by_id(
        "SELECT id, kind, name, city, birthday, custom FROM party"
        " WHERE id IN ({ids}) AND merged_into_id IS NULL",
        ids,
    )
    methods = _grouped(
        desk.store.rows_by_id(_METHODS.replace("BETWEEN ? AND ?", "IN ({ids})"), ids)
    )
    companies = _grouped(
        desk.store.rows_by_id(_COMPANIES.replace("BETWEEN ? AND ?", "IN ({ids})"), ids)
    )
    return [_seen(row, methods.get(row[0], ()), companies.get(row[0], ())) for row in rows]


class _Scratch:
    """The customers that are compared, in a file that nobody else sees and that goes with us."""

    def __init__(self) -> None:
        self._file: IO[bytes] = TemporaryFile("wb+")  # noqa: SIM115 - closed by `__exit__`
        self._starts = array("Q", [0])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, seen: Seen) -> int:
        content = marshal.dumps(tuple(seen))
        self._file.write(content)
        self._starts.append(self._starts[-1] + len(content))
        return len(self) - 1

    def flush(self) -> None:
        self._file.flush()

    def seen(self, place: int) -> Seen:
        start = self._starts[place]
        content = os.pread(self._file.fileno(), self._starts[place + 1] - start, start)
        return Seen._make(marshal.loads(content))  # written above, by ourselves


class _Search:
    """One search: what was read, the keys of each pass, the pairs found so far."""

    def __init__(
        self, desk: Desk, least: int, among: frozenset[int] | None, progress: Progress | None
    ) -> None:
        self._desk = desk
        self._least = least
        self._among = among
        self._progress = progress or (lambda share: True)
        self.scratch = _Scratch()
        self._common = Commonness()
        self._keys = [array("Q") for _ in range(duplicates_keys.PASSES)]
        self._scores: dict[int, int] = {}
        self._crowds = 0
        self._distinct = {
            (row[0], row[1])
            for row in desk.store.rows("SELECT one_id, other_id FROM distinct_pair")
        }

    def read(self) -> bool:
        """Lay down what is compared; whether to go on."""
        about = self._desk.store.value("SELECT count(*) FROM party") or 1
        for batch in _batches(self._desk):
            for seen in batch:
                place = self.scratch.add(seen)
                self._common.add(seen.names)
                if len(seen.names) > 1:
                    self._common.count(seen.joined)
                for nth, key in duplicates_keys.keys(seen):
                    self._keys[nth].append(crc32(key.encode()) << 32 | place)
            if not self._progress(min(1.0, len(self.scratch) / about) * _READING):
                return False
        self.scratch.flush()
        return True

    def compare(self) -> bool:
        """Compare within each block of each pass; whether it was all done."""
        from rapidfuzz.distance import OSA

        self._looks_alike: Callable[..., float] = OSA.normalized_similarity
        self._scorer = Scorer(self._common)
        total = sum(map(len, self._keys)) or 1
        done = 0
        for nth, packed in enumerate(self._keys):
            ordered = sorted(packed)
            self._keys[nth] = array("Q")
            for count, (_, run) in enumerate(groupby(ordered, key=_key)):
                block = list(dict.fromkeys(value & 0xFFFFFFFF for value in run))
                if len(block) > 1:
                    self._compare_block(nth, block)
                if count % 1000 == 0 and not self._progress(
                    _READING + (1 - _READING) * done / total
                ):
                    return False
                done += len(block)
        self._progress(1.0)
        return True

    def _compare_block(self, nth: int, places: list[int]) -> None:
        weak = nth in _WEAK
        block = [(place, self.scratch.seen(place)) for place in places]
        pairs: Iterable[tuple[tuple[int, Seen], tuple[int, Seen]]] = combinations(block, 2)
        if len(block) > (_WEAK_CROWD if weak else _CROWD):
            self._crowds += 1
            block.sort(key=lambda entry: (entry[1].joined, entry[0]))
            pairs = (
                (entry, other)
                for at, entry in enumerate(block)
                for other in block[at + 1 : at + 1 + _NEIGHBOURS]
            )
        for (place, one), (later, other) in pairs:
            if one.kind != other.kind:
                continue
            if weak and self._looks_alike(one.joined, other.joined) < _ALIKE:
                continue
            self._weigh(min(place, later), max(place, later), one, other)

    def _weigh(self, place: int, later: int, one: Seen, other: Seen) -> None:
        both = place << 32 | later
        if both in self._scores:
            return
        ids = min(one.id, other.id), max(one.id, other.id)
        if self._among is not None and self._among.isdisjoint(ids):
            return
        score = self._scorer.score(one, other)
        if score >= self._least and ids not in self._distinct:
            self._scores[both] = score

    def found(self, limit: int, *, whole: bool) -> Found:
        """The likeliest pairs, with their reasons."""
        best = sorted(self._scores.items(), key=lambda item: (-item[1], item[0]))[:limit]
        pairs = []
        for both, score in best:
            one, other = self.scratch.seen(both >> 32), self.scratch.seen(both & 0xFFFFFFFF)
            pairs.append(Pair(one.id, other.id, score, self._scorer.explained(one, other).reasons))
        return Found(tuple(pairs), len(self._scores), len(self.scratch), self._crowds, whole)


def _key(packed: int) -> int:
    return packed >> 32


def _batches(desk: Desk) -> Iterator[list[Seen]]:
    """Live customers as they are compared, in batches, by id."""
    last = 0
    while rows := desk.store.rows(_PARTIES, (last, _BATCH)):
        first, last = rows[0][0], rows[-1][0]
        methods = _grouped(desk.store.rows(_METHODS, (first, last)))
        companies = _grouped(desk.store.rows(_COMPANIES, (first, last)))
        yield [_seen(row, methods.get(row[0], ()), companies.get(row[0], ())) for row in rows]


def _seen(
    row: Sequence[Any], methods: Sequence[Sequence[str]], companies: Sequence[Sequence[str]]
) -> Seen:
    number, kind, name, city, birthday, custom = row
    told = duplicates_keys.names(kind, name)
    company = duplicates_keys.names("company", companies[0][0]) if companies else ()
    return Seen(
        number,
        kind,
        told,
        " ".join(sorted(told)),
        _plain(city),
        birthday or "",
        tuple(normal or fold(value) for way, normal, value in methods if way == "email"),
        tuple(normal for way, normal, _ in methods if way == "phone" and normal),
        tuple(" ".join(words(value)) for way, _, value in methods if way == "post"),
        " ".join(company),
        tuple(_key_like(custom)) if custom != "{}" else (),
    )


@lru_cache(1024)
def _plain(city: str) -> str:
    return skeleton(fold(city))


def _key_like(custom: str) -> Iterator[str]:
    """Own fields whose value looks like a number given to one alone: a tax number, a key."""
    for name, value in json.loads(custom).items():
        said = fold(str(value))
        if _KEY_LIKE.fullmatch(said) and not said.endswith("00") and not _DAY_LIKE.fullmatch(said):
            yield f"{name}\x1f{said}"


def _grouped(rows: Iterable[Sequence[Any]]) -> dict[int, list[Sequence[Any]]]:
    groups: defaultdict[int, list[Sequence[Any]]] = defaultdict(list)
    for party, *rest in rows:
        groups[party].append(rest)
    return groups
