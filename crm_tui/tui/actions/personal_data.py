"""Giving a person all that is known of them, and erasing it for good (rule 16)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.errors import UsageError
from crm_tui.text.say import quoted
from crm_tui.views import naming

if TYPE_CHECKING:
    from crm_tui.store.desk import Desk
    from crm_tui.tui.workspace import Workspace


def give(workspace: Workspace, file: str) -> None:
    """Write what is known of the customer under the cursor to a .json or .zip file."""
    if not workspace.someone():
        return
    party = workspace.targets()[0]
    target = Path(file).expanduser()
    if target.suffix.casefold() not in (".json", ".zip"):
        raise UsageError(
            "Say which file: personal-data anna.json, or anna.zip with a text and the files."
        )
    workspace.status.say(f"Collecting all that is known for {target}")

    def write(desk: Desk) -> str:
        from crm_tui.exchange import personal_data as files
        from crm_tui.exchange.whole_file import write_whole

        packed = target.suffix.casefold() == ".zip"
        write_whole(target, (files.as_archive if packed else files.as_json)(desk, party))
        return naming.name_of(desk, party)

    workspace.errands.read(
        "personal data",
        write,
        lambda name: workspace.status.say(f"All that is known of {quoted(name)} is in {target}."),
    )


def erase(workspace: Workspace, reason: str) -> None:
    """Erase the person under the cursor, once their name has been typed."""
    if not workspace.someone():
        return
    if not reason:
        raise UsageError("Say why: erase asked for it by letter on 3 May.")
    chosen = workspace.targets()
    if len(chosen) > 1:
        raise UsageError("One person at a time: erasing cannot be taken back.")
    name = naming.name_of(workspace.desk, chosen[0])

    def typed(text: str) -> None:
        if text.strip() == name:
            workspace.status.say(f"Erasing all that is known of {quoted(name)}")
            workspace.changes.make(
                partial(_erase, reason=reason),
                parties=chosen,
                done=lambda rows: workspace.status.say(
                    f"Erased for good: {rows:,} rows. Backups made before still hold them.", "good"
                ),
            )
        else:
            workspace.status.say("Nothing was erased: that is not the name.", "warn")

    workspace.status.ask("Erase for good? Type the whole name:", typed)


def _erase(desk: Desk, parties: Sequence[int], *, reason: str) -> int:
    from crm_tui.services import erasure

    return sum(erasure.erase(desk, parties[0], reason).counts.values())
