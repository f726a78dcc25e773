"""A database in which every text is hostile, and what may be written to a terminal of it."""

from __future__ import annotations

import csv
import json
import re
from datetime import timedelta
from pathlib import Path

from crm_tui.exchange.importing import look, take_over
from crm_tui.services import (
    accounts,
    conversations,
    deals,
    help_wanted,
    knowledge,
    offers,
    parties,
    saved_views,
    tags,
    ticket_merging,
    tickets,
    timeline,
    upkeep,
)
from crm_tui.services.opening import Desk
from crm_tui.store.engines.sqlite.connection import driver
from tests import builders
from tests.naughty import CONTROLS, HARMFUL, MARKUP, WIDE

FORMATS = (
    "{0}",
    "{name}",
    "%s",
    "%(name)s",
    "%n",
    "$(reboot)",
    "`reboot`",
    "${HOME}",
    "$x",
    "=1+1",
    "{{7*7}}",
)
"""Each would turn into something else where it is taken for a pattern."""

TERMINAL = (
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]0;owned\x07",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[6n\x1b[?47l\x1b[21t\x1b[38;5;213m",
    "\x1bc\x1bPq#0\x1b\\",
    "\x9b2J\x9d0;owned\x9c",
    "nul\x00bell\x07back\x08so\x0e",
    "line\nend\r\ntab\t\x0b\x0c\x85\u2028\u2029",
    "\u202ebidi\u202c\u2066\u2069\u200f\u061c\u200b\u2060\ufeff\xad",
)
ALL = "".join((*TERMINAL, *MARKUP[:8], *FORMATS))
"""All of it in one text."""

NOT_UTF8 = b"bytes \xff\x9b2J\xed\xb2\x9b\x1b]0;x\x07 end"
"""What stands in a text column where another program wrote another encoding."""

_CODES = re.compile(
    rb"\x1b\[[0-9;]*m|\x1b\[[0-9;]*[HKrST]|\x1b\[[?<>=][0-9;]*\$?[hlpu]|\x1b\[!p|\x1b\]22;default\x07"
)
# Of the columns with a text, those whose words the program itself decides.
_OURS = frozenset(
    {
        "kind", "role", "state", "side", "direction", "normal", "reversed_digits", "folded",
        "sort_name", "query", "custom", "place", "list", "key", "meaning", "before", "after",
        "record", "session", "priority", "code", "about", "steps", "then",
    }
)  # fmt: skip
_TABLES = (
    "user", "party", "contact_method", "relationship", "assignment", "tag", "task",
    "timeline_entry", "opinion", "need", "choice", "saved_view", "change_set", "pipeline", "stage",
    "deal", "line_item", "deal_person", "credit",
)  # fmt: skip
_SERVICE_TABLES = (
    "ticket", "mail_message", "attachment", "sla_policy", "business_calendar", "holiday",
    "snippet", "macro",
)  # fmt: skip


def harm_in(output: bytes) -> set[str]:
    """What a terminal must never be sent and was: what is left when our own codes are gone."""
    left = _CODES.sub(b"", output).decode("utf-8", "replace")
    return set(left) & HARMFUL - {"\r", "\n"}


def an_old_file(path: Path) -> None:
    """A database whose every text another program wrote: escapes, markup, patterns, bytes.

    Customer 1 has everything hostile; those after it have a hostile name each.
    """
    builders.made_once(path, "an old file", lambda: _write_old_file(path))


def _write_old_file(path: Path) -> None:
    with builders.a_desk(path) as desk:
        _furnish(desk)
    connection = driver().connect(str(path))
    connection.execute("DROP TRIGGER timeline_entry_kept")
    number = connection.execute(
        "INSERT INTO change_set (at, user_id, label) VALUES ('2026-11-19 09:00:00', 1, ?)", (ALL,)
    ).lastrowid
    connection.execute("INSERT INTO open_change_set VALUES (?)", (number,))
    for table in _TABLES:
        _spoil(connection, table)
    for row, name in enumerate((*CONTROLS[:-1], *MARKUP, *FORMATS, *WIDE), start=100):
        connection.execute(
            "INSERT INTO party (id, created_at, updated_at, kind, name, sort_name, city)"
            " VALUES (?, '2026-11-19 09:00:00', '2026-11-19 09:00:00', 'company', ?, ?, ?)",
            (row, name, f"b{row}", name),
        )
    connection.execute("UPDATE party SET name = CAST(? AS TEXT) WHERE id = 100", (NOT_UTF8,))
    connection.execute("DELETE FROM open_change_set")
    connection.commit()
    connection.close()
    with builders.a_desk(path) as desk:
        upkeep.repair(desk)


def an_old_service_desk(path: Path) -> None:
    """An old file with tickets, mails and settings of the service desk, all of it hostile."""
    an_old_file(path)
    builders.made_once(path, "an old service desk", lambda: _write_old_service_desk(path))


def _write_old_service_desk(path: Path) -> None:
    with builders.a_desk(path) as desk:
        for number, title in enumerate(("one", "two", "three", "four"), start=1):
            tickets.add(
                desk, title, party=1, contact=2, body="words", product=None, channel="email"
            )
            conversations.reply(desk, number, "answer")
            tickets.tag(desk, [number], tags.parse("vip"))
        ticket_merging.merge(desk, 1, [4])
        tickets.solve(desk, [2], "other", note="words", cause="product")
        conversations.rate(desk, 2, 3, "words")
        offers.offer(desk, 3, "an offer")
        help_wanted.ask(desk, "help", party=1, ticket=1, of=desk.user)
        with desk.store.change_set(desk.user, "a mail"):
            for row, (direction, state) in enumerate((("in", ""), ("out", "queued"))):
                desk.store.write(
                    "INSERT INTO mail_message (entry_id, ticket_id, direction, digest, at, state)"
                    " SELECT id, ticket_id, ?, ?, at, ? FROM timeline_entry"
                    " WHERE ticket_id = 1 ORDER BY id LIMIT 1 OFFSET ?",
                    (direction, direction, state, row),
                )
            desk.store.write(
                "INSERT INTO attachment (entry_id, name, file)"
                " SELECT entry_id, 'x', 'y' FROM mail_message"
            )
    connection = driver().connect(str(path))
    connection.execute("INSERT INTO open_change_set SELECT max(id) FROM change_set")
    for table in _SERVICE_TABLES:
        _spoil(connection, table)
    connection.execute("DELETE FROM open_change_set")
    connection.commit()
    connection.close()
    with builders.a_desk(path) as desk:
        upkeep.repair(desk)


def _furnish(desk: Desk) -> None:
    bob = builders.a_colleague(desk).user
    firm = builders.a_company(desk, "Firm", phones=["+36 1 234 5678"], emails=["a@firm.example"])
    parties.add_method(desk, firm, "post", "Fő utca 1", label="office")
    person = builders.a_person(desk, "Person", company=firm, title="buyer")
    builders.a_call(desk, firm, "a call", people=[person], outcome="reached")
    note = timeline.log(desk, firm, "a note", kind="note", subject="about").entry
    timeline.correct(desk, note, "a better note")
    timeline.pin(desk, note, pinned=True)
    builders.a_task(desk, firm, "a task", due=desk.clock.today() - timedelta(days=2))
    _deals(desk, firm, person)
    tags.change(desk, [firm], tags.parse("vip"))
    accounts.hand_over(desk, [firm], bob, take="they pay late", tasks=False)
    accounts.hand_over(desk, [firm], desk.user, take="they pay late", tasks=False)
    saved_views.save(desk, "view", {"tag": "vip"})


def _deals(desk: Desk, firm: int, person: int) -> None:
    """An open deal with lines, people and credits, one won and one lost to the firm itself."""
    for title in ("open deal", "won deal", "lost deal"):
        _deal(desk, firm, person, title, "words")
    deals.win(desk, 2, gain="they gain")
    deals.lose(desk, 3, "competitor", lost_to=firm, note="too dear")


def _deal(desk: Desk, firm: int, person: int, title: str, words: str) -> int:
    deal = deals.add(desk, title, party=firm, contact=person, amount_minor=100, note=words)
    deals.set_lines(desk, deal, [{"text": words, "price_minor": 100}])
    deals.set_part(desk, deal, person, words)
    deals.add_credit(desk, deal, party=person, how=words)
    return deal


def _spoil(connection, table: str) -> None:
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')
               if row[2] == "TEXT" and row[1] not in _OURS]  # fmt: skip
    for column in columns:
        text = f"? || char(10) || id || ' {column}'"
        where = " WHERE id > 1" if (table, column) == ("user", "login") else ""
        connection.execute(f'UPDATE "{table}" SET "{column}" = {text}{where}', (ALL,))
    if table in ("party", "user"):
        custom = json.dumps({ALL: ALL, "plain": ["a", {"b": ALL}]})
        connection.execute(f'UPDATE "{table}" SET custom = ?', (custom,))
    if table == "saved_view":
        connection.execute("UPDATE saved_view SET query = ?", (json.dumps({"tag": ALL}),))


def through_our_doors(path: Path, folder: Path) -> None:
    """The same texts typed into services and brought by a file: cleaned where they came in."""
    with builders.a_desk(path) as desk:
        firm = builders.a_company(
            desk, ALL, phones=[f"+36 1 234 5678 {TERMINAL[0]}"], emails=["a@firm.example"],
            city=ALL, industry=ALL, likes=ALL, wants=ALL, motives=ALL, spoken_to_how=ALL,
        )  # fmt: skip
        parties.add_method(desk, firm, "post", ALL, label=ALL)
        person = builders.a_person(desk, ALL, company=firm, title=ALL)
        for outcome in ("reached", "no_answer"):
            builders.a_call(desk, firm, ALL, subject=ALL, people=[person], outcome=outcome)
        note = timeline.log(desk, firm, ALL, kind="note", subject=ALL).entry
        timeline.correct(desk, note, f"better {ALL}")
        timeline.pin(desk, note)
        builders.a_task(desk, firm, ALL, due=desk.clock.today() - timedelta(days=2))
        tags.change(desk, [firm], tags.parse(ALL))
        for number in range(3):
            _deal(desk, firm, person, f"{ALL} {number}", ALL)
        deals.win(desk, 2, gain=ALL)
        deals.lose(desk, 3, "competitor", lost_to=firm, note=ALL)
        knowledge.add_need(desk, firm, ALL)
        knowledge.add_opinion(desk, firm, "product", 1, words=ALL)
        accounts.hand_over(desk, [firm], builders.a_colleague(desk, name=ALL).user, take=ALL)
        accounts.hand_over(desk, [firm], desk.user, take=ALL)
        saved_views.save(desk, ALL, {"tag": ALL})
        file = folder / "customers.csv"
        with file.open("w", newline="", encoding="utf-8") as rows:
            writer = csv.writer(rows)
            writer.writerow(["Company", "City", "Notes"])
            writer.writerows([name, name, name] for name in (*CONTROLS[:-1], *MARKUP, *FORMATS))
        take_over(desk, look(file, kind="customers", fields={}))


def literal_names(path: Path) -> list[tuple[int, str]]:
    """The customers, by id, whose names are markup or patterns."""
    with builders.a_desk(path) as desk:
        found = dict(desk.store.rows("SELECT name, id FROM party"))
    return [(found[name], name) for name in (*MARKUP, *FORMATS) if len(name) > 2]
