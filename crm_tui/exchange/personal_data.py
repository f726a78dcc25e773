"""What is known of a person as one file that they can be given (rule 16).

JSON with every row that speaks of them; in a ZIP also as a text to read, with the files that
came with their mails.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from crm_tui.services import kept_files
from crm_tui.services.opening import Desk
from crm_tui.text.safe import display
from crm_tui.views import personal_data

_HIDDEN = ("sort_name", "reversed_digits", "version")


def as_json(desk: Desk, party: int) -> bytes:
    """All that is known of a person, as JSON. Raises NotFoundError."""
    return _json(personal_data.collected(desk, party))


def as_archive(desk: Desk, party: int) -> bytes:
    """The same as a ZIP: data.json, data.txt to read, and the files. Raises NotFoundError."""
    told = personal_data.collected(desk, party)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", _json(told))
        archive.writestr("data.txt", as_text(told).encode("utf-8", "replace"))
        for name, path in _files(desk, told):
            archive.write(path, f"files/{name}")
    return written.getvalue()


def as_text(told: Mapping[str, Any]) -> str:
    """What was collected, for reading: a section a table, a line a value that says something."""
    lines = [f"What we know of {display(told['name'])} (customer {told['customer']})", ""]
    for table, rows in told["records"].items():
        lines.append(f"{table.replace('_', ' ').capitalize()} ({len(rows)})")
        for row in rows:
            lines += [
                f"  {name}: {display(str(value))}"
                for name, value in row.items()
                if value not in (None, "", {}) and name not in _HIDDEN
            ]
            lines.append("")
    return "\n".join(lines)


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _files(desk: Desk, told: Mapping[str, Any]) -> list[tuple[str, Path]]:
    kept = kept_files.files_of(desk)
    found: dict[str, Path] = {}
    for row in told["records"].get("attachment", ()):
        path = kept.path(row["file"])
        if path is not None:
            name = PurePosixPath(row["name"].replace("\\", "/")).name or "file"
            found[f"{row['id']}-{name}"] = path
    return list(found.items())
