"""What the worker does about mail, in a test; and what came of it."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

from django.core import mail
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from notifications.models import OF_POST, Mail, Notice
from notifications.tasks import queue_mail, send_mail
from threads.models import Post


def queue() -> None:
    """Decide about all notices, as the worker does."""
    queue_mail.func()


def wait(minutes: float = 6) -> None:
    """Let so much time pass for what waits in the outbox."""
    Mail.objects.filter(state="waiting").update(
        not_before=F("not_before") - timedelta(minutes=minutes)
    )


def post() -> list[EmailMessage]:
    """Queue, wait until the hold is over, and send; answers what was sent, as it was written."""
    queue()
    wait()
    before = len(sent())
    send_mail()
    return sent()[before:]


def sent() -> list[EmailMessage]:
    """All mail so far, as a reader of mail parses it."""
    return [
        message_from_bytes(one.message().as_bytes(), policy=default)
        for one in getattr(mail, "outbox", [])
        if "Message-ID" in one.extra_headers
    ]


def body(message: EmailMessage, kind: str = "plain") -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def states(person=None) -> list[str]:
    mails = Mail.objects.filter(recipient=person) if person else Mail.objects.all()
    return list(mails.order_by("id").values_list("state", flat=True))


def all_to_mail() -> None:
    """Until notices are made as their people chose: all of them by mail."""
    of_post = Notice.objects.filter(kind__in=OF_POST, topic_id=0)
    topics = Post.objects.filter(pk=OuterRef("subject_id")).values("topic_id")
    of_post.update(topic_id=Coalesce(Subquery(topics), 0))
    Notice.objects.filter(by_mail="", mail=None, read_at=None).update(by_mail="at_once")


def now_plus(minutes: float):
    return timezone.now() + timedelta(minutes=minutes)


INLINE = {
    "a",
    "em",
    "strong",
    "code",
    "mark",
    "sub",
    "sup",
    "ins",
    "del",
    "span",
    "kbd",
    "time",
    "small",
}


class _Words(HTMLParser):
    """The words of HTML, with the addresses of its links where its text does not say them."""

    def __init__(self):
        super().__init__()
        self.words, self.links, self.skipped = [], [], 0

    def handle_starttag(self, tag, attrs):
        self.skipped += tag in ("title", "style", "head")
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        self.words.append("" if tag in INLINE else " ")

    def handle_endtag(self, tag):
        self.skipped -= tag in ("title", "style", "head")
        self.words.append("" if tag in INLINE else " ")

    def handle_data(self, data):
        if not self.skipped:
            self.words.append(data)


def words_of_html(html: str) -> tuple[list[str], list[str]]:
    """Its words and the addresses of its links."""
    walk = _Words()
    walk.feed(html)
    return words_of_text("".join(walk.words))[0], sorted(set(walk.links))


def words_of_text(text: str) -> tuple[list[str], list[str]]:
    """Its words without the marks of lists and quotations, and the addresses in it."""
    links = re.findall(r"https?://[^\s<>]+", text)
    rest = re.sub(r"<?https?://[^\s<>]+>?", " ", text)
    return re.findall(r"\w+", re.sub(r"(?m)^[\s>]*\d+\. ", " ", rest)), sorted(set(links))
