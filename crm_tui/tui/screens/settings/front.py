"""The first page of the settings: all there is, part by part, what is small changed in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from crm_tui.config import SECTIONS, SETTINGS, Config
from crm_tui.errors import UsageError
from crm_tui.exchange import firm_file
from crm_tui.keys.places import SIGNS
from crm_tui.services import firm_settings as services
from crm_tui.services import pick_lists, pipelines, stage_text
from crm_tui.services.pipelines import lines_of
from crm_tui.store.desk import Desk
from crm_tui.text.firm_words import FirmWords
from crm_tui.tui.screens.settings.entries import EntriesPage
from crm_tui.tui.screens.settings.page import Board, Edit, Item, Key, Page, heading
from crm_tui.tui.screens.settings.stages import StagesPage
from crm_tui.tui.widgets.columns import Column
from crm_tui.views import choices, firm_settings, own_fields
from crm_tui.views import pipelines as pipeline_views
from crm_tui.views.firm_settings import ALWAYS, FirmValue
from crm_tui.views.own_fields import RECORDS

_WORDS = tuple(f"word.{one}" for one in FirmWords._fields)
_FIELDS_OF = {"party": "Customers", "deal": "Deals", "ticket": "Tickets"}
_EXAMPLE = "'crm settings --example' prints one with every setting explained."


class Outside(NamedTuple):
    """What the first page asks of the program around the screen.

    `own_fields` shows the own fields of a kind of record, `edit_file` lets the user's editor
    have the settings file, `write_file` writes down all that the firm has set.
    """

    config: Config
    own_fields: Callable[[str], None]
    edit_file: Callable[[str], None]
    write_file: Callable[[Path], None]


class FrontPage(Page):
    """The firm, its words and places, pick lists, pipelines, own fields, one's own settings."""

    columns = (
        Column("Setting", 23),
        Column("", 26, flex=3),
        Column("", 16, flex=1, drop=1),
    )

    def __init__(self, board: Board, outside: Outside) -> None:
        super().__init__(board)
        self._outside = outside
        self.counts: Mapping[str, int] = {}
        """How much is in each place, by its name, once it has been counted."""

    @property
    def title(self) -> str:
        """What stands above the page."""
        return "Settings"

    def items(self, desk: Desk) -> list[Item]:
        """Every part with its heading."""
        said = {one.setting.name: one for one in firm_settings.values(desk)}
        words, places = {*_WORDS}, firm_settings.PLACES_OFF
        plain = [one for name, one in said.items() if name not in words and name != places]
        return [
            heading("Firm"),
            *(_firm_item(one) for one in plain),
            heading("Words"),
            *(_firm_item(said[name]) for name in _WORDS),
            heading("Places"),
            *self._places(desk),
            heading("Pick lists"),
            *_lists(desk),
            heading("Pipelines"),
            *_pipelines(desk),
            heading("Own fields"),
            *(_fields(desk, record, self.board.firm) for record in RECORDS),
            heading("Mine"),
            *self._mine(),
        ]

    def _places(self, desk: Desk) -> list[Item]:
        off, following = firm_settings.places_off(desk), firm_settings.next_place(desk)
        found = []
        for sign in SIGNS:
            is_on = sign.name not in off
            number = self.counts.get(sign.name)
            what = self.board.firm.said(firm_settings.contents_words(sign.name, number or 0))
            inside = "" if number is None else f"{number:,} {what}"
            full = (
                "Every firm needs this place."
                if sign.name in ALWAYS
                else "Switched off it has no keys and is nowhere to be seen; what is in it stays."
            )
            if sign.name == following:
                full = f"The places before it are in use: this may be the next step. {full}"
            title = self.board.firm.said(sign.title)
            found.append(
                Item(
                    f"place.{sign.name}",
                    (title, "on" if is_on else "off", inside),
                    (sign.name, is_on),
                    full,
                    "" if is_on else "dim",
                )
            )
        return found

    def _mine(self) -> list[Item]:
        config = self._outside.config
        file = config.file or "none"
        found = [Item("mine", ("settings file", file), "", f"Your own file. {_EXAMPLE}")]
        for setting in SETTINGS:
            section, _, name = setting.name.partition(".")
            if section not in SECTIONS:
                continue
            value = getattr(getattr(config, section), name)
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            where = _line_of(config, setting.name)
            meaning = setting.meaning
            if setting.choices:
                meaning = f"{meaning} One of: {', '.join(setting.choices)}."
            found.append(
                Item(f"mine.{setting.name}", (setting.name, shown or "-", where), "", meaning)
            )
        for name, keys in config.keys.items():
            shown = " or ".join(keys) if isinstance(keys, tuple) else keys
            where = _line_of(config, f"keys.{name}")
            full = "A key that you have chosen."
            found.append(Item(f"mine.keys.{name}", (f"keys.{name}", shown or "none", where),
                              "", full))  # fmt: skip
        return found

    # Keys

    def keys(self, item: Item | None) -> list[Key]:
        """What can be done with the line under the cursor."""
        part = item.name.partition(".")[0] if item else ""
        if item is None:
            return []
        match part:
            case "firm":
                return [
                    Key("enter", "Enter", "change", partial(self._ask_value, item.about)),
                    Key("x", "x", "as usual", partial(self._set_back, item.about)),
                ]
            case "place":
                name, is_on = item.about
                does = partial(self._switch, name, on=not is_on)
                title = "switch off" if is_on else "switch on"
                return [Key("enter", "Enter", title, does), Key("space", "", title, does)]
            case "list":
                return [
                    Key("enter", "Enter", "entries", partial(self._open_list, item.about)),
                    Key("a", "a", "add an entry", partial(self._add_entry, item.about)),
                ]
            case "pipeline":
                return [
                    Key("enter", "Enter", "stages", partial(self._open_pipeline, item.about)),
                    Key("e", "e", "stages as text", partial(self._ask_stages, item.about)),
                    Key("r", "r", "rename", partial(self._ask_name, item.about)),
                    Key("a", "a", "add a pipeline", self._add_pipeline),
                ]
            case "fields":
                does = partial(self._outside.own_fields, item.about)
                return [Key("enter", "Enter", "own fields", does)]
        does = partial(self._outside.edit_file, self._outside.config.file)
        return [Key("e", "e", "edit the file", does), Key("enter", "", "edit the file", does)]

    # All that the firm has set, as a file

    def beyond(self) -> list[Key]:
        """Writing down all that the firm has set, and reading it back."""
        return [
            Key("W", "W", "write all to a file", self._write_file),
            Key("R", "R", "read such a file", self._read_file),
        ]

    def _write_file(self) -> None:
        def answered(text: str) -> None:
            if text.strip():
                path = Path(text.strip()).expanduser()
                if path.exists():
                    raise UsageError(f"That file is there already: {path}.", "Name another.")
                self._outside.write_file(path)

        self.board.ask("write the firm's settings to:", "firm.toml", answered)

    def _read_file(self) -> None:
        def answered(text: str) -> Edit | None:
            path = Path(text.strip()).expanduser()
            if not text.strip():
                return None
            return Edit(f"read settings {path.name}", lambda desk: firm_file.take_over(desk, path))

        self.board.ask("read the firm's settings from:", "", answered)

    # Firm and words

    def _ask_value(self, value: FirmValue) -> None:
        name = value.setting.name

        def answered(text: str) -> Edit | None:
            wanted = services.checked(name, text)
            return None if wanted == value.said else self._set(value, wanted)

        self.board.ask(f"{_title(name)} (such as {value.setting.example}):", value.said, answered)

    def _set_back(self, value: FirmValue) -> None:
        if value.said:
            self.board.make(self._set(value, ""))
        else:
            self.board.say("This is as usual already.")

    def _set(self, value: FirmValue, wanted: str) -> Edit:
        name = value.setting.name
        return Edit(
            services.label(name, wanted),
            lambda desk: services.set_value(desk, name, wanted),
            lambda desk: firm_settings.said(desk, name),
            value.said,
        )

    # Places

    def _switch(self, name: str, *, on: bool) -> None:
        self.board.make(
            Edit(
                f"switched the place {name} {'on' if on else 'off'}",
                lambda desk: services.switch_place(desk, name, on=on),
                lambda desk: "off" if name in firm_settings.places_off(desk) else "on",
                "off" if on else "on",
            )
        )

    # Pick lists

    def _open_list(self, name: str) -> None:
        self.board.open(EntriesPage(self.board, name))

    def _add_entry(self, name: str) -> None:
        self.board.ask(
            f"new entry of {name.replace('_', ' ')}:",
            "",
            lambda text: (
                Edit(
                    f"added {text.strip()} to {name.replace('_', ' ')}",
                    lambda desk: pick_lists.add(desk, name, text),
                )
                if text.strip()
                else None
            ),
        )

    # Pipelines

    def _open_pipeline(self, pipeline: pipeline_views.PipelineRow) -> None:
        self.board.open(StagesPage(self.board, pipeline.id, pipeline.name))

    def _ask_stages(self, pipeline: pipeline_views.PipelineRow) -> None:
        item = self.board.item
        seen = item.cells[1] if item else ""

        def answered(text: str) -> Edit | None:
            stage_text.parse(text)
            return Edit(
                f"changed the stages of {pipeline.name}",
                lambda desk: pipelines.set_stages(
                    desk, pipeline.id, stage_text.parse(text, lines_of(desk, pipeline.id))
                ),
                lambda desk: stage_text.compose(lines_of(desk, pipeline.id)),
                seen,
            )

        self.board.ask(f"stages of {pipeline.name}:", seen, answered)

    def _ask_name(self, pipeline: pipeline_views.PipelineRow) -> None:
        self.board.ask(
            "name of the pipeline:",
            pipeline.name,
            lambda text: Edit(
                f"renamed the pipeline {pipeline.name} to {text.strip()}",
                lambda desk: pipelines.rename(desk, pipeline.id, text),
                lambda desk: pipeline_views.name_of(desk, pipeline.id),
                pipeline.name,
            ),
        )

    def _add_pipeline(self) -> None:
        """Add one with the stages of the pipeline under the cursor."""
        item = self.board.item
        like = item.about.id if item else 0

        def add(desk: Desk, name: str) -> None:
            pipelines.add(desk, name, [one._replace(id=None) for one in lines_of(desk, like)])

        def answered(text: str) -> Edit | None:
            name = text.strip()
            return Edit(f"added pipeline {name}", lambda desk: add(desk, name)) if name else None

        self.board.ask("name of the new pipeline:", "", answered)


def _title(name: str) -> str:
    return name.removeprefix("word.").replace("_", " ")


def _firm_item(value: FirmValue) -> Item:
    name = value.setting.name
    full = f"{value.setting.meaning} Such as: {value.setting.example}."
    cells = (_title(name), value.holds or "-", "set here" if value.said else "as usual")
    return Item(f"firm.{name}", cells, value, full)


def _lists(desk: Desk) -> list[Item]:
    entries = choices.entries(desk)
    found = []
    for name in dict.fromkeys(entry.list for entry in entries):
        own = [entry for entry in entries if entry.list == name]
        used = [entry.label for entry in own if entry.active]
        number = f"{len(used)} of {len(own)} in use" if len(used) < len(own) else f"{len(own)}"
        labels = ", ".join(used)
        found.append(Item(f"list.{name}", (name.replace("_", " "), labels, number), name, labels))
    return found


def _pipelines(desk: Desk) -> list[Item]:
    found = []
    for one in pipeline_views.pipelines(desk):
        text = stage_text.compose(lines_of(desk, one.id))
        found.append(Item(f"pipeline.{one.id}", (one.name, text), one, f"Stages: {text}."))
    return found


def _fields(desk: Desk, record: str, words: FirmWords) -> Item:
    there = own_fields.fields(desk, record)
    labels = ", ".join(one.label for one in there)
    cells = (words.said(_FIELDS_OF[record]), labels or "none", f"{len(there)}" if there else "")
    return Item(
        f"fields.{record}",
        cells,
        record,
        labels or "Fields of your own: typed, in forms, lists, search, filters and exports.",
    )


def _line_of(config: Config, name: str) -> str:
    """Where one's own settings say so: the line of the file."""
    return f"line {config.lines[name]}" if name in config.lines else "as usual"


def no_file(file: str) -> str:
    """Why there is no settings file to edit, and how it is made; '' where there is one."""
    if file and Path(file).is_file():
        return ""
    return "There is no settings file yet: 'crm settings --example' prints one."
