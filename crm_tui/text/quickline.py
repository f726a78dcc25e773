"""The quick line: one sentence that becomes a log entry and its follow-up (S47).

`Rossi call spoke to Anna wants price by Fri @bob !high #vip`. Nothing that was typed is ever
lost: each word stands in `who`, in `channel_words`, in `text`, or is a recognised marker.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Final, NamedTuple

from crm_tui.text.channel_words import Contact, bare_word, contact_at
from crm_tui.text.dates import FoundDay, find_days
from crm_tui.text.day_words import WEEKDAY_NUMBERS
from crm_tui.text.lasting import length_at
from crm_tui.text.priorities import PRIORITIES

_LONGEST_NAME = 8  # words; a channel word further on belongs to the sentence
_LONGEST_CANDIDATE = 6
_MARKER: Final = re.compile(
    rf"@(?P<user>[\w.-]*\w)|!(?P<priority>{'|'.join(PRIORITIES)})|#(?P<tag>[^\W\d][\w-]*)",
    re.IGNORECASE,
)
_DEADLINE: Final = frozenset({"by", "until", "till", "before", "due"})
_LOOKING_BACK: Final = frozenset({"from", "since"})
_WISH: Final = re.compile(
    r"\b(?:wants?|needs?|asks?|asked|wishes|expects?|requests?|requested|awaits?|will|must|should"
    r"|please|todo|promised|send|call back|ring back|follow(?:[ -]up)|remind|check|prepare|offer"
    r"|order|visit|meet|deliver)\b",
    re.IGNORECASE,
)
_CLAUSE_END: Final = re.compile(r"[.;,!?:](?=\s|$)|\s(?:and|but|then)\s", re.IGNORECASE)
_SPOKE: Final = frozenset({"spoke", "talked", "speaking", "talking", "spoken"})
_COMPANY: Final = frozenset({"with", "met", "saw"})
_PARTICLE_WORDS: Final = "de da di del der den van von la le bin al el"
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
_OTHER_WORDS: Final = (
    "a an the his her their our my them him us me it someone somebody nobody no no-one not about "
    "reception everyone i"
)
_NO_NAMES: Final = frozenset(_OTHER_WORDS.split()).union(WEEKDAY_NUMBERS)
_LONGEST_PERSON = 3
_EDGES: Final = " ,:;-"


class QuickLine(NamedTuple):
    """What a quick line says.

    `who` is None where no channel word or colon ends the name: then `text` begins with it, and
    `split_candidates` offers the names it could be. `direction` is 'in', 'out' or None. `due`
    and `follow_up` are set together; the times are in the user's zone.
    """

    who: str | None
    kind: str
    channel: str | None
    direction: str | None
    minutes: int | None
    channel_words: str
    people: tuple[str, ...]
    text: str
    follow_up: str | None
    due: date | None
    due_time: time | None
    due_minutes: int | None
    assignee: str | None
    priority: str | None
    tags: tuple[str, ...]


class _Markers(NamedTuple):
    tokens: list[str]
    assignee: str | None
    priority: str | None
    tags: tuple[str, ...]


class _Sentence(NamedTuple):
    """What the text after the customer and the channel says."""

    text: str
    people: tuple[str, ...] = ()
    follow_up: str | None = None
    due: date | None = None
    due_time: time | None = None
    due_minutes: int | None = None


def parse(
    text: str,
    today: date,
    *,
    channels: Mapping[str, str] | None = None,
    users: Collection[str] | None = None,
    day_first: bool = True,
) -> QuickLine:
    """The first reading of a quick line: up to its first channel word it names the customer.

    `channels` adds words of the user's own by channel code; with `users` only their logins are
    taken as `@assignee`.
    """
    return next(readings(text, today, channels=channels, users=users, day_first=day_first))


def readings(
    text: str,
    today: date,
    *,
    channels: Mapping[str, str] | None = None,
    users: Collection[str] | None = None,
    day_first: bool = True,
) -> Iterator[QuickLine]:
    """Every way to read a quick line, likeliest first, at least one.

    A colon ends the name ('Rossi: call no answer'); a channel word further on is not looked for.
    A name may hold a channel word ('Deutsche Mail GmbH call'), and a sentence may hold one
    before its verb ('Rossi wants a call'): whoever knows the customers takes the first reading
    whose `who`, or whose beginning of `text`, is one.
    """
    markers = _markers(_without_plus(text).split(), users)
    tokens = markers.tokens
    named = _colon_at(tokens)
    reach = min(len(tokens), _LONGEST_NAME + 1 if named is None else named + 1)
    for index in range(reach):
        contact = contact_at(tokens, index, channels)
        if contact:
            yield _read(markers, contact, today=today, day_first=day_first)
    plain = Contact("note", None, None, named or 0, named or 0)
    yield _read(markers, plain, today=today, day_first=day_first)


def named_as(
    line: QuickLine, who: str, text: str, today: date, *, day_first: bool = True
) -> QuickLine:
    """The line read anew once the beginning of its text turned out to be the customer's name.

    `who` and `text` are a pair of `split_candidates(line.text)`.
    """
    sentence = _sentence(text, line.channel_words, today=today, day_first=day_first)
    return line._replace(who=who, **sentence._asdict())


def split_candidates(text: str) -> list[tuple[str, str]]:
    """The names a line could begin with and what follows each, the longest name first."""
    tokens = text.split()
    found = []
    for count in range(min(_LONGEST_CANDIDATE, len(tokens)), 0, -1):
        lead = " ".join(tokens[:count]).strip(_EDGES)
        if lead:
            found.append((lead, " ".join(tokens[count:])))
    return found


def _without_plus(text: str) -> str:
    bare = text.strip()
    if bare.startswith("+") and not bare[1:2].isdigit():
        return bare[1:]
    return bare


def _markers(tokens: list[str], users: Collection[str] | None) -> _Markers:
    """The markers taken out of the tokens; a second assignee or priority stays in the text."""
    kept: list[str] = []
    assignee = priority = None
    tags: list[str] = []
    for token in tokens:
        marker = _MARKER.fullmatch(token.rstrip(_EDGES))
        user = marker["user"] if marker else None
        if marker and marker["tag"]:
            tags.append(marker["tag"])
        elif marker and marker["priority"] and priority is None:
            priority = marker["priority"].lower()
        elif user and assignee is None and (users is None or user in users):
            assignee = user
        else:
            kept.append(token)
    return _Markers(kept, assignee, priority, tuple(dict.fromkeys(tags)))


def _colon_at(tokens: Sequence[str]) -> int | None:
    """The number of words before a colon that ends a name; None without one."""
    for index, token in enumerate(tokens[:_LONGEST_NAME]):
        if token.endswith(":") and token != ":":
            return index + 1
    return None


def _read(markers: _Markers, contact: Contact, *, today: date, day_first: bool) -> QuickLine:
    tokens = markers.tokens
    length = length_at(tokens, contact.end) if contact.end > contact.start else None
    start = length.end if length else contact.end
    said = " ".join(tokens[contact.start : start])
    sentence = _sentence(" ".join(tokens[start:]), said, today=today, day_first=day_first)
    return QuickLine(
        who=" ".join(tokens[: contact.start]).strip(_EDGES) or None,
        kind=contact.kind,
        channel=contact.channel,
        direction=contact.direction,
        minutes=length.minutes if length else None,
        channel_words=said,
        assignee=markers.assignee,
        priority=markers.priority,
        tags=markers.tags,
        **sentence._asdict(),
    )


def _sentence(text: str, channel_words: str, *, today: date, day_first: bool) -> _Sentence:
    met = ["met"] if bare_word(channel_words) == "met" else []
    people = _people([*met, *text.split()])
    due = _due(text, today, day_first)
    if due is None:
        return _Sentence(text, people)
    length = length_at(_after(text, due), 0) if due.at else None
    minutes = length.minutes if length else None
    return _Sentence(text, people, _follow_up(text, due), due.day, due.at, minutes)


def _after(text: str, due: FoundDay) -> list[str]:
    tokens = text[due.end :].split()
    return tokens[1:] if tokens[:1] == ["for"] else tokens


def _due(text: str, today: date, day_first: bool) -> FoundDay | None:
    """The date by which something is to be done: a stated deadline, else the last day to come."""
    ahead = [
        found
        for found in find_days(text, today, day_first=day_first)
        if found.preposition not in _LOOKING_BACK
        and (found.day > today or (found.day == today and found.preposition in _DEADLINE))
    ]
    deadlines = [found for found in ahead if found.preposition in _DEADLINE]
    return deadlines[0] if deadlines else ahead[-1] if ahead else None


def _follow_up(text: str, due: FoundDay) -> str:
    """What is to be done: the clause around the date, from its wish on, without the date."""
    before, after = text[: due.start], text[due.end :]
    ends = list(_CLAUSE_END.finditer(before.rstrip()))
    clause = before[ends[-1].end() :] if ends else before
    wish = _WISH.search(clause)
    if wish:
        clause = clause[wish.start() :]
    following = _CLAUSE_END.search(after)
    closed = text[: due.end].endswith((",", ";", "."))
    rest = "" if closed else after[: following.start()] if following else after
    said = " ".join(f"{clause} {rest}".split()).strip(_EDGES + ".!?")
    return said or " ".join(f"{before} {after}".split()).strip(_EDGES + ".!?") or "follow up"


def _people(tokens: Sequence[str]) -> tuple[str, ...]:
    """The names after 'spoke to', 'with' and 'met'."""
    found: list[str] = []
    for index, token in enumerate(tokens):
        word = bare_word(token)
        following = bare_word(tokens[index + 1]) if index + 1 < len(tokens) else ""
        if word in _SPOKE and following in {"to", "with"}:
            found += _names(tokens, index + 2, any_case=True)
        elif word in _COMPANY and not (index and bare_word(tokens[index - 1]) in _SPOKE):
            found += _names(tokens, index + 1, any_case=False)
    return tuple(dict.fromkeys(found))


def _names(tokens: Sequence[str], index: int, *, any_case: bool) -> Iterator[str]:
    """The names that begin at a token, several where 'and', '&' or a comma joins them."""
    name: list[str] = []
    for token in tokens[index:]:
        bare = token.strip(_EDGES + ".!?")
        joins = token in {"and", "&"}
        if joins and name:
            yield " ".join(name)
            name = []
            any_case = False
            continue
        if joins or len(name) == _LONGEST_PERSON or not _may_name(bare, name, any_case=any_case):
            break
        name.append(bare)
        if token[-1] in ".!?;:":
            break
        if token.endswith(","):
            yield " ".join(name)
            name = []
        any_case = False
    while name and name[-1].casefold() in _PARTICLES:
        name.pop()
    if name:
        yield " ".join(name)


def _may_name(word: str, name: list[str], *, any_case: bool) -> bool:
    if not word or not word[0].isalpha() or word.casefold() in _NO_NAMES:
        return False
    if name and word.casefold() in _PARTICLES:
        return True
    caseless = word[0].lower() == word[0].upper()
    return any_case or word[0].isupper() or (caseless and not name)
