"""`crm duplicates` and `crm merge`: customers that stand in the book twice."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.cli import meaning
from crm_tui.cli.layout import columns, counted, labelled, one_line, say_date, section
from crm_tui.cli.session import Session, complain
from crm_tui.config import did_you_mean
from crm_tui.errors import UsageError
from crm_tui.views import duplicates as views
from crm_tui.views import naming

if TYPE_CHECKING:
    from crm_tui.services.opening import Desk
    from crm_tui.services.party_merging import Trial
    from crm_tui.views.duplicates import Found, Pair, Side
    from crm_tui.views.side_by_side import Pair as Field

USUAL = 50
NOTHING = 3


def duplicates(
    session: Session,
    said: tuple[str, ...],
    limit: int | None,
    least: int | None,
    filter_text: str | None,
) -> int:
    """Show pairs of customers that may be one; status 3 where there are none."""
    if said:
        _skip(session, said)
        return 0
    desk = session.desk
    among = _among(desk, filter_text) if filter_text else None
    found = views.find(
        desk,
        least=views.LEAST if least is None else least,
        limit=USUAL if limit is None else limit,
        among=among,
        progress=_progress(),
    )
    sides = views.sides(desk, found.pairs)
    if session.json:
        session.answer([_value(pair, sides) for pair in found.pairs])
    else:
        session.tell(_lines(desk, found, sides))
    if not found.total:
        complain(session.said("No two customers look alike."))
        return NOTHING
    return 0


def _skip(session: Session, said: tuple[str, ...]) -> None:
    from crm_tui.services import distinct

    if said[0] != "skip" or len(said) < 3:
        raise UsageError(
            f"'{' '.join(said)}' cannot be done with duplicates.",
            "For example: crm duplicates skip 12 48 'father and son'.",
        )
    desk = session.desk
    one, other = naming.party(desk, said[1]), naming.party(desk, said[2])
    distinct.skip(desk, one, other, " ".join(said[3:]))
    if session.json:
        session.answer({"one": one, "other": other, "reason": " ".join(said[3:])})
    else:
        names = f"{naming.name_of(desk, one)} and {naming.name_of(desk, other)}"
        session.tell([f"{names} are not the same; they are shown as a pair no more."])


def merge(
    session: Session,
    keep: str,
    lose: str,
    taken: tuple[str, ...],
    kept: tuple[str, ...],
    trial: bool,
) -> None:
    """Merge a customer, or a ticket, into the one that stays (rule 11)."""
    desk = session.desk
    if meaning.ticket_of_number(desk, keep) and meaning.ticket_of_number(desk, lose):
        _merge_tickets(session, keep, lose, trial, taken or kept)
        return
    from crm_tui.services import party_merging

    stays, goes = naming.party(desk, keep), _loser(desk, lose)
    choices = dict.fromkeys(kept, "keep") | dict.fromkeys(taken, "lose")
    fields = party_merging.trial(desk, stays, goes).compared.pairs if choices else ()
    choices = {_field(fields, name): side for name, side in choices.items()}
    told = party_merging.trial(desk, stays, goes, choices)
    if not trial:
        party_merging.merge(desk, stays, goes, choices, seen=told.compared.versions)
    if session.json:
        session.answer(_merged_value(told, choices, trial))
        return
    session.tell(_merged_lines(told, choices))
    if trial:
        session.tell(["This was a trial: nothing was written."])
    else:
        session.tell(["'crm undo' takes it back."])


def _loser(desk: Desk, said: str) -> int:
    """The customer meant; one that was merged already is named itself, to be refused."""
    number = said.strip().removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) < 10:
        found = desk.store.value("SELECT id FROM party WHERE id = ?", (int(number),))
        if found is not None:
            return int(found)
    return naming.party(desk, said)


def _merge_tickets(
    session: Session, keep: str, lose: str, trial: bool, fields: tuple[str, ...]
) -> None:
    from crm_tui.cli import tickets

    if trial or fields:
        raise UsageError(
            "Tickets are merged whole, without --trial, --take and --keep.",
            "'crm ticket show' shows each; 'crm undo' takes a merge back.",
        )
    tickets.merge(session, keep, (lose,))


def _field(fields: Sequence[Field], said: str) -> str:
    wanted = said.casefold().replace("_", " ")
    for pair in fields:
        if wanted in (pair.field.casefold().replace("_", " "), pair.label.casefold()):
            return pair.field
    known = [pair.label for pair in fields]
    raise UsageError(
        f"Neither customer has a field '{said}'.",
        did_you_mean(said, known) or f"They have: {', '.join(known)}.",
    )


def _among(desk: Desk, text: str) -> list[int]:
    from crm_tui.cli import filter_words
    from crm_tui.views import customers
    from crm_tui.views.customers import CustomerQuery

    filtered = filter_words.said(desk, "party", (), text)
    return customers.all_ids(desk, CustomerQuery(text=filtered, who="everyone"))


def _progress() -> views.Progress | None:
    """Tells the share that is done, on a terminal; None where nobody looks."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    from time import monotonic

    started = monotonic()

    def tell(share: float) -> bool:
        if monotonic() - started > 0.5:
            sys.stderr.write(
                f"\r{round(100 * share)} % compared\x1b[K\r" if share < 1 else "\r\x1b[K"
            )
            sys.stderr.flush()
        return True

    return tell


def _value(pair: Pair, sides: dict[int, Side]) -> dict[str, Any]:
    return {
        "score": pair.score,
        "reasons": pair.reasons,
        "one": sides[pair.one],
        "other": sides[pair.other],
    }


def _lines(desk: Desk, found: Found, sides: dict[int, Side]) -> Iterator[str]:
    rows = []
    for pair in found.pairs:
        rows.append((str(pair.score), *_side(desk, sides[pair.one]), "; ".join(pair.reasons)))
        rows.append(("", *_side(desk, sides[pair.other]), ""))
    yield from columns(rows, ("score", "id", "name", "place", "last contact", "why"))
    if found.total > len(found.pairs):
        yield f"{counted(found.total, 'pair')} in all; --limit shows more."
    if found.crowds:
        keys = counted(found.crowds, "thing is", "things are")
        yield f"{keys} shared by so many that only those next to each other by name were compared."
    if found.pairs:
        yield "'crm merge ID ID --trial' shows two side by side; 'crm duplicates skip' parts them."


def _side(desk: Desk, side: Side) -> tuple[str, str, str, str]:
    last = side.last_contact_at
    name = f"{side.name}, {side.company}" if side.company else side.name
    day = last.astimezone(desk.clock.zone).date() if last else None
    return f"#{side.id}", name, side.city, say_date(desk, day)


def _merged_lines(told: Trial, choices: dict[str, str]) -> Iterator[str]:
    compared = told.compared
    yield (
        f"{compared.lose_name} (#{compared.lose}) is merged into"
        f" {compared.keep_name} (#{compared.keep})."
    )
    moves = ", ".join(f"{number} {word}" for word, number in told.moves)
    yield from labelled([("moves", moves)])
    filled = [(pair.label, one_line(pair.lose_words)) for pair in told.filled]
    yield from section("Filled in", labelled(filled))
    rows = [
        (pair.label, *_stays(pair, choices.get(pair.field, pair.usual))) for pair in told.conflicts
    ]
    yield from section("Told differently", columns(rows, ("field", "stays", "is given up")))


def _stays(pair: Field, side: str) -> tuple[str, str]:
    if side == "both":
        return f"{pair.keep_words} + {pair.lose_words}", ""
    both = pair.keep_words, pair.lose_words
    return both if side == "keep" else both[::-1]


def _merged_value(told: Trial, choices: dict[str, str], trial: bool) -> dict[str, Any]:
    return {
        "keep": told.compared.keep,
        "lose": told.compared.lose,
        "trial": trial,
        "moves": dict(told.moves),
        "filled": {pair.field: pair.lose for pair in told.filled},
        "conflicts": [
            {
                "field": pair.field,
                "keep": pair.keep,
                "lose": pair.lose,
                "stays": choices.get(pair.field, pair.usual),
            }
            for pair in told.conflicts
        ],
    }
