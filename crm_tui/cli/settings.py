"""`crm settings`: what is set, and where."""

from __future__ import annotations

from crm_tui.cli.layout import columns
from crm_tui.cli.session import Session, write
from crm_tui.config import SECTIONS, SETTINGS, example


def settings(session: Session, *, example: bool) -> None:
    """Show every setting with its value; the settings file's name where there is one."""
    if example:
        _print_example(session)
        return
    config = session.config
    values = {
        setting.name: getattr(getattr(config, section), name)
        for setting in SETTINGS
        for section, _, name in [setting.name.partition(".")]
        if section in SECTIONS
    }
    if session.json:
        session.answer({"file": config.file, "settings": values, "keys": dict(config.keys)})
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


def _print_example(session: Session) -> None:
    if session.json:
        session.answer({"example": example()})
    else:
        write(example())


def _said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " or ".join(value) if isinstance(value, tuple) else str(value)
