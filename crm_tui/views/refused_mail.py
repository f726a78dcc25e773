"""Mail that was refused: kept, with the reason, until somebody wants it after all."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store.desk import Desk


class RefusedMail(NamedTuple):
    """A refused mail; `file` is the name under which it is kept."""

    id: int
    at: datetime | None
    sender: str
    subject: str
    refused: str
    file: str


def refused(desk: Desk, limit: int = 100) -> list[RefusedMail]:
    """The refused mails, the newest first."""
    rows = desk.store.rows(
        "SELECT id, at, sender, subject, refused, file FROM mail_message"
        " WHERE refused <> '' AND direction = 'in' ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [RefusedMail(row[0], moment(row[1]), *row[2:]) for row in rows]
