"""Rows of tickets: what customers asked, complained of and suggested, and what came of it."""

from __future__ import annotations

from datetime import date, datetime

from crm_tui.exchange.cells import Cells, single_spaced
from crm_tui.exchange.made_keys import MadeKeys
from crm_tui.exchange.mapping import ColumnMap
from crm_tui.exchange.said_words import archived_of, other_keys
from crm_tui.exchange.tag_names import tag_names
from crm_tui.exchange.task_titles import title_of
from crm_tui.services.intake.records import TicketRecord
from crm_tui.text.date_columns import parse_date_as
from crm_tui.text.emails import fold_email, looks_like_email
from crm_tui.text.say import quoted

_WORDS = (
    "kind", "priority", "channel", "queue", "assignee", "contact", "contact_id", "party_id",
    "product_id", "cause",
)  # fmt: skip
"""Fields that are kept in words, under their column's name, where nothing here is meant."""


class TicketRows:
    """Turns rows into ticket records."""

    def __init__(self, columns: ColumnMap) -> None:
        self._cells = Cells(columns)
        self._orders = columns.date_orders
        self._usual_kind = "complaint" if columns.key_source.startswith("complaint") else "request"
        self._names = {
            field: self._cells.name_of(field) for field in _WORDS if self._cells.has(field)
        }
        self._made_keys = MadeKeys("row-")
        self._custom: dict[str, str] = {}

    def read(self, cells: list[str]) -> tuple[TicketRecord | None, str, list[str]]:
        """(record, problem, doubts) of one row; the record is None where there is a problem."""
        row = self._cells
        row.begin(cells)
        self._custom = row.custom()
        title, body = self._title()
        if not title:
            return None, "the row tells neither a subject, a text nor a type", row.doubts
        key, number = row.key("external_id"), row.key("number")
        record = TicketRecord(
            key or number,
            title,
            is_titled=bool(row.first("title")),
            number=number,
            body=body,
            answer=row.lines("answer"),
            kind=single_spaced(row.first("kind")),
            usual_kind=self._usual_kind,
            priority=row.first("priority"),
            state=single_spaced(row.first("state")),
            closing_reason=row.first("closing_reason"),
            closing_note=row.lines("closing_note"),
            cause=single_spaced(row.first("cause")),
            channel=single_spaced(row.first("channel")),
            queue=row.first("queue"),
            party=single_spaced(row.first("party")),
            party_id=row.key("party_id"),
            contact=single_spaced(row.first("contact")),
            contact_id=row.key("contact_id"),
            email=self._email(),
            assignee=row.key("assignee"),
            product=single_spaced(row.first("product")),
            product_id=row.key("product_id"),
            opened=self._moment("opened"),
            responded=self._moment("responded"),
            resolved=self._moment("resolved"),
            modified=self._moment("modified"),
            rating=self._rating(),
            rating_words=row.lines("rating_words"),
            tags=tag_names([row.first("tags")]),
            archived=archived_of(row, self._custom),
            other_keys=other_keys(row),
            custom=self._custom,
            columns=self._names,
        )
        if not record.external_id:
            record = record._replace(external_id=self._made_keys.of(filter(None, record)))
        return record, "", row.doubts

    def _title(self) -> tuple[str, str]:
        """What it is called, and the whole text; where nothing calls it, its text or type does."""
        row = self._cells
        said, body = single_spaced(row.first("title")), row.lines("body")
        title, rest, doubt = title_of(said, body, has_day=False, what="ticket")
        if doubt:
            row.doubts.append(f"the row {doubt.replace('the note', 'its text')}")
        return title or single_spaced(row.first("kind")), rest if said else body

    def _email(self) -> str:
        written = fold_email(self._cells.first("email"))
        if not written or looks_like_email(written):
            return written
        self._keep("email", self._cells.first("email"), "is no e-mail address")
        return ""

    def _rating(self) -> int | None:
        written = self._cells.key("rating")
        if not written:
            return None
        if written in ("1", "2", "3", "4", "5"):
            return int(written)
        self._keep("rating", written, "is no rating from 1 to 5")
        return None

    def _moment(self, field: str) -> date | datetime | None:
        written = self._cells.first(field)
        if not written:
            return None
        order = self._orders.get(self._cells.index_of(field))
        found = parse_date_as(written, order)
        if found is None and order is None and parse_date_as(written, "dmy") is not None:
            name = self._cells.name_of(field)
            ways = f"say --map '{name}={field}:dmy' or --map '{name}={field}:mdy'"
            self._keep(field, written, f"can be read two ways ({ways})")
        elif found is None:
            self._keep(field, written, "is no time that can be read")
        return found

    def _keep(self, field: str, written: str, why: str) -> None:
        self._cells.doubts.append(f"{quoted(written)} {why}; kept as written")
        self._custom[self._cells.name_of(field)] = written
