"""What the firm has set for everybody, and what holds where it has set nothing (S61, S67, S69)."""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.store.desk import Desk
from crm_tui.text.firm_words import FirmWords
from crm_tui.views import management_visits, workdays
from crm_tui.views.speech import ALWAYS, PLACES_OFF, WORD, places_off, words

__all__ = ["ALWAYS", "PLACES_OFF", "places_off", "words"]

PLACES = ("customers", "agenda", "pipeline", "tickets", "campaigns", "reports")
"""The places there may be, in the order in which a firm takes them up (S111)."""


class FirmSetting(NamedTuple):
    """A setting of the firm: its name, what it means, and an example."""

    name: str
    meaning: str
    example: str


FIRM = (
    FirmSetting("home_country", "Country of numbers typed without +, two letters.", "HU"),
    FirmSetting("currency", "Currency of amounts typed without one, three letters.", "EUR"),
    FirmSetting("zone", "Time zone of colleagues who have none of their own.", "Europe/Budapest"),
    FirmSetting(
        workdays.SETTING, "Working hours of colleagues who have none of their own.", "mon-fri 9-17"
    ),
    FirmSetting(
        management_visits.SETTING, "Months after which management should visit a customer.", "12"
    ),
    *(
        FirmSetting(f"{WORD}{one}", f"What {'several' if one.endswith('s') else 'one'}"
                    f" of our {one.removesuffix('s')}s {'are' if one.endswith('s') else 'is'}"
                    " called.", one)
        for one in FirmWords._fields
    ),
    FirmSetting(PLACES_OFF, "Places that are switched off; nothing in them is lost.", "tickets"),
)  # fmt: skip
NAMES = tuple(one.name for one in FIRM)


class FirmValue(NamedTuple):
    """A setting with what holds: `said` is empty where the firm has set nothing."""

    setting: FirmSetting
    holds: str
    said: str


def values(desk: Desk) -> list[FirmValue]:
    """Every setting of the firm with what holds now, in order."""
    said = dict(desk.store.rows("SELECT name, value FROM setting"))
    word = words(desk)
    usual = {
        "home_country": desk.usual.home_country,
        "currency": desk.usual.currency,
        "zone": str((desk.usual.clock or desk.clock).zone),
        workdays.SETTING: "mon-fri 9-17",
        management_visits.SETTING: str(management_visits.MONTHS),
        PLACES_OFF: "",
        **{f"{WORD}{name}": getattr(word, name) for name in FirmWords._fields},
    }
    return [
        FirmValue(one, said.get(one.name) or usual[one.name], said.get(one.name, ""))
        for one in FIRM
    ]


def said(desk: Desk, name: str) -> str:
    """What the firm has set under a name; '' where it has set nothing."""
    return str(desk.store.value("SELECT value FROM setting WHERE name = ?", (name,)) or "")


def contents(desk: Desk) -> dict[str, int]:
    """How much is in each place there is: customers, and what is open of the rest.

    Counts whole tables: for a page that someone opens, beside the keys.
    """
    return {place: int(desk.store.value(sql)) for place, (sql, _words) in _CONTENTS.items()}


def contents_words(place: str, number: int) -> str:
    """What is counted in a place, in words that fit the number."""
    words = _CONTENTS[place][1]
    return words.removesuffix("s") if number == 1 else words


_CONTENTS = {
    "customers": (
        "SELECT count(*) FROM party WHERE archived_at IS NULL", "customers",
    ),
    "agenda": ("SELECT count(*) FROM task WHERE state IN ('open', 'doing')", "open tasks"),
    "pipeline": (
        "SELECT count(*) FROM deal WHERE state = 'open' AND archived_at IS NULL", "open deals",
    ),
    "tickets": (
        "SELECT count(*) FROM ticket WHERE archived_at IS NULL AND state IN"
        " ('new', 'open', 'waiting_customer', 'waiting_inside')", "open tickets",
    ),
}  # fmt: skip
"""What is counted in each place, and what it is called."""

_IN_USE = {
    "customers": ("SELECT count(*) FROM (SELECT 1 FROM party LIMIT ?)", 20),
    "agenda": ("SELECT count(*) FROM (SELECT 1 FROM task LIMIT ?)", 20),
    "pipeline": ("SELECT count(*) FROM (SELECT 1 FROM deal LIMIT ?)", 10),
    "tickets": ("SELECT count(*) FROM (SELECT 1 FROM ticket LIMIT ?)", 10),
}
"""What shows that a place is in real use, and how much of it is enough."""


def next_place(desk: Desk) -> str:
    """The place to take up next: the first one off whose forerunners are all in use; '' for none.

    The firm's ladder begins with customers and tasks, then deals, then service (S69, S111).
    """
    off = places_off(desk)
    for place in PLACES:
        if place not in _IN_USE:
            return ""
        if place in off:
            return place
        sql, enough = _IN_USE[place]
        if int(desk.store.value(sql, (enough,))) < enough:
            return ""
    return ""


class Suggestion(NamedTuple):
    """A place that may be the firm's next step, and why, in a sentence (S111)."""

    place: str
    sentence: str


_BEFORE = {
    "pipeline": "Customers and tasks are in real use",
    "tickets": "Customers, tasks and deals are in real use",
}


def suggestion(desk: Desk) -> Suggestion | None:
    """The next place, unless this user has said not to hear of it any more."""
    place = next_place(desk)
    if place not in _BEFORE or place in said(desk, silenced_by(desk)).split():
        return None
    verb = "are" if place.endswith("s") else "is"
    return Suggestion(place, f"{_BEFORE[place]}: the {place} {verb} the next step there is.")


def silenced_by(desk: Desk) -> str:
    """The setting that keeps of which places the user wants to hear no more."""
    return f"suggestions.off.{desk.login}"
