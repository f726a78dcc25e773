"""The demo's service desk: three months of what customers asked, and what they were answered."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import cycle
from typing import Any, NamedTuple

from crm_tui.services import kept_files, tickets
from crm_tui.services.demo.casting import Account, Cast, Person
from crm_tui.services.demo.draft import Draft
from crm_tui.services.demo.telling import Teller
from crm_tui.services.demo.world import Story, parts
from crm_tui.store.desk import Desk
from crm_tui.text.channel_words import KIND_OF_CHANNEL
from crm_tui.text.ticket_clock import OPEN, Step
from crm_tui.views.service_clocks import ServiceClocks

_OUR_ADDRESS = "service@labelworks.example"
_MOMENT = timedelta(minutes=5)
_GAPS = {"m": 1, "h": 60, "d": 1440}


class _Turn(NamedTuple):
    """One thing said: by them ('<'), by us ('>') or among ourselves ('#')."""

    side: str
    at: datetime
    text: str


class _Case(NamedTuple):
    """A ticket to be: whose, when, and all its line says."""

    account: Account
    who: Person
    opened: datetime
    kind: str
    channel: str
    title: str
    said: tuple[str, ...]
    named: Mapping[str, str]
    turns: tuple[_Turn, ...]
    deal: int | None


class Server:
    """Puts tickets into a draft that has customers and their deals already."""

    def __init__(
        self, desk: Desk, draft: Draft, cast: Cast, teller: Teller, chance: random.Random, *,
        accounts: Sequence[tuple[Account, Story]], told: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self._desk, self._draft, self._cast, self._teller = desk, draft, cast, teller
        self._chance, self._told = chance, told
        self._now = desk.clock.now()
        self._accounts = [
            (account, story) for account, story in accounts
            if account.people and not draft.get("party", account.id).get("archived_at")
        ]  # fmt: skip
        self._taken: set[int] = set()
        self._deals = list(draft.items("deal"))
        self._selling = {
            row["party_id"] for _, row in self._deals if row["state"] == "open" and row["owner_id"]
        }
        self._products = {row["code"]: number for number, row in draft.items("product")}
        self._addresses = {
            row["party_id"]: row["normal"]
            for _, row in reversed(list(draft.items("contact_method"))) if row["kind"] == "email"
        }  # fmt: skip
        self._agents = cycle(user for user, _ in cast.working if user != cast.manager)
        self._reasons = dict(desk.store.rows(
            "SELECT code, label FROM choice WHERE list = 'closing_reason'"
        ))  # fmt: skip
        tickets.settle_zone(desk)
        self._clocks = ServiceClocks(desk)
        self._time = self._clocks.time(1)

    def serve(self) -> None:
        """Collect all of it."""
        cases = [case for line in self._told["lines"] for case in self._cases(line)]
        for case in sorted(cases, key=lambda case: case.opened):
            self._ticket(case)
        for told in self._told["snippets"]:
            name, text = parts(told)
            self._draft.put("snippet", name=name, text=text, position=9)
        for told in self._told["macros"]:
            name, key, steps, then = parts(told)
            self._draft.put("macro", name=name, key=key, steps=steps, then=then, position=9)
        self._help()

    # Who asked what, when

    def _cases(self, line: str) -> Iterator[_Case]:
        head, title, *turns = parts(line)
        whom, agos, kind, channel, *said = head.split()
        named = dict(word.split("=") for word in said if "=" in word)
        for ago in agos.split(","):
            deal = self._offer(self._ago(ago)) if "offer" in said else None
            if deal is not None:
                row = self._draft.get("deal", deal)
                opened = row["created_at"] - timedelta(days=2, hours=3)
                account = next(one for one, _ in self._accounts if one.id == row["party_id"])
            else:
                opened = self._ago(ago)
                account = self._customer(whom, opened, said)
            who = account.people[0]
            words = self._teller.words(account, who)
            yield _Case(
                account, who, opened, kind, channel, _sentence(title.format(**words)),
                tuple(said), named, tuple(self._turns(turns, opened, words)), deal,
            )  # fmt: skip

    def _ago(self, told: str) -> datetime:
        if told[0] == "w":
            return self._working_minutes_ago(int(told[1:]))
        if told[-1] == "m":
            return self._now - timedelta(minutes=int(told[:-1]))
        return self._teller.instant(int(told[:-1]))

    def _working_minutes_ago(self, minutes: int) -> datetime:
        """The latest minute since which the firm has worked so long."""
        least, most = 0, 15 * 1440
        while least < most:
            middle = (least + most) // 2
            since = self._now - timedelta(minutes=middle)
            if self._time.seconds(since, self._now) < minutes * 60:
                least = middle + 1
            else:
                most = middle
        return self._now - timedelta(minutes=least)

    def _offer(self, since: datetime) -> int | None:
        """The deal nearest to that day that can have come of a request."""
        firms = {account.id for account, _ in self._accounts}
        fitting = [
            number for number, row in self._deals
            if row["party_id"] in firms and row["owner_id"] and "ticket_id" not in row
            and row["created_at"] - timedelta(days=4)
            > self._draft.get("party", row["party_id"])["created_at"]
        ]  # fmt: skip
        found = min(
            fitting,
            key=lambda number: abs(self._draft.get("deal", number)["created_at"] - since),
            default=None,
        )
        if found is not None:
            self._draft.get("deal", found)["ticket_id"] = None  # taken; its id follows
        return found

    def _customer(self, whom: str, since: datetime, said: Sequence[str]) -> Account:
        """One of that story or country, known by then, who has asked as little as can be."""
        fitting = [
            account for account, story in self._accounts
            if whom in (story.name, account.land.country)
            or (whom == "deal" and account.id in self._selling)
        ] or [account for account, _ in self._accounts]  # fmt: skip
        chosen = max(fitting, key=lambda one: (
            self._draft.get("party", one.id)["created_at"] < since,
            one.id not in self._taken,
            "me" not in said or one.owner == self._cast.me,
        ))  # fmt: skip
        self._taken.add(chosen.id)
        return chosen

    def _turns(
        self, told: Sequence[str], opened: datetime, words: Mapping[str, str]
    ) -> Iterator[_Turn]:
        """What was said and when; nothing of it is still to come."""
        at = opened
        for nth, one in enumerate(told):
            head, _, text = one.partition(" ")
            minutes = int(head[1:-1]) * _GAPS[head[-1]] if len(head) > 1 else 0
            left = self._now - _MOMENT * (len(told) - nth)
            at = max(at, min(at + timedelta(minutes=minutes), left))
            yield _Turn(head[0], at, _sentence(text.strip().format(**words)))

    # A ticket

    def _ticket(self, case: _Case) -> None:
        steps, responded = self._steps(case)
        state, since = steps[-1].state, steps[-1].at
        resolved = next((step.at for step in steps if step.state in ("solved", "merged")), None)
        agent = self._agent(case)
        complains = case.kind == "complaint"
        priority = case.named.get("p", "high" if complains else "normal")
        queue = case.named.get("q", "first_line")
        segment = self._draft.get("party", case.account.id).get("industry", "")
        policy = self._clocks.policy_for(case.kind, priority, queue, segment)
        reading = self._clocks.read(policy.id if policy else None, steps, responded)
        rating = int(case.named["r"]) if "r" in case.named and state == "closed" else None
        heard = [turn.at for turn in case.turns if turn.side == "<"]
        answered = [turn.at for turn in case.turns if turn.side == ">"]
        number = self._draft.put(
            "ticket", number="", title=case.title, kind=case.kind, party_id=case.account.id,
            contact_id=case.who.id, product_id=self._products.get(case.named.get("g", "")),
            channel=case.channel, queue=queue, assignee_id=agent, priority=priority, state=state,
            state_since=since, opened_at=case.opened, policy_id=policy.id if policy else None,
            **reading._asdict(), first_responded_at=responded,
            resolved_at=resolved if state != "merged" else None, wait_until=self._wait(case),
            closing_reason=case.named.get("end", "") if resolved else "",
            cause=case.named.get("c", ""), offer_deal_id=case.deal if resolved else None,
            rating=rating, rating_words="", rating_asked_at=resolved if rating else None,
            last_in_at=max(heard), last_out_at=max(answered, default=None),
            merged_into_id=None, created_at=case.opened, updated_at=since,
        )  # fmt: skip
        row = self._draft.get("ticket", number)
        row["number"] = f"T{number}"
        before = ""
        for step in steps:
            nobody = step.state == "closed" or (not before and case.channel == "email")
            self._draft.put(
                "ticket_state_change", ticket_id=number, at=step.at, before=before,
                after=step.state, user_id=None if nobody else agent or self._cast.manager,
            )  # fmt: skip
            before = step.state
        self._talk(number, case, agent)
        self._end(number, row, case, agent)
        if complains and state in OPEN:
            self._tell(number, row, case)
        for word in case.said:
            if word.startswith("#"):
                self._tag(number, word[1:])
        if "twice" in case.said:
            self._repeat(number, row, case)

    def _steps(self, case: _Case) -> tuple[list[Step], datetime | None]:
        """The states it went through, and when it was first answered."""
        steps, responded = [Step(case.opened, "new")], None
        for turn in case.turns[1:]:
            after = {"<": "open", ">": "waiting_customer"}.get(turn.side)
            if turn.side == "#" and steps[-1].state == "new":
                after = "open"
            if turn.side == ">" and responded is None:
                responded = turn.at
            if after and after != steps[-1].state:
                steps.append(Step(turn.at, after))
        last = case.turns[-1].at
        if "inside" in case.said:
            steps.append(Step(last, "waiting_inside"))
        if "end" in case.named:
            solved = last + _MOMENT
            if case.deal is not None:
                solved = max(solved, self._draft.get("deal", case.deal)["created_at"])
            if solved < self._now:
                steps.append(Step(solved, "solved"))
                if (closed := solved + tickets.CLOSES_AFTER) < self._now:
                    steps.append(Step(closed, "closed"))
        return steps, responded

    def _agent(self, case: _Case) -> int | None:
        if "nobody" in case.said:
            return None
        return self._cast.me if "me" in case.said else next(self._agents)

    def _wait(self, case: _Case) -> Any:
        if "wait" not in case.named:
            return None
        return self._desk.clock.today() + timedelta(int(case.named["wait"]))

    def _talk(self, number: int, case: _Case, agent: int | None) -> None:
        """What was said, as entries of the timeline and, where it is mail, as mails."""
        quoted, before = "", ""
        for nth, turn in enumerate(case.turns):
            internal = turn.side == "#"
            mailed = case.channel == "email" and not internal
            entry = self._teller.entry(
                case.who.id, turn.at,
                "note" if internal else KIND_OF_CHANNEL.get(case.channel, "note"),
                user=agent or self._cast.manager, channel="" if internal else case.channel,
                direction="in" if turn.side == "<" else "out", internal=internal,
                subject="" if nth else case.title, body=turn.text, ticket_id=number,
            )  # fmt: skip
            if case.who.id != case.account.id:
                self._draft.put("participant", entry_id=entry, party_id=case.account.id)
            if mailed:
                self._mail(number, entry, case, turn, quoted)
                before = f"{before}\n{turn.text}".strip()
                quoted = "\n".join(f"> {line}" for line in before.splitlines())
            if not nth:
                self._attach(entry, case)

    def _mail(self, number: int, entry: int, case: _Case, turn: _Turn, quoted: str) -> None:
        ours = turn.side == ">"
        subject = f"[T{number}] {case.title}" if quoted else case.title
        theirs = self._addresses.get(case.who.id, "")
        key = f"{number}-{entry}"
        self._draft.put(
            "mail_message", entry_id=entry, ticket_id=number, direction="out" if ours else "in",
            message_id=f"<{key}@{'labelworks' if ours else 'customer'}.example>",
            digest=blake2b(key.encode(), digest_size=16).hexdigest(),
            sender=_OUR_ADDRESS if ours else theirs, recipients=theirs if ours else _OUR_ADDRESS,
            subject=subject, at=turn.at, quoted=quoted, state="sent" if ours else "",
            sent_at=turn.at if ours else None,
        )  # fmt: skip

    def _attach(self, entry: int, case: _Case) -> None:
        if "file" in case.said:
            content = str(self._told["sent"]).encode()
            self._draft.put(
                "attachment", entry_id=entry, name="printer.log", type="text/plain",
                size=len(content), file=kept_files.files_of(self._desk).keep(content), note="",
            )  # fmt: skip
        if "kept" in case.said:
            self._draft.put(
                "attachment", entry_id=entry, name="scans.zip", type="application/zip",
                size=61_204_775, file="", note="larger than 25 MB, not kept",
            )  # fmt: skip

    def _end(self, number: int, row: dict[str, Any], case: _Case, agent: int | None) -> None:
        """What came of it: the reason in the timeline, how content they were, the deal."""
        if row["resolved_at"] is None:
            return
        reason = self._reasons[row["closing_reason"]]
        user = agent or self._cast.manager
        self._teller.entry(
            case.account.id, row["resolved_at"], "ticket", user=user, ticket_id=number,
            subject=f"ticket T{number} solved: {reason}",
        )  # fmt: skip
        if case.deal is not None:
            self._draft.get("deal", case.deal)["ticket_id"] = number
        if row["rating"] is not None:
            at = min(row["resolved_at"] + timedelta(days=1), self._now - _MOMENT)
            entry = self._teller.entry(
                case.who.id, at, "ticket", user=user, ticket_id=number,
                subject=f"rated T{number} {row['rating']} of 5",
            )  # fmt: skip
            self._draft.put(
                "opinion", party_id=case.who.id, about="service", score=row["rating"] - 3,
                words="", at=at, entry_id=entry,
            )  # fmt: skip

    def _tell(self, number: int, row: dict[str, Any], case: _Case) -> None:
        """Put an open complaint on the sheets of those who sell to the customer."""
        told = {case.account.owner: None} | {
            deal["owner_id"]: deal_id for deal_id, deal in self._deals
            if deal["party_id"] == case.account.id and deal["state"] == "open" and deal["owner_id"]
        }  # fmt: skip
        for user, deal in told.items():
            if user != row["assignee_id"]:
                self._draft.put(
                    "task", kind="ticket_work", priority="high", party_id=case.account.id,
                    title=f"{case.account.name} complains: {case.title}", deal_id=deal,
                    ticket_id=number, assignee_id=user, due=self._desk.clock.today(),
                    created_at=case.opened, reason=f"complaint T{number}",
                )  # fmt: skip

    def _repeat(self, number: int, row: dict[str, Any], case: _Case) -> None:
        """The same again from the same customer: one more is merged already, one is still to be."""
        for merged in (True, False):
            at = min(case.opened + timedelta(minutes=40 if merged else 75), self._now - _MOMENT)
            steps = [Step(at, "new")]
            if merged:
                steps.append(Step(min(at + timedelta(minutes=20), self._now), "merged"))
            reading = self._clocks.read(row["policy_id"], steps, None)
            other = self._draft.put("ticket", **row | reading._asdict() | {
                "number": "", "opened_at": at, "state": steps[-1].state, "created_at": at,
                "state_since": steps[-1].at, "updated_at": steps[-1].at, "last_in_at": at,
                "merged_into_id": number if merged else None, "assignee_id": None,
                "first_responded_at": None, "last_out_at": None,
            })  # fmt: skip
            self._draft.get("ticket", other)["number"] = f"T{other}"
            for before, step in zip(["", "new"], steps, strict=False):
                self._draft.put(
                    "ticket_state_change", ticket_id=other, at=step.at, before=before,
                    after=step.state, user_id=self._cast.manager if before else None,
                )  # fmt: skip
            again = case._replace(turns=(case.turns[0]._replace(at=at),), opened=at)
            self._talk(number if merged else other, again, None)

    def _tag(self, number: int, name: str) -> None:
        known = {row["name"]: tag for tag, row in self._draft.items("tag")}
        tag = known.get(name) or self._draft.put("tag", name=name, folded=name)
        self._draft.put("ticket_tagging", ticket_id=number, tag_id=tag)

    # Help that is asked of the management

    def _help(self) -> None:
        askers = [(user, name) for user, name in self._cast.working if user != self._cast.manager]
        last = str(self._told["help"]["answered"])
        for nth, told in enumerate(self._told["help"]["open"]):
            self._request(told, askers[nth + 1], self._now - timedelta(hours=3 * nth + 2))
        at = self._teller.instant(6)
        task, account, title, answer = self._request(last, askers[0], at)
        done = at + timedelta(minutes=50)
        self._draft.get("task", task).update(
            state="done", result=answer, done_at=done, updated_at=done
        )
        self._teller.entry(
            account.id, done, "task", user=self._cast.manager, subject=title, result=answer,
            task_id=task,
        )  # fmt: skip

    def _request(
        self, told: str, asker: tuple[int, str], at: datetime
    ) -> tuple[int, Account, str, str]:
        whom, title, answer = (*parts(told), "")[:3]
        account = self._customer(whom, at, ())
        task = self._draft.put(
            "task", kind="help_wanted", title=title, party_id=account.id, priority="high",
            assignee_id=self._cast.manager, due=at.astimezone(self._desk.clock.zone).date(),
            created_at=at, reason=f"{asker[1]} needs help",
        )  # fmt: skip
        return task, account, title, answer


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
