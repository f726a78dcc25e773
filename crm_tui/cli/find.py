"""`crm find`: one search over everything."""

from __future__ import annotations

from crm_tui.cli.layout import columns
from crm_tui.cli.session import Session, complain
from crm_tui.views import finding

USUAL = 50
NOTHING = 3


def find(session: Session, text: tuple[str, ...], limit: int | None) -> int:
    """Show what matches; status 3 when nothing does."""
    typed = " ".join(text)
    most = USUAL if limit is None else limit
    hits = finding.find(session.desk, typed, most) if most else []
    if session.json:
        session.answer(hits)
    else:
        session.tell(
            columns(
                (hit.type, str(hit.id), hit.title, _other_party(hit), hit.matched) for hit in hits
            )
        )
    if not hits:
        complain(f"Nothing matches '{typed}'.")
        return NOTHING
    return 0


def _other_party(hit: finding.Hit) -> str:
    return "" if hit.type == "party" or hit.party is None else f"{hit.party_name} (#{hit.party})"
