"""The form for a new customer and for changing one.

It saves through the gateway it is given, shows who is here already while a name, number or
address is typed (S42), and keeps what was typed until it is saved or given up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.worker import WorkType

from crm_tui.errors import ConflictError, CrmError
from crm_tui.keys.actions import CONTEXTS
from crm_tui.keys.keymap import Exact, Keymap
from crm_tui.services import filing
from crm_tui.services.filing import Employer, Filled
from crm_tui.services.opening import Desk
from crm_tui.text.fold import fold
from crm_tui.tui.card import fields as form_fields
from crm_tui.tui.card.conflict import ConflictScreen, Difference
from crm_tui.tui.card.field_list import FieldList
from crm_tui.tui.card.fields import BY_NAME, Field, FieldError, Texts
from crm_tui.tui.card.own_lines import OwnLines
from crm_tui.tui.card.spans import cut_line, joined, line, span
from crm_tui.tui.card.words import Words
from crm_tui.tui.gateway import SupersededError
from crm_tui.tui.keyboard import Pressed
from crm_tui.tui.widgets.bar import Bar
from crm_tui.tui.widgets.prompt import Prompt
from crm_tui.tui.widgets.text_view import Line, Span, TextView
from crm_tui.views import likeness, naming
from crm_tui.views.card import Card
from crm_tui.views.likeness import Alike

PAUSE_S = 0.12
"""So long nobody types before someone alike is looked for."""

_SHOWN_ALIKE = 4
_NO_OWN = OwnLines()


class Database(Protocol):
    """The way to the database; `tui.gateway.Gateway` is one."""

    async def write(self, work: Callable[[Desk], int]) -> int:
        """Run work that changes data."""
        ...

    async def read(self, subject: str, work: Callable[[Desk], Any]) -> Any:
        """Run work that reads; a newer one of the same subject takes its place."""
        ...


class CardForm(Screen[int | None]):
    """A customer as a form: a new one, or with `card` one that is there.

    Dismissed with the id of the customer to show (the saved one, or one that was here already),
    or with None when it was left.
    """

    DEFAULT_CSS = """
    CardForm { layout: vertical; }
    CardForm #found { height: 5; }
    """
    AUTO_FOCUS = ""

    def __init__(
        self,
        database: Database,
        words: Words,
        keymap: Keymap,
        *,
        card: Card | None = None,
        kind: str = "company",
        company: tuple[int, str] | None = None,
        tags: Sequence[str] = (),
        draft: Mapping[str, str] | None = None,
        own: OwnLines = _NO_OWN,
    ) -> None:
        """`company` is where a new person works, `tags` complete, `draft` was typed before.

        `own` are the firm's own fields, below the common ones.
        """
        super().__init__()
        self.party = card.id if card else None
        self._database = database
        self._words = words
        self._keymap = keymap
        self._tags = tuple(tags)
        self._own = own
        self._labels = {name: field.label for name, field in BY_NAME.items()}
        self._labels |= {field.name: field.label for field in own.fields}
        self._employers: dict[str, int] = {}
        employer = form_fields.employer_of(card) if card else None
        if employer is not None:
            company = employer.id, employer.name
        if company is not None:
            self._employers[fold(company[1])] = company[0]
        where = company[1] if company else ""
        self._opened = form_fields.opened_with(card) if card else None
        if card is not None and self._opened is not None:
            self._opened = self._opened._replace(own=own.values(card.fields["custom"]))
            self._opened_texts = self._said(self._opened, where)
        else:
            self._opened_texts = form_fields.blank("person" if company else kind, where)
            self._opened_texts |= own.texts({})
        self.texts: Texts = dict(self._opened_texts)
        self.texts |= {name: text for name, text in (draft or {}).items() if name in self.texts}
        self.title_text = f"Edit {card.name}" if card else f"New {words.customer}"
        self.found: list[Alike] = []
        self._companies: tuple[str, list[str]] = ("", [])
        self.list = FieldList(
            self._fields_for(self.texts["kind"]),
            self.texts,
            on_change=self._typed,
            on_field=self._explain,
            complete=self._completion,
        )
        self.prompt = Prompt()
        self._found_view = TextView(id="found")
        self._saving = False

    def compose(self) -> ComposeResult:
        """Title, fields, who is here already, status row, keys."""
        yield Bar([line(span(self.title_text, "title"))])
        yield self.list
        yield self._found_view
        yield self.prompt
        yield Bar([_keys_line(self._keymap)])

    def on_mount(self) -> None:
        """Begin at the name."""
        self._found_view.can_focus = False
        self.set_focus(self.list)
        self.prompt.set_mode("EDIT" if self.party else "NEW")
        self._explain(self.list.field)
        if self.draft():
            self.prompt.say("What was typed here before is back; ctrl+s saves it.", "warn")

    def _fields_for(self, kind: str) -> tuple[Field, ...]:
        return (*form_fields.fields_for(kind), *self._own.fields)

    def _said(self, filled: Filled, company: str) -> Texts:
        common = form_fields.texts_of(filled, company, self._words)
        return common | self._own.texts(filled.own)

    # What was typed

    def draft(self) -> dict[str, str]:
        """What was typed and is not saved, by field; empty when nothing was."""
        return {name: text for name, text in self.texts.items() if text != self._opened_texts[name]}

    def _typed(self, field: Field, text: str) -> None:
        if field.name == "kind" and text in ("company", "person"):
            self.list.set_fields(self._fields_for(text))
        if field.name in ("name", "phones", "emails"):
            self._begin_looking(partial(self._look, field.name, text))
        elif field.name == "company":
            self._begin_looking(partial(self._look_for_company, text))

    # Who is here already

    def _begin_looking(self, look: WorkType[None]) -> None:
        """Look in place of what was looked for before; called only when its turn comes."""
        self.run_worker(look, group="alike", exclusive=True)

    async def _look(self, name: str, text: str) -> None:
        await asyncio.sleep(PAUSE_S)
        last = text.rpartition(";")[2].strip()
        looks: dict[str, Callable[[Desk], list[Alike]]] = {
            "name": lambda desk: likeness.alike(desk, name=last),
            "phones": lambda desk: likeness.alike(desk, phone=last),
            "emails": lambda desk: likeness.alike(desk, email=last),
        }
        try:
            found: list[Alike] = await self._database.read("alike", looks[name])
        except (SupersededError, CrmError):
            return
        self.found = [one for one in found if one.id != self.party][:_SHOWN_ALIKE]
        self._show_found()

    async def _look_for_company(self, text: str) -> None:
        await asyncio.sleep(PAUSE_S)
        try:
            found: list[tuple[int, str]] = await self._database.read(
                "alike", lambda desk: likeness.companies(desk, text)
            )
        except (SupersededError, CrmError):
            return
        names = [fold(name) for _number, name in found]
        for number, name in found:
            if names.count(fold(name)) == 1:  # which of two is meant is not ours to say
                self._employers[fold(name)] = number
        self._companies = text, [name for _number, name in found]
        self._say_choices(self._companies[1])
        self.list.refresh()

    def _show_found(self) -> None:
        width = self.size.width
        lines: list[Line] = []
        if self.found:
            help_ = self._words.press("form.open_found", "opens the first instead")
            lines.append(line((f"Here already{help_}:", "warn")))
        lines += [cut_line(self._alike(one), width, self._words.ellipsis) for one in self.found]
        self._found_view.set_lines(lines)

    def _alike(self, one: Alike) -> Line:
        words = self._words
        last = " ".join(
            (words.moment(one.last_at), words.way(one.last_way, ""), one.last_text)
        ).strip()
        parts = [
            line((" ! ", "warn"), span(one.name, "strong")),
            line(span(one.state, "warn")),
            line(span(one.company)),
            line(span(one.city)),
            line(span(words.label("lifecycle", one.lifecycle))),
            line(span(one.owner or "nobody's")),
            line(span(one.phone)),
            line(("last ", "dim"), span(last)) if last else line(("no contact yet", "dim")),
        ]
        return joined(parts, words.dot)

    # Help for the field with the cursor

    def _explain(self, field: Field) -> None:
        self._say_choices(form_fields.choices_of(field, self._words), field.hint)

    def _say_choices(self, choices: Sequence[str], hint: str = "") -> None:
        said = ", ".join(choices)
        self.prompt.say(f"{hint} One of: {said}".strip() if said else hint, "dim")

    def _completion(self, field: Field, text: str) -> str:
        """The whole text that what was typed begins; '' for none."""
        if field.name == "company":
            typed, names = self._companies
            only = names[0] if len(names) == 1 and typed == text else ""
            return _first_begun(names, text) or (only if fold(only) != fold(text) else "")
        if field.name in ("tags", "roles"):
            separator = " " if field.name == "tags" else ", "
            before, found, last = text.rpartition(separator.strip() or " ")
            among = self._tags if field.name == "tags" else form_fields.ROLES
            whole = _first_begun(among, last.lstrip())
            kept = last[: len(last) - len(last.lstrip())]
            return f"{before}{found}{kept}{whole}" if whole else ""
        return _first_begun(form_fields.choices_of(field, self._words), text)

    # Keys

    async def take_key(self, event: Pressed) -> bool:
        """Deal with the keys that no field took; what works everywhere is the program's."""
        if isinstance(event, events.Paste):
            return True
        answer = self._keymap.resolve((event.key,), CONTEXTS["form"])
        action = answer.action if isinstance(answer, Exact) else None
        if action is not None and "always" in action.scopes:
            return False
        does: dict[str, Callable[[], object]] = {
            "form.save": lambda: self.run_worker(self._save(), group="save"),
            "form.leave": self._leave,
            "form.open_found": self._open_found,
        }
        if action is not None and action.name in does:
            does[action.name]()
        return True

    def _open_found(self) -> None:
        if not self.found:
            self.prompt.say("Nobody alike was found.")
            return
        found = self.found[0]
        if len(self.draft()) <= 1:  # what was typed is what they were found by
            self.dismiss(found.id)
            return

        def answered(key: str) -> None:
            if key == "y":
                self.dismiss(found.id)

        self.prompt.choose(
            f"Give up what you wrote and open {found.name}?",
            (("y", "yes"), ("k", "keep writing")),
            answered,
        )

    def _leave(self) -> None:
        if not self.draft():
            self.dismiss(None)
            return
        self.prompt.choose(
            "Not saved yet:",
            (("s", "save"), ("l", "leave without saving"), ("k", "keep writing")),
            self._answered,
        )

    def _answered(self, key: str) -> None:
        if key == "s":
            self.run_worker(self._save(), group="save")
        elif key == "l":
            self.dismiss(None)

    # Saving

    async def _save(self) -> None:
        if self._saving:
            return
        self._saving = True
        self.workers.cancel_group(self, "alike")  # what it finds would hide what saving says
        try:
            saved = await self._saved()
        except FieldError as wrong:
            self.list.mark_wrong(wrong.field)
            self.prompt.say(wrong.sentence, "alert")
        except CrmError as error:
            self.prompt.say(str(error), "alert")
        else:
            if saved is not None:
                self._opened_texts = dict(self.texts)  # nothing is left to be kept as a draft
                self.dismiss(saved)
        finally:
            self._saving = False

    async def _saved(self) -> int | None:
        """Save, asking whose text shall stand as often as someone was faster; None: not saved."""
        while True:
            filled = self._filled(await self._employer())
            self.prompt.say("Saving")
            try:
                return await self._database.write(self._work(filled))
            except ConflictError as conflict:
                if not await self._settled(conflict):
                    self.prompt.say("Not saved; what you wrote is still here.", "warn")
                    return None

    def _filled(self, employer: Employer | None) -> Filled:
        """What the form says; raises FieldError for what it cannot."""
        opened = self._opened_texts if self._opened else None
        filled = form_fields.filled_from(self.texts, employer, self._words, opened, self._opened)
        before = self._opened.own if self._opened else {}
        return filled._replace(own=self._own.read(self.texts, self._words.today, opened, before))

    def _work(self, filled: Filled) -> Callable[[Desk], int]:
        opened, party = self._opened, self.party
        if opened is None or party is None:
            return lambda desk: filing.create(desk, filled)
        return lambda desk: filing.change(desk, party, opened, filled)

    async def _employer(self) -> Employer | None:
        name = self.texts["company"].strip()
        if not name or self.texts["kind"] != "person":
            return None
        before = self._opened.employer if self._opened else None
        if before is not None and name == self._opened_texts["company"]:
            return before
        number = self._employers.get(fold(name))
        if number is None:
            ids: list[int] = await self._database.read(
                "company", lambda desk: naming.named(desk, name)
            )
            if len(ids) != 1:
                raise FieldError(
                    "company",
                    f"Several companies are called {name}: add the person on the card of theirs."
                    if ids
                    else f"No company is called {name}: type on and take it by Right.",
                )
            number = ids[0]
        return Employer(number)

    async def _settled(self, conflict: ConflictError) -> bool:
        """Ask whose text shall stand and put it into the form; False when nobody said."""
        opened = self._opened
        if opened is None:
            return False
        own = {
            name.removeprefix(filing.OWN): str(text)
            for name, text in conflict.theirs.items()
            if name.startswith(filing.OWN)
        }
        common = {
            name: value
            for name, value in conflict.theirs.items()
            if not name.startswith(filing.OWN)
        }
        theirs = opened._replace(fields=opened.fields | common, own={**opened.own, **own})
        their_texts = self._said(theirs, self._opened_texts["company"])
        names = dict.fromkeys(
            "roles" if name.startswith("is_") else name for name in conflict.theirs
        )
        chosen = await self.app.push_screen_wait(
            ConflictScreen(
                conflict.sentence,
                [
                    Difference(name, self._labels[name], their_texts[name], self.texts[name])
                    for name in names
                ],
            )
        )
        if chosen is None:
            return False
        self._opened = theirs
        for name, text in chosen.items():
            self._opened_texts[name] = their_texts[name]
            self.list.set_text(name, text)
        return True


def _first_begun(among: Sequence[str], typed: str) -> str:
    """The first that begins with what was typed, case aside, as it was typed so far."""
    if not typed:
        return ""
    for whole in among:
        if len(whole) > len(typed) and whole.casefold().startswith(typed.casefold()):
            return typed + whole[len(typed) :]
    return ""


def _keys_line(keymap: Keymap) -> Line:
    from crm_tui.keys.hints import hint_row

    spans: list[Span] = []
    for key, title in hint_row(keymap, CONTEXTS["form"], 78):
        spans += [(key, "key"), (f" {title}  ", "")]
    return tuple(spans)
