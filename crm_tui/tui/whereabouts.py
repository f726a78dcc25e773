"""Where the user was in the list when the program was left."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from crm_tui.tui.panes.list_views import ListView, fields_of, query_of
from crm_tui.tui.state_file import StateFile


class BoardLeft(NamedTuple):
    """Where the pipeline was left: the view's name and the fields of its query, and the deal."""

    name: str = ""
    fields: Mapping[str, Any] = MappingProxyType({})
    deal: int | None = None


class QueueLeft(NamedTuple):
    """Where the tickets were left: the view's name and the fields of its query, and the ticket."""

    name: str = ""
    fields: Mapping[str, Any] = MappingProxyType({})
    ticket: int | None = None


class Whereabouts(NamedTuple):
    """A view of the list, the customer under the cursor and its place from the top.

    `name` is the place of the workspace, `day` the user's day on which it was left; `board` is
    where the pipeline was, `queue` where the tickets were.
    """

    view: ListView
    party: int | None
    place: int
    name: str = ""
    day: str = ""
    board: BoardLeft = BoardLeft()
    queue: QueueLeft = QueueLeft()


def remembered(file: StateFile) -> Whereabouts:
    """Where the user was; the top of the plain list where that is not known."""
    kept = file.read()
    fields, party, index = kept.get("query"), kept.get("party"), kept.get("index")
    view = ListView(
        str(kept.get("view") or "Customers"), query_of(fields if isinstance(fields, dict) else {})
    )
    return Whereabouts(
        view,
        party if isinstance(party, int) else None,
        index if isinstance(index, int) and index >= 0 else 0,
        str(kept.get("place") or ""),
        str(kept.get("day") or ""),
        _board(kept),
        _queue(kept),
    )


def _board(kept: Mapping[str, Any]) -> BoardLeft:
    fields, deal = kept.get("board"), kept.get("deal")
    return BoardLeft(
        str(kept.get("board_name") or ""),
        fields if isinstance(fields, dict) else {},
        deal if isinstance(deal, int) else None,
    )


def _queue(kept: Mapping[str, Any]) -> QueueLeft:
    fields, ticket = kept.get("queue"), kept.get("ticket")
    return QueueLeft(
        str(kept.get("queue_name") or ""),
        fields if isinstance(fields, dict) else {},
        ticket if isinstance(ticket, int) else None,
    )


def remember(file: StateFile, here: Whereabouts) -> None:
    """Keep where the user is, for the next start."""
    fields = fields_of(here.view.query)
    file.write(
        {
            "view": here.view.name,
            "query": fields,
            "party": here.party,
            "index": here.place,
            "place": here.name,
            "day": here.day,
            "board_name": here.board.name,
            "board": dict(here.board.fields),
            "deal": here.board.deal,
            "queue_name": here.queue.name,
            "queue": dict(here.queue.fields),
            "ticket": here.queue.ticket,
        }
    )
