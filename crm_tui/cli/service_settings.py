"""`crm policy`, `calendar`, `snippet` and `macro`: what the service desk goes by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning
from crm_tui.cli.layout import columns, one_line
from crm_tui.cli.session import Session, complain
from crm_tui.errors import NotFoundError, UsageError
from crm_tui.services import service_policies
from crm_tui.services import snippets as texts
from crm_tui.text.fold import fold
from crm_tui.text.lasting import say_minutes
from crm_tui.text.say import quoted
from crm_tui.views import service_clocks, snippets

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.views.service_clocks import CalendarRow, PolicyRow
    from crm_tui.views.snippets import MacroRow

_POLICY = {
    **{name: name for name in service_policies.POLICY_FIELDS},
    "answer": "first_response", "solve": "resolution", "warn": "warn_percent",
}  # fmt: skip
_CALENDAR = {name: name for name in service_policies.CALENDAR_FIELDS}
_STEPS = {name: name for name in texts.STEPS}

_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0", "")


# Policies


def list_policies(session: Session) -> None:
    """Show the policies in the order in which they are asked."""
    desk = session.desk
    found = service_clocks.policies(desk)
    calendars = {one.id: one.name for one in service_clocks.calendars(desk)}
    if session.json:
        session.answer([
            {**row._asdict(), "calendar_name": calendars.get(row.calendar, "")} for row in found
        ])  # fmt: skip
        return
    session.tell(
        columns(
            (_policy_cells(row, calendars.get(row.calendar, "")) for row in found),
            ("policy", "for", "first response", "resolution", "warned at", "calendar"),
        )
        or ["No policy promises anything."]
    )


def set_policy(session: Session, name: str, changes: tuple[str, ...]) -> None:
    """Make a policy, or change one; the clocks of open tickets are reckoned anew."""
    desk = session.desk
    fields: dict[str, Any] = {}
    for said in changes:
        field, text = meaning.change(said, _POLICY, "A policy", "answer=1h solve=8h")
        fields[field] = _of_policy(desk, field, text)
    number = service_policies.save_policy(desk, _known(desk, name), fields)
    (row,) = (one for one in service_clocks.policies(desk) if one.id == number)
    if session.json:
        session.answer(row)
    else:
        name, whom, answer, solution, warning, _ = map(one_line, _policy_cells(row, ""))
        promised = f"first response {answer}, resolution {solution}, warned at {warning}"
        session.tell([f"{name} ({whom}): {promised}."])


def remove_policy(session: Session, name: tuple[str, ...]) -> None:
    """Promise no more by a policy."""
    found = _named(service_clocks.policies(session.desk), " ".join(name), "policy")
    service_policies.remove_policy(session.desk, found.id)
    _told(session, found.id, f"{one_line(found.name)} promises nothing any more.")


def _known(desk: Desk, name: str) -> str:
    """The name as it is written, where there is a policy of it."""
    same = (row.name for row in service_clocks.policies(desk) if fold(row.name) == fold(name))
    return next(same, name)


def _of_policy(desk: Desk, field: str, text: str) -> Any:
    if field in ("first_response", "resolution"):
        return meaning.minutes(text) if text not in ("", "-") else None
    if field == "warn_percent":
        return meaning.percent(text)
    if field == "position":
        return meaning.record_id(text, "a place")
    if field == "calendar":
        return _named(service_clocks.calendars(desk), text, "calendar").id
    if field in ("kind", "queue") and text:
        return meaning.choice(desk, "ticket_kind" if field == "kind" else "queue", text)
    return text


def _policy_cells(row: PolicyRow, calendar: str) -> tuple[str, ...]:
    words = (row.kind, row.priority, row.queue, row.segment)
    return (
        row.name,
        ", ".join(word.replace("_", " ") for word in words if word) or "all",
        _promise(row.first_response),
        _promise(row.resolution),
        f"{row.warn_percent} %",
        calendar,
    )


def _promise(minutes: int | None) -> str:
    return "nothing" if minutes is None else say_minutes(minutes)


# Calendars


def list_calendars(session: Session) -> None:
    """Show the calendars that clocks go by, with their holidays."""
    found = service_clocks.calendars(session.desk)
    if session.json:
        session.answer([_calendar_value(row) for row in found])
        return
    for row in found:
        session.tell(_calendar_lines(row))


def set_calendar(session: Session, name: str, changes: tuple[str, ...]) -> None:
    """Make a calendar, or change one; the clocks of open tickets are reckoned anew."""
    desk = session.desk
    fields: dict[str, Any] = {}
    for said in changes:
        field, text = meaning.change(said, _CALENDAR, "A calendar", "zone=Europe/Paris")
        fields[field] = _yes(text) if field == "keeps_days_off" else text
    same = (row.name for row in service_clocks.calendars(desk) if fold(row.name) == fold(name))
    _tell_calendar(session, service_policies.save_calendar(desk, next(same, name), fields))


def holiday(session: Session, name: str, day: str, title: tuple[str, ...], *, remove: bool) -> None:
    """Note a day on which a calendar's hours do not hold, or that they do."""
    desk = session.desk
    found = _named(service_clocks.calendars(desk), name, "calendar")
    on = meaning.day(desk, day)
    if not service_policies.set_holiday(desk, found.id, on, " ".join(title), off=not remove):
        complain(f"{on} is {'no' if remove else 'a'} holiday there already.")
    _tell_calendar(session, found.id)


def _tell_calendar(session: Session, number: int) -> None:
    (row,) = (one for one in service_clocks.calendars(session.desk) if one.id == number)
    if session.json:
        session.answer(_calendar_value(row))
    else:
        session.tell(_calendar_lines(row))


def _calendar_value(row: CalendarRow) -> dict[str, Any]:
    return {**row._asdict(), "holidays": [{"day": day, "name": name} for day, name in row.holidays]}


def _calendar_lines(row: CalendarRow) -> list[str]:
    off = ", but on days off" if row.keeps_days_off else ""
    zone = one_line(row.zone) or "the zone of the first who records a ticket"
    return [
        f"{one_line(row.name)}: {one_line(row.hours)}, {zone}{off}",
        *(f"  {line}" for line in columns((str(day), name) for day, name in row.holidays)),
    ]


# Snippets


def list_snippets(session: Session) -> None:
    """Show the texts that answers are made of."""
    found = snippets.snippets(session.desk)
    if session.json:
        session.answer(found)
    else:
        session.tell(columns((row.name, row.text) for row in found) or ["There are no snippets."])


def set_snippet(session: Session, name: str, text: tuple[str, ...]) -> None:
    """Keep a text under a name; fields such as {first_name} are filled in where it is used."""
    desk = session.desk
    same = (row.name for row in snippets.snippets(desk) if fold(row.name) == fold(name))
    number = texts.save_snippet(desk, next(same, name), session.text(" ".join(text)))
    (row,) = (one for one in snippets.snippets(desk) if one.id == number)
    if session.json:
        session.answer(row)
    else:
        session.tell([f"{one_line(row.name)}: {one_line(row.text)}"])


def remove_snippet(session: Session, name: tuple[str, ...]) -> None:
    """Forget a snippet."""
    found = _named(snippets.snippets(session.desk), " ".join(name), "snippet")
    texts.remove_snippet(session.desk, found.id)
    _told(session, found.id, f"The snippet {one_line(found.name)} is gone.")


# Macros


def list_macros(session: Session) -> None:
    """Show the macros, their keys and their steps."""
    found = snippets.macros(session.desk)
    if session.json:
        session.answer([_macro_value(row) for row in found])
    else:
        session.tell(columns(map(_macro_cells, found)) or ["There are no macros."])


def set_macro(
    session: Session, name: str, steps: tuple[str, ...], key: str | None, then: str | None
) -> None:
    """Keep steps under a name and a key; they are done in the order in which they are said."""
    desk = session.desk
    known = [row for row in snippets.macros(desk) if fold(row.name) == fold(name)]
    before = known[0] if known else None
    said = [_step(desk, step) for step in steps] or list(before.steps if before else ())
    texts.save_macro(
        desk,
        before.name if before else name,
        said,
        key=key if key is not None else before.key if before else "",
        then=then or (before.then if before else "next"),
    )
    row = macro_named(desk, before.name if before else name)
    if session.json:
        session.answer(_macro_value(row))
    else:
        session.tell([f"{', '.join(filter(None, map(one_line, _macro_cells(row))))}."])


def remove_macro(session: Session, name: tuple[str, ...]) -> None:
    """Forget a macro."""
    found = macro_named(session.desk, " ".join(name))
    texts.remove_macro(session.desk, found.id)
    _told(session, found.id, f"The macro {one_line(found.name)} is gone.")


def macro_named(desk: Desk, text: str) -> MacroRow:
    """The macro with this key or name, or the only one whose name begins so."""
    known = snippets.macros(desk)
    by_key = [row for row in known if row.key and row.key == text]
    return by_key[0] if by_key else _named(known, text, "macro")


def _step(desk: Desk, said: str) -> tuple[str, str]:
    """A step as it is kept: what it says is understood now, not when it is done."""
    verb, text = meaning.change(said, _STEPS, "A macro", "owner=me state=open")
    lists = {"kind": "ticket_kind", "queue": "queue", "cause": "cause", "solve": "closing_reason"}
    if verb in lists:
        return verb, meaning.choice(desk, lists[verb], text)
    understood: dict[str, Callable[[], str]] = {
        "state": lambda: meaning.ticket_state(text),
        "reply": lambda: snippets.snippet(desk, text).name,
    }
    return verb, understood[verb]() if verb in understood else text


def _macro_value(row: MacroRow) -> dict[str, Any]:
    steps = [{"step": verb, "value": text} for verb, text in row.steps]
    return {**row._asdict(), "steps": steps}


def _macro_cells(row: MacroRow) -> tuple[str, ...]:
    steps = " ".join(f"{verb}={text}" for verb, text in row.steps)
    return row.name, f"key {row.key}" if row.key else "", steps, f"then {row.then}"


# What is said


def _yes(text: str) -> bool:
    if text.lower() not in (*_YES, *_NO):
        raise UsageError(f"'{text}' is neither yes nor no.")
    return text.lower() in _YES


def _named(rows: Sequence[Any], text: str, what: str) -> Any:
    """The row of a name, or the only one whose name begins so. Raises NotFoundError."""
    begun = [row for row in rows if text.strip() and fold(row.name).startswith(fold(text))]
    exact = [row for row in begun if fold(row.name) == fold(text)]
    if not (exact or len(begun) == 1):
        listed = ", ".join(row.name for row in rows) or "none"
        raise NotFoundError(f"There is no {what} {quoted(text)}.", f"There are: {listed}.")
    return (exact or begun)[0]


def _told(session: Session, number: int, sentence: str) -> None:
    if session.json:
        session.answer({"id": number})
    else:
        session.tell([sentence])
