"""A real SMTP server on loopback that does to mails what a test says."""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

STALL = 3


class Server(Controller):
    """Takes mails (`taken`, by their Message-ID) as `fate` says, which is asked for each.

    Before the text: "refuse" (the connection is closed at once), "mail4", "rcpt4", "rcpt5", "gone"
    (no such mailbox), "data4", "stall", "drop" (the connection is lost before the text). After it:
    "text4", "text5", "lost" (taken, and the connection is lost without a word), "mute" (taken, and
    nothing is said), "odd" (what is no answer). Anything else is taken.
    """

    def __init__(self, fate: Callable[[], str] = lambda: "") -> None:
        self.fate = fate
        self.taken: Counter[str] = Counter()
        self.messages: list[bytes] = []
        self.connections = 0
        self.recipients: list[str] = []
        self.lock = threading.Lock()
        # What is done to whoever speaks to it, at "rcpt", "data" and "text" (taken, not said so).
        self.strike: Callable[[str], None] = lambda _phase: None
        super().__init__(self, hostname="127.0.0.1", port=0, ready_timeout=20)

    def factory(self) -> SMTP:
        return Talk(self, enable_SMTPUTF8=False, hostname="mail.example.org")

    def keep(self, content: bytes) -> None:
        with self.lock:
            self.messages.append(content)
            self.taken[message_from_bytes(content)["Message-ID"].strip()] += 1

    def _trigger_server(self) -> None:
        """Try it at the port that it got."""
        with socket.create_connection(("127.0.0.1", self.bound), 10) as line:
            line.recv(100)
        self.connections = 0

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.bound}"

    @property
    def bound(self) -> int:
        return self.server.sockets[0].getsockname()[1]

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        fate = server.fate
        if fate == "text4":
            return "451 4.3.0 Come back later"
        if fate == "text5":
            return "554 5.7.1 We do not like these words"
        self.keep(envelope.original_content)
        self.strike("text")
        if fate == "lost":
            server.transport.abort()
        if fate == "mute":
            await asyncio.sleep(STALL)
        if fate == "odd":
            return "hello there"
        return "250 2.0.0 Taken"


class Talk(SMTP):
    """One connection."""

    fate = ""

    def connection_made(self, transport):
        self.event_handler.connections += 1
        super().connection_made(transport)

    async def smtp_MAIL(self, arg):  # noqa: N802
        self.fate = self.event_handler.fate()
        if self.fate == "refuse":
            self.transport.abort()
        elif self.fate == "mail4":
            await self.push("421 4.3.2 Going down")
        elif self.fate == "stall":
            await asyncio.sleep(STALL)
            self.transport.abort()
        else:
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):  # noqa: N802
        self.event_handler.recipients.append(arg)
        self.event_handler.strike("rcpt")
        answers = {
            "rcpt4": "450 4.2.1 The mailbox is busy",
            "rcpt5": "550 5.7.1 Relaying denied",
            "gone": "550 5.1.1 No such person here",
        }
        if self.fate in answers:
            await self.push(answers[self.fate])
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):  # noqa: N802
        self.event_handler.strike("data")
        if self.fate == "data4":
            await self.push("452 4.3.1 No room")
        elif self.fate == "drop":
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)
