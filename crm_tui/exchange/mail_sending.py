"""Mail going out: composed as RFC 5322 says, by a command, by SMTP or by one's mail program."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, getaddresses
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from crm_tui.errors import CrmError, UsageError
from crm_tui.services.outbox import NoWayOutError, PerhapsSentError, Transport
from crm_tui.text.emails import looks_like_email
from crm_tui.text.safe import clean

if TYPE_CHECKING:
    import smtplib

    from crm_tui.views.outbox import OutgoingMail

PATIENCE_S = 60.0
"""So long a command, and a server that has the whole message, may take; a server has a third of
it for each other answer, so that all of it stays below `outbox.SURELY_STUCK`."""

Run = Callable[[Sequence[str]], int]
_PORTS: Final = {"smtp": 25, "smtps": 465}
_MESSAGE_ID: Final = re.compile(r"[!-;=?-~]{3,900}")
"""What may stand between the brackets; RFC 5322 allows no line of more than 998 characters."""


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


def postman(way: Way, run: Run | None = None, patience: float = PATIENCE_S) -> Postman:
    """Who takes messages: the command or server that the settings name, else the mail program.

    `run` runs a command in the terminal and gives its exit status; `patience` is in seconds.
    Raises UsageError where the settings name none, or cannot be read.
    """
    if not way.is_set:
        raise UsageError(
            "No mail goes out: mail.sender, and mail.send or mail.program, are not set.",
            "'crm settings --example' shows how.",
        )
    if not way.send:
        return Postman(_by_program(way, run or _in_terminal), "handed")
    by = _by_server if "://" in way.send else _by_command
    return Postman(by(way, patience), "sent")


# The message


def compose(mail: OutgoingMail, signature: str = "", *, local: bool = False) -> bytes:
    """The message as a server takes it, with CRLF; with `local` as commands and files do, with LF.

    Raises MailError where an address cannot be one.
    """
    message = EmailMessage(policy=default if local else SMTP)
    message["From"] = _address(mail.sender, "mail.sender")
    message["To"] = _address(mail.recipients, "The recipient")
    message["Subject"] = clean(mail.subject)
    message["Date"] = format_datetime(mail.at)
    text = f"{mail.body.rstrip()}\n"
    if signature:
        text += f"\n-- \n{clean(signature, multiline=True)}\n"
    message.set_content(text, cte=None if text.isascii() else "quoted-printable")
    thread = {
        "Message-ID": _ids(mail.message_id),
        "In-Reply-To": _ids(mail.in_reply_to),
        "References": _ids(*mail.references),
    }
    end = message.policy.linesep
    # By hand: the library folds a long Message-ID into something that is none.
    head = [f"{name}: {f'{end} '.join(ids)}{end}" for name, ids in thread.items() if ids]
    return "".join(head).encode() + message.as_bytes()


def _address(said: str, what: str) -> Address:
    """The one address that was said, as mail servers know it: its domain as RFC 5890 has it."""
    people = getaddresses([clean(said)])
    name, address = people[0] if len(people) == 1 else ("", "")
    local, _, domain = address.rpartition("@")
    with suppress(ValueError, IndexError):  # the library's own readers of addresses fail by these
        if looks_like_email(address) and local.isascii():
            return Address(clean(name), addr_spec=f"{local}@{domain.encode('idna').decode()}")
    raise MailError(f"{what} is no address that mail can go to: '{clean(said)}'.")


def _ids(*said: str) -> list[str]:
    """Message-IDs in their brackets; what others wrote there may be none and is left out."""
    bare = (one.strip().removeprefix("<").removesuffix(">") for one in said)
    return [f"<{one}>" for one in bare if _MESSAGE_ID.fullmatch(one)]


# By a command


def _by_command(way: Way, patience: float) -> Transport:
    command = _words(way.send, "mail.send")
    name = command[0]

    def hand(mail: OutgoingMail) -> None:
        message = compose(mail, way.signature, local=True)
        # Not through a pipe: what the command leaves running may hold that open.
        with tempfile.TemporaryFile() as complaints:
            try:
                status = subprocess.run(  # the administrator's own setting, no shell
                    command, input=message, stdout=subprocess.DEVNULL, stderr=complaints,
                    timeout=patience, check=False,
                ).returncode  # fmt: skip
            except subprocess.TimeoutExpired:
                raise PerhapsSentError(f"{name} did not end within {patience:g} seconds.") from None
            except OSError as error:
                raise NoWayOutError(f"{name} cannot be run: {error.strerror}.") from None
            complaints.seek(0)
            said = _said(complaints.read(2000)) or f"status {status}"
        if status < 0:
            raise PerhapsSentError(f"{name} was ended by signal {-status}.")
        if status:
            raise MailError(f"{name} refused it: {said}.")

    return hand


# By a server


def _by_server(way: Way, patience: float) -> Transport:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(way.send)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        host, port = "", 0
    if not host or not port or parts.scheme not in _PORTS:
        raise UsageError(
            "mail.send names no mail server.",
            "Such as smtp://mail.firm.example:587 or smtps://mail.firm.example.",
        )

    def hand(mail: OutgoingMail) -> None:
        message = compose(mail, way.signature)
        password = _password(way.password_command, patience / 2) if way.user else ""
        with _connected(host, port, patience / 3, secure=parts.scheme == "smtps") as server:
            _log_in(server, host, way.user, password)
            _say_whom(server, host, mail)
            _hand_over(server, host, message, patience)

    return hand


@contextmanager
def _connected(host: str, port: int, patience: float, *, secure: bool) -> Iterator[smtplib.SMTP]:
    """A conversation with the server, encrypted where it can be; ends it whatever happens."""
    import smtplib
    import ssl

    server: smtplib.SMTP | None = None
    try:
        if secure:
            trusted = ssl.create_default_context()
            server = smtplib.SMTP_SSL(host, port, timeout=patience, context=trusted)
        else:
            server = smtplib.SMTP(host, port, timeout=patience)
        server.ehlo_or_helo_if_needed()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
    except (smtplib.SMTPException, OSError) as error:
        if server is not None:
            server.close()
        raise NoWayOutError(f"{host} cannot be reached: {_reason(error)}.") from None
    try:
        yield server
        with suppress(smtplib.SMTPException, OSError):  # the message is there already
            server.quit()
    finally:
        server.close()


def _log_in(server: smtplib.SMTP, host: str, user: str, password: str) -> None:
    import smtplib
    import ssl

    if not user:
        return
    if not isinstance(server.sock, ssl.SSLSocket):
        raise NoWayOutError(f"{host} offers no encryption; the password was not sent.")
    try:
        server.login(user, password)
    except UnicodeError:
        raise NoWayOutError("mail.user and the password must be ASCII.") from None
    except smtplib.SMTPResponseException as error:  # its words may repeat what was sent
        raise NoWayOutError(f"{host} refused the login of mail.user ({error.smtp_code}).") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NoWayOutError(f"{host} takes no login: {_reason(error)}.") from None


def _say_whom(server: smtplib.SMTP, host: str, mail: OutgoingMail) -> None:
    """Say who it is from and to whom it goes; until then it surely did not go out."""
    import smtplib

    sender = _address(mail.sender, "mail.sender").addr_spec
    recipient = _address(mail.recipients, "The recipient").addr_spec
    try:
        _need(host, server.mail(sender))
        _need(host, server.rcpt(recipient))
    except (smtplib.SMTPException, OSError) as error:
        raise MailError(f"{host} broke off: {_reason(error)}.") from None


def _hand_over(server: smtplib.SMTP, host: str, message: bytes, patience: float) -> None:
    import smtplib

    if server.sock is not None:
        server.sock.settimeout(patience)
    try:
        _need(host, server.data(message))
    except smtplib.SMTPDataError as error:
        raise MailError(f"{host} refused it: {_reason(error)}.") from None
    except (smtplib.SMTPException, OSError):
        raise PerhapsSentError(
            f"{host} broke off before it said that it had taken the message."
        ) from None


def _need(host: str, reply: tuple[int, bytes]) -> None:
    code, said = reply
    if not 200 <= code < 300:
        raise MailError(f"{host} refused it: {_said(said) or f'code {code}'}.")


def _password(command: str, patience: float) -> str:
    words = _words(command, "mail.password_command")
    try:
        done = subprocess.run(  # the administrator's own setting, no shell
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise NoWayOutError("mail.password_command cannot be run.") from None
    if done.returncode:
        raise NoWayOutError(f"mail.password_command ended with status {done.returncode}.")
    return done.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")


# By one's own mail program


def _by_program(way: Way, run: Run) -> Transport:
    """What hands a message to one's mail program as a draft, and waits for its end."""
    command = _words(way.program, "mail.program")

    def hand(mail: OutgoingMail) -> None:
        draft = compose(mail, way.signature, local=True)
        handle, name = tempfile.mkstemp(prefix="answer-", suffix=".eml")  # for its owner alone
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(draft)
            status = run([word.replace("{file}", name) for word in command])
        finally:
            Path(name).unlink(missing_ok=True)
        if status:
            raise MailError(f"{command[0]} ended with status {status}.")

    return hand


def _in_terminal(words: Sequence[str]) -> int:
    try:
        return subprocess.run(words, check=False).returncode  # one's own setting
    except OSError as error:
        raise NoWayOutError(f"{words[0]} cannot be run: {error.strerror}.") from None


def _words(command: str, name: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise UsageError(f"{name} says no command.", "'crm settings --example' shows one.")
    return words


# What others say


def _reason(error: Exception) -> str:
    said = getattr(error, "smtp_error", b"") or getattr(error, "strerror", "") or str(error)
    return _said(said) or type(error).__name__


def _said(words: bytes | str) -> str:
    """The first line that says something, fit to be shown, without its full stop."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return next(filter(None, map(clean, text.splitlines())), "")[:200].rstrip(".")
