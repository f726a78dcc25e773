"""Writing down what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from crm_tui.services import quick, ticket_contacts, timeline
from crm_tui.store.desk import Desk
from crm_tui.text import quickline
from crm_tui.text.dates import parse_day
from crm_tui.text.say import quoted, say_day
from crm_tui.views import naming
from crm_tui.views.choices import ChoiceRow, choices

if TYPE_CHECKING:
    from crm_tui.tui.places.place import About
    from crm_tui.tui.workspace import Workspace

NO_OUTCOME = "enter"
_COMPLAINS = "complaint"
_ASKS_WHEN = ("call_back", "next_step")


class Contact(NamedTuple):
    """What is written down of a contact, but for the follow-up."""

    kind: str
    text: str
    outcome: str
    direction: str = ""
    minutes: int | None = None


def customer_log_call(workspace: Workspace) -> None:
    """Log a call: a line of text, then one key for the outcome."""
    _log(workspace, "customer.log_call", "call", "call with")


def customer_log_email(workspace: Workspace) -> None:
    """Log an e-mail."""
    _log(workspace, "customer.log_email", "email", "e-mail with")


def customer_log_meeting(workspace: Workspace) -> None:
    """Log a meeting."""
    _log(workspace, "customer.log_meeting", "meeting", "meeting with")


def customer_log_visit(workspace: Workspace) -> None:
    """Log a visit."""
    _log(workspace, "customer.log_visit", "visit", "visit to")


def customer_add_note(workspace: Workspace) -> None:
    """Add a note to the timeline, or to the ticket one is at for colleagues alone."""
    about = workspace.place.about_here()
    if about is not None and about.what == "ticket":
        from crm_tui.tui.actions import ticket_adding

        ticket_adding.add_note(workspace)
        return
    if not workspace.someone():
        return

    def save(text: str) -> None:
        if not text.strip():
            workspace.status.say("Nothing was written.")
            return
        _save(workspace, "customer.add_note", Contact("note", text, ""))

    workspace.status.ask(f"note on {workspace.whom()}:", save, draft="customer.add_note")


def _log(workspace: Workspace, action: str, kind: str, words: str) -> None:
    if not workspace.someone():
        return

    def then(text: str) -> None:
        outcomes = choices(workspace.desk, "outcome")
        offered = [(row.key, row.label) for row in outcomes if row.key]
        workspace.status.choose(
            "result:",
            [*offered, (NO_OUTCOME, "none")],
            lambda key: _with_outcome(workspace, action, kind, text, _by_key(outcomes, key)),
        )

    workspace.status.ask(f"{words} {workspace.whom()}:", then, draft=action)


def _by_key(outcomes: Sequence[ChoiceRow], key: str) -> ChoiceRow | None:
    return next((row for row in outcomes if row.key == key), None)


def _with_outcome(
    workspace: Workspace, action: str, kind: str, text: str, outcome: ChoiceRow | None
) -> None:
    code = outcome.code if outcome else ""
    contact = Contact(kind, text, code)
    if kind == "call":
        contact = contact._replace(direction="out")
        call = workspace.on_call
        if call is not None and workspace.targets() == [call.party]:
            seconds = (workspace.desk.clock.now() - call.since).total_seconds()
            minutes = max(1, -(-int(seconds) // 60))
            contact = contact._replace(direction="in", minutes=minutes)
    if outcome is None or outcome.meaning not in _ASKS_WHEN:
        _save(workspace, action, contact)
        return

    def follow_up(said: str) -> None:
        day = _day(workspace, said)
        if said.strip() and day is None:
            workspace.status.say(f"{quoted(said)} is no day; such as: fri, +3d, 27 Nov.", "alert")
            workspace.status.ask(f"{outcome.label}, when:", follow_up, value=said)
        else:
            _save(workspace, action, contact, day, outcome.label)

    workspace.status.ask(f"{outcome.label}, when (Enter: no day):", follow_up)


def _save(
    workspace: Workspace,
    action: str,
    contact: Contact,
    due: date | None = None,
    next_step: str = "",
) -> None:
    about = None if _many(workspace) else workspace.place.about_here()

    def work(desk: Desk, parties: Sequence[int]) -> timeline.Logged | None:
        if len(parties) == 1:
            return write_down(desk, parties[0], contact, due, next_step, about=about)
        label = f"logged {contact.kind} with {len(parties)} customers"
        with desk.store.change_set(desk.user, label, origin=desk.origin):
            for party in parties:
                write_down(desk, party, contact, due, next_step)
        return None

    targets = workspace.targets()
    party = targets[0] if len(targets) == 1 else None
    workspace.changes.make_together(
        contact.kind, work, name=action,
        done=lambda logged: _logged(workspace, contact, logged, party, about),
    )  # fmt: skip


def _many(workspace: Workspace) -> bool:
    return len(workspace.list.marks) > 1


def _logged(
    workspace: Workspace,
    contact: Contact,
    logged: timeline.Logged | None,
    party: int | None,
    about: About | None,
) -> None:
    if contact.kind == "call":
        workspace.hang_up()
    workspace.changes.say_done()
    on_ticket = about is not None and about.what == "ticket"
    if logged is not None and party is not None and not on_ticket:
        _offer_ticket(workspace, contact, logged.entry, party)


def _offer_ticket(workspace: Workspace, contact: Contact, entry: int, party: int) -> None:
    """A complaint was raised: offer its ticket at once, what was logged filled in (S102)."""
    rows = choices(workspace.desk, "outcome")
    meant = next((row.meaning for row in rows if row.code == contact.outcome), "")
    if meant != _COMPLAINS or workspace.prompt.active:
        return
    from crm_tui.tui.actions.ticket_adding import ask_ticket, titled

    name = naming.name_of(workspace.desk, party)
    kinds = choices(workspace.desk, "ticket_kind")
    kind = next((row.label for row in kinds if row.meaning == _COMPLAINS), "")
    ask_ticket(workspace, party, name, entry=entry, value=f"{kind} {titled(contact.text)}".strip())


def write_down(
    desk: Desk,
    party: int,
    contact: Contact,
    due: date | None = None,
    next_step: str = "",
    *,
    about: About | None = None,
) -> timeline.Logged:
    """Log a contact with who was spoken to, as far as the text names people there.

    `about` is the deal or the ticket it was about, where that is this customer's.
    """
    about = about if about is not None and about.party == party else None
    ticket = about.id if about is not None and about.what == "ticket" else None
    named = quickline.parse(f"x: {contact.kind} {contact.text}", desk.clock.today()).people
    with desk.store.change_set(desk.user, "logged", origin=desk.origin):
        logged = timeline.log(
            desk,
            party,
            contact.text,
            kind=contact.kind,
            direction=contact.direction,
            minutes=contact.minutes,
            outcome=contact.outcome,
            people=timeline.people_named(desk, party, named),
            follow_up=f"{next_step}: {contact.text}"[:80].strip(": ") if due else "",
            due=due,
            deal=about.id if about is not None and about.what == "deal" else None,
            ticket=ticket,
        )
        if ticket is not None:
            ticket_contacts.note(desk, ticket, contact.direction, contact.outcome)
    return logged


def _day(workspace: Workspace, text: str) -> date | None:
    return parse_day(text, workspace.desk.clock.today())


# The quick line


def line_add(workspace: Workspace) -> None:
    """One line makes the log entry and the follow-up; what is understood shows while typing."""
    party = workspace.party

    def save(text: str) -> None:
        if not text.strip():
            workspace.status.say("Nothing was written.")
            return
        workspace.changes.make(
            lambda desk, _: quick.take_down(desk, text, party),
            parties=(),
            done=lambda taken: _taken_down(workspace, taken),
        )

    workspace.status.ask(
        "quick line:", save, on_change=lambda text: _show_understood(workspace, text),
        draft="line.add",
    )  # fmt: skip


def _show_understood(workspace: Workspace, text: str) -> None:
    from crm_tui.errors import CrmError

    try:
        found = quick.understand(workspace.desk, text, workspace.party)
    except CrmError as error:
        workspace.status.explain([(f" {error.sentence}", "dim")])
        return
    line = found.line
    today = workspace.desk.clock.today()
    said = [line.channel_words or line.kind]
    said += [f"spoke to {', '.join(line.people)}"] if line.people else []
    said += [f"task: {line.follow_up or line.text}, {say_day(line.due, today)}"] if line.due else []
    said += [f"for @{line.assignee}"] if line.assignee else []
    said += [" ".join(f"#{tag}" for tag in line.tags)] if line.tags else []
    dot = workspace.words().dot
    workspace.status.explain([(f" {found.name}", "strong"), (f"{dot}{dot.join(said)}", "")])


def _taken_down(workspace: Workspace, taken: quick.TakenDown) -> None:
    workspace.go_to_party(taken.party)
    task = " with its follow-up" if taken.task else ""
    workspace.status.say(f"Written down for {taken.name}{task}.")
