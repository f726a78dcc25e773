"""How a card says things: labels of pick lists, days seen from today, keys that can be pressed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from crm_tui.text.firm_words import FirmWords
from crm_tui.text.say import say_day
from crm_tui.tui.tones import Tone

if TYPE_CHECKING:
    from crm_tui.keys.keymap import Keymap
    from crm_tui.store.desk import Desk
    from crm_tui.views.speech import Speech

_KIND_WORDS = {
    "email": "e-mail",
    "handover": "hand-over",
    "merge": "merged",
}
# What the other one is: where they stand so to the party, and where the party stands so to them.
_RELATIONS = {
    "works_at": ("works here", "employer"),
    "reports_to": ("reports here", "superior"),
    "supplies": ("supplier", "buyer"),
    "owns": ("owner", "owned by them"),
    "partner_of": ("partner", "partner"),
    "knows": ("acquaintance", "acquaintance"),
}
_OUTCOME_TONES: Mapping[str, Tone] = {
    "reached": "good",
    "next_step": "good",
    "bought": "good",
    "attempt": "warn",
    "call_back": "warn",
    "bad_number": "alert",
    "gone": "alert",
    "opt_out": "alert",
    "complaint": "alert",
}
_NONE: Mapping[str, str] = MappingProxyType({})


class Words(NamedTuple):
    """The words, the day and the zone a card is drawn with.

    `labels` is that of `views.choices.labels`, `meanings` holds the meaning of each outcome,
    `keys` how the first key of each action is shown; `ascii_only` is the setting `ui.ascii`.
    `firm` has the words of the firm, `off` the places that are switched off.
    """

    today: date
    zone: tzinfo
    labels: Mapping[tuple[str, str], str] = MappingProxyType({})
    meanings: Mapping[str, str] = _NONE
    keys: Mapping[str, str] = _NONE
    customer: str = "customer"
    ascii_only: bool = False
    firm: FirmWords = FirmWords()
    off: frozenset[str] = frozenset()

    @property
    def dot(self) -> str:
        """What stands between two facts of a line."""
        return " - " if self.ascii_only else " \u00b7 "

    @property
    def dash(self) -> str:
        """What stands between the first day and the last."""
        return "-" if self.ascii_only else "\u2013"

    @property
    def ellipsis(self) -> str:
        """What ends a text that was cut."""
        return "~" if self.ascii_only else "\u2026"

    def arrow(self, direction: str) -> str:
        """The sign of a contact that came in or went out; two cells in ASCII, else one."""
        if self.ascii_only:
            return {"in": "<-", "out": "->"}.get(direction, "  ")
        return {"in": "\u2190", "out": "\u2192"}.get(direction, " ")

    def said(self, text: str) -> str:
        """A text of the program's own in the firm's words; never for what people wrote."""
        return self.firm.said(text)

    def label(self, name: str, code: str) -> str:
        """The label of a code of a pick list; a code the list has lost stands for itself."""
        return self.labels.get((name, code)) or code.replace("_", " ")

    def way(self, channel: str, kind: str) -> str:
        """On which channel something happened, or what it was where it has none."""
        if channel and (name := self.labels.get(("channel", channel))):
            return name
        return _KIND_WORDS.get(channel or kind, (channel or kind).replace("_", " "))

    def relation(self, kind: str, *, outward: bool) -> str:
        """What someone is to the party; `outward` where the relation runs from the party."""
        said = _RELATIONS.get(kind)
        return said[outward] if said else kind.replace("_", " ")

    def outcome_tone(self, outcome: str) -> Tone:
        """The tone of an outcome, from its meaning alone."""
        return _OUTCOME_TONES.get(self.meanings.get(outcome, ""), "strong")

    def day(self, day: str | date | None) -> str:
        """A plain day as people say it; '' for none."""
        if not day:
            return ""
        try:
            plain = day if isinstance(day, date) else date.fromisoformat(day[:10])
        except ValueError:
            return str(day)
        return say_day(plain, self.today)

    def moment(self, instant: datetime | None) -> str:
        """The day of an instant in the user's zone, with the hour where it is today."""
        if instant is None:
            return ""
        local = instant.astimezone(self.zone)
        said = say_day(local.date(), self.today)
        return f"{said} {local:%H:%M}" if local.date() == self.today else said

    def press(self, action: str, what: str) -> str:
        """'(t adds one)': the key that helps where something is empty; '' where it has none."""
        key = self.keys.get(action, "")
        return f" ({key} {self.said(what)})" if key else ""


def words_of(
    desk: Desk, keymap: Keymap, *, speech: Speech | None = None, ascii_only: bool = False
) -> Words:
    """The words of a database and its user's keys, as of today; two short queries."""
    from crm_tui.keys.actions import names
    from crm_tui.keys.names import show_keys
    from crm_tui.views import choices

    clock = desk.clock
    firm = speech.words if speech else FirmWords()
    return Words(
        today=clock.today(),
        zone=clock.zone,
        labels=choices.labels(desk),
        meanings={choice.code: choice.meaning for choice in choices.choices(desk, "outcome")},
        keys={
            name: show_keys(keymap.keys_of(name)[0], ascii_only)
            for name in names()
            if keymap.keys_of(name)
        },
        customer=firm.customer,
        ascii_only=ascii_only,
        firm=firm,
        off=speech.off if speech else frozenset(),
    )
