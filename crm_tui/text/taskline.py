"""The task line: one line that says a task whole, and the line that says a task again.

`call Anna about the renewal tue 10:00 20m !high @bob every week`. Nothing typed is ever lost:
each word stands in `title` or in `understood`. What stands between double quotes is title and
is not interpreted; so is all before a lone `|` that only understood words follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from crm_tui.text.dates import FoundDay, find_days
from crm_tui.text.day_words import MONTHS, NUMBER_WORDS, WEEKDAYS, parse_time
from crm_tui.text.lasting import length_at, say_minutes, say_short
from crm_tui.text.priorities import PRIORITIES
from crm_tui.text.say import say_day
from crm_tui.text.task_words import kind_of

BAR: Final = "|"
"""What ends a title that would be misread."""

_MARKER: Final = re.compile(
    rf"@(?P<user>[\w.-]*\w)|!(?P<priority>{'|'.join(PRIORITIES)})", re.IGNORECASE
)
_SIDES: Final = ("us", "them")
_DEADLINE: Final = frozenset({"by", "until", "till", "before", "due"})
_LOOKING_BACK: Final = frozenset({"from", "since"})
_PUNCTUATION: Final = ".,;:!?)"
_OPENING: Final = ('"', "\u201c", "\u201e")
_CLOSING: Final = ('"', "\u201d", "\u201c")
_QUOTED: Final = '"'  # stands for a word that is not interpreted

_SURE_CLOCK: Final = re.compile(r"[0-9]{1,2}(?::[0-9]{2})?(?: ?[ap]m)|[0-9]{1,2}:[0-9]{2}", re.I)
_HOUR_WORD: Final = re.compile(r"([0-9]{1,2})h(?:[0-9]{2})?", re.IGNORECASE)
_EARLIEST_HOUR_WORD = 6  # 'tue 2h' is two hours long, 'tue 14h' begins at two
_BEFORE_CLOCK: Final = frozenset({"at", "by", "before", "until", "till"})
_SPAN: Final = re.compile(r"(?=.*:)([0-9]{1,2}(?::[0-9]{2})?)[-\u2013]([0-9]{1,2}(?::[0-9]{2})?)")
_NO_LENGTH_AFTER: Final = frozenset({"in", "within", "after", "every", "last", "next", "per", "x"})
_NO_LENGTH_BEFORE: Final = frozenset({"ago", "before", "after", "later", "earlier", "from"})
_LONGEST_BARE_LENGTH: Final = 12 * 60  # minutes; '24h' is rather a service

_ADVERBS: Final = frozenset(
    ("daily", "weekly", "fortnightly", "monthly", "quarterly", "yearly", "annually")
)
_WHICH: Final = frozenset(("first", "second", "third", "fourth", "last", "the"))
_LONGEST_REPEAT = 12  # words
_NEAR_DAYS = 300


class TaskLine(NamedTuple):
    """What a task line says. `kind`, `priority` and `assignee` are None where it says nothing.

    `due` and `at` are of the user's zone, and `at` has a `due` with it. `repeats` is a rule of
    `recurrence` or ''. `understood` are the pieces taken out of the title, as typed.
    """

    title: str
    kind: str | None
    due: date | None
    at: time | None
    minutes: int | None
    priority: str | None
    assignee: str | None
    side: str
    repeats: str
    understood: tuple[str, ...]


def parse(
    text: str, now: datetime, *, users: Collection[str] | None = None, day_first: bool = True
) -> TaskLine:
    """What a line says at this moment of the user's zone (`now` is aware).

    With `users` only their logins are assignees. Of several days a deadline ('by Fri') counts,
    else the last one; of other things said twice the last. A time without a day is today's, or
    tomorrow's where it has passed; a repetition without a day begins on its first.
    """
    words = text.split()
    if BAR in words:
        bar = len(words) - 1 - words[::-1].index(BAR)
        after = _Reading(words[bar + 1 :], now, users, day_first).read()
        if not after.words:
            return after.line(words[:bar], (BAR,))
    reading = _Reading(words, now, users, day_first).read()
    return reading.line([words[index] for index in reading.words], ())


def compose(line: TaskLine, today: date) -> str:
    """One line that says the same, for editing; only the kind is what its title says.

    A title that would be misread stands before a bar.
    """
    pieces = " ".join(_pieces(line, today))
    natural = f"{line.title} {pieces}".strip()
    read = parse(natural, datetime.combine(today, time(12), UTC))
    same = line._replace(title=" ".join(line.title.split()), kind=read.kind)
    if read._replace(understood=line.understood) == same:
        return natural
    return f"{line.title} {BAR} {pieces}".strip()


def say(line: TaskLine, today: date) -> list[tuple[str, str]]:
    """What was understood, as (label, words), to be shown while typing."""
    said = []
    if line.kind:
        said.append(("kind", line.kind))
    if line.due:
        said.append(("due", f"{say_day(line.due, today)}{f' {line.at:%H:%M}' if line.at else ''}"))
    if line.minutes:
        said.append(("takes", say_minutes(line.minutes)))
    if line.priority:
        said.append(("priority", line.priority))
    if line.assignee:
        said.append(("for", f"@{line.assignee}"))
    if line.side == "them":
        said.append(("whose", "theirs to do"))
    if line.repeats:
        from crm_tui.text.repeats import say_repeat

        said.append(("repeats", say_repeat(line.repeats)))
    return said


def _pieces(line: TaskLine, today: date) -> Iterator[str]:
    if line.due:
        yield _written_day(line.due, today)
    if line.at:
        yield f"{line.at:%H:%M}"
    if line.minutes:
        bare = line.minutes <= _LONGEST_BARE_LENGTH
        yield say_short(line.minutes) if bare else f"for {say_short(line.minutes)}"
    if line.priority:
        yield f"!{line.priority}"
    if line.assignee:
        yield f"@{line.assignee}"
    if line.side == "them":
        yield "@them"
    if line.repeats:
        from crm_tui.text.repeats import parse_repeat, say_repeat

        said = say_repeat(line.repeats)
        yield said if parse_repeat(said, line.due or today) == line.repeats else line.repeats


def _written_day(day: date, today: date) -> str:
    """The day so that it is read as the same tomorrow; a day that has passed with 'due'."""
    if 0 <= (day - today).days < _NEAR_DAYS:
        return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"
    return f"due {written}" if day < today else written


class _Found(NamedTuple):
    """The words `first` to `end` of those looked at; `minutes` where they are a length."""

    first: int
    end: int
    minutes: int = 0


class _Reading:
    """A line being read: `words` are the places of the words not yet understood."""

    def __init__(
        self, words: Sequence[str], now: datetime, users: Collection[str] | None, day_first: bool
    ) -> None:
        self._typed = words
        self._plain = _unquoted(words)
        self._now = now
        self._logins = None if users is None else {user.casefold(): user for user in users}
        self._day_first = day_first
        self._pieces: list[tuple[int, str]] = []
        self.words = list(range(len(words)))
        self.due: date | None = None
        self.at: time | None = None
        self.minutes: int | None = None
        self.priority: str | None = None
        self.assignee: str | None = None
        self.side: str | None = None
        self.repeat = ""

    def read(self) -> _Reading:
        """Take out what is understood, and what is only once something else is gone."""
        left = -1
        while left != len(self.words):
            left = len(self.words)
            said = [self._plain[index] for index in self.words]
            self._take_markers(said)
            said = [self._plain[index] for index in self.words]
            for take in (
                self._take_repeat,
                self._take_soon,
                self._take_span,
                self._take_day,
                self._take_length,
            ):
                if take(said):
                    said = [self._plain[index] for index in self.words]
            self._take_time(said)
        return self

    def line(self, title: Sequence[str], more: tuple[str, ...]) -> TaskLine:
        """The task line of what was understood."""
        due, repeats = self._first_day()
        return TaskLine(
            title=" ".join(title),
            kind=kind_of(title),
            due=due,
            at=self.at,
            minutes=self.minutes,
            priority=self.priority,
            assignee=self.assignee,
            side=self.side or "us",
            repeats=repeats,
            understood=more + tuple(piece for _, piece in sorted(self._pieces)),
        )

    def _first_day(self) -> tuple[date | None, str]:
        today = self._now.date()
        passed = self.at is not None and self.at < self._now.time().replace(second=0, microsecond=0)
        soonest = today + timedelta(1) if passed and today < date.max else today
        due = self.due or (soonest if self.at else None)
        if not self.repeat:
            return due, ""
        from crm_tui.text.repeats import first_day, parse_repeat

        rule = (
            parse_repeat(self.repeat, self.due or today) or parse_repeat(self.repeat, today) or ""
        )
        return self.due or first_day(rule, soonest) or due, rule

    def _take(self, first: int, count: int = 1) -> bool:
        """Move words, counted among those left, from the title to what is understood."""
        places = self.words[first : first + count]
        self._pieces.append((places[0], " ".join(self._typed[place] for place in places)))
        del self.words[first : first + count]
        return True

    def _take_markers(self, said: Sequence[str]) -> None:
        for place in range(len(said) - 1, -1, -1):
            if said[place][0] not in "@!":
                continue
            marker = _MARKER.fullmatch(said[place].rstrip(_PUNCTUATION))
            if marker and self._mark(marker["user"], marker["priority"]):
                self._take(place)

    def _mark(self, user: str | None, priority: str | None) -> bool:
        if priority:
            known = self.priority is None
            self.priority = self.priority or priority.lower()
            return known
        name = (user or "").casefold()
        if name in _SIDES:
            known = self.side is None
            self.side = self.side or name
            return known
        login = user if self._logins is None else self._logins.get(name)
        if login is None or self.assignee is not None:
            return False
        self.assignee = login
        return True

    def _take_repeat(self, said: Sequence[str]) -> bool:
        found = None if self.repeat else _last(said, self._repeat_at)
        if found is None:
            return False
        self.repeat = " ".join(said[found.first : found.end])
        return self._take(found.first, found.end - found.first)

    def _repeat_at(self, said: Sequence[str], first: int) -> _Found | None:
        if not _may_repeat(said, first):
            return None
        from crm_tui.text.repeats import parse_repeat

        for end in range(min(first + _LONGEST_REPEAT, len(said)), first, -1):
            if parse_repeat(" ".join(said[first:end]), self._now.date()):
                return _Found(first, end)
        return None

    def _take_span(self, said: Sequence[str]) -> bool:
        """'10:00-11:30', the hour and the length in one."""
        if self.at or self.minutes:
            return False
        for first, word in enumerate(said):
            ends = _SPAN.fullmatch(word.rstrip(_PUNCTUATION)) if ":" in word else None
            start, end = (parse_time(ends[1]), parse_time(ends[2])) if ends else (None, None)
            if start and end and start < end:
                self.at = start
                self.minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
                return self._take(first)
        return False

    def _take_soon(self, said: Sequence[str]) -> bool:
        """'in 20 min', 'in 2 hours'."""
        if self.due or self.at:
            return False
        for first, word in enumerate(said):
            length = length_at(said, first + 1) if word.casefold() == "in" else None
            if length is None:
                continue
            instant = self._now.astimezone(UTC) + timedelta(minutes=length.minutes)
            then = instant.astimezone(self._now.tzinfo)
            self.due, self.at = then.date(), time(then.hour, then.minute)
            return self._take(first, length.end - first)
        return False

    def _take_day(self, said: Sequence[str]) -> bool:
        found = None if self.due else self._day_of(said)
        if found is None:
            return False
        text = " ".join(said)
        first = text.count(" ", 0, found.start)
        count = text.count(" ", found.start, found.end) + 1
        self.due = found.day
        hour = _HOUR_WORD.fullmatch(said[first + count - 1].rstrip(_PUNCTUATION))
        begins = said[first + count - 2].casefold() == "at"
        if hour and not begins and int(hour[1]) < _EARLIEST_HOUR_WORD:
            return self._take(first, count - 1)
        if self.at is None:
            self.at = found.at
        return self._take(first, count)

    def _day_of(self, said: Sequence[str]) -> FoundDay | None:
        """The day the task is for: a deadline, else the last one to come."""
        today = self._now.date()
        ahead = [
            found
            for found in find_days(" ".join(said), today, day_first=self._day_first)
            if found.preposition in _DEADLINE
            or (found.day >= today and found.preposition not in _LOOKING_BACK)
        ]
        deadlines = [found for found in ahead if found.preposition in _DEADLINE]
        return deadlines[0] if deadlines else ahead[-1] if ahead else None

    def _take_length(self, said: Sequence[str]) -> bool:
        found = None if self.minutes else _last(said, _stated_length_at)
        if found is None:
            return False
        self.minutes = found.minutes
        return self._take(found.first, found.end - found.first)

    def _take_time(self, said: Sequence[str]) -> None:
        if self.at:
            return
        for first in range(len(said) - 1, -1, -1):
            count, at = _clock_at(said, first)
            if at is not None:
                self.at = at
                stated = first > 0 and said[first - 1].casefold() in _BEFORE_CLOCK
                self._take(first - stated, count + stated)
                return


def _unquoted(words: Sequence[str]) -> list[str]:
    """The words, those between double quotes replaced by what nothing is read from."""
    plain = list(words)
    closing = [
        place for place, word in enumerate(words) if word.rstrip(_PUNCTUATION).endswith(_CLOSING)
    ]
    closing.reverse()
    place = 0
    while place < len(words):
        if words[place].startswith(_OPENING):
            alone = len(words[place].rstrip(_PUNCTUATION)) < 2
            while closing and closing[-1] < place + alone:
                closing.pop()
            if closing:
                end = closing[-1] + 1
                plain[place:end] = [_QUOTED] * (end - place)
                place = end
                continue
        place += 1
    return plain


def _may_repeat(said: Sequence[str], first: int) -> bool:
    """Whether words of repetition may begin here; 'monthly' alone only ends a line."""
    word = said[first].casefold()
    if word in {"every", "each"} or word.startswith(("freq=", "after=")):
        return True
    if word.rstrip(_PUNCTUATION) in _ADVERBS:
        following = said[first + 1].casefold() if first + 1 < len(said) else "on"
        return following in {"on", "until"}
    if word in NUMBER_WORDS or (word.isdecimal() and len(word) <= 4):
        return first + 3 < len(said) and said[first + 2].casefold() == "after"
    if word in _WHICH:
        return "of" in [other.casefold() for other in said[first + 1 : first + 6]]
    return False


def _last(
    said: Sequence[str], found_at: Callable[[Sequence[str], int], _Found | None]
) -> _Found | None:
    """The last of what is found from left to right, each beginning after the one before."""
    last = None
    first = 0
    while first < len(said):
        found = found_at(said, first)
        last = found or last
        first = found.end if found else first + 1
    return last


def _stated_length_at(said: Sequence[str], first: int) -> _Found | None:
    """A length that says how long the task takes: 'for 45 min', '20m', not '2 hours ago'."""
    stated = said[first].casefold() == "for"
    found = length_at(said, first + stated)
    if found is None:
        return None
    before = said[first - 1].casefold() if first else ""
    after = said[found.end].casefold() if found.end < len(said) else ""
    if before in _NO_LENGTH_AFTER or after in _NO_LENGTH_BEFORE:
        return None
    usual = stated or found.minutes <= _LONGEST_BARE_LENGTH
    return _Found(first, found.end, found.minutes) if usual else None


def _clock_at(said: Sequence[str], first: int) -> tuple[int, time | None]:
    """How many words from here on are a time of day, and which."""
    stated = first > 0 and said[first - 1].casefold() == "at"
    if not said[first][0].isdecimal() and not stated:
        return 0, None
    for count in (2, 1):
        words = " ".join(said[first : first + count]).rstrip(_PUNCTUATION)
        ends = first + count == len(said)
        if first + count > len(said) or not words.isascii():
            continue
        if _SURE_CLOCK.fullmatch(words) or (stated and (ends or words.casefold() == "noon")):
            at = parse_time(words)
            if at is not None:
                return count, at
    return 0, None
