"""Deals: carried from the first guess to the very end, each step dated (rules 5 to 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_tui.errors import ConflictError, NotFoundError, RuleError
from crm_tui.models import Credit, Deal, DealPerson, LineItem, Stage, StageChange
from crm_tui.services import entries, standing
from crm_tui.store.desk import Desk
from crm_tui.text.amounts import MOST_MINOR
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.views import choices, naming

FIELDS = (
    "title", "party", "contact", "owner", "amount_minor", "currency", "probability",
    "expected_close", "opened_on", "source", "goal", "note", "gain",
)  # fmt: skip
"""What `edit` changes; stages and endings have use cases of their own."""

_MOST_MILLI = 10**12

_WORDS = ("title", "note", "gain", "source")


class Moved(NamedTuple):
    """A move between stages: where from and to, whether back, the probability before and after."""

    deal: int
    before: str
    after: str
    back: bool
    probability_before: int
    probability: int


def add(
    desk: Desk,
    title: str,
    *,
    party: int | None = None,
    stage: int | None = None,
    pipeline: int | None = None,
    **fields: Any,
) -> int:
    """Add a deal as soon as an opportunity is supposed (S78); the new id.

    It begins in the first stage of the pipeline, the first one there is, unless said otherwise;
    for whoever adds it, opened today. An amount without a currency is in the firm's.

    Raises RuleError for an empty title and a value a deal cannot have, NotFoundError for a
    stage or customer that is gone.
    """
    title = clean(title)
    if not title:
        raise RuleError("A deal needs a title.", "What is it that they may buy?")
    today = desk.clock.today()
    values = _checked(desk, {"owner": desk.user or None, "opened_on": today, **fields})
    with desk.store.change_set(desk.user, f"added deal: {title}", origin=desk.origin):
        first = _stage(stage) if stage else _first_stage(desk, pipeline)
        if first.kind != "open":
            raise RuleError(f"{first.name} is an end.", "Add the deal open, then close it.")
        party = standing.party(desk, party)
        values = _of_standing(desk, values)
        now = desk.clock.now()
        made = Deal.create(
            **values, number=_next_number(desk), title=title, party=party,
            pipeline=first.pipeline_id, stage=first.id, state=first.kind, stage_since=today,
            created_at=now, updated_at=now,
        )  # fmt: skip
        _note_change(desk, made, None, first, back=False)
        if party is not None:
            subject = f"deal {made.number} begun: {title}"
            entries.note_event(desk, party, "deal", subject, deal=made.id)
    return int(made.id)


def edit(desk: Desk, deal: int, fields: Mapping[str, Any], version: int | None = None) -> None:
    """Change fields of a deal (`FIELDS`); an own probability may be set or, by None, dropped.

    With a `version` a deal that someone has changed since is refused as a conflict (rule 17).
    Raises RuleError for a value a deal cannot have, NotFoundError for a deal that is gone.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise RuleError(f"A deal has no field {min(unknown)}.", f"It has: {', '.join(FIELDS)}.")
    values = _checked(desk, dict(fields))
    if "title" in values and not values["title"]:
        raise RuleError("A deal needs a title.")
    with desk.store.change_set(desk.user, "changed a deal", origin=desk.origin) as change_set:
        row = _one(deal)
        if row.currency and "currency" in values and not fields.get("currency"):
            values["currency"] = row.currency  # an amount said alone is in the deal's own
        values = _of_standing(desk, values, row)
        if version is not None and row.version != version:
            raise ConflictError(
                f"Someone has changed {row.number} meanwhile.", "Look at it again, then change it."
            )
        if row.state != "open" and values.get("probability") is not None:
            raise RuleError(f"{row.number} is {row.state}: it has no chance left to guess.")
        _update(desk, deal, **values)
        desk.store.relabel(change_set, "changed a deal", f"changed deal {row.number}: {row.title}")


def move(desk: Desk, deal: int, stage: int, *, keep_probability: bool = False) -> Moved | None:
    """Move a deal to another open stage; None where it stands there already.

    Forward never lowers its probability; back is marked and lowers it. An own probability is
    dropped, unless it is confirmed or a step forward would lower it (rule 6).

    Raises RuleError for a stage of another pipeline, for won and lost, which are ways of
    closing, and for a deal that is closed.
    """
    with desk.store.change_set(desk.user, "moved a deal", origin=desk.origin) as change_set:
        row, target = _open_one(deal), _stage(stage)
        if target.pipeline_id != row.pipeline_id:
            raise RuleError("This stage belongs to another pipeline.")
        if target.kind != "open":
            raise RuleError(f"{target.name} is an end.", "Close the deal as won or lost.")
        if target.id == row.stage_id:
            return None
        source = _stage(row.stage_id)
        moved = _step(desk, row, source, target, keep_probability=keep_probability)
        desk.store.relabel(change_set, "moved a deal", f"moved {row.title} to {target.name}")
    return moved


def step(desk: Desk, deal: int, steps: int) -> Moved | None:
    """Move a deal some open stages on, or back; None where there is none further."""
    with desk.store.change_set(desk.user, "moved a deal", origin=desk.origin):
        row = _open_one(deal)
        stages = open_stages(desk, row.pipeline_id)
        here = stages.index(row.stage_id)
        there = max(0, min(here + steps, len(stages) - 1))
        return move(desk, deal, stages[there])


def win(desk: Desk, deal: int, *, gain: str = "", on: date | None = None) -> None:
    """Close a deal as won, with what the customer gains by it (S20).

    Raises RuleError for a deal that is closed and for a day to come.
    """
    with desk.store.change_set(desk.user, "won a deal", origin=desk.origin) as change_set:
        row = _open_one(deal)
        values = {"gain": clean(gain, multiline=True) or row.gain}
        _close(desk, row, "won", on, values)
        desk.store.relabel(change_set, "won a deal", f"won: {row.title}")


def lose(
    desk: Desk,
    deal: int,
    reason: str,
    *,
    lost_to: int | None = None,
    note: str = "",
    on: date | None = None,
) -> None:
    """Close a deal as lost, with its reason (rule 7, S84, S85).

    Raises RuleError without a reason, for one the list does not have, where the reason needs
    the competitor or a note and none is given, and for a deal that is closed.
    """
    note = clean(note, multiline=True)
    found = next((row for row in choices.choices(desk, "lost_reason") if row.code == reason), None)
    if found is None:
        known = ", ".join(row.label for row in choices.choices(desk, "lost_reason"))
        raise RuleError("A lost deal needs its reason.", f"One of: {known}.")
    if found.needs_party and lost_to is None:
        raise RuleError(f"'{found.label}' needs the competitor named.", "Who was chosen?")
    if found.needs_note and not note:
        raise RuleError(f"'{found.label}' needs a note.", "Say in a few words why.")
    with desk.store.change_set(desk.user, "lost a deal", origin=desk.origin) as change_set:
        row = _open_one(deal)
        lost_to = standing.party(desk, lost_to)
        values = {"lost_reason": reason, "lost_to": lost_to, "lost_note": note}
        _close(desk, row, "lost", on, values, said=_lost_words(desk, found.label, lost_to, note))
        desk.store.relabel(change_set, "lost a deal", f"lost: {row.title} ({found.label})")


def reopen(desk: Desk, deal: int, stage: int | None = None) -> None:
    """Open a closed deal again, in the open stage it stood in last unless said otherwise.

    The closing fields are cleared, the stage changes stay (rule 7). Raises RuleError for a deal
    that is open.
    """
    with desk.store.change_set(desk.user, "reopened a deal", origin=desk.origin) as change_set:
        row = _one(deal)
        if row.state == "open":
            raise RuleError(f"{row.number} is open.")
        target = _stage(stage or _last_open_stage(desk, row))
        if target.kind != "open" or target.pipeline_id != row.pipeline_id:
            raise RuleError("A deal is opened again in an open stage of its pipeline.")
        source = _stage(row.stage_id)
        _update(
            desk, deal, stage=target.id, state="open", stage_since=desk.clock.today(),
            closed_on=None, lost_reason="", lost_to=None, lost_note="", probability=None,
        )  # fmt: skip
        _note_change(desk, row, source, target, back=True, probability=target.probability)
        _tell(desk, row, f"deal {row.number} reopened: {source.name} → {target.name}")
        desk.store.relabel(change_set, "reopened a deal", f"reopened: {row.title}")


def archive(desk: Desk, deal: int) -> None:
    """Put a deal away that should not have been one; nothing is lost (rule 16)."""
    with desk.store.change_set(desk.user, "archived a deal", origin=desk.origin):
        _one(deal)
        _update(desk, deal, archived_at=desk.clock.now())


# Lines, people, credits


def set_lines(desk: Desk, deal: int, lines: Sequence[Mapping[str, Any]]) -> None:
    """Give a deal these lines: product or text, quantity_milli, price_minor.

    Its amount becomes their sum where each has a price. Raises RuleError for an empty line.
    """
    with desk.store.change_set(desk.user, "changed a deal's lines", origin=desk.origin):
        _one(deal)
        LineItem.delete().where(LineItem.deal == deal).execute()
        for line in lines:
            text = clean(str(line.get("text") or ""))
            if not text and not line.get("product"):
                raise RuleError("A line names a product or says what it is.")
            if not 0 < line.get("quantity_milli", 1000) <= _MOST_MILLI:
                raise RuleError("A line has a quantity above zero, and below a billion.")
            _refuse_too_large(line.get("price_minor"))
            LineItem.create(
                deal=deal, product=line.get("product"), text=text,
                quantity_milli=line.get("quantity_milli", 1000),
                price_minor=line.get("price_minor"),
            )  # fmt: skip
        if lines and all(line.get("price_minor") is not None for line in lines):
            amount = sum(
                (line["price_minor"] * line.get("quantity_milli", 1000) + 500) // 1000
                for line in lines
            )
            if amount < 0:
                raise RuleError("The lines of a deal do not come to less than nothing.")
            _refuse_too_large(amount)
            row = _one(deal)
            _update(desk, deal, amount_minor=amount, currency=row.currency or desk.currency)


def set_part(desk: Desk, deal: int, person: int, part: str) -> None:
    """Say what part a person has in the decision; an empty part takes them off the deal."""
    with desk.store.change_set(desk.user, "changed who decides on a deal", origin=desk.origin):
        _one(deal)
        part = clean(part)
        [person] = standing.parties(desk, [person], erased_too=not part)
        DealPerson.delete().where(DealPerson.deal == deal, DealPerson.party == person).execute()
        if part:
            DealPerson.create(deal=deal, party=person, part=part)


def add_credit(
    desk: Desk,
    deal: int,
    *,
    party: int | None = None,
    user: int | None = None,
    how: str = "",
    share: int | None = None,
) -> int:
    """Credit someone who helped a deal along, theirs or ours (S29); the credit's id.

    Raises RuleError unless it is one of both, and where the shares exceed 100 %.
    """
    if (party is None) == (user is None):
        raise RuleError("A credit is a customer's or a colleague's.")
    if share is not None and not 0 <= share <= 100:
        raise RuleError("A share is between 0 and 100 %.")
    with desk.store.change_set(desk.user, "credited help on a deal", origin=desk.origin):
        _one(deal)
        given = desk.store.value(
            "SELECT coalesce(sum(share), 0) FROM credit WHERE deal_id = ?", (deal,)
        )
        if share is not None and int(given) + share > 100:
            raise RuleError(f"Only {100 - int(given)} % are left to be credited.")
        party = standing.party(desk, party)
        made = Credit.create(deal=deal, party=party, user=user, how=clean(how), share=share)
    return int(made.id)


def remove_credit(desk: Desk, credit: int) -> None:
    """Take a credit back. Raises NotFoundError for one that is gone."""
    with desk.store.change_set(desk.user, "took a credit back", origin=desk.origin):
        if not Credit.delete().where(Credit.id == credit).execute():
            raise NotFoundError("This credit is not there any more.")


# Steps


def open_stages(desk: Desk, pipeline: int) -> list[int]:
    """The open stages of a pipeline, in order."""
    rows = desk.store.rows(
        "SELECT id FROM stage WHERE pipeline_id = ? AND kind = 'open' AND archived_at IS NULL"
        " ORDER BY position, id",
        (pipeline,),
    )
    return [row[0] for row in rows]


def effective(own: int | None, stage: Stage) -> int:
    """The probability that counts, in percent: the deal's own, 0 too, else the stage's."""
    return stage.probability if own is None else own


def _step(desk: Desk, row: Deal, source: Stage, target: Stage, *, keep_probability: bool) -> Moved:
    back = target.position < source.position
    before = effective(row.probability, source)
    own = row.probability if keep_probability else None
    after = effective(own, target)
    if after > before if back else after < before:
        own = after = before  # forward never lowers it and back never raises it, kept or dropped
    _update(desk, row.id, stage=target.id, probability=own, stage_since=desk.clock.today())
    _note_change(desk, row, source, target, back=back, probability=after)
    mark = " (back)" if back else ""
    _tell(desk, row, f"deal {row.number}: {source.name} → {target.name}{mark}")
    return Moved(row.id, source.name, target.name, back, before, after)


def _close(
    desk: Desk,
    row: Deal,
    kind: str,
    on: date | None,
    values: Mapping[str, Any],
    *,
    said: str = "",
) -> None:
    today = desk.clock.today()
    if on is not None and on > today:
        raise RuleError("A deal is closed on a day that has come.")
    target = Stage.get(
        Stage.pipeline == row.pipeline_id, Stage.kind == kind, Stage.archived_at.is_null()
    )
    source = _stage(row.stage_id)
    _update(
        desk, row.id, stage=target.id, state=kind, stage_since=today, closed_on=on or today,
        probability=None, **values,
    )  # fmt: skip
    _note_change(desk, row, source, target, back=False, probability=target.probability)
    body = said or str(values.get("gain") or "")
    _tell(desk, row, f"deal {row.number} {kind}: {row.title}", body=body)


def _lost_words(desk: Desk, label: str, lost_to: int | None, note: str) -> str:
    said = f"{label}: {naming.name_of(desk, lost_to)}" if lost_to is not None else label
    return f"{said}. {note}" if note else said


def _last_open_stage(desk: Desk, row: Deal) -> int:
    found = desk.store.value(
        "SELECT s.id FROM stage_change c JOIN stage s ON s.id = c.to_id WHERE c.deal_id = ?"
        " AND s.kind = 'open' AND s.archived_at IS NULL ORDER BY c.at DESC, c.id DESC LIMIT 1",
        (row.id,),
    )
    return int(found) if found is not None else open_stages(desk, row.pipeline_id)[0]


def _note_change(
    desk: Desk,
    row: Deal,
    source: Stage | None,
    target: Stage,
    *,
    back: bool,
    probability: int | None = None,
) -> None:
    if probability is None:
        probability = effective(row.probability, target)
    StageChange.create(
        deal=row.id, at=desk.clock.now(), day=desk.clock.today(), user=desk.user or None,
        from_stage=source.id if source else None, to_stage=target.id, back=back,
        probability=probability,
    )  # fmt: skip


def _tell(desk: Desk, row: Deal, subject: str, *, body: str = "") -> None:
    """Write a step into the customer's timeline (S80); a deal without one tells it itself."""
    if row.party_id is not None:
        entries.note_event(desk, row.party_id, "deal", subject, body=body, deal=row.id)


# What is written and refused


def _checked(desk: Desk, fields: dict[str, Any]) -> dict[str, Any]:
    for name in _WORDS:
        if name in fields:
            fields[name] = clean(str(fields[name] or ""), multiline=name in ("note", "gain"))
    amount, chance = fields.get("amount_minor"), fields.get("probability")
    if amount is not None and amount < 0:
        raise RuleError("An amount is not below zero.", "Leave it empty where it is not known.")
    _refuse_too_large(amount)
    if chance is not None and not 0 <= chance <= 100:
        raise RuleError("A probability is between 0 and 100 %.")
    if "currency" in fields:
        fields["currency"] = clean(str(fields["currency"] or "")).upper()
        if fields["currency"] and not re.fullmatch("[A-Z]{3}", fields["currency"]):
            raise RuleError("A currency is three letters, such as EUR.")
    if amount is not None and not fields.get("currency"):
        fields["currency"] = desk.currency
    return fields


def _of_standing(desk: Desk, values: dict[str, Any], row: Deal | None = None) -> dict[str, Any]:
    """The values with whom the deal's customer and contact are now, where others are said."""
    said = {
        name: standing.party(desk, values[name])
        for name in ("party", "contact")
        if name in values and (row is None or values[name] != getattr(row, f"{name}_id"))
    }
    return values | said


def _refuse_too_large(amount: int | None) -> None:
    if amount is not None and abs(amount) > MOST_MINOR:
        raise RuleError("This is more money than there is.", "Are there too many zeros?")


def _next_number(desk: Desk) -> str:
    """A number no deal has had, one that was taken back included: it may be done again."""
    newest = desk.store.value(
        "SELECT max(newest) FROM (SELECT max(id) AS newest FROM deal UNION ALL"
        " SELECT max(\"row\") FROM change WHERE record = 'deal') AS known"
    )
    number = int(newest or 0) + 1
    while desk.store.value("SELECT 1 FROM deal WHERE number = ?", (f"D{number}",)):
        number += 1
    return f"D{number}"


def _first_stage(desk: Desk, pipeline: int | None) -> Stage:
    if pipeline is None:
        pipeline = desk.store.value(
            "SELECT id FROM pipeline WHERE archived_at IS NULL ORDER BY position, id LIMIT 1"
        )
    stages = open_stages(desk, pipeline) if pipeline is not None else []
    if not stages:
        raise NotFoundError("There is no such pipeline.")
    return _stage(stages[0])


def _stage(stage: int) -> Stage:
    row: Stage | None = Stage.get_or_none(Stage.id == stage, Stage.archived_at.is_null())
    if row is None:
        raise NotFoundError("There is no such stage.")
    return row


def _one(deal: int) -> Deal:
    row: Deal | None = Deal.get_or_none(Deal.id == deal)
    if row is None:
        raise NotFoundError("This deal is not there any more.")
    return row


def _open_one(deal: int) -> Deal:
    row = _one(deal)
    if row.state != "open":
        raise RuleError(f"{row.number} {quoted(row.title)} is {row.state}.", "Reopen it first.")
    return row


def _update(desk: Desk, deal: int, **values: Any) -> None:
    Deal.update(**values, updated_at=desk.clock.now(), version=Deal.version + 1).where(
        Deal.id == deal
    ).execute()
