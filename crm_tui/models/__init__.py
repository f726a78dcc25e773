"""Peewee models, a module a subject, each imported when it is first asked for.

Making all the classes takes longer than a whole look-up of a caller, which needs none.
`MODELS` has them all, parents before children; `JOURNALLED` those whose changes can be undone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_tui.models.choice import Choice
    from crm_tui.models.deal import (
        CompetitorNote,
        Credit,
        Deal,
        DealPerson,
        Goal,
        LineItem,
        Pipeline,
        Stage,
        StageChange,
        Target,
    )
    from crm_tui.models.document import Document, DocumentLine
    from crm_tui.models.exchange import (
        ErasedAddress,
        Erasure,
        ImportMapping,
        ImportReport,
    )
    from crm_tui.models.journal import Change, ChangeSet
    from crm_tui.models.knowledge import Need, Opinion
    from crm_tui.models.mail import Attachment, MailMessage
    from crm_tui.models.party import (
        Alias,
        Assignment,
        ContactMethod,
        DistinctPair,
        ExternalId,
        Party,
        Relationship,
        Tag,
        Tagging,
    )
    from crm_tui.models.product import Product
    from crm_tui.models.record import Table
    from crm_tui.models.setting import CustomField, SavedView, Setting
    from crm_tui.models.task import DayOff, Planning, Silence, Task
    from crm_tui.models.ticket import (
        BusinessCalendar,
        Claim,
        Holiday,
        Macro,
        SlaPolicy,
        Snippet,
        Ticket,
        TicketStateChange,
        TicketTagging,
    )
    from crm_tui.models.timeline import Participant, TimelineEntry
    from crm_tui.models.user import User

    JOURNALLED: tuple[type[Table], ...]
    MODELS: tuple[type[Table], ...]

_MODULES = {
    "User": "user",
    "Party": "party",
    "ContactMethod": "party",
    "Relationship": "party",
    "Assignment": "party",
    "Tag": "party",
    "Tagging": "party",
    "ExternalId": "party",
    "Alias": "party",
    "DistinctPair": "party",
    "Product": "product",
    "Pipeline": "deal",
    "Stage": "deal",
    "Goal": "deal",
    "Deal": "deal",
    "StageChange": "deal",
    "LineItem": "deal",
    "DealPerson": "deal",
    "Credit": "deal",
    "CompetitorNote": "deal",
    "Target": "deal",
    "BusinessCalendar": "ticket",
    "Holiday": "ticket",
    "SlaPolicy": "ticket",
    "Ticket": "ticket",
    "TicketStateChange": "ticket",
    "Claim": "ticket",
    "TicketTagging": "ticket",
    "Snippet": "ticket",
    "Macro": "ticket",
    "Task": "task",
    "Planning": "task",
    "DayOff": "task",
    "Silence": "task",
    "TimelineEntry": "timeline",
    "Participant": "timeline",
    "MailMessage": "mail",
    "Attachment": "mail",
    "Opinion": "knowledge",
    "Need": "knowledge",
    "Choice": "choice",
    "Setting": "setting",
    "SavedView": "setting",
    "CustomField": "setting",
    "Document": "document",
    "DocumentLine": "document",
    "ImportMapping": "exchange",
    "ImportReport": "exchange",
    "Erasure": "exchange",
    "ErasedAddress": "exchange",
    "ChangeSet": "journal",
    "Change": "journal",
}
_KEPT = ("ChangeSet", "Change", "ImportReport", "Erasure", "ErasedAddress")
"""Records of what was done; an undo adds to them and takes nothing away."""

__all__ = [
    "JOURNALLED",
    "MODELS",
    "Alias",
    "Assignment",
    "Attachment",
    "BusinessCalendar",
    "Change",
    "ChangeSet",
    "Choice",
    "Claim",
    "CompetitorNote",
    "ContactMethod",
    "Credit",
    "CustomField",
    "DayOff",
    "Deal",
    "DealPerson",
    "DistinctPair",
    "Document",
    "DocumentLine",
    "ErasedAddress",
    "Erasure",
    "ExternalId",
    "Goal",
    "Holiday",
    "ImportMapping",
    "ImportReport",
    "LineItem",
    "Macro",
    "MailMessage",
    "Need",
    "Opinion",
    "Participant",
    "Party",
    "Pipeline",
    "Planning",
    "Product",
    "Relationship",
    "SavedView",
    "Setting",
    "Silence",
    "SlaPolicy",
    "Snippet",
    "Stage",
    "StageChange",
    "Tag",
    "Tagging",
    "Target",
    "Task",
    "Ticket",
    "TicketStateChange",
    "TicketTagging",
    "TimelineEntry",
    "User",
]


def __getattr__(name: str) -> Any:
    if name == "MODELS":
        return tuple(__getattr__(model) for model in _MODULES)
    if name == "JOURNALLED":
        return tuple(__getattr__(model) for model in _MODULES if model not in _KEPT)
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
