"""`crm imports`: what was brought in, and how each went."""

from __future__ import annotations

from crm_tui.cli.layout import columns, say_moment
from crm_tui.cli.meaning import record_id
from crm_tui.cli.session import Session
from crm_tui.views import imports

USUAL = 30


def reports(session: Session, number: str | None, limit: int | None) -> None:
    """List the imports, or tell what came of one."""
    desk = session.desk
    if number is not None:
        one = imports.numbered(desk, record_id(number, "an import"))
        if session.json:
            session.answer(one)
        else:
            session.tell(imports.sentences(one, desk.clock.zone))
        return
    found = imports.imports(desk, limit=USUAL if limit is None else limit)
    if session.json:
        session.answer(found)
    elif not found:
        session.tell(["Nothing was brought in yet."])
    else:
        session.tell(
            columns(
                (
                    (
                        str(one.id), say_moment(desk, one.at), one.user, one.file,
                        imports.counted(one), "taken back" if one.undone else "",
                    )
                    for one in found
                ),
                ("import", "when", "who", "file", "rows", ""),
            )
        )  # fmt: skip
