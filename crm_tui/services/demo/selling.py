"""The demo's deals: what customers may buy, how far it has come and how it ended."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any, NamedTuple

from crm_tui.services.demo.casting import Account, Cast
from crm_tui.services.demo.draft import Draft
from crm_tui.services.demo.telling import Teller
from crm_tui.services.demo.world import Story, parts
from crm_tui.store.desk import Desk
from crm_tui.text.money import minor_of

_SALES = "LQNOGWX"
"""The letters of the stages that every database begins with, in order."""

_OFFERS = ("offer", "contract_step")
"""The kinds of tasks that speak of a deal; others do where their title says so."""


class _Stage(NamedTuple):
    """A stage; paths name it by its letter."""

    letter: str
    id: int
    position: int
    name: str
    kind: str
    probability: int
    pipeline: int


class _Step(NamedTuple):
    """A stage that was reached, and why the deal was lost there."""

    stage: _Stage
    at: datetime
    reason: str


class _Tale(NamedTuple):
    """A line of the file with its customer and its days."""

    account: Account
    steps: tuple[_Step, ...]
    title: str
    goods: str
    words: tuple[str, ...]
    text: str


class Seller:
    """Puts deals into a draft that has customers, goods and an agenda already."""

    def __init__(
        self, desk: Desk, draft: Draft, cast: Cast, teller: Teller, chance: random.Random, *,
        accounts: Sequence[tuple[Account, Story]], told: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self._desk, self._draft, self._cast, self._teller = desk, draft, cast, teller
        self._chance, self._told = chance, told
        self._today = desk.clock.today()
        self._accounts = [
            (account, story) for account, story in accounts
            if account.people and not draft.get("party", account.id).get("archived_at")
        ]  # fmt: skip
        self._taken: set[int] = set()
        self._busy = {
            row["party_id"] for row in self._rows("task") if row.get("state", "open") == "open"
        }
        self._products = {row["code"]: number for number, row in self._draft.items("product")}
        self._rivals = [
            number for number, row in self._draft.items("party") if row.get("is_competitor")
        ]
        self._reasons = {
            row[0]: (row[1], bool(row[2])) for row in desk.store.rows(
                "SELECT code, label, needs_party FROM choice WHERE list = 'lost_reason'")
        }  # fmt: skip
        self._influence = {
            (row["party_id"], row["other_id"]): row["influence"]
            for row in self._rows("relationship") if row["kind"] == "works_at"
        }  # fmt: skip
        self._next_rival = cycle(self._rivals)
        self._steps = {
            letter: cycle([line[2:] for line in told["steps"]["lines"] if line[0] == letter])
            for letter in "LDQVNOG"
        }
        self._helped = cycle(told["helped"]["lines"])

    def sell(self) -> None:
        """Collect all of it."""
        self._goal = self._draft.put(
            "goal", name=self._told["goal"]["name"], note=self._told["goal"]["note"],
            target_minor=self._minor(self._told["goal"]["target"]), currency=self._desk.currency,
            since=self._today.replace(month=1, day=1), until=self._today.replace(month=12, day=31),
        )  # fmt: skip
        tales = [tale for told in self._told["pipeline"] for tale in self._tales(told)]
        for tale in sorted(tales, key=lambda tale: tale.steps[0].at):
            self._deal(tale)
        self._join_tasks()
        self._targets()
        self._rival_notes()

    # Who, where, when

    def _tales(self, told: Mapping[str, Any]) -> Iterator[_Tale]:
        stages = self._pipeline(told)
        for line in told["lines"]:
            head, title, goods, words, text = (*parts(line), "", "")[:5]
            whom, *path = head.split()
            said = tuple(words.split())
            steps = tuple(self._path(stages, path))
            yield _Tale(self._customer(whom, steps[0].at, said), steps, title, goods, said, text)

    def _pipeline(self, told: Mapping[str, Any]) -> dict[str, _Stage]:
        """The stages by their letters; those of a pipeline of the demo's own are collected."""
        if "stages" not in told:
            rows = self._desk.store.rows(
                "SELECT id, position, name, kind, probability, pipeline_id FROM stage"
                " WHERE pipeline_id = 1 ORDER BY position"
            )
            return {letter: _Stage(letter, *row) for letter, row in zip(_SALES, rows, strict=True)}
        pipeline = self._draft.put("pipeline", name=told["name"], position=2)
        found = {}
        for position, line in enumerate(told["stages"], 1):
            head, name, checklist = (*parts(line), "")[:3]
            letter, kind, probability, *stale = head.split()
            values = {"position": position, "name": name, "kind": kind,
                      "probability": int(probability)}  # fmt: skip
            number = self._draft.put(
                "stage", pipeline_id=pipeline, checklist=checklist,
                stale_days=int(stale[0]) if stale else None, **values,
            )  # fmt: skip
            found[letter] = _Stage(letter, number, position, name, kind, int(probability), pipeline)
        return found

    def _path(self, stages: Mapping[str, _Stage], path: Sequence[str]) -> Iterator[_Step]:
        days = [int(word[1:].partition("=")[0]) for word in path]
        moments = sorted(self._teller.instant(ago) for ago in days)
        for word, at in zip(path, moments, strict=True):
            yield _Step(stages[word[0]], at, word.partition("=")[2])

    def _customer(self, whom: str, since: datetime, words: Sequence[str]) -> Account:
        """One of that story or country, known by then, with as few deals as can be."""
        fitting = [
            account for account, story in self._accounts
            if whom in (story.name, account.land.country)
        ]  # fmt: skip
        chosen = max(fitting, key=lambda one: (
            self._draft.get("party", one.id)["created_at"] < since,
            "idle" not in words or one.id not in self._busy,
            "me" not in words or one.owner == self._cast.me,
            one.id not in self._taken,
        ))  # fmt: skip
        self._taken.add(chosen.id)
        return chosen

    # A deal

    def _deal(self, tale: _Tale) -> None:
        account, last = tale.account, tale.steps[-1]
        words = self._teller.words(account)
        owner = None if "nobody" in tale.words else account.owner
        lost = last.stage.kind == "lost"
        rival = next(self._next_rival) if lost and self._reasons[last.reason][1] else None
        lines = self._lines(tale.goods)
        text = _sentence(tale.text.format(**words))
        own = next((int(word[1:]) for word in tale.words if word[0] == "p"), None)
        amount, currency = self._amount(tale.goods, lines)
        title = _sentence(tale.title.format(**words))
        deal = self._draft.put(
            "deal", number="", title=title, party_id=account.id, contact_id=account.people[0].id,
            owner_id=owner, pipeline_id=last.stage.pipeline, stage_id=last.stage.id,
            state=last.stage.kind, stage_since=self._day(last.at), amount_minor=amount,
            currency=currency, probability=own, opened_on=self._day(tale.steps[0].at),
            expected_close=self._expected(tale), source=self._source(account),
            closed_on=None if last.stage.kind == "open" else self._day(last.at),
            goal_id=self._goal if "goal" in tale.words else None,
            lost_reason=last.reason if lost else "", lost_to_id=rival,
            lost_note=text if lost else "", gain=text if last.stage.kind == "won" else "",
            note=text if last.stage.kind == "open" else "",
            created_at=tale.steps[0].at, updated_at=last.at,
        )  # fmt: skip
        self._draft.get("deal", deal)["number"] = f"D{deal}"
        for line in lines:
            self._draft.put("line_item", deal_id=deal, **line)
        self._tell(deal, tale, title, text, rival)
        self._parts(deal, account)
        if "helped" in tale.words:
            self._credit(deal, account)
        if last.stage.kind == "open" and not {"idle", "nobody"} & set(tale.words):
            self._next_step(deal, tale)

    def _lines(self, goods: str) -> list[dict[str, Any]]:
        found = []
        for word in goods.split():
            code, star, quantity = word.partition("*")
            if star:
                product = self._products[code]
                found.append({
                    "product_id": product, "quantity_milli": int(quantity) * 1000,
                    "price_minor": self._draft.get("product", product)["price_minor"],
                })  # fmt: skip
        return found

    def _amount(self, goods: str, lines: Sequence[Mapping[str, Any]]) -> tuple[int | None, str]:
        if lines:
            total = sum(line["price_minor"] * line["quantity_milli"] // 1000 for line in lines)
            return total, self._desk.currency
        if goods == "?":
            return None, ""
        figure, _, currency = goods.partition(" ")
        currency = currency or self._desk.currency
        return minor_of(Decimal(figure.replace(",", "")), currency), currency

    def _minor(self, figure: int) -> int:
        return minor_of(Decimal(figure), self._desk.currency)

    def _expected(self, tale: _Tale) -> date | None:
        said = next((int(word) for word in tale.words if word[0] in "+-"), None)
        if said is not None:
            return self._today + timedelta(said)
        if tale.steps[-1].stage.kind == "open":
            return None
        return self._day(tale.steps[-1].at) + timedelta(self._chance.randint(-6, 15))

    def _source(self, account: Account) -> str:
        return str(self._draft.get("party", account.id).get("source") or "")

    def _tell(self, deal: int, tale: _Tale, title: str, text: str, rival: int | None) -> None:
        """Each step with its date, and in the customer's timeline as the services write it."""
        before: _Stage | None = None
        for stage, at, reason in tale.steps:
            back = before is not None and (
                before.kind != "open" or stage.position < before.position
            )
            self._draft.put(
                "stage_change", deal_id=deal, at=at, day=self._day(at), user_id=tale.account.owner,
                from_id=before.id if before else None, to_id=stage.id, back=back,
                probability=stage.probability,
            )  # fmt: skip
            if stage.kind == "lost":
                body = self._why(reason, rival, text if stage == tale.steps[-1].stage else "")
            else:
                body = text if stage.kind == "won" else ""
            self._teller.entry(
                tale.account.id, at, "deal", user=tale.account.owner, deal_id=deal, body=body,
                subject=_subject(deal, title, before, stage, back=back),
            )  # fmt: skip
            before = stage

    def _why(self, reason: str, rival: int | None, note: str) -> str:
        said = self._reasons[reason][0]
        if rival is not None:
            said = f"{said}: {self._draft.get('party', rival)['name']}"
        return f"{said}. {note}" if note else said

    def _parts(self, deal: int, account: Account) -> None:
        """The part each of theirs has in the decision, as their card says."""
        for person in account.people:
            if part := self._influence.get((person.id, account.id)):
                self._draft.put("deal_person", deal_id=deal, party_id=person.id, part=part)

    def _credit(self, deal: int, account: Account) -> None:
        head, _, how = next(self._helped).partition(" | ")
        who, *share = head.split()
        values: dict[str, Any] = {"how": how, "share": int(share[0]) if share else None}
        if who == "mate":
            mates = [user for user, _ in self._cast.working if user != account.owner]
            values["user_id"] = self._chance.choice(mates)
        else:
            values["party_id"] = self._helper(who, account)
        self._draft.put("credit", deal_id=deal, **values)

    def _helper(self, who: str, account: Account) -> int:
        if who == "partner":
            return next(
                number for number, row in self._draft.items("party") if row.get("is_partner")
            )
        return next(
            one.people[0].id for one, story in self._accounts
            if story.name == "recommends" and one.id != account.id
        )  # fmt: skip

    def _next_step(self, deal: int, tale: _Tale) -> None:
        head, _, title = next(self._steps[tale.steps[-1].stage.letter]).partition(" | ")
        kind, days, *minutes = head.split()
        due, owner = self._today + timedelta(int(days)), tale.account.owner
        made = max(tale.steps[-1].at, self._desk.clock.now() - timedelta(days=9))
        task = self._draft.put(
            "task", kind=kind, title=_sentence(title.format(**self._teller.words(tale.account))),
            party_id=tale.account.id, deal_id=deal, assignee_id=owner, due=due,
            minutes=int(minutes[0]) if minutes else None, created_at=made,
            planned_for=due, planned_at=made, planned_by_id=owner,
        )  # fmt: skip
        self._draft.put("planning", task_id=task, day=due, at=made, user_id=owner)

    # What belongs to deals

    def _join_tasks(self) -> None:
        """Let the tasks that speak of an offer, and what became of them, belong to the deal."""
        deals: dict[int, list[int]] = {}
        for deal, row in self._draft.items("deal"):
            deals.setdefault(row["party_id"], []).append(deal)
        joined: dict[int, int] = {}
        for task, row in self._draft.items("task"):
            found = self._deal_of(row, deals.get(row["party_id"] or 0, ()))
            if found is not None:
                row["deal_id"] = joined[task] = found
        for entry in self._rows("timeline_entry"):
            if entry.get("task_id") in joined:
                entry["deal_id"] = joined[entry["task_id"]]

    def _deal_of(self, task: dict[str, Any], deals: Sequence[int]) -> int | None:
        if "deal_id" in task:
            return None
        if task["kind"] not in _OFFERS and "offer" not in task["title"].lower():
            return None
        day = self._day(task["done_at"]) if task.get("done_at") else self._today
        for deal in deals:
            row = self._draft.get("deal", deal)
            if row["opened_on"] <= day <= (row["closed_on"] or day):
                return deal
        return None

    def _targets(self) -> None:
        """Of this quarter and of those before it: each colleague's, and the whole firm's."""
        told = self._told["targets"]
        month = self._today.replace(day=1, month=(self._today.month - 1) // 3 * 3 + 3)
        for _ in range(told["months"]):
            for user in (*(user for user, _ in self._cast.working), None):
                figure = told["each"] if user else told["house"]
                self._draft.put(
                    "target", user_id=user, month=month, amount_minor=self._minor(figure),
                    currency=self._desk.currency,
                )  # fmt: skip
            month = (month - timedelta(1)).replace(day=1)

    def _rival_notes(self) -> None:
        names = {self._draft.get("party", number)["name"]: number for number in self._rivals}
        who = self._teller.words(self._accounts[0][0])["who"]
        for line in self._told["rivals"]["lines"]:
            name, head, text, market, source = parts(line)
            kind, ago = head.split()
            at = self._teller.instant(int(ago))
            self._draft.put(
                "competitor_note", party_id=names[name], kind=kind, text=text, market=market,
                day=self._day(at), source=source.format(who=who), user_id=self._cast.manager, at=at,
            )  # fmt: skip

    def _rows(self, table: str) -> Iterator[dict[str, Any]]:
        return (row for _, row in self._draft.items(table))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._desk.clock.zone).date()


def _subject(deal: int, title: str, before: _Stage | None, stage: _Stage, *, back: bool) -> str:
    if before is None:
        return f"deal D{deal} begun: {title}"
    if stage.kind != "open":
        return f"deal D{deal} {stage.kind}: {title}"
    if before.kind != "open":
        return f"deal D{deal} reopened: {before.name} → {stage.name}"
    return f"deal D{deal}: {before.name} → {stage.name}{' (back)' if back else ''}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
