"""The demo's world, read from the files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple


class Beat(NamedTuple):
    """One thing that happens in a story: its head in words, and its wordings to choose from."""

    head: tuple[str, ...]
    wordings: tuple[str, ...]


class Story(NamedTuple):
    """How it went with a customer, from so many days ago until so many."""

    name: str
    share: int
    fields: Mapping[str, str]
    begins: int
    ends: int
    tags: tuple[str, ...]
    beats: tuple[Beat, ...]
    tasks: tuple[str, ...]


class Trade(NamedTuple):
    """What a customer puts labels on, and what goes wrong with them."""

    goods: str
    trouble: str
    season: str


class Firm(NamedTuple):
    """A company of a land; `slug` is how its address on the net spells it."""

    name: str
    city: str
    trade: str
    staff: str
    slug: str


class Land(NamedTuple):
    """A country with its firms, its people, their numbers and how they write."""

    country: str
    language: str
    zone: str
    mobile: str
    numbers: Mapping[str, str]
    firms: tuple[Firm, ...]
    people: tuple[str, ...]
    branches: tuple[tuple[str, str, str], ...]
    letters: tuple[str, ...]
    family_first: bool


class World(NamedTuple):
    """All of it."""

    lands: tuple[Land, ...]
    stories: tuple[Story, ...]
    private: Story
    trades: Mapping[str, Trade]
    profile: Mapping[str, Sequence[str]]
    house: Mapping[str, Any]
    agenda: Mapping[str, Any]
    deals: Mapping[str, Any]
    service: Mapping[str, Any]


def read() -> World:
    """The world as the files tell it."""
    told = _file("stories.toml")
    return World(
        lands=tuple(_land(land) for land in _file("lands.toml")["land"]),
        stories=tuple(_story(story) for story in told["story"]),
        private=_story({"name": "private", "share": 0, "wanted": "single_sale", **told["private"]}),
        trades={name: Trade(**words) for name, words in told["trade"].items()},
        profile=told["profile"],
        house=_file("house.toml"),
        agenda=_file("agenda.toml"),
        deals=_file("deals.toml"),
        service=_file("service.toml"),
    )


def parts(line: str, separator: str = "|") -> list[str]:
    """The parts of a line, trimmed."""
    return [part.strip() for part in line.split(separator)]


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((files("crm_tui.services.demo") / name).read_text("utf-8"))


def _land(told: Mapping[str, Any]) -> Land:
    return Land(
        country=told["country"],
        language=told["language"],
        zone=told["zone"],
        mobile=told["mobile"],
        numbers=told["numbers"],
        firms=tuple(_firm(line) for line in told["companies"]),
        people=tuple(told["people"]),
        branches=tuple(_branch(line) for line in told.get("branches", ())),
        letters=tuple(told["letters"]),
        family_first=told.get("family_first", False),
    )


def _firm(line: str) -> Firm:
    name, city, trade, staff = parts(line)
    staff, _, slug = staff.partition("=")
    return Firm(name, city, trade, staff.strip(), slug.strip())


def _branch(line: str) -> tuple[str, str, str]:
    mother, _, rest = line.partition(">")
    name, city = parts(rest)
    return mother.strip(), name, city


def _story(told: Mapping[str, Any]) -> Story:
    return Story(
        name=told["name"],
        share=told["share"],
        fields={name: told[name] for name in ("lifecycle", "relationship", "wanted")},
        begins=told["from"],
        ends=told["until"],
        tags=tuple(told["tags"]),
        beats=tuple(_beat(line) for line in told["beats"]),
        tasks=tuple(told["tasks"]),
    )


def _beat(line: str) -> Beat:
    head, *wordings = parts(line)
    return Beat(tuple(head.split()), tuple(wordings))
