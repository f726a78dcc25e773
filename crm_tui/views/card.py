"""The customer card: who they are, who of ours works them, what is open, what happened (S35)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from crm_tui.models.stored import moment
from crm_tui.store.caches import CONTACT_KINDS
from crm_tui.store.desk import Desk
from crm_tui.views import completeness, naming, own_fields
from crm_tui.views.completeness import Completeness
from crm_tui.views.own_fields import NOTHING, Held
from crm_tui.views.shared_plan import TaskRow, plan

PROFILE = ("wants", "likes", "motives", "worries", "decides_how", "spoken_to_how")
FIELDS = (
    "id", "version", "created_at", "updated_at", "archived_at", "kind", "name", "parent",
    "is_customer", "is_supplier", "is_competitor", "is_partner", "lifecycle", "relationship",
    "relationship_since", "wanted", "industry", "size", "city", "region", "country", "language",
    "zone", "channel", "source", "referred_by", "not_buying", "not_buying_note", *PROFILE,
    "birthday", "custom", "last_contact_at",
)  # fmt: skip
_LINKS = {"parent": "parent_id", "referred_by": "referred_by_id"}
_INSTANTS = ("created_at", "updated_at", "archived_at", "last_contact_at")
_FLAGS = ("is_customer", "is_supplier", "is_competitor", "is_partner")


class Method(NamedTuple):
    """A way to reach the party."""

    id: int
    kind: str
    value: str
    normal: str
    label: str
    is_primary: bool
    shared: bool
    bad_since: str | None
    opted_out_at: datetime | None


class Owner(NamedTuple):
    """Someone of ours who works the party, or did, and what they made of it (S33, S39)."""

    user: int
    login: str
    name: str
    role: str
    since: str
    until: str | None
    take: str


class Person(NamedTuple):
    """Someone there, or, on a person's card, a company they are or were at (S25).

    `relation` reads from them to the card's party, or with `outward` from the party to them.
    """

    id: int
    name: str
    kind: str
    relation: str
    title: str
    influence: str
    phone: str
    email: str
    since: str | None
    until: str | None
    relationship: int
    outward: bool


class ChannelCount(NamedTuple):
    """How often we had to do with them on a channel, and when (S34)."""

    channel: str
    contacts: int
    attempts: int
    first: datetime | None
    last: datetime | None


class Card(NamedTuple):
    """Everything on the card but its timeline.

    `tasks` are the open ones of both sides, `ended_tasks` the last few that were done or dropped;
    `own` are the firm's own fields and the columns that imports have kept; `complete` says how
    much of the basics is known; `erased` is the day on which their data were erased, or ''.
    """

    fields: dict[str, Any]
    parent: tuple[int, str] | None
    referred_by: tuple[int, str] | None
    methods: tuple[Method, ...]
    people: tuple[Person, ...]
    tags: tuple[str, ...]
    owner: Owner | None
    former_owners: tuple[Owner, ...]
    team: tuple[Owner, ...]
    pinned: tuple[EntryRow, ...]
    tasks: tuple[TaskRow, ...]
    ended_tasks: tuple[TaskRow, ...]
    contacts: tuple[ChannelCount, ...]
    own: Held = NOTHING
    complete: Completeness | None = None
    erased: str = ""

    @property
    def id(self) -> int:
        """The party's id."""
        return int(self.fields["id"])

    @property
    def name(self) -> str:
        """The party's name."""
        return str(self.fields["name"])

    @property
    def phones(self) -> tuple[Method, ...]:
        """Its numbers, the best first."""
        return tuple(method for method in self.methods if method.kind == "phone")

    @property
    def emails(self) -> tuple[Method, ...]:
        """Its e-mail addresses, the best first."""
        return tuple(method for method in self.methods if method.kind == "email")

    @property
    def next_step(self) -> TaskRow | None:
        """The open task that comes first; None is a customer without a next step."""
        return self.tasks[0] if self.tasks else None


class EntryRow(NamedTuple):
    """One line of the timeline, with who took part; `corrected_by` names its correction.

    `ticket` is the one in whose conversation it stands, with its number.
    """

    id: int
    at: datetime | None
    day: str
    kind: str
    channel: str
    direction: str
    minutes: int | None
    user: str
    party: int | None
    party_name: str
    subject: str
    body: str
    outcome: str
    result: str
    internal: bool
    pinned: bool
    task: int | None
    corrects: int | None
    corrected_by: int | None
    people: tuple[str, ...]
    ticket: int | None = None
    ticket_number: str = ""


def card(desk: Desk, party: int) -> Card | None:
    """The card of a party, or None when there is none with that id."""
    columns = ", ".join(f"p.{_LINKS.get(name, name)}" for name in FIELDS)
    found = desk.store.row(f"SELECT {columns} FROM party p WHERE p.id = ?", (party,))
    if found is None:
        return None
    fields: dict[str, Any] = dict(zip(FIELDS, found, strict=True))
    for name in _INSTANTS:
        fields[name] = moment(fields[name])
    for name in _FLAGS:
        fields[name] = bool(fields[name])
    fields["custom"] = json.loads(fields["custom"] or "{}")
    owners = _owners(desk, party)
    shared = plan(desk, party)
    erased = naming.erased(desk, [party]).get(party, "") if fields["archived_at"] else ""
    return Card(
        fields=fields,
        parent=_name_of(desk, fields["parent"]),
        referred_by=_name_of(desk, fields["referred_by"]),
        methods=_methods(desk, party),
        people=_people(desk, party),
        tags=_tags(desk, party),
        owner=next((o for o in owners if o.role == "owner" and not o.until), None),
        former_owners=tuple(o for o in owners if o.role == "owner" and o.until),
        team=tuple(o for o in owners if o.role != "owner" and not o.until),
        pinned=timeline(desk, party, pinned=True, limit=5),
        tasks=shared.open,
        ended_tasks=shared.ended,
        contacts=contact_counts(desk, party),
        own=Held(tuple(own_fields.fields(desk, "party")), fields["custom"]),
        complete=None if erased else completeness.of(desk, party),
        erased=erased,
    )


def _name_of(desk: Desk, party: int | None) -> tuple[int, str] | None:
    if party is None:
        return None
    return party, str(desk.store.value("SELECT name FROM party WHERE id = ?", (party,)) or "")


def _methods(desk: Desk, party: int) -> tuple[Method, ...]:
    rows = desk.store.rows(
        "SELECT id, kind, value, normal, label, is_primary, shared, bad_since, opted_out_at"
        " FROM contact_method WHERE party_id = ? ORDER BY kind, is_primary DESC, id",
        (party,),
    )
    return tuple(
        Method._make([*row[:5], bool(row[5]), bool(row[6]), row[7], moment(row[8])]) for row in rows
    )


_CONTACT = (
    "coalesce((SELECT m.value FROM contact_method m WHERE m.party_id = o.id AND m.kind = '{kind}'"
    " ORDER BY m.is_primary DESC, m.id LIMIT 1), '')"
)


def _people(desk: Desk, party: int) -> tuple[Person, ...]:
    shown = f"{_CONTACT.format(kind='phone')}, {_CONTACT.format(kind='email')}, r.since, r.until"
    rows = desk.store.rows(
        f"SELECT o.id, o.name, o.kind, r.kind, r.title, r.influence, {shown}, r.id, 0"
        " FROM relationship r JOIN party o ON o.id = r.party_id WHERE r.other_id = ?"
        f" UNION ALL SELECT o.id, o.name, o.kind, r.kind, r.title, r.influence, {shown}, r.id, 1"
        " FROM relationship r JOIN party o ON o.id = r.other_id WHERE r.party_id = ?",
        (party, party),
    )
    people = [Person._make([*row[:11], bool(row[11])]) for row in rows]
    people.sort(key=lambda person: (person.until is not None, person.name))
    return tuple(people)


def _tags(desk: Desk, party: int) -> tuple[str, ...]:
    rows = desk.store.rows(
        "SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.party_id = ?"
        " ORDER BY t.folded",
        (party,),
    )
    return tuple(row[0] for row in rows)


def _owners(desk: Desk, party: int) -> tuple[Owner, ...]:
    rows = desk.store.rows(
        "SELECT u.id, u.login, u.name, a.role, a.since, a.until, a.take FROM assignment a"
        ' JOIN "user" u ON u.id = a.user_id WHERE a.party_id = ? ORDER BY a.since DESC, a.id DESC',
        (party,),
    )
    return tuple(Owner(*row) for row in rows)


def open_tasks(desk: Desk, party: int) -> tuple[TaskRow, ...]:
    """What is still to be done with the party, the next due first."""
    return plan(desk, party).open


def contact_counts(desk: Desk, party: int) -> tuple[ChannelCount, ...]:
    """Contacts and attempts per channel with the first and last date, most used first (S34)."""
    kinds = ", ".join(f"'{kind}'" for kind in CONTACT_KINDS)
    rows = desk.store.rows(
        "SELECT CASE WHEN e.channel = '' THEN e.kind ELSE e.channel END AS way, count(*),"
        " sum(CASE WHEN c.meaning IN ('attempt', 'bad_number') THEN 1 ELSE 0 END),"
        " min(e.at), max(e.at)"
        " FROM timeline_entry e LEFT JOIN choice c ON c.list = 'outcome' AND c.code = e.outcome"
        f" WHERE e.kind IN ({kinds}) AND e.id IN"
        " (SELECT id FROM timeline_entry WHERE party_id = ?"
        " UNION SELECT entry_id FROM participant WHERE party_id = ?)"
        " AND NOT EXISTS (SELECT 1 FROM timeline_entry x WHERE x.corrects_id = e.id)"
        " GROUP BY way ORDER BY count(*) DESC, way",
        (party, party),
    )
    return tuple(
        ChannelCount(way, int(number) - int(attempts), int(attempts), moment(first), moment(last))
        for way, number, attempts, first, last in rows
    )


def timeline(
    desk: Desk,
    party: int,
    *,
    limit: int = 50,
    before: tuple[datetime, int] | None = None,
    channel: str = "",
    pinned: bool = False,
) -> tuple[EntryRow, ...]:
    """The newest entries about the party or with it taking part, newest first.

    `before` is the (at, id) of the last entry seen, to read on from there; `channel` keeps one
    channel or kind of entry (S68).
    """
    narrow, params = _narrowing(before, channel, pinned=pinned)
    ids = desk.store.rows(
        "SELECT id FROM ("
        " SELECT * FROM (SELECT e.id, e.at FROM timeline_entry e"
        f" WHERE e.party_id = ?{narrow} ORDER BY e.at DESC, e.id DESC LIMIT ?) AS own"
        " UNION SELECT * FROM (SELECT e.id, e.at FROM participant q"
        f" JOIN timeline_entry e ON e.id = q.entry_id WHERE q.party_id = ?{narrow}"
        " ORDER BY e.at DESC, e.id DESC LIMIT ?) AS shared) AS either"
        " ORDER BY at DESC, id DESC LIMIT ?",
        [party, *params, limit, party, *params, limit, limit],
    )
    return entries(desk, [row[0] for row in ids])


def _narrowing(
    before: tuple[datetime, int] | None, channel: str, *, pinned: bool
) -> tuple[str, list[Any]]:
    narrow, params = "", []
    if before is not None:
        narrow += " AND (e.at, e.id) < (?, ?)"
        params += [before[0].strftime("%Y-%m-%d %H:%M:%S"), before[1]]
    if channel:
        narrow += " AND (e.channel = ? OR e.kind = ?)"
        params += [channel, channel]
    if pinned:
        narrow += " AND e.pinned = 1"
    return narrow, params


def entries(desk: Desk, ids: list[int]) -> tuple[EntryRow, ...]:
    """These entries, newest first, with who took part in each."""
    rows = desk.store.rows_by_id(
        "SELECT e.id, e.at, e.day, e.kind, e.channel, e.direction, e.minutes,"
        " coalesce(u.login, ''), e.party_id, coalesce(p.name, ''), e.subject, e.body, e.outcome,"
        " e.result, e.internal, e.pinned, e.task_id, e.corrects_id,"
        " (SELECT max(x.id) FROM timeline_entry x WHERE x.corrects_id = e.id),"
        " e.ticket_id, coalesce(t.number, '')"
        ' FROM timeline_entry e LEFT JOIN "user" u ON u.id = e.user_id'
        " LEFT JOIN party p ON p.id = e.party_id LEFT JOIN ticket t ON t.id = e.ticket_id"
        " WHERE e.id IN ({ids})",
        ids,
    )
    people: dict[int, list[str]] = {}
    for entry, name in desk.store.rows_by_id(
        "SELECT q.entry_id, coalesce(p.name, u.name) FROM participant q"
        ' LEFT JOIN party p ON p.id = q.party_id LEFT JOIN "user" u ON u.id = q.user_id'
        " WHERE q.entry_id IN ({ids}) AND (p.kind = 'person' OR q.user_id IS NOT NULL)"
        " ORDER BY q.id",
        ids,
    ):
        people.setdefault(entry, []).append(name)
    found = [
        EntryRow._make(
            [
                row[0],
                moment(row[1]),
                *row[2:14],
                bool(row[14]),
                bool(row[15]),
                *row[16:19],
                tuple(people.get(row[0], ())),
                *row[19:],
            ]
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda entry: (str(entry.at), entry.id), reverse=True))
