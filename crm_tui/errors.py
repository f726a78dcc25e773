"""What can go wrong, said in a sentence a user understands.

Every error the program raises on purpose is a `CrmError`: it carries a sentence (what
happened), a hint (what to do) and the exit status of `interface.md`, so that the shell and the
screen tell the same story.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class CrmError(Exception):
    """Something failed. `exit_code` is the shell's exit status, `kind` its name in JSON."""

    exit_code: ClassVar[int] = 1
    kind: ClassVar[str] = "failed"

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}".strip()


class UsageError(CrmError):
    """The command, a key name, a setting or an option was said wrongly."""

    exit_code = 2
    kind = "usage"


class NotFoundError(CrmError):
    """Nothing answers to the name, number or id that was given."""

    exit_code = 3
    kind = "not_found"


class SeveralMatchError(CrmError):
    """More than one record answers; `candidates` lists them as (id, title) pairs."""

    exit_code = 4
    kind = "several_match"

    def __init__(
        self, sentence: str, hint: str = "", candidates: Sequence[tuple[int, str]] = ()
    ) -> None:
        super().__init__(sentence, hint)
        self.candidates = tuple(candidates)


class RuleError(CrmError):
    """A rule of the domain refused the change; the sentence says which."""

    exit_code = 5
    kind = "rule"


class ConflictError(RuleError):
    """Someone changed the same thing first (`domain.md` rules 1 and 17).

    `theirs` and `ours` hold the two versions by field name, so that neither text is lost.
    """

    kind = "conflict"

    def __init__(
        self,
        sentence: str,
        hint: str = "",
        theirs: dict[str, object] | None = None,
        ours: dict[str, object] | None = None,
    ) -> None:
        super().__init__(sentence, hint)
        self.theirs = theirs or {}
        self.ours = ours or {}


class DatabaseError(CrmError):
    """The database is busy, newer than the program, damaged, full or cannot be opened."""

    exit_code = 6
    kind = "database"


class BusyError(DatabaseError):
    """Another process held the write lock for too long; trying again is safe."""

    kind = "busy"
