"""What the processes of these tests do; each piece is given the `Speaker` to the test first."""

from __future__ import annotations

import contextlib
import io
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import crm_tui.cli.main as cli
from crm_tui.errors import CrmError
from crm_tui.exchange import importing
from crm_tui.services import parties, timeline, undo, upkeep
from crm_tui.services.opening import Desk
from crm_tui.store.engines.sqlite import backup, connection, engine, restore, upgrade
from tests.builders import a_desk
from tests.faults.crowd import Speaker

NOBODY = 65534


# Writing


def one_customer(desk: Desk, name: str) -> int:
    """A customer with a call and its follow-up: an action of many rows."""
    party = parties.add(desk, "company", name, phones=["+36 1 234 5678"])
    timeline.log(desk, party, f"call {name}", kind="call", follow_up=f"task {name}")
    return party


def writes(speaker: Speaker, path: Path, name: str, count: int) -> list[str]:
    """Make customers, one after the other; each is said once it is acknowledged."""
    done = []
    with a_desk(path) as desk:
        for number in range(count):
            with desk.store.change_set(desk.user, "a customer and all"):
                one_customer(desk, f"{name} {number}")
            done.append(f"{name} {number}")
            speaker.says(done[-1])
    return done


def writes_on_faulty_library(speaker: Speaker, path: Path, name: str, count: int) -> list[str]:
    """The same with a SQLite that has the WAL-reset fault."""
    with rollback_journal():
        return writes(speaker, path, name, count)


def reads(speaker: Speaker, path: Path, times: int) -> list[int]:
    """Count the customers again and again; the counts, in order."""
    with a_desk(path) as desk:
        speaker.says("open")
        return [desk.store.value("SELECT count(*) FROM party") for _ in range(times)]


def writes_or_reads(speaker: Speaker, path: Path, *how: Any) -> list[Any]:
    """One of a mixed crowd: with a name it writes, else it reads."""
    return writes(speaker, path, *how) if len(how) > 1 else reads(speaker, path, *how)


def opens(speaker: Speaker, path: Path) -> int:
    """Open the desk; who sits at it."""
    del speaker
    with a_desk(path) as desk:
        return desk.user


def holds_the_lock(speaker: Speaker, path: Path) -> None:
    """Keep a change set open until told to end it."""
    with a_desk(path) as desk, desk.store.change_set(desk.user, "a long one"):
        parties.add(desk, "company", "Slow Kft")
        speaker.says("held")
        speaker.listens()


# Dying


class Death:
    """Kills the process at the nth statement that reaches the driver."""

    def __init__(self, at: int) -> None:
        self._left = at

    def __call__(self, statement: str) -> None:
        """See `set_trace_callback`."""
        del statement
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


def dies_making(speaker: Speaker, path: Path, at: int) -> None:
    """Begin a new database and be killed at a statement, or after the last if `at` is 0."""
    del speaker
    whole = upgrade.upgrade

    def upgrading(made: Any, *rest: Any) -> None:
        made.set_trace_callback(Death(at))
        whole(made, *rest)
        os.kill(os.getpid(), signal.SIGKILL)

    upgrade.upgrade = upgrading
    with a_desk(path):
        raise AssertionError("it was to die")


def dies_upgrading(speaker: Speaker, path: Path, at: int) -> int:
    """As a newer program, be killed at a statement of the upgrade; its number if it was not."""
    with newer_program():
        made = connection.connect(path)
        made.set_trace_callback(Death(at))
        upgrade.upgrade(made, path, engine.JOURNALLED)
    return at


def dies_opening(speaker: Speaker, path: Path, statement: str) -> None:
    """Open an older database and be killed just before a statement that upgrades it."""
    del speaker
    whole = upgrade.upgrade

    def dying(said: str) -> None:
        if statement in said:
            os.kill(os.getpid(), signal.SIGKILL)

    def upgrading(made: Any, *rest: Any) -> None:
        made.set_trace_callback(dying)
        whole(made, *rest)

    upgrade.upgrade = upgrading
    with a_desk(path):
        raise AssertionError("it was to die")


def dies_importing(speaker: Speaker, path: Path, file: Path, rows: int) -> None:
    """Take a file in and be killed once so many rows are in."""

    def progress(done: int) -> None:
        if done >= rows:
            os.kill(os.getpid(), signal.SIGKILL)

    with a_desk(path) as desk:
        importing.take_over(desk, importing.look(file), progress=progress)


def imports(speaker: Speaker, path: Path, file: Path) -> int:
    """Take a file in, say how far it is after the first part, and wait to go on; the count."""
    waited: list[int] = []

    def progress(done: int) -> None:
        if not waited:
            waited.append(done)
            speaker.says(done)
            speaker.listens()

    with a_desk(path) as desk:
        return importing.take_over(desk, importing.look(file), progress=progress).created


def imports_at_once(speaker: Speaker, path: Path, file: Path) -> int:
    """Take a file in without stopping; how many customers came of it."""
    del speaker
    with a_desk(path) as desk:
        return importing.take_over(desk, importing.look(file)).created


# Other programs


@contextmanager
def rollback_journal() -> Iterator[None]:
    """The SQLite of a machine that has the WAL-reset fault."""
    right = connection.wal_is_safe
    for module in (connection, engine):
        module.wal_is_safe = lambda version: False
    try:
        yield
    finally:
        for module in (connection, engine):
            module.wal_is_safe = right


NOW = connection.NEWEST
NEWER = NOW + 1
NEWER_STEP = (NEWER, "ALTER TABLE party ADD COLUMN shoe_size TEXT NOT NULL DEFAULT '';\n")
FAILING_STEP = (
    NEWER,
    "ALTER TABLE party ADD COLUMN shoe TEXT;\nALTER TABLE nowhere ADD COLUMN x;\n",
)


@contextmanager
def newer_program(step: tuple[int, str] = NEWER_STEP) -> Iterator[None]:
    """A program whose schema is a step further."""
    before = upgrade.steps
    known = [*before(), step]
    for module in (connection, upgrade, engine):
        module.NEWEST = NEWER
    upgrade.steps = lambda: known
    try:
        yield
    finally:
        upgrade.steps = before
        for module in (connection, upgrade, engine):
            module.NEWEST = NOW


def opens_with_newer_program(
    speaker: Speaker, path: Path, step: tuple[int, str] = NEWER_STEP
) -> int:
    """Open and so upgrade the file; the version it has then."""
    del speaker
    with newer_program(step), a_desk(path) as desk:
        return int(desk.store.value("PRAGMA user_version"))


# The shell


def shell(speaker: Speaker, *words: str) -> tuple[int, str, str]:
    """What a command ends with and says: status, output, complaint."""
    del speaker
    output, complaint = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(complaint):
        status = cli.run(words)
    return status, output.getvalue(), complaint.getvalue()


def impatient_shell(speaker: Speaker, *words: str) -> tuple[int, str, str]:
    """The same, waiting for a lock for a moment only."""
    engine.LOCK_PATIENCE = 0.2
    return shell(speaker, *words)


def shell_of_nobody(speaker: Speaker, *words: str) -> tuple[int, str, str]:
    """The same as a user without any right but everybody's.

    The command runs once before, on a database of its own: what it imports may be out of the
    reach of that user.
    """
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        with a_desk(Path(folder) / "crm.db") as desk:
            one_customer(desk, "Rossi")
        shell(speaker, *_elsewhere(words, Path(folder) / "crm.db"))
    os.environ["HOME"] = "/nonexistent"
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    return shell(speaker, *words)


def _elsewhere(words: tuple[str, ...], path: Path) -> list[str]:
    at = words.index("--db")
    return [*words[: at + 1], str(path), *words[at + 2 :]]


# A full disk


def writes_until_full(speaker: Speaker, path: Path, limit: int) -> dict[str, Any]:
    """Write until no file may grow any more; then read, make room and write again."""
    done: list[str] = []
    with a_desk(path) as desk:
        room = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, room[1]))
        error = _first_error(lambda: done.append(_a_long_one(desk, len(done))))
        names = [row[0] for row in desk.store.rows("SELECT name FROM party ORDER BY id")]
        again = _first_error(lambda: _a_long_one(desk, -1), at_most=1)
        resource.setrlimit(resource.RLIMIT_FSIZE, room)
        after = _a_long_one(desk, len(done))
        undone = undo.undo(desk).label
        problems = upkeep.check(desk)
    return {"done": done, "error": error, "read": names, "again": again, "after": after,
            "undone": undone, "problems": problems}  # fmt: skip


def _a_long_one(desk: Desk, number: int) -> str:
    with desk.store.change_set(desk.user, "a long one"):
        party = one_customer(desk, f"Long {number}")
        timeline.log(desk, party, "word " * 4000, kind="note")
    return f"Long {number}"


def _first_error(act: Callable[[], object], at_most: int = 5000) -> CrmError:
    for _ in range(at_most):
        try:
            act()
        except CrmError as error:
            return error
    raise AssertionError("nothing went wrong")


def a_file_of_customers(path: Path, count: int) -> Path:
    """A CSV file of twelve columns, as people have them."""
    head = "Name,Phone,E-mail,City,Country,Website,Industry,Street,Zip,Notes,Employees,Source"
    lines = [
        f"Firm {n} Kft,+36 20 {n:07d},info@firm{n}.example,Budapest,HU,firm{n}.example,Trade,"
        f"Fő utca {n},{1000 + n % 9000},met at fair {n},{n % 500},fair"
        for n in range(count)
    ]
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return path


def dies_restoring(speaker: Speaker, path: Path, source: Path, keep_as: Path) -> None:
    """Be killed in a restoring, when the present file is kept and not yet replaced."""
    del speaker
    keep = restore._keep

    def keeping(*both: Path) -> None:
        keep(*both)
        os.kill(os.getpid(), signal.SIGKILL)

    restore._keep = keeping
    restore.restore(path, source, keep_as)


def dies_backing_up(speaker: Speaker, path: Path, target: Path) -> None:
    """Be killed in a backup, when the copy is written and not yet checked."""
    del speaker
    backup.verify = lambda file: os.kill(os.getpid(), signal.SIGKILL)
    with a_desk(path) as desk:
        upkeep.backup(desk, target)
