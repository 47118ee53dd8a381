"""The outbox: where mail goes on a machine that sends none, to be read at /outbox/.

Each message is one `.eml` file in OUTBOX_DIR whose name sorts by the time it was written.
"""

import email
import email.policy
import email.utils
import os
import re
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext

# What a mail promises to programs that read it, beside who it is for and what it is about.
SHOWN = (
    "From",
    "Reply-To",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Id",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
)
_NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Mail:
    """A message in the outbox; `headers` are what it promises beside (name and words), and `stop`
    is where one press stops it, if it says so."""

    name: str
    to: str
    subject: str
    text: str
    sent_at: datetime
    headers: tuple[tuple[str, str], ...] = ()
    stop: str = ""
    has_html: bool = False


def send_test_mail(address: str) -> str:
    """Send a mail to see whether mail goes out; answer what went wrong in words, or nothing."""
    if not address:
        return gettext("Your account has no e-mail address.")
    try:
        EmailMessage(
            gettext("A test of the mail of the forum"),
            gettext("Whoever reads this sees that mail of the forum arrives."),
            to=[address],
        ).send()
    except Exception as error:  # noqa: BLE001 - whatever the server says is the answer
        return f"{type(error).__name__}: {error}"[:500]
    return ""


class OutboxBackend(BaseEmailBackend):
    """Writes messages into OUTBOX_DIR; in development prints them to the terminal too.

    It knows phases as SMTP does (`leadership_forum.smtp`): what could not be written was not sent.
    """

    knows_phases = True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message; answers how many."""
        for message in email_messages:
            if message.recipients():
                _write(message.message().as_bytes(), message)
                if settings.DEBUG:
                    _print(message)
        return len(email_messages)


def recent(limit: int = 50) -> list[Mail]:
    """The newest messages, newest first; a file that cannot be read is left out."""
    try:
        paths = sorted(Path(settings.OUTBOX_DIR).glob("*.eml"), reverse=True)
    except OSError:
        return []
    found: list[Mail] = []
    for path in paths:
        if len(found) == limit:
            break
        if mail := _read(path):
            found.append(mail)
    return found


def html_of(name: str) -> str:
    """The HTML part of the message of that name; empty where there is none."""
    if not _NAME.fullmatch(name):
        return ""
    try:
        content = (Path(settings.OUTBOX_DIR) / f"{name}.eml").read_bytes()
        message = email.message_from_bytes(content, policy=email.policy.default)
        body = message.get_body(preferencelist=("html",))
        return str(body.get_content()) if body else ""
    except Exception:  # noqa: BLE001 - as for `_read`
        return ""


def _write(content: bytes, message: EmailMessage) -> None:
    """Write the file beside its place and rename it, so no reader sees half a message."""
    folder = Path(settings.OUTBOX_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    new = folder / f"{name}.new"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    if hand_over := getattr(message, "hand_over", None):
        hand_over()
    new.rename(folder / f"{name}.eml")


def _read(path: Path) -> Mail | None:
    # The parser takes anything; what it made of a damaged file fails on reading, in many ways.
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        return Mail(
            name=path.stem,
            to=str(message["To"]),
            subject=str(message["Subject"] or ""),
            text=_text(message),
            sent_at=datetime.fromtimestamp(int(path.name[:20]) / 1e9, tz=UTC),
            headers=tuple((one, str(message[one])) for one in SHOWN if message[one]),
            stop=_stop(message),
            has_html=message.get_body(preferencelist=("html",)) is not None,
        )
    except Exception:  # noqa: BLE001
        return None


def _stop(message: ParsedMessage) -> str:
    """Where its header for stopping leads."""
    address = str(message["List-Unsubscribe"] or "").strip(" <>")
    return address if address.startswith(("http://", "https://")) else ""


def _text(message: ParsedMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    return str(body.get_content()) if body else ""


def _print(message: EmailMessage) -> None:
    to = ", ".join(message.recipients())
    sys.stdout.write(f"mail to {to}: {message.subject}\n{_indented(str(message.body))}\n")
    sys.stdout.flush()


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip().splitlines())
