"""Sitting down at a desk: the database opened, the user known."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from crm_tui.clock import Clock, SystemClock
from crm_tui.errors import BusyError, DatabaseError, NotFoundError, RuleError
from crm_tui.store.database import Store
from crm_tui.store.desk import Desk, Usual

__all__ = ["Desk", "open_desk"]


def open_desk(
    address: str,
    *,
    login: str = "",
    clock: Clock | None = None,
    home_country: str = "US",
    currency: str = "USD",
    origin: str = "shell",
    create: bool = True,
    on_take_back: Callable[[], None] = lambda: None,
) -> Desk:
    """Open the database and find the user, who is made where there is none yet (S46).

    Without a `login` it is that of the person at the machine, added as a colleague at first
    use. `on_take_back` is called before an import that broke off is taken back, which may last.

    Raises NotFoundError for a login nobody has, RuleError for a disabled one, and
    DatabaseError when the database cannot be opened.
    """
    store = Store.open(address, clock, create=create)
    nobody = Desk(store, 0, "", "", Usual(home_country, currency, store.clock), origin)
    try:
        with suppress(DatabaseError):  # what cannot be taken back now can still be read
            store.take_back_broken(origin, on_take_back)
        user, name = _user(nobody, login)
        desk = nobody._replace(user=user, login=name[0], user_name=name[1])
        follow(desk)
    except BaseException:
        store.close()
        raise
    return desk


def found_again(desk: Desk) -> Desk:
    """The desk of the same login where another database has come into the place of the former.

    Raises what `open_desk` raises of a login.
    """
    user, name = _user(desk, desk.login)
    again = desk._replace(user=user, login=name[0], user_name=name[1])
    follow(again)
    return again


def follow(desk: Desk) -> bool:
    """Let the desk keep to what the firm has set by now; whether it reckons otherwise than before.

    That is the home country, the currency and the time, which is the user's own where they have a
    zone (rule 18). Raises DatabaseError.
    """
    store = desk.store
    before = desk.home_country, desk.currency, store.clock
    store.firm = dict(store.rows("SELECT name, value FROM setting"))
    _keep_time(desk)
    return before != (desk.home_country, desk.currency, store.clock)


def _user(desk: Desk, login: str) -> tuple[int, tuple[str, str]]:
    wanted = login or person_at_the_machine()
    row = _row_of(desk, wanted)
    if row is None and login and desk.store.value('SELECT 1 FROM "user" LIMIT 1'):
        row = _row_of(desk, wanted)  # somebody may have begun the database between the two looks
        if row is None:
            from crm_tui.views import naming

            naming.user(desk, login)  # raises with the nearest login, unless it is a full name
            raise NotFoundError(f"There is no colleague with the login '{login}'.")
    if row is None:
        try:
            row = _new_user(desk, wanted)
        except BusyError:
            raise
        except DatabaseError:
            return 0, (wanted, wanted)  # a guest: who may not write may still read
    if not row[3]:
        raise RuleError(f"The login '{wanted}' is disabled.", "An admin can enable it again.")
    return int(row[0]), (str(row[1]), str(row[2]))


def _keep_time(desk: Desk) -> None:
    """Let the clock tell the user's own time, wherever the machine stands (rule 18)."""
    store, usual = desk.store, desk.usual.clock
    if not isinstance(usual, SystemClock):
        return
    own = store.value('SELECT zone FROM "user" WHERE id = ?', (desk.user,))
    zone = own or store.firm.get("zone")
    if not zone:
        store.clock = usual
        return
    from zoneinfo import ZoneInfo

    with suppress(KeyError, ValueError, OSError):  # a zone this machine does not know
        if store.clock.zone != (kept := ZoneInfo(zone)):
            store.clock = SystemClock(kept)


def _row_of(desk: Desk, login: str) -> Any:
    return desk.store.row('SELECT id, login, name, active FROM "user" WHERE login = ?', (login,))


def _new_user(desk: Desk, login: str) -> Any:
    """The person's new row, or the one another process of theirs has just made."""
    from crm_tui.services import users

    with desk.store.change_set(None, f"added colleague {login}", origin=desk.origin):
        if _row_of(desk, login) is None:
            is_first = desk.store.value('SELECT 1 FROM "user" LIMIT 1') is None
            users.add(desk, login, role="admin" if is_first else "agent")
        return _row_of(desk, login)


def person_at_the_machine() -> str:
    """The login of whoever runs the program, by the user id and not by a variable."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user{os.getuid()}"
