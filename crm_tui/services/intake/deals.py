"""Deals taken in, with the steps they have taken, what they sell and their place in the timeline.

Nobody is invented: a deal that names a customer who is not here is refused, one that names none
stands without.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from crm_tui.models.stored import document_text, instant_text
from crm_tui.services import deals
from crm_tui.services.intake.deal_values import DealValues, ReadyDeal, Step
from crm_tui.services.intake.field_changes import FieldChanges
from crm_tui.services.intake.file_numbers import FileNumbers
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.interactions import NOON
from crm_tui.services.intake.known import KnownKeys, KnownParties
from crm_tui.services.intake.records import DealRecord
from crm_tui.services.intake.tally import Numbered, Options, Tally
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted

_COMPARED = (
    "title", "party_id", "contact_id", "owner_id", "amount_minor", "currency", "probability",
    "expected_close", "opened_on", "closed_on", "source", "lost_reason", "lost_to_id",
    "lost_note", "gain", "note",
)  # fmt: skip
_OF_LOSS = ("lost_reason", "lost_to_id", "lost_note")
_SHOWN = {
    "party_id": "customer", "contact_id": "contact", "owner_id": "owner",
    "amount_minor": "amount", "expected_close": "expected close", "opened_on": "opened",
    "closed_on": "closed", "lost_reason": "lost reason", "lost_to_id": "lost to",
    "lost_note": "lost note",
}  # fmt: skip
_READ = (
    f"SELECT id, number, {', '.join(_COMPARED)}, stage_id, state, custom FROM deal"
    " WHERE id IN ({ids})"
)


class _Here(NamedTuple):
    """A deal that is here already, as far as a file can differ from it."""

    values: dict[str, Any]
    number: str
    stage: int
    state: str
    custom: dict[str, str]
    lines: list[tuple[int, int | None, int | None]]


class DealIntake:
    """Takes deals in; one that is known by its key, or by number and title, is not doubled."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._keys = KnownKeys(desk, "deal")
        self._known = KnownParties(desk)
        self._inserts = Inserts(desk)
        self._values = DealValues(desk, options, tally, self._known, self._inserts)
        self._changes = FieldChanges(desk, tally)
        self._seen: set[str] = set()
        self._met: set[int] = set()
        self._numbers = FileNumbers(desk, "deal", "D", tally)
        self._here: dict[int, _Here] = {}
        self._batch: list[tuple[int, DealRecord]] = []
        self._now = desk.clock.now()

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Keep the rows of deals."""
        self._batch = [(line, row) for line, row in batch if isinstance(row, DealRecord)]

    def take(self, *, write: bool) -> None:
        """Match the batch and write what is new."""
        self._known.forget()
        self._inserts.begin(write=write)
        if write:
            self._values.keep_said()
        self._read()
        for line, record in self._batch:
            self._take_one(line, record, write=write)
        if write:
            self._inserts.write()
        else:
            self._inserts.forget()

    def close(self, *, write: bool) -> None:
        """Deals refer to nothing that comes later."""

    def _read(self) -> None:
        rows = [row for _, row in self._batch]
        self._keys.read(self._options.source, [row.external_id for row in rows])
        self._values.read(rows)
        self._numbers.read(row.number for row in rows)
        found = sorted({deal for row in rows if (deal := self._find(row)) is not None})
        self._read_here(found)

    def _read_here(self, ids: list[int]) -> None:
        import json

        self._here.clear()
        lines: defaultdict[int, list[tuple[int, int | None, int | None]]] = defaultdict(list)
        for deal, *line in self._desk.store.rows_by_id(
            "SELECT deal_id, id, product_id, price_minor FROM line_item WHERE deal_id IN ({ids})"
            " ORDER BY id",
            ids,
        ):
            lines[deal].append((line[0], line[1], line[2]))
        for deal, number, *row in self._desk.store.rows_by_id(_READ, ids):
            *told, stage, state, custom = row
            values = dict(zip(_COMPARED, map(_plain, told), strict=True))
            self._here[deal] = _Here(
                values, number, stage, state, json.loads(custom), lines.get(deal, [])
            )

    def _find(self, record: DealRecord) -> int | None:
        found = self._keys.find(self._options.source, record.external_id)
        return self._numbers.find(record.number, record.title) if found is None else found

    def _take_one(self, line: int, record: DealRecord, *, write: bool) -> None:
        key, found = record.external_id, self._find(record)
        if key in self._seen or found in self._met:
            self._tally.again(line, "this deal stands in the file twice; the first row counts")
            return
        ready = self._values.ready(line, record)
        if ready is None:
            return
        self._seen.add(key)
        if found is None:
            self._add(line, record, ready)
            self._tally.created += 1
            return
        self._met.add(found)
        self._tally.known(changed=self._change(line, record, ready, found, write=write))

    # New ones

    def _add(self, line: int, record: DealRecord, ready: ReadyDeal) -> None:
        now = instant_text(self._now)
        deal = self._inserts.new_id("deal")
        number = self._numbers.give(line, record.number, record.title, deal)
        values = ready.values
        self._inserts.add(
            "deal", id=deal, created_at=now, updated_at=now, number=number, **values
        )  # fmt: skip
        self._inserts.add(
            "external_id", source=self._options.source, record="deal", value=record.external_id,
            row=deal,
        )  # fmt: skip
        self._inserts.add_keys(
            "deal", deal, self._numbers.kept(record, number), own=self._options.source
        )
        self._keys.add(self._options.source, record.external_id, deal)
        self._met.add(deal)
        if ready.product is not None:
            self._add_line(deal, ready)
        for step in ready.steps:
            self._tell(deal, number, ready, step)

    def _add_line(self, deal: int, ready: ReadyDeal) -> None:
        self._inserts.add(
            "line_item", deal_id=deal, product_id=ready.product,
            price_minor=ready.values["amount_minor"],
        )  # fmt: skip

    def _tell(self, deal: int, number: str, ready: ReadyDeal, step: Step) -> None:
        """Write a step the deal has taken, and tell it in the customer's timeline (S80)."""
        at, values = self._moment(step.day), ready.values
        after, own = step.after, values["probability"]
        self._inserts.add(
            "stage_change", deal_id=deal, at=at, day=step.day.isoformat(),
            user_id=values["owner_id"], from_id=step.before.id if step.before else None,
            to_id=after.id, probability=after.probability if own is None else own,
        )  # fmt: skip
        if values["party_id"] is None:
            return
        what = "begun" if after.kind == "open" else after.kind
        self._inserts.add(
            "timeline_entry", at=at, day=step.day.isoformat(), kind="deal",
            user_id=values["owner_id"], party_id=values["party_id"],
            subject=f"deal {number} {what}: {values['title']}",
            body=ready.told if after.kind != "open" else "", deal_id=deal,
            created_at=instant_text(self._now),
        )  # fmt: skip

    def _moment(self, day: date) -> str:
        """Noon of a day, but no moment to come: what happens here now comes after it."""
        noon = datetime.combine(day, NOON, self._desk.clock.zone).astimezone(UTC)
        return instant_text(min(noon, self._now))

    # Those that are here

    def _change(
        self, line: int, record: DealRecord, ready: ReadyDeal, found: int, *, write: bool
    ) -> bool:
        """Whether a deal that is here took over, with `update`, what the file says otherwise."""
        here = self._here.get(found)
        if here is None:
            return False
        moves = ready.stage.id != here.stage
        if moves and here.state != "open":
            self._tally.warn(
                line, f"{here.number} {quoted(record.title)} has ended here; its stage is kept"
            )
            moves = False
        other = self._differences(record, ready, here, moves=moves)
        custom = {
            name: value for name, value in ready.custom.items() if here.custom.get(name) != value
        }
        lines = self._line_differs(ready, here, other)
        shown = [_SHOWN.get(name, name) for name in other if name != "currency"]
        shown += ["stage"] * moves + ["product"] * lines + sorted(custom)
        if "currency" in other and "amount_minor" not in other:
            shown.append("currency")
        if not shown:
            return False
        self._note(line, record, ready, here, other | custom, moves=moves)
        if not self._options.update:
            self._tally.warn(
                line,
                f"{here.number} {quoted(record.title)} is here already and differs in"
                f" {', '.join(shown)}; kept as it was (--update takes it over)",
            )
            return False
        if write:
            if kept := self._custom(record, ready, here, custom):
                other["custom"] = kept
            self._take_over(found, ready, other, moves=moves)
            if lines:
                self._take_line(found, ready, here)
        return True

    def _note(
        self,
        line: int,
        record: DealRecord,
        ready: ReadyDeal,
        here: _Here,
        values: dict[str, Any],
        *,
        moves: bool,
    ) -> None:
        """Tell field by field what the file says otherwise."""
        changes = [
            (name, here.values.get(name, here.custom.get(name)), value)
            for name, value in values.items()
        ]
        if moves:
            changes.append(("stage_id", here.stage, ready.stage.id))
        self._changes.note(
            line, f"{here.number} {record.title}", changes, taken=self._options.update,
            currency=record.currency or here.values["currency"],
        )  # fmt: skip

    def _differences(
        self, record: DealRecord, ready: ReadyDeal, here: _Here, *, moves: bool
    ) -> dict[str, Any]:
        """What the file says otherwise; an empty cell says nothing and changes nothing."""
        said = {name: ready.values[name] for name in _COMPARED}
        if not record.is_titled:
            del said["title"]
        if here.state != "open" or ready.stage.kind != "open":
            del said["probability"], said["expected_close"]
        if here.state != ready.stage.kind or moves:
            del said["closed_on"]
        if here.state != "lost" or ready.stage.kind != "lost" or not record.lost_reason:
            for name in _OF_LOSS:
                del said[name]
        if ready.values["amount_minor"] is None:
            del said["currency"]
        return {
            name: value
            for name, value in said.items()
            if value not in (None, "") and value != here.values[name]
        }

    def _line_differs(self, ready: ReadyDeal, here: _Here, other: dict[str, Any]) -> bool:
        """Whether the one line a file can tell of is not there, or is of another product.

        Lines that somebody made here are nobody else's to change.
        """
        if ready.product is None or len(here.lines) > 1:
            return False
        if not here.lines:
            return True
        _, product, price = here.lines[0]
        if product is None or price != here.values["amount_minor"]:
            return False
        return product != ready.product or "amount_minor" in other

    def _take_over(
        self, found: int, ready: ReadyDeal, values: dict[str, Any], *, moves: bool
    ) -> None:
        if moves:
            self._move(found, ready)
        assignments = "".join(f'"{name}" = ?, ' for name in values)
        self._desk.store.write(
            f"UPDATE deal SET {assignments} updated_at = ?, version = version + 1 WHERE id = ?",
            [*values.values(), instant_text(self._now), found],
        )

    def _custom(
        self, record: DealRecord, ready: ReadyDeal, here: _Here, newer: dict[str, str]
    ) -> str:
        """The fields of its own with the newer ones; what is known by now needs no words."""
        known = {
            "product": record.product or record.product_id,
            "owner": record.owner,
            "contact": record.contact or record.contact_id,
        }
        kept = {**here.custom, **newer}
        for name, said in known.items():
            if name not in ready.custom and kept.get(name) == clean(said, multiline=True):
                kept.pop(name, None)
        return document_text(kept) if kept != here.custom else ""

    def _move(self, found: int, ready: ReadyDeal) -> None:
        values, stage = ready.values, ready.stage
        closed = values["closed_on"]
        on = min(date.fromisoformat(closed), self._desk.clock.today()) if closed else None
        if stage.kind == "won":
            deals.win(self._desk, found, gain=values["gain"], on=on)
        elif stage.kind == "lost":
            deals.lose(
                self._desk, found, values["lost_reason"], lost_to=values["lost_to_id"],
                note=values["lost_note"], on=on,
            )  # fmt: skip
        else:
            deals.move(self._desk, found, stage.id)

    def _take_line(self, found: int, ready: ReadyDeal, here: _Here) -> None:
        if not here.lines:
            self._add_line(found, ready)
            return
        price = ready.values["amount_minor"]
        self._desk.store.write(
            "UPDATE line_item SET product_id = ?, price_minor = ? WHERE id = ?",
            (ready.product, here.lines[0][2] if price is None else price, here.lines[0][0]),
        )


def _plain(value: object) -> Any:
    """A stored value as it is compared: engines give days in their own type."""
    return value.isoformat() if isinstance(value, date) else value
