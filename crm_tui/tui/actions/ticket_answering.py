"""Answering tickets: the editor, what goes out by mail, what becomes of it."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.errors import CrmError
from crm_tui.services import conversations, outbox, tickets
from crm_tui.store.desk import Desk
from crm_tui.tui import outside
from crm_tui.tui.actions.chosen_tickets import following, go_on
from crm_tui.tui.answer_drafts import Answer, AnswerDrafts
from crm_tui.tui.screens.answer import AnswerScreen, Sent
from crm_tui.views import outbox as mails
from crm_tui.views import tickets as views

if TYPE_CHECKING:
    from crm_tui.exchange.mail_sending import Postman, Way
    from crm_tui.tui.workspace import Workspace
    from crm_tui.views.tickets import ClaimRow


def ticket_answer(workspace: Workspace) -> None:
    """Write an answer to the ticket, or go on with the one that was begun."""
    chosen = workspace.tickets_here()
    if len(chosen) > 1:
        workspace.status.tell("An answer is to one ticket; macros (M) answer many.")
    elif chosen:
        write(workspace, chosen[0])


def write(workspace: Workspace, ticket: int) -> None:
    """Open the editor on a ticket."""
    desk, row = workspace.desk, views.ticket_row(workspace.desk, ticket)
    if row.state == "merged":
        tickets.worked([ticket])
    place = workspace.places.tickets
    from_whom, after, worked_on = sender(workspace), following(workspace), place.working_on
    written: list[outbox.Answered] = []

    async def send(answer: Answer) -> None:
        written.append(
            await workspace.gateway.write(
                partial(_write_down, ticket, answer, from_whom, workspace.answers)
            )
        )

    screen = AnswerScreen(
        desk,
        workspace.words(),
        workspace.keymap,
        row,
        workspace.answers,
        to=_where_to(desk, ticket, from_whom),
        send=send,
        edit=lambda text: outside.edited(text, os.environ, partial(outside.run, workspace)),
    )

    def left(sent: Sent | None) -> None:
        if place.working_on == ticket != worked_on:
            place.release()
        place.pane.read_again()
        if sent is None:
            if ticket in workspace.answers.tickets():
                workspace.status.say("Your answer is kept; r goes on with it.")
            return
        workspace.lookout.look()
        _say_sent(workspace, written[-1])
        if sent.go_on:
            go_on(workspace, after)

    workspace.push_screen(screen, left)
    place.claim(ticket, taken=partial(_say_taken, workspace, screen))


def _say_taken(workspace: Workspace, screen: AnswerScreen, claim: ClaimRow) -> None:
    if screen.is_attached:
        since = claim.since.astimezone(workspace.desk.clock.zone)
        screen.status.say(f"{claim.name} is on it since {since:%H:%M}.", "warn")


def _write_down(
    ticket: int, answer: Answer, from_whom: str, drafts: AnswerDrafts, desk: Desk
) -> outbox.Answered:
    """Write an answer, or a note for colleagues, in one change set; its draft goes with that."""
    if not answer.internal:
        done = outbox.answer(
            desk, ticket, answer.text, sender=from_whom, state=answer.state, seen=answer.seen,
            solve=answer.solve, note=answer.note,
        )  # fmt: skip
    else:
        with desk.store.change_set(desk.user, "answered a ticket", origin=desk.origin):
            entry = conversations.reply(
                desk, ticket, answer.text, internal=True, state=answer.state
            )
            if answer.solve:
                tickets.solve(desk, [ticket], answer.solve, note=answer.note)
        done = outbox.Answered(entry, None, "", "")
    drafts.sent(ticket, answer)
    return done


# Mail


def _way(workspace: Workspace) -> Way:
    from crm_tui.exchange.mail_sending import Way

    return Way(**workspace.config.mail._asdict())


def sender(workspace: Workspace) -> str:
    """Who mail comes from; '' where none goes out."""
    way = _way(workspace)
    return way.sender if way.is_set else ""


def _where_to(desk: Desk, ticket: int, from_whom: str) -> str:
    to, why = mails.address_for(desk, ticket)
    if not from_whom:
        return "written down only"
    return f"by mail to {to}" if to else f"written down only: {why}"


def _say_sent(workspace: Workspace, done: outbox.Answered) -> None:
    workspace.changes.say_done()
    if done.mail is not None:
        workspace.errands.begin(_post(workspace, done.mail))
    elif done.no_mail and sender(workspace):
        workspace.status.say(f"Written down; no mail goes out: {done.no_mail}.", "warn")


async def _post(workspace: Workspace, mail: int) -> None:
    """Send a message beside the keys, and say what became of it; what failed waits."""
    try:
        way, postman = _postman(workspace)
    except CrmError as error:
        workspace.status.say(f"Not sent: {error} It waits; see 'crm mail'.", "alert")
        return
    work = partial(_send, mail, postman)
    # One's own mail program has the terminal meanwhile: nothing else can go on beside it.
    state = work(workspace.desk) if not way.send else await workspace.gateway.post(work)
    found = mails.mail(workspace.desk, mail)
    if found is None:
        return
    if state in ("sent", "handed"):
        gone = "sent to" if state == "sent" else "handed to your mail program for"
        workspace.status.say(f"{found.number}: {gone} {found.recipients}.", "good")
    elif found.state == "sending":
        said = f"{found.number}: perhaps sent ({found.failure}) 'crm mail' settles it."
        workspace.status.say(said, "warn")
    elif found.state != "cancelled":
        said = f"{found.number}: not sent: {found.failure} It waits; 'crm mail send' tries again."
        workspace.status.say(said, "alert")
    workspace.lookout.look()


def _postman(workspace: Workspace) -> tuple[Way, Postman]:
    from crm_tui.exchange import mail_sending

    way = _way(workspace)
    return way, mail_sending.postman(way, partial(outside.run, workspace))


def _send(mail: int, postman: Postman, desk: Desk) -> str:
    """Send one message, and where that went well what failed before; the state it is in."""
    if not outbox.send(desk, mail, postman.transport, state=postman.state):
        found = mails.mail(desk, mail)
        return found.state if found else ""
    if postman.state == "sent":
        outbox.send_waiting(desk, postman.transport, state=postman.state, failed=True)
    return postman.state


def send_waiting(workspace: Workspace) -> None:
    """Send beside the keys what waits in the outbox, such as the answers of a macro."""
    waiting = mails.to_send(workspace.desk) if sender(workspace) else []
    if len(waiting) > 1 and _way(workspace).send:
        workspace.errands.begin(_post_all(workspace))
        return
    for mail in waiting:
        workspace.errands.begin(_post(workspace, mail))


async def _post_all(workspace: Workspace) -> None:
    """Send all that waits beside the keys; where nothing goes out it is tried once, not by each."""
    try:
        _way_out, postman = _postman(workspace)
    except CrmError as error:
        workspace.status.say(f"Not sent: {error} The answers wait; see 'crm mail'.", "alert")
        return
    done = await workspace.gateway.post(
        lambda desk: outbox.send_waiting(desk, postman.transport, state=postman.state)
    )
    if done.failed or done.perhaps:
        said = f"{done.sent} sent, {done.failed} not sent, {done.perhaps} perhaps; see 'crm mail'."
        workspace.status.say(said, "alert")
    elif done.sent:
        workspace.status.say(f"Sent {done.sent} messages.", "good")
    workspace.lookout.look()


def ask_rating(workspace: Workspace, ticket: int) -> None:
    """Ask the customer how content they are, by mail where it goes out; note that it was asked."""
    from_whom = sender(workspace)

    def ask(desk: Desk) -> outbox.Answered | None:
        to, _why = mails.address_for(desk, ticket)
        if from_whom and to:
            return outbox.answer(desk, ticket, "", sender=from_whom, ask_rating=True)
        conversations.ask_rating(desk, ticket)
        return None

    def asked(done: outbox.Answered | None) -> None:
        if done is not None and done.mail is not None:
            workspace.errands.begin(_post(workspace, done.mail))
        else:
            number = views.ticket_row(workspace.desk, ticket).number
            workspace.status.say(f"Noted that they are asked about {number}; R keeps it.")

    workspace.changes.make(lambda desk, _: ask(desk), parties=[ticket], of="tickets", done=asked)
