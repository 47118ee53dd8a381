"""What became of a mail that a mailer was given, told by what it raised."""

import re
import smtplib
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from accounts.lines import clean_line
from notifications.models import Mail

OPEN_FATE = gettext_noop("The server did not say whether it took it.")
# An address that does not exist, or takes no mail at all: 5.1.x of RFC 3463 and its register, but
# for those that speak of the sender.
_NO_MAILBOX: Final = re.compile(r"^\s*5\.1\.(?:1|2|3|6|10)\b")


@dataclass(frozen=True, slots=True)
class Fate:
    """The state that follows, why, and whether the address takes no mail."""

    state: str
    reason: str = ""
    bounces: bool = False


SENT: Final = Fate(Mail.State.SENT)


def fate_of(error: Exception, *, is_given: bool) -> Fate:
    """What a failure means: tried again (`WAITING`) where the server cannot have taken it, `FAILED`
    where it never will, `UNCONFIRMED` where nobody knows."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
        return _refused(code, said, is_about_address=True)
    if isinstance(error, smtplib.SMTPDataError):
        # What cannot be read as an answer is none.
        if 400 <= error.smtp_code < 600:
            return _refused(error.smtp_code, error.smtp_error)
    elif not is_given and isinstance(error, ValueError):
        return Fate(Mail.State.FAILED, words_of(error))
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and 400 <= status < 500:
        # A provider that is spoken to by HTTP.
        return Fate(Mail.State.WAITING if status == 429 else Mail.State.FAILED, words_of(error))
    if is_given:
        return Fate(Mail.State.UNCONFIRMED, OPEN_FATE)
    return Fate(Mail.State.WAITING, words_of(error))


def _refused(code: int, said: bytes | str, *, is_about_address: bool = False) -> Fate:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    reason = clean_line(f"{code} {words}")[:500]
    if not 500 <= code < 600:
        return Fate(Mail.State.WAITING, reason)
    bounces = is_about_address and bool(_NO_MAILBOX.match(words))
    return Fate(Mail.State.FAILED, reason, bounces)


def words_of(error: Exception) -> str:
    """What is said of a failure where admins look."""
    code, said = getattr(error, "smtp_code", None), getattr(error, "smtp_error", None)
    if code is not None:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return clean_line(f"{code} {words}")[:500]
    return clean_line(f"{type(error).__name__}: {error}")[:500]
