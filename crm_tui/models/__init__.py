"""Peewee models, a module a subject. `MODELS` lists them, parents before children."""

from crm_tui.models.choice import Choice
from crm_tui.models.journal import Change, ChangeSet
from crm_tui.models.knowledge import Need, Opinion
from crm_tui.models.party import (
    Assignment,
    ContactMethod,
    ExternalId,
    Party,
    Relationship,
    Tag,
    Tagging,
)
from crm_tui.models.product import Product
from crm_tui.models.setting import SavedView, Setting
from crm_tui.models.task import Task
from crm_tui.models.timeline import Participant, TimelineEntry
from crm_tui.models.user import User

JOURNALLED = (
    User,
    Party,
    ContactMethod,
    Relationship,
    Assignment,
    Tag,
    Tagging,
    ExternalId,
    Product,
    Task,
    TimelineEntry,
    Participant,
    Opinion,
    Need,
    Choice,
    Setting,
    SavedView,
)
MODELS = (*JOURNALLED, ChangeSet, Change)

__all__ = [
    "JOURNALLED",
    "MODELS",
    "Assignment",
    "Change",
    "ChangeSet",
    "Choice",
    "ContactMethod",
    "ExternalId",
    "Need",
    "Opinion",
    "Participant",
    "Party",
    "Product",
    "Relationship",
    "SavedView",
    "Setting",
    "Tag",
    "Tagging",
    "Task",
    "TimelineEntry",
    "User",
]
