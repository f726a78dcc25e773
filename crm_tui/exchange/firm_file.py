"""All that a firm has set, as one commented text file, and such a file read back (S61).

TOML: the firm's settings and words, its pick lists, pipelines with their stages, own fields. What
a file does not name stays as it is; what it names is compared with what holds, said in a line
each, and taken over as one change set.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from crm_tui.config import did_you_mean
from crm_tui.errors import CrmError, UsageError
from crm_tui.services import firm_settings as settings
from crm_tui.services import own_fields, pick_lists, pipelines
from crm_tui.services.opening import Desk
from crm_tui.services.pipelines import StageLine
from crm_tui.text.fold import fold
from crm_tui.text.say import quoted
from crm_tui.views import choices, firm_settings
from crm_tui.views import own_fields as own_views
from crm_tui.views import pipelines as pipeline_views

_SECTIONS = ("firm", "pick_lists", "pipelines", "fields")
_LARGEST = 2_000_000
_ENTRY = ("label", "meaning", "key", "needs_note", "needs_party", "minutes", "active")
_STAGE = ("name", "kind", "probability", "stale_days", "checklist")
_FIELD = ("record", "label", "kind", "choices", "required")


class Step(NamedTuple):
    """One thing in which a file differs from what holds, and what takes it over."""

    said: str
    do: Callable[[], object]


def written(desk: Desk) -> str:
    """The whole file, commented."""
    lines = [
        "# What this firm has set for everybody: settings, words, pick lists, pipelines, fields.",
        "# Change what you like and read it back with 'crm settings --read FILE'; what is not in",
        "# the file stays as it is.",
        *_firm_lines(desk),
        *_list_lines(desk),
        *_pipeline_lines(desk),
        *_field_lines(desk),
    ]
    return "\n".join(lines) + "\n"


def differences(desk: Desk, path: Path) -> list[Step]:
    """In what a file differs from what holds; nothing is written.

    Raises UsageError, with the name or line, for a file that cannot be read or says what there
    is not.
    """
    tree = _parsed(path)
    for name in tree:
        if name not in _SECTIONS:
            raise UsageError(
                f"{path}: there is no section [{name}].", did_you_mean(name, _SECTIONS)
            )
    steps: list[Step] = []
    try:
        steps += _firm_steps(desk, _table(tree, "firm"))
        steps += _list_steps(desk, _table(tree, "pick_lists"))
        steps += _pipeline_steps(desk, _table(tree, "pipelines"))
        steps += _field_steps(desk, tree.get("fields", []))
    except CrmError as error:
        raise UsageError(f"{path}: {error.sentence}", error.hint) from error
    return steps


def take_over(desk: Desk, path: Path) -> list[str]:
    """Take a file over as one change set; what changed, in a line each.

    Raises UsageError as `differences` does and RuleError for what breaks a rule, with nothing
    changed.
    """
    with desk.store.change_set(desk.user, f"read settings {path.name}", origin=desk.origin):
        steps = differences(desk, path)
        for step in steps:
            step.do()
    return [step.said for step in steps]


# Writing


def _firm_lines(desk: Desk) -> Iterator[str]:
    yield from ("", "[firm]")
    for value in firm_settings.values(desk):
        yield f"# {value.setting.meaning} Such as: {value.setting.example}"
        mark = "" if value.said else "# "
        yield f"{mark}{_key(value.setting.name)} = {_text(value.holds)}"


def _list_lines(desk: Desk) -> Iterator[str]:
    entries = choices.entries(desk)
    for name in dict.fromkeys(entry.list for entry in entries):
        own = [entry for entry in entries if entry.list == name]
        meanings = sorted({entry.meaning for entry in own} - {""})
        yield from ("", f"[pick_lists.{_key(name)}]")
        yield "# code = { label, and where it matters: meaning, key, needs_note, needs_party,"
        yield "# minutes, active = false for one out of use }. A new code makes a new entry."
        if meanings:
            yield f"# Meanings that the program knows: {', '.join(meanings)}."
        for entry in own:
            said = {"label": entry.label}
            told = {name: getattr(entry, name) for name in _ENTRY[1:-1] if getattr(entry, name)}
            active = {} if entry.active else {"active": False}
            yield f"{_key(entry.code)} = {_inline({**said, **told, **active})}"


def _pipeline_lines(desk: Desk) -> Iterator[str]:
    for one in pipeline_views.pipelines(desk):
        yield from ("", f"[pipelines.{_key(one.name)}]")
        yield "# Open stages rise in probability; won is 100, lost is 0, both at the end. To rename"
        yield "# a stage, give it its old name as 'was'."
        yield "stages = ["
        for stage in pipeline_views.stages(desk, one.id):
            told = {
                name: value for name in _STAGE if (value := getattr(stage, name)) not in (None, "")
            }
            yield f"  {_inline(told)},"
        yield "]"


def _field_lines(desk: Desk) -> Iterator[str]:
    yield from ("", "# Own fields: record is party, deal or ticket.")
    for record in own_views.RECORDS:
        for field in own_views.fields(desk, record):
            yield from ("", "[[fields]]")
            for name in _FIELD:
                value = getattr(field, name)
                if value not in ((), False):
                    yield f"{name} = {_value(value)}"


def _inline(values: Mapping[str, object]) -> str:
    return "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in values.items()) + " }"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_value, value))}]"
    return str(value) if isinstance(value, int) else _text(str(value))


def _text(text: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's, but for what JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    bare = name.replace("_", "").replace("-", "")
    return name if bare.isascii() and bare.isalnum() else _text(name)


# Reading


def _parsed(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} is too large for a file of settings.")
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{path} cannot be read: {error}.", "It is a TOML file.") from error


def _table(tree: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = tree.get(name, {})
    if not isinstance(value, dict):
        raise UsageError(f"[{name}] is not a table.")
    return value


def _firm_steps(desk: Desk, said: Mapping[str, Any]) -> Iterator[Step]:
    now = {value.setting.name: value.said for value in firm_settings.values(desk)}
    for name, value in said.items():
        wanted = settings.checked(name, str(value))
        if wanted != now[name]:
            yield Step(
                f"{name}: {now[name] or 'not set'} -> {wanted or 'not set'}",
                partial(settings.set_value, desk, name, wanted),
            )


def _list_steps(desk: Desk, said: Mapping[str, Any]) -> Iterator[Step]:
    for name in said:
        known = {entry.code: entry for entry in choices.entries(desk, name)}
        for position, (code, told) in enumerate(_table(said, name).items(), 1):
            fields = {"label": told} if isinstance(told, str) else _only(told, _ENTRY, code)
            if code not in known:
                label = str(fields.pop("label", code.replace("_", " ")))
                yield Step(
                    f"{name}: new entry {quoted(label)}",
                    partial(
                        pick_lists.add, desk, name, label, code=code, **fields, position=position
                    ),
                )
                continue
            changed = _changed(known[code]._asdict(), fields)
            if changed:
                yield Step(
                    f"{name}: {known[code].label}: {_said(changed)}",
                    partial(pick_lists.change, desk, name, code, changed),
                )


def _pipeline_steps(desk: Desk, said: Mapping[str, Any]) -> Iterator[Step]:
    known = {one.name: one.id for one in pipeline_views.pipelines(desk)}
    for name in said:
        stages = _table(said, name).get("stages", [])
        if name not in known:
            lines = [_stage(one, {}) for one in stages]
            pipelines.check(lines)
            yield Step(
                f"new pipeline {name}",
                partial(pipelines.add, desk, name, lines),
            )
            continue
        now = pipeline_views.stages(desk, known[name])
        ids = {fold(stage.name): stage.id for stage in now}
        lines = [_stage(one, ids) for one in stages]
        pipelines.check(lines)
        before = [
            StageLine(s.name, s.kind, s.probability, s.stale_days, s.checklist, s.id) for s in now
        ]
        if lines != before:
            yield Step(
                f"stages of {name}: {', '.join(line.name for line in lines)}",
                partial(pipelines.set_stages, desk, known[name], lines),
            )


def _stage(told: Any, ids: Mapping[str, int]) -> StageLine:
    fields = _only(told, (*_STAGE, "was"), "a stage")
    name = str(fields.get("name", ""))
    if not isinstance(fields.get("probability"), int):
        raise UsageError(f"The stage {quoted(name)} needs a probability in percent.")
    stale = fields.get("stale_days")
    return StageLine(
        name,
        str(fields.get("kind", "open")),
        fields["probability"],
        int(stale) if stale is not None else None,
        str(fields.get("checklist", "")),
        ids.get(fold(str(fields.get("was", name)))),
    )


def _field_steps(desk: Desk, said: Any) -> Iterator[Step]:
    if not isinstance(said, list):
        raise UsageError("Own fields are written [[fields]].")
    for told in said:
        fields = _only(told, _FIELD, "a field")
        record, label = str(fields.pop("record", "")), str(fields.pop("label", ""))
        if record not in own_views.RECORDS:
            raise UsageError(
                f"The field {quoted(label)} needs a record.",
                f"One of: {', '.join(own_views.RECORDS)}.",
            )
        known = [one for one in own_views.fields(desk, record) if fold(one.label) == fold(label)]
        if not known:
            yield Step(
                f"new field {label} of a {record}",
                partial(own_fields.add, desk, record, label, **fields),
            )
            continue
        now = {**known[0]._asdict(), "choices": list(known[0].choices)}
        if changed := _changed(now, fields):
            yield Step(
                f"field {label}: {_said(changed)}",
                partial(own_fields.edit, desk, known[0].id, **changed),
            )


def _only(told: Any, names: tuple[str, ...], what: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise UsageError(f"{what} is written {{ {names[0]} = ... }}.")
    for name in told:
        if name not in names:
            raise UsageError(f"{what} has no '{name}'.", did_you_mean(name, names))
    return dict(told)


def _changed(now: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if now[name] != value}


def _said(changed: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in changed.items())
