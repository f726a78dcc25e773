"""Answers that are being written: each is kept as one types, through whatever ends the program."""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

from crm_tui.tui.state_file import StateFile


class Answer(NamedTuple):
    """An answer to a ticket as it is written.

    `seen` is the newest entry read when it was begun. `internal`: for colleagues alone. `state`
    is where the ticket goes, '' where it goes by itself; `solve` a closing reason, with its note.
    """

    text: str
    seen: int = 0
    internal: bool = False
    state: str = ""
    solve: str = ""
    note: str = ""


class AnswerDrafts:
    """The answers that are not sent, one a ticket, in a private file of the user's."""

    def __init__(self, file: StateFile) -> None:
        self._file = file
        self._sent: dict[int, str] = {}
        self._lock = threading.Lock()
        self._known: frozenset[int] | None = None

    def tickets(self) -> frozenset[int]:
        """The tickets that have one."""
        if self._known is None:
            self._known = frozenset(int(key) for key in self._all() if key.isdecimal())
        return self._known

    def of(self, ticket: int) -> Answer | None:
        """The one of a ticket, or None."""
        kept = self._all().get(str(ticket))
        if not isinstance(kept, dict) or not isinstance(kept.get("text"), str):
            return None
        like = Answer("")
        known = {
            name: value
            for name, value in kept.items()
            if name in Answer._fields and type(value) is type(getattr(like, name))
        }
        return Answer(**known)

    def keep(self, ticket: int, answer: Answer) -> None:
        """Keep an answer as it stands now, unless it was sent meanwhile; an empty one goes."""
        with self._lock:
            if self._sent.get(ticket) == answer.text:
                return
            kept = answer._asdict() if answer.text.strip() else None
            self._put(ticket, kept)

    def sent(self, ticket: int, answer: Answer) -> None:
        """It is said. May be told in the thread of writes, when all else has ended."""
        with self._lock:
            self._sent[ticket] = answer.text
            self._put(ticket, None)

    def begin(self, ticket: int) -> None:
        """A new answer is begun, which may say what was said before."""
        self._sent.pop(ticket, None)

    def _all(self) -> dict[str, Any]:
        found = self._file.read().get("answers")
        return found if isinstance(found, dict) else {}

    def _put(self, ticket: int, kept: dict[str, Any] | None) -> None:
        # Read anew: the user may be writing in a second terminal, too.
        answers = {key: value for key, value in self._all().items() if key != str(ticket)}
        if kept is not None:
            answers[str(ticket)] = kept
        self._file.write({"answers": answers} if answers else {})
        self._known = None
