"""A file of address cards as something to import: shown first, then read, its refused ones kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crm_tui.exchange.ical_values import escaped
from crm_tui.exchange.report import Doubt, open_new
from crm_tui.exchange.rows import Reading
from crm_tui.exchange.source import Source
from crm_tui.exchange.vcard_cards import CardFile, open_cards
from crm_tui.exchange.vcard_rows import CardReader, kept_names
from crm_tui.services.intake.tally import Options
from crm_tui.views.own_keys import KEY_SOURCE

KINDS = ("people", "customers")
"""What cards can be; the first is meant where nothing is said."""


class CardPlan(NamedTuple):
    """What an import would do with a file of cards."""

    file: CardFile
    kind: str = KINDS[0]

    @property
    def source(self) -> Source:
        """The file it is made of."""
        return self.file.source

    @property
    def rejects_ending(self) -> str:
        """Rejected cards are cards again."""
        return "vcf"

    def sentences(self) -> list[str]:
        """What the file holds and what becomes of each property, a line each."""
        cards, names = CardReader(self.file).counted()
        said = [f"Encoding: {self.file.encoding.title}"]
        said.append(f"Address cards: {cards:,}; they are taken as {self.kind}")
        return said + kept_names(names)

    def options(self, label: str, *, update: bool, trial: bool) -> Options:
        """How its records are taken in."""
        return Options(
            label,
            source=KEY_SOURCE,
            customers=self.kind == "customers",
            update=update,
            trial=trial,
        )

    def remarks(self) -> list[Doubt]:
        """Nothing: a file of cards has cards and nothing else."""
        return []

    def readings(self, currency: str) -> Iterator[Reading]:
        """Every card as a record or with the problem it has."""
        return CardReader(self.file).read()

    def keep_rejected(self, path: Path, reasons: dict[int, str], *, replace: bool) -> str:
        """Write the refused cards as they stood, each with the reason; where.

        Raises UsageError where the file cannot be made, OSError where it cannot be written.
        """
        stream, made = open_new(path, replace=replace)
        codec = self.file.codec
        with stream:
            for card in self.file.cards():
                if card.line not in reasons:
                    continue
                first, *rest = (line.decode(codec, "replace") for line in card.written())
                why = f"X-CRM-REJECTED;X-LINE={card.line}:{escaped(reasons[card.line])}"
                stream.write("".join(f"{line}\r\n" for line in (first, why, *rest)))
        return str(made)


def look_at_cards(source: Source, kind: str = "") -> CardPlan:
    """The plan for a file of cards. Raises UsageError where it is no text."""
    return CardPlan(open_cards(source), kind or KINDS[0])
