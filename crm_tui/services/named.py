"""Records that are known by their name: a second one of a name is the first one, changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.store.desk import Desk


def keep(
    desk: Desk, model: Any, name: str, values: Mapping[str, Any], usual: Mapping[str, Any]
) -> int:
    """Change the record of this name, or make one, in the open change set; its id.

    `model` is a `models.Record` with a name; a new one has `usual` where `values` say nothing.
    """
    now = desk.clock.now()
    own = model.get_or_none(model.name == name)
    if own is not None:
        model.update(**values, updated_at=now, version=model.version + 1).where(
            model.id == own.id
        ).execute()
        return int(own.id)
    given = {**usual, **values}
    return int(model.create(name=name, created_at=now, updated_at=now, **given).id)
