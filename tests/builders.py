"""Customers and what happens with them, told in a line each; and what the database holds."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crm_tui.clock import FixedClock
from crm_tui.services import deals, parties, tasks, tickets, timeline, users
from crm_tui.services.opening import Desk, open_desk
from crm_tui.store import search
from crm_tui.store.engines.sqlite.connection import driver
from crm_tui.store.engines.sqlite.engine import JOURNALLED

BUDAPEST = ZoneInfo("Europe/Budapest")
FRIDAY_AT_TEN = datetime(2026, 11, 20, 10, tzinfo=BUDAPEST)

Rows = list[tuple[Any, ...]]


def a_clock() -> FixedClock:
    """Friday 20 November 2026, ten in the morning, in Budapest."""
    return FixedClock(FRIDAY_AT_TEN, BUDAPEST)


@contextmanager
def a_desk(path: Path, clock: FixedClock | None = None, login: str = "anna") -> Iterator[Desk]:
    """A desk in Hungary on a file, which is made if it is not there; closed at the end."""
    desk = open_desk(
        str(path), login=login, clock=clock or a_clock(), home_country="HU", currency="HUF"
    )
    try:
        yield desk
    finally:
        desk.store.close()


_made: dict[tuple[str, bytes], bytes] = {}


def made_once(path: Path, what: str, make: Callable[[], object]) -> None:
    """Make of a database, closed before and after, what is named; of one like it only once.

    Each further one that was the same before gets a copy of the file as it was made then.
    """
    before = path.read_bytes() if path.exists() else b""
    key = what, sha256(before).digest()
    if key in _made:
        path.write_bytes(_made[key])
    else:
        make()
        _made[key] = path.read_bytes()


_home = Path(tempfile.mkdtemp(prefix="crm-tests-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)


def furnished(furnish: Callable[[Desk], object]) -> Callable[[], AbstractContextManager[Desk]]:
    """What opens a desk on a new database, furnished so, for each example of a property.

    One database is furnished; the desks are on copies of it.
    """
    template = Path(tempfile.mkdtemp(dir=_home), "template.db")

    @contextmanager
    def opened() -> Iterator[Desk]:
        if not template.exists():
            with a_desk(template) as desk:
                furnish(desk)
        with (
            tempfile.TemporaryDirectory(dir=_home) as folder,
            a_desk(Path(shutil.copy(template, folder))) as desk,
        ):
            yield desk

    return opened


Ids = dict[str, int]


def filled_once(fill: Callable[..., Ids]) -> Callable[..., Ids]:
    """Of what fills a database, one that does so once and gives each further one a copy.

    A database is new, or was itself filled by one of these, whose ids are handed on to `fill`. The
    copy is as if it had been filled there: by the same user, in the same session, now.
    """
    kept: dict[tuple[Any, ...], tuple[Any, str, Ids, tuple[Ids, ...]]] = {}

    def copy(desk: Desk, *before: Ids) -> Ids:
        history = desk.store.row("SELECT count(*), max(id) FROM change_set")
        new = not desk.store.value("SELECT count(*) FROM party")
        filled = "" if new else desk.store.session  # a copy has that of the database it is of
        now = desk.login, str(desk.clock.zone), desk.clock.now(), filled, history
        with closing(driver().connect(desk.store.engine.address)) as file:
            if now in kept:
                content, desk.store.session, found, handed_on = kept[now]
                content.backup(file)
                for ids, known in zip(before, handed_on, strict=True):
                    ids.update(known)
            else:
                found = fill(desk, *before)
                content = driver().connect(":memory:")
                file.backup(content)
                handed_on = tuple(dict(ids) for ids in before)
                kept[now] = content, desk.store.session, dict(found), handed_on
        return dict(found)

    return copy


def a_colleague(desk: Desk, login: str = "bob", **more: Any) -> Desk:
    """A colleague, made where there is none yet: their desk on the same database."""
    user = desk.store.value('SELECT id FROM "user" WHERE login = ?', (login,))
    user = user or users.add(desk, login, **more)
    return desk._replace(user=user, login=login, user_name=login)


def a_company(desk: Desk, name: str = "Rossi Kft", **more: Any) -> int:
    """A company; its id."""
    return parties.add(desk, "company", name, **more)


def a_person(desk: Desk, name: str = "Anna Rossi", **more: Any) -> int:
    """A person, at a company where one is said; their id."""
    return parties.add(desk, "person", name, **more)


def a_call(desk: Desk, party: int, text: str = "spoke about the offer", **more: Any) -> int:
    """A call with a party, now unless said otherwise; the entry's id."""
    return timeline.log(desk, party, text, kind="call", **more).entry


def a_task(desk: Desk, party: int, title: str = "Send the offer", **more: Any) -> int:
    """An open task; its id."""
    return tasks.add(desk, title, party=party, **more)


def a_deal(desk: Desk, party: int | None = None, title: str = "A printer", **more: Any) -> int:
    """An open deal, in the first stage unless said otherwise; its id."""
    return deals.add(desk, title, party=party, **more)


def a_ticket(
    desk: Desk, party: int | None = None, title: str = "The printer jams", **more: Any
) -> int:
    """A ticket, new and nobody's unless said otherwise; its id."""
    return tickets.add(desk, title, party=party, **more)


def dump(desk: Desk) -> dict[str, Rows]:
    """Every row of every table the journal keeps: two equal dumps are equal data."""
    return {table: desk.store.rows(f'SELECT * FROM "{table}" ORDER BY id') for table in JOURNALLED}


def changed_since(before: dict[str, Rows], after: dict[str, Rows]) -> dict[str, Rows]:
    """The rows of `after` that `before` does not have, by table."""
    found = {table: [row for row in after[table] if row not in before[table]] for table in after}
    return {table: rows for table, rows in found.items() if rows}


def index(desk: Desk) -> list[Rows]:
    """The whole search index."""
    tables = desk.store.rows("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5 (%'")
    assert len(tables) >= 3
    return [desk.store.rows(f"SELECT rowid, * FROM {table} ORDER BY rowid") for (table,) in tables]


def index_made_anew(desk: Desk) -> list[Rows]:
    """The search index as a rebuild makes it."""
    with desk.store.change_set(desk.user, "rebuilt the index"):
        search.rebuild(desk.store)
    return index(desk)


def column(desk: Desk, name: str, record: str, row: int) -> Any:
    """One column of one row, as it stands in the database."""
    return desk.store.value(f'SELECT "{name}" FROM "{record}" WHERE id = ?', (row,))


def labels(desk: Desk) -> Sequence[str]:
    """The labels of all change sets, oldest first."""
    return [row[0] for row in desk.store.rows("SELECT label FROM change_set ORDER BY id")]
