"""What a typed word means: a customer, a colleague, an entry of a pick list, a day, an id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from crm_tui.config import did_you_mean
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.views import choices, naming

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.text.money import Money
    from crm_tui.text.taskline import TaskLine
    from crm_tui.views.pipelines import StageRow
    from crm_tui.views.tickets import TicketRow

NOBODY = ("nobody", "none", "-")


def parties(desk: Desk, text: str) -> list[int]:
    """The customers that are meant: one by name, number, address or id; several as 12,15,19."""
    numbers = text.replace("#", "").split(",")
    if len(numbers) > 1 and all(one.strip().isdecimal() for one in numbers):
        return [naming.party(desk, f"#{one.strip()}") for one in numbers]
    return [naming.party(desk, text)]


def deals(desk: Desk, text: str) -> list[int]:
    """The deals that are meant: one by number, id or title; several as D12,D13 or 12,13."""
    from crm_tui.views import deals as views

    return list(dict.fromkeys(views.named(desk, one) for one in _parts(text)))


def tickets(desk: Desk, text: str) -> list[int]:
    """The tickets that are meant: one by number, id or title; several as T12,T13 or 12,13."""
    from crm_tui.views import tickets as views

    return list(dict.fromkeys(views.named(desk, one) for one in _parts(text)))


def ticket(desk: Desk, text: str) -> TicketRow:
    """The ticket that is meant by its number, id or title."""
    from crm_tui.views import tickets as views

    return views.ticket_row(desk, views.named(desk, text))


def ticket_of_number(desk: Desk, text: str) -> int | None:
    """The ticket that has this number, T12; None for anything else, a customer's name too."""
    typed = text.strip()
    if typed[:1] not in ("T", "t") or not (typed.isascii() and typed[1:].isdecimal()):
        return None
    if not naming.numbered(desk, "ticket", typed) or naming.named(desk, typed):
        return None
    from crm_tui.views import tickets as views

    return views.named(desk, typed)


def _parts(text: str) -> list[str]:
    """The numbers of a list of them; a title, in which a comma may stand, whole."""
    parts = [one.strip() for one in text.split(",")]
    several = len(parts) > 1 and all(
        len(one.split()) == 1 and any(map(str.isdigit, one)) for one in parts
    )
    return parts if several else [text]


def ticket_state(text: str) -> str:
    """The state that is meant by its code, what a user reads, or the beginning of a word of it.

    Raises UsageError, naming them all, for what means none or several.
    """
    from crm_tui.text.fold import fold
    from crm_tui.text.ticket_words import STATES

    wanted = _bare(fold(text))
    exact = [code for code, said in STATES.items() if wanted in (_bare(code), said)]
    alike = exact or [
        code
        for code, said in STATES.items()
        if wanted and any(word.startswith(wanted) for word in (said, *said.split()))
    ]
    if len(alike) == 1:
        return alike[0]
    labels = [STATES[code] for code in alike or STATES]
    verb = "could be several states" if alike else "is no state"
    raise UsageError(f"'{text}' {verb} of a ticket.", f"One of: {', '.join(labels)}.")


def stage(desk: Desk, text: str, pipeline: str | None) -> StageRow:
    """The stage that is meant, of a pipeline or else of the first one that has such a stage."""
    from crm_tui.views import pipelines

    if pipeline:
        return pipelines.stage_named(desk, pipelines.pipeline_named(desk, pipeline).id, text)
    first, *others = pipelines.pipelines(desk)
    try:
        return pipelines.stage_named(desk, first.id, text)
    except NotFoundError:
        for other in others:
            with suppress(NotFoundError):
                return pipelines.stage_named(desk, other.id, text)
        raise


def colleague(desk: Desk, text: str) -> int | None:
    """The colleague with the login or name; None for 'nobody'."""
    return None if text in NOBODY else naming.user(desk, text)


def person(desk: Desk, text: str, party: int | None) -> int:
    """The person that is meant: one of the party's by whole or first name, else any by name."""
    from crm_tui.services import timeline

    there = timeline.people_named(desk, party, [text]) if party else []
    return there[0] if there else naming.party(desk, text)


def record_id(text: str, what: str) -> int:
    """The id that was typed. Raises UsageError where it is none."""
    bare = text.removeprefix("#")
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 18):
        raise UsageError(f"'{text}' is not the number of {what}.")
    return int(bare)


def record_ids(texts: Iterable[str], what: str) -> list[int]:
    """The ids that were typed, as 12 13 or 12,13 or both; each once."""
    words = [one.strip() for text in texts for one in text.split(",")]
    return list(dict.fromkeys(record_id(one, what) for one in words))


def choice(desk: Desk, name: str, text: str) -> str:
    """The code of a pick list's entry, said by its code, its label or the beginning of one.

    Raises UsageError, naming them all, for what means none or several.
    """
    from crm_tui.text.fold import fold

    known = choices.choices(desk, name)
    wanted = _bare(fold(text))
    exact = [row for row in known if wanted in (_bare(row.code), _bare(fold(row.label)))]
    alike = exact or [
        row
        for row in known
        if wanted
        and (_bare(row.code).startswith(wanted) or _bare(fold(row.label)).startswith(wanted))
    ]
    if len(alike) == 1:
        return alike[0].code
    labels = [row.label for row in alike or known]
    verb = "could be several" if alike else "is not one"
    raise UsageError(
        f"'{text}' {verb} of the list {name.replace('_', ' ')}.",
        f"One of: {', '.join(labels)}.",
    )


def channel(desk: Desk, text: str) -> tuple[str, str]:
    """(channel, kind) for a channel's code or label, or a word of everyday: 'call' is by phone.

    The kind is '' where the channel says it. Raises UsageError for a word that means none.
    """
    from crm_tui.text.channel_words import contact_at

    try:
        return choice(desk, "channel", text), ""
    except UsageError:
        contact = contact_at([text], 0)
        if contact is None:
            raise
        return (contact.channel, "") if contact.channel else ("", contact.kind)


def moment(desk: Desk, text: str) -> datetime:
    """The instant in the past that a text means, in the user's zone."""
    from crm_tui.text.dates import parse_when

    found = parse_when(text, desk.clock.now(), desk.clock.zone, prefer="past")
    if found is None:
        raise UsageError(
            f"'{text}' is no time.", "For example: 10:30, 'yesterday 15:00', -2h, 2026-03-01 9:00."
        )
    return found


def day(desk: Desk, text: str) -> date:
    """The day to come that a text means."""
    from crm_tui.text.dates import parse_day

    found = parse_day(text, desk.clock.today())
    if found is None:
        raise UsageError(f"'{text}' is no day.", "For example: fri, tomorrow, +3d, 24 Dec, eom.")
    return found


def past_day(desk: Desk, text: str) -> date:
    """The day that a text means, a past one where it could be either: 'mon' is the last one."""
    from crm_tui.text.dates import parse_day

    return parse_day(text, desk.clock.today(), prefer="past") or day(desk, text)


def hour(text: str) -> time:
    """The time of day that a text means: 10:00, 2pm, 9."""
    from crm_tui.text.dates import parse_time

    found = parse_time(text)
    if found is None:
        raise UsageError(f"'{text}' is no time of day.", "For example: 10:00, 14:30, 9, 2pm.")
    return found


def minutes(text: str) -> int:
    """The length that a text means, in minutes; a bare number is minutes."""
    from crm_tui.text.lasting import parse_minutes

    bare = text.strip()
    found = parse_minutes(f"{bare} min" if bare.isdecimal() else bare)
    if found is None:
        raise UsageError(f"'{text}' is no length.", "For example: 20, 20m, 1h30.")
    return found


def money(text: str, currency: str) -> Money:
    """The amount that a text states, in this currency unless it names one: 12500, '1.2k USD'."""
    from crm_tui.text.money import parse_money

    found = parse_money(text, currency)
    if found is None:
        raise UsageError(f"'{text}' is no amount.", "For example: 12500, '12,500.50 EUR', 3k.")
    return found


def percent(text: str) -> int:
    """The whole percentage that a text states: 40, 40%."""
    bare = text.strip().removesuffix("%").strip()
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 6):
        raise UsageError(f"'{text}' is no percentage.", "For example: 40, 40%, 0.")
    return int(bare)


def change(text: str, fields: Mapping[str, str], what: str, example: str) -> tuple[str, str]:
    """The field and the value of a change such as 'priority=high'.

    `fields` are the names that may be said, with the field each means. Raises UsageError, with
    the nearest name, for one that `what` does not have.
    """
    name, equals, said = text.partition("=")
    if not equals:
        raise UsageError(f"'{text}' is no change.", f"For example: {example}.")
    if name not in fields:
        known = ", ".join(dict.fromkeys(fields.values()))
        near = did_you_mean(name, list(fields))
        raise UsageError(f"{what} has no field '{name}'.", near or f"One of: {known}.")
    return fields[name], said


def own_fields(desk: Desk, record: str, changes: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """The changes of the record's common fields, and the values of the firm's own ones by code.

    Raises RuleError for a value that an own field cannot have.
    """
    from crm_tui.services import own_fields as services
    from crm_tui.text.fold import fold
    from crm_tui.views import own_fields as views

    known = {
        fold(name): field
        for field in views.fields(desk, record)
        for name in (field.code, field.label)
    }
    rest: list[str] = []
    own: dict[str, str] = {}
    for change in changes:
        name, equals, said = change.partition("=")
        meant = known.get(fold(name).strip()) if equals else None
        if meant is None:
            rest.append(change)
        else:
            own[meant.code] = services.value_of(desk, meant, said)
    return rest, own


def task_line(desk: Desk, text: str) -> TaskLine:
    """What a task line says, seen from now and among the colleagues there are."""
    from crm_tui.text import taskline

    now = desk.clock.now().astimezone(desk.clock.zone)
    return taskline.parse(text, now, users=[user.login for user in choices.users(desk)])


def _bare(text: str) -> str:
    return text.replace("_", " ").replace("-", " ").strip()
