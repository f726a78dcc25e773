"""Changes made from the screen: written beside the keys, said when done, made again by a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple, TypeVar

from crm_tui.errors import CrmError
from crm_tui.store.desk import Desk
from crm_tui.tui.drafts import Draft, Drafts
from crm_tui.tui.errands import Errands
from crm_tui.tui.gateway import Gateway
from crm_tui.tui.status import Status
from crm_tui.views import changes

Of = Literal["customers", "tasks", "deals", "tickets"]
"""Which records a change is about."""

Work = Callable[[Desk, Sequence[int]], object]
"""What a change does to the records with these ids."""

Done = TypeVar("Done")


class Change(NamedTuple):
    """A change that can be made again, on other records of the kind it is of."""

    name: str
    work: Work
    of: Of = "customers"


class Changes:
    """Makes changes in the thread of writes.

    `targets` says whom a verb acts on; `look` takes in what was changed and is called after
    each change.
    """

    def __init__(
        self,
        desk: Desk,
        gateway: Gateway,
        errands: Errands,
        drafts: Drafts,
        status: Status,
        *,
        targets: Callable[[], list[int]],
        look: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._gateway = gateway
        self._errands = errands
        self._drafts = drafts
        self._status = status
        self._targets = targets
        self._look = look
        self.last: Change | None = None
        """The last change that can be made again."""

    def make(
        self,
        work: Work,
        *,
        name: str = "",
        parties: Sequence[int] | None = None,
        again: Work | None = None,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[], None] | None = None,
        of: Of = "customers",
    ) -> None:
        """Change customers in the thread of writes, then show what was done.

        With a `name` the change can be made again on others by `.`, as `again` where that is
        another work. What was typed for it is kept until it is saved. With `of` it is tasks,
        deals or tickets that are changed, and `parties` are their ids.
        """
        chosen = self._targets() if parties is None else list(parties)
        draft = self._drafts.take_typed()

        async def run() -> None:
            try:
                result = await self._gateway.write(partial(self._saving, draft, work, chosen))
            except CrmError as error:
                self._drafts.keep(draft)
                self._status.refuse(error)
                if failed is not None:
                    failed()
                return
            if name:
                self.last = Change(name, again or work, of)
            self._look()
            if done is not None:
                done(result)
            else:
                self.say_done()

        self._errands.begin(run())

    def _saving(
        self,
        draft: Draft | None,
        work: Callable[[Desk, Sequence[int]], Done],
        parties: Sequence[int],
        desk: Desk,
    ) -> Done:
        done = work(desk, parties)
        self._drafts.saved(draft)
        return done

    def make_together(
        self, what: str, work: Work, *, name: str = "", done: Callable[[Any], None] | None = None
    ) -> None:
        """Change the marked customers, after a question where they are several."""
        parties = self._targets()
        self._status.confirm_several(
            what, len(parties), "customers",
            lambda: self.make(work, name=name, parties=parties, done=done),
        )  # fmt: skip

    def say_done(self) -> None:
        """Say what was done last."""
        label = changes.next_undo(self._desk) if self._gateway.changed else ""
        self._status.say(_sentence(label) if label else "Nothing was changed.", "good")

    def take_back(self, change_set: int) -> None:
        """Take back one change set, whosever it was."""
        from crm_tui.services import undo

        self.make(
            lambda desk, _: undo.undo(desk, change_set),
            parties=(),
            done=lambda undone: self._status.say(f"Taken back: {undone.label}."),
        )


def _sentence(label: str) -> str:
    """A label as a sentence of its own."""
    ended = label.rstrip(".")
    return f"{ended[:1].upper()}{ended[1:]}{'' if ended[-1:] in '?!' else '.'}"
