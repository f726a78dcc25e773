"""A mail server of the tests' own, in a thread: it takes, refuses or breaks off as it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from typing import Any


class SmtpServer:
    """Answers one conversation after the other; leaving the `with` block ends it.

    `answers` are its answers to verbs, and to the message itself under '.', where they are others
    than the usual ones; an empty one breaks off, None says nothing at all.
    """

    def __init__(self, answers: Mapping[str, str | None] | None = None) -> None:
        self._answers = {"EHLO": "250 here", "DATA": "354 go on", **(answers or {})}
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.lines: list[str] = []
        self.messages: list[bytes] = []

    @property
    def address(self) -> str:
        """What mail.send says to send by it."""
        return f"smtp://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> SmtpServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: Any) -> None:
        said = self._say(stream, "greeting", "220 mail")
        while said and (line := stream.readline().decode().strip()):
            self.lines.append(line)
            verb = line.partition(" ")[0].upper()
            said = self._say(stream, verb, "250 fine")
            if verb == "DATA" and said.startswith("354"):
                message = b""
                while (part := stream.readline()) not in (b".\r\n", b""):
                    message += part.removeprefix(b".")
                self.messages.append(message)
                said = self._say(stream, ".", "250 taken")

    def _say(self, stream: Any, verb: str, usual: str) -> str:
        said = self._answers.get(verb, usual)
        if said is None:
            stream.read()  # until the other side gives up
            return ""
        if said:
            stream.write(f"{said}\r\n".encode())
            stream.flush()
        return said
