"""Copying to the clipboard of the terminal, over any connection (OSC 52)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.text.safe import clean
from crm_tui.text.say import quoted

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace
    from crm_tui.views.card import Card

MOST_BYTES = 74_994 // 4 * 3
"""What the strictest terminals take: 74,994 bytes once they are encoded."""


def customer_copy_phone(workspace: Workspace) -> None:
    """Copy the first phone number."""
    card = workspace.card.card
    copy(workspace, card.phones[0].value if card and card.phones else "", "phone number")


def customer_copy_email(workspace: Workspace) -> None:
    """Copy the first e-mail address."""
    card = workspace.card.card
    copy(workspace, card.emails[0].value if card and card.emails else "", "e-mail address")


def customer_copy_name(workspace: Workspace) -> None:
    """Copy the name."""
    copy(workspace, workspace.party_name, "name")


def customer_copy_address(workspace: Workspace) -> None:
    """Copy the postal address, or the place where there is none."""
    card = workspace.card.card
    copy(workspace, _address(card) if card else "", "address")


def _address(card: Card) -> str:
    posts = [method.value for method in card.methods if method.kind == "post"]
    place = [str(card.fields[name]) for name in ("city", "region", "country")]
    return posts[0] if posts else ", ".join(part for part in place if part)


def customer_copy_link(workspace: Workspace) -> None:
    """Copy the command that opens this card."""
    copy(workspace, f"crm open {workspace.party}" if workspace.party else "", "link")


def copy(workspace: Workspace, text: str, what: str) -> None:
    """Copy a text and say so."""
    text = clean(text)  # pasted into a shell, a line end would run it
    if not text:
        workspace.status.say(f"There is no {what} to copy.")
    elif len(text.encode("utf-8", "replace")) > MOST_BYTES:
        workspace.status.say(f"The {what} is too long for a terminal's clipboard.", "alert")
    else:
        workspace.copy_to_clipboard(text)
        workspace.status.say(
            f"{quoted(text)}: sent to terminal clipboard ({len(text):,} characters)."
        )
