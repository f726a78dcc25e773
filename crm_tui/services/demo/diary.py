"""The demo's agenda: today's desk, what comes, what others owe, and what was done of late."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from crm_tui.services.demo.casting import Account, Cast
from crm_tui.services.demo.draft import Draft
from crm_tui.services.demo.telling import DONE_AS, Teller
from crm_tui.services.demo.world import Story
from crm_tui.store.desk import Desk
from crm_tui.text.priorities import PRIORITIES
from crm_tui.text.recurrence import first_day
from crm_tui.text.working_hours import STANDARD, previous_working_day
from crm_tui.views import workdays

_IN_TOUCH = ("relies", "regular", "recommends", "first", "talks")
"""Stories of customers with whom there is something to do every week."""

_FORESEEN = 7
"""Of ten tasks done, so many had been planned the evening before."""

_BIRTHDAYS = (0, 2, 5)
"""In so many days people at the user's customers have their birthday."""

_ANNIVERSARY = 4
"""In so many days a customer has relied on us for years."""

_WEEKEND = {5: "saturday", 6: "sunday"}


class Diary:
    """Puts the agenda into a draft that has customers and their stories already."""

    def __init__(
        self, desk: Desk, draft: Draft, cast: Cast, teller: Teller, chance: random.Random, *,
        accounts: Sequence[tuple[Account, Story]], told: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self._desk, self._draft, self._cast, self._teller = desk, draft, cast, teller
        self._chance, self._told = chance, told
        self._today = desk.clock.today()
        self._in_touch = [
            account for account, story in accounts if account.people and story.name in _IN_TOUCH
        ]

    def keep(self) -> None:
        """Collect all of it."""
        mine = self._customers_of(self._cast.me)
        self._hours()
        self._days_off()
        self._birthdays(mine)
        self._anniversary(mine)
        customers = cycle(mine)
        for line in self._told["desk"]["lines"]:
            self._task(next(customers), line)
        self._chain(next(customers))
        self._plan(next(customers))
        self._done_of_late()
        self._planned()

    def _customers_of(self, user: int) -> list[Account]:
        """Those with whom there is something to do already: the others wait for a next step."""
        busy = {self._draft.get("task", task)["party_id"] for task in self._draft.ids("task")}
        return [one for one in self._in_touch if one.owner == user and one.id in busy]

    # Days and hours

    def _hours(self) -> None:
        day = _WEEKEND.get(self._today.weekday(), "weekdays")
        hours = self._told["hours"][day]
        self._desk.store.write(
            'UPDATE "user" SET working_hours = ? WHERE id = ?', (hours, self._cast.me)
        )

    def _days_off(self) -> None:
        for told in self._told["day_off"]:
            user = self._cast.logins.get(told["login"]) if "login" in told else None
            if user == self._cast.me:
                continue  # whoever opens the demo is at work
            for nth in range(told.get("length", 1)):
                self._draft.put(
                    "day_off", day=self._day(told["days"] + nth), user_id=user, name=told["name"]
                )

    def _birthdays(self, mine: Sequence[Account]) -> None:
        for days, account in zip(_BIRTHDAYS, mine[::3], strict=False):
            day = self._day(days)
            year = (day.year - self._chance.randint(31, 58)) // 4 * 4  # has a 29 February
            self._draft.get("party", account.people[0].id)["birthday"] = day.replace(year=year)

    def _anniversary(self, mine: Sequence[Account]) -> None:
        """Let a customer have relied on us for years this week; the cards begin later."""
        relies = [one for one in mine if self._row(one)["relationship"] == "relies_on_us"]
        for account in relies[:1]:
            day = self._day(_ANNIVERSARY)
            self._row(account)["relationship_since"] = day.replace(year=day.year // 4 * 4 - 4)

    def _row(self, account: Account) -> dict[str, Any]:
        return self._draft.get("party", account.id)

    def _day(self, days: int) -> date:
        return self._today + timedelta(days)

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        return workdays.instant(day, time(hour, minute), self._desk.clock.zone)

    def _evening_before(self, day: date) -> datetime:
        """When the next day is planned: at the end of the working day before."""
        day = previous_working_day(STANDARD, day)
        return self._at(day, 16, self._chance.randint(30, 59))

    # What is to be done

    def _task(self, account: Account, line: str, **more: Any) -> int:
        head, _, title = line.partition(" | ")
        kind, *words = head.split()
        values = self._said(words)
        alone = values.pop("alone")
        return self._draft.put(
            "task", kind=kind, title=_sentence(title.format(**self._teller.words(account))),
            party_id=None if alone else account.id, assignee_id=self._cast.me,
            created_at=self._desk.clock.now() - timedelta(days=self._chance.randint(8, 15)),
            **(values | more),
        )  # fmt: skip

    def _said(self, words: Sequence[str]) -> dict[str, Any]:
        """The values of a task that the words of a head say."""
        said: dict[str, Any] = {"due": None, "start_at": None, "alone": "alone" in words}
        at = None
        for word in words:
            if word[0] in "+-":
                said["due"] = self._day(int(word))
            elif ":" in word:
                at = time.fromisoformat(word.zfill(5))
            elif word[:-1].isdigit():
                said["minutes"] = int(word[:-1])
            elif word in PRIORITIES:
                said["priority"] = word
            elif word == "them":
                said["side"] = word
            elif word == "again":
                said["attempt"] = 2
            elif word.startswith("FREQ="):
                said |= {"repeats": word, "due": first_day(word, self._today)}
        if at and said["due"]:
            said["start_at"] = self._at(said["due"], at.hour, at.minute)
        return said

    def _chain(self, account: Account) -> None:
        before: dict[str, Any] = {}
        for line in self._told["chain"]["lines"]:
            head, _, title = line.partition(" | ")
            words = head.split()
            if before:
                before["follows_after"] = int(words.pop(1))
            task = self._task(account, f"{' '.join(words)} | {title}", **before)
            before = {"follows_id": task}

    def _plan(self, account: Account) -> None:
        told = self._told["plan"]
        for line in told["lines"]:
            self._task(account, line, agreed_on=self._day(-told["agreed"]))

    # What was done

    def _done_of_late(self) -> None:
        lines = cycle(self._told["done"]["lines"])
        nth = 0
        for ago in range(7 * self._told["done"]["weeks"], 0, -1):
            day = self._day(-ago)
            if day.weekday() in _WEEKEND:
                continue
            for user, account in self._worked_for(day):
                self._done(next(lines), user, account, day, foreseen=nth % 10 < _FORESEEN)
                nth += 1

    def _worked_for(self, day: date) -> Iterator[tuple[int, Account]]:
        """Whom each colleague did something for on a day: the user twice, others every other."""
        for nth, (user, _) in enumerate(self._cast.working):
            times = 2 if user == self._cast.me else (day.toordinal() + nth) % 2
            customers = self._customers_of(user)
            for _ in range(times if customers else 0):
                yield user, self._chance.choice(customers)

    def _done(self, line: str, user: int, account: Account, day: date, *, foreseen: bool) -> None:
        head, _, told = line.partition(" | ")
        kind, minutes, outcome = head.split()
        title, _, result = _sentence(told.format(**self._teller.words(account))).partition(" => ")
        at = self._at(day, self._chance.randint(9, 16), self._chance.randrange(60))
        planned = self._evening_before(day) if foreseen else at - timedelta(minutes=30)
        task = self._draft.put(
            "task", kind=kind, title=title, party_id=account.id, assignee_id=user, due=day,
            state="done", result=result, outcome=outcome, done_at=at,
            created_at=min(planned, at - timedelta(days=self._chance.randint(1, 6))), updated_at=at,
            planned_for=day, planned_at=planned, planned_by_id=user,
        )  # fmt: skip
        self._draft.put("planning", task_id=task, day=day, at=planned, user_id=user)
        entry = self._teller.entry(
            account.id, at, DONE_AS.get(kind, "task"), user=user, subject=title, result=result,
            outcome=outcome, task_id=task, minutes=int(minutes[:-1]),
            direction="out" if kind == "call" else "",
        )  # fmt: skip
        self._draft.put("participant", entry_id=entry, party_id=account.people[0].id)

    def _planned(self) -> None:
        """Let every open task with a day have been put on it, today's the evening before."""
        for number in self._draft.ids("task"):
            row = self._draft.get("task", number)
            if row.get("state", "open") != "open" or row.get("due") is None:
                continue
            at = row["created_at"]
            if row["due"] <= self._today:
                at = max(at, self._evening_before(row["due"]))
            user = row["assignee_id"]
            row |= {"planned_for": row["due"], "planned_at": at, "planned_by_id": user}
            self._draft.put("planning", task_id=number, day=row["due"], at=at, user_id=user)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
