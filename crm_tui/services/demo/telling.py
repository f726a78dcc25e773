"""What happened with the demo's customers: stories told beat by beat into the timeline."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from crm_tui.services.demo.casting import Account, Cast, Person
from crm_tui.services.demo.draft import Draft
from crm_tui.services.demo.world import Beat, Story, World
from crm_tui.services.entries import CHANNEL_OF_KIND
from crm_tui.store.desk import Desk
from crm_tui.text.channel_words import KIND_OF_CHANNEL

_NOBODY = Person(0, "a colleague")
DONE_AS = {"call": "call", "call_back": "call", "visit": "visit", "management_visit": "visit",
            "meeting": "meeting", "email": "email"}  # fmt: skip
"""The kinds of entries that finished tasks of some kinds are; others are tasks."""

_ATTEMPTS = ("no_answer", "voicemail", "call_back")


_FORGOTTEN = 45
"""With whom nothing is planned, nothing has happened for so many more days."""


class _Scene(NamedTuple):
    """Where a beat plays: with whom, when, by whom, and the words that fill its wording."""

    account: Account
    who: Person
    at: datetime
    user: int
    words: dict[str, str]


class Teller:
    """Tells stories into a draft, each wording as seldom as the others."""

    def __init__(
        self, desk: Desk, draft: Draft, world: World, cast: Cast, chance: random.Random
    ) -> None:
        self._desk, self._draft, self._world, self._cast = desk, draft, world, cast
        self._chance = chance
        self._used: Counter[str] = Counter()
        self._labels = {
            (row[0], row[1]): str(row[2])
            for row in desk.store.rows("SELECT list, code, label FROM choice")
        }
        self._rivals = [line.split("|")[0].strip() for line in world.house["firms"]["competitor"]]
        self._products = [told["code"] for told in world.house["product"][:4]]

    def tell(self, account: Account, story: Story, owners: list[tuple[date, int]]) -> None:
        """Tell a story of an account; `owners` are (from day, user), the oldest first."""
        moments = sorted(self.instant(days_ago) for days_ago in self._days(story))
        for party in (account.id, *(person.id for person in account.people)):
            self._draft.get("party", party).update(story.fields)
        states = {"relationship": "unknown", "lifecycle": "stranger"}
        turns: dict[str, date] = {}
        known: dict[str, str] = {}
        for beat, at in zip(story.beats, moments, strict=True):
            user = next(
                (user for day, user in reversed(owners) if day <= self._day(at)), owners[0][1]
            )
            who = account.people[0] if self._chance.random() < 0.75 else account.people[-1]
            known = {**self.words(account, who), **{k: known[k] for k in ("count", "price")
                                                     if k in known}}  # fmt: skip
            scene = _Scene(account, who, at, user, known)
            if beat.head[0] in ("state", "life"):
                self._turn(scene, beat, states, turns)
            else:
                self._happen(scene, beat)
        if "relationship" in turns:
            self._draft.get("party", account.id)["relationship_since"] = turns["relationship"]
        self._plan(account, story, owners[-1][1])

    def handed_over(self, account: Account, day: date, old: int, new: int, take: str) -> None:
        """Write a change of owner into the timeline (rule 4)."""
        names = dict(self._cast.working) | {self._cast.left: "Farid"}
        self.entry(
            account.id, self.instant((self._desk.clock.today() - day).days), "handover",
            user=self._cast.manager, body=take,
            subject=f"owner: {names[old].lower()} → {names[new].lower()}",
        )  # fmt: skip

    def entry(self, party: int, at: datetime, kind: str, *, user: int, **values: Any) -> int:
        """Collect an entry of the timeline."""
        channel = values.pop("channel", "") or CHANNEL_OF_KIND.get(kind, "")
        told = {"subject": "", "body": "", "outcome": "", "direction": "", **values}
        return self._draft.put(
            "timeline_entry", at=at, day=self._day(at), kind=kind, user_id=user, party_id=party,
            created_at=at, channel=channel, **told,
        )  # fmt: skip

    # The beats

    def _turn(
        self, scene: _Scene, beat: Beat, states: dict[str, str], turns: dict[str, date]
    ) -> None:
        field = {"state": "relationship", "life": "lifecycle"}[beat.head[0]]
        code = beat.head[1]
        before, after = self._labels[field, states[field]], self._labels[field, code]
        self.entry(
            scene.account.id, scene.at, "state", user=scene.user,
            subject=f"{field}: {before} → {after}", body=self._wording(scene, beat),
        )  # fmt: skip
        states[field], turns[field] = code, self._day(scene.at)

    def _happen(self, scene: _Scene, beat: Beat) -> None:
        match beat.head[0]:
            case "task":
                self._done(scene, beat)
            case "opinion":
                self._draft.put(
                    "opinion", party_id=scene.account.id, about=beat.head[1],
                    score=int(beat.head[2]), words=self._wording(scene, beat), at=scene.at,
                )  # fmt: skip
            case "need":
                self._draft.put(
                    "need", party_id=scene.account.id, text=self._wording(scene, beat), at=scene.at
                )
            case _:
                self._log(scene, beat)

    def _log(self, scene: _Scene, beat: Beat) -> None:
        first, *more = beat.head
        kind = KIND_OF_CHANNEL.get(first, first)
        outcome = next((code for code in more if ("outcome", code) in self._labels), "")
        about = scene.account.id if kind in ("note", "idea", "visit") else scene.who.id
        body = self._letter(scene) if "local" in more else self._wording(scene, beat)
        values: dict[str, Any] = {}
        if kind == "email":
            values["subject"] = self._subject(scene, body)
        entry = self.entry(
            about, scene.at, kind, user=scene.user, body=body, outcome=outcome,
            channel=first if first != kind else "",
            direction=next((word for word in more if word in ("in", "out")), ""),
            minutes=self._minutes(more, outcome), internal="internal" in more,
            pinned="pinned" in more, **values,
        )  # fmt: skip
        self._take_part(scene, entry, about, more)

    def _take_part(self, scene: _Scene, entry: int, about: int, head: list[str]) -> None:
        people = [scene.who] if about == scene.account.id else []
        if "two" in head:
            people = list(scene.account.people[:2])
        if about != scene.account.id:
            self._draft.put("participant", entry_id=entry, party_id=scene.account.id)
        elif not self._draft.get("timeline_entry", entry)["channel"]:
            return
        for person in people:
            self._draft.put("participant", entry_id=entry, party_id=person.id)
        for word, user in (("boss", self._cast.manager), ("mate", self._mate(scene.user))):
            if word in head and user != scene.user:
                self._draft.put("participant", entry_id=entry, user_id=user)

    def _done(self, scene: _Scene, beat: Beat) -> None:
        title, _, result = self._wording(scene, beat).partition(" => ")
        outcome = "next_step" if self._chance.random() < 0.3 else "reached"
        task = self._draft.put(
            "task", kind=beat.head[1], title=title, party_id=scene.account.id,
            assignee_id=scene.user, due=self._day(scene.at), state="done", result=result,
            outcome=outcome, done_at=scene.at, created_at=scene.at - timedelta(days=6),
            updated_at=scene.at,
        )  # fmt: skip
        self.entry(
            scene.account.id, scene.at, DONE_AS.get(beat.head[1], "task"), user=scene.user,
            subject=title, result=result, outcome=outcome, task_id=task,
        )  # fmt: skip

    def _plan(self, account: Account, story: Story, owner: int) -> None:
        line = self._next_step(story)
        self._used[story.name] += 1
        if not line:
            return
        head, _, title = line.partition(" | ")
        kind, days = head.split()
        due = self._desk.clock.today() + timedelta(days=int(days))
        if int(days) > 1 and due.weekday() > 4:
            due += timedelta(days=7 - due.weekday())
        at_hour = kind in ("visit", "demo", "management_visit") or self._chance.random() < 0.3
        self._draft.put(
            "task", kind=kind, party_id=account.id, due=due,
            assignee_id=self._cast.manager if kind == "management_visit" else owner,
            title=_sentence(title.format(**self.words(account))),
            start_at=self._local(due, time(self._chance.choice((9, 10, 11, 13, 14, 15)),
                                           self._chance.choice((0, 30)))) if at_hour else None,
            minutes=30 if at_hour else None,
            priority="high" if self._chance.random() < 0.15 else "normal",
            created_at=self._desk.clock.now() - timedelta(days=self._chance.randint(4, 12)),
        )  # fmt: skip

    def _next_step(self, story: Story) -> str:
        return story.tasks[self._used[story.name] % len(story.tasks)]

    # The words

    def _wording(self, scene: _Scene, beat: Beat) -> str:
        if not any(beat.wordings):
            return ""
        chosen = min(beat.wordings, key=lambda text: (self._used[text], self._chance.random()))
        self._used[chosen] += 1
        return _sentence(chosen.format(**scene.words))

    def _letter(self, scene: _Scene) -> str:
        letters = scene.account.land.letters
        chosen = min(letters, key=lambda text: self._used[text])
        self._used[chosen] += 1
        return chosen

    def _subject(self, scene: _Scene, body: str) -> str:
        for sign in ("offer", "price", "sample", "review", "invoice", "deliver"):
            if sign in body.lower():
                return {"deliver": "delivery", "price": "price list"}.get(sign, sign)
        return scene.account.trade.goods

    def words(self, account: Account, who: Person | None = None) -> dict[str, str]:
        """What fills a wording about a customer, and someone there: the first unless said."""
        who = who or account.people[0]
        other = next((person for person in account.people if person != who), _NOBODY)
        return {
            **account.trade._asdict(),
            "who": who.called,
            "other": other.called,
            "count": f"{self._chance.choice((4, 6, 8, 12, 15, 20, 24, 30, 45, 60))},000",
            "price": f"{self._chance.randint(1150, 4200) / 100:.2f} {self._desk.currency}",
            "product": self._chance.choice(self._products),
            "rival": self._rivals[account.id % len(self._rivals)],
            "mate": self._cast.working[0][1],
            "job": "",
        }

    def _minutes(self, head: list[str], outcome: str) -> int | None:
        told = next((word for word in head if word.endswith("m") and word[:-1].isdigit()), "")
        if not told:
            return None
        if outcome in _ATTEMPTS:
            return int(told[:-1])
        return max(1, round(int(told[:-1]) * self._chance.uniform(0.6, 1.5)))

    def _mate(self, user: int) -> int:
        return next(number for number, _ in self._cast.working if number != user)

    # The days

    def _days(self, story: Story) -> list[int]:
        """So many days ago for each beat, falling, spread unevenly."""
        last = max(0, round(story.ends * self._chance.uniform(0.0, 2.0)))
        if not self._next_step(story):
            last += _FORGOTTEN
        first = max(last + 1, round(story.begins * self._chance.uniform(0.85, 1.0)))
        steps = [self._chance.uniform(0.4, 1.6) for _ in story.beats[1:]]
        days, here = [first], float(first)
        for step in steps:
            here -= step * (first - last) / sum(steps)
            days.append(round(here))
        return [max(last, day) for day in days]

    def instant(self, days_ago: int) -> datetime:
        """A moment of a working day so many days ago, always past."""
        now = self._desk.clock.now()
        if days_ago <= 0:
            return now - timedelta(minutes=self._chance.randint(15, 240))
        day = self._desk.clock.today() - timedelta(days=days_ago)
        if day.weekday() > 4:
            day -= timedelta(days=day.weekday() - 4)
        at = self._local(day, time(self._chance.randint(8, 16), self._chance.randrange(0, 60)))
        return min(at, now - timedelta(minutes=10))

    def _local(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=self._desk.clock.zone).astimezone(UTC)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._desk.clock.zone).date()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
