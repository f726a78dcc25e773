"""A deal that comes in as a row: whom it is with, where it stands, how it got there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crm_tui.models.stored import document_text
from crm_tui.services.intake.deal_stages import Stages
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys, KnownParties
from crm_tui.services.intake.moments import past_moment
from crm_tui.services.intake.products import Products
from crm_tui.services.intake.records import DealRecord
from crm_tui.services.intake.references import References
from crm_tui.services.intake.said import said_parties
from crm_tui.services.intake.tally import Options, Tally
from crm_tui.services.intake.task_days import local_day
from crm_tui.services.intake.team import Colleagues
from crm_tui.services.parties import normal_form
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.views import choices
from crm_tui.views.choices import ChoiceRow
from crm_tui.views.own_keys import KEY_SOURCE
from crm_tui.views.pipelines import StageRow

NO_REASON = "no reason in the file"
_PEOPLE = ("contactid", KEY_SOURCE)
"""What files of people call the key of their rows."""


class Step(NamedTuple):
    """A step a deal has taken before it came here."""

    before: StageRow | None
    after: StageRow
    day: date


class ReadyDeal(NamedTuple):
    """A record as a row of the table (without its number), with what the row cannot hold."""

    values: dict[str, Any]
    custom: dict[str, str]
    stage: StageRow
    steps: tuple[Step, ...]
    product: int | None
    told: str


class Loss(NamedTuple):
    """Why a deal was lost, as the table holds it, and as the timeline tells it."""

    reason: str
    lost_to: int | None
    note: str
    told: str


class DealValues:
    """Works out rows; doubts and refusals go to the tally."""

    def __init__(
        self, desk: Desk, options: Options, tally: Tally, known: KnownParties, inserts: Inserts
    ) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._known = known
        self._party_keys = KnownKeys(desk, "party")
        self._team = Colleagues(desk)
        self.stages = Stages(desk, options.told("stage"))
        self.products = Products(desk, options.product_source, options.told("product"))
        self._owners = self._team.said(options.told("owner"))
        self._asked = {
            field: References(desk, options, tally, inserts, field)
            for field in ("stage", "product", "owner", "party")
        }
        self._parties = said_parties(desk, options.told("party"))
        self._reasons = choices.choices(desk, "lost_reason")
        self._zone = desk.clock.zone
        self._today = desk.clock.today()

    def keep_said(self) -> None:
        """Write down what the user said the file's words mean."""
        for said in (self.stages.said, self.products.said, self._owners, self._parties):
            said.keep()

    def read(self, rows: Sequence[DealRecord]) -> None:
        """Look up the customers, people and products that a batch names."""
        self._party_keys.read(self._options.company_source, [row.party_id for row in rows])
        for source in _PEOPLE:
            self._party_keys.read(source, [row.contact_id for row in rows])
        self.products.read([row.product_id for row in rows])
        self._known.read(
            [self._address(row) for row in rows if row.email],
            [fold(name) for row in rows for name in (row.party, row.contact, row.lost_to) if name],
        )

    def ready(self, line: int, record: DealRecord) -> ReadyDeal | None:
        """The row of a record; None where the tally has it among the refused."""
        found = self.stages.find(record.stage, record.pipeline)
        if found.stage is None:
            is_news = self._asked["stage"].missing(line, record.stage, "refused")
            left = f"the stage {quoted(record.stage)} is left out"
            self._tally.reject(line, found.problem if is_news else left)
            self._ask_the_rest(line, record)
            return None
        stage = found.stage
        custom = dict(record.custom)
        party, problem = self._party(line, record, custom)
        if problem:
            self._tally.reject(line, problem)
            self._ask_the_rest(line, record)
            return None
        contact = self._contact(line, record, party, custom)
        party = contact if party is None else party
        loss = self._loss(line, record) if stage.kind == "lost" else Loss("", None, "", "")
        if loss is None:
            self._tally.reject(line, "a lost deal needs its reason, and the list has no 'other'")
            return None
        self._say_stage(line, record, found.is_known_word, stage)
        if party is None and "customer" not in custom:
            self._tally.warn(line, "it names no customer; kept without one")
        if stage.kind != "lost":
            self._keep_unused_loss(record, custom)
        opened, closed, expected = self._days(line, record, stage, custom)
        steps = self._steps(line, stage, opened, closed)
        probability = record.probability if stage.kind == "open" else None
        values = {
            "title": clean(record.title),
            "party_id": party,
            "contact_id": contact if contact != party else None,
            "owner_id": self._owner(line, record, custom),
            "pipeline_id": stage.pipeline,
            "stage_id": stage.id,
            "state": stage.kind,
            "stage_since": steps[-1].day.isoformat(),
            "amount_minor": record.amount_minor,
            "currency": record.currency,
            "probability": None if probability == stage.probability else probability,
            "expected_close": _text(expected),
            "opened_on": _text(opened),
            "closed_on": _text(closed),
            "source": clean(record.source),
            "lost_reason": loss.reason,
            "lost_to_id": loss.lost_to,
            "lost_note": loss.note,
            "gain": clean(record.gain, multiline=True),
            "note": clean(record.note, multiline=True),
            "archived_at": past_moment(self._desk, record.archived),
        }
        product = self._product(line, record, custom)
        custom = {clean(name): clean(value, multiline=True) for name, value in custom.items()}
        values["custom"] = document_text(custom)
        told = loss.told or clean(record.gain, multiline=True)
        return ReadyDeal(values, custom, stage, steps, product, told)

    def _ask_the_rest(self, line: int, record: DealRecord) -> None:
        """Note what else a refused row names and nobody knows: it is asked about but once."""
        if record.owner and not (self._owners.find(record.owner) or self._team.find(record.owner)):
            self._asked["owner"].missing(line, record.owner, "left")
        product = record.product or record.product_id
        if product and self.products.find(record.product, record.product_id) is None:
            self._asked["product"].missing(line, product, "left")

    # Whom it is with

    def _party(
        self, line: int, record: DealRecord, custom: dict[str, str]
    ) -> tuple[int | None, str]:
        """The customer meant, or why it cannot be said; nothing where the file names none."""
        if record.party and (said := self._parties.find(record.party)) is not None:
            return said, ""
        if record.party_id:
            keyed = self._party_keys.find(self._options.company_source, record.party_id)
            if keyed is not None:
                return keyed, ""
        if record.email:
            same = self._known.with_method("email", self._address(record))
            if len(same) == 1:
                return same[0].id, ""
        named = self._known.with_name(fold(record.party)) if record.party else []
        if len(named) > 1:
            return None, f"{quoted(record.party)} names {len(named)} customers"
        if named:
            return named[0].id, ""
        said_name = record.party or record.party_id or record.email
        if not said_name:
            return None, ""
        asked = self._asked["party"]
        if (made := asked.make(said_name, "company" if record.party else "person")) is not None:
            return made, ""
        if not asked.missing(line, said_name, "refused"):
            custom.setdefault("customer", said_name)
            return None, ""
        return None, f"no customer {quoted(said_name)} is known; bring in the customers first"

    def _contact(
        self, line: int, record: DealRecord, party: int | None, custom: dict[str, str]
    ) -> int | None:
        for source in _PEOPLE if record.contact_id else ():
            keyed = self._party_keys.find(source, record.contact_id)
            if keyed is not None:
                return keyed
        name = record.contact or record.contact_id
        if not name:
            return None
        same = [one.id for one in self._known.with_name(fold(record.contact), "person")]
        if len(same) > 1 and party is not None:
            there = self._people_at(party)
            same = [one for one in same if one in there]
        if len(same) == 1:
            return same[0]
        custom.setdefault("contact", name)
        many = f"names {len(same)} people" if same else "is nobody known here"
        self._tally.warn_once(line, f"the contact {quoted(name)} {many}; kept in words")
        return None

    def _people_at(self, party: int) -> set[int]:
        rows = self._desk.store.rows(
            "SELECT party_id FROM relationship WHERE other_id = ? AND until IS NULL", (party,)
        )
        return {row[0] for row in rows}

    def _address(self, record: DealRecord) -> str:
        return normal_form("email", record.email, "", self._desk.home_country)[0]

    def _owner(self, line: int, record: DealRecord, custom: dict[str, str]) -> int | None:
        if not record.owner:
            return None
        found = self._owners.find(record.owner) or self._team.find(record.owner)
        found = found or self._asked["owner"].make(record.owner)
        if found is None:
            custom.setdefault("owner", record.owner)
            if self._asked["owner"].missing(line, record.owner, "left"):
                said = quoted(record.owner)
                self._tally.warn_once(line, f"{said} is no colleague here; kept in words, nobody's")
        return found

    def _product(self, line: int, record: DealRecord, custom: dict[str, str]) -> int | None:
        found = self.products.find(record.product, record.product_id)
        if found is None and (name := record.product or record.product_id):
            found = self._asked["product"].make(name)
            if found is None:
                custom.setdefault("product", name)
                if self._asked["product"].missing(line, name, "left"):
                    self._tally.warn(line, self.products.missing(name))
        return found

    # Where it stands and how it got there

    def _say_stage(self, line: int, record: DealRecord, known_word: bool, stage: StageRow) -> None:
        if known_word:
            said = quoted(record.stage)
            self._tally.warn_once(line, f"the stage {said} is taken as '{stage.name}'")
        elif not record.stage:
            self._tally.warn_once(line, f"no stage is said; taken as '{stage.name}'")

    def _days(
        self, line: int, record: DealRecord, stage: StageRow, custom: dict[str, str]
    ) -> tuple[date | None, date | None, date | None]:
        """The days it was opened and closed, and the one it is expected to close on."""
        opened, created = self._day(record.opened), self._day(record.created)
        closed, expected = self._day(record.ended), self._day(record.expected)
        if stage.kind == "open":
            if closed is not None:
                custom.setdefault("closed on", closed.isoformat())
            return opened or created, None, expected or self._day(record.closes)
        closed = closed or self._day(record.closes)
        if closed is None:
            self._tally.warn(line, "it has ended, but no day says when: no period counts it")
        elif closed > self._today:
            self._tally.warn(line, "it ended on a day to come; kept as the file says")
        if opened is None and created is not None:
            if closed is None or created <= closed:
                opened = created
            else:  # written down when all was over: that is not when it began
                custom.setdefault("created", created.isoformat())
        return opened, closed, expected

    def _steps(
        self, line: int, stage: StageRow, opened: date | None, closed: date | None
    ) -> tuple[Step, ...]:
        """The steps the file tells of: into the first stage, and to the end."""
        if stage.kind == "open":
            return (Step(None, stage, min(opened or self._today, self._today)),)
        ended = min(closed or opened or self._today, self._today)
        if opened is not None and closed is not None and closed < opened:
            self._tally.warn(line, "it ended before it was opened; kept as the file says")
        elif opened is not None and opened <= ended:
            first = self.stages.first(stage.pipeline)
            return Step(None, first, opened), Step(first, stage, ended)
        return (Step(None, stage, ended),)

    def _day(self, moment: date | datetime | None) -> date | None:
        return None if moment is None else local_day(moment, self._zone)

    # Why it was lost

    def _loss(self, line: int, record: DealRecord) -> Loss | None:
        """Reason, competitor and note; None where the list has nothing that fits (rule 7).

        A reason that is not on the list, or lacks what it needs, is kept in the note of 'other'.
        """
        other = next((one for one in self._reasons if one.needs_note and not one.needs_party), None)
        lost_to, notes = self._lost_to(line, record), [record.lost_note]
        reason = self._reason(record, lost_to)
        if reason is None:
            if not record.lost_reason:
                self._tally.warn_once(
                    line, f"lost, and no reason is said; the reason is 'other', '{NO_REASON}'"
                )
            notes.insert(0, record.lost_reason or NO_REASON)
        elif reason.needs_party and lost_to is None:
            self._tally.warn_once(
                line, f"the reason '{reason.label}' needs a competitor who is here; taken as"
                " 'other' with a note"
            )  # fmt: skip
            notes.insert(0, reason.label)
            reason = None
        if record.lost_to and lost_to is None:
            notes.append(record.lost_to)
        note = clean(". ".join(filter(None, notes)), multiline=True)
        chosen = reason or other
        if chosen is None:
            return None
        if chosen.needs_note and not note:
            note = NO_REASON
        told = f"{chosen.label}. {note}" if note else chosen.label
        return Loss(chosen.code, lost_to, note, told)

    def _reason(self, record: DealRecord, lost_to: int | None) -> ChoiceRow | None:
        said = fold(record.lost_reason)
        if said:
            return next(
                (one for one in self._reasons if said in (fold(one.label), fold(one.code))), None
            )
        needs = (one for one in self._reasons if one.needs_party)
        return next(needs, None) if lost_to is not None else None

    def _lost_to(self, line: int, record: DealRecord) -> int | None:
        if not record.lost_to:
            return None
        same = self._known.with_name(fold(record.lost_to))
        if len(same) == 1:
            return same[0].id
        said = quoted(record.lost_to)
        self._tally.warn_once(line, f"no competitor {said} is known; kept in the note")
        return None

    def _keep_unused_loss(self, record: DealRecord, custom: dict[str, str]) -> None:
        for name, value in (
            ("lost reason", record.lost_reason),
            ("lost to", record.lost_to),
            ("lost note", record.lost_note),
        ):
            if value:
                custom.setdefault(name, value)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
