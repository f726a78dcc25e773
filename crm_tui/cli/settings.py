"""`crm settings`: what is set, and where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.cli.layout import columns, one_line
from crm_tui.cli.session import Session, write
from crm_tui.config import SECTIONS, SETTINGS, example
from crm_tui.errors import UsageError
from crm_tui.keys.places import SIGNS
from crm_tui.services import firm_settings as services
from crm_tui.views import firm_settings

if TYPE_CHECKING:
    from crm_tui.views.firm_settings import FirmValue


def settings(
    session: Session,
    changes: tuple[str, ...],
    *,
    example: bool,
    to: str | None,
    file: str | None,
    trial: bool,
) -> None:
    """Show the settings, one's own and the firm's; set the firm's, write or read its file."""
    if example:
        _print_example(session)
    elif to is not None:
        _write_firm(session, to)
    elif file is not None:
        _read_firm(session, Path(file).expanduser(), trial=trial)
    elif changes:
        _set_firm(session, changes)
    else:
        _show(session)


def _show(session: Session) -> None:
    config = session.config
    values = {
        setting.name: getattr(getattr(config, section), name)
        for setting in SETTINGS
        for section, _, name in [setting.name.partition(".")]
        if section in SECTIONS
    }
    firm = _firm(session)
    if session.json:
        session.answer({
            "file": config.file, "settings": values, "keys": dict(config.keys),
            "firm": {value.setting.name: value.holds for value in firm},
        })  # fmt: skip
        return
    rows = [
        (name, _said(value), config.place_of(name) if name in config.lines else "")
        for name, value in values.items()
    ]
    rows += [
        (f"keys.{name}", _said(key), config.place_of(f"keys.{name}"))
        for name, key in config.keys.items()
    ]
    session.tell(columns(rows))
    session.tell([f"Settings file: {config.file or 'none; --example prints one'}"])
    if firm:
        session.tell(["", "Set for the whole firm ('crm settings NAME=VALUE'):"])
        session.tell(
            columns(
                (one.setting.name, one_line(one.holds) or "-", "set here" if one.said else "")
                for one in firm
            )
        )
        found = firm_settings.suggestion(session.desk)
        if found is not None:
            said = session.said(found.sentence)
            session.tell([
                "", f"{said} ('crm place {found.place} on', or 'never' to hear no more of it.)"
            ])  # fmt: skip


def _firm(session: Session) -> list[FirmValue]:
    """What the firm has set; nothing where there is no database yet."""
    from crm_tui.errors import DatabaseError

    try:
        return firm_settings.values(session.desk)
    except DatabaseError:
        return []


def _set_firm(session: Session, changes: Sequence[str]) -> None:
    desk = session.desk
    with desk.store.change_set(desk.user, "changed settings", origin=desk.origin) as change_set:
        said = {}
        for change in changes:
            name, equals, value = change.partition("=")
            if not equals:
                raise UsageError(f"'{change}' sets nothing.", "For example: currency=EUR.")
            said[name] = services.set_value(desk, name, value)
        label = f"set {', '.join(f'{name} to {value}' for name, value in said.items())}"
        desk.store.relabel(change_set, "changed settings", label)
    if session.json:
        session.answer(said)
    else:
        session.tell(columns((name, one_line(value) or "as usual") for name, value in said.items()))


def _write_firm(session: Session, to: str) -> None:
    from crm_tui.exchange import firm_file

    text = firm_file.written(session.desk)
    if to == "-":
        write(text)
        return
    from crm_tui.exchange.whole_file import write_whole

    target = Path(to).expanduser()
    write_whole(target, text.encode("utf-8", "replace"))
    if session.json:
        session.answer({"file": str(target)})
    else:
        session.tell([f"All that the firm has set is in {target}."])


def _read_firm(session: Session, path: Path, *, trial: bool) -> None:
    from crm_tui.exchange import firm_file

    desk = session.desk
    said = (
        [step.said for step in firm_file.differences(desk, path)]
        if trial
        else firm_file.take_over(desk, path)
    )
    if session.json:
        session.answer({"changes": said, "trial": trial})
        return
    session.tell([one_line(line) for line in said] or ["Nothing in the file is different."])
    if trial and said:
        session.tell(["This was a trial: nothing was written."])


def place(session: Session, name: str | None, state: str | None) -> None:
    """Show which places are on with what is in them, or switch one; what is in it stays."""
    desk = session.desk
    if name is not None:
        if state not in ("on", "off", "never"):
            raise UsageError(f"A place is on or off, not '{state or ''}'.",
                             f"For example: crm place {name} off.")  # fmt: skip
        if state == "never":
            services.suggest_no_more(desk, name)
        else:
            services.switch_place(desk, name, on=state == "on")
    off = firm_settings.places_off(desk)
    if session.json:
        session.answer({one.name: one.name not in off for one in SIGNS})
        return
    there = firm_settings.contents(desk)
    session.tell(
        columns(
            (
                one.name,
                "off" if one.name in off else "on",
                f"{there[one.name]:,} "
                + session.said(firm_settings.contents_words(one.name, there[one.name])),
            )
            for one in SIGNS
        )
    )


def _print_example(session: Session) -> None:
    if session.json:
        session.answer({"example": example()})
    else:
        write(example())


def _said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " or ".join(value) if isinstance(value, tuple) else str(value)
