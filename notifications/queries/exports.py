"""The part of notices in the archive of somebody's own data."""

from collections.abc import Iterator

from accounts.exports import File, as_json
from accounts.models import User
from notifications.models import Choice, MailChoice, Notice

CHOSEN = ("is_off", "digest", "quiet_from", "quiet_until", "paused_until", "one_a_visit")


def own_notices(person: User) -> Iterator[File]:
    """What somebody was told, without the words that it was about, which may be others'; and what
    they want to be told."""
    notices = Notice.objects.filter(recipient=person).order_by("pk")
    yield "notices.json", as_json(notices.values("kind", "at", "read_at", "actor__username"))
    choices = Choice.objects.filter(person=person).order_by("pk")
    yield "notice_settings.json", as_json(choices.values("sort", "on_site", "by_mail"))
    mail = MailChoice.objects.filter(person=person)
    yield "mail_settings.json", as_json(mail.values(*CHOSEN))
