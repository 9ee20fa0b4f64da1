"""Click-to-call through Asterisk's manager interface (AMI): login, originate, log off.

AMI speaks lines over TCP. An action is a block of ``Key: value`` lines closed by an empty line;
the answer to it carries its ``ActionID``, and events may come between.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase
from urllib.parse import parse_qs, unquote, urlsplit

from careloop.desk.telephony.port import UNREACHABLE, TelephoneFault

PORT = 5038
SECONDS = 5.0
RING_MILLISECONDS = 30_000
# Nothing that could end a line or start another header may reach the wire.
SAFE = re.compile(r"^[\w+*#@./-]{1,64}$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asterisk:
    """One manager account. ``channel`` names the technology of the extensions, ``context`` the
    dial plan that reaches outside."""

    host: str
    port: int
    username: str
    secret: str
    channel: str = "PJSIP"
    context: str = "from-internal"

    @classmethod
    def at(cls, url: str) -> Asterisk:
        """From ``asterisk://user:secret@host:5038/?channel=PJSIP&context=from-internal``."""
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return cls(
            host=parts.hostname or "127.0.0.1",
            port=parts.port or PORT,
            username=unquote(parts.username or ""),
            secret=unquote(parts.password or ""),
            channel=asked.get("channel", "PJSIP"),
            context=asked.get("context", "from-internal"),
        )

    def ring(self, *, extension: str, number: str) -> None:
        if not (SAFE.match(extension) and SAFE.match(number)):
            raise TelephoneFault(UNREACHABLE, why="number or extension")
        with self._session() as session:
            session.ask("Login", Username=self.username, Secret=self.secret, Events="off")
            session.ask(
                "Originate",
                Channel=f"{self.channel}/{extension}",
                Exten=number,
                Context=self.context,
                Priority="1",
                CallerID=extension,
                Timeout=str(RING_MILLISECONDS),
                Async="true",
            )
            session.ask("Logoff")

    @contextmanager
    def _session(self) -> Iterator[_Session]:
        try:
            with socket.create_connection((self.host, self.port), SECONDS) as line:
                line.settimeout(SECONDS)
                with line.makefile("rwb") as stream:
                    yield _Session(stream)
        except OSError as fault:
            raise TelephoneFault(UNREACHABLE, why=type(fault).__name__) from fault


class _Session:
    """One conversation: each action is answered before the next is sent."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self._asked = 0
        greeting = stream.readline()
        if not greeting.startswith(b"Asterisk Call Manager"):
            raise TelephoneFault(UNREACHABLE, why="not an Asterisk manager")

    def ask(self, action: str, **headers: str) -> None:
        self._asked += 1
        lines = {"Action": action, "ActionID": str(self._asked), **headers}
        block = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._stream.write(f"{block}\r\n".encode())
        self._stream.flush()
        answer = self._answer()
        if answer.get("Response") not in ("Success", "Goodbye"):
            raise TelephoneFault(UNREACHABLE, why=answer.get("Message", action))

    def _answer(self) -> dict[str, str]:
        """The block with our ``ActionID``; what else comes is an event."""
        while True:
            block = dict(self._block())
            if block.get("ActionID") == str(self._asked) and "Response" in block:
                return block

    def _block(self) -> Iterator[tuple[str, str]]:
        while line := self._line():
            name, _, value = line.partition(": ")
            yield name, value

    def _line(self) -> str:
        """One line without its end; an empty one closes a block."""
        line = self._stream.readline()
        if not line:
            raise TelephoneFault(UNREACHABLE, why="closed")
        return line.decode(errors="replace").strip()
