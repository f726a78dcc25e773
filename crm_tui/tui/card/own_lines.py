"""The firm's own fields as lines of the customer form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from crm_tui.services.filing import OWN
from crm_tui.text.own_fields import hint, kept, offered
from crm_tui.text.say import quoted
from crm_tui.tui.card.fields import LINE_END, Field, FieldError, Texts
from crm_tui.views.own_fields import OwnField


class OwnLines(NamedTuple):
    """The own fields of a form; `currency` is that of amounts written without one."""

    own: tuple[OwnField, ...] = ()
    currency: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Their lines, in their order."""
        return tuple(
            Field(
                f"{OWN}{one.code}",
                one.label,
                hint(one.kind, self.currency, required=one.required),
                long=one.kind == "long_text",
                needed=one.required,
                among=offered(one.kind, one.choices),
            )
            for one in self.own
        )

    def texts(self, custom: Mapping[str, object]) -> Texts:
        """The texts of the lines that say what a record's `custom` holds."""
        return {
            f"{OWN}{one.code}": str(custom.get(one.code) or "").replace("\n", LINE_END)
            for one in self.own
        }

    def values(self, custom: Mapping[str, object]) -> dict[str, str]:
        """What a record's `custom` holds of them, by code."""
        return {one.code: str(custom.get(one.code) or "") for one in self.own}

    def read(
        self, texts: Texts, today: date, opened: Texts | None, before: Mapping[str, str]
    ) -> dict[str, str]:
        """What the lines say, by code and as it is kept.

        `opened` are the texts that an edit began with, None for someone new; what nobody touched
        keeps its value of `before`, whatever that is. Raises FieldError for a text that a field
        cannot hold and a required one that is empty.
        """
        found = {}
        for one in self.own:
            name = f"{OWN}{one.code}"
            text = texts[name]
            if opened is not None and opened.get(name) == text:
                found[one.code] = before.get(one.code, "")
                continue
            found[one.code] = self._value(one, text.replace(LINE_END, "\n"), today)
        return found

    def _value(self, one: OwnField, text: str, today: date) -> str:
        name = f"{OWN}{one.code}"
        try:
            value = kept(one.kind, text, choices=one.choices, currency=self.currency, today=today)
        except ValueError as error:
            raise FieldError(name, f"{one.label}: {quoted(text.strip())} {error}.") from None
        if one.required and not value:
            raise FieldError(name, f"{one.label} may not be left empty.")
        return value
