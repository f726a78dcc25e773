"""What the search index holds, and how it follows the data.

The index is brought up to date inside each change set, from the journal of that very set, so
that no write can leave it behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.store.engines import PartyDocument
from crm_tui.text.fold import indexed

if TYPE_CHECKING:
    from crm_tui.store.rows import Rows
    from crm_tui.store.written import Written

BATCH = 2000
_PARTIES = """
SELECT p.id, p.name, p.city, p.region, p.country, p.industry, p.wants, p.likes, p.motives,
  p.worries, p.decides_how, p.spoken_to_how, p.not_buying_note, p.custom, parent.name
FROM party p LEFT JOIN party parent ON parent.id = p.parent_id
WHERE p.id IN ({ids}) AND p.merged_into_id IS NULL
"""
_ALIASES = "SELECT party_id, value FROM alias WHERE party_id IN ({ids}) AND kind <> 'id'"
_COMPANIES = """
SELECT r.party_id, c.name FROM relationship r JOIN party c ON c.id = r.other_id
WHERE r.party_id IN ({ids}) AND r.kind = 'works_at' AND r.until IS NULL
"""
_METHODS = """
SELECT party_id, kind, value, reversed_digits FROM contact_method
WHERE party_id IN ({ids})
"""
_TAGS = """
SELECT g.party_id, t.folded FROM tagging g JOIN tag t ON t.id = g.tag_id
WHERE g.party_id IN ({ids})
"""

_TEXTS = (
    "city", "region", "country", "industry", "wants", "likes", "motives", "worries",
    "decides_how", "spoken_to_how", "not_buying_note", "custom",
)  # fmt: skip
_PLACE = 4
"""So many of the texts tell where a party is and what it does."""
PARTIES_FROM = ("party", "contact_method", "tagging", "relationship", "tag", "alias")
"""The tables from which the documents of parties are put together."""

_OWN = "CASE custom WHEN '{}' THEN '' ELSE custom END"
_TABLES = (
    "party_search", "party_words", "entry_search", "task_search", "deal_search",
    "ticket_search", "digits_search",
)  # fmt: skip


def follow(store: Rows, change_set: int, after: int = 0, written: Written | None = None) -> None:
    """Bring the index up to date with what the change set touched by changes above `after`.

    What was `written` meanwhile is not read back where the journal counts as many changes: then
    nothing else has happened to parties.
    """
    if written is not None and written.count == _changes_of_parties(store, change_set, after):
        parties = _index_written(store, written)
    else:
        parties = store.engine.changed_parties(change_set, after)
    entries = store.engine.changed_entries(change_set, after)
    tasks = store.engine.changed_rows("task", change_set, after)
    deals = store.engine.changed_rows("deal", change_set, after)
    tickets = store.engine.changed_tickets(change_set, after)
    for batch in _batches(parties):
        _index_parties(store, batch)
    for batch in _batches(entries):
        _index_entries(store, batch)
    for batch in _batches(tasks):
        _index_tasks(store, batch)
    for batch in _batches(deals):
        _index_deals(store, batch)
    for batch in _batches(tickets):
        _index_tickets(store, batch)


def index_entries(store: Rows, entries: Sequence[int]) -> None:
    """Index entries anew whose words are others now: that happens only where a person is erased."""
    for batch in _batches(entries):
        _index_entries(store, batch)


def rebuild(store: Rows) -> None:
    """Make the whole index anew, in the open change set."""
    for table in _TABLES:
        store.write(f"DELETE FROM {table}")
    for batch in _all_ids(store, "party"):
        _index_parties(store, batch)
    for batch in _all_ids(store, "timeline_entry"):
        _index_entries(store, batch)
    for batch in _all_ids(store, "task"):
        _index_tasks(store, batch)
    for batch in _all_ids(store, "deal"):
        _index_deals(store, batch)
    for batch in _all_ids(store, "ticket"):
        _index_tickets(store, batch)


def _all_ids(store: Rows, table: str) -> Iterator[Sequence[int]]:
    """The ids of a table in batches, so that no table is ever held whole."""
    last = 0
    while ids := [
        row[0]
        for row in store.rows(
            f"SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT ?", (last, BATCH)
        )
    ]:
        yield ids
        last = ids[-1]


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _index_parties(store: Rows, ids: Sequence[int]) -> None:
    numbers: list[tuple[int, str]] = []
    store.engine.index_parties(ids, list(party_documents(store, ids, numbers)))
    store.engine.index_digits(ids, numbers)


def party_documents(
    store: Rows, ids: Sequence[int], numbers: list[tuple[int, str]]
) -> Iterator[PartyDocument]:
    """The documents of the parties that are there; their digits are added to `numbers`."""
    companies = _grouped(store.rows_by_id(_COMPANIES, ids))
    methods = _grouped(store.rows_by_id(_METHODS, ids))
    tags = _grouped(store.rows_by_id(_TAGS, ids))
    aliases = _grouped(store.rows_by_id(_ALIASES, ids))
    for party, name, city, region, country, industry, *notes, parent in store.rows_by_id(
        _PARTIES, ids
    ):
        also = [row[1] for row in aliases.get(party, ())]
        yield _document(
            party,
            numbers,
            names=(name, *also),
            companies=(*(row[1] for row in companies.get(party, ())), parent),
            methods=methods.get(party, ()),
            tags=(row[1] for row in tags.get(party, ())),
            place=(city, region, country, industry),
            notes=notes,
        )


def _document(
    party: int,
    numbers: list[tuple[int, str]],
    *,
    names: Iterable[str],
    companies: Iterable[str | None],
    methods: Iterable[tuple[Any, ...]],
    tags: Iterable[str],
    place: Iterable[str],
    notes: Iterable[str],
) -> PartyDocument:
    """A party's document; the digits of its numbers are added to `numbers`."""
    digits, reached, streets = _ways_to(methods)
    if digits:
        numbers.append((party, " ".join(digits)))
    return PartyDocument(
        party,
        _told(*names),
        _told(*companies),
        _told(*reached),
        " ".join(_beginnings(digits)),
        _told(*tags),
        _told(*place, *streets),
        _told(*(note for note in notes if note != "{}")),
    )


def _changes_of_parties(store: Rows, change_set: int, after: int) -> int:
    marks = ", ".join("?" * len(PARTIES_FROM))
    return int(
        store.value(
            "SELECT count(*) FROM change WHERE change_set_id = ? AND id > ?"
            f" AND record IN ({marks})",
            (change_set, after, *PARTIES_FROM),
        )
    )


def _index_written(store: Rows, written: Written) -> list[int]:
    """Index the parties that were written; the others whose rows were."""
    parties = [
        row[2:]
        for row in written.values("party", "parent_id", "merged_into_id", "id", "name", *_TEXTS)
        if not (row[0] or row[1])
    ]
    names = {row[0]: row[1] for row in parties}
    tagged = sorted(written.values("tagging", "party_id", "tag_id"))
    employed = [
        (party, company)
        for party, kind, until, company in written.values(
            "relationship", "party_id", "kind", "until", "other_id"
        )
        if kind == "works_at" and not until
    ]
    folded = _texts_of(store, "tag", "folded", {row[1] for row in tagged})
    called = names | _texts_of(store, "party", "name", {row[1] for row in employed} - names.keys())
    reached = sorted(
        written.values(
            "contact_method", "party_id", "kind", "is_primary", "id", "value", "reversed_digits"
        ),
        key=lambda row: (row[0], row[1], bool(row[2]), row[3]),  # some say nothing of being first
    )
    methods = _grouped((row[0], row[1], *row[4:]) for row in reached)
    companies = _grouped((party, called[company]) for party, company in employed)
    tags = _grouped((party, folded[tag]) for party, tag in tagged)
    numbers: list[tuple[int, str]] = []
    documents = [
        _document(
            party,
            numbers,
            names=(name,),
            companies=(row[1] for row in companies.get(party, ())),
            methods=methods.get(party, ()),
            tags=(row[1] for row in tags.get(party, ())),
            place=texts[:_PLACE],
            notes=texts[_PLACE:],
        )
        for party, name, *texts in parties
    ]
    store.engine.index_parties(list(names), documents)
    store.engine.index_digits(list(names), numbers)
    ids = {row[0] for row in written.values("party", "id")}
    ids.update(methods, companies, tags, (row[0] for row in written.values("alias", "party_id")))
    return sorted(ids - names.keys())


def _texts_of(store: Rows, table: str, column: str, ids: set[int]) -> dict[int, str]:
    return dict(
        store.rows_by_id(f"SELECT id, {column} FROM {table} WHERE id IN ({{ids}})", sorted(ids))
    )


def _told(*texts: str | None) -> str:
    """What the index holds of texts, most of which say nothing."""
    said = [text for text in texts if text]
    return indexed(" ".join(said)) if said else ""


def _ways_to(methods: Iterable[tuple[Any, ...]]) -> tuple[list[str], list[str], list[str]]:
    """(digits of numbers, addresses on line, streets) of a party."""
    digits: list[str] = []
    reached: list[str] = []
    streets: list[str] = []
    for _, kind, value, reverse in methods:
        if kind == "phone":
            if reverse:
                digits.append(reverse[::-1])
        elif kind == "post":
            streets.append(value)
        else:
            reached.append(value)
    return digits, reached, streets


def _beginnings(digits: Iterable[str]) -> Iterator[str]:
    """Each number as typed from its country code on, and from its area code on."""
    for number in digits:
        yield number
        for skip in (1, 2, 3):
            if len(number) - skip >= 6:
                yield number[skip:]


def _index_entries(store: Rows, ids: Sequence[int]) -> None:
    rows = store.rows_by_id(
        "SELECT id, subject, body, result FROM timeline_entry WHERE id IN ({ids})", ids
    )
    store.engine.index_entries(ids, [(row[0], indexed(" ".join(row[1:]))) for row in rows])


def _index_tasks(store: Rows, ids: Sequence[int]) -> None:
    """Open tasks are found by their title, ended ones by the entry they became."""
    rows = store.rows_by_id(
        "SELECT id, title FROM task WHERE id IN ({ids}) AND state IN ('open', 'doing')", ids
    )
    store.engine.index_tasks(ids, [(row[0], indexed(row[1])) for row in rows])


def _index_deals(store: Rows, ids: Sequence[int]) -> None:
    """Deals, ended ones too, are found by number, title, note and own fields."""
    rows = store.rows_by_id(
        f"SELECT id, number, title, note, {_OWN} FROM deal WHERE id IN ({{ids}})", ids
    )
    store.engine.index_deals(ids, [(row[0], indexed(" ".join(row[1:]))) for row in rows])


def _index_tickets(store: Rows, ids: Sequence[int]) -> None:
    """Tickets are found by number, title and own fields; what was said, by its entries."""
    rows = store.rows_by_id(
        f"SELECT id, number, title, {_OWN} FROM ticket WHERE id IN ({{ids}})", ids
    )
    store.engine.index_tickets(ids, [(row[0], indexed(" ".join(row[1:]))) for row in rows])


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """Rows by the party they begin with."""
    groups: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    return groups
