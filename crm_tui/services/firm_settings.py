"""What holds for the whole firm, set for everybody at once (S61, S67, S69)."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.config import did_you_mean
from crm_tui.errors import CrmError, NotFoundError, RuleError
from crm_tui.services import time_zones
from crm_tui.store.desk import Desk
from crm_tui.text.safe import clean
from crm_tui.text.say import quoted
from crm_tui.views import firm_settings, management_visits, workdays
from crm_tui.views.firm_settings import ALWAYS, NAMES, PLACES, PLACES_OFF

_LONGEST_WORD = 30


def set_value(desk: Desk, name: str, text: str) -> str:
    """Set one of the firm's settings, or with '' let the usual hold again; the value as kept.

    Raises NotFoundError for a setting there is not, RuleError for a value it cannot have.
    """
    value = checked(name, text)
    before = str(desk.store.value("SELECT value FROM setting WHERE name = ?", (name,)) or "")
    if value == before:
        return value
    with desk.store.change_set(desk.user, label(name, value), origin=desk.origin):
        desk.store.write("DELETE FROM setting WHERE name = ?", (name,))
        if value:
            desk.store.write("INSERT INTO setting (name, value) VALUES (?, ?)", (name, value))
    return value


def label(name: str, value: str) -> str:
    """What the list of changes calls such a change."""
    return f"set {_title(name)} to {value}" if value else f"set {_title(name)} back"


def switch_place(desk: Desk, place: str, *, on: bool) -> None:
    """Show a place, or show it no more; what is in it stays as it is (S69).

    Raises NotFoundError for a place there is not, RuleError for one that every firm needs.
    """
    if place not in PLACES:
        raise NotFoundError(f"There is no place '{place}'.", did_you_mean(place, PLACES))
    said = f"switched the place {place} {'on' if on else 'off'}"
    with desk.store.change_set(desk.user, said, origin=desk.origin):
        off = set(firm_settings.places_off(desk)) - {place}
        now = off if on else {*off, place}
        set_value(desk, PLACES_OFF, " ".join(sorted(now, key=PLACES.index)))


def suggest_no_more(desk: Desk, place: str) -> None:
    """Do not suggest a place to this user any more.

    Raises NotFoundError for a place there is not.
    """
    if place not in PLACES:
        raise NotFoundError(f"There is no place '{place}'.", did_you_mean(place, PLACES))
    name = firm_settings.silenced_by(desk)
    before = set(firm_settings.said(desk, name).split())
    if place in before:
        return
    value = " ".join(sorted({*before, place}, key=PLACES.index))
    label = f"suggest the {place} no more"
    with desk.store.change_set(desk.user, label, origin=desk.origin):
        desk.store.write("DELETE FROM setting WHERE name = ?", (name,))
        desk.store.write("INSERT INTO setting (name, value) VALUES (?, ?)", (name, value))


def checked(name: str, text: str) -> str:
    """The value as it is kept. Raises NotFoundError and RuleError as `set_value` does."""
    if name not in NAMES:
        raise NotFoundError(f"The firm has no setting '{name}'.", did_you_mean(name, NAMES))
    value = clean(text).strip()
    if not value:
        return ""
    return _CHECKS.get(name, _word)(value)


def _title(name: str) -> str:
    return name.removeprefix("word.").replace("_", " ").replace(".", " ")


def _country(value: str) -> str:
    from crm_tui.text.countries import country_of

    code = country_of(value) or (value.upper() if len(value) == 2 else "")
    if not code or not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise RuleError(f"{quoted(value)} is no country.", "Two letters, such as HU or US.")
    return code


def _currency(value: str) -> str:
    from crm_tui.text.money import CURRENCIES

    if value.upper() not in CURRENCIES:
        raise RuleError(f"{quoted(value)} is no currency.", "Three letters, such as EUR or USD.")
    return value.upper()


def _hours(value: str) -> str:
    from crm_tui.text.working_hours import parse_week, say_week

    try:
        return say_week(parse_week(value))
    except CrmError as error:
        raise RuleError(error.sentence, error.hint) from error


def _months(value: str) -> str:
    try:
        return str(management_visits.months_said(value))
    except CrmError as error:
        raise RuleError(error.sentence, error.hint) from error


def _word(value: str) -> str:
    if len(value) > _LONGEST_WORD:
        raise RuleError(f"A word has at most {_LONGEST_WORD} letters.")
    return value


def _places(value: str) -> str:
    named = value.replace(",", " ").split()
    for place in named:
        if place not in PLACES:
            raise RuleError(f"There is no place '{place}'.", did_you_mean(place, PLACES))
        if place in ALWAYS:
            raise RuleError(f"Every firm needs the place {place}.", f"Not so: {_OTHERS}.")
    return " ".join(sorted(set(named), key=PLACES.index))


_OTHERS = ", ".join(place for place in PLACES if place not in ALWAYS)
_CHECKS: dict[str, Callable[[str], str]] = {
    "home_country": _country,
    "currency": _currency,
    "zone": time_zones.checked,
    workdays.SETTING: _hours,
    management_visits.SETTING: _months,
    PLACES_OFF: _places,
}
