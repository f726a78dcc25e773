"""What a trial came to, worked on: rows mended, names answered for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.exchange.plans import TablePlan
from crm_tui.exchange.said_values import FIELDS as SAID_FIELDS
from crm_tui.exchange.wrong_cells import wrong_cell
from crm_tui.services.intake.references import MAKEABLE
from crm_tui.services.intake.tally import LEAVE, MAKE, Unknown
from crm_tui.tui.screens.importing import rows
from crm_tui.tui.screens.importing.mending import MendScreen
from crm_tui.tui.status import Choices

if TYPE_CHECKING:
    from crm_tui.tui.screens.importing.guide import ImportGuide


class Answering:
    """Mends refused and doubtful rows, and asks what becomes of names nobody here has."""

    def __init__(self, guide: ImportGuide) -> None:
        self._guide = guide

    def open_row(self) -> None:
        """Mend the row under the cursor, or answer for the name."""
        key, tried = self._guide.list.cursor_key, self._guide.tried
        if key is None or tried is None:
            return
        if self._guide.tab in ("refused", "doubtful"):
            doubts = tried.report.refused if self._guide.tab == "refused" else tried.doubts
            self._mend(doubts[key].line, doubts[key].reason)
        elif self._guide.tab == "names":
            self._answer([rows.names_of(tried, self._guide.wishes)[key]])
        elif self._guide.tab == "changes":
            self._guide.say("u takes what differs over, or leaves it as it is.")
        else:
            self._guide.say("This only tells what came of each part.")

    def _mend(self, number: int, reason: str) -> None:
        guide = self._guide
        looked, tried = guide.looked, guide.tried
        plan = looked.plan if looked else None
        cells = guide.how.mended.get(number) or (tried.cells.get(number) if tried else None)
        if looked is None or not isinstance(plan, TablePlan) or not cells:
            guide.say("This cannot be mended here, only in the file.")
            return

        def mended(anew: tuple[str, ...] | None) -> None:
            if anew is not None and anew != cells:
                rows_anew = {**guide.how.mended, number: anew}
                guide.set_how(guide.how._replace(mended=rows_anew))
                guide.say(f"Line {number} will be read so; the file stays as it is.", "good")

        becomes = {one.name: one.field for one in looked.columns}
        at = wrong_cell(reason, plan.columns.columns, cells)
        screen = MendScreen(number, reason, plan.table.columns, cells, becomes, guide.words, at=at)
        guide.app.push_screen(screen, mended)

    def _answer(self, names: list[Unknown]) -> None:
        """Ask what becomes of names that nobody here has."""
        first = names[0]
        plan = self._guide.looked.plan if self._guide.looked else None
        if plan is None or first.field not in SAID_FIELDS.get(plan.kind, ()):
            self._guide.say("Of this name nothing can be said.")
            return
        choices: Choices = [("m", "make it")] if first.field in MAKEABLE else []
        if len(names) == 1 and first.near:
            choices.append(("n", f"it is {first.near}"))
        if len(names) == 1:
            choices.append(("o", "it is ..."))
        choices += [("l", "leave it out"), ("x", "as usual")]

        def chosen(key: str) -> None:
            if key == "o":
                self._guide.prompt.ask(
                    f"{first.field} {first.word} is:",
                    on_submit=lambda text: self._mean(names, text.strip()),
                )
            else:
                self._mean(names, {"m": MAKE, "n": first.near, "l": LEAVE}.get(key, ""))

        what = f"{first.field} {first.word}" if len(names) == 1 else f"{len(names)} x {first.field}"
        self._guide.prompt.choose(f"{what}:", choices, chosen)

    def answer_all(self) -> None:
        """Answer for every name of the kind of the one under the cursor."""
        key, tried = self._guide.list.cursor_key, self._guide.tried
        if self._guide.tab != "names" or key is None or tried is None:
            self._guide.say("Where names are listed it answers for all of their kind.")
            return
        names = rows.names_of(tried, self._guide.wishes)
        self._answer([one for one in names if one.field == names[key].field])

    def _mean(self, names: list[Unknown], meaning: str) -> None:
        wishes = self._guide.wishes
        for one in names:
            wishes = wishes.with_value(one.field, one.word, meaning)
        self._guide.wish(wishes)
