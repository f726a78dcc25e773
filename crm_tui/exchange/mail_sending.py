"""Mail going out: composed as RFC 5322 says, by a command, by SMTP or by one's mail program."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, getaddresses
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crm_tui.errors import CrmError, UsageError
from crm_tui.services.outbox import PerhapsSentError, Transport
from crm_tui.text.safe import clean

if TYPE_CHECKING:
    import smtplib

    from crm_tui.views.outbox import OutgoingMail

PATIENCE_S = 60
Run = Callable[[Sequence[str]], int]
_PORTS = {"smtp": 25, "smtps": 465}


class MailError(CrmError):
    """A message surely did not go out; the sentence says why."""


class Way(NamedTuple):
    """How mail goes out; the fields are the settings of the section [mail]."""

    sender: str
    send: str = ""
    user: str = ""
    password_command: str = ""
    program: str = ""
    signature: str = ""

    @property
    def is_set(self) -> bool:
        """Whether mail goes out at all."""
        return bool(self.sender and (self.send or self.program))


class Postman(NamedTuple):
    """What hands a message on, and the state that the message has then."""

    transport: Transport
    state: str


def compose(mail: OutgoingMail, signature: str = "", *, draft: bool = False) -> bytes:
    """The message as it is sent, with CRLF; with `draft` as a mail program's own file, with LF.

    Raises MailError where an address cannot be one.
    """
    message = EmailMessage(policy=default if draft else SMTP)
    message["From"] = _addresses(mail.sender, "mail.sender")
    message["To"] = _addresses(mail.recipients, "the recipient")
    message["Subject"] = clean(mail.subject)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = mail.message_id
    # What others wrote there may be no Message-ID at all; headers take no more than a line.
    if mail.in_reply_to:
        message["In-Reply-To"] = _ids([mail.in_reply_to])
    if mail.references:
        message["References"] = _ids(mail.references)
    message["X-Loop"] = "crm"
    text = f"{mail.body.rstrip()}\n"
    if signature:
        text += f"\n-- \n{clean(signature, multiline=True)}\n"
    message.set_content(text, cte="quoted-printable" if not text.isascii() else None)
    return message.as_bytes()


def postman(way: Way, run: Run | None = None) -> Postman:
    """Who takes messages: the command or server that the settings name, else the mail program.

    `run` runs a command in the terminal and gives its exit status. Raises UsageError where the
    settings name none, or cannot be read.
    """
    if not way.is_set:
        raise UsageError(
            "No mail goes out: mail.sender, and mail.send or mail.program, are not set.",
            "'crm settings --example' shows how.",
        )
    if way.send:
        return Postman(transport(way), "sent")
    return Postman(handed_to(way.program, way.signature, run), "handed")


def transport(way: Way) -> Transport:
    """What sends a message by the command or server that the settings name.

    Raises UsageError for settings that name neither, or cannot be read.
    """
    if "://" in way.send:
        return lambda mail: _by_server(way, mail)
    command = _words(way.send, "mail.send")
    return lambda mail: _by_command(command, compose(mail, way.signature))


def handed_to(program: str, signature: str = "", run: Run | None = None) -> Transport:
    """What hands a message to one's mail program as a draft, and waits for its end.

    `run` runs a command in the terminal and gives its exit status. Raises UsageError for a
    command that does not say where the draft's file goes.
    """
    command = _words(program, "mail.program")
    if not any("{file}" in word for word in command):
        raise UsageError("mail.program does not say {file}.", "Such as: neomutt -H {file}.")

    def hand(mail: OutgoingMail) -> None:
        handle, name = tempfile.mkstemp(prefix="crm-answer-", suffix=".eml")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(compose(mail, signature, draft=True))
            words = [word.replace("{file}", name) for word in command]
            status = (run or _in_terminal)(words)
        finally:
            Path(name).unlink(missing_ok=True)
        if status:
            raise MailError(f"{command[0]} ended with status {status}; the answer waits.")

    return hand


def _by_command(command: Sequence[str], message: bytes) -> None:
    try:
        done = subprocess.run(  # the administrator's own setting, no shell
            command, input=message, capture_output=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise PerhapsSentError(f"{command[0]} did not end within {PATIENCE_S} seconds.") from None
    except OSError as error:
        raise MailError(f"{command[0]} cannot be run: {error.strerror}.") from None
    if done.returncode:
        said = clean(done.stderr.decode("utf-8", "replace").strip().partition("\n")[0])
        raise MailError(f"{command[0]} refused it: {said or f'status {done.returncode}'}")


def _by_server(way: Way, mail: OutgoingMail) -> None:
    import smtplib
    from urllib.parse import urlsplit

    parts = urlsplit(way.send)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError(
            f"mail.send is '{clean(way.send)}', no server that is known.",
            "Such as smtp://mail.firm.example:587 or smtps://mail.firm.example.",
        )
    message = compose(mail, way.signature)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    recipients = [address for _name, address in getaddresses([mail.recipients])]
    sender = getaddresses([mail.sender])[0][1]
    try:
        server = kind(parts.hostname, parts.port or _PORTS[parts.scheme], timeout=PATIENCE_S)
        _log_in(server, way, secure=parts.scheme == "smtps")
    except smtplib.SMTPException as error:
        raise MailError(f"{parts.hostname} refused it: {_reason(error)}") from None
    except OSError as error:
        raise MailError(f"{parts.hostname} cannot be reached: {error.strerror or error}.") from None
    try:
        server.sendmail(sender, recipients, message)
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
            raise MailError(f"{parts.hostname} refused it: {_reason(error)}") from None
        raise PerhapsSentError(
            f"{parts.hostname} broke off before it said that it had taken the message."
        ) from None
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def _log_in(server: smtplib.SMTP, way: Way, *, secure: bool) -> None:
    server.ehlo()
    if not secure and server.has_extn("starttls"):
        import ssl

        server.starttls(context=ssl.create_default_context())
        server.ehlo()
        secure = True
    if way.user:
        if not secure:
            raise MailError("The server offers no encryption; the password was not sent.")
        server.login(way.user, _password(way.password_command))


def _password(command: str) -> str:
    words = _words(command, "mail.password_command")
    try:
        done = subprocess.run(  # the administrator's own setting, no shell
            words, capture_output=True, timeout=PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise MailError("mail.password_command cannot be run.") from None
    if done.returncode:
        raise MailError(f"mail.password_command ended with status {done.returncode}.")
    return done.stdout.decode("utf-8", "replace").partition("\n")[0]


def _in_terminal(words: Sequence[str]) -> int:
    try:
        return subprocess.run(words, check=False).returncode  # one's own setting
    except OSError as error:
        raise MailError(f"{words[0]} cannot be run: {error.strerror}.") from None


def _words(command: str, name: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise UsageError(f"{name} says no command.", "'crm settings --example' shows one.")
    return words


def _addresses(said: str, what: str) -> list[Address]:
    found = []
    for name, address in getaddresses([clean(said)]):
        local, at, domain = address.rpartition("@")
        try:
            found.append(Address(clean(name), local, domain))
        except ValueError:
            at = ""
        if not at or not local or not domain:
            raise MailError(f"{what} has no address that mail can go to: '{clean(said)}'.")
    if not found:
        raise MailError(f"{what} has no address.")
    return found


def _ids(said: Sequence[str]) -> str:
    return " ".join("".join(clean(one).split()) for one in said)


def _reason(error: Exception) -> str:
    said = getattr(error, "smtp_error", b"")
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if not text and getattr(error, "recipients", None):
        text = "; ".join(
            reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
            for _code, reason in error.recipients.values()  # type: ignore[attr-defined]
        )
    return clean(text or str(error) or type(error).__name__)[:200]
