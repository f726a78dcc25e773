"""The search index in SQLite: FTS5 over folded words, trigrams over the digits of numbers.

Queries never meet FTS5's own syntax: each word is quoted here and given to MATCH directly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from crm_tui.store.engines import PartyDocument
from crm_tui.store.engines.sqlite import vocabulary
from crm_tui.text.fold import words as split_words

Execute = Callable[..., Any]
FIELDS = PartyDocument._fields[1:]
CHUNK = 400
TABLES = (
    "party_search", "entry_search", "task_search", "deal_search", "ticket_search",
    "digits_search",
)  # fmt: skip
SELECTIVE = 3
"""Beginnings of fewer letters stand in too many texts to be looked up: they sift what was found."""
LONGEST_SLIP = 30
"""Letters of a word beyond which no slip in it is looked for: there would be thousands."""
_LETTERS = {
    "latin": "abcdefghijklmnopqrstuvwxyz0123456789",
    "greek": "αβγδεζηθικλμνξοπρςστυφχψω",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяєіїґ",
}


def quoted(words: Sequence[str]) -> str:
    """A MATCH expression: every word, as a beginning."""
    return " ".join('"' + word.replace('"', '""').replace("\0", "") + '"*' for word in words)


def changed_parties(execute: Execute, change_set: int, after: int) -> list[int]:
    """Parties whose document depends on a row the change set touched."""
    rows = execute(
        """
        WITH touched AS (
          SELECT record, "row", before, after FROM change WHERE change_set_id = ? AND id > ?
            AND record IN ('party', 'contact_method', 'tagging', 'relationship', 'tag', 'alias')
        ), own AS (
          SELECT CASE record WHEN 'party' THEN "row"
            ELSE json_extract(coalesce(after, before), '$.party_id') END AS id FROM touched
            WHERE record = 'party' OR record <> 'tag' AND before IS NOT NULL
          UNION SELECT m.party_id FROM touched t JOIN contact_method m ON m.id = t."row"
            WHERE t.record = 'contact_method' AND t.after IS NOT NULL
          UNION SELECT r.party_id FROM touched t JOIN relationship r ON r.id = t."row"
            WHERE t.record = 'relationship' AND t.after IS NOT NULL
          UNION SELECT g.party_id FROM touched t JOIN tagging g ON g.id = t."row"
            WHERE t.record = 'tagging' AND t.after IS NOT NULL
          UNION SELECT a.party_id FROM touched t JOIN alias a ON a.id = t."row"
            WHERE t.record = 'alias' AND t.after IS NOT NULL
          UNION SELECT g.party_id FROM touched t JOIN tagging g ON g.tag_id = t."row"
            WHERE t.record = 'tag'
        ), renamed AS (
          SELECT "row" AS id FROM touched WHERE record = 'party' AND before IS NOT NULL
            AND json_type(coalesce(after, before), '$.name') IS NOT NULL
        )
        SELECT id FROM own WHERE id IS NOT NULL
        UNION SELECT r.party_id FROM renamed JOIN relationship r ON r.other_id = renamed.id
        UNION SELECT p.id FROM renamed JOIN party p ON p.parent_id = renamed.id
        """,
        (change_set, after),
    )
    return [row[0] for row in rows.fetchall()]


def parties_touched(execute: Execute, change_set: int) -> list[int]:
    """Parties that a row the change set touched belongs to."""
    rows = execute(
        """
        WITH touched AS (
          SELECT record, "row", before, after FROM change WHERE change_set_id = ?
        )
        SELECT "row" FROM touched WHERE record = 'party'
        UNION SELECT json_extract(after, '$.party_id') FROM touched WHERE after IS NOT NULL
        UNION SELECT json_extract(before, '$.party_id') FROM touched WHERE before IS NOT NULL
        UNION SELECT json_extract(coalesce(after, before), '$.other_id') FROM touched
          WHERE record = 'relationship'
        UNION SELECT r.party_id FROM touched t JOIN relationship r ON r.id = t."row"
          WHERE t.record = 'relationship'
        UNION SELECT r.other_id FROM touched t JOIN relationship r ON r.id = t."row"
          WHERE t.record = 'relationship'
        UNION SELECT a.party_id FROM touched t JOIN assignment a ON a.id = t."row"
          WHERE t.record = 'assignment'
        UNION SELECT k.party_id FROM touched t JOIN task k ON k.id = t."row"
          WHERE t.record = 'task'
        UNION SELECT d.party_id FROM touched t JOIN deal d ON d.id = t."row"
          WHERE t.record = 'deal'
        UNION SELECT d.party_id FROM touched t
          JOIN deal d ON d.id = json_extract(coalesce(t.after, t.before), '$.deal_id')
          WHERE t.record IN ('stage_change', 'line_item', 'credit', 'deal_person')
        UNION SELECT d.party_id FROM touched t JOIN ticket d ON d.id = t."row"
          WHERE t.record = 'ticket'
        UNION SELECT d.party_id FROM touched t
          JOIN ticket d ON d.id = json_extract(coalesce(t.after, t.before), '$.ticket_id')
          WHERE t.record IN ('ticket_state_change', 'claim', 'ticket_tagging')
        UNION SELECT d.party_id FROM touched t JOIN document d ON d.id = t."row"
          WHERE t.record = 'document'
        UNION SELECT d.party_id FROM touched t
          JOIN document d ON d.id = json_extract(coalesce(t.after, t.before), '$.document_id')
          WHERE t.record = 'document_line'
        UNION SELECT e.party_id FROM touched t JOIN timeline_entry e ON e.id = t."row"
          WHERE t.record = 'timeline_entry'
        UNION SELECT m.party_id FROM touched t JOIN contact_method m ON m.id = t."row"
          WHERE t.record = 'contact_method'
        """,
        (change_set,),
    )
    return [row[0] for row in rows.fetchall() if row[0] is not None]


def changes_naming(execute: Execute, party: int) -> dict[int, int]:
    """The journal's changes (id to change set) of rows that were, or are, a party's."""
    columns = ("party_id", "contact_id", "other_id", "one_id")
    found: dict[int, int] = {}
    for column in columns:
        path, like = f"$.{column}", f'%"{column}":{party}%'
        found |= execute(
            "SELECT id, change_set_id FROM change WHERE (before LIKE ? OR after LIKE ?)"
            " AND ? IN (json_extract(before, ?), json_extract(after, ?))",
            (like, like, party, path, path),
        ).fetchall()
    return found


def tidy(execute: Execute) -> None:
    """Write the indexes anew without what was taken out of them: until then it stays inside."""
    for table in TABLES:
        execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def changed_entries(execute: Execute, change_set: int, after: int) -> list[int]:
    """Timeline entries made or removed by the change set."""
    rows = execute(
        """SELECT DISTINCT "row" FROM change WHERE change_set_id = ? AND id > ?
           AND record = 'timeline_entry' AND (before IS NULL OR after IS NULL)""",
        (change_set, after),
    )
    return [row[0] for row in rows.fetchall()]


def changed_rows(execute: Execute, record: str, change_set: int, after: int) -> list[int]:
    """Rows of a record touched by the change set's changes above `after`."""
    rows = execute(
        """SELECT DISTINCT "row" FROM change WHERE change_set_id = ? AND id > ?
           AND record = ?""",
        (change_set, after, record),
    )
    return [row[0] for row in rows.fetchall()]


def changed_tickets(execute: Execute, change_set: int, after: int) -> list[int]:
    """Tickets whose title, number or own fields the set's changes above `after` touched."""
    rows = execute(
        """SELECT DISTINCT "row" FROM change WHERE change_set_id = ? AND id > ?
           AND record = 'ticket' AND (before IS NULL OR after IS NULL
             OR json_type(after, '$.title') IS NOT NULL
             OR json_type(after, '$.number') IS NOT NULL
             OR json_type(after, '$.custom') IS NOT NULL)""",
        (change_set, after),
    )
    return [row[0] for row in rows.fetchall()]


def replace(
    execute: Execute,
    many: Callable[[str, Iterable[tuple[Any, ...]]], None],
    table: str,
    columns: Sequence[str],
    gone: Sequence[int],
    documents: Iterable[tuple[Any, ...]],
) -> None:
    """Take the rows `gone` out of an index and put `documents` (rowid first) in.

    New rows are not in it yet: the table of the documents' sizes tells so in a tenth of the time
    that the index itself needs to find nothing.
    """
    for start in range(0, len(gone), CHUNK):
        part = gone[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        there = execute(f"SELECT id FROM {table}_docsize WHERE id IN ({marks})", part).fetchall()
        if there:
            marks = ",".join("?" * len(there))
            execute(f"DELETE FROM {table} WHERE rowid IN ({marks})", [row[0] for row in there])
    names = ", ".join(columns)
    marks = ", ".join("?" * (len(columns) + 1))
    many(f"INSERT INTO {table} (rowid, {names}) VALUES ({marks})", documents)


def find_parties(execute: Execute, words: Sequence[str], limit: int) -> list[int]:
    """Parties with a word beginning with each of the words."""
    wanted = " AND ".join(vocabulary.spelt_out(execute, word) for word in words)
    rows = execute(
        "SELECT rowid FROM party_search WHERE party_search MATCH ? LIMIT ?", (wanted, limit)
    )
    return [row[0] for row in rows.fetchall()]


def find_newest(execute: Execute, index: str, words: Sequence[str], limit: int) -> list[int]:
    """What has a word beginning with each of the words in an index of one column, newest first."""
    long = [word for word in words if len(word) >= SELECTIVE] or list(words)
    short = [word for word in words if word not in long]
    rows = execute(
        f"SELECT rowid, * FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT ?",
        (quoted(long), limit * 4 if short else limit),
    )
    return [row[0] for row in rows.fetchall() if not short or _begin(short, row[1])][:limit]


def _begin(starts: Sequence[str], text: str) -> bool:
    """Whether for each of the beginnings some word of the text begins with it."""
    tokens = split_words(text)
    return all(any(token.startswith(start) for token in tokens) for start in starts)


def find_digits(execute: Execute, digits: str, limit: int) -> list[int]:
    """Parties with a number that contains the digits (three at least)."""
    rows = execute(
        "SELECT rowid FROM digits_search WHERE digits LIKE ? LIMIT ?", (f"%{digits}%", limit)
    )
    return [row[0] for row in rows.fetchall()]


def find_misspelt(execute: Execute, words: Sequence[str], limit: int) -> list[int]:
    """Parties whose name or company has each word, one slip in a word of 4 letters forgiven."""
    alternatives = []
    for word in words:
        known = _known_spellings(execute, word) if 4 <= len(word) <= LONGEST_SLIP else [word]
        if not known:
            return []
        alternatives.append("(" + " OR ".join(quoted([spelling]) for spelling in known) + ")")
    rows = execute(
        "SELECT rowid FROM party_search WHERE party_search MATCH ? LIMIT ?",
        ("{name company} : (" + " AND ".join(alternatives) + ")", limit),
    )
    return [row[0] for row in rows.fetchall()]


def _known_spellings(execute: Execute, word: str) -> list[str]:
    """Beginnings of indexed words that are at most one slip away from the word."""
    return vocabulary.begun(execute, [word, *sorted(slips(word))])[:60]


def slips(word: str) -> set[str]:
    """Everything one deletion, insertion, substitution or swap of neighbours away."""
    letters = next((a for a in _LETTERS.values() if any(c in a for c in word if c.isalpha())), "")
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in splits if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    found |= {a + c + b[1:] for a, b in splits if b for c in letters}
    found |= {a + c + b for a, b in splits for c in letters}
    return found - {word}


def matched_fields(execute: Execute, party: int, words: Sequence[str]) -> list[str]:
    """The fields of the party's document in which all words, or else some word, begin."""
    row = execute(
        f"SELECT {', '.join(FIELDS)} FROM party_search WHERE rowid = ?", (party,)
    ).fetchone()
    if row is None:
        return []
    found = []
    for field, text in zip(FIELDS, row, strict=True):
        tokens = split_words(text or "")
        if any(token.startswith(word) for word in words for token in tokens):
            found.append(field)
    return found
