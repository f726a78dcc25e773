"""Calls, e-mails, meetings and notes taken into the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from crm_tui.models.stored import instant_text
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys, KnownParties, Likeness
from crm_tui.services.intake.pick_lists import PickList
from crm_tui.services.intake.records import InteractionRecord
from crm_tui.services.intake.references import References
from crm_tui.services.intake.said import said_parties
from crm_tui.services.intake.tally import Numbered, Options, Tally
from crm_tui.services.intake.team import Colleagues
from crm_tui.services.parties import normal_form
from crm_tui.store import caches
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean

NOON = time(12)
"""The hour of what happened on a day without one: the day stays the same in nearly any zone."""

KEYS = "interaction"


class InteractionIntake:
    """Takes in what happened with customers who are here; nobody is invented but their people."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._keys = KnownKeys(desk, "timeline_entry")
        self._party_keys = KnownKeys(desk, "party")
        self._known = KnownParties(desk)
        self._inserts = Inserts(desk)
        self._team = Colleagues(desk)
        self._outcomes = PickList(desk, "outcome")
        self._users = self._team.said(options.told("user"))
        self._parties = said_parties(desk, options.told("party"))
        self._asked_party = References(desk, options, tally, self._inserts, "party")
        self._asked_user = References(desk, options, tally, self._inserts, "user")
        self._people: dict[tuple[int, str], int] = {}
        self._touched: set[int] = set()
        self._works_at: dict[int, tuple[int, ...]] = {}
        self._batch: list[tuple[int, InteractionRecord]] = []
        self._now = instant_text(desk.clock.now())

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Keep the rows of interactions."""
        self._batch = [(line, row) for line, row in batch if isinstance(row, InteractionRecord)]

    def take(self, *, write: bool) -> None:
        """Match the batch and write what is new."""
        self._known.forget()
        self._inserts.begin(write=write)
        if write:
            self._users.keep()
            self._parties.keep()
        self._read()
        self._touched.clear()
        self._works_at.clear()
        for line, record in self._batch:
            self._take_one(line, record)
        if write:
            self._inserts.write()
            caches.refresh(self._desk.store, sorted(self._touched))
        else:
            self._inserts.forget()

    def _read(self) -> None:
        rows = [row for _, row in self._batch]
        self._keys.read(KEYS, [row.external_id for row in rows])
        self._party_keys.read(self._options.company_source, [row.party_id for row in rows])
        self._known.read(
            [form for row in rows for form in self._forms(row)],
            [fold(name).strip() for row in rows for name in (row.party, row.contact) if name],
        )

    def _forms(self, record: InteractionRecord) -> list[str]:
        forms = [("email", record.email), ("phone", record.phone)]
        return [
            normal_form(kind, value, "", self._desk.home_country)[0]
            for kind, value in forms
            if value
        ]

    def _take_one(self, line: int, record: InteractionRecord) -> None:
        if self._keys.find(KEYS, record.external_id) is not None:
            self._tally.unchanged += 1
            return
        party, problem = self._party(line, record)
        if party is None:
            self._tally.reject(line, problem)
            return
        self._write_entry(line, record, party)
        self._tally.created += 1

    def _party(self, line: int, record: InteractionRecord) -> tuple[int | None, str]:
        """The customer meant, or why none can be said."""
        if record.party and (told := self._parties.find(record.party)) is not None:
            return told, ""
        if record.party_id:
            found = self._party_keys.find(self._options.company_source, record.party_id)
            if found is not None:
                return found, ""
        for kind, value in (("email", record.email), ("phone", record.phone)):
            normal = normal_form(kind, value, "", self._desk.home_country)[0] if value else ""
            same = self._known.with_method(kind, normal) if normal else []
            if len(same) == 1:
                return same[0].id, ""
        name = record.party or record.contact
        same = self._known.with_name(fold(name).strip()) if name else []
        if len(same) > 1:
            return None, f"'{name}' names {len(same)} customers"
        if same:
            return same[0].id, ""
        said = name or record.party_id or record.email or record.phone
        kind = "company" if record.party else "person"
        made = self._asked_party.make(said, kind) if said else None
        if made is not None:
            return made, ""
        if said and not self._asked_party.missing(line, said, "refused"):
            return None, f"the customer '{said}' is left out"
        return None, f"no customer '{said}' is known; bring in the customers first"

    def _write_entry(self, line: int, record: InteractionRecord, party: int) -> None:
        at, day = self._moment(record.at)
        user = self._user(line, record.user) if record.user else None
        entry = self._inserts.add(
            "timeline_entry",
            at=at,
            day=day.isoformat(),
            kind=record.kind,
            channel=record.channel,
            direction=record.direction,
            minutes=record.minutes,
            user_id=user,
            party_id=party,
            subject=clean(record.subject),
            body=clean(_with_custom(record), multiline=True),
            **self._came_of(record),
            internal=bool(record.internal),
            pinned=bool(record.pinned),
            created_at=self._now,
        )
        self._touched.add(party)
        self._keys.add(KEYS, record.external_id, entry)
        self._inserts.add(
            "external_id", source=KEYS, record="timeline_entry", value=record.external_id, row=entry
        )
        others = list(self._companies(party))
        if record.contact and fold(record.contact) != fold(record.party):
            others.append(self._person(record.contact, party))
        for other in dict.fromkeys(others):
            if other != party:
                self._inserts.add("participant", entry_id=entry, party_id=other)
                self._touched.add(other)

    def _user(self, line: int, said: str) -> int | None:
        found = self._users.find(said) or self._team.find(said) or self._asked_user.make(said)
        if found is None and self._asked_user.missing(line, said, "left"):
            self._tally.warn_once(line, f"'{said}' is no colleague here; left out")
        return found

    def _came_of(self, record: InteractionRecord) -> dict[str, str]:
        """Outcome and result: beside a result of its own, an outcome is one of the pick list."""
        if record.result is None:
            return {"result": clean(record.outcome or record.status)}
        known = self._outcomes.named(record.outcome)
        said = (record.result, "" if known else record.outcome, record.status)
        result = ". ".join(filter(None, said))
        return {
            "outcome": known.code if known else "",
            "result": clean(result, multiline=True),
        }

    def _companies(self, party: int) -> tuple[int, ...]:
        """Where a person works: what happened with them is the company's history too (S68)."""
        if party not in self._works_at:
            self._works_at[party] = tuple(
                row[0]
                for row in self._desk.store.rows(
                    "SELECT other_id FROM relationship"
                    " WHERE party_id = ? AND kind = 'works_at' AND until IS NULL",
                    (party,),
                )
            )
        return self._works_at[party]

    def _moment(self, at: date | datetime) -> tuple[str, date]:
        zone = self._desk.clock.zone
        if not isinstance(at, datetime):
            return instant_text(datetime.combine(at, NOON, zone)), at
        moment = at if at.tzinfo else at.replace(tzinfo=zone)
        return instant_text(moment.astimezone(UTC)), moment.astimezone(zone).date()

    def _person(self, name: str, party: int) -> int:
        """The person of that name at the customer; added there if nobody is called so."""
        folded = fold(name).strip()
        known = self._people.get((party, folded))
        if known is not None:
            return known
        own = self._desk.store.value("SELECT sort_name FROM party WHERE id = ?", (party,))
        if own == folded:
            return party
        found = self._desk.store.value(
            "SELECT p.id FROM relationship r JOIN party p ON p.id = r.party_id"
            " WHERE r.other_id = ? AND p.sort_name = ?",
            (party, folded),
        )
        if found is None:
            found = self._inserts.add(
                "party",
                created_at=self._now,
                updated_at=self._now,
                kind="person",
                name=clean(name),
                sort_name=folded,
                is_customer=False,
            )
            self._inserts.add("relationship", party_id=found, other_id=party, kind="works_at")
            self._known.add(Likeness(found, "person", folded, "", ""), [])
        self._people[party, folded] = int(found)
        return int(found)

    def close(self, *, write: bool) -> None:
        """Interactions refer to nothing that comes later."""


def _with_custom(record: InteractionRecord) -> str:
    """The text, and below it what the file had no field of ours for."""
    kept = [f"{name}: {value}" for name, value in record.custom.items() if value]
    return "\n".join([record.body, *kept]) if kept else record.body
