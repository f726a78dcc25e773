"""A person's data erased for good (rule 16): a record that it was done stays, without the data.

What the firm must keep for its own books stays: that there was a deal, an invoice, a ticket, when
and for how much. What they say about the person goes, from the records, the journal, the search
index and the files; it cannot be taken back, nor can the changes be that told of it.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from crm_tui.errors import RuleError
from crm_tui.models.stored import document_text, instant_text
from crm_tui.services import kept_files
from crm_tui.store import caches, search
from crm_tui.store.desk import Desk
from crm_tui.text.fold import words
from crm_tui.text.safe import clean
from crm_tui.views import naming, personal_data
from crm_tui.views.naming import ERASED

_NOTHING: dict[str, object] = {"custom": "{}"}
_GONE = (
    "contact_method", "alias", "external_id", "tagging", "opinion", "need", "distinct_pair",
    "competitor_note",
)  # fmt: skip
"""Rows that tell of nothing but the person."""
_EMPTIED: dict[str, Mapping[str, object]] = {
    "party": {
        "name": ERASED, "sort_name": ERASED, "parent_id": None, "relationship": "unknown",
        "wanted": "", "industry": "", "size": "", "city": "", "region": "", "country": "",
        "language": "", "zone": "", "channel": "", "source": "", "referred_by_id": None,
        "not_buying": "", "not_buying_note": "", "wants": "", "likes": "", "motives": "",
        "worries": "", "decides_how": "", "spoken_to_how": "", "birthday": None, **_NOTHING,
    },
    "relationship": {"title": ""},
    "assignment": {"take": ""},
    "deal_person": {"part": ""},
    "credit": {"how": ""},
    "timeline_entry": {"subject": ERASED, "body": "", "result": ""},
    "task": {"title": ERASED, "note": "", "result": ""},
    "deal": {"title": ERASED, "note": "", "gain": "", "lost_note": "", **_NOTHING},
    "ticket": {"title": ERASED, "rating_words": "", "closing_note": "", **_NOTHING},
    "document": {"title": ERASED, "note": "", "address": "", **_NOTHING},
    "mail_message": {
        "sender": "", "recipients": "", "subject": "", "quoted": "", "failure": "", "file": "",
        "message_id": "", "in_reply_to": "",
    },
    "attachment": {"name": ERASED, "file": "", "note": ERASED},
}  # fmt: skip
"""What is left in the columns of rows that stay."""
_SHORTEST: Final = 3


class Erased(NamedTuple):
    """What an erasure took: how many rows of each table, and how many files."""

    id: int
    counts: dict[str, int]
    files: int


class ErasureRow(NamedTuple):
    """That the data of a party were erased."""

    id: int
    at: str
    user: str
    party: int
    reason: str
    counts: dict[str, int]


def preview(desk: Desk, party: int) -> dict[str, int]:
    """How many rows of each table an erasure would take or empty; nothing is written (rule 14).

    Raises NotFoundError for a party that is not there.
    """
    parties = personal_data.themselves(desk, party)
    counts = {table: len(rows) for table, rows in personal_data.rows_about(desk, parties).items()}
    if took_part := personal_data.took_part_in(desk, parties):
        counts["timeline_entry"] = counts.get("timeline_entry", 0) + len(took_part)
    return counts


def erase(desk: Desk, party: int, reason: str) -> Erased:
    """Erase what is known of a person, for good.

    Their card stays as an empty, archived one that deals, tickets and documents refer to. Undo
    refuses this and every change that told of them. Copies made before (backups, exports) keep
    the data: they are not ours to change.

    Raises RuleError without a reason and for a party that was erased or merged, NotFoundError
    for one that is not there.
    """
    reason = clean(reason)
    if not reason:
        raise RuleError("Erasing needs a reason.", "Such as: asked for it by letter on 3 May.")
    parties = personal_data.themselves(desk, party)
    _refuse_gone(desk, party)
    store, now = desk.store, desk.clock.now()
    with store.change_set(desk.user, "erased a person's data", origin=desk.origin) as change_set:
        names = personal_data.names_of(desk, parties)
        told = _words_of(desk, parties)
        about = personal_data.rows_about(desk, parties)
        took_part = personal_data.took_part_in(desk, parties)
        files = _files_of(desk, about)
        titles = _titles_of(desk, about)
        counts = {table: len(rows) for table, rows in about.items()}
        store.write("INSERT INTO erasing (party_id) VALUES (?)", (party,))
        _take_out(desk, about, now)
        _redact(desk, took_part, names)
        store.write("DELETE FROM erasing")
        said = _redact_said(desk, names)
        without = _pattern([*names.addresses, *names.names]).sub(f"[{ERASED}]", reason)
        number = _record(desk, party, without, counts, names.normals)
        caches.refresh(store, store.engine.parties_touched(change_set))
        search.follow(store, change_set)
        search.index_entries(store, [*about.get("timeline_entry", ()), *took_part])
        store.engine.forget_words(told)
        entries = sorted({*about.get("timeline_entry", ()), *took_part})
        rows = {**about, **said, "timeline_entry": entries}
        marked = _forget_changes(desk, change_set, rows, parties, number)
        _redact_records(desk, names, marked, titles)
    store.engine.empty_log()
    return Erased(number, counts, _remove(desk, files))


def records(desk: Desk) -> list[ErasureRow]:
    """The erasures, the newest first."""
    rows = desk.store.rows(
        "SELECT e.id, e.at, coalesce(u.name, ''), e.party_id, e.reason, e.counts FROM erasure e"
        ' LEFT JOIN "user" u ON u.id = e.user_id ORDER BY e.id DESC'
    )
    return [ErasureRow._make([*row[:5], json.loads(row[5])]) for row in rows]


class ErasedAddresses:
    """The addresses and numbers that were erased, known again by their digests; read once."""

    def __init__(self, desk: Desk) -> None:
        rows = desk.store.rows(
            "SELECT a.salt, a.digest, e.at FROM erased_address a"
            " JOIN erasure e ON e.id = a.erasure_id"
        )
        self._salts = {salt for salt, _, _ in rows}
        self._days: dict[str, str] = {digest: at[:10] for _, digest, at in rows}
        parties = [row[0] for row in desk.store.rows("SELECT party_id FROM erasure")]
        self.parties = naming.erased(desk, parties)
        """Those of whom nothing else is left, with the day."""

    def day_of(self, normals: Iterable[str]) -> str:
        """The day on which one of these normal forms was erased; '' for none of them."""
        digests = (_digest(salt, one) for one in normals if one for salt in self._salts)
        return next((self._days[digest] for digest in digests if digest in self._days), "")


def _refuse_gone(desk: Desk, party: int) -> None:
    row = desk.store.row(
        "SELECT merged_into_id, EXISTS (SELECT 1 FROM erasure WHERE party_id = p.id), name"
        " FROM party p WHERE id = ?",
        (party,),
    )
    if row[0] is not None:
        raise RuleError(
            f"#{party} was merged into {naming.name_of(desk, row[0])} (#{row[0]}).",
            "Erase that one: this one goes with it.",
        )
    # Erasing left no change that names them: one that does was written by somebody since.
    if row[1] and row[2] == ERASED and not _changed_since(desk, party):
        raise RuleError(f"The data of #{party} are erased already.")


def _changed_since(desk: Desk, party: int) -> bool:
    return bool(desk.store.engine.changes_naming(party)) or (
        desk.store.value(
            "SELECT 1 FROM change WHERE record = 'party' AND \"row\" = ? LIMIT 1", (party,)
        )
        is not None
    )


def _words_of(desk: Desk, parties: Sequence[int]) -> set[str]:
    """The words under which the parties stand in the search index."""
    documents = search.party_documents(desk.store, parties, [])
    return {word for document in documents for text in document[1:] for word in words(str(text))}


def _titles_of(desk: Desk, about: Mapping[str, Sequence[int]]) -> list[str]:
    """What the records that are to be emptied are called and were called before."""
    return sorted({
        str(title)
        for table, values in _EMPTIED.items()
        if values.get("title") == ERASED
        for titles in (
            *desk.store.rows_by_id(
                f'SELECT title FROM "{table}" WHERE id IN ({{ids}})', about.get(table, ())
            ),
            *desk.store.rows_by_id(
                "SELECT json_extract(before, '$.title'), json_extract(after, '$.title')"
                f" FROM change WHERE record = '{table}'"
                ' AND "row" IN ({ids})',
                about.get(table, ()),
            ),
        )
        for title in titles
        if title
    })  # fmt: skip


def _take_out(desk: Desk, about: Mapping[str, Sequence[int]], now: datetime) -> None:
    # Rows that refer to others go first.
    for table in sorted(about, key=lambda name: name not in _GONE):
        rows = about[table]
        if table in _GONE:
            desk.store.write_many(f'DELETE FROM "{table}" WHERE id = ?', [(row,) for row in rows])
        elif table in _EMPTIED:
            values = dict(_EMPTIED[table])
            if table == "party":
                values["archived_at"] = instant_text(now)
            _set(desk, table, rows, values)


def _set(desk: Desk, table: str, rows: Sequence[int], values: Mapping[str, object]) -> None:
    assignments = ", ".join(f'"{name}" = ?' for name in values)
    desk.store.write_many(
        f'UPDATE "{table}" SET {assignments} WHERE id = ?',
        [(*values.values(), row) for row in rows],
    )


def _redact(desk: Desk, entries: Sequence[int], names: personal_data.Names) -> None:
    """Take the person out of the words of entries about others in which they took part."""
    pattern = _pattern([*names.addresses, *names.names, *_parts(names.names)])
    for entry, *texts in desk.store.rows_by_id(
        "SELECT id, subject, body, result FROM timeline_entry WHERE id IN ({ids})", entries
    ):
        without = [pattern.sub(f"[{ERASED}]", text) for text in texts]
        if without != texts:
            fields = dict(zip(("subject", "body", "result"), without, strict=True))
            _set(desk, "timeline_entry", [entry], fields)


def _redact_said(desk: Desk, names: personal_data.Names) -> dict[str, list[int]]:
    """Take the person out of mappings of files and saved views; the rows that named them."""
    pattern = _pattern([*names.addresses, *names.names])
    found = {}
    for table, column in (("import_mapping", "mapping"), ("saved_view", "query")):
        rows = desk.store.rows(f"SELECT id, {column} FROM {table}")
        named = [(row, text) for row, text in rows if pattern.search(text)]
        _rewrite(desk, table, column, named, pattern)
        if named:
            found[table] = [row for row, _ in named]
    return found


def _redact_records(
    desk: Desk, names: personal_data.Names, marked: Sequence[int], titles: Sequence[str]
) -> None:
    """Take the person out of what was written about changes and imports.

    The labels of the `marked` change sets, which told of them, lose each part of the name, too,
    and the `titles` of the records that were emptied.
    """
    pattern = _pattern([*names.addresses, *names.names])
    for table, column in (("change_set", "label"), ("import_report", "report")):
        last = 0
        while rows := desk.store.rows(
            f"SELECT id, {column} FROM {table} WHERE id > ? ORDER BY id LIMIT 2000", (last,)
        ):
            _rewrite(desk, table, column, rows, pattern)
            last = rows[-1][0]
    told = desk.store.rows_by_id("SELECT id, label FROM change_set WHERE id IN ({ids})", marked)
    longest_first = sorted(titles, key=len, reverse=True)
    _rewrite(desk, "change_set", "label", told, _pattern([*longest_first, *_parts(names.names)]))


def _rewrite(
    desk: Desk,
    table: str,
    column: str,
    rows: Sequence[tuple[int, str]],
    pattern: re.Pattern[str],
) -> None:
    without = [(pattern.sub(f"[{ERASED}]", text), row, text) for row, text in rows]
    desk.store.write_many(
        f"UPDATE {table} SET {column} = ? WHERE id = ?",
        [(text, row) for text, row, before in without if text != before],
    )


def _pattern(texts: Iterable[str]) -> re.Pattern[str]:
    wanted = [re.escape(text) for text in texts if len(text.strip()) >= _SHORTEST]
    return re.compile(rf"(?<!\w)(?:{'|'.join(wanted) or '(?!)'})(?!\w)", re.IGNORECASE)


def _parts(names: Iterable[str]) -> list[str]:
    return [part for name in names for part in re.split(r"[\s,.]+", name)]


def _record(
    desk: Desk, party: int, reason: str, counts: Mapping[str, int], normals: Sequence[str]
) -> int:
    desk.store.write(
        "INSERT INTO erasure (at, user_id, party_id, reason, counts) VALUES (?, ?, ?, ?, ?)",
        (
            instant_text(desk.clock.now()),
            desk.user or None,
            party,
            reason,
            document_text(dict(counts)),
        ),
    )
    number = int(desk.store.value("SELECT max(id) FROM erasure"))
    salt = desk.store.value("SELECT salt FROM erased_address LIMIT 1") or secrets.token_hex(16)
    desk.store.write_many(
        "INSERT INTO erased_address (erasure_id, salt, digest) VALUES (?, ?, ?)",
        [(number, salt, _digest(salt, normal)) for normal in normals],
    )
    return number


def _digest(salt: str, normal: str) -> str:
    return blake2b(normal.encode(), key=salt.encode(), digest_size=20).hexdigest()


def _forget_changes(
    desk: Desk,
    change_set: int,
    about: Mapping[str, Sequence[int]],
    parties: Sequence[int],
    erasure: int,
) -> list[int]:
    """Take out of the journal what it kept of these rows; the change sets that told of them.

    Each gets a mark, which tells undo that it can no longer be taken back whole.
    """
    store = desk.store
    found: dict[int, int] = {}
    for table, rows in about.items():
        for number, owner in store.rows_by_id(
            f"SELECT id, change_set_id FROM change WHERE record = '{table}'"
            ' AND "row" IN ({ids})',
            rows,
        ):
            found[number] = owner
    for party in parties:  # rows that are gone by now told whose they were
        found |= store.engine.changes_naming(party)
    store.write("DELETE FROM change WHERE change_set_id = ?", (change_set,))
    store.write_many("DELETE FROM change WHERE id = ?", [(number,) for number in found])
    marked = sorted({change_set, *found.values()})
    store.write_many(
        "INSERT INTO change (change_set_id, record, \"row\") VALUES (?, 'erasure', ?)",
        [(owner, erasure) for owner in marked],
    )
    return marked


def _files_of(desk: Desk, about: Mapping[str, Sequence[int]]) -> list[str]:
    return sorted({
        row[0]
        for table in ("attachment", "mail_message")
        for row in desk.store.rows_by_id(
            f"SELECT file FROM {table} WHERE file <> '' AND id IN ({{ids}})", about.get(table, ())
        )
    })  # fmt: skip


def _remove(desk: Desk, files: Sequence[str]) -> int:
    """Remove files that no other record names; how many."""
    removed = 0
    for name in files:
        used = desk.store.value(
            "SELECT 1 FROM attachment WHERE file = ? UNION"
            " SELECT 1 FROM mail_message WHERE file = ? LIMIT 1",
            (name, name),
        )
        path = kept_files.files_of(desk).path(name)
        if used is None and path is not None:
            with suppress(FileNotFoundError):
                path.unlink()
                removed += 1
    return removed
