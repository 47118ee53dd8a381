"""Writes a letter as a message: headers, text and HTML that say the same."""

import email.message
import email.policy
from collections.abc import Callable
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from notifications.models import Mail
from notifications.queries.digests import DigestLetter
from notifications.queries.letters import Item, Letter

# Addresses in headers are one word, which the default line of 78 characters would tear apart; the
# standard forbids lines of more than 998. What is not ASCII is encoded: not every server takes it.
POLICY: Final = email.policy.SMTP.clone(max_line_length=900, cte_type="7bit")
RULE: Final = "-" * 60


class Message(EmailMultiAlternatives):
    """A message whose way is followed.

    A mailer that knows phases calls `hand_over` before it gives the text to the server, and sets
    `is_given` before the last line of it, after which the server may have taken it whatever we
    hear.
    """

    hand_over: Callable[[], None] | None = None
    is_given = False

    def message(self, *, policy: Any = None) -> email.message.EmailMessage:
        """The message as it goes out, with lines that no mailer tears apart."""
        written: email.message.EmailMessage = super().message(policy=POLICY)
        return written


def written(letter: Letter | DigestLetter, mail: Mail, address: str) -> Message:
    """The message to this address. Raises `ValueError` for an address that cannot be."""
    Address(addr_spec=address)
    message = Message(
        subject=letter.subject,
        body=letter.text if isinstance(letter, DigestLetter) else as_text(letter),
        from_email=sender(letter.community),
        to=[address],
        headers=_headers(letter, mail),
    )
    message.attach_alternative(_html_of(letter), "text/html")
    return message


def _html_of(letter: Letter | DigestLetter) -> str:
    if isinstance(letter, DigestLetter):
        return letter.html
    names = ("subject", "site", "why", "stops", "settings_url", "settings_label")
    facts = {name: getattr(letter, name) for name in names}
    return render_to_string("notifications/mail.html", {"letter": letter, **facts})


def sender(community: str) -> str:
    """Who a mail is from: the community, at the address of the settings."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return str(Address(community, addr_spec=address))


def _headers(letter: Letter | DigestLetter, mail: Mail) -> dict[str, str]:
    host = urlsplit(letter.site).hostname or "localhost"
    name = letter.community.replace('"', "'")
    headers = {
        "Message-ID": message_id(mail),
        "List-Id": f'"{name}" <{letter.list_id}.{_named(host)}>',
        "List-Unsubscribe": f"<{letter.site}{letter.stops[0].url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "list",
    }
    if letter.topic_id:
        # No mail has this id: it is what all mails of one topic answer, whichever came first.
        root = f"<topic-{letter.topic_id}@{_domain()}>"
        headers |= {"In-Reply-To": root, "References": root}
    return headers


def message_id(mail: Mail) -> str:
    """The same for each time that a mail is tried, so that who gets it twice sees it once."""
    mark = salted_hmac("notifications.mail", mail.key, algorithm="sha256").hexdigest()[:16]
    return f"<mail-{mail.pk}-{mark}@{_domain()}>"


def _domain() -> str:
    """Where our ids are from: the domain that mail comes from."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return _named(address.rpartition("@")[2])


def _named(host: str) -> str:
    """A name of a host, where an address of numbers cannot stand."""
    is_name = any(letter.isalpha() for letter in host) and ":" not in host
    return host if is_name else "localhost"


def as_text(letter: Letter) -> str:
    """The letter as plain text: the same sentences as its HTML."""
    parts = [letter.heading, *(_item_as_text(item) for item in letter.items), letter.rest]
    foot = [letter.why, *(f"{stop.label}: {letter.site}{stop.url}" for stop in letter.stops)]
    foot.append(f"{letter.settings_label}: {letter.settings_url}")
    return "\n\n".join([*filter(None, parts), RULE, "\n".join(foot)]) + "\n"


def _item_as_text(item: Item) -> str:
    lines = [f"{item.said} · {item.when}", item.title, "", item.text, "", item.url]
    kept = [line for n, line in enumerate(lines) if line or n != 1]
    return "\n".join(kept)
