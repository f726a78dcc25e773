"""Colleagues and products taken in."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.models.stored import document_text, instant_text
from crm_tui.services.intake.inserts import Inserts
from crm_tui.services.intake.known import KnownKeys
from crm_tui.services.intake.moments import past_moment
from crm_tui.services.intake.records import ProductRecord, UserRecord
from crm_tui.services.intake.references import free_login
from crm_tui.services.intake.tally import Numbered, Options, Tally
from crm_tui.store.desk import Desk
from crm_tui.text.fold import fold
from crm_tui.text.safe import clean


class UserIntake:
    """Takes in rows of colleagues; who has no login in the file gets one from the name."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._keys = KnownKeys(desk, "user")
        self._inserts = Inserts(desk)
        self._batch: list[tuple[int, UserRecord]] = []
        self._users: dict[str, int] = {}
        self._keyed: set[int] = set()
        self._emails: dict[int | None, str] = {}
        self._now = instant_text(desk.clock.now())
        self._is_read = False

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Keep the rows of colleagues."""
        self._batch = [(line, row) for line, row in batch if isinstance(row, UserRecord)]

    def take(self, *, write: bool) -> None:
        """Match the batch by key, login, e-mail and name, and write what is new."""
        self._inserts.begin(write=write)
        self._read_users()
        self._keys.read(self._options.source, [row.external_id for _, row in self._batch])
        for _, record in self._batch:
            self._take_one(record)
        if write:
            self._inserts.write()
        else:
            self._inserts.forget()

    def _read_users(self) -> None:
        if self._is_read:
            return
        self._is_read = True
        for number, login, name, email in self._desk.store.rows(
            'SELECT id, login, name, email FROM "user"'
        ):
            self._emails[number] = email
            for said in (login, name, email):
                if said:
                    self._users.setdefault(fold(said), number)
        for (number,) in self._desk.store.rows(
            """SELECT "row" FROM external_id WHERE record = 'user' AND source = ?""",
            [self._options.source],
        ):
            self._keyed.add(number)

    def _namesake(self, record: UserRecord) -> int | None:
        """Who has the name; with another key and another e-mail address it is somebody else."""
        found = self._users.get(fold(record.name))
        other = self._emails.get(found, "") if found in self._keyed else ""
        return None if record.external_id and record.email and other else found

    def _take_one(self, record: UserRecord) -> None:
        source = self._options.source
        found = self._keys.find(source, record.external_id) if record.external_id else None
        for said in (record.login, record.email):
            found = found or (self._users.get(fold(said)) if said else None)
        found = found or self._namesake(record)
        if found is not None:
            self._tally.unchanged += 1
            return
        login = record.login or free_login(record.name, self._users)
        number = self._inserts.add(
            "user",
            created_at=self._now,
            updated_at=self._now,
            login=clean(login),
            name=clean(record.name),
            role=record.role or "agent",
            is_management=(
                record.role == "manager" if record.is_management is None else record.is_management
            ),
            active=record.active is not False,
            email=record.email,
            zone=record.zone,
            working_hours=record.working_hours,
            custom=document_text(record.custom),
        )
        for said in (login, record.email, record.name):
            if said:
                self._users.setdefault(fold(said), number)
        if record.external_id:
            self._keys.add(source, record.external_id, number)
            self._keyed.add(number)
            self._emails[number] = record.email
            self._inserts.add(
                "external_id", source=source, record="user", value=record.external_id, row=number
            )
        self._tally.created += 1

    def close(self, *, write: bool) -> None:
        """Colleagues refer to nothing."""


class ProductIntake:
    """Takes in rows of products."""

    def __init__(self, desk: Desk, options: Options, tally: Tally) -> None:
        self._desk = desk
        self._options = options
        self._tally = tally
        self._keys = KnownKeys(desk, "product")
        self._inserts = Inserts(desk)
        self._batch: list[tuple[int, ProductRecord]] = []
        self._names: dict[str, int] = {}
        self._prices: dict[int, tuple[int, str]] = {}
        self._now = instant_text(desk.clock.now())
        self._is_read = False

    def prepare(self, batch: Iterable[Numbered]) -> None:
        """Keep the rows of products."""
        self._batch = [(line, row) for line, row in batch if isinstance(row, ProductRecord)]

    def take(self, *, write: bool) -> None:
        """Match the batch by key, code and name, and write what is new."""
        self._inserts.begin(write=write)
        if not self._is_read:
            self._is_read = True
            for number, name, code in self._desk.store.rows("SELECT id, name, code FROM product"):
                self._names.setdefault(fold(code or name), number)
                self._names.setdefault(fold(name), number)
        self._keys.read(self._options.source, [row.external_id for _, row in self._batch])
        for line, record in self._batch:
            self._take_one(line, record, write=write)
        if write:
            self._inserts.write()
        else:
            self._inserts.forget()

    def _take_one(self, line: int, record: ProductRecord, *, write: bool) -> None:
        source = self._options.source
        found = self._keys.find(source, record.external_id) if record.external_id else None
        found = found or self._names.get(fold(record.code or record.name))
        if found is not None:
            differs = self._is_first_price(line, record, found) and found > 0
            changed = differs and self._takes_price(line, record, found, write=write)
            self._tally.known(changed=changed)
            return
        number = self._inserts.add(
            "product",
            created_at=self._now,
            updated_at=self._now,
            name=clean(record.name),
            code=clean(record.code),
            series=clean(record.series),
            price_minor=record.price_minor,
            currency=record.currency,
            archived_at=past_moment(self._desk, record.archived),
            custom=document_text(record.custom),
        )
        self._inserts.add_keys("product", number, record.other_keys, own=self._options.source)
        self._names.setdefault(fold(record.code or record.name), number)
        self._is_first_price(line, record, number)
        if record.external_id:
            self._keys.add(source, record.external_id, number)
            self._inserts.add(
                "external_id", source=source, record="product", value=record.external_id, row=number
            )
        self._tally.created += 1

    def _is_first_price(self, line: int, record: ProductRecord, found: int) -> bool:
        """Whether no earlier row of the file says a price; another one of a later row is told."""
        if record.price_minor is None:
            return True
        price = (record.price_minor, record.currency)
        first = self._prices.setdefault(found, price)
        if first is not price and first != price:
            self._tally.warn(
                line, f"{record.name} stands in the file before at another price; the first counts"
            )
        return first is price

    def _takes_price(self, line: int, record: ProductRecord, found: int, *, write: bool) -> bool:
        """Whether a new price was taken over; without `update` it is only reported."""
        row = self._desk.store.row(
            "SELECT price_minor, currency FROM product WHERE id = ?", (found,)
        )
        price = (record.price_minor, record.currency)
        if row is None or record.price_minor is None or tuple(row) == price:
            return False
        self._tally.changed(
            line, record.name, "price", _price(*row), _price(*price), taken=self._options.update
        )
        if not self._options.update:
            self._tally.warn(line, f"{record.name} is here already at another price; not taken")
            return False
        if write:
            self._desk.store.write(
                "UPDATE product SET price_minor = ?, currency = ?, updated_at = ?,"
                " version = version + 1 WHERE id = ?",
                (*price, self._now, found),
            )
        return True

    def close(self, *, write: bool) -> None:
        """Products refer to nothing."""


def _price(minor: int | None, currency: str) -> str:
    from crm_tui.text.amounts import format_money

    return "" if minor is None else format_money(minor, currency)
