"""SMTP that knows how far a mail came: whether the server can have taken it.

A server answers for a mail from the last line of its text on. Whatever fails before can be tried
again; where the answer to that line is missing, nobody knows.
"""

import re
import smtplib
from contextlib import suppress
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

# A server may look at a text for long before it answers (RFC 5321 allows it ten minutes).
FINAL_TIMEOUT = 300


class _Phases:
    """What both kinds of connections do at the text of a mail."""

    message: EmailMessage | None = None
    final_timeout: float = FINAL_TIMEOUT

    def data(self: Any, msg: bytes) -> tuple[int, bytes]:
        """Give the text, saying at the message when it is about to be given (`hand_over`) and when
        the server may have taken it (`is_given`)."""
        hand_over = getattr(self.message, "hand_over", None)
        if hand_over:
            hand_over()
        self.putcmd("data")
        code, reply = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        text = re.sub(rb"(?m)^\.", b"..", msg)
        self.send(text if text.endswith(b"\r\n") else text + b"\r\n")
        if self.message is not None:
            self.message.is_given = True
        self.sock.settimeout(self.final_timeout)
        self.send(b".\r\n")
        code, reply = self.getreply()
        if self.sock:
            self.sock.settimeout(self.timeout)
        # Any 2 says that it was taken; `sendmail` knows one.
        return (250 if 200 <= code < 300 else code), reply


class _Smtp(_Phases, smtplib.SMTP):  # type: ignore[misc]
    """Plain, or with STARTTLS."""


class _SmtpOverTls(_Phases, smtplib.SMTP_SSL):  # type: ignore[misc]
    """With TLS from the first byte."""


class PhasedBackend(EmailBackend):
    """Django's backend for SMTP, whose messages learn how far they came."""

    knows_phases = True

    def __init__(self, *, final_timeout: float = FINAL_TIMEOUT, **options: Any) -> None:
        super().__init__(**options)
        self.final_timeout = final_timeout

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The connection that knows phases."""
        return _SmtpOverTls if self.use_ssl else _Smtp

    def _send(self, email_message: EmailMessage) -> bool:
        line: Any = self.connection
        line.final_timeout, line.message = self.final_timeout, email_message
        try:
            return bool(super()._send(email_message))  # type: ignore[misc]
        finally:
            line.message = None

    def drop(self) -> None:
        """Close the connection without a word: it is not known to be alive."""
        lines: tuple[Any, ...] = (self._partial_connection, self.connection)  # type: ignore[has-type]
        for connection in lines:
            if connection is not None:
                with suppress(OSError):
                    connection.close()
        self._partial_connection = self.connection = None
